"""What a change of the roster must leave: an admin, each person known by their own, nothing granted to oneself."""

from __future__ import annotations

from collections import Counter

from states.context import Context
from states.finding import Finding, Verdict, Weight, universal
from states.people import People, Person, Role


def names_its_people(context: Context) -> Finding:
    """A person is added once, and granted or revoked something only then."""
    guard, title = "names_its_people", "not the people of this book"
    before, after = _before(context).people, _after(context).people
    new = [ref for ref in after if ref not in before]
    if context.event == "add" and not new:
        return universal(guard, title, Verdict.FAIL, "on the roster already", remedy="ketsugi people grant PERSON …")
    if context.event == "add" and (nameless := [ref for ref in new if after[ref].name is None]):
        return universal(guard, title, Verdict.FAIL, f"{', '.join(nameless)}: no name", remedy="give --name TEXT")
    if context.event != "add" and new:
        said = f"{', '.join(new)}: not on the roster"
        return universal(guard, title, Verdict.FAIL, said, remedy="ketsugi people add PERSON --name TEXT …")
    return universal(guard, title, Verdict.PASS, f"{len(after)} on the roster")


def each_known_by_their_own(context: Context) -> Finding:
    """No login and no key belongs to two people, nor ever did: else what one did could pass for the other's."""
    guard, title, people = "each_known_by_their_own", "of two people", _after(context).people
    for what, said, spelt in (("login", "logins", str.casefold), ("key", "keys", str)):  # Windows knows no case in a login
        theirs = sorted({(spelt(each), ref) for ref, person in people.items() for each in getattr(person, said)})
        if shared := [each for each, count in Counter(each for each, _ in theirs).items() if count > 1]:
            whose = " and ".join(ref for each, ref in theirs if each == shared[0])
            message = f"a {what} of {whose}" if what == "key" else f"login {shared[0]}, of {whose}"
            return universal(
                guard, title, Verdict.FAIL, message, remedy=f"give each person a {what} of their own, and keep it theirs"
            )
    return universal(guard, title, Verdict.PASS, "no login or key is shared")


def an_admin_is_left(context: Context) -> Finding:
    """Somebody can keep the roster: an admin with a login, and with a key where entries are signed."""
    guard, title, after = "an_admin_is_left", "no admin is left", _after(context)
    held = {ref: person for ref, person in after.people.items() if person.holds(Role.ADMIN)}
    admins = [ref for ref, person in held.items() if not _lacks(person, signing=after.signing is True)]
    if admins:
        return universal(guard, title, Verdict.PASS, f"admins: {', '.join(admins)}")
    what = "an admin with a login and a key" if after.signing else "an admin with a login"
    return universal(guard, title, Verdict.FAIL, f"there must be {what}", remedy="make another person admin first")


def signing_stays(context: Context) -> Finding:
    """Once entries are signed, they stay signed."""
    guard, title = "signing_stays", "entries stay signed"
    if _before(context).signing and not _after(context).signing:
        return universal(guard, title, Verdict.FAIL, "signing cannot be ended", remedy="begin a new book")
    return universal(guard, title, Verdict.PASS, "signed" if _after(context).signing else "not signed")


def segregation_stays(context: Context) -> Finding:
    """One person takes one part in a dividend, unless the entry that begins the roster says otherwise."""
    guard, title = "segregation_stays", "one person, one part"
    if _after(context).segregation is False and _before(context).segregation is not False and context.source is not None:
        remedy = "for one step two admins can waive it: ketsugi people waive REF EVENT PERSON --reason TEXT"
        return universal(guard, title, Verdict.FAIL, "it is given up where a roster begins, and not later", remedy=remedy)
    return universal(guard, title, Verdict.PASS, "not given up since the roster began")


def takes_what_they_have(context: Context) -> Finding:
    """What is taken from a person is theirs."""
    guard, title = "takes_what_they_have", "not theirs to lose"
    before, after = _before(context).people, _after(context).people
    lacking = []
    for ref, person in after.items():
        had = before.get(ref, Person())
        lacking += [f"{ref} has no login {each}" for each, on in person.logins.items() if not on and each not in had.logins]
        lacking += [f"{ref} has another key" for each, on in person.keys.items() if not on and each not in had.keys]
        roles = [role for role in Role if getattr(person.roles, role) is False and getattr(had.roles, role) is None]
        lacking += [f"{ref} is no {role}" for role in roles]
    if before == after:
        lacking = ["it was taken before"]
    if lacking:
        remedy = "look at what they have: ketsugi people list"
        return universal(guard, title, Verdict.FAIL, "; ".join(lacking), remedy=remedy)
    return universal(guard, title, Verdict.PASS, "what is taken is theirs")


def all_can_act(context: Context) -> Finding:
    """Who is given a role has a login, and a key where entries are signed; else they cannot act in it yet."""
    guard, title = "all_can_act", "cannot act yet"
    before, after = _before(context), _after(context)
    begins = after.signing is True and before.signing is not True
    asked = [ref for ref, person in after.people.items() if person.held and (begins or person != before.people.get(ref))]
    lacking = {ref: _lacks(after.people[ref], signing=after.signing is True) for ref in asked}
    without = [f"{ref} has no {' and no '.join(what)}" for ref, what in lacking.items() if what]
    if without:
        remedy = "an admin adds them: ketsugi people grant PERSON --login NAME --public-key FILE"
        return universal(guard, title, Verdict.FAIL, "; ".join(without), weight=Weight.NOTE, remedy=remedy)
    return universal(guard, title, Verdict.PASS, "each has a login" + (" and a key" if after.signing else ""))


def not_to_oneself(context: Context) -> Finding:
    """An admin grants no role to themselves, unless one person may take every part."""
    guard, title, own = "not_to_oneself", "granted to oneself", context.person or ""
    before, after = (people.get(own, Person()).held for people in (_before(context).people, _after(context).people))
    gained = [str(role) for role in after if role not in before]
    gained += [name for name, role in _after(context).role_for.items() if role in after and not _may(context, own, name)]
    if not gained:
        return universal(guard, title, Verdict.PASS, "nothing is granted to oneself")
    said = f"{own} would give themselves {', '.join(gained)}"
    if _before(context).segregation is False:
        return universal(guard, title, Verdict.FAIL, f"{said}: waived by the policy of the book", weight=Weight.NOTE)
    admins = [ref for ref, person in _before(context).people.items() if person.holds(Role.ADMIN) and ref != own]
    remedy = f"let another admin grant it: {', '.join(admins)}" if admins else "add another admin, who grants it"
    return universal(guard, title, Verdict.FAIL, said, remedy=remedy)


def _may(context: Context, person: str, name: str) -> bool:
    """Whether a person could take a step, by its kind and event, before this one."""
    return _before(context).role_taken(person, *name.split(".", 1)) is not None


def waived_by_others(context: Context) -> Finding:
    """An admin waives for another person, and in their own name; and revokes what they waived."""
    guard, title, said = "waived_by_others", "waived for oneself", _waived_now(context)
    if not said:
        remedy = "let another admin waive it too; ketsugi people list shows what is waived"
        return universal(guard, "nothing new", Verdict.FAIL, "you said so already, or never waived it", remedy=remedy)
    wrong = sorted({name for name, by, _ in said if by != context.person or name.endswith(f" {by}")})
    if wrong:
        return universal(guard, title, Verdict.FAIL, ", ".join(wrong), remedy="let two other admins waive it")
    return universal(guard, title, Verdict.PASS, ", ".join(sorted({name for name, _, _ in said})))


def waived_by_two(context: Context) -> Finding:
    """One admin alone waives nothing."""
    guard, title = "waived_by_two", "not waived yet"
    said = [(name, at) for name, _, at in _waived_now(context) if at]
    alone = [name for name, at in said if len(_after(context).waived_by(name, at)) < 2]
    if alone:
        remedy = f"let another admin say so too: ketsugi people waive {alone[0]} --reason TEXT"
        message = f"one more admin must waive {alone[0]}"
        return universal(guard, title, Verdict.FAIL, message, weight=Weight.NOTE, remedy=remedy)
    return universal(guard, title, Verdict.PASS, "two admins say so" if said else "nothing is waived anew")


def _waived_now(context: Context) -> list[tuple[str, str, int]]:
    """What this step says of waivers: the step that is waived, by whom, and as of which entry of the dividend."""
    before = _before(context).waivers
    after = [(name, by, at) for name, admins in _after(context).waivers.items() for by, at in admins.items()]
    return [(name, by, at) for name, by, at in after if before.get(name, {}).get(by, 0) != at]


def _lacks(person: Person, *, signing: bool) -> list[str]:
    """What a person cannot do without."""
    return [*([] if person.valid_logins else ["login"]), *([] if person.valid_keys or not signing else ["key"])]


def _before(context: Context) -> People:
    """The roster in force; none where this step begins it."""
    return People() if context.source is None else context.people or People()


def _after(context: Context) -> People:
    return context.roster or People()
