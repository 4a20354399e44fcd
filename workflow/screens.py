"""The pages that ``ketsugi serve`` shows of a book: a list, the log, findings, and the report on each subject.

Each page opens the book anew, shows one state of it, and looks at no more than ``LOOKED_AT`` entries: a writer waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from states.codec import read_day
from states.errors import BookUnusable, KetsugiError, NotFound, WrongWords
from states.facts import Kind
from states.lives import EVENTS, LIFECYCLES
from states.people import Role
from workflow import dossier, findings, queries, sql, timetable
from workflow.book import open_book
from workflow.log import Entry, genesis
from workflow.queries import Answer, Filter
from workflow.render import contents, pages
from workflow.render.plain import safe
from workflow.render.tongue import Tongue
from workflow.sql import Run

ROWS = 25  # of a page
LOOKED_AT = 5_000  # entries for one page: a second or two
ASKED_AGAIN = 200  # entries of one subject whose questions are asked again for its page: a second
LONGEST = 300  # letters of an answer to one question


class Screens:
    """The pages of one book; each opens it anew and reads it as it then is."""

    def __init__(self, path: Path | str, book: str, root: str, clock: Callable[[], datetime], tongue: Tongue) -> None:
        self.path, self.book, self.root, self.clock, self.tongue = path, book, root, clock, tongue

    def listed(self, request: Request) -> Response:
        """Dividends, meetings and companies by reference, with their state and what is due next."""
        kind = "" if "kind" in request.query_params else "dividend"  # an empty one is any
        asked = {"kind": kind, **_asked(request, "search", "kind", "state", "company", "after")}
        fields = [
            self._field("search", "Search", asked, kind="search"),
            self._field("kind", "Kind", asked, options=self._words("kind", _KINDS)),
            self._field("state", "State", asked, options=self._words("state", _STATES)),
            self._field("company", "Company", asked),
        ]
        with self._reading() as (run, today):
            wanted = {name: asked.get(name) or None for name in ("kind", "company", "state")}
            rows = queries.page(run, ROWS + 1, asked.get("after", ""), sought=asked.get("search"), **wanted)
            shown, onward = rows[:ROWS], rows[ROWS:] and self._at("/", {**asked, "after": rows[ROWS - 1]["ref"]})
            due = timetable.nearest(run, [row["ref"] for row in shown if row["kind"] in _WITH_DAYS], today)
            marked = contents.marked([row | {"next_deadline": due.get(row["ref"])} for row in shown])
            title = self.tongue.say("Dividends") if asked["kind"] == "dividend" else self.tongue.say("The book")
            return self._screen("list.html", run, today, title=title, fields=fields, rows=marked, onward=onward)

    def logged(self, request: Request) -> Response:
        """The log, with the questions that the command asks of it."""
        asked = _asked(request, "ref", *_OF_ENTRIES, "after")
        wanted, after = _filter(asked), _number(asked, "after") or 0
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
        with self._reading() as (run, today):
            zone = queries.zone(run)
            found, seen = _wanted(queries.entries(run, asked.get("ref"), after=after), wanted, zone)
            onward = "" if seen is None else self._at("/log", {**asked, "after": str(seen)})
            rows = list(contents.log_rows(dossier.told(found, zone), str(zone), self.tongue))
            title = self.tongue.say("The log")
            return self._screen("log.html", run, today, title=title, fields=fields, entries=rows, seen=seen, onward=onward)

    def found(self, request: Request) -> Response:
        """What needs a second look; in a book whose entries are too many to look at, of one subject."""
        asked = _asked(request, "ref", "company", "since", "until", "after")
        wanted, after = _filter(asked), _number(asked, "after") or 0
        fields = [
            self._field("ref", "Subject", asked),
            self._field("company", "Company", asked),
            self._field("since", "Since", asked, kind="date"),
            self._field("until", "Until", asked, kind="date"),
        ]
        with self._reading() as (run, today):
            title, shown, onward = self.tongue.say("Findings"), {}, ""
            ((entries, _),) = run(sql.HEAD, {})
            if "ref" in asked or entries <= LOOKED_AT:
                shown = dict(contents.together([findings.findings(run, today, asked.get("ref"), wanted)], self.tongue))
                rest = shown["findings"][after:]
                shown["findings"] = rest[:ROWS]
                onward = self._at("/findings", {**asked, "after": str(after + ROWS)}) if rest[ROWS:] else ""
            shown_with = {"fields": fields, "found": shown, "first": not after, "onward": onward}
            return self._screen("findings.html", run, today, title=title, **shown_with)

    def subject(self, request: Request) -> Response:
        """The report on a dividend or a meeting, without the check of the whole book."""
        ref = request.path_params["ref"]
        with self._reading() as (run, today):
            kind = next((row[1] for row in run(sql.SUBJECT, {"ref": ref})), None)
            if kind == "company":
                return RedirectResponse(self._at("/", {"company": ref}))
            only_refused = kind is None and any(run(sql.LOG_OF, {"subject": ref}))
            if only_refused or kind in [each for each in Kind if each.is_of_the_book]:
                return RedirectResponse(self._at("/log", {"ref": ref}))
            answer = dossier.of_subject(run, ref, today, None, at_most=ASKED_AGAIN)
            entries, acted = dossier.log_of(run, answer)
            pieces = pages.of_subject(answer, entries, acted, self.tongue, link=self._link, nav=self._nav())
            return HTMLResponse("".join(pieces))

    def refused(self, request: Request, error: Exception) -> Response:
        """What the book, or the question, does not allow."""
        assert isinstance(error, KetsugiError)
        status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 503)
        return self._no(error.message, error.remedy, status, self._nav())

    def nowhere(self, request: Request, error: Exception) -> Response:
        """An address that leads nowhere tells nothing, not even which book this is."""
        return self._no("404", "", 404)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Run, date]]:
        """One state of the book, and the day on which it is judged.

        Raises:
            BookUnusable: it cannot be read, or is not the book that was to be shown.
        """
        with open_book(self.path).reading(snapshot=False) as run:
            run("BEGIN", {})  # one state, though unlike a snapshot nothing is mended: the file stays as it was found
            if genesis(run)["book"] != self.book:
                raise BookUnusable(f"{self.path} is another book now", remedy="ask for a new address: ketsugi serve")
            yield run, self.clock().astimezone(queries.zone(run)).date()

    def _screen(self, template: str, run: Run, today: date, **shown: Any) -> Response:
        about = dossier.book(run)
        pieces = pages.page(template, self.tongue, self._link, nav=self._nav(), book=about, on=str(today), **shown)
        return HTMLResponse("".join(pieces))

    def _no(self, message: str, remedy: str, status: int, nav: Sequence[tuple[str, str]] = ()) -> Response:
        pieces = pages.page("no.html", self.tongue, self._link, nav=nav, message=message, remedy=remedy)
        return HTMLResponse("".join(pieces), status)

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
        if not ref:
            return Markup()  # the first entry is about the book
        return Markup('<a href="{}">{}</a>').format(self._at(f"/subject/{quote(ref, safe='')}"), safe(ref))

    def _words(self, group: str, words: Iterable[str]) -> list[tuple[str, str]]:
        return [(word, self.tongue.word(group, word)) for word in words]

    def _field(
        self, name: str, label: str, asked: Mapping[str, str], *, kind: str = "text", options: Sequence[tuple[str, str]] = ()
    ) -> Answer:
        """A field of the form, with what was asked in it.

        Raises:
            WrongWords: it is none of the options: the form would hide what is asked.
        """
        value, known = asked.get(name, ""), dict(options)
        if value and known and value not in known:
            raise WrongWords(f"{name} {value}: unknown", remedy=f"known here: {', '.join(known)}")
        return {"name": name, "label": self.tongue.say(label), "type": kind, "options": options, "value": value}


_STATUS = {WrongWords: 400, NotFound: 404}
_WITH_DAYS = (Kind.DIVIDEND, Kind.MEETING)
_KINDS = (*_WITH_DAYS, Kind.COMPANY)
_STATES = tuple(dict.fromkeys(str(state) for kind in _KINDS for state in LIFECYCLES[kind].states))
_EVENTS = ("init", *dict.fromkeys(str(event) for events in EVENTS.values() for event in events))
_OF_ENTRIES = ("company", "actor", "role", "event", "outcome", "late", "overridden", "since", "until")


def _asked(request: Request, *names: str) -> dict[str, str]:
    """What a page is asked, of what it can be, each question once; what is left empty is not asked.

    Raises:
        WrongWords: an answer that is too long, or that no text of a book can be.
    """
    asked = {name: said.strip() for name, said in request.query_params.items() if name in names}
    for name, said in asked.items():
        if len(said) > LONGEST or "\0" in said:
            raise WrongWords(f"{name} {said[:20]}…: no such answer", remedy=f"give at most {LONGEST} letters")
    return {name: said for name, said in asked.items() if said}


def _filter(asked: Mapping[str, str]) -> Filter:
    """The entries that are asked for.

    Raises:
        WrongWords: a day that is none, a period that ends before it begins, or a number that is none.
    """
    since, until = (read_day(asked[name], name) if name in asked else None for name in ("since", "until"))
    if since and until and since > until:
        raise WrongWords(f"since {since} is after until {until}", remedy="give the earlier day with since")
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


def _wanted(entries: Iterator[Entry], asked: Filter, zone: ZoneInfo) -> tuple[list[Entry], int | None]:
    """The entries of one page, and the entry after which to look on; ``None`` where there is nothing more."""
    found: list[Entry] = []
    for looked_at, entry in enumerate(entries, 1):
        if asked.wants(entry.brief, zone):
            if len(found) == ROWS:
                return found, found[-1].seq
            found.append(entry)
        if looked_at == LOOKED_AT:
            return found, entry.seq
    return found, None
