"""No history reaches payment with one person in two parts of a dividend, unless that was waived and said so.

Every history is walked: each event of the table, in every state, by each login, in every combination of roles at every
step, with the roster begun before the first step or at any moment after.  (Before it, one login acts: nobody could refuse
it anything, and what the others did then forbids only them.)  Only the guards about people are asked: what the
others would refuse is walked as well, so what holds here holds for every book.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

import pytest

from states import dividend
from states.context import Context, Deed, latest_part
from states.facts import Kind
from states.finding import Finding, Verdict
from states.guards import people as guards
from states.lives import OF_THE_ACTOR
from states.people import PART_OF, ROLE_FOR, WAIVABLE, People, Person, Role, Roles, waiver

LIFE = dividend.LIFECYCLE
REF, ON = "D", date(2018, 6, 29)

# Written by hand from what each event is to a dividend, not from the program's own table.
PREPARING = ("draft", "resolve", "revise", "adjust", "withdraw")
DECIDING = ("decide", "approve", "reject", "supersede", "annul")
PAYING = ("pay", "settle", "close", "suspend", "resume", "recover")
NO_PART = ("correct", "note", "fulfil")
LOGINS = {"abe": "abe", "abe-laptop": "abe", "chiba": "chiba", "endo": "endo"}  # three people, one with two logins


BEGINS = "(the roster begins)"


class Done(NamedTuple):
    """One thing that was done: what part it was, under which login, and whether the roster was there."""

    part: str
    login: str
    listed: bool


class Node(NamedTuple):
    """How far a history has come: all that what follows can depend on."""

    state: str | None
    done: frozenset[Done]
    listed: bool


def part(event: str) -> str | None:
    named = {"prepared": PREPARING, "decided": DECIDING, "paid": PAYING}
    return next((name for name, events in named.items() if event in events), None)


EXAMPLE = {"prepared": "revise", "decided": "approve", "paid": "pay"}


def roster(*, segregation: bool | None = None, waived: str = "", at: int = 0, everyone: Roles | None = None) -> People:
    """Three people who may do everything: whatever roles they have, they can do no more; and two admins.

    ``waived`` is a step that both admins waive, ``at`` the entry of the dividend's latest part when they did.
    """
    roles = everyone or Roles(preparer=True, approver=True, payer=True)
    of = {ref: {login: True for login, whose in LOGINS.items() if whose == ref} for ref in LOGINS.values()}
    people = {ref: Person(name=ref, logins=logins, roles=roles) for ref, logins in of.items()}
    people |= {admin: Person(name=admin, roles=Roles(admin=True)) for admin in ("ito", "kato")}
    return People(people=people, segregation=segregation, waivers={waived: {"ito": at, "kato": at}} if waived else {})


def deeds(done: frozenset[Done]) -> tuple[Deed, ...]:
    return tuple(
        Deed(
            seq=seq, event=EXAMPLE[each.part], source=None, dest="", on=ON, actor=each.login,
            person=LOGINS[each.login] if each.listed else None,
        )
        for seq, each in enumerate(sorted(done), 2)
    )  # fmt: skip


def asked(event: str, login: str, node: Node, people: People, corrects: int | None = None) -> list[Finding]:
    """What the guards about people say."""
    context = Context(
        kind=Kind.DIVIDEND, ref=REF, event=event, source=node.state, dest="", on=ON, today=ON, deeds=deeds(node.done),
        actor=login, person=people.person_of(login), people=people, corrects=corrects,
    )  # fmt: skip
    return [guard(context) for guard in OF_THE_ACTOR]


def following(node: Node, people: People) -> Iterator[tuple[Node, str, str, list[Finding]]]:
    """Every step that the table has and that no guard about people stops."""
    logins = LOGINS if node.listed else ("abe-laptop",)
    for row in LIFE.rows:
        if row.source != node.state:
            continue
        for dest, login in product(LIFE.dests(row), logins):
            found = asked(row.event, login, node, people) if node.listed else []
            if any(each.stops() for each in found):
                continue
            name = part(row.event)
            done = node.done | {Done(name, login, node.listed)} if name else node.done
            yield Node(str(dest), done, node.listed), str(row.event), login, found
    if not node.listed:
        yield node._replace(listed=True), BEGINS, "", []


def walk(people: People, *, listed: bool = False) -> Iterator[tuple[Node, str, str, list[Finding]]]:
    """Every step of every history, each way of standing somewhere once; ``listed``, with the roster from the first."""
    start = Node(None, frozenset(), listed)
    seen, todo = {start}, [start]
    while todo:
        for step in following(todo.pop(), people):
            yield step
            if step[0] not in seen:
                seen.add(step[0])
                todo.append(step[0])


def two_parts(done: frozenset[Done], *parts: str) -> set[str]:
    """The people who took two of these parts."""
    took = {name: {LOGINS[each.login] for each in done if each.part == name} for name in parts}
    return {who for who in LOGINS.values() if sum(who in people for people in took.values()) > 1}


def violations(people: People) -> Iterator[tuple[str, str]]:
    """The steps by which one person takes a second part, and nothing says that it was waived."""
    for node, event, login, found in walk(people):
        waived = [each for each in found if each.verdict is Verdict.FAIL and each.guard in WAIVABLE]
        refusable = {LOGINS[each.login] for each in node.done if each.listed}  # who took a part that could be refused
        both = two_parts(node.done, "prepared", "decided", "paid") & refusable
        if event != BEGINS and node.listed and not waived and both:
            yield event, login


def test_no_history_pays_with_one_person_in_two_parts() -> None:
    assert list(violations(roster())) == []
    steps = [event for _, event, _, _ in walk(roster())]
    assert len(steps) > 2_500
    assert steps.count("pay") > 10  # or nothing was shown


def test_segregation_that_was_asked_for_anew_holds() -> None:
    assert list(violations(roster(segregation=True))) == []


def test_where_segregation_is_waived_each_second_part_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for login in ("abe-laptop", "endo"):
        monkeypatch.delitem(LOGINS, login)
    unsaid, paid_alone = [], False
    for node, event, login, found in walk(roster(segregation=False), listed=True):
        one = next((each for each in found if each.guard == "one_part"), None)
        if one is None:
            continue
        others = {name for name, who, _ in node.done if LOGINS[who] == LOGINS[login]} - {part(event)}
        paid_alone |= event == "pay" and len(others) == 2
        if bool(others and part(event)) != (one.verdict is Verdict.FAIL):
            unsaid.append((event, login))
    assert unsaid == []
    assert paid_alone


def passed(event: str, at: int) -> set[tuple[str, str, int]]:
    """The second parts that are taken where one waiver is given: the event, by whom, and the latest part before."""
    people = roster(waived=waiver(REF, event, "abe"), at=at)
    found = set()
    for node in {node for node, *_ in walk(people, listed=True)}:
        for _, done, login, answers in following(node, people):
            if any(each.guard == "one_part" and each.verdict is Verdict.FAIL for each in answers):
                found.add((done, LOGINS[login], latest_part(deeds(node.done))))
    return found


@pytest.mark.parametrize(("event", "at"), [("approve", 2), ("approve", 3), ("pay", 3), ("pay", 4)])
def test_a_waiver_lets_one_person_take_the_next_step_and_no_other(event: str, at: int) -> None:
    assert passed(event, at) == {(event, "abe", at)}


def test_planted_a_waiver_that_never_ends_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(People, "waived_by", lambda people, name, at: tuple(people.waivers.get(name, ())))
    assert passed("pay", 3) > {("pay", "abe", 3)}


EVERY = [Roles(preparer=a, approver=b, payer=c, auditor=d, admin=e) for a, b, c, d, e in product((None, True), repeat=5)]


@pytest.mark.parametrize("roles", EVERY, ids=lambda roles: "+".join(Person(roles=roles).held) or "none")
def test_nobody_does_what_none_of_their_roles_may(roles: Roles) -> None:
    """Written by hand: who may do what to a dividend."""
    people, node = roster(everyone=roles), Node("proposed", frozenset(), listed=True)
    held = set(Person(roles=roles).held)
    for event in LIFE.events:
        needed = {
            **dict.fromkeys(PREPARING, (Role.PREPARER,)),
            **dict.fromkeys(DECIDING, (Role.APPROVER,)),
            **dict.fromkeys(PAYING, (Role.PAYER,)),
            "erase": (Role.ADMIN,),
        }.get(str(event), (Role.PREPARER, Role.APPROVER, Role.PAYER))
        allowed = not any(each.stops() for each in asked(str(event), "abe", node, people))
        assert allowed == bool(held.intersection(needed)), event


def test_every_event_of_a_dividend_has_its_part_or_none() -> None:
    for event in LIFE.events:
        assert PART_OF.get(str(event)) == part(str(event)), event
        assert (part(str(event)) is None) == (str(event) in (*NO_PART, "attach", "erase")), event
    assert {event for kind, event in ROLE_FOR if kind == "dividend" and event} <= {*map(str, LIFE.events), "attach", "erase"}


@pytest.mark.parametrize("of", sorted(EXAMPLE))
def test_a_correction_belongs_to_the_part_of_what_it_corrects(of: str) -> None:
    """Entry 2 was done by chiba; abe took another part."""
    other = "decided" if of != "decided" else "prepared"
    done = frozenset({Done(of, "chiba", True), Done(other, "abe", True)})
    node = Node("approved", done, listed=True)
    about = next(seq for seq, each in enumerate(sorted(done), 2) if each.part == of)
    assert any(each.stops() for each in asked("correct", "abe", node, roster(), corrects=about))
    assert not any(each.stops() for each in asked("correct", "chiba", node, roster(), corrects=about))


# ── Planted bugs ──


def test_planted_a_guard_that_compares_logins_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person with two logins would take two parts."""
    monkeypatch.setattr(guards, "_theirs", lambda context, deed, person: context.actor == deed.actor)
    assert next(violations(roster()), None)


def test_planted_a_guard_that_forgets_what_was_done_before_the_roster_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_theirs", lambda context, deed, person: person == deed.person)
    assert next(violations(roster()), None)


def test_planted_a_guard_that_looks_back_at_payment_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who drafted before the roster began would approve after it."""
    whose = guards._theirs

    def late(context: Context, deed: Deed, person: str) -> bool:
        return (deed.person is not None or context.event == "pay") and whose(context, deed, person)

    monkeypatch.setattr(guards, "_theirs", late)
    assert next(violations(roster()), None)


@pytest.mark.parametrize("event", ["draft", "approve", "pay"])
def test_planted_an_event_without_its_part_is_caught(monkeypatch: pytest.MonkeyPatch, event: str) -> None:
    monkeypatch.setattr(guards, "PART_OF", {name: its for name, its in PART_OF.items() if name != event})
    monkeypatch.setitem(EXAMPLE, part(event) or "", event)
    assert next(violations(roster()), None)
