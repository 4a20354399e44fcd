"""Random lives of dividends, step by step, against a plain model written from the table in ``design.md`` section 4.

The model is a dictionary for each dividend; it knows nothing of the program's lifecycle, guards or rules.  After every
step model, log and state row must say the same.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from states.errors import Conflict, Refused
from tests.conftest import FUNDS, record
from tests.engine.tampering import audit
from workflow.book import Book

OpenAt = Callable[[str], Book]
Model = dict[str, Any]

BOARD, NOTICE, SITTING, TODAY = date(2018, 5, 24), date(2018, 6, 7), date(2018, 6, 28), date(2018, 8, 1)
DAYS = [BOARD, date(2018, 6, 27), SITTING, date(2018, 6, 29), date(2018, 6, 30), date(2018, 7, 31), TODAY, date(2018, 8, 2)]
EFFECTS = [SITTING, date(2018, 6, 29), date(2018, 6, 30)]
POWERS = dict.fromkeys(("board_decides_dividends", "accounting_auditor", "directors_one_year_term", "audit_board"), True) | {
    "meeting_excluded": False
}

TABLE = {
    "drafted": {"resolve": "proposed", "decide": "approved", "revise": "drafted", "withdraw": "withdrawn"},
    "proposed": {"approve": "approved", "reject": "rejected", "supersede": "superseded", "withdraw": "withdrawn"}
    | {"revise": "proposed"},
    "approved": {"pay": "paying", "suspend": "suspended", "annul": "annulled", "withdraw": "withdrawn"},
    "paying": {"settle": "paid", "suspend": "suspended", "annul": "annulled", "recover": "recovering"},
    "paid": {"close": "closed", "annul": "annulled", "recover": "recovering"},
    "suspended": {"resume": "back", "annul": "annulled", "recover": "recovering", "withdraw": "withdrawn"},
    "annulled": {"recover": "recovering"},
    "recovering": {"resume": "back", "close": "closed"},
    "closed": {"annul": "annulled"}, "withdrawn": {}, "rejected": {}, "superseded": {},
}  # fmt: skip
EVENTS = sorted({event for events in TABLE.values() for event in events})


def lawful(model: Model, event: str, day: date, said: Model) -> bool:
    """Whether the step may be taken, in the words of the law and the table."""
    if event == "note":
        return day <= TODAY  # a remark may speak of any day that has been
    if event not in TABLE[model["state"]]:
        return False
    effect = said.get("effect", model["effect"])
    by_board = model["route"] == "board"
    return (
        day <= TODAY
        and day >= model["last"]
        and (event != "resolve" or (not by_board and day <= SITTING))
        and (event != "decide" or (by_board and day <= effect))
        and (event not in ("approve", "reject", "supersede") or (not by_board and day == SITTING))
        and (event != "approve" or model["resolved"] <= NOTICE)  # else it is no item of the agenda
        and (event != "revise" or model["state"] == "drafted" or day <= SITTING)
        and (event != "pay" or day >= effect)
        and (event != "settle" or said["paid"] == 1000)
        and (event != "close" or said["vouched"])
        and (event != "recover" or model["was_paid"])
        and (event != "withdraw" or model["state"] in ("drafted", "proposed") or (by_board and not model["was_paid"]))
    )


def apply(model: Model, event: str, day: date, said: Model) -> None:
    """The deed, done."""
    model["rev"] += 1
    if event == "note":
        return
    state, dest = model["state"], TABLE[model["state"]][event]
    if dest == "back":
        dest = model["began_in"][state]
    elif dest in ("suspended", "recovering"):
        model["began_in"] = model["began_in"] | {dest: state}
    if said.get("effect", model["effect"]) != model["effect"]:
        model["effect"] = said["effect"]
        model["version"] += 1
    if event == "resolve":
        model["resolved"] = day
    model.update(state=dest, last=day, was_paid=model["was_paid"] or event == "pay")


class Lives(RuleBasedStateMachine):
    shelf: Path
    folder: Path
    numbers = count()

    refs = Bundle("refs")

    def __init__(self) -> None:
        super().__init__()
        self.path = self.folder / f"{next(self.numbers)}.db"
        shutil.copy(self.shelf, self.path)
        self.book = Book(self.path)
        self.model: dict[str, Model] = {}
        self.log: list[tuple[str, str, str, str | None]] = []  # ref, event, outcome, state after it

    @precondition(lambda self: len(self.model) < 2)
    @rule(target=refs, route=st.sampled_from(["meeting", "meeting", "board"]), effect=st.sampled_from(EFFECTS))
    def draft(self, route: str, effect: date) -> str:
        ref = f"D{len(self.model)}"
        line = {"per_share": "1", "total": "1000"}
        terms = {"record_on": "2018-03-31", "effective_on": str(effect), "currency": "JPY", "lines": [line]}
        record(self.book, "dividend", ref, "draft", route=route, meeting="IIJ-AGM26", terms=terms)
        self.model[ref] = {"state": "drafted", "route": route, "effect": effect, "last": date.min, "rev": 1, "version": 1}
        self.model[ref] |= {"began_in": {}, "was_paid": False}
        self.log.append((ref, "draft", "applied", "drafted"))
        with pytest.raises(Conflict):
            record(self.book, "dividend", ref, "draft")
        return ref

    @rule(ref=refs, data=st.data())
    def happen(self, ref: str, data: st.DataObject) -> None:
        model = self.model[ref]
        onward = [event for event, dest in TABLE[model["state"]].items() if TABLE.get(dest, True)]
        event = data.draw(st.sampled_from([*onward * 5, *TABLE[model["state"]], *EVENTS, "note"]), label="event")
        likely = {"resolve": BOARD, "approve": SITTING, "reject": SITTING, "supersede": SITTING, "pay": model["effect"]}
        day = data.draw(st.sampled_from([max(likely.get(event, BOARD), model["last"])] * 8 + DAYS), label="day")
        said = data.draw(st.fixed_dictionaries(SAID.get(event, {})), label="said")
        allowed = lawful(model, event, day, said)
        entry, no = None, None
        try:
            entry = record(self.book, "dividend", ref, event, day, reason="because", **facts(event, said))
        except Refused as refusal:
            no = refusal
        assert (entry is not None) == allowed, f"{event} {ref} on {day} in {model}: {no.findings if no else 'let through'}"
        if entry is not None:
            apply(model, event, day, said)
            assert entry.body["terms"]["version"] == model["version"]
        self.log.append((ref, event, "applied" if allowed else "refused", model["state"]))

    @invariant()
    def the_three_agree(self) -> None:
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        bodies = [json.loads(text) for (text,) in connection.execute("SELECT body FROM entry WHERE seq > 5 ORDER BY seq")]
        rows = connection.execute("SELECT ref, state, rev, day FROM subject WHERE kind = 'dividend'").fetchall()
        connection.close()
        assert [(b["subject"], b["event"], b["outcome"], b["to"]) for b in bodies] == self.log
        expected = [(ref, m["state"], m["rev"], str(m["effect"])) for ref, m in self.model.items()]
        assert sorted(rows) == sorted(expected)

    def teardown(self) -> None:
        self.book.close()
        problems = audit(self.path, quick=True).problems
        self.path.unlink()
        assert problems == []


SAID: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "revise": {"effect": st.sampled_from(EFFECTS)},
    "settle": {"paid": st.sampled_from([1000, 1000, 1000, 999])},
    "close": {"vouched": st.sampled_from([True, True, False])},
}


def facts(event: str, said: Model) -> Model:
    """What is said, in the words of the log."""
    match event:
        case "approve":  # what was attested of earlier terms is not attested of these
            return {"attest": FUNDS}
        case "resolve" | "decide":
            return {"attest": FUNDS} | ({"accounts_clean": True} if event == "decide" else {})
        case "revise":
            return {"terms": {"effective_on": str(said["effect"])}}
        case "pay":
            return {"attest": {"entitled_shares": "register"}}
        case "supersede":
            return {"superseded_by": "the shareholders' proposal"}
        case "settle":
            return {"settlement": {"paid": str(said["paid"] - 10), "unclaimed": "10", "returned": "0"}}
        case "close" if said["vouched"]:
            return {"attest": {"claims_ended": "prescribed"}}
    return {}


@pytest.fixture
def lives(iij: OpenAt, memory: Path) -> type[Lives]:
    """Random lives in a book with a company whose board may decide dividends, and a convened meeting: five entries."""
    with iij("plan") as book:
        record(book, "company", "IIJ", "amend", "2018-05-01", articles=POWERS)
        record(book, "meeting", "IIJ-AGM26", "convene", "2018-06-07")
    Lives.shelf, Lives.folder = book.path, memory
    return Lives


@pytest.mark.of_a_file  # test_server holds random lives to the same bytes on a server
def test_model_log_and_state_rows_agree_after_every_step(lives: type[Lives]) -> None:
    """A failure is shown as it was met, not shrunk: 25 steps on two dividends can be read, and shrinking takes minutes."""
    met = (Phase.reuse, Phase.generate)
    run_state_machine_as_test(lives, settings=settings(max_examples=40, stateful_step_count=25, phases=met))


ONCE = settings(max_examples=100, stateful_step_count=25, derandomize=True, print_blob=False, phases=[Phase.generate])


@pytest.mark.of_a_file
def test_planted_a_model_that_forgets_where_an_interruption_began_is_found_out(
    lives: type[Lives], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The random lives are deep enough to tell: a model that resumes everything into ``approved`` is contradicted."""
    monkeypatch.setitem(TABLE, "suspended", TABLE["suspended"] | {"resume": "approved"})
    monkeypatch.setitem(TABLE, "recovering", TABLE["recovering"] | {"resume": "approved"})
    with pytest.raises(AssertionError):
        run_state_machine_as_test(lives, settings=ONCE)
