"""The file of an Ed25519 private key as ``ssh-keygen`` writes it.

What the file holds is kept in ``given.File`` alone, which does not show it, so that no message and no traceback can.

Source: OpenSSH, PROTOCOL.key.
"""

from __future__ import annotations

import base64
import os
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from states.errors import WrongWords
from workflow.given import File, file_at
from workflow.publickey import KIND, MAKE_ONE, PublicKey, cut, from_blob, of_another_kind, read_public_key

LARGEST = 64_000  # bytes; the file of an Ed25519 key has a few hundred

_ARMOR = re.compile(rb"\s*-----BEGIN (OPENSSH PRIVATE KEY)-----\s([A-Za-z0-9+/=\s]+)-----END \1-----\s*")
_MAGIC, _NONE = b"openssh-key-v1\0", b"none"
_CIPHERS = (_NONE, b"aes256-ctr", b"aes256-cbc", b"aes256-gcm@openssh.com")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The file of a private key, still locked if it was, and what it says in clear."""

    file: File
    public: PublicKey
    encrypted: bool

    def unlocked(self, passphrase: Callable[[str], str]) -> Callable[[bytes], bytes]:
        """What signs with the key; ``passphrase(prompt)`` is asked for an encrypted one.

        Raises:
            WrongWords: the passphrase is wrong, or the file is damaged.  EOFError: nobody was there to be asked.
        """
        path = self.file.path
        sign = _decrypted(self, passphrase(f"Passphrase of {path}: ") if self.encrypted else None)
        if sign is None and self.encrypted:
            raise WrongWords(f"key {path}: this is not its passphrase", remedy=f"look with ssh-keygen -y -f {quoted(path)}")
        if sign is None:
            raise WrongWords(f"key {path}: damaged", remedy=f"take it from a backup, or {MAKE_ONE}")
        return sign


def read(path: Path) -> File:
    """The file of a key, of at most 64 kB.

    Raises:
        WrongWords: it is something else, or cannot be read.
    """
    return file_at(path, LARGEST, what=f"key {path}", wanted="the file of a key")


def is_private(file: File) -> bool:
    """Whether it is the file of some private key, and so not that of a public one."""
    return b"PRIVATE KEY" in file.content


def public(file: File) -> PublicKey:
    """The key in the file of a public one.

    Raises:
        WrongWords: there is none.
    """
    try:
        return read_public_key(file.content.decode("utf-8", "replace"))
    except WrongWords as error:
        raise WrongWords(f"{file.path}: {error.message}", remedy=error.remedy) from None


def private(file: File) -> KeyFile:
    """The file of a private key, by what it says in clear.

    Raises:
        WrongWords: it is none of OpenSSH, readable by others, of another kind of key, or of a cipher not known here.
    """
    said = _in_clear(file.content)
    if said is None:
        raise WrongWords(f"key {file.path}: not a private key of OpenSSH", remedy=f"name the file of one, or {MAKE_ONE}")
    if os.name == "posix" and file.mode & 0o077:
        raise WrongWords(f"key {file.path}: others may read or change it", remedy=f"chmod 600 {quoted(file.path)}")
    cipher, blob = said
    try:
        kind, _ = cut(blob)
        if kind != KIND:
            raise of_another_kind(kind.decode("ascii", "replace"))
        public = from_blob(blob)
    except ValueError:
        raise WrongWords(f"key {file.path}: damaged", remedy=f"take it from a backup, or {MAKE_ONE}") from None
    if cipher not in _CIPHERS:
        anew = f"encrypt it anew with ssh-keygen -p -Z aes256-ctr -f {quoted(file.path)}"
        raise WrongWords(f"key {file.path}: encrypted in a way that is not known here", remedy=anew)
    return KeyFile(file, public, cipher != _NONE)


def _in_clear(content: bytes) -> tuple[bytes, bytes] | None:
    """The cipher and the public key that the file of a private key names before what it may encrypt."""
    found = _ARMOR.fullmatch(content)
    try:
        data = base64.b64decode(b"".join(found[2].split()), validate=True) if found else b""
        if not data.startswith(_MAGIC):
            return None
        cipher, rest = cut(data.removeprefix(_MAGIC))
        _, rest = cut(rest)  # how a passphrase becomes a key
        _, rest = cut(rest)
        blob, _ = cut(rest[4:])  # behind the number of keys; if that is not one, the key does not open
    except ValueError:
        return None
    return cipher, blob


def _decrypted(key: KeyFile, passphrase: str | None) -> Callable[[bytes], bytes] | None:
    """What signs with the key, ``None`` if it does not open; raises nothing, for this frame holds the passphrase."""
    from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        word = None if passphrase is None else passphrase.encode("utf-8", "surrogateescape")
        opened = load_ssh_private_key(key.file.content, word)
    except (ValueError, TypeError, InvalidTag, UnsupportedAlgorithm):
        return None
    # What was found in clear must be the key that signs.
    same = isinstance(opened, Ed25519PrivateKey) and opened.public_key().public_bytes_raw() == key.public.raw
    return opened.sign if same and isinstance(opened, Ed25519PrivateKey) else None


def quoted(path: Path) -> str:
    """A path as a shell takes it for one word."""
    return shlex.quote(str(path))
