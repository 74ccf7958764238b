#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Our own responder: what is its own, and how it and the daemon take turns."""

import os
import socket

import avahi
import mdns
from probe import Probe, pause
from tap import about_the_daemon, run

JULIET = "juliet@verona"
O_CLOEXEC = 0o2000000


def probe(host, ready=True, responder="embedded"):
    return Probe(host, ready=ready, responder=responder)


def see_each_other(*probes_and_names):
    for one, _ in probes_and_names:
        for _, name in probes_and_names:
            one.hears("seen", name)
            place = one.now()
            one.tell(f"watch {name}", f"resolve {name}")
            one.hears("txt", name, since=place)
            one.hears("address", name, since=place)


# -- one machine --------------------------------------------------------------------------------


def two_programs_on_a_machine_without_network_see_each_other(lan):
    verona = lan.host("verona", daemon=False)
    for interface in list(verona.interfaces):
        verona.remove_interface(interface)
    juliet, nurse = probe(verona), probe(verona)
    juliet.publishes(JULIET)
    juliet.hears("published")
    nurse.publishes(JULIET, 5299)
    nurse.hears("collision", JULIET)
    nurse.publishes("nurse@verona", 5299)
    nurse.hears("published", "nurse@verona")
    see_each_other((juliet, JULIET), (nurse, "nurse@verona"))


def who_comes_second_to_a_machine_sees_all_that_the_first_one_sees(lan):
    verona, mantua = (lan.host(name, daemon=False) for name in ("verona", "mantua"))
    romeo, juliet = probe(mantua), probe(verona)
    romeo.publishes("romeo@mantua")
    juliet.hears_on_both("seen", "romeo@mantua")
    for number in range(4):
        probe(verona).hears_on_both("seen", "romeo@mantua")
    romeo.quit()
    juliet.hears_on_both("lost", "romeo@mantua")


def nothing_that_it_opens_is_left_to_other_programs(lan):
    juliet = probe(lan.host("verona", daemon=False))
    table = f"/proc/{juliet.process.pid}/fdinfo"
    kept = []
    for fd in os.listdir(table):
        with open(os.path.join(table, fd), encoding="ascii") as info:
            flags = next(line for line in info if line.startswith("flags:"))
        if int(fd) > 2 and not int(flags.split()[1], 8) & O_CLOEXEC:
            kept.append(os.readlink(f"/proc/{juliet.process.pid}/fd/{fd}"))
    assert len(os.listdir(table)) > 5 and not kept, kept


def looking_somebody_up_again_and_again_takes_no_memory(lan):
    """And nothing is heard meanwhile, not even what it says itself."""
    verona, mantua = (lan.host(name, daemon=False) for name in ("verona", "mantua"))
    romeo, juliet = probe(mantua), probe(verona)
    romeo.publishes("romeo@mantua")
    juliet.hears_on_both("seen", "romeo@mantua")

    def kilobytes_after(lookups):
        for _ in range(lookups):
            place = juliet.now()
            juliet.tell("resolve romeo@mantua")
            juliet.hears("done", "romeo@mantua", since=place)
        pause(lan, 1.5)  # it cleans up once a second
        with open(f"/proc/{juliet.process.pid}/smaps_rollup", encoding="ascii") as sums:
            return next(int(line.split()[1]) for line in sums if line.startswith("Pss_Anon:"))
    kilobytes_after(1)
    verona.run(["nft", "-f", "-"], stdin="table inet wall {\nchain input {\n"
               "type filter hook input priority 0; udp dport 5353 drop\n}\n}\n")
    before = kilobytes_after(300)
    growth = max(kilobytes_after(300) for _ in range(3)) - before
    # A sanitizer keeps freed memory for a while, to find who uses it.
    assert growth <= 200 or os.environ.get("LL_ASAN") == "1", f"{growth} kB more"


# -- the host's name ----------------------------------------------------------------------------


def hosts_of_one_name_get_different_ones(lan):
    first, second = (lan.host("verona", daemon=False) for _ in range(2))
    juliet = probe(first)
    juliet.publishes(JULIET)
    juliet.hears("published")
    nurse = probe(second)
    nurse.hears("ready", "verona-2")
    nurse.publishes("nurse@verona-2")
    nurse.hears("published")
    assert mdns.find(first, "nurse@verona-2").host.casefold() == "verona-2.local"
    juliet.hears_on_both("seen", "nurse@verona-2")


def hosts_of_one_name_that_meet_late_get_different_ones(lan):
    first, second = (lan.host("verona", daemon=False) for _ in range(2))
    second.move("")
    juliet, nurse = probe(first), probe(second)
    second.move("br0")
    second.unplug()
    second.plug()
    lan.wait(lambda: juliet.told("ready", "verona-2") or nurse.told("ready", "verona-2"),
             "one has another name", 30)


def a_name_that_says_nothing_is_not_used(lan):
    host = lan.host("localhost", daemon=False)
    probe(host, ready=False).hears("ready", "host")


# -- the network --------------------------------------------------------------------------------


def interfaces_and_addresses_come_and_go(lan):
    verona, mantua = (lan.host(name, daemon=False) for name in ("verona", "mantua"))
    juliet, romeo = probe(verona), probe(mantua)
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    for host in (verona, mantua):
        host.add_interface("br1")
    romeo.hears("seen", f"3 inet {JULIET}")
    romeo.hears("seen", f"3 inet6 {JULIET}")
    mantua.remove_interface("eth1")
    romeo.hears("lost", f"3 inet {JULIET}")
    romeo.hears("lost", f"3 inet6 {JULIET}")
    verona.readdress("169.254.10.99/16")
    place = romeo.now()
    lan.wait(lambda: resolves_to(romeo, "169.254.10.99"), "the new address is found")
    assert not romeo.told("lost", f"2 inet {JULIET}", since=place)


def resolves_to(romeo, address):
    place = romeo.now()
    romeo.tell(f"resolve {JULIET}")
    romeo.hears("done", JULIET, since=place)
    return romeo.told("address", f"{address} ", since=place)


def an_address_that_changes_while_the_host_finds_its_name_is_no_harm(lan):
    verona, mantua = (lan.host(name, daemon=False) for name in ("verona", "mantua"))
    wire = mdns.Capture(lan)
    juliet, romeo = probe(verona, ready=False), probe(mantua)
    lan.wait(lambda: wire.records("verona.local", responses=False), "the name is probed for")
    verona.readdress("169.254.10.99/16")
    juliet.hears("ready", "verona")
    juliet.publishes(JULIET)
    juliet.hears("published")
    lan.wait(lambda: resolves_to(romeo, "169.254.10.99"), "the new address is found")


def a_port_that_another_has_for_itself_is_told(lan):
    verona = lan.host("verona", daemon=False)
    with verona.network():
        greedy = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        greedy.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        greedy.bind(("::", 5353))
    juliet = probe(verona, ready=False)
    juliet.hears("unavailable", "UNAVAILABLE", "5353")
    nurse = probe(verona, ready=False, responder="auto")
    nurse.hears("unavailable", "UNAVAILABLE", "5353")
    assert nurse.told("unavailable", "message bus")
    greedy.close()
    juliet.tell("start")
    juliet.hears("ready", "verona")


# -- the daemon ---------------------------------------------------------------------------------


@about_the_daemon
def a_daemon_that_runs_is_used(lan):
    verona = lan.host("verona")
    watch = avahi.Watch(verona)
    juliet = probe(verona, responder="auto")
    juliet.publishes(JULIET)
    juliet.hears("published")
    lan.wait(lambda: watch.held()["EntryGroup"] == 1, "the daemon publishes her")


@about_the_daemon
def a_daemon_that_appears_takes_over_and_one_that_goes_is_replaced(lan):
    verona, mantua = lan.host("verona", daemon=False), lan.host("mantua")
    verona._start_bus()
    juliet, romeo = probe(verona, responder="auto"), probe(mantua, responder="daemon")
    romeo.publishes("romeo@mantua")
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    juliet.hears_on_both("seen", "romeo@mantua")
    for change in (verona.start_daemon, verona.stop_daemon, verona.start_daemon):
        place, his = juliet.now(), romeo.now()
        change()
        juliet.hears("ready", "verona", since=place)
        assert len(juliet.told("unavailable", since=place)) == 1
        juliet.publishes(JULIET)
        juliet.hears("published", JULIET, since=place)
        juliet.hears_on_both("seen", "romeo@mantua", since=place)
        lan.wait(lambda: who_is_seen(romeo) == {JULIET, "romeo@mantua"}, "she is seen again")
        assert not juliet.told("collision")
        assert len(romeo.told("lost", since=his)) <= 2


@about_the_daemon
def a_daemon_that_restarts_is_waited_for(lan):
    verona = lan.host("verona")
    juliet = probe(verona, responder="auto")
    for _ in range(2):
        place = juliet.now()
        verona.stop_daemon()
        juliet.hears("unavailable", since=place)
        verona.start_daemon()
        juliet.hears("ready", since=place)
        assert len(juliet.told("ready", since=place)) == 1


def who_is_seen(one):
    links = set()
    for event in one.events:
        if event.kind in ("seen", "lost"):
            (links.add if event.kind == "seen" else links.discard)(event.text)
    return {text.split(" ", 2)[2] for text in links}


run(at_once=4)
