"""``ketsugi serve`` as a person has it: a process, an address, and a browser."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.commands.conftest import Typist, start
from tests.conftest import record
from tests.pages.books import LATER
from tests.pages.browser import DESK, DESK_AT_NIGHT, PAPER, PHONE, PHONE_AT_NIGHT, Seen
from tests.pages.desk import Served, served
from workflow.book import Book

Shelf = Callable[[str], Path]
ASIDE = "for reading only, on this computer only, for who has this address · Ctrl-C ends it\n"


@pytest.fixture(scope="session")
def everything(book_of: Shelf) -> Iterator[Served]:
    with served(book_of("everything")) as running:
        yield running


# ── In a browser ──

PAGES = ("", "log", "findings?ref=HANA-YE", "?kind=company&state=active")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_read_by_everyone_in_every_look(
    everything: Served, nothing_wrong: Callable[..., None], page: str
) -> None:
    nothing_wrong(everything.address + page, DESK, PHONE_AT_NIGHT, access="kind" not in page)  # "" again
    nothing_wrong(everything.address + page, DESK_AT_NIGHT, PHONE, PAPER, access=False)


@pytest.mark.parametrize("page", ["subject/K16-YE", "subject/K16-AGM"])
def test_a_dividend_and_a_meeting_are_shown_whole_in_every_look(
    everything: Served, nothing_wrong: Callable[..., None], page: str
) -> None:
    nothing_wrong(everything.address + page, access=False)


ANSWERED = {"subject/NOPE": "404 (Not Found)", "../guess": "404 (Not Found)", "log?late=x": "400 (Bad Request)"}


@pytest.mark.parametrize("page", ANSWERED)
def test_nothing_is_wrong_with_a_page_that_says_no(everything: Served, looked_at: Callable[..., Seen], page: str) -> None:
    said = f"it says on the console: Failed to load resource: the server responded with a status of {ANSWERED[page]}"
    assert looked_at(everything.address + page, DESK, PHONE_AT_NIGHT, access=page != "log?late=x").wrong == [said]


@pytest.mark.parametrize(("book", "ref", "language"), [("everything", "HANA", "ja"), ("hostile", "H00", "en")])
def test_no_page_is_cut_or_does_more_than_show_itself_in_japanese_or_of_hostile_texts(
    book_of: Shelf, nothing_wrong: Callable[..., None], book: str, ref: str, language: str
) -> None:
    with served(book_of(book), "--language", language) as running:
        for page in ("?kind=", "log", f"findings?ref={ref}-YE", f"subject/{ref}-YE"):
            nothing_wrong(running.address + page, DESK_AT_NIGHT, PHONE, PAPER, access=False)


def test_a_person_goes_from_the_list_to_a_dividend_and_to_the_log(everything: Served, opened: Callable[..., Page]) -> None:
    with opened(everything.address) as page:  # type: ignore[attr-defined]
        menu = page.get_by_role("navigation", name="Pages")
        expect(page).to_have_title("Dividends · Everything that happens")
        page.get_by_label("Search").fill("hana-y")
        page.get_by_role("button", name="Show").click()
        expect(page).to_have_url(re.compile("search=hana-y"))
        expect(page.get_by_label("Search")).to_have_value("hana-y")
        expect(page.get_by_label("Kind")).to_have_value("dividend")
        page.get_by_role("link", name="HANA-YE").click()
        expect(page.locator("h1")).to_have_text("HANA-YE")
        expect(page).to_have_title("HANA-YE · Report")
        menu.get_by_role("link", name="The log").click()
        expect(page).to_have_title("The log · Everything that happens")
        page.get_by_label("Event").select_option("approve")
        page.get_by_label("Outcome").select_option("refused")
        page.get_by_label("Since").fill("2025-12-01")
        page.get_by_role("button", name="Show").click()
        expect(page).to_have_url(re.compile("event=approve.*outcome=refused"))
        expect(page.get_by_label("Event")).to_have_value("approve")
        expect(page.get_by_label("Since")).to_have_value("2025-12-01")
        expect(page.locator("main tbody tr")).to_have_count(1)
        page.get_by_role("link", name="HANA-YE").click()
        expect(page.locator("h1")).to_have_text("HANA-YE")
        for name in ("Findings", "Dividends"):
            menu.get_by_role("link", name=name).click()
            expect(page).to_have_title(f"{name} · Everything that happens")
        page.goto(f"{everything.address}subject/HANA-AGM9")
        expect(page).to_have_title("HANA-AGM9 · Report")
        page.goto(f"{everything.address}subject/NOPE")
        expect(page).to_have_title("NOPE: not in this book")


# ── Over the network ──


def told(running: Served, raw: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as line:
        line.sendall(raw)
        pieces = []
        while piece := line.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


ODD = [b"/\xff\xfe/", b"/../../etc/passwd", b"/SECRET/../../etc/passwd", b"/SECRET/%2e%2e/%2e%2e/etc/passwd", b"/%00", b"*"]
ODD += [b"/SECRET/subject/%00", b"/SECRET/subject/%FF%FE", b"/SECRET/subject/..%2f..%2fetc%2fpasswd", b"/SECRET/?search=%FF"]
ODD += [b"/SECRET/?" + b"a=b&" * 3_000, b"/SECRET/?search=" + b"x" * 30_000, b"/" + b"x" * 100_000, b"http://evil.example/"]
ODD += [
    b"/SECRET/log?after=" + b"9" * 4_000,
    b"/SECRET/log?late=-1",
    b"/SECRET/?search=\xff",
    b"/SECRET/;x",
    b"/SECRET//log",
]


@pytest.mark.parametrize("number", range(len(ODD)))
def test_an_odd_address_is_no_error(everything: Served, number: int) -> None:
    path = ODD[number].replace(b"SECRET", everything.address.split("/")[3].encode())
    answer = told(everything, b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert answer.split(b" ")[1] in (b"200", b"307", b"400", b"404"), answer[:200]
    assert b"root:" not in answer


def test_what_is_no_question_is_answered_with_nothing_of_the_book(everything: Served) -> None:
    for raw in (
        b"hello\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    ):
        answer = told(everything, raw) if raw.endswith(b"\n") else b"HTTP/1.1 400"
        assert answer.startswith(b"HTTP/1.1 400"), raw
        assert b"HANA" not in answer


def test_it_listens_on_this_computer_only(everything: Served) -> None:
    own = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None)} - {"127.0.0.1"}
    for address in (*own, "::1", "127.0.0.2"):
        with pytest.raises(OSError):
            socket.create_connection((address, everything.port), timeout=2)


def test_twenty_questions_at_once_are_all_answered(everything: Served) -> None:
    def asked(number: int) -> tuple[int, bool]:
        page, holds = [("", b"K04-YE"), ("log", b"init"), ("subject/HANA-YE", b"HANA-YE"), ("?kind=company", b"HANA")][
            number % 4
        ]
        line = http.client.HTTPConnection("127.0.0.1", everything.port, timeout=60)
        line.request("GET", f"/{everything.address.split('/')[3]}/{page}")
        answer = line.getresponse()
        found = answer.status, holds in answer.read()
        line.close()
        return found

    with ThreadPoolExecutor(20) as people:
        assert [*people.map(asked, range(20))] == [(200, True)] * 20


# ── The file ──


def get(running: Served, page: str = "") -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    line.request("GET", f"/{running.address.split('/')[3]}/{page}")
    answer = line.getresponse()
    found = answer.status, answer.read().decode()
    line.close()
    return found


def test_a_book_that_may_not_be_written_is_shown_and_left_as_it_is(book_of: Shelf, tmp_path: Path) -> None:
    book = Path(shutil.copy(book_of("iij"), tmp_path))
    before = book.read_bytes()
    book.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with served(book, ordinary=True) as running:
            for page in ("", "log", "findings", "subject/IIJ-FY2017-YE"):
                assert get(running, page)[0] == 200
    finally:
        tmp_path.chmod(0o755)
    assert book.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [book.name]


def test_others_may_write_while_it_is_shown(book_of: Shelf, tmp_path: Path) -> None:
    path, stop, seen = Path(shutil.copy(book_of("iij"), tmp_path)), threading.Event(), []
    with served(path) as running:

        def look() -> None:
            while not stop.is_set():
                seen.append(get(running, "log?ref=IIJ-FY2017-YE"))

        readers = [threading.Thread(target=look) for _ in range(3)]
        for each in readers:
            each.start()
        with Book(path) as book:
            for _ in range(10):
                record(book, "dividend", "IIJ-FY2017-YE", "note", "2018-08-01", reason="meanwhile", now=LATER)
        stop.set()
        for each in readers:
            each.join()
        last = get(running, "log?ref=IIJ-FY2017-YE&event=note")[1]
    assert {status for status, _ in seen} == {200}
    assert last.count("meanwhile") == 10


# ── Beginning and end ──


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_who_ends_it_is_left_with_a_free_port_and_exit_code_0(book_of: Shelf, how: int) -> None:
    with served(book_of("iij")) as running:
        held = socket.create_connection(("127.0.0.1", running.port))  # a browser keeps a line open
        assert get(running)[0] == 200
        assert running.ended(how) == (0, "", ASIDE)
        held.close()
    with served(book_of("iij"), "--port", str(running.port)) as again:
        assert again.port == running.port
        assert again.address != running.address, "the secret is new"
        assert get(again)[0] == 200
        line = http.client.HTTPConnection("127.0.0.1", running.port)
        line.request("GET", "/" + running.address.split("/", 3)[3])
        assert line.getresponse().status == 404, "the old address leads nowhere"
        line.close()


def test_the_secret_cannot_be_guessed(everything: Served) -> None:
    assert len(everything.address.split("/")[3]) >= 22  # 128 bits


def test_a_script_can_read_the_address_in_json(book_of: Shelf) -> None:
    with served(book_of("iij"), "--json") as running:
        address = json.loads(running.address)["address"]
        assert get(Served(running.process, address))[0] == 200
        assert running.ended(signal.SIGTERM) == (0, "", ASIDE)


def test_a_port_that_is_taken_is_told_in_one_line(book_of: Shelf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = start("--book", str(book_of("iij")), "serve", "--port", str(port))
    said = f"error: port {port}: Address already in use · give another with --port, or 0 for any\n"
    assert (answer.code, answer.out, answer.err) == (5, "", said)


@pytest.mark.parametrize("words", [("--port", "70000"), ("--port", "-1"), ("--port", "x"), ("--language", "de"), ("here",)])
def test_wrong_words_are_told_in_one_line(book_of: Shelf, words: tuple[str, ...]) -> None:
    answer = start("--book", str(book_of("iij")), "serve", *words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)


def test_without_a_book_nothing_is_served(tmp_path: Path) -> None:
    answer = start("--book", str(tmp_path / "none.db"), "serve")
    assert (answer.code, answer.out) == (7, "")
    assert answer.err.startswith("error: no book at")


def test_a_book_that_lost_an_entry_is_not_shown_as_if_it_were_whole(book_of: Shelf, tmp_path: Path) -> None:
    typist = Typist(Path(shutil.copy(book_of("iij"), tmp_path)), now=LATER)
    typist.done("list")
    typist.tamper("DELETE FROM entry WHERE seq = 12")
    assert start("--book", str(typist.book), "serve").code == 6


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "anyio"])
def test_without_its_packages_it_says_how_to_install_them(book_of: Shelf, package: str) -> None:
    program = f"import sys; sys.modules[{package!r}] = None; sys.argv[0] = 'ketsugi'; import cli; cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--book", str(book_of("iij")), "serve"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    said = (
        f"error: serve needs the package {package} · install it in the folder of the program: uv tool install '.[serve]'\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
