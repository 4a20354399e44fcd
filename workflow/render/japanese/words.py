"""The words of the book itself: subjects, states, events, people, answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, str]] = {
    "company": "会社",
    "meeting": "株主総会",
    "dividend": "剰余金の配当",
    "people": "担当者名簿",
    "book": "記録簿",
}

STATES: Final[Mapping[str, str]] = {
    "drafted": "起案",
    "proposed": "付議決定",
    "approved": "承認可決",
    "paying": "支払中",
    "paid": "支払済",
    "closed": "完了",
    "withdrawn": "撤回",
    "rejected": "否決",
    "superseded": "別案可決で不採択",
    "suspended": "支払停止",
    "annulled": "決議取消",
    "recovering": "返還・填補請求中",
    "planned": "予定",
    "convened": "招集通知済",
    "adjourned": "継続会待ち",
    "held": "終結",
    "cancelled": "中止",
    "active": "登録済",
    "kept": "備置",
}

EVENTS: Final[Mapping[str, str]] = {
    "init": "記録簿の開設",
    "restore": "控えからの復元",
    "draft": "起案の登録",
    "resolve": "付議の決議",
    "decide": "取締役会決議",
    "revise": "内容の変更",
    "withdraw": "議案・配当の撤回",
    "approve": "承認決議",
    "adjust": "未定事項の確定",
    "reject": "否決の決議",
    "supersede": "別案の可決",
    "pay": "支払開始",
    "settle": "支払結果の確定",
    "close": "完了の登録",
    "suspend": "支払の停止",
    "resume": "再開",
    "annul": "決議取消の判決",
    "recover": "返還・填補請求",
    "plan": "開催予定の登録",
    "reschedule": "会日の変更",
    "convene": "招集通知の発送",
    "adjourn": "継続会の決議",
    "hold": "閉会",
    "cancel": "開催中止",
    "add": "登録",
    "amend": "登録内容の変更",
    "grant": "付与",
    "revoke": "取消し",
    "policy": "運用方針の設定",
    "waive": "職務分離の免除",
    "correct": "訂正",
    "note": "付記",
    "attach": "資料の添付",
    "erase": "資料の消去",
    "fulfil": "義務の履行",
}

ROUTES: Final[Mapping[str, str]] = {
    "meeting": "株主総会決議",
    "board": "取締役会決議（定款の定め）",
    "interim": "取締役会決議（中間配当）",
}

ROLES: Final[Mapping[str, str]] = {
    "preparer": "起案者",
    "approver": "承認者",
    "payer": "支払者",
    "auditor": "監査人",
    "admin": "管理者",
}

PARTS: Final[Mapping[str, str]] = {"prepared": "起案", "decided": "決定", "paid": "支払"}

OUTCOMES: Final[Mapping[str, str]] = {"applied": "記録済", "refused": "記録を拒否"}

WEIGHTS: Final[Mapping[str, str]] = {
    "bar": "違法・不能",
    "defect": "取消事由",
    "note": "注記",
    "duty": "義務",
    "until": "期間",
}

VERDICTS: Final[Mapping[str, str]] = {
    "pass": "適合",
    "fail": "不適合",
    "unknown": "不明",
    "not applicable": "適用なし",
}

STATUSES: Final[Mapping[str, str]] = {
    "overdue": "期限超過（記録なし）",
    "open": "期限前",
    "unknown": "不明",
    "missed": "期限後に実施・予定",
    "fails": "不適合",
    "kept": "遵守",
    "over": "満了",
}

FINDINGS: Final[Mapping[str, str]] = {
    "refused": "記録を拒否",
    "overridden": "例外処理",
    "not known": "瑕疵の有無が不明",
    "noted": "注記あり",
    "interrupted": "中断・撤回・取消",
    "restored": "控えからの復元",
    "attested": "担当者の申告",
    "late": "記録の遅れ",
    "corrected": "訂正",
    "refused as corrected": "訂正後は拒否対象",
    "one person": "同一人による兼務",
    "waived": "職務分離の免除",
    "duty missed": "履行記録なし（期限経過）",
    "duty late": "期限後履行",
}
"""What an auditor's report lists, kind by kind."""

_THERE_IS_OR_NOT: Final = (
    *("record_dates_fixed", "e_provision", "no_quorum", "interim_dividends", "board_decides_dividends", "audit_board"),
    *("effect_limit_as_note", "written_board_resolutions", "special_quorum_third", "dividend_classes", "meeting_excluded"),
    *("meeting_may_exceed", "paper_voting", "reference_docs_sent", "accounts_sent", "all_consented", "paper_copies_sent"),
    *("notice_in_writing", "cash_option", "fraction_in_cash", "shares_instead", "accounts_clean", "deficit_expected"),
    *("amended", "objected", "faultless", "published", "amended_within_item"),
)
"""Facts that a company or a meeting has or has not, and is or is not."""

VALUES: Final[Mapping[str, str]] = {
    "yes": "はい",
    "no": "いいえ",
    "undecided": "未定",
    **{f"{name}.{word}": said for name in _THERE_IS_OR_NOT for word, said in (("yes", "あり"), ("no", "なし"))},
    "zone.Asia/Tokyo": "日本時間",
    "kind.ordinary": "定時株主総会",
    "kind.extraordinary": "臨時株主総会",
    "kind.written": "書面決議",
    "kind.year-end": "期末配当",
    "kind.interim": "中間配当",
    "kind.quarterly": "四半期配当",
    "kind.special": "特別配当",
    "origin.company": "会社提案",
    "origin.shareholder": "株主提案",
    "resource.retained earnings": "利益剰余金",
    "resource.other capital surplus": "その他資本剰余金",
    "share_class.common": "普通株式",
    "parts.ordinary": "普通配当",
    "parts.commemorative": "記念配当",
    "parts.special": "特別配当",
    "rounding.half-up": "四捨五入",
    "rounding.down": "切捨て",
    "rounding.up": "切上げ",
    "follows.per-share": "1株当たり配当額",
    "follows.total": "配当金の総額",
}
"""Values that are words, each as ``FACT.VALUE``: those of a closed list, and those that the meaning of the fact names."""
