"""Pages for a browser: one file that needs nothing else, or a screen that links to others.

A page holds no script, and its policy lets a browser load nothing: neither from the net nor from the file's own folder.

Source: Content Security Policy Level 3.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workflow.render import contents
from workflow.render.amounts import figure
from workflow.render.plain import safe
from workflow.render.tongue import Tongue

Answer = Mapping[str, Any]
Link = Callable[[str], str]
"""A reference as a page shows it: its text, or a link to its own page."""


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("pages")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    """Text from data, with everything spelled out that would hide or turn what stands beside it; of nothing, nothing."""
    if value.__class__ is str:
        return value if value.isascii() and value.isprintable() else safe(value)  # most is, and a call would be dear
    return "" if value is None else value


@cache
def style() -> Markup:
    """The style of every page."""
    return Markup(Path(__file__).with_name("pages").joinpath("style.css").read_text("utf-8"))  # noqa: S704  # our own file


@cache
def policy() -> str:
    """What a browser may load for a page: the style that stands in it, by its digest, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'self'"


def page(template: str, tongue: Tongue, link: Link, nav: Sequence[tuple[str, str]] = (), **shown: Any) -> Iterator[str]:
    """A page, piece by piece; ``nav`` are the addresses and names of the screens beside it."""
    said = {
        "t": tongue.say,
        "w": tongue.word,
        "language": tongue.language,
        "link": link,
        "words": tongue.words,
        "source": tongue.source,
        "checked_says": tongue.checked,
        "generated": tongue.generated,
        "told": tongue.told,
        "figure": figure,
        "signers": partial(contents.signers, tongue=tongue),
    }
    return _templates().get_template(template).generate(said, style=style(), policy=policy(), nav=nav, **shown)


def of_subject(
    answer: Answer,
    entries: Iterable[Answer],
    acted: Answer,
    tongue: Tongue,
    link: Link = safe,
    nav: Sequence[tuple[str, str]] = (),
) -> Iterator[str]:
    """The report on a dividend or a meeting.

    ``entries`` are its log, and ``acted`` is filled while they are read: who recorded what.
    """
    return page("subject.html", tongue, link, nav, acted=acted, **contents.of_subject(answer, entries, tongue))


def of_part(answer: Answer, entries: Iterable[Answer], acted: Answer, tongue: Tongue, link: Link = safe) -> Iterator[str]:
    """The report on a book, or on a company or a period of it."""
    return page("book.html", tongue, link, acted=acted, **contents.of_part(answer, entries, tongue))
