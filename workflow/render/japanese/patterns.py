"""What the program makes up out of a record: each English pattern beside its Japanese, by where it is said.

``{state}``, ``{event}`` and the like stand for a word of the program, which is said in Japanese too; any other name, for
what was recorded, which stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_DONE: Final = {
    "{who} prepared it ({event}, entry {entry})": "{who} は{event}（記録{entry}）を行っています",
    "{who} decided it ({event}, entry {entry})": "{who} は{event}（記録{entry}）を行っています",
    "{who} paid it ({event}, entry {entry})": "{who} は{event}（記録{entry}）を行っています",
}
_DUTY: Final = {
    "{title} ({id}, {source}): due by {day}, not done": "{title}（{id}、{source}）：期限 {day}、履行の記録なし",
    "{title} ({id}, {source}): due by {day}, not done; {caution}": "{title}（{id}、{source}）：期限 {day}、履行の記録なし（{caution}）",
    "{title} ({id}, {source}): due by {day}, done on {done}": "{title}（{id}、{source}）：期限 {day}、{done} 履行",
    "{title} ({id}, {source}): due by {day}, done on {done}; {caution}": "{title}（{id}、{source}）：期限 {day}、{done} 履行（{caution}）",
}
PATTERNS: Final[Mapping[str, Mapping[str, str]]] = {
    "actor": {"{login} for {person}": "{person} の代理 {login}"},
    "lag": {"{days} d": "{days}日"},
    "total": {
        "{amount} thousand": "{amount}千",
        "{amount} million": "{amount}百万",
        "{amount} billion": "{amount}十億",
        "{amount} trillion": "{amount}兆",
    },
    "meeting": {
        "general meeting": "株主総会",
        "general meeting no. {number}": "第{number}回株主総会",
        "{meeting} meeting": "{meeting}",
        "{meeting} meeting no. {number}": "第{number}回{meeting}",
    },
    "people": {"{count} on the roster": "{count}名"},
    # findings
    "late": {"recorded {days} days after it was done": "実施から{days}日後に記録"},
    "one person": {"{who}: {steps}": "{who}：{steps}"},
    "waived": {
        **{
            f"{english}: waived by {{one}} and {{other}} ({{id}})": f"{said}（{{one}}、{{other}}が免除、{{id}}）"
            for english, said in _DONE.items()
        }
    },
    "duty missed": _DUTY,
    "duty late": _DUTY,
    "corrected": {"entry {entry} should say {facts}: {reason}": "記録{entry}の訂正：{facts}。理由：{reason}"},
    # what stopped a step, after its title
    "message": {
        **_DONE,
        "{subject} is {state}; {event} is not possible from there": "{subject} は「{state}」のため、{event}はできません",
        "{who} is {role}; {event} needs {needed}": "{who} の役割は{role}、{event}に必要な役割は{needed}",
        "dispatched {day}, meeting {on}: {days} clear days, {least} needed; last day {last}": (
            "発送 {day}、会日 {on}：中{days}日（必要日数 中{least}日）、発送期限 {last}"
        ),
        "payment {day}, effective {on}: {days} day early, not before {first}": "支払 {day}、効力発生日 {on}：{days}日早い",
        "payment {day}, effective {on}: {days} days early, not before {first}": "支払 {day}、効力発生日 {on}：{days}日早い",
        "total {total}, distributable amount {amount}": "配当金の総額 {total}、分配可能額 {amount}",
        "paid + unclaimed + returned = {sum}, approved {amount}: {difference}": (
            "支払額・未受領額・振込不能額の合計 {sum}、承認額 {amount}：差額 {difference}"
        ),
        "{votes} of {present} votes present, more than half needed": "出席議決権 {present} 個のうち賛成 {votes} 個（過半数に達しません）",
        "meeting {day}, approval {on}": "会日 {day}、承認 {on}",
        "{other} is {state}": "{other} は「{state}」",
        "no payment is in the book": "支払の記録がありません",
        "not stated whether all who may vote consented": "議決権を行使できる株主全員の同意の有無が記録されていません",
    },
    # the log: where the step led, then what else it says
    "applied": {
        "{state} → {to}": "{state} → {to}",
        "{state}": "{state}",
        "signing yes": "記録への電子署名：あり",
        "signing no": "記録への電子署名：なし",
        "segregation yes": "職務分離：あり",
        "segregation no": "職務分離：なし",
        "{subject} {event} {who}, says {admin}": "{subject} {event}：{who} の職務分離を免除（{admin}）",
        "{subject} {event} {who}, no longer says {admin}": "{subject} {event}：{who} の職務分離の免除を取消し（{admin}）",
    },
    "aside": {
        "waived: {guards}": "職務分離の免除：{guards}",
        "attested: {attested}": "担当者の申告：{attested}",
        "overridden: {guards}": "例外処理：{guards}",
        "entry {entry} should say {facts}": "記録{entry}の訂正：{facts}",
        "{fact} {value}": "{fact} {value}",
    },
    "caution": {
        "the number of the article could not be confirmed": "条文番号は未確認です",
        "the law counts no days; five office days are shown": "法令に日数の定めはなく、5営業日を示しています",
        "the regulation and its day could not be confirmed; the day of the electronic provision is shown": (
            "規程と期限は未確認のため、電子提供措置の期限を示しています"
        ),
        "whether the day two weeks before counts; the safe day is shown": "2週間前の日の算入は不明のため、早い日を示しています",
        "whether a closed day moves it could not be confirmed": "休日による期限の延長は未確認です",
        "the day could not be confirmed; that of the statements of payment is shown": (
            "期限は未確認のため、支払調書の提出期限を示しています"
        ),
    },
}
"""Of a caution and of what stopped a step, those that a book most often shows; the rest stays in English."""
