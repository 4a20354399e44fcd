"""Keys at the desk, as a person meets them: real processes, keys of ssh-keygen, an agent, and remedies that are typed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands.conftest import at_terminal
from tests.conftest import NOW
from tests.engine import roster
from tests.engine.openssh import agent, keygen, make_key, needs_openssh, run
from tests.engine.tampering import audit
from workflow.beginning import begin
from workflow.book import Book
from workflow.people import login, stated

pytestmark = needs_openssh
SECRET = "correct horse"
WORDS = ("company", "add", "IIJ", "--name", "IIJ")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """The keys ``one``, ``two``, and ``locked`` by a passphrase: made once, because the last takes its time."""
    folder = tmp_path_factory.mktemp("keys")
    for name, passphrase in (("one", ""), ("two", ""), ("locked", SECRET)):
        make_key(folder / name, passphrase=passphrase)
    return folder


@pytest.fixture
def home(keys, tmp_path, monkeypatch):
    """The home of a person with those keys, none in the usual place."""
    shutil.copytree(keys, tmp_path, dirs_exist_ok=True)
    (tmp_path / ".ssh").mkdir(mode=0o700)
    (tmp_path / "askpass").write_text(f"#!/bin/sh\necho '{SECRET}'\n")
    (tmp_path / "askpass").chmod(0o700)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KETSUGI_BOOK", "")
    for name in ("SSH_AUTH_SOCK", "KETSUGI_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def running(home, monkeypatch):
    """An agent that holds nothing yet."""
    with agent() as environ:
        monkeypatch.setenv("SSH_AUTH_SOCK", environ["SSH_AUTH_SOCK"])
        yield environ


def fingerprint(key: Path) -> str:
    return keygen("-lf", f"{key}.pub").split(" ")[1]


def public(key: Path) -> str:
    return " ".join(Path(f"{key}.pub").read_text().split(" ")[:2])


@pytest.fixture
def book(home):
    """A signed book of ito's, in which who runs this test prepares, with the keys ``one`` and ``locked``."""
    ito, path = roster.actor("ito"), home / "book.db"
    begin(path, "test", "Asia/Tokyo", ("ito", "Ito"), actor=ito, now=NOW)
    keys = [public(home / "one"), public(home / "locked")]
    with Book(path) as opened:
        facts = stated("abe", name="Abe", logins=[login()], keys=keys, roles=["preparer"])
        roster.record(opened, "people", "people", "add", actor=ito, **facts)
    return path


def typed(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """A remedy, as a shell takes it, at a desk where the passphrase is known."""
    environ = {**os.environ, "SSH_ASKPASS": str(home / "askpass"), "SSH_ASKPASS_REQUIRE": "force"}
    return subprocess.run(["/bin/sh", "-c", command], env=environ, capture_output=True, text=True, timeout=60, check=False)


def one_line(answer) -> str:
    """The one line of an error with exit code 2."""
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1), answer
    assert answer.err.startswith("error: ")
    return answer.err


# ── The first key of a book ──

INIT = ("init", "--signed", "--admin", "ito=Ito Jun", "--book", "new.db")
ADD = ("people", "add", "abe", "--name", "Abe", "--role", "preparer", "--book", "new.db")


@pytest.mark.parametrize(
    ("where", "alone"),
    [
        ("a .pub file", False),
        ("agent", False),
        *(("--key", alone) for alone in (False, True)),
        ("KETSUGI_KEY", False),
        ("home", True),
    ],
)
def test_a_signed_book_begins_with_the_key_that_every_later_step_finds(script, home, running, monkeypatch, where, alone):
    name, more = fingerprint(home / "one"), ()
    if where in ("agent", "a .pub file"):
        run("ssh-add", home / "one")
    if where == "a .pub file":
        more = ("--key", "one.pub")
    elif where == "--key":
        monkeypatch.setenv("KETSUGI_KEY", "two")
        more = ("--key", "one")
    elif where == "KETSUGI_KEY":
        run("ssh-add", home / "two")
        monkeypatch.setenv("KETSUGI_KEY", "one")
    elif where == "home":
        (home / "one").rename(home / ".ssh" / "id_ed25519")
    if alone:
        (home / "one.pub").unlink()
    would = script(*INIT, *more, "--dry-run", cwd=home)
    assert would.out == f"would make new.db, signed with {name}\nnothing was written\n"
    assert not (home / "new.db").exists()
    made = script(*INIT, *more, cwd=home)
    assert (made.code, made.out) == (0, f"made new.db: an empty book, signed with {name}, kept by ito\n"), made.err
    assert script(*ADD, *more, cwd=home).code == 0
    report = audit(home / "new.db")
    assert (report.ok, report.entries, report.about) == (True, 3, "signed log")


def test_a_signed_book_answers_in_json_whose_it_is(script, home):
    answer = script(*INIT, "--key", "one", "--json", cwd=home).json
    said = {"signed": True, "admin": "ito", "fingerprint": fingerprint(home / "one")}
    assert answer == {"book": "new.db", "name": "Ketsugi"} | said


def test_of_several_keys_in_the_agent_one_is_to_be_named(script, home, running):
    for name in ("one", "two"):
        run("ssh-add", home / name)
    said = one_line(script(*INIT, cwd=home))
    assert all(each in said for each in ("holds 2 keys", fingerprint(home / "one"), fingerprint(home / "two"), ".pub"))
    assert not (home / "new.db").exists()
    assert fingerprint(home / "two") in script(*INIT, "--key", "two.pub", cwd=home).out


def test_who_has_no_key_is_told_to_make_one_and_then_has_one(script, home):
    said = one_line(script(*INIT, cwd=home))
    assert "there is no ~/.ssh/id_ed25519 · make a key with ssh-keygen -t ed25519, or name yours with --key FILE" in said
    usual = home / ".ssh" / "id_ed25519"  # ssh-keygen asks where to, and names this file
    assert typed(f"ssh-keygen -t ed25519 -N '' -f {usual}", home).returncode == 0
    assert script(*INIT, cwd=home).code == 0


def test_an_agent_that_declines_leaves_no_book(script, home, running):
    run("ssh-add", "-c", home / "one")  # to be confirmed, where nobody can be asked
    said = one_line(script(*INIT, cwd=home))
    assert "it did not sign with" in said
    assert not [each for each in home.iterdir() if each.name.startswith((".new", "new"))]


# ── A passphrase ──


def test_where_nobody_can_be_asked_for_a_passphrase_it_is_one_line_and_its_remedy_works(script, home, book, running):
    words = (*WORDS, "--book", str(book), "--key", str(home / "locked"))
    said = one_line(script(*words))
    remedy = said.partition(" · unlock it for the agent: ")[2]
    assert remedy == f"ssh-add {home / 'locked'}\n"
    assert typed(remedy, home).returncode == 0
    assert script(*words).code == 0  # by the agent, though it is the locked file that is named


@pytest.mark.parametrize("gone", ["", "/tmp/gone"], ids=["none", "one that ended"])
def test_where_no_agent_runs_the_remedy_starts_one(script, home, book, monkeypatch, gone):
    monkeypatch.setenv("SSH_AUTH_SOCK", gone)
    said = one_line(script(*WORDS, "--book", str(book), "--key", str(home / "locked")))
    remedy = said.partition(" · unlock it for the agent: ")[2].rstrip()
    assert remedy == f'eval "$(ssh-agent)" && ssh-add {home / "locked"}'
    assert fingerprint(home / "locked") in typed(f"{remedy} && ssh-add -l; ssh-agent -k", home).stdout


def test_at_a_terminal_the_passphrase_is_asked_for_and_not_shown(book, home):
    words = ("--book", str(book), "--key", str(home / "locked"), *WORDS)
    wrong = at_terminal(*words, typed="secret")
    assert wrong.startswith(f"Passphrase of {home / 'locked'}: \nerror: key {home / 'locked'}: this is not its passphrase")
    right = at_terminal(*words, typed=SECRET)
    assert right.startswith(f"Passphrase of {home / 'locked'}: \nrecorded: add IIJ")
    assert SECRET not in right


def test_who_ends_the_input_instead_of_a_passphrase_gets_one_line(book, home):
    shown = at_terminal("--book", str(book), "--key", str(home / "locked"), *WORDS, typed="\x04")
    assert "error: key" in shown
    assert "Traceback" not in shown


# ── Asking beforehand ──

CASE = '[company]\nref = "IIJ"\nname = "IIJ"\njurisdiction = "JP"\ntimezone = "Asia/Tokyo"\n'
REFUSED = CASE + '[[event]]\nsubject = "IIJ"\nevent = "amend"\non = 2999-01-01\nname = "x"\n'


@pytest.mark.parametrize("case", [CASE, REFUSED], ids=["possible", "refused"])
@pytest.mark.parametrize("more", [(), ("--keep-going",)], ids=["", "keep going"])
def test_a_dry_run_of_a_case_file_comes_to_what_the_real_one_comes_to(script, home, book, case, more):
    (home / "case.toml").write_text(case)
    words = ("import", "case.toml", "--book", str(book), *more)
    before = book.read_bytes()
    would = script(*words, "--key", "locked", "--dry-run", cwd=home)  # no passphrase is asked for
    assert book.read_bytes() == before
    did = script(*words, "--key", "one", cwd=home)
    assert would.code == did.code == (3 if case is REFUSED else 0)
    assert would.out.replace("would record:", "recorded:") == did.out
    assert ("refused:" in would.err) == ("refused:" in did.err) == (case is REFUSED)


WAYS = {
    "a wrong key": ("--key", "two"),
    "the agent without it": ("--key", "one.pub"),
    "no such file": ("--key", "three"),
    "none at all": (),
}


@pytest.mark.parametrize("more", WAYS.values(), ids=WAYS)
def test_without_a_key_to_sign_with_nothing_is_said_to_be_possible(script, home, book, running, more):
    words = (*more, "--book", str(book))
    script(*WORDS, "--book", str(book), "--key", "one", cwd=home)
    before = book.read_bytes()
    note = ("note", "IIJ", "looked at")
    real, would = script(*note, *words, cwd=home), script(*note, *words, "--dry-run", cwd=home)
    assert one_line(real) == one_line(would)
    (home / "case.toml").write_text(CASE.replace('"IIJ"', '"B"'))
    assert one_line(script("import", "case.toml", *words, "--dry-run", cwd=home)) == real.err
    answer = script("check", "IIJ", "note", *words, cwd=home)
    assert answer.code == 3
    assert answer.out.startswith("not possible: note IIJ")
    assert "own_key" in answer.out
    assert answer.err == real.err  # why there is none
    assert book.read_bytes() == before


@pytest.mark.parametrize("more", [("--key", "one"), ("--key", "locked"), ("--key", "locked.pub")], ids=" ".join)
def test_with_a_key_to_sign_with_it_is_possible_and_nothing_is_asked(script, home, book, running, more):
    typed(f"ssh-add {home / 'locked'}", home)
    script(*WORDS, "--book", str(book), "--key", "one", cwd=home)
    for words in (("check", "IIJ", "note"), ("note", "IIJ", "x", "--dry-run")):
        answer = script(*words, *more, "--book", str(book), cwd=home)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith("possible: note IIJ")


def test_a_dry_run_of_a_checkpoint_asks_for_no_passphrase_and_says_no_where_the_real_one_would(script, home, book):
    real = script("checkpoint", "write", "--book", str(book), "-o", "kept.txt", "--key", "one", cwd=home)
    assert (real.code, (home / "kept.txt").exists()) == (0, True)
    for words in (("checkpoint", "write"), ("export", "--pack", "a.zip"), ("checkpoint", "sign", "kept.txt", "-o", "b.txt")):
        would = (*words, "--book", str(book), "--dry-run", "--key")
        assert script(*would, "two", cwd=home).err == script(*would[:-2], "--key", "two", cwd=home).err != ""
        assert script(*would, "locked", cwd=home).code == 0
    again = ("checkpoint", "sign", "kept.txt", "--key", "one", "--book", str(book))
    assert one_line(script(*again, cwd=home)) == one_line(script(*again, "--dry-run", cwd=home))
    assert sorted(each.name for each in home.glob("*.txt")) == ["kept.txt"]


# ── What to do about it ──


def test_a_person_without_a_key_on_the_roster_is_told_who_adds_one(script, home):
    script("init", "--admin", "ito=Ito Jun", "--book", "new.db", cwd=home)
    said = one_line(script("people", "policy", "--signing", "--book", "new.db", "--key", "one", cwd=home))
    remedy = said.partition("let an admin add one: ")[2].replace("FILE", "one.pub").split()
    assert remedy[:4] == ["ketsugi", "people", "grant", "--book"]
    assert script(*remedy[1:], cwd=home).code == 0
    assert script("people", "policy", "--signing", "--book", "new.db", "--key", "one", cwd=home).code == 0


def test_a_private_key_behind_a_public_one_is_added_as_the_remedy_says(script, home, book, running):
    words = (*WORDS, "--book", str(book), "--key", str(home / "one.pub"))
    remedy = one_line(script(*words)).partition("add the key: ")[2]
    assert typed(remedy, home).returncode == 0
    assert script(*words).code == 0


def test_who_gave_a_wrong_passphrase_looks_as_the_remedy_says(home, book):
    shown = at_terminal("--book", str(book), "--key", str(home / "locked"), *WORDS, typed="secret")
    assert typed(shown.partition("look with ")[2], home).stdout.startswith(public(home / "locked"))


def test_an_agent_that_is_gone_is_done_without_as_the_remedy_says(script, home, book, monkeypatch):
    monkeypatch.setenv("SSH_AUTH_SOCK", "/tmp/gone")
    words = (*WORDS, "--book", str(book), "--key", str(home / "one.pub"))
    assert "unset SSH_AUTH_SOCK to do without the agent" in one_line(script(*words))
    monkeypatch.delenv("SSH_AUTH_SOCK")
    assert "name the private key's file" in one_line(script(*words))
    assert script(*words[:-1], str(home / "one")).code == 0


def test_a_key_that_others_may_read_is_mended_as_the_remedy_says(script, home, book):
    (home / "one").chmod(0o644)
    words = (*WORDS, "--book", str(book), "--key", str(home / "one"))
    assert typed(one_line(script(*words)).partition(" · ")[2], home).returncode == 0
    assert script(*words).code == 0


def test_a_key_that_may_not_sign_is_added_by_an_admin_as_the_remedy_says(script, home):
    script(*INIT, "--key", "one", cwd=home)
    said = one_line(script(*ADD, "--key", "two", cwd=home))
    remedy = said.partition("an admin adds one: ")[2].replace("PERSON", "ito").replace("FILE", "two.pub").split()
    assert script(*remedy[1:], "--key", "one", cwd=home).code == 0
    assert script(*ADD, "--key", "two", cwd=home).code == 0


def test_a_fingerprint_that_is_not_on_the_roster_is_looked_up_as_the_remedy_says(script, home):
    script(*INIT, "--key", "one", cwd=home)
    said = one_line(
        script("people", "revoke", "ito", "--public-key", "SHA256:x", "--book", "new.db", "--key", "one", cwd=home)
    )
    assert fingerprint(home / "one") in script(*said.partition(" · ketsugi ")[2].split(), cwd=home).out


def test_where_there_is_no_roster_one_is_made_as_the_remedy_says(script, home):
    script("init", "--book", "new.db", cwd=home)
    words = ("checkpoint", "write", "--book", "new.db", "--key", "one")
    said = one_line(script(*words, cwd=home))
    remedy = said.partition("make one: ketsugi ")[2]
    for blank, given in (("PERSON", "ito"), ("NAME", "Ito"), ("LOGIN", login()), ("FILE", "one.pub")):
        remedy = remedy.replace(blank, given)
    assert script(*remedy.split(), cwd=home).code == 0
    assert script(*words, cwd=home).code == 0


def test_nobody_signs_a_checkpoint_in_anothers_name_without_naming_the_key(book, home, running, script):
    """The agent holds the key of another person on the roster first."""
    with Book(book) as held:
        kato = stated("kato", name="Kato", logins=["kato"], keys=[public(home / "two")], roles=["auditor"])
        roster.record(held, "people", "people", "add", actor=roster.actor("ito"), **kato)
    for name in ("two", "one"):
        subprocess.run(["ssh-add", "-q", str(home / name)], check=True)
    at = ("--book", str(book))
    assert script("checkpoint", "write", "-o", str(home / "c.txt"), *at).code == 0
    assert "abe has signed it" in script("checkpoint", "sign", str(home / "c.txt"), *at).err
    named = script("checkpoint", "sign", str(home / "c.txt"), "--key", str(home / "two.pub"), *at)
    assert "— kato " in named.out
