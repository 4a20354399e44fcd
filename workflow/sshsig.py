"""Signatures in OpenSSH's form SSHSIG, which ``ssh-keygen -Y`` makes and verifies.

What is signed is never the message itself but

    "SSHSIG" || string(namespace) || string("") || string(hash name) || string(H(message))

so that a signature given for one purpose, or to log in somewhere, stands for nothing else.

Source: OpenSSH, PROTOCOL.sshsig.
"""

from __future__ import annotations

import hashlib
from typing import Final

from states.errors import WrongWords
from workflow.publickey import PublicKey, string

ENTRIES: Final = "ketsugi-entry-v1"
"""The namespace of log entries."""

_LONGEST_NAME = 255  # characters of a principal


def preimage(message: bytes) -> bytes:
    """The bytes that a signature of an entry's ``message`` signs.

    Source: OpenSSH, PROTOCOL.sshsig section 3.
    """
    return b"SSHSIG" + b"".join(map(string, (ENTRIES.encode(), b"", b"sha512", hashlib.sha512(message).digest())))


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
