"""Prints docs/reference from the code, so that the reference cannot say anything else than the program does.

``python docs/print_reference.py`` writes into docs/reference; ``pages()`` gives the same texts to a test.  Examples are
real: each is printed by the program, in a throw-away book, at a fixed instant, by a fixed login.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import typer

import cli
from docs import print_jurisdictions
from states import book, company, dividend, errors, meeting, roster
from states.bounds import Bound
from states.context import Context
from states.duties import Duty
from states.facts import FACTS
from states.finding import Guard
from states.lifecycle import Lifecycle
from states.lives import OF_THE_ACTOR
from states.rulebooks import every_rulebook, every_version
from states.rules import InForce, Rule, Rulebook, Step
from workflow import catalogue
from workflow.case import schema
from workflow.render.diagram import mermaid

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"  # the hand-written words around what the code says
CASE = HERE.parent / "examples" / "iij-fy2017.toml"
LIVES: tuple[Lifecycle, ...] = tuple(each.LIFECYCLE for each in (dividend, meeting, company, roster, book))
NOON = datetime(2018, 8, 1, 3, tzinfo=UTC)  # in Tokyo
DIVIDEND = "IIJ-FY2017-YE"
TAKES_MORE = "It also takes the [options of every step](#options-of-every-step).\n"


def pages() -> dict[str, str]:
    """Every page of docs/reference by its file name."""
    parts = {
        "commands.md": {"commands": commands()},
        "jurisdictions.md": {name: table(heads, rows) for name, (heads, rows) in print_jurisdictions.parts().items()},
        "guards.md": {"universal": universal_guards(), "rulebooks": rulebooks()},
        "facts.md": facts(),
        "lifecycles.md": {str(life.kind): lifecycle(life) for life in LIVES},
        "errors.md": error_examples(),
        "json.md": json_examples(),
    }
    printed = {name: _filled((TEMPLATES / name).read_text(encoding="utf-8"), given) for name, given in parts.items()}
    lawbook = (TEMPLATES / "rulebook.md").read_text(encoding="utf-8")
    printed |= {f"rulebook-{book.name}.md": _filled(lawbook, beside_the_statute(book)) for book in every_rulebook()}
    return printed | {"case-file.schema.json": json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"}


def _filled(template: str, given: dict[str, str]) -> str:
    """The template with each ``<!-- print NAME -->`` line replaced; a name that nothing gives is a mistake."""
    page = re.sub(r"<!-- print (\S+) -->", lambda found: given.pop(found[1]).strip(), template)
    assert not given, f"the template has no place for {', '.join(given)}"
    return f"<!-- Printed by docs/print_reference.py (make docs): change the code or docs/templates. -->\n\n{page}"


def table(names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    cells = [list(names), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    head, *lines = (f"| {' | '.join(row)} |" for row in cells)
    return "\n".join([head, f"|{' --- |' * len(cells[0])}", *lines, ""])


def commands() -> str:
    """Every command of the program with its help, from the program itself."""
    root: Any = typer.main.get_command(cli.app)
    context = typer.Context(root, info_name="ketsugi", terminal_width=200)
    parts = ["## Options of every command\n", _options(root, context)]
    for command, each in _walk(root, context):
        parts += [f"## {each.command_path}\n", f"{command.help}\n", f"```text\n{command.get_usage(each)[7:]}\n```\n"]
        parts += [_options(command, each), TAKES_MORE if command.epilog else ""]
    return "\n".join(part for part in parts if part)


def _walk(group: Any, context: typer.Context) -> Iterator[tuple[Any, typer.Context]]:
    for name, command in group.commands.items():
        below = typer.Context(command, parent=context, info_name=name, terminal_width=200)
        yield from _walk(command, below) if hasattr(command, "commands") else [(command, below)]


def _options(command: Any, context: typer.Context) -> str:
    records = [record for each in command.params if (record := each.get_help_record(context))]
    rows = [(f"`{word}`", " ".join(said.split())) for word, said in records]
    return table(("word", "what it says"), rows) if rows else ""


def universal_guards() -> str:
    """The guards that stand in the lifecycles themselves."""
    asked: dict[Guard, list[str]] = {guard: ["every step in a book with a roster"] for guard in OF_THE_ACTOR}
    for life in LIVES:
        rows = [(guard, f"{life.kind} `{row.event}`") for row in life.rows for guard in row.guards]
        remarks = [(guard, f"{life.kind} `{event}`") for event, guards in life.remarks.items() for guard in guards]
        for guard, place in [*((guard, f"every step of {life.kind.named}") for guard in life.always), *rows, *remarks]:
            asked.setdefault(guard, []).append(place)
    lines = ((_code([_name(guard)]), _first_line(guard), ", ".join(dict.fromkeys(seen))) for guard, seen in asked.items())
    return table(("guard", "passes when", "asked at"), lines)


def _first_line(documented: object) -> str:
    return " ".join((documented.__doc__ or "").strip().partition("\n")[0].split())


def _name(guard: Guard) -> str:
    """The name a guard's findings carry, asked of the guard itself."""
    blank = Context(kind=dividend.LIFECYCLE.kind, ref="", event="", source=None, dest="", on=None, today=NOON.date())
    return guard(blank).guard


def rulebooks() -> str:
    """Every rulebook, and the page that has its rules."""
    rows = [
        (f"[{each.country}](rulebook-{each.name}.md)", each.jurisdiction or "–", len(each.rules), len(each.duties))
        for each in every_rulebook()
    ]
    return table(("law of", "code", "rules", "duties"), rows)


def beside_the_statute(book: Rulebook) -> dict[str, str]:
    """A rulebook's rules, duties and rates in tables, and the rows of the law that are not covered, with the reason."""
    rules = [
        (f"`{r.id}`", r.title_ja, _compared(r), r.source, _in_force(r.in_force), r.weight, r.confidence) for r in book.rules
    ]
    duties = [
        (f"`{d.id}`", d.title_ja, _reckoned(d), d.source, _in_force(d.in_force), _until(d), d.confidence)
        for d in book.duties
    ]
    heads = ("id", "規定", "test", "source", "in force", "weight", "confidence")
    versions = [
        (each.label, each.published, len(each.rules), len(each.duties)) for each in every_version() if each.name == book.name
    ]
    parts = {
        "Rules": table(heads, rules),
        "Duties and periods": _DUTIES
        + table(("id", "義務・期限", "due", "source", "in force", "kind", "confidence"), duties)
        if duties
        else "",
        **{title: table(heads, rows) for title, (heads, *rows) in book.tables.items()},
        "Rule by rule": "\n".join(map(_rule, book.rules)),
        "Covered in part": _by_row("what is open", book.in_part),
        "Not covered, and why": _by_row("why", book.left_out),
        "Versions": table(("version", "published", "rules", "duties"), versions),
    }
    return {
        "country": f"# The rulebook of {book.country}",
        "about": book.about,
        "tables": "\n".join(f"## {title}\n\n{text}" for title, text in parts.items() if text),
    }


_DUTIES = """\
A duty blocks nothing; it is kept, missed, open or overdue. A period *lasts until* its last day. `ketsugi schedule` shows
both with their days.

"""


def _by_row(head: str, rows: Mapping[str, str]) -> str:
    return table(("row", head), [(f"`{row}`", what) for row, what in sorted(rows.items())]) if rows else ""


def _compared(rule: Rule) -> str:
    return "; ".join(map(_bound, rule.test)) if isinstance(rule.test, tuple) else _first_line(rule.test).rstrip(".")


def _reckoned(duty: Duty) -> str:
    said = f"{duty.title}: {duty.text} ({_example(duty)})"
    return said + (f" ({duty.caution})" if duty.caution else "")


def _in_force(force: InForce) -> str:
    return f"{force.since} to {force.until or 'now'}, by “{force.keyed_on.name}”"


def _until(duty: Duty) -> str:
    return "lasts until" if duty.lasting else "due by"


def _places(steps: Iterable[Step]) -> str:
    known = [(kind, event) for life in LIVES for kind, event in ((life.kind, e) for e in life.events)]
    return ", ".join(f"{kind} `{event}`" for kind, event in known if (kind, event) in steps)


def _rule(rule: Rule) -> str:
    force, until = rule.in_force, f" until {rule.in_force.until}" if rule.in_force.until else ""
    said = {
        "Objection": f"{rule.title} · {rule.title_ja}",
        "Source": f"{rule.source} ({rule.confidence})",
        "Weight": f"{rule.weight}" + ("; a note where the company's articles say so" if rule.lowered else ""),
        "In force": f"from {force.since}{until}, by the day called “{force.keyed_on.name}”",
        "Applies where": "; ".join(when.text for when in rule.applies),
        "Asked at": _places(rule.asked_at),
        "Compares": "; ".join(map(_bound, rule.test)) if isinstance(rule.test, tuple) else "",
        "Attest as": f"`--attest {rule.attest.replace('_', '-')}=NOTE`" if rule.attest else "",
        "Override with": f"`--override {rule.id}`" if rule.weight == "defect" else "",
        "May wait at": _places(rule.may_wait),
        "Restates": f"`{rule.restates}`" if rule.restates else "",
    }
    return f"### {rule.id}\n\n" + "\n".join(f"- {name}: {text}" for name, text in said.items() if text) + "\n"


def _bound(bound: Bound) -> str:
    said = f"“{bound.day.name}” no {'earlier' if bound.before else 'later'} than {bound.text}"
    return f"{said} ({_example(bound)})"


def _example(counted: Bound | Duty) -> str:
    limit, *days = counted.example
    known = (f"“{day.name}” {each}" for day, each in zip(counted.of, days, strict=True))
    return f"{limit} from {' and '.join(known)}"


def lifecycle(life: Lifecycle) -> str:
    """The table of a lifecycle, and its drawing."""
    rows = []
    for row in life.rows:
        back = "" if row.dest in list(life.states) else "back to "
        guards = _code(map(_name, row.guards)) or "–"
        rows.append((_code([row.event]), _code([row.source or "–"]), back + _code(life.dests(row), " or "), guards))
    always, final = _code(map(_name, life.always)), _code(state for state in life.states if state in life.final)
    said = f"Asked at every step: {always}. Possible in every state, and moving none: {_code(life.remarks)}. Final: {final}."
    return f"{table(('event', 'from', 'to', 'guards'), rows)}\n{said}\n\n```mermaid\n{mermaid(life)}\n```"


def facts() -> dict[str, str]:
    """Every fact: how it is said, of which type it is, what it means, and (of a group once) which events may state it."""
    heads = ("name", "said as", "type", "what it means")
    options = catalogue.options_of(typer.main.get_command(cli.app))
    rows: dict[str, list[tuple[str, ...]]] = {}
    for each in catalogue.every():
        row = (f"`{each.name}`", each.said(options), each.shape, each.means)
        rows.setdefault(each.group or each.kind, []).append(row if each.group else (*row, _code(each.events) or "–"))
    parts = {str(kind): table((*heads, "stated with"), rows[kind]) for kind in FACTS}
    for group, held in catalogue.GROUPS.items():
        kind, events = catalogue.stated_with(group)
        said = f"{_first_line(held).replace('``', '`')} Stated with {_code(events)} of {kind.named}."
        parts[group] = f"{said}\n\n{table(heads, rows[group])}"
    return parts


def _code(names: Iterable[str], joint: str = ", ") -> str:
    return joint.join(f"`{name}`" for name in names)


@contextlib.contextmanager
def trial() -> Iterator[Callable[..., str]]:
    """Runs commands in an empty folder, and gives back what each says."""
    numbers, desk = itertools.count(1), typer.main.get_command(cli.app)  # built once, for all commands
    with contextlib.ExitStack() as stack:
        stack.enter_context(patch("uuid.uuid4", lambda: SimpleNamespace(hex=f"{next(numbers):032x}")))
        stack.enter_context(patch("workflow.people.login", lambda: "sato"))
        stack.enter_context(patch.dict(os.environ, {"KETSUGI_BOOK": "book.db", "KETSUGI_STATE": "state"}))
        stack.enter_context(contextlib.chdir(stack.enter_context(tempfile.TemporaryDirectory())))

        def say(*words: str) -> str:
            out, aside = io.StringIO(), io.StringIO()
            office = cli.Office(clock=lambda: NOON, person=True)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(aside), contextlib.suppress(SystemExit):
                desk.main(list(words), obj=office, prog_name="ketsugi")
            return out.getvalue().rstrip() or aside.getvalue().rstrip()

        say("init", "--name", "IIJ")
        head, *events = CASE.read_text(encoding="utf-8").split("[[event]]")
        Path("case.toml").write_text("[[event]]".join([head, *events[:2]]), encoding="utf-8")
        say("import", "case.toml")
        yield say


def error_examples() -> dict[str, str]:
    """Each class of error with its exit code and its meaning, and an example of each."""
    with trial() as say:
        said = {
            "WrongWords": f"pay {DIVIDEND} --on 2018-6-29",
            "Refused": f"approve {DIVIDEND} --on 2018-06-27",
            "NotFound": "show IIJ-FY2018-YE",
            "Conflict": f"draft {DIVIDEND}",
            "LogBroken": "verify",
            "BookUnusable": "list --book elsewhere.db",
        }
        examples = ""
        for name, command in said.items():
            if name == "LogBroken":
                with contextlib.closing(sqlite3.connect("book.db")) as book:
                    book.execute("UPDATE subject SET state = 'approved' WHERE kind = 'dividend'")
                    book.commit()
            examples += f"## {name}\n\n```text\n$ ketsugi {command}\n{say(*command.split())}\n```\n\n"
    codes = [(0, "", "Done."), (1, "", "A bug in the program; it shows a traceback.")]
    codes += [(error.exit_code, _code([error.__name__]), _first_line(error)) for error in errors.ERRORS]
    codes += [(cli.STOPPED, "", "Stopped by Ctrl-C; where it was about to write, it says whether anything is written.")]
    codes += [(cli.NOBODY_READS, "", "Nobody read the answer to its end: the pipe was closed, as by `head`.")]
    codes += [(cli.ENDED, "", "Ended by the system (SIGTERM), as by Ctrl-C.")]
    return {"codes": table(("exit code", "class", "meaning"), codes), "examples": examples}


def json_examples() -> dict[str, str]:
    """An example of each shape that ``--json`` promises."""
    with trial() as say:

        def shown(*words: str, cut: Callable[[Any], Any] = lambda answer: answer) -> str:
            answer = cut(json.loads(say(*words, "--json").splitlines()[0]))
            return f"```json\n{json.dumps(answer, indent=2, ensure_ascii=False)}\n```"

        def objections(answer: Any) -> Any:
            return answer | {"findings": [each for each in answer["findings"] if each["verdict"] == "fail"]}

        def last_finding(answer: Any) -> Any:
            return answer | {"body": answer["body"] | {"findings": answer["body"]["findings"][-1:]}}

        def first_of_each(answer: Any) -> Any:
            return answer | {name: answer[name][:1] for name in ("findings", "pace")}

        def of_any_version(answer: Any) -> Any:
            return answer | {"calendar": re.sub(r"holidays [\d.]+", "holidays …", answer["calendar"])}

        def only(*ids: str) -> Callable[[Any], Any]:
            return lambda rows: [row for row in rows if (row.get("was") or row)["id"] in ids]

        def of_any_computer(answer: Any) -> Any:
            points = [each for each in answer["points"] if each["about"] in ("clock", "book", "log")]
            return answer | {"ok": True, "faults": 0, "warnings": 0, "points": points}

        say("checkpoint", "write", "-o", "kept.txt")
        return {
            "show": shown("show", DIVIDEND),
            "check": shown("check", DIVIDEND, "approve", "--on", "2018-06-27", cut=objections),
            "list": shown("list"),
            "schedule": shown("schedule", DIVIDEND, cut=only("notice_public_co", "tdnet_dividend")),
            "what-if": shown(
                "schedule", DIVIDEND, "--what-if", "effective_on=2018-07-02", cut=only("effect_within_3_months")
            ),
            "due": shown("due", cut=only("tdnet_dividend")),
            "plan": shown("plan", "--record", "2018-03-31", "--meeting", "2018-07-02", cut=only("vote_within_3_months")),
            "exdate": shown("exdate", "--record", "2018-03-31", cut=of_any_version),
            "log": shown("log", "IIJ-AGM26", cut=last_finding),
            "findings": shown("findings", cut=first_of_each),
            "diff": shown("diff", DIVIDEND),
            "sample": shown("sample", "--random-state", "7", "--size", "1"),
            "dividend-note": shown("dividend-note", "--fiscal-year-end", "2018-03-31"),
            "verify": shown("verify"),
            "doctor": shown("doctor", cut=of_any_computer),
            "checkpoint": shown("checkpoint", "check", "kept.txt"),
            "refused": shown("approve", DIVIDEND, "--on", "2018-06-27"),
            "error": shown("show", "IIJ-FY2018-YE"),
        }


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (HERE / "reference" / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"printed docs/reference/{name}")


if __name__ == "__main__":
    main()
