"""Nothing of the law on a dividend and its meeting is forgotten: each row is asked, reckoned, or left out with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from states.rulebooks.japan import JAPAN, LEFT_OUT

ROWS = """
vote_within_3_months effect_within_3_months record_dates_are_two record_before_right record_public_notice
record_e_notice_continues record_holder_list treasury_excluded dividend_proportional
board_decides_meeting board_quorum board_minutes board_written accounts_audited_first accounts_approved
paper_voting_required agm_within_articles notice_public_co notice_private_co notice_special_cutoff notice_written_form
reference_docs fs_enclosed fs_at_head_office convocation_waived e_provision e_provision_until e_provision_outage
e_provision_notice e_provision_paper_request cg_early_notice tse_file_convocation shareholder_proposal proposal_repeat_bar
resolve_three_items ordinary_quorum ordinary_majority special_majority_in_kind votes_excluded in_kind_cash_option
in_kind_fraction classes interim_by_board board_authority_459 agm_excluded_460 adjourn_or_continue written_resolution
report_omitted agm_minutes floor_amendment agenda_bound
net_assets_3m distributable_amount distributable_shared reserve_one_tenth total_matches liability_462 recourse_463
deficit_465 crime_963
effect_not_before_resolution pay_not_before_effect pay_business_day pay_delay pay_place_cost pay_routes receipt_window
unclaimed_exclusion unclaimed_prescription annulment_window annulment_effect
gross_rounding tax_rounding who_withholds withholding_due deemed_paid_1y fixing_date payment_record_due payment_notice_due
my_number
tdnet_dividend tdnet_forecast_revision tdnet_progress english_disclosure insider_fact extraordinary_report annual_report
balance_sheet_notice books_kept
""".split()
RECKONED = {"tax_rounding"}  # states/rulebooks/japan/tax.py: a figure, no question at a step


def test_each_row_is_asked_reckoned_or_left_out_and_never_two_of_these() -> None:
    asked = {each.id for each in (*JAPAN.rules, *JAPAN.duties)}
    assert set(ROWS) - asked - RECKONED == set(LEFT_OUT)
    assert not asked & set(LEFT_OUT)


def test_each_reason_is_a_sentence() -> None:
    assert all(why.endswith(".") and len(why) > 30 for why in LEFT_OUT.values())


@pytest.mark.parametrize("name", [each.id for each in (*JAPAN.rules, *JAPAN.duties)])
def test_each_rule_and_duty_is_asked_by_name_in_a_test(name: str) -> None:
    """Taken out of the rulebook, none would be missed by nobody."""
    here = Path(__file__)
    others = (page.read_text(encoding="utf-8") for page in here.parent.glob("test_*.py") if page != here)
    assert any(f'"{name}"' in text for text in others)
