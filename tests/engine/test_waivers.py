"""A person takes a second part in a dividend when two admins say so, each in their own name."""

from __future__ import annotations

import pytest

from states.facts import Kind
from tests.conftest import NOW, step
from tests.engine.histories import about, opened
from workflow import log
from workflow.engine import take
from workflow.step import Actor

NAME = "D pay sato"


@pytest.mark.parametrize(
    ("said", "person", "possible"),
    [
        ({"ito": True}, "ito", True),
        ({"ueda": True}, "ueda", True),
        ({"ito": True, "ueda": True}, "ito", False),
        ({"ito": True, "ueda": True}, "ueda", False),
        ({"ito": True}, "ueda", False),
    ],
)
def test_an_admin_waives_in_their_own_name_alone(said: dict[str, bool], person: str, possible: bool) -> None:
    run = opened().execute
    body = {"v": 1, "book": "0" * 32, "name": "x", "timezone": "UTC", "policy": log.UNSIGNED, "event": "init"}
    log.append(run, body | {"recorded_at": "2018-08-01T03:00:00.000000Z", "actor": "ito"})
    for admin in ("ito", "ueda"):
        added = step(Kind.PEOPLE, "people", "add", people={admin: about(admin, "admin")})
        assert take(run, added, actor=Actor(name="ito"), now=NOW)[1].dest == "kept"
    waived = step(Kind.PEOPLE, "people", "waive", waivers={NAME: said}, reason="nobody else")
    assert (take(run, waived, actor=Actor(name=person), now=NOW)[1].dest is not None) is possible
    back = step(Kind.PEOPLE, "people", "waive", waivers={NAME: {person: False}}, reason="taken back")
    if possible:
        assert take(run, back, actor=Actor(name=person), now=NOW)[1].dest == "kept"
        other = "ueda" if person == "ito" else "ito"
        again = take(run, waived, actor=Actor(name=other), now=NOW)[1]
        assert again.dest is None, "what one admin took back another gave again"
