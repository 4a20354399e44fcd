"""The audit pack: what is in it, what ``verify.py`` knows by itself, and what it says of packs from strangers."""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from states import people
from states.canonical import canonical
from states.errors import LogBroken, WrongWords
from states.lives import LIFECYCLES
from states.people import People
from tests.engine.histories import History, key_of, opened, story
from tests.engine.test_pack_agrees import VERIFIER, loaded
from workflow import log as program
from workflow import shape
from workflow.note import Checkpoint
from workflow.pack import writing

SOURCE = VERIFIER.read_text(encoding="utf-8")
DOCUMENT = b"minutes\n"
DIGEST = hashlib.sha256(DOCUMENT).hexdigest()
SIGNED = next(seed for seed in range(100) if story(seed).entries[0][4] is not None)
UNSIGNED = next(seed for seed in range(100) if story(seed).body(1)["kind"] == "company")
Files = dict[str, bytes]


def book(history: History, *documents: bytes) -> sqlite3.Connection:
    """A book as it is stored, with documents."""
    connection = opened()
    history.into(connection)
    for data in documents:
        digest = hashlib.sha256(data).hexdigest()
        connection.execute("INSERT INTO document (sha256, size, data) VALUES (?, ?, ?)", (digest, len(data), data))
    return connection


def pack(folder: Path, history: History, *documents: bytes, checkpoints: Files | None = None) -> Path:
    path = folder / f"{len(list(folder.iterdir()))}.zip"
    connection = book(history, *documents)
    writing.write(path, connection.execute, checkpoints or {})
    connection.close()
    return path


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files, *, manifest: bool = False) -> bytes:
    """A zip of these files; with ``manifest``, as a forger who keeps the manifest right."""
    if manifest:
        said = json.loads(files["manifest.json"])
        others = {name: data for name, data in files.items() if name != "manifest.json"}
        sums = {name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in others.items()}
        files = {**others, "manifest.json": f"{canonical({**said, 'files': sums})}\n".encode()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def problems(content: bytes, given: Files | None = None, tool: str = "cryptography") -> list[tuple[int | None, str]]:
    """What ``verify.py`` finds in a zip."""
    log = loaded().Log(tool)
    with TemporaryDirectory() as folder:
        Path(folder, "a.zip").write_bytes(content)
        log.attempt("the pack cannot be read", loaded().check, log, Path(folder, "a.zip"), given or {})
    found: list[tuple[int | None, str]] = log.problems
    return found


def run(*words: str | Path, path: str = os.environ["PATH"], site: bool = False) -> subprocess.CompletedProcess[str]:
    """``verify.py`` as a process that knows nothing of this program, nor, but with ``site``, of any package."""
    command = [sys.executable, *(() if site else ("-I", "-S")), *map(str, words)]
    return subprocess.run(command, cwd="/", env={"PATH": path}, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(tmp_path_factory.mktemp("kept"), story(SIGNED))


def with_document(seed: int = UNSIGNED, **said: Any) -> History:
    """A history whose last entry names a document; nobody signed it."""
    history = story(seed).copy()
    body = history.body(len(history.entries) - 1)
    history.put(
        len(history.entries) - 1, body | {"evidence": [{"sha256": DIGEST, "size": len(DOCUMENT), "name": "../m.pdf"} | said]}
    )
    history.rehash()
    return history


# ── What verify.py knows is what the program knows ──


def test_the_verifiers_table_of_each_life_is_the_programs() -> None:
    for kind, life in LIFECYCLES.items():
        moves: dict[tuple[str, str], set[str]] = {}
        for event, source, dest in life.moves():
            moves.setdefault((str(source or "-"), str(event)), set()).add(str(dest))
        table = {
            (state, event): dest
            for (of, state), row in loaded().LIFE.items()
            if of == kind
            for event, dest in row.items()
            if state != "*"
        }
        assert {place: "back" if len(dests) > 1 else dests.pop() for place, dests in moves.items()} == table
        assert set(map(str, life.remarks)) == set(loaded().LIFE[kind, "*"])


def test_a_wrong_row_in_the_verifiers_table_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(loaded().LIFE, ("dividend", "approved"), loaded().LIFE["dividend", "approved"] | {"pay": "paid"})
    with pytest.raises(AssertionError):
        test_the_verifiers_table_of_each_life_is_the_programs()


def test_the_verifiers_roles_and_parts_are_the_programs() -> None:
    anyone = People()
    for kind, life in LIFECYCLES.items():
        for event in {str(event) for event, _, _ in life.moves()} | set(map(str, life.remarks)):
            known = ("admin",) if kind in loaded().WHOLE else loaded().ROLES.get(event, ("preparer",))
            assert tuple(map(str, anyone.needed(kind, event))) == known, (kind, event)
    assert {str(event): str(part) for event, part in people.PART_OF.items()} == loaded().PARTS
    assert loaded().WAIVABLE == people.WAIVABLE


def test_the_verifiers_fields_of_an_entry_are_the_programs() -> None:
    for fields, of_the_program in ((loaded().FIRST, shape._GENESIS), (loaded().FIELDS, shape._BODY)):
        kinds = {name: kind if isinstance(kind, tuple) else (kind,) for name, kind in of_the_program.items()}
        said = {name: f"{of[0].__name__}{'?' * (len(of) > 1)}" for name, of in kinds.items()}
        assert dict(each.split("=") for each in fields.split()) == said
    assert loaded().LOG == program.FORMAT
    assert loaded().DEMONSTRATION == program.DEMONSTRATION
    assert loaded().ROW == writing.COLUMNS
    assert loaded().PACK == writing.FORMAT


def test_the_verifier_is_one_file_of_the_standard_library_that_a_person_can_read_in_an_hour() -> None:
    imported = [node for node in ast.parse(SOURCE).body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imported if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in imported if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)
    assert not {"states", "workflow"} & {name.partition(".")[0] for name in names}
    lines = SOURCE.splitlines()
    assert len(lines) <= 400
    assert max(map(len, lines)) <= 125


# ── What is in a pack ──


def test_a_pack_holds_the_book_and_what_checks_it(kept: Path) -> None:
    files, history = files_of(kept), story(SIGNED)
    lines = files["entries.jsonl"].decode().splitlines()
    assert [line.partition('"body":')[2][:-1] for line in lines] == [row[2] for row in history.entries]
    assert files["verify.py"] == VERIFIER.read_bytes()
    assert files["checkpoint.txt"].startswith(f"ketsugi/{history.body(0)['book']}\n{len(lines)}\n".encode())
    keys = {key_of(person)[0] for person in ("ito", "ueda", "sato", "kato", "abe", "mori")}
    assert keys <= {" ".join(line.split(" ")[2:]) for line in files["allowed_signers"].decode().splitlines()}
    said = json.loads(files["manifest.json"])
    assert said["files"].keys() == files.keys() - {"manifest.json"}
    assert said["head"] == history.entries[-1][3].hex()


def test_the_same_book_makes_the_same_bytes(tmp_path: Path, kept: Path) -> None:
    assert pack(tmp_path, story(SIGNED)).read_bytes() == kept.read_bytes()


def test_a_pack_is_never_written_over_a_file_and_never_in_half(tmp_path: Path) -> None:
    connection = book(story(UNSIGNED))
    (tmp_path / "a.zip").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        writing.write(tmp_path / "a.zip", connection.execute, {})
    connection.execute("UPDATE entry SET hash = x'00' WHERE seq = 5")
    with pytest.raises(LogBroken, match="entry 5"):
        writing.write(tmp_path / "b.zip", connection.execute, {})
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
    assert (tmp_path / "a.zip").read_bytes() == b"mine"


def test_a_checkpoint_of_another_book_is_not_packed(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text(Checkpoint("ketsugi/other", 1, bytes(32)).text(), encoding="utf-8")
    with pytest.raises(WrongWords, match="of another log"):
        writing.read_given(book(story(UNSIGNED)).execute, [tmp_path / "c.txt"])


# ── As a process, where nothing is installed ──


def test_a_pack_is_checked_without_the_program(kept: Path) -> None:
    done = run(VERIFIER, kept, site=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith(
        f"signed log, roles from entry 2 on\nverified: {len(story(SIGNED).entries)} entries\nhead "
    )
    assert "it cannot know:\n" in done.stdout


def test_what_is_no_file_is_told_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.zip", "a\nb"):
        assert run(VERIFIER, path).returncode == 2


def test_who_reads_one_line_and_leaves_gets_no_traceback(kept: Path) -> None:
    command = f'"{sys.executable}" -I -S "{VERIFIER}" "{kept}" | true'
    for _ in range(3):
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert done.stderr == ""


def test_without_cryptography_it_asks_ssh_keygen(tmp_path: Path, kept: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("NOT TESTED: signatures by ssh-keygen, which is missing")
    assert run(VERIFIER, kept).returncode == 0
    history = story(SIGNED).copy()
    history.entries[-1][4] = bytes([history.entries[-1][4][0] ^ 1]) + history.entries[-1][4][1:]
    done = run(VERIFIER, pack(tmp_path, history))
    assert done.returncode == 6
    assert "its signature is not one by that key" in done.stdout


def test_with_neither_it_says_that_signatures_were_not_checked(kept: Path) -> None:
    done = run(VERIFIER, kept, path="/nowhere")
    assert (done.returncode, "NOT VERIFIED" in done.stdout, "signatures were NOT checked" in done.stdout) == (6, True, True)


def test_a_head_and_a_checkpoint_that_were_kept_are_compared(kept: Path, tmp_path: Path) -> None:
    history = story(SIGNED)
    assert run(VERIFIER, kept, "--head", history.entries[4][3].hex()).returncode == 0
    assert run(VERIFIER, kept, "--head", "0" * 64).returncode == 6
    older = History(history.entries[:6], [])
    at_six = files_of(pack(tmp_path, older))["checkpoint.txt"]
    (tmp_path / "six.txt").write_bytes(at_six)
    assert run(VERIFIER, kept, "--checkpoint", tmp_path / "six.txt").returncode == 0
    assert run(VERIFIER, kept, "--checkpoint", tmp_path / "none.txt").returncode == 2
    lines = at_six.decode().split("\n")
    for line, said in ((0, "ketsugi/other"), (1, "7"), (1, "99"), (2, base64.b64encode(bytes(32)).decode())):
        given = {"c": "\n".join([*lines[:line], said, *lines[line + 1 :]]).encode()}
        assert len(problems(kept.read_bytes(), given)) == 1, said


# ── Documents ──


def test_a_document_is_there_as_it_was_given_or_erased_and_no_other_is_there(tmp_path: Path) -> None:
    files = files_of(pack(tmp_path, with_document(), DOCUMENT))
    last = len(story(UNSIGNED).entries)
    assert problems(zipped(files)) == []
    name = f"evidence/{DIGEST}"
    without = {each: data for each, data in files.items() if each != name}
    other = {f"evidence/{hashlib.sha256(b'x').hexdigest()}": b"x"}
    assert [seq for seq, _ in problems(zipped(without, manifest=True))] == [last]
    assert [seq for seq, _ in problems(zipped(files | {name: b"minutes!"}, manifest=True))] == [last]
    assert [seq for seq, _ in problems(zipped(files | other, manifest=True))] == [None]
    assert problems(zipped(files_of(pack(tmp_path, with_document(size=7), DOCUMENT)))) != []


def test_an_erased_document_is_missed_by_nobody_and_is_not_there(tmp_path: Path) -> None:
    history = with_document()
    company = next(row for row in history.subjects if row[1] == "company")
    at = company[5] - 1
    said = {
        "event": "erase",
        "facts": {"erased": [DIGEST]},
        "evidence": [],
        "findings": [],
        "from": "active",
        "to": "active",
    }
    body = history.body(at) | said | {"rev": company[4] + 1, "outcome": "applied", "terms": None}
    history.entries.append(list(history.entries[at]))
    history.put(len(history.entries) - 1, body | {"recorded_at": "2018-08-02T00:00:00.000000Z"})
    history.rehash()
    company[4:6] = [company[4] + 1, len(history.entries)]
    assert problems(zipped(files_of(pack(tmp_path, history)))) == []
    still = problems(zipped(files_of(pack(tmp_path, history, DOCUMENT))))
    assert [seq for seq, _ in still] == [len(history.entries)]
    assert still[0][1].endswith("by the log erased or never given")


# ── By hand ──


def test_what_the_readme_does_by_hand_works(tmp_path: Path) -> None:
    """The commands of README.txt in a shell, for the last entry, whose reason holds what a shell would obey."""
    missing = [each for each in ("bash", "sha256sum", "base64", "xxd", "ssh-keygen") if shutil.which(each) is None]
    if missing:
        pytest.skip(f"NOT TESTED: README.txt by hand. Missing: {missing}")
    history = story(SIGNED).copy()
    body = history.body(len(history.entries) - 1) | {"reason": 'it\'s \\ "odd", 100 % $HOME `id` {"body":{}} 配当}'}
    history.put(len(history.entries) - 1, body)
    history.rehash()
    with zipfile.ZipFile(pack(tmp_path, history)) as archive:
        archive.extractall(tmp_path)
    row, by = history.entries[-1], body["by"]
    shell = "\n".join(
        line[4:]
        for line in (tmp_path / "README.txt").read_text().partition("By hand")[2].splitlines()
        if line[:4] == " " * 4
    )
    words = {"BOOK": history.body(0)["book"], " N ": f" {row[0]} ", "'Np'": f"'{row[0]}p'", "PREV": row[1].hex()}
    words |= {"echo KEY": f"echo {by['key'].split(' ')[1]}", "echo SIG": f"echo {row[4].hex()}", "PERSON": by["person"]}
    for word, said in words.items():
        assert word in shell
        shell = shell.replace(word, said)
    for locale in ("C", "C.UTF-8"):
        environ = {"PATH": os.environ["PATH"], "LC_ALL": locale}
        done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
        assert done.stdout.splitlines()[0] == f"{row[3].hex()}  -", done.stderr
        assert done.stdout.splitlines()[1].startswith('Good "ketsugi-entry-v1" signature')
