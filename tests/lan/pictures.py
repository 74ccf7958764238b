# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of people: files made of a few bytes, their hashes, and who publishes and who sees them."""

import hashlib
import random
import struct
import zlib
from typing import Any, List, Optional, Tuple

import mdns
from avahi import EntryGroup
from lan import LanError

Colour = Tuple[int, int, int]
RED, GREEN, BLUE = (220, 20, 20), (20, 180, 20), (20, 20, 220)
RECORD_MAX = 8844
"""LL_PICTURE_RECORD_MAX"""


def sha1(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()


def png(colour: Colour, side: int = 48) -> bytes:
    """All of one colour."""
    return _png(side, side, (b"\0" + bytes(colour) * side) * side)


def noise_png(size: int, seed: int = 0) -> bytes:
    """Of exactly so many bytes, which no compression makes fewer: noise, and a comment for the rest."""
    width = 48
    height = max(1, (size - 200) // (3 * width + 2))
    rows = b"".join(b"\0" + random.Random(f"{seed}-{row}").randbytes(3 * width) for row in range(height))
    rest = size - len(_png(width, height, rows)) - 12
    if rest < 0:
        raise ValueError(f"no picture has {size} bytes")
    return _png(width, height, rows, b"\0".rjust(1) + b"x" * (rest - 1) if rest else b"")


def _png(width: int, height: int, rows: bytes, comment: Optional[bytes] = None) -> bytes:
    chunks = [(b"IHDR", struct.pack("!2I5B", width, height, 8, 2, 0, 0, 0))]
    if comment is not None:
        chunks.append((b"teXt", comment))
    chunks += [(b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
        for kind, data in chunks)


def gif_that_claims(width: int, height: int) -> bytes:
    """One pixel, on a screen that is said to be so large."""
    return (b"GIF89a" + struct.pack("<2H", width, height) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
            + b"\x2c" + struct.pack("<4H", 0, 0, width, height) + b"\0\x02\x02\x44\x01\0\x3b")


def txt_with(picture_hash: Optional[str]) -> List[Any]:
    """The TXT record of somebody with a picture of that hash."""
    return ["txtvers=1", "status=avail"] + ([f"phsh={picture_hash}"] if picture_hash else [])


def null_record(peer: Any, picture: bytes, escaped: bool = True) -> EntryGroup:
    """Put a picture into a raw peer's NULL record, as other programs do.

    `escaped`: its program escapes the name. Most do not, which matters for dots and backslashes.
    """
    group = EntryGroup(peer.host, peer.bus())
    name = mdns.instance_name(peer.name) if escaped else f"{peer.name}.{mdns.PRESENCE}"
    group.add_record(name, mdns.NULL, picture, 120)
    group.commit()
    return group


def peer_with(host: Any, username: str, picture: Optional[bytes], picture_hash: str = "",
              escaped: bool = True) -> Any:
    """A raw peer that says that it has a picture (of this hash, if not its own), and publishes it."""
    peer = host.raw_peer(username, publish=False)
    if picture is not None:
        null_record(peer, picture, escaped)
    peer.publish(txt_with(picture_hash or sha1(picture or b"")))
    return peer


def questions(capture: mdns.Capture, label: str = "") -> List[mdns.Record]:
    """The questions for NULL records (of somebody) on the wire."""
    name = mdns.instance_name(label) if label else None
    return [record for record in capture.records(name, "NULL", responses=False)
            if record.section == "question"]


def shows(person: Any, whom: Any, picture: Optional[bytes], timeout: float = 5) -> None:
    """Wait until a person is shown this picture of somebody, or none."""
    wanted = sha1(picture) if picture else None
    try:
        person.sees(whom, timeout=timeout, picture=wanted)
    except LanError as error:
        raise LanError(f"{error}\nwanted: {wanted}") from None
