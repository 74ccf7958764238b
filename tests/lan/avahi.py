# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A host's mDNS daemon as a program there may use it, and a look at how others use it."""

import re
from collections import Counter
from typing import Any, Dict, List, NamedTuple, Union

from lan import Host, LanError
from systembus import CALL, RETURN, SIGNAL, Message, SystemBus

SERVICE = "_presence._tcp"
_AVAHI = "org.freedesktop.Avahi"
_ESTABLISHED, _COLLISION, _FAILURE = 2, 3, 4
_ANY = -1
_QUIET = 1 | 2 | 4
"""Unique, and neither probed for nor announced."""

Txt = List[Union[str, bytes]]


class EntryGroup:
    """Records published on a host; they go when it is freed, or the bus connection ends."""

    def __init__(self, host: Host, bus: SystemBus):
        self.host = host
        self.bus = bus
        self.path = bus.call(_AVAHI, "/", f"{_AVAHI}.Server", "EntryGroupNew")[0]

    def _call(self, member: str, signature: str = "", *arguments: Any) -> List[Any]:
        return self.bus.call(_AVAHI, self.path, f"{_AVAHI}.EntryGroup", member, signature, *arguments)

    def add_service(self, name: str, port: int, txt: Txt, service: str = SERVICE) -> None:
        self._call("AddService", "iiussssqaay", _ANY, _ANY, 0, name, service, "", "", port,
                   _strings(txt))

    def update_txt(self, name: str, txt: Txt, service: str = SERVICE) -> None:
        self._call("UpdateServiceTxt", "iiusssaay", _ANY, _ANY, 0, name, service, "", _strings(txt))

    def add_record(self, name: str, kind: int, data: bytes, ttl: int = 4500,
                   unasked: bool = True) -> None:
        """`name` is escaped as the daemon wants it: juliet\\064verona._presence._tcp.local.

        `unasked`: it is announced, and not only told to who asks.
        """
        self._call("AddRecord", "iiusqquay", _ANY, _ANY, 0 if unasked else _QUIET, name, 1, kind, ttl, data)

    def commit(self, wait: bool = True) -> None:
        """Publish, and wait until it is established; LanError if the name is taken."""
        self._call("Commit")
        if wait:
            self.await_established()

    def await_established(self) -> None:
        self.host.lan.wait(self._established, f"records are published on {self.host.name}")

    def _established(self) -> bool:
        state = self._call("GetState")[0]
        if state in (_COLLISION, _FAILURE):
            raise LanError(f"the name is taken on {self.host.name}" if state == _COLLISION
                           else f"publishing failed on {self.host.name}")
        return state == _ESTABLISHED

    def free(self) -> None:
        self._call("Free")


def _strings(txt: Txt) -> List[bytes]:
    return [string.encode() if isinstance(string, str) else string for string in txt]


class Service(NamedTuple):
    """A line of avahi-browse: the service on one interface with one IP version."""

    interface: str
    family: str
    name: str
    host: str
    address: str
    port: int
    txt: str


def browse(host: Host, service: str = SERVICE) -> List[Service]:
    """What avahi-browse shows on a host; the same service once per interface and IP version."""
    found = []
    host.needs_daemon()
    for line in host.run(["avahi-browse", "-rtp", service], check=False).stdout.splitlines():
        parts = line.split(";", 9)
        if parts[0] == "=" and len(parts) == 10:
            found.append(Service(parts[1], parts[2], _unescaped(parts[3]), parts[6], parts[7],
                                 int(parts[8]), parts[9]))
    return found


def _unescaped(text: str) -> str:
    """A label as avahi-browse prints it, in plain."""
    def one(match: "re.Match[bytes]") -> bytes:
        digits = match.group(1)
        return bytes([int(digits) & 255]) if len(digits) == 3 else digits
    return re.sub(rb"\\(\d{3}|.)", one, text.encode()).decode("utf-8", "replace")


class Watch:
    """Counts the objects that the programs of a host hold in its mDNS daemon, from now on."""

    def __init__(self, host: Host):
        self.host = host
        self.made: "Counter[str]" = Counter()
        """How many of each kind were made since, held or not."""
        self._objects: Dict[str, str] = {}
        self._pending: Dict[tuple, str] = {}
        self._bus = SystemBus(host, self._on_message)
        self._bus.call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                       "org.freedesktop.DBus.Monitoring", "BecomeMonitor", "asu", [], 0)
        host.lan.at_close(self._bus.close)

    def _on_message(self, message: Message) -> None:
        if message.kind == CALL and (message.interface or "").startswith(_AVAHI):
            member = message.member or ""
            made = re.match(r"(\w+?)(New|Prepare)$", member)
            if made:
                self._pending[message.sender, message.serial] = made.group(1)
            elif member == "Free" and message.path:
                self._objects.pop(message.path, None)
        elif message.kind == RETURN:
            self._made(message)
        elif message.kind == SIGNAL and message.member == "NameOwnerChanged":
            name, _, owner = message.arguments
            if not owner:
                self._owner_left(name)

    def _made(self, message: Message) -> None:
        kind = self._pending.pop((message.destination, message.reply_serial), None)
        if kind and message.arguments:
            self.made[kind] += 1
            self._objects[message.arguments[0]] = f"{message.destination} {kind}"

    def _owner_left(self, name: str) -> None:
        # The daemon may still answer what it asked last, and frees that at once.
        for call in [call for call in self._pending if call[0] == name]:
            del self._pending[call]
        for path in [path for path, owner in self._objects.items() if owner.split()[0] == name]:
            del self._objects[path]

    def held(self) -> "Counter[str]":
        """How many objects of each kind (RecordBrowser, ServiceBrowser, ...) are held now."""
        self.host.lan.pump(0)
        return Counter(owner.split()[1] for owner in self._objects.values())

    def most(self) -> int:
        """How many objects of all kinds the one program holds that holds most."""
        self.host.lan.pump(0)
        owners = Counter(owner.split()[0] for owner in self._objects.values())
        return max(owners.values(), default=0)

    def clients(self) -> int:
        """How many programs, by the daemon's counting, hold any; a connection to the bus is one."""
        self.host.lan.pump(0)
        return len({owner.split()[0] for owner in self._objects.values()})
