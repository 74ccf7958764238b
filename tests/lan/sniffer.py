# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes over TCP on the LAN, as somebody on the switch sees it."""

import contextlib
import socket
import struct
from collections import defaultdict
from typing import DefaultDict, Optional, Tuple

from lan import Lan

_ETH_P_IP, _ETH_P_IPV6, _ETH_P_ALL = 0x0800, 0x86DD, 3
_SOL_PACKET, _ADD_MEMBERSHIP, _MR_PROMISC = 263, 1, 1
_TCP = socket.IPPROTO_TCP

Flow = Tuple[str, int, str, int]
"""Source and destination, each an address and a port."""


class Sniffer:
    """All bytes that go over TCP on a segment of the LAN from now on, by connection and direction."""

    def __init__(self, lan: Lan, bridge: str = "br0"):
        self.lan = lan
        self.flows: DefaultDict[Flow, bytes] = defaultdict(bytes)
        self._next: dict = {}
        with lan.switch.network():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_ALL))
            self._socket.bind((bridge, _ETH_P_ALL))
            every = struct.pack("iHH8s", socket.if_nametoindex(bridge), _MR_PROMISC, 0, b"")
            self._socket.setsockopt(_SOL_PACKET, _ADD_MEMBERSHIP, every)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._socket.setblocking(False)
        lan.watch(self._socket, self._read)
        lan.at_close(self._close)

    def _read(self) -> None:
        frame, (_, protocol, *_) = self._socket.recvfrom(65536)
        found = _segment(frame, protocol)
        if not found:
            return
        flow, sequence, payload = found
        # A frame is seen on each side of the bridge, and again when it was lost.
        fresh = (sequence - self._next.get(flow, sequence)) & 0xFFFFFFFF
        if payload and fresh < 1 << 31:
            self.flows[flow] += payload
            self._next[flow] = (sequence + len(payload)) & 0xFFFFFFFF

    def all(self) -> bytes:
        """Everything that was said, one connection after the other."""
        with contextlib.suppress(BlockingIOError):
            while True:
                self._read()
        return b"\0".join(self.flows.values())

    def _close(self) -> None:
        self.lan.unwatch(self._socket)
        self._socket.close()


def _segment(frame: bytes, protocol: int) -> Optional[Tuple[Flow, int, bytes]]:
    """The connection, the sequence number and the payload of a TCP segment."""
    if protocol == _ETH_P_IP and len(frame) >= 40 and frame[9] == _TCP:
        start, end = (frame[0] & 15) * 4, struct.unpack_from("!H", frame, 2)[0]
        source, target = (socket.inet_ntop(socket.AF_INET, frame[at:at + 4]) for at in (12, 16))
    elif protocol == _ETH_P_IPV6 and len(frame) >= 60 and frame[6] == _TCP:
        start, end = 40, 40 + struct.unpack_from("!H", frame, 4)[0]
        source, target = (socket.inet_ntop(socket.AF_INET6, frame[at:at + 16]) for at in (8, 24))
    else:
        return None
    ports = struct.unpack_from("!HH", frame, start)
    sequence = struct.unpack_from("!I", frame, start + 4)[0]
    begin = start + (frame[start + 12] >> 4) * 4
    return (source, ports[0], target, ports[1]), sequence, frame[begin:end]
