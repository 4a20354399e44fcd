"""The timetable is never milder than the step: limits of one name, days not known yet, and what counts from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from states.context import Context, Deed
from states.dates import DAY
from states.deadline import Deadline, Status
from states.facts import Board, Route, Settlement
from states.finding import Verdict
from states.rulebooks.japan import JAPAN
from states.terms import UNDECIDED, Terms
from states.timetable import _latest, questions, timetable
from tests.domain.iij import BOARD, COMPANY, DIVIDEND, MEETING, SITTING, answer, ask, convening, step
from tests.domain.test_timetable import standing

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE


def d(text: str) -> date:
    return date.fromisoformat(text)


def of(name: str, contexts: list[Context]) -> list[Deadline]:
    return [each for each in timetable(contexts, JAPAN) if each.id == name]


OPEN = replace(COMPANY, articles=replace(COMPANY.articles, record_dates_fixed=False))


def test_two_limits_of_one_rule_are_two_lines() -> None:
    """The public notice of the votes' record date does not stand for that of the dividend's."""
    meeting = replace(MEETING, voting_record_notice_on=d("2018-03-16"))
    for on, status in ((d("2018-03-16"), Status.KEPT), (d("2018-03-17"), Status.MISSED), (None, Status.OVERDUE)):
        dividend = replace(DIVIDEND, record_notice_on=on)
        found = of("record_public_notice", standing(company=OPEN, meeting=meeting, dividend=dividend))
        assert {each.status for each in found} == {Status.KEPT, status}
        assert sorted(each.place for each in found) == [1, 2]


def planned(**changes: Any) -> list[Context]:
    """The timetable before the notice went out."""
    own = {"meeting_deeds": (), "deeds": (), "source": "planned", "today": BOARD} | changes
    return [standing(**own)[0]]


LAST = d("2018-06-13")  # 14 clear days before the meeting


@pytest.mark.parametrize(
    ("board", "status"), [(None, Status.OPEN), (LAST, Status.UNKNOWN), (LAST + DAY, Status.MISSED), (BOARD, Status.UNKNOWN)]
)
def test_what_must_come_before_the_dispatch_has_a_last_day_before_the_dispatch_is_known(
    board: date | None, status: Status
) -> None:
    (found,) = of("board_decides_meeting", planned(meeting=replace(MEETING, board_on=board)))
    assert (found.status, found.last_on) == (status, LAST)
    assert ("dispatched at the latest 2018-06-13" in found.message) is (board is not None)


def test_the_board_decides_before_the_materials_are_provided_where_they_must_be() -> None:
    """board_decides_meeting: the notice of a listed company is preceded by its electronic provision."""
    for day, expected in ((d("2023-02-28"), {d("2023-02-13")}), (d("2023-06-29"), {d("2023-06-14"), d("2023-06-07")})):
        found = of("board_decides_meeting", planned(meeting=replace(MEETING, day=day, board_on=None)))
        assert {each.last_on for each in found} == expected


def test_the_earliest_of_several_last_days_is_the_one_that_counts() -> None:
    """Where votes end at a time that was fixed, the notice goes out earlier still."""
    cutoff = replace(MEETING, board_on=None, voting_cutoff_on=d("2018-06-27"))
    (found,) = of("board_decides_meeting", planned(meeting=cutoff))
    assert found.last_on == d("2018-06-12")


@pytest.mark.parametrize(("today", "status"), [(LAST, Status.OPEN), (LAST + DAY, Status.OVERDUE)])
def test_the_last_day_itself_is_open(today: date, status: Status) -> None:
    (found,) = of("notice_public_co", planned(today=today))
    assert (found.status, found.last_on) == (status, LAST)


def test_neither_a_first_lawful_day_nor_a_note_stands_for_a_day_that_is_not_stated() -> None:
    undecided = replace(DIVIDEND, terms=replace(DIVIDEND.terms, effective_on=None, pay_on=d("2018-06-29")))
    (found,) = of("pay_not_before_effect", [standing(dividend=undecided)[1]])
    assert (found.status, found.first_on) == (Status.UNKNOWN, None)  # the decision is its first day, not its last
    company = replace(COMPANY, articles=replace(COMPANY.articles, agm_months=3))
    (found,) = of(
        "notice_public_co", planned(company=company, meeting=replace(MEETING, day=None, fiscal_year_end=d("2018-03-31")))
    )
    assert (found.status, found.last_on) == (Status.UNKNOWN, None)  # the articles' months are a note


def test_a_last_day_that_may_not_apply_is_none_to_count_from() -> None:
    """Whether one week or two are needed is not known, so neither says when the board must have decided."""
    unknown = replace(COMPANY, articles=replace(COMPANY.articles, public=None, listed=None))
    (found,) = of("board_decides_meeting", planned(company=unknown, meeting=replace(MEETING, board_on=None)))
    assert (found.status, found.last_on) == (Status.UNKNOWN, None)


def test_the_earliest_last_day_counts_in_whatever_order_the_rules_stand() -> None:
    context = replace(planned(meeting=replace(MEETING, voting_cutoff_on=d("2018-06-27")))[0], event="")
    for rules in (list(JAPAN.rules), list(reversed(JAPAN.rules))):
        found = {day.name: latest.read(context) for day, latest in _latest(rules, context).items()}
        assert found["dispatched"] == d("2018-06-12")


def test_a_day_that_a_duty_counts_from_is_named_while_it_is_not_stated() -> None:
    articles = replace(COMPANY.articles, exclusion_years=0)
    context = standing(company=replace(COMPANY, articles=articles), deeds=(), meeting=replace(MEETING, day=None))[1]
    (found,) = of("unclaimed_prescription", [context])
    assert (found.status, found.message, found.pressing) == (Status.UNKNOWN, "decision not stated", True)


def test_the_steps_ahead_are_judged_by_the_law_of_the_day_they_are_planned_for() -> None:
    """Of a meeting before the Companies Act no law is known, whatever today is."""
    for day, names in (("2006-04-30", {"older_law"}), ("2006-05-01", {"ordinary_majority"})):
        context = replace(standing(deeds=step("approve").deeds, meeting=replace(MEETING, day=d(day)))[1], source="proposed")
        found = {each.id for each in timetable([context], JAPAN) if each.message.startswith("at approve")}
        assert found & {"older_law", "ordinary_majority"} <= names
        assert "older_law" in found or day == "2006-05-01"


def test_a_notice_that_a_note_asks_for_moves_no_other_day() -> None:
    assert {each.last_on for each in of("accounts_approved", planned())} == {LAST}


def test_the_day_that_is_shown_is_the_day_that_was_missed() -> None:
    """By no reading of the law in time: the last arguable day, and the days from there."""
    company = replace(COMPANY, articles=replace(COMPANY.articles, e_provision=True))
    late = replace(MEETING, day=d("2023-06-29"), e_provision_on=d("2023-06-10"))
    (found,) = of("e_provision", planned(company=company, meeting=late))
    assert (found.status, found.last_on, found.slack) == (Status.MISSED, d("2023-06-08"), -2)


def test_a_rule_that_the_company_reads_as_a_note_is_a_note_in_the_timetable() -> None:
    late = {"dividend": replace(DIVIDEND, terms=replace(DIVIDEND.terms, effective_on=d("2018-07-01")))}
    for as_note, weight in ((None, "bar"), (True, "note")):
        company = replace(COMPANY, articles=replace(COMPANY.articles, effect_limit_as_note=as_note))
        (found,) = of("effect_within_3_months", standing(company=company, **late))
        assert (found.status, found.weight) == (Status.MISSED, weight)


def test_a_vote_still_to_come_is_taken_at_the_last_sitting() -> None:
    again = replace(MEETING, continued_on=(d("2018-06-30"), d("2018-07-02")))
    undecided = standing(meeting=again, deeds=step("approve").deeds)
    found = {each.subject: (each.status, each.on) for each in of("vote_within_3_months", undecided)}
    assert found == {"IIJ-AGM26": (Status.KEPT, SITTING), "IIJ-FY2017-YE": (Status.MISSED, d("2018-07-02"))}
    (found,) = of("effect_not_before_resolution", undecided)
    assert (found.status, found.first_on) == (Status.MISSED, d("2018-07-02"))
    (found,) = of("vote_within_3_months", [standing(meeting=again)[1]])
    assert (found.status, found.on) == (Status.KEPT, SITTING)


# ── Duties ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def story(*told: str) -> tuple[Deed, ...]:
    """Deeds by event and day; ``fulfil`` is that of the change."""
    steps = [each.split() for each in told]
    return tuple(
        Deed(
            seq=n,
            event=event,
            source="proposed",
            dest="proposed",
            on=d(f"2018-{day}"),
            fulfils=("tdnet_progress",) if event == "fulfil" else (),
        )
        for n, (event, day) in enumerate(steps, 10)
    )


RESOLVED = "resolve 05-24"


@pytest.mark.parametrize(
    ("told", "due", "done"),
    [
        (("revise 06-02", "revise 06-08"), "06-02", None),  # the first that nobody disclosed
        (("revise 06-02", "fulfil 06-02", "revise 06-08"), "06-08", None),
        (("revise 06-02", "fulfil 06-05", "revise 06-08", "fulfil 06-08"), "06-08", "06-08"),
        (("revise 06-02", "revise 06-08", "fulfil 06-08"), "06-02", "06-08"),  # late for the first
        (("revise 06-02", "revise 06-08", "fulfil 06-02"), "06-08", None),  # entered late
        (("revise 06-02", "revise 06-08", "fulfil 06-02", "fulfil 06-08"), "06-08", "06-08"),
        (("fulfil 05-30", "revise 06-02"), "06-02", None),
        (("revise 06-02", "fulfil 06-02", "revise 06-02", "withdraw 07-05"), "07-05", None),  # one disclosure a day
        (("revise 06-02", "fulfil 06-02", "revise 06-08", "fulfil 06-08", "revise 06-10", "fulfil 06-11"), "06-10", "06-11"),
        (("revise 06-02", "revise 06-05", "fulfil 06-08", "fulfil 06-02"), "06-05", "06-08"),  # that of the first came last
    ],
)
def test_each_change_is_disclosed_and_none_is_forgotten_for_the_next(
    told: tuple[str, ...], due: str, done: str | None
) -> None:
    known = story(RESOLVED, *told)
    (found,) = of("tdnet_progress", standing(deeds=known))
    assert (found.last_on, found.on) == (d(f"2018-{due}"), d(f"2018-{done}") if done else None)
    assert found.entry == next((deed.seq for deed in known if deed.fulfils and deed.on == found.on), None)


def test_a_duty_that_may_apply_presses_and_one_that_has_not_arisen_does_not() -> None:
    unlisted = replace(COMPANY, articles=replace(COMPANY.articles, listed=None))
    for company, pressing in ((unlisted, True), (COMPANY, False)):
        for name in ("tdnet_dividend", "extraordinary_report"):
            (found,) = of(name, standing(company=company))
            assert (found.pressing, found.last_on is None) == (pressing, pressing)
    (unresolved,) = of("tdnet_dividend", standing(deeds=()))
    assert (unresolved.status, unresolved.pressing) == (Status.UNKNOWN, False)


def test_what_is_vouched_for_is_kept_in_the_timetable_as_at_the_step() -> None:
    vouched = replace(MEETING, voting_record_on=None, attest={"voting_record": "the register"})
    (found,) = of("vote_within_3_months", planned(meeting=vouched))
    assert (found.status, found.message) == (Status.KEPT, "attested: the register")
    (found,) = of("notice_public_co", planned(meeting=vouched))
    assert found.status is Status.OPEN


def test_what_is_counted_back_is_done_anew_for_a_meeting_that_was_moved() -> None:
    done = Deed(seq=20, event="fulfil", source="planned", dest="planned", on=BOARD, fulfils=("fs_at_head_office",))
    moved = Deed(seq=21, event="reschedule", source="planned", dest="planned", on=BOARD)
    for deeds, status in (
        ((done,), Status.KEPT),
        ((done, moved), Status.OPEN),
        ((moved, replace(done, seq=22)), Status.KEPT),
    ):
        (found,) = of("fs_at_head_office", planned(meeting_deeds=deeds))
        assert found.status is status


def test_a_late_provision_moves_no_filing() -> None:
    listed = replace(COMPANY, articles=replace(COMPANY.articles, listed=True))
    for provided, due in ((None, "2023-06-07"), ("2023-06-01", "2023-06-01"), ("2023-06-20", "2023-06-07")):
        meeting = replace(MEETING, day=d("2023-06-29"), e_provision_on=d(provided) if provided else None)
        (found,) = of("tse_file_convocation", planned(company=listed, meeting=meeting))
        assert found.last_on == d(due)


LEFT = Settlement(paid=Decimal(600), unclaimed=Decimal(8), returned=Decimal(0))


@pytest.mark.parametrize(("closed", "there"), [(None, True), ("2019-07-01", True), ("2019-06-30", False)])
def test_what_was_cleared_within_the_year_is_not_taxed_as_unpaid(closed: str | None, there: bool) -> None:
    closing = Deed(seq=30, event="close", source="paid", dest="closed", on=d(closed) if closed else None)
    known = (*standing()[1].deeds, *((closing,) if closed else ()))
    found = of("deemed_paid_1y", standing(deeds=known, dividend=replace(DIVIDEND, settlement=LEFT)))
    assert bool(found) is there


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "superseded", "annulled"])
def test_of_what_is_never_paid_nothing_is_paid_over_and_nothing_claimed(state: str) -> None:
    of_payment = {"withholding_due", "payment_record_due", "payment_notice_due", "deemed_paid_1y", "annulment_window"}
    for years, claim in ((3, "unclaimed_exclusion"), (0, "unclaimed_prescription")):
        company = replace(COMPANY, articles=replace(COMPANY.articles, exclusion_years=years))
        unpaid, paid = (
            {each.id for each in timetable([replace(standing(company=company, deeds=told)[1], source=state)], JAPAN)}
            for told in (step("approve").deeds, step("settle").deeds)
        )
        assert unpaid.isdisjoint(of_payment | {claim})
        assert of_payment | {claim} <= paid


# ── Rules whose facts are stated in part ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("audited", "verdict", "bound"),
    [
        (None, PASS, "2018-05-29"),  # four weeks after the accounts
        ("2018-05-25", PASS, "2018-05-25"),
        ("2018-05-30", PASS, "2018-05-29"),  # too late to matter: the accounts count as audited
        ("2018-05-29", PASS, "2018-05-29"),
    ],
)
def test_a_late_audit_report_undoes_no_audit(audited: str | None, verdict: Verdict, bound: str) -> None:
    meeting = {
        "accounts_to_auditor_on": d("2018-04-30"),
        "schedules_to_auditor_on": d("2018-05-10"),
        "accounts_board_on": d("2018-05-29"),
        "audited_on": d(audited) if audited else None,
    }
    finding = ask("accounts_audited_first", convening(articles={"accounting_auditor": True}, meeting=meeting))
    assert (finding.verdict, finding.bound) == (verdict, d(bound))


def test_an_audit_is_due_no_earlier_than_agreed_and_not_known_from_half_of_the_days() -> None:
    half = {"accounts_to_auditor_on": d("2018-04-30"), "accounts_board_on": d("2018-05-29")}
    for meeting, verdict in (
        (half, UNKNOWN),
        (half | {"audited_on": d("2018-05-29")}, PASS),
        (half | {"schedules_to_auditor_on": d("2018-05-10"), "audit_agreed_on": d("2018-05-30")}, FAIL),
        (half | {"schedules_to_auditor_on": d("2018-05-10"), "audit_agreed_on": d("2018-05-01")}, PASS),
    ):
        finding = ask("accounts_audited_first", convening(articles={"accounting_auditor": True}, meeting=meeting))
        assert finding.verdict is verdict


@pytest.mark.parametrize(("days", "last"), [(3, "2018-06-24"), (7, "2018-06-20"), (8, "2018-06-20"), (20, "2018-06-20")])
def test_articles_shorten_the_notice_and_never_lengthen_it(days: int, last: str) -> None:
    articles = {"public": False, "listed": False, "has_board": False, "notice_days": days, "e_provision": False}
    context = convening(on=d(last), articles=articles, meeting={"paper_voting": False})
    assert answer(ask("notice_private_co", context))[0] is PASS
    assert answer(ask("notice_private_co", replace(context, on=d(last) + DAY)))[0] is FAIL


@pytest.mark.parametrize(("cutoff", "verdict"), [("2018-06-27", PASS), ("2018-06-28", PASS), ("2018-06-29", FAIL)])
def test_votes_end_before_the_meeting_does(cutoff: str, verdict: Verdict) -> None:
    """notice_special_cutoff"""
    finding = ask("notice_special_cutoff", convening(meeting={"voting_cutoff_on": d(cutoff)}))
    assert finding.verdict is verdict


@pytest.mark.parametrize(("eligible", "verdict"), [(3, PASS), (0, FAIL)])
def test_nobody_is_not_all_of_the_directors(eligible: int, verdict: Verdict) -> None:
    board = Board(written=True, eligible=eligible, in_favour=eligible, objected=False)
    context = step("resolve", articles={"written_board_resolutions": True}, dividend={"board": board})
    assert ask("board_written", context).verdict is verdict


@pytest.mark.parametrize(
    ("per_share", "remedy"),
    [(Decimal(0), "state --entitled"), (UNDECIDED, "state --per-share and --total"), (None, "state --per")],
)
def test_a_dividend_of_nothing_is_stated(per_share: Any, remedy: str) -> None:
    finding = ask("total_matches", step("approve", line={"per_share": per_share}, shares={"entitled": None}))
    assert (finding.verdict, finding.remedy.startswith(remedy)) == (UNKNOWN, True)


@pytest.mark.parametrize(
    ("articles", "verdict"),
    [
        ({"public": False, "listed": False, "has_board": None}, UNKNOWN),
        ({"public": False, "listed": False, "has_board": True}, PASS),
        ({"public": False, "listed": False, "has_board": False}, FAIL),
        ({"public": True, "listed": False, "has_board": None}, PASS),
        ({"public": None, "listed": True, "has_board": None}, PASS),
        ({"public": None, "listed": None, "has_board": None}, UNKNOWN),
    ],
)
def test_only_a_public_company_is_known_to_have_a_board(articles: dict[str, Any], verdict: Verdict) -> None:
    own = {"route": Route.INTERIM, "fiscal_year_end": d("2019-03-31")}
    context = step("decide", articles=articles | {"interim_dividends": True}, dividend=own)
    assert ask("interim_by_board", context).verdict is verdict
    written = ask("notice_written_form", convening(articles=articles, meeting={"paper_voting": None}))
    assert (written.verdict is NO_QUESTION) is (verdict is FAIL)
    on_paper = ask("notice_written_form", convening(articles=articles, meeting={"paper_voting": True}))
    assert "not stated whether the notice is in writing" in on_paper.message


@pytest.mark.parametrize(("day", "status"), [(d("2018-06-30"), Status.FAILS), (d("2018-07-02"), Status.KEPT), (None, None)])
def test_of_bare_dates_what_the_planned_payment_answers_is_told_and_nothing_else(
    day: date | None, status: Status | None
) -> None:
    bare = replace(standing()[1], source=None, deeds=(), dividend=replace(DIVIDEND, terms=Terms(pay_on=day)))
    found = {each.id: each.status for each in questions(bare, JAPAN)}
    assert found.get("pay_business_day") is status
    assert Status.UNKNOWN not in found.values()


def test_a_count_that_names_the_last_day_is_not_told_it_twice() -> None:
    late = {"day": d("2025-06-28"), "e_provision_on": d("2025-06-08")}
    counted = "20 days before the meeting, last day 2025-06-07: 21 days before"
    message = ask("e_provision", convening(meeting=late, on=d("2025-06-10"))).message
    assert message == f"electronic provision 2025-06-08, meeting 2025-06-28: {counted}"
