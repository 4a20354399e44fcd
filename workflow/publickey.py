"""Ed25519 public keys as OpenSSH writes them, what verifies under one, and the strings that its formats are made of.

Source: RFC 4251 section 5 (string); RFC 8709 section 4 (Ed25519 key).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

from states.errors import WrongWords

KIND: Final = b"ssh-ed25519"
LONGEST: Final = 4096  # characters of a key; what is well formed takes far less
MAKE_ONE: Final = "make a key with ssh-keygen -t ed25519"

_OTHER_KINDS = ("ssh-", "ecdsa-", "sk-")
_ASKED = "give the line of a .pub file: ssh-ed25519 AAAA…"
_P = 2**255 - 19
_EIGHTH = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL = frozenset((0, 1, _P - 1, _P, _P + 1, _EIGHTH, _P - _EIGHTH))  # y of the points of order 1, 2, 4 and 8


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key by its 32 bytes, that names somebody.

    Raises:
        WrongWords: another length, or it names nobody.
    """

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise WrongWords(f"public key: {len(self.raw)} bytes, an Ed25519 key has 32", remedy=_ASKED)
        if names_nobody(self.raw):
            raise WrongWords("public key: anyone could sign under it", remedy=MAKE_ONE)

    @property
    def blob(self) -> bytes:
        """The key as agents and signatures hold it."""
        return string(KIND) + string(self.raw)

    @property
    def line(self) -> str:
        """The key as a ``.pub`` file holds it, without a comment."""
        return f"{KIND.decode()} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """The name a person knows the key by, as ``ssh-keygen -l`` prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")


def names_nobody(raw: bytes) -> bool:
    """Whether a key is a point of small order: under it anyone can make a signature that verifies.

    Source: RFC 8032 section 5.1 (the curve has the cofactor 8) and section 5.1.2 (the highest bit is the sign of x).
    """
    return int.from_bytes(raw, "little") % 2**255 in _SMALL


def verifies(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is one over ``data`` as given with the key ``public``; of a wrong length, neither is.

    Under a key that names nobody, none is: what anyone can make says nothing of who did.

    Source: RFC 8032 section 5.1.7.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return not names_nobody(public)


def read_public_key(text: str) -> PublicKey:
    """A public key from the line of a ``.pub`` file; what stands behind the key is a comment and is let go.

    Raises:
        WrongWords: another kind of key, several lines, words before the key, control characters, or no key at all.
    """
    line = text.removesuffix("\n").removesuffix("\r")
    if "PRIVATE KEY" in text:
        raise WrongWords("public key: this is a private key", remedy="give the .pub file, and show this one to nobody")
    if len(text) > LONGEST or "\n" in line or "\r" in line:
        raise WrongWords("public key: more than one line", remedy=_ASKED)
    if any(c < " " or "\x7f" <= c <= "\x9f" for c in line):
        raise WrongWords("public key: control characters in it", remedy=_ASKED)
    kind, _, rest = line.partition(" ")
    if kind.startswith(_OTHER_KINDS) and kind != KIND.decode():
        raise of_another_kind(kind)
    if kind != KIND.decode() and KIND.decode() in rest.split(" "):
        raise WrongWords("public key: other words stand before it", remedy="leave out what stands before ssh-ed25519")
    if kind != KIND.decode():
        raise WrongWords("public key: this is none", remedy=_ASKED)
    try:
        return from_blob(unbase64(rest.partition(" ")[0]))
    except ValueError:
        raise WrongWords("public key: not whole, or not as ssh-keygen writes it", remedy=_ASKED) from None


def of_another_kind(kind: str) -> WrongWords:
    """What is said about a key of another kind than Ed25519; what is no kind at all is not repeated."""
    known = kind.startswith(_OTHER_KINDS) and kind.isascii() and kind.isprintable() and len(kind) < 50
    return WrongWords(f"{kind if known else 'this key'}: an Ed25519 key is wanted", remedy=MAKE_ONE)


def from_blob(blob: bytes) -> PublicKey:
    """A public key as agents and signatures hold it.

    Raises:
        ValueError: the bytes are no Ed25519 key.
        WrongWords: the key would name nobody.
    """
    kind, raw = strings(blob, 2)
    if kind != KIND or len(raw) != 32:
        raise ValueError
    return PublicKey(raw)


def string(data: bytes) -> bytes:
    """Bytes behind their length.

    Source: RFC 4251 section 5.
    """
    return len(data).to_bytes(4, "big") + data


def cut(data: bytes) -> tuple[bytes, bytes]:
    """The first string of ``data``, and what follows it.

    Raises:
        ValueError: there is no whole string.
    """
    end = 4 + int.from_bytes(data[:4], "big")
    if len(data) < end:
        raise ValueError
    return data[4:end], data[end:]


def strings(data: bytes, count: int) -> list[bytes]:
    """The ``count`` strings that ``data`` is made of.

    Raises:
        ValueError: they are fewer, or something follows them.
    """
    found = []
    for _ in range(count):
        first, data = cut(data)
        found.append(first)
    if data:
        raise ValueError
    return found


def unbase64(text: str) -> bytes:
    """Bytes from base64 in its one spelling.

    Raises:
        ValueError: it is spelt otherwise.
    """
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:  # bits that decode to nothing would be a second spelling
        raise ValueError
    return data
