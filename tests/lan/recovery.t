#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever happens to daemons, cables, addresses, names and clocks: soon after, all is right again.

Right means that within 10 s of the network being so both sides show the truth and can talk, that nobody
was signed off, and that nobody was shown twice, or came and went more often than in truth.
"""

import contextlib
import itertools
import os
import re
import time

import mdns
from clock import Clock
from headless import Client
from host import RESPONDER
from lan import PATIENCE, LanError
from probe import pause
from tap import about_the_daemon, limit, run

A_WHILE = 12
"""Seconds in which a timer would strike that was forgotten when all was right again."""


def people(lan, **options):
    """Juliet in Verona, Romeo in Mantua, and Mercutio, who is on prpl-bonjour, in Venice: all in talk."""
    verona, mantua, venice = lan.new_hosts("verona", "mantua", "venice")
    juliet = verona.headless("link-local", "juliet", **options)
    romeo = mantua.headless("link-local", "romeo")
    mercutio = venice.headless("bonjour", "mercutio")
    all_see_each_other(juliet, romeo, mercutio)
    for other in (romeo, mercutio):
        talk(juliet, other)
    return juliet, romeo, mercutio


def all_see_each_other(*everybody):
    for person in everybody:
        for other in everybody:
            if other is not person:
                person.sees(other)


def is_ours(person):
    return person.client.strict


def hears(one, other, text):
    """Other writes, and one reads it; prpl-bonjour's first words may be lost on the way."""
    for _ in range(1 if is_ours(one) and is_ours(other) else 10):
        other.writes(one, text)
        with contextlib.suppress(LanError):
            if one.reads(other, text, timeout=20 if is_ours(one) and is_ours(other) else 3):
                return
    raise LanError(f"{one.name} does not read {text!r} from {other.name}")


def talk(one, other):
    """Each hears the other, and no word twice."""
    hears(other, one, "wherefore")
    hears(one, other, "therefore")
    if is_ours(one) and is_ours(other):
        one.reads_nothing_more(other)
        other.reads_nothing_more(one)


class Trouble:
    """What people are shown from the beginning of a trouble on the first one's host to its end."""

    def __init__(self, *everybody):
        self.people = everybody
        self.lan = everybody[0].client.lan
        self.start = {person: person.now() for person in everybody}
        self.told = {person: len(person.notices()) for person in everybody}
        self.round = 0

    def is_over(self, hers=0, theirs=0, quiet=True):
        """The network is right: all show it within 10 s, and talk.

        `hers` is how often the others may have gone and come in the list of her who had the trouble, and
        `theirs` how often she may have in theirs. Unless `quiet` is False nobody was told anything.
        """
        self._nobody_was_signed_off()
        self.all_see_all(10)
        for other in self.people[1:]:
            talk(self.people[0], other)
        self.nobody_saw_more(hers, theirs, quiet)

    def all_see_all(self, seconds):
        """Everybody sees of everybody else what they say from now on."""
        end = time.monotonic() + seconds * PATIENCE
        self.round += 1
        for number, person in enumerate(self.people):
            person.sets_status("away", f"word {self.round} of {number}")
        for person in self.people:
            for number, other in enumerate(self.people):
                if other is not person:
                    person.sees(other, timeout=(end - time.monotonic()) / PATIENCE,
                                message=f"word {self.round} of {number}")

    def nobody_saw_more(self, hers, theirs, quiet=True):
        """Each sees exactly the others, saw nobody else, and nobody often."""
        for person in self.people:
            names = {other.name for other in self.people if other is not person}
            assert person.online() == sorted(names), (person.name, person.online())
            assert person.were_online(self.start[person]) == names, (
                person.name, person.were_online(self.start[person]))
            for name in names:
                allowed = (hers if person is self.people[0] else
                           theirs if name == self.people[0].name else 0)
                turns = person.turns(name, self.start[person])
                assert turns == ["offline", "online"] * (len(turns) // 2), (person.name, name, turns)
                assert len(turns) <= 2 * allowed, f"{person.name} saw {name}: {turns}"
            told = person.notices()[self.told[person]:]
            assert not quiet or not told or not is_ours(person), (person.name, told)
        self._nobody_was_signed_off()

    def _nobody_was_signed_off(self):
        for person in filter(is_ours, self.people):
            since = person.client.journal[self.start[person]:]
            signed_off = [event for event in since if event["event"] in ("disconnected", "error")]
            assert not signed_off, (person.name, signed_off)


# -- the daemon ---------------------------------------------------------------------------------


@about_the_daemon
def a_daemon_that_ends_well_and_starts_again_is_hardly_noticed(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    juliet.host.stop_daemon()
    juliet.writes(romeo, "our stream needs no daemon")
    romeo.reads(juliet, "our stream needs no daemon")
    juliet.host.start_daemon()
    trouble.is_over(theirs=1)
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=1)


@about_the_daemon
def a_daemon_that_is_killed_and_starts_again_is_not_noticed(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    for _ in range(2):
        juliet.host.kill_daemon()
        juliet.host.start_daemon()
        trouble.is_over()
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=0)


@about_the_daemon
def what_happens_while_the_daemon_is_away_is_seen_when_it_is_back(lan):
    what_happened_meanwhile_is_seen(*people(lan), "kill_daemon", "start_daemon")


@about_the_daemon
def a_new_message_bus_and_a_new_daemon_are_hardly_noticed(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    juliet.host.restart_bus()
    juliet.host.avahi.wait(20 * PATIENCE)  # it ends with its bus
    juliet.host.start_daemon()
    trouble.is_over(theirs=1)
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=1)


@about_the_daemon
def a_new_message_bus_that_the_daemon_finds_by_itself_is_hardly_noticed(lan):
    juliet, romeo, mercutio = people(lan)
    juliet.host.kill_daemon()
    juliet.host.start_daemon(config="enable-dbus=warn")
    trouble = Trouble(juliet, romeo, mercutio)
    trouble.all_see_all(10)
    juliet.host.restart_bus()
    lan.wait(lambda: daemon_is_on_the_bus(juliet.host), "the daemon is back on the bus", 20)
    trouble.is_over(theirs=1)


def daemon_is_on_the_bus(host):
    return "org.freedesktop.Avahi" in host.run(
        ["dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.DBus", "/",
         "org.freedesktop.DBus.ListNames"], check=False).stdout


@about_the_daemon
def a_daemon_away_for_long_is_told_once_and_all_is_right_when_it_is_back(lan):
    juliet, romeo, mercutio = people(lan, responder="daemon")
    trouble = Trouble(juliet, romeo, mercutio)
    juliet.host.stop_daemon()
    for other in (romeo, mercutio):
        other.sees_gone(juliet)
        juliet.sees_gone(other, timeout=20)
    juliet.is_told("avahi-daemon")
    pause(lan, 15)
    juliet.host.start_daemon()
    trouble.is_over(hers=1, theirs=1, quiet=False)
    told = [text for text in juliet.notices() if "avahi-daemon" in text]
    assert len(told) == 1, told


@about_the_daemon
def a_daemon_that_starts_after_signing_on_is_used(lan):
    verona = lan.host("verona", daemon=False)
    mantua = lan.host("mantua")
    romeo = mantua.headless("link-local", "romeo")
    juliet = verona.headless("link-local", "juliet")
    all_see_each_other(juliet, romeo)
    talk(juliet, romeo)
    trouble = Trouble(juliet, romeo)
    verona.start_daemon()
    lan.wait(lambda: mdns_is_answered_by_the_daemon(verona, juliet), "the daemon publishes her")
    trouble.is_over(theirs=1)
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=1)
    verona.stop_daemon()
    pause(lan, 30)
    trouble.is_over(theirs=3)


def mdns_is_answered_by_the_daemon(host, person):
    """The daemon holds her records as its own (local), and not as somebody's on the network."""
    return any("local" in line for line in host.run(
        ["avahi-browse", "-rtpv", "_presence._tcp"], check=False).stdout.splitlines()
        if person.username in line)


@about_the_daemon
def without_a_daemon_for_long_the_embedded_responder_takes_over_and_gives_way(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    juliet.host.stop_daemon()
    pause(lan, 30)
    trouble.is_over(theirs=1)
    juliet.host.start_daemon()
    trouble.is_over(theirs=2)
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=2)


@about_the_daemon
def a_daemon_demanded_and_absent_is_told_and_waited_for(lan):
    verona = lan.host("verona", daemon=False)
    romeo = lan.host("mantua").headless("link-local", "romeo")
    juliet = verona.headless("link-local", "juliet", responder="daemon", sign_on=False)
    juliet.signs_on(wait=False)
    juliet.is_told("avahi-daemon")
    pause(lan, A_WHILE)
    assert not juliet.events("error"), juliet.events("error")
    verona.start_daemon()
    juliet.sees(romeo, timeout=10)
    romeo.sees(juliet, timeout=10)
    talk(juliet, romeo)
    told = [text for text in juliet.notices() if "avahi-daemon" in text]
    assert len(told) == 1, told


# -- the cable ----------------------------------------------------------------------------------


def a_cable_out_for_a_moment_is_not_noticed(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    for _ in range(3):
        juliet.host.unplug()
        pause(lan, 2)
        juliet.host.plug()
    trouble.is_over()
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=0)


def a_link_down_for_a_moment_is_not_noticed(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    for _ in range(2):
        juliet.host.link_down()
        pause(lan, 2)
        juliet.host.link_up()
        trouble.is_over()
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=0)


def what_happens_while_the_link_is_down_is_seen_when_it_is_up(lan):
    what_happened_meanwhile_is_seen(*people(lan), "link_down", "link_up")


def what_happens_while_the_cable_is_out_is_seen_when_it_is_in(lan):
    what_happened_meanwhile_is_seen(*people(lan), "unplug", "plug")


def what_happened_meanwhile_is_seen(juliet, romeo, mercutio, begin, end):
    """One leaves, one comes, one says something else while Juliet cannot know, and she does so too."""
    place = juliet.now()
    getattr(juliet.host, begin)()
    romeo.quits()
    mercutio.sets_status("away", "asleep")
    paris = mercutio.host.headless("link-local", "paris")
    juliet.sets_status("dnd", "alone")
    getattr(juliet.host, end)()
    juliet.sees(mercutio, message="asleep", timeout=10)
    juliet.sees(paris, timeout=10)
    juliet.sees_gone(romeo, timeout=15)
    for other in (paris, mercutio):
        other.sees(juliet, message="alone", timeout=10)
    assert not juliet.turns(mercutio, place), juliet.turns(mercutio, place)
    assert juliet.turns(romeo, place) == ["offline"], juliet.turns(romeo, place)
    assert juliet.online() == ["mercutio@venice", "paris@venice"], juliet.online()


@limit(480)
def a_link_down_for_long_empties_the_list_and_fills_it_again(lan):
    """5 min, in which the records of a host expire; once, in the plain run, is enough of waiting."""
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    juliet.host.link_down()
    for other in (romeo, mercutio):
        juliet.sees_gone(other, timeout=20)
    juliet.sets_status("away", "on my own")
    pause(lan, 20 if RESPONDER or os.environ.get("LL_ASAN") == "1" else 300)
    juliet.host.link_up()
    for other in (romeo, mercutio):  # she leaves and comes, since others may have forgotten her
        lan.wait(lambda: other.turns(juliet, trouble.start[other]) == ["offline", "online"],
                 f"{other.name} has seen her go and come", 10)
    trouble.is_over(hers=1, theirs=1)


def a_partition_of_the_network_that_nobody_is_told_of_heals(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    juliet.host.move("")
    pause(lan, 5)
    juliet.host.move("br0")
    trouble.is_over()


def who_vanishes_without_goodbye_is_gone_after_a_word_and_back_with_the_cable(lan):
    juliet, romeo, mercutio = people(lan)
    paris = juliet.host.headless("link-local", "paris")
    all_see_each_other(juliet, romeo, mercutio, paris)
    trouble = Trouble(romeo, juliet, mercutio, paris)
    romeo.host.unplug()
    for person, text in ((juliet, "over the open stream"), (paris, "over a new one")):
        person.writes(romeo, text)
        event = person.is_told(text, romeo, timeout=20)
        assert event["via"] == "im", event
        person.sees_gone(romeo, timeout=15)
    pause(lan, A_WHILE)
    for person in (juliet, paris):
        assert person.turns(romeo, trouble.start[person]) == ["offline"], person.name
    romeo.host.plug()
    trouble.is_over(hers=1, theirs=1, quiet=False)


def a_host_that_lost_its_power_is_gone_after_a_word_and_stays_so(lan):
    juliet, romeo, mercutio = people(lan)
    place = juliet.now()
    romeo.host.crash()
    juliet.writes(romeo, "are you there?")
    juliet.is_told("are you there?", romeo, timeout=20)
    juliet.sees_gone(romeo, timeout=15)
    juliet.writes(romeo, "hello?")
    juliet.is_told("hello?", romeo, timeout=20)
    pause(lan, A_WHILE)
    assert juliet.turns(romeo, place) == ["offline"], juliet.turns(romeo, place)
    assert juliet.online() == [mercutio.name], juliet.online()


# -- addresses and interfaces -------------------------------------------------------------------


def a_changed_address_is_found_while_idle_and_in_a_chat(lan):
    verona, mantua = hosts_with_only_ipv4(lan, "verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, romeo)
    trouble = Trouble(juliet, romeo)
    verona.readdress("169.254.77.1/16")
    hears(juliet, romeo, "idle, found")
    verona.readdress("169.254.77.2/16")
    hears(romeo, juliet, "I have moved")
    verona.readdress("169.254.77.3/16")
    hears(juliet, romeo, "in a chat, found")
    trouble.is_over()
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=0)


def hosts_with_only_ipv4(lan, *names):
    hosts = [lan.host(name, daemon=False) for name in names]
    for host in hosts:
        host.has_only(4)
        host.start_daemon()
    return hosts


def an_interface_that_comes_brings_people_and_takes_them_along(lan):
    verona, mantua, venice = lan.new_hosts("verona", "mantua", "venice")
    venice.move("br1")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    paris = venice.headless("link-local", "paris")
    all_see_each_other(juliet, romeo)
    trouble = Trouble(juliet, romeo)
    for remove in (verona.remove_interface, verona.link_down):
        interface = verona.add_interface(bridge="br1")
        juliet.sees(paris, timeout=10)
        paris.sees(juliet, timeout=10)
        talk(juliet, paris)
        assert juliet.online() == ["paris@venice", "romeo@mantua"], juliet.online()
        remove(interface)
        juliet.sees_gone(paris, timeout=20)
        talk(juliet, romeo)
    for person, other in ((juliet, romeo), (romeo, juliet)):
        assert not person.turns(other, trouble.start[person])
    assert len(juliet.turns(paris)) == 4, juliet.turns(paris)


def one_of_two_interfaces_that_goes_is_not_noticed(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    mantua.add_interface(bridge="br1")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, romeo)
    talk(juliet, romeo)
    trouble = Trouble(juliet, romeo)
    verona.add_interface(bridge="br1")
    trouble.is_over()
    verona.remove_interface("eth0")
    trouble.is_over()
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=0, theirs=0)


# -- names --------------------------------------------------------------------------------------


def a_renamed_host_takes_its_people_and_their_talk_along(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    old = juliet.name
    before = {person: person.now() for person in (romeo, mercutio)}
    juliet.host.rename("padua")
    juliet.name = "juliet@padua"
    for other in (romeo, mercutio):
        other.sees(juliet, timeout=10)
        other.sees_gone(old, timeout=10)
        assert other.turns(old, before[other]) == ["offline"], other.turns(old, before[other])
    assert mdns.find(romeo.host, juliet.name).host.casefold() == "padua.local"
    romeo.writes(old, "to the window that is open")
    juliet.reads(romeo, "to the window that is open")
    juliet.writes(romeo, "from the window that is open")
    lan.wait(lambda: "from the window that is open" in romeo.unread(old) + romeo.unread(juliet),
             "romeo reads her in either window")
    romeo.writes(juliet, "to her new name")
    juliet.reads(romeo, "to her new name")
    hears(mercutio, juliet, "from padua")
    juliet.reads_nothing_more(romeo)
    pause(lan, A_WHILE)
    for other in (romeo, mercutio):
        assert old not in other.online() and other.online().count(juliet.name) == 1, other.online()
        assert not juliet.turns(other, trouble.start[juliet]), juliet.turns(other)
    assert old not in juliet.were_online(), "she saw her own old name"
    assert juliet.name not in juliet.were_online(), "she saw her own new name"
    assert len([text for text in juliet.notices() if "padua" in text]) <= 1, juliet.notices()


def who_takes_the_name_that_a_renamed_host_left_is_somebody_else(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, romeo)
    verona.rename("padua")
    romeo.sees("juliet@padua", timeout=10)
    romeo.sees_gone("juliet@verona", timeout=10)
    other = mantua.raw_peer("juliet@verona")
    juliet.sees(other)
    romeo.sees(other)
    other.withdraw()
    juliet.sees_gone(other)


def of_two_hosts_of_one_name_that_meet_late_one_takes_another(lan):
    first, second = lan.host("verona", daemon=False), lan.host("verona", daemon=False)
    second.move("br1")
    for host in (first, second):
        host.start_daemon()
    juliets = [Client(host, f"juliet-{number}").person("link-local", "juliet")
               for number, host in enumerate((first, second))]
    romeo = lan.host("mantua").headless("link-local", "romeo")
    romeo.sees("juliet@verona")
    second.unplug()
    second.move("br0")
    second.plug()
    meet(lan, juliets, romeo)


def of_two_segments_that_are_joined_one_of_the_same_name_takes_another(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    mantua.move("br1")
    juliet = verona.headless("link-local", "juliet")
    impostor = mantua.raw_peer("juliet@verona")
    juliet_s_neighbour = verona.headless("link-local", "nurse")
    juliet_s_neighbour.sees(juliet)
    mantua.move("br0")
    statuses = itertools.cycle(("dnd", "away"))

    def says_again():
        """Until she hears of it: nobody repeats what a segment has heard."""
        impostor.update(["txtvers=1", f"status={next(statuses)}"])
        pause(lan, 1)
        return any("juliet-1@verona" in text for text in juliet.notices())
    lan.wait(says_again, "juliet is told of her other name", 20)
    told = juliet.is_told("juliet-1@verona")
    assert "taken" in str(told), told
    juliet.name = "juliet-1@verona"
    juliet_s_neighbour.sees(juliet, timeout=10)
    juliet.sees(impostor, timeout=10)
    pause(lan, A_WHILE)
    assert sorted(juliet.online()) == ["juliet@verona", "nurse@verona"], juliet.online()
    assert juliet_s_neighbour.online() == ["juliet-1@verona", "juliet@verona"]
    assert len([text for text in juliet.notices() if "juliet-1" in text]) == 1, juliet.notices()


def meet(lan, juliets, romeo):
    """Exactly one of two keeps juliet@verona; the other has a name of her own, and is told of it."""
    def names():
        return [name for name in romeo.online() if name.startswith("juliet")]

    def display_name(juliet):
        told = re.findall(r"appear as (\S+?)(?: now)?\.", "\n".join(juliet.notices()))
        return told[-1] if told else "juliet@verona"

    def settled():
        known = sorted(map(display_name, juliets))
        return known if len(set(known)) == 2 and names() == known else None
    known = lan.wait(settled, "romeo sees two Juliets", 20)
    assert "juliet@verona" in known, known
    for juliet in juliets:
        juliet.name = display_name(juliet)
    one, other = juliets
    for person in juliets:
        person.sees(romeo, timeout=10)
        talk(person, romeo)
    one.sees(other, timeout=10)
    other.sees(one, timeout=10)
    talk(one, other)
    pause(lan, A_WHILE)
    for juliet in juliets:
        others = {person.name for person in (one, other, romeo) if person is not juliet}
        assert set(juliet.online()) == others and len(juliet.online()) == 2, juliet.online()
    assert names() == known, names()
    told = [juliet for juliet in juliets if juliet.notices()]
    assert len(told) == 1, [juliet.notices() for juliet in juliets]


# -- sleep --------------------------------------------------------------------------------------


def a_host_that_slept_is_right_again_when_it_wakes(lan):
    juliet, romeo, mercutio = people(lan)
    trouble = Trouble(juliet, romeo, mercutio)
    juliet.host.suspend()
    pause(lan, 20)
    juliet.host.resume()
    trouble.is_over(hers=1, theirs=1)
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=1, theirs=1)


def a_host_that_slept_all_night_is_right_again_when_it_wakes(lan):
    mantua, venice = lan.new_hosts("mantua", "venice")
    verona = lan.host("verona", daemon=False)
    verona.clock = Clock(verona)
    verona.start_daemon()
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    mercutio = venice.headless("bonjour", "mercutio")
    all_see_each_other(juliet, romeo, mercutio)
    talk(juliet, romeo)
    trouble = Trouble(juliet, romeo, mercutio)
    verona.suspend()
    pause(lan, 3)
    verona.resume(later=8 * 3600)
    trouble.is_over(hers=1, theirs=1)
    pause(lan, A_WHILE)
    trouble.nobody_saw_more(hers=1, theirs=1)


def a_clock_that_is_put_forward_and_back_harms_nothing(lan):
    mantua = lan.host("mantua")
    verona = lan.host("verona", daemon=False)
    verona.clock = Clock(verona)
    verona.start_daemon()
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    all_see_each_other(juliet, romeo)
    talk(juliet, romeo)
    for hours, hers in ((2, 1), (-2, 0)):  # a record of the daemon's lives 75 min
        trouble = Trouble(juliet, romeo)
        verona.clock.jump(hours * 3600)
        trouble.is_over(hers)


run(at_once=4)
