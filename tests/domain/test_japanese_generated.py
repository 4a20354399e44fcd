"""What the program makes up of a record, in Japanese: held to every sentence of whole books."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Typist
from tests.pages import books
from workflow.render import contents
from workflow.render.japanese import STATES, generated
from workflow.render.tongue import Tongue

RECORDED = ("attested", "overridden", "interrupted", "")
"""What ends with a reason or a note as it was recorded; and the name of a book."""
STAYS = {
    "fourth interim N",  # a word of the company's own
    "year-end, proposed by a shareholder N",
    "proposed in entry N: common per share N, now N; common total N, now N",  # names of facts and classes, as recorded
    "resolved in entry N: common per share N, now N",
    "resolved in entry N: common per share N, now N; common total N, now N",
    "resolved in entry N: effective_on N, now N",
    "resolved in entry N: payment has begun, and only the total may still be fixed",
}
"""The English that a Japanese report on the books of ``tests/pages/books.py`` still shows, figures as N."""
Told = tuple[str, str, str]


def told(path: Path) -> Iterator[Told]:
    """Of what, in English, and in Japanese; without the reasons that were recorded."""
    answer = json.loads(Typist(path, now=books.LATER).run("--json", "report").out)
    for row in answer["findings"]["findings"]:
        yield row["what"], row["said"], generated(row["what"], row["said"]).partition("。理由：")[0]
    for row in [*answer["dividends"], *answer["meetings"]]:
        yield row["kind"], row["label"], generated(row["kind"], row["label"])
    english, japanese = (contents.log_rows(answer["log"], answer["book"]["timezone"], Tongue(each)) for each in ("en", "ja"))
    for entry, one, other in zip(answer["log"], english, japanese, strict=True):
        recorded = f"; {entry['body'].get('reason')}"
        for name, of in (("what", one["outcome"]), ("lag", "lag"), ("actor", "actor")):
            yield of, one[name].removesuffix(recorded), other[name].removesuffix(recorded)


@pytest.fixture(scope="module")
def all_told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    base, found = tmp_path_factory.mktemp("books"), []
    for name in ("iij", "everything"):
        books.BOOKS[name](base / f"{name}.db")
        found += told(base / f"{name}.db")
    return found


def english_in(text: str) -> set[str]:
    """Runs of two English words or more, figures as N, without the names and references beside them."""
    runs = re.findall(r"[A-Za-z][\x20-\x7e]*", re.sub(r"(?:公開鍵|ログイン名) [\x21-\x7e]+", "", text))
    return {re.sub(r"\d[\d,.-]*\d|\d", "N", each).strip() for each in runs if re.search(r"[a-z] [a-z]", each)}


def left(found: list[Told]) -> set[str]:
    return {each for of, _, japanese in found if of not in RECORDED for each in english_in(japanese)}


def test_the_english_that_stays_on_a_japanese_report_is_listed(all_told: list[Told]) -> None:
    kinds = {of for of, _, _ in all_told}
    assert kinds >= {"refused", "late", "one person", "duty missed", "duty late", "not known", "noted", "meeting"}
    assert left(all_told) == STAYS


def test_a_sentence_that_no_pattern_fits_would_be_found(all_told: list[Told]) -> None:
    unknown = ("late", "recorded days after it was done", generated("late", "recorded days after it was done"))
    assert left([*all_told, unknown]) - STAYS == {unknown[1]}


SAID = [
    ("late", "recorded 68 days after it was done", "実施から68日後に記録"),
    ("lag", "68 d", "68日"),
    ("actor", "chiba for Endo Hanako", "Endo Hanako の代理 chiba"),
    ("actor", "chiba", "chiba"),
    ("applied", "drafted → proposed; attested: net-assets", "起案 → 付議決定／担当者の申告：純資産額"),
    ("applied", "approved; tdnet_dividend", "承認可決／tdnet_dividend"),
    ("applied", "planned; day 2020-07-29; all consented yes", "予定／会日 2020-07-29／株主全員の同意 あり"),
    (
        "one person",
        "root: draft (entry 4), resolve (entry 5); approve (entry 8); pay (entry 11)",
        "root：起案の登録（記録4）、付議の決議（記録5）／承認決議（記録8）／支払開始（記録11）",
    ),
    (
        "duty missed",
        "pay over the tax withheld (a_b, Income Tax Act art. 181(1); Local Tax Act): due by 2026-01-13, not done",
        "源泉所得税・地方税の納付（a_b、所得税法181条1項、地方税法）：期限 2026-01-13、履行の記録なし",
    ),
    (
        "refused",
        "not in their role: abe is preparer; approve needs approver (role_allows); not known: net assets not stated (a_b)",
        "権限のない役割：abe の役割は起案者、承認決議に必要な役割は承認者（role_allows）／不明：純資産額の記載なし（a_b）",
    ),
    (
        "corrected",
        "entry 240 should say votes.in_favour 62910, votes.present 82444: cards left out; registrar",
        "記録240の訂正：賛成 62910、出席株主の議決権数 82444。理由：cards left out; registrar",
    ),
    ("attested", "net-assets: planned; claims-ended: paid", "純資産額: planned; 請求権の消滅: paid"),
    ("dividend", "year-end JPY 13.50 a share, 608 million", "期末配当 1株当たり 13.50円、総額 608百万円"),
    ("dividend", "dividend JPY 25 a share + 30 a share, 9; 245,000,000 in all",
        "配当 1株当たり 25円、1株当たり 30円、総額 9円、全種類合計 245,000,000円"),
    ("dividend", "dividend GBP undecided a share", "配当 1株当たり 未定"),
    ("restored", "as of entry 7, the former entry 8 is gone: the disk failed",
        "記録7までを復元（元の記録8は喪失）。理由：the disk failed"),
    ("restored", "as of entry 7, what came after it is not known: x", "記録7までを復元（その後の記録は不明）。理由：x"),
    ("meeting", "ordinary meeting no. 62", "第62回定時株主総会"),
    ("meeting", "general meeting", "株主総会"),
    ("meeting", "our own meeting", "our own meeting"),
    ("company", "general meeting", "general meeting"),
    ("total", "1,258 million", "1,258百万"),
    ("late", "it was late", "it was late"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "english", "japanese"), SAID)
def test_what_is_made_up_of_a_record_is_said_in_japanese(of: str, english: str, japanese: str) -> None:
    assert generated(of, english) == japanese
    assert Tongue("en").generated(of, english) == english


def test_a_reason_stays_as_it_was_recorded_even_where_it_reads_like_the_program() -> None:
    said = Tongue("ja").told("what", "applied", "approved → paying; attested: net-assets", "attested: net-assets")
    assert said == {"what": "承認可決 → 支払中; attested: net-assets", "look": ""}
    assert Tongue("ja").told("said", "overridden", "x: y") == {"said": "x: y", "look": "en"}


def test_a_total_with_a_unit_is_said_as_it_was_stated() -> None:
    assert Tongue("ja").word("value", "608 million", "total") == "608百万"
    assert Tongue("en").word("value", "608 million", "total") == "608 million"
    assert Tongue("ja").word("value", "1.2 billion", "total") == "12億"
    assert Tongue("ja").word("value", "1.25 billion", "total") == "12.5億"


@pytest.mark.parametrize("state", STATES)
def test_a_state_fits_its_box_in_the_drawing(state: str) -> None:
    assert len(STATES[state]) <= 8
