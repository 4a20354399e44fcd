"""Every fact says what it means, in one sentence, in one place."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import pytest

from states import facts, people, terms, votes
from states.meanings import MEANING

CLASSES = [
    each
    for module in (facts, terms, votes, people)
    for each in vars(module).values()
    if is_dataclass(each) and each.__module__ == module.__name__
]


def test_every_class_of_facts_has_its_meanings():
    assert {facts.Company, facts.Articles, facts.Meeting, facts.Dividend, votes.Votes} <= set(CLASSES)
    assert set(MEANING) == set(CLASSES)


@pytest.mark.parametrize("held", CLASSES, ids=lambda held: held.__name__)
def test_every_fact_has_a_meaning_and_every_meaning_a_fact(held):
    assert list(MEANING[held]) == [fact.name for fact in fields(held)]


@pytest.mark.parametrize("held", CLASSES, ids=lambda held: held.__name__)
def test_a_meaning_is_one_sentence(held):
    for name, meaning in MEANING[held].items():
        assert re.fullmatch(r"[A-Z`]((?!\. ).)+\.", meaning), name
