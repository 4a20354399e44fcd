"""A draft of a dividend may be revised to anything, in every country: the law asks of what the board has resolved on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from states.context import Context
from states.dates import DAY
from states.facts import Articles, Company
from states.finding import Verdict
from states.rulebooks import every_rulebook
from states.rulebooks.japan import JAPAN
from tests.domain.abroad import asking, d
from tests.domain.iij import step
from workflow.calendars import CALENDARS

LISTED = Articles(listed=True, public=True, record_dates_fixed=False)
OF_WHAT_IS_RESOLVED = [  # on the day of a meeting on which it is law
    ("AU", "2014-09-09", "au_record_2014"),
    ("AU", "2018-05-24", "au_record"),
    ("CH", "2018-05-24", "ch_agm_profit"),
    ("DE", "2018-05-24", "de_agm_accounts de_due de_ex"),
    ("FR", "2018-05-24", "fr_agm_sums fr_9_months"),
    ("GB", "2018-05-24", "uk_profits uk_net_assets uk_ex_record uk_record_friday uk_announce uk_pay"),
    ("HK", "2018-05-24", "hk_profits hk_ex_after_meeting hk_book_close hk_closed_days"),
    ("IN", "2018-05-24", "in_record_notice_7"),
    ("IN", "2025-08-20", "in_record_notice in_pay_30d"),
    ("KR", "2024-03-28", "kr_profits kr_record_3m kr_record_notice kr_pay_1m"),
    ("SG", "2018-04-27", "sg_profits sg_order sg_record_time"),
]
ROWS = [(country, day, rule) for country, day, rules in OF_WHAT_IS_RESOLVED for rule in rules.split()]


def revised(country: str, sitting: str) -> Context:
    """A revision of what the board has put to a meeting, all its days on that of the meeting."""
    day = d(sitting)
    return step(
        "revise",
        on=day - 30 * DAY,
        company=Company(name="Co.", jurisdiction=country, timezone="UTC", articles=LISTED),
        meeting={"day": day},
        terms=dict.fromkeys(("record_on", "ex_on", "effective_on", "closed_from_on"), day),
        calendars=CALENDARS,
    )


@pytest.mark.parametrize(("country", "sitting", "rule"), ROWS)
def test_a_draft_may_be_revised_to_anything_for_the_board_has_not_resolved_on_it(
    country: str, sitting: str, rule: str
) -> None:
    proposed = revised(country, sitting)
    assert asking(country)(rule, proposed).verdict is not Verdict.NOT_APPLICABLE
    drafted = asking(country)(rule, replace(proposed, source="drafted"))
    assert (drafted.verdict, drafted.message) == (Verdict.NOT_APPLICABLE, "only where the board has resolved on it")


def test_no_other_rule_abroad_is_asked_of_a_revision() -> None:
    abroad = [book for book in every_rulebook() if book.jurisdiction and book is not JAPAN]
    known = {rule for country, _, rule in ROWS if country in {book.jurisdiction for book in abroad}}
    assert {rule.id for book in abroad for rule in book.asked_at("dividend", "revise")} == known
