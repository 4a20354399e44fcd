"""What may be distributed, and to whom: Companies Act, articles 453, 454, 458 and 461."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from states import money
from states.bounds import Answer
from states.context import Context
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.payable import in_all
from states.rulebooks.days import DECIDING, ON, PAYING, PROPOSING, RESOLVED_ON, REVISING
from states.rulebooks.japan.days import since_the_act
from states.rulebooks.questions import within_what_may_be_distributed
from states.rules import Confidence, Rule, When

FLOOR: Final = Decimal(3_000_000)


def _net_assets(c: Context) -> Answer:
    """Net assets are three million yen or more, at the bottom of their rounding."""
    net = c.dividend.net_assets
    if net is None:
        return Answer(verdict=Verdict.UNKNOWN, message="net assets not stated", remedy="state --net-assets")
    span = net.widest()
    verdict = (
        Verdict.PASS
        if span.low >= FLOOR
        else Verdict.FAIL
        if span.high <= FLOOR and not (span.with_high and span.high == FLOOR)
        else Verdict.UNKNOWN
    )
    message = f"net assets JPY {span}, JPY {money.show(FLOOR)} needed"
    remedies = {Verdict.UNKNOWN: "state the exact amount", Verdict.FAIL: "pay no dividend, or check the figure"}
    figures = {"net assets": str(net), "needed": str(FLOOR)}
    return Answer(verdict=verdict, message=message, figures=figures, remedy=remedies.get(verdict, ""))


def _distributable(c: Context) -> Answer:
    """The whole total, at the top of its rounding, is within the distributable amount, at the bottom of its own."""
    if c.dividend.distributable_amount is not None and in_all(c.dividend) is not None and c.terms.currency != "JPY":
        what = f"total in {c.terms.currency or 'no stated currency'}, distributable amount in JPY"
        return Answer(verdict=Verdict.UNKNOWN, message=what, remedy="work it out in yen")
    return within_what_may_be_distributed(c)


def _of_a_class(c: Context) -> str:
    return "--share-class NAME " if len(c.terms.lines) > 1 else ""


def _total_matches(c: Context) -> Answer:
    """The amount per share times the entitled shares lies within the rounding of the stated total, class by class."""
    said: list[str] = []
    unknown: list[str] = []
    wrong: list[str] = []
    figures: dict[str, str] = {}
    for number, line in enumerate(c.terms.lines, 1):
        entitled = c.dividend.shares_of(line.share_class).entitled
        if entitled is None:
            unknown.append(f"entitled {line.share_class} shares")
        elif not isinstance(line.per_share, Decimal) or not isinstance(line.total, StatedTotal):
            unknown.append(f"per share and total of {line.share_class} shares")
        else:
            exact = money.product(line.per_share, entitled)
            said.append(f"{line.per_share} × {entitled:,} = {money.show(exact)}, stated {line.total}")
            figures[f"line {number}"] = f"{line.share_class}: exact {exact}, stated {line.total}"
            if not line.total.covers(exact, line.rounding):
                wrong.append(line.share_class)
    message = "; ".join(said)
    if wrong:
        remedy = f"correct the count of {' and '.join(wrong)} shares, or revise their total"
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)
    if unknown or not c.terms.lines:
        message = "; ".join([*said, f"{', '.join(unknown) or 'lines'} not stated"])
        fixed = c.terms.lines and all(
            isinstance(line.total, StatedTotal) and isinstance(line.per_share, Decimal) for line in c.terms.lines
        )
        give = f"{_of_a_class(c)}--entitled" if fixed else "--per-share and --total with ketsugi revise"
        return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy=f"state {give}")
    return Answer(verdict=Verdict.PASS, message=message, figures=figures)


def _treasury(c: Context) -> Answer:
    """The entitled shares are those issued less the company's own, class by class."""
    said: list[str] = []
    unknown: list[str] = []
    wrong: list[str] = []
    figures: dict[str, str] = {}
    for number, line in enumerate(c.terms.lines, 1):
        shares = c.dividend.shares_of(line.share_class)
        if shares.issued is None or shares.treasury is None or shares.entitled is None:
            unknown.append(line.share_class)
            continue
        expected = shares.issued - shares.treasury
        said.append(f"{shares.issued:,} issued − {shares.treasury:,} treasury = {expected:,}, entitled {shares.entitled:,}")
        figures[f"line {number}"] = f"{line.share_class}: expected {expected}, entitled {shares.entitled}"
        if shares.entitled != expected:
            wrong.append(line.share_class)
    if wrong:
        title = "entitled shares do not follow from the register"
        remedy = f"check the register's {' and '.join(wrong)} shares"
        return Answer(verdict=Verdict.FAIL, title=title, message="; ".join(said), figures=figures, remedy=remedy)
    if unknown or not c.terms.lines:
        message = f"issued, treasury and entitled {' '.join([', '.join(unknown), 'shares']).strip()} not all stated"
        return Answer(
            verdict=Verdict.UNKNOWN, message=message, remedy=f"state {_of_a_class(c)}--issued --treasury --entitled"
        )
    return Answer(verdict=Verdict.PASS, message="; ".join(said), figures=figures)


SEVERAL_CLASSES: Final = When(
    text="there is more than one class of shares",
    holds=lambda c: len(_classes(c)) > 1,
    give="--share-class NAME with its figures",
)


def _classes(c: Context) -> set[str]:
    return {line.share_class for line in c.terms.lines} | {counted.share_class for counted in c.dividend.shares}


def _by_class(c: Context) -> Answer:
    """Every class receives the same, or the articles say that they differ."""
    per_share = {line.share_class: line.per_share for line in c.terms.lines}
    left_out = sorted(_classes(c) - per_share.keys())
    said = [f"{name} {value}" for name, value in per_share.items() if isinstance(value, Decimal)]
    message = "per share: " + ", ".join([*said, *(f"{name} nothing" for name in left_out)])
    if len(said) < len(per_share):
        remedy = "state --share-class NAME --per-share with ketsugi revise"
        return Answer(verdict=Verdict.UNKNOWN, message=f"{message}; not all stated", remedy=remedy)
    if not left_out and len(set(per_share.values())) == 1:
        return Answer(verdict=Verdict.PASS, message=message)
    differ = c.company.articles.dividend_classes
    if differ is None:
        message += "; not stated whether the articles give the classes different rights"
        remedy = "state --article dividend_classes=true or false with ketsugi company amend"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    if differ:
        return Answer(verdict=Verdict.PASS, message=f"{message}, as the articles allow")
    return Answer(verdict=Verdict.FAIL, message=message, remedy="give every class the same, with ketsugi revise")


MONEY: Final = (
    Rule(
        id="net_assets_3m",
        title="net assets below three million yen",
        title_ja="純資産額300万円以上",
        weight=Weight.BAR,
        source="Companies Act art. 458",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | PAYING,
        may_wait=REVISING,
        attest="net_assets",
        test=_net_assets,
    ),
    Rule(
        id="distributable_amount",
        title="beyond the distributable amount",
        title_ja="分配可能額",
        weight=Weight.BAR,
        source="Companies Act art. 461(1)(viii), (2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | PAYING,
        may_wait=REVISING,
        attest="distributable_amount",
        test=_distributable,
    ),
    Rule(
        id="total_matches",
        title="total does not match",
        title_ja="総額は1株当たり配当額×配当対象株式数",
        weight=Weight.BAR,
        source="Companies Act art. 454(1)(i)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | PAYING,
        attest="entitled_shares",
        may_wait=DECIDING,  # the count of entitled shares must be known when the money leaves
        test=_total_matches,
    ),
    Rule(
        id="treasury_excluded",
        title="treasury shares not excluded",
        title_ja="自己株式は配当の対象外",
        weight=Weight.BAR,
        source="Companies Act art. 453",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | PAYING,
        attest="entitled_shares",
        may_wait=DECIDING,
        test=_treasury,
    ),
    Rule(
        id="classes",
        title="classes are treated differently",
        title_ja="種類株式ごとの異なる取扱い",
        weight=Weight.BAR,
        source="Companies Act art. 454(2), (3)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, SEVERAL_CLASSES),
        asked_at=DECIDING,
        may_wait=PROPOSING,
        attest="class_rights",
        test=_by_class,
    ),
)
