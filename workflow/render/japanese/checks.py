"""The Japanese of what a check of the book says of the log, and of what it cannot tell; ``{}`` stands for what it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

CHECKS: Final[Mapping[str, str]] = {
    "unsigned log": "署名のない記録",
    "unsigned log, a demonstration with a simulated clock": "署名のない記録（模擬時計による実演）",
    "unsigned log, roles from entry {} on": "署名のない記録（記録{}以降は役割による権限あり）",
    "signed log": "署名された記録",
    "log signed from entry {} on, unsigned before": "記録{}以降は署名された記録（それ以前は署名なし）",
    "log signed from entry {} on, unsigned before, roles from entry {} on": "記録{}以降は署名された記録（それ以前は署名なし、記録{}以降は役割による権限あり）",
    "that any step was lawful, or any signature genuine: a quick check reads the chain and where each subject stands, nothing else": "各手続の適法性および署名の真正（簡易検証は連鎖と各対象の状態のみを読みます）",
    "that any step was lawful: a replay asks no guard again, and reads no documents and no pages of the file": "各手続の適法性（再生による検証は判定をやり直さず、文書およびファイルのページも読みません）",
    "that the documents of evidence are held as they were given: they were not looked at": "証憑が提出時のまま保管されていること（証憑は確認していません）",
    "that the steps of other companies, meetings and dividends were lawful, or their documents are as they were given: neither was looked at again": "他の会社・株主総会・配当に関する手続の適法性、およびその証憑が提出時のままであること（いずれも改めて確認していません）",
    "that a day, a figure, a name or an attestation was true when it was recorded, or that nothing was left out": "日付・数値・氏名・申告が記録時に真実であったこと、および記録漏れがないこと",
    "that the newest entries were not cut off: hold it against a checkpoint that you kept": "最新の記録が切り捨てられていないこと（保管してあるチェックポイントと照合してください）",
    "that no entry was rewritten along with every hash after it: this book is unsigned, so hold it against one likewise": "記録がそれ以降のすべてのハッシュとともに書き換えられていないこと（署名のない記録簿のため、同様に照合してください）",
    "that the last to sign did not rewrite the newest entry, or the holders of all keys the whole book: hold it against a checkpoint likewise": "最後の署名者が最新の記録を、またはすべての鍵の保有者が記録簿全体を書き換えていないこと（同様にチェックポイントと照合してください）",
    "that the book was not written anew with other keys: entry {} is the first that is signed, and nothing before it vouches for them; hold it against a checkpoint likewise": "記録簿が別の鍵で作り直されていないこと（署名は記録{}に始まり、それ以前に鍵を裏付けるものはありません。同様にチェックポイントと照合してください）",
    "that no entry after {}, where the newest checkpoint ends, was cut off or rewritten: keep a newer one": "最新のチェックポイントの末尾である記録{}より後の記録が、切り捨てまたは書き換えられていないこと（新しいチェックポイントを保管してください）",
    "what the book said until it was restored from a backup, by entry {}: all that came after the backup is gone": "控えから復元（記録{}）されるまでに記録されていた内容（控えの作成後の記録は失われています）",
    "that the first key is that of who should keep the roster: hold {} against what they say": "最初の鍵が名簿を管理すべき者の鍵であること（{} を本人に確認してください）",
    "that the clock was right, whose hands were on the keyboard, or who else had a person's key": "時計が正確であったこと、実際に操作した者、および鍵を他に持つ者がいないこと",
    "that the rules are right: the same program asks them again": "規則そのものの正しさ（判定をやり直すのも同じプログラムです）",
}
"""By the English; a longer sentence is not taken for a shorter one, as the whole has to fit."""


def checked(text: str) -> str:
    """What a check says, in Japanese; what is not known here is shown as it is."""
    for english, japanese in CHECKS.items():
        if found := re.fullmatch(re.escape(english).replace(r"\{\}", "(.+?)"), text):
            return japanese.format(*found.groups())
    return text
