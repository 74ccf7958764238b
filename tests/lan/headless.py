# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A libpurple client with no screen (headless.c) on a host.

Whatever libpurple tells the client is kept in its journal, in order. The people at it are in person.py.
"""

import fcntl
import json
import os
import re
import signal
import subprocess
from typing import Any, Callable, Dict, List, Optional, Sequence

import sanitizer
from lan import Host, LanError
from person import Event, Person

__all__ = ["Client", "Person", "program"]

_F_SETPIPE_SZ = 1031
_NOISE = re.compile(r" *[\d.]+ . (nss|util|certificate|plugins|prefs|dbus|gg|jabber)\b")

_OF_A_LOST_BUS = re.compile("dbus_g_proxy_disconnect_signal")
"""What libpurple, which does not see the message bus end, does to its proxies when it quits."""


def program() -> str:
    """Where the build put the headless client."""
    return os.path.join(os.environ.get("LL_BUILDDIR", "."), "tests", "lan", "headless")


class Client:
    """A running headless client on a host, with its own user directory."""

    def __init__(self, host: Host, name: str, language: str = "",
                 environment: Optional[Dict[str, str]] = None, under: Sequence[str] = ()):
        """`under`: the program that runs the client, with its arguments."""
        self.host = host
        self.lan = host.lan
        self.name = name
        directory = f"headless-{name}"
        if any(client.process.poll() is None and client.dir.endswith(f"/{directory}")
               for client in host.lan.witnesses if isinstance(client, Client)
               and client.host is host):
            directory += "-2"
        self.dir = os.path.join(host.dir, directory)
        self.log = self.dir + ".log"
        self.journal: List[Event] = []
        self.people: List[Person] = []
        self.strict = False
        self._rest = b""
        with open(self.log, "ab") as log:
            self.process = host.popen([*under, program(), self.dir], stdin=subprocess.PIPE, stderr=log,
                                      stdout=subprocess.PIPE,
                                      env={**sanitizer.own_environment(), "LANGUAGE": language,
                                           **(environment or {})})
        for stream in (self.process.stdin, self.process.stdout):
            os.set_blocking(stream.fileno(), False)
            fcntl.fcntl(stream, _F_SETPIPE_SZ, 1 << 20)
        self.lan.watch(self.process.stdout, self._read)
        self.lan.at_close(self.quit, farewell=self._start_quitting)
        self.lan.add_witness(self)
        self.await_event("ready")

    # -- the wire to the program ------------------------------------------------------------

    def _read(self) -> None:
        data = self.process.stdout.read()
        if not data:
            self.lan.unwatch(self.process.stdout)
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._happened(json.loads(line))

    def _happened(self, event: Event) -> None:
        self.journal.append(event)
        kind, account = event["event"], event.get("account", -1)
        if kind == "cannot" or (self.strict and kind in ("critical", "warning")
                                and not _OF_A_LOST_BUS.match(event.get("text") or "")):
            self.lan.complain(f"{self.name}'s client: {kind}: {event.get('line')} "
                              f"{event.get('domain')} {event.get('text')}")
        if account < 0:
            return
        if kind == "buddy":
            self.people[account].buddies[event["buddy"]["name"]] = event["buddy"]
        elif kind == "buddies":
            self.people[account].buddies = {buddy["name"]: buddy for buddy in event["buddies"]}
        elif kind == "buddy-removed":
            self.people[account].buddies.pop(event["name"], None)

    def tell(self, verb: str, *words: Any) -> None:
        """Have the client do something."""
        line = "\t".join([verb] + [_escaped(str(word)) for word in words]) + "\n"
        raw = line.encode("utf-8", "surrogateescape")
        while raw:
            try:
                raw = raw[os.write(self.process.stdin.fileno(), raw):]
            except BlockingIOError:
                self.lan.pump()
            except BrokenPipeError:
                self.still_there()
                raise

    # -- the journal ------------------------------------------------------------------------

    def await_event(self, kind: str, since: int = 0, timeout: float = 20,
                    matching: Callable[[Event], bool] = lambda event: True) -> Event:
        """The first event of that kind from place `since` of the journal on, waiting for it."""
        def found() -> Optional[Event]:
            self.still_there()
            return next((event for event in self.journal[since:]
                         if event["event"] == kind and matching(event)), None)
        return self.lan.wait(found, f"{self.name}'s client: {kind}", timeout)

    def still_there(self) -> None:
        """Fail if the program has ended."""
        status = self.process.poll()
        if status is not None and not self.lan.closing:
            self.lan.pump(0)
            raise LanError("\n".join([f"{self.name}'s client ended with status {status}"]
                                     + sanitizer.problems_in(self.log)))

    def testimony(self) -> str:
        """The journal and the end of the log, to be read by people."""
        lines = [f"journal of {self.name} on {self.host.name}:"]
        lines += ["  " + _shown(event) for event in self.journal[-60:]]
        with open(self.log, encoding="utf-8", errors="replace") as log:
            logged = [line for line in log.read().splitlines() if not _NOISE.match(line)]
        lines += [f"log of {self.name}:"] + ["  " + line for line in logged[-25:]]
        return "\n".join(lines)

    # -- the end ----------------------------------------------------------------------------

    def person(self, protocol: str, username: str, **options: Any) -> Person:
        """Make another account in this client and sign it on."""
        return Person(self, protocol, username, options)

    def _start_quitting(self) -> None:
        if self.process.poll() is None and not self.process.stdin.closed:
            self.tell("quit")
            self.process.stdin.close()

    def quit(self) -> None:
        """Sign off and end the program, as a person does; fails if it does not end cleanly."""
        self._start_quitting()
        if self.process.poll() is None:
            try:
                self.lan.wait(lambda: self.process.poll() is not None,
                              f"{self.name}'s client ends", 30)
            except LanError:
                self.process.kill()
                raise
        elif self.process.returncode == -signal.SIGKILL:
            return
        self.lan.unwatch(self.process.stdout)
        self.check()

    def check(self) -> None:
        """Fail if the ended program crashed, leaked, or did what the sanitizers forbid."""
        problems = sanitizer.problems_in(self.log)
        if self.process.returncode != 0:
            problems.insert(0, f"ended with status {self.process.returncode}")
        if problems:
            raise LanError(f"{self.name}'s client: " + "\n".join(problems))

    def pause(self) -> None:
        """The program hangs: it neither reads nor writes, and its host keeps its connections."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End the program with no chance to say goodbye."""
        self.process.kill()
        self.process.wait()


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _shown(event: Event) -> str:
    rest = {key: value for key, value in event.items() if key not in ("event", "at")}
    shown = json.dumps(rest, ensure_ascii=False)
    return f"{event['at'] % 1000:7.3f} {event['event']}: {shown[:400]}"
