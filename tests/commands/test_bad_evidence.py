"""Documents that cannot be what a step rests on."""

from __future__ import annotations

import os

import pytest

LARGEST = 25 * 2**20


@pytest.fixture
def note(desk):
    """A step that rests on a given path; real processes where a careless read would not come back."""

    def typed(path, real=False):
        words = ("note", "IIJ", "x", "--evidence", str(path))
        return desk.script(*words, seconds=20, memory=2**30) if real else desk.run(*words)

    typed.desk = desk
    return typed


def unreadable(answer, path):
    assert answer.code == 2, answer.err
    assert answer.out == ""
    assert answer.err.startswith(f"error: evidence {path}: ")
    assert answer.err.count("\n") == 1
    assert " · " in answer.err


@pytest.mark.parametrize("what", ["directory", "missing", "empty", "too large", "below a file", "long name", "loop"])
def test_evidence_that_is_no_document_is_told_in_one_line(note, tmp_path, unchanged, what):
    path = tmp_path / "paper"
    match what:
        case "directory":
            path.mkdir()
        case "empty":
            path.touch()
        case "too large":
            with path.open("wb") as file:
                file.truncate(LARGEST + 1)
        case "below a file":
            path.write_text("x")
            path = path / "deeper"
        case "long name":
            path = tmp_path / ("a" * 300)
        case "loop":
            path.symlink_to(path)
    with unchanged(note.desk):
        unreadable(note(path), path)


@pytest.mark.parametrize("what", ["pipe", "endless", "silent", "device", "kernel"])
def test_evidence_that_never_ends_or_never_begins_does_not_hang(note, tmp_path, unchanged, what):
    path = tmp_path / "paper"
    if what == "pipe":
        os.mkfifo(path)
    else:
        path = {"endless": "/dev/zero", "silent": "/dev/null", "device": "/dev/tty", "kernel": "/proc/self/maps"}[what]
    with unchanged(note.desk):
        unreadable(note(path, real=True), path)


@pytest.mark.of_a_file
def test_evidence_that_may_not_be_read_is_told_in_one_line(desk, tmp_path, unchanged):
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(0)
    with unchanged(desk):
        unreadable(desk.script("note", "IIJ", "x", "--evidence", str(path), ordinary=True), path)


def test_a_document_is_bound_by_its_digest_size_and_name(desk, tmp_path):
    import hashlib

    path = tmp_path / "議事録 2018.pdf"
    path.write_bytes(b"%PDF-1.7 minutes")
    desk.done("note", "IIJ", "x", "--evidence", str(path))
    assert desk.last["evidence"] == [
        {"sha256": hashlib.sha256(b"%PDF-1.7 minutes").hexdigest(), "size": 16, "name": "議事録 2018.pdf"}
    ]


def test_a_document_of_the_largest_size_is_taken(desk, tmp_path):
    path = tmp_path / "scan.pdf"
    with path.open("wb") as file:
        file.truncate(LARGEST)
    desk.done("note", "IIJ", "x", "--evidence", str(path))
    assert desk.last["evidence"][0]["size"] == LARGEST


@pytest.mark.parametrize("name", ["a\nb.pdf", "a\x1b[31m.pdf", "a\u202efdp.exe", "=cmd().pdf"])
def test_a_hostile_name_of_a_document_is_kept_and_shown_harmless(desk, tmp_path, name):
    path = tmp_path / name
    path.write_text("x")
    desk.done("note", "IIJ", "x", "--evidence", str(path))
    assert desk.last["evidence"][0]["name"] == name
    shown = desk.terminal("log", "IIJ", "--json")
    assert all(c == "\n" or c.isprintable() for c in shown)


def test_a_document_whose_name_is_no_unicode_is_told_in_one_line(desk, tmp_path, unchanged):
    path = os.fsencode(tmp_path) + b"/\xff.pdf"
    with open(path, "w") as file:
        file.write("x")
    with unchanged(desk):
        answer = desk.run("note", "IIJ", "x", "--evidence", os.fsdecode(path))
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1


def test_evidence_of_a_step_that_is_refused_is_kept_with_the_refusal(desk, tmp_path):
    path = tmp_path / "minutes.txt"
    path.write_text("x")
    assert desk.run("approve", "IIJ-FY2017-YE", "--on", "2018-06-27", "--evidence", str(path)).code == 3
    assert (desk.last["outcome"], desk.last["evidence"][0]["name"]) == ("refused", "minutes.txt")
