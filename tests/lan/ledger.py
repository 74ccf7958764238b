# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two people who write numbered messages to each other while something goes wrong, and what became of each.

Whatever happens, a message is to be read once, or its writer is to be told that it was not or waits.
"""

import collections
import contextlib
import re
import socket
import struct
import time
from typing import Any, Counter, Dict, List, NamedTuple, Optional, Set, Tuple

from headless import Client, Person
from lan import PATIENCE, Host, Lan

_NUMBERED = re.compile(r"\b([a-z]+) writes (\d+)\b")
_RESENT = re.compile(r"message (\d+) goes out again")
_ETH_P_ALL, _ETH_P_IP, _ETH_P_IPV6 = 3, 0x0800, 0x86DD
_SYN, _ACK = 2, 16

Flow = Tuple[bytes, bytes]
"""Addresses and ports, of one direction."""


class Fate(NamedTuple):
    """How many messages of one or more people came to what."""

    sent: int
    """That libpurple has taken from the user."""
    once: int
    """Read once."""
    late: int
    """Read once, after having been told to wait."""
    resent: int
    """Sent again, as ours logs it; of others: seen on more than one stream on the wire."""
    undelivered: int
    """Not read, and told so."""
    waiting: int
    """Not read, and told to be kept until the other is back: it still is."""
    lost: int
    """Not read, and nothing told: silently lost."""
    duplicated: int
    """Read more than once."""
    denied: int
    """Read, and yet told as undelivered."""

    def plus(self, other: "Fate") -> "Fate":
        return Fate(*(one + another for one, another in zip(self, other)))


class Somebody:
    """A person whose program may be killed, stopped and started again."""

    def __init__(self, host: Host, protocol: str, username: str):
        self.host, self.protocol, self.username = host, protocol, username
        self.lives: List[Person] = []
        self.is_able = True
        """The program can be typed into: it neither hangs nor is gone."""
        self.written = 0
        self._written_before = 0
        self.live()

    @property
    def person(self) -> Person:
        return self.lives[-1]

    @property
    def name(self) -> str:
        return self.person.name

    def live(self) -> None:
        """The program starts, with what its user directory holds."""
        self._written_before = self.written
        client = Client(self.host, self.username)
        self.lives.append(client.person(self.protocol, self.username))

    def kill(self) -> None:
        self.is_able = False
        self.person.client.kill()

    def hang(self) -> None:
        self.is_able = False
        self.person.client.pause()

    def go_on(self) -> None:
        self.person.client.resume()
        self.is_able = True

    def revive(self, whom: "Somebody") -> None:
        """After kill(): the program starts again, and is used as soon as the other is seen."""
        self.live()
        self.person.sees(whom, timeout=30)
        self.is_able = True

    def lines(self, whom: "Somebody") -> List[Any]:
        """Of all lives."""
        return [line for life in self.lives for line in life.lines(whom.name)]

    def resent(self) -> Set[str]:
        """Which messages went out again, as the log has it; what is encrypted can't be seen on the wire."""
        with open(self.person.client.log, encoding="utf-8", errors="replace") as log:
            return set(_RESENT.findall(log.read()))

    def has_less_than(self, total: int, whom: "Somebody") -> bool:
        """So many have yet to be written. What was typed into a program that was killed before it took it does not count."""
        taken = sum("send" in line["flags"] for life in self.lives[:-1] for line in life.lines(whom.name))
        return taken + self.written - self._written_before < total

    def writes_next(self, whom: "Somebody") -> None:
        if self.is_able:
            self.person.writes(whom.name, f"{self.username} writes {self.written}")
            self.written += 1


class Wiretap:
    """On which streams messages were seen at the plugs of two hosts, and who asked for a connection."""

    def __init__(self, lan: Lan, *hosts: Host):
        self.flows: Dict[Tuple[str, int], Set[Flow]] = collections.defaultdict(set)
        self.calls: Set[Flow] = set()
        for host in hosts:
            self._tap(lan, host.interfaces["eth0"])

    def _tap(self, lan: Lan, plug: str) -> None:
        with lan.switch.network():
            tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_ALL))
            tap.bind((plug, _ETH_P_ALL))
        tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        tap.setblocking(False)

        def read() -> None:
            with contextlib.suppress(OSError):  # the cable is out
                packet, (_, protocol, *_) = tap.recvfrom(1 << 17)
                self._look(packet, protocol)

        def close() -> None:
            lan.unwatch(tap)
            tap.close()
        lan.watch(tap, read)
        lan.at_close(close)

    def _look(self, packet: bytes, protocol: int) -> None:
        if protocol == _ETH_P_IP and packet[9] == socket.IPPROTO_TCP:
            addresses, segment = packet[12:20], packet[(packet[0] & 15) * 4:]
        elif protocol == _ETH_P_IPV6 and packet[6] == socket.IPPROTO_TCP:
            addresses, segment = packet[8:40], packet[40:]
        else:
            return
        flow = addresses, segment[:4]
        offset, flags = struct.unpack_from("!BB", segment, 12)
        if flags & (_SYN | _ACK) == _SYN:
            self.calls.add(flow)
        for match in _NUMBERED.finditer(segment[(offset >> 4) * 4:].decode("ascii", "replace")):
            self.flows[match[1], int(match[2])].add(flow)

    def take_callers(self) -> int:
        """How many hosts have asked for a connection since the last time."""
        length = {len(addresses): len(addresses) // 2 for addresses, _ in self.calls}
        callers = {addresses[:length[len(addresses)]] for addresses, _ in self.calls}
        self.calls.clear()
        return len(callers)


class _Account:
    """What the journals tell of the messages of one writer to one reader."""

    def __init__(self, writer: Somebody, reader: Somebody):
        self.sent: Set[int] = set()
        self.told: Set[int] = set()
        self.kept: Set[int] = set()
        self.resent = len(writer.resent())
        self.read: Counter[int] = collections.Counter()
        for line in writer.lines(reader):
            number = _number_in(line, writer)
            if number is None:
                continue
            if "send" in line["flags"]:
                self.sent.add(number)
            elif line["text"].startswith("Not delivered yet"):
                self.kept.add(number)
            elif "error" in line["flags"]:
                self.told.add(number)
        for line in reader.lines(writer):
            number = _number_in(line, writer)
            if number is not None and "recv" in line["flags"]:
                self.read[number] += 1
        self.sent |= set(self.read)

    def is_closed(self) -> bool:
        """Nothing more needs to come."""
        return all(number in self.told or self.read[number] for number in self.sent)

    def fate(self, wiretap: Wiretap, writer: str) -> Fate:
        unread = {number for number in self.sent if not self.read[number]}
        return Fate(
            sent=len(self.sent), once=sum(count == 1 for count in self.read.values()),
            late=sum(self.read[number] == 1 for number in self.kept - self.told),
            resent=max(self.resent, sum(len(wiretap.flows[writer, number]) > 1 for number in self.sent)),
            undelivered=len(unread & self.told), waiting=len(unread & self.kept - self.told),
            lost=len(unread - self.told - self.kept),
            duplicated=sum(count > 1 for count in self.read.values()),
            denied=sum(self.read[number] > 0 for number in self.told))

    def oddities(self) -> List[str]:
        """The messages that did not simply arrive."""
        kinds: Dict[str, List[int]] = collections.defaultdict(list)
        for number in sorted(self.sent):
            kind = (f"read {self.read[number]} times"
                    + (", told as undelivered" if number in self.told else "")
                    + (", told to wait" if number in self.kept else ""))
            kinds[kind].append(number)
        kinds.pop("read 1 times", None)
        return [f"{kind}: {' '.join(map(str, numbers))}" for kind, numbers in kinds.items()]


def _number_in(line: Any, writer: Somebody) -> Optional[int]:
    match = _NUMBERED.search(line["text"] or "")
    return int(match[2]) if match and match[1] == writer.username else None


class Ledger:
    """Two people on hosts of their own who see each other, the first with our plugin."""

    def __init__(self, lan: Lan, theirs: str = "link-local", version: int = 0):
        """`version`: the only one of IP."""
        self.lan = lan
        hosts = [lan.host(name, daemon=False) for name in ("verona", "mantua")]
        for host in hosts:
            if version:
                host.has_only(version)
            host.start_daemon(wait=False)
        for host in hosts:
            host.wait_for_daemon()
        self.near = Somebody(hosts[0], "link-local", "juliet")
        self.far = Somebody(hosts[1], theirs, "romeo")
        self.wiretap = Wiretap(lan, *hosts)
        self.pairs = ((self.near, self.far), (self.far, self.near))
        for one, other in self.pairs:
            one.person.sees(other, timeout=30)
        lan.add_witness(self)

    def write(self, count: int, seconds: float) -> None:
        """Both write so many messages each, spread evenly over this time."""
        start = time.monotonic()
        for place in range(count):
            for one, other in self.pairs:
                one.writes_next(other)
            self.pause(start + (place + 1) * seconds / count - time.monotonic())

    def write_rest(self, total: int, per_second: float) -> None:
        """Both go on until so many messages of theirs were taken."""
        while any(one.has_less_than(total, other) for one, other in self.pairs):
            for one, other in self.pairs:
                if one.has_less_than(total, other):
                    one.writes_next(other)
            self.pause(1 / per_second)

    def pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.lan.pump(max(0.0, min(0.02, end - time.monotonic())))

    def settle(self, timeout: float, quiet: float) -> None:
        """Until it is known of every message what became of it, or so long; and then for a while more."""
        end = time.monotonic() + timeout * PATIENCE
        while (not all(account.is_closed() for account in self._accounts())
               and time.monotonic() < end):
            self.pause(0.5)
        self.pause(quiet)

    def _accounts(self) -> List[_Account]:
        self.lan.pump(0)
        return [_Account(one, other) for one, other in self.pairs]

    def fates(self) -> Tuple[Fate, Fate]:
        """Of the near one's messages, and of the far one's."""
        near, far = (account.fate(self.wiretap, writer.username)
                     for account, (writer, _) in zip(self._accounts(), self.pairs))
        return near, far

    def testimony(self) -> str:
        lines = []
        for account, (writer, _) in zip(self._accounts(), self.pairs):
            lines += [f"what {writer.username} wrote, but for what was read once:"]
            lines += ["  " + line for line in account.oddities()]
        return "\n".join(lines)
