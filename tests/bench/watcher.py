# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Somebody who sees a crowd come, change and go, and what that costs her client and her host."""

import collections
import time
from typing import Any, Callable, Counter, Dict, NamedTuple, Optional, Set

import headless
from crowd import Crowd
from lan import Host
from meter import Meter, memory, processor_seconds

_QUIET_SECONDS = 4
"""All that follows from an event has been shown when there was no event for so long; what is new is
announced for the third and last time after 3 s."""
_STUCK_SECONDS = 12
"""Nothing else is coming when nothing came for so long; the daemon asks again after 1, 2 and 4 s."""


class Cost(NamedTuple):
    """What was used so far: seconds of the processor, and bytes."""

    client: float
    daemon: float
    bus: float
    memory: int
    daemon_memory: int

    def since(self, before: "Cost") -> "Cost":
        return Cost(*(now - then for now, then in zip(self, before)))


class Watcher(headless.Client):
    """A metered client, whose account is not signed on yet."""

    def __init__(self, host: Host, protocol: str, crowd: Crowd, **options: Any):
        self.protocol = protocol
        self.online: Set[str] = set()
        self.last_event = 0.0
        self.last_arrival = 0.0
        self.arrival_seconds: Optional[float] = None
        self.statuses: Counter[str] = collections.Counter()
        self.messages: Dict[str, str] = {}
        self._crowd = set(crowd.names)
        self.meter = Meter(host.dir, protocol)
        super().__init__(host, protocol, environment={**self.meter.environment, "LL_NO_DEBUG": "1"})
        self.account = self.person(protocol, "watcher", sign_on=False, **options)

    def _happened(self, event: headless.Event) -> None:
        super()._happened(event)
        kind = event["event"]
        if kind == "buddy":
            self._look(event["buddy"], event["at"])
        elif kind == "buddy-status" and event["name"] in self._crowd:
            self.statuses[event["name"]] += 1
            self.last_event = time.time()
        elif kind == "buddy-removed":
            self.online.discard(event["name"])
            self.last_event = time.time()

    def _look(self, buddy: headless.Event, at: float) -> None:
        name = buddy["name"]
        if name not in self._crowd:
            return
        self.last_event = time.time()
        self.messages[name] = buddy["message"]
        if not buddy["online"]:
            self.online.discard(name)
        elif name not in self.online:
            self.online.add(name)
            self.last_arrival = at

    # -- waiting ----------------------------------------------------------------------------

    def await_crowd_of(self, act: Callable[[], None]) -> None:
        """Do what makes all appear, and wait until all are online, or no more are coming.

        `arrival_seconds` is then how long it took the last one.
        """
        start = time.time()
        act()
        self._wait(lambda: len(self.online) == len(self._crowd)
                   or time.time() > max(self.last_arrival, start) + _STUCK_SECONDS)
        self.await_quiet()
        self.arrival_seconds = max(0.0, self.last_arrival - start)

    def await_message(self, message: str) -> None:
        """Wait until all are shown to say this, or no more will be, and nothing more is shown."""
        start = time.time()
        self._wait(lambda: all(self.messages.get(name) == message for name in self._crowd)
                   or time.time() > max(self.last_event, start) + _STUCK_SECONDS)
        self.await_quiet()

    def await_quiet(self) -> None:
        """Until nothing more is shown."""
        start = time.time()
        self._wait(lambda: time.time() > max(self.last_event, start) + _QUIET_SECONDS)

    def _wait(self, condition: Callable[[], bool]) -> None:
        def checked() -> bool:
            self.still_there()
            return condition()
        self.lan.wait(checked, f"{self.name} is done", 300)

    # -- measuring --------------------------------------------------------------------------

    def cost(self) -> Cost:
        """Of this client, and of the daemons of its host."""
        daemon, bus = self.host.avahi, self.host.bus
        return Cost(processor_seconds(self.process.pid),
                    processor_seconds(daemon.pid) if daemon else 0.0,
                    processor_seconds(bus.pid) if bus else 0.0,
                    memory(self.process.pid), memory(daemon.pid) if daemon else 0)
