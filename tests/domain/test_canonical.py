"""One spelling for every value, equal to RFC 8785 within the limits the log keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from states.canonical import SAFE_INTEGER, canonical, digest, read
from workflow.pack.verify import canonical as of_the_pack

KEYS = st.text(max_size=5)
LEAVES = st.none() | st.booleans() | st.integers(-SAFE_INTEGER, SAFE_INTEGER) | st.text(max_size=8)
INNER = st.lists(LEAVES, max_size=2) | st.dictionaries(KEYS, LEAVES, max_size=2)
OBJECTS = st.dictionaries(KEYS, LEAVES | INNER | st.lists(INNER, max_size=2), max_size=3)


@settings(max_examples=2000)
@given(OBJECTS)
def test_the_text_equals_that_of_another_implementation_of_rfc_8785(value: dict[str, Any]) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"a": 1, "B": 2, "_": 3, "": 4}, '{"":4,"B":2,"_":3,"a":1}'),
        ({"s": '"\\/\b\f\n\r\t\x00\x1f\x7f'}, '{"s":"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f"}'),
        ({"s": "決議 € \u2028 😀"}, '{"s":"決議 € \u2028 😀"}'),
        ({"n": SAFE_INTEGER, "m": -SAFE_INTEGER, "z": 0}, '{"m":-9007199254740991,"n":9007199254740991,"z":0}'),
        ({"t": (1, (2,))}, '{"t":[1,[2]]}'),
    ],
)
def test_the_text_has_sorted_keys_no_spaces_and_the_shortest_escapes(value: Mapping[str, Any], text: str) -> None:
    assert canonical(value) == text


def test_the_order_in_which_keys_were_given_leaves_no_trace() -> None:
    assert digest({"a": 1, "b": {"c": 2, "d": 3}}) == digest({"b": {"d": 3, "c": 2}, "a": 1})


def test_keys_stand_in_the_order_of_their_utf_16_code_units() -> None:
    """The example of RFC 8785, section 3.2.3: U+1F600 stands before U+FB33, though its code point is higher."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\x80", "\u00f6"]
    text = canonical(dict.fromkeys(keys, 0))
    assert list(json.loads(text)) == ["\r", "1", "\x80", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert text.encode() == rfc8785.dumps(dict.fromkeys(keys, 0))


PUBLISHED: dict[str, tuple[str, str]] = {
    "arrays": (r'{"in":[56,{"d":true,"10":null,"1":[]}]}', '{"in":[56,{"1":[],"10":null,"d":true}]}'),
    "french": (
        '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":1}',
        '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":1}',
    ),
    "structures": (
        r'{"1":{"f":{"f":"hi","F":5},"\n":56},"10":{},"":"empty","a":{},"111":[{}],"A":{}}',
        r'{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ),
    "unicode": (r'{"Unnormalized Unicode":"\u1e0d\u0307"}', '{"Unnormalized Unicode":"\u1e0d\u0307"}'),
    "values": (
        r"""{"escaping":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}""",
        r"""{"escaping":"€$\u000f\nA'B\"\\\\\"/","literals":[null,true,false]}""",
    ),
    "weird": (
        r'{"\u20ac":"Euro","1":"One","\u0080":"\u007f","\ud83d\ude02":"Smiley","\u00f6":"o","\ufb33":"Dalet","</s>":"x"}',
        '{"1":"One","</s>":"x","\x80":"\x7f","ö":"o","€":"Euro","😂":"Smiley","\ufb33":"Dalet"}',
    ),
}


@pytest.mark.parametrize(("given", "text"), PUBLISHED.values(), ids=PUBLISHED)
def test_the_vectors_published_with_rfc_8785_come_out(given: str, text: str) -> None:
    """Those of github.com/cyberphone/json-canonicalization, without the fractions, which no entry holds."""
    assert canonical(json.loads(given)) == text
    assert of_the_pack(json.loads(given)) == text
    assert read(text.encode()) == json.loads(given)
    if given != text:
        with pytest.raises(ValueError):
            read(given.encode())


def test_composed_and_decomposed_text_stay_different() -> None:
    """RFC 8785 normalizes nothing: what was stated is what is hashed."""
    assert digest({"s": "\u304c"}) != digest({"s": "\u304b\u3099"})


def test_the_digest_is_the_sha_256_of_the_text() -> None:
    assert digest({}) == hashlib.sha256(b"{}").hexdigest()
    assert digest({"a": "決"}) == hashlib.sha256('{"a":"決"}'.encode()).hexdigest()


class Word(StrEnum):
    YES = "yes"


def test_a_word_of_ours_is_written_as_its_text() -> None:
    assert canonical({"w": Word.YES, "l": [Word.YES]}) == '{"l":["yes"],"w":"yes"}'


def test_any_mapping_is_written_as_an_object() -> None:
    """``canonical`` takes a Mapping, and facts are Mappings; not only the dict of the standard library is one."""
    assert canonical(MappingProxyType({"m": MappingProxyType({"x": 1})})) == '{"m":{"x":1}}'


BAD: dict[str, Any] = {
    "a float": 1.5,
    "a whole float": 1.0,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "a number beyond 2^53 - 1": SAFE_INTEGER + 1,
    "a number below -(2^53 - 1)": -SAFE_INTEGER - 1,
    "a number of a thousand digits": 10**1000,
    "a lone high surrogate": "\ud83d",
    "a lone low surrogate": "x\ude00",
    "an exact amount, which is text in the log": Decimal("13.50"),
    "bytes": b"x",
    "a set": {1},
    "a key that is a lone surrogate": {"\ud83d": 1},
}


@pytest.mark.parametrize("where", [lambda bad: {"k": bad}, lambda bad: {"k": [1, {"deep": (bad,)}]}], ids=["top", "deep"])
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_other_readers_would_read_differently_has_no_text(where: Any, bad: object) -> None:
    with pytest.raises(ValueError):
        canonical(where(bad))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (1.5, "no canonical text for float"),
        (Decimal("13.50"), "no canonical text for Decimal"),
        (2**53, "whole number beyond 2^53 - 1: 9007199254740992"),
        (-(2**53), "whole number beyond 2^53 - 1: -9007199254740992"),
    ],
)
def test_a_value_without_a_text_is_named(bad: object, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        canonical({"k": [bad]})
    assert str(refused.value) == said
