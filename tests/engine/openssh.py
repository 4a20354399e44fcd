"""The programs of OpenSSH, as the tests start them.  Where they are missing, what is not tested is said out loud."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from workflow import keyfile
from workflow.publickey import KIND, PublicKey, string
from workflow.signing import Passphrase, Signer
from workflow.sshsig import ENTRIES

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


def armored(public: PublicKey, signature: bytes, namespace: str = ENTRIES, hash_name: str = "sha512") -> str:
    """A signature as the file that ``ssh-keygen -Y verify -s`` reads (OpenSSH, PROTOCOL.sshsig sections 1 and 2)."""
    fields = (public.blob, namespace.encode(), b"", hash_name.encode(), string(KIND) + string(signature))
    text = base64.b64encode(b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(map(string, fields))).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""))


def signature_in(text: str) -> bytes:
    """The 64 bytes at the end of a signature of ``ssh-keygen``."""
    return base64.b64decode("".join(text.splitlines()[1:-1]))[-64:]


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
