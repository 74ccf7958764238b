# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Finch in a terminal of its own: keys go in, words are read off the screen.

The terminal is tmux's. It is wide enough that the buddy list (left), what pops up beside a buddy
(middle) and the conversations (right) never hide each other; conversations lie on top of each other
and are raised as a person does it, by their number in the last line.
"""

import os
import re
import unicodedata
from typing import List, Optional, Tuple

from lan import Host
from real_client import (RealClient, Setting, has_all, protocol_title, squeezed, write_account,
                         write_preferences)

COLUMNS, LINES = 200, 50

_PREFERENCES = {
    "finch/blist/size/width": 40,
    "finch/blist/size/height": LINES - 10,
    "finch/conversations/size/width": 90,
    "finch/conversations/size/height": LINES - 8,
    "finch/conversations/position/x": 106,
    "finch/conversations/position/y": 0,
    "finch/sound/mute": True,
}
_BUDDY_LIST = "Buddy List"
_CHUNK = 400
"""So many characters go to tmux at once; it takes 16 kB."""


class Finch(RealClient):
    """`options` are the account's, by their keys; `alias` is what the person's own lines bear."""

    program = "finch"
    needs = ("finch", "tmux")

    def __init__(self, host: Host, name: str, protocol: str = "link-local",
                 alias: Optional[str] = None, **options: Setting):
        super().__init__(host, name, protocol)
        self.socket = os.path.join(self.dir, "tmux")
        self.status = os.path.join(self.dir, "status")
        write_account(self.dir, self, "gnt-purple", alias, options)
        write_preferences(self.dir, _PREFERENCES)
        with open(self.log, "ab") as log:
            host.popen(["tmux", "-D", "-S", self.socket, "-f", "/dev/null"], stderr=log)
        self.until(lambda: os.path.exists(self.socket), "tmux starts")
        self._tmux("new-session", "-d", "-x", str(COLUMNS), "-y", str(LINES), "env",
                   *(f"{key}={value}" for key, value in self.sanitizers().items()),
                   "sh", "-c", f"finch -c {self.dir} 2>>{self.log}; echo $? >{self.status}")
        self.until(lambda: self.window(_BUDDY_LIST), "the buddy list appears")

    # -- what is on the screen --------------------------------------------------------------

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p", check=False).rstrip("\n")

    def window(self, title: str) -> Optional[str]:
        """What stands in the window whose title begins with these words, if none covers it."""
        rows = [_cells(line) for line in self.screen().split("\n")]
        for top, row in enumerate(rows):
            sides = _top_of(row, title)
            if not sides:
                continue
            left, right = sides
            inside = []
            for below in rows[top + 1:]:
                if len(below) <= right or below[left] in "└+":
                    break
                inside.append("".join(below[left + 1:right]).rstrip(" ▒↑↓").strip())
            return "\n".join(inside)
        return None

    def windows(self) -> List[str]:
        """The titles as the last line has them, by their numbers; long ones are cut short there."""
        return [title.strip() for title in self.screen().split("\n")[-1].split("│")]

    # -- people -----------------------------------------------------------------------------

    def sees(self, label: str, *words: str, timeout: float = 20) -> None:
        """The person sees somebody in the buddy list and, beside the name, these words."""
        self.until(lambda: self._lists(label), f"sees {label}", timeout)
        if words:
            self.until(lambda: has_all(self.about(label), words),
                       f"sees {', '.join(words)} beside {label}", timeout)

    def sees_gone(self, label: str, timeout: float = 20) -> None:
        """The person sees somebody leave the buddy list."""
        self.until(lambda: not self._lists(label), f"sees {label} leave", timeout)

    def about(self, label: str) -> str:
        """What pops up beside a buddy when the person goes to the name, or nothing yet."""
        middle = slice(41, _PREFERENCES["finch/conversations/position/x"])
        self._search(label)
        for _ in range(10):
            popup = "\n".join("".join(_cells(row)[middle]) for row in self.screen().split("\n"))
            if has_all(popup, (label, "Account:")):
                break
            self.pause(0.2)
        self._end_search()
        return popup

    def asks_info(self, label: str) -> str:
        """What Get Info shows of somebody; the window is then closed."""
        title = "Buddy Information"
        self.sees(label)
        self._search(label)
        self._end_search()
        self.keys("F11")
        self.is_told("Get Info")
        self.keys("g")
        self.until(lambda: "Name on the network" in (self.window(title) or ""), f"{title} is complete")
        info = self.window(title) or ""
        self.keys("M-c")
        self.until(lambda: self.window(title) is None, f"{title} closes")
        return info

    def sets_status(self, status: str, message: str = "") -> None:
        """The person chooses a status, as the box below the buddy list names it, and tells why."""
        self.raises(_BUDDY_LIST)
        self.keys("Tab")
        self._choose(status)
        self.until(lambda: f"│{status} " in (self.window(_BUDDY_LIST) or ""),
                   f"{status} is chosen")
        self.types(message)
        self.keys("Enter")

    # -- conversations ----------------------------------------------------------------------

    def writes(self, label: str, text: str) -> None:
        """The person writes to a buddy."""
        self.opens(label)
        self.types(text)
        self.keys("Enter")

    def reads(self, label: str, text: str, timeout: float = 20) -> None:
        """The person reads what a buddy wrote."""
        self.is_told(f"{label}: {text}", label, timeout)

    def is_told(self, text: str, label: str = "", timeout: float = 20) -> None:
        """The person reads a text in the window of that title, or anywhere on the screen."""
        if not label:
            self.until(lambda: text in self.screen(), f"is told {text}", timeout)
            return
        self.until(lambda: self._number(label), f"a window of {label} opens", timeout)

        def reads() -> bool:
            if squeezed(text) in squeezed(self.window(label) or ""):
                return True
            self.keys(f"M-{self._number(label)}")  # another of that name may have come in between
            return False

        self.until(reads, f"reads in the window of {label}: {text}", timeout)

    def opens(self, label: str) -> None:
        """The person opens the conversation with a buddy, or goes back to it."""
        if not self._number(label):
            self.sees(label)
            self._search(label)
            self.keys("Enter")
            self.until(lambda: self._number(label), f"a conversation with {label} opens")
        self.raises(label)

    def raises(self, title: str) -> None:
        """The person goes to a window."""
        self.keys(f"M-{self._number(title)}")
        self.until(lambda: self.window(title) is not None, f"{title} comes to the front", 5)

    def answers(self, title: str, button: str) -> None:
        """The person presses a button of a window with a question, in which the last has the focus at first."""
        self.raises(title)
        row = max((self.window(title) or "").split("\n"), key=lambda line: line.count("│"))
        buttons = [word.strip() for word in row.split("│") if word.strip()]
        self.keys(*["Tab"] * (buttons.index(button) + 1), "Enter")
        self.until(lambda: title not in self.windows(), f"{title} closes")

    # -- accounts ---------------------------------------------------------------------------

    def chooses(self, entry: str) -> None:
        """The person chooses an entry of the account's menu, by the letter that stands there for it."""
        self.raises(_BUDDY_LIST)
        self.keys("F10")
        self.is_told("Options    Accounts")

        def opens(text: str) -> bool:
            if text in self.screen():
                return True
            self.types("\033OC")  # the key to the right, as Finch knows it
            return False

        self.until(lambda: opens(f"{self.user} ("), "the menu of accounts opens", every=0.5)
        self.until(lambda: opens(entry), f"{entry} is offered", every=0.5)
        letter = re.search(rf"{re.escape(entry)} *\((\w)\)", self.screen())
        assert letter, self.screen()
        self.types(letter[1])
        self.until(lambda: "Options    Accounts" not in self.screen(), "the menu closes")

    def accounts_dialog(self) -> str:
        """What Accounts > Add shows a newcomer who chooses the protocol; it is then cancelled."""
        title, dialog = protocol_title(self.protocol), "New Account"
        self.keys("M-a")
        self.is_told("┤Actions├")
        self.keys("Enter")
        self.until(lambda: self.window("Accounts"), "the accounts appear")
        self.keys("Tab", "Enter")
        self.until(lambda: self.window(dialog), "the form of a new account appears")
        self._choose(title)
        chosen = re.compile(rf"Protocol: *│{re.escape(title)} ")
        self.until(lambda: chosen.search(self.window(dialog) or ""), f"{title} is chosen")
        form = self.window(dialog) or ""
        self.keys("M-c", "M-c")
        self.until(lambda: dialog not in self.windows(), "the dialogs close")
        return form

    # -- keys -------------------------------------------------------------------------------

    def types(self, text: str) -> None:
        """The person types a text."""
        for start in range(0, len(text), _CHUNK):
            chunk = text[start:start + _CHUNK]
            self._tmux("send-keys", "-l", "--", chunk[:-1] + "\\;" if chunk[-1] == ";" else chunk)

    def keys(self, *keys: str) -> None:
        """The person presses keys, in tmux's names for them."""
        self._tmux("send-keys", *keys)

    def asks_to_quit(self) -> None:
        self.keys("M-q")

    def ended(self) -> Optional[int]:
        if not os.path.exists(self.status):
            return None
        with open(self.status, encoding="ascii") as status:
            written = status.read().strip()
        return int(written) if written else None

    # -- within -----------------------------------------------------------------------------

    def _tmux(self, *arguments: str, check: bool = True) -> str:
        return self.host.run(["tmux", "-u", "-S", self.socket, *arguments], check=check).stdout

    def _number(self, title: str) -> int:
        """A window's number for Alt+number, 0 if there is none."""
        for number, window in enumerate(self.windows(), 1):
            if window and (f"{window} ".startswith(f"{title} ") or title.startswith(window)):
                return number
        return 0

    def _lists(self, label: str) -> bool:
        if self.window(_BUDDY_LIST) is None:
            self.raises(_BUDDY_LIST)
        rows = (self.window(_BUDDY_LIST) or "").split("\n")
        return any(re.fullmatch(rf"\W*{re.escape(label)}(\W.*)?", row) for row in rows)

    def _choose(self, text: str) -> None:
        """Choose from a drop-down box: any letter opens it, then it can be searched."""
        self.types(text[0] + "/" + text)
        self.keys("Enter")

    def _search(self, label: str) -> None:
        """Search for a name in the buddy list, which has a key for that."""
        self.raises(_BUDDY_LIST)
        self._end_search()
        self.keys("Home", "/")
        self.types(label)
        self.until(lambda: self._search_text() == label, f"searches for {label}", 5)

    def _end_search(self) -> None:
        if self._search_text():
            self.keys("Escape")
            self.until(lambda: not self._search_text(), "ends the search", 5)

    def _search_text(self) -> str:
        """The text is shown in the last line of the names, which are few here."""
        rows = (self.window(_BUDDY_LIST) or "").split("\n")
        return next((above for above, row in zip(rows, rows[1:]) if row.startswith("┌")), "")


def _cells(line: str) -> List[str]:
    """A line of the screen by its cells: a wide character stands in the first of its two."""
    cells: List[str] = []
    for character in line:
        if unicodedata.combining(character) or character in "\u200d\ufe0f":
            if cells:
                cells[-1] += character
            continue
        cells.append(character)
        if unicodedata.east_asian_width(character) in "WF":
            cells.append("")
    return cells


def _top_of(row: List[str], title: str) -> Optional[Tuple[int, int]]:
    """Where in a row the top of the window whose title begins with these words begins and ends."""
    found = re.search(rf"┌─*┤{re.escape(title)}(?: [^┤├]*)?├─*┐",
                      "".join(cell[:1] or "\0" for cell in row))
    return (found.start(), found.end() - 1) if found else None
