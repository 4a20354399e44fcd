"""The page on adding a rulebook is followed, word by word, in a copy of the program; then the country is taken out again."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/add-a-rulebook.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.M | re.S))
LINE = re.search(r'^```python\n( {4}"[A-Z-]+": "\w+",\n)```$', PAGE, re.M)
BEGUN = "_FILES: Final = {  # by ISO 3166 code; a rulebook has the name of its file\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program and its tests, without any country that is not there."""
    for name in ("states", "workflow", "tests", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("cli.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(folder: Path, *tests: str) -> str:
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests)
    done = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def followed(folder: Path) -> None:
    """Does what the page says."""
    assert LINE is not None
    for name, text in FILES.items():
        assert not (ROOT / name).exists(), f"{name} is there already: the page needs another country"
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    listed = folder / "states/rulebooks/__init__.py"
    text = listed.read_text(encoding="utf-8")
    assert text.count(BEGUN) == 1
    listed.write_text(text.replace(BEGUN, BEGUN + LINE[1]), encoding="utf-8", newline="\n")


def test_who_follows_the_page_has_a_rulebook_whose_tests_pass(copy: Path) -> None:
    assert sorted(FILES) == ["examples/abroad/brazil.toml", "states/rulebooks/brazil.py", "tests/domain/test_brazil.py"]
    followed(copy)
    said = run(copy, "tests/domain/test_brazil.py", "tests/domain/test_rules.py", "-k", "brazil or br_ or named_after")
    assert re.search(r"^\d\d passed", said, re.M), said


def test_a_fault_in_what_was_added_is_found(copy: Path) -> None:
    followed(copy)
    rules = copy / "states/rulebooks/brazil.py"
    text = rules.read_text(encoding="utf-8")
    assert text.count("timedelta(days=60)") == 1
    rules.write_text(text.replace("timedelta(days=60)", "timedelta(days=61)"), encoding="utf-8", newline="\n")
    said = run(copy, "tests/domain/test_brazil.py")
    assert "test_a_dividend_is_paid_within_60_days" in said
    assert re.search(r"\d failed", said), said


def test_a_country_can_be_taken_out_by_its_own_files_and_line(copy: Path) -> None:
    listed = copy / "states/rulebooks/__init__.py"
    text = listed.read_text(encoding="utf-8")
    code, country = next(found for found in re.findall(r'^    "([A-Z-]+)": "(\w+)",\n', text, re.M) if found[0] != "JP")
    listed.write_text(text.replace(f'    "{code}": "{country}",\n', ""), encoding="utf-8", newline="\n")
    own = (f"states/rulebooks/{country}.py", f"examples/abroad/{country}.toml", f"tests/domain/test_{country}*.py")
    for name in [found for pattern in own for found in copy.glob(pattern)]:
        name.unlink()
    shared = sorted(
        str(each) for name in ("asia", "abroad", "drafts") for each in copy.glob(f"tests/domain/test_{name}_*.py")
    )
    said = run(copy, *shared, "tests/domain/test_rules.py", "-k", "not planted and not agree_on_the_day")
    assert re.search(r"^\d+ passed, \d+ skipped", said, re.M), said
    shown = "from states.rulebooks import rulebook; print(rulebook('" + code + "').label)"
    done = subprocess.run([sys.executable, "-c", shown], cwd=copy, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.startswith("universal "), done.stderr
