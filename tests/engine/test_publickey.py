"""Ed25519 public keys: read from the line of a .pub file and from nothing else, and what verifies under them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import example, given
from hypothesis import strategies as st

from states.errors import WrongWords
from tests.engine.openssh import keygen, make_key, needs_openssh
from workflow import publickey
from workflow.publickey import PublicKey, read_public_key, string, strings, verifies

# The key of the example in OpenSSH's PROTOCOL.sshsig.
LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICSsaCwSQYr1DzU1CVErJUE7dhQ46Myrx2qynjfLmBao"
KEY = read_public_key(LINE)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_key(tmp_path_factory.mktemp("keys") / "sato")


@needs_openssh
def test_a_key_reads_as_ssh_keygen_wrote_it_and_is_written_as_it_read(key: Path) -> None:
    text = key.with_suffix(".pub").read_text()
    assert text.endswith(" sato@example\n")
    assert read_public_key(text).line == text.rsplit(" ", 1)[0]


@needs_openssh
def test_the_fingerprint_is_the_one_that_ssh_keygen_prints(key: Path) -> None:
    public = read_public_key(key.with_suffix(".pub").read_text())
    assert keygen("-lf", key.with_suffix(".pub")).split(" ")[1] == public.fingerprint


@pytest.mark.parametrize("end", ["", "\n", "\r\n", " ", " sato@example\n", " 佐藤 花子\n", "  two  spaces"])
def test_a_comment_and_the_end_of_the_line_are_let_go(end: str) -> None:
    assert read_public_key(LINE + end) == KEY


@needs_openssh
@pytest.mark.parametrize(("kind", "said"), [("rsa", "ssh-rsa"), ("ecdsa", "ecdsa-sha2-nistp256")])
def test_another_kind_of_key_is_refused_with_the_command_that_makes_the_right_one(
    tmp_path: Path, kind: str, said: str
) -> None:
    text = make_key(tmp_path / kind, kind=kind).with_suffix(".pub").read_text()
    with pytest.raises(WrongWords) as refused:
        read_public_key(text)
    assert refused.value.message == f"{said}: an Ed25519 key is wanted"
    assert "ssh-keygen -t ed25519" in refused.value.remedy


@pytest.mark.parametrize("kind", ["sk-ssh-ed25519@openssh.com", "ssh-ed25519-cert-v01@openssh.com", "ssh-dss"])
def test_a_security_key_and_a_certificate_are_other_kinds(kind: str) -> None:
    with pytest.raises(WrongWords, match="an Ed25519 key is wanted"):
        read_public_key(f"{kind} AAAA")


MALFORMED = {
    "nothing": ("", "this is none"),
    "a kind alone": ("ssh-ed25519", "not whole"),
    "two keys": (f"{LINE}\n{LINE}\n", "more than one line"),
    "an empty line after it": (f"{LINE}\n\n", "more than one line"),
    "a page": (LINE + " x" * 4096, "more than one line"),
    "options before it": (f'restrict,command="x y" {LINE}', "other words stand before it"),
    "a principal before it": (f"sato {LINE}", "other words stand before it"),
    "a space before it": (f" {LINE}", "other words stand before it"),
    "a tab for a space": (LINE.replace(" ", "\t"), "control characters"),
    "an escape in the comment": (f"{LINE} \x1b[31m", "control characters"),
    "a null": (f"{LINE}\0", "control characters"),
    "two spaces": (LINE.replace(" ", "  "), "not whole"),
    "a letter less": (LINE[:-1], "not whole"),
    "no base64": ("ssh-ed25519 決議", "not whole"),
    "padding that pads nothing": (f"{LINE}=", "not whole"),
    "a byte more": ("ssh-ed25519 " + base64.b64encode(KEY.blob + b"\0").decode(), "not whole"),
    "31 bytes": ("ssh-ed25519 " + base64.b64encode(string(b"ssh-ed25519") + string(bytes(31))).decode(), "not whole"),
    "another kind inside": (LINE.replace("IDI1NTE5", "IDI1NTE4").replace("lZDI1NTE5", "lZDI1NTE4"), "not whole"),
    "capitals": (LINE.replace("ssh", "SSH"), "this is none"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_line_of_a_pub_file_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(WrongWords) as refused:
        read_public_key(text)
    assert said in refused.value.message
    assert (refused.value.message + refused.value.remedy).isprintable()


def test_a_private_key_given_by_mistake_is_not_repeated() -> None:
    secret = "b3BlbnNzaC1rZXktdjEAAAAA"
    with pytest.raises(WrongWords, match="this is a private key") as refused:
        read_public_key(f"-----BEGIN OPENSSH PRIVATE KEY-----\n{secret}\n-----END OPENSSH PRIVATE KEY-----\n")
    assert secret not in refused.value.message + refused.value.remedy


def test_what_stands_in_the_place_of_the_kind_is_not_repeated() -> None:
    for text in ("b3BlbnNzaC1rZXktdjEAAAAA x", "ssh-\u202e x", f"ssh-{'x' * 60} y"):
        with pytest.raises(WrongWords) as refused:
            read_public_key(text)
        assert text.split(" ")[0] not in refused.value.message


# ── Keys that name nobody ──


P = 2**255 - 19


@pytest.mark.parametrize("sign", [0, 2**255], ids=["even", "odd"])
@pytest.mark.parametrize("y", sorted(publickey._SMALL))
def test_a_key_under_which_anyone_can_sign_is_refused(y: int, sign: int) -> None:
    with pytest.raises(WrongWords, match="anyone could sign"):
        PublicKey((y + sign).to_bytes(32, "little"))


def test_those_keys_are_all_the_points_whose_order_divides_eight() -> None:
    """8P is the neutral point exactly if y becomes 1 after doubling thrice; y(2P) follows from y alone."""
    d = -121665 * pow(121666, -1, P) % P

    def doubled(y: int) -> int:
        x2 = (y * y - 1) * pow(d * y * y + 1, -1, P)
        return (y * y + x2) * pow(1 - d * x2 * y * y, -1, P) % P

    for y in publickey._SMALL:
        assert doubled(doubled(doubled(y % P))) == 1
    assert len({y % P for y in publickey._SMALL}) == 5  # y = 1, -1, 0 and two of order eight: with both signs of x, 8 points


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(WrongWords, match=f"{size} bytes"):
        PublicKey(b"x" * size)


# ── Whatever is given ──

NEARLY = st.builds(
    lambda line, at, less, more: line[:at] + more + line[at + less :],
    st.just(LINE), st.integers(0, len(LINE)), st.integers(0, 3), st.text(st.characters(), max_size=4),
)  # fmt: skip


def one_spelling(text: str) -> None:
    """Any text begins with the one spelling of a key, or is wrong words."""
    try:
        public = read_public_key(text)
    except WrongWords:
        return
    assert text.startswith(public.line)


@given(st.text(st.characters()) | NEARLY | st.binary().map(lambda b: "ssh-ed25519 " + base64.b64encode(b).decode()))
@example("ssh-ed25519 " + base64.b64encode(string(b"ssh-ed25519")).decode())
def test_any_text_is_a_key_or_wrong_words(text: str) -> None:
    one_spelling(text)


def test_planted_base64_that_is_not_compared_gives_a_key_two_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publickey, "unbase64", base64.b64decode)
    with pytest.raises(AssertionError):
        one_spelling(f"{LINE[:40]}!{LINE[40:]}")


def test_planted_a_string_that_is_not_measured_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publickey, "cut", lambda data: (data[4 : 4 + data[3]], data[4 + data[3] :]))
    with pytest.raises(IndexError):
        read_public_key("ssh-ed25519 " + base64.b64encode(string(b"ssh-ed25519")).decode())


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_strings_read_as_they_were_written_and_no_fewer_and_no_more(parts: list[bytes]) -> None:
    data = b"".join(map(string, parts))
    assert strings(data, len(parts)) == parts
    for wrong in (data + b"\0", data[:-1]):
        if wrong:
            with pytest.raises(ValueError):
                strings(wrong, len(parts))


# ── Verifying ──

# RFC 8032 section 7.1, tests 1 to 3: public key, message, and the two halves of the signature; "-" is no message.
VECTORS = """
d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a -
e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c 72
92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025 af82
6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
""".split()
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize("at", [0, 4, 8])
def test_the_vectors_of_the_standard_verify_and_nothing_beside_them(at: int) -> None:
    public, data, r, s = (bytes.fromhex(part.replace("-", "")) for part in VECTORS[at : at + 4])
    assert verifies(public, data, r + s)
    assert not verifies(public, data + b"x", r + s)
    for place in (0, 31, 32, 63):
        wrong = bytearray(r + s)
        wrong[place] ^= 1
        assert not verifies(public, data, bytes(wrong))
    grown = (int.from_bytes(s, "little") + ORDER).to_bytes(32, "little")
    assert not verifies(public, data, r + grown)  # RFC 8032 section 5.1.7: S below the order, so one spelling


def test_a_signature_that_anyone_can_make_verifies_for_the_library_and_not_for_us() -> None:
    """Under the neutral point, R the same and S zero is a signature over everything."""
    nobody = b"\1" + bytes(31)
    Ed25519PublicKey.from_public_bytes(nobody).verify(nobody + bytes(32), b"approve")
    assert not verifies(nobody, b"approve", nobody + bytes(32))


@given(st.binary(max_size=70), st.binary(max_size=70), st.binary(max_size=70))
@example(bytes(31), b"", bytes(64))
@example(b"\3" * 32, b"", bytes(63))
@example(b"\3" * 32, b"", bytes(64))
def test_bytes_of_any_length_verify_or_do_not_and_raise_nothing(public: bytes, data: bytes, signature: bytes) -> None:
    assert not verifies(public, data, signature)


@pytest.mark.parametrize(("public", "signature"), [(bytes(31), bytes(64)), (b"\3" * 32, bytes(63))])
def test_planted_a_verifier_that_leaves_refusals_to_the_library_is_found(public: bytes, signature: bytes) -> None:
    with pytest.raises((InvalidSignature, ValueError)):
        Ed25519PublicKey.from_public_bytes(public).verify(signature, b"")
