#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A thousand streams opened and closed in one process leave nothing behind, and no more are open at once than it has
room for. (What is lost without any pointer to it, the sanitizers' build finds.)
"""

import os

import mdns
from avahi import EntryGroup
from rawpeer import TXT, header
from tap import run

SANITIZED = os.environ.get("LL_ASAN") == "1"
STREAMS = 200 if SANITIZED else 1000
"""The sanitizers' build, which is slow, finds what is lost with fewer."""
WARMING_UP = 1
AT_ONCE = 8
"""LL_STREAMS_UNIDENTIFIED_PER_ADDRESS_MAX"""
OPEN = 768
"""LL_STREAMS_MAX"""
OF_ONE = 8
"""LL_STREAMS_PER_PEER_MAX"""
HIS = 5
"""Times so many of his for each of hers."""
GROWTH_MAX = 512 * 1024
"""Bytes; a thousand times what a stream needs would be more than a megabyte."""


def open_files(person):
    """The files and sockets that a client has open, without what differs each time."""
    directory = f"/proc/{person.client.process.pid}/fd"
    return sorted(os.readlink(f"{directory}/{fd}").split(":")[0] for fd in os.listdir(directory))


def memory(person):
    """Bytes of the client's own."""
    with open(f"/proc/{person.client.process.pid}/smaps_rollup", encoding="ascii") as sums:
        return 1024 * next(int(line.split()[1]) for line in sums if line.startswith("Pss_Anon:"))


def end_all(wires):
    for wire in wires:
        wire.send("</stream:stream>")
    for wire in wires:
        wire.expect("</stream:stream>")
        wire.finish()
        wire.expect_end()
        wire.close()


def his(juliet, romeo, port, text):
    """Romeo opens as many as may wait together until it is known who he is, and says something."""
    wires = [romeo.connect(juliet, port=port) for _ in range(AT_ONCE)]
    for wire in wires:
        wire.open_stream(romeo.name, juliet.name)
    wires[0].send(f"<message from='{romeo.name}' to='{juliet.name}' type='chat'>"
                  f"<body>{text}</body></message>")
    juliet.reads(romeo, text)
    end_all(wires)


def hers(juliet, romeo, text):
    juliet.writes(romeo, text)
    wire = romeo.accept()
    wire.expect("<stream:stream [^>]*>")
    wire.send(header(romeo.name, juliet.name))
    wire.expect(f"{text}</body>")
    end_all([wire])


def streams(juliet, romeo, port, number):
    for done in range(0, number, AT_ONCE * HIS + 1):
        for turn in range(HIS):
            his(juliet, romeo, port, f"his {done} {turn}")
        hers(juliet, romeo, f"hers {done}")


def a_thousand_streams_leave_no_file_and_no_memory(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo")
    juliet.sees(romeo)
    port = mdns.find(mantua, juliet.name).port
    streams(juliet, romeo, port, WARMING_UP)
    files, before = open_files(juliet), memory(juliet)
    streams(juliet, romeo, port, STREAMS)
    lan.wait(lambda: open_files(juliet) == files, f"the files open are {files} again")
    growth = memory(juliet) - before
    # A sanitizer keeps freed memory for a while, to find who uses it.
    assert growth <= GROWTH_MAX or SANITIZED, f"{growth} bytes more"


def of_too_many_streams_at_once_the_idlest_gives_way(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    crowd = mantua.raw_peer("guest0")
    names = [crowd.name] + [f"guest{number}@mantua" for number in range(1, OPEN // OF_ONE + 1)]
    for name in names[1:]:
        group = EntryGroup(mantua, crowd.bus())
        group.add_service(name, crowd.port, TXT)
        group.commit(wait=False)
    for name in names:
        juliet.sees(name)
    port = mdns.find(mantua, juliet.name).port
    wires = []
    for name in names:
        for _ in range(OF_ONE if len(wires) < OPEN else 1):
            wires.append(crowd.connect(juliet, port=port))
            wires[-1].open_stream(name, juliet.name)
            wires[-1].send(f"<iq type='get' id='{len(wires)}' from='{name}' to='{juliet.name}'>"
                           "<ping xmlns='urn:xmpp:ping'/></iq>")
            wires[-1].expect(f'id="{len(wires)}"')
    wires[0].expect("<resource-constraint ")
    wires[0].expect_end()
    assert all(wire.end is None for wire in wires[1:]), [wire.end for wire in wires]


run()
