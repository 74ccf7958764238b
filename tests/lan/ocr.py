# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Words off a picture, by tesseract, and comparing them although a letter may be read wrong."""

import csv
import io
import os
import subprocess
import unicodedata
from typing import List, NamedTuple, Optional, Tuple

Place = Tuple[int, int]

SCATTERED, LINES = "11", "6"
"""How the text of a picture lies: here and there, or in lines below each other."""

_ALIKE = str.maketrans("01i|!5$8", "ollllssb")
"""Characters that look alike become one."""


class Word(NamedTuple):
    """A word, the line that it stands in, and its middle in pixels."""
    text: str
    line: Tuple[str, ...]
    x: int
    y: int


def read(picture: str, layout: str = LINES) -> List[Word]:
    """The words of a picture file, in reading order."""
    table = subprocess.run(["tesseract", picture, "-", "--psm", layout, "-l", "eng", "tsv"],
                           check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    rows = csv.DictReader(io.StringIO(table.stdout.decode("utf-8", "replace")), delimiter="\t",
                          quoting=csv.QUOTE_NONE)
    return [Word(row["text"], (row["block_num"], row["par_num"], row["line_num"]),
                 int(row["left"]) + int(row["width"]) // 2,
                 int(row["top"]) + int(row["height"]) // 2)
            for row in rows if (row["text"] or "").strip()]


def as_text(words: List[Word]) -> str:
    """The words in their lines."""
    text, line = "", None
    for word in words:
        text += ("" if line is None else " " if word.line == line else "\n") + word.text
        line = word.line
    return text


def found(text: str, shown: str) -> bool:
    """Whether `text` was read: one letter in eight may differ; only letters and digits count."""
    wanted = _folded(text)
    if not wanted:
        raise ValueError(f"nothing in {text!r} can be read off a picture")
    return _distance(wanted, _folded(shown)) <= len(wanted) // 8


def find(text: str, words: List[Word]) -> Optional[Place]:
    """The middle of the first place where `text` stands in one line."""
    count = len(text.split())
    for start in range(len(words) - count + 1):
        some = words[start:start + count]
        if some[0].line == some[-1].line and _alike(text, as_text(some)):
            return sum(word.x for word in some) // count, some[0].y
    return None


def _alike(text: str, other: str) -> bool:
    return found(text, other) and abs(len(_folded(text)) - len(_folded(other))) <= len(text) // 8


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_ALIKE)
    return "".join(character for character in plain if character.isalnum())


def _distance(wanted: str, text: str) -> int:
    """How many letters of `wanted` have to change for it to be somewhere in `text` (Sellers)."""
    column = list(range(len(wanted) + 1))
    best = column[-1]
    for letter in text:
        above, column[0] = column[0], 0
        for place, other in enumerate(wanted, 1):
            above, column[place] = column[place], min(
                above + (letter != other), column[place] + 1, column[place - 1] + 1)
        best = min(best, column[-1])
    return best
