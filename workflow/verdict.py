"""What a report says first: each thing that was looked at, what came of it, and with which figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Answer = dict[str, Any]


def of_subject(answer: Answer) -> list[Answer]:
    """What is said first of one dividend or meeting.

    Each point has a ``title``, its ``verdict`` (``pass``, ``note``, ``fail`` or ``unknown``), what it ``says`` and the
    ``figures`` in that.
    """
    return [
        _log(answer["verification"]),
        _again(answer["judged_again"]),
        *_money(answer["approved_and_paid"], answer["subjects"][0]["standing"]),
        _bounds([row for row in answer["timetable"] if row["weight"] not in ("duty", "until")]),
        *_counted([part["findings"]["counts"] for part in answer["subjects"]]),
        _documents([row["state"] for part in answer["subjects"] for row in part["evidence"]]),
    ]


def of_part(answer: Answer) -> list[Answer]:
    """What is said first of a book, or a part of it."""
    if not (answer["dividends"] or answer["meetings"]):
        return [_log(answer["verification"]), _point("Dividends", "unknown", "There is no dividend and no meeting here.")]
    return [
        _log(answer["verification"]),
        _point("Judged again", "unknown", "No question was asked again: ketsugi verify does, or a report on each subject."),
        *_counted([answer["findings"]["counts"]]),
        _named([row["state"] for row in answer["evidence"]]),
    ]


def holds(answer: Answer) -> bool:
    """Whether all that was checked is as it was recorded: the log, the answers, and the documents."""
    evidence = [row for part in answer.get("subjects", [answer]) for row in part["evidence"]]
    verified = answer["verification"] is None or answer["verification"]["ok"]
    differs = answer.get("judged_again", {}).get("differences")
    return verified and not differs and all(row["state"] in ("kept", "erased") for row in evidence)


def summary(points: Sequence[Answer]) -> Answer:
    """How many points are in order, are to be looked at, and are not in order."""
    verdicts = [point["verdict"] for point in points]
    return {
        "passed": verdicts.count("pass"),
        "noted": verdicts.count("note") + verdicts.count("unknown"),
        "failed": verdicts.count("fail"),
    }


def _point(title: str, verdict: str, says: str, **figures: Any) -> Answer:
    return {"title": title, "verdict": verdict, "says": says, "figures": figures}


def _log(found: Answer | None) -> Answer:
    if found is None:
        return _point("The log", "unknown", "The book as a whole was not checked: ketsugi verify does.")
    count, problems, first = found["entries"], len(found["problems"]), found["first_bad"]
    if found["ok"]:
        says = "Whole: {entries} entries, each as it was hashed, in lawful order, and every state as they say."
        return _point("The log", "pass", says, entries=count)
    if first is None:
        says = "NOT VERIFIED. Problems: {problems}, in {entries} entries; no single entry is at fault."
        return _point("The log", "fail", says, problems=problems, entries=count)
    says = "NOT VERIFIED. Problems: {problems}, in {entries} entries; the first bad entry is {first}."
    return _point("The log", "fail", says, problems=problems, entries=count, first=first)


def _again(again: Answer) -> Answer:
    if differ := again["differences"]:
        says = "Answers that are not those recorded: {differ}, the first at entry {first}."
        return _point("Judged again", "fail", says, differ=len(differ), first=differ[0]["entry"])
    says = "Every question of its {entries} entries was asked again, under the rules of then: the same answers."
    return _point("Judged again", "pass", says, entries=again["entries"])


def _money(paid: Answer | None, standing: Answer) -> Iterator[Answer]:
    """Whether what was approved is what was paid; nothing of what nobody has decided."""
    if paid is None:
        return
    undone = [deed for deed in standing["deeds"] if deed["event"] in ("annul", "recover")]
    if undone and paid["paid"]:
        says = "Annulled or claimed back since (entry {entry}): what was paid does not stand as it was approved."
        yield _point("Money", "note", says, entry=undone[0]["entry"])
    elif standing["state"] == "suspended":
        yield _point("Money", "note", "Payment is stopped.")
    elif paid["paid"] is None and (undone or standing["state"] in ("withdrawn", "closed")):
        yield _point("Money", "pass", "It was not paid, and is not to be.")
    elif paid["paid"] is None:
        yield _point("Money", "unknown", "Nothing was paid yet.")
    elif not paid["same_terms"]:
        yield _point("Money", "fail", "The terms at payment are not those that were approved.")
    elif paid["within"] is None:
        says = "Paid on the approved terms; where the money went is not known in full."
        yield _point("Money", "unknown", says)
    else:
        amounts = {"sum": " ".join(filter(None, (paid["currency"], paid["settled"]["sum"])))}
        if paid["within"]:
            says = "Paid on the approved terms. Paid, unclaimed and returned: {sum}, within what was resolved."
            yield _point("Money", "pass", says, **amounts)
        else:
            says = "Paid, unclaimed and returned: {sum}, {beyond} beyond what was resolved."
            yield _point("Money", "fail", says, **amounts, beyond=paid["difference"])


def _counted(counted: Sequence[Mapping[str, int]]) -> Iterator[Answer]:
    """What an auditor looks at twice: duties, rules passed over, one person in several parts, and other exceptions."""
    counts = {what: sum(each[what] for each in counted) for what in counted[0]}
    missed, late = counts["duty missed"], counts["duty late"]
    says = "Past their last day and not recorded as done: {missed}. Done late: {late}."
    yield _point("Duties", "fail" if missed else "note" if late else "pass", says, missed=missed, late=late)
    rules = {"over": counts["overridden"], "unknown": counts["not known"], "noted": counts["noted"]}
    rules |= {"vouched": counts["attested"]}
    says = "Entries with a defect passed over: {over}, not known: {unknown}; a note: {noted}; somebody’s word: {vouched}."
    yield _point("Rules", "note" if any(rules.values()) else "pass", says, **rules)
    alone, waived = counts["one person"], counts["waived"]
    says = "One person took several parts in a dividend: {alone}. Entries where that was waived: {waived}."
    yield _point("Four eyes", "note" if alone or waived else "pass", says, alone=alone, waived=waived)
    rest = {what: counts[what] for what in ("refused", "corrected", "interrupted", "late")}
    says = "Refusals: {refused}. Corrections: {corrected}. Interruptions: {interrupted}. Recorded late: {late}."
    yield _point("Exceptions", "note" if any(rest.values()) else "pass", says, **rest)


def _bounds(rows: Sequence[Answer]) -> Answer:
    """How the days stand to the limits of the law, duties left out."""
    gone = [row for row in rows if row["status"] in ("missed", "overdue", "fails")]
    grave = any(row["weight"] in ("bar", "defect") for row in gone)
    unknown = sum(row["status"] == "unknown" for row in rows)
    figures = {"kept": sum(row["status"] == "kept" for row in rows), "gone": len(gone), "unknown": unknown}
    says = "Kept: {kept}. Missed, or gone by with nothing recorded: {gone}. Not known: {unknown}."
    return _point("Legal bounds", "fail" if grave else "note" if gone or unknown else "pass", says, **figures)


def _named(states: Sequence[str]) -> Answer:
    """The documents that entries name, where their bytes were not read."""
    missing = states.count("missing")
    says = "Documents that entries name: {documents}. Missing: {missing}. Their bytes were not read: ketsugi verify does."
    return _point("Evidence", "fail" if missing else "unknown", says, documents=len(states), missing=missing)


def _documents(states: Sequence[str]) -> Answer:
    if not states:
        return _point("Evidence", "note", "No entry names a document.")
    wrong, erased = states.count("altered") + states.count("missing"), states.count("erased")
    if wrong:
        says = "Of {documents} documents {wrong} are missing or not as they were given."
        return _point("Evidence", "fail", says, documents=len(states), wrong=wrong)
    says = "Documents that entries name: {documents}. Kept, each as it was given: {kept}. Erased: {erased}."
    figures = {"documents": len(states), "kept": len(states) - erased, "erased": erased}
    return _point("Evidence", "note" if erased else "pass", says, **figures)
