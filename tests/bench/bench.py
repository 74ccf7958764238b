#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""make bench: prpl-link-local beside prpl-bonjour on a virtual LAN with very many people.

    make bench                                 all of it, in about half an hour
    make bench BENCH=roster N='500 1000'       with so many people
    make bench BENCH=roster N=3000:embedded    with the plugin's own responder in place of the daemon
    make bench BENCH=idle                      a quiet LAN: how often do clients wake up in 5 min?
    make bench BENCH='idle --seconds 60'
    make bench BENCH=messages                  two people talk: instructions, time, streams
    make bench BENCH=faults                    what becomes of messages when something goes wrong
    make bench BENCH='faults --case reset'     only of cases whose names have that in them

For each number of people, and each plugin by itself: all come while somebody watches ("they come"), all
say something else once ("they change"), somebody signs on where they are, on a host that knows of them
already ("sign-on") and on one that has just started ("sign-on, cold"). The table has both figures
and their ratio, below 1 where prpl-link-local is better; the same follows as lines of tab-separated words.
"""

import argparse
import contextlib
import os
import sys
import time
from typing import Dict, Iterator, List, Optional, Tuple

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lan"))

# pylint: disable=wrong-import-position
import faults  # noqa: E402
import messages  # noqa: E402
from crowd import Crowd  # noqa: E402
from lan import Lan, LanError  # noqa: E402
from meter import switches  # noqa: E402
from tap import why_not  # noqa: E402
from watcher import Watcher  # noqa: E402

OURS, THEIRS = "link-local", "bonjour"
TOPICS = ("roster", "idle", "messages", "faults")
CHANGES_PER_SECOND = 100
SETTLING_SECONDS = 30
"""After signing on, until a LAN is quiet: the last announcement and the last question are out by then."""

Figure = Tuple[str, str, str]
"""When it was taken, what it is, and its unit."""
Figures = Dict[Figure, float]


# -- a crowd ------------------------------------------------------------------------------------


class Scene:
    """A crowd on one host, and on another somebody with one of the plugins, who has yet to see it."""

    def __init__(self, lan: Lan, protocol: str, size: int, embedded: bool):
        hall, tower = lan.host("hall"), lan.host("tower", daemon=not embedded)
        self.lan, self.host, self.protocol = lan, tower, protocol
        self.crowd = Crowd(hall, size)
        self.options = {"responder": "embedded"} if embedded else {}
        self.figures: Figures = {}

    def run(self) -> Figures:
        watcher = self._watcher()
        watcher.account.signs_on()
        watcher.await_quiet()
        with self._measured(watcher, "they come"):
            watcher.await_crowd_of(self.crowd.publish)
            self._note("they come", "time until all are published", "s",
                       self.crowd.publish_seconds)
        with self._measured(watcher, "they change"):
            self._change(watcher)
        watcher.quit()
        self._sign_on("sign-on")
        if self.host.avahi:
            self.host.stop_daemon()
            self.host.start_daemon()
            self._sign_on("sign-on, cold")
        return self.figures

    def _watcher(self) -> Watcher:
        return Watcher(self.host, self.protocol, self.crowd, **self.options)

    def _sign_on(self, when: str) -> None:
        watcher = self._watcher()
        with self._measured(watcher, when):
            watcher.await_crowd_of(lambda: watcher.account.signs_on(wait=False))
        watcher.quit()

    def _change(self, watcher: Watcher) -> None:
        message = "In the bar"
        watcher.statuses.clear()
        self.crowd.change(message, CHANGES_PER_SECOND)
        watcher.await_message(message)
        shown = [watcher.statuses[name] if watcher.messages.get(name) == message else 0
                 for name in self.crowd.names]
        self._note("they change", "shown once", "people", shown.count(1))
        self._note("they change", "shown more often", "people", sum(n > 1 for n in shown))
        self._note("they change", "not shown", "people", shown.count(0))

    @contextlib.contextmanager
    def _measured(self, watcher: Watcher, when: str) -> Iterator[None]:
        before = watcher.cost()
        watcher.meter.reset()
        watcher.arrival_seconds = None
        yield
        used, counts = watcher.cost().since(before), watcher.meter.counts()
        if watcher.arrival_seconds is not None:
            kilobytes = 1024 * max(1, len(watcher.online))
            self._note(when, "on the roster", "people", len(watcher.online))
            self._note(when, "time to the last of them", "s", watcher.arrival_seconds)
            self._note(when, "memory of the client", "KiB/person", used.memory / kilobytes)
            self._note(when, "memory of avahi-daemon", "KiB/person",
                       used.daemon_memory / kilobytes)
        self._note(when, "processor: client", "s", used.client)
        self._note(when, "processor: avahi-daemon", "s", used.daemon)
        self._note(when, "processor: message bus", "s", used.bus)
        self._note(when, "processor: all three", "s", used.client + used.daemon + used.bus)
        self._note(when, "longest stall of the main loop", "ms", counts.longest / 1e6)
        self._note(when, "D-Bus calls that block it", "calls", counts.blocking)
        if counts.blocking and self.protocol == OURS:
            print(f"{when}: the first call that blocked is {counts.blocked_by.decode()}".rstrip("\0"),
                  file=sys.stderr)

    def _note(self, when: str, what: str, unit: str, value: float) -> None:
        self.figures[when, what, unit] = value


def roster(size: int, embedded: bool) -> List[Optional[Figures]]:
    """The figures of both plugins, None for one that cannot have them."""
    def one(protocol: str) -> Optional[Figures]:
        if embedded and protocol != OURS:
            return None
        try:
            with Lan() as lan:
                return Scene(lan, protocol, size, embedded).run()
        except LanError as error:
            print(f"prpl-{protocol} with {size} people: {error}", file=sys.stderr)
            return None
    return [one(OURS), one(THEIRS)]


# -- a quiet LAN --------------------------------------------------------------------------------


def idle(seconds: float) -> List[Optional[Figures]]:
    """Clients with an account on a quiet LAN of two hosts, less what one with no account does."""
    with contextlib.ExitStack() as stack:
        lans = [stack.enter_context(Lan()) for _ in range(3)]
        watchers = []
        for lan, protocol in zip(lans, (OURS, THEIRS, OURS)):
            hall, tower = lan.new_hosts("hall", "tower")
            crowd = Crowd(hall, 1)
            crowd.publish()
            watchers.append(Watcher(tower, protocol, crowd))
        for watcher in watchers[:2]:
            watcher.account.signs_on()
            watcher.account.sees("guest0001@hall")
        _rest(lans, SETTLING_SECONDS)
        if not all(watcher.meter.counts().main_wakes for watcher in watchers):
            raise LanError("the meter counts nothing")
        before = [_wakes(watcher) for watcher in watchers]
        _rest(lans, seconds)
        *both, bare = [{figure: now - then[figure] for figure, now in _wakes(watcher).items()}
                       for watcher, then in zip(watchers, before)]
    return [{figure: count - bare[figure] for figure, count in figures.items()}
            for figures in both]


def _rest(lans: List[Lan], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(1)
        for lan in lans:
            lan.pump(0)


def _wakes(watcher: Watcher) -> Figures:
    counts, when = watcher.meter.counts(), "idle"
    return {(when, "wake-ups of all threads, as the kernel counts", "times"):
            switches(watcher.process.pid),
            (when, "wake-ups of all threads from polling", "times"): counts.wakes,
            (when, "wake-ups of the main loop", "times"): counts.main_wakes,
            (when, "timers of the main loop", "times"): counts.timeouts,
            (when, "wake-ups of avahi-daemon, as the kernel counts", "times"):
            switches(watcher.host.avahi.pid)}


# -- the table ----------------------------------------------------------------------------------


def _shown(value: Optional[float]) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _ratio(ours: Optional[float], theirs: Optional[float]) -> str:
    if ours is None or not theirs:
        return "-" if ours or theirs or ours is None or theirs is None else "1.00"
    return f"{ours / theirs:.2f}"


def show(title: str, word: str, both: List[Optional[Figures]]) -> List[str]:
    """Print a table; its lines for a machine, which begin with `word`."""
    ours, theirs = (figures or {} for figures in both)
    lines, last = [], ""
    print(f"\n{title:54}{'':10} {OURS:>10} {THEIRS:>10} {'ratio':>7}")
    for figure in list(ours) or list(theirs):
        when, what, unit = figure
        values = ours.get(figure), theirs.get(figure)
        ratio = _ratio(*values)
        if when != last:
            print(f"  {when}")
        last = when
        print(f"    {what:50}{unit:>10} {_shown(values[0]):>10} {_shown(values[1]):>10} {ratio:>7}")
        lines.append("\t".join(["bench", word, when, what, unit] +
                               ["-" if value is None else f"{value:.6g}" for value in values] +
                               [ratio]))
    sys.stdout.flush()
    return lines


def _size(word: str) -> Tuple[int, bool]:
    number, _, responder = word.partition(":")
    if responder not in ("", "embedded"):
        raise argparse.ArgumentTypeError(f"no such responder: {responder}")
    return int(number), responder == "embedded"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topics", nargs="*", help="roster, idle, messages, faults; all unless told otherwise")
    parser.add_argument("-n", nargs="+", type=_size, metavar="N[:embedded]",
                        default=[(500, False), (1000, False), (1300, False), (3000, True)],
                        help="how many people")
    parser.add_argument("--seconds", type=float, default=300, help="how long clients are idle")
    parser.add_argument("--case", nargs="+", default=[], help="which faults")
    arguments = parser.parse_args()
    topics = arguments.topics or list(TOPICS)
    if set(topics) - set(TOPICS):
        parser.error(f"no such topic in: {' '.join(topics)}")
    reason = why_not()
    if not reason and os.environ.get("LL_ASAN") == "1":
        reason = "a build with sanitizers tells nothing about speed"
    if reason:
        print(f"No bench here: {reason}.", file=sys.stderr)
        return 1
    lines: List[str] = []
    if "roster" in topics:
        for size, embedded in arguments.n:
            lines += show(f"N = {size}, {'embedded responder' if embedded else 'stock avahi-daemon'}",
                          f"{size}{':embedded' if embedded else ''}", roster(size, embedded))
    if "idle" in topics:
        lines += show(f"A quiet LAN for {arguments.seconds:g} s", "idle", idle(arguments.seconds))
    if "messages" in topics:
        for title, word, both in messages.measure():
            lines += show(title, word, both)
    if "faults" in topics:
        lines += faults.measure(arguments.case)
    print("", *lines, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
