"""The ssh-agent: one of OpenSSH, and what answers at a socket but is none."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from states.errors import WrongWords
from tests.engine.openssh import agent, make_key, needs_openssh, run
from workflow import agent as module
from workflow.agent import Agent
from workflow.publickey import KIND, PublicKey, read_public_key, string, verifies
from workflow.signing import from_agent

pytestmark = pytest.mark.skipif(os.name != "posix", reason="NOT TESTED: the agent of Windows, which is no socket")
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PublicKey(PRIVATE.public_key().public_bytes_raw())


# ── The agent of OpenSSH ──


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    make_key(folder / "ecdsa", kind="ecdsa")
    return make_key(folder / "sato")


@pytest.fixture
def running() -> Iterator[dict[str, str]]:
    with agent() as environ:
        yield environ


@pytest.fixture
def public(key: Path) -> PublicKey:
    return read_public_key(key.with_suffix(".pub").read_text())


@needs_openssh
def test_the_agent_signs_with_the_key_that_is_wanted(key: Path, public: PublicKey, running: dict[str, str]) -> None:
    for name in (key.parent / "ecdsa", key):  # the agent's other keys are no hindrance
        assert run("ssh-add", name, environ=running).returncode == 0
    (signer,) = from_agent(running["SSH_AUTH_SOCK"], [PUBLIC, public])
    assert (signer.public, signer.may_ask) == (public, True)
    for data in (b"", b"SSHSIG", bytes(100_000)):
        assert verifies(public.raw, data, signer.sign(data))


@needs_openssh
def test_an_agent_without_the_key_has_none(key: Path, public: PublicKey, running: dict[str, str]) -> None:
    assert from_agent(running["SSH_AUTH_SOCK"], [public]) == []
    run("ssh-add", key, environ=running)
    assert from_agent(running["SSH_AUTH_SOCK"], [PUBLIC]) == []
    assert from_agent(running["SSH_AUTH_SOCK"], []) == []


@needs_openssh
def test_a_key_that_was_taken_out_after_it_was_found_does_not_sign(
    key: Path, public: PublicKey, running: dict[str, str]
) -> None:
    run("ssh-add", key, environ=running)
    (signer,) = from_agent(running["SSH_AUTH_SOCK"], [public])
    run("ssh-add", "-D", environ=running)
    with pytest.raises(WrongWords, match="it did not sign with SHA256:") as refused:
        signer.sign(b"")
    assert "ssh-add -l" in refused.value.remedy


@needs_openssh
def test_a_locked_agent_holds_nothing_until_it_is_unlocked(
    key: Path, public: PublicKey, running: dict[str, str], tmp_path: Path
) -> None:
    said = tmp_path / "said"
    said.write_text("#!/bin/sh\necho secret\n")
    said.chmod(0o700)
    asked = {**running, "SSH_ASKPASS": str(said), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"}
    run("ssh-add", key, environ=running)
    (signer,) = from_agent(running["SSH_AUTH_SOCK"], [public])
    assert run("ssh-add", "-x", environ=asked).returncode == 0
    assert from_agent(running["SSH_AUTH_SOCK"], [public]) == []
    with pytest.raises(WrongWords, match="it did not sign"):
        signer.sign(b"")
    assert run("ssh-add", "-X", environ=asked).returncode == 0
    assert from_agent(running["SSH_AUTH_SOCK"], [public])


@needs_openssh
def test_an_agent_that_has_gone_is_said(key: Path, public: PublicKey) -> None:
    with agent() as environ:
        run("ssh-add", key, environ=environ)
        (signer,) = from_agent(environ["SSH_AUTH_SOCK"], [public])
    with pytest.raises(WrongWords, match="No such file"):
        signer.sign(b"")


# ── What is no agent ──

Answers = Callable[[bytes, socket.socket], object]


@contextmanager
def answering(answer: Answers) -> Iterator[str]:
    """A socket at which every request is answered by ``answer(request, line)``, and then the line is closed."""
    with TemporaryDirectory(prefix="ket", dir="/tmp") as folder, socket.socket(socket.AF_UNIX) as server:
        path = os.path.join(folder, "agent")
        server.bind(path)
        server.listen()

        def serve() -> None:
            while True:
                line, _ = server.accept()
                with line:
                    size = int.from_bytes(line.recv(4, socket.MSG_WAITALL), "big")
                    if not size:
                        return
                    with suppress(BrokenPipeError, ConnectionResetError):
                        answer(line.recv(size, socket.MSG_WAITALL), line)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield path
        finally:
            with socket.socket(socket.AF_UNIX) as last:
                last.connect(path)
                last.sendall(bytes(4))
            thread.join()


def listed(*blobs: bytes, count: int | None = None, more: bytes = b"") -> bytes:
    number = len(blobs) if count is None else count
    return b"\x0c" + number.to_bytes(4, "big") + b"".join(string(blob) + string(b"comment") for blob in blobs) + more


def signed(data: bytes, kind: bytes = KIND) -> bytes:
    return b"\x0e" + string(string(kind) + string(PRIVATE.sign(data)))


def replying(listing: bytes, signature: bytes) -> Answers:
    """Messages behind their lengths, one for each request."""
    return lambda request, line: line.sendall(string(listing if request[0] == 11 else signature))


def test_the_requests_are_those_of_the_protocol() -> None:
    seen: list[bytes] = []

    def answer(request: bytes, line: socket.socket) -> None:
        seen.append(request)
        replying(listed(PUBLIC.blob), signed(b"data"))(request, line)

    with answering(answer) as path:
        (signer,) = from_agent(path, [PUBLIC])
        signature = signer.sign(b"data")
    assert verifies(PUBLIC.raw, b"data", signature)
    assert seen == [b"\x0b", b"\x0d" + string(PUBLIC.blob) + string(b"data") + bytes(4)]


LISTINGS = {
    "nothing": b"",
    "a failure": b"\x05",
    "another message": b"\x06",
    "a signature": signed(b""),
    "a list under another number": b"\x0b" + listed(PUBLIC.blob)[1:],
    "no count": b"\x0c",
    "a count too high": listed(PUBLIC.blob, count=2),
    "a count beyond all measure": listed(count=2**32 - 1),
    "a count too low": listed(PUBLIC.blob, count=0),
    "a byte more": listed(PUBLIC.blob, more=b"\0"),
    "a key without a kind": listed(b""),
    "a key of 31 bytes": listed(string(KIND) + string(bytes(31))),
}


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_a_list_that_is_none_is_refused(listing: bytes) -> None:
    with answering(replying(listing, b"")) as path, pytest.raises(WrongWords, match="does not answer as an ssh-agent does"):
        from_agent(path, [PUBLIC])


SIGNATURES = {
    "nothing": (b"", "does not answer"),
    "a failure": (b"\x05", "it did not sign"),
    "a list": (listed(), "does not answer"),
    "under another number": (b"\x0d" + signed(b"data")[1:], "does not answer"),
    "of another kind": (signed(b"data", b"ssh-rsa"), "does not answer"),
    "a byte more": (signed(b"data") + b"\0", "does not answer"),
    "short": (signed(b"data")[:-1], "does not answer"),
    "over something else": (signed(b"other"), "does not verify"),
}


@pytest.mark.parametrize(("signature", "said"), SIGNATURES.values(), ids=SIGNATURES)
def test_a_signature_that_is_none_is_refused(signature: bytes, said: str) -> None:
    with answering(replying(listed(PUBLIC.blob), signature)) as path:
        (signer,) = from_agent(path, [PUBLIC])
        with pytest.raises(WrongWords, match=said):
            signer.sign(b"data")


RAW = {
    "closes at once": b"",
    "closes within the length": b"\0\0",
    "closes within the message": b"\0\0\0\x09\x0c",
    "speaks another protocol": b"HTTP/1.1 400 Bad Request\r\n\r\n",
}


@pytest.mark.parametrize("sent", RAW.values(), ids=RAW)
def test_what_is_no_message_is_refused(sent: bytes) -> None:
    with answering(lambda _, line: line.sendall(sent)) as path, pytest.raises(WrongWords, match=r"does not answer|reset"):
        from_agent(path, [PUBLIC])


def test_a_message_that_announces_too_much_is_refused_unread() -> None:
    done = threading.Event()

    def announcing(_: bytes, line: socket.socket) -> None:
        line.sendall((256 * 1024 + 1).to_bytes(4, "big"))
        done.wait(30)

    with answering(announcing) as path:
        try:
            with pytest.raises(WrongWords, match="does not answer"):
                from_agent(path, [PUBLIC])
        finally:
            done.set()


def test_an_answer_of_many_keys_and_pieces_is_read_whole() -> None:
    many = listed(*[PublicKey(n.to_bytes(32, "big")).blob for n in range(10**6, 10**6 + 2000)], PUBLIC.blob)

    def in_pieces(_: bytes, line: socket.socket) -> None:
        for at in range(0, len(many) + 4, 9999):
            line.sendall(string(many)[at : at + 9999])

    with answering(in_pieces) as path:
        assert len(Agent(path).held()) == 2001
        assert from_agent(path, [PUBLIC])


def hanging(done: threading.Event) -> Answers:
    return lambda _request, _line: done.wait(30)


def dripping(done: threading.Event) -> Answers:
    """A byte each moment, so that no single wait is long."""

    def answer(_: bytes, line: socket.socket) -> None:
        line.sendall((256 * 1024).to_bytes(4, "big"))
        while not done.wait(0.05):
            line.sendall(b"\x0c")

    return answer


@pytest.mark.parametrize("habit", [hanging, dripping])
def test_an_agent_that_is_late_is_waited_for_so_long_and_no_longer(habit: Callable[[threading.Event], Answers]) -> None:
    done = threading.Event()
    with answering(habit(done)) as path:
        try:
            with pytest.raises(WrongWords, match="no answer within 1 seconds"):
                from_agent(path, [PUBLIC], listing=1)
            with pytest.raises(WrongWords, match="no answer within 1 seconds"):
                Agent(path, signing=1).sign(PUBLIC, b"")
        finally:
            done.set()


@pytest.mark.parametrize("path", ["", "/nowhere/agent", "x" * 200, "a\0b", "/dev/null", "/tmp"])
def test_a_socket_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(WrongWords, match="agent at ") as refused:
        from_agent(path, [PUBLIC])
    assert "SSH_AUTH_SOCK" in refused.value.remedy


# ── Whatever is answered ──

MESSAGES = st.binary(max_size=80) | st.builds(
    listed, st.binary(max_size=60) | st.just(PUBLIC.blob), count=st.none() | st.integers(0, 3), more=st.binary(max_size=3)
) | st.binary(max_size=90).map(lambda rest: b"\x0e" + string(rest))  # fmt: skip


def answer_or_wrong_words(message: bytes) -> None:
    """Either what a message says, or wrong words; of the two, the caller is never left with anything else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_exchange", lambda *_: module._answer(reader(string(message))))
        for ask in (Agent("x").held, lambda: Agent("x").sign(PUBLIC, b"")):
            with suppress(WrongWords):
                assert isinstance(ask(), list | bytes)


def reader(data: bytes) -> Callable[[int], bytes]:
    left = bytearray(data)

    def receive(size: int) -> bytes:
        got = bytes(left[:size])
        del left[:size]
        return got

    return receive


@settings(max_examples=300)
@given(MESSAGES)
@example(listed(b""))
def test_any_message_is_an_answer_or_wrong_words(message: bytes) -> None:
    answer_or_wrong_words(message)


def test_planted_a_list_that_is_read_without_measure_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cut", lambda data: (data[4 : 4 + data[3]], data[4 + data[3] :]))
    with pytest.raises(IndexError):
        answer_or_wrong_words(listed(b"", more=b"\0"))
