"""What a report says first: each thing that was looked at, what came of it, and with which figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

Answer = dict[str, Any]


def of_subject(answer: Answer) -> list[Answer]:
    """What is said first of one dividend or meeting.

    Each point has a ``title``, its ``verdict`` (``pass``, ``note``, ``fail`` or ``unknown``), what it ``says`` and the
    ``figures`` in that.
    """
    points = [
        _again(answer["judged_again"]) if answer["judged_again"] else _point("Judged again", "unknown", NOT_AGAIN),
        *_money(answer["approved_and_paid"], answer["subjects"][0]["standing"]),
        _bounds([row for row in answer["timetable"] if row["weight"] not in ("duty", "until")]),
        *_counted([part["findings"] for part in answer["subjects"]]),
        _documents([row["state"] for part in answer["subjects"] for row in part["evidence"]]),
    ]
    return _first(answer, points)


def of_part(answer: Answer) -> list[Answer]:
    """What is said first of a book, or a part of it."""
    if not answer["findings"]["entries"]:
        return _first(answer, [_point("Entries", "unknown", "No entry is of this part of the book.")])
    points = []
    if answer["about"]["since"] or answer["about"]["until"]:
        points.append(
            _point("Period", "unknown", "Only entries of this period were looked at; what is listed may have others.")
        )
    if not (answer["dividends"] or answer["meetings"]):
        points.append(_point("Dividends", "unknown", "There is no dividend and no meeting here."))
    else:
        points += [_point(title, "unknown", says) for title, says in _ONE_BY_ONE.items()]
    return _first(answer, [*points, *_counted([answer["findings"]]), _named([row["state"] for row in answer["evidence"]])])


NOT_AGAIN: Final = "No question was asked again: ketsugi verify does, or a report on each subject."
_ONE_BY_ONE: Final = {
    "Judged again": NOT_AGAIN,
    "Money": "What was approved and what was paid are held together in the report on each dividend.",
    "Legal bounds": "How the days stand to the limits of the law is in the report on each dividend and meeting.",
}
"""What takes a report on one subject."""
_BY_LAW: Final = ("Legal bounds", "Duties", "Rules")


def _first(answer: Answer, points: list[Answer]) -> list[Answer]:
    """The points after what they rest on: nothing is in order by a log that does not hold, or by a law that is not known."""
    log = _log(answer["verification"])
    before = [log]
    if "demonstration" in (answer["verification"] or {}).get("about", ""):
        before.append(
            _point("Demonstration", "note", "A demonstration: its clock is simulated, no day of recording is real.")
        )
    if early := (answer["verification"] or {}).get("remarks"):
        says = "Recorded before an entry that stands before it, by the clock: {count}, the first is entry {entry}."
        before.append(_point("Clock", "note", says, count=len(early), entry=early[0]["entry"]))
    if restores := answer["book"]["restores"]:
        says = "From a backup, by entry: {entries}. What was recorded after each backup is gone, whatever it was about."
        before.append(_point("Restored", "note", says, entries=", ".join(str(each["entry"]) for each in restores)))
    if places := answer["without_rulebook"]:
        says = "There is no rulebook of {places}: only what holds everywhere was asked."
        before.append(_point("The law", "unknown", says, places=", ".join(places)))
    by_law = _BY_LAW if places else ()
    shaky = [each for each in points if log["verdict"] == "fail" or each["title"] in by_law]
    return before + [
        each | {"verdict": "unknown"} if each in shaky and each["verdict"] == "pass" else each for each in points
    ]


def holds(answer: Answer) -> bool:
    """Whether all that was checked is as it was recorded: the log, the answers, and the documents."""
    evidence = [row for part in answer.get("subjects", [answer]) for row in part["evidence"]]
    verified = answer["verification"] is None or answer["verification"]["ok"]
    differs = (answer.get("judged_again") or {}).get("differences")
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
    back = max(
        (deed["entry"] for deed in standing["deeds"] if (deed["event"], deed["from"]) == ("resume", "recovering")), default=0
    )
    undone = [d for d in standing["deeds"] if d["event"] == "annul" or (d["event"] == "recover" and d["entry"] > back)]
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
        yield _settled(paid)


def _settled(paid: Answer) -> Answer:
    """Where the money went, against what was resolved."""
    amounts = {"sum": " ".join(filter(None, (paid["currency"], paid["settled"]["sum"])))}
    off = paid["difference"]
    if paid["within"]:
        says = "Paid on the approved terms. Paid, unclaimed and returned: {sum}, within what was resolved."
        return _point("Money", "pass", says, **amounts)
    if paid["rounded"]:
        says = "Paid on the approved terms. Paid, unclaimed and returned: {sum}, {off} off by rounding, attested."
        return _point("Money", "note", says, **amounts, off=off)
    if off == "0":
        return _point("Money", "fail", "Paid, unclaimed and returned: {sum}, just beyond what was resolved.", **amounts)
    says = "Paid, unclaimed and returned: {sum}, {off} above what was resolved."
    if off.startswith("-"):
        says = "Paid, unclaimed and returned: {sum}, {off} short of what was resolved."
    return _point("Money", "fail", says, **amounts, off=off.removeprefix("-"))


def _counted(found: Sequence[Answer]) -> Iterator[Answer]:
    """What an auditor looks at twice: duties, rules passed over, one person in several parts, and other exceptions."""
    counts = {what: sum(each["counts"][what] for each in found) for what in found[0]["counts"]}
    missed, late = counts["duty missed"], counts["duty late"]
    unknown = sum(each["duties_not_known"] for each in found)
    says = "Past their last day and not recorded as done: {missed}. Done late: {late}. Not known whether due: {unknown}."
    verdict = "fail" if missed else "note" if late or unknown else "pass"
    yield _point("Duties", verdict, says, missed=missed, late=late, unknown=unknown)
    rules = {"over": counts["overridden"], "unknown": counts["not known"], "noted": counts["noted"]}
    rules |= {"vouched": counts["attested"]}
    says = "Entries with a defect passed over: {over}, not known: {unknown}; a note: {noted}; somebody’s word: {vouched}."
    yield _point("Rules", "note" if any(rules.values()) else "pass", says, **rules)
    if refused := counts["refused as corrected"]:
        says = "Steps that would have been refused as they stand corrected: {refused}."
        yield _point("As corrected", "fail", says, refused=refused)
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
