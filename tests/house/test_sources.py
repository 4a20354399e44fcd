"""The rules of the house, read from the sources themselves."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = sorted(path for folder in ("states", "workflow") for path in (ROOT / folder).rglob("*.py"))
EVERY = [ROOT / "cli.py", *PRODUCT]
SHORT = 250  # lines a person reads in one sitting
LONGER = {
    "cli.py": 2900,
    "states/codec.py": 285,
    "states/facts.py": 275,
    "states/meanings.py": 325,  # a sentence for each fact
    "workflow/file.py": 280,
    "workflow/findings.py": 260,
    "workflow/heads.py": 265,
    "workflow/pack/verify.py": 400,  # all that an auditor has to read, in one file
    "workflow/replay.py": 275,
    "workflow/server.py": 300,
    "workflow/timetable.py": 260,
}
RULEBOOK = 400  # of one country: rules as data
LONGEST_TEST = 400
MEASURED = ("workflow/render/drawing.py", "workflow/render/scale.py")  # where things stand in a picture, and no money
LONGEST_FUNCTION = 60


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), name(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


def at_module_level(module: ast.Module) -> Iterator[str]:
    """What is imported when the module is, ``if TYPE_CHECKING`` left out."""
    for node in module.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        for each in ast.walk(node) if not isinstance(node, ast.FunctionDef | ast.ClassDef) else ():
            yield from imported(each)


def dotted(node: ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.Attribute | ast.Name) else ""


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def test_the_desk_loads_only_typer_and_the_standard_library_before_a_command_asks_for_more():
    packages = {each.partition(".")[0] for each in at_module_level(tree(ROOT / "cli.py"))}
    assert packages - set(sys.stdlib_module_names) == {"typer"}


def test_the_desk_switches_the_collector_off_before_it_loads_typer():
    text = (ROOT / "cli.py").read_text(encoding="utf-8")
    assert text.index("gc.disable()") < text.index("import typer")


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_typer_is_known_to_the_desk_only_and_click_to_nobody(path):
    packages = {each.partition(".")[0] for node in ast.walk(tree(path)) for each in imported(node)}
    assert "click" not in packages
    assert "typer" not in packages or path.name == "cli.py"
    assert "transitions" not in packages or name(path) == "workflow/machine.py"


@pytest.mark.parametrize("path", sorted((ROOT / "states").rglob("*.py")), ids=name)
def test_states_know_the_standard_library_only_and_of_that_no_outside(path):
    packages = {each.partition(".")[0] for node in ast.walk(tree(path)) for each in imported(node)}
    assert packages - {"states"} <= set(sys.stdlib_module_names)
    assert not packages & {"os", "pathlib", "io", "time", "socket", "subprocess", "sqlite3", "random", "uuid", "locale"}
    assert not [call for _, call in calls(path) if call in ("open", "print", "input")]


CLOCKS = ("now", "utcnow", "today", "fromtimestamp", "time", "time_ns", "localtime", "gmtime", "monotonic")


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_only_the_desk_reads_the_clock(path):
    read = [
        (line, call)
        for line, call in calls(path)
        if call.rpartition(".")[2] in CLOCKS and call.partition(".")[0] in ("datetime", "date", "time", "dt")
    ]
    assert read == []
    pauses = name(path) == "workflow/connecting.py" and {call for _, call in calls(path) if call.startswith("time.")} == {
        "time.sleep"
    }
    assert pauses or not [line for node in ast.walk(tree(path)) for line in imported(node) if line == "time"]


@pytest.mark.parametrize("path", [path for path in PRODUCT if name(path) not in MEASURED], ids=name)
def test_no_money_is_ever_a_float(path):
    literals = [
        (node.lineno, node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and type(node.value) is float
    ]
    allowed = {("states/errors.py", 0.85), ("states/errors.py", 0.5)}  # how like one word is to another
    assert [each for each in literals if (name(path), each[1]) not in allowed] == []
    assert [line for line, call in calls(path) if call in ("float", "round")] == []


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_whatever_goes_wrong_is_caught_by_name(path):
    """Never ``except Exception``: a bug must keep its traceback.  Where it is right, a comment on the line says why."""
    lines = path.read_text(encoding="utf-8").splitlines()
    broad = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = {dotted(each) for each in ast.walk(node.type)} if node.type else {"everything"}
        raised_again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
        near = "".join(lines[node.lineno - 1 : node.body[0].lineno])
        if caught & {"everything", "Exception", "BaseException"} and "#" not in near and not raised_again:
            broad.append(node.lineno)
    assert broad == []


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_file_is_read_in_one_sitting(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    limit = RULEBOOK if path.parent.name == "rulebooks" else LONGER.get(name(path), SHORT)
    assert lines <= limit, f"{lines} lines"


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=name)
def test_a_test_file_is_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_TEST


def test_no_file_is_longer_by_permission_than_it_needs():
    for path, limit in LONGER.items():
        lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
        assert limit <= lines * 1.25, f"{path}: {lines} lines, {limit} allowed"


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_function_fits_a_screen(path):
    long = [(each.name, n) for each in functions(path) if (n := (each.end_lineno or 0) - each.lineno + 1) > LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_every_module_says_what_it_is(path):
    if path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip():
        return
    assert ast.get_docstring(tree(path)), "no docstring"


# Names whose meaning stands beside each member, or that a protocol of Python gives its meaning.
SPEAK_FOR_THEMSELVES = ("State", "Event", "MeetingKind", "Weight", "Verdict", "Confidence", "upgrade")


def plain_property(node: ast.AST) -> bool:
    """A property that only returns: its name says it."""
    decorators = [dotted(each) for each in getattr(node, "decorator_list", ())]
    return "property" in decorators and len(node.body) <= 2


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_everything_public_says_what_it_does(path):
    silent = []
    for node in ast.walk(tree(path)):
        for each in node.body if isinstance(node, ast.Module | ast.ClassDef) else ():
            named = isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            private = named and (each.name.startswith("_") or (isinstance(node, ast.ClassDef) and node.name.startswith("_")))
            if named and not private and not plain_property(each) and each.name not in SPEAK_FOR_THEMSELVES:
                silent += [] if ast.get_docstring(each) else [f"{each.name} (line {each.lineno})"]
    assert silent == []


def test_no_test_folder_takes_the_name_of_the_product_or_is_a_package():
    assert list((ROOT / "tests").rglob("__init__.py")) == []
    assert not {path.name for path in (ROOT / "tests").iterdir()} & {"states", "workflow", "cli.py"}


COUNTRIES = sorted(
    path.stem if path.suffix else path.name
    for path in (ROOT / "states/rulebooks").iterdir()
    if path.stem not in ("__init__", "days", "questions", "universal", "__pycache__")
)


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_is_named_by_its_own_files_alone(country):
    """So that it can be taken out, and nothing else of the product breaks."""
    own = {path for path in EVERY if f"rulebooks/{country}" in path.as_posix()}
    listed = ROOT / "states/rulebooks/__init__.py"
    naming = {
        path for path in [*EVERY, ROOT / "docs/print_reference.py"] if country in path.read_text(encoding="utf-8").lower()
    }
    said = {path for path in naming - own - {listed} if f"rulebooks.{country}" in path.read_text(encoding="utf-8")}
    assert own
    assert said == set()


def test_the_tests_of_one_country_name_no_other():
    tests = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests/domain").glob("test_*.py")}
    for country in COUNTRIES:
        if country != "japan":  # the case that everything is shown on
            naming = {path.name for path, text in tests.items() if f"rulebooks.{country}" in text}
            assert naming <= {f"test_{country}.py"}, country
