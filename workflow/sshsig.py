"""Signatures in OpenSSH's form SSHSIG, which ``ssh-keygen -Y`` makes and verifies.

What is signed is never the message itself but

    "SSHSIG" || string(namespace) || string("") || string(hash name) || string(H(message))

so that a signature given for one purpose, or to log in somewhere, stands for nothing else.

Source: OpenSSH, PROTOCOL.sshsig; RFC 8709 section 6 (Ed25519 signature).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

from states.errors import WrongWords
from workflow.publickey import (
    KIND,
    LONGEST,
    PublicKey,
    cut,
    from_blob,
    of_another_kind,
    read_public_key,
    string,
    strings,
    unbase64,
)

__all__ = ["ENTRIES", "PublicKey", "Signature", "allowed_signers", "armored", "preimage", "read_armored", "read_public_key"]

ENTRIES: Final = "ketsugi-entry-v1"
"""The namespace of log entries."""

_HASHES = ("sha512", "sha256")
_MAGIC, _VERSION = b"SSHSIG", (1).to_bytes(4, "big")
_BEGIN, _END, _WIDTH = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----", 70
_LONGEST_NAME = 255  # characters of a namespace or a principal
_REMEDY = "give the file as ssh-keygen -Y sign wrote it"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it was read; ``signature`` is to be verified over ``preimage(message, namespace, hash_name)``."""

    public: PublicKey
    namespace: str
    hash_name: str
    signature: bytes


def preimage(message: bytes, namespace: str, hash_name: str = "sha512") -> bytes:
    """The bytes that a signature of ``message`` in ``namespace`` signs.

    Source: OpenSSH, PROTOCOL.sshsig section 3.

    Raises:
        WrongWords: a namespace or a hash that is not taken.
    """
    parts = (_namespace(namespace).encode(), b"", _hash(hash_name).encode(), hashlib.new(hash_name, message).digest())
    return _MAGIC + b"".join(string(part) for part in parts)


def armored(public: PublicKey, signature: bytes, namespace: str, hash_name: str = "sha512") -> str:
    """A signature over ``preimage`` as the file that ``ssh-keygen -Y verify -s`` reads.

    Source: OpenSSH, PROTOCOL.sshsig sections 1 and 2.

    Raises:
        WrongWords: a namespace or a hash that is not taken, or a signature of another length.
    """
    if len(signature) != 64:
        raise WrongWords(f"signature: {len(signature)} bytes, an Ed25519 signature has 64", remedy=_REMEDY)
    signed = string(KIND) + string(signature)
    parts = (public.blob, _namespace(namespace).encode(), b"", _hash(hash_name).encode(), signed)
    text = base64.b64encode(_MAGIC + _VERSION + b"".join(string(part) for part in parts)).decode()
    lines = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
    return "\n".join((_BEGIN, *lines, _END, ""))


def read_armored(text: str) -> Signature:
    """A signature from the file that ``ssh-keygen -Y sign`` writes.

    What the signature does not cover may say nothing: the reserved field is empty, and nothing follows the end.

    Raises:
        WrongWords: it is anything else.
    """
    lines = text.removesuffix("\n").split("\n")
    if len(text) > LONGEST:
        raise WrongWords(f"signature: {len(text)} characters, at most {LONGEST} are taken", remedy=_REMEDY)
    if lines[0] != _BEGIN or lines[-1] != _END or not all(lines):
        raise WrongWords(f"signature: it does not stand between {_BEGIN} and {_END}", remedy=_REMEDY)
    try:
        blob = unbase64("".join(lines[1:-1]))
        if not blob.startswith(_MAGIC + _VERSION):
            raise WrongWords("signature: of another format than SSHSIG version 1", remedy=_REMEDY)
        key, namespace, reserved, hash_name, signed = strings(blob.removeprefix(_MAGIC + _VERSION), 5)
        if cut(key)[0] != KIND:
            raise of_another_kind(cut(key)[0].decode("ascii", "replace"))
        if reserved:
            raise WrongWords("signature: a field that the signature does not cover is not empty", remedy=_REMEDY)
        return Signature(
            from_blob(key), _namespace(namespace.decode()), _hash(hash_name.decode()), from_signature_blob(signed)
        )
    except ValueError:
        raise WrongWords("signature: not whole, or not as ssh-keygen writes it", remedy=_REMEDY) from None


def from_signature_blob(blob: bytes) -> bytes:
    """The 64 bytes of a signature as agents and SSHSIG hold it.

    Raises:
        ValueError: it is no Ed25519 signature.
    """
    kind, signature = strings(blob, 2)
    if kind != KIND or len(signature) != 64:
        raise ValueError
    return signature


def allowed_signers(principal: str, public: PublicKey) -> str:
    """The line by which ``ssh-keygen -Y verify -f`` takes a key for ``principal``'s, and for log entries only.

    Source: OpenSSH, ssh-keygen(1), ALLOWED SIGNERS.

    Raises:
        WrongWords: a name that the line cannot hold, or that ssh-keygen would take for a pattern of several.
    """
    letters = principal.isprintable() and not set(principal) & set('"*?,!')
    if not letters or not principal or principal != principal.strip() or len(principal) > _LONGEST_NAME:
        raise WrongWords(
            f"{principal[:50]!a}: a file of allowed signers cannot hold this name",
            remedy='use a name without * ? , ! " and line breaks',
        )
    quoted = f'"{principal}"' if " " in principal or principal.startswith("#") else principal
    return f'{quoted} namespaces="{ENTRIES}" {public.line}'


def _namespace(name: str) -> str:
    if not name or not name.isascii() or not name.isprintable() or len(name) > _LONGEST_NAME:
        said = f"1 to {_LONGEST_NAME} printable ASCII characters are taken"
        raise WrongWords(f"namespace {name[:50]!a}: {said}", remedy=f"sign with -n {ENTRIES}")
    return name


def _hash(name: str) -> str:
    if name not in _HASHES:
        raise WrongWords(f"hash {name[:50]!a}: not one of {', '.join(_HASHES)}", remedy="leave -O hashalg out")
    return name
