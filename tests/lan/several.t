#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""More than one of everything: accounts, users, interfaces, links, people; and one IP version, or names like none."""

import contextlib
import struct
import time

import avahi
import mdns
from headless import Client
from lan import LanError
from probe import pause
from rawpeer import header
from systembus import SystemBus
from tap import about_the_daemon, limit, run


def all_see_each_other(*everybody):
    for person in everybody:
        for other in everybody:
            if other is not person:
                person.sees(other)


def ours_talk(one, other):
    """Each writes to the other, and no word is lost or doubled."""
    one.writes(other, "wherefore art thou")
    other.reads(one, "wherefore art thou")
    other.writes(one, "call me but love")
    one.reads(other, "call me but love")
    one.reads_nothing_more(other)
    other.reads_nothing_more(one)


def hears_in_the_end(one, other, text):
    """Other writes until one reads it: what prpl-bonjour does not take, it drops without a word."""
    for _ in range(10):
        other.writes(one, text)
        with contextlib.suppress(LanError):
            if one.reads(other, text, timeout=3):
                return
    raise LanError(f"{one.name} does not read {text!r} from {other.name}")


def gets_through(one, other, text):
    """Over a link that may have gone: what one writes is read, or told as not delivered and written again."""
    for number in range(3):
        words = f"{text} {number}"
        told = len(one.notices())
        one.writes(other, words)
        lan = one.client.lan
        lan.wait(lambda: words in other.unread(one) or len(one.notices()) > told,
                 f"{words!r} is read, or told", 20)
        if words in other.unread(one):
            other.reads(one, words)
            return
        assert words in one.notices()[-1], one.notices()
    raise LanError(f"{other.name} does not read {text!r} from {one.name}")


# -- accounts and users -------------------------------------------------------------------------


def an_account_of_ours_and_one_of_prpl_bonjour_share_a_client(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    capulets = Client(verona, "capulets")
    juliet = capulets.person("link-local", "juliet")
    nurse = capulets.person("bonjour", "nurse")
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, nurse, romeo)
    ours_talk(juliet, romeo)
    hears_in_the_end(nurse, juliet, "come hither, nurse")
    hears_in_the_end(juliet, nurse, "your lady mother calls")
    hears_in_the_end(nurse, romeo, "good morrow")
    hears_in_the_end(romeo, nurse, "God ye good morrow")
    for person, names in ((juliet, ["nurse@verona", "romeo@mantua"]),
                          (romeo, ["juliet@verona", "nurse@verona"])):
        assert person.online() == names, (person.name, person.online())
    nurse.signs_off()
    for person in (juliet, romeo):
        person.sees_gone(nurse)
    ours_talk(juliet, romeo)


def two_users_of(name, lan):
    """Two clients on one machine, with users of that name, and a romeo elsewhere."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, other = (Client(verona, f"juliet-{number}").person("link-local", name)
                     for number in range(2))
    other.name = f"{name}-1@verona"
    other.is_told(other.name)
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, other, romeo)
    return juliet, other, romeo


def the_second_of_two_users_of_one_name_keeps_hers_when_the_first_leaves(lan):
    juliet, other, romeo = two_users_of("juliet", lan)
    ours_talk(romeo, other)
    place = romeo.now()
    juliet.quits()
    for person in (other, romeo):
        person.sees_gone(juliet)
    other.sets_status("away", "still the second")
    romeo.sees(other, message="still the second")
    ours_talk(romeo, other)
    assert romeo.turns(other, place) == [], romeo.turns(other, place)
    assert romeo.online() == [other.name], romeo.online()


@about_the_daemon
def two_users_of_one_name_keep_their_names_when_the_daemon_restarts(lan):
    juliet, other, romeo = two_users_of("juliet", lan)
    for person in (juliet, other):
        ours_talk(romeo, person)
    told = {person: len(person.notices()) for person in (juliet, other)}
    for end in (juliet.host.stop_daemon, juliet.host.kill_daemon):
        end()
        juliet.host.start_daemon()
        for person, words in ((juliet, "the first"), (other, "the second")):
            person.sets_status("away", f"{words} after {end.__name__}")
            romeo.sees(person, message=f"{words} after {end.__name__}", timeout=15)
            ours_talk(romeo, person)
        assert romeo.online() == [other.name, juliet.name], romeo.online()
        assert juliet.online() == [other.name, romeo.name], juliet.online()
        assert other.online() == [romeo.name, juliet.name][::-1], other.online()
    for person in (juliet, other):
        assert len(person.notices()) == told[person], person.notices()


# -- interfaces and links -----------------------------------------------------------------------


CABLES = ("eth0", "eth1")


def with_two_cables(lan, bridge):
    """Juliet and Romeo, whose hosts have a second cable each; who see and hear each other."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    for host in (verona, mantua):
        host.add_interface(bridge=bridge)
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, romeo)
    ours_talk(juliet, romeo)
    return juliet, romeo


def are_there_until_both_cables_are_out(lan, bridges):
    juliet, romeo = with_two_cables(lan, bridges[1])
    captures = {cable: mdns.Capture(lan, bridge) for cable, bridge in zip(CABLES, bridges)}
    verona = juliet.host
    places = {juliet: juliet.now(), romeo: romeo.now()}
    for cable in CABLES:
        verona.link_down(cable)
        gets_through(juliet, romeo, f"without {cable}")
        gets_through(romeo, juliet, f"I hear you without {cable}")
        since = time.time()
        verona.link_up(cable)
        for person in (juliet, romeo):
            lan.wait(lambda: is_heard_on(captures[cable], person, since),
                     f"{person.name} is on {cable} again")
        gets_through(juliet, romeo, f"with {cable}")
    for person, other in ((juliet, romeo), (romeo, juliet)):
        assert person.turns(other, places[person]) == [], person.turns(other, places[person])
        assert person.online() == [other.name], person.online()
    for cable in CABLES:
        verona.link_down(cable)
    juliet.sees_gone(romeo, timeout=20)
    verona.link_up("eth1")
    juliet.sees(romeo, timeout=10)
    gets_through(romeo, juliet, "here again")
    assert juliet.turns(romeo, places[juliet]) == ["offline", "online"]


def is_heard_on(capture, person, since):
    return any(record.at > since for record in
               capture.records(mdns.instance_name(person.name), "TXT"))


@limit(240)
def two_cables_into_one_link_show_everybody_once(lan):
    are_there_until_both_cables_are_out(lan, ("br0", "br0"))


@limit(240)
def two_links_show_everybody_once(lan):
    are_there_until_both_cables_are_out(lan, ("br0", "br1"))


def over_four_links_one_change_is_shown_once(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    for host in (verona, mantua):
        host.add_interface(bridge="br1")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo")
    juliet.sees(romeo)
    for number in range(5):
        place = juliet.now()
        romeo.update(["txtvers=1", f"status={('away', 'dnd')[number % 2]}", f"msg=word {number}"])
        juliet.sees(romeo, message=f"word {number}")
        pause(lan, 2)
        shown = [event for event in juliet.client.journal[place:]
                 if event["event"] == "buddy-status"]
        assert len(shown) == 1, shown
    romeo.withdraw()
    juliet.sees_gone(romeo)
    assert juliet.turns(romeo) == ["online", "offline"], juliet.turns(romeo)


# -- one IP version -----------------------------------------------------------------------------


def a_lan_with_only(lan, version):
    """Two of ours and one on prpl-bonjour live there as anywhere."""
    hosts = [lan.host(name, daemon=False) for name in ("verona", "mantua", "venice")]
    for host in hosts:
        host.has_only(version)
        host.start_daemon()
    verona, mantua, venice = hosts
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    mercutio = venice.headless("bonjour", "mercutio")
    for host in hosts:
        assert {":" in address for address in host.addresses()} == {version == 6}, host.addresses()
    all_see_each_other(juliet, romeo, mercutio)
    ours_talk(juliet, romeo)
    hears_in_the_end(mercutio, juliet, "a plague")
    hears_in_the_end(juliet, mercutio, "on both your houses")
    romeo.sets_status("away", "banished")
    for person in (juliet, mercutio):
        person.sees(romeo, message="banished")
    mantua.unplug()
    juliet.writes(romeo, "romeo, romeo")
    juliet.is_told("romeo, romeo", romeo)
    mantua.plug()
    juliet.sees(romeo, timeout=15)
    ours_talk(juliet, romeo)
    romeo.signs_off()
    for person in (juliet, mercutio):
        person.sees_gone(romeo)


def a_lan_with_only_ipv4_is_like_any_other(lan):
    a_lan_with_only(lan, 4)


def a_lan_with_only_ipv6_is_like_any_other(lan):
    a_lan_with_only(lan, 6)


def one_host_without_ipv6_talks_with_all(lan):
    verona = lan.host("verona", daemon=False)
    verona.has_only(4)
    verona.start_daemon()
    mantua = lan.host("mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, romeo)
    ours_talk(juliet, romeo)


# -- names --------------------------------------------------------------------------------------

OWN_NAMES = {
    "ro.meo": "ro.meo",
    "wjt (2)": "wjt (2)",
    "two  words": "two  words",
    "Grüße \U0001f980": "Grüße \U0001f980",
    "ü" * 28: "ü" * 28,  # 63 bytes with @mantua
    "ö" * 40: "ö" * 28,
    "a\\b": "a-b",
}
"""What users call themselves, and what they are called on the network."""


@limit(240)
def users_with_odd_names_are_seen_and_heard_by_ours_and_by_prpl_bonjour(lan):
    verona, mantua, venice = lan.new_hosts("verona", "mantua", "venice")
    juliet = verona.headless("link-local", "juliet")
    mercutio = venice.headless("bonjour", "mercutio")
    romeos = Client(mantua, "romeos")
    for username, shown in OWN_NAMES.items():
        romeo = romeos.person("link-local", username)
        romeo.name = f"{shown}@mantua"
        assert len(romeo.name.encode()) <= 63
        all_see_each_other(juliet, romeo, mercutio)
        ours_talk(juliet, romeo)
        hears_in_the_end(mercutio, romeo, "can you read me?")
        hears_in_the_end(romeo, mercutio, "I can")
        romeo.signs_off()
        for person in (juliet, mercutio):
            person.sees_gone(romeo)


def two_users_whose_name_fills_the_label_are_told_apart(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    first, second = (Client(verona, f"capulet{number}").person("link-local", "ü" * 40)
                     for number in range(2))
    first.name = "ü" * 28 + "@verona"
    second.name = "ü" * 27 + "-1@verona"
    second.is_told(second.name)
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(first, second, romeo)
    ours_talk(first, second)
    ours_talk(romeo, second)


BONJOUR_NAMES = {
    "ro.meo@mantua": "ro.meo@mantua",
    "wjt (2)@mantua": "wjt (2)@mantua",
    "wjt@bael (2)": "wjt\\40bael (2)@mantua",
    "Grüße \U0001f980@mantua": "Grüße \U0001f980@mantua",
    "ü" * 28 + "@mantua": "ü" * 28 + "@mantua",
    "a\\b@mantua": "a\\b@mantua",
}
"""User names of prpl-bonjour, and what it makes of them on the network."""


@limit(240)
def people_on_prpl_bonjour_with_odd_names_are_seen_and_heard(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    for username, shown in BONJOUR_NAMES.items():
        romeo = mantua.headless("bonjour", username)
        romeo.name = shown
        all_see_each_other(juliet, romeo)
        hears_in_the_end(romeo, juliet, "can you read me?")
        hears_in_the_end(juliet, romeo, "I can")
        romeo.quits()
        juliet.sees_gone(romeo)


# -- many, and what only looks like one ---------------------------------------------------------


@limit(300)
def five_hundred_on_two_links_with_both_ip_versions_come_and_go(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    for host in (verona, mantua):
        host.add_interface(bridge="br1")
    watch = avahi.Watch(verona) if verona.avahi else None
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, romeo)
    alone = watch and watch.held()
    bus = SystemBus(mantua)
    groups = {f"guest{number}@mantua": avahi.EntryGroup(mantua, bus) for number in range(500)}
    for place, (name, group) in enumerate(groups.items()):
        group.add_service(name, 5298, ["txtvers=1", "status=avail", f"nick={name}"])
        group.commit(wait=False)
        let_a_crowd_through(lan, place)
    for person in (juliet, romeo):
        lan.wait(lambda: are_online(person) == 501, f"{person.name} sees all", 60)
    pause(lan, 3)
    assert not watch or watch.most() < 1024, watch.most()
    assert are_online(juliet) == 501, are_online(juliet)
    ours_talk(juliet, romeo)
    for place, group in enumerate(groups.values()):
        group.free()
        let_a_crowd_through(lan, place)
    for person in (juliet, romeo):
        lan.wait(lambda: are_online(person) == 1, f"{person.name} sees all gone", 60)
    lan.wait(lambda: not watch or watch.held() == alone, "nothing of them is held")
    turns = {name: juliet.turns(name) for name in list(groups)[::50]}
    assert all(turn == ["online", "offline"] for turn in turns.values()), turns
    for one, other in ((juliet, romeo), (romeo, juliet)):
        mdns.find(one.host, other.name)  # and whoever asks is answered again
    ours_talk(juliet, romeo)


def let_a_crowd_through(lan, place):
    """So many that the kernel's buffers of one daemon hold what all say: a packet lost here is no news."""
    if place % 50 == 49:
        pause(lan, 0.3)


def are_online(person):
    person.client.lan.pump(0)
    return sum(buddy["online"] for buddy in person.buddies.values())


def an_instance_with_a_name_of_two_labels_is_no_reason_to_knock(lan):
    """As a sample program publishes: x._test._presence._tcp.local, and that in the list of presences."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    odd = mantua.raw_peer("x", publish=False)
    group = avahi.EntryGroup(mantua, odd.bus())
    name = f"x._test.{mdns.PRESENCE}"
    group.add_record(mdns.PRESENCE, mdns.PTR, mdns.encoded_name(name))
    group.add_record(name, mdns.SRV, struct.pack("!HHH", 0, 0, odd.port)
                     + mdns.encoded_name("mantua.local"))
    group.add_record(name, mdns.TXT, b"\x09txtvers=1\x0cstatus=avail")
    group.commit()
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, romeo)
    odd.is_left_alone(5)
    assert "romeo@mantua" in juliet.online() and len(juliet.online()) <= 2, juliet.online()


def a_presence_without_its_record_is_nobody_until_it_has_one(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    peer = mantua.raw_peer("romeo", publish=False)
    pointer = avahi.EntryGroup(mantua, peer.bus())
    pointer.add_record(mdns.PRESENCE, mdns.PTR, mdns.encoded_name(mdns.instance_name(peer.name)))
    pointer.commit()
    nurse = mantua.headless("link-local", "nurse")
    juliet.sees(nurse)
    pause(lan, 3)
    assert juliet.online() == ["nurse@mantua"], juliet.online()
    peer.publish(["txtvers=1", "status=away"])
    juliet.sees(peer, status="away")
    wire = peer.connect(juliet)
    wire.send(header(peer.name, juliet.name)
              + "<message type='chat'><body>here I am</body></message>")
    juliet.reads(peer, "here I am")
    peer.withdraw()
    pointer.free()
    juliet.sees_gone(peer)
    assert juliet.turns(peer) == ["online", "offline"], juliet.turns(peer)


run(at_once=4)
