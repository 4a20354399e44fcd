"""Packs from strangers: no byte changes in silence, and no bytes at all make ``verify.py`` raise."""

from __future__ import annotations

import io
import sys
import zipfile
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.histories import story
from tests.engine.test_pack import (
    DIGEST,
    DOCUMENT,
    SIGNED,
    UNSIGNED,
    VERIFIER,
    Files,
    files_of,
    pack,
    problems,
    run,
    with_document,
    zipped,
)
from tests.engine.test_pack_agrees import loaded
from workflow import log as program


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(tmp_path_factory.mktemp("kept"), story(SIGNED))


def test_a_zip_that_no_ketsugi_wrote_is_named_for_what_is_wrong_with_it(kept: Path, tmp_path: Path) -> None:
    files = files_of(kept)
    for name in (
        "../a",
        "/etc/passwd",
        "evidence/../../a",
        "evidence/a.pdf",
        "C:\\a",
        "EVIDENCE",
        "",
    ):
        assert any("none of a pack" in what for _, what in problems(zipped({**files, name: b"x"}))), name
    ended = zipped({**files, "entries.jsonl_.txt": b"x"}).replace(b"entries.jsonl_.txt", b"entries.jsonl\0.txt")
    assert any("none of a pack" in what for _, what in problems(ended))
    for name in files:
        assert problems(zipped({each: data for each, data in files.items() if each != name})) != [], name
    buffer = io.BytesIO(kept.read_bytes())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(zipfile.ZipInfo("entries.jsonl"), b"")
    assert any("a file is there twice" in what for _, what in problems(buffer.getvalue()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entries.jsonl", bytes(10**7))
    (tmp_path / "bomb.zip").write_bytes(buffer.getvalue())
    done = run(VERIFIER, tmp_path / "bomb.zip")
    assert (done.returncode, done.stderr, "is compressed" in done.stdout) == (6, "", True)
    encrypted = bytearray(zipped(files))
    encrypted[encrypted.rindex(b"PK\1\2") + 8] |= 1
    assert any("encrypted" in what for _, what in problems(bytes(encrypted)))


@pytest.mark.parametrize("size", [0, 1, 100, 5000, -30, -1])
def test_a_pack_that_was_cut_off_is_no_pack(kept: Path, tmp_path: Path, size: int) -> None:
    (tmp_path / "a.zip").write_bytes(kept.read_bytes()[:size])
    done = run(VERIFIER, tmp_path / "a.zip")
    assert (done.returncode, done.stderr) == (6, "")


def test_what_a_terminal_would_obey_is_not_printed(tmp_path: Path) -> None:
    history = story(UNSIGNED).copy()
    history.put(2, history.body(2) | {"subject": "\x1b[2J\u202e", "to": "\ud800"})
    history.entries[2][2] = history.entries[2][2].replace("\ud800", "\\ud800")
    history.rehash()
    done = run(VERIFIER, pack(tmp_path, history))
    assert (done.returncode, done.stderr) == (6, "")
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def small(folder: Path) -> Files:
    """The files of a pack of a few entries and a document."""
    history = with_document()
    history.entries, history.subjects, history.documents = history.entries[:2], [], []
    body = history.body(1)
    history.put(1, body | {"evidence": [{"sha256": DIGEST, "size": len(DOCUMENT), "name": "m.pdf"}]})
    history.rehash()
    replayed = loaded().Log("")
    replayed.read(f"{program.Entry(*row).line()}\n".encode() for row in history.entries)
    columns = [(s.ref, s.kind, s.company, s.state, s.rev, s.seq, s.day, "") for s in replayed.subjects.values()]
    history.subjects = [list(each) for each in columns]
    return files_of(pack(folder, history, DOCUMENT))


def unseen(files: Files, *names: str) -> tuple[int, list[tuple[str, int]]]:
    """How many bytes were changed, one at a time and with the manifest mended, and which changes were not found."""
    missed, tried = [], 0
    for name in names or ("entries.jsonl", "subjects.jsonl", f"evidence/{DIGEST}"):
        for at in range(len(files[name])):
            data = bytearray(files[name])
            data[at] ^= 1 << (at % 8)
            missed += [] if problems(zipped(files | {name: bytes(data)}, manifest=True)) else [(name, at)]
            tried += 1
    return tried, missed


def test_every_single_byte_of_the_entries_the_rows_and_a_document_that_changes_is_found(tmp_path: Path) -> None:
    files = small(tmp_path)
    assert problems(zipped(files, manifest=True)) == []
    tried, missed = unseen(files)
    assert (missed, tried > 1_000) == ([], True), f"{len(missed)} of {tried}"


def test_a_pack_of_a_book_with_held_and_erased_documents_verifies_and_every_damaged_byte_of_one_is_found(
    tmp_path: Path,
) -> None:
    kept_and_erased = (
        each
        for seed in range(300)
        if (each := story(seed)).documents
        and any('"event":"erase"' in row[2] and '"outcome":"applied"' in row[2] for row in each.entries)
    )
    files = files_of(pack(tmp_path, next(kept_and_erased)))
    documents = [name for name in files if name.startswith("evidence/")]
    assert problems(zipped(files)) == []
    assert len(documents) > 0
    assert unseen(files, *documents) == (9 * len(documents), [])


def test_planted_a_verifier_that_does_not_look_at_state_rows_misses_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded().Log, "rows", lambda log, lines: None)
    files = small(tmp_path)
    tried, missed = unseen(files, "subjects.jsonl")
    assert tried == len(missed) > 50


@settings(max_examples=300)
@given(st.data())
def test_no_bytes_at_all_make_the_verifier_raise(data: st.DataObject) -> None:
    content = bytearray(a_whole_pack())
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    never_raises(bytes(content) if data.draw(st.booleans()) else data.draw(st.binary(max_size=300)))


@cache
def a_whole_pack() -> bytes:
    with TemporaryDirectory() as folder:
        return pack(Path(folder), story(SIGNED)).read_bytes()


def never_raises(content: bytes) -> None:
    with TemporaryDirectory() as folder, redirect_stdout(io.StringIO()), pytest.MonkeyPatch.context() as patch:
        path = Path(folder, "a.zip")
        path.write_bytes(content)
        patch.setattr(sys, "argv", ["verify.py", str(path)])
        assert loaded().main() in (0, 6)


def test_planted_a_verifier_that_leaves_a_stranger_to_the_library_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(path: Path) -> Any:
        raise SystemError("a corner of the library")

    monkeypatch.setattr(loaded().zipfile, "ZipFile", careless)
    never_raises(b"PK")
    monkeypatch.setattr(loaded().Log, "attempt", lambda log, what, rule, *words: rule(*words))
    with pytest.raises(SystemError):
        never_raises(b"PK")
