"""What ``ketsugi serve`` answers, and to whom: the application asked without a network."""

from __future__ import annotations

import functools
import itertools
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.middleware import Middleware
from starlette.routing import Route

from tests.commands.conftest import Typist
from tests.conftest import DRAFT, record
from tests.pages import books
from tests.pages.desk import SECRET, Asker, Table
from workflow import queries, screens, serve, timetable
from workflow.book import Book, open_book

Shelf = Callable[[str], Path]
SCREENS = ("/", "/log", "/findings", "/subject/HANA-YE", "/subject/HANA-AGM9")
HELD = functools.partial(settings, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
PLANTED = functools.partial(pytest.raises, AssertionError)


@pytest.fixture(scope="module")
def ask(book_of: Shelf) -> Asker:
    return Asker(book_of("everything"))


# ── Who is answered, and with what around it ──


def answers(ask: Asker) -> dict[str, httpx.Response]:
    """An answer of each kind."""
    return {
        "screens": ask(),
        "log": ask("/log"),
        "subject": ask("/subject/HANA-YE"),
        "moved": ask(""),
        "company": ask("/subject/HANA"),
        "wrong words": ask("/log", since="yesterday"),
        "not found": ask("/subject/NOPE"),
        "nowhere": ask("/nope"),
        "no secret": ask(at="/guess"),
        "method": ask(method="POST"),
        "host": ask(headers={"Host": "evil.example"}),
    }


def every_answer_is_headed(ask: Asker) -> None:
    for what, answer in answers(ask).items():
        said = answer.headers
        policy = said.get("content-security-policy", "")
        assert policy.startswith("default-src 'none'; style-src 'sha256-"), what
        assert policy.endswith("frame-ancestors 'none'"), what
        assert (said["x-content-type-options"], said["referrer-policy"]) == ("nosniff", "no-referrer"), what
        assert (said["cross-origin-opener-policy"], said["cross-origin-resource-policy"]) == ("same-origin",) * 2, what
        assert said["cache-control"] == "no-store", what
        assert not {"set-cookie", "access-control-allow-origin", "server", "etag", "last-modified"} & {*said}, what


def test_every_answer_says_what_a_browser_may_do_with_it(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    every_answer_is_headed(ask)
    codes = {what: answer.status_code for what, answer in answers(ask).items()}
    assert [*codes.values()] == [200, 200, 200, 307, 307, 400, 404, 404, 404, 405, 400]
    monkeypatch.setattr(serve, "HEADERS", {**serve.HEADERS, "Content-Security-Policy": "default-src *"})
    with PLANTED():
        every_answer_is_headed(Asker(ask.book))


def only_reading_is_answered(ask: Asker) -> None:
    for path, method in itertools.product(SCREENS, ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")):
        assert ask(path, method).status_code == 405, (path, method)
        assert ask(path, method, at="/guess").status_code == 404, (path, method)


def test_nothing_but_get_and_head_is_answered(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    only_reading_is_answered(ask)
    for path in SCREENS:
        assert ask(path, "HEAD").status_code == 200
    monkeypatch.setattr(serve, "Route", functools.partial(Route, methods=["GET", "POST"]))
    with PLANTED():
        only_reading_is_answered(Asker(ask.book))


HOSTS = {"127.0.0.1": True, "127.0.0.1:8000": True, "localhost": True, "LOCALHOST:8000": True, "evil.example": False}
HOSTS |= {"127.0.0.1.evil.example": False, "localhost.evil.example": False, "evil.example:8000": False, "": False}
HOSTS |= {"[::1]": False, "0.0.0.0": False, "127.0.0.2": False, "evil.example@127.0.0.1": False, "127.1": False}


def only_this_host_is_answered(ask: Asker) -> None:
    for host, own in HOSTS.items():
        answer = ask(headers={"Host": host})
        assert (answer.status_code == 200) is own, host
        assert own or answer.text == "Invalid host header", host


def test_a_name_that_is_not_of_this_computer_is_not_answered(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    only_this_host_is_answered(ask)
    monkeypatch.setattr(serve, "Middleware", lambda what, **_: Middleware(what, allowed_hosts=["*"]))
    with PLANTED():
        only_this_host_is_answered(Asker(ask.book))


WRONG = ("/", "/log", "/guess/", "/guess/subject/HANA-YE", f"/{SECRET}x/", f"/{SECRET[:-1]}/", f"/{SECRET.upper()}/log")
WRONG += (f"//{SECRET}/", "/favicon.ico", "/robots.txt", "/%00", "/%FF%FE", "/決議/", f"/x/{SECRET}/")


def without_the_secret_nothing_is_told(ask: Asker) -> None:
    told = {(answer.status_code, answer.content, *answer.headers.raw) for path in WRONG for answer in [ask(path, at="")]}
    assert len(told) == 1
    ((status, page, *_),) = told
    assert status == 404
    for own in (b"HANA", b"Everything", b"/log", SECRET.encode(), str(ask.book).encode()):
        assert own not in page


def test_without_the_secret_every_address_leads_to_the_same_nowhere(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    without_the_secret_nothing_is_told(ask)
    monkeypatch.setattr(screens.Screens, "nowhere", lambda self, *_: self._no("404", "", 404, self._nav()))
    with PLANTED():
        without_the_secret_nothing_is_told(Asker(ask.book))


# ── The same as the commands say ──


def listed(ask: Asker, **asked: str) -> list[tuple[str, ...]]:
    return [(ref, kind, company, state, day, label) for ref, kind, company, state, day, _, label in ask.rows(**asked)]


@pytest.mark.parametrize(
    "asked", [{}, {"state": "closed"}, {"state": "approved"}, {"kind": "meeting"}, {"kind": "company"}, {"company": "HANA"}]
)
def test_the_list_is_that_of_the_command(ask: Asker, asked: dict[str, str]) -> None:
    words = [word for each, said in asked.items() for word in (f"--{each}", said)]
    if "kind" not in asked:
        words += ["--kind", "dividend"]
    told = Typist(ask.book, now=books.LATER).done("list", "--json", *words).json
    names = ("ref", "kind", "company", "state", "day", "label")
    rows = sorted(tuple(each[name] or "" for name in names) for each in told)
    assert listed(ask, **asked) == rows
    assert rows


def test_a_list_of_any_kind_has_all_of_them_and_the_roster(ask: Asker) -> None:
    kinds = [row[1] for row in ask.rows(kind="")]
    assert {*kinds} == {"company", "dividend", "meeting", "people"}
    assert len(kinds) == Typist(ask.book).sql("SELECT count(*) FROM subject")[0][0]


def sought(ask: Asker, text: str) -> list[str]:
    return [row[0] for row in ask.rows(kind="", search=text)]


def test_a_search_finds_a_part_of_a_reference_or_of_what_it_is(ask: Asker) -> None:
    assert sought(ask, "hana-y") == sought(ask, "HANA-Y") == ["HANA-YE"]
    assert sought(ask, "花電機") == ["HANA"]
    assert sought(ask, "%") == sought(ask, "_") == sought(ask, "!") == sought(ask, "HANA%YE") == []


def test_a_search_finds_letters_that_are_not_latin_as_they_are_written(book_of: Shelf, tmp_path: Path) -> None:
    of_iij = Asker(Path(shutil.copy(book_of("iij"), tmp_path)))
    Typist(of_iij.book, now=books.LATER).done("company", "add", "ETE", "--name", "ＩＩＪ ÉTÉ 100%")
    assert sought(of_iij, "ＩＩＪ") == sought(of_iij, "ÉTÉ") == sought(of_iij, "100%") == ["ETE"]


DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 1, 20)).map(str)
ASKED = {
    "company": st.sampled_from(["HANA", "K04", "K20"]),
    "actor": st.sampled_from(["sato", "abe", "chiba", "nobody"]),
    "role": st.sampled_from(["preparer", "approver", "admin"]),
    "event": st.sampled_from(["approve", "pay", "add", "convene", "init", "correct"]),
    "outcome": st.sampled_from(["applied", "refused"]),
    "late": st.integers(0, 400).map(str),
    "since": DAYS,
    "until": DAYS,
}


def words_of(asked: dict[str, str]) -> list[str]:
    return [word for name, said in asked.items() for word in (f"--{name}", said)]


def in_order(asked: dict[str, str]) -> bool:
    return not {"since", "until"} <= asked.keys() or asked["since"] <= asked["until"]


@HELD(max_examples=25)
@given(asked=st.fixed_dictionaries({}, optional=ASKED).filter(in_order), ref=st.sampled_from(["", "HANA-YE", "K16-YE"]))
@example(asked={}, ref="")
def test_the_log_is_that_of_the_command_whatever_is_asked(ask: Asker, asked: dict[str, str], ref: str) -> None:
    words = [ref] if ref else []
    told = Typist(ask.book, now=books.LATER).done("log", *words, "--json", *words_of(asked))
    entries = [json.loads(line) for line in told.lines]
    rows = [
        [str(each["seq"]), each["body"].get("subject", ""), each["body"]["event"], each["body"].get("outcome", "")]
        for each in entries
    ]
    assert [[row[0], *row[5:8]] for row in ask.rows("/log", ref=ref, **asked)] == rows


@HELD(max_examples=3)
@given(
    asked=st.fixed_dictionaries({}, optional={name: ASKED[name] for name in ("company", "since", "until")}).filter(in_order),
    ref=st.sampled_from(["", "", "HANA-YE", "K16-YE"]),
)
@example(asked={}, ref="")
def test_the_findings_are_those_of_the_command(ask: Asker, asked: dict[str, str], ref: str) -> None:
    words = [*([ref] if ref else []), "--on", "2026-01-20", *words_of(asked)]
    told = Typist(ask.book, now=books.LATER).done("findings", "--json", *words).json["findings"]
    found = sorted([each["what"], str(each["entry"] or ""), each["subject"], each["said"]] for each in told)
    rows = [row for row in ask.rows("/findings", ref=ref, **asked) if len(row) == 8]  # on a last page the pace stands alone
    assert sorted([row[0], row[1], row[2], row[7]] for row in rows) == found


# ── Page by page ──


def every_row_is_there_once(book: Path) -> None:
    assert [row[0] for row in Asker(book).rows()] == [f"DIV-{number:06}" for number in range(100)]
    count = Typist(book).sql("SELECT count(*) FROM entry")[0][0]
    shown = [int(row[0]) for row in Asker(book).rows("/log", after=str(count - 60))]
    assert shown == [*range(count - 59, count + 1)]


def test_more_leads_through_all_rows_each_once_and_in_order(book_of: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    every_row_is_there_once(book_of("hundred"))
    page = queries.page

    def lost(run: Any, size: int, after: str = "", **asked: Any) -> list[Any]:
        return page(run, size, after, **asked)[bool(after) :]

    monkeypatch.setattr(queries, "page", lost)
    with PLANTED():
        every_row_is_there_once(book_of("hundred"))


SIXTY = [f"DIV-{number:06}" for number in range(60)]
ENTERED = st.sampled_from(["A", "DIV-000024A", "DIV-000025A", "DIV-000030A", "DIV-000049A", "DIV-000050A", "Z"])


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sixty") / "book.db"
    books.dividends(60)(path)
    return path


@HELD(max_examples=5)
@given(entered=st.lists(ENTERED, max_size=3, unique=True))
@example(entered=["DIV-000024A", "DIV-000025A"])
def test_what_is_entered_between_two_pages_neither_repeats_nor_hides_a_row(sixty: Path, entered: list[str]) -> None:
    seen, new = [], iter(entered)
    with TemporaryDirectory() as folder:
        ask = Asker(Path(shutil.copy(sixty, folder)))
        for answer in ask.pages():
            seen += [row[0] for row in Table.of(answer.text).rows]
            if ref := next(new, ""):
                with Book(ask.book) as book:
                    record(book, "dividend", ref, "draft", **{**DRAFT, "meeting": "BENCH-AGM26"})
    assert seen == sorted({*seen})
    assert {*SIXTY} <= {*seen} <= {*SIXTY, *entered}


def test_a_page_of_the_log_looks_at_a_bounded_number_of_entries(book_of: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "LOOKED_AT", 100)
    ask = Asker(book_of("iij"))
    assert len(ask.rows("/log", outcome="refused")) == 2
    monkeypatch.setattr(screens, "LOOKED_AT", 2)
    assert "Nothing fits up to entry 2." in ask("/log", outcome="refused").text
    assert len(ask.rows("/log", outcome="refused")) == 2


def test_nothing_is_said_to_be_missing_where_the_findings_ended_on_a_page_before(ask: Asker) -> None:
    assert "Nothing was found." not in ask("/findings", ref="HANA-YE", after="99").text
    assert "Nothing was found." in ask("/findings", ref="K04-YE", since="2099-01-01").text


def test_findings_in_a_book_of_many_entries_are_asked_of_one_subject(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask.rows("/findings", ref="HANA-YE")
    monkeypatch.setattr(screens, "LOOKED_AT", 100)
    assert ask.rows("/findings", ref="HANA-YE") == whole
    assert "entries: name one subject." in ask("/findings").text


def test_what_is_due_next_is_the_nearest_limit_of_its_timetable(ask: Asker) -> None:
    with open_book(ask.book).reading() as run:
        refs = [each["ref"] for each in queries.listing(run) if each["kind"] in ("dividend", "meeting")]
        for on in (date(2025, 6, 1), date(2026, 1, 20)):
            found = timetable.nearest(run, refs, on)
            for ref in refs:
                ahead = [row for row in timetable.schedule(run, ref, on) if row["status"] in ("open", "overdue")]
                days = [(row["status"] == "open", row["last_on"] or "9") for row in ahead if row["weight"] != "until"]
                told = found.get(ref)
                assert (told and (told["status"] == "open", told["last_on"] or "9")) == min(days, default=None), (ref, on)
