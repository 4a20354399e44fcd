"""The people of a book: who they are, by which logins and keys they are known, and what each may do.

A person may hold several roles, but takes one part only in one dividend: who prepares it does not decide it, and who
decides it does not pay it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Final

SUBJECT: Final = "people"
"""The reference under which the entries about people stand."""


class Role(StrEnum):
    """What a person may do."""

    PREPARER = "preparer"  # 起案者
    APPROVER = "approver"  # 承認者
    PAYER = "payer"  # 支払者
    AUDITOR = "auditor"  # 監査人
    ADMIN = "admin"  # 管理者


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The roles of a person: ``True`` once granted, ``False`` once revoked."""

    preparer: bool | None = None
    approver: bool | None = None
    payer: bool | None = None
    auditor: bool | None = None
    admin: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person, the logins and keys by which they are known, ``False`` once taken back, and their roles."""

    name: str | None = None
    logins: Mapping[str, bool] = field(default_factory=dict)
    keys: Mapping[str, bool] = field(default_factory=dict)
    roles: Roles = field(default_factory=Roles)

    def holds(self, role: Role) -> bool:
        """Whether a role is granted and not revoked."""
        return getattr(self.roles, role) is True

    @property
    def held(self) -> tuple[Role, ...]:
        return tuple(role for role in Role if self.holds(role))

    @property
    def valid_keys(self) -> tuple[str, ...]:
        return tuple(key for key, valid in self.keys.items() if valid)

    @property
    def valid_logins(self) -> tuple[str, ...]:
        return tuple(login for login, valid in self.logins.items() if valid)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everyone on the roster, and the policy of the book.

    ``signing``: every entry is signed.  ``segregation``: unless ``False``, one person takes one part in a dividend.
    ``role_for`` names the role an event needs where it is another than ``ROLE_FOR`` says.  ``waivers`` are the steps
    for which admins let one person take a second part: by each admin who said so, the entry of the dividend's latest
    part then, or 0 once revoked.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    signing: bool | None = None
    segregation: bool | None = None
    role_for: Mapping[str, Role] = field(default_factory=dict)
    waivers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    erased: tuple[str, ...] = ()

    def person_of(self, login: str) -> str | None:
        """Whose login it is."""
        return next((ref for ref, person in self.people.items() if person.logins.get(login)), None)

    def needed(self, kind: str, event: str) -> tuple[Role, ...]:
        """The roles of which one is needed for an event."""
        stated = self.role_for.get(f"{kind}.{event}")
        return (stated,) if stated else ROLE_FOR.get((kind, event)) or ROLE_FOR[kind, ""]

    def role_taken(self, person: str | None, kind: str, event: str) -> Role | None:
        """The role in which a person does an event; ``None`` where they hold none that it needs."""
        known = self.people.get(person or "")
        return next((role for role in self.needed(kind, event) if known is not None and known.holds(role)), None)

    def waived_by(self, name: str, at: int) -> tuple[str, ...]:
        """The admins, in office now, who waive a step by its ``name``, with ``at`` the entry of the dividend's latest part.

        One that was given before that is used up or out of date: it was said of a dividend that stood elsewhere.
        """
        said = [admin for admin, given_at in self.waivers.get(name, {}).items() if given_at == at]
        return tuple(admin for admin in said if self.people.get(admin, Person()).holds(Role.ADMIN))


def waiver(ref: str, event: str, person: str) -> str:
    """The name of a waiver: the subject, the event, and who may do it."""
    return f"{ref} {event} {person}"


_ANY: Final = (Role.PREPARER, Role.APPROVER, Role.PAYER)
_ALL: Final = (*_ANY, Role.ADMIN)
ROLE_FOR: Final[Mapping[tuple[str, str], tuple[Role, ...]]] = {
    ("people", ""): (Role.ADMIN,),
    ("book", ""): (Role.ADMIN,),
    ("company", ""): (Role.PREPARER,),
    ("meeting", ""): (Role.PREPARER,),
    ("dividend", ""): (Role.PREPARER,),
    **{("dividend", event): (Role.APPROVER,) for event in ("decide", "approve", "reject", "supersede", "annul")},
    **{("dividend", event): (Role.PAYER,) for event in ("pay", "settle", "close", "suspend", "resume", "recover")},
    **{(kind, event): _ANY for kind in ("company", "meeting", "dividend") for event in ("note", "correct", "attach")},
    **{(kind, "fulfil"): _ANY for kind in ("meeting", "dividend")},
    **{(kind, "erase"): (Role.ADMIN,) for kind in ("company", "meeting", "dividend")},
}
"""The roles of which one is needed, by kind and event; an event that is not named needs what its kind needs."""


class Part(StrEnum):
    """What a step does for a dividend; a person takes one part in it and no other."""

    PREPARED = "prepared"
    DECIDED = "decided"
    PAID = "paid"


PART_OF: Final[Mapping[str, Part]] = {
    **dict.fromkeys(("draft", "resolve", "revise", "adjust", "withdraw"), Part.PREPARED),
    **dict.fromkeys(("decide", "approve", "reject", "supersede", "annul"), Part.DECIDED),
    **dict.fromkeys(("pay", "settle", "close", "suspend", "resume", "recover"), Part.PAID),
}
"""The part that each event of a dividend belongs to.  A correction belongs to that of what it corrects."""

assert {fact.name for fact in fields(Roles)} == set(Role)

WAIVABLE: Final = ("one_part", "not_to_oneself")
"""The guards whose objection the policy of a book can waive, of the first also two admins; the entry says so."""
