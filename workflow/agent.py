r"""What an ssh-agent is asked: which keys it holds, and a signature with one of them.

The private keys stay with the agent.  It is reached by a Unix socket, on Windows by the named pipe of OpenSSH's agent,
``\\.\pipe\openssh-ssh-agent``, which is opened like a file; that way has not been tried on a Windows machine.

Source: draft-miller-ssh-agent (messages 5 and 11 to 14); RFC 8709 section 6 (Ed25519 signature).
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from states.errors import WrongWords
from workflow.publickey import KIND, PublicKey, cut, from_blob, string, strings

_FAILURE, _LIST, _LISTED, _SIGN, _MADE = 5, 11, 12, 13, 14
_NO_FLAGS = bytes(4)
_LARGEST = 256 * 1024  # bytes of an answer, as OpenSSH limits them
_REMEDY = "look with ssh-add -l; unset SSH_AUTH_SOCK to do without the agent"


class Agent:
    """An ssh-agent at its socket.  It is waited for ``listing`` and ``signing`` seconds: who signs may have to confirm."""

    def __init__(self, path: str, *, listing: int = 5, signing: int = 60) -> None:
        self._path, self._listing, self._signing = path, listing, signing

    def held(self) -> list[PublicKey]:
        """The Ed25519 keys that the agent holds and has unlocked, in its order.

        Raises:
            WrongWords: it cannot be reached, is late, or answers something else.
        """
        answer = self._ask(bytes([_LIST]), self._listing)
        try:
            if answer[0] != _LISTED:
                raise ValueError
            return [from_blob(blob) for blob in _listed(answer[1:]) if cut(blob)[0] == KIND]
        except ValueError:
            raise self._says("it does not answer as an ssh-agent does") from None

    def sign(self, public: PublicKey, data: bytes) -> bytes:
        """The agent's signature over ``data`` as given.

        Raises:
            WrongWords: it does not sign, cannot be reached, is late, or answers something else.
        """
        answer = self._ask(bytes([_SIGN]) + string(public.blob) + string(data) + _NO_FLAGS, self._signing)
        if answer[0] == _FAILURE:
            raise self._says(f"it did not sign with {public.fingerprint}: locked, declined, or the key was taken out")
        try:
            if answer[0] != _MADE:
                raise ValueError
            made, rest = cut(answer[1:])
            if rest:
                raise ValueError
            return _signature(made)
        except ValueError:
            raise self._says("it does not answer as an ssh-agent does") from None

    def _ask(self, request: bytes, seconds: int) -> bytes:
        """The answer to one request, of one byte at least."""
        from threading import Thread

        outcome: list[bytes | str] = []

        def exchange() -> None:
            try:
                outcome.append(_exchange(self._path, string(request), seconds))
            except TimeoutError:
                pass
            except OSError as error:
                outcome.append(error.strerror or str(error))
            except ValueError:
                outcome.append("it does not answer as an ssh-agent does")

        # The limit is for the whole exchange: an agent that sends a byte now and then is late too, and so is a pipe.
        waiting = Thread(target=exchange, daemon=True)
        waiting.start()
        waiting.join(seconds)
        if not outcome:
            raise self._says(f"no answer within {seconds} seconds")
        if isinstance(outcome[0], str):
            raise self._says(outcome[0])
        return outcome[0]

    def _says(self, what: str) -> WrongWords:
        return WrongWords(f"agent at {self._path}: {what}", remedy=_REMEDY)


def _exchange(path: str, request: bytes, seconds: int) -> bytes:
    if sys.platform == "win32":
        with open(path, "r+b", buffering=0) as pipe:
            pipe.write(request)
            return _answer(lambda size: pipe.read(size) or b"")
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(seconds)  # so that the thread that nobody waits for any more ends too
        line.connect(path)
        line.sendall(request)
        return _answer(line.recv)


def _answer(receive: Callable[[int], bytes]) -> bytes:
    """One message, without its length."""
    size = int.from_bytes(_exactly(receive, 4), "big")
    if not 0 < size <= _LARGEST:
        raise ValueError
    return _exactly(receive, size)


def _exactly(receive: Callable[[int], bytes], size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = receive(size - len(got))
        if not more:
            raise ValueError
        got += more
    return got


def _listed(data: bytes) -> list[bytes]:
    """The blobs of a list of keys; each is followed by a comment."""
    count, rest = int.from_bytes(data[:4], "big"), data[4:]
    blobs = []
    while rest:
        blob, rest = cut(rest)
        _, rest = cut(rest)
        blobs.append(blob)
    if len(data) < 4 or len(blobs) != count:
        raise ValueError
    return blobs


def _signature(blob: bytes) -> bytes:
    """The 64 bytes of a signature as agents hold it."""
    kind, signature = strings(blob, 2)
    if kind != KIND or len(signature) != 64:
        raise ValueError
    return signature
