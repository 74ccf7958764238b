# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the drivers of the real clients (finch.py, pidgin.py, bitlbee.py) have in common.

A driver does with a client what a person does, and reads what a person reads. Every wait has an
end, and after one that failed the test prints what was to be seen instead.
"""

import contextlib
import glob
import os
import re
import shutil
import subprocess
import time
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, Union
from xml.sax.saxutils import escape, quoteattr

import sanitizer
from lan import Host, LanError
from tap import Skip

Setting = Union[bool, int, str]

_PREFERENCES: Dict[str, Setting] = {
    "purple/away/idle_reporting": "none",
    "purple/away/away_when_idle": False,
    "purple/logging/log_ims": False,
}
"""libpurple's own, for a client whose person never leaves the machine."""


class RealClient:
    """A client of somebody's on `host`, with one account of `protocol` (link-local, or bonjour).

    `name` is the presence name, as others see it.
    """

    program = ""
    needs: Tuple[str, ...] = ()
    """The programs without which a test with this client is skipped."""

    def __init__(self, host: Host, name: str, protocol: str = "link-local"):
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        missing = [program for program in self.needs if not shutil.which(program, path=path)]
        if missing:
            raise Skip(f"needs {', '.join(missing)}")
        self.host = host
        self.lan = host.lan
        self.protocol = protocol
        self.name = name if "@" in name else f"{name}@{host.name}"
        # prpl-bonjour wants the machine's name in the user name
        self.user = self.name if protocol == "bonjour" else name
        self.dir = os.path.join(host.dir, f"{self.program}-{name}")
        self.log = os.path.join(self.dir, "stderr")
        self.last_screen = ""
        self._is_quitting = False
        os.makedirs(self.dir)
        self.lan.add_witness(self)
        self.lan.at_close(self.quits, farewell=self.start_quitting)

    # -- what the person sees ---------------------------------------------------------------

    def screen(self) -> str:
        """All that is to be seen now, as text."""
        raise NotImplementedError

    def until(self, condition: Callable[[], Any], what: str, timeout: float = 20,
              every: float = 0.2) -> Any:
        """Wait until `condition()` holds, looking `every` so many seconds; returns what it gave."""
        next_look = 0.0

        def look() -> Any:
            nonlocal next_look
            if time.monotonic() < next_look:
                return None
            if self.ended() is not None:
                raise LanError(f"{self} ended with status {self.ended()}")
            result = condition()
            next_look = time.monotonic() + every
            return result

        return self.lan.wait(look, f"{self}: {what}", timeout)

    def pause(self, seconds: float) -> None:
        """Let time pass; the other programs' events are handled meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.lan.pump(max(0.0, end - time.monotonic()))

    def testimony(self) -> str:
        """The screen, or the last one there was, and the end of the log, to be read by people."""
        with contextlib.suppress(LanError):
            if self.ended() is None:
                self.last_screen = self.screen()
        lines = [line.rstrip() for line in self.last_screen.split("\n")]
        shown = [line for line, before in zip(lines, [None, *lines]) if line != before]
        with open(self.log, encoding="utf-8", errors="replace") as log:
            tail = log.read().splitlines()[-25:]
        return "\n".join([f"screen of {self}:", *shown, f"log of {self}:", *tail])

    def __str__(self) -> str:
        return f"{self.program} of {self.user}"

    # -- the program ------------------------------------------------------------------------

    def start(self, argv: List[str], **options: Any) -> subprocess.Popen:
        """Start the client on its host; what it says on standard error is kept in `self.log`."""
        options["env"] = {**self.sanitizers(), **(options.get("env") or {})}
        with open(self.log, "ab") as log:
            return self.host.popen(argv, stderr=log, **options)

    def sanitizers(self) -> Dict[str, str]:
        """What the client's environment has to hold so that it can load the module."""
        return sanitizer.foreign_environment(self.dir)

    def ended(self) -> Optional[int]:
        """The program's exit status, or None while it runs."""
        raise NotImplementedError

    def start_quitting(self) -> None:
        """Quit as a person does, once, if the program still runs, and do not wait for the end."""
        if not self._is_quitting and self.ended() is None:
            self._is_quitting = True
            self.asks_to_quit()

    def asks_to_quit(self) -> None:
        """What a person does to quit."""
        raise NotImplementedError

    def quits(self) -> None:
        """The person quits the program, and it ends well."""
        self.start_quitting()
        self.lan.wait(lambda: self.ended() is not None, f"{self} ends")
        reports = glob.glob(os.path.join(glob.escape(self.dir), "sanitizer.*"))
        problems = [problem for log in [self.log, *reports]
                    for problem in sanitizer.problems_in(log)]
        if self.ended() != 0:
            problems.append(f"status {self.ended()}")
        if problems:
            raise LanError(f"{self} ended badly: " + "\n".join(problems))


def squeezed(text: str) -> str:
    """Without white space, since a window breaks its lines where it likes."""
    return re.sub(r"\s+", "", text)


def has_all(text: str, words: Iterable[str]) -> bool:
    """Whether all the words are in the text, wherever its lines break."""
    return all(squeezed(word) in squeezed(text) for word in words)


def protocol_title(protocol: str) -> str:
    """What the clients call the protocol."""
    return {"link-local": "Link-Local", "bonjour": "Bonjour"}[protocol]


def write_account(directory: str, client: RealClient, ui: str, alias: Optional[str],
                  options: Dict[str, Setting]) -> None:
    """An accounts.xml with the client's account, which signs on when the client starts."""
    settings = "".join(_setting("setting", key, value) for key, value in options.items())
    alias_line = f"<alias>{escape(alias)}</alias>" if alias else ""
    _write(directory, "accounts.xml", (
        "<account version='1.0'><account>"
        f"<protocol>prpl-{client.protocol}</protocol><name>{escape(client.user)}</name>{alias_line}"
        f"<settings>{settings}</settings>"
        f"<settings ui='{ui}'><setting name='auto-login' type='bool'>1</setting></settings>"
        "</account></account>"))


def write_preferences(directory: str, preferences: Dict[str, Setting]) -> None:
    """A prefs.xml; the keys are paths."""
    tree: Dict[str, Any] = {}
    for path, value in {**_PREFERENCES, **preferences}.items():
        *parents, name = path.split("/")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[name] = value
    _write(directory, "prefs.xml", f"<pref version='1' name='/'>{_preference_nodes(tree)}</pref>")


def _preference_nodes(tree: Dict[str, Any]) -> str:
    text = ""
    for name, value in tree.items():
        if isinstance(value, dict):
            text += f"<pref name={quoteattr(name)}>{_preference_nodes(value)}</pref>"
        else:
            text += (f"<pref name={quoteattr(name)} type='{_kind(value)}' "
                     f"value={_plain(value, quoteattr)}/>")
    return text


def _setting(element: str, name: str, value: Setting) -> str:
    return (f"<{element} name={quoteattr(name)} type='{_kind(value)}'>"
            f"{_plain(value, escape)}</{element}>")


def _kind(value: Setting) -> str:
    return "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "string"


def _plain(value: Setting, quoted: Callable[[str], str]) -> str:
    return quoted(value if isinstance(value, str) else str(int(value)))


def _write(directory: str, name: str, text: str) -> None:
    with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
        file.write(f"<?xml version='1.0' encoding='UTF-8' ?>\n{text}\n")
