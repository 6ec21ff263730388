"""Codes of strings: back again, in the order of Unicode, many strings as one by one."""

from itertools import pairwise

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kzsearch_analyzers import codepage
from kzsearch_analyzers.codepage import CHARACTERS, ESCAPE_WIDTH, decode, decode_many, encode, encode_many

ANY = st.text(st.characters(exclude_categories=()), max_size=30)  # with lone surrogates
MIXED = st.lists(st.sampled_from("аәқz9 -\n№\r\0é😀\ud83d\ude00\uffff\u2010\U0010ffff"), max_size=12).map("".join)
STRINGS = ANY | MIXED | st.text(CHARACTERS, max_size=30)


def by_code_point(text: str) -> list[int]:
    return [ord(character) for character in text]


@settings(max_examples=500)
@given(STRINGS)
@example("\ud83d\ude00")
def test_there_and_back(text: str) -> None:
    codes = encode(text)
    assert decode(codes) == text
    assert 0 not in codes
    assert len(codes) == sum(1 if character in CHARACTERS else ESCAPE_WIDTH for character in text)


@settings(max_examples=500)
@given(STRINGS, STRINGS)
@example("\ud83d\ude00", "😀")
@example("а", "а\0")
def test_order_of_codes_is_order_of_strings(one: str, other: str) -> None:
    assert (encode(one) < encode(other)) == (by_code_point(one) < by_code_point(other))


@settings(max_examples=500)
@given(st.lists(STRINGS, max_size=6))
@example(["\n", ""])
def test_many_as_one_by_one(texts: list[str]) -> None:
    codes, starts = encode_many(texts)
    assert codes.dtype == np.uint8
    assert [codes[a:b].tobytes() for a, b in pairwise(starts)] == [encode(t) for t in texts]
    assert decode_many(codes, starts[:-1], starts[1:]) == texts
    assert decode_many(codes, starts[:-1][::-1], starts[1:][::-1]) == texts[::-1]


@settings(max_examples=300)
@given(STRINGS)
def test_characters(text: str) -> None:
    assert codepage.characters(text).tolist() == [min(ord(character), 0xFFFF) for character in text]


def test_every_code_stands_for_one_character_or_one_gap() -> None:
    used = np.unique(codepage.ENCODE)
    assert len(used) == len(CHARACTERS) + len(codepage.GAPS)
    assert used.min() >= 0x10
    assert "".join(map(chr, codepage.DECODE[codepage.DECODE > 0])) == CHARACTERS
