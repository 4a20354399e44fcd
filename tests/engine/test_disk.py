"""Where a file is kept: the kind of disk, the room on it, who may write, and by how many names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.test_book_rights import AS_ANYONE
from workflow import disk
from workflow.audit import Point
from workflow.disk import kind_of

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights and mounts of POSIX")
MOUNTED = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:40 / /home/sato/shared rw,relatime shared:5 master:1 - nfs4 filer:/export rw,vers=4.2
31 27 0:41 / /home/sato/shared/local rw - xfs /dev/vdb rw
32 27 0:42 / /mnt/corporate\040secretary rw - cifs //filer/legal rw
33 27 0:43 / /mnt/remote rw - fuse.sshfs sato@filer: rw
34 27 0:44 / /mnt/ntfs rw - fuseblk /dev/sdb1 rw
35 27 0:45 / /mnt/over rw - cifs //filer/a rw
36 27 0:46 / /mnt/over rw - tmpfs tmpfs rw
half a line
"""
KINDS = {
    "/home/sato/book.db": "ext4",
    "/home/sato/shared/book.db": "nfs4",
    "/home/sato/shared-not/book.db": "ext4",
    "/home/sato/shared/local/a/book.db": "xfs",
    "/mnt/corporate secretary/book.db": "cifs",
    "/mnt/remote/book.db": "fuse.sshfs",
    "/mnt/ntfs/book.db": "fuseblk",
    "/mnt/over/book.db": "tmpfs",
    "\\\\filer\\legal\\book.db": "a network share",
}


@pytest.mark.parametrize("path", KINDS)
def test_a_path_is_on_the_disk_that_is_mounted_nearest_above_it(path: str) -> None:
    assert kind_of(Path(path), MOUNTED) == KINDS[path]


FAR = {"nfs": True, "nfs4": True, "cifs": True, "smb3": True, "fuse.rclone": True, "fuse.sshfs": True, "9p": True}
NEAR = {"ext4": False, "xfs": False, "tmpfs": False, "overlay": False, "fuseblk": False, "fusectl": False, "apfs": False}


@pytest.mark.parametrize("kind", FAR | NEAR)
def test_a_disk_of_another_computer_is_warned_of(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(f"27 1 254:0 / / rw - {kind} somewhere rw\n")
    monkeypatch.setattr(disk, "MOUNTS", table)
    warned = [point for point in wrong(tmp_path / "book.db") if "another computer" in point.says]
    assert [point.verdict for point in warned] == (["warning"] if (FAR | NEAR)[kind] else [])
    assert all(f"({kind})" in point.says and "ketsugi book copy" in point.remedy for point in warned)


def test_the_kind_of_disk_is_what_the_system_itself_says(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("there is no /proc")
    for path in (Path("/proc/self"), Path("/sys"), tmp_path.resolve()):
        said = subprocess.run(["findmnt", "-no", "FSTYPE", "-T", str(path)], capture_output=True, text=True, check=True)
        assert kind_of(path) == said.stdout.split()[-1]


def wrong(path: Path) -> list[Point]:
    return [point for point in disk.disk(path) if point.verdict != "ok"]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "book.db").write_bytes(bytes(100))
    return folder


SYNCED = ["Dropbox", "Dropbox (Legal)", "OneDrive - Example K.K.", "onedrive", "Google Drive", "GoogleDrive-a@example.com"]
NOT_SYNCED = ["Dropboxes", "drive", "OneDriver", "icloudy"]


@pytest.mark.parametrize("name", [*SYNCED, "My Drive", "Mobile Documents", "CloudStorage", "iCloud Drive", *NOT_SYNCED])
def test_a_folder_that_is_synchronised_is_known_by_its_name(office: Path, name: str) -> None:
    moved = office.rename(office.with_name(name))
    assert [point.verdict for point in wrong(moved / "book.db")] == ([] if name in NOT_SYNCED else ["warning"])


def test_a_link_into_such_a_folder_is_seen_through(office: Path) -> None:
    moved = office.rename(office.with_name("Dropbox"))
    office.symlink_to(moved)
    assert len(wrong(office / "book.db")) == 1


@pytest.mark.parametrize(
    ("mode", "folder", "count"), [(0o644, 0o755, 0), (0o646, 0o755, 1), (0o644, 0o757, 1), (0o644, 0o1777, 0)]
)
def test_what_anyone_may_write_is_warned_of_but_for_a_folder_in_which_each_keeps_their_own(
    office: Path, mode: int, folder: int, count: int
) -> None:
    (office / "book.db").chmod(mode)
    office.chmod(folder)
    found = wrong(office / "book.db")
    assert [point.verdict for point in found] == ["warning"] * count
    for point in found:
        subprocess.run(point.remedy.split(), check=True)  # the remedy is one
    assert wrong(office / "book.db") == []


def test_a_second_name_of_the_file_is_warned_of(office: Path) -> None:
    os.link(office / "book.db", office / "copy.db")
    (found,) = wrong(office / "book.db")
    assert (found.verdict, "2 names" in found.says) == ("warning", True)


VISIT = """
import os, sys
from pathlib import Path
from workflow import disk
path, user, group = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
if user:
    os.setgroups([4242]), os.setgid(group), os.setuid(user)
print(*(f"{point.verdict}: {point.says} · {point.remedy}" for point in disk.disk(path)), sep="\\n")
"""


def visited(path: Path, user: int = 0, group: int = 0) -> list[str]:
    """What is told to somebody who is bound by the rights of files: another login, or root without its own."""
    done = subprocess.run(
        [sys.executable, *([] if user else ["-c", AS_ANYONE]), "-c", VISIT, str(path), str(user), str(group)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if "cannot give up root's rights" in done.stderr:
        pytest.skip("root without CAP_SETPCAP: the rights of files do not bind it")
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if not line.startswith("ok: ")]


def test_who_may_write_the_file_and_not_its_folder_cannot_record(office: Path) -> None:
    assert visited(office / "book.db") == []
    office.chmod(0o555)
    try:
        (line,) = visited(office / "book.db")
    finally:
        office.chmod(0o755)
    assert line.startswith("fault: you may write book.db but not its folder")


def test_who_may_only_read_is_told_so_and_nothing_is_wrong(office: Path) -> None:
    (office / "book.db").chmod(0o444)
    office.chmod(0o555)
    try:
        assert visited(office / "book.db") == []
    finally:
        office.chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="takes two logins and a group that they share")
@pytest.mark.parametrize(
    ("mode", "group", "count"), [(0o770, 4343, 1), (0o2770, 4343, 0), (0o770, 4242, 0), (0o750, 4343, 0)]
)
def test_a_shared_folder_whose_files_would_lose_the_group_is_warned_of(
    office: Path, mode: int, group: int, count: int
) -> None:
    for above in office.parents:
        if not above.stat().st_mode & 0o001 and above.stat().st_uid == 0 and "pytest" in str(above):
            above.chmod(above.stat().st_mode | 0o011)
    for name, rights in ((office, mode), (office / "book.db", 0o660)):
        os.chown(name, 4141, 4242)
        name.chmod(rights)
    found = visited(office / "book.db", 4141, group)
    assert len(found) == count, found
    assert not count or (found[0].startswith("warning: ") and found[0].endswith(f"chmod g+s {office}"))


FULL = """
set -e
mount -t tmpfs -o size={size} tmpfs {folder}
cp {book} {folder}/book.db
exec {python} -c '{visit}' {folder}/book.db 0 0
"""


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0 or not shutil.which("unshare"), reason="takes a small disk")
@pytest.mark.parametrize(("size", "verdict"), [("500k", "fault"), ("5m", "warning"), ("200m", "")])
def test_a_disk_that_is_nearly_full_is_told_with_what_is_left(office: Path, size: str, verdict: str) -> None:
    small = office.parent / "small"
    small.mkdir()
    words = FULL.format(size=size, folder=small, book=office / "book.db", python=sys.executable, visit=VISIT)
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", words],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"NOT TESTED: a full disk. No disk can be made here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    found = [line for line in done.stdout.splitlines() if not line.startswith("ok: ")]
    assert [line.partition(":")[0] for line in found] == ([verdict] if verdict else []), done.stdout
    assert "on tmpfs" in done.stdout
