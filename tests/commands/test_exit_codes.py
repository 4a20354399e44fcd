"""Every exit code of the desk, each reached by something that happens, in a real process."""

from __future__ import annotations

from states.errors import ERRORS

REF = "IIJ-FY2017-YE"


def test_each_exit_code_is_reached_by_a_real_situation(desk, script, tmp_path):
    reached = {}

    def ends(code, answer):
        assert answer.code == code, answer
        assert "Traceback" not in answer.err
        reached[code] = answer.err.splitlines()[0] if answer.err else ""

    ends(0, desk.script("list"))
    ends(2, desk.script("approve", REF, "--on", "28 June 2018"))
    ends(3, desk.script("approve", REF, "--on", "2018-06-27"))
    ends(4, desk.script("show", "NOPE"))
    ends(5, desk.script("init"))
    ends(7, script("list", "--book", str(tmp_path / "none.db")))
    desk.tamper("UPDATE entry SET body = replace(body, '13.50', '13.60') WHERE seq = 4")
    ends(6, desk.script("verify"))
    assert set(reached) == {0, *(error.exit_code for error in ERRORS)}
    assert all(reached[code].startswith("error: ") for code in (2, 4, 5, 7))
    assert reached[3].startswith("refused: ")


def test_a_bug_keeps_its_traceback_and_exits_1(desk, tmp_path):
    """A program that is broken says so: here by a library that cannot be loaded."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "transitions.py").write_text("raise ZeroDivisionError('a planted bug')\n")
    answer = desk.script("check", REF, "approve", env={"PYTHONPATH": str(tmp_path / "broken")})
    assert answer.code == 1
    assert "Traceback" in answer.err
    assert "a planted bug" in answer.err


def test_an_environment_in_which_another_package_took_our_name_is_told_in_one_line(script, tmp_path):
    (tmp_path / "states").mkdir()
    (tmp_path / "states" / "__init__.py").write_text("")
    answer = script("demo", env={"PYTHONPATH": str(tmp_path)})
    assert answer.code == 1
    assert answer.err.startswith("error: another package named 'states' or 'workflow'")
    assert answer.err.count("\n") == 1
