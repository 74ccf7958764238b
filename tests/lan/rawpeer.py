# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A peer made of records and bytes: it publishes what a test writes down, and says exactly that.

Its sockets belong to the host but live in the test's own process, so a test decides about every segment.
"""

import re
import socket
import struct
from typing import Any, List, Optional, Tuple, Union

import mdns
from avahi import SERVICE, EntryGroup, Txt
from lan import Host, LanError
from systembus import SystemBus

TXT: Txt = ["txtvers=1", "status=avail"]
HEADER = ("<?xml version='1.0' encoding='UTF-8'?>\n<stream:stream xmlns='jabber:client' "
          "xmlns:stream='http://etherx.jabber.org/streams'{attributes}>")


def header(sender: Optional[str] = None, to: Optional[str] = None,
           version: Optional[str] = "1.0", stream_id: Optional[str] = None) -> str:
    """A stream header, with the attributes that are given; names are written as they are."""
    pairs = (("from", sender), ("to", to), ("version", version), ("id", stream_id))
    return HEADER.format(attributes="".join(f' {key}="{value}"' for key, value in pairs
                                            if value is not None))


class Wire:
    """One end of a TCP connection.

    `received` is all that came, `segments` the same as it was read, `end` how it ended: None, "eof", "reset".
    """

    def __init__(self, host: Host, sock: socket.socket, remote: Tuple[Any, ...]):
        self.host = host
        self.remote = remote[0].split("%")[0].replace("::ffff:", "")
        self.received = b""
        self.segments: List[bytes] = []
        self.end: Optional[str] = None
        self._read_so_far = 0
        self._socket = sock
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        host.lan.watch(sock, self._read)
        host.lan.at_close(self._drop)

    def _read(self) -> None:
        try:
            data = self._socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            self._ended("reset")
            return
        if data:
            self._arrived(data)
        else:
            self._ended("eof")

    def _arrived(self, data: bytes) -> None:
        self.received += data
        self.segments.append(data)

    def _ended(self, how: str) -> None:
        self.end = self.end or how
        self.host.lan.unwatch(self._socket)

    def _drop(self) -> None:
        self.host.lan.unwatch(self._socket)
        self._socket.close()

    # -- saying -----------------------------------------------------------------------------

    def send(self, data: Union[bytes, str], *cuts: int) -> None:
        """Send exactly these bytes: as one segment, or cut into several at these places."""
        raw = data.encode() if isinstance(data, str) else data
        places = [0, *cuts, len(raw)]
        for start, end in zip(places, places[1:]):
            self._send_all(raw[start:end])

    def send_in_pieces(self, data: Union[bytes, str], size: int = 1) -> None:
        """Send these bytes in segments of so many."""
        raw = data.encode() if isinstance(data, str) else data
        self.send(raw, *range(size, len(raw), size))

    def _send_all(self, raw: bytes) -> None:
        while raw:
            try:
                raw = raw[self._socket.send(raw):]
            except BlockingIOError:
                self.host.lan.pump()

    def tries_to_send(self, data: Union[bytes, str]) -> None:
        """Send as much of this as the other side lets come."""
        try:
            self.send(data)
        except OSError:
            self.host.lan.pump()

    def open_stream(self, sender: Optional[str], to: Optional[str],
                    version: Optional[str] = "1.0") -> None:
        """Send a stream header and wait for the other side's."""
        self.send(header(sender, to, version))
        self.expect(r"<stream:stream[^>]*>")

    def finish(self) -> None:
        """Send no more, but go on listening (FIN)."""
        self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Close as a program does that ends well."""
        self._drop()

    def reset(self) -> None:
        """Close as a program does that crashed with unread data (RST)."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._drop()

    # -- hearing ----------------------------------------------------------------------------

    @property
    def unread(self) -> bytes:
        """What came and was not yet expected."""
        return self.received[self._read_so_far:]

    def expect(self, pattern: Union[str, bytes], timeout: float = 20) -> "re.Match[bytes]":
        """Wait until what came after the last expected thing has this in it; returns the match."""
        regex = re.compile(pattern.encode() if isinstance(pattern, str) else pattern, re.DOTALL)

        def found() -> Optional["re.Match[bytes]"]:
            match = regex.search(self.received, self._read_so_far)
            if not match and self.end:
                raise LanError(f"the connection ended ({self.end}) before {pattern!r}; "
                               f"after what was expected came {self.unread!r}")
            return match
        try:
            match = self.host.lan.wait(found, f"{pattern!r} comes", timeout)
        except LanError as error:
            raise LanError(f"{error}\nreceived: {self.received!r}") from None
        self._read_so_far = match.end()
        return match

    def expect_nothing(self, seconds: float) -> None:
        """Nothing more comes for so long."""
        before = len(self.received)
        try:
            self.host.lan.wait(lambda: len(self.received) > before or self.end, "", seconds)
        except LanError:
            return
        raise LanError(f"there came {self.received[before:]!r} {self.end or ''}")

    def expect_end(self, how: Optional[str] = None, timeout: float = 20) -> str:
        """Wait until the other side ends the connection: "eof", "reset", or None for either."""
        self.host.lan.wait(lambda: self.end, f"the connection ends (so far {self.unread!r})", timeout)
        if how and self.end != how:
            raise LanError(f"the connection ended with {self.end}, and not {how}")
        return self.end or ""


class RawPeer:
    """A presence on a host, and a port that it listens on.

    `username` with an `@` in it is the whole presence name, any other gets the host's. `txt` is a list of
    strings or bytes, in the order of the wire; `port` is what the SRV record says (the one it listens
    on, if None), `listens` which IP versions it listens with ("46", "4", "6" or "" for none).
    """

    def __init__(self, host: Host, username: str, txt: Optional[Txt] = None,
                 port: Optional[int] = None, listens: str = "46", publish: bool = True):
        self.host = host
        self.name = username if "@" in username else f"{username}@{host.name}"
        self.wires: List[Wire] = []
        self._listeners: List[socket.socket] = []
        self._accepted: List[Any] = []
        self.listening_port = self._listen(listens) if listens else 0
        self.port = self.listening_port or 5298 if port is None else port
        self._bus: Optional[SystemBus] = None
        self._group: Optional[EntryGroup] = None
        host.lan.at_close(self._close)
        if publish:
            self.publish(TXT if txt is None else txt)

    # -- presence ---------------------------------------------------------------------------

    def publish(self, txt: Txt, name: Optional[str] = None, service: str = SERVICE) -> None:
        """Publish the presence, and wait until it is established."""
        self.name = name or self.name
        self._group = EntryGroup(self.host, self.bus())
        self._group.add_service(self.name, self.port, txt, service)
        self._group.commit()

    def bus(self) -> SystemBus:
        """Its connection to the system bus, for records of other kinds."""
        self._bus = self._bus or SystemBus(self.host)
        return self._bus

    def update(self, txt: Txt) -> None:
        """Change the TXT record in place; not amid probes, which Avahi then takes for another's."""
        assert self._group, "nothing is published"
        self._group.await_established()
        self._group.update_txt(self.name, txt)

    def withdraw(self) -> None:
        """Take the presence back: the daemon says goodbye."""
        assert self._group, "nothing is published"
        self._group.free()
        self._group = None

    # -- connections ------------------------------------------------------------------------

    def _listen(self, families: str) -> int:
        port = 0
        with self.host.network():
            for family in families:
                kind = socket.AF_INET if family == "4" else socket.AF_INET6
                listener = socket.socket(kind, socket.SOCK_STREAM)
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if kind == socket.AF_INET6:
                    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                listener.bind(("", port))
                listener.listen(64)
                listener.setblocking(False)
                port = listener.getsockname()[1]
                self._listeners.append(listener)
                self.host.lan.watch(listener, lambda listener=listener: self._take(listener))
        return port

    def _take(self, listener: socket.socket) -> None:
        try:
            sock, remote = listener.accept()
        except OSError:
            return
        self._accepted.append(self._wire(sock, remote))

    def _wire(self, sock: socket.socket, remote: Tuple[Any, ...]) -> Any:
        return Wire(self.host, sock, remote)

    def accept(self, timeout: float = 20) -> Any:
        """The next connection from somebody, waiting for it."""
        self.host.lan.wait(lambda: self._accepted, f"somebody connects to {self.name}", timeout)
        return self._accepted.pop(0)

    def has_callers(self) -> bool:
        """Somebody has connected who was not accepted yet."""
        self.host.lan.pump(0)
        return bool(self._accepted)

    def is_left_alone(self, seconds: float) -> None:
        """Nobody connects for so long."""
        try:
            self.accept(seconds)
        except LanError:
            return
        raise LanError(f"somebody connected to {self.name}")

    def connect(self, whom: Any, family: str = "4", source: Optional[str] = None,
                port: Optional[int] = None) -> Any:
        """Connect to the port that a person (anything with `name` and `host`) publishes.

        `source` is the address of this host to connect from, if not the usual one.
        """
        if port is None:
            port = mdns.find(self.host, whom.name).port
        address = whom.host.ipv4() if family == "4" else whom.host.ipv6()
        with self.host.network():
            sock = socket.socket(socket.AF_INET if family == "4" else socket.AF_INET6)
            scope = socket.if_nametoindex("eth0")
        target = (address, port) if family == "4" else (address, port, 0, scope)
        if source:
            sock.bind((source, 0) if family == "4" else (source, 0, 0, scope))
        sock.settimeout(20)
        try:
            sock.connect(target)
        except OSError as error:
            sock.close()
            raise LanError(f"cannot connect to {whom.name} at {target}: {error}") from None
        return self._wire(sock, target)

    def stop_listening(self) -> None:
        """Whoever connects from now on is refused."""
        for listener in self._listeners:
            self.host.lan.unwatch(listener)
            listener.close()
        self._listeners = []

    def _close(self) -> None:
        self.stop_listening()
        if self._bus:
            self._bus.close()
