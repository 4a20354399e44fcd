"""What is shipped: three names, and a command that works where others have files of the same names."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import cli

ROOT = Path(__file__).parents[2]
BESIDE = Path(sysconfig.get_path("scripts")) / "uv"
UV = str(BESIDE) if BESIDE.exists() else shutil.which("uv")
OFFLINE = (
    "dns error",
    "error sending request",
    "failed to fetch",
    "network",
    "could not connect",
    "timed out",
    "connection",
)


def uv(*words: str, cwd: Path) -> None:
    """Run uv; without a way to the registry there is nothing to test, which is said out loud."""
    if UV is None:
        pytest.skip("NOT TESTED: the wheel. There is no uv beside the tests; make test brings it")
    done = subprocess.run([UV, *words], cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode and any(sign in done.stderr.lower() for sign in OFFLINE):
        pytest.skip(f"NOT TESTED: the wheel. The registry cannot be reached: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from what is checked out and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    clone = folder / "source"
    ignored = shutil.ignore_patterns(".venv", ".git", "__pycache__", "*.db", ".*_cache", ".hypothesis", "dist", "build")
    shutil.copytree(ROOT, clone, ignore=ignored)
    uv("build", "--wheel", "--out-dir", str(folder / "dist"), cwd=clone)
    (built,) = (folder / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A fresh environment with the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("installed")
    uv("venv", "--python", sys.executable, str(folder / "venv"), cwd=folder)
    python = folder / "venv" / "bin" / "python"
    uv("pip", "install", "--python", str(python), str(wheel), cwd=folder)
    return folder / "venv" / "bin"


def run(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    left_out = ("PYTHONPATH", "KETSUGI_BOOK", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    env = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_the_wheel_holds_exactly_three_names_and_its_own_description(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0] for name in names} == {
        "workflow",
        "states",
        "cli.py",
        f"ketsugi-{cli.__version__}.dist-info",
    }


def test_the_wheel_holds_every_source_and_nothing_that_is_no_source(wheel):
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    folders = [path for folder in ("workflow", "states") for path in (ROOT / folder).rglob("*")]
    written = {path.relative_to(ROOT).as_posix() for path in folders if path.is_file() and "__pycache__" not in path.parts}
    assert shipped == {"cli.py", *written}
    assert {Path(name).suffix for name in shipped} <= {".py", ".mako", ".html", ".css", ".typ", ".txt"}
    assert [name for name in shipped if name.startswith("workflow/migrations/versions/")], "the migrations are missing"


def test_the_wheel_needs_a_python_and_brings_its_licence_and_one_command(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        text = archive.read(metadata).decode()
        (points,) = (name for name in archive.namelist() if name.endswith("/entry_points.txt"))
        assert archive.read(points).decode().split() == ["[console_scripts]", "ketsugi", "=", "cli:main"]
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())
    assert re.search(r"^Requires-Python: >=3\.11$", text, re.MULTILINE)
    assert re.search(r"^Requires-Dist: typer<0\.29,>=0\.28$", text, re.MULTILINE)


def test_the_installed_command_plays_the_demo_where_others_have_files_of_our_names(installed, tmp_path):
    for name in ("states", "workflow"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('the wrong one')\n")
    (tmp_path / "cli.py").write_text("raise RuntimeError('the wrong one')\n")
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    done = run([str(installed / "ketsugi"), "demo"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("refused: ") == 2
    assert "PAID" in done.stdout
    assert "verified: 12 entries" in done.stdout
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_the_installed_command_keeps_a_book_and_enters_a_case_file(installed, tmp_path):
    shutil.copy(ROOT / "examples" / "iij-fy2017.toml", tmp_path)
    ketsugi = str(installed / "ketsugi")
    for words in (("init",), ("import", "iij-fy2017.toml"), ("verify",)):
        done = run([ketsugi, *words, "--book", "book.db"], tmp_path)
        assert done.returncode == 0, done.stderr
    assert run([ketsugi, "--version"], tmp_path).stdout == f"ketsugi {cli.__version__}\n"


def test_each_of_our_names_has_one_owner_where_it_is_installed(installed, tmp_path):
    ask = "import importlib.metadata as m, json; print(json.dumps(m.packages_distributions()))"
    owners = json.loads(run([str(installed / "python"), "-I", "-c", ask], tmp_path).stdout)
    assert {name: owners[name] for name in ("workflow", "states", "cli")} == {
        "workflow": ["ketsugi"],
        "states": ["ketsugi"],
        "cli": ["ketsugi"],
    }


def test_the_installed_command_leaves_the_heavy_libraries_unloaded(installed, tmp_path):
    ask = "import sys, cli; print(sorted({'pydantic', 'sqlmodel', 'sqlalchemy', 'rich', 'asyncio'} & set(sys.modules)))"
    assert run([str(installed / "python"), "-I", "-c", ask], tmp_path).stdout == "[]\n"
