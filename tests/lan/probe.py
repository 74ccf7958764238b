# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Discovery with nothing above it on a host (tests/io/discovery-probe.c): who is there, and where."""

import os
import shlex
import signal
import subprocess
import time
from typing import List, NamedTuple, Optional

import sanitizer
from lan import Host, Lan, LanError


class Event(NamedTuple):
    """What discovery told: its name and the rest of the line."""

    kind: str
    text: str


def program() -> str:
    """Where the build put the probe."""
    return os.path.join(os.environ.get("LL_BUILDDIR", "."), "tests", "io", "discovery-probe")


def pause(lan: Lan, seconds: float) -> None:
    """Let time pass in which nothing should happen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        lan.pump()


class Probe:
    """A running probe, ready unless told otherwise; `responder` is "daemon", "embedded" or "auto"."""

    def __init__(self, host: Host, ready: bool = True, responder: str = ""):
        self.host = host
        self.lan = host.lan
        self.events: List[Event] = []
        self.log = os.path.join(host.dir, f"probe-{len(host.lan.witnesses)}.log")
        self._rest = b""
        environment = dict(sanitizer.own_environment(), G_DEBUG="fatal-warnings")
        environment.pop("LSAN_OPTIONS", None)  # nothing at all may leak here
        with open(self.log, "wb") as log:
            responder = responder or os.environ.get("LL_RESPONDER") or "daemon"
            self.process = host.popen([program(), responder], stdin=subprocess.PIPE, stderr=log,
                                      stdout=subprocess.PIPE, env=environment)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.lan.watch(self.process.stdout, self._read)
        self.lan.at_close(self.quit)
        self.lan.add_witness(self)
        self.tell("start")
        if ready:
            self.hears("ready")

    def _read(self) -> None:
        data = self.process.stdout.read()
        if not data:
            self.lan.unwatch(self.process.stdout)
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self.events.append(Event(*line.decode("utf-8", "replace").partition(" ")[::2]))

    def tell(self, *commands: str) -> None:
        """Give commands, to be run in one turn of the main loop."""
        self.process.stdin.write(("; ".join(commands) + "\n").encode())
        self.process.stdin.flush()

    def publishes(self, name: str, port: int = 5298, *strings: str) -> None:
        words = ["publish", name, str(port), *(strings or ("txtvers=1",))]
        self.tell(" ".join(map(shlex.quote, words)))

    def told(self, kind: str, *words: str, since: int = 0) -> List[Event]:
        """The events of that kind, from a place on, whose text has all these words in it."""
        self.lan.pump(0)
        return [event for event in self.events[since:]
                if event.kind == kind and all(word in event.text for word in words)]

    def hears(self, kind: str, *words: str, since: int = 0, timeout: float = 20) -> Event:
        """Wait for the first such event."""
        def found() -> Optional[Event]:
            if self.process.poll() is not None and not self.lan.closing:
                raise LanError(f"a probe ended with status {self.process.returncode}")
            return next(iter(self.told(kind, *words, since=since)), None)
        return self.lan.wait(found, f"{kind} {' '.join(words)} on {self.host.name}", timeout)

    def hears_on_both(self, kind: str, *words: str, since: int = 0) -> None:
        """Wait for such events of IPv4 and of IPv6."""
        for family in ("inet ", "inet6 "):
            self.hears(kind, family, *words, since=since)

    def finds(self, name: str, address: str = "") -> None:
        """Ask where somebody listens until such an address is told: the daemon may be busy, or have older news."""
        asked = 0

        def found() -> bool:
            nonlocal asked
            if len(self.told("done", name)) == asked:
                self.tell(f"resolve {name}")
                asked += 1
            return bool(self.told("address", name, address))
        self.lan.wait(found, f"{name} is found at {address}", 20)

    def now(self) -> int:
        """A place among the events: all that comes from now on."""
        self.lan.pump(0)
        return len(self.events)

    def quit(self) -> None:
        """End it as a client that quits does: the process ends as soon as discovery is freed."""
        if self.process.poll() is None and not self.process.stdin.closed:
            self.process.stdin.close()
            self.lan.wait(lambda: self.process.poll() is not None, "a probe ends")
        self.lan.unwatch(self.process.stdout)
        if self.process.returncode not in (0, -signal.SIGKILL):
            raise LanError(f"a probe ended with status {self.process.returncode}\n"
                           + self.testimony())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def testimony(self) -> str:
        with open(self.log, encoding="utf-8", errors="replace") as log:
            lines = log.read().splitlines()
        return "\n".join([f"a probe on {self.host.name} was told:"]
                         + [f"  {event.kind} {event.text}" for event in self.events[-60:]]
                         + ["and says:"] + ["  " + line for line in lines[-60:]])
