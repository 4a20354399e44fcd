"""The programs of OpenSSH, as the tests start them.  Where they are missing, what is not tested is said out loud."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from workflow import keyfile
from workflow.signing import Passphrase, Signer

PROGRAMS = ("ssh-keygen", "ssh-agent", "ssh-add")
MISSING = [each for each in PROGRAMS if shutil.which(each) is None]
needs_openssh = pytest.mark.skipif(bool(MISSING), reason=f"NOT TESTED: signatures against OpenSSH. Missing: {MISSING}")


def run(
    *words: str | Path, stdin: bytes = b"", environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [str(word) for word in words], input=stdin, env=environ, capture_output=True, timeout=60, check=False
    )


def keygen(*words: str | Path, stdin: bytes = b"") -> str:
    """What ``ssh-keygen`` prints; it has to succeed."""
    done = run("ssh-keygen", *words, stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def make_key(path: Path, *, passphrase: str = "", kind: str = "ed25519", comment: str = "sato@example") -> Path:
    keygen("-q", "-a", "1", "-t", kind, "-N", passphrase, "-C", comment, "-f", path)
    return path


def opened(path: Path, passphrase: Passphrase) -> Signer:
    """The key in a file, unlocked."""
    key = keyfile.private(keyfile.read(path))
    return Signer(key.public, key.unlocked(passphrase), may_ask=False)


@contextmanager
def agent() -> Iterator[dict[str, str]]:
    """An ``ssh-agent`` of our own, as an environment that names its socket.  A socket's name must be short."""
    with TemporaryDirectory(prefix="ket", dir="/tmp") as folder:
        socket = Path(folder, "agent")
        process = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it prints where it listens once it does
            assert socket.exists()
            yield {"SSH_AUTH_SOCK": str(socket), "PATH": "/usr/bin:/bin", "HOME": folder}
        finally:
            process.terminate()
            process.wait(timeout=10)
            if process.stdout is not None:
                process.stdout.close()
