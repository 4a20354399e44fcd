"""The files around the program: what is pinned, what make does, what every change must pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import cli

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def test_typer_stays_below_the_version_that_loads_pydantic_for_every_command():
    (typer,) = [each for each in PROJECT["project"]["dependencies"] if each.startswith("typer")]
    assert typer == "typer>=0.28,<0.29"
    (locked,) = [each["version"] for each in LOCK["package"] if each["name"] == "typer"]
    assert locked.startswith("0.28.")


NO_BOUND = ("tzdata", "cryptography")  # what they bring is needed at once: new zones, and mended ciphers


def test_every_dependency_has_an_upper_bound():
    for each in PROJECT["project"]["dependencies"]:
        assert "<" in each or each.startswith(NO_BOUND), each


def test_every_dependency_is_imported_somewhere():
    """What nothing needs is not asked for."""
    text = "\n".join(p.read_text(encoding="utf-8") for p in [ROOT / "cli.py", *ROOT.glob("workflow/**/*.py")])
    for each in PROJECT["project"]["dependencies"]:
        name = re.split(r"[<>=;\[ ]", each)[0]
        assert name == "tzdata" or re.search(rf"^\s*(import|from) {name}\b", text, re.MULTILINE), name


def test_the_name_the_command_and_the_python_are_those_of_the_design():
    assert PROJECT["project"]["name"] == "ketsugi"
    assert PROJECT["project"]["scripts"] == {"ketsugi": "cli:main"}
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"] == ["workflow", "states", "cli.py"]
    assert callable(cli.main)


def test_the_lock_is_of_this_project_and_names_every_direct_dependency():
    (own,) = [each for each in LOCK["package"] if each["name"] == "ketsugi"]
    locked = {each["name"] for each in own["dependencies"]}
    assert locked == {re.split(r"[<>=;\[ ]", each)[0] for each in PROJECT["project"]["dependencies"]}


@pytest.mark.parametrize("target", ["demo", "test", "lint", "docs", "check"])
def test_make_has_the_target_and_it_builds_the_environment_from_the_lock_by_itself(target):
    """Asked of make itself, without running anything: in a tree that has no environment yet."""
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", target], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"uv sync\b.*--locked", done.stdout), "the lock is not used"
    assert re.search(r"-m venv \.venv", done.stdout)


def test_make_test_runs_the_tests_and_make_lint_every_check():
    def told(target):
        return subprocess.run(["make", "-n", "-B", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "pytest" in told("test")
    assert all(word in told("lint") for word in ("ruff format --check", "ruff check", "mypy", "lint-imports"))
    assert "ketsugi demo" in told("demo")


def test_what_every_change_must_pass_is_one_executable_that_calls_make():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!")
    assert "set -e" in text
    assert re.search(r"^make browser\nmake lint test$", text, re.MULTILINE)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def made_browser(folder: Path, **programs: str) -> tuple[int, str, str]:
    """``make browser`` on a computer that has these programs and no other: exit code, what it did, what it said."""
    did = folder / "did"
    did.touch()
    for program, does in programs.items():
        (folder / program.replace("_", "-")).write_text(f"#!/bin/sh\n{does}\n")
        (folder / program.replace("_", "-")).chmod(0o755)
    for program in ("sh", "grep"):
        (folder / program).symlink_to(shutil.which(program))
    command = [shutil.which("make"), "--no-print-directory", "browser"]
    environ = {"PATH": str(folder), "DID": str(did)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, did.read_text(), done.stdout + done.stderr


APT, FONT = 'echo "$@" >>"$DID"', "echo /usr/share/fonts/NotoSansCJK.ttc"


def test_a_browser_and_a_font_that_are_there_are_left_alone(tmp_path):
    assert made_browser(tmp_path, chromium="", fc_list=FONT, apt_get=APT, id="echo 0") == (0, "", "")


@pytest.mark.parametrize("there", [{}, {"chromium": ""}, {"chromium": "", "fc_list": ""}, {"fc_list": FONT}], ids=str)
def test_a_browser_or_a_font_that_is_missing_is_installed_on_debian_by_root(tmp_path, there):
    code, did, said = made_browser(tmp_path, apt_get=APT, id="echo 0", **there)
    assert (code, said) == (0, "")
    assert did.splitlines() == ["update -qq", "install -qq --no-install-recommends chromium fontconfig fonts-noto-cjk"]


@pytest.mark.parametrize("there", [{"id": "echo 1000", "apt_get": APT}, {"id": "echo 0"}, {}], ids=str)
def test_where_no_browser_can_be_installed_one_line_says_what_to_install(tmp_path, there):
    code, did, said = made_browser(tmp_path, **there)
    assert (code != 0, did) == (True, "")
    assert said.startswith("install Chromium and a Japanese font: on Debian chromium, fontconfig and fonts-noto-cjk\n")
    assert len(said.splitlines()) == 2, "make itself says a second line, that it failed"


def test_nothing_lets_playwright_download_a_browser_of_its_own():
    files = [ROOT / "Makefile", ROOT / ".ci/run", *ROOT.glob("docs/*.py"), *ROOT.glob("tests/pages/*")]
    said = {path.name: path.read_text(encoding="utf-8") for path in files if path.is_file()}
    assert [name for name, text in said.items() if re.search("playwright[ _.]install", text)] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "examples/iij-fy2017.toml"])
def test_the_file_a_newcomer_looks_for_is_there(name):
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_the_readme_does_all_the_set_up_in_two_commands_and_never_runs_the_module():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    assert "uv run" in text or "uv sync" in text, "nothing for Windows"
    assert "python -m cli" not in text


def test_the_licence_is_the_one_that_is_stated():
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_warnings_are_errors_and_tests_are_imported_without_packages():
    options = PROJECT["tool"]["pytest"]["ini_options"]
    assert options["filterwarnings"] == ["error"]
    assert "--import-mode=importlib" in options["addopts"]


def test_the_checkers_are_as_strict_as_agreed():
    assert PROJECT["tool"]["mypy"]["strict"] is True
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    assert {each["type"] for each in contracts} >= {"layers", "forbidden"}
    assert any("transitions" in each.get("forbidden_modules", ()) for each in contracts)
    assert any("typer" in each.get("forbidden_modules", ()) for each in contracts)
