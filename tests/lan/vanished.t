#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who vanishes without a goodbye is no ghost for 75 minutes, and is back as soon as they are back.

Nobody can know it before they try to reach them: so somebody writes, and that is what shows it.
"""

import os

import mdns
from headless import Client
from host import RESPONDER
from probe import pause
from tap import about_the_daemon, run

UNDELIVERED = 20
GONE = 6
BACK = 10
A_WHILE = 30
"""Seconds until a message is told to be undelivered, from there until they are gone, until who is back
is seen, and how long they are away."""


def people(lan, hers="link-local"):
    """Juliet in Verona, who will vanish; Romeo in Mantua, who will miss her; and Mercutio in Venice."""
    verona, mantua, venice = lan.new_hosts("verona", "mantua", "venice")
    juliet = verona.headless(hers, "juliet")
    romeo = mantua.headless("link-local", "romeo")
    mercutio = venice.headless("link-local", "mercutio")
    for one in (juliet, romeo, mercutio):
        for other in (juliet, romeo, mercutio):
            if one is not other:
                one.sees(other)
    return juliet, romeo, mercutio


def misses(person, whom, text="where are you?"):
    """Somebody writes, is told once that it was in vain, and sees who it was for gone."""
    before = len(person.notices())
    person.writes(whom, text)
    event = person.is_told(text, whom, timeout=UNDELIVERED)
    assert event["via"] == "im", event
    person.sees_gone(whom, timeout=GONE)
    assert len(person.notices()) == before + 1, person.notices()


def talk(one, other):
    one.writes(other, "wherefore")
    other.reads(one, "wherefore")
    other.writes(one, "therefore")
    one.reads(other, "therefore")
    one.reads_nothing_more(other)
    other.reads_nothing_more(one)


def sockets(person):
    """How many sockets her client has on the port of mDNS."""
    inodes = set()
    for fd in os.listdir(f"/proc/{person.client.process.pid}/fd"):
        try:
            target = os.readlink(f"/proc/{person.client.process.pid}/fd/{fd}")
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[len("socket:["):-1])
    table = person.host.run(["cat", "/proc/net/udp", "/proc/net/udp6"]).stdout.splitlines()
    rows = [line.split() for line in table if ":" in line.split()[0]]
    return len([row for row in rows if row[9] in inodes and row[1].endswith(":14E9")])


def questions(wire, person, whom):
    """The questions that her host has asked for somebody's SRV record."""
    mine = set(person.host.addresses())
    return [record for record in wire.records(mdns.instance_name(whom.name), "SRV", responses=False)
            if record.source in mine and record.section == "question"]


def walls(host, *rules):
    """What comes in to a host, also from itself, meets these rules, as nft says them, and no others."""
    host.run(["nft", "-f", "-"], stdin="\n".join((
        "add table inet wall", "delete table inet wall", "table inet wall {", "chain input {",
        "type filter hook input priority 0;", *(f"{rule};" for rule in rules), "}", "}", "")))


def who_pulls_the_cable_is_gone_after_a_word_and_back_with_it(lan):
    juliet, romeo, mercutio = people(lan)
    place = romeo.now()
    juliet.host.unplug()
    misses(romeo, juliet)
    assert mercutio.turns(juliet, 0) == ["online"], "nobody wrote to her there"
    assert romeo.online() == [mercutio.name], romeo.online()
    pause(lan, A_WHILE)
    juliet.host.plug()
    romeo.sees(juliet, timeout=BACK)
    talk(romeo, juliet)
    assert romeo.turns(juliet, place) == ["offline", "online"], romeo.turns(juliet, place)
    assert not romeo.turns(mercutio, place)


def who_pulls_the_cable_in_a_talk_is_gone_likewise(lan):
    juliet, romeo, _ = people(lan)
    talk(romeo, juliet)
    juliet.host.unplug()
    misses(romeo, juliet)
    juliet.host.plug()
    romeo.sees(juliet, timeout=BACK)
    talk(romeo, juliet)


def with_one_ip_version_alone_it_is_the_same(lan):
    for version, name in ((4, "fourth"), (6, "sixth")):
        hosts = [lan.host(f"{name}-{number}", daemon=False) for number in range(2)]
        for host in hosts:
            host.move(f"br{version}")
            host.has_only(version)
            host.start_daemon()
        juliet, romeo = (host.headless("link-local", who) for host, who in zip(hosts, ("juliet", "romeo")))
        romeo.sees(juliet)
        hosts[0].unplug()
        misses(romeo, juliet)
        hosts[0].plug()
        romeo.sees(juliet, timeout=BACK)


def who_is_on_prpl_bonjour_is_gone_and_back_likewise(lan):
    juliet, romeo, _ = people(lan, hers="bonjour")
    juliet.host.unplug()
    misses(romeo, juliet)
    juliet.host.plug()
    romeo.sees(juliet, timeout=BACK)
    romeo.writes(juliet, "there you are")
    juliet.reads(romeo, "there you are")


def who_lost_the_power_is_gone_and_back_when_it_is_back_with_the_same_words(lan):
    juliet, romeo, mercutio = people(lan)
    place = romeo.now()
    verona = juliet.host
    verona.crash()  # and not the program alone, for which the daemon would say goodbye
    misses(romeo, juliet)
    verona.plug()
    verona.start_daemon()
    juliet = Client(verona, "juliet-again").person("link-local", "juliet")
    romeo.sees(juliet, timeout=BACK)
    talk(romeo, juliet)
    assert romeo.turns(juliet, place) == ["offline", "online"], romeo.turns(juliet, place)
    mercutio.sees(juliet)


def whose_program_and_responder_were_killed_is_gone(lan):
    """Their host still answers, and refuses."""
    juliet, romeo, _ = people(lan)
    if RESPONDER != "embedded":
        juliet.host.kill_daemon()
    juliet.client.process.kill()
    misses(romeo, juliet)


def who_can_not_be_connected_to_and_answers_by_mdns_stays(lan):
    juliet, romeo, _ = people(lan)
    place = romeo.now()
    wire = mdns.Capture(lan)
    before = sockets(romeo)
    for rule in ("drop", "reject with tcp reset"):
        walls(juliet.host, f"tcp dport 5298 {rule}")
        romeo.writes(juliet, f"will they {rule}?")
        romeo.is_told(f"will they {rule}?", juliet, timeout=UNDELIVERED)
        lan.wait(lambda: sockets(romeo) == before, "no doubt is left", 5)
    assert questions(wire, romeo, juliet), "she was not even asked for"
    walls(juliet.host)
    talk(romeo, juliet)
    assert not romeo.turns(juliet, place), romeo.turns(juliet, place)


def who_answers_every_second_question_only_stays(lan):
    juliet, romeo, _ = people(lan)
    place = romeo.now()
    before = sockets(romeo)
    wire = mdns.Capture(lan)
    walls(juliet.host, "tcp dport 5298 drop", "udp dport 5353 numgen inc mod 2 == 0 drop")
    for number in range(2):
        romeo.writes(juliet, f"try {number}")
        romeo.is_told(f"try {number}", juliet, timeout=UNDELIVERED)
        lan.wait(lambda: sockets(romeo) == before, "no doubt is left", GONE)
    assert questions(wire, romeo, juliet)
    assert not romeo.turns(juliet, place), romeo.turns(juliet, place)


def who_is_out_of_doubt_costs_nothing(lan):
    juliet, romeo, _ = people(lan)
    before = sockets(romeo)
    talk(romeo, juliet)  # for which their daemons may ask where they listen
    wire = mdns.Capture(lan)
    talk(romeo, juliet)
    lan.wait(lambda: sockets(romeo) == before, "nobody listens for her", 5)
    assert not questions(wire, romeo, juliet)
    juliet.host.unplug()
    misses(romeo, juliet)
    assert sockets(romeo) > before, "it does not listen for her"
    juliet.host.plug()
    romeo.sees(juliet, timeout=BACK)
    lan.wait(lambda: sockets(romeo) == before, "the sockets are closed", 5)
    juliet.host.unplug()
    misses(romeo, juliet)
    romeo.signs_off()
    assert sockets(romeo) == 0


def who_comes_back_unheard_is_found_by_a_word(lan):
    """The far end of the cable was out: she is not told, and does not announce herself again."""
    juliet, romeo, _ = people(lan)
    juliet.host.move("")
    misses(romeo, juliet)
    juliet.host.move("br0")
    romeo.writes(juliet, "there again?")
    juliet.reads(romeo, "there again?", timeout=BACK)
    romeo.sees(juliet, timeout=1)
    assert len(romeo.notices()) == 1, romeo.notices()


def who_writes_is_there(lan):
    """She heard nothing of it, and what she says by mDNS is not heard."""
    juliet, romeo, _ = people(lan)
    juliet.host.move("")
    misses(romeo, juliet)
    romeo.host.drops("udp dport 5353")
    juliet.host.move("br0")
    juliet.writes(romeo, "did you write?")
    romeo.reads(juliet, "did you write?", timeout=30)
    romeo.sees(juliet, timeout=1)


def who_is_on_this_very_host_is_asked_for_too(lan):
    verona = lan.host("verona")
    juliet = verona.headless("link-local", "juliet")
    romeo = verona.headless("link-local", "romeo")
    for one, other in ((juliet, romeo), (romeo, juliet)):
        one.sees(other)
    place = romeo.now()
    port = mdns.find(verona, juliet.name).port
    before = sockets(romeo)
    wire = mdns.Capture(lan)
    walls(verona, f"tcp dport {port} drop")
    romeo.writes(juliet, "so near")
    romeo.is_told("so near", juliet, timeout=UNDELIVERED)
    assert questions(wire, romeo, juliet)
    lan.wait(lambda: sockets(romeo) == before, "no doubt is left", 5)
    assert not romeo.turns(juliet, place), romeo.turns(juliet, place)


def who_leaves_for_good_is_in_doubt_no_longer(lan):
    """As the interface does on which she was seen."""
    juliet, romeo, mercutio = people(lan)
    before = sockets(romeo)
    juliet.host.unplug()
    misses(romeo, juliet)
    romeo.host.run_ip("link set eth0 down")
    romeo.sees_gone(mercutio)
    lan.wait(lambda: sockets(romeo) == before, "no doubt is left", 5)


@about_the_daemon
def where_the_responder_shares_its_port_with_nobody_it_works_still(lan):
    verona = lan.host("verona")
    mantua = lan.host("mantua", daemon=False)
    mantua.start_daemon(config="disallow-other-stacks=yes")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    juliet.host.drops("tcp dport 5298")
    place = romeo.now()
    romeo.writes(juliet, "one")
    romeo.is_told("one", juliet, timeout=UNDELIVERED)
    assert not romeo.turns(juliet, place), romeo.turns(juliet, place)
    juliet.host.drops("")
    juliet.client.process.kill()
    juliet.host.kill_daemon()
    misses(romeo, juliet)


run(at_once=4)
