"""What the table, the rulebook and the desk owe one another."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from typer.main import get_command

import cli
import states.guards
from states import errors
from states.errors import ERRORS, KetsugiError
from states.facts import Kind
from states.finding import Weight
from states.lives import LIFECYCLES, OF_THE_ACTOR
from states.rulebooks import every_rulebook
from workflow import words

ROOT = Path(__file__).parents[2]
DESK = get_command(cli.app)
GROUP = {kind: None if kind is Kind.DIVIDEND else str(kind) for kind in Kind}
NO_COMMAND = {"fulfil"}  # duties come with `due`
OF_EVERY_SUBJECT = {"correct", "note", "attach"}  # one command, whatever the subject is
EVENTS = [(kind, str(event)) for kind, life in LIFECYCLES.items() for event in life.events if str(event) not in NO_COMMAND]
RULES = [rule for book in every_rulebook() for rule in book.rules]


def command(kind, event):
    """The command that does an event to a subject of a kind."""
    if event == "erase":
        return DESK.commands["evidence"].commands["erase"]
    group = GROUP[kind]
    commands = DESK.commands[group].commands if group and event not in OF_EVERY_SUBJECT else DESK.commands
    return commands.get(event)


def commands(group=DESK, before=()):
    for name, each in group.commands.items():
        if hasattr(each, "commands"):
            yield from commands(each, (*before, name))
        else:
            yield " ".join((*before, name)), each


def options(command):
    return {option for param in command.params for option in param.opts if option.startswith("--")}


@pytest.mark.parametrize(("kind", "event"), EVENTS, ids=[f"{kind} {event}" for kind, event in EVENTS])
def test_every_event_of_a_life_has_a_command(kind, event):
    assert command(kind, event) is not None, f"ketsugi {GROUP[kind] or ''} {event} is missing"


@pytest.mark.parametrize(("name", "each"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_says_what_it_does_and_every_option_what_it_takes(name, each):
    assert each.help, f"{name}: no help"
    assert not each.hidden
    for param in each.params:
        assert getattr(param, "help", None), f"{name}: {'/'.join(param.opts)} has no help"


def test_the_list_of_commands_cuts_no_help_short_where_a_line_has_80_columns():
    room = 80 - 8 - max(map(len, DESK.commands))  # two columns each: at both edges, before the names and behind them
    for name, each in DESK.commands.items():
        assert not each.get_short_help_str(limit=room).endswith("..."), f"{name}: {each.help}"


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_a_command_that_is_named_gets_the_book_that_it_is_for(name):
    said = cli._for_this_book(cli.Office(book="a.db"), f"do it: ketsugi {name} REF; then rest")
    assert said == f"do it: ketsugi {name} --book a.db REF; then rest"


# Words that have another spelling as an option, or that a person gives with another step.  The reason stands beside.
SAID_OTHERWISE = {
    "attest": "with every step: --attest FACT=NOTE",
    "lines": "--line, one class each",
    "parts": "--part, one part each",
    "articles": "--article, one each",
    "calendar_days": "--calendar-day, one each",
    "shares": "one class at a time: --issued --treasury --entitled --share-class",
    "superseded_by": "--by",
    "people": "a person at a time: --name --login --public-key --role",
    "waivers": "in words: REF EVENT PERSON",
    "restored": "told by the backup itself",
    "lost": "told by what this computer remembers",
    "erased": "ketsugi evidence erase REF SHA256",
    "signing": "--signing, a policy; with the first person by init --signed",
}
NOT_ON_THE_LINE = {
    ("convene", "kind"): "stated with plan; corrected with correct --set",
    ("convene", "number"): "stated with plan; corrected with correct --set",
    ("reschedule", "kind"): "stated with plan; corrected with correct --set",
    ("reschedule", "number"): "stated with plan; corrected with correct --set",
    ("reschedule", "e_provision_on"): "stated with the convene that must follow",
    ("reschedule", "paper_voting"): "stated with the convene that must follow",
    ("resolve", "accounts_clean"): "asked only where the board decides",
    ("approve", "currency"): "a meeting amends amounts and the effective day; the rest takes a case file",
    ("approve", "record_on"): "a meeting amends amounts and the effective day; the rest takes a case file",
    ("approve", "pay_on"): "a meeting amends amounts and the effective day; the rest takes a case file",
    ("approve", "resource"): "a meeting amends amounts and the effective day; the rest takes a case file",
}


@pytest.mark.parametrize(("kind", "event"), EVENTS, ids=[f"{kind} {event}" for kind, event in EVENTS])
def test_every_fact_that_an_event_may_state_can_be_said_on_the_command_line(kind, event):
    said = options(command(kind, event))
    if "--set" in said:  # any fact, by name
        return
    unsayable = [
        word
        for word in words.words(kind, event)
        if f"--{word.replace('_', '-')}" not in said and word not in SAID_OTHERWISE and (event, word) not in NOT_ON_THE_LINE
    ]
    assert unsayable == []


def test_every_exception_is_still_one():
    accepted = {(event, word) for kind, event in EVENTS for word in words.words(kind, event)}
    assert set(NOT_ON_THE_LINE) <= accepted
    assert set(SAID_OTHERWISE) <= {word for _, word in accepted}


@pytest.mark.parametrize(("kind", "event"), EVENTS, ids=[f"{kind} {event}" for kind, event in EVENTS])
def test_every_option_of_a_step_is_a_word_of_a_case_file(kind, event):
    """One set of words: what can be said on the line can be said in a file."""
    own = {"--on", "--help", "--set", "--entry", "--occurred-on", "--line", "--part", "--article", "--calendar-day", "--by"}
    own |= {"--of"}  # names who it is done to
    own |= (
        {"--name", "--login", "--public-key", "--role", "--all", "--revoke", "--no-segregation"}
        if kind is Kind.PEOPLE
        else set()
    )
    known = {f"--{word.replace('_', '-')}" for word in words.words(kind, event)}
    assert options(command(kind, event)) - own <= known


def test_the_shared_options_are_the_same_for_the_line_and_for_the_one_who_parses_it():
    shared = options(DESK) - {"--version", "--help"}
    assert shared == cli.Desk._TAKES_VALUE | cli.Desk._STANDS_ALONE
    for name, each in commands():
        assert not options(each) & shared, f"{name} has a shared option of its own: it would never see it"


def test_every_guard_is_asked_by_some_life():
    asked = {guard for life in LIFECYCLES.values() for row in life.table for guard in row.guards} | {*OF_THE_ACTOR}
    asked |= {guard for life in LIFECYCLES.values() for guard in life.always}
    written = {
        function
        for module in pkgutil.iter_modules(states.guards.__path__)
        for name, function in inspect.getmembers(importlib.import_module(f"states.guards.{module.name}"), inspect.isfunction)
        if not name.startswith("_") and function.__module__ == f"states.guards.{module.name}"
    }
    assert written, "no guard was found"
    assert written - asked == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_source_a_title_in_both_languages_and_a_step_that_asks_it(rule):
    assert rule.source
    assert rule.title
    assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", rule.title_ja)
    assert rule.asked_at
    for kind, event in rule.asked_at:
        assert event in list(LIFECYCLES[kind].events), f"no event {event} of a {kind}"
    assert rule.weight is not Weight.BAR or re.search(r"(arts?|ss?|paras?|rules?|regs?)\.? (L\. )?\d", rule.source), (
        "a bar cites its article"
    )


def test_every_rule_that_restates_a_guard_names_one():
    names = {
        node.value
        for path in (ROOT / "states" / "guards").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {rule.restates for rule in RULES if rule.restates} <= names


def test_the_tree_of_errors_is_drawn_whole_and_each_has_a_code_of_its_own():
    every = [each for each in vars(errors).values() if inspect.isclass(each) and issubclass(each, KetsugiError)]
    leaves = [each for each in every if each is not KetsugiError]
    assert set(leaves) == set(ERRORS)
    codes = [each.exit_code for each in leaves]
    assert sorted(codes) == sorted(set(codes)) == [2, 3, 4, 5, 6, 7]
    assert KetsugiError.exit_code == 1
    for each in leaves:
        assert each.__doc__
        assert re.search(rf"── {each.__name__}\s+{each.exit_code}\s", errors.__doc__ or ""), f"{each.__name__} is not drawn"


FORBIDDEN = re.compile(
    r"\b(ledgers?|registry|registries|entity|entities|workflow|status|action|triggers?|edge|metadata|validators?|validation|"
    r"config\w*|task|forced?|invalid|illegal|please|sorry|oops|fatal|timestamps?|records|transaction|user|database)\b",
    re.IGNORECASE,
)
MEANT = (
    "in force ",  # a law is in force
    "--voting-record",
    "another package named 'states' or 'workflow'",
    "table, an index or a trigger",  # what SQLite calls it
    "a table, an index, a trigger or a right",  # and either of them
    "a table, a trigger, a policy or a function",  # and PostgreSQL
    *(
        "an empty database",
        "the address of a database",
        "address of its database",
        "SERVER/DATABASE",
    ),  # where a book is to be
    "records the approval",  # a verb, in the story
    "ketsugi[timestamp]",  # the name of an extra
    "--timestamp FILE",
    "form-action",  # of a Content Security Policy
)
SPOKEN = [ROOT / "cli.py", *sorted((ROOT / "states").rglob("*.py")), *sorted((ROOT / "workflow").rglob("*.py"))]
NOT_SPOKEN = (
    "workflow/rights.py",
    "workflow/sql.py",
    "workflow/protection.py",
    "workflow/schema.py",
    "workflow/machine.py",
    "workflow/tables.py",
)


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_messages_use_the_words_of_the_glossary(path):
    if path.relative_to(ROOT).as_posix() in NOT_SPOKEN or "migrations" in path.parts:
        return
    module = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    docs = {
        id(n.body[0].value)
        for n in ast.walk(module)
        if isinstance(n, documented) and n.body and isinstance(n.body[0], ast.Expr)
    }
    docs |= {id(n.value) for n in ast.walk(module) if isinstance(n, ast.Expr)}
    found = [
        (node.lineno, node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        if " " in node.value and FORBIDDEN.search(node.value) and not any(meant in node.value for meant in MEANT)
    ]
    assert found == []
