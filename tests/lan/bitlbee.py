# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""BitlBee over IRC: what a person types into an IRC client goes in, lines come back.

BitlBee runs as inetd would start it, with a socket for its standard input. Its nicks are short
forms of the presence names ("romeo" of romeo@mantua), and `&bitlbee` is the channel with the
buddies in it and root, who takes commands.
"""

import os
import re
import socket
import subprocess
from typing import List, Optional

from lan import Host
from real_client import RealClient, Setting, has_all

_CHANNEL = "&bitlbee"
_CONFIGURATION = "[settings]\nRunMode = Inetd\nConfigDir = {dir}\nHostName = localhost\n"


class BitlBee(RealClient):
    """`options` are set with `account TAG set`; with `sign_on=False` the account is only made."""

    program = "bitlbee"
    needs = ("bitlbee",)

    def __init__(self, host: Host, name: str, protocol: str = "link-local", sign_on: bool = True,
                 **options: Setting):
        super().__init__(host, name, protocol)
        self.nick = name.partition("@")[0]
        self.lines: List[str] = []
        self._rest = b""
        self._read_so_far = 0
        configuration = os.path.join(self.dir, "bitlbee.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(_CONFIGURATION.format(dir=self.dir))
        self.irc, theirs = socket.socketpair()
        with theirs:
            self.process = self.start(["bitlbee", "-I", "-c", configuration, "-d", self.dir],
                                      stdin=theirs, stdout=subprocess.DEVNULL)
        self.irc.setblocking(False)
        self.lan.watch(self.irc, self._read)
        self.says(f"NICK {self.nick}")
        self.says(f"USER {self.nick} 0 * :{self.nick}")
        self.line(rf" JOIN :?{_CHANNEL}", since=0)
        self.commands("register secret", "Account successfully created")
        self.commands(f"account add {protocol} {self.user}", "Account successfully added")
        for key, value in options.items():
            shown = str(value).lower() if isinstance(value, bool) else value
            self.commands(f"account {protocol} set {key} \"{shown}\"", f"{key} = `{shown}'")
        if sign_on:
            self.signs_on()

    # -- lines ------------------------------------------------------------------------------

    def says(self, line: str) -> None:
        """A line to BitlBee, as the IRC client sends it."""
        self.lines.append(f"> {line}")
        self.irc.sendall(line.encode() + b"\r\n")

    def line(self, pattern: str, since: Optional[int] = None,
             timeout: float = 20) -> "re.Match[str]":
        """The first line from BitlBee in which the pattern is found.

        It is looked for from place `since` of `lines` on; without that each line counts once.
        """
        def look() -> "Optional[re.Match[str]]":
            start = self._read_so_far if since is None else since
            for place in range(start, len(self.lines)):
                match = re.search(pattern, self.lines[place])
                if match and not self.lines[place].startswith("> "):
                    if since is None:
                        self._read_so_far = place + 1
                    return match
            return None

        return self.until(look, f"a line with {pattern}", timeout, every=0)

    def screen(self) -> str:
        """The last lines, as an IRC client's window has them."""
        return "\n".join(self.lines[-60:])

    def _read(self) -> None:
        try:
            data = self.irc.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            self.lan.unwatch(self.irc)
            self.irc.close()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip("\r")
            if text.startswith("PING "):
                self.says(text.replace("PING", "PONG", 1))
            else:
                self.lines.append(text)
        self.last_screen = self.screen()

    # -- root -------------------------------------------------------------------------------

    def commands(self, command: str, answer: str, timeout: float = 20) -> str:
        """The person gives root a command; returns the line with that answer in it."""
        since = len(self.lines)
        self.says(f"PRIVMSG {_CHANNEL} :{command}")
        return self.line(rf"^:root!\S+ PRIVMSG \S+ :(.*{re.escape(answer)}.*)", since, timeout)[1]

    def answers(self, question: str, answer: str = "yes") -> None:
        """Root asks something with these words in it, and the person says yes or no."""
        self.is_told(question)
        self.says(f"PRIVMSG {_CHANNEL} :{answer}")

    def signs_on(self) -> None:
        self.commands(f"account {self.protocol} on", "Logged in", 30)

    def signs_off(self) -> None:
        self.commands(f"account {self.protocol} off", "Signing off")

    # -- people -----------------------------------------------------------------------------

    def sees(self, nick: str, *words: str, timeout: float = 20) -> None:
        """The person sees somebody in the channel and, in blist and WHOIS, these words."""
        self.until(lambda: self.is_in_channel(nick), f"sees {nick}", timeout, every=0)
        if words:
            self.until(lambda: has_all(self.about(nick), words),
                       f"sees {', '.join(words)} of {nick}", timeout, every=1)

    def sees_gone(self, nick: str, timeout: float = 20) -> None:
        """The person sees somebody leave the channel."""
        self.until(lambda: not self.is_in_channel(nick), f"sees {nick} leave", timeout, every=0)

    def is_in_channel(self, nick: str) -> bool:
        """Whether somebody has joined and not left since, by the lines so far."""
        there = False
        for line in self.lines:
            if re.match(rf":{re.escape(nick)}!\S+ JOIN :?{_CHANNEL}", line):
                there = True
            elif re.match(rf":{re.escape(nick)}!\S+ (QUIT|PART)\b", line):
                there = False
        return there

    def about(self, nick: str) -> str:
        """What `blist` and WHOIS tell of somebody: name, status, message and full name."""
        since = len(self.lines)
        self.says(f"PRIVMSG {_CHANNEL} :blist all")
        self.says(f"WHOIS {nick}")
        self.line(r"^:\S+ (318|401) ", since)
        self.line(r":\d+ buddies \(|:\d+ available", since)
        return "\n".join(re.sub(r"^:\S+ ", "", line) for line in self.lines[since:]
                         if re.search(rf"(?: :| )@?{re.escape(nick)}\b", line) and line[0] == ":")

    def asks_info(self, nick: str) -> str:
        """What root says when asked for somebody's info."""
        since = len(self.lines)
        self.commands(f"info {nick}", "User")
        self.pause(0.5)
        return "\n".join(re.findall(r"^:root!\S+ PRIVMSG \S+ :(.*)", "\n".join(self.lines[since:]),
                                    re.MULTILINE))

    def sets_status(self, message: str) -> None:
        """The person goes away and tells why; with no message she is back."""
        since = len(self.lines)
        self.says(f"AWAY :{message}" if message else "AWAY")
        self.line(r"^:\S+ 306 " if message else r"^:\S+ 305 ", since)

    # -- talk -------------------------------------------------------------------------------

    def writes(self, nick: str, text: str) -> None:
        """The person writes to somebody in a query window; each line of the text for itself."""
        for line in text.split("\n"):
            self.says(f"PRIVMSG {nick} :{line}")

    def reads(self, nick: str, text: str, timeout: float = 20) -> None:
        """A line comes from somebody with exactly this text; each counts once."""
        self.line(rf"^:{re.escape(nick)}!\S+ PRIVMSG {re.escape(self.nick)} :{re.escape(text)}$",
                  timeout=timeout)

    def is_told(self, text: str, nick: str = "root", timeout: float = 20) -> None:
        """A line with this in it comes from root, or in the query window with somebody."""
        self.line(rf"^:{re.escape(nick)}!\S+ PRIVMSG \S+ :.*{re.escape(text)}", timeout=timeout)

    # -- the program ------------------------------------------------------------------------

    def ended(self) -> Optional[int]:
        return self.process.poll()

    def asks_to_quit(self) -> None:
        self.says("QUIT :")
