"""The real case, each of its dates moved across its limit: refused by the right guard, and allowed on the limit itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from states.errors import Refused
from workflow import book as books
from workflow import case
from workflow.step import Actor

CASE = Path(__file__).parents[2] / "examples" / "iij-fy2017.toml"
NOW = datetime(2018, 9, 1, tzinfo=UTC)


def enter(tmp_path: Path, *moves: tuple[str, str]) -> list[case.Entered]:
    """Import the case with some of its lines changed."""
    text = CASE.read_text()
    for old, new in moves:
        assert old in text, f"the example no longer says {old}"
        text = text.replace(old, new)
    file = tmp_path / "case.toml"
    file.write_text(text)
    path = tmp_path / "book.db"
    made = books.create(path, name="t", timezone="Asia/Tokyo", now=NOW, actor="t", policy={"signing": "unsigned"})
    with made as book:
        return case.enter(book, file, actor=Actor(name="t"), clock=lambda: NOW)


MEETING_LATER = (("day = 2018-06-28", "day = 2018-06-29"), ("on = 2018-06-28", "on = 2018-06-29"))
MEETING_AFTER_LIMIT = (("day = 2018-06-28", "day = 2018-07-01"), ("on = 2018-06-28", "on = 2018-07-01"))
EFFECT_WITH_IT = (("effective_on = 2018-06-29", "effective_on = 2018-07-01"), ("on = 2018-06-29", "on = 2018-07-01"))
NOT_IN_ARTICLES = ("record_dates_fixed = true", "record_dates_fixed = false")
NOTICED_TOO = "\nrecord_notice_on = 2018-03-16\nrecord_on"
NOTICED = "voting_record_notice_on = 2018-03-16\nvoting_record_on"

ON_THE_LIMIT = {
    "as it was": (),
    "effective on the last day of three months": (
        ("effective_on = 2018-06-29", "effective_on = 2018-06-30"),
        ("on = 2018-06-29", "on = 2018-06-30"),
    ),
    "meeting on the effective day": MEETING_LATER,
    "effective on the day of the meeting": (("effective_on = 2018-06-29", "effective_on = 2018-06-28"),),
    "notice on the last day, 14 clear days before": (("on = 2018-06-07", "on = 2018-06-13"),),
    "notice on the day of the board": (("on = 2018-06-07", "on = 2018-05-24"),),
    "record date on the earliest day of three months": (("record_on = 2018-03-31", "record_on = 2018-03-29"),),
    "record date on the day of the meeting": (("record_on = 2018-03-31", "record_on = 2018-06-28"),),
    "public notice on the last day": (
        NOT_IN_ARTICLES,
        ("voting_record_on", NOTICED),
        ("\nrecord_on", "\nrecord_notice_on = 2018-03-16\nrecord_on"),
    ),
    "settled on the day of payment": (("on = 2018-07-31", "on = 2018-06-29"),),
}

PAST_THE_LIMIT = {
    "effective a day after three months": (
        (("effective_on = 2018-06-29", "effective_on = 2018-07-01"),),
        "resolve", "effect_within_3_months", "Companies Act art. 124(2)",
    ),
    "meeting a day after three months": (
        (*MEETING_AFTER_LIMIT, *EFFECT_WITH_IT, ("\nrecord_on = 2018-03-31", "\nrecord_on = 2018-04-01")),
        "resolve", "vote_within_3_months", "Companies Act art. 124(2)",
    ),
    "meeting a day after the effective day": (
        (("day = 2018-06-28", "day = 2018-06-30"), ("on = 2018-06-28", "on = 2018-06-30")),
        "resolve", "effect_not_before_resolution", "Companies Act art. 454(1)(iii)",
    ),
    "record date a day after the effective day": (
        (("\nrecord_on = 2018-03-31", "\nrecord_on = 2018-06-30"),),
        "resolve", "record_before_right", "Companies Act art. 124(1), (2)",
    ),
    "voting record date a day after the meeting": (
        (("voting_record_on = 2018-03-31", "voting_record_on = 2018-06-29"),),
        "resolve", "record_before_right", "Companies Act art. 124(1), (2)",
    ),
    "record date a day too early": (
        (("\nrecord_on = 2018-03-31", "\nrecord_on = 2018-03-28"),),
        "resolve", "effect_within_3_months", "Companies Act art. 124(2)",
    ),
    "public notice of the record date a day late": (
        (NOT_IN_ARTICLES, ("voting_record_on", NOTICED), ("\nrecord_on", "\nrecord_notice_on = 2018-03-17\nrecord_on")),
        "resolve", "record_public_notice", "Companies Act art. 124(3)",
    ),
    "public notice of the voting record date a day late": (
        (NOT_IN_ARTICLES, ("voting_record_on", NOTICED.replace("16", "17")), ("\nrecord_on", NOTICED_TOO)),
        "convene", "record_public_notice", "Companies Act art. 124(3)",
    ),
    "notice of 13 clear days": (
        (("on = 2018-06-07", "on = 2018-06-14"),),
        "convene", "notice_public_co", "Companies Act art. 299(1)",
    ),
    "notice a day before the board decided": (
        (("on = 2018-06-07", "on = 2018-05-23"),),
        "convene", "board_decides_meeting", "Companies Act art. 298(1), (4)",
    ),
    "board a day after the meeting": (
        (("on = 2018-05-24\nattest", "on = 2018-06-29\nattest"),),
        "resolve", "put_to_a_meeting", "",
    ),
    "approved a day before the meeting": (
        (('"approve"\non = 2018-06-28', '"approve"\non = 2018-06-27'),),
        "approve", "sitting_day", "",
    ),
    "approved a day after the meeting": (
        (('"approve"\non = 2018-06-28', '"approve"\non = 2018-06-29'),),
        "approve", "sitting_day", "",
    ),
    "paid a day before the effective day": (
        (("on = 2018-06-29\nattest", "on = 2018-06-28\nattest"),),
        "pay", "pay_not_before_effect", "Companies Act art. 454(1)(iii)",
    ),
    "settled a day before payment": (
        (("on = 2018-07-31", "on = 2018-06-28"),),
        "settle", "in_order", "",
    ),
    "settled tomorrow": (
        (("on = 2018-07-31", "on = 2018-09-02"),),
        "settle", "not_in_future", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("moved", ON_THE_LIMIT.values(), ids=ON_THE_LIMIT)
def test_on_its_limit_every_date_is_allowed(tmp_path: Path, moved: tuple[tuple[str, str], ...]) -> None:
    done = enter(tmp_path, *moved)
    assert all(each.error is None for each in done)
    assert done[-1].entry is not None
    assert done[-1].entry.body["to"] == "paid"


@pytest.mark.parametrize(("moved", "event", "guard", "source"), PAST_THE_LIMIT.values(), ids=PAST_THE_LIMIT)
def test_past_its_limit_every_date_is_refused_by_the_right_guard(
    tmp_path: Path, moved: tuple[tuple[str, str], ...], event: str, guard: str, source: str
) -> None:
    with pytest.raises(Refused) as no:
        enter(tmp_path, *moved)
    assert no.value.event == event
    assert {finding.guard: finding.source for finding in no.value.findings} == {guard: source}
