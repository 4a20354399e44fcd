"""Who may take a step: a person on the roster, in a role for it, who took no other part in the dividend."""

from __future__ import annotations

from states.context import Context, Deed, about, latest_part
from states.errors import FEW
from states.finding import Finding, Verdict, Weight, universal
from states.people import PART_OF, Part, People, waiver


def known_person(context: Context) -> Finding:
    """The login belongs to a person on the roster."""
    guard, title = "known_person", "not on the roster"
    if context.person is not None:
        return universal(guard, title, Verdict.PASS, f"{context.actor} is {context.person}")
    remedy = f"let an admin add the login: ketsugi people grant PERSON --login {context.actor}"
    if context.kind == "people" and context.source is None:
        remedy = f"begin it with yourself: ketsugi people add PERSON --name NAME --login {context.actor} --role admin"
    return universal(guard, title, Verdict.FAIL, f"no person has the login {context.actor}", remedy=remedy)


def role_allows(context: Context) -> Finding:
    """The person holds a role that the event needs; a correction needs that of the step it corrects."""
    guard, title = "role_allows", "not in their role"
    person = _people(context).people.get(context.person or "")
    if person is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "the person is not known")
    needed = _people(context).needed(context.kind, context.about)
    said = f"{context.person} is {', '.join(person.held) or 'in no role'}; {context.about} needs {' or '.join(needed)}"
    if any(person.holds(role) for role in needed):
        return universal(guard, title, Verdict.PASS, said)
    able = [ref for ref, each in _people(context).people.items() if any(each.holds(role) for role in needed)]
    others = [ref for ref in able if _other_part(context, ref) is None]
    appoint = f"let an admin put somebody in that role: ketsugi people grant PERSON --role {needed[0]}"
    remedy = f"let one in that role record it: {', '.join(others[:FEW])}" if others else appoint
    return universal(guard, title, Verdict.FAIL, said, remedy=remedy)


def one_part(context: Context) -> Finding:
    """Who prepared a dividend does not decide it, and who decided it does not pay it, unless that is waived."""
    guard, title, part = "one_part", "a second part in one dividend", PART_OF.get(context.about)
    if context.kind != "dividend" or part is None or context.person is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "no part in a dividend")
    other = _other_part(context, context.person)
    if other is None:
        return universal(guard, title, Verdict.PASS, f"{context.person} took no other part in it")
    said = f"{context.person} {_part(context, other)} it ({other.event}, entry {other.seq})"
    name = waiver(context.ref, context.event, context.person)
    admins = _people(context).waived_by(name, latest_part(context.deeds))
    if _people(context).segregation is False or len(admins) > 1:
        by = "by the policy of the book" if _people(context).segregation is False else f"by {' and '.join(admins)}"
        return universal(guard, title, Verdict.FAIL, f"{said}: waived {by}", weight=Weight.NOTE)
    remedy = f"let another person record it; in an emergency two admins: ketsugi people waive {name} --reason TEXT"
    return universal(guard, title, Verdict.FAIL, said, remedy=remedy)


def own_key(context: Context) -> Finding:
    """Where entries are signed, the key is one that the roster lists for the person."""
    guard, title = "own_key", "not signed by a key of theirs"
    if not context.must_sign:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "entries are not signed")
    person = _people(context).people.get(context.person or "")
    if person is not None and context.key in person.valid_keys:
        return universal(guard, title, Verdict.PASS, f"a key of {context.person}")
    said = "no key" if context.key is None else "a key that is not on the roster as theirs"
    remedy = "name yours with --key FILE; an admin adds one: ketsugi people grant PERSON --public-key FILE"
    return universal(guard, title, Verdict.FAIL, f"{context.person or context.actor}: {said}", remedy=remedy)


def _people(context: Context) -> People:
    return context.people or People()


def _part(context: Context, deed: Deed) -> Part | None:
    return PART_OF.get(about(context.deeds, deed.event, deed.corrects))


def _other_part(context: Context, person: str) -> Deed | None:
    """The first deed by which a person took another part in this dividend than the step is of."""
    part = PART_OF.get(context.about) if context.kind == "dividend" else None
    others = (deed for deed in context.deeds if part and _part(context, deed) not in (None, part))
    return next((deed for deed in others if _theirs(context, deed, person)), None)


def _theirs(context: Context, deed: Deed, person: str) -> bool:
    """Whether a deed was this person's; one from before the roster by its login."""
    if deed.person is not None:
        return person == deed.person
    own = _people(context).people.get(person)
    return own is not None and deed.actor in own.logins  # theirs now, or once
