# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A small D-Bus client for the system bus of a host, from outside of it.

It runs in the test's own process and thread, needs no library, and hears what the bus says within any
wait on the LAN. Sources: D-Bus Specification, "Message Protocol" and "Authentication Protocol".
"""

import os
import socket
import struct
from typing import Any, Callable, Dict, List, Optional, Tuple

from lan import Host, LanError

CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
_FIELDS = {1: "path", 2: "interface", 3: "member", 4: "error_name", 5: "reply_serial",
           6: "destination", 7: "sender", 8: "signature", 9: "unix_fds"}
_FIXED = {"y": "B", "b": "I", "n": "h", "q": "H", "i": "i", "u": "I", "x": "q", "t": "Q", "d": "d",
          "h": "I"}
_SIZES = {"y": 1, "n": 2, "q": 2, "g": 1, "v": 1, "x": 8, "t": 8, "d": 8, "(": 8, "{": 8}


class BusError(LanError):
    """The other side answered with an error; `name` is its D-Bus name."""

    def __init__(self, name: str, text: str):
        super().__init__(f"{name}: {text}")
        self.name = name


class Message:
    """A message as it came: its header's fields as attributes (None if absent), and its arguments."""

    def __init__(self, kind: int, serial: int, fields: Dict[str, Any], arguments: List[Any]):
        self.kind = kind
        self.serial = serial
        self.arguments = arguments
        for name in _FIELDS.values():
            setattr(self, name, fields.get(name))

    path: Optional[str]
    interface: Optional[str]
    member: Optional[str]
    error_name: Optional[str]
    reply_serial: Optional[int]
    destination: Optional[str]
    sender: Optional[str]


class SystemBus:
    """A connection to a host's system bus; `on_message` is given all that is no reply to `call`.

    A call is answered within `answer_seconds`, or LanError.
    """

    def __init__(self, host: Host, on_message: Callable[[Message], None] = lambda message: None,
                 answer_seconds: float = 20):
        self.host = host
        self._on_message = on_message
        self._answer_seconds = answer_seconds
        self._replies: Dict[int, Message] = {}
        self._serial = 0
        self._input = b""
        host.needs_daemon()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(host.world.outer_path("/run/dbus/system_bus_socket"))
        self._socket.sendall(b"\0AUTH EXTERNAL %s\r\n" % str(os.getuid()).encode().hex().encode())
        if not self._socket.recv(4096).startswith(b"OK "):
            raise LanError(f"the system bus of {host.name} does not let the test in")
        self._socket.sendall(b"NEGOTIATE_UNIX_FD\r\n")
        self._socket.recv(4096)
        self._socket.sendall(b"BEGIN\r\n")
        self._socket.setblocking(False)
        host.lan.watch(self._socket, self._read)
        self.name = self.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "Hello")[0]

    def close(self) -> None:
        """Leave the bus, and with it all that services hold for this connection."""
        self.host.lan.unwatch(self._socket)
        self._socket.close()

    def call(self, destination: str, path: str, interface: str, member: str,
             signature: str = "", *arguments: Any) -> List[Any]:
        """Call a method and return what it gives; BusError if it fails."""
        serial = self.send(CALL, signature, arguments, destination=destination, path=path,
                           interface=interface, member=member)
        reply = self.host.lan.wait(lambda: self._replies.pop(serial, None),
                                   f"{member} is answered on {self.host.name}",
                                   self._answer_seconds)
        if reply.kind == ERROR:
            raise BusError(reply.error_name or "", str((reply.arguments or [""])[0]))
        return reply.arguments

    def send(self, kind: int, signature: str, arguments: Tuple[Any, ...],
             fds: Tuple[int, ...] = (), **fields: Any) -> int:
        """Send a message of any kind with these header fields; returns its serial number."""
        self._serial += 1
        if fds:
            fields["unix_fds"] = len(fds)
        self._socket.setblocking(True)
        message = _message(kind, self._serial, fields, signature, arguments)
        socket.send_fds(self._socket, [message], list(fds))
        self._socket.setblocking(False)
        return self._serial

    def _read(self) -> None:
        try:
            data = self._socket.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            self.host.lan.unwatch(self._socket)
            return
        self._input += data
        while True:
            length = _length(self._input)
            if length is None or len(self._input) < length:
                return
            message = _parsed(self._input[:length])
            self._input = self._input[length:]
            if message.kind in (RETURN, ERROR) and message.destination in (
                    None, getattr(self, "name", message.destination)):
                self._replies[message.reply_serial or 0] = message
            else:
                self._on_message(message)


# -- the wire format ----------------------------------------------------------------------------


def _aligned(data: bytes, size: int) -> bytes:
    return data + b"\0" * (-len(data) % size)


def _alignment(code: str) -> int:
    return _SIZES.get(code, 4)


def _split(signature: str) -> List[str]:
    """The complete types that a signature is made of."""
    types, place = [], 0
    while place < len(signature):
        end = place
        while signature[end] == "a":
            end += 1
        if signature[end] in "({":
            depth = 0
            while True:
                depth += (signature[end] in "({") - (signature[end] in ")}")
                if depth == 0:
                    break
                end += 1
        types.append(signature[place:end + 1])
        place = end + 1
    return types


def _put(data: bytes, code: str, value: Any) -> bytes:
    """`data` with a value appended."""
    data = _aligned(data, _alignment(code[0]))
    if code in _FIXED:
        return data + struct.pack("<" + _FIXED[code], value)
    if code in ("s", "o"):
        raw = value.encode()
        return data + struct.pack("<I", len(raw)) + raw + b"\0"
    if code == "g":
        return data + bytes([len(value)]) + value.encode() + b"\0"
    if code == "v":
        inner, content = value
        return _put(_put(data, "g", inner), inner, content)
    if code[0] == "a":
        start = _aligned(data + b"\0\0\0\0", _alignment(code[1]))
        filled = start
        for item in value:
            filled = _put(filled, code[1:], item)
        return (data + struct.pack("<I", len(filled) - len(start)) + start[len(data) + 4:]
                + filled[len(start):])
    for inner, item in zip(_split(code[1:-1]), value):
        data = _put(data, inner, item)
    return data


def _get(data: bytes, place: int, code: str) -> Tuple[Any, int]:
    """The value at a place, and the place after it."""
    place += -place % _alignment(code[0])
    if code in _FIXED:
        form = "<" + _FIXED[code]
        return struct.unpack_from(form, data, place)[0], place + struct.calcsize(form)
    if code in ("s", "o", "g"):
        width = 1 if code == "g" else 4
        length = int.from_bytes(data[place:place + width], "little")
        start = place + width
        return data[start:start + length].decode("utf-8", "replace"), start + length + 1
    if code == "v":
        inner, place = _get(data, place, "g")
        return _get(data, place, inner)
    if code[0] == "a":
        length, place = _get(data, place, "u")
        place += -place % _alignment(code[1])
        items, end = [], place + length
        while place < end:
            item, place = _get(data, place, code[1:])
            items.append(item)
        return items, place
    values = []
    for inner in _split(code[1:-1]):
        value, place = _get(data, place, inner)
        values.append(value)
    return values, place


def _message(kind: int, serial: int, fields: Dict[str, Any], signature: str,
             arguments: Tuple[Any, ...]) -> bytes:
    body = b""
    for code, value in zip(_split(signature), arguments):
        body = _put(body, code, value)
    if signature:
        fields = dict(fields, signature=signature)
    codes = {"path": "o", "signature": "g", "reply_serial": "u", "unix_fds": "u"}
    listed = [(number, (codes.get(name, "s"), fields[name]))
              for number, name in _FIELDS.items() if name in fields]
    head = struct.pack("<cBBBII", b"l", kind, 0, 1, len(body), serial)
    return _aligned(_put(head, "a(yv)", listed), 8) + body


def _length(data: bytes) -> Optional[int]:
    """How long the message at the start of `data` is, once that can be told."""
    if len(data) < 16:
        return None
    order = "little" if data[:1] == b"l" else "big"
    if order == "big":
        raise LanError("a big-endian message on the system bus")
    fields = int.from_bytes(data[12:16], order)
    return 16 + fields + -fields % 8 + int.from_bytes(data[4:8], order)


def _parsed(data: bytes) -> Message:
    body_length, serial = struct.unpack_from("<II", data, 4)
    listed, _ = _get(data, 12, "a(yv)")
    fields = {_FIELDS[code]: value for code, value in listed if code in _FIELDS}
    body, place, arguments = data[len(data) - body_length:], 0, []
    for code in _split(fields.get("signature") or ""):
        value, place = _get(body, place, code)
        arguments.append(value)
    return Message(data[1], serial, fields, arguments)
