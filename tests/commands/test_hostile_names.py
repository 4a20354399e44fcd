"""Text that would drive a terminal, a spreadsheet or a reader astray: kept as it was given, shown harmless."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest

from workflow.render.plain import safe

NAMES = {
    "colours": "\x1b[31mRed\x1b[0m Inc.",
    "clear the screen": "\x1b[2J\x1b[H Inc.",
    "window title": "\x1b]0;owned\x07 Inc.",
    "a link": "\x1b]8;;http://evil.example\x1b\\IIJ\x1b]8;;\x1b\\",
    "eight-bit control": "\x9b31mRed\x9d0;owned\x9c Inc.",
    "right to left": "IIJ \u202egnp.exe",
    "isolates": "IIJ \u2066\u2067\u2069 Inc.",
    "invisible": "I\u200bI\u200dJ\ufeff\u00ad Inc.",
    "markup": "[red]IIJ[/red] [link=http://evil.example]Inc.[/link]",
    "newline": "IIJ\nrecorded: approve IIJ-FY2017-YE · entry 99",
    "carriage return": "IIJ Inc.\rrefused",
    "tab": "IIJ\tInc.",
    "line separators": "IIJ\u2028\u2029\x85\x0b\x0c Inc.",
    "backspace": "IIJ\b\b\bX Inc.",
    "delete": "IIJ\x7f Inc.",
    "tags": "IIJ\U000e0041\U000e0042 Inc.",
    "private use": "IIJ \ue000\U000f0000 Inc.",
    "formula": "=cmd|'/c calc'!A1",
    "percent and braces": "%s {0} {ref} ${HOME} `id`",
    "combining": "Z\u0351\u0358a\u0321lgo",
}
ADD = ("--jurisdiction", "JP", "--timezone", "Asia/Tokyo")


def harmless(text: str) -> bool:
    """No character but a line's end and a column's tab that a terminal obeys or hides."""
    return all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in text)


def toml(text: str) -> str:
    """A text as TOML spells it."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\U{ord(c):08x}" for c in text) + '"'


@pytest.fixture(scope="module")
def named(desk_in, tmp_path_factory):
    """A book with a company of that name, a remark with it, and a dividend with it in every text: to be read only."""
    made = {}

    def book(name):
        if name not in made:
            desk = made[name] = desk_in("empty", tmp_path_factory.mktemp("named"))
            desk.done("company", "add", "IIJ", "--name", name)
            desk.done("note", "--acting-for", name, "--", "IIJ", name)
            line = f"{{ share_class = {toml(name)}, per_share = '1', total = '5' }}"
            desk.done("draft", "D", "--kind", name, "--resource", name, "--currency", "JPY", "--line", line)
        return made[name]

    return book


@pytest.mark.parametrize("what", NAMES)
def test_a_hostile_name_is_kept_letter_for_letter_and_the_book_verifies(named, what):
    desk = named(NAMES[what])
    _, company, note, dividend = desk.entries()
    assert company["facts"]["name"] == NAMES[what]
    assert (note["reason"], note["acting_for"]) == (NAMES[what], NAMES[what])
    assert dividend["facts"]["kind"] == NAMES[what]
    assert desk.done("show", "IIJ", "--json").json["facts"]["name"] == NAMES[what]
    assert desk.done("list", "--json").json[0]["label"] == NAMES[what]
    assert json.loads(desk.done("log", "IIJ", "--json").lines[0])["body"]["facts"]["name"] == NAMES[what]
    assert desk.done("verify", "--json").json["ok"] is True


@pytest.mark.parametrize("what", NAMES)
def test_a_hostile_name_is_shown_harmless_in_a_pipe(named, what):
    desk = named(NAMES[what])
    audits = (("findings",), ("sample", "--random-state", "7"), ("diff", "D"))
    for words in (("show", "IIJ"), ("show", "D"), ("check", "D", "withdraw"), ("list",), ("log",), *audits):
        answer = desk.done(*words)
        assert harmless(answer.out), f"{words}: {answer.out!a}"
        assert harmless(answer.err), f"{words}: {answer.err!a}"
    assert [len(row) for row in desk.done("list").rows] == [6, 6], "a name broke out of its cell or line"
    assert [len(row) for row in desk.done("log").rows] == [9, 9, 9, 9], "a name broke out of its cell or line"


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "IIJ"),
        ("show", "D"),
        ("log",),
        ("log", "--json"),
        ("list", "--json"),
        ("show", "IIJ", "--json"),
        ("show", "D", "--json"),
        ("export",),
    ]
    + [("export", "--format", "csv"), ("check", "D", "resolve", "--json")],
    ids=" ".join,
)
def test_every_hostile_name_together_is_shown_harmless_at_a_terminal(named, words):
    shown = named("".join(name for what, name in NAMES.items() if what != "formula")).terminal(*words)
    assert harmless(shown), ascii(shown)


@pytest.mark.parametrize("what", NAMES)
def test_a_hostile_name_in_the_csv_starts_no_formula_and_stays_in_its_cell(named, what):
    rows = list(csv.DictReader(io.StringIO(named(NAMES[what]).done("export", "--format", "csv").out, newline="")))
    assert [row["seq"] for row in rows] == ["1", "2", "3", "4"]
    cell = rows[2]["reason"]
    assert cell.removeprefix("'") == safe(NAMES[what])
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    "words",
    [
        ("company", "add", "B", "--name", "I\0J", *ADD),
        ("note", "IIJ", "I\0J"),
        ("note", "IIJ", "x", "--acting-for", "I\0J"),
        ("resolve", "IIJ-FY2017-YE", "--on", "2018-05-24", "--attest", "net-assets=\0"),
        ("init", "--name", "I\0J", "--book", "other.db"),
    ],
    ids=lambda words: words[0],
)
def test_a_nul_is_no_part_of_a_text_and_nothing_is_written(desk, words, tmp_path, monkeypatch):
    """PostgreSQL cannot read one, and both databases take the same."""
    monkeypatch.chdir(tmp_path)
    before = desk.entries()
    answer = desk.run(*words, book="--book" not in words)
    assert (answer.code, answer.err) == (2, "error: a text holds a NUL, a character that says nothing · leave it out\n")
    assert (desk.entries(), [*tmp_path.glob("other*")]) == (before, [])


@pytest.mark.parametrize("text", ["I\\u0000J", "I\\\\u0000J", "\\\\"])
def test_a_backslash_and_what_follows_it_is_no_nul(desk, text):
    desk.done("note", "IIJ", text)
    assert desk.last["reason"] == text


@pytest.mark.of_a_file
@pytest.mark.parametrize("what", NAMES)
def test_a_hostile_word_in_an_error_is_shown_harmless(desk, what):
    for words in (
        ("show", "--", NAMES[what]),
        ("company", "add", "--name", "X", "--", NAMES[what]),
        ("approve", "IIJ-FY2017-YE", f"--on={NAMES[what]}"),
        ("resolve", "IIJ-FY2017-YE", "--on", "2018-05-24", f"--attest={NAMES[what]}=x"),
        ("log", f"--outcome={NAMES[what]}"),
        ("export", f"--format={NAMES[what]}"),
        ("check", "IIJ-FY2017-YE", "--", NAMES[what]),
        ("import", "--", NAMES[what]),
        (f"--book={NAMES[what]}", "list"),
        ("--", NAMES[what]),
    ):
        answer = desk.run(*words)
        assert answer.code != 0, ascii(words)
        assert harmless(answer.err), ascii((words, answer.err))
        assert harmless(answer.out), ascii((words, answer.out))


PARTS = ["ordinary", "\x1b[2J", "普通配当", "記念配当", "\u202e", "é", "\U00020b9f", "a b"]


@pytest.mark.of_a_file
@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_an_amount_may_have_any_name_and_is_shown_harmless(desk_at, name):
    """Japanese companies pay a 記念配当: its own name must not be a bug."""
    desk = desk_at("empty")
    desk.done("company", "add", "IIJ", "--name", "IIJ")
    answer = desk.run(
        "draft", "D", "--currency", "JPY", "--per-share", "13.50", "--part", "base=10", "--part", f"{name}=3.50"
    )
    assert answer.code in (0, 2), answer.err
    assert answer.code == 0 or name in ("\x1b[2J", "\u202e"), "refused, though nothing is wrong with it"
    assert harmless(answer.err)
    if answer.code == 0:
        assert desk.last["facts"]["terms"]["lines"][0]["parts"] == {"base": "10", name: "3.50"}
        assert harmless(desk.done("show", "D").out)
        assert desk.done("verify", "--json").json["ok"] is True


@pytest.mark.of_a_file
def test_a_hostile_case_file_says_its_names_harmless(desk_at, tmp_path):
    path = tmp_path / "case.toml"
    path.write_text('[company]\nref = "X"\nname = "\\u001B[31m"\njurisdiction = "\\u001B[31m\\u202E"\n"\\u001B[2J" = 1\n')
    answer = desk_at("empty").run("import", str(path))
    assert answer.code == 2
    assert harmless(answer.err), ascii(answer.err)
    assert answer.err.count("\n") == 1
