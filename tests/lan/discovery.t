#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Discovery through Avahi, be it the daemon or our own, with nothing above it."""

import time
from collections import Counter

import avahi
import mdns
from lan import PATIENCE
from probe import Probe, pause
from systembus import CALL, SystemBus
from tap import about_the_daemon, run

JULIET = "juliet@verona"


class OpenInDaemon:
    """What is open in a host's daemon; in our own responder nothing can be counted."""

    STANDING = Counter(ServiceBrowser=1)
    """What a probe has open when it watches nobody and publishes nothing."""

    def __init__(self, host):
        self.lan = host.lan
        self.watch = avahi.Watch(host) if host.avahi else None

    def is_nothing_but_the_browser(self):
        if self.watch:
            self.lan.wait(lambda: self.watch.held() == self.STANDING,
                          "nothing but the browser is open in the daemon")


def a_presence_appears_on_each_link_and_leaves_with_a_goodbye(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    capture = mdns.Capture(lan)
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    juliet.hears("published", JULIET)
    juliet.hears("seen", JULIET)
    romeo.hears_on_both("seen", JULIET)
    assert not capture.goodbyes(JULIET)
    juliet.tell("unpublish")
    romeo.hears_on_both("lost", JULIET)
    assert capture.goodbyes(JULIET)


def who_quits_says_goodbye_though_the_process_ends_at_once(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    capture = mdns.Capture(lan)
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    juliet.quit()
    romeo.hears_on_both("lost", JULIET)
    assert capture.goodbyes(JULIET)


@about_the_daemon
def who_is_killed_says_goodbye_too(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    juliet.kill()
    romeo.hears_on_both("lost", JULIET)


def signing_on_again_at_once_meets_no_trace_of_oneself(lan):
    verona = lan.host("verona")
    juliet = Probe(verona)
    juliet.publishes(JULIET)
    juliet.hears("published")
    for _ in range(5):
        place = juliet.now()
        juliet.tell("free", "new", "start")
        juliet.hears("ready", since=place)
        juliet.publishes(JULIET)
        juliet.hears("published", since=place)
    assert not juliet.told("collision")


def what_a_watched_presence_says_comes_at_first_and_at_each_change(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET, 5298, "txtvers=1", "status=avail")
    romeo.hears_on_both("seen", JULIET)
    assert not romeo.told("txt")
    romeo.tell(f"watch {JULIET}")
    romeo.hears_on_both("txt", f"{JULIET} |txtvers=1|status=avail")
    juliet.hears("published")
    capture = mdns.Capture(lan)
    juliet.tell("update txtvers=1 status=away 'msg=At the pub'")
    romeo.hears_on_both("txt", f"{JULIET} |txtvers=1|status=away|msg=At the pub")
    assert not capture.goodbyes(JULIET), "updated in place"
    assert not capture.records(mdns.instance_name(JULIET), "ANY", responses=False), "no new probe"
    juliet.tell("update")
    romeo.hears_on_both("txt", f"{JULIET} |")
    romeo.tell(f"unwatch {JULIET}")
    place = romeo.now()
    juliet.tell("update txtvers=1 status=dnd")
    lan.wait(lambda: [b"txtvers=1", b"status=dnd"] in capture.txts(JULIET), "the update is sent")
    pause(lan, 0.5)
    assert not romeo.told("txt", since=place)


def who_goes_away_and_is_back_within_the_second_is_seen_back(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET, 5298, "txtvers=1", "status=avail")
    juliet.hears("published")
    pause(lan, 2)
    romeo.tell(f"watch {JULIET}")
    romeo.hears_on_both("txt", "status=avail")
    place = romeo.now()
    juliet.tell("update txtvers=1 status=away")
    romeo.hears_on_both("txt", "status=away", since=place)
    juliet.tell("update txtvers=1 status=avail")
    lan.wait(lambda: all(romeo.told("txt", family)[-1].text.endswith("status=avail")
                         for family in ("inet ", "inet6 ")), "juliet is back", 10)


def calls_of_the_daemon(host):
    """The names of the methods that programs on a host call from now on, filled in as they do."""
    members = []

    def note(message):
        if message.kind == CALL and message.destination != "org.freedesktop.DBus":
            members.append(message.member)
    bus = SystemBus(host, note)
    bus.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring",
             "BecomeMonitor", "asu", [], 0)
    host.lan.at_close(bus.close)
    return members


def an_update_during_the_probes_waits_and_the_last_one_wins(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    calls = calls_of_the_daemon(verona) if verona.avahi else ["UpdateServiceTxt"]
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.tell(f"publish {JULIET} 5298 n=0", "update n=1", "update n=2")
    for number in range(3, 8):
        pause(lan, 0.1)
        juliet.tell(f"update n={number}")
    juliet.hears("published")
    romeo.hears_on_both("seen", JULIET)
    romeo.tell(f"watch {JULIET}")
    romeo.hears_on_both("txt", "|n=7")
    assert not juliet.told("collision") and len(juliet.told("published")) == 1
    assert calls.count("UpdateServiceTxt") == 1, calls


def an_address_that_changes_during_the_probes_is_no_harm(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    verona.readdress("169.254.10.99/16")
    juliet.hears("published", JULIET)
    romeo.finds(JULIET, "169.254.10.99 ")


def publishing_anew_while_one_is_pending_does_not_mix_the_two(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.tell("publish first@verona 5298 n=1", "publish second@verona 5299 n=2")
    pause(lan, 0.3)
    juliet.tell("publish third@verona 5300 n=3")
    juliet.hears("published", "third@verona")
    romeo.hears_on_both("seen", "third@verona")
    pause(lan, 2)
    assert [event.text for event in juliet.told("published")] == ["third@verona"]
    for name in ("first@verona", "second@verona"):
        assert mdns.look_up(mantua, name) is None, name
    assert mdns.find(mantua, "third@verona").port == 5300


def a_name_taken_on_the_same_host_collides(lan):
    verona = lan.host("verona")
    juliet, nurse = Probe(verona), Probe(verona)
    juliet.publishes(JULIET, 5298)
    juliet.hears("published")
    nurse.publishes(JULIET, 5299)
    nurse.hears("collision", JULIET)
    nurse.publishes("juliet-1@verona", 5299)
    nurse.hears("published", "juliet-1@verona")
    juliet.hears("seen", "juliet-1@verona")
    nurse.hears("seen", JULIET)
    assert not juliet.told("collision")


def a_name_taken_on_another_host_collides(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, impostor = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET, 5298)
    juliet.hears("published")
    impostor.publishes(JULIET, 5299)
    impostor.hears("collision", JULIET)
    assert not juliet.told("collision") and not impostor.told("published")


def a_clash_found_late_collides_on_one_side_at_least(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, impostor = Probe(verona), Probe(mantua)
    mantua.drops("udp dport 5353")
    verona.drops("udp dport 5353")
    juliet.publishes(JULIET, 5298)
    impostor.publishes(JULIET, 5299)
    juliet.hears("published")
    impostor.hears("published")
    mantua.drops("")
    verona.drops("")
    mantua.unplug()
    mantua.plug()
    lan.wait(lambda: juliet.told("collision") or impostor.told("collision"), "a collision")


def resolving_gives_port_and_addresses_of_both_versions_and_leaves_nothing_open(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    opened = OpenInDaemon(mantua)
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET, 5303)
    romeo.hears_on_both("seen", JULIET)
    romeo.tell(f"resolve {JULIET}")
    romeo.hears("address", f"{verona.ipv4()} 5303")
    romeo.hears("address", f"{verona.ipv6()}%2 5303")
    assert romeo.hears("done").text == JULIET
    assert len(romeo.told("address")) == 2
    opened.is_nothing_but_the_browser()


def resolving_an_uncached_presence_survives_lost_packets(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = Probe(verona)
    juliet.publishes(JULIET)
    juliet.hears("published")
    pause(lan, 2.5)
    mantua.stop_daemon()
    mantua.drops("udp dport 5353")
    mantua.start_daemon()
    romeo = Probe(mantua)
    romeo.tell(f"resolve {JULIET}")
    pause(lan, 1.5)
    assert not romeo.told("address") and not romeo.told("done")
    mantua.drops("")
    romeo.hears("address")
    assert romeo.hears("done").text == JULIET


def all_addresses_of_a_host_with_two_interfaces_are_found_once_each(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    for host in (verona, mantua):
        host.add_interface("br1")
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    for index in "23":
        romeo.hears_on_both("seen", JULIET)
        romeo.hears("seen", f"{index} inet6 {JULIET}")
    romeo.tell(f"resolve {JULIET}")
    romeo.hears("done")
    found = sorted(event.text.split()[0] for event in romeo.told("address"))
    expected = [verona.ipv4("eth0"), verona.ipv4("eth1"), f"{verona.ipv6('eth0')}%2",
                f"{verona.ipv6('eth1')}%3"]
    assert found == sorted(expected), found


def resolving_who_is_not_there_fails_within_six_seconds(lan):
    mantua = lan.host("mantua")
    opened = OpenInDaemon(mantua)
    romeo = Probe(mantua)
    start = time.monotonic()
    romeo.tell("resolve nobody@nowhere")
    assert "FAILED" in romeo.hears("done", "nobody@nowhere").text
    assert time.monotonic() - start < 6 * PATIENCE
    opened.is_nothing_but_the_browser()


def a_cancelled_query_is_never_answered_and_leaves_nothing_open(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    opened = OpenInDaemon(mantua)
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    for seconds in (0, 0, 0.001, 0.003, 0.01, 0.03):
        romeo.tell(f"resolve {JULIET}", *([f"cancel {JULIET}"] if seconds == 0 else []))
        if seconds:
            time.sleep(seconds)
            romeo.tell(f"cancel {JULIET}")
    romeo.tell(f"watch {JULIET}", f"unwatch {JULIET}", f"watch {JULIET}", f"watch {JULIET}")
    romeo.hears("txt")
    romeo.tell(f"unwatch {JULIET}")
    opened.is_nothing_but_the_browser()


def names_with_dots_backslashes_spaces_and_emoji_are_watched_and_resolved(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    for name in ("a.b\\c@verona (2)", "Jülîet \U0001f339 @ work@verona", "é" * 31 + "x"):
        juliet.publishes(name, 5298, "txtvers=1", f"nick={len(name)}")
        juliet.hears("published", name)
        romeo.hears_on_both("seen", name)
        place = romeo.now()
        romeo.tell(f"watch '{name}'", f"resolve '{name}'")
        romeo.hears_on_both("txt", name, f"nick={len(name)}")
        assert romeo.hears("done", since=place).text == name
        romeo.hears("address", name, since=place)


def discovery_may_be_freed_from_within_whatever_it_tells(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = Probe(verona)
    juliet.publishes(JULIET)
    juliet.hears("published")

    def freed_after(kind, *commands, ready=True):
        probe = Probe(mantua, ready=ready)
        probe.tell(f"free-after {kind}", *commands)
        return probe
    other = Probe(mantua)  # on one host it is clear at once who was first
    other.publishes("d@mantua")
    other.hears("published")
    left = freed_after("lost", f"watch {JULIET}", "resolve nobody@nowhere")
    left.hears_on_both("seen", JULIET)
    for probe in (
            freed_after("ready", ready=False),
            freed_after("seen"),
            freed_after("published", "publish a@mantua 1 n=1", f"resolve {JULIET}"),
            freed_after("txt", f"watch {JULIET}", f"resolve {JULIET}"),
            freed_after("address", f"resolve {JULIET}", "publish b@mantua 1 n=1"),
            freed_after("done", f"resolve {JULIET}", f"watch {JULIET}"),
            freed_after("collision", "publish d@mantua 1 n=1")):
        probe.hears("freed")
    juliet.tell("unpublish")
    left.hears("freed")


@about_the_daemon
def discovery_may_be_freed_from_within_its_end(lan):
    mantua = lan.host("mantua")
    fallen = Probe(mantua)
    fallen.tell("free-after unavailable", f"watch {JULIET}", "resolve nobody@nowhere",
                "publish c@mantua 1 n=1")
    fallen.hears("published")
    mantua.stop_daemon()
    fallen.hears("freed")


run(at_once=4)
