# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What messages cost: instructions, time on the way, and open streams. Both plugins in one run.

For what takes time both talk at once, each on a LAN of its own, but by turns.
"""

import contextlib
import statistics
import sys
import time
from typing import Callable, Dict, Iterator, List, Tuple

import headless
import mdns
from callgrind import Counter, Instructions
from crowd import Crowd
from lan import Lan, LanError
from meter import memory
from rawpeer import Wire
from watcher import Watcher

PLUGINS = {"link-local": "liblinklocal.so", "bonjour": "libbonjour.so"}

_COUNTED = 3000
"""Messages whose instructions are counted, each by itself: one in so many milliseconds."""
_COUNTED_PERIOD = 5
_SHORT, _LONG = 100, 60000
_ROUNDS = 5
_BURST, _LONG_BURST = 3000, 6
"""Messages that are sent at once; in both forms the long ones are as much as may wait for one person."""
_ALONE, _ALONE_PERIOD = 1000, 5
_STREAMS = 500
_QUIET_SECONDS = 1

Figures = Dict[Tuple[str, str, str], float]


@contextlib.contextmanager
def _lan() -> Iterator[Lan]:
    """A LAN; what the clients have to say is told if something goes wrong on it."""
    with Lan() as lan:
        try:
            yield lan
        except LanError:
            print(lan.testimony(), file=sys.stderr)
            raise


class Talk:
    """Two people with one plugin, each on a host of her own; one has written to the other already."""

    def __init__(self, lan: Lan, protocol: str, count: bool = False):
        self.protocol = protocol
        self.counters: List[Counter] = []
        self.clients: List[headless.Client] = []
        for name, host in zip(("juliet", "romeo"), lan.new_hosts("verona", "mantua")):
            counter = Counter(host.dir, name)
            self.counters.append(counter)
            self.clients.append(headless.Client(host, name, environment={"LL_NO_DEBUG": "1"},
                                                under=counter.command if count else ()))
        self.juliet, self.romeo = (client.person(protocol, client.name) for client in self.clients)
        self.juliet.sees(self.romeo, 60)
        self.romeo.sees(self.juliet, 60)
        self.juliet.writes(self.romeo, "hello")
        self.romeo.reads(self.juliet, "hello", 60)
        self.flood(20, _SHORT, _COUNTED_PERIOD)

    def flood(self, count: int, size: int, period: int = 0) -> headless.Event:
        """So many messages; what headless-flood.c says of their arrival."""
        sender, receiver = self.clients
        since = len(receiver.journal)
        receiver.tell("tally", count)
        sender.tell("flood", 0, self.romeo.name, count, size, period)
        arrived = receiver.await_event("tallied", since, timeout=300)
        if arrived["in_order"] != count:
            raise LanError(f"of {count} messages {arrived['in_order']} came in their place")
        return arrived

    def mark(self) -> None:
        for client in self.clients:
            since = len(client.journal)
            client.tell("mark")
            client.await_event("marked", since, timeout=60)

    def rest(self) -> None:
        """Until all that follows from a message has been done."""
        end = time.monotonic() + _QUIET_SECONDS
        while time.monotonic() < end:
            self.clients[0].lan.pump(0.1)


# -- instructions -------------------------------------------------------------------------------


def _instructions(protocol: str) -> Figures:
    with _lan() as lan:
        talk = Talk(lan, protocol, count=True)
        talk.rest()
        talk.mark()
        talk.flood(_COUNTED, _SHORT, _COUNTED_PERIOD)
        talk.rest()
        talk.mark()
        sent, received = (counter.between_marks(PLUGINS[protocol]) for counter in talk.counters)
    both = Instructions(sent.whole + received.whole, sent.own + received.own)
    figures: Figures = {}
    for which, counts in (("both clients", both), ("sender", sent), ("receiver", received)):
        for what, count in (("whole", counts.whole), ("the plugin's own", counts.own)):
            figures[f"instructions for {_SHORT} bytes", f"{which}, {what}", "1/message"] \
                = count / _COUNTED
    return figures


# -- time ---------------------------------------------------------------------------------------


def _times() -> List[Figures]:
    with _lan() as ours, _lan() as theirs:
        talks = [Talk(lan, protocol) for lan, protocol in zip((ours, theirs), PLUGINS)]
        rounds: List[Dict[str, List[headless.Event]]] = [{} for _ in talks]
        for kind, count, size, period in (("burst", _BURST, _SHORT, 0),
                                          ("alone", _ALONE, _SHORT, _ALONE_PERIOD),
                                          ("long", _LONG_BURST, _LONG, 0)):
            for _ in range(_ROUNDS):
                for talk, done in zip(talks, rounds):
                    done.setdefault(kind, []).append(talk.flood(count, size, period))
                    talk.rest()
    return [_summary(done) for done in rounds]


def _summary(rounds: Dict[str, List[headless.Event]]) -> Figures:
    """The median of all rounds."""
    def median(kind: str, figure: Callable[[headless.Event], float]) -> float:
        return statistics.median(figure(event) for event in rounds[kind])

    def rate(kind: str) -> float:
        return median(kind, lambda event: 1e9 * event["count"] / event["nanoseconds"])
    return {
        (f"{_BURST} messages at once", f"of {_SHORT} bytes, until the last is there", "1/s"):
            rate("burst"),
        (f"a message of {_SHORT} bytes alone", "on its way, p50", "µs"):
            median("alone", lambda event: event["p50"] / 1e3),
        (f"a message of {_SHORT} bytes alone", "on its way, p99", "µs"):
            median("alone", lambda event: event["p99"] / 1e3),
        (f"{_LONG_BURST} messages at once", f"of {_LONG} bytes, until the last is there", "1/s"):
            rate("long"),
    }


# -- streams ------------------------------------------------------------------------------------


class Guests:
    """A crowd whose people open streams to one client, say hello and wait until it is read."""

    def __init__(self, lan: Lan, protocol: str):
        hall, tower = lan.new_hosts("hall", "tower")
        self.crowd = Crowd(hall, _STREAMS)
        self.watcher = Watcher(tower, protocol, self.crowd)
        self.watcher.account.signs_on()
        self.watcher.await_crowd_of(self.crowd.publish)
        self._peer = hall.raw_peer("nobody", listens="", publish=False)
        self._port = mdns.find(hall, self.watcher.account.name).port

    def open_one(self, name: str) -> Wire:
        account = self.watcher.account
        wire = self._peer.connect(account, port=self._port)
        wire.open_stream(name, account.name)
        since = len(self.watcher.journal)
        wire.send(f'<message from="{name}" to="{account.name}" type="chat"><body>hello</body></message>')
        self.watcher.await_event("received", since)
        return wire


def _streams(protocol: str) -> Figures:
    """Everybody in a crowd has a stream to one person at once, and they talk."""
    when = f"{_STREAMS} streams open at once"
    with Lan() as lan:
        guests = Guests(lan, protocol)
        watcher = guests.watcher
        for name in guests.crowd.names:  # what libpurple keeps of a conversation is there then
            guests.open_one(name).close()
        before, start = memory(watcher.process.pid), time.monotonic()
        wires = {name: guests.open_one(name) for name in guests.crowd.names}
        seconds = time.monotonic() - start
        used = memory(watcher.process.pid) - before
        for name, wire in wires.items():
            watcher.account.writes(name, "good night")
            wire.expect("good night")
        alive = sum(wire.end is None for wire in wires.values())
    return {(when, "there in the end", "streams"): alive,
            (when, "memory of the client", "KiB/stream"): used / 1024 / _STREAMS,
            (when, "until a hello on a new one is shown", "ms"): 1e3 * seconds / _STREAMS}


def measure() -> List[Figures]:
    """The figures of both plugins."""
    both: List[Figures] = [_instructions(protocol) for protocol in PLUGINS]
    for figures, times in zip(both, _times()):
        figures.update(times)
    for figures, protocol in zip(both, PLUGINS):
        figures.update(_streams(protocol))
    return both
