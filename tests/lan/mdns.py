# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Multicast DNS read off the wire, with no daemon in between: what was really said, and in what order.

Sources: RFC 1035 4.1 (messages), RFC 6762 (multicast DNS), RFC 6763 6 (TXT records).
"""

import os
import socket
import struct
import time
from typing import Any, List, NamedTuple, Optional, Tuple

from lan import Host, Lan, LanError

PRESENCE = "_presence._tcp.local"
A, PTR, TXT, AAAA, SRV, NULL, ANY = 1, 12, 16, 28, 33, 10, 255
TYPES = {1: "A", 12: "PTR", 16: "TXT", 28: "AAAA", 33: "SRV", 10: "NULL", 47: "NSEC", 255: "ANY"}
_GROUP, _PORT = "224.0.0.251", 5353
_ETH_P_IP, _ETH_P_IPV6, _ETH_P_ALL = 0x0800, 0x86DD, 3


class Record(NamedTuple):
    """A resource record, or a question (whose ttl and data are None), as it stood in a packet."""

    at: float
    source: str
    response: bool
    section: str
    name: str
    type: str
    ttl: Optional[int]
    data: Any
    """PTR: the name; SRV: (port, host); TXT: the strings in order; else the bytes."""

    def __str__(self) -> str:
        return (f"{self.at % 1000:.3f} {self.source} {self.section} {self.name} {self.type} "
                f"ttl={self.ttl} {self.data!r}"[:300])


class Published(NamedTuple):
    """A service as its records say: the TXT strings are bytes, in the order of the wire."""

    name: str
    host: str
    port: int
    txt: List[bytes]

    def value(self, key: str) -> Optional[str]:
        """A key's value in the TXT record; None if there is no such key."""
        for string in self.txt:
            found, separator, value = string.partition(b"=")
            if found.lower() == key.lower().encode():
                return value.decode("utf-8", "replace") if separator else ""
        return None

    def keys(self) -> List[str]:
        return [string.partition(b"=")[0].decode("utf-8", "replace") for string in self.txt]


def instance_name(label: str, service: str = PRESENCE) -> str:
    """The full name of a service whose first label is `label`, as this module writes names."""
    return label.replace("\\", "\\\\").replace(".", "\\.") + "." + service


# -- messages -----------------------------------------------------------------------------------


def parse(packet: bytes, source: str = "", at: float = 0.0) -> List[Record]:
    """All questions and records of a message, in order; what is broken ends the list."""
    records: List[Record] = []
    try:
        _, flags, *counts = struct.unpack_from("!6H", packet)
        place = 12
        for section, count in zip(("question", "answer", "authority", "additional"), counts):
            for _ in range(count):
                record, place = _record(packet, place, section, bool(flags & 0x8000), source, at)
                records.append(record)
    except (struct.error, IndexError):
        pass
    return records


def _record(packet: bytes, place: int, section: str, response: bool, source: str,
            at: float) -> Tuple[Record, int]:
    name, place = _name(packet, place)
    kind, _ = struct.unpack_from("!HH", packet, place)
    text = TYPES.get(kind, str(kind))
    if section == "question":
        return Record(at, source, response, section, name, text, None, None), place + 4
    ttl, length = struct.unpack_from("!IH", packet, place + 4)
    start = place + 10
    data = _data(packet, start, length, kind)
    return Record(at, source, response, section, name, text, ttl, data), start + length


def _data(packet: bytes, start: int, length: int, kind: int) -> Any:
    raw = packet[start:start + length]
    if kind == PTR:
        return _name(packet, start)[0]
    if kind == SRV:
        return struct.unpack_from("!H", packet, start + 4)[0], _name(packet, start + 6)[0]
    if kind == TXT:
        strings, place = [], 0
        while place < len(raw):
            strings.append(raw[place + 1:place + 1 + raw[place]])
            place += 1 + raw[place]
        return strings
    return raw


def _name(packet: bytes, place: int) -> Tuple[str, int]:
    """The name at a place, with dots and backslashes inside a label escaped by a backslash."""
    labels, end, jumps = [], None, 0
    while packet[place]:
        length = packet[place]
        if length >= 0xC0:
            end = end if end is not None else place + 2
            place = (length & 0x3F) << 8 | packet[place + 1]
            jumps += 1
            if jumps > 50:
                raise IndexError("a loop in a name")
            continue
        label = packet[place + 1:place + 1 + length].decode("utf-8", "replace")
        labels.append(label.replace("\\", "\\\\").replace(".", "\\."))
        place += 1 + length
    return ".".join(labels), end if end is not None else place + 1


def encoded_name(name: str) -> bytes:
    """A name as this module writes it, in the bytes of a message."""
    labels, label, escaped = [], "", False
    for letter in name:
        if escaped or letter not in "\\.":
            label, escaped = label + letter, False
        elif letter == "\\":
            escaped = True
        else:
            labels.append(label)
            label = ""
    raw = [part.encode() for part in labels + [label]]
    return b"".join(bytes([len(part)]) + part for part in raw) + b"\0"


# -- listening ----------------------------------------------------------------------------------


class Capture:
    """Every mDNS packet on a segment of the LAN from now on, whoever sent it."""

    def __init__(self, lan: Lan, bridge: str = "br0"):
        self.lan = lan
        self._records: List[Record] = []
        self.packets = 0
        with lan.switch.network():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM,
                                         socket.htons(_ETH_P_ALL))
            self._socket.bind((bridge, _ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._socket.setblocking(False)
        lan.watch(self._socket, self._read)
        lan.at_close(self.close)
        lan.add_witness(self)

    def _read(self) -> None:
        frame, (_, protocol, *_) = self._socket.recvfrom(65536)
        found = _udp_payload(frame, protocol)
        if found:
            self.packets += 1
            self._records += parse(found[1], found[0], time.time())

    def records(self, name: Optional[str] = None, type: Optional[str] = None,
                responses: Optional[bool] = True) -> List[Record]:
        """What has been seen, in order; by name (in any case) and type, and None for all."""
        self.lan.pump(0)
        return [record for record in self._records
                if (name is None or record.name.casefold() == name.casefold())
                and (type is None or record.type == type)
                and (responses is None or record.response == responses)]

    def goodbyes(self, label: str) -> List[Record]:
        """The PTR records with which the named presence was withdrawn (RFC 6762 10.1)."""
        wanted = instance_name(label).casefold()
        return [record for record in self.records(PRESENCE, "PTR")
                if record.ttl == 0 and record.data.casefold() == wanted]

    def txts(self, label: str) -> List[List[bytes]]:
        """The TXT records announced for a presence, one after the other, repetitions left out."""
        seen: List[List[bytes]] = []
        for record in self.records(instance_name(label), "TXT"):
            if record.ttl and (not seen or seen[-1] != record.data):
                seen.append(record.data)
        return seen

    def testimony(self) -> str:
        lines = [str(record) for record in self._records if "_presence" in record.name]
        return "\n".join(["mDNS on the wire:"] + ["  " + line for line in lines[-40:]])

    def close(self) -> None:
        self.lan.unwatch(self._socket)
        self._socket.close()


def _udp_payload(frame: bytes, protocol: int) -> Optional[Tuple[str, bytes]]:
    """Source address and payload of an mDNS datagram that came in one piece."""
    if protocol == _ETH_P_IP and len(frame) > 28 and frame[9] == socket.IPPROTO_UDP:
        header = (frame[0] & 15) * 4
        if struct.unpack_from("!H", frame, 6)[0] & 0x3FFF:
            return None
        source = socket.inet_ntop(socket.AF_INET, frame[12:16])
    elif protocol == _ETH_P_IPV6 and len(frame) > 48 and frame[6] == socket.IPPROTO_UDP:
        header, source = 40, socket.inet_ntop(socket.AF_INET6, frame[8:24])
    else:
        return None
    ports = struct.unpack_from("!HH", frame, header)
    return (source, frame[header + 8:]) if _PORT in ports else None


# -- asking -------------------------------------------------------------------------------------


def ask(host: Host, name: str, kind: int, seconds: float = 1.0, enough: int = 1) -> List[Record]:
    """Ask the LAN from a host, as a one-shot querier (RFC 6762 5.1); returns the answers to it.

    Ends when `enough` answers are there, at the latest after so many seconds.
    """
    question = struct.pack("!6H", os.getpid() & 0xFFFF, 0, 1, 0, 0, 0)
    question += encoded_name(name) + struct.pack("!HH", kind, 1)
    with host.network(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                        socket.inet_aton(host.ipv4()))
        sock.setblocking(False)
        sock.sendto(question, (_GROUP, _PORT))
        answers: List[Record] = []
        deadline = time.monotonic() + seconds
        while len(answers) < enough and time.monotonic() < deadline:
            host.lan.pump()
            try:
                packet, source = sock.recvfrom(65536)
            except BlockingIOError:
                continue
            answers += [record for record in parse(packet, source[0], time.time())
                        if record.section == "answer" and record.name.casefold() == name.casefold()]
    return answers


def look_up(host: Host, label: str, seconds: float = 1.0) -> Optional[Published]:
    """The presence of that name as the wire has it, seen from a host; None if nobody publishes it."""
    name = instance_name(label)
    services = ask(host, name, SRV, seconds)
    strings = ask(host, name, TXT, seconds) if services else []
    if not strings:
        return None
    port, target = services[0].data
    return Published(label, target, port, strings[0].data)


def find(host: Host, label: str, timeout: float = 20, **values: Optional[str]) -> Published:
    """Wait until a presence is published with these TXT values (None: the key is absent)."""
    last: List[Optional[Published]] = [None]

    def there() -> Optional[Published]:
        last[0] = found = look_up(host, label, 0.5)
        fits = found and all(found.value(key.replace("_", ".")) == value
                             for key, value in values.items())
        return found if fits else None
    try:
        return host.lan.wait(there, f"{label} is published {values or ''}", timeout)
    except LanError as error:
        raise LanError(f"{error}; what is there is {last[0]}") from None
