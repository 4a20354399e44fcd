"""Who holds a private key: a file of OpenSSH, or the ssh-agent.

A key is found and unlocked before the book is locked: a person may take a minute over a passphrase.  Nothing that is
said, shown or raised here holds any part of a private key or a passphrase; keys are named by their fingerprints.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from states.errors import FEW, WrongWords
from workflow import keyfile
from workflow.agent import Agent
from workflow.keyfile import KeyFile
from workflow.publickey import PublicKey, read_public_key, verifies

VARIABLE = "KETSUGI_KEY"
_AGENT, _PIPE = "SSH_AUTH_SOCK", r"\\.\pipe\openssh-ssh-agent"


class Signer:
    """A key that signs.  ``may_ask``: it may wait for a person to confirm, so it is not asked while others wait."""

    __slots__ = ("_sign", "may_ask", "public")

    def __init__(self, public: PublicKey, sign: Callable[[bytes], bytes], *, may_ask: bool) -> None:
        self.public, self._sign, self.may_ask = public, sign, may_ask

    def __repr__(self) -> str:
        return f"Signer({self.public.fingerprint})"

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of a signature over ``data`` as given.

        Raises:
            WrongWords: there is none, or it does not verify: what is written to the log stays there.
        """
        signature = self._sign(data)
        if not verifies(self.public.raw, data, signature):
            raise WrongWords(f"the signature with {self.public.fingerprint} does not verify", remedy="use another key")
        return signature


def find(
    path: Path | None, wanted: Collection[PublicKey], passphrase: Callable[[str], str], environ: Mapping[str, str]
) -> Signer:
    """The key to sign with: the one that is named, else one of ``wanted`` that the agent holds, else ~/.ssh/id_ed25519.

    It is named by ``path``, or else by KETSUGI_KEY.  The name of a public key means the agent's: that of a ``.pub``
    file, or of a private key that is not there while its ``.pub`` file is.

    Raises:
        WrongWords: there is none, it cannot be used, or it is not one of ``wanted``.
    """
    if path is not None or environ.get(VARIABLE):
        return _named(path or Path(environ[VARIABLE]), wanted, passphrase, environ)
    looked = []
    socket = _socket(environ)
    try:
        if socket and (held := from_agent(socket, wanted)):
            return held
        looked.append(f"the agent at {socket} holds none of them" if socket else f"no agent runs, {_AGENT} is not set")
    except WrongWords as error:  # a broken agent is no reason not to look further
        looked.append(error.message)
    home = Path(environ.get("USERPROFILE" if sys.platform == "win32" else "HOME", ""), ".ssh", "id_ed25519")
    if home.is_absolute() and os.path.exists(home):
        key = keyfile.private(keyfile.read(home))
        if key.public in wanted:
            return _unlocked(key, passphrase)
        looked.append(f"{home} is {key.public.fingerprint}")
    else:
        looked.append("there is no ~/.ssh/id_ed25519")
    raise WrongWords(
        f"no key to sign with: {_wanted(wanted)}; {VARIABLE} is not set; {'; '.join(looked)}",
        remedy=f"set {VARIABLE} to the file of a key that may sign, or add it to the agent with ssh-add",
    )


def from_file(path: Path, passphrase: Callable[[str], str]) -> Signer:
    """The Ed25519 key in a file as ``ssh-keygen`` writes it; for an encrypted one ``passphrase(prompt)`` is asked.

    Raises:
        WrongWords: not such a file, readable by others, of another kind of key, or the passphrase is wrong.
    """
    return _unlocked(keyfile.private(keyfile.read(path)), passphrase)


def from_agent(socket_path: str, wanted: Collection[PublicKey], *, listing: int = 5, signing: int = 60) -> Signer | None:
    """The first of ``wanted`` that the agent holds unlocked; it is waited for so many seconds.

    Raises:
        WrongWords: the agent cannot be reached, is late, or answers something else.
    """
    agent = Agent(socket_path, listing=listing, signing=signing)
    public = next((each for each in agent.held() if each in wanted), None)
    return Signer(public, lambda data: agent.sign(public, data), may_ask=True) if public else None


def _unlocked(key: KeyFile, passphrase: Callable[[str], str]) -> Signer:
    return Signer(key.public, key.unlocked(passphrase), may_ask=False)


def _named(
    path: Path, wanted: Collection[PublicKey], passphrase: Callable[[str], str], environ: Mapping[str, str]
) -> Signer:
    beside = Path(f"{path}.pub")
    path = beside if os.path.exists(beside) and not os.path.exists(path) else path
    file = keyfile.read(path)
    if keyfile.is_private(file):
        key = keyfile.private(file)
        _among(key.public, wanted, path)  # before a passphrase is asked for
        return _unlocked(key, passphrase)
    try:
        public = read_public_key(file.content.decode("utf-8", "replace"))
    except WrongWords as error:
        raise WrongWords(f"{path}: {error.message}", remedy=error.remedy) from None
    _among(public, wanted, path)
    held = from_agent(socket, [public]) if (socket := _socket(environ)) else None
    if held is None:
        where = f"the agent at {socket} does not hold" if socket else f"no agent runs ({_AGENT} is not set) to hold"
        raise WrongWords(
            f"{path}: {where} {public.fingerprint}",
            remedy="add the private key with ssh-add, unlock the agent with ssh-add -X, or name the private key's file",
        )
    return held


def _among(public: PublicKey, wanted: Collection[PublicKey], path: Path) -> None:
    if public not in wanted:
        raise WrongWords(f"{path} is {public.fingerprint}: {_wanted(wanted)}", remedy="name the file of a key that may sign")


def _wanted(wanted: Collection[PublicKey]) -> str:
    names = sorted(public.fingerprint for public in wanted)
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"{', '.join(names[:FEW])}{more} may sign" if names else "no key may sign"


def _socket(environ: Mapping[str, str]) -> str:
    return environ.get(_AGENT) or (_PIPE if sys.platform == "win32" else "")
