"""Files that are no documents, and names that would be something else than a name."""

from __future__ import annotations

import hashlib
import json
import os

import pytest

REF = "IIJ-FY2017-YE"
MINUTES = b"%PDF-1.7 the minutes"
SHA = hashlib.sha256(MINUTES).hexdigest()


def test_a_symbolic_link_is_not_followed(desk, paper, tmp_path, unchanged):
    path = tmp_path / "link.pdf"
    path.symlink_to(paper())
    with unchanged(desk):
        answer = desk.run("attach", REF, str(path))
    assert (answer.code, answer.err) == (2, f"error: evidence {path}: a symbolic link · name the file itself\n")


@pytest.mark.parametrize("grows", [b"more", b""], ids=["longer", "shorter"])
def test_a_file_that_changes_while_it_is_read_is_not_taken(desk, paper, unchanged, monkeypatch, grows):
    path, looked = paper(), iter([True])
    real = os.fstat

    def fstat(opened):
        about = real(opened)
        if next(looked, False):
            with open(path, "ab" if grows else "wb") as file:
                file.write(grows)
        return about

    monkeypatch.setattr(os, "fstat", fstat)
    with unchanged(desk):
        answer = desk.run("attach", REF, path)
    assert answer.code == 2
    assert "it changed while it was read" in answer.err


def test_a_file_is_opened_once(desk, paper, monkeypatch):
    opened, real = [], os.open

    def counting(path, *how, **more):
        opened.append(os.fspath(path))
        return real(path, *how, **more)

    path = paper()
    monkeypatch.setattr(os, "open", counting)
    desk.done("attach", REF, path)
    assert opened.count(path) == 1


HOSTILE = [
    *("..pdf", "-rf", "--book", "~", "$HOME.pdf", "%TEMP%.pdf", "CON", "NUL.pdf", "COM1.txt", "aux.pdf.", " .pdf"),
    *("..\\..\\evil.pdf", "C:\\evil.exe", "=cmd().pdf", "@SUM.csv", "a\tb.pdf", "a\nb.pdf", "\x1b]8;;x\x07.pdf"),
    *("\u202efdp.exe", "e\u0301.pdf", "\u00e9.pdf", "株主総会議事録.pdf", "<script>.html", "a.PDF", ".pdf", "x.pdf.exe"),
    *("x.html", "x.svg", "x.xml", "a" * 251 + ".pdf"),
]
ENDINGS = {"a.PDF": "pdf", "x.pdf.exe": "bin", "x.html": "html.txt", "x.xml": "xml.txt", "x.svg": "bin", "CON": "bin"}
ENDINGS |= {"<script>.html": "html.txt", "C:\\evil.exe": "bin", "@SUM.csv": "csv", "aux.pdf.": "bin", ".pdf": "pdf"}


@pytest.mark.of_a_file
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_and_never_a_path(desk, paper, tmp_path, name):
    desk.done("attach", REF, "--", paper(name))
    out = tmp_path / "out"
    desk.done("evidence", "export", SHA, "-o", str(out))
    (written,) = out.iterdir()
    assert written.read_bytes() == MINUTES
    assert written.name.startswith(SHA)
    assert written.name.isascii()
    assert written.name.removeprefix(f"{SHA}.") == ENDINGS.get(name, written.name.removeprefix(f"{SHA}."))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["book.db", "out", "papers"]
    assert desk.done("evidence", "list", "--json").json[0]["name"] == name
    (row,) = desk.done("evidence", "list").rows
    assert all(cell.isprintable() for cell in row)
    assert desk.run("verify").code == 0


@pytest.mark.of_a_file
@pytest.mark.parametrize("name", ["../../evil.pdf", "/etc/passwd", "\\\\server\\share.pdf", "a/../b.txt"])
def test_a_path_for_a_name_in_the_log_leads_nowhere(kept, tmp_path, name):
    """No file has such a name, but whoever writes the log past the program can put it there."""
    (body,) = kept.sql("SELECT body FROM entry WHERE seq = 7")[0]
    kept.tamper("UPDATE entry SET body = ? WHERE seq = 7", body.replace("minutes.pdf", json.dumps(name)[1:-1]))
    before = {path for path in tmp_path.rglob("*") if path.name != "out"}
    kept.done("evidence", "export", "--entry", "7", "-o", str(tmp_path / "out"))
    written = set(tmp_path.rglob("*")) - before - {tmp_path / "out"}
    assert [path.parent for path in written] == [tmp_path / "out"]


@pytest.mark.of_a_file
@pytest.mark.parametrize("path", ["a\0b", "\0", "x" * 300, "", ".", "..", "/"])
def test_what_no_file_is_called_is_told_in_one_line(desk, tmp_path, unchanged, path):
    (tmp_path / "case.toml").write_text(f"[[event]]\nsubject='{REF}'\nevent='attach'\nevidence=[{json.dumps(path)}]\n")
    with unchanged(desk):
        for words in (("attach", REF, path), ("import", str(tmp_path / "case.toml")), ("evidence", "check", path)):
            answer = desk.run(*words)
            assert (answer.code, answer.err.count("\n")) == (2, 1), answer.err


def test_twins_of_one_name_in_two_spellings_are_two_documents(desk, paper):
    desk.done("attach", REF, paper("e\u0301.pdf", b"decomposed"), paper("\u00e9.pdf", b"composed"))
    assert len(desk.sql("SELECT sha256 FROM document")) == 2
