"""What differs between jurisdictions, found by asking their rulebooks about the same dividend.

One made-up dividend is put to every rulebook; then one fact is moved, and the rules whose answer changes with it are the
ones that speak of it.  No answer is typed here: what no rule answers is ``no rule``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, Final

from states.bounds import Bound
from states.codec import plain
from states.context import Context, Deed
from states.duties import Duty
from states.facts import Articles, Company, Dividend, Kind, Meeting, MeetingKind, Route, Settlement
from states.finding import Verdict, Weight
from states.money import Currency, StatedTotal
from states.rulebooks import WITH_RULES, rulebook
from states.rules import Rule, Rulebook
from states.terms import Line, Terms
from workflow.calendars import CALENDARS

DAY: Final = timedelta(days=1)
MEETING: Final = date(2025, 5, 15)  # a Thursday; no exchange is closed in its week or the next
MEETINGS: Final = (MEETING, MEETING + DAY)  # where the answer hangs on the day of the week, the milder one counts
ANNOUNCED: Final = MEETING - 40 * DAY  # the public notice of the record date
YEAR_END: Final = date(2025, 3, 31)
A_WEEK: Final = 7 * DAY  # from the later of decision and record date to the effective day
OFFSETS: Final = (-120, -80, -45, -14, -7, -3, -2, -1, 0, 1, 2, 3, 4, 5, 7, 14)  # days from the decision
LAGS: Final = range(5)  # days from the ex-day to the record date
YEARS: Final = 400  # days after the decision within which a limit of payment is looked for
NO_RULE: Final = "no rule"
_CURRENCY: Final = Currency("JPY")  # in which Japan reckons what may be distributed; the others take any
_WAY: Final = {"resolve": ("drafted", "proposed"), "decide": ("drafted", "approved"), "approve": ("proposed", "approved")}
_GRANTED: Final = Articles(
    listed=True,
    public=True,
    has_board=True,
    board_decides_dividends=True,
    meeting_may_exceed=True,
    accounting_auditor=True,
    directors_one_year_term=True,
    audit_board=True,
)
_WITHHELD: Final = replace(_GRANTED, board_decides_dividends=False, meeting_may_exceed=False)
_SILENT: Final = Articles(listed=True, public=True, has_board=True)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, and the rules (or duties) that gave it."""

    said: str
    by: tuple[Rule | Duty, ...] = ()

    def __str__(self) -> str:
        return self.said


def books() -> tuple[Rulebook, ...]:
    """The newest rulebook of each jurisdiction that has one."""
    found = (rulebook(code) for code in WITH_RULES)
    return tuple(book for book in found if book is not None)


def step(book: Rulebook, event: str, *, route: Route = Route.MEETING, articles: Articles = _SILENT, **moved: Any) -> Context:
    """One step of the dividend under the law of a rulebook; ``moved`` is what a question moves."""
    meeting, record = moved.get("meeting", MEETING), moved.get("record")
    effect = moved.get("effect", max(meeting, record or meeting) + A_WEEK)
    line = Line(per_share=Decimal(moved.get("per_share", 10)), total=StatedTotal.read(str(moved.get("total", 10_000_000))))
    terms = Terms(record_on=record, ex_on=moved.get("ex"), effective_on=effect, currency=_CURRENCY, lines=(line,))
    proposed = replace(terms, lines=(Line(per_share=Decimal(10), total=StatedTotal.read("10000000")),))
    dividend = Dividend(
        route=route,
        meeting="M" if route is Route.MEETING else None,
        fiscal_year_end=YEAR_END,
        terms=terms,
        record_notice_on=ANNOUNCED,
        distributable_amount=StatedTotal.read("20000000"),
        accounts_clean=True,
        settlement=moved.get("settlement", Settlement()),
    )
    source, dest = _WAY.get(event, ("approved", "paying"))
    decided = Deed(seq=2, event="approve" if route is Route.MEETING else "decide", source=None, dest="approved", on=meeting)
    deeds = (Deed(seq=1, event="resolve", source="drafted", dest="proposed", on=meeting - 45 * DAY, terms=plain(proposed)),)
    return Context(
        kind=Kind.DIVIDEND,
        ref="D",
        event=event,
        source=source,
        dest=dest,
        on=moved.get("on", meeting),
        today=meeting + 4000 * DAY,
        company=Company(name="C", jurisdiction=book.jurisdiction, timezone="UTC", articles=articles),
        meeting=Meeting(kind=MeetingKind.ORDINARY, day=meeting, fiscal_year_end=YEAR_END)
        if route is Route.MEETING
        else None,
        dividend=dividend,
        deeds=(*deeds, *((decided,) if event not in _WAY else ())),
        calendars=CALENDARS,
    )


def failing(book: Rulebook, context: Context) -> frozenset[str]:
    """The rules that object to a step."""
    asked = book.asked_at(context.kind, context.event)
    return frozenset(rule.id for rule in asked if rule.ask(context).verdict is Verdict.FAIL)


def objecting(book: Rulebook, context: Context) -> frozenset[str]:
    """The rules that object to a step, or let it pass only on what a person vouches for."""
    asked = ((rule.id, rule.ask(context)) for rule in book.asked_at(context.kind, context.event))
    return frozenset(id for id, finding in asked if finding.verdict is Verdict.FAIL or finding.stops())


def named(book: Rulebook, ids: Iterable[str]) -> tuple[Rule, ...]:
    """Rules by their names, in the order of the book."""
    wanted = set(ids)
    return tuple(rule for rule in book.rules if rule.id in wanted)


# ── Who decides ──────────────────────────────────────────────────────────────────────────────────────────────────────


def against(book: Rulebook, route: Route, articles: Articles) -> frozenset[str]:
    """The rules that object to one route, and would not on the other."""
    event, other = ("resolve", Route.BOARD) if route is Route.MEETING else ("decide", Route.MEETING)
    return failing(book, step(book, event, route=route, articles=articles)) - failing(
        book, step(book, event, route=other, articles=articles)
    )


def decides(book: Rulebook) -> Told:
    """Who decides the year-end dividend: what the rules of ``decide`` and of ``resolve`` say of the two routes."""
    meeting, board = against(book, Route.MEETING, _SILENT), against(book, Route.BOARD, _WITHHELD)
    if not meeting and not board:
        return Told(NO_RULE)
    if meeting:
        given = not against(book, Route.MEETING, _WITHHELD)
        rules = named(book, meeting)
        by = "constitution" if any("constitution" in when.text for rule in rules for when in rule.applies) else "articles"
        leave = "leaves" if by == "constitution" else "leave"
        return Told(f"board; meeting, where the {by} {leave} it to the meeting" if given else "board", rules)
    given = not against(book, Route.BOARD, _GRANTED)
    return Told("meeting; board, where the articles give it to the board" if given else "meeting", named(book, board))


# ── How much ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def exceeds(book: Rulebook) -> Told:
    """Whether the meeting may approve more than was proposed: the rules of ``approve`` about an amended amount."""
    if against(book, Route.MEETING, _SILENT):
        return Told("–")
    as_proposed = failing(book, step(book, "approve"))
    more = failing(book, step(book, "approve", per_share=15, total=15_000_000)) - as_proposed
    if more:
        granted = step(book, "approve", articles=_GRANTED, per_share=15, total=15_000_000)
        given = not more & failing(book, granted)
        return Told("no, unless the articles say so" if given else "no", named(book, more))
    beyond = failing(book, step(book, "approve", per_share=25, total=25_000_000)) - as_proposed
    return Told("yes, within what may be distributed", named(book, beyond)) if beyond else Told(NO_RULE)


# ── Record date and ex-day ───────────────────────────────────────────────────────────────────────────────────────────


Days = tuple[date, int, int | None]
"""The decision; then record date and ex-day, in days from it."""


def _objections(book: Rulebook, which: str) -> Mapping[Days, frozenset[str]]:
    """The rules that object to a record date (with no ex-day stated, or to both), and not whatever the days are."""
    event, route = ("decide", Route.BOARD) if against(book, Route.MEETING, _SILENT) else ("approve", Route.MEETING)
    found = {}
    for meeting, offset, lag in product(MEETINGS, OFFSETS, LAGS if which == "ex" else (None,)):
        record = meeting + offset * DAY
        ex = None if lag is None else offset - lag
        days = {"meeting": meeting, "record": record, "ex": None if ex is None else meeting + ex * DAY}
        found[meeting, offset, ex] = objecting(book, step(book, event, route=route, **days))
    always = frozenset.intersection(*found.values())
    return {days: ids - always for days, ids in found.items()}


def around(book: Rulebook, which: str) -> dict[str, Told]:
    """Whether the record date (or the ex-day) may lie before the decision, on its day, and after it."""
    found, place = _objections(book, which), 1 if which == "record" else 2
    about = _about(found, place)
    if not about:
        return dict.fromkeys(("before", "on", "after"), Told(NO_RULE))
    weight = {rule.id: rule.weight for rule in book.rules}
    asked = about | _about(_objections(book, "record"), 1)  # an ex-day needs a record date that may be, too
    answers = {}
    for name, sign in (("before", -1), ("on", 0), ("after", 1)):
        tried = [ids & asked for days, ids in found.items() if _sign(days[place]) == sign]
        ids = min(tried, key=lambda each: (_stopping(weight, each), len(each)))
        said = "no" if _stopping(weight, ids) else "noted" if ids else "yes"
        answers[name] = Told(said, named(book, ids or about))
    return answers


def _about(found: Mapping[Days, frozenset[str]], place: int) -> frozenset[str]:
    """The rules whose answer changes when that day is moved and the others stay."""
    still: dict[tuple[Any, ...], list[frozenset[str]]] = {}
    for days, ids in found.items():
        still.setdefault(days[:place] + days[place + 1 :], []).append(ids)
    return frozenset().union(*(frozenset().union(*each) - frozenset.intersection(*each) for each in still.values()))


def _sign(days: Any) -> int:
    return (days > 0) - (days < 0)


def _stopping(weight: Mapping[str, Weight], ids: frozenset[str]) -> bool:
    return any(weight[each] is not Weight.NOTE for each in ids)


# ── Payment ──────────────────────────────────────────────────────────────────────────────────────────────────────────

PAYMENT_DAYS: Final = ("payment", "effective")


def payment(book: Rulebook) -> Iterator[tuple[Rule, str]]:
    """The rules that limit the effective day or the payment, each with the limit in words."""
    late = _late(book)
    for rule in book.rules:
        if isinstance(rule.test, tuple):
            bounds = [bound for bound in rule.test if bound.day.name in PAYMENT_DAYS]
            if bounds:
                yield rule, "; ".join(map(_in_words, bounds))
        elif rule.id in late:
            yield rule, " ".join((rule.test.__doc__ or "").strip().partition("\n")[0].split()).rstrip(".")


def _in_words(bound: Bound) -> str:
    return f"“{bound.day.name}” no {'earlier' if bound.before else 'later'} than {bound.text}"


def _late(book: Rulebook) -> frozenset[str]:
    """The rules of ``pay`` that object to each payment from some day on, and to none before."""
    route = Route.BOARD if against(book, Route.MEETING, _SILENT) else Route.MEETING
    paid = [MEETING + count * DAY for count in range(YEARS)]
    record = MEETING + A_WEEK
    asked = [failing(book, step(book, "pay", route=route, on=on, effect=MEETING, record=record)) for on in paid]
    first, last = asked[0], asked[-1]
    return frozenset(each for each in last - first if sorted(flags := [each in ids for ids in asked]) == flags)


# ── What nobody claims ───────────────────────────────────────────────────────────────────────────────────────────────


def unclaimed(book: Rulebook) -> tuple[Duty, ...]:
    """The duties about what is left over, and the periods that last from the payment on."""
    found = {duty.id for duty in book.duties if duty.lasting and any(day.name == "payment" for day in duty.of)}
    nothing, something = (Settlement(unclaimed=Decimal(left), returned=Decimal(0)) for left in (0, 5))
    found |= _arising(book, step(book, "settle", settlement=nothing), step(book, "settle", settlement=something))
    while True:
        done = tuple(
            Deed(seq=9, event="fulfil", source="paid", dest="paid", on=MEETING, fulfils=(name,)) for name in sorted(found)
        )
        left = step(book, "settle", settlement=something)
        more = found | _arising(book, left, replace(left, deeds=(*left.deeds, *done)))
        if more == found:
            return tuple(duty for duty in book.duties if duty.id in found)
        found = more


def _arising(book: Rulebook, before: Context, after: Context) -> set[str]:
    """The duties that apply after, and did not before."""

    def applies(duty: Duty, context: Context) -> bool:
        return all(when.holds(context) is not False for when in duty.applies)

    return {duty.id for duty in book.duties if applies(duty, after) and not applies(duty, before)}


# ── As tables ────────────────────────────────────────────────────────────────────────────────────────────────────────

Rows = list[tuple[object, ...]]
WAYS: Final = ("before", "on", "after")


def parts() -> dict[str, tuple[tuple[str, ...], Rows]]:
    """The tables of the page by their names, each with its heads: at a glance, and then question by question."""
    law, by = "law of", ("rule", "weight", "source")
    glance: Rows = []
    tables: dict[str, Rows] = {name: [] for name in ("decides", "exceeds", "record", "ex", "payment", "unclaimed")}
    for book in books():
        days = {which: around(book, which) for which in ("record", "ex")}
        limits, duties, answers = list(payment(book)), unclaimed(book), (decides(book), exceeds(book))
        for name, told in zip(("decides", "exceeds"), answers, strict=True):
            tables[name] += _cited(book, (told,), told.by)
        for which, said in days.items():
            tables[which] += _cited(book, _around(book, which, said), _all_of(said))
        tables["payment"] += [(book.country, text, f"`{r.id}`", r.weight, r.source) for r, text in limits] or [
            (book.country, _none(book, "payment"), "–", "–", "–")
        ]
        tables["unclaimed"] += [(book.country, f"{d.title}: {d.text}", f"`{d.id}`", d.source) for d in duties] or [
            (book.country, _none(book, "unclaimed"), "–", "–")
        ]
        page = f"[{book.country}](rulebook-{book.name}.md)"
        shown = (_at_a_glance(days[which]) for which in ("record", "ex"))
        glance.append((page, *answers, *shown, _ids(r for r, _ in limits), _ids(duties)))
    heads = {
        "glance": (law, "decided by", "may exceed", "record date", "ex-day", "payment limit", "unclaimed"),
        "decides": (law, "decided by", *by),
        "exceeds": (law, "may exceed", *by),
        "record": (law, *WAYS, *by),
        "ex": (law, *WAYS, *by),
        "payment": (law, "limit", *by),
        "unclaimed": (law, "period or duty", "duty", "source"),
    }
    return {name: (head, glance if name == "glance" else tables[name]) for name, head in heads.items()}


def _cited(book: Rulebook, answers: Iterable[Told], by: Iterable[Rule | Duty]) -> Rows:
    """One row: the answers, and the rules that gave them."""
    rules = [rule for rule in by if isinstance(rule, Rule)]
    each = ((f"`{rule.id}`", str(rule.weight), rule.source) for rule in rules)
    cells = zip(*each, strict=True) if rules else [("–",)] * 3
    return [(book.country, *answers, *("; ".join(dict.fromkeys(cell)) for cell in cells))]


def _around(book: Rulebook, which: str, said: Mapping[str, Told]) -> list[object]:
    """The three answers; where no rule speaks of that day and the rulebook says why, the reason once."""
    why, answers = _none(book, {"record": "record date", "ex": "ex-day"}[which]), [said[way] for way in WAYS]
    silent = {str(told) for told in answers} == {NO_RULE}
    return [why, "–", "–"] if silent and why != NO_RULE else list(answers)


def _all_of(said: Mapping[str, Told]) -> tuple[Rule | Duty, ...]:
    return tuple(dict.fromkeys(rule for told in said.values() for rule in told.by))


def _at_a_glance(said: Mapping[str, Told]) -> str:
    words = {str(told) for told in said.values()}
    return NO_RULE if words == {NO_RULE} else ", ".join(f"{way}: {said[way]}" for way in WAYS)


def _ids(found: Iterable[Rule | Duty]) -> str:
    return ", ".join(f"`{each.id}`" for each in found) or NO_RULE


def _none(book: Rulebook, word: str) -> str:
    """That there is no rule, and why where the rulebook says so."""
    why = " ".join(why for row, why in book.left_out.items() if word in row.replace("_", " "))
    return f"{NO_RULE}: {why[0].lower()}{why[1:].rstrip('.')}" if why else NO_RULE
