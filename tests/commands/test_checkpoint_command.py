"""``checkpoint``: what an auditor keeps, and what the desk says when a book is held against it."""

from __future__ import annotations

import base64
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.engine.signers import ABE, KATO, SATO, STRANGER
from tests.engine.test_timestamp import Authority

REF = "IIJ-FY2017-YE"


@pytest.fixture
def signed(desk_at, tmp_path, monkeypatch):
    """A desk with a signed book, in which sato is the admin and kato prepares; sato types, with their key."""
    desk = desk_at("empty")
    desk.cleared()
    monkeypatch.setattr("workflow.people.login", lambda: "sato")
    monkeypatch.setenv("KETSUGI_KEY", str(SATO.key_file(tmp_path)))
    desk.done("init", "--signed", "--admin", "sato=Sato Hanako", "--key", str(tmp_path / "sato.key"))
    for each, role in ((KATO, "preparer"), (ABE, "auditor")):
        public = f"{each.key_file(tmp_path)}.pub"
        desk.done("people", "add", each.ref, "--name", each.ref, "--login", each.ref, "--role", role, "--public-key", public)
    return desk


@pytest.fixture
def kept(desk, tmp_path):
    """The checkpoint of a desk's book."""
    desk.done("checkpoint", "write", "-o", str(tmp_path / "kept.txt"))
    return str(tmp_path / "kept.txt")


# ── write ──


def test_a_checkpoint_is_three_lines_and_says_that_nobody_signed_it(desk, unchanged):
    book = desk.entries()[0]["book"]
    with unchanged(desk):
        answer = desk.done("checkpoint", "write")
    root = desk.done("verify", "--json").json["root"]
    assert answer.out == f"ketsugi/{book}\n6\n{root}\n"
    assert answer.err == "unsigned: the book is not signed, and no --key is given\n"


def test_it_is_the_same_as_a_real_process_writes_byte_for_byte(desk, tmp_path):
    answer = desk.script("checkpoint", "write")
    desk.done("checkpoint", "write", "-o", str(tmp_path / "kept.txt"))
    assert (answer.code, answer.out.encode()) == (0, (tmp_path / "kept.txt").read_bytes())


def test_a_checkpoint_is_never_written_over_a_file(desk, tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    for words in (("write",), ("prove", "2")):
        answer = desk.run("checkpoint", *words, "-o", str(tmp_path / "kept.txt"))
        assert answer.code == 5
    assert (tmp_path / "kept.txt").read_text() == "mine"


@pytest.mark.parametrize("words", [("write",), ("prove", "2")])
def test_a_dry_run_writes_no_file(desk, tmp_path, words):
    target = tmp_path / "kept.txt"
    assert (
        desk.done("checkpoint", *words, "-o", str(target), "--dry-run").out == f"would write {target}\nnothing was written\n"
    )
    assert desk.done("checkpoint", *words, "-o", str(target), "--dry-run", "--json").json["file"] is None
    assert not target.exists()


def test_in_json_it_says_what_it_states_and_the_text_or_the_file(desk, tmp_path):
    answer = desk.done("checkpoint", "write", "--json").json
    assert answer["text"] == f"{answer['origin']}\n{answer['size']}\n{answer['root']}\n"
    assert (answer["size"], answer["signed_by"], answer["file"]) == (6, None, None)
    into = desk.done("checkpoint", "write", "--json", "-o", str(tmp_path / "kept.txt")).json
    assert (into["root"], into["file"], "text" in into) == (answer["root"], str(tmp_path / "kept.txt"), False)


def test_who_writes_the_checkpoint_of_a_signed_book_signs_it(signed, unchanged, tmp_path):
    with unchanged(signed):
        answer = signed.done("checkpoint", "write")
    assert (answer.err, answer.lines[3], answer.lines[4].split()[:2]) == ("", "", ["—", "sato"])
    (tmp_path / "kept.txt").write_text(answer.out)
    told = signed.done("checkpoint", "check", str(tmp_path / "kept.txt")).lines
    assert told == [
        f"{tmp_path / 'kept.txt'}: the book agrees with its 4 entries",
        f"  signed by sato ({SATO.public.fingerprint})",
    ]


def test_a_stranger_gets_the_checkpoint_of_a_signed_book_unsigned(signed, monkeypatch):
    monkeypatch.setattr("workflow.people.login", lambda: "ito")
    answer = signed.done("checkpoint", "write")
    assert (len(answer.lines), answer.err) == (3, "unsigned: ito is not on the roster\n")


def test_a_key_that_is_not_on_the_roster_signs_nothing(signed, desk_in, tmp_path):
    key = str(STRANGER.key_file(tmp_path))
    answer = signed.run("checkpoint", "write", "--key", key)
    assert (answer.code, answer.out, "may sign" in answer.err) == (2, "", True)
    (tmp_path / "other").mkdir()
    answer = desk_in("company", tmp_path / "other").run("checkpoint", "write", "--key", key)
    assert (answer.code, "no roster" in answer.err) == (2, True)


# ── sign ──


def test_an_auditor_adds_a_signature_to_a_copy(signed, tmp_path, monkeypatch, unchanged):
    signed.done("checkpoint", "write", "-o", str(tmp_path / "one.txt"))
    monkeypatch.setattr("workflow.people.login", lambda: "abe")
    words = ("checkpoint", "sign", str(tmp_path / "one.txt"), "--key", str(tmp_path / "abe.key"))
    assert signed.done(*words, "-o", str(tmp_path / "dry.txt"), "--dry-run").err == ""
    assert not (tmp_path / "dry.txt").exists()
    signed.done(*words, "-o", str(tmp_path / "two.txt"))
    with unchanged(signed):
        assert signed.done(*words).out == (tmp_path / "two.txt").read_text()
    (answer,) = signed.done("checkpoint", "check", str(tmp_path / "two.txt"), "--json").json
    assert [each["person"] for each in answer["signed_by"]] == ["sato", "abe"]
    assert (tmp_path / "two.txt").read_text().startswith((tmp_path / "one.txt").read_text())


@pytest.mark.of_a_file
def test_at_a_terminal_a_signed_checkpoint_is_shown_and_obeys_no_one(signed, tmp_path, monkeypatch):
    """The name in a line under a checkpoint is whatever somebody wrote there."""
    signed.done("checkpoint", "write", "-o", str(tmp_path / "one.txt"))
    under = "— \x9b2J" + (tmp_path / "one.txt").read_text().splitlines()[4].removeprefix("— sato")
    (tmp_path / "two.txt").write_text((tmp_path / "one.txt").read_text() + under + "\n")
    words = ("checkpoint", "sign", str(tmp_path / "two.txt"), "--key", str(tmp_path / "abe.key"))
    shown = signed.terminal(*words)
    assert ("\x9b" in shown, "\n— abe " in shown) == (False, True)
    assert "\x9b" in signed.done(*words).out  # byte for byte for a program


def test_nobody_signs_what_the_book_does_not_agree_with(signed, tmp_path):
    signed.done("checkpoint", "write", "-o", str(tmp_path / "one.txt"))
    text = (tmp_path / "one.txt").read_text().partition("\n\n")[0] + "\n"
    (tmp_path / "forged.txt").write_text(text.replace("\n4\n", "\n5\n"))
    answer = signed.run("checkpoint", "sign", str(tmp_path / "forged.txt"))
    assert (answer.code, answer.out) == (6, "")
    assert "it has 5 entries, the book 4" in answer.err


# ── check ──


def test_a_book_that_went_on_agrees(desk, kept):
    desk.done("note", REF, "looked at")
    assert desk.done("checkpoint", "check", kept).lines == [
        f"{kept}: the book agrees with its 6 entries",
        "  nobody signed it",
    ]


def test_a_book_that_was_cut_off_does_not_agree(desk, kept, tmp_path):
    older = desk.copied()
    desk.done("note", REF, "looked at")
    newer = str(tmp_path / "newer.txt")
    desk.done("checkpoint", "write", "-o", newer)
    desk.put_back(older)
    answer = desk.run("checkpoint", "check", kept, newer)
    assert answer.code == 6
    assert answer.lines[0] == f"{kept}: the book agrees with its 6 entries"
    assert answer.lines[2] == (
        f"{newer}: DOES NOT HOLD: it has 7 entries, the book 6: the newest were cut off, or an older copy was put "
        "in its place"
    )


def test_a_book_that_was_rewritten_does_not_agree(desk, kept, tmp_path):
    then = desk.copied()
    desk.done("note", REF, "looked at")
    answer = desk.done("checkpoint", "write", "-o", str(tmp_path / "newer.txt"))
    desk.put_back(then)
    desk.done("checkpoint", "forget")
    desk.done("note", REF, "looked at otherwise")
    answer = desk.run("checkpoint", "check", str(tmp_path / "newer.txt"), "--json")
    assert (answer.code, answer.json[0]["agrees"]) == (6, False)
    assert answer.json[0]["what"] == (
        "its root is another: among the first 7 entries of the book one was changed, removed or inserted"
    )


def test_the_checkpoint_of_another_book_does_not_agree(desk, kept):
    desk.cleared()
    desk.done("init")
    answer = desk.run("checkpoint", "check", kept)
    assert (answer.code, "it is of another book: ketsugi/" in answer.out) == (6, True)


def test_a_changed_entry_is_told_to_the_verification(desk, kept):
    desk.tamper("UPDATE entry SET body = replace(body, '13.50', '13.60') WHERE seq = 4")
    answer = desk.run("checkpoint", "check", kept)
    assert (answer.code, answer.out, answer.err.count("\n")) == (6, "", 1)
    assert "the chain of the book does not hold: entry 4: its content is not what was hashed" in answer.err


@pytest.mark.of_a_file
@pytest.mark.parametrize("content", [b"", b"\x1b[2Jketsugi\n9\nx\n", b"ketsugi/x\n9\n\xff\n", b"a\r\nb\r\n", b"{}" * 10_000])
@pytest.mark.parametrize(
    "words", [("checkpoint", "check"), ("verify", "--checkpoint"), ("checkpoint", "sign")], ids=" ".join
)
def test_what_is_no_checkpoint_is_one_line(desk, tmp_path, words, content):
    (tmp_path / "file").write_bytes(content)
    answer = desk.run(*words, str(tmp_path / "file"))
    assert (answer.code, answer.out, answer.err.count("\n"), "\x1b" in answer.err) == (2, "", 1, False)
    assert answer.err.startswith(f"error: {tmp_path / 'file'}: ")


@pytest.mark.of_a_file
def test_hostile_names_reach_no_terminal(desk, tmp_path):
    book = desk.done("checkpoint", "write").lines
    forged = "\n".join([f"{book[0]}\u202eevil", *book[1:], "", f"— a\u202eb {base64.b64encode(bytes(68)).decode()}", ""])
    (tmp_path / "file").write_text(forged)
    shown = desk.terminal("checkpoint", "check", str(tmp_path / "file"))
    assert "\u202e" not in shown
    assert "by a key that is not known here" in shown


# ── prove ──


def test_a_proof_is_checked_by_itself_and_shows_one_entry(signed, tmp_path, script):
    signed.done("people", "grant", "abe", "--login", "secret-login")
    words = ("checkpoint", "check", str(tmp_path / "proof.txt"), "--without-book", "--public-key")
    signed.done("checkpoint", "prove", "4", "-o", str(tmp_path / "proof.txt"))
    signed.cleared()
    for key in (f"sato={tmp_path / 'sato.key.pub'}", str(tmp_path / "sato.key.pub")):
        answer = script(*words, key)
        assert (answer.code, answer.err) == (0, "")
        assert "a proof under a checkpoint of 5 entries of ketsugi/" in answer.lines[0]
        assert f"  signed by sato ({SATO.public.fingerprint})" in answer.lines
        assert "  proves entry 4:" in answer.lines
        assert "abe" in answer.out
    text = (tmp_path / "proof.txt").read_text()
    (extra,) = [line.removeprefix("extra ") for line in text.splitlines() if line.startswith("extra ")]
    assert "secret-login" not in text + base64.b64decode(extra).decode()
    for wrong in (f"kato={tmp_path / 'sato.key.pub'}", str(tmp_path / "kato.key.pub")):
        assert script(*words, wrong).code == 2


def test_a_proof_is_held_against_the_book_as_well(desk, tmp_path):
    desk.done("checkpoint", "prove", "4", "-o", str(tmp_path / "proof.txt"))
    (answer,) = desk.done("checkpoint", "check", str(tmp_path / "proof.txt"), "--json").json
    assert (answer["agrees"], answer["size"], answer["entry"]["seq"]) == (True, 6, 4)
    assert answer["entry"]["body"] == desk.entries()[3]


@pytest.mark.parametrize(("number", "code"), [("7", 4), ("0", 2), ("-1", 2), ("x", 2), ("9" * 30, 4)])
def test_there_is_no_proof_of_an_entry_that_is_not_there(desk, number, code):
    answer = desk.run("checkpoint", "prove", "--", number)
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1)


# ── A time stamp ──


def test_a_time_stamp_says_when_a_checkpoint_was_there(desk, kept, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("NOT TESTED: time stamps. There is no openssl to play the authority")
    authority = Authority(tmp_path / "authority")
    assert (
        desk.done("checkpoint", "request", kept, "-o", str(tmp_path / "kept.tsq")).err == f"wrote {tmp_path / 'kept.tsq'}\n"
    )
    (tmp_path / "kept.tsr").write_bytes(authority.reply((tmp_path / "kept.tsq").read_bytes()))
    words = ("--timestamp", str(tmp_path / "kept.tsr"), "--tsa-roots", str(tmp_path / "authority" / "ca.pem"))
    told = desk.done("checkpoint", "check", kept, *words).lines[-1]
    assert told.startswith("  was there at 20")
    assert "+09:00 (20" in told
    assert " UTC), says the authority" in told
    (answer,) = desk.done("checkpoint", "check", kept, *words, "--without-book", "--json").json
    assert answer["stamped_at"].endswith("Z")
    Path(kept).write_text(Path(kept).read_text().replace("\n6\n", "\n5\n"))
    changed = desk.run("checkpoint", "check", kept, *words)
    assert (changed.code, changed.err.count("\n"), "not of this file" in changed.err) == (2, 1, True)


@pytest.mark.parametrize(
    "words", [("--timestamp", "x"), ("--tsa-roots", "x"), ("x", "--timestamp", "x", "--tsa-roots", "x")]
)
def test_a_time_stamp_is_of_one_file_and_needs_its_roots(desk, kept, words):
    (Path(kept).parent / "x").write_text(Path(kept).read_text())
    answer = desk.run("checkpoint", "check", kept, *(str(Path(kept).parent / w) if w == "x" else w for w in words))
    assert (answer.code, answer.err.count("\n")) == (2, 1)


# ── verify ──


def test_a_verification_holds_the_book_against_checkpoints(desk, kept, tmp_path):
    then = desk.copied()
    desk.done("note", REF, "looked at")
    desk.done("checkpoint", "write", "-o", str(tmp_path / "newer.txt"))
    both = ("verify", "--checkpoint", kept, "--checkpoint", str(tmp_path / "newer.txt"))
    answer = desk.done(*both)
    assert answer.lines[2:4] == ["size 7", f"root {(tmp_path / 'newer.txt').read_text().splitlines()[2]}"]
    assert f"{kept}: the book agrees with its 6 entries" in answer.lines
    assert "no entry after 7, where the newest checkpoint ends" in answer.out
    desk.put_back(then)
    desk.done("checkpoint", "forget")
    for quick in ((), ("--quick",)):
        report = desk.run(*both, *quick, "--json")
        assert report.code == 6
        assert [each["agrees"] for each in report.json["checkpoints"]] == [True, False]
        (problem,) = report.json["problems"]
        assert problem["entry"] is None
        assert problem["what"].startswith(f"{tmp_path / 'newer.txt'}: it has 7 entries, the book 6")


def test_a_forged_signature_under_a_checkpoint_is_a_problem_of_the_verification(signed, tmp_path):
    signed.done("checkpoint", "write", "-o", str(tmp_path / "one.txt"))
    lines = (tmp_path / "one.txt").read_text().splitlines()
    signature = bytearray(base64.b64decode(lines[4].split()[2]))
    signature[-1] ^= 1
    lines[4] = f"— sato {base64.b64encode(bytes(signature)).decode()}"
    (tmp_path / "forged.txt").write_text("\n".join(lines) + "\n")
    report = signed.run("verify", "--checkpoint", str(tmp_path / "forged.txt"), "--json")
    (problem,) = report.json["problems"]
    assert (report.code, "the signature of sato is not one of this text" in problem["what"]) == (6, True)


# ── In a pack ──


def test_the_checkpoint_of_a_pack_is_signed_as_it_is_written(signed, tmp_path):
    answer = signed.done("export", "--pack", str(tmp_path / "a.zip"), "--json")
    assert answer.json["signed_by"] == "sato"
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("checkpoint.txt").decode() == signed.done("checkpoint", "write").out


@pytest.mark.of_a_file
def test_the_checkpoint_of_a_pack_is_signed_by_nobody_where_the_chain_does_not_hold(signed, tmp_path):
    signed.tamper("UPDATE entry SET hash = zeroblob(32) WHERE seq = 2")
    answer = signed.run("export", "--pack", str(tmp_path / "a.zip"))
    assert answer.err.startswith("unsigned: the chain of the book does not hold: entry 2: ")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("checkpoint.txt").count(b"\n") == 3
