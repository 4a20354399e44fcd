"""One write, from its first statement to its last: nobody else writes meanwhile, so that what was read once still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow import sql
from workflow.sql import Row, Run

if TYPE_CHECKING:
    from workflow.replay import Past


class Transaction:
    """Runs the statements of one write, and remembers what each of its steps asks again: subjects, first and last entry.

    It holds the write lock, every entry it appends is told to ``keep``, and it is thrown away when anything is undone.
    """

    __slots__ = ("_first", "_head", "_pasts", "_run")

    def __init__(self, run: Run) -> None:
        self._run = run
        self._head: Row | None = None
        self._first: list[Row] = []
        self._pasts: dict[str, dict[date | None, Past | None]] = {}

    def __call__(self, text: str, values: Mapping[str, Any]) -> Iterable[Row]:
        if text is sql.HEAD:
            self._head = self._head or next(iter(self._run(text, values)), None)
            return [self._head] if self._head else []
        if text is sql.BODY and values["seq"] == 1:
            self._first = self._first or list(self._run(text, values))
            return self._first
        found = self._run(text, values)
        if text is sql.APPEND:
            self._head = values["seq"], values["hash"]
        return found

    def past(self, ref: str, as_of: date | None, folded: Callable[[date | None], Past | None]) -> Past | None:
        """What the log says about ``ref``, ``folded`` from its entries when it is asked for the first time.

        Where nothing was amended, every day sees the same.
        """
        known = self._pasts.setdefault(ref, {})
        if None not in known:
            known[None] = folded(None)
        latest = known[None]
        if latest is None or not any(deed.event == "amend" for deed in latest.deeds):
            return latest
        if as_of not in known:
            known[as_of] = folded(as_of)
        return known[as_of]

    def keep(self, past: Past) -> None:
        """What the log says about a subject from now on."""
        self._pasts[past.ref] = {None: past}
