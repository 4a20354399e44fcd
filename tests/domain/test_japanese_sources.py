"""Every source of Japan's rules and duties as it is cited in Japan."""

from __future__ import annotations

import pytest

from states.rulebooks import versions
from workflow.render.japanese import source

# fmt: off
CITED = {
    "Book-Entry Transfer Act arts. 151, 152": "社債株式振替法151条、152条",
    "Civil Code art. 166(1); before 2020-04-01 art. 167(1) of the old Code":
        "民法166条1項、2020年4月1日前は改正前民法167条1項",
    "Civil Code art. 412": "民法412条",
    "Commercial Code (until 2006-04-30)": "商法（2006年4月30日まで）",
    "Companies Act art. 124(1), (2)": "会社法124条1項・2項",
    "Companies Act art. 124(2)": "会社法124条2項",
    "Companies Act art. 124(3)": "会社法124条3項",
    "Companies Act art. 296(1); the articles": "会社法296条1項、定款",
    "Companies Act art. 298(1), (4)": "会社法298条1項・4項",
    "Companies Act art. 298(2)": "会社法298条2項",
    "Companies Act art. 299(1)": "会社法299条1項",
    "Companies Act art. 299(2)-(4)": "会社法299条2項から4項まで",
    "Companies Act art. 300": "会社法300条",
    "Companies Act art. 304": "会社法304条",
    "Companies Act art. 305(4)": "会社法305条4項",
    "Companies Act art. 309(1)": "会社法309条1項",
    "Companies Act art. 309(5)": "会社法309条5項",
    "Companies Act art. 318(2)": "会社法318条2項",
    "Companies Act art. 319(1)": "会社法319条1項",
    "Companies Act art. 319(2)": "会社法319条2項",
    "Companies Act art. 325-3(1)": "会社法325条の3第1項",
    "Companies Act art. 325-5": "会社法325条の5",
    "Companies Act art. 325-6": "会社法325条の6",
    "Companies Act art. 369(1), (2)": "会社法369条1項・2項",
    "Companies Act art. 370": "会社法370条",
    "Companies Act art. 432(2)": "会社法432条2項",
    "Companies Act art. 436(2), (3); Accounting Rules art. 130": "会社法436条2項・3項、会社計算規則130条",
    "Companies Act art. 442(1)": "会社法442条1項",
    "Companies Act art. 445(4); Accounting Rules arts. 22, 23": "会社法445条4項、会社計算規則22条、23条",
    "Companies Act art. 453": "会社法453条",
    "Companies Act art. 454(1)": "会社法454条1項",
    "Companies Act art. 454(1)(i)": "会社法454条1項1号",
    "Companies Act art. 454(1)(i), (3)": "会社法454条1項1号・3項",
    "Companies Act art. 454(1)(iii)": "会社法454条1項3号",
    "Companies Act art. 454(2), (3)": "会社法454条2項・3項",
    "Companies Act art. 454(4)(i)": "会社法454条4項1号",
    "Companies Act art. 454(5)": "会社法454条5項",
    "Companies Act art. 455(1)": "会社法455条1項",
    "Companies Act art. 458": "会社法458条",
    "Companies Act art. 459(1)(iv), (2); Accounting Rules art. 155": "会社法459条1項4号・2項、会社計算規則155条",
    "Companies Act art. 460(1), (2)": "会社法460条1項・2項",
    "Companies Act art. 461(1)(viii), (2)": "会社法461条1項8号・2項",
    "Companies Act art. 465(1)(x)": "会社法465条1項10号",
    "Companies Act art. 831(1)": "会社法831条1項",
    "Companies Act art. 940(1)(i)": "会社法940条1項1号",
    "Companies Act arts. 299(1), (4), 298(1)(ii)": "会社法299条1項・4項、298条1項2号",
    "Companies Act arts. 299(1), 325-4(1)": "会社法299条1項、325条の4第1項",
    "Companies Act arts. 301, 302, 325-3(1)": "会社法301条、302条、325条の3第1項",
    "Companies Act arts. 303(2), 305(1)": "会社法303条2項、305条1項",
    "Companies Act arts. 303, 305(1)": "会社法303条、305条1項",
    "Companies Act arts. 304, 305(6)": "会社法304条、305条6項",
    "Companies Act arts. 308(1), (2)": "会社法308条1項・2項",
    "Companies Act arts. 309(2)(x), 454(4)": "会社法309条2項10号、454条4項",
    "Companies Act arts. 317, 124(2); FSA, METI and MoJ, 2020-04-28":
        "会社法317条、124条2項、金融庁・法務省・経済産業省2020年4月28日公表",
    "Companies Act arts. 325-2, 325-3(1); Book-Entry Transfer Act art. 159-2":
        "会社法325条の2、325条の3第1項、社債株式振替法159条の2",
    "Companies Act arts. 369(3), (4), 371(1)": "会社法369条3項・4項、371条1項",
    "Companies Act arts. 436(3), 437, 438": "会社法436条3項、437条、438条",
    "Companies Act arts. 437, 444(6), 325-3(1)": "会社法437条、444条6項、325条の3第1項",
    "Companies Act arts. 446, 461": "会社法446条、461条",
    "Companies Act arts. 446, 461(2); Accounting Rules arts. 150, 158": "会社法446条、461条2項、会社計算規則150条、158条",
    "Companies Act arts. 454(4)(ii), 456": "会社法454条4項2号、456条",
    "Corporate Governance Code, supplementary principle 1-2(2)": "コーポレートガバナンス・コード補充原則1-2②",
    "Enforcement Regulations arts. 63(iii), 69, 70": "会社法施行規則63条3号、69条、70条",
    "FIEA art. 24(1)": "金融商品取引法24条1項",
    "FIEA art. 24-5(4); Disclosure Order art. 19(2)(ix-2)":
        "金融商品取引法24条の5第4項、企業内容等の開示に関する内閣府令19条2項9号の2",
    "Income Tax Act art. 181(1); Local Tax Act": "所得税法181条1項、地方税法",
    "Income Tax Act art. 181(2)": "所得税法181条2項",
    "Income Tax Act art. 225(1)": "所得税法225条1項",
    "Income Tax Act art. 225(2)": "所得税法225条2項",
    "JASDEC Business Rules for Book-Entry Transfer of Shares": "証券保管振替機構「株式等の振替に関する業務規程」",
    "TSE Listing Regulations": "東京証券取引所有価証券上場規程",
    "TSE Listing Regulations 402(1)h": "東京証券取引所有価証券上場規程402条1号h",
    "TSE Listing Regulations 445-8": "東京証券取引所有価証券上場規程445条の8",
    "TSE practice guide on timely disclosure": "東京証券取引所「会社情報適時開示ガイドブック」",
    "no article asks for it; that nobody owned the amount is how it went wrong":
        "法令の定めなし、算定責任者の不在が違反の原因となった事例による",
    "practice": "実務慣行",
    "the articles; Daishin-in, 1927-08-03": "定款、大審院昭和2年8月3日判決",
}
# fmt: on


def test_every_source_is_listed_here_and_none_that_is_gone() -> None:
    assert {each.source for law in versions("JP") for each in (*law.rules, *law.duties)} == CITED.keys()


@pytest.mark.parametrize(("text", "cited"), CITED.items())
def test_a_source_is_cited_as_in_japan(text: str, cited: str) -> None:
    assert source(text) == cited


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no source",
        "Stock Corporation Act art. 58",
        "Companies Act s. 830",
        "Companies Act art. 299(xi)",
        "Companies Act art. 299(1)a",
        "Companies Act art. 298(1)(i)-(v)",
        "Companies Act art. 299 (1)",
    ],
)
def test_a_source_that_is_not_of_these_laws_or_not_so_written_is_shown_as_it_is(text: str) -> None:
    assert source(text) == text


def test_of_several_laws_the_unknown_one_is_shown_as_it_is() -> None:
    assert source("Companies Act art. 5; Gold Act art. 6") == "会社法5条、Gold Act art. 6"
