"""Documents of evidence at the desk: attach, list, export, check, erase."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.engine.tampering import audit
from workflow import sql
from workflow.people import login

REF = "IIJ-FY2017-YE"
MINUTES = b"%PDF-1.7 the minutes"
SHA = hashlib.sha256(MINUTES).hexdigest()


def documents(desk):
    return dict(desk.sql("SELECT sha256, data FROM document"))


# ── attach ──


def test_attach_says_what_was_kept_and_keeps_the_bytes(desk, paper):
    answer = desk.done("attach", REF, paper(), paper("opinion.pdf", b"counsel"))
    assert answer.lines[0] == f"recorded: attach {REF} minutes.pdf opinion.pdf · proposed · entry 7"
    assert sorted(documents(desk).values()) == sorted([MINUTES, b"counsel"])
    assert (desk.last["event"], desk.last["reason"], desk.last["occurred_on"]) == ("attach", None, None)
    assert desk.done("log", REF).rows[-1][-1] == "proposed; minutes.pdf; opinion.pdf"
    assert "evidence: minutes.pdf, opinion.pdf" in desk.done("show", REF).out


@pytest.mark.parametrize("ref", ["IIJ", "IIJ-AGM26", REF])
def test_attach_works_for_every_kind_of_subject(desk, paper, ref):
    desk.done("attach", ref, paper())
    assert desk.done("verify").lines[0].startswith("verified: 7 entries, 1 document ")


def test_the_option_and_the_argument_name_documents_alike(desk, paper):
    desk.done("attach", REF, paper(), "--evidence", paper("b.txt", b"b"))
    assert [each["name"] for each in desk.last["evidence"]] == ["minutes.pdf", "b.txt"]


def test_attach_with_dry_run_keeps_nothing(desk, unchanged):
    with unchanged(desk):
        desk.done("attach", REF, __file__, "--dry-run")


@pytest.mark.parametrize(("words", "code"), [(("attach", REF), 2), (("attach", "NOBODY", __file__), 4)])
def test_attach_without_a_document_or_a_subject_is_told(desk, unchanged, words, code):
    with unchanged(desk):
        assert desk.run(*words).code == code


def test_a_case_file_attaches(desk, paper, tmp_path):
    paper()
    (tmp_path / "case.toml").write_text(f"[[event]]\nsubject='{REF}'\nevent='attach'\nevidence=['papers/minutes.pdf']\n")
    desk.done("import", str(tmp_path / "case.toml"))
    assert documents(desk) == {SHA: MINUTES}


def test_a_document_of_the_roster_is_attached_and_erased_like_any_other(desk, paper):
    add = ("people", "add", "ito", "--name", "Ito Jun", "--login", login(), "--role", "admin")
    desk.done(*add, "--evidence", paper("passport.pdf", b"a passport"))
    desk.done("attach", "people", paper())
    for digest in (row[-2][:8] for row in desk.done("evidence", "list", "people").rows):
        desk.done("evidence", "erase", "people", digest, "--reason", "not needed any more")
    assert documents(desk) == {}
    assert audit(desk.book).ok


# ── list ──


def test_list_names_every_document_with_its_entry_and_whether_it_is_held(kept, paper):
    kept.run("approve", REF, "--on", "2018-06-27", "--evidence", paper("x.txt", b"x"))
    kept.done("evidence", "erase", REF, SHA[:8], "--reason", "asked")
    rows = kept.done("evidence", "list").rows
    assert rows[0] == ["7", REF, "attach", "applied", "2018-06-01", "minutes.pdf", "20", SHA, "erased"]
    assert (rows[1][:4], rows[1][-1]) == (["8", REF, "approve", "refused"], "kept")
    assert kept.done("evidence", "list", "IIJ").out == ""
    named = {"entry": 7, "subject": REF, "event": "attach", "on": "2018-06-01", "name": "minutes.pdf", "size": 20}
    named |= {"outcome": "applied", "sha256": SHA, "state": "erased"}
    assert kept.done("evidence", "list", REF, "--json").json[0] == named
    assert kept.run("evidence", "list", "NOBODY").code == 4


def test_a_document_erased_for_another_subject_is_erased_in_the_list_of_this_one(kept, paper):
    kept.done("attach", "IIJ", paper())
    kept.done("evidence", "erase", "IIJ", SHA, "--reason", "asked")
    assert kept.done("evidence", "list", REF).rows[0][-1] == "erased"


def test_a_missing_document_is_listed_as_missing(kept):
    kept.tamper("DELETE FROM document")
    assert kept.done("evidence", "list").rows[0][-1] == "missing"


# ── export ──


@pytest.mark.parametrize("words", [(SHA,), (SHA[:8],), (SHA[:9].upper(),), ("--entry", "7")])
def test_export_writes_the_bytes_under_their_digest(kept, tmp_path, words):
    answer = kept.done("evidence", "export", *words, "-o", str(tmp_path / "out"))
    path = tmp_path / "out" / f"{SHA}.pdf"
    assert path.read_bytes() == MINUTES
    assert answer.rows == [[str(path), "minutes.pdf", "20"]]


def test_export_never_writes_over_a_file_and_leaves_all_or_nothing(kept, paper, tmp_path):
    kept.done("attach", REF, paper(), *(paper(f"{n}.txt", b"%d" % n) for n in range(4)))
    out, taken = tmp_path / "out", hashlib.sha256(b"2").hexdigest()
    out.mkdir()
    (out / f"{taken}.txt").write_text("mine")
    answer = kept.run("evidence", "export", "--entry", "8", "-o", str(out))
    assert answer.code == 5
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [(f"{taken}.txt", "mine")]


def test_export_does_not_follow_a_link_that_lies_in_its_way(kept, tmp_path):
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    (out / f"{SHA}.pdf").symlink_to(elsewhere)
    assert kept.run("evidence", "export", SHA, "-o", str(out)).code == 5
    assert not elsewhere.exists()


def test_export_works_where_the_file_system_has_no_links(kept, tmp_path, monkeypatch):
    def no_links(*_):
        raise OSError(1, "not permitted")

    monkeypatch.setattr("os.link", no_links)
    out = tmp_path / "out"
    kept.done("evidence", "export", SHA, "-o", str(out))
    assert [path.read_bytes() for path in out.iterdir()] == [MINUTES]
    assert kept.run("evidence", "export", SHA, "-o", str(out)).code == 5


EXPORTS = {
    "neither": ((), 2),
    "both": ((SHA, "--entry", "7"), 2),
    "too short": ((SHA[:7],), 2),
    "no digest": (("../../../etc",), 2),
    "too long": ((SHA + "0",), 2),
    "unknown": (("0" * 64,), 4),
    "an entry without any": (("--entry", "2"), 4),
    "an entry that is none": (("--entry", "99"), 4),
}


@pytest.mark.parametrize(("words", "code"), EXPORTS.values(), ids=EXPORTS)
def test_what_cannot_be_exported_is_told_in_one_line(kept, tmp_path, unchanged, words, code):
    with unchanged(kept):
        answer = kept.run("evidence", "export", *words, "-o", str(tmp_path / "out"))
        assert (answer.code, answer.err.count("\n")) == (code, 1), answer.err


@pytest.mark.of_a_file
def test_a_folder_that_is_none_is_told(kept):
    assert kept.run("evidence", "export", SHA, "-o", str(kept.book)).code in (2, 5)
    assert kept.run("evidence", "export", SHA, "-o", str(kept.book / "deeper")).code == 2


@pytest.mark.of_a_file
def test_an_erased_document_is_not_found_a_missing_or_altered_one_is_a_broken_log(kept, tmp_path):
    kept.tamper("UPDATE document SET data = CAST('%PDF-1.7 the minuteS' AS BLOB)")
    assert kept.run("evidence", "export", SHA, "-o", str(tmp_path / "out")).code == 6
    kept.tamper("DELETE FROM document")
    assert kept.run("evidence", "export", SHA, "-o", str(tmp_path / "out")).code == 6
    assert not (tmp_path / "out").exists()


def test_an_erased_document_cannot_be_exported(kept, tmp_path):
    kept.done("evidence", "erase", REF, SHA, "--reason", "asked")
    answer = kept.run("evidence", "export", SHA, "-o", str(tmp_path / "out"))
    assert (answer.code, "was erased" in answer.err) == (4, True)


# ── check ──


@pytest.mark.of_a_file
def test_check_looks_at_every_document_once_more(kept):
    assert kept.done("evidence", "check").out == "1 document kept, each as it was given\n"
    assert kept.done("evidence", "check", "--json").json == {"ok": True, "documents": 1, "problems": []}
    kept.tamper("UPDATE document SET data = CAST('%PDF-1.7 the minuteS' AS BLOB)")
    answer = kept.run("evidence", "check")
    assert answer.code == 6
    assert answer.lines[0] == "NOT AS GIVEN: in 1 document kept"
    assert answer.lines[1].startswith(f"  entry 7: document {SHA[:12]} is not what was given")
    assert kept.run("evidence", "check", "--json").json["ok"] is False
    assert kept.run("verify").code == 6


def test_check_says_which_entries_name_a_file(kept, paper):
    same = paper("another name.pdf")
    assert kept.done("evidence", "check", same).rows == [
        [same, "7", REF, "attach", "applied", "2018-06-01", "minutes.pdf", "20", SHA, "kept"]
    ]
    other = paper("other.pdf", b"other")
    answer = kept.run("evidence", "check", other, same)
    assert (answer.code, len(answer.rows)) == (4, 1)
    assert answer.err == f"error: {other}: no entry names these bytes · look for it: ketsugi evidence list\n"
    assert [len(each["entries"]) for each in kept.run("evidence", "check", other, same, "--json").json] == [0, 1]


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    ("change", "state"),
    [("DELETE FROM document", "missing"), ("UPDATE document SET data = CAST('%PDF-1.7 the minuteS' AS BLOB)", "altered")],
)
def test_check_of_a_file_says_that_the_book_holds_it_no_more(kept, paper, change, state):
    kept.tamper(change)
    answer = kept.run("evidence", "check", paper())
    assert (answer.code, answer.rows[0][-1]) == (6, state)


# ── erase ──


def test_a_document_given_with_a_refused_entry_of_what_never_came_into_the_book_is_erased_at_any_subject(kept, paper):
    kept.run("draft", "D9", "--route", "board", "--company", "IIJ", "--evidence", paper("s.pdf", b"s"), "--on", "2030-01-01")
    assert kept.last["outcome"] == "refused"
    (row,) = [row for row in kept.done("evidence", "list").rows if row[4] == "" or row[5] == "s.pdf"]
    kept.done("evidence", "erase", "IIJ", row[-2][:8], "--reason", "asked")
    assert list(documents(kept).values()) == [MINUTES]
    assert audit(kept.book).ok


def test_erase_says_whose_the_document_is_and_when_it_went(kept, paper):
    no = kept.run("evidence", "erase", "IIJ-AGM26", SHA[:8], "--reason", "asked")
    assert (no.code, f"is named by {REF} (entry 7), not by IIJ-AGM26" in no.err) == (4, True)
    kept.done("evidence", "erase", REF, SHA[:8], "--reason", "asked")
    no = kept.run("evidence", "erase", REF, SHA[:8], "--reason", "asked")
    assert (no.code, "was erased by entry 8" in no.err) == (4, True)


def test_of_an_entry_whose_one_document_is_erased_the_others_are_exported(kept, paper, tmp_path):
    kept.done("attach", REF, paper(), paper("o.pdf", b"o"))
    kept.done("evidence", "erase", REF, SHA[:8], "--reason", "asked")
    kept.done("evidence", "export", "--entry", "8", "-o", str(tmp_path / "out"))
    assert [path.read_bytes() for path in (tmp_path / "out").iterdir()] == [b"o"]


def test_erase_says_from_where_else_the_document_is_gone(kept, paper):
    kept.done("attach", "IIJ-AGM26", paper())
    said = kept.done("evidence", "erase", REF, SHA[:8], "--reason", "asked").err
    assert f"gone from every entry that names it: entry 7 ({REF}), entry 8 (IIJ-AGM26)" in said


@pytest.mark.of_a_file
def test_erase_says_which_document_and_keeps_its_digest(kept):
    answer = kept.done("evidence", "erase", REF, SHA[:8].upper(), "--reason", "Personal data; asked by the holder")
    assert answer.lines[0] == f"recorded: erase {REF} {SHA[:12]} · proposed · entry 8"
    assert (documents(kept), kept.last["facts"]) == ({}, {"erased": [SHA]})
    assert MINUTES not in kept.book.read_bytes()
    assert kept.done("verify").lines[0].startswith("verified: 8 entries (")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((REF, SHA), 2),  # no reason
        ((REF, SHA[:7], "--reason", "x"), 2),
        ((REF, "0" * 64, "--reason", "x"), 4),
        (("IIJ", SHA, "--reason", "x"), 4),
        (("NOBODY", SHA, "--reason", "x"), 4),
    ],
    ids=["no reason", "too short", "unknown", "another subject", "no subject"],
)
def test_what_cannot_be_erased_stays(kept, unchanged, words, code):
    with unchanged(kept):
        answer = kept.run("evidence", "erase", *words)
        assert (answer.code, answer.err.count("\n")) == (code, 1), answer.err


def test_a_beginning_that_two_documents_share_is_told(kept, monkeypatch):
    from workflow import holdings

    monkeypatch.setattr(holdings, "SHORTEST", 0)
    rows = [{"sha256": "ab" * 32}, {"sha256": "ac" * 32}]
    with pytest.raises(Exception, match="2 documents begin so"):
        holdings.whole_digest(rows, "a")
    assert holdings.whole_digest(rows, "ab") == "ab" * 32


# ── verify ──


def test_verify_can_leave_the_documents_out_and_says_so(kept):
    kept.tamper("DELETE FROM document")
    assert kept.run("verify").code == 6
    answer = kept.done("verify", "--no-evidence")
    assert "that the documents of evidence are held as they were given: they were not looked at" in answer.out
    assert kept.done("verify", "--no-evidence", "--json").json["documents"] is None
    assert "they were not looked at" in kept.done("verify", "--quick").out


# ── Several at once ──


def attached_at_once(desk, path, number=6):
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda _: desk.script("attach", REF, path), range(number)))


def test_of_several_processes_that_attach_the_same_document_all_succeed_and_it_is_kept_once(desk, paper):
    answers = attached_at_once(desk, paper())
    assert [(each.code, each.err.startswith("next")) for each in answers] == [(0, True)] * 6
    assert documents(desk) == {SHA: MINUTES}
    report = audit(desk.book)
    assert (report.ok, report.entries, report.documents) == (True, 6 + 6, 1)


@pytest.mark.of_a_file
def test_planted_a_document_inserted_without_looking_is_refused_by_the_book(kept, paper, monkeypatch):
    blind = "INSERT INTO document (sha256, size, data) VALUES (:sha256, :size, :data)"
    monkeypatch.setattr(sql, "KEEP_DOCUMENT", blind)
    assert kept.run("attach", REF, paper()).code == 7
    assert audit(kept.book).entries == 7
