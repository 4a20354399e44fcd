"""A file under its name only once it is whole, and never in another's place."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def put(draft: Path, path: Path) -> None:
    """Give a whole file, beside the place it is to have, its name.  The draft is left for the caller to take away.

    Raises:
        FileExistsError: there is a file of that name.  OSError: it cannot be written there.
    """
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        _copy(draft, path)


def _copy(draft: Path, path: Path) -> None:
    with draft.open("rb") as source, path.open("xb") as file:  # of two at once, one finds the other's
        try:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
