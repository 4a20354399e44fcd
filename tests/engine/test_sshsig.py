"""Signatures in the form SSHSIG: ours verify with ``ssh-keygen``, and those of ``ssh-keygen`` verify with ours."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from states.errors import WrongWords
from tests.engine.openssh import keygen, make_key, needs_openssh, opened, run
from workflow import sshsig
from workflow.publickey import KIND, PublicKey, string, verifies
from workflow.sshsig import ENTRIES, Signature, allowed_signers, armored, preimage, read_armored, read_public_key

# "hello" and a line end, signed by the ssh-keygen of OpenSSH 9.2; the example in PROTOCOL.sshsig is older than its text.
EXAMPLE = """-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgAo1tp9gW2dckLtZ/OWmPHpEC+q
YtRzKSnPOALaAcg/YAAAADZm9vAAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
AAAAQFfBxmnVWq7n74SNroLqHhTqmJQk18+f6H82s6sXeBJjMd2Glqy1qNGV6syrfQ9rsp
RydAMJqj9rUs1EsYoKYQY=
-----END SSH SIGNATURE-----
"""
MESSAGES = {"empty": b"", "short": "決議\n".encode(), "a megabyte": bytes(range(256)) * 4096}


def no_passphrase(prompt: str) -> str:
    raise AssertionError(prompt)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_key(tmp_path_factory.mktemp("keys") / "sato")


@pytest.fixture(scope="module")
def public(key: Path) -> PublicKey:
    return read_public_key(key.with_suffix(".pub").read_text())


def ours(key: Path, message: bytes, namespace: str = ENTRIES, hash_name: str = "sha512") -> str:
    signer = opened(key, no_passphrase)
    return armored(signer.public, signer.sign(preimage(message, namespace, hash_name)), namespace, hash_name)


def theirs(key: Path, message: bytes, namespace: str = ENTRIES, hash_name: str = "sha512") -> str:
    return keygen("-q", "-Y", "sign", "-f", key, "-n", namespace, "-O", f"hashalg={hash_name}", stdin=message)


def taken_by_openssh(
    folder: Path, line: str, text: str, message: bytes, *, name: str = "sato", namespace: str = ENTRIES
) -> bool:
    (folder / "allowed_signers").write_text(line + "\n", encoding="utf-8")
    (folder / "sig").write_text(text)
    words = ("-Y", "verify", "-f", folder / "allowed_signers", "-I", name, "-n", namespace, "-s", folder / "sig")
    return run("ssh-keygen", *words, stdin=message).returncode == 0


def taken_by_us(text: str, message: bytes, *, namespace: str = ENTRIES) -> bool:
    read = read_armored(text)
    data = preimage(message, read.namespace, read.hash_name)
    return read.namespace == namespace and verifies(read.public.raw, data, read.signature)


# ── Both ways ──


@needs_openssh
@pytest.mark.parametrize("hash_name", ["sha512", "sha256"])
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_our_signature_is_taken_by_ssh_keygen(
    key: Path, public: PublicKey, tmp_path: Path, message: bytes, hash_name: str
) -> None:
    text = ours(key, message, hash_name=hash_name)
    assert taken_by_openssh(tmp_path, allowed_signers("sato", public), text, message)
    assert taken_by_us(text, message)


@needs_openssh
@pytest.mark.parametrize("hash_name", ["sha512", "sha256"])
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_a_signature_of_ssh_keygen_is_taken_by_us_and_is_ours_to_the_letter(
    key: Path, public: PublicKey, message: bytes, hash_name: str
) -> None:
    text = theirs(key, message, hash_name=hash_name)
    read = read_armored(text)
    assert (read.public, read.namespace, read.hash_name) == (public, ENTRIES, hash_name)
    assert taken_by_us(text, message)
    assert ours(key, message, hash_name=hash_name) == text  # Ed25519 leaves nothing to chance, and the form has one spelling


@needs_openssh
def test_an_altered_message_namespace_signature_or_key_is_refused_on_both_sides(
    key: Path, public: PublicKey, tmp_path: Path
) -> None:
    line, message = allowed_signers("sato", public), b"approve"
    other = make_key(tmp_path / "kato")
    text = ours(key, message)
    made = read_armored(text)
    flipped = bytes([made.signature[0] ^ 1]) + made.signature[1:]
    assert taken_by_openssh(tmp_path, line, text, message)
    altered = {
        "message": (text, b"reject", ENTRIES),
        "namespace asked for": (text, message, "file"),
        "namespace signed for": (ours(key, message, "file"), message, ENTRIES),
        "namespace written in": (armored(public, made.signature, "file"), message, "file"),
        "hash written in": (armored(public, made.signature, ENTRIES, "sha256"), message, ENTRIES),
        "signature": (armored(public, flipped, ENTRIES), message, ENTRIES),
        "message signed without its preimage": (
            armored(public, opened(key, no_passphrase).sign(message), ENTRIES), message, ENTRIES,
        ),
    }  # fmt: skip
    for name, (sig, said, namespace) in altered.items():
        assert not taken_by_us(sig, said, namespace=namespace), name
        assert not taken_by_openssh(tmp_path, line, sig, said, namespace=namespace), name
    assert not taken_by_openssh(tmp_path, line, ours(other, message), message)  # who may sign is said by the line
    assert read_armored(ours(other, message)).public != public
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
        allowed_signers(name, read_armored(EXAMPLE).public)
    assert refused.value.message.isprintable()


# ── The form ──


def test_a_signature_made_elsewhere_is_read_verified_and_written_to_the_letter() -> None:
    read = read_armored(EXAMPLE)
    assert (read.namespace, read.hash_name, len(read.signature)) == ("foo", "sha512", 64)
    assert armored(read.public, read.signature, "foo") == EXAMPLE
    assert taken_by_us(EXAMPLE, b"hello\n", namespace="foo")
    assert not taken_by_us(EXAMPLE, b"hello", namespace="foo")


def test_the_preimage_is_that_of_the_standard() -> None:
    told = b"SSHSIG" + b"\0\0\0\x03foo" + b"\0\0\0\0" + b"\0\0\0\x06sha256" + b"\0\0\0\x20" + hashlib.sha256(b"m").digest()
    assert preimage(b"m", "foo", "sha256") == told


def blob(
    magic: bytes = b"SSHSIG\0\0\0\1",
    kind: bytes = KIND,
    raw: bytes = b"k" * 32,
    namespace: bytes = b"foo",
    reserved: bytes = b"",
    hash_name: bytes = b"sha512",
    algorithm: bytes = KIND,
    signature: bytes = b"s" * 64,
) -> bytes:
    fields = (string(kind) + string(raw), namespace, reserved, hash_name, string(algorithm) + string(signature))
    return magic + b"".join(map(string, fields))


def armor(data: bytes) -> str:
    return f"-----BEGIN SSH SIGNATURE-----\n{base64.b64encode(data).decode()}\n-----END SSH SIGNATURE-----\n"


BODY = EXAMPLE.splitlines()[1:-1]
WEAK = b"\1" + bytes(31)
MALFORMED = {
    "nothing": ("", "does not stand between"),
    "no header": ("\n".join(EXAMPLE.splitlines()[1:]), "does not stand between"),
    "no footer": ("\n".join(EXAMPLE.splitlines()[:-1]), "does not stand between"),
    "words before it": ("x" + EXAMPLE, "does not stand between"),
    "words after it": (EXAMPLE + "x\n", "does not stand between"),
    "lines of Windows": (EXAMPLE.replace("\n", "\r\n"), "does not stand between"),
    "an empty line": (EXAMPLE.replace("\n", "\n\n", 1), "does not stand between"),
    "nothing inside": ("-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n", "another format"),
    "too long": (EXAMPLE + " " * 4096, "at most 4096"),
    "a space inside": (EXAMPLE.replace("U1N", "U1 N"), "not whole"),
    "no base64": (EXAMPLE.replace("U1N", "決議"), "not whole"),
    "an unused bit set": (EXAMPLE.replace("KYQY=", "KYQZ="), "not whole"),
    "a line left out": (EXAMPLE.replace(BODY[1] + "\n", ""), "not whole"),
    "another format": (armor(blob(magic=b"SSHSIH\0\0\0\1")), "another format"),
    "version 2": (armor(blob(magic=b"SSHSIG\0\0\0\2")), "another format"),
    "a byte more": (armor(blob() + b"\0"), "not whole"),
    "a byte less": (armor(blob()[:-1]), "not whole"),
    "another kind of key": (armor(blob(kind=b"ssh-rsa")), "ssh-rsa: an Ed25519 key is wanted"),
    "a kind that is none": (armor(blob(kind=b"\x1b[31m")), "this key: an Ed25519 key is wanted"),
    "words for a kind": (armor(blob(kind=b"my password")), "this key: an Ed25519 key is wanted"),
    "a key of 31 bytes": (armor(blob(raw=bytes(31))), "not whole"),
    "a key that names nobody": (armor(blob(raw=WEAK)), "anyone could sign"),
    "a signature of another kind": (armor(blob(algorithm=b"ssh-rsa")), "not whole"),
    "a signature of 63 bytes": (armor(blob(signature=bytes(63))), "not whole"),
    "no namespace": (armor(blob(namespace=b"")), "printable ASCII"),
    "a namespace with a null": (armor(blob(namespace=b"foo\0")), "printable ASCII"),
    "a namespace that is no text": (armor(blob(namespace=b"\xff")), "not whole"),
    "a reserved field": (armor(blob(reserved=b"x")), "does not cover"),
    "another hash": (armor(blob(hash_name=b"md5")), "not one of sha512, sha256"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_signature_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(WrongWords) as refused:
        read_armored(text)
    assert said in refused.value.message
    assert refused.value.message.isprintable()
    assert refused.value.remedy


@pytest.mark.parametrize("namespace", ["", "決議", "a\nb", "x" * 256])
def test_a_namespace_that_ssh_keygen_could_read_otherwise_is_refused(namespace: str) -> None:
    with pytest.raises(WrongWords, match="printable ASCII"):
        preimage(b"", namespace)


def test_a_hash_or_a_length_that_the_form_does_not_know_is_refused_when_written_too() -> None:
    public = read_armored(EXAMPLE).public
    with pytest.raises(WrongWords, match="sha1"):
        preimage(b"", ENTRIES, "sha1")
    with pytest.raises(WrongWords, match="sha1"):
        armored(public, bytes(64), ENTRIES, "sha1")
    with pytest.raises(WrongWords, match="63 bytes"):
        armored(public, bytes(63), ENTRIES)


# ── Whatever is given ──

NEARLY = st.builds(
    lambda at, less, more: EXAMPLE[:at] + more + EXAMPLE[at + less :],
    st.integers(0, len(EXAMPLE)), st.integers(0, 3), st.text(st.characters(), max_size=4),
)  # fmt: skip
FLIPPED = st.builds(
    lambda at, bit: armor(blob()[:at] + bytes([blob()[at] ^ 1 << bit]) + blob()[at + 1 :]),
    st.integers(0, len(blob()) - 1), st.integers(0, 7),
)  # fmt: skip
BLOBS = st.binary(max_size=200).map(lambda data: armor(b"SSHSIG\0\0\0\1" + data))
FIELDS = st.fixed_dictionaries(
    {},
    optional={name: st.binary(max_size=70) for name in ("kind", "raw", "namespace", "reserved", "hash_name", "signature")},
).map(lambda fields: armor(blob(**fields)))


def one_spelling(text: str) -> None:
    """Any text is a signature, of which it is the one spelling up to where lines break, or wrong words."""
    try:
        read = read_armored(text)
    except WrongWords:
        return
    again = armored(read.public, read.signature, read.namespace, read.hash_name)
    assert again.replace("\n", "") == text.replace("\n", "")


@given(st.text(st.characters()) | NEARLY | FLIPPED | BLOBS | FIELDS)
@example(armor(b"SSHSIG\0\0\0\1"))
def test_any_text_is_a_signature_in_its_one_spelling_or_wrong_words(text: str) -> None:
    one_spelling(text)


def test_planted_a_reader_that_ignores_what_follows_or_what_is_reserved_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    careful = sshsig.strings
    monkeypatch.setattr(sshsig, "strings", lambda data, count: careful(data.removesuffix(b"\0"), count))
    with pytest.raises(AssertionError):
        one_spelling(armor(blob() + b"\0"))
    monkeypatch.setattr(sshsig, "strings", lambda data, count: [b"" if x == b"x" else x for x in careful(data, count)])
    with pytest.raises(AssertionError):
        one_spelling(armor(blob(reserved=b"x")))


def test_planted_a_reader_that_trusts_the_text_to_be_ascii_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sshsig, "_hash", lambda name: {"sha512": name, "sha256": name}[name])
    with pytest.raises(KeyError):
        one_spelling(armor(blob(hash_name=b"md5")))


@given(st.binary(max_size=100), st.sampled_from([ENTRIES, "file"]), st.sampled_from(["sha512", "sha256"]))
def test_what_is_written_is_read_again(signature: bytes, namespace: str, hash_name: str) -> None:
    public, whole = read_armored(EXAMPLE).public, signature.ljust(64, b"x")[:64]
    made = Signature(public, namespace, hash_name, whole)
    assert read_armored(armored(public, whole, namespace, hash_name)) == made
    assert replace(made, namespace="other") != made


def test_no_two_purposes_hashes_or_messages_share_a_preimage() -> None:
    told = {preimage(m, n, h) for m in (b"", b"a", b"sha512") for n in (ENTRIES, "file", "f") for h in ("sha512", "sha256")}
    assert len(told) == 18
