# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What messages cost: instructions, time on the way, and open streams. Both plugins in one run.

For what takes time all talk at once, each on a LAN of its own, but by turns. prpl-bonjour does not encrypt: ours is
set beside it once without encryption, and once as it is for people, encrypted.
"""

import contextlib
import statistics
import sys
import time
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Tuple

import headless
import mdns
from callgrind import Counter, Instructions
from crowd import Crowd
from lan import Lan, LanError
from meter import memory
from rawpeer import Wire
from watcher import Watcher

PLUGINS = {"link-local": "liblinklocal.so", "bonjour": "libbonjour.so"}


class Side(NamedTuple):
    """A plugin, and the options of its accounts."""

    protocol: str
    options: Dict[str, Any] = {}


PLAIN, ENCRYPTED, THEIRS = Side("link-local", {"encryption": "never"}), Side("link-local"), Side("bonjour")

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
_FIRSTS = 11
"""New streams, of each of which the first message is timed."""

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

    def __init__(self, lan: Lan, side: Side, count: bool = False):
        self.counters: List[Counter] = []
        self.clients: List[headless.Client] = []
        for name, host in zip(("juliet", "romeo"), lan.new_hosts("verona", "mantua")):
            counter = Counter(host.dir, name)
            self.counters.append(counter)
            self.clients.append(headless.Client(host, name, environment={"LL_NO_DEBUG": "1"},
                                                under=counter.command if count else ()))
        self.juliet, self.romeo = (client.person(side.protocol, client.name, **side.options)
                                   for client in self.clients)
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

    def first(self) -> headless.Event:
        """A message on a new stream."""
        self.juliet.signs_off()
        self.romeo.sees_gone(self.juliet)
        self.juliet.signs_on()
        self.juliet.sees(self.romeo, 60)
        self.romeo.sees(self.juliet, 60)
        self.rest()
        return self.flood(1, _SHORT)

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


def _instructions(side: Side) -> Figures:
    with _lan() as lan:
        talk = Talk(lan, side, count=True)
        talk.rest()
        talk.mark()
        talk.flood(_COUNTED, _SHORT, _COUNTED_PERIOD)
        talk.rest()
        talk.mark()
        sent, received = (counter.between_marks(PLUGINS[side.protocol]) for counter in talk.counters)
    both = Instructions(sent.whole + received.whole, sent.own + received.own)
    figures: Figures = {}
    for which, counts in (("both clients", both), ("sender", sent), ("receiver", received)):
        for what, count in (("whole", counts.whole), ("the plugin's own", counts.own)):
            figures[f"instructions for {_SHORT} bytes", f"{which}, {what}", "1/message"] \
                = count / _COUNTED
    return figures


# -- time ---------------------------------------------------------------------------------------


def _times(sides: Tuple[Side, ...]) -> List[Figures]:
    with contextlib.ExitStack() as stack:
        talks = [Talk(stack.enter_context(_lan()), side) for side in sides]
        rounds: List[Dict[str, List[headless.Event]]] = [{} for _ in talks]
        for kind, count, size, period in (("burst", _BURST, _SHORT, 0),
                                          ("alone", _ALONE, _SHORT, _ALONE_PERIOD),
                                          ("long", _LONG_BURST, _LONG, 0)):
            for _ in range(_ROUNDS):
                for talk, done in zip(talks, rounds):
                    done.setdefault(kind, []).append(talk.flood(count, size, period))
                    talk.rest()
        for _ in range(_FIRSTS):
            for talk, done in zip(talks, rounds):
                done.setdefault("first", []).append(talk.first())
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
        (f"a message of {_SHORT} bytes on a new stream", "from before it is opened, median", "ms"):
            median("first", lambda event: event["p50"] / 1e6),
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


def measure() -> List[Tuple[str, str, List[Figures]]]:
    """Titles, words for a machine, and the figures of both plugins."""
    sides = (PLAIN, ENCRYPTED, THEIRS)
    plain, encrypted, theirs = [_instructions(side) for side in sides]
    for figures, times in zip((plain, encrypted, theirs), _times(sides)):
        figures.update(times)
    before = dict(theirs)
    for figures, side in ((plain, PLAIN), (theirs, THEIRS)):
        figures.update(_streams(side.protocol))
    return [("Messages, not encrypted", "messages", [plain, theirs]),
            ("Messages, ours encrypted", "encrypted", [encrypted, before])]
