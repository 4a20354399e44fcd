"""The days that Japan's law alone speaks of, and the conditions that it defines."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Day
from states.context import Context
from states.dates import Calendar
from states.facts import MeetingKind
from states.rulebooks.days import FIRST_SITTING, calendar, meeting_of, no
from states.rules import InForce, When

PROVISION = Day("electronic provision", lambda c: meeting_of(c).e_provision_on, "--e-provision-on of the meeting")
RECORD_NOTICE_END = Day(
    "end of the public notice", lambda c: c.dividend.record_notice_until, "--set record_notice_until=DATE"
)
VOTING_RECORD_NOTICE_END = Day(
    "end of the public notice",
    lambda c: meeting_of(c).voting_record_notice_until,
    "--set voting_record_notice_until=DATE of the meeting",
)
ACCOUNTS_BOARD = Day(
    "accounts approved by the board",
    lambda c: meeting_of(c).accounts_board_on,
    "--set accounts_board_on=DATE of the meeting",
)


def _is_public(c: Context) -> bool | None:
    """Listed shares are freely transferable; otherwise the articles say."""
    return True if c.company.articles.listed else c.company.articles.public


PUBLIC = When(
    text="the company is public", holds=_is_public, give="--article public=true or false with ketsugi company amend"
)
NOT_PUBLIC = When(
    text="the company is not public",
    holds=lambda c: no(_is_public(c)),
    give="--article public=true or false with ketsugi company amend",
)


def has_board(c: Context) -> bool | None:
    """Whether a company has a board of directors; a public company always has one.

    Source: Companies Act art. 327(1).
    """
    return True if _is_public(c) else c.company.articles.has_board


MANY: Final = 1000  # holders who may vote: from there on, votes must be possible on paper


def paper_or_electronic(c: Context) -> bool | None:
    """Whether votes are cast on paper or electronically, or must be, for a thousand holders or more.

    Source: Companies Act art. 298(2).
    """
    meeting = meeting_of(c)
    if meeting.paper_voting or (meeting.voters is not None and meeting.voters >= MANY):
        return True
    return None if meeting.voters is None or meeting.paper_voting is None else False


def _waived(c: Context) -> bool | None:
    """All consented, and nobody votes on paper or electronically: then no convocation is needed.

    Source: Companies Act art. 300.
    """
    if meeting_of(c).kind is MeetingKind.WRITTEN:
        return True  # nobody is called to a written resolution: art. 319
    return False if not meeting_of(c).all_consented else no(paper_or_electronic(c))


def _provided(c: Context) -> bool | None:
    """Under electronic provision: a listed company from 2023-03-01 on, another by its articles."""
    articles, day = c.company.articles, FIRST_SITTING.read(c)
    if articles.listed:  # whose articles are deemed to say so from 2022-09-01 on, but not for meetings before 2023-03-01
        return day is None or day >= LISTED_PROVISION
    return articles.e_provision


NOT_WAIVED = When(
    text=(
        "the convocation is necessary (a meeting sits, and not all have consented to go without, or votes are cast on paper "
        "or electronically)"
    ),
    holds=lambda c: no(_waived(c)),
    give="--paper-voting or --no-paper-voting, and --set voters=N",
)
IN_WRITING = When(
    text="it is resolved in writing",
    holds=lambda c: meeting_of(c).kind is MeetingKind.WRITTEN,
    give="--kind of the meeting",
)
HAS_BOARD = When(text="the company has a board", holds=has_board, give="--article has_board=true or false")
PROVIDED = When(
    text="the materials are provided electronically",
    holds=_provided,
    give="--article e_provision=true or false with ketsugi company amend",
)
QUORUM_KEPT = When(text="the articles keep the quorum", holds=lambda c: not c.company.articles.no_quorum, give="no_quorum")
E_PROVISION: Final = date(2022, 9, 1)  # in force, by Act No. 70 of 2019
LISTED_PROVISION: Final = date(2023, 3, 1)  # meetings of listed companies from then on
ACT: Final = date(2006, 5, 1)  # commencement of the Companies Act (Act No. 86 of 2005)


def since_the_act(keyed_on: Day) -> InForce:
    """In force since the Act's commencement."""
    return InForce(since=ACT, keyed_on=keyed_on)


def offices(c: Context) -> Calendar:
    """The business days of government offices.

    Raises:
        DayNotKnown: no such calendar is at hand.
    """
    return calendar(c, "JP-GOV")
