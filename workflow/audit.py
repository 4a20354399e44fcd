"""The outcome of a check of a book: what was read, every problem, and what no such check can tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

NOT_ASKED = {
    "quick": "that any step was lawful, or any signature genuine: a quick check reads the chain and where each subject "
    "stands, nothing else",
    "replay": "that any step was lawful: a replay asks no guard again, and reads no documents and no pages of the file",
}
NOT_LOOKED_AT = "that the documents of evidence are held as they were given: they were not looked at"
OF_OTHERS = (
    "that the steps of other companies, meetings and dividends were lawful, or their documents are as they were given: "
    "neither was looked at again"
)
_ALWAYS = (
    "that a day, a figure, a name or an attestation was true when it was recorded, or that nothing was left out",
    "that the newest entries were not cut off: hold it against a checkpoint that you kept",
)
_UNSIGNED = (
    "that no entry was rewritten along with every hash after it: this book is unsigned, so hold it against one likewise"
)
_SIGNED = (
    "that the last to sign did not rewrite the newest entry, or the holders of all keys the whole book: hold it "
    "against a checkpoint likewise"
)
_SIGNED_LATER = (
    "that the book was not written anew with other keys: entry {} is the first that is signed, and nothing before it "
    "vouches for them; hold it against a checkpoint likewise"
)
_NEWER = "that no entry after {}, where the newest checkpoint ends, was cut off or rewritten: keep a newer one"
_RESTORED = "what the book said until it was restored from a backup, by entry {}: all that came after the backup is gone"
_FIRST_KEY = "that the first key is that of who should keep the roster: hold {} against what they say"
_REST = (
    "that the clock was right, whose hands were on the keyboard, or who else had a person's key",
    "that the rules are right: the same program asks them again",
)


class Depth(StrEnum):
    """How much of a book is checked, each more than the one before."""

    QUICK = "quick"  # the schema, the chain, and each state row against the last entry of its subject
    REPLAY = "replay"  # the form of each entry, signatures, lifecycles and every state row
    FULL = "full"  # every guard asked again, every document, and the pages and indexes of the file


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it must be; ``seq`` is the entry, ``None`` when it is the book as a whole."""

    seq: int | None
    what: str


class Point(NamedTuple):
    """Something that was looked at, and what came of it: ``ok``, a ``warning``, or a ``fault`` that keeps it from working
    as it should.
    """

    about: str
    verdict: str
    says: str
    remedy: str = ""


@dataclass(slots=True)
class Report:
    """The outcome: how many entries were read, the hash of the last, and every problem in the order of the log."""

    entries: int = 0
    head: str = ""
    root: str = ""  # over all entries, as a checkpoint has it
    origin: str = ""  # what a checkpoint calls the book
    checkpoints: list[dict[str, Any]] = field(default_factory=list)  # each that was given, and whether the book agrees
    about: str = ""  # what kind of log it is: signed or not, and since when
    signed_since: int | None = None  # the first entry that had to be signed
    first_key: str | None = None  # the fingerprint of the key that entry 1 names
    demonstration: bool = False
    depth: Depth = Depth.FULL
    documents: int | None = None  # how many are held; ``None`` where they were not looked at
    restored: list[int] = field(default_factory=list)  # the entries by which the book was restored from a backup
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)  # odd, but no proof of a change
    recorded_at: str = ""  # the latest instant of recording read so far

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def cannot_tell(self) -> tuple[str, ...]:
        """What no check of the book alone can find."""
        left_out = [NOT_ASKED[self.depth]] if self.depth in NOT_ASKED else []
        left_out += [NOT_LOOKED_AT] if self.documents is None else []
        left_out += [_FIRST_KEY.format(self.first_key)] if self.first_key else []
        left_out += [_RESTORED.format(", ".join(map(str, self.restored)))] if self.restored else []
        if newest := max((each["size"] for each in self.checkpoints if each["agrees"]), default=0):
            return (*left_out, _ALWAYS[0], _NEWER.format(newest), *_REST)
        rewritten = {None: _UNSIGNED, 1: _SIGNED}.get(self.signed_since, _SIGNED_LATER.format(self.signed_since))
        return (*left_out, *_ALWAYS, rewritten, *_REST)

    @property
    def first_bad(self) -> int | None:
        """The first entry with a problem."""
        return min((problem.seq for problem in self.problems if problem.seq is not None), default=None)

    def answer(self) -> dict[str, Any]:
        """The outcome in plain values."""
        return {
            "ok": self.ok,
            "depth": str(self.depth),
            "entries": self.entries,
            "documents": self.documents,
            "head": self.head,
            "root": self.root,
            "checkpoints": self.checkpoints,
            "first_bad": self.first_bad,
            "problems": [{"entry": problem.seq, "what": problem.what} for problem in self.problems],
            "remarks": [{"entry": remark.seq, "what": remark.what} for remark in self.remarks],
            "about": self.about,
            "cannot_tell": list(self.cannot_tell),
        }
