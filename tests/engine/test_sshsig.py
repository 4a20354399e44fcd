"""Signatures in the form SSHSIG: ours verify with ``ssh-keygen``, and those of ``ssh-keygen`` verify with ours."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from states.errors import WrongWords
from tests.engine.openssh import armored, keygen, make_key, needs_openssh, opened, run, signature_in
from workflow.publickey import PublicKey, read_public_key, verifies
from workflow.sshsig import ENTRIES, allowed_signers, preimage

MESSAGES = {"empty": b"", "short": "決議\n".encode(), "a megabyte": bytes(range(256)) * 4096}


def no_passphrase(prompt: str) -> str:
    raise AssertionError(prompt)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_key(tmp_path_factory.mktemp("keys") / "sato")


@pytest.fixture(scope="module")
def public(key: Path) -> PublicKey:
    return read_public_key(key.with_suffix(".pub").read_text())


def ours(key: Path, message: bytes) -> str:
    signer = opened(key, no_passphrase)
    return armored(signer.public, signer.sign(preimage(message)))


def theirs(key: Path, message: bytes, namespace: str = ENTRIES, hash_name: str = "sha512") -> str:
    return keygen("-q", "-Y", "sign", "-f", key, "-n", namespace, "-O", f"hashalg={hash_name}", stdin=message)


def taken_by_openssh(
    folder: Path, line: str, text: str, message: bytes, *, name: str = "sato", namespace: str = ENTRIES
) -> bool:
    (folder / "allowed_signers").write_text(line + "\n", encoding="utf-8")
    (folder / "sig").write_text(text)
    words = ("-Y", "verify", "-f", folder / "allowed_signers", "-I", name, "-n", namespace, "-s", folder / "sig")
    return run("ssh-keygen", *words, stdin=message).returncode == 0


def taken_by_us(public: PublicKey, text: str, message: bytes) -> bool:
    return verifies(public.raw, preimage(message), signature_in(text))


@needs_openssh
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_each_takes_the_others_signature_and_they_are_the_same_to_the_letter(
    key: Path, public: PublicKey, tmp_path: Path, message: bytes
) -> None:
    text = ours(key, message)
    assert taken_by_openssh(tmp_path, allowed_signers("sato", public), text, message)
    assert theirs(key, message) == text  # Ed25519 leaves nothing to chance, and the form has one spelling
    assert taken_by_us(public, text, message)


@needs_openssh
def test_an_altered_message_namespace_hash_signature_or_key_is_refused_on_both_sides(
    key: Path, public: PublicKey, tmp_path: Path
) -> None:
    line, message = allowed_signers("sato", public), b"approve"
    other = make_key(tmp_path / "kato")
    text = ours(key, message)
    made = signature_in(text)
    flipped = bytes([made[0] ^ 1]) + made[1:]
    assert taken_by_openssh(tmp_path, line, text, message)
    altered = {
        "message": (text, b"reject"),
        "namespace signed for": (armored(public, signature_in(theirs(key, message, "file"))), message),
        "hash signed with": (armored(public, signature_in(theirs(key, message, hash_name="sha256"))), message),
        "signature": (armored(public, flipped), message),
        "message signed without its preimage": (armored(public, opened(key, no_passphrase).sign(message)), message),
        "key": (ours(other, message), message),
    }
    for name, (sig, said) in altered.items():
        assert not taken_by_us(public, sig, said), name
        assert not taken_by_openssh(tmp_path, line, sig, said), name
    assert not taken_by_openssh(tmp_path, line, armored(public, made, "file"), message, namespace="file")
    assert not taken_by_openssh(tmp_path, line, text, message, name="kato")


@needs_openssh
@pytest.mark.parametrize("name", ["sato", "佐藤", "Hanako Sato", "CORP\\sato", "#sato", "sato@example.com", "佐" * 255])
def test_the_line_of_allowed_signers_names_one_person(key: Path, public: PublicKey, tmp_path: Path, name: str) -> None:
    line, text = allowed_signers(name, public), ours(key, b"x")
    assert taken_by_openssh(tmp_path, line, text, b"x", name=name)
    assert not taken_by_openssh(tmp_path, line, text, b"x", name=f"{name}x")
    assert not taken_by_openssh(tmp_path, line, theirs(key, b"x", "file"), b"x", name=name, namespace="file")


@pytest.mark.parametrize("name", ["", " ", "*", "sato,kato", "!sato", "s?to", 'sa"to', "sa\nto", "sato ", "\t", "x" * 256])
def test_a_name_that_would_stand_for_several_or_break_the_line_is_refused(name: str) -> None:
    with pytest.raises(WrongWords, match="cannot hold this name") as refused:
        allowed_signers(name, PublicKey(b"\3" * 32))
    assert refused.value.message.isprintable()


def test_the_preimage_is_that_of_the_standard() -> None:
    told = b"SSHSIG" + b"\0\0\0\x10ketsugi-entry-v1" + b"\0\0\0\0" + b"\0\0\0\x06sha512" + b"\0\0\0\x40"
    assert preimage(b"m") == told + hashlib.sha512(b"m").digest()


def test_a_signature_made_elsewhere_verifies() -> None:
    """A line with "hello" in the namespace "foo", signed by the ssh-keygen of OpenSSH 9.2: not one of an entry."""
    text = """-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgAo1tp9gW2dckLtZ/OWmPHpEC+q
YtRzKSnPOALaAcg/YAAAADZm9vAAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
AAAAQFfBxmnVWq7n74SNroLqHhTqmJQk18+f6H82s6sXeBJjMd2Glqy1qNGV6syrfQ9rsp
RydAMJqj9rUs1EsYoKYQY=
-----END SSH SIGNATURE-----
"""
    public = PublicKey(bytes.fromhex("028d6da7d816d9d7242ed67f39698f1e9102faa62d4732929cf3802da01c83f6"))
    assert armored(public, signature_in(text), "foo") == text
    in_foo = preimage(b"hello\n").replace(b"\0\0\0\x10ketsugi-entry-v1", b"\0\0\0\x03foo")
    assert verifies(public.raw, in_foo, signature_in(text))
    assert not taken_by_us(public, text, b"hello\n")
