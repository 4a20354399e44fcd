"""Who holds a private key: a file of OpenSSH, or the ssh-agent.

A key is found and unlocked before the book is locked: a person may take a minute over a passphrase.  Nothing that is
said, shown or raised here holds any part of a private key or a passphrase; keys are named by their fingerprints.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from states.errors import FEW, WrongWords
from workflow import keyfile
from workflow.agent import Agent
from workflow.keyfile import KeyFile, quoted
from workflow.publickey import MAKE_ONE, PublicKey, verifies

VARIABLE = "KETSUGI_KEY"
_AGENT, _PIPE = "SSH_AUTH_SOCK", r"\\.\pipe\openssh-ssh-agent"

Passphrase = Callable[[str], str]
"""Asks a person for a passphrase; raises EOFError where nobody is there to be asked."""


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


@dataclass(frozen=True, slots=True)
class Found:
    """A key that was found, known by its public half; for an encrypted file ``unlocked`` asks for the passphrase."""

    public: PublicKey
    unlocked: Callable[[Passphrase], Signer]


def find(path: Path | None, wanted: Collection[PublicKey] | None, environ: Mapping[str, str]) -> Found:
    """The key to sign with: the one that is named, else one of ``wanted`` that the agent holds, else ~/.ssh/id_ed25519.

    It is named by ``path``, or else by KETSUGI_KEY.  The name of a public key means the agent's: that of a ``.pub``
    file, or of a private key that is not there while its ``.pub`` file is.  Where ``wanted`` is ``None``, any key will
    do, and of the agent's the only one.  Nothing is unlocked; a locked file that is named stays so where the agent holds
    its key.

    Raises:
        WrongWords: there is none, it cannot be used, it is not one of ``wanted``, or the agent holds several.
    """
    if path is not None or environ.get(VARIABLE):
        return _named(path or Path(environ[VARIABLE]), wanted, environ)
    socket, held, looked = _socket(environ), list[Signer](), [f"{VARIABLE} is not set"]
    try:
        held = from_agent(socket, wanted) if socket else []
        looked.append(f"the agent at {socket} holds none" if socket else f"no agent runs, {_AGENT} is not set")
    except WrongWords as error:  # a broken agent is no reason not to look further
        looked.append(error.message)
    if wanted is None and len(held) > 1:
        several = f"the agent at {socket} holds {len(held)} keys: {_listed([each.public for each in held])}"
        raise WrongWords(several, remedy="name one with --key FILE, the .pub file of it will do")
    if held:
        return _of_agent(held[0])
    home = Path(environ.get("USERPROFILE" if sys.platform == "win32" else "HOME", ""), ".ssh", "id_ed25519")
    if home.is_absolute() and os.path.exists(home):
        key = keyfile.private(keyfile.read(home))
        if wanted is None or key.public in wanted:
            return _of_file(key, environ)
        looked.append(f"{home} is {key.public.fingerprint}")
    else:
        looked.append("there is no ~/.ssh/id_ed25519")
    remedy = f"name yours with --key FILE or {VARIABLE}, or add it to the agent: {_adding('FILE', environ)}"
    if wanted is None:
        raise WrongWords(f"no key to sign with: {'; '.join(looked)}", remedy=f"{MAKE_ONE}, or {remedy}")
    raise WrongWords(f"no key to sign with: {'; '.join([_may_sign(wanted), *looked])}", remedy=remedy)


def from_agent(
    socket_path: str, wanted: Collection[PublicKey] | None, *, listing: int = 5, signing: int = 60
) -> list[Signer]:
    """Those of ``wanted``, or of all, that the agent holds unlocked, in its order; it is waited for so many seconds.

    Raises:
        WrongWords: the agent cannot be reached, is late, or answers something else.
    """
    agent = Agent(socket_path, listing=listing, signing=signing)
    held = [public for public in agent.held() if wanted is None or public in wanted]
    return [Signer(public, partial(agent.sign, public), may_ask=True) for public in held]


def _of_agent(signer: Signer) -> Found:
    return Found(signer.public, lambda _: signer)


def _of_file(key: KeyFile, environ: Mapping[str, str]) -> Found:
    def unlocked(passphrase: Passphrase) -> Signer:
        try:
            return Signer(key.public, key.unlocked(passphrase), may_ask=False)
        except EOFError:
            path = key.file.path
            raise WrongWords(
                f"key {path}: locked, and nobody at a terminal gave its passphrase",
                remedy=f"unlock it for the agent: {_adding(quoted(path), environ)}",
            ) from None

    return Found(key.public, unlocked)


def _named(path: Path, wanted: Collection[PublicKey] | None, environ: Mapping[str, str]) -> Found:
    beside = Path(f"{path}.pub")
    path = beside if os.path.exists(beside) and not os.path.exists(path) else path
    file = keyfile.read(path)
    key = keyfile.private(file) if keyfile.is_private(file) else None
    public = key.public if key else keyfile.public(file)
    if wanted is not None and public not in wanted:
        remedy = "name the file of a key that may sign; an admin adds one: ketsugi people grant PERSON --public-key FILE"
        raise WrongWords(f"{path} is {public.fingerprint}: {_may_sign(wanted)}", remedy=remedy)
    if key is not None and not key.encrypted:
        return _of_file(key, environ)
    socket, held = _socket(environ), list[Signer]()
    try:
        held = from_agent(socket, [public]) if socket else []
    except WrongWords:
        if key is None:
            raise
    if held:
        return _of_agent(held[0])
    if key is not None:
        return _of_file(key, environ)
    where = f"the agent at {socket} does not hold" if socket else f"no agent runs ({_AGENT} is not set) to hold"
    private = path.with_suffix("")
    add = _adding(quoted(private) if path.suffix == ".pub" and os.path.exists(private) else "FILE", environ)
    raise WrongWords(
        f"{path}: {where} {public.fingerprint}",
        remedy=f"name the private key's file, unlock a locked agent with ssh-add -X, or add the key: {add}",
    )


def _may_sign(wanted: Collection[PublicKey]) -> str:
    return f"{_listed(wanted)} may sign" if wanted else "no key may sign"


def _listed(keys: Collection[PublicKey]) -> str:
    names = sorted(public.fingerprint for public in keys)
    return ", ".join(names[:FEW]) + (f" and {len(names) - FEW} more" if len(names) > FEW else "")


def _adding(file: str, environ: Mapping[str, str]) -> str:
    """The command that adds the key in ``file`` to the agent, and starts one where none runs."""
    runs = sys.platform == "win32" or os.path.exists(_socket(environ))
    return f"ssh-add {file}" if runs else f'eval "$(ssh-agent)" && ssh-add {file}'


def _socket(environ: Mapping[str, str]) -> str:
    return environ.get(_AGENT) or (_PIPE if sys.platform == "win32" else "")
