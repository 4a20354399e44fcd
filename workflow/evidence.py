"""Documents that a step rests on, bound to its entry by their digest.

The entry keeps the SHA-256, the size and the name of the file; the file itself stays where it is kept.  ``sha256sum``
proves later which file it was.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Any

from states.codec import read_text
from states.errors import WrongWords

LARGEST = 25 * 2**20  # bytes


def seen(path: Path) -> dict[str, Any]:
    """Digest, size and name of a document.

    Raises:
        WrongWords: not a regular file, empty, too large, or not readable.
    """
    read_text(path.name, "evidence")
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such name"
        raise WrongWords(f"evidence {path}: {reason}", remedy="name a file that can be read") from None
    about = os.fstat(opened)
    if not stat.S_ISREG(about.st_mode):
        os.close(opened)
        raise WrongWords(f"evidence {path}: not a file", remedy="name a document")
    with os.fdopen(opened, "rb") as file:
        if not 0 < about.st_size <= LARGEST:
            raise WrongWords(f"evidence {path}: {about.st_size:,} bytes", remedy=f"1 to {LARGEST:,} bytes are taken")
        content = file.read(LARGEST + 1)
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "name": path.name}
