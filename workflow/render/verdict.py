"""What a report says first: each thing that was looked at, in one sentence, with what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from workflow.render.amounts import grouped
from workflow.render.tongue import Tongue

Answer = Mapping[str, Any]


class Point(NamedTuple):
    """One thing that was looked at: its verdict is ``pass``, ``note``, ``fail`` or ``unknown``."""

    verdict: str
    title: str
    said: str


def of_subject(answer: Answer, tongue: Tongue) -> list[Point]:
    """What is said first of one dividend or meeting."""
    return [
        _log(answer["verification"], tongue),
        _again(answer["judged_again"], tongue),
        *_money(answer["approved_and_paid"], tongue),
        _duties(answer["timetable"], tongue),
        *_exceptions([part["findings"]["counts"] for part in answer["subjects"]], tongue),
        _documents([row for part in answer["subjects"] for row in part["evidence"]], tongue),
    ]


def of_part(answer: Answer, tongue: Tongue) -> list[Point]:
    """What is said first of a book, or a part of it."""
    counts = answer["findings"]["counts"]
    return [_log(answer["verification"], tongue), _counted_duties(counts, tongue), *_exceptions([counts], tongue)]


def summary(points: Sequence[Point], tongue: Tongue) -> str:
    """The whole verdict in a line."""
    counts = {verdict: sum(point.verdict == verdict for point in points) for verdict in ("pass", "note", "fail", "unknown")}
    said = "In order: {passed}. To look at: {note}. Not in order: {fail}."
    return tongue.say(said, passed=counts["pass"], note=counts["note"] + counts["unknown"], fail=counts["fail"])


def _log(found: Answer | None, tongue: Tongue) -> Point:
    t, title = tongue.say, tongue.say("The log")
    if found is None:
        return Point("unknown", title, t("The book as a whole was not checked: ketsugi verify does."))
    if not found["ok"]:
        where = found["first_bad"]
        first = t("the first bad entry is {entry}", entry=where) if where is not None else t("no single entry is at fault")
        said = t(
            "NOT VERIFIED. Problems: {count}, in {entries} entries; {first}.",
            count=len(found["problems"]),
            entries=found["entries"],
            first=first,
        )
        return Point("fail", title, said)
    return Point(
        "pass",
        title,
        t(
            "Whole: {entries} entries, each as it was hashed, in lawful order, and every state as they say.",
            entries=found["entries"],
        ),
    )


def _again(again: Answer, tongue: Tongue) -> Point:
    t, title = tongue.say, tongue.say("Judged again")
    if again["differences"]:
        first = again["differences"][0]["entry"]
        said = t(
            "Answers that are not those recorded: {count}, the first at entry {entry}.",
            count=len(again["differences"]),
            entry=first,
        )
        return Point("fail", title, said)
    said = t(
        "Every question of its {entries} entries was asked again, under the rules of then: the same answers.",
        entries=again["entries"],
    )
    return Point("pass", title, said)


def _money(paid: Answer | None, tongue: Tongue) -> Iterator[Point]:
    """Whether what was approved is what was paid."""
    t, title = tongue.say, tongue.say("Money")
    if paid is None:
        return
    if paid["paid"] is None:
        yield Point("unknown", title, t("Nothing was paid yet."))
    elif not paid["same_terms"]:
        yield Point("fail", title, t("The terms at payment are not those that were approved."))
    elif paid["difference"] is None:
        yield Point("unknown", title, t("Paid on the terms that were approved; where the money went is not known in full."))
    else:
        amounts = {
            "sum": grouped(paid["settled"]["sum"]),
            "currency": paid["currency"],
            "beyond": grouped(paid["difference"]),
        }
        if paid["within"]:
            said = t(
                "Paid on the approved terms. Paid, unclaimed and returned: {currency} {sum}, within what was resolved.",
                **amounts,
            )
            yield Point("pass", title, said)
        else:
            said = t("Paid, unclaimed and returned: {currency} {sum}, {beyond} beyond what was resolved.", **amounts)
            yield Point("fail", title, said)


def _duties(rows: Sequence[Answer], tongue: Tongue) -> Point:
    duties = [row["status"] for row in rows if row["weight"] == "duty"]
    return _counted_duties({"duty missed": duties.count("overdue"), "duty late": duties.count("missed")}, tongue)


def _counted_duties(counts: Mapping[str, int], tongue: Tongue) -> Point:
    t, title = tongue.say, tongue.say("Duties")
    missed, late = counts["duty missed"], counts["duty late"]
    if missed:
        return Point(
            "fail",
            title,
            t("Past their last day and not recorded as done: {missed}. Done late: {late}.", missed=missed, late=late),
        )
    if late:
        return Point("note", title, t("Done late: {late}. None is past its last day and not recorded as done.", late=late))
    return Point("pass", title, t("None is past its last day and not recorded as done."))


def _exceptions(counted: Sequence[Mapping[str, int]], tongue: Tongue) -> Iterator[Point]:
    """What an auditor looks at twice: rules passed over, one person in several parts, what went otherwise than planned."""
    t = tongue.say
    counts = {what: sum(each[what] for each in counted) for what in counted[0]}
    passed, vouched = counts["overridden"], counts["attested"]
    said = t(
        "Entries that passed over a defect: {passed}; that rest on somebody’s word: {vouched}.",
        passed=passed,
        vouched=vouched,
    )
    yield Point("note" if passed or vouched else "pass", t("Rules"), said)
    alone, waived = counts["one person"], counts["waived"]
    said = t(
        "One person took several parts in a dividend: {alone}. Entries where that was waived: {waived}.",
        alone=alone,
        waived=waived,
    )
    yield Point("note" if alone or waived else "pass", t("Four eyes"), said)
    rest = {name: counts[what] for name, what in (("refused", "refused"), ("corrected", "corrected"), ("late", "late"))}
    said = t("Refusals: {refused}. Corrections: {corrected}. Recorded on a later day than the deed: {late}.", **rest)
    yield Point("note" if any(rest.values()) else "pass", t("Exceptions"), said)


def _documents(rows: Sequence[Answer], tongue: Tongue) -> Point:
    t, title = tongue.say, tongue.say("Evidence")
    states = [row["state"] for row in rows]
    wrong = states.count("altered") + states.count("missing")
    if wrong:
        return Point(
            "fail",
            title,
            t("Of {count} documents {wrong} are missing or not as they were given.", wrong=wrong, count=len(rows)),
        )
    if not rows:
        return Point("note", title, t("No entry names a document."))
    erased = states.count("erased")
    said = t(
        "Documents: {count}. Kept, each as it was given: {kept}. Erased: {erased}.",
        kept=len(rows) - erased,
        count=len(rows),
        erased=erased,
    )
    return Point("note" if erased else "pass", title, said)
