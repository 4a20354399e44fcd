"""Nothing of the law's tables of resolution, money and payment (``law.md`` sections 1.3 to 1.5) is forgotten."""

from __future__ import annotations

from states.rulebooks.japan import JAPAN
from states.rulebooks.japan.left_out_resolution import RESOLUTION_LEFT_OUT

ROWS = """resolve_three_items ordinary_quorum ordinary_majority special_majority_in_kind votes_excluded in_kind_cash_option
in_kind_fraction classes interim_by_board board_authority_459 agm_excluded_460 adjourn_or_continue written_resolution
report_omitted agm_minutes floor_amendment agenda_bound
net_assets_3m distributable_amount distributable_shared reserve_one_tenth total_matches liability_462 recourse_463
deficit_465 crime_963
effect_not_before_resolution pay_not_before_effect pay_business_day pay_delay pay_place_cost pay_routes receipt_window
unclaimed_exclusion unclaimed_prescription annulment_window annulment_effect""".split()


def test_each_row_is_a_rule_or_a_duty_or_left_out_with_a_reason() -> None:
    asked = {each.id for each in (*JAPAN.rules, *JAPAN.duties)}
    assert set(ROWS) - asked == set(RESOLUTION_LEFT_OUT)
    assert all(RESOLUTION_LEFT_OUT.values())
