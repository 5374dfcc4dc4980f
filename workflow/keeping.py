"""Keeping people's words: as they were typed, but for the two signs that a database does not take."""

import re

_HALF = re.compile("[\ud800-\udfff]")
"""Half of a pair of surrogates is no character, and no UTF-8."""


def kept(words: str) -> str:
    # https://www.postgresql.org/docs/current/datatype-character.html:.
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", words).replace("\x00", "\N{SYMBOL FOR NULL}")
