# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many presences on one host, with no clients behind them, through its stock avahi-daemon."""

import time
from typing import Dict, List, Tuple

from lan import Host
from systembus import Message, SystemBus

_DAEMON = "org.freedesktop.Avahi"
_GROUP = f"{_DAEMON}.EntryGroup"
_PER_CONNECTION = 1000
"""avahi-daemon allows 1,024 objects to each of its clients."""
_BUSY_SECONDS = 300
"""avahi-daemon looks at all its records whenever anybody probes, its own people too, and answers nobody
while anything else is due: with 3,000 people that can be half a minute at a time."""
_ESTABLISHED = 2
_TYPE, _DOMAIN, _PORT = "_presence._tcp", "local", 5298
_ANY = -1


class Crowd:
    """So many people on a host."""

    def __init__(self, host: Host, size: int):
        self.host = host
        self.names = [f"guest{number:04}@{host.name}" for number in range(1, size + 1)]
        self.publish_seconds = 0.0
        self._groups: Dict[str, Tuple[SystemBus, str]] = {}
        self._established: Dict[str, float] = {}
        self._buses: List[SystemBus] = []

    def publish(self) -> None:
        """Everybody comes, and is established on the network, which takes `publish_seconds`."""
        start = time.monotonic()
        for place, name in enumerate(self.names):
            if place % _PER_CONNECTION == 0:
                self._buses.append(SystemBus(self.host, self._on_message, _BUSY_SECONDS))
            bus = self._buses[-1]
            group = bus.call(_DAEMON, "/", f"{_DAEMON}.Server", "EntryGroupNew")[0]
            self._groups[name] = bus, group
            bus.call(_DAEMON, group, _GROUP, "AddService", "iiussssqaay", _ANY, _ANY, 0, name,
                     _TYPE, _DOMAIN, "", _PORT, _record(name, "At the conference"))
            bus.call(_DAEMON, group, _GROUP, "Commit")
        self.host.lan.wait(lambda: len(self._established) == len(self.names),
                           f"{len(self.names)} presences are established", _BUSY_SECONDS)
        self.publish_seconds = time.monotonic() - start

    def change(self, message: str, per_second: float) -> None:
        """Everybody says something else, one after the other."""
        start = time.monotonic()
        for place, name in enumerate(self.names):
            bus, group = self._groups[name]
            while time.monotonic() < start + place / per_second:
                self.host.lan.pump(0.001)
            bus.call(_DAEMON, group, _GROUP, "UpdateServiceTxt", "iiusssaay", _ANY, _ANY, 0, name,
                     _TYPE, _DOMAIN, _record(name, message))

    def leave(self) -> None:
        """Everybody says goodbye."""
        for bus in self._buses:
            bus.close()
        self._buses = []
        self._groups, self._established = {}, {}

    def _on_message(self, message: Message) -> None:
        if message.member == "StateChanged" and message.interface == _GROUP \
                and message.arguments[0] == _ESTABLISHED:
            self._established.setdefault(message.path or "", time.time())


def _record(name: str, message: str) -> List[bytes]:
    """What a client says of a person, as long as it is with most clients."""
    strings = ["txtvers=1", f"1st={name.split('@', maxsplit=1)[0].title()}", "last=Montague",
               f"port.p2pj={_PORT}", "status=avail", f"msg={message}", "vc=!", "ver=2.14.12",
               "node=libpurple", f"email={name}.example"]
    return [string.encode() for string in strings]
