"""What a command may load: start-up is what a person feels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REF = "IIJ-FY2017-YE"
HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "holidays", "pydantic", "rich", "asyncio", "jinja2", "click")
DRIVER = """
import atexit, json, sys
report, *words = sys.argv[1:]
sys.argv = ["ketsugi", *words]
atexit.register(lambda: json.dump(sorted(sys.modules), open(report, "w")))
import cli
cli.main()
"""


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """A book before payment and one after it."""
    folder = tmp_path_factory.mktemp("books")
    text = (ROOT / "examples" / "iij-fy2017.toml").read_text(encoding="utf-8")
    before, pay, _ = text.partition('[[event]]\nsubject = "IIJ-FY2017-YE"\nevent = "pay"')
    assert pay, "the example has no payment"
    (folder / "approved.toml").write_text(before, encoding="utf-8")
    (folder / "paid.toml").write_text(text, encoding="utf-8")
    for name in ("approved", "paid"):
        for words in (("init",), ("import", f"{name}.toml")):
            done = loaded(folder / f"{name}.db", folder, *words)
            assert "sqlalchemy" in done, "the driver does not see what is loaded"
    return folder


def loaded(book: Path, folder: Path, *words: str) -> set[str]:
    """The modules that are loaded when a command ends."""
    report = folder / "modules.json"
    report.unlink(missing_ok=True)
    env = {**os.environ, "KETSUGI_BOOK": str(book), "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", DRIVER, str(report), *words],
        env=env,
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return set(json.loads(report.read_text()))


@pytest.mark.parametrize(
    "words",
    [("--help",), ("--version",), ("no-such-command",), ("list", "--no-such-option"), ("approve", "-h"), ("list",)]
    + [("show", REF), ("log", REF), ("log", REF, "--json"), ("export",), ("export", "--format", "csv"), ("verify",)]
    + [("export", "--pack", "a.zip"), ("diff", REF), ("sample", "--random-state", "7"), ("log", "-o", "a.csv")]
    + [("verify", "--quick"), ("check", REF, "approve"), ("check", "IIJ-AGM26", "hold"), ("diagram", REF), ("schema",)]
    + [("show", "NOPE"), ("list", "--book", "none.db"), ("note", "IIJ", "x", "--dry-run")],
    ids=" ".join,
)
def test_help_and_reading_leave_the_heavy_libraries_unloaded(books, words):
    modules = loaded(books / "approved.db", books, *words)
    assert "cli" in modules
    assert sorted(modules.intersection(HEAVY)) == []


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("no-such-command",)], ids=" ".join)
def test_help_loads_nothing_of_the_workflow(books, words):
    modules = loaded(books / "approved.db", books, *words)
    assert not [name for name in modules if name.partition(".")[0] in ("workflow", "transitions", "sqlite3")]


@pytest.mark.parametrize("words", [("list",), ("show", REF), ("log", REF)], ids=" ".join)
def test_where_no_guard_is_asked_no_rulebook_and_no_machine_is_loaded(books, words):
    modules = loaded(books / "approved.db", books, *words)
    assert not [name for name in modules if name == "transitions" or name.startswith("states.rulebooks.")]


@pytest.mark.parametrize(
    ("words", "spared"),
    [
        (("log", REF), "states.lives"),
        (("log", "--outcome", "refused"), "states.lives"),
        (("show", REF), "workflow.decision"),
    ],
    ids=lambda said: " ".join(said) if isinstance(said, tuple) else said,
)
def test_reading_loads_nothing_of_what_only_another_question_needs(books, words, spared):
    assert spared not in loaded(books / "approved.db", books, *words)


def test_what_writes_workbooks_is_loaded_for_a_workbook_and_only_there(books):
    assert "xlsxwriter" in loaded(books / "approved.db", books, "log", "-o", "log.xlsx")
    for words in (("log", "-o", "log.csv"), ("findings",), ("export",), ("show", REF, "-o", "show.json")):
        assert "xlsxwriter" not in loaded(books / "approved.db", books, *words)


def test_a_bank_day_is_known_without_the_library_that_the_calendars_are_printed_from(books):
    asked = ("check", REF, "pay", "--on", "2018-06-29", "--attest", "entitled-shares=x")
    assert "holidays" not in loaded(books / "approved.db", books, *asked)


def test_an_ex_day_is_found_without_a_book_and_without_what_a_book_takes(books):
    modules = loaded(books / "none.db", books, "exdate", "--record", "2018-03-31")
    assert not modules.intersection(HEAVY)
    assert "sqlite3" not in modules


def test_a_book_that_is_written_does_not_load_alembic(books):
    modules = loaded(books / "paid.db", books, "note", "IIJ", "x")
    assert "sqlmodel" in modules
    assert "alembic" not in modules
