"""The proof that an entry is under a checkpoint: one file that is checked without the book and without a network.

Our proofs carry what the entry says in ``extra``.  No signature covers that line: it is believed when the hash of what it
holds is the leaf that the proof leads up from.

Source: c2sp.org/tlog-proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.merkle import BYTES, root_of
from workflow.note import Checkpoint, NoteSignature, read_checkpoint
from workflow.strict import base64_of, bytes_of, no, text_of, whole

LARGEST = 64 * 2**20  # bytes; a whole entry is inside
MOST_HASHES = 53  # one for each level above the leaves of the largest log
FIRST = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's place under a checkpoint, and what comes with it: nothing of it is verified."""

    index: int
    hashes: tuple[bytes, ...]
    extra: bytes | None
    checkpoint: Checkpoint
    signatures: tuple[NoteSignature, ...]

    def holds(self, leaf: bytes) -> bool:
        """Whether the entry with the hash ``leaf`` is number ``index``, counted from 0, under the checkpoint."""
        try:
            return root_of(leaf, self.index, self.checkpoint.size, self.hashes) == self.checkpoint.root
        except ValueError:  # no way up has this form
            return False


def proof_text(checkpoint_note: str, index: int, hashes: Sequence[bytes], extra: bytes | None = None) -> str:
    """The proof that entry ``index``, counted from 0, is under the checkpoint, which may be unsigned.

    Raises:
        WrongWords: it is no checkpoint, or the index or a hash is none under it.
    """
    said = [f"extra {base64_of(extra)}"] if extra else []
    lines = [FIRST, *said, f"index {index}", *map(base64_of, hashes)]
    proof = "".join(f"{line}\n" for line in lines) + f"\n{checkpoint_note}"
    read_proof(proof, unsigned=True)  # what is written can be read
    return proof


def read_proof(proof: str | bytes, *, unsigned: bool = False) -> Proof:
    """A proof with the checkpoint in it; ``unsigned`` is as for a checkpoint that stands alone.

    Raises:
        WrongWords: it is not a proof.
    """
    head, empty, note = text_of("proof", proof, LARGEST).partition("\n\n")
    if head.count("\n") > MOST_HASHES + 2:  # extra and index; and millions of lines would fill the memory
        no("proof", f"more lines than extra, index and {MOST_HASHES} hashes")
    first, *lines = head.split("\n")
    if first != FIRST:
        no("proof", f"its first line is not {FIRST}")
    if not empty:
        no("proof", "no checkpoint stands under an empty line")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = bytes_of("proof", "extra", lines.pop(0).removeprefix("extra "))
        if not extra:
            no("proof", "extra says nothing, and then there is no such line")
    if not lines or not lines[0].startswith("index "):
        no("proof", "it does not say the index of the entry")
    index = whole("proof", "the index", lines.pop(0).removeprefix("index "))
    hashes = tuple(bytes_of("proof", "a hash", line, size=BYTES) for line in lines)
    checkpoint, signatures = read_checkpoint(note, unsigned=unsigned)
    if index >= checkpoint.size:
        no("proof", f"index {index} is beyond the {checkpoint.size} entries of its checkpoint")
    return Proof(index, hashes, extra, checkpoint, signatures)
