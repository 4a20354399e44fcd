"""Checkpoints of a book: made from it, and held against it later, to show that the log only ever grew.

A checkpoint states the book, its number of entries and the root over all of them.  It is kept by somebody who does not
keep the book.  A proof carries one entry and its place under a checkpoint, and of the others nothing but hashes.

Source: RFC 6962 section 2.1 (root), c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from states.errors import LogBroken, NotFound
from workflow import log
from workflow.audit import Problem, Report
from workflow.chain import Link, links
from workflow.kept import Answer, Kept, Key, keys_of, origin_of
from workflow.merkle import BYTES, NO_LEAVES, Tree
from workflow.note import Checkpoint
from workflow.others import in_force
from workflow.proof import proof_text
from workflow.sql import Run


class Roots:
    """The root over the entries read so far, and over the first so many of them for each size that was asked for."""

    def __init__(self, sizes: Iterable[int] = (), watched: int | None = None) -> None:
        self.tree = Tree(watched)
        self._wanted = frozenset(sizes)
        self._at = {0: NO_LEAVES}

    def add(self, link: Link) -> None:
        """Add the hash of the next entry."""
        self.tree.add(link.hash if len(link.hash) == BYTES else NO_LEAVES)  # of such a hash the chain has said so
        if self.tree.size in self._wanted:
            self._at[self.tree.size] = self.tree.root()

    def differs(self, checkpoint: Checkpoint, origin: str) -> str:
        """How the book is not the one of a checkpoint, in words; nothing where it is."""
        size, held = checkpoint.size, self.tree.size
        if checkpoint.origin != origin:
            return f"it is of another book: {checkpoint.origin}, and this one is {origin}"
        if checkpoint.extensions:  # whoever signed below would have signed them too
            return "it has more lines than a checkpoint of this program"
        if size > held:
            return f"it has {size} entries, the book {held}: the newest were cut off, or an older copy was put in its place"
        if self._at.get(size) != checkpoint.root:
            return f"its root is another: among the first {size} entries of the book one was changed, removed or inserted"
        return ""


def made(run: Run, watched: int | None = None) -> tuple[Checkpoint, Tree, bytes]:
    """The checkpoint of the book as it is, with the tree and the message of entry ``watched``, counted from 1.

    The chain is checked on the way: no checkpoint vouches for a book that does not follow.

    Raises:
        LogBroken: the chain does not hold.  NotFound: there is no such entry.
    """
    roots, message = Roots(watched=None if watched is None else watched - 1), b""
    for link in _sound(run):
        roots.add(link)
        message = link.message if link.seq == watched else message
    if watched is not None and not message:
        raise NotFound(f"entry {watched}: this book has entries 1 to {roots.tree.size}", remedy="look with ketsugi log")
    origin = origin_of(log.genesis(run)["book"])
    return Checkpoint(origin, roots.tree.size, roots.tree.root()), roots.tree, message


def proof_of(checkpoint_note: str, entry: int, tree: Tree, message: bytes) -> str:
    """The proof that ``entry``, counted from 1, is under a checkpoint; it carries what the entry says."""
    return proof_text(checkpoint_note, entry - 1, tree.proof(), message)


def held(run: Run, kept: Sequence[Kept], keys: Iterable[Key]) -> list[Answer]:
    """Each file held against the book, in one reading of its chain.

    Raises:
        LogBroken: the chain does not hold, and so no comparison says anything.
    """
    roots = Roots(each.checkpoint.size for each in kept)
    for link in _sound(run):
        roots.add(link)
    origin, known = origin_of(log.genesis(run)["book"]), tuple(keys)
    return [each.answer(roots.differs(each.checkpoint, origin), known) for each in kept]


def held_to(run: Run, kept: Sequence[Kept], roots: Roots, report: Report) -> None:
    """Each file as ``held`` has it, into the report of a whole check, in which a disagreement is a problem."""
    keys: tuple[Key, ...] = ()
    if kept:
        with suppress(Exception):  # whatever a forged roster provokes is among the problems already
            keys = tuple(keys_of(in_force(run)))
    for each in kept:
        answer = each.answer(roots.differs(each.checkpoint, report.origin), keys)
        report.checkpoints.append(answer)
        if answer["what"]:
            report.problems.append(Problem(None, f"{each.file}: {answer['what']}"))


def _sound(run: Run) -> Iterator[Link]:
    report = Report()
    yield from links(run, report, None)
    for problem in report.problems:
        where = "" if problem.seq is None else f"entry {problem.seq}: "
        raise LogBroken(f"the chain of the book does not hold: {where}{problem.what}", remedy="ketsugi verify")
