# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What systemd-logind says on the bus of a host that goes to sleep (org.freedesktop.login1, "Inhibitor Locks")."""

import array
import contextlib
import os
import socket
from typing import List

from lan import Host
from systembus import CALL, RETURN, SIGNAL, Message, SystemBus

NAME, PATH, MANAGER = ("org.freedesktop.login1", "/org/freedesktop/login1",
                       "org.freedesktop.login1.Manager")
_POLICY = f"""<busconfig><policy context='mandatory'><allow own='{NAME}'/>
<allow send_destination='{NAME}'/><allow send_sender='{NAME}'/></policy></busconfig>"""


def allow(host: Host) -> None:
    """Let the test play logind there; before the host's bus is started."""
    directory = "/etc/dbus-1/system.d"
    avahi = host.run(["cat", "/usr/share/dbus-1/system.d/avahi-dbus.conf"])
    host.run(["mount", "-t", "tmpfs", "tmpfs", directory])
    host.run(["tee", f"{directory}/logind.conf"], stdin=_POLICY)
    host.run(["tee", f"{directory}/avahi.conf"], stdin=avahi.stdout)


class Logind:
    """On that host's bus from now on. `locks` are the programs whose goodbye it would wait for."""

    def __init__(self, host: Host):
        self.locks: List[int] = []
        self.asked_for: List[List[str]] = []
        self._bus = SystemBus(host, self._answer)
        self._bus.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName", "su",
                       NAME, 0)
        host.lan.at_close(self.close)

    def _answer(self, message: Message) -> None:
        if message.kind != CALL or message.member != "Inhibit":
            return
        ours, theirs = socket.socketpair()
        self.asked_for.append(message.arguments)
        self.locks.append(ours.detach())
        self._bus.send(RETURN, "h", (0,), (theirs.fileno(),), destination=message.sender,
                       reply_serial=message.serial)
        theirs.close()

    def held(self) -> int:
        """How many locks are still held."""
        left = 0
        for lock in self.locks:
            with socket.socket(fileno=os.dup(lock)) as end:
                end.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    end.recv(1)
                    continue
                left += 1
        return left

    def says(self, sleeping: bool) -> None:
        """The computer is about to sleep, or has woken up."""
        self._bus.send(SIGNAL, "b", (sleeping,), path=PATH, interface=MANAGER,
                       member="PrepareForSleep")

    def close(self) -> None:
        for lock in self.locks:
            os.close(lock)
        self._bus.close()
