"""The Japanese of what the program makes up out of a record: a finding, a line of the log, the label of a subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Final

from workflow.render.japanese.facts import FACTS
from workflow.render.japanese.patterns import PATTERNS
from workflow.render.japanese.sources import source
from workflow.render.japanese.titles import TITLES
from workflow.render.japanese.words import EVENTS, ROLES, ROUTES, STATES, VALUES

_TITLES: Final = {**TITLES, "not known": "不明", "not possible now": "現在の状態では不可"}
_MEETINGS: Final = {name: VALUES[f"kind.{name}"] for name in ("ordinary", "extraordinary", "written")}
_MOMENTS: Final = {
    "approval": "承認決議",
    "accounts approved by the board": "計算書類の取締役会承認",
    "approve": "承認決議",
    "board": "招集事項の決定",
    "continued sitting": "継続会",
    "electronic provision": "電子提供措置の開始",
    "published": "招集通知の電子的公表",
    "decision": "決議",
    "dispatched": "招集通知の発送",
    "distributable amount": "分配可能額",
    "effective": "効力発生日",
    "hold": "閉会",
    "last sitting": "最終の会日",
    "meeting": "会日",
    "net assets": "純資産額",
    "notice": "招集通知",
    "payable": "支払開始日",
    "payment": "支払",
    "public notice": "基準日公告",
    "record date": "配当の基準日",
    "voting record date": "議決権の基準日",
}
"""What an objection holds against one another, most often days."""
_QUESTIONS: Final = {
    "accounts and business report go with the notice": "計算書類・事業報告の提供の有無",
    "all who asked for paper by the voting record date are sent it": "書面交付請求に基づく書面の交付の有無",
    "all who may vote consented": "議決権を行使できる株主全員の同意の有無",
    "an accounting auditor audits the accounts": "会計監査人設置会社か否か",
    "it is the ordinary meeting": "定時株主総会か否か",
    "public notices are electronic": "電子公告か否か",
    "the articles end the duty to pay what is unclaimed": "定款の除斥期間の定めの有無",
    "the articles leave it to prescription": "消滅時効による旨の定めの有無",
    "the materials are provided electronically": "電子提供措置をとるか否か",
    "the notice is in writing, or electronic by consent": "書面（承諾があれば電磁的方法）による招集通知か否か",
    "the reserves are below a quarter of the capital": "準備金が資本金の4分の1未満か否か",
    "the shares are on the Prime market": "プライム市場上場か否か",
    "votes are cast on paper or electronically": "書面投票・電子投票の採用の有無",
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "event": EVENTS,
    "meeting": _MEETINGS,
    "moment": _MOMENTS,
    "needed": ROLES,
    "needs": ROUTES,
    "other": _MOMENTS,
    "question": _QUESTIONS,
    "role": ROLES,
    "route": ROUTES,
    "state": STATES,
    "title": _TITLES,
    "to": STATES,
}
_STEP: Final = r"([a-z]+) \(entr(?:y|ies) ([\d, ]+)\)"
_ONE: Final = r"[a-z]+ \(entr(?:y|ies) [\d, ]+\)"
_VALUE: Final = r"\d{4}-\d\d-\d\d|yes|no|[\d,.]+"
_LOOKS: Final = {
    **{name: "|".join(map(re.escape, sorted(words, key=len, reverse=True))) for name, words in _WORDS.items()},
    **dict.fromkeys(("day", "on"), r"\d{4}-\d\d-\d\d(?: and \d{4}-\d\d-\d\d)*"),
    **dict.fromkeys(("amount", "days", "entry", "count"), r"(?:JPY )?[\d,.]+"),
    "steps": rf"{_ONE}(?:[,;] {_ONE})*",
    "guards": r"[\w, -]+",
    "attested": r"[\w, -]+",
    "fact": r"[a-z ]+",
    "value": _VALUE,
    "id": r"\w+",
}
_OBJECTION: Final = rf"(?P<title>{_LOOKS['title']}): (?P<message>.+?)(?P<guard> \(\w+\))?"


def generated(of: str, text: str) -> str:
    """The Japanese of a text by where it is said; what no pattern there fits is shown as it is."""
    if of == "refused":
        return "／".join(_objection(each) for each in re.split(rf"; (?=(?:{_LOOKS['title']}): )", text))
    if of in ("not known", "noted", "waived"):
        return _left_open(text)
    if of == "attested":
        return re.sub(r"(?:^|(?<=; ))([a-z-]+)(?=: )", lambda found: _fact(found[1]), text)
    if of == "applied":
        return _applied(text)
    if of == "dividend":
        return _dividend(text)
    if of == "total" and (billions := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) billion", text)):
        return f"{Decimal(billions[1]).scaleb(1):f}億"  # no Japanese counts in 十億
    return _fitted(of, text) or text


def _fitted(of: str, text: str) -> str | None:
    for pattern, japanese in _patterns(of):
        if found := pattern.fullmatch(text):
            said = {name: _said(name, each) for name, each in found.groupdict().items()}
            if None not in said.values():
                return japanese.format(**said)
    return None


@cache
def _patterns(of: str) -> list[tuple[re.Pattern[str], str]]:
    """The patterns as they are sought, those with more words of their own first."""
    known = sorted(PATTERNS.get(of, {}).items(), key=lambda each: -len(re.sub(r"{\w+}", "", each[0])))
    return [(re.compile(_sought(english), re.DOTALL), japanese) for english, japanese in known]


def _sought(english: str) -> str:
    parts = re.split(r"{(\w+)}", english)
    return "".join(f"(?P<{each}>{_LOOKS.get(each, '.+?')})" if at % 2 else re.escape(each) for at, each in enumerate(parts))


def _said(name: str, text: str) -> str | None:
    """A part of a pattern by its name; ``None`` where it is not such a part after all."""
    match name:
        case "source":
            return source(text)
        case "caution":
            return _fitted("message", text) or text
        case "steps":
            said = re.sub(
                r"([a-z]+) \(entr(?:y|ies) ([\d, ]+)\)", lambda one: f"{EVENTS.get(one[1], one[1])}（記録{one[2]}）", text
            )
            return said.replace("; ", "／").replace("）, ", "）、")
        case "attested":
            return "、".join(_fact(each) for each in text.split(", "))
        case "facts":
            return "、".join(_stated(text))
        case "fact":
            return said if (said := _fact(text)) != text else None
        case "value":
            return {"yes": "あり", "no": "なし"}.get(text, text)
    return _WORDS[name][text] if name in _WORDS else text


def _fact(name: str, group: str = "") -> str:
    """A fact as it is named in the log, ``net-assets``, ``votes.in_favour`` or ``voting record on``."""
    key = re.sub(r"[- ]", "_", name)
    first, _, rest = key.replace(".", "_").partition("_")
    for each in (f"{group}.{key}", key, f"{first}.{rest}", f"meeting.{key}", f"dividend.{key}"):
        if each in FACTS:
            return FACTS[each]
    return name


def _stated(text: str) -> list[str]:
    """What an entry should say, fact by fact; of several of one group, only the first is named with it."""
    said, group = [], ""
    for each in re.split(r", (?=[a-z])", text):
        name, _, value = each.rpartition(" ")
        said.append(value if name == "on" else f"{_fact(name, group)} {value}".strip())
        group = re.split(r"[. ]", name)[0]
    return said


def _objection(text: str) -> str:
    found = re.fullmatch(_OBJECTION, text, re.DOTALL)
    if found is None:
        return _fitted("aside", text) or text
    guard = f"（{found['guard'][2:-1]}）" if found["guard"] else ""
    return f"{_TITLES[found['title']]}：{_fitted('message', found['message']) or found['message']}{guard}"


def _left_open(text: str) -> str:
    """What a step that was allowed left open, each with its guard."""
    found = re.findall(r"(.+?) \((\w+)\)(?:; |$)", text, re.DOTALL)
    return "／".join(f"{_fitted('message', message) or message}（{guard}）" for message, guard in found) or text


def _applied(text: str) -> str:
    """Where a step led, and what the program says of it; a reason, and the names of documents, stay as they are."""
    first, *rest = text.split("; ")
    if person := re.fullmatch(r"([\w.-]+): (.+)", first):
        particulars = [_fitted("particular", each) or each for each in person[2].split(", ")]
        first = f"{person[1]}：{'、'.join(particulars)}"
    return "／".join([_fitted("applied", first) or first, *(_fitted("aside", each) or each for each in rest)])


_AMOUNT: Final = r"(?:up to )?[\d.,]+(?: to [\d.,]+)?|undecided|\?"
_OF_A_DIVIDEND: Final = re.compile(
    rf"(?P<kind>.+?) ?(?P<currency>\b[A-Z]{{3}})?(?: (?P<amounts>(?:{_AMOUNT}) a share.*?))?(?:; (?P<all>.+) in all)?"
)


def _dividend(text: str) -> str:
    """A dividend in a list: what it is, in the word that was recorded where that is not one of the program's."""
    found = _OF_A_DIVIDEND.fullmatch(text)
    if found is None:
        return text
    kind, currency = found["kind"], found["currency"] or ""
    said = []
    for each in (found["amounts"] or "").split(" + "):
        per_share, _, total = each.partition(" a share")
        said += [f"1株当たり {_money(per_share, currency)}"] if per_share else []
        said += [f"総額 {_money(total[2:], currency)}"] if total else []
    said += [f"全種類合計 {_money(found['all'], currency)}"] if found["all"] else []
    return " ".join([{"dividend": "配当"}.get(kind, VALUES.get(f"kind.{kind}", kind)), "、".join(said)]).strip()


def _money(amount: str, currency: str) -> str:
    if amount in ("undecided", "?"):
        return "未定" if amount == "undecided" else "未記載"
    said = generated("total", amount)
    return f"{said}円" if currency == "JPY" else f"{currency} {said}".strip()
