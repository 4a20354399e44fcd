"""The desk: words in, one call, words out.

Everything beyond Typer is imported inside the command that needs it, because start-up is what a person feels.
"""

from __future__ import annotations

import atexit
import gc

gc.disable()  # a command is over before the first collection would pay
atexit.register(gc.freeze)  # and need not be taken apart module by module

import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from states.errors import Refused
    from states.facts import Kind
    from states.rules import RulesOf
    from workflow.book import Book
    from workflow.decision import Decision
    from workflow.heads import Heads
    from workflow.log import Entry
    from workflow.server import Server
    from workflow.step import Actor, Step

UsageError: type[Exception] = typer.BadParameter.__base__  # type: ignore[assignment]  # what Typer raises for words it cannot place
__version__ = "0.1.0"
NOBODY_READS = 128 + 13  # the exit code of every program that SIGPIPE stops
STOPPED, ENDED = 128 + 2, 128 + 15  # and SIGINT, which Ctrl-C sends, and SIGTERM

WITH_EVERY_STEP = (
    "With every step: --attest FACT=NOTE, --override RULE, --reason TEXT, --evidence FILE, --acting-for NAME, --dry-run. "
    "With every command: --book FILE, --json; where entries are signed, --key FILE."
)


@dataclass
class Office:
    """What the whole command line shares: the book, the form of the answer, the clock."""

    book: str | None = None
    as_json: bool = False
    dry_run: bool = False
    acting_for: str | None = None
    reason: str | None = None
    evidence: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    attest: tuple[str, ...] = ()
    key: Path | None = None
    remembers: bool = True  # the last entry that was seen of a book
    heads: Heads | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    person: bool = bool(sys.stdout and sys.stdout.isatty())  # who reads: a person, or a program at the end of a pipe

    def path(self) -> Path | str:
        """Where the book is: ``--book``, else ``KETSUGI_BOOK``, else a file in the user's own data folder."""
        from states.errors import BookUnusable

        if self.book == "":
            raise BookUnusable("--book is empty", remedy="name the book's file, or the address of its database")
        named = self.book or os.environ.get("KETSUGI_BOOK")
        if named:
            return named if "://" in named else Path(named)
        from workflow.placing import own_book

        return own_book()

    def again(self, command: str) -> str:
        """A command to copy, for the same book."""
        from workflow.plainly import one_word

        return command if self.book is None or self.simulated else f"{command} --book {one_word(self.book)}"

    @property
    def simulated(self) -> bool:
        """Whether the clock is another than the real one."""
        return self.clock is not Office.clock

    def open(self) -> Book:
        from workflow.book import Book
        from workflow.heads import Heads, user_folder

        if self.remembers and self.heads is None:
            self.heads = Heads(user_folder(os.environ), self.clock)
        return Book(self.path(), self.heads)

    def actor(self) -> Actor:
        from states.codec import read_text
        from workflow.book import place
        from workflow.step import Actor

        acting_for = None if self.acting_for is None else read_text(self.acting_for, "--acting-for")
        return Actor(name=place(self.path()).login(), acting_for=acting_for)

    def signing_actor(self, book: Book, *, must: bool = False) -> Actor:
        """Who records, with the key to sign with where the book asks for it: unlocked before anything is locked."""
        from workflow.others import in_force
        from workflow.people import with_key

        with book.reading() as run:
            people = in_force(run)
        self.require_seen()
        return with_key(self.actor(), people, self.key, self.ask, must=must)

    @property
    def ask(self) -> Callable[[str], str] | None:
        """How a passphrase is asked for; on a dry run nothing is unlocked."""
        from workflow.people import at_terminal

        return None if self.dry_run else at_terminal

    def require_seen(self) -> None:
        """Refuse to go on, or to vouch for the book, where it lost an entry that this computer saw."""
        if self.heads is not None:
            self.heads.require()

    def today(self, zone: Any) -> date:
        return self.clock().astimezone(zone).date()


class Desk(TyperGroup):
    """Takes the shared options anywhere on the line, and turns every refusal and error into words and an exit code."""

    _TAKES_VALUE = frozenset(("--book", "--acting-for", "--reason", "--evidence", "--override", "--attest", "--key"))
    _STANDS_ALONE = frozenset(("--json", "--dry-run"))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        shared, rest = [], list(args)
        kept = []
        _only_once(self, args)
        while rest:
            word = rest.pop(0)
            if word == "--":
                kept += [word, *rest]
                break
            if word in self._STANDS_ALONE or (word.partition("=")[0] in self._TAKES_VALUE and "=" in word):
                shared.append(word)
            elif word in self._TAKES_VALUE:
                if not rest:
                    raise UsageError(f"{word} needs a value")
                shared += [word, rest.pop(0)]
            else:
                kept.append(word)
        return super().parse_args(ctx, [*shared, *kept])

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        try:
            return super().make_context(info_name, args, *rest, **extra)
        except UsageError as error:
            raise _not_understood(error, as_json="--json" in args) from error

    def invoke(self, ctx: Any) -> Any:
        try:
            answer = self._said(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()  # at the end of the program nobody could catch that it fails
            return answer
        except BrokenPipeError:  # as after ``| head``
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still to be written fails no more
            raise typer.Exit(NOBODY_READS) from None

    def _said(self, ctx: Any) -> Any:
        from states.errors import KetsugiError

        try:
            return super().invoke(ctx)
        except KetsugiError as error:
            _say_no(ctx.obj, error)
            raise typer.Exit(error.exit_code) from error
        except UsageError as error:
            raise _not_understood(error, as_json=ctx.params["as_json"]) from error
        except KeyboardInterrupt as stop:
            told = getattr(stop, "__notes__", [f"what is recorded: {(ctx.obj or Office()).again('ketsugi log')}"])
            _aside(f"stopped by {stop.args[0] if stop.args else 'Ctrl-C'} · {told[0]}")
            raise typer.Exit(ENDED if stop.args else STOPPED) from stop
        finally:
            for line in ctx.obj.heads.told() if ctx.obj and ctx.obj.heads else ():
                from workflow.render.plain import safe

                _aside(safe(_for_this_book(ctx.obj, line)))


def _end(*_: object) -> None:
    """The system ends the program: nothing is left half made, as at Ctrl-C."""
    raise KeyboardInterrupt("the system")


def _not_understood(error: Any, *, as_json: bool) -> Exception:
    """Words that no command has, said in one line like every other no; the help that stands in for them stays as it is."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error  # type: ignore[no-any-return]
    said = error.format_message().rstrip(".")
    said = said[:1].lower() + (said[1:] if said.isprintable() else ascii(said[1:])[1:-1])
    remedy = f"{error.ctx.command_path if error.ctx is not None else 'ketsugi'} -h"
    if fact := _as_a_fact(error):
        said, remedy = said.partition(" (")[0], f"give --set {fact}=VALUE"
    if as_json:
        _json({"error": "WrongWords", "message": said, "remedy": remedy})
    _aside(f"error: {said} · {remedy}")
    return typer.Exit(2)


def _as_a_fact(error: Any) -> str:
    """The fact that an option speaks of which there is not; nothing where a command takes no such fact."""
    name = getattr(error, "option_name", "").lstrip("-").replace("-", "_")
    if not name or error.ctx is None or not any("--set" in each.opts for each in error.ctx.command.params):
        return ""
    from states.lives import EVENTS
    from workflow.words import words

    event = error.ctx.command.name
    return name if any(name in words(kind, event) for kind, events in EVENTS.items() if event in list(events)) else ""


def _only_once(group: Any, args: list[str]) -> None:
    """Of two answers to one question nobody could say which was meant."""
    known, seen, rest = _by_option(group), set(), iter(args)
    for word in rest:
        if word == "--":
            return
        option, given, _ = word.partition("=")
        asked = known.get(option)
        if asked is None:
            group = getattr(group, "commands", {}).get(word, group)
            known |= _by_option(group)
            continue
        turns = asked.is_flag and bool(asked.secondary_opts)  # yes and no are two answers, one flag said twice is none
        if asked.name in seen and not asked.multiple and (turns or not asked.is_flag):
            raise UsageError(f"{asked.opts[0]} is given twice")
        seen.add(asked.name)
        if not given and not asked.is_flag:
            next(rest, None)  # its value, which may look like an option


def _by_option(command: Any) -> dict[str, Any]:
    """The options of a command, or of a group of commands, by each way to write them."""
    options = [each for each in command.params if each.param_type_name == "option"]
    return {word: each for each in options for word in (*each.opts, *each.secondary_opts)}


app = typer.Typer(
    cls=Desk,
    name="ketsugi",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
Meetings = typer.Typer(help="General meetings: plan, convene, hold, …", no_args_is_help=True, rich_markup_mode=None)
Companies = typer.Typer(help="Companies: add, amend, show.", no_args_is_help=True, rich_markup_mode=None)
Roster = typer.Typer(help="People: who may do what, and with which keys.", no_args_is_help=True, rich_markup_mode=None)
Checkpoints = typer.Typer(help="Checkpoints: write, sign, check, prove, …", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(Companies, name="company")
app.add_typer(Meetings, name="meeting")
app.add_typer(Roster, name="people")
Papers = typer.Typer(help="Documents of evidence: list, export, check, erase.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(Papers, name="evidence")
app.add_typer(Checkpoints, name="checkpoint")
Books = typer.Typer(
    help="The book itself: back up, restore, copy, upgrade; share.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(Books, name="book")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ketsugi {__version__}")
        raise typer.Exit


@app.callback()
def shared(
    ctx: typer.Context,
    book: Annotated[
        str | None, typer.Option(metavar="FILE", help="The book; else KETSUGI_BOOK, else in your own data folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide and say so, but write nothing.")] = False,
    attest: Annotated[list[str] | None, typer.Option(metavar="FACT=NOTE", help="Vouch for a fact not in the book.")] = None,
    override: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Pass over a defect; needs reason and evidence.")
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, in a sentence.")] = None,
    evidence: Annotated[list[str] | None, typer.Option(metavar="FILE", help="A document the step rests on.")] = None,
    acting_for: Annotated[str | None, typer.Option(metavar="NAME", help="For whom you record this.")] = None,
    key: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Your key, to sign with; else KETSUGI_KEY, the agent's, ~/.ssh/id_ed25519."),
    ] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Keep the book of a company's shareholder-meeting approvals: from board resolution to payment, every step kept.

    Begin with: ketsugi demo
    """
    office = ctx.ensure_object(Office)
    ctx.obj = Office(
        book=office.book if book is None else book,
        as_json=as_json,
        dry_run=dry_run,
        acting_for=acting_for,
        reason=reason,
        evidence=tuple(evidence or ()),
        overrides=tuple(override or ()),
        attest=tuple(attest or ()),
        key=None if key is None else Path(key),
        remembers=office.remembers,
        clock=office.clock,
        person=office.person,
    )


# ── Saying things ────────────────────────────────────────────────────────────────────────────────────────────────────


def _data(text: str) -> None:
    typer.echo(text)


def _aside(text: str) -> None:
    typer.echo(text, err=True)


def _json(answer: Any) -> None:
    """One line for a program; indented, and in ASCII, for a terminal."""
    person = sys.stdout.isatty()
    _data(json.dumps(answer, ensure_ascii=person, indent=2 if person else None))


def _rows(office: Office, names: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A table for a person, tab-separated lines for a program."""
    from workflow.render import plain

    cells = [tuple(row) for row in rows]
    if office.person:
        _data(plain.table(tuple(names), cells))
    elif cells:
        _data(plain.tabbed(cells))


def _for_this_book(office: Office, said: str) -> str:
    """Words that name a command, with the book that it is for."""
    import re

    commands = r"ketsugi ((company|meeting|people|evidence|checkpoint|book) )?[a-z]+(-[a-z]+)*"
    return re.sub(
        commands,
        lambda found: found[0] if said.startswith(" --book ", found.end()) else office.again(found[0]),
        said,
    )


def _say_no(office: Office, error: Any) -> None:
    from states.errors import Refused
    from workflow.render import sentences

    if not isinstance(error, Refused):
        remedy = _for_this_book(office, error.remedy)
        if office.as_json:
            _json({"error": type(error).__name__, "message": error.message, "remedy": remedy})
        _aside(sentences.error(error.message, remedy))
        return
    for each in (error, *error.others):
        _say_refused(office, each)
    if error.among > 1 and any(each.seq for each in (error, *error.others)):
        _aside(f"none of the {error.among:,} steps was applied")


def _say_refused(office: Office, error: Refused) -> None:
    from workflow.decision import finding_answer
    from workflow.render import sentences

    findings = [each | {"remedy": _for_this_book(office, each["remedy"])} for each in map(finding_answer, error.findings)]
    earliest = str(error.earliest) if error.earliest else None
    if office.as_json:
        _json({"refused": error.message, "entry": error.seq, "earliest_on": earliest, "findings": findings})
    trailer = [f"recorded as entry {error.seq}" if error.seq else "nothing was written"]
    if earliest:
        ask = office.again(f"ketsugi check {error.ref} {error.event} --on {earliest}")
        trailer += [f"earliest day: {earliest}", *([] if error.event == "fulfil" else [f"try: {ask}"])]
    if any("ketsugi company amend" in each["remedy"] for each in findings):
        trailer.append("an article counts from the day of its amend --on: give the day since which it is so")
    what = f"{error.where}: {error.message}" if error.where else error.message
    _aside(sentences.refusal(what, findings, trailer))


# ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """The words that were said, of all that could have been: the fact options of a command."""
    said = {word: value for word, value in values.items() if value not in (None, [], ()) and word not in _NOT_FACTS}
    from workflow.spoken import COUNTS, whole

    option = {word: "--for" if word == "in_favour" else f"--{word}" for word in said if word in COUNTS}
    return said | {word: whole(option[word], said[word]) for word in option}


_NOT_FACTS = ("ctx", "ref", "refs", "of", "on")


def _step(
    office: Office,
    kind: Kind,
    ref: str,
    event: str,
    on: str | None,
    said: Mapping[str, Any],
    *,
    reason: str | None = None,
    **more: Any,
) -> Step:
    """A step from the words of the command line."""
    from states.codec import read_day
    from states.errors import WrongWords
    from workflow import evidence, spoken, words
    from workflow.step import Step

    said = dict(said)
    named = spoken.facts_set(said.pop("fact", None))
    if twice := next((name for name in named if name in said), None):
        raise WrongWords(f"{twice} is given twice", remedy=f"give --{twice.replace('_', '-')} or --set {twice}")
    seen = tuple(evidence.seen(Path(name)) for name in office.evidence)
    attested = spoken.named([spoken.attested(pair, seen) for pair in office.attest], "--attest")
    return Step(
        kind=kind,
        ref=ref,
        event=event,
        on=None if on is None else read_day(on, "--on"),
        facts=words.facts(kind, event, {**said, **named, **({"attest": attested} if attested else {})}),
        overrides=frozenset(office.overrides),
        reason=reason or office.reason,
        evidence=seen,
        **more,
    )


def _record(
    ctx: typer.Context, kind: str, ref: str, event: str, on: str | None, said: Mapping[str, Any], **more: Any
) -> None:
    """Take one step and say what was recorded and what may follow."""
    from states.facts import Kind
    from workflow.engine import advance

    office: Office = ctx.obj
    step = _step(office, Kind(kind), ref, event, on, said, **more)
    with office.open() as book:
        actor = office.signing_actor(book, must=said.get("signing") is True)
        entry, decision = advance(book, step, actor=actor, clock=office.clock, dry_run=office.dry_run)
        _say_yes(office, book, entry, decision)


def _record_all(ctx: typer.Context, refs: list[str] | None, of: str | None, on: str | None, said: Mapping[str, Any]) -> None:
    """Take the same step on every dividend that is named, all or none, and say so in a line for each."""
    from dataclasses import replace

    from states.errors import FEW, KetsugiError, WrongWords
    from states.facts import Kind
    from workflow.together import advance_all, offer_to_all, open_to

    office: Office = ctx.obj
    event, named = str(ctx.command.name), refs or []
    if named and of is not None:
        raise WrongWords(f"{event}: dividends are named, and --of {of} as well", remedy="give the one or the other")
    if not named and of is None:
        raise WrongWords(f"{event}: which?", remedy="name the dividends, or give --of MEETING")
    if len(named) == 1:
        _record(ctx, "dividend", named[0], event, on, said)
        return
    if twice := next((ref for ref in named if named.count(ref) > 1), None):
        raise WrongWords(f"{twice} is named twice", remedy="name each dividend once")
    step = _step(office, Kind.DIVIDEND, "", event, on, said)
    with office.open() as book:
        if of is not None:
            with book.reading() as run:
                named = open_to(run, of, event)
            more = f" and {len(named) - FEW} more" if len(named) > FEW else ""
            _aside(f"put to {of}: {', '.join(named[:FEW])}{more}")
        steps = [replace(step, ref=ref) for ref in named]
        actor = office.signing_actor(book)
        with _progress() as tick:
            entries = advance_all(book, steps, actor=actor, clock=office.clock, dry_run=office.dry_run, tick=tick)
        for entry in entries:
            _say_entry(office, entry)
        if office.dry_run:
            _aside(_WRITES_NOTHING)
            return
        following = None
        with suppress(KetsugiError), book.reading() as run:  # they are recorded; what comes next can be asked again
            following = offer_to_all(run, named, f"--of {of}" if of else " ".join(named))
    if following:
        _aside(f"next: {office.again(following)}")


def _say_entry(office: Office, entry: Entry) -> None:
    """One of many entries, in a line."""
    from workflow.render import sentences

    brief = sentences.recorded(entry.seq, entry.brief, trial=office.dry_run) if not office.as_json else ""
    _data(brief or _harmless(entry.line()))


_WRITES_NOTHING = "dry run: nothing was written"


def _say_yes(office: Office, book: Book, entry: Entry | None, decision: Decision) -> None:
    from states.errors import KetsugiError
    from workflow import afterwards, standing
    from workflow.decision import answer, finding_answer
    from workflow.render import sentences

    findings = [finding_answer(each) for each in decision.findings]
    if entry is None:
        would = answer(decision, decision.step.on)
        _json(would) if office.as_json else _data(f"{sentences.checked(would, decision.step.facts)}\nnothing was written")
        return
    body = entry.body
    if office.as_json:
        _data(_harmless(entry.line()))
    else:
        _data(sentences.recorded(entry.seq, body))
    before, more, following = frozenset[str](), [], None
    with suppress(KetsugiError), book.reading() as run:  # it is recorded; what comes next can be asked again
        following = standing.offer(run, standing.standing(run, decision.step.ref))
        before, more = afterwards.said_before(run, decision), afterwards.remarks(run, decision)
    for line in [*sentences.remarks(findings, body["overridden"], before), *more]:
        _aside(line)
    if following:
        _aside(f"next: {office.again(following)}")


_ON = "The day it happened, YYYY-MM-DD; a past day is recorded late, and shown so."
_AS_STATED = "2018-06-29, or as it is stated: 'about 2018-06-29', 'by …', 'from …', undecided."
Ref = Annotated[str, typer.Argument(metavar="REF", help="Its reference, such as IIJ-FY2017-YE.")]
NewRef = Annotated[str, typer.Argument(metavar="REF", help="A reference for it: letters, digits, '.', '-', '_'.")]
Refs = Annotated[
    list[str] | None,
    typer.Argument(metavar="REF...", help="Its reference, such as IIJ-FY2017-YE; of several all are recorded, or none."),
]
Of = Annotated[
    str | None,
    typer.Option("--of", metavar="MEETING", help="Instead of references: all that are put to it, where possible now."),
]
On = Annotated[str, typer.Option("--on", metavar="DATE", help=_ON)]
MaybeOn = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it happened, if it is known.")]
CompanyRef = Annotated[str | None, typer.Option(metavar="REF", help="The company; needed when the book holds several.")]
MeetingRef = Annotated[str | None, typer.Option(metavar="REF", help="The meeting that is to vote.")]
NewName = Annotated[str | None, typer.Option(metavar="TEXT", help="Its new name.")]
Kind_ = Annotated[str | None, typer.Option(metavar="TEXT", help="year-end, interim, quarterly, special, …")]
Route_ = Annotated[str | None, typer.Option(metavar="WHO", help="Who decides: meeting, board or interim.")]
FiscalYearEnd = Annotated[str | None, typer.Option(metavar="DATE", help="Last day of the fiscal year it is for.")]
RecordOn = Annotated[str | None, typer.Option(metavar="DATE", help=f"The day whose holders receive it: {_AS_STATED}")]
EffectiveOn = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="The day it falls due or takes effect; where only a day of payment is stated, leave it out. " + _AS_STATED,
    ),
]
PayOn = Annotated[
    str | None, typer.Option(metavar="DATE", help=f"First day of payment, if not the effective day: {_AS_STATED}")
]
Currency = Annotated[str | None, typer.Option(metavar="CODE", help="ISO 4217, such as JPY.")]
Resource = Annotated[str | None, typer.Option(metavar="TEXT", help="What it is paid from, such as retained earnings.")]
ShareClass = Annotated[str | None, typer.Option(metavar="NAME", help="The class the figures are about; else common.")]
PerShare = Annotated[str | None, typer.Option(metavar="AMOUNT", help="Per share, or undecided.")]
Part = Annotated[list[str] | None, typer.Option(metavar="NAME=AMOUNT", help="A part of the per-share amount; repeat.")]
Total = Annotated[str | None, typer.Option(metavar="TOTAL", help='As stated: 608451601, "608 million", or undecided.')]
Rounding_ = Annotated[str | None, typer.Option(metavar="HOW", help="How the total was rounded: half-up, down or up.")]
Line_ = Annotated[
    list[str] | None, typer.Option(metavar="TOML", help="One class in full, or its name alone to drop it; repeat.")
]
RecordNoticeOn = Annotated[str | None, typer.Option(metavar="DATE", help="Public notice of the record date.")]
Issued = Annotated[str | None, typer.Option(metavar="N", help="Shares issued on the record date.")]
Treasury = Annotated[str | None, typer.Option(metavar="N", help="Of these, the company's own.")]
Entitled = Annotated[str | None, typer.Option(metavar="N", help="Shares entitled on the record date.")]
Shares_ = Annotated[list[str] | None, typer.Option(metavar="TOML", help="The counts of one class in full; repeat.")]
NetAssets = Annotated[str | None, typer.Option(metavar="AMOUNT", help="Net assets.")]
DistributableAmount = Annotated[str | None, typer.Option(metavar="AMOUNT", help="What may be distributed at most.")]
AccountsClean = Annotated[bool | None, typer.Option(help="The last accounts were audited without objection.")]
For = Annotated[str | None, typer.Option("--for", metavar="N", help="Votes in favour.")]
Against = Annotated[str | None, typer.Option(metavar="N", help="Votes against.")]
Abstained = Annotated[str | None, typer.Option(metavar="N", help="Votes abstained.")]
Present = Annotated[str | None, typer.Option(metavar="N", help="Votes of all who attended, abstentions included.")]
Exercisable = Annotated[str | None, typer.Option(metavar="N", help="Votes that could be cast at all.")]
Paid = Annotated[str | None, typer.Option(metavar="AMOUNT", help="Paid out, gross: the tax withheld is part of it.")]
Unclaimed = Annotated[str | None, typer.Option(metavar="AMOUNT", help="Still to be claimed.")]
Returned = Annotated[str | None, typer.Option(metavar="AMOUNT", help="Sent back by the bank.")]
Cleared = Annotated[str | None, typer.Option(metavar="AMOUNT", help="Of the rest: paid since, prescribed or excluded.")]
VotingRecordOn = Annotated[str | None, typer.Option(metavar="DATE", help="Whose holders may vote.")]
VotingRecordNoticeOn = Annotated[str | None, typer.Option(metavar="DATE", help="Public notice of the voting record date.")]
BoardOn = Annotated[str | None, typer.Option(metavar="DATE", help="The board decided day, place and agenda.")]
EProvisionOn = Annotated[str | None, typer.Option(metavar="DATE", help="The materials were provided electronically.")]
PaperVoting = Annotated[bool | None, typer.Option(help="Votes may be cast on paper or electronically.")]
Fact = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="A fact that has no option; repeat. What there is: ketsugi facts EVENT."
    ),
]
Jurisdiction = Annotated[str, typer.Option(metavar="CODE", help="Whose law: ISO 3166, such as JP, GB or DE.")]
Article = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VALUE", help="Such as listed=true; repeat. What there is: ketsugi facts articles."),
]

CalendarDay = Annotated[
    list[str] | None, typer.Option(metavar="CALENDAR:DATE=open|closed", help="A day the calendar has wrong; repeat.")
]


def _terms(said: dict[str, Any]) -> dict[str, Any]:
    """Parts, lines and counts of shares in the spelling of case files."""
    from workflow.spoken import named, table

    if "part" in said:
        said["parts"] = named(said.pop("part"), "--part")
    if "line" in said:
        said["lines"] = [table(text, "--line", 'per_share = "13.50", total = "9 million"') for text in said.pop("line")]
    if "shares" in said:
        said["shares"] = [
            table(text, "--shares", "issued = 10000, treasury = 500, entitled = 9500") for text in said["shares"]
        ]
    return said


def _command(help: str) -> Callable[[Any], Any]:
    return app.command(help=help, epilog=WITH_EVERY_STEP)


Segregation = Annotated[
    bool | None,
    typer.Option(help="One person takes one part in a dividend; where a roster begins with no, a second is marked waived."),
]


@app.command(help="Make a new book.")
def init(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(metavar="TEXT", help="What the book is called.")] = "Ketsugi",
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="The zone in which instants are shown.")] = "Asia/Tokyo",
    admin: Annotated[
        str | None, typer.Option(metavar="REF=NAME", help='Keep a roster, with you as its admin: "sato=Sato Hanako".')
    ] = None,
    signed: Annotated[bool, typer.Option("--signed", help="Every entry is signed; with --admin, and your --key.")] = False,
    segregation: Segregation = None,
) -> None:
    from states.codec import read_text
    from workflow import beginning
    from workflow.book import place
    from workflow.people import read_public, signing
    from workflow.stated import zone_named

    office: Office = ctx.obj
    read_text(name, "--name")
    zone_named(timezone)
    path = office.path()
    place(path).require_nothing("use it as it is, or give another --book")
    person = beginning.person_named(admin, signed=signed, named_key=office.key is not None, parted=segregation)
    actor = signing(office.actor(), None, office.key, office.ask) if signed else office.actor()
    key = read_public(actor.key).fingerprint if actor.key else None
    if office.dry_run:
        _data(f"would make {path}{f', signed with {key}' if key else ''}\nnothing was written")
        return
    beginning.begin(
        path,
        name,
        timezone,
        person,
        actor=actor,
        now=office.clock(),
        segregation=segregation,
        demonstration=office.simulated,
    )
    if office.as_json:
        _json({"book": str(path), "name": name, "signed": signed, "admin": person and person[0], "fingerprint": key})
    else:
        kept = f", kept by {person[0]}" if person else ""
        _data(f"made {path}: an empty book, {f'signed with {key}' if key else 'unsigned'}{kept}")
    from workflow.standing import first_company

    more = "ketsugi people add PERSON --name NAME --login LOGIN --role preparer"
    _aside(f"next: {office.again(more if person else first_company(timezone))}")


@Companies.command("add", help="Enter a company into the book.", epilog=WITH_EVERY_STEP)
def company_add(
    ctx: typer.Context,
    ref: NewRef,
    name: Annotated[str, typer.Option(metavar="TEXT", help="Its full name.")],
    jurisdiction: Jurisdiction = "JP",
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="The zone of its seat, and of all its days; else the book's.")
    ] = None,
    article: Article = None,
    calendar_day: CalendarDay = None,
    on: MaybeOn = None,
) -> None:
    said = _articles(_given(locals()))
    if timezone is None:
        from workflow.queries import zone

        with ctx.obj.open() as book, book.reading() as run:
            said["timezone"] = zone(run).key
    _record(ctx, "company", ref, "add", on, said)


@Companies.command("amend", help="Record a change of a company's name, articles or calendars.", epilog=WITH_EVERY_STEP)
def company_amend(
    ctx: typer.Context, ref: Ref, on: On, name: NewName = None, article: Article = None, calendar_day: CalendarDay = None
) -> None:
    _record(ctx, "company", ref, "amend", on, _articles(_given(locals())))


def _articles(said: dict[str, Any]) -> dict[str, Any]:
    from workflow.spoken import calendar_days, named, value

    articles = {name: value(text) for name, text in named(said.pop("article", None), "--article").items()}
    said |= {"articles": articles} if articles else {}
    days = calendar_days(said.pop("calendar_day", ()))
    return said | ({"calendar_days": days} if days else {})


@Companies.command("show", help="Show what the book holds about a company.")
def company_show(ctx: typer.Context, ref: Ref) -> None:
    _show(ctx, ref, "company")


@Meetings.command("plan", help="Enter a general meeting that is to be held.", epilog=WITH_EVERY_STEP)
def meeting_plan(
    ctx: typer.Context,
    ref: NewRef,
    company: CompanyRef = None,
    kind: Annotated[str | None, typer.Option(metavar="WHICH", help="ordinary, extraordinary or written.")] = None,
    number: Annotated[str | None, typer.Option(metavar="N", help="26 for the 26th.")] = None,
    day: Annotated[str | None, typer.Option(metavar="DATE", help="The day it sits.")] = None,
    voting_record_on: VotingRecordOn = None,
    voting_record_notice_on: VotingRecordNoticeOn = None,
    board_on: BoardOn = None,
    e_provision_on: EProvisionOn = None,
    paper_voting: PaperVoting = None,
    on: MaybeOn = None,
    fact: Fact = None,
) -> None:
    _record(ctx, "meeting", ref, "plan", on, _given(locals()))


@Meetings.command("convene", help="Record that the notice of a meeting was dispatched.", epilog=WITH_EVERY_STEP)
@Meetings.command("revise", help="State facts of a meeting as they become known.", epilog=WITH_EVERY_STEP)
def meeting_revise_or_convene(
    ctx: typer.Context,
    ref: Ref,
    on: On,
    voting_record_on: VotingRecordOn = None,
    voting_record_notice_on: VotingRecordNoticeOn = None,
    board_on: BoardOn = None,
    e_provision_on: EProvisionOn = None,
    paper_voting: PaperVoting = None,
    fact: Fact = None,
) -> None:
    _record(ctx, "meeting", ref, str(ctx.command.name), on, _given(locals()))


@Meetings.command("reschedule", help="Move a meeting to another day; it is convened anew.", epilog=WITH_EVERY_STEP)
def meeting_reschedule(
    ctx: typer.Context,
    ref: Ref,
    on: On,
    to: Annotated[str, typer.Option(metavar="DATE", help="The new day.")],
    voting_record_on: VotingRecordOn = None,
    voting_record_notice_on: VotingRecordNoticeOn = None,
    board_on: BoardOn = None,
    fact: Fact = None,
) -> None:
    _record(ctx, "meeting", ref, "reschedule", on, _given(locals()))


@Meetings.command("adjourn", help="Record that a meeting resolved to continue on a later day.", epilog=WITH_EVERY_STEP)
def meeting_adjourn(
    ctx: typer.Context, ref: Ref, on: On, to: Annotated[str, typer.Option(metavar="DATE", help="The day it continues.")]
) -> None:
    _record(ctx, "meeting", ref, "adjourn", on, _given(locals()))


@Meetings.command("hold", help="Record that a meeting was held and closed.", epilog=WITH_EVERY_STEP)
def meeting_hold(ctx: typer.Context, ref: Ref, on: On) -> None:
    _record(ctx, "meeting", ref, "hold", on, {})


@Meetings.command("cancel", help="Record that a meeting will not be held.", epilog=WITH_EVERY_STEP)
def meeting_cancel(ctx: typer.Context, ref: Ref, on: On) -> None:
    _record(ctx, "meeting", ref, "cancel", on, {})


@Meetings.command("show", help="Show what the book holds about a meeting.")
def meeting_show(ctx: typer.Context, ref: Ref) -> None:
    _show(ctx, ref, "meeting")


# ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PersonRef = Annotated[str, typer.Argument(metavar="PERSON", help="A reference for the person, such as sato.")]
RoleOf = Annotated[
    list[str] | None, typer.Option("--role", metavar="ROLE", help="preparer, approver, payer, auditor or admin; repeat.")
]
Login = Annotated[list[str] | None, typer.Option(metavar="NAME", help="A login of the operating system; repeat.")]
PublicKeyOf = Annotated[
    list[str] | None, typer.Option("--public-key", metavar="FILE", help="A public key, such as id_ed25519.pub; repeat.")
]


@Roster.command("add", help="Add a person to the roster; the first is you, as an admin.", epilog=WITH_EVERY_STEP)
def people_add(
    ctx: typer.Context,
    person: PersonRef,
    name: Annotated[str, typer.Option(metavar="TEXT", help="Their full name.")],
    role: RoleOf = None,
    login: Login = None,
    public_key: PublicKeyOf = None,
    segregation: Segregation = None,
) -> None:
    from workflow import people

    keys = [people.key_line(each) for each in public_key or ()]
    said: dict[str, Any] = {} if segregation is None else {"segregation": segregation}
    said |= people.stated(person, name=name, logins=login or (), keys=keys, roles=role or ())
    _record(ctx, "people", "people", "add", None, said)


@Roster.command("grant", help="Give a person a role, a login or a key.", epilog=WITH_EVERY_STEP)
def people_grant(
    ctx: typer.Context, person: PersonRef, role: RoleOf = None, login: Login = None, public_key: PublicKeyOf = None
) -> None:
    from workflow import people

    with ctx.obj.open() as book, book.reading() as run:
        people.known(run, person)
    keys = [people.key_line(each) for each in public_key or ()]
    said = people.granted(person, logins=login or (), keys=keys, roles=role or ())
    _record(ctx, "people", "people", "grant", None, said)


@Roster.command("revoke", help="Take a role, a login or a key from a person.", epilog=WITH_EVERY_STEP)
def people_revoke(
    ctx: typer.Context,
    person: PersonRef,
    role: RoleOf = None,
    login: Login = None,
    public_key: PublicKeyOf = None,
    everything: Annotated[bool, typer.Option("--all", help="All they have: for one who leaves.")] = False,
) -> None:
    from workflow import people

    with ctx.obj.open() as book, book.reading() as run:
        known = people.known(run, person)
    keys = [people.key_line(each, known.valid_keys) for each in public_key or ()]
    said = people.revoked(
        person, logins=login or (), keys=keys, roles=role or (), everything_of=known if everything else None
    )
    _record(ctx, "people", "people", "revoke", None, said)


@Roster.command("policy", help="Set what the book asks of its people.", epilog=WITH_EVERY_STEP)
def people_policy(
    ctx: typer.Context,
    signing: Annotated[bool | None, typer.Option("--signing", help="From now on every entry is signed.")] = None,
    segregation: Segregation = None,
    role_for: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT=ROLE", help="The role for an event: dividend.decide=preparer; repeat."),
    ] = None,
) -> None:
    from workflow.spoken import named

    said = {"signing": signing, "segregation": segregation, "role_for": named(role_for, "--role-for")}
    given = {name: value for name, value in said.items() if value not in (None, {})}
    if not given:
        from states.errors import WrongWords

        raise WrongWords("policy: what?", remedy="give --signing, --segregation or --role-for EVENT=ROLE")
    _record(ctx, "people", "people", "policy", None, given)


@Roster.command("waive", help="Let a person take the next step of a dividend; two admins must.", epilog=WITH_EVERY_STEP)
def people_waive(
    ctx: typer.Context,
    ref: Ref,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="What they may do, such as approve.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Who may do it.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Say so no longer.")] = False,
) -> None:
    from states.people import waiver
    from workflow.others import in_force
    from workflow.waiving import latest_part_of

    with ctx.obj.open() as book, book.reading() as run:
        people = in_force(run)
        at = latest_part_of(run, ref)
    me = ctx.obj.actor().name
    admin = people.person_of(me) if people else None
    waivers = {waiver(ref, event, person): {admin or me: 0 if revoke else at}}
    _record(ctx, "people", "people", "waive", None, {"waivers": waivers})


@Roster.command("list", help="List the people, their roles, logins and keys.")
def people_list(
    ctx: typer.Context,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="As the roster was at the end of that day.")] = None,
) -> None:
    from workflow import people
    from workflow.render import roster

    with ctx.obj.open() as book, book.reading() as run:
        found = people.listing(run, None if as_of is None else _day(as_of, "--as-of"))
    if ctx.obj.as_json:
        _json(found)
        return
    _rows(ctx.obj, roster.COLUMNS, roster.rows(found))
    _aside("\n".join(roster.policy(found, as_of)))


@_command("Enter a dividend: its terms, and who decides it.")
def draft(
    ctx: typer.Context,
    ref: NewRef,
    company: CompanyRef = None,
    kind: Kind_ = None,
    route: Route_ = None,
    meeting: MeetingRef = None,
    fiscal_year_end: FiscalYearEnd = None,
    record_on: RecordOn = None,
    effective_on: EffectiveOn = None,
    pay_on: PayOn = None,
    currency: Currency = None,
    resource: Resource = None,
    share_class: ShareClass = None,
    per_share: PerShare = None,
    part: Part = None,
    total: Total = None,
    rounding: Rounding_ = None,
    line: Line_ = None,
    record_notice_on: RecordNoticeOn = None,
    issued: Issued = None,
    treasury: Treasury = None,
    entitled: Entitled = None,
    shares: Shares_ = None,
    on: MaybeOn = None,
    fact: Fact = None,
) -> None:
    _record(ctx, "dividend", ref, "draft", on, _terms(_given(locals())))


@_command("Record the board's resolution to propose a dividend.")
def resolve(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    net_assets: NetAssets = None,
    distributable_amount: DistributableAmount = None,
    record_notice_on: RecordNoticeOn = None,
    share_class: ShareClass = None,
    issued: Issued = None,
    treasury: Treasury = None,
    entitled: Entitled = None,
    shares: Shares_ = None,
    fact: Fact = None,
) -> None:
    _record_all(ctx, refs, of, on, _terms(_given(locals())))


@_command("Record the board's own decision (routes board, interim).")
def decide(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    net_assets: NetAssets = None,
    distributable_amount: DistributableAmount = None,
    accounts_clean: AccountsClean = None,
    record_notice_on: RecordNoticeOn = None,
    share_class: ShareClass = None,
    issued: Issued = None,
    treasury: Treasury = None,
    entitled: Entitled = None,
    shares: Shares_ = None,
    fact: Fact = None,
) -> None:
    _record_all(ctx, refs, of, on, _terms(_given(locals())))


@_command("State what is not yet said, or change it. Changed terms are a new proposal.")
def revise(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    route: Route_ = None,
    meeting: MeetingRef = None,
    fiscal_year_end: FiscalYearEnd = None,
    record_on: RecordOn = None,
    effective_on: EffectiveOn = None,
    pay_on: PayOn = None,
    currency: Currency = None,
    resource: Resource = None,
    share_class: ShareClass = None,
    per_share: PerShare = None,
    part: Part = None,
    total: Total = None,
    rounding: Rounding_ = None,
    line: Line_ = None,
    record_notice_on: RecordNoticeOn = None,
    net_assets: NetAssets = None,
    distributable_amount: DistributableAmount = None,
    issued: Issued = None,
    treasury: Treasury = None,
    entitled: Entitled = None,
    shares: Shares_ = None,
    fact: Fact = None,
) -> None:
    _record_all(ctx, refs, of, on, _terms(_given(locals())))


@_command("Record what was fixed that the resolution left open.")
def adjust(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    record_on: RecordOn = None,
    effective_on: EffectiveOn = None,
    pay_on: PayOn = None,
    share_class: ShareClass = None,
    per_share: PerShare = None,
    part: Part = None,
    total: Total = None,
    line: Line_ = None,
    net_assets: NetAssets = None,
    distributable_amount: DistributableAmount = None,
    issued: Issued = None,
    treasury: Treasury = None,
    entitled: Entitled = None,
    shares: Shares_ = None,
    fact: Fact = None,
) -> None:
    _record_all(ctx, refs, of, on, _terms(_given(locals())))


@_command("Record that a dividend was withdrawn.")
def withdraw(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    replaced_by: Annotated[str | None, typer.Option(metavar="REF", help="The dividend drafted in its place.")] = None,
) -> None:
    _record_all(ctx, refs, of, on, _given(locals()))


@_command("Record the meeting's approval, as proposed or --amended.")
def approve(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    in_favour: For = None,
    against: Against = None,
    abstained: Abstained = None,
    present: Present = None,
    exercisable: Exercisable = None,
    amended: Annotated[bool | None, typer.Option("--amended", help="The meeting changed the terms given here.")] = None,
    effective_on: EffectiveOn = None,
    share_class: ShareClass = None,
    per_share: PerShare = None,
    part: Part = None,
    total: Total = None,
    rounding: Rounding_ = None,
    line: Line_ = None,
    net_assets: NetAssets = None,
    distributable_amount: DistributableAmount = None,
    issued: Issued = None,
    treasury: Treasury = None,
    entitled: Entitled = None,
    shares: Shares_ = None,
    fact: Fact = None,
) -> None:
    _record_all(ctx, refs, of, on, _votes(_terms(_given(locals()))))


def _votes(said: dict[str, Any]) -> dict[str, Any]:
    """``for`` is a word of Python, so the option's parameter has another name."""
    return said | ({"for": said.pop("in_favour")} if "in_favour" in said else {})


@_command("Record that the meeting voted a dividend down.")
def reject(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    in_favour: For = None,
    against: Against = None,
    abstained: Abstained = None,
    present: Present = None,
    exercisable: Exercisable = None,
) -> None:
    _record_all(ctx, refs, of, on, _votes(_given(locals())))


@_command("Record that a competing proposal carried.")
def supersede(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    superseded_by: Annotated[
        str | None, typer.Option("--by", metavar="REF", help="The dividend or proposal that carried.")
    ] = None,
    in_favour: For = None,
    against: Against = None,
    abstained: Abstained = None,
    present: Present = None,
    exercisable: Exercisable = None,
) -> None:
    _record_all(ctx, refs, of, on, _votes(_given(locals())))


@_command("Record that payment of an approved dividend has begun.")
def pay(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    issued: Issued = None,
    treasury: Treasury = None,
    entitled: Entitled = None,
    shares: Shares_ = None,
    share_class: ShareClass = None,
    net_assets: NetAssets = None,
    distributable_amount: DistributableAmount = None,
    fact: Fact = None,
) -> None:
    _record_all(ctx, refs, of, on, _terms(_given(locals())))


@_command("Record where the money went; it must tie out.")
def settle(
    ctx: typer.Context,
    ref: Ref,
    on: On,
    paid: Paid = None,
    unclaimed: Unclaimed = None,
    returned: Returned = None,
    fact: Fact = None,
) -> None:
    _record(ctx, "dividend", ref, "settle", on, _given(locals()))


@_command("Record that nothing is left to claim.")
def close(
    ctx: typer.Context,
    on: On,
    refs: Refs = None,
    of: Of = None,
    cleared: Cleared = None,
    fact: Fact = None,
) -> None:
    _record_all(ctx, refs, of, on, _given(locals()))


@_command("Record that payment is stopped for now; needs --reason.")
def suspend(ctx: typer.Context, on: On, refs: Refs = None, of: Of = None) -> None:
    _record_all(ctx, refs, of, on, {})


@_command("Record that an interrupted dividend goes on where it was.")
def resume(ctx: typer.Context, on: On, refs: Refs = None, of: Of = None) -> None:
    _record_all(ctx, refs, of, on, {})


@_command("Record a court's annulment; needs --reason.")
def annul(ctx: typer.Context, on: On, refs: Refs = None, of: Of = None) -> None:
    _record_all(ctx, refs, of, on, {})


@_command("Record that a payment is claimed back; needs --reason.")
def recover(ctx: typer.Context, on: On, refs: Refs = None, of: Of = None) -> None:
    _record_all(ctx, refs, of, on, {})


@_command("Correct an entry by one more entry; needs --reason.")
def correct(
    ctx: typer.Context,
    ref: Ref,
    entry: Annotated[int, typer.Option(metavar="N", help="The number of the wrong entry.")],
    on: MaybeOn = None,
    occurred_on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it should have said.")] = None,
    fact: Fact = None,
) -> None:
    from states.codec import read_day

    said = {"fact": fact}
    right = None if occurred_on is None else read_day(occurred_on, "--occurred-on")
    _record(ctx, _kind_of(ctx, ref), ref, "correct", on, said, corrects=entry, corrected_on=right)


@_command("Add a remark to a company, meeting or dividend.")
def note(
    ctx: typer.Context,
    ref: Ref,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The remark.")],
    on: MaybeOn = None,
) -> None:
    if ctx.obj.reason is not None:
        from states.errors import WrongWords

        raise WrongWords("a note needs no --reason", remedy="say it all in TEXT")
    from states.codec import read_text

    read_text(text, "TEXT")
    _record(ctx, _kind_of(ctx, ref), ref, "note", on, {}, reason=text)


@_command("Keep documents with a company, meeting or dividend.")
def attach(
    ctx: typer.Context,
    ref: Ref,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="The documents; their bytes go into the book.")],
    on: MaybeOn = None,
) -> None:
    ctx.obj.evidence = (*files, *ctx.obj.evidence)
    _record(ctx, _kind_of(ctx, ref), ref, "attach", on, {})


def _kind_of(ctx: typer.Context, ref: str) -> str:
    from workflow.standing import standing

    with ctx.obj.open() as book, book.reading() as run:
        return str(standing(run, ref).kind)


def _one_of(option: str, word: str | None, known: Iterable[str]) -> None:
    """A filter that could match nothing is a slip of the pen, not an empty answer."""
    from states.errors import WrongWords

    if word is not None and word not in known:
        raise WrongWords(f"{option} {word}: unknown", remedy=f"known here: {', '.join(known)}")


_NOTHING_FITS = "nothing fits what was asked"

# ── Where things stand ───────────────────────────────────────────────────────────────────────────────────────────────


@app.command("list", help="List companies, meetings and dividends.")
def list_(
    ctx: typer.Context,
    kind: Annotated[str | None, typer.Option(metavar="WHICH", help="company, meeting or dividend.")] = None,
    company: Annotated[str | None, typer.Option(metavar="REF", help="Of one company.")] = None,
    state: Annotated[str | None, typer.Option(metavar="STATE", help="In one state, such as approved.")] = None,
) -> None:
    from workflow.queries import listing

    _one_of("--kind", kind, ("company", "meeting", "dividend"))
    if state is not None:
        from states.lives import LIFECYCLES

        _one_of("--state", state, dict.fromkeys(str(s) for life in LIFECYCLES.values() for s in life.states))
    with ctx.obj.open() as book, book.reading() as run:
        if company is not None:
            from workflow.standing import standing

            standing(run, company)
        found = listing(run, kind=kind, company=company, state=state)
    if ctx.obj.as_json:
        _json(found)
    else:
        names = ("ref", "kind", "company", "state", "day", "label")
        _rows(ctx.obj, names, ([each[name] for name in names] for each in found))
    if not found and (kind, company, state) != (None, None, None):
        _aside(_NOTHING_FITS)
    elif not found and not ctx.obj.as_json:
        _aside("nothing here yet · ketsugi company add, or ketsugi import FILE")


Table = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Into a new file: .xlsx, .csv (the first table) or .json."),
]


@app.command(help="Show where one stands, and how it came there.")
def show(
    ctx: typer.Context,
    ref: Ref,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="Where it stood at the end of that day.")] = None,
    as_known_at: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="By what was recorded up to then: 2018-07-01, or with T09:30.")
    ] = None,
    output: Table = None,
) -> None:
    _show(ctx, ref, None, as_of, as_known_at, output)


def _instant(said: str, option: str, zone: Any) -> datetime:
    """An instant; of a day its end, and without a zone that where the book is kept."""
    from states.errors import WrongWords
    from workflow.lookback import end_of

    with suppress(ValueError):
        if "T" not in said and " " not in said:
            return end_of(_day(said, option), zone)
        given = datetime.fromisoformat(said)
        return given if given.tzinfo else given.replace(tzinfo=zone)
    raise WrongWords(f"{option}: {said} is no instant", remedy="give 2018-07-01, 2018-07-01T09:30 or 2018-07-01T00:30Z")


def _show(
    ctx: typer.Context,
    ref: str,
    kind: str | None,
    as_of: str | None = None,
    as_known_at: str | None = None,
    output: str | None = None,
) -> None:
    from states.errors import NotFound
    from states.facts import Kind
    from workflow import queries, standing
    from workflow.render import sentences

    day = None if as_of is None else _day(as_of, "--as-of")
    with ctx.obj.open() as book, book.reading() as run:
        known_at = None if as_known_at is None else _instant(as_known_at, "--as-known-at", queries.zone(run))
        answer = standing.show(run, ref, as_of=day, known_at=known_at)
    if kind and answer["kind"] != kind:
        raise NotFound(f"{ref} is {Kind(answer['kind']).named}", remedy=f"ketsugi show {ref}")
    if output is not None:
        from workflow.render import sheets

        _save_answer(ctx.obj, output, answer, sheets.shown)
        return
    if ctx.obj.as_json:
        _json(answer)
        return
    _data(sentences.shown(answer))
    if answer["next_step"]:
        _aside(f"\nnext: {ctx.obj.again(answer['next_step'])}")
    if "correct" in answer["next"]:
        right = f"ketsugi correct {ref} --entry N --reason TEXT --set NAME=VALUE"
        _aside(f"to put an entry right: {ctx.obj.again(right)}")


def _rules_of(office: Office, day: str | None) -> RulesOf:
    if day is None:  # most who ask leave it out: nothing more is imported for them
        from states.rulebooks import rulebook

        return rulebook
    from workflow.recheck import rules_of_day

    return rules_of_day(day, office.clock())


OfDay = Annotated[str | None, typer.Option(metavar="DATE", help="By the rulebook that was the newest on this day.")]
_ASKING = "asked whether it is possible"  # who only asks need give no reason


@app.command(help="Ask whether an event is possible; exit with 3 if not.")
def check(
    ctx: typer.Context,
    ref: Ref,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="What is to be done, such as approve.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day to ask about; else today.")] = None,
    fact: Fact = None,
    rules_of: OfDay = None,
) -> None:
    from states.errors import Refused, WrongWords
    from states.facts import Kind
    from workflow import standing
    from workflow.decision import answer
    from workflow.engine import preview
    from workflow.others import in_force
    from workflow.people import with_key
    from workflow.render import sentences
    from workflow.spoken import facts_set

    office: Office = ctx.obj
    said = facts_set(fact)
    actor, keyless = office.actor(), None
    with office.open() as book:
        with book.reading() as run:
            people = in_force(run)
        try:
            actor = with_key(actor, people, office.key, None, must=said.get("signing") is True)
        except WrongWords as error:  # the guard says no, with all the others
            keyless = sentences.error(error.message, _for_this_book(office, error.remedy))
        with book.reading() as run:
            past = standing.standing(run, ref)
            day = str(office.today(standing.seat(run, past))) if on is None else on
            reason = office.reason or (None if office.overrides else _ASKING)
            step = _step(office, Kind(past.kind), ref, event, day, said, reason=reason)
            found = answer(*preview(run, step, actor=actor, now=office.clock(), rules_of=_rules_of(office, rules_of)))
    _json(found) if office.as_json else _data(sentences.checked(found, {}))
    _aside(keyless) if keyless else None
    if not found["possible"]:
        raise typer.Exit(Refused.exit_code)


@app.command(help="Draw a lifecycle, or where one subject stands in it.")
def diagram(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="[LIFECYCLE|REF]", help="What to draw.")] = "dividend",
    mermaid: Annotated[bool, typer.Option("--mermaid", help="As Mermaid text, for a document.")] = False,
) -> None:
    from states.facts import Kind
    from states.lives import LIFECYCLES
    from workflow.render import diagram as drawing

    present = None
    if subject in list(Kind):
        lifecycle = LIFECYCLES[Kind(subject)]
    else:
        from workflow.standing import standing

        with ctx.obj.open() as book, book.reading() as run:
            past = standing(run, subject)
        lifecycle, present = LIFECYCLES[past.kind], past.state
    text = drawing.mermaid(lifecycle, present) if mermaid or ctx.obj.as_json else drawing.terminal(lifecycle, present)
    _json({"kind": str(lifecycle.kind), "present": present, "mermaid": text}) if ctx.obj.as_json else _data(text)


# ── The timetable ────────────────────────────────────────────────────────────────────────────────────────────────────

WhatIf = Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="Another fact, in thought; repeat.")]
Ics = Annotated[str | None, typer.Option(metavar="FILE", help="Also as a calendar file; written anew each time.")]


@app.command(help="List every deadline and duty of a dividend and its meeting.")
def schedule(ctx: typer.Context, ref: Ref, what_if: WhatIf = None, ics: Ics = None) -> None:
    from states.errors import WrongWords
    from workflow import spoken, standing, timetable
    from workflow.render import agenda

    office: Office = ctx.obj
    changed = {name: spoken.value(text) for name, text in spoken.named(what_if, "--what-if").items()}
    if changed and ics:
        raise WrongWords("--what-if is in thought, --ics is for an office", remedy="give one of the two")
    with office.open() as book, book.reading() as run:
        today = office.today(standing.seat(run, standing.standing(run, ref)))
        rows = timetable.schedule(run, ref, today)
        if changed:
            pairs = timetable.differences(rows, timetable.schedule(run, ref, today, changed))
            _json([{"was": was, "would_be": now} for was, now in pairs]) if office.as_json else _data(
                "\n".join(["in thought, nothing was written:", *(agenda.moved(pairs) or ["  nothing changes"])])
            )
            return
        if ics is not None:
            _calendar(office, ics, rows, run)
    dated = ("first_on", "last_on", "on")  # of what has no day, a screen shows only what is not answered yet
    unanswered = [row for row in rows if row["status"] != "kept" or any(row[name] for name in dated)]
    _timetable(office, rows if office.as_json else unanswered, today)


def _timetable(office: Office, rows: list[dict[str, Any]], today: date | None = None) -> None:
    """Limits in one of three forms; with ``today`` also as a line through time, for a person."""
    from workflow.render import agenda, plain

    if office.as_json:
        _json(rows)
    elif rows and office.person:
        _data(agenda.table(rows) + (f"\n\n{agenda.line(rows, today)}" if today else ""))
    elif rows:
        _data(plain.tabbed(map(agenda.cells, rows)))


def _calendar(office: Office, name: str, rows: list[dict[str, Any]], run: Any) -> None:
    """A calendar file is a view: it may be written over by a newer one, and only by one."""
    from states.errors import Conflict
    from workflow.log import genesis
    from workflow.render import agenda
    from workflow.timetable import days

    path, spoken_of = Path(name), dict.fromkeys(row["subject"] for row in rows)
    content = agenda.calendar(rows, days(run, spoken_of), genesis(run)["book"][:12], office.clock())
    if office.dry_run:
        _aside(f"would write {path}")
        return
    with _writable(path):
        if path.exists() and not path.read_bytes().startswith(b"BEGIN:VCALENDAR"):
            raise Conflict(f"{path} exists already and is no calendar", remedy="give another name; nothing was written")
        draft = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            draft.write_bytes(content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    _aside(f"wrote {path}")


@app.command(help="List what is due in the whole book, overdue first.")
def due(
    ctx: typer.Context,
    within: Annotated[str | None, typer.Option(metavar="DAYS", help="As far ahead as this, such as 30d.")] = None,
    company: Annotated[str | None, typer.Option(metavar="REF", help="Of one company.")] = None,
    fail_on_overdue: Annotated[bool, typer.Option("--fail-on-overdue", help="Exit with 3 if anything is overdue.")] = False,
    ics: Ics = None,
) -> None:
    from datetime import timedelta

    from states.errors import Refused, WrongWords
    from workflow import timetable
    from workflow.queries import zone

    office: Office = ctx.obj
    days = (within or "").removesuffix("d")
    if within is not None and not (days.isascii() and days.isdigit() and len(days) <= 5):
        raise WrongWords(f"--within {within}: not a number of days", remedy="give days, such as 30d")
    with office.open() as book, book.reading() as run:
        today = office.today(zone(run))
        until = today + timedelta(days=int(days)) if within is not None else None
        rows = timetable.due(run, today, until=until, company=company)
        if ics is not None:
            _calendar(office, ics, rows, run)
        past = [] if rows or office.as_json else timetable.long_ended(run, today, company)
    _timetable(office, rows)
    if not rows and not office.as_json:
        named = f"{', '.join(past[:3])}{f' and {len(past) - 3} more' if past[3:] else ''}"
        rest = f" · ended more than two years ago, and not looked at: {named} (ketsugi schedule REF)" if past else ""
        _aside(f"nothing is due{rest}")
    if fail_on_overdue and any(row["status"] == "overdue" for row in rows):
        raise typer.Exit(Refused.exit_code)


@app.command(help="Work out bare dates; exit with 3 if they cannot all stand.")
def plan(
    ctx: typer.Context,
    record: Annotated[str | None, typer.Option(metavar="DATE", help="Record date, of dividend and votes.")] = None,
    meeting: Annotated[str | None, typer.Option(metavar="DATE", help="The day the general meeting sits.")] = None,
    effective: Annotated[str | None, typer.Option(metavar="DATE", help="The day the dividend takes effect.")] = None,
    board: Annotated[str | None, typer.Option(metavar="DATE", help="The board decides on meeting and dividend.")] = None,
    notice: Annotated[str | None, typer.Option(metavar="DATE", help="The day the notice is dispatched.")] = None,
    pay: Annotated[str | None, typer.Option(metavar="DATE", help="First day of payment.")] = None,
    fiscal_year_end: FiscalYearEnd = None,
    jurisdiction: Jurisdiction = "JP",
    route: Annotated[str | None, typer.Option(metavar="ROUTE", help="Who decides: meeting, board or interim.")] = None,
    article: Article = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A fact of the meeting or the dividend; repeat. What there is: ketsugi facts plan, or draft.",
        ),
    ] = None,
) -> None:
    from zoneinfo import ZoneInfo

    from states.errors import Refused
    from workflow import planning, spoken
    from workflow.render import agenda

    office: Office = ctx.obj
    said = {"--record": record, "--meeting": meeting, "--effective": effective, "--board": board, "--pay": pay}
    said |= {"--notice": notice, "--fiscal-year-end": fiscal_year_end}
    _one_of("--route", route, ("meeting", "board", "interim"))
    articles = {name: spoken.value(text) for name, text in spoken.named(article, "--article").items()}
    today = office.today(ZoneInfo("Asia/Tokyo"))
    rows = planning.plan(said, jurisdiction, articles, spoken.facts_set(fact), today, route)
    _timetable(office, rows, today)
    if not rows and not office.as_json:
        _aside(f"nothing to work out: no rule of {jurisdiction} that is known here speaks of these days")
    apart = agenda.apart(rows)
    for line in [] if office.as_json else apart:
        _aside(line)
    if apart:
        raise typer.Exit(Refused.exit_code)


@_command("Record that a duty was done.")
def fulfil(
    ctx: typer.Context,
    ref: Ref,
    duty: Annotated[str, typer.Argument(metavar="DUTY", help="As ketsugi schedule names it, such as tdnet_dividend.")],
    on: On,
) -> None:
    from states.errors import WrongWords

    kind = _kind_of(ctx, ref)
    if kind == "company":
        remedy = "name one of its meetings or dividends; ketsugi due for all"
        raise WrongWords(f"{ref}: a company has no duties", remedy=remedy)
    _record(ctx, kind, ref, "fulfil", on, {"fulfilled": [duty.replace("-", "_")]})


@app.command(help="Find the ex-day of a record date; needs no book.")
def exdate(
    ctx: typer.Context,
    record: Annotated[str, typer.Option(metavar="DATE", help="The record date.")],
    market: Annotated[str, typer.Option(metavar="CODE", help="Where the shares trade, such as XJPX or XNYS.")] = "XJPX",
) -> None:
    from workflow import exdates

    days = exdates.found(_day(record, "--record"), market)
    if ctx.obj.as_json:
        _json(exdates.answer(days, market))
        return
    _rows(ctx.obj, ("what", "is", "note"), exdates.rows(days, market))


# ── For the auditor ──────────────────────────────────────────────────────────────────────────────────────────────────

MaybeRef = Annotated[str | None, typer.Argument(metavar="[REF]", help="One subject; else the whole book.")]


@app.command(help="Show the log: every step, every refusal.")
def log(
    ctx: typer.Context,
    ref: MaybeRef = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Deeds from this day on; else recorded from it on.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Deeds up to and including this day.")] = None,
    recorded_since: Annotated[str | None, typer.Option(metavar="DATE", help="Recorded on this day or later.")] = None,
    recorded_until: Annotated[str | None, typer.Option(metavar="DATE", help="Recorded on this day or before.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="WHO", help="By this login, or person of the roster.")] = None,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="Recorded in this role.")] = None,
    company: Annotated[str | None, typer.Option(metavar="REF", help="Of this company, its meetings and dividends.")] = None,
    event: Annotated[str | None, typer.Option(metavar="EVENT", help="Of this event, such as approve.")] = None,
    outcome: Annotated[str | None, typer.Option(metavar="WHICH", help="applied or refused.")] = None,
    late: Annotated[int | None, typer.Option(metavar="DAYS", min=0, help="Recorded more than so many days late.")] = None,
    overridden: Annotated[bool, typer.Option("--overridden", help="A rule was passed over.")] = False,
    output: Table = None,
) -> None:
    from workflow import queries
    from workflow.render import sentences

    _one_of("--outcome", outcome, ("applied", "refused"))
    if role is not None:
        from states.people import Role

        _one_of("--role", role, tuple(Role))
    _known_event(event)
    first, last = _period(since, until, "")
    first_recorded, last_recorded = _period(recorded_since, recorded_until, "recorded-")
    asked = queries.Filter(
        since=first,
        until=last,
        recorded_since=first_recorded,
        recorded_until=last_recorded,
        actor=actor,
        role=role,
        company=company,
        event=event,
        outcome=outcome,
        late=late,
        overridden=overridden,
    )
    with ctx.obj.open() as book, book.reading() as run:
        found = _or_nothing(queries.entries(run, ref, asked))
        if output is not None:
            _save_log(ctx.obj, output, run, found)
            return
        if ctx.obj.as_json:
            for entry in found:
                _data(_harmless(entry.line()))
            return
        zone = queries.zone(run)
        bodies = ((entry.seq, entry.body) for entry in found)
        rows = [sentences.log_row(seq, body, queries.lag(body, zone), zone) for seq, body in bodies]
    _rows(ctx.obj, sentences.LOG_COLUMNS, rows)


def _or_nothing(found: Iterable[Entry]) -> Iterator[Entry]:
    """What was found, one by one; at the end it is said aside where nothing was."""
    entry = None
    for entry in found:
        yield entry
    if entry is None:
        _aside(_NOTHING_FITS)


def _known_event(event: str | None) -> None:
    if event is not None:
        from states.lives import EVENTS

        known = ["init", *(str(each) for events in EVENTS.values() for each in events)]
        _one_of("--event", event, tuple(dict.fromkeys(known)))


Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this day on.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to and including this day.")]
OfCompany = Annotated[str | None, typer.Option(metavar="REF", help="Of this company, its meetings and dividends.")]


@app.command(help="List what needs a second look: refused, late, corrected, …")
def findings(
    ctx: typer.Context,
    ref: MaybeRef = None,
    company: OfCompany = None,
    since: Since = None,
    until: Until = None,
    late: Annotated[int, typer.Option(metavar="DAYS", min=0, help="Late is what was recorded more days later.")] = 0,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Duties as of this day; else the day of the newest entry.")
    ] = None,
    output: Table = None,
) -> None:
    from workflow import findings as asking
    from workflow import queries
    from workflow.render import auditing, sheets

    office: Office = ctx.obj
    first, last = _period(since, until, "")
    asked = queries.Filter(since=first, until=last, company=company)
    with office.open() as book, book.reading() as run:
        day = _judged_on(run, on)
        answer = asking.findings(run, day, ref, asked, late=late)
    if output is not None:
        _save_answer(office, output, answer, sheets.findings)
    elif office.as_json:
        _json(answer)
    else:
        _rows(office, auditing.FINDINGS, auditing.findings(answer))
        if office.person and answer["pace"]:
            _data(f"\n{auditing.pace(answer)}")
        _aside(auditing.counted(answer))
    _of_which_day(on, day)


def _judged_on(run: Any, on: str | None) -> date:
    """The day on which an answer is judged; an earlier one than that of the newest entry would hide what is due since."""
    from states.errors import WrongWords
    from workflow.queries import newest_day

    newest = newest_day(run)
    day = newest if on is None else _day(on, "--on")
    if day < newest:
        remedy = "give that day or a later one; what was known before: ketsugi show REF --as-known-at DAY"
        raise WrongWords(f"--on {day} lies before {newest}, when the newest entry was recorded", remedy=remedy)
    return day


def _of_which_day(asked: str | None, day: date) -> None:
    """Where no day was asked for, the answer is for that of the newest entry: one book gives one answer, on every day."""
    if asked is None:
        _aside(f"as of {day}, when the newest entry was recorded; for another day: --on DATE")


@app.command(help="Show what changed in a dividend's terms, and what was paid.")
def diff(ctx: typer.Context, ref: Ref, output: Table = None) -> None:
    from workflow import compare
    from workflow.render import auditing, sheets

    with ctx.obj.open() as book, book.reading() as run:
        answer = compare.diff(run, ref)
    if output is not None:
        _save_answer(ctx.obj, output, answer, sheets.diff)
    elif ctx.obj.as_json:
        _json(answer)
    else:
        _data(auditing.compared(answer))


@app.command(help="Draw a sample of the steps that anyone can draw again.")
def sample(
    ctx: typer.Context,
    ref: MaybeRef = None,
    size: Annotated[int, typer.Option(metavar="N", min=1, help="How many steps.")] = 25,
    random_state: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="A number that nobody chose to suit: it decides the draw.")
    ] = None,
    company: OfCompany = None,
    event: Annotated[str | None, typer.Option(metavar="EVENT", help="Of this event, such as approve.")] = None,
    since: Since = None,
    until: Until = None,
    documents: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Write their documents into it, each under its digest.")
    ] = None,
    output: Table = None,
) -> None:
    from states.errors import WrongWords
    from workflow import holdings, queries
    from workflow import sample as drawing
    from workflow.render import auditing, sheets

    office: Office = ctx.obj
    if random_state is None:
        remedy = "let another person name a number, and give --random-state N: the same number draws the same sample"
        raise WrongWords("sample: by which number is it drawn?", remedy=remedy)
    if event == "init":
        raise WrongWords("--event init: the first entry is no step, and never drawn", remedy="name a step, such as approve")
    _known_event(event)
    first, last = _period(since, until, "")
    asked = queries.Filter(since=first, until=last, company=company, event=event)
    if output is not None:
        _form_of(output)  # before the log is read
    with office.open() as book, book.reading(snapshot=False) as run:
        answer = drawing.sample(run, size, random_state, ref, asked)
        files = holdings.of_entries(run, [each["entry"] for each in answer["entries"]]) if documents is not None else {}
    papers = _ALONE if documents is None or office.dry_run else _documents_in(Path(documents), files)
    if output is not None:
        _save_answer(office, output, answer, sheets.sample, beside=papers)
    else:
        with papers:
            pass
        if office.as_json:
            _json(answer)
        else:
            _rows(office, auditing.SAMPLE, auditing.sample(answer))
    _aside(auditing.drawn(answer))
    if documents is not None:
        count = f"{len(files)} {'document' if len(files) == 1 else 'documents'}"
        _aside(f"{'would write' if office.dry_run else 'wrote'} {count} into {documents}")


@contextmanager
def _documents_in(folder: Path, found: Mapping[str, tuple[str, bytes]]) -> Iterator[None]:
    """Documents into a folder; none stays there where one cannot be written, or the block fails."""
    from workflow import evidence

    with _writable(folder), evidence.write_new(folder, {name: data for name, (_, data) in found.items()}):
        yield


_ALONE: AbstractContextManager[None] = nullcontext()


def _save_answer(
    office: Office,
    output: str,
    answer: dict[str, Any],
    table: Callable[[Any], Any],
    beside: AbstractContextManager[None] = _ALONE,
) -> None:
    """An answer into a new file, in the form that its name promises."""
    _save(office, output, _form_of(output), [f"{json.dumps(answer, ensure_ascii=False)}\n"], table(answer), beside)


def _save_log(office: Office, output: str, run: Any, found: Iterable[Entry], form: str | None = None) -> None:
    """Entries into a new file: as they are, or as a table."""
    from workflow.queries import lag, zone
    from workflow.render import spreadsheet

    shown_in = zone(run)
    rows = ((entry, lag(entry.body, shown_in)) for entry in found)
    lines = (f"{entry.line()}\n" for entry in found)
    sheets = {"log": (spreadsheet.COLUMNS, (spreadsheet.row(*each) for each in rows))}
    _save(office, output, form or _form_of(output, (*_TABLE, ".jsonl")), lines, sheets)


def _save(
    office: Office,
    output: str,
    form: str,
    lines: Iterable[str],
    sheets: Any,
    beside: AbstractContextManager[None] = _ALONE,
) -> None:
    """Lines of JSON, a workbook of all sheets, or the first of them as CSV, into a new file; ``beside`` it, both or none."""
    import codecs
    from itertools import chain

    if office.dry_run:
        _require_new(output)
        written = sum(1 for _ in lines)  # of what is not found nothing would be written
        _data(f"would write {output}{f': {written:,} lines' if form == 'jsonl' else ''}\nnothing was written")
        return
    if form == "xlsx":
        from workflow.render.workbook import workbook

        pieces: Iterable[bytes] = [workbook(sheets)]
    elif form == "csv":
        from workflow.render import spreadsheet

        columns, rows = next(iter(sheets.values()))
        pieces = codecs.iterencode(map(spreadsheet.line, chain([columns], rows)), "utf-8-sig")
    else:
        pieces = codecs.iterencode(lines, "utf-8")
    with beside:
        _write_new(Path(output), pieces)
    _aside(f"wrote {output}")


def _period(first: str | None, last: str | None, of: str) -> tuple[date | None, date | None]:
    """The first and the last day of a period, each of which may be left open."""
    since, until = f"--{of}since", f"--{of}until"
    days = None if first is None else _day(first, since), None if last is None else _day(last, until)
    if days[0] is not None and days[1] is not None and days[0] > days[1]:
        from states.errors import WrongWords

        raise WrongWords(f"{since} {first} is after {until} {last}", remedy=f"give the earlier day with {since}")
    return days


def _day(said: str, option: str) -> date:
    from states.codec import read_day

    return read_day(said, option)


def _harmless(line: str) -> str:
    """JSON text for a terminal: the same values, no character that a terminal would obey."""
    return line if not sys.stdout.isatty() or line.isprintable() else json.dumps(json.loads(line), ensure_ascii=True)


def _for_screen(line: str) -> str:
    from workflow.render.plain import safe

    return f"{safe(line.rstrip())}\n"


@app.command(help="Check that nothing in the book was changed.")
def verify(
    ctx: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help="Only the chain, and where each subject stands.")] = False,
    replay: Annotated[bool, typer.Option("--replay", help="Everything but asking each guard again.")] = False,
    no_evidence: Annotated[bool, typer.Option("--no-evidence", help="Leave out the documents.")] = False,
    checkpoint: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A checkpoint that the book has to agree with; repeat.")
    ] = None,
) -> None:
    from states.errors import LogBroken, WrongWords
    from workflow import sql
    from workflow import verify as verifier
    from workflow.audit import Depth
    from workflow.chain import CHUNK
    from workflow.kept import read
    from workflow.render import audit

    office: Office = ctx.obj
    kept = [read(Path(each)) for each in checkpoint or ()]

    if quick and replay:
        raise WrongWords("--quick and --replay: which?", remedy="--replay checks more, and neither checks all")
    gc.enable()  # this one may run long
    depth = Depth.QUICK if quick else Depth.REPLAY if replay else Depth.FULL
    with office.open() as book, book.reading(snapshot=False) as run, _progress() as tick:
        entries = 0
        with suppress(Exception):  # a damaged book: the check will say so
            ((entries, _),) = run(sql.HEAD, {})
        told = (lambda done: tick(done, entries)) if tick is not None and entries > 5 * CHUNK else None
        found = office.heads.problem() if office.heads else ()
        report = verifier.verify(run, depth, evidence=not no_evidence, tick=told, kept=kept, found=found)
    answer = report.answer()
    _json(answer) if ctx.obj.as_json else _data(audit.verified(answer))
    if not report.ok:
        raise typer.Exit(LogBroken.exit_code)


@app.command(help="Say what is wrong with book, disk, clock or installation.")
def doctor(ctx: typer.Context) -> None:
    from workflow import doctor
    from workflow.heads import Heads, user_folder
    from workflow.render import health

    office: Office = ctx.obj
    gc.enable()  # this one may run long
    heads = Heads(user_folder(os.environ), office.clock)
    points = doctor.examined(office.path(), heads, office.clock, os.environ, __version__)
    points = [each._replace(remedy=_for_this_book(office, each.remedy)) for each in points]
    answer = doctor.answer(points)
    if office.as_json:
        _json(answer)
    elif office.person:
        _data(health.told(answer))
    else:
        _rows(office, (), points)
    if code := doctor.exit_code(points):
        raise typer.Exit(code)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar for a person who waits, told how many entries are done and of how many; nothing where nobody looks."""
    from contextlib import ExitStack

    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as shown:
        bar: Any = None

        def tick(done: int, of: int) -> None:
            nonlocal bar
            if bar is None and of >= _LONG:
                bar = shown.enter_context(typer.progressbar(length=of, label="entries", file=sys.stderr))
            if bar is not None and (done % _OFTEN == 0 or done == of):
                bar.update(done - bar.pos)

        yield tick


_LONG, _OFTEN = 1_000, 100  # entries: fewer are soon done; so many at a time are told


# ── Documents of evidence ────────────────────────────────────────────────────────────────────────────────────────────

Digest = Annotated[str, typer.Argument(metavar="SHA256", help="Its digest, or the first 8 digits or more.")]


@Papers.command("list", help="List the documents that entries name, and whether the book holds them.")
def evidence_list(ctx: typer.Context, ref: MaybeRef = None) -> None:
    from workflow import holdings

    with ctx.obj.open() as book, book.reading() as run:
        rows = holdings.listing(run, ref)
    cells = ([row[name] for name in holdings.COLUMNS] for row in rows)
    _json(rows) if ctx.obj.as_json else _rows(ctx.obj, holdings.COLUMNS, cells)


@Papers.command("export", help="Write documents into a folder, each under its digest.")
def evidence_export(
    ctx: typer.Context,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FOLDER", help="It is made where there is none.")],
    digest: Annotated[str | None, typer.Argument(metavar="[SHA256]", help="Its digest, or 8 digits of it or more.")] = None,
    entry: Annotated[int | None, typer.Option(metavar="N", help="All that this entry names.")] = None,
) -> None:
    from states.errors import WrongWords
    from workflow import holdings

    if (digest is None) is (entry is None):
        raise WrongWords("evidence export: which?", remedy="give either a digest or --entry N")
    folder = Path(output)
    with ctx.obj.open() as book, book.reading(snapshot=False) as run:
        found = holdings.taken_out(run, digest, entry)
    if not ctx.obj.dry_run:
        with _documents_in(folder, found):
            pass
    rows = [{"file": str(folder / name), "name": said, "size": len(data)} for name, (said, data) in found.items()]
    _json(rows) if ctx.obj.as_json else _rows(ctx.obj, rows[0], (row.values() for row in rows))
    if ctx.obj.dry_run:
        _aside("nothing was written")


@Papers.command("check", help="Look at every document once more; or say which entries name these files.")
def evidence_check(
    ctx: typer.Context,
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE]...", help="Files whose bytes are looked for.")] = None,
) -> None:
    from states.errors import LogBroken, NotFound
    from workflow import evidence, holdings, inspection
    from workflow.render import audit, sentences

    with ctx.obj.open() as book, book.reading(snapshot=False) as run:
        if not files:
            answer = inspection.checked(run)
            _json(answer) if ctx.obj.as_json else _data(audit.documents(answer))
            if not answer["ok"]:
                raise typer.Exit(LogBroken.exit_code)
            return
        found = inspection.recognised(run, ((name, evidence.seen(Path(name))) for name in files))
    lines = [(row["file"], *(named[name] for name in holdings.COLUMNS)) for row in found for named in row["entries"]]
    if ctx.obj.as_json or lines:
        _json(found) if ctx.obj.as_json else _rows(ctx.obj, ("file", *holdings.COLUMNS), lines)
    for row in found:
        if not row["entries"]:
            _aside(sentences.error(f"{row['file']}: no entry names these bytes", "look for it: ketsugi evidence list"))
    if any(named["state"] in ("missing", "altered") for row in found for named in row["entries"]):
        raise typer.Exit(LogBroken.exit_code)
    if not all(row["entries"] for row in found):
        raise typer.Exit(NotFound.exit_code)


@Papers.command("erase", help="Erase the bytes of a document; its digest stays in the log.", epilog=WITH_EVERY_STEP)
def evidence_erase(ctx: typer.Context, ref: Ref, digest: Digest, on: MaybeOn = None) -> None:
    from workflow import holdings

    with ctx.obj.open() as book, book.reading() as run:
        rows = holdings.listing(run)
    whole = holdings.whole_digest(rows, digest)
    _record(ctx, _kind_of(ctx, ref), ref, "erase", on, {"erased": [whole]})
    if len(named := dict.fromkeys(f"entry {row['entry']} ({row['subject']})" for row in rows if row["sha256"] == whole)) > 1:
        _aside(f"gone from every entry that names it: {', '.join(named)}")


@app.command(help="Judge recorded steps by another version of the rules.")
def reassess(ctx: typer.Context, ref: MaybeRef = None, rules_of: OfDay = None) -> None:
    from workflow import queries
    from workflow.recheck import reassess as judged_again

    rules = _rules_of(ctx.obj, rules_of)
    with ctx.obj.open() as book, book.reading() as run:
        bodies = ((entry.seq, entry.body) for entry in queries.entries(run, ref) if entry.seq > 1)
        found = [each for seq, body in bodies for each in judged_again(run, seq, body, rules)]
    rows = [
        {
            "entry": each.seq,
            "subject": each.subject,
            "event": each.event,
            "outcome": each.outcome,
            "rulebook": each.rulebook,
            "guard": each.guard,
            "was": each.was and f"{each.was['verdict']} {each.was['weight']}",
            "now": each.now and f"{each.now['verdict']} {each.now['weight']}",
            "message": (each.now or each.was or {})["message"],
        }
        for each in found
    ]
    if ctx.obj.as_json:
        _json({"rules_of": rules_of, "differences": rows})
        return
    _rows(ctx.obj, rows[0].keys() if rows else (), ([each or "not asked" for each in row.values()] for row in rows))
    by = f"the rules of {rules_of}" if rules_of else "the newest rules"
    _aside(f"judged again by {by}: {len(rows)} {'answer' if len(rows) == 1 else 'answers'} would differ")


@app.command(help="Write the log out as JSON Lines, CSV or an Excel workbook.")
def export(
    ctx: typer.Context,
    ref: MaybeRef = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="FORM", help="jsonl, csv or xlsx; else by FILE's name.")
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Into a new file.")] = None,
    pack: Annotated[
        str | None, typer.Option(metavar="FILE.zip", help="The audit pack: the whole book, and its verifier.")
    ] = None,
    checkpoint: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="With --pack: a checkpoint of this book; repeat it.")
    ] = None,
) -> None:
    from states.errors import WrongWords
    from workflow import queries
    from workflow.render import spreadsheet

    if pack is not None or checkpoint:
        _export_pack(ctx.obj, pack, checkpoint or [], {"REF": ref, "--format": form, "--output": output})
        return
    _one_of("--format", form, ("jsonl", "csv", "xlsx"))
    if form == "xlsx" and output is None:
        raise WrongWords("--format xlsx: into which file?", remedy="give --output FILE.xlsx")
    with ctx.obj.open() as book, book.reading() as run:
        found = queries.entries(run, ref)
        if output is not None:
            _save_log(ctx.obj, output, run, found, form or ("jsonl" if not Path(output).suffix else None))
            return
        if form == "csv":
            zone = queries.zone(run)
            rows = (spreadsheet.row(entry, queries.lag(entry.body, zone)) for entry in found)
            lines = (spreadsheet.line(cells) for cells in (spreadsheet.COLUMNS, *rows))
        else:
            lines = (f"{entry.line()}\n" for entry in found)
        sys.stdout.writelines(map(_for_screen, lines) if sys.stdout.isatty() else lines)


@app.command(help="Write the report on a dividend, a meeting or the book.")
def report(
    ctx: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="[REF]", help="A dividend or a meeting; else the book.")] = None,
    company: Annotated[str | None, typer.Option(metavar="REF", help="Of one company.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Deeds from this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Deeds up to and including this day.")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day to judge it on; else that of the newest entry.")
    ] = None,
    checkpoint: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A checkpoint that the book has to agree with; repeat.")
    ] = None,
    language: Annotated[str, typer.Option(metavar="CODE", help="en or ja.")] = "en",
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Into a new file: .html, .pdf or .json.")
    ] = None,
) -> None:
    from states.errors import LogBroken, WrongWords
    from workflow import dossier, queries, verdict
    from workflow.audit import Depth
    from workflow.kept import read
    from workflow.render.tongue import LANGUAGES
    from workflow.verify import verify

    office: Office = ctx.obj
    first, last = _period(since, until, "")
    asked = queries.Filter(company=company, since=first, until=last)
    if ref is not None and asked != queries.Filter():
        raise WrongWords(f"report {ref}: of one subject, whole", remedy="leave out --company, --since and --until, or REF")
    if output is None and not office.as_json and office.person:
        raise WrongWords("report: into which file?", remedy="name it with -o report.html")
    _one_of("--language", language, LANGUAGES)
    form = _form_of(output, (".html", ".pdf", ".json")) if output is not None else "json" if office.as_json else "html"
    kept = [read(Path(each)) for each in checkpoint or ()]
    with office.open() as book, book.reading() as run:
        day = _judged_on(run, on)
        checked = verify(run, Depth.REPLAY, kept=kept).answer()
        answer = dossier.of_part(run, asked, day, checked) if ref is None else dossier.of_subject(run, ref, day, checked)
        entries, acted = dossier.log_of(run, answer, asked, in_full=form == "json")
        if form == "json":
            answer |= {"log": list(entries), "acted": list(acted.values())}
        if form == "json" and output is None:
            _json(answer)
        elif office.dry_run:
            _data(f"would write {output or 'the report'}\nnothing was written")
        else:
            _written(_report(form, answer, entries, acted, language), output)
    _of_which_day(on, day)
    lost = office.heads is not None and office.heads.problem()  # it is told by itself: no part of a report on the book
    if lost or not verdict.holds(answer):
        raise typer.Exit(LogBroken.exit_code)


def _report(form: str, answer: Any, entries: Any, acted: Any, language: str) -> Iterator[bytes]:
    """The pieces of a report."""
    import codecs

    if form == "json":
        return iter([_json_file(answer)])
    if form == "pdf":
        from workflow.render import document

        return iter([document.of(answer, entries, acted, language)])
    from workflow.render import pages
    from workflow.render.tongue import Tongue

    made = pages.of_subject if "subjects" in answer else pages.of_part
    return codecs.iterencode(made(answer, entries, acted, Tongue(language)), "utf-8")


def _written(pieces: Iterable[bytes], output: str | None) -> None:
    """Into a new file, whole or not at all; else to the standard output as it is."""
    if output is not None:
        _write_new(Path(output), pieces)
        _aside(f"wrote {output}")
        return
    sys.stdout.flush()
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


def _json_file(answer: Any) -> bytes:
    """The answer of ``--json`` as a program reads it."""
    return f"{json.dumps(answer, ensure_ascii=False)}\n".encode()


@app.command(help="Show the book in a browser, for reading only, until Ctrl-C.")
def serve(
    ctx: typer.Context,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="There is no other way: nothing can be written.", show_default=False)
    ] = True,
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="The port; 0 is any that is free.")] = 0,
    language: Annotated[str, typer.Option(metavar="CODE", help="en or ja.")] = "en",
) -> None:
    import secrets

    from states.errors import needs
    from workflow.render.tongue import LANGUAGES

    office: Office = ctx.obj
    _one_of("--language", language, LANGUAGES)
    try:
        from workflow import serve as screens
    except ModuleNotFoundError as error:
        raise needs("serve", f"{error.name}".partition(".")[0], "serve") from None
    with office.open() as book, book.reading(snapshot=False):
        office.require_seen()  # a warning beside the address would reach nobody who looks at the pages
    secret = secrets.token_urlsafe(16)
    shown = screens.application(
        book.path if isinstance(book.path, str) else book.path.resolve(), secret, office.clock, language
    )
    at = screens.listening(port)
    address = f"http://{screens.ADDRESS}:{at.getsockname()[1]}/{secret}/"
    _json({"address": address}) if office.as_json else _data(address)
    _aside("for reading only, on this computer only, for who has this address · Ctrl-C ends it")
    gc.enable()  # unlike every other command this one goes on
    screens.run(shown, at)


@app.command("dividend-note", help="Print the note on dividends of an annual securities report.")
def dividend_note(
    ctx: typer.Context,
    fiscal_year_end: Annotated[str, typer.Option(metavar="DATE", help="Last day of the fiscal year.")],
    company: Annotated[str | None, typer.Argument(metavar="[COMPANY]", help="Its reference; else the only one.")] = None,
    language: Annotated[str, typer.Option(metavar="CODE", help="en or ja.")] = "en",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="A new file: .html, .xlsx, .csv, .txt or .json."),
    ] = None,
) -> None:
    from workflow.annual import dividend_note as made
    from workflow.others import only_company
    from workflow.render import dividend_note as note
    from workflow.render import plain
    from workflow.render.tongue import LANGUAGES, Tongue

    office: Office = ctx.obj
    last, tongue = _day(fiscal_year_end, "--fiscal-year-end"), Tongue(language)
    _one_of("--language", language, LANGUAGES)
    form = None if output is None else _form_of(output, (*note.FILES, ".json"))
    with office.open() as book, book.reading() as run:
        answer = made(run, company or only_company(run, "dividend-note", "name it: ketsugi dividend-note COMPANY"), last)
    if output is not None and office.dry_run:
        _data(f"would write {output}\nnothing was written")
    elif output is not None:
        _written([_json_file(answer)] if form == "json" else note.FILES[f".{form}"](answer, tongue), output)
    elif office.as_json:
        _json(answer)
    elif office.person:
        _data(note.text(answer, tongue))
    elif rows := note.lines(answer, tongue):
        _data(plain.tabbed(rows))


def _export_pack(office: Office, pack: str | None, checkpoints: list[str], beside: dict[str, str | None]) -> None:
    """The audit pack: a whole book, with what checks it where this program is not installed."""
    from states.errors import LogBroken, WrongWords
    from workflow import cosign
    from workflow.others import in_force
    from workflow.pack import writing
    from workflow.render import sentences

    if pack is None:
        raise WrongWords("--checkpoint: into which pack?", remedy="give --pack FILE.zip")
    if odd := [name for name, said in beside.items() if said is not None]:
        raise WrongWords(f"--pack holds the whole book, without {odd[0]}", remedy=f"leave out {odd[0]}, or --pack")
    with office.open() as book:
        with book.reading(snapshot=False) as run:
            office.require_seen()
            given, people = writing.read_given(run, map(Path, checkpoints)), in_force(run)
            contents = writing.contents(run, given)
        signer = _who_signs(office, people)
        if office.dry_run:
            _data(f"would write {pack}: {', '.join(contents)}\nnothing was written")
            return
        note = None
        if not isinstance(signer, str):
            with book.reading(snapshot=False) as run:
                made = writing.to_sign(run)
            if isinstance(made, str):
                signer = made
            else:
                note = cosign.signed(made, *signer)  # a person may take their time: nothing is locked
        with book.reading() as run, _writable(Path(pack)):
            files = writing.write(Path(pack), run, given, note)
    by, wrong = None if isinstance(signer, str) else signer[0], writing.problems(Path(pack))
    _json({"pack": pack, "signed_by": by, "files": files, "problems": wrong}) if office.as_json else None
    _aside(f"unsigned: {signer}") if isinstance(signer, str) else None
    _aside(f"wrote {pack}: {len(files)} files; check it anywhere: python verify.py {pack}")
    if wrong:
        _aside(sentences.error(f"{pack} does not verify: {wrong[0]}", f"look at all: {office.again('ketsugi verify')}"))
        raise typer.Exit(LogBroken.exit_code)


_TABLE = (".xlsx", ".csv", ".json")


def _form_of(output: str, known: Iterable[str] = _TABLE) -> str:
    """What a new file is to hold by its name; a name that promises something else is told so."""
    from states.errors import WrongWords

    ending = Path(output).suffix.lower()
    if ending not in known:
        raise WrongWords(
            f"--output {output}: cannot write {ending or 'a file without ending'}", remedy=f"name it {' or '.join(known)}"
        )
    _require_new(output)
    return ending.removeprefix(".")


def _require_new(output: str) -> None:
    """A file is never written over, and a dry run says so too."""
    with _writable(Path(output)):
        if Path(output).exists() or Path(output).is_symlink():
            raise FileExistsError


def _write_new(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a new file, whole or not at all."""
    from workflow.placing import write

    with _writable(path):
        write(path, pieces)


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    """What the file system says of a file that is to be written, in words."""
    from states.errors import Conflict, WrongWords

    try:
        yield
    except FileExistsError:
        raise Conflict(f"{path} exists already", remedy="give another name; nothing was written") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file can have that name"
        raise WrongWords(f"{path}: {reason}", remedy="give another file") from None


# ── The book itself ──────────────────────────────────────────────────────────────────────────────────────────────────


@Books.command("create", help="Make the tables of a book in an empty database on a server; init makes its first entry.")
def book_create(ctx: typer.Context) -> None:
    office: Office = ctx.obj
    server = _server(office, "create")
    server.require_nothing()
    if office.dry_run:
        _data(f"would make the tables of a book in {server}\nnothing was written")
        return
    server.prepare()
    _json({"book": str(server)}) if office.as_json else _data(f"made the tables of a book in {server}")
    _aside(f"next: {office.again('ketsugi book grant LOGIN --as staff')} · then one of them: {office.again('ketsugi init')}")


@Books.command("upgrade", help="Bring the tables of the book, and what guards them, to this version.")
def book_upgrade(ctx: typer.Context) -> None:
    from workflow.backup import upgraded
    from workflow.book import place
    from workflow.render import copies

    office, at = ctx.obj, place(ctx.obj.path())
    done = upgraded(at, dry_run=office.dry_run)
    if office.as_json:
        said = {"book": str(at), "changed": done.changed, "put_back": done.put_back, "kept": done.kept and str(done.kept)}
        _json(said)
        return
    if not done.changed:
        _data(f"{at}: of this version already; nothing was changed")
        return
    _data(copies.upgraded(at, done.last, done.kept, trial=office.dry_run))
    _aside(f"put back, because it was gone or changed: {', '.join(done.put_back)}") if done.put_back else None
    kept = f"as it was it is kept in {done.kept}" if done.kept else f"next: {office.again('ketsugi verify')}"
    _aside(_WRITES_NOTHING if office.dry_run else kept)


@Books.command("grant", help="Let a person into a book on a server, or out of it.")
def book_grant(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="The role of the person on the server; made where missing.")],
    role: Annotated[str, typer.Option("--as", metavar="WHAT", help="staff, auditor, or none: no longer.")],
) -> None:
    from workflow.rights import GRANTS

    office: Office = ctx.obj
    _one_of("--as", role, tuple(GRANTS))
    server = _server(office, "grant")
    if office.dry_run:
        _data(f"would let {login} into {server} as {role}\nnothing was written")
        return
    new = server.grant(login, role)
    if office.as_json:
        _json({"book": str(server), "login": login, "as": role, "new": new})
        return
    _data(f"{login} is {role} of {server}" if role != "none" else f"{login} has no rights in {server}")
    if new:
        _aside(f"{login} is new on the server and has no password yet: give one with \\password {login} in psql")


@Books.command("copy", help="Copy the book, entry by entry, into a new file or an empty database, and verify the copy.")
def book_copy(
    ctx: typer.Context,
    to: Annotated[str, typer.Argument(metavar="TO", help="A new file, or the address of a database.")],
) -> None:
    from workflow.book import place
    from workflow.copying import copy
    from workflow.plainly import one_word
    from workflow.render import copies

    office: Office = ctx.obj
    there = place(to if "://" in to else Path(to))
    with office.open() as book, book.reading() as run:
        office.require_seen()
        if office.dry_run:
            there.require_nothing()
            _data(f"would copy the book to {there}\nnothing was written")
            return
        made = copy(run, there, of=book.place)
    if office.as_json:
        _json(made)
        return
    _data(copies.copied("copied", made, there))
    if "://" in to:
        _aside(f"next: {_LET_IN} --book {one_word(to)}")


@Books.command("backup", help="Make a verified copy of the book in a new file, while others go on.")
def book_backup(
    ctx: typer.Context, to: Annotated[str, typer.Argument(metavar="FILE", help="The new file; keep it elsewhere.")]
) -> None:
    from workflow.backup import backup, file_at
    from workflow.file import File
    from workflow.plainly import one_word
    from workflow.render import copies

    office, at = ctx.obj, file_at(to)
    with office.open() as book:
        with book.reading(snapshot=False):
            office.require_seen()
        if office.dry_run:
            File(at).require_nothing()
            _data(f"would back up the book to {to}\nnothing was written")
            return
        made = backup(book, at)
    if office.as_json:
        _json(made)
        return
    _data(copies.copied("backed up", made, to))
    _aside(f"next: keep it elsewhere · hold it against the book later: {office.again(f'ketsugi book check {one_word(to)}')}")


_LET_IN = "ketsugi book grant LOGIN --as staff"
KeptBook = Annotated[str, typer.Argument(metavar="FILE", help="The file that ketsugi book backup made.")]


@Books.command("check", help="Hold a backup against the book; exit with 6 where it does not agree.")
def book_check(ctx: typer.Context, kept: KeptBook) -> None:
    from workflow.backup import check, kept_at
    from workflow.render import copies

    office, at = ctx.obj, kept_at(kept)
    with office.open() as book:
        found = check(at, book)
    if office.as_json:
        _json(found)
        return
    _data(copies.held(kept, found, book.place))


@Books.command("restore", help="Make the book anew from a backup, and record that; needs --reason.", epilog=WITH_EVERY_STEP)
def book_restore(ctx: typer.Context, kept: KeptBook) -> None:
    from states.errors import KetsugiError, WrongWords
    from workflow import evidence
    from workflow.backup import kept_at, rehearsed, restore
    from workflow.book import Book, place
    from workflow.heads import Heads, user_folder
    from workflow.log import genesis
    from workflow.render import copies, sentences

    office: Office = ctx.obj
    if not office.reason:
        raise WrongWords("restore: no reason", remedy="say what happened with --reason TEXT")
    there, at = place(office.path()), kept_at(kept)
    there.require_nothing("move away what is there, or give another --book")
    of_backup = Book(at)
    actor, heads = office.signing_actor(of_backup), Heads(user_folder(os.environ), office.clock)
    with of_backup.reading() as run:
        lost = heads.known(genesis(run)["book"])
    seen = tuple(evidence.seen(Path(name)) for name in office.evidence)
    said: Any = {"actor": actor, "now": office.clock(), "reason": office.reason, "evidence": seen, "lost": lost}
    if office.dry_run:
        _data(f"{copies.copied('would restore', rehearsed(at, **said), there)}\nnothing was written")
        return
    made, entry = restore(at, there, **said)
    office.heads = heads  # tells at the end what it has to tell
    try:
        with Book(office.path()).reading() as run:  # who restores it knows what is gone
            heads.forget(run)
            heads.look(run)
    except KetsugiError as error:  # it is restored all the same
        heads.remarks[f"{error.message}: this computer does not remember the book as it is now"] = None
    if office.as_json:
        _json(made | {"entry": entry.seq})
        return
    _data(copies.copied("restored", made, there))
    _data(sentences.recorded(entry.seq, entry.body))
    if "lost" in entry.body["facts"]:
        _aside(copies.gone(entry.seq, entry.body["facts"]["lost"]["entries"]))
    following = " · ".join(map(office.again, [*[_LET_IN] * ("://" in str(there)), "ketsugi list"]))
    _aside(f"next: {following} · everyone who saw more is told so, and then: ketsugi checkpoint forget")


def _server(office: Office, what: str) -> Server:
    from states.errors import WrongWords
    from workflow.book import place
    from workflow.server import Server

    at = place(office.path())
    if not isinstance(at, Server):
        remedy = "name a database with --book postgresql://SERVER/DATABASE; a file is made by ketsugi init"
        raise WrongWords(f"book {what}: {at} is a file, and asks nobody who they are", remedy=remedy)
    return at


# ── Checkpoints ──────────────────────────────────────────────────────────────────────────────────────────────────────

KeptFile = Annotated[str, typer.Argument(metavar="FILE", help="A checkpoint as it was written.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Into a new file.")]
NewFile = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The new file.")]


@Checkpoints.command("write", help="Write the checkpoint of the book now, to be kept by somebody else.")
def checkpoint_write(ctx: typer.Context, output: Output = None) -> None:
    _checkpoint(ctx.obj, output, None)


@Checkpoints.command("prove", help="Write the proof that one entry is in the log; it shows nothing of the others.")
def checkpoint_prove(
    ctx: typer.Context,
    entry: Annotated[int, typer.Argument(metavar="N", min=1, help="The number of the entry.")],
    output: Output = None,
) -> None:
    _checkpoint(ctx.obj, output, entry)


def _checkpoint(office: Office, output: str | None, entry: int | None) -> None:
    """The checkpoint of the book, signed where it can be, or the proof of an entry under it."""
    from workflow import checkpoint, cosign, kept
    from workflow.others import in_force

    with office.open() as book, book.reading(snapshot=False) as run:
        office.require_seen()
        made, tree, message = checkpoint.made(run, entry)
        people = in_force(run)
    signer = _who_signs(office, people)
    said = made.text() if isinstance(signer, str) else cosign.signed(made, *signer)
    if entry is not None:
        said = checkpoint.proof_of(said, entry, tree, message)
    by = None if isinstance(signer, str) else signer[0]
    _give(office, output, said.encode(), kept.stated(made) | {"signed_by": by, "entry": entry})
    if isinstance(signer, str) and not office.dry_run:
        _aside(f"unsigned: {signer}")


def _who_signs(office: Office, people: Any) -> Any:
    """Who signs a checkpoint, and with what; or why nobody does."""
    from workflow import cosign

    return cosign.who_if_asked(people, office.actor().name, office.key, office.ask, os.environ)


@Checkpoints.command("sign", help="Sign a checkpoint that somebody else wrote, when the book agrees with it.")
def checkpoint_sign(ctx: typer.Context, file: KeptFile, output: Output = None) -> None:
    from states.errors import LogBroken
    from workflow import checkpoint, cosign
    from workflow.kept import keys_of, read, stated
    from workflow.others import in_force

    office: Office = ctx.obj
    kept = read(Path(file))
    with office.open() as book, book.reading(snapshot=False) as run:
        office.require_seen()
        people = in_force(run)
        (answer,) = checkpoint.held(run, [kept], keys_of(people))
    if answer["what"]:
        raise LogBroken(f"{file}: {answer['what']}", remedy="find out which is right, and sign nothing before")
    person, found = cosign.who(people, office.actor().name, office.key, os.environ)
    cosign.require_unsigned(kept, person, found.public)
    if office.ask is None:
        _give(office, output or "the signed checkpoint", b"", {})
        return
    said = cosign.with_one_more(kept, person, found.unlocked(office.ask))
    _give(office, output, said.encode(), {**stated(kept.checkpoint), "signed_by": person})


@Checkpoints.command("check", help="Hold checkpoints and proofs against the book; exit with 6 where it does not agree.")
def checkpoint_check(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Checkpoints or proofs.")],
    without_book: Annotated[bool, typer.Option("--without-book", help="Check signatures and proof by themselves.")] = False,
    public_key: Annotated[
        list[str] | None, typer.Option(metavar="[NAME=]FILE", help="A public key that you trust; repeat.")
    ] = None,
    timestamp: Annotated[str | None, typer.Option(metavar="FILE", help="The time stamp of the one FILE.")] = None,
    tsa_roots: Annotated[
        list[str] | None, typer.Option(metavar="PEM", help="Certificates of authorities that you trust; repeat.")
    ] = None,
) -> None:
    from states.errors import LogBroken, WrongWords
    from workflow import checkpoint
    from workflow.kept import alone, instants, key_given, keys_of, read, stamped_at
    from workflow.render.kept import told

    office: Office = ctx.obj
    kept = [read(Path(each)) for each in files]
    keys = [key_given(each) for each in public_key or ()]
    if (timestamp is None) != (not tsa_roots) or (timestamp is not None and len(kept) != 1):
        raise WrongWords("a time stamp is checked of one FILE", remedy="give FILE, --timestamp FILE and --tsa-roots PEM")
    stamped = stamped_at(kept[0], Path(timestamp), map(Path, tsa_roots or ())) if timestamp else None
    if without_book:
        answers, zone = [alone(each, keys) for each in kept], None
    else:
        from workflow.others import in_force
        from workflow.queries import zone as zone_of

        with office.open() as book, book.reading(snapshot=False) as run:
            answers = checkpoint.held(run, kept, [*keys_of(in_force(run)), *keys])
            zone = zone_of(run)
    for each in answers:
        each["stamped_at"] = stamped and f"{stamped:%Y-%m-%dT%H:%M:%SZ}"
    if office.as_json:
        _json(answers)
    for each in answers if not office.as_json else ():
        _data(told(each | {"stamped": instants(stamped, zone)}))
    if any(each["agrees"] is False for each in answers):
        raise typer.Exit(LogBroken.exit_code)


@Checkpoints.command("request", help="Write the request to have a checkpoint time-stamped (RFC 3161).")
def checkpoint_request(ctx: typer.Context, file: KeptFile, output: NewFile) -> None:
    from workflow.kept import read
    from workflow.timestamp import request

    kept = read(Path(file))
    _give(ctx.obj, output, request(kept.content), {"of": file})


@Checkpoints.command("forget", help="Drop what this computer remembers of the book.")
def checkpoint_forget(ctx: typer.Context) -> None:
    from workflow.book import open_book
    from workflow.heads import Heads, user_folder
    from workflow.log import genesis

    office: Office = ctx.obj
    heads = Heads(user_folder(os.environ), office.clock)
    with open_book(office.path()) as book, book.reading() as run:
        zone = genesis(run)["timezone"]
        known = heads.seen(run) if office.dry_run else heads.forget(run)
    if office.as_json:
        _json({"forgotten": known and {"entry": known.seq, "hash": known.hash, "seen_at": known.seen_at}})
        return
    what = f"entry {known.seq} ({known.short}), seen on {known.day(zone)}" if known else "nothing: it was not remembered"
    _data(f"would forget {what}\nnothing was written" if office.dry_run else f"forgot {what}")


def _give(office: Office, output: str | None, content: bytes, answer: dict[str, Any]) -> None:
    """Bytes to keep: into a new file, whole or not at all, else to the standard output as they are."""
    if output is not None and office.dry_run:
        _require_new(output)
        _json(answer | {"file": None}) if office.as_json else _data(f"would write {output}\nnothing was written")
        return
    if output is not None:
        _write_new(Path(output), [content])
    if office.as_json:
        _json(answer | {"file": output} | ({} if output else {"text": content.decode()}))
    elif output is not None:
        _aside(f"wrote {output}")
    elif sys.stdout.isatty() or (raw := getattr(sys.stdout, "buffer", None)) is None:
        sys.stdout.writelines(map(_for_screen, content.decode().splitlines()))
    else:
        sys.stdout.flush()
        raw.write(content)  # byte for byte: a line ends with a newline on Windows too
        raw.flush()


@app.command("import", help="Enter a case file: all of it, or nothing.")
def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Its words are those of the options, with underscores.")],
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Record refusals and go on.")] = False,
) -> None:
    from workflow import case

    office: Office = ctx.obj
    with office.open() as book:
        actor = office.signing_actor(book)
        with _progress() as tick:
            done = case.enter(
                book,
                Path(file),
                actor=actor,
                clock=office.clock,
                keep_going=keep_going,
                dry_run=office.dry_run,
                tick=tick,
            )
    for each in done:
        if each.error is not None:
            _say_no(office, each.error)
        elif each.entry is not None:
            _say_entry(office, each.entry)
    if office.dry_run:
        _aside(_WRITES_NOTHING)
    failed = [each.error for each in done if each.error is not None]
    if failed:
        raise typer.Exit(failed[0].exit_code)
    if not office.dry_run:
        _aside(f"next: {office.again('ketsugi list')}")


@app.command(help="Print the JSON Schema of case files.")
def schema() -> None:
    from workflow.case import schema as of_case_files

    _data(json.dumps(of_case_files(), indent=2))


@app.command(help="Play a real dividend in a book of its own.")
def demo(ctx: typer.Context) -> None:
    import contextlib
    import tempfile

    from workflow.demo import KEPT, LAST, STORY

    if ctx.obj.as_json or ctx.obj.dry_run:
        from states.errors import WrongWords

        raise WrongWords("demo: a story, not for programs", remedy="leave out --json and --dry-run")
    from workflow.plainly import one_word

    if ctx.obj.book is not None:
        from workflow.book import place

        place(ctx.obj.path()).require_nothing("give another --book")
    with tempfile.TemporaryDirectory(prefix="ketsugi-demo-") as folder, contextlib.redirect_stderr(sys.stdout):
        path = str(Path(folder) / "demo.db") if ctx.obj.book is None else ctx.obj.book
        for scene in STORY:
            _data(f"\n── {scene.telling}")
            for words in scene.commands:
                _data(f"\n$ ketsugi {' '.join(one_word(word) for word in words)}")
                office = Office(clock=lambda now=scene.now: now, person=True, remembers=False)  # type: ignore[misc]
                code = app(["--book", path, *words], obj=office, standalone_mode=False)
                if (code or 0) != scene.exit_code:
                    raise typer.Exit(code or 1)
        _data(f"\n{LAST if ctx.obj.book is None else KEPT}")


@app.command(help="List the facts that can be stated, and what each means.")
def facts(
    ctx: typer.Context,
    asked: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help="An event such as draft, a group such as articles, or part of a name."),
    ] = None,
) -> None:
    from workflow import catalogue

    rows, events = catalogue.found(asked or ())
    options = catalogue.options_of(ctx.find_root().command)
    said = [catalogue.plainly(each.said(options, events)) for each in rows]
    if ctx.obj.as_json:
        _json([catalogue.answer(each, how) for each, how in zip(rows, said, strict=True)])
    elif ctx.obj.person:
        _data(
            "\n".join(
                f"{each.name}  {how}\n    {catalogue.plainly(each.means)}" for each, how in zip(rows, said, strict=True)
            )
        )
    else:
        _rows(ctx.obj, (), [(each.name, how, catalogue.plainly(each.means)) for each, how in zip(rows, said, strict=True)])


def _build_only(called: list[str]) -> None:
    """Typer builds every command at every start, with all it takes; where one is called, build that one alone.

    Of a list of commands only their names and what they are for are read.
    """
    for each in app.registered_commands:
        each.name = each.name or getattr(each.callback, "__name__", "").replace("_", "-")
    commands = [each for each in app.registered_commands if each.name in called]
    groups = [each for each in app.registered_groups if each.name in called]
    if called in ([], ["-h"], ["--help"]):
        for each in app.registered_commands:
            each.callback = _not_called
        for group in app.registered_groups:
            if group.typer_instance is not None:
                group.typer_instance.registered_commands = []
    elif (commands or groups) and called not in (["demo"], ["facts"]):  # these speak of them all
        app.registered_commands, app.registered_groups = commands, groups


def _not_called() -> None:
    """In the place of a command of which only the name is read."""


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a screen without 決議
    signal.signal(signal.SIGTERM, _end)
    _build_only(sys.argv[1:2])
    try:
        app()
    except OSError as error:
        raise SystemExit(
            f"error: the answer could not be written: {error.strerror} · what was recorded is recorded"
        ) from None
    except Exception as error:  # of a stranger's module under our name; a bug of ours is raised again
        ours, others = ("states", "workflow"), [str(at) for at in _elsewhere()]
        if not others and not (isinstance(error, ImportError) and (error.name or "").partition(".")[0] in ours):
            raise
        raise SystemExit(
            f"error: another package named 'states' or 'workflow' shares this environment{': ' if others else ''}"
            f"{', '.join(others)} · install ketsugi into its own, in the folder of the program: uv tool install ."
        ) from error


def _elsewhere() -> Iterator[Path]:
    """What is found under the names of our packages, where it is not beside this file."""
    from importlib.util import find_spec

    for name in ("states", "workflow"):
        spec = find_spec(name)
        if spec and spec.origin and Path(__file__).resolve().parent not in Path(spec.origin).resolve().parents:
            yield Path(spec.origin)


if __name__ == "__main__":
    main()
