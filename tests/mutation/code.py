"""``make mutants``, first half: every function of ``states/`` is broken in every small way, and a test must notice.

Which mutants are made, and which die, is told by mutmut.  Two kinds of survivor are no finding: one that changes the letters
of a text shown to people (they are held where they are shown, by the transcripts), and one inside ``cast``, which does
nothing at run time.  Any other is tried once more in a new process, for mutmut imports ``states/`` before it breaks it, and
what runs at the import alone is not seen to break.  What survives that too stands, with its reason, in ``equivalent.toml``,
or the run fails.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTED = ROOT / "tests/mutation/equivalent.toml"
KILLED, TIMED_OUT = {1, 3}, {24, -24, 36, 152}
SURVIVED = {0, 33}  # 33: no test calls it.  Any other (255: pytest did not find a test) is a fault of the run


class _Wordless(ast.NodeTransformer):
    """A function without the letters of what it says to people, and without casts."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("…") if isinstance(node.value, str) and " " in node.value.strip("X") else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        kept = [self.visit(each) for each in node.values if not isinstance(each, ast.Constant)]
        return ast.JoinedStr(kept)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return node.args[-1] if isinstance(node.func, ast.Name) and node.func.id == "cast" else node


def wordless(source: str) -> str:
    """The shape of a function, the same for two that differ in wording alone."""
    return ast.dump(_Wordless().visit(ast.parse(source)))


def sources(page: str) -> dict[str, str]:
    """The text of each function, its first line without indentation."""
    lines = page.splitlines()
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])[node.col_offset :]
        for node in ast.walk(ast.parse(page))
        if isinstance(node, ast.FunctionDef)
    }


def survivors(module: str, *, all_ran: bool) -> Iterator[tuple[str, str, str]]:
    """Each mutant of ``module`` that no test noticed: its name, where it is, and the change.

    Raises:
        RuntimeError: the tests of a mutant could not be called, or, with ``all_ran``, it was not run.
    """
    for told in sorted(ROOT.glob("mutants/states/**/*.meta")):
        codes = json.loads(told.read_text(encoding="utf-8"))["exit_code_by_key"]
        alive = {name: code for name, code in codes.items() if code not in KILLED | TIMED_OUT and name.startswith(module)}
        if not all_ran:
            alive = {name: code for name, code in alive.items() if code is not None}
        if strange := [name for name, code in alive.items() if code not in SURVIVED]:
            raise RuntimeError(f"not run: {', '.join(strange)}")
        functions = sources(told.with_suffix("").read_text(encoding="utf-8")) if alive else {}
        for name in alive:
            mutant = functions[name.rsplit(".", 1)[1]]
            own = re.sub(r"__mutmut_\d+$", "", name)
            before = functions[own.rsplit(".", 1)[1] + "__mutmut_orig"]
            before, mutant = (re.sub(r"__mutmut_\w+\(", "(", each, count=1) for each in (before, mutant))
            if wordless(before) != wordless(mutant):
                lines = unified_diff(before.splitlines(), mutant.splitlines(), n=0, lineterm="")
                changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
                yield name, re.sub(r"\.x[_ǁ]", ".", own).replace("ǁ", "."), "\n".join(changed)


def noticed(name: str) -> bool:
    """Whether the tests notice a mutant that is there before anything is imported."""
    setting = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    asked = [*setting["pytest_add_cli_args"], *setting["pytest_add_cli_args_test_selection"]]
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", *asked],
        cwd=ROOT / "mutants",
        env=os.environ | {"MUTANT_UNDER_TEST": name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return told.returncode != 0


def main() -> int:
    """Run mutmut, and list the survivors that nobody explained; ``--again MODULE`` lists those of the last run."""
    again = "--again" in sys.argv
    module = sys.argv[-1] if again and sys.argv[-1] != "--again" else "states."
    if not again:
        subprocess.run([Path(sys.executable).with_name("mutmut"), "run"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    known = tomllib.loads(LISTED.read_text(encoding="utf-8"))["mutant"]
    listed = {(each["in"], each["change"].strip()) for each in known if each["in"].startswith(module)}
    survived = list(survivors(module, all_ran=not again))
    found = {(where, change) for _, where, change in survived}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        tried = list(pool.map(lambda each: each[1:] in listed or noticed(each[0]), survived))
    unexplained = [each[1:] for each, died in zip(survived, tried, strict=True) if not died]
    for where, change in unexplained:
        print(f"{where}\n{change}\n")
    gone = listed - found
    for where, change in sorted(gone):
        print(f"listed, but it no longer survives: {where}\n{change}\n")
    print(f"{len(unexplained)} survivors not explained, {len(listed) - len(gone)} explained")
    return 1 if unexplained or gone else 0


if __name__ == "__main__":
    sys.exit(main())
