"""The sources of Japan's rules, cited as they are in Japan: 会社法299条1項."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_LAWS: Final[Mapping[str, str]] = {
    "Companies Act": "会社法",
    "Enforcement Regulations": "会社法施行規則",
    "Accounting Rules": "会社計算規則",
    "Book-Entry Transfer Act": "社債株式振替法",
    "Civil Code": "民法",
    "FIEA": "金融商品取引法",
    "Disclosure Order": "企業内容等の開示に関する内閣府令",
    "Income Tax Act": "所得税法",
}
_OTHERS: Final[Mapping[str, str]] = {
    "Commercial Code (until 2006-04-30)": "商法（2006年4月30日まで）",
    "before 2020-04-01 art. 167(1) of the old Code": "2020年4月1日前は改正前民法167条1項",
    "Local Tax Act": "地方税法",
    "the articles": "定款",
    "Daishin-in, 1927-08-03": "大審院昭和2年8月3日判決",
    "FSA, METI and MoJ, 2020-04-28": "金融庁・法務省・経済産業省2020年4月28日公表",
    "Corporate Governance Code, supplementary principle 1-2(2)": "コーポレートガバナンス・コード補充原則1-2②",
    "TSE Listing Regulations": "東京証券取引所有価証券上場規程",
    "TSE Listing Regulations 402(1)h": "東京証券取引所有価証券上場規程402条1号h",
    "TSE Listing Regulations 445-8": "東京証券取引所有価証券上場規程445条の8",
    "TSE practice guide on timely disclosure": "東京証券取引所「会社情報適時開示ガイドブック」",
    "JASDEC Business Rules for Book-Entry Transfer of Shares": "証券保管振替機構「株式等の振替に関する業務規程」",
    "practice": "実務慣行",
    "no article asks for it": "法令の定めなし",
    "that nobody owned the amount is how it went wrong": "算定責任者の不在が違反の原因となった事例による",
}
_ROMAN: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_MARK: Final = rf"\((?:\d+|(?:{'|'.join(_ROMAN[1:])})(?:-\d+)?)\)"
_PLACE: Final = re.compile(rf"(?P<article>\d+(?:-\d+)?)?(?P<within>(?:{_MARK})*)(?:-\((?P<until>\d+)\))?")


def source(text: str) -> str:
    """The Japanese of a source, laws parted by semicolons; a law that is not known here is shown as it is."""
    return "、".join(_cited(law) for law in text.split("; "))


def _cited(law: str) -> str:
    name, _, places = law.replace(" arts. ", " art. ").partition(" art. ")
    if law in _OTHERS or name not in _LAWS:
        return _OTHERS.get(law, law)
    found = [_PLACE.fullmatch(each) for each in places.split(", ")]
    said = "".join(("、" if each["article"] else "・") + _place(each) for each in found if each)
    return _LAWS[name] + said[1:] if all(found) else law


def _place(found: re.Match[str]) -> str:
    """An article, its paragraph (項) and item (号), or what follows it within the article that was named before."""
    marks = [(found["article"], "条")] if found["article"] else []
    for mark in re.findall(r"\(([^)]+)\)", found["within"]):
        number, dash, branch = mark.partition("-")
        marks.append((mark, "項") if number.isdecimal() else (f"{_ROMAN.index(number)}{dash}{branch}", "号"))
    said = ""
    for mark, unit in marks:
        number, _, branch = mark.partition("-")
        said += ("第" if said[-1:].isdecimal() else "") + f"{number}{unit}" + (f"の{branch}" if branch else "")
    return said + (f"から{found['until']}項まで" if found["until"] else "")
