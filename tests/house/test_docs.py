"""The pages say what the program does: printed pages are fresh, nothing is left out, and every link leads somewhere."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

import cli
from states import company, dividend, errors, meeting
from states.lives import ACCEPTS
from states.meanings import MEANING
from states.rulebooks import every_rulebook
from workflow import words

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(each for each in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")) if each.parent.name != "templates")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
_HEADING = re.compile(r"^#+ (.+)$", re.M)


@pytest.fixture(scope="module")
def printer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("print_reference", DOCS / "print_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_the_reference_is_what_the_code_prints_today(printer: ModuleType) -> None:
    """``make docs`` mends it."""
    printed = printer.pages()
    stale = [name for name, page in printed.items() if text(DOCS / "reference" / name) != page]
    assert not stale, f"make docs: {', '.join(stale)}"
    assert sorted(printed) == sorted(each.name for each in (DOCS / "reference").iterdir()), "a page that nothing prints"


def test_the_printer_says_the_same_twice(printer: ModuleType) -> None:
    assert printer.pages() == printer.pages()


def test_a_place_in_a_template_that_nothing_fills_is_noticed(printer: ModuleType) -> None:
    with pytest.raises(KeyError):
        printer._filled("<!-- print nothing -->", {})
    with pytest.raises(AssertionError):
        printer._filled("a page", {"commands": "left over"})


def commands(group: Any, path: str = "ketsugi") -> Iterator[str]:
    for name, command in group.commands.items():
        yield from commands(command, f"{path} {name}") if hasattr(command, "commands") else (f"{path} {name}",)


@pytest.mark.parametrize("command", list(commands(typer.main.get_command(cli.app))))
def test_every_command_is_in_the_reference(command: str) -> None:
    assert f"\n## {command}\n" in text(DOCS / "reference/commands.md")


@pytest.mark.parametrize(("book", "rule"), [(book.name, rule.id) for book in every_rulebook() for rule in book.rules])
def test_every_rule_is_in_the_reference(book: str, rule: str) -> None:
    assert f"\n### {rule}\n" in text(DOCS / f"reference/rulebook-{book}.md")


@pytest.mark.parametrize("held", MEANING, ids=lambda held: held.__name__.lower())
def test_every_fact_is_in_the_reference_with_its_meaning(held: type) -> None:
    section = re.split(r"^##+ ", text(DOCS / "reference/facts.md"), flags=re.M)
    (rows,) = [each for each in section if each.startswith(f"{held.__name__}\n")]
    for name, meaning in MEANING[held].items():
        assert re.search(rf"^\| `{name}` \| .+ \| .+ \| {re.escape(meaning)} \|", rows, re.M), name


def test_what_the_page_of_facts_says_with_set_is_a_word_of_some_step() -> None:
    said = set(re.findall(r"`--set (\w+)", text(DOCS / "reference/facts.md"))) - {"NAME"}
    assert {"audited_on", "holder_list_on", "board", "articles"} <= said
    assert said <= {word for kind, events in ACCEPTS.items() for event in events for word in words.words(kind, event)}


@pytest.mark.parametrize("error", errors.ERRORS)
def test_every_error_is_in_the_reference_with_an_example(error: type[errors.KetsugiError]) -> None:
    page = text(DOCS / "reference/errors.md")
    assert f"| {error.exit_code} | `{error.__name__}` |" in page
    assert re.search(rf"^## {error.__name__}\n\n```text\n\$ ketsugi .+\n.+\n", page, re.M)


@pytest.mark.parametrize("state", [*dividend.State, *meeting.State, *company.State])
def test_every_state_is_in_the_glossary(state: str) -> None:
    assert f"`{state}`" in text(DOCS / "glossary.md")


def test_every_decision_is_on_the_map_and_short() -> None:
    listed = _LINK.findall(text(DOCS / "index.md").partition("## Decisions")[2])
    pages = sorted((DOCS / "decisions").iterdir())
    assert listed == [f"decisions/{page.name}" for page in pages]
    assert [page.name for page in pages if len(text(page).splitlines()) > 40] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        reached.add(page)
        leads = ((page.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(text(page)) if "://" not in link)
        todo += [each for each in leads if each in PAGES and each not in reached]
    assert [page.name for page in PAGES if page not in reached] == []


def anchors(page: str) -> set[str]:
    """The anchors that a page's headings get: lower case, no punctuation, hyphens for spaces."""
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in _HEADING.findall(_FENCED.sub("", page))}


def broken(page: Path, said: str) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in _LINK.findall(_FENCED.sub("", said)):
        name, _, anchor = link.partition("#")
        target = page if not name else page.parent / name
        if "://" not in link and not (target.exists() and (not anchor or anchor in anchors(text(target)))):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page, text(page)) == []


def test_a_broken_link_is_noticed() -> None:
    said = (
        "[a](LICENSE) [b](no-such-page.md) [c](README.md#no-such-heading) [d](README.md#exit-codes) [e](https://example.org)"
    )
    assert broken(ROOT / "README.md", said) == ["no-such-page.md", "README.md#no-such-heading"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_promises_what_a_hash_chain_cannot_keep(page: Path) -> None:
    """Who can write the file can change it; that it shows is all that is promised."""
    assert re.findall(r"(?i)tamper-?proof|immutable|unforgeable|cannot be changed", text(page)) == []
