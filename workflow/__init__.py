"""Everything that touches the outside.  This is the library's face.

What it names is loaded when it is first used: a command that only reads must not pay for writing.

from workflow import Actor, Kind, Step, advance, open_book

with open_book(path) as book:
    entry, decision = advance(book, Step(kind=Kind.DIVIDEND, ref="IIJ-FY2017-YE", event="pay", on=day),
                              actor=Actor(name="sato"), clock=lambda: datetime.now(UTC))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from states.facts import Kind
    from workflow.book import create, open_book
    from workflow.engine import advance, preview
    from workflow.evidence import document, seen
    from workflow.judging import decide
    from workflow.queries import Filter, entries, listing
    from workflow.standing import show
    from workflow.step import Actor, Step
    from workflow.together import advance_all

_HOMES = {
    "Kind": "states.facts:Kind",
    "open_book": "workflow.book:open_book",
    "create": "workflow.book:create",
    "advance": "workflow.engine:advance",
    "advance_all": "workflow.together:advance_all",
    "decide": "workflow.judging:decide",
    "preview": "workflow.engine:preview",
    "document": "workflow.evidence:document",
    "seen": "workflow.evidence:seen",
    "Filter": "workflow.queries:Filter",
    "entries": "workflow.queries:entries",
    "listing": "workflow.queries:listing",
    "show": "workflow.standing:show",
    "Actor": "workflow.step:Actor",
    "Step": "workflow.step:Step",
}
__all__ = [
    "Actor", "Filter", "Kind", "Step", "advance", "advance_all", "create", "decide", "document", "entries", "listing",
    "open_book", "preview", "seen", "show",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """A name from its home (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(name)
    module, _, attribute = _HOMES[name].partition(":")
    return getattr(import_module(module), attribute)
