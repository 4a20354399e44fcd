"""What the program makes up out of a record: each English pattern beside its Japanese, by where it is said.

``{state}``, ``{event}`` and the like stand for a word of the program, which is said in Japanese too; any other name, for
what was recorded, which stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_DONE: Final = {
    f"{{who}} {part} it ({{event}}, entry {{entry}})": "{who} は{event}（記録{entry}）を担当済み"
    for part in ("prepared", "decided", "paid")
}
_NAMED: Final = ("{title} ({id}, {source}): due by {day}, ", "{title}（{id}、{source}）：期限 {day}、")
_DUTY: Final = {
    f"{_NAMED[0]}{english}{caution}": f"{_NAMED[1]}{japanese}{in_japanese}"
    for english, japanese in (("not done", "履行の記録なし"), ("done on {done}", "{done} 履行"))
    for caution, in_japanese in (("", ""), ("; {caution}", "（{caution}）"))
}
_COUNTED: Final = {
    "{days} day early, not before {first}": "{days}日早い（{first} 以後に限る）",
    "{days} days early, not before {first}": "{days}日早い（{first} 以後に限る）",
    "{days} day early, and nobody vouches for it": "{days}日早く、担当者の申告なし",
    "{days} days early, and nobody vouches for it": "{days}日早く、担当者の申告なし",
    "{days} day late, last day {last}": "{days}日超過（期限 {last}）",
    "{days} days late, last day {last}": "{days}日超過（期限 {last}）",
    "{days} clear days, {least} needed; last day {last}": "中{days}日（中{least}日以上を要する。期限 {last}）",
}
PATTERNS: Final[Mapping[str, Mapping[str, str]]] = {
    "actor": {"{login} for {person}": "{person} の代理 {login}"},
    "lag": {"{days} d": "{days}日"},
    "total": {
        "{amount} thousand": "{amount}千",
        "{amount} million": "{amount}百万",
        "{amount} trillion": "{amount}兆",
    },
    "meeting": {
        "general meeting": "株主総会",
        "general meeting no. {number}": "第{number}回株主総会",
        "{meeting} meeting": "{meeting}",
        "{meeting} meeting no. {number}": "第{number}回{meeting}",
    },
    "people": {"{count} on the roster": "{count}名"},
    "book": {"restored as of entry {entry}": "記録{entry}までを復元"},
    # findings
    "late": {
        "recorded {days} day after it was done": "実施から{days}日後に記録",
        "recorded {days} days after it was done": "実施から{days}日後に記録",
    },
    "refused as corrected": {"{event} (entry {entry}) as corrected: {guards}": "{event}（記録{entry}）の訂正後：{guards}"},
    "one person": {"{who}: {steps}": "{who}：{steps}"},
    "interrupted": {"{state} → {to}": "{state} → {to}"},
    "restored": {
        "as of entry {entry}, what came after it is not known: {reason}": (
            "記録{entry}までを復元（その後の記録は不明）。理由：{reason}"
        ),
        "as of entry {entry}, the former entry {last} is gone: {reason}": (
            "記録{entry}までを復元（元の記録{last}は喪失）。理由：{reason}"
        ),
        "as of entry {entry}, the former entries {first} to {last} are gone: {reason}": (
            "記録{entry}までを復元（元の記録{first}から{last}までは喪失）。理由：{reason}"
        ),
    },
    "duty missed": _DUTY,
    "duty late": _DUTY,
    "corrected": {"entry {entry} should say {facts}: {reason}": "記録{entry}の訂正：{facts}。理由：{reason}"},
    # what stopped a step, after its title
    "message": {
        **_DONE,
        **{
            f"{english}: waived by {{one}} and {{another}}": f"{japanese}。免除者 {{one}}、{{another}}"
            for english, japanese in _DONE.items()
        },
        "{subject} is {state}; {event} is not possible from there": "{subject} は「{state}」のため、{event}は記録できません",
        "{who} is {role}; {event} needs {needed}": "{who} の役割は{role}、{event}に必要な役割は{needed}",
        **{
            f"{{moment}} {{day}}, {{other}} {{on}}: {english}": f"{{moment}} {{day}}、{{other}} {{on}}：{japanese}"
            for english, japanese in _COUNTED.items()
        },
        "{moment} {day}, {other} {on}": "{moment} {day}、{other} {on}",
        "list of all holders drawn up for {day}, record date {on}": "総株主通知の基準日 {day}、配当の基準日 {on}",
        "{moment} not stated": "{moment}の記載なし",
        "{moment} not stated; last day {last}": "{moment}の記載なし（期限 {last}）",
        "{moment} not stated; last day {last}, or {day} (whether this is still three weeks before is disputed)": (
            "{moment}の記載なし（期限 {last}。{day} とする説あり）"
        ),
        "not stated whether {question}": "{question}の記載なし",
        "neither paper voting nor a number of holders below 1,000 is stated": (
            "書面投票の採用も、株主1,000人未満であることも記載なし"
        ),
        "{votes} votes can be cast, {most} at most without treasury shares; the unit is not stated": (
            "行使することができる議決権 {votes} 個、自己株式を除く株式数 {most}。単元株式数の記載なし"
        ),
        "one more admin must waive {subject} {event} {who}": (
            "{subject} {event}：{who} の職務分離の免除には他の管理者1名を要する"
        ),
        "{event} (entry {entry}) as corrected: {guards}": "{event}（記録{entry}）の訂正後：{guards}",
        "the directors who carry it out are liable for a deficit at the year end, and one is expected": (
            "期末に欠損が生じれば業務執行者は填補責任を負い、その見込みあり"
        ),
        "no meeting is named": "付議する総会の記載なし",
        "not stated: a clean audit of the last accounts": "最終の計算書類に対する無限定適正意見の記載なし",
        "fiscal year to {day} already has {ref}": "{day} に終了する事業年度には既に {ref} があります",
        "what was repaid, made good or waived is not known": "返還・填補・免除された額が不明",
        "route {route}, {event} is for {needs}": "決定機関は{route}、{event}の対象は{needs}",
        "{a} × {b} = {c}, total {total}": "{a} × {b} = {c}、配当金の総額 {total}",
        "total {total}, distributable amount {amount}": "配当金の総額 {total}、分配可能額 {amount}",
        "paid + unclaimed + returned = {sum}, approved {amount}: {difference}": (
            "支払額・未受領額・振込不能額の合計 {sum}、承認額 {amount}：差額 {difference}"
        ),
        "{votes} of {present} votes present, more than half needed": (
            "出席議決権 {present} 個のうち賛成 {votes} 個（過半数に達しません）"
        ),
        "{ref} is {state}": "{ref} は「{state}」",
        "no payment is in the book": "支払の記録がありません",
        # what is said beside a limit
        "the number of the article could not be confirmed": "条文番号は未確認です",
        "the law counts no days; five office days are shown": "法令に日数の定めはなく、5営業日を示しています",
        "the regulation and its day could not be confirmed; the day of the electronic provision is shown": (
            "規程と期限は未確認のため、電子提供措置の期限を示しています"
        ),
        "whether the day two weeks before counts; the safe day is shown": (
            "2週間前の日の算入は不明のため、早い日を示しています"
        ),
        "whether a closed day moves it could not be confirmed; since 2025-03-28 it is asked for before the meeting": (
            "休日による期限の延長は未確認です。2025年3月28日以降は総会前の提出が要請されています"
        ),
        "of a holder who does not know of it, ten years from the payment": "権利を知らない株主については支払時から10年",
        "whether a closed day moves it could not be confirmed": "休日による期限の延長は未確認です",
        "the day could not be confirmed; that of the statements of payment is shown": (
            "期限は未確認のため、支払調書の提出期限を示しています"
        ),
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
    "particular": {
        "{role}": "{role}",
        "login {login}": "ログイン名 {login}",
        "key {key}": "公開鍵 {key}",
        "no longer {role}": "{role}を取消し",
        "no longer login {login}": "ログイン名 {login} を取消し",
        "no longer key {key}": "公開鍵 {key} を取消し",
    },
}
"""Of a caution and of what stopped a step, those that a book most often shows; the rest stays in English."""
