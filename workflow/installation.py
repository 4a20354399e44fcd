"""What is wrong with how the program is installed: whose modules it runs, what it needs of Python, what its user set."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from states.errors import known_here
from workflow import heads, signing
from workflow.audit import Point
from workflow.disk import standing
from workflow.file import OLDEST_SQLITE

VARIABLES: Final = ("KETSUGI_BOOK", heads.VARIABLE, signing.VARIABLE)
OURS: Final = {"cli": "cli.py", "states": "states/__init__.py", "workflow": "workflow/__init__.py"}
_HOME: Final = Path(__file__).resolve().parents[1]
_ALONE: Final = "install it into an environment of its own, in the folder of the program: uv tool install ."


def installation(environ: Mapping[str, str], folder: Path | None, version: str) -> Iterator[Point]:
    """Python, SQLite, whose modules these are, zones, variables, and the folder in which this computer remembers."""
    what = f"Ketsugi {version}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, in {_HOME}"
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield Point("installation", "fault", f"{what}: SQLite is too old", "use a Python with SQLite 3.37 or newer")
    else:
        yield Point("installation", "ok", what)
    yield from _modules()
    yield from _programs(environ)
    yield from zone_of("Asia/Tokyo")
    yield from _variables(environ)
    yield from _remembering(folder)


def _modules() -> Iterator[Point]:
    owners = packages_distributions()
    for name, file in OURS.items():
        found = find_spec(name)
        origin = Path(found.origin).resolve() if found and found.origin else None
        if origin != _HOME / file:
            yield Point("installation", "fault", f"'{name}' is found in {origin}, not in {_HOME}", _ALONE)
        if others := sorted({*owners.get(name, ())} - {"ketsugi"}):
            what = f"{', '.join(others)} brings another '{name}' into the same environment"
            yield Point("installation", "fault", what, f"remove it: pip uninstall {others[0]}; or {_ALONE}")


def _programs(environ: Mapping[str, str]) -> Iterator[Point]:
    """Which programs of our name a person may start."""
    name = "ketsugi.exe" if sys.platform == "win32" else "ketsugi"
    files = [Path(folder, name) for folder in environ.get("PATH", "").split(os.pathsep) if folder]
    found = list(
        dict.fromkeys(os.path.realpath(file) for file in files if os.access(file, os.X_OK) and os.path.isfile(file))
    )
    if len(found) > 1:
        what = f"{len(found)} programs of that name are on the PATH: {', '.join(found)}"
        yield Point("installation", "warning", f"{what}; the first is started", "remove all but one")


def zone_of(name: str) -> Iterator[Point]:
    """Whether a time zone is known to this computer."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        what = f"the time zone {name} is not known to this computer: no instant can be shown in it"
        yield Point("installation", "fault", what, "install the package tzdata beside ketsugi, or that of the system")


def _variables(environ: Mapping[str, str]) -> Iterator[Point]:
    for name in sorted(environ):
        if name.upper().startswith("KETSUGI_") and name not in VARIABLES:
            yield Point("installation", "warning", f"{name} is set, and means nothing here", known_here(name, VARIABLES))


def _remembering(folder: Path | None) -> Iterator[Point]:
    remedy = f"name another folder in {heads.VARIABLE}, or ask for permission on this one"
    if folder is None:
        what = "there is no folder of yours: this computer does not remember what it saw of a book"
        yield Point("installation", "warning", what, f"name a folder in {heads.VARIABLE}")
    elif not os.access(standing(folder), os.R_OK | os.W_OK | os.X_OK) or not os.path.isdir(standing(folder)):
        what = f"{folder} cannot be read and written: this computer does not remember what it saw of a book"
        yield Point("installation", "warning", what, remedy)
