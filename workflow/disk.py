"""What is wrong with where a file is kept: the kind of disk, room, rights, other names of it, what was left beside it."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from workflow.audit import Point

MOUNTS: Final = Path("/proc/self/mountinfo")
ROOM: Final = 100_000_000  # bytes; a write takes room for what it may have to undo
_FAR: Final = re.compile(r"nfs\d?|cifs|smb\w*|afs|9p|ceph|vboxsf|prl_fs|fuse(\..+)?|a network share")
_SYNCED: Final = re.compile(
    r"(dropbox|one ?drive|google ?drive|my drive|icloud|mobile documents|cloudstorage|nextcloud|owncloud|box sync)([ -].*)?",
    re.IGNORECASE,
)
_NEARER: Final = "keep it on a disk of this computer; to share it, copy it to a server: ketsugi book copy"


def disk(path: Path) -> Iterator[Point]:
    """Where a file is kept, whether it is there or not.

    Raises:
        OSError: the disk does not answer.
    """
    real = Path(os.path.realpath(path))
    kind, free, there = kind_of(real), shutil.disk_usage(standing(real.parent)).free, None
    with suppress(OSError):  # who reads on meets it again, and says it
        there = real.stat()
    if _FAR.fullmatch(kind):
        what = f"{real} is on a disk of another computer or program ({kind}): there two can write at once, and break it"
        yield Point("file system", "warning", what, _NEARER)
    if folder := next((part for part in real.parts[:-1] if _SYNCED.fullmatch(part)), None):
        what = f"{real} is in a folder that is synchronised ({folder}): it may put an older book in its place, or make two"
        yield Point("file system", "warning", what, _NEARER)
    if free < ROOM:
        what = f"{_size(free)} are free at {standing(real.parent)}"
        yield Point("file system", "fault" if free < ROOM // 100 else "warning", what, "make room")
    said = f"{real} on {kind or 'this disk'}, {_size(free)} free"
    if there is not None and stat.S_ISREG(there.st_mode):
        yield from _rights(real, there)
        yield from _names(real, there)
        said += f", {there.st_size:,} bytes, {'' if os.access(real, os.W_OK) else 'not '}to be written by you"
    elif there is None:
        yield from _orphans(real)
    yield Point("file system", "ok", said)


def standing(path: Path) -> Path:
    """The path, or the nearest above it that is there."""
    return next((each for each in (path, *path.parents) if os.path.lexists(each)), path)


def kind_of(real: Path, mounts: str | None = None) -> str:
    """The kind of disk that a path is on, as the system calls it; empty where it does not say.

    Source: proc(5), /proc/PID/mountinfo.
    """
    if str(real).startswith("\\\\"):
        return "a network share"  # of Windows, where a resolved path shows it
    if mounts is None:
        try:
            mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, separator, right = line.partition(" - ")
        fields = left.split(" ")
        if not separator or len(fields) < 5:
            continue
        at = Path(re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), fields[4]))
        if real.is_relative_to(at) and len(at.parts) >= best:  # of two at one place the later hides the earlier
            best, kind = len(at.parts), right.split(" ")[0]
    return kind


def _rights(real: Path, there: os.stat_result) -> Iterator[Point]:
    folder = real.parent
    around = folder.stat()
    writes = os.access(real, os.W_OK)
    if writes and not os.access(folder, os.W_OK | os.X_OK):
        what = f"you may write {real.name} but not its folder {folder}: nothing can be recorded"
        yield Point("file system", "fault", what, "ask for write permission on the folder as well")
    if sys.platform == "win32":
        return
    for name, mode in ((real, there.st_mode), (folder, around.st_mode & ~(around.st_mode & stat.S_ISVTX and 0o002))):
        if mode & stat.S_IWOTH:
            what = f"{name} can be written by anyone who has a login on this computer"
            yield Point("file system", "warning", what, f"chmod o-w {name}")
    shared = there.st_mode & around.st_mode & stat.S_IWGRP and not around.st_mode & stat.S_ISGID
    if sys.platform == "linux" and shared and writes and os.geteuid() and os.getegid() != there.st_gid:
        what = f"what you leave in {folder} would not belong to the group of the book: a write that breaks off stays so"
        yield Point("file system", "warning", what, f"chmod g+s {folder}")


def _names(real: Path, there: os.stat_result) -> Iterator[Point]:
    if there.st_nlink > 1:
        what = f"{real} has {there.st_nlink} names (hard links): who writes by one does not see what broke off by another"
        yield Point("file system", "warning", what, "remove all names but one")


def _orphans(real: Path) -> Iterator[Point]:
    for ending in ("-journal", "-wal"):
        beside = real.with_name(real.name + ending)
        if os.path.exists(beside):  # False where that cannot be seen
            what = f"{beside} lies there without its book, and holds a part of it"
            yield Point("file system", "fault", what, f"put the book back beside it, as {real.name}, before anything else")


def _size(count: int) -> str:
    return f"{count / 10**9:,.1f} GB" if count >= 10**9 else f"{count / 10**6:.1f} MB"
