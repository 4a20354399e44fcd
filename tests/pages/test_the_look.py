"""What looks at pages sees: each fault it is for, planted in a page that has none, and nothing in the page without it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.pages import browser
from tests.pages.browser import DESK, DESK_AT_NIGHT, LOOKS, PAPER, PHONE

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
SOUND = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{META}
<meta name="viewport" content="width=device-width">
<title>A sound page</title>
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 0 8px; overflow-wrap: anywhere; color: light-dark(#222, #ddd); background: light-dark(#fff, #111) }}
.wide {{ overflow-x: auto }}
.said {{ position: absolute; width: 1px; height: 1px; overflow: hidden; white-space: nowrap }}
@media print {{ .wide table {{ white-space: normal }} }}
table {{ white-space: nowrap }}
</style>
</head>
<body>
<main>
<h1>決議 – a sound page</h1>
<p>Text, <span class="said">and for those who hear the page more than a pixel holds,</span> and a word: {"long" * 99}</p>
<div class="wide" tabindex="0" role="region" aria-label="Entries">
<table>
<tr><th scope="col">Entry</th><th scope="col">What</th></tr>
<tr><td>1</td><td>{"a row that is wide " * 20}</td></tr>
</table>
</div>
<img alt="a dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
<!-- here -->
</main>
</body>
</html>
"""
LONG = "a line that does not fit " * 20


def page(folder: Path, planted: str = "", *, meta: str = META) -> Path:
    path = folder / "page.html"
    path.write_text(SOUND.replace("<!-- here -->", planted).replace(META, meta), encoding="utf-8")
    return path


def test_nothing_is_wrong_with_a_sound_page(nothing_wrong: Callable[..., None], tmp_path: Path) -> None:
    nothing_wrong(page(tmp_path))


def test_a_self_contained_file_asks_for_itself_alone(looked_at: Callable[..., browser.Seen], tmp_path: Path) -> None:
    path = page(tmp_path)
    assert looked_at(path, DESK).requests == [path.as_uri()]


# All are planted in one page, so what tells of a fault must name something that no other fault has.
PLANTED = {
    "a foreign image": ('<img alt="" src="https://example.org/dot.gif">', r"it asks for https://example\.org/dot\.gif"),
    "an image beside the file": ('<img alt="" src="dot.gif">', r"it asks for file:.*/dot\.gif"),
    "a foreign style": (
        '<link rel="stylesheet" href="https://example.org/a.css">',
        r"it asks for https://example\.org/a\.css",
    ),
    "a frame": ('<iframe title="x" src="https://example.org/"></iframe>', r"it breaks its policy: Framing"),
    "an inline script": ("<script>document.title = 'x'</script>", r"it breaks its policy: Executing inline script"),
    "a handler": (
        '<img alt="" src="data:," onerror="document.title = 1">',
        r"it breaks its policy: Executing inline event handler",
    ),
    "a missing alt": ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">', r"desk: image-alt: "),
    "low contrast": ('<p style="color: #999; background: #fff">pale</p>', r"desk: color-contrast: .* 2\.84 "),
    "low contrast by night": (
        '<p style="color: light-dark(#000, #333)">dark</p>',
        r"desk, dark: color-contrast: .*light-dark\(#000, #333\)",
    ),
    "a contrast nobody can tell": (
        '<p style="background: linear-gradient(#fff, #000)">on a slope</p>',
        r"desk: color-contrast: .*gradient",
    ),
    "a head without a level": ("<h4>Too deep</h4>", r"desk: heading-order: "),
    "a field without a name": ('<input type="text">', r"desk: label: "),
    "an overflowing table": (
        f"<table><tr><td>{LONG}</td></tr></table>",
        r'desk: <table> "a line that does not fit .*" ends at \d+ px, the window at 1280 px',
    ),
    "a page that is too wide": (
        '<div style="width: 9000px; height: 1px"></div>',
        r"desk: the page is 9008 px wide, the window 1280 px",
    ),
    "a table that the phone has no room for": (
        '<p style="width: 700px">for the desk</p>',
        r'phone: <p> "for the desk" ends at 708 px, the window at 360 px',
    ),
    "a text that is cut": (
        f'<p class="cut" style="overflow: hidden; white-space: nowrap">{LONG}</p>',
        r'desk: "a line that .*" is cut off by <p\.cut> "a line',
    ),
    "a text that is cut below": (
        f'<p style="overflow: hidden; height: 12px">{LONG * 9}</p>',
        r'desk: "a line that .*" is cut off by <p> "a line',
    ),
    "a text that is cut further up": (
        f'<div id="box" style="overflow: clip"><p style="width: 3000px">{LONG}</p></div>',
        r'desk: "a line that .*" is cut off by <div#box> "a line',
    ),
    "a text that runs into its neighbour": (
        f'<p style="width: 50px; overflow-wrap: normal">{"w" * 40}</p>',
        r'desk: "w+" runs out of <p> "w',
    ),
    "a box that scrolls, on paper": (
        f'<pre class="wide" tabindex="0" role="region" aria-label="x">{LONG}</pre>',
        r'paper: "a line that .*" is cut off by <pre\.wide> "a line',
    ),
}


ELSEWHERE = ("a table that the phone has no room for", "a box that scrolls, on paper", "low contrast by night")


def test_a_fault_of_another_look_is_none_of_the_desk_by_day(nothing_wrong: Callable[..., None], tmp_path: Path) -> None:
    nothing_wrong(page(tmp_path, "".join(PLANTED[fault][0] for fault in ELSEWHERE)), DESK)


def test_a_page_without_a_policy_is_told_and_what_its_scripts_say_and_break(
    looked_at: Callable[..., browser.Seen], tmp_path: Path
) -> None:
    path = page(tmp_path, "<script>console.log('still here'); nothing()</script>", meta="")
    assert looked_at(path, DESK).wrong == [
        "it has no Content Security Policy",
        "it says on the console: still here",
        "its script fails: nothing is not defined",
    ]


def test_who_can_read_a_page_is_not_asked_where_that_is_left_out(
    looked_at: Callable[..., browser.Seen], tmp_path: Path
) -> None:
    path = page(tmp_path, PLANTED["low contrast"][0] + PLANTED["a page that is too wide"][0])
    assert [len(looked_at(path, DESK, access=access).wrong) for access in (True, False)] == [2, 1]


def test_a_page_that_a_phone_would_show_at_the_width_of_a_desk_is_told(
    looked_at: Callable[..., browser.Seen], tmp_path: Path
) -> None:
    path = page(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("width=device-width", "initial-scale=1"), encoding="utf-8")
    assert looked_at(path, PHONE).wrong == ["phone: a phone is not told to lay it out at its own width"]


def test_everything_wrong_is_told_at_once(nothing_wrong: Callable[..., None], tmp_path: Path) -> None:
    path = page(tmp_path, "".join(planted for planted, _ in PLANTED.values()))
    with pytest.raises(AssertionError) as told:
        nothing_wrong(path)
    silent = [fault for fault, (_, said) in PLANTED.items() if not re.search(f"^{said}", str(told.value), re.M)]
    assert silent == []


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A page on loopback, under a policy in the header; gives its address."""
    servers = []

    def serve(planted: str, policy: str = POLICY) -> str:
        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-security-policy", policy)
                self.end_headers()
                self.wfile.write(page(tmp_path, planted, meta="").read_bytes())

            def log_message(self, *_: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Answers))
        threading.Thread(target=servers[-1].serve_forever).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_served_page_may_ask_its_own_server_and_no_other(
    served: Callable[..., str], looked_at: Callable[..., browser.Seen]
) -> None:
    other = served("")
    own = served('<img alt="own" src="/dot.gif">', "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'")
    assert looked_at(own, DESK).wrong == []
    both = served(f'<img alt="own" src="/dot.gif"><img alt="other" src="{other}dot.gif">', "default-src 'none'; img-src *")
    assert f"it asks for {other}dot.gif" in looked_at(both, DESK).wrong


def test_a_page_is_printed_on_a4_and_its_sheets_can_be_read_and_looked_at(
    printed: Callable[..., browser.Printed], tmp_path: Path
) -> None:
    paper = printed(page(tmp_path, '<p style="break-before: page; background: #c00; height: 99px">second sheet</p>'))
    assert ["sound page" in paper.texts[0], "second sheet" in paper.texts[1]] == [True, True]
    picture = paper.picture(1)
    assert picture.size == (795, 1124)
    assert (204, 0, 0) in {color for _, color in picture.getcolors(1 << 20)}


def test_a_page_can_be_typed_and_clicked_at(opened: Callable[..., object], tmp_path: Path) -> None:
    with opened(page(tmp_path, '<a href="#there">go</a><p id="there">there</p>'), PHONE) as at:
        at.get_by_role("link", name="go").click()
        assert at.url.endswith("#there")


def test_the_looks_are_a_desk_a_phone_and_paper_by_day_and_by_night() -> None:
    assert [(each.width, each.scheme, each.media) for each in LOOKS] == [
        (1280, "light", "screen"),
        (1280, "dark", "screen"),
        (360, "light", "screen"),
        (360, "dark", "screen"),
        (680, "light", "print"),
    ]
    assert DESK_AT_NIGHT in LOOKS
    assert PAPER.height == 1009


@pytest.mark.parametrize(("ci", "ends"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_a_browser_a_test_is_skipped_but_fails_where_every_test_must_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ci: str, ends: type[BaseException]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", ci)
    with pytest.raises(ends, match=f"^{browser.NO_BROWSER}$"):
        browser.program()
