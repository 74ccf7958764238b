# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""How many instructions a client needed between two marks, and how many of them were the plugin's doing."""

import glob
import os
import re
from typing import Dict, Iterator, List, NamedTuple, Tuple

_MARK = "headless_mark"
_HANDS_OVER = "serv_got_im"
"""The function of libpurple that takes over a message."""


class Call(NamedTuple):
    """All calls from one function to another."""

    caller: Tuple[str, str]
    callee: Tuple[str, str]
    cost: int
    """Of the callee and all that it calls."""


class Instructions(NamedTuple):
    """Instructions of the client, and of them those of the plugin and of what the plugin calls."""

    whole: int
    own: int


class Counter:
    """Counts for one client, which is to be started under `command`."""

    def __init__(self, directory: str, name: str):
        self._path = os.path.join(directory, f"callgrind-{name}")
        self.command = ["valgrind", "--quiet", "--tool=callgrind", f"--dump-before={_MARK}",
                        f"--callgrind-out-file={self._path}", "--compress-strings=no",
                        "--compress-pos=no"]

    def between_marks(self, plugin: str) -> Instructions:
        """Between the last two marks; `plugin` is the file name of the module."""
        latest = max(glob.glob(f"{self._path}.*"), key=lambda path: int(path.rsplit(".", 1)[1]))
        with open(latest, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
        whole = next(int(line.split()[1]) for line in lines if line.startswith("summary:"))
        return Instructions(whole, _own(list(_calls(lines)), plugin))


def _own(calls: List[Call], plugin: str) -> int:
    """What libpurple and the client's main loop call of the plugin, until it hands a message over.

    What libraries call back is within that already.
    """
    cost = 0
    for call in calls:
        (caller, _), (callee, function) = call.caller, call.callee
        if callee == plugin and (caller == "headless" or caller.startswith("libpurple.")):
            cost += call.cost
        elif caller == plugin and function == _HANDS_OVER:
            cost -= call.cost
    return cost


def _calls(lines: List[str]) -> Iterator[Call]:
    """The calls in a file in callgrind's format, with no compression."""
    place: Dict[str, str] = {}
    is_call = False
    for line in lines:
        if is_call:
            callee = place.pop("cob", place["ob"]), place["cfn"]
            yield Call((place["ob"], place["fn"]), callee, int(line.split()[1]))
            is_call = False
            continue
        match = re.match(r"(ob|fn|cob|cfn)=(.*)", line)
        if match:
            key, value = match.groups()
            place[key] = os.path.basename(value) if key.endswith("ob") else value
        is_call = line.startswith("calls=")
