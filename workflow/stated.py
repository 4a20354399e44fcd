"""Whether what a step states means something: its facts are of its event, of the right kind, and said once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from states import codec, company, dividend
from states.canonical import ordered
from states.errors import WrongWords
from states.facts import FACTS, Articles, Book, Company, Dividend, Ending, Facts, Kind
from states.lives import ACCEPTS, LIFECYCLES
from states.people import SUBJECT, People, Person, Role
from states.rulebooks import JURISDICTIONS, WITH_RULES
from workflow.calendars import CALENDARS
from workflow.step import Step

_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)


def zone_named(name: str | None) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        WrongWords: there is no such zone.
    """
    try:
        return ZoneInfo(name or "")
    except (KeyError, ValueError, OSError):
        said = f"{name} is unknown" if name else "not stated"
        raise WrongWords(f"timezone: {said}", remedy="give an IANA name, such as Asia/Tokyo") from None


def check_reference(ref: str) -> None:
    """Hold a new reference to what every shell, file name and spreadsheet can carry.

    Raises:
        WrongWords: anything but ASCII letters, digits, '.', '-' and '_', 80 at most.
    """
    if not _REF.fullmatch(ref):
        remedy = "use the letters A to Z, digits, '.', '-' and '_', such as IIJ-FY2017-YE"
        raise WrongWords(f"{ref[:80]!r}: not a reference", remedy=remedy)


def check_reserved(kind: Kind, ref: str) -> None:
    """The names of the roster and of the book itself are no other subject's.

    Raises:
        WrongWords: it is given to one.
    """
    for own in (Kind.PEOPLE, Kind.BOOK):
        if ref == own and kind is not own:
            raise WrongWords(f"{ref}: the name of {own.named}", remedy="choose another reference")


def checked_facts(step: Step) -> dict[str, Any]:
    """The facts of a step in the spelling of the log: only what its event may state, and of the right kind.

    Raises:
        WrongWords: naming the fact, and what is known or expected.
    """
    accepted = ACCEPTS[step.kind].get(step.event, ())
    for name in step.facts:
        if name != "attest" and name not in accepted:
            known = f"it may state: {', '.join(accepted)}" if accepted else "it states no facts"
            raise WrongWords(f"{name}: {step.event} does not state it", remedy=known)
    read = codec.read(FACTS[step.kind], step.facts)
    _say_once(read)
    if isinstance(read, People):
        _check_people(step, read)
    if isinstance(read, Book):
        _check_book(step, read)
    if isinstance(read, Company) and step.event == company.Event.ADD:
        check_jurisdiction(read.jurisdiction)
    if isinstance(read, Company):
        if step.event == company.Event.ADD or read.timezone is not None:
            zone_named(read.timezone)
        _check_calendar_days(read)
        check_articles(read.articles)
    plain: dict[str, Any] = ordered(codec.plain(read))  # as the log will give it back
    return plain


def _check_book(step: Step, said: Book) -> None:
    for end in (said.restored, said.lost):
        whole = end == Ending() or ((end.entries or 0) > 0 and re.fullmatch("[0-9a-f]{64}", end.head or ""))
        if not whole or (end is said.restored and step.event == "restore" and end == Ending()):
            raise WrongWords("where a log ends: say its number of entries and the hash of the last", remedy="give both")


def _check_people(step: Step, said: People) -> None:
    """People are named as references are, and everything that is granted, revoked or ruled is of a kind that there is."""
    if step.ref != SUBJECT:
        raise WrongWords(f"{step.ref}: a book has one roster", remedy=f"name it as it is called: {SUBJECT}")
    for ref, person in said.people.items():
        check_reference(ref)
        if person == Person():
            raise WrongWords(f"people.{ref}: nothing is stated", remedy="give roles, logins or keys")
        for key in person.keys:
            _check_key(ref, key)
        given = {*person.logins.values(), *person.keys.values(), *(getattr(person.roles, role) for role in Role)}
        if (step.event == "revoke") in given:
            raise WrongWords(f"people.{ref}: {step.event} states it the other way round", remedy="grant gives, revoke takes")
    for name, role in said.role_for.items():
        kind, _, of = name.partition(".")
        if kind not in _WITH_ROLES or of not in list(LIFECYCLES[Kind(kind)].events):
            raise WrongWords(f"role_for {name}: no such event", remedy="give KIND.EVENT, such as dividend.decide")
        if len(usual := People().needed(kind, of)) > 1 or usual[0] is Role.ADMIN:
            remedy = "it stays as it is; name another event, such as dividend.decide"
            raise WrongWords(f"role_for {name}: of any role, or of an admin", remedy=remedy)
        if role in (Role.ADMIN, Role.AUDITOR):
            remedy = "an admin keeps the roster, and an auditor reads; give preparer, approver or payer"
            raise WrongWords(f"role_for {name}: {role} takes no step of a dividend", remedy=remedy)
    for name in said.waivers:
        if name.count(" ") != 2 or name.split(" ")[1] not in list(dividend.Event):
            raise WrongWords(f"waivers {name}: not a waiver", remedy="give the dividend, the event and the person")


_WITH_ROLES: Final = (Kind.COMPANY, Kind.MEETING, Kind.DIVIDEND)  # the others' events are an admin's


def _check_key(ref: str, key: str) -> None:
    """A key stands on the roster in one spelling, so that a signature names just one."""
    from workflow.publickey import read_public_key  # only here: few steps state a key

    if read_public_key(key).line != key:
        remedy = "give it without its comment; ketsugi people grant PERSON --public-key FILE does"
        raise WrongWords(f"people.{ref}.keys: not as the roster spells it", remedy=remedy)


def check_jurisdiction(code: str | None) -> None:
    """The seat of a company is a country, or a part of one that has a rulebook.

    Raises:
        WrongWords: it is no code of ISO 3166.
    """
    if code not in JURISDICTIONS:
        remedy = f"give the ISO 3166 code of a country; with rules of their own: {', '.join(WITH_RULES)}"
        raise WrongWords(f"jurisdiction: {code or 'not stated'} is no country", remedy=remedy)


_MOST: Final = {"exclusion_years": 100, "agm_months": 24, "notice_days": 366}


def check_articles(articles: Articles) -> None:
    """Periods that articles set are ones that a calendar holds.

    Raises:
        WrongWords: naming the article and the longest period.
    """
    for name, most in _MOST.items():
        count = getattr(articles, name)
        if count is not None and not 0 <= count <= most:
            raise WrongWords(f"articles.{name}: {count} is not a period of articles", remedy=f"give 0 to {most}")


def _say_once(facts: Facts) -> None:
    """Each class of shares is spoken of once in a statement: of two figures nobody could say which holds."""
    if isinstance(facts, Dividend):
        for lines in (facts.terms.lines, facts.shares):
            classes = [line.share_class for line in lines]
            for share_class in classes:
                if classes.count(share_class) > 1:
                    raise WrongWords(f"{share_class}: stated twice", remedy="give one line for each class of shares")


def check_counts(step: Step, stated: Mapping[str, Any], facts: Mapping[str, Any], state: str | None) -> None:
    """Shares are counted of a class that the terms speak of, and not anew once they are paid by the count."""
    known = [line["share_class"] for line in facts.get("terms", {}).get("lines", ())]
    for each in stated.get("shares", ()):
        if known and each["share_class"] not in known:
            remedy = (
                f"give --share-class, in the terms: {', '.join(known)}; of a class that receives nothing, state a line of 0"
            )
            raise WrongWords(f"{each['share_class']} shares: the terms do not speak of them", remedy=remedy)
    if step.event == "adjust" and state == "paying" and "shares" in stated:
        remedy = f"a wrong count is corrected: ketsugi correct {step.ref} --entry N --set entitled=NUMBER --reason TEXT"
        raise WrongWords("shares: they were counted when payment began", remedy=remedy)


def _check_calendar_days(firm: Company) -> None:
    """A day is stated of a calendar that is known, and is a day."""
    for id, days in firm.calendar_days.items():
        if id not in CALENDARS:
            known = ", ".join(CALENDARS)
            raise WrongWords(f"calendar_days.{id}: no such calendar", remedy=f"known here: {known}")
        for day in days:
            codec.read_day(day, f"calendar_days.{id}")
