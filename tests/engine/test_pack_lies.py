"""Lies that a pack could tell: in the folder it is unpacked to, in what an entry states, in the files beside the log."""

from __future__ import annotations

import shutil
import subprocess
import sys
from os import environ
from pathlib import Path
from typing import Any

import pytest

from states.canonical import digest
from states.lives import ACCEPTS
from tests.engine import test_pack_agrees
from tests.engine.forgers import facts_of_another_event, terms_before
from tests.engine.histories import History, key_of, story
from tests.engine.test_pack import SIGNED, UNSIGNED, VERIFIER, files_of, pack, problems, run, zipped
from tests.engine.test_pack_agrees import loaded
from workflow.log import Entry
from workflow.note import Checkpoint, read_checkpoint


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(tmp_path_factory.mktemp("kept"), story(SIGNED))


def found_in(history: History, folder: Path) -> list[tuple[int | None, str]]:
    """What is found in the pack of a history whose state rows say what its entries do."""
    log = loaded().Log("")
    log.read(f"{Entry(*row).line()}\n".encode() for row in history.entries)
    history.subjects = [[*(getattr(each, name) for name in loaded().ROW), ""] for each in log.subjects.values()]
    return problems(zipped(files_of(pack(folder, history))))


def last(wanted: Any, *seeds: int) -> tuple[History, int]:
    """A history, and the place of the last entry in it that is as wanted."""
    for seed in seeds or range(300):
        history = story(seed)
        for at in reversed(range(1, len(history.entries))):
            if wanted(history.body(at)):
                return history.copy(), at
    raise AssertionError("there is none")


# ── The folder it is unpacked to ──

PLANTED = ("argparse.py", "json.py", "os.py", "re.py", "cryptography/__init__.py", "zipfile.py", "sitecustomize.py")


@pytest.mark.parametrize("options", [(), ("-S",), ("-s",)], ids=str)
@pytest.mark.parametrize("at_hand", [True, False])
def test_nothing_beside_the_verifier_is_run(kept: Path, tmp_path: Path, options: tuple[str, ...], at_hand: bool) -> None:
    received = tmp_path / "received"
    for name in PLANTED:
        (received / name).parent.mkdir(parents=True, exist_ok=True)
        (received / name).write_text(f"open({str(tmp_path / 'run')!r}, 'w').write('planted')\nraise SystemExit(0)\n")
    shutil.copy(VERIFIER, received)
    script, cwd = ("verify.py", received) if at_hand else ("received/verify.py", tmp_path)
    command = [sys.executable, *options, script, str(kept)]
    done = subprocess.run(
        command, cwd=cwd, env={"PATH": environ["PATH"]}, capture_output=True, text=True, timeout=60, check=False
    )
    assert not (tmp_path / "run").exists()
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "\nverified: " in done.stdout


def test_a_tool_in_the_folder_where_one_stands_is_not_run(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "ssh-keygen").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "ssh-keygen").chmod(0o755)
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(kept)]
    done = subprocess.run(command, cwd=tmp_path, env={"PATH": "."}, capture_output=True, text=True, check=False)
    assert (done.returncode, "signatures were NOT checked" in done.stdout) == (6, True)


# ── What an entry states ──


def test_the_events_that_state_what_the_verifier_goes_by_are_the_programs() -> None:
    for name, events in loaded().STATED.items():
        stating = {str(event) for accepts in ACCEPTS.values() for event, names in accepts.items() if name in names}
        assert stating == set(events.split(" ")), name


def test_a_correction_is_the_event_correct_and_no_other(tmp_path: Path) -> None:
    """Who approves passes for who prepares, if whatever has a reference could be read as a correction of a draft."""
    history, at = last(lambda body: body["event"] == "approve" and body["outcome"] == "applied" and body["by"])
    body = history.body(at)
    before = [history.body(place) | {"entry": place + 1} for place in range(1, at)]
    about = ("draft", body["subject"], "applied")
    drafted = next(each["entry"] for each in before if (each["event"], each["subject"], each["outcome"]) == about)
    by = body["by"] | {"person": "sato", "role": "preparer", "key": body["by"]["key"] and key_of("sato")[0]}
    history.put(at, body | {"actor": "sato", "by": by, "corrects": {"entry": drafted, "occurred_on": None}})
    history.rehash()
    assert (at + 1, "corrects another entry and is no correction, or is one of no entry of its own") in found_in(
        history, tmp_path
    )


@pytest.mark.parametrize("to", [None, {"entry": 2, "occurred_on": None}, {"entry": 999, "occurred_on": None}])
def test_a_correction_is_of_an_entry_about_the_same_subject(to: Any, tmp_path: Path) -> None:
    history, at = last(lambda body: body["event"] == "correct" and body["outcome"] == "applied")
    assert found_in(history, tmp_path) == []
    history.put(at, history.body(at) | {"corrects": to})
    history.rehash()
    assert any("is one of no entry" in what for seq, what in found_in(history, tmp_path) if seq == at + 1)


def test_a_note_changes_no_terms(tmp_path: Path) -> None:
    """Signed, and with the digest that follows: what is paid afterwards would be under terms that nobody decided on."""
    history, at = last(lambda body: (body["kind"], body["event"], body["outcome"]) == ("dividend", "note", "applied"))
    stated = {"grand_total": "9 million"}
    terms = terms_before(history, at) | stated
    said = {"version": history.body(at)["terms"]["version"] + 1, "digest": digest(terms)}
    history.put(at, history.body(at) | {"facts": {"terms": stated}, "terms": said})
    history.rehash()
    assert (at + 1, "states terms, which note does not state") in found_in(history, tmp_path)


@pytest.mark.parametrize("stated", [{"segregation": False}, {"signing": False}, {"signing": None}], ids=str)
def test_what_the_beginning_of_the_roster_settled_is_not_given_up_later(stated: dict[str, Any], tmp_path: Path) -> None:
    def later(body: dict[str, Any]) -> bool:
        return (body["kind"], body["event"], body["outcome"], body["rev"]) == ("people", "add", "applied", 2)

    signed = [seed for seed in range(100) if story(seed).entries[0][4] is not None]
    history, at = last(later, *(seed for seed in signed if "segregation" not in story(seed).body(1)["facts"]))
    history.put(at, history.body(at) | {"facts": history.body(at)["facts"] | stated})
    history.rehash()
    said = "gives up one part for each" if "segregation" in stated else "ends signing, which stays once it has begun"
    assert (at + 1, said) in found_in(history, tmp_path)


def test_a_refusal_says_by_whom_it_was_exactly_where_there_was_a_roster(tmp_path: Path) -> None:
    history, at = last(lambda body: body["outcome"] == "refused" and body["by"] is None)
    history.put(at, history.body(at) | {"by": {"person": None, "role": None, "key": None, "waived": []}})
    history.rehash()
    assert found_in(history, tmp_path) == [(at + 1, "does not say by whom it was, or does without a roster")]


def test_planted_a_verifier_that_takes_every_fact_from_every_event_misses_a_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_pack_agrees, "DAMAGES", (facts_of_another_event,))
    assert test_pack_agrees.disagreements(range(20), damages=1)[1] == []
    monkeypatch.setattr(loaded(), "STATED", {})
    assert test_pack_agrees.disagreements(range(20), damages=1)[1] != []


# ── The files beside the log ──


def test_allowed_signers_names_each_key_as_that_of_its_person(kept: Path) -> None:
    files = files_of(kept)
    lines = files["allowed_signers"].decode().splitlines(keepends=True)
    people, keys = zip(*(line.split(" ", 1) for line in lines), strict=True)
    forged = "".join(f"{person} {key}" for person, key in zip(people, (*keys[1:], keys[0]), strict=True))
    for said in (forged, "".join(lines[1:]), "".join([*lines, lines[0]]), "", "\udcff"):
        found = problems(zipped(files | {"allowed_signers": said.encode("utf-8", "surrogateescape")}, manifest=True))
        assert len(found) == 1, said
        assert "allowed_signers" in found[0][1] or "cannot be read" in found[0][1]
    assert problems(zipped(files | {"README.txt": b"mine", "verify.py": b"mine"}, manifest=True)) == []


@pytest.mark.parametrize("seed", range(12))
def test_allowed_signers_of_every_book_holds_the_keys_of_its_roster(seed: int, tmp_path: Path) -> None:
    """Taken back or not: what a key signed before stays signed."""
    assert problems(pack(tmp_path, story(seed)).read_bytes()) == []


def test_what_is_no_checkpoint_is_told_so_in_a_line(kept: Path, tmp_path: Path) -> None:
    files = files_of(kept)
    note = files["checkpoint.txt"].decode()
    plain = read_checkpoint(note, unsigned=True)[0]
    longer = Checkpoint(plain.origin, plain.size, plain.root, ("one line more",)).text()
    texts = (longer, f"{note}\n", f"{note}\nmore\n\n— a b\n", note.replace("\n", "\r\n"))
    for said in (b"\0\xff" * 9999, kept.read_bytes(), b"", b"\n" * 9, *(text.encode() for text in texts)):
        (tmp_path / "c").write_bytes(said)
        done = run(VERIFIER, kept, "--checkpoint", tmp_path / "c")
        assert (done.returncode, done.stderr) == (6, "")
        assert f"\n  --checkpoint {tmp_path / 'c'} is no checkpoint\n\n" in done.stdout
    assert problems(kept.read_bytes(), {"c": f"{note}\n— a b\n— ito c\n".encode()}) == []
    assert [what for _, what in problems(zipped(files | {"checkpoint.txt": b"x"}, manifest=True))] == [
        "checkpoint.txt is no checkpoint"
    ]


def test_no_problem_takes_more_than_a_few_lines(tmp_path: Path) -> None:
    history = story(UNSIGNED).copy()
    history.put(2, history.body(2) | {"subject": "\x1b" * 10**5, "event": "x" * 10**6})
    history.rehash()
    found = problems(zipped(files_of(pack(tmp_path, history))))
    assert found != []
    assert max(len(what) for _, what in found) <= 200


def test_a_document_that_was_erased_keeps_its_size() -> None:
    """Given, erased and given again under one digest, it is the same document, or one of the entries lies."""
    history, run = story(90171).copy(), test_pack_agrees.opened()
    digests = {each["sha256"] for row in range(1, len(history.entries)) for each in history.body(row)["evidence"]}
    lies = 0
    for sha256 in digests:
        forged = history.copy()
        at = next(at for at in range(1, len(forged.entries)) if sha256 in str(forged.body(at)["evidence"]))
        body = forged.body(at)
        said = [each | ({"size": 10} if each["sha256"] == sha256 else {}) for each in body["evidence"]]
        forged.put(at, body | {"evidence": said})
        forged.rehash()
        forged.into(run)
        ours = bool(test_pack_agrees.by_the_program(run))
        assert bool(test_pack_agrees.by_the_auditor(run, forged)) == ours
        lies += ours
    assert lies > 0
    run.close()
