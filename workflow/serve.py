"""Pages of a book for a shared screen: read only, on this computer only, with the templates of the report.

Who opens the address that ``ketsugi serve`` prints sees what can be read in the book's file.  Its path is secret and new
each time, because on one computer other accounts, and any page in a browser, can reach what listens there.

Source: RFC 9110 section 7.2, for why the name of the host is checked.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import uvicorn
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from states.codec import read_day
from states.errors import Conflict, KetsugiError, NotFound, WrongWords
from states.facts import Kind
from states.lives import EVENTS, LIFECYCLES
from states.people import Role
from workflow import dossier, findings, queries, sql, timetable
from workflow.book import open_book
from workflow.queries import Answer, Filter
from workflow.render import pages
from workflow.render.plain import safe
from workflow.render.tongue import Tongue
from workflow.sql import Run

ADDRESS = "127.0.0.1"
ROWS = 25  # of a page
HEADERS = {
    "Content-Security-Policy": f"{pages.policy()}; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def listening(port: int) -> socket.socket:
    """A socket on this computer's own address; port 0 is any that is free.

    Raises:
        Conflict: something else listens there.
    """
    try:
        return socket.create_server((ADDRESS, port))
    except OSError as error:
        raise Conflict(f"port {port}: {error.strerror}", remedy="give another with --port, or 0 for any") from None


def run(screens: Starlette, at: socket.socket) -> None:
    """Answer until a person ends it."""
    config = uvicorn.Config(screens, log_level="warning", access_log=False, lifespan="off", server_header=False)
    uvicorn.Server(config).run(sockets=[at])


def application(book: Path, secret: str, clock: Callable[[], datetime], language: str = "en") -> Starlette:
    """The screens of one book, under a path that begins with ``secret``."""
    screens = Screens(book, f"/{secret}", clock, Tongue(language))
    routes = [
        Route("/", screens.listed, name="list"),
        Route("/log", screens.logged),
        Route("/findings", screens.found),
        Route("/subject/{ref}", screens.subject),
    ]
    return Starlette(
        routes=[Mount(screens.root, routes=routes)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[ADDRESS, "localhost"])],
        exception_handlers={KetsugiError: screens.refused, 404: screens.nowhere},
    )


class Screens:
    """The pages of one book; each opens it anew and reads it as it then is."""

    def __init__(self, book: Path, root: str, clock: Callable[[], datetime], tongue: Tongue) -> None:
        self.book, self.root, self.clock, self.tongue = book, root, clock, tongue

    def listed(self, request: Request) -> Response:
        """Dividends, meetings and companies by reference, with their state and what is due next."""
        asked = _asked(request, kind="dividend")
        with self._reading() as (book, today):
            wanted = {name: asked.get(name) for name in ("kind", "company", "state")}
            rows = queries.page(book, ROWS + 1, asked.get("after", ""), sought=asked.get("search"), **wanted)
            shown = [
                row | {"next_deadline": timetable.nearest(book, row["ref"], today) if row["kind"] != "company" else None}
                for row in rows[:ROWS]
            ]
            fields = [
                self._field("search", "Search", asked, kind="search"),
                self._field("kind", "Kind", asked, options=self._words("kind", ("dividend", "meeting", "company"))),
                self._field("state", "State", asked, options=self._words("state", _STATES)),
                self._field("company", "Company", asked),
            ]
            onward = rows[ROWS:] and self._at("/", {**asked, "after": shown[-1]["ref"]})
            title = self.tongue.say("Dividends") if asked.get("kind") == "dividend" else self.tongue.say("The book")
            return self._screen(
                "list.html", book, today, title=title, fields=fields, rows=pages.marked(shown), onward=onward
            )

    def logged(self, request: Request) -> Response:
        """The log, with the questions that the command asks of it."""
        asked = _asked(request)
        with self._reading() as (book, today):
            found = queries.entries(book, asked.get("ref"), _filter(asked), _number(asked, "after") or 0)
            rows = [each for each, _ in zip(dossier.told(found, queries.zone(book)), range(ROWS + 1), strict=False)]
            fields = [
                self._field("ref", "Subject", asked),
                self._field("company", "Company", asked),
                self._field("actor", "By", asked),
                self._field("role", "In the role of", asked, options=self._words("role", tuple(Role))),
                self._field("event", "Event", asked, options=self._words("event", _EVENTS)),
                self._field("outcome", "Outcome", asked, options=self._words("outcome", ("applied", "refused"))),
                self._field("late", "Late by more than (days)", asked, kind="number"),
                self._field("overridden", "A rule was passed over", asked, options=[("yes", self.tongue.say("yes"))]),
                self._field("since", "Since", asked, kind="date"),
                self._field("until", "Until", asked, kind="date"),
            ]
            onward = rows[ROWS:] and self._at("/log", {**asked, "after": str(rows[ROWS - 1]["entry"])})
            shown = pages.log_rows(rows[:ROWS], str(queries.zone(book)))
            title = self.tongue.say("The log")
            return self._screen("log.html", book, today, title=title, fields=fields, entries=list(shown), onward=onward)

    def found(self, request: Request) -> Response:
        """What needs a second look."""
        asked = _asked(request)
        with self._reading() as (book, today):
            answer = findings.findings(book, today, asked.get("ref"), _filter(asked))
            fields = [
                self._field("ref", "Subject", asked),
                self._field("company", "Company", asked),
                self._field("since", "Since", asked, kind="date"),
                self._field("until", "Until", asked, kind="date"),
            ]
            title, found = self.tongue.say("Findings"), pages.together([answer])
            return self._screen("findings.html", book, today, title=title, fields=fields, found=found, onward="")

    def subject(self, request: Request) -> Response:
        """The report on a dividend or a meeting, without the check of the whole book."""
        ref = request.path_params["ref"]
        with self._reading() as (book, today):
            kind = next((row[1] for row in book(sql.SUBJECT, {"ref": ref})), None)
            if kind == "company":
                return RedirectResponse(self._at("/", {"company": ref}))
            if kind == "people":
                return RedirectResponse(self._at("/log", {"ref": ref}))
            answer = dossier.of_subject(book, ref, today, None)
            entries, acted = dossier.log_of(book, answer)
            pieces = pages.of_subject(answer, entries, acted, self.tongue, link=self._link, nav=self._nav())
            return HTMLResponse("".join(pieces), headers=HEADERS)

    def refused(self, request: Request, error: Exception) -> Response:
        """What the book, or the question, does not allow."""
        assert isinstance(error, KetsugiError)
        status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 503)
        return self._no(error.message, error.remedy, status)

    def nowhere(self, request: Request, error: Exception) -> Response:
        """An address that leads nowhere tells nothing, not even which book this is."""
        return self._no("404", "", 404)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Run, date]]:
        with open_book(self.book) as book, book.reading() as run:
            yield run, self.clock().astimezone(queries.zone(run)).date()

    def _screen(self, template: str, book: Run, today: date, **shown: Any) -> Response:
        about = dossier.book(book)
        pieces = pages.page(template, self.tongue, self._link, nav=self._nav(), book=about, on=str(today), **shown)
        return HTMLResponse("".join(pieces), headers=HEADERS)

    def _no(self, message: str, remedy: str, status: int) -> Response:
        pieces = pages.page("no.html", self.tongue, self._link, message=message, remedy=remedy)
        return HTMLResponse("".join(pieces), status, headers=HEADERS)

    def _nav(self) -> list[tuple[str, str]]:
        say = self.tongue.say
        return [
            (self._at("/"), say("Dividends")),
            (self._at("/log"), say("The log")),
            (self._at("/findings"), say("Findings")),
        ]

    def _at(self, path: str, asked: Mapping[str, str] | None = None) -> str:
        return f"{self.root}{path}{f'?{urlencode(asked)}' if asked else ''}"

    def _link(self, ref: str) -> Markup:
        return Markup('<a href="{}">{}</a>').format(self._at(f"/subject/{quote(ref, safe='')}"), safe(ref))

    def _words(self, group: str, words: Iterable[str]) -> list[tuple[str, str]]:
        return [(word, self.tongue.word(group, word)) for word in words]

    def _field(
        self, name: str, label: str, asked: Mapping[str, str], *, kind: str = "text", options: Sequence[tuple[str, str]] = ()
    ) -> Answer:
        return {
            "name": name,
            "label": self.tongue.say(label),
            "type": kind,
            "options": options,
            "value": asked.get(name, ""),
        }


_STATUS = {WrongWords: 400, NotFound: 404}
_STATES = tuple(dict.fromkeys(str(state) for kind in ("dividend", "meeting") for state in LIFECYCLES[Kind(kind)].states))
_EVENTS = ("init", *dict.fromkeys(str(event) for events in EVENTS.values() for event in events))


def _asked(request: Request, **unless: str) -> dict[str, str]:
    """What a page is asked, each question once; what is left empty is not asked."""
    return unless | {name: said.strip() for name, said in request.query_params.items() if name in unless or said.strip()}


def _filter(asked: Mapping[str, str]) -> Filter:
    """The entries that are asked for.

    Raises:
        WrongWords: a day that is none, or a number that is none.
    """
    since, until = (read_day(asked[name], name) if name in asked else None for name in ("since", "until"))
    return Filter(
        since=since,
        until=until,
        actor=asked.get("actor"),
        role=asked.get("role"),
        company=asked.get("company"),
        event=asked.get("event"),
        outcome=asked.get("outcome"),
        late=_number(asked, "late"),
        overridden="overridden" in asked,
    )


def _number(asked: Mapping[str, str], name: str) -> int | None:
    said = asked.get(name)
    if said is not None and not (said.isdecimal() and len(said) < 16):
        raise WrongWords(f"{name} {said[:20]}: not a number", remedy="give a whole number, such as 30")
    return None if said is None else int(said)
