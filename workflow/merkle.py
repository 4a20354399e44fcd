"""The tree over the entries of a log: one root for all of them, and a proof that one is among them.

A leaf is the hash of an entry, which is a leaf hash of RFC 6962 already.  Leaves come one after the other and none is
kept: a tree of n leaves holds one hash for each bit set in n.

Source: RFC 6962 sections 2.1 and 2.1.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

BYTES = 32  # of a SHA-256
NO_LEAVES = hashlib.sha256().digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two hashes: the byte 0x01 keeps it from ever being the hash of a leaf."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The root of all leaves added so far and, if one is watched, the proof that it is among them."""

    def __init__(self, watched: int | None = None) -> None:
        self.size = 0
        self._watched = watched
        self._path: list[bytes] = []
        self._peaks: list[tuple[bytes, bool]] = []  # full subtrees, the largest first: hash, holds the watched leaf

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf.

        Raises:
            ValueError: it is no SHA-256 hash.
        """
        _check(leaf)
        peak = (leaf, self.size == self._watched)
        # Two subtrees of one size never stand side by side: a join for each 1 at the end of the size in binary.
        rest = self.size
        while rest & 1:
            peak = _joined(self._peaks.pop(), peak, self._path)
            rest >>= 1
        self._peaks.append(peak)
        self.size += 1

    def root(self) -> bytes:
        """The root of the leaves added so far; of none, the SHA-256 of nothing."""
        return self._folded([])

    def proof(self) -> list[bytes]:
        """The hashes beside the way from the watched leaf up to the root, the leaf's sibling first.

        Raises:
            ValueError: the watched leaf is not among those added.
        """
        if self._watched is None or not 0 <= self._watched < self.size:
            raise ValueError(f"there is no leaf {self._watched} among {self.size}")
        path = list(self._path)
        self._folded(path)
        return path

    def _folded(self, path: list[bytes]) -> bytes:
        """The root.  Subtrees of unlike sizes are joined from the smallest, as RFC 6962 splits from the largest."""
        if not self._peaks:
            return NO_LEAVES
        *rest, peak = self._peaks
        for left in reversed(rest):
            peak = _joined(left, peak, path)
        return peak[0]


def root_of(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that ``proof`` leads to from leaf ``index`` of ``size``.

    Sizes of the same way up give the same root, so what binds the size is the checkpoint that states it beside the root.

    Raises:
        ValueError: no proof of this leaf has this form.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    for each in (leaf, *proof):
        _check(each)
    hashes, root, last = iter(proof), leaf, size - 1
    while last:
        # The last of its level, when on the left, has no sibling there and goes up alone.
        if index & 1 or index < last:
            beside = next(hashes, None)
            if beside is None:
                raise ValueError(f"the proof ends before the root: hashes in it {len(proof)}")
            root = node(beside, root) if index & 1 else node(root, beside)
        index >>= 1
        last >>= 1
    if next(hashes, None) is not None:
        raise ValueError(f"the proof goes on beyond the root: hashes in it {len(proof)}")
    return root


def _joined(left: tuple[bytes, bool], right: tuple[bytes, bool], path: list[bytes]) -> tuple[bytes, bool]:
    """Two subtrees as one; the one beside the watched leaf is a step of its proof."""
    if left[1]:
        path.append(right[0])
    elif right[1]:
        path.append(left[0])
    return node(left[0], right[0]), left[1] or right[1]


def _check(digest: bytes) -> None:
    if len(digest) != BYTES:
        raise ValueError(f"a hash has {BYTES} bytes, this has {len(digest)}")
