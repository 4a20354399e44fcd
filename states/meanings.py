"""What each fact means: one sentence each, with the term that staff know it by.

Nothing reads this while a step is decided.  docs/reference/facts.md is printed from it, and a test holds it to the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from states.facts import Articles, Board, Book, Company, Dividend, Ending, Meeting, Outage, Settlement, Shares
from states.people import People, Person, Roles
from states.terms import Line, Terms, Transfer
from states.votes import Votes

_ATTEST: Final = "What a named person vouches for, each with the note it rests on; the rules say under which names."
_FULFILLED: Final = "The duties that were done, by their names in the rulebook; the day of the step is the day of the deed."
_ERASED: Final = "The SHA-256 digests of documents whose bytes were erased from the book; the log still names them."
_CLASS: Final = "The class of shares the figures are about (株式の種類); `common`, unless stated."

_OF_A_COMPANY: Final[Mapping[type, Mapping[str, str]]] = {
    Company: {
        "name": "Its full name (商号).",
        "jurisdiction": "Whose law it is under (ISO 3166, such as `JP`), which is the rulebook that is asked.",
        "timezone": "The time zone of its seat, by its IANA name: every day in the book is a calendar day there.",
        "articles": "What its articles, organs and listing say, as far as a rule asks for it.",
        "calendar_days": "Days on which a named calendar, such as `JP-BANK`, is open or closed, where the program has it "
        "wrong or does not know it.",
        "erased": _ERASED,
        "attest": _ATTEST,
    },
    Articles: {
        "public": "At least one class of shares is freely transferable (公開会社); a listed company is public in any "
        "case; in the United Kingdom, it is a plc; in Germany, an AG, SE or KGaA, as is taken unless `false` is stated.",
        "listed": "The shares are listed on an exchange (上場会社).",
        "prime": "The shares are on the Prime market of the Tokyo exchange (プライム市場).",
        "record_dates_fixed": "The articles fix the record dates and the rights that go by them (定款で定めた基準日), "
        "so that no public notice is needed.",
        "has_board": "There is a board of directors (取締役会設置会社); so it is taken unless `false` is stated, and always "
        "of a public company.",
        "notice_days": "Clear days of notice of a meeting, where the articles set them and the law lets them: fewer, in "
        "Japan of a company without a board, in India of a private company; more, in Hong Kong, Korea and Singapore "
        "(招集通知期間).",
        "e_provision": "The articles provide the meeting's materials electronically (電子提供措置をとる旨の定め); "
        "of listed companies it is taken for meetings from 2023-03-01.",
        "no_quorum": "The articles drop the quorum of ordinary resolutions (普通決議の定足数の排除).",
        "interim_dividends": "The articles let the board decide dividends within a fiscal year (中間配当); in Japan, one.",
        "board_decides_dividends": "The articles give the decision on dividends to the board (会社法459条の定款の定め); "
        "in Korea, the approval of the accounts; in Australia, `false`: the constitution leaves it to the meeting.",
        "accounting_auditor": "An accounting auditor audits the accounts (会計監査人設置会社); in Switzerland, "
        "`false`: all holders gave up the audit.",
        "directors_one_year_term": "The directors' terms end by the ordinary meeting of the year after their election "
        "(取締役の任期1年).",
        "audit_board": "There is a board of auditors, an audit committee or the three committees "
        "(監査役会・監査等委員会・指名委員会等).",
        "effect_limit_as_note": "The company reads the three months from the record date as a limit of the resolution only: "
        "an effective day beyond them is noted, and not refused.",
        "electronic_notice": "Public notices are given electronically (電子公告).",
        "written_board_resolutions": "The articles let the board resolve in writing (会社法370条の定款の定め).",
        "agm_months": "Months from the fiscal year end within which the articles have the ordinary meeting held "
        "(定時株主総会の開催時期).",
        "unit_shares": "The shares that make one vote (単元株式数); 1 where the articles fix no unit.",
        "special_quorum_third": "The articles lower the quorum of special resolutions to a third of the votes "
        "(特別決議の定足数).",
        "dividend_classes": "The articles give the classes of shares different rights to dividends (種類株式).",
        "meeting_excluded": "The articles take the decision on dividends away from the meeting (会社法460条の定款の定め).",
        "meeting_may_exceed": "The articles let the meeting declare more than the directors recommend; where it is not "
        "stated, and the law says nothing else, it may not.",
        "exclusion_years": "Full years from the start of payment after which the articles end the duty to pay what is "
        "unclaimed (除斥期間); 0 where they do not.",
    },
}

_OF_A_MEETING: Final[Mapping[type, Mapping[str, str]]] = {
    Meeting: {
        "company": "The reference of the company whose meeting it is.",
        "kind": "The ordinary meeting, which receives the accounts of a year (定時株主総会), an extraordinary one "
        "(臨時株主総会), or none that sits: all consent in writing (`written`, 書面決議).",
        "number": "Which meeting it is in the company's own count: 26 for the 26th (第26回).",
        "day": "The day it sits, and of several the first (会日); of a written resolution the day the last consent arrived.",
        "continued_on": "The days on which it sits again after it resolved to continue (継続会).",
        "voting_record_on": "The day whose holders may vote (議決権の基準日); the dividend has a record date of its own.",
        "voting_record_notice_on": "The day of the public notice of the voting record date (基準日公告).",
        "voting_record_notice_until": "The last day on which that public notice was up, where it was electronic "
        "(電子公告の末日).",
        "board_on": "The day the board decided day, place and agenda of the meeting (招集事項の決定).",
        "e_provision_on": "The day on which the meeting's materials were put up electronically (電子提供措置の開始日).",
        "paper_voting": "Votes may be cast on paper or electronically (書面投票・電子投票).",
        "registration_days": "Days of the period within which holders must register for the meeting, by which its notice is "
        "earlier (参加登録期間); 0 where they need not.",
        "fiscal_year_end": "The last day of the fiscal year whose accounts the ordinary meeting receives (事業年度末日).",
        "voters": "How many holders may vote (議決権を有する株主の数).",
        "voting_cutoff_on": "The day of a time that was specially fixed as the end of voting on paper or electronically "
        "(特定の時); the close of business on the day before the meeting is none, and is left out.",
        "accounts_to_auditor_on": "The day the accounting auditor had received all accounts (計算書類の受領日).",
        "schedules_to_auditor_on": "The day the accounting auditor had received the annexed schedules (附属明細書の受領日).",
        "audit_agreed_on": "A later day that was agreed for the accounting auditor's report (合意により定めた日).",
        "audited_on": "The day the accounting auditor reported (会計監査報告の通知日); without it, the accounts count as "
        "audited on the day the report was due.",
        "accounts_board_on": "The day the board approved the accounts (計算書類の取締役会承認).",
        "notice_in_writing": "The notice is in writing, or electronic with the holder's consent (書面による招集通知).",
        "reference_docs_sent": "Reference documents and voting form go with the notice, enclosed or in the electronic "
        "provision (株主総会参考書類・議決権行使書面).",
        "accounts_sent": "Accounts and business report go with the notice, enclosed or in the electronic provision "
        "(計算書類・事業報告の提供).",
        "all_consented": "Every holder who may vote agreed to do without the convocation (招集手続の省略), or to the "
        "written resolution itself (書面決議の同意).",
        "paper_copies_sent": "Paper copies are sent to all who had asked for them by the voting record date (書面交付請求).",
        "published_on": "The day the notice was published electronically, before or with its dispatch "
        "(招集通知の電子的公表); without it, `e_provision_on` is taken.",
        "proposal_requested_on": "The day a holder asked for proposals to be put in the notice (株主提案の請求日).",
        "proposals": "How many proposals one holder asked for; of several holders, the most (議案の数).",
        "proposal_failed_on": "The day on which the same proposal had less than a tenth of all votes at an earlier meeting "
        "(10分の1未満の賛成).",
        "fulfilled": _FULFILLED,
        "erased": _ERASED,
        "attest": _ATTEST,
    },
}

_OF_A_DIVIDEND: Final[Mapping[type, Mapping[str, str]]] = {
    Dividend: {
        "company": "The reference of the company that distributes it.",
        "kind": "Which dividend of the year it is, in the company's own word: year-end, interim, quarterly, special, … "
        "(期末・中間・四半期・特別).",
        "route": "Who decides it: the general meeting (`meeting`), the board to which the articles give it (`board`), "
        "or the board within a fiscal year (`interim`: quarterly and half-yearly dividends too).",
        "meeting": "The reference of the meeting that is to vote on it.",
        "item": "The item of the agenda (議案); instalments are dividends of one item, each with its own days.",
        "origin": "Who put it to the meeting: the company (会社提案), unless stated, or a shareholder (株主提案).",
        "rival_of": "The dividend that it competes with, where only one of them can carry.",
        "fiscal_year_end": "The last day of the fiscal year it is for (事業年度末日).",
        "terms": "What is put to the vote; every change makes the next version.",
        "record_notice_on": "The day of the public notice, or announcement, of the dividend's record date (基準日公告).",
        "record_notice_until": "The last day on which that public notice was up, where it was electronic (電子公告の末日).",
        "closure_notice_on": "The day it was made public that the register will be closed (名義書換停止の公告).",
        "change_notice_on": "The day on which holders were sent a notice of terms revised after the dispatch "
        "(変更後の招集通知の発送日).",
        "extended_until_on": "The day until which a court or an authority extended the time to pay.",
        "holder_list_on": "The day for which the list of all holders is drawn up (総株主通知の基準日), which must be the "
        "record date; not the day on which the list arrived.",
        "board": "How the board resolved on it.",
        "shares": "The counts of shares, of each class (株式数).",
        "net_assets": "The company's net assets (純資産額).",
        "distributable_amount": "What may be distributed at most on the effective day (分配可能額).",
        "worksheet": "The lines by which that amount was worked out (分配可能額計算書); the rulebook says which there are, "
        "and adds them up again.",
        "distributable_on": "The day as of which the distributable amount was worked out.",
        "surplus_changed_on": "The latest day on which a buy-back, dividend or disposal of own shares changed the surplus "
        "since the year end (自己株式の取得・処分、配当).",
        "capital": "The stated capital (資本金).",
        "reserves": "Capital reserve and retained-earnings reserve together (準備金).",
        "reserve_set_aside": "What is added to the reserves on the occasion of this dividend (準備金の積立額).",
        "deficit_expected": "A deficit is expected at the end of the fiscal year in which it is distributed (期末の欠損).",
        "accounts_clean": "The last accounts have an unqualified opinion, and no adverse view of the audit board "
        "(無限定適正意見).",
        "votes": "The votes counted on it.",
        "amended": "The meeting changed the proposal on the floor (修正動議の可決).",
        "outage": "What interrupted the electronic provision for the meeting that votes on it.",
        "amended_within_item": "A holder who may vote moved that change, within the item of the notice (議題の範囲内).",
        "claim_notice_on": "The day holders were told that they may claim money instead of the property "
        "(金銭分配請求権の通知).",
        "receipt_until_on": "The last day on which a receipt is cashed at a post office (配当金領収証の払渡期間の末日).",
        "superseded_by": "The dividend or proposal that carried in its place.",
        "replaced_by": "The dividend that was drafted in its place, where it was withdrawn for another.",
        "fulfilled": _FULFILLED,
        "erased": _ERASED,
        "settlement": "Where the money went.",
        "cleared": "Of what was unclaimed or returned at the settlement: what has since been paid, prescribed or excluded "
        "(支払・時効・除斥).",
        "attest": _ATTEST,
    },
    Terms: {
        "record_on": "The day whose holders receive it (配当の基準日); it may be a closed day, and the vote "
        "has one of its own.",
        "record_time": "The time of that day at which the holders are counted, at the company's seat; the end of the day, "
        "unless stated.",
        "closed_from_on": "The first day on which the register is closed to transfers (名義書換停止期間の初日).",
        "closed_until_on": "The last day on which it is.",
        "ex_on": "The first trade day without the dividend, as it was announced (権利落ち日).",
        "effective_on": "The day it takes effect and the holders' claims fall due (効力発生日).",
        "pay_on": "The first day of payment, where it is not the effective day (支払開始日).",
        "currency": "The currency of all its amounts (通貨).",
        "pay_currency": "The currency it is paid in, where that is another.",
        "rate": "What one unit of its own currency makes in that one.",
        "rate_on": "The day on which that rate is, or was, fixed: the last, of an average.",
        "grand_total": "What all classes of shares receive together, where no total is stated of each.",
        "resource": "What it is paid from, such as retained earnings or other capital surplus (配当原資).",
        "resources": "Where it is paid from several: how much from each.",
        "transfers": "What the same resolution moves from one reserve to another (準備金・剰余金の振替).",
        "in_kind": "It is other property than money (現物配当); money, unless stated.",
        "asset": "What that property is (配当財産の種類).",
        "cash_option": "Holders may claim money instead of the property (金銭分配請求権).",
        "claim_end_on": "The last day on which they may claim it (金銭分配請求権の行使期間の末日).",
        "minimum_holding": "The shares below which nothing is given in kind (基準株式数).",
        "fraction_in_cash": "Whoever holds fewer receives money (基準未満株式への金銭の支払).",
        "shares_instead": "Holders may take new shares instead of money.",
        "share_price": "The price at which those are counted.",
        "election_end_on": "The last day on which they may choose them.",
        "lines": "What each class of shares receives.",
    },
    Line: {
        "share_class": _CLASS,
        "per_share": "What one share receives, before tax (1株当たり配当額).",
        "parts": "What the amount per share is made up of: ordinary, commemorative, special (普通・記念・特別配当).",
        "percent": "The amount per share in per cent of the par value, where it was declared so.",
        "par": "The par value of a share (額面).",
        "formula": "How the amount per share follows from what is not settled yet, in the words of the resolution.",
        "total": "What the class receives together, as it was stated (配当総額): `608 million` is any amount that rounds "
        "to it.",
        "rounding": "How the total was rounded to its unit; half up, unless stated.",
        "follows": "Which of the two is worked out anew if the shares are more or fewer: `total`, or `per-share`.",
    },
    Transfer: {
        "source": "What is reduced (減少する科目).",
        "target": "What is increased (増加する科目).",
        "amount": "By how much.",
    },
    Shares: {
        "share_class": _CLASS,
        "issued": "Shares issued on the record date (発行済株式数).",
        "treasury": "Of these, the company's own (自己株式数).",
        "cross_held": "Of these, the shares of holders in which the company holds a quarter of the votes or more: they "
        "receive the dividend, and have no vote (相互保有株式数).",
        "entitled": "Shares that receive the dividend: those issued less the company's own (配当対象株式数).",
    },
    Board: {
        "eligible": "Directors who may vote (議決に加わることができる取締役), without those who have an interest "
        "of their own (特別利害関係).",
        "present": "Of these, how many attended (出席取締役).",
        "in_favour": "Of these, how many were in favour; of a written resolution, how many consented (賛成・同意).",
        "written": "It was resolved in writing, without a sitting (書面決議).",
        "objected": "An auditor objected to the written resolution (監査役の異議).",
        "notified_on": "The day the exchange was told that the board would sit on it.",
        "ended_time": "The time at which the sitting ended.",
        "told_time": "The time at which the exchange was told what was decided, on the same day.",
    },
    Votes: {
        "in_favour": "Votes in favour (賛成).",
        "against": "Votes against (反対).",
        "abstained": "Votes abstained (棄権).",
        "present": "Votes of all who attended, abstentions included (出席株主の議決権数): the majority is counted of these.",
        "exercisable": "Votes that could be cast at all (行使することができる議決権数): none of treasury shares, cross-held "
        "shares or odd lots.",
    },
    Outage: {
        "hours": "Hours for which the materials could not be had, all interruptions together (電子提供措置の中断時間).",
        "hours_before": "Of these, the hours up to the end of the day of the meeting.",
        "faultless": "The company neither knew nor was grossly negligent, or it had a just cause "
        "(善意・無重過失、正当な事由).",
        "published": "The interruption was told promptly where the materials stand (中断の速やかな公表).",
    },
    Settlement: {
        "paid": "What was paid out, the tax withheld included (支払額).",
        "unclaimed": "What the holders have yet to claim (未受領額).",
        "returned": "What the bank sent back (振込不能額).",
        "paid_by": "Of what was paid, how much by which way: `receipt` (配当金領収証), `account` (個別銘柄指定), "
        "`registered_account` (登録配当金受領口座), `proportional` (株式数比例配分).",
    },
}

_OF_THE_BOOK: Final[Mapping[type, Mapping[str, str]]] = {
    People: {
        "people": "The people of the book by their references, with their names, logins, keys and roles (担当者名簿).",
        "signing": "Every entry is signed, from this one on (署名).",
        "segregation": "One person takes one part only in a dividend (職務分離), unless `false` is stated: then a second "
        "part is recorded as waived.",
        "role_for": "The role that an event needs, by kind and event such as `dividend.decide`, where it is another than "
        "usual.",
        "waivers": "The steps for which admins let one person take a second part, by dividend, event and person: each admin "
        "with the number of the latest entry that prepared, decided or paid it, or 0 once revoked.",
        "erased": _ERASED,
    },
    Person: {
        "name": "Their full name (氏名).",
        "logins": "The logins of the operating system that are theirs; `false` once taken back.",
        "keys": "Their public keys (Ed25519, as OpenSSH writes them); `false` once taken back.",
        "roles": "What they may do.",
    },
    Roles: {
        "preparer": "Drafts and revises, and states what the board resolved, the notice and the meeting (起案者).",
        "approver": "States the decision of the meeting, or of the board by its own power (承認者).",
        "payer": "States payment and settlement, and stops or claims back (支払者).",
        "auditor": "Reads, verifies and signs checkpoints; writes nothing (監査人).",
        "admin": "Keeps the roster, and no dividend (管理者).",
    },
    Book: {
        "restored": "Where the backup ended from which the book was restored (復元).",
        "lost": "How far the book went before, as the computer of who restored it had seen it; that is gone.",
        "erased": _ERASED,
    },
    Ending: {
        "entries": "How many entries the log had.",
        "head": "The hash of the last of them, in hexadecimal.",
    },
}

MEANING: Final[Mapping[type, Mapping[str, str]]] = {**_OF_A_COMPANY, **_OF_A_MEETING, **_OF_A_DIVIDEND, **_OF_THE_BOOK}
"""By class of facts and name of the fact."""
