#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Avahi's daemon absent, silent, refusing, restarted and renamed, as discovery tells of it."""

import os
import signal
import time
from collections import Counter

import avahi
import mdns
from lan import PATIENCE
from probe import Probe, pause
from tap import about_the_daemon, run

JULIET = "juliet@verona"
STANDING = Counter(ServiceBrowser=1)
"""What a probe has open in the daemon when it watches nobody and publishes nothing."""


@about_the_daemon
def no_daemon_is_told_within_six_seconds_and_one_that_starts_later_is_used(lan):
    verona = lan.host("verona", daemon=False)
    verona._start_bus()
    start = time.monotonic()
    juliet = Probe(verona, ready=False)
    juliet.hears("unavailable", "UNAVAILABLE", "avahi-daemon is not running")
    assert time.monotonic() - start < 6 * PATIENCE
    verona.start_daemon()
    juliet.hears("ready", "verona")
    assert len(juliet.told("unavailable")) == 1


@about_the_daemon
def no_bus_is_told_within_six_seconds_and_one_that_starts_later_is_used(lan):
    verona, mantua = lan.host("verona", daemon=False), lan.host("mantua")
    verona.run(["rmdir", "/run/dbus"])
    juliet, romeo = Probe(verona, ready=False), Probe(mantua)
    juliet.hears("unavailable", "UNAVAILABLE", "bus", timeout=6)
    juliet.tell(f"resolve {JULIET}")
    juliet.hears("done", "UNAVAILABLE")
    verona.run(["mkdir", "/run/dbus"])
    verona.start_daemon()
    juliet.hears("ready", timeout=10)
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    assert len(juliet.told("unavailable")) == 1


@about_the_daemon
def a_bus_that_does_not_take_us_yet_is_tried_again(lan):
    verona = lan.host("verona", daemon=False)
    verona.run(["/usr/bin/python3", "-c", "import socket; socket.socket(socket.AF_UNIX)"
                ".bind('/run/dbus/system_bus_socket')"])
    juliet = Probe(verona, ready=False)
    juliet.hears("unavailable", "UNAVAILABLE", "refused", timeout=6)
    pause(lan, 1)
    verona.start_daemon()
    juliet.hears("ready")
    assert len(juliet.told("unavailable")) == 1


@about_the_daemon
def a_bus_that_is_restarted_is_used_again(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    for _ in range(2):
        place = romeo.now()
        romeo.tell(f"watch {JULIET}", "resolve nobody@nowhere")
        mantua.stop_daemon()
        mantua.restart_bus()
        mantua.start_daemon()
        romeo.hears("unavailable", "UNAVAILABLE", since=place)
        romeo.hears("done", "nobody@nowhere", "UNAVAILABLE", since=place)
        romeo.hears("ready", "mantua", since=place)
        romeo.hears_on_both("seen", JULIET, since=place)
        romeo.tell(f"watch {JULIET}")
        romeo.hears_on_both("txt", JULIET, since=place)
        assert len(romeo.told("ready", since=place)) == 1


@about_the_daemon
def a_bus_that_is_silent_is_told_within_six_seconds(lan):
    verona = lan.host("verona")
    verona.bus.send_signal(signal.SIGSTOP)
    juliet = Probe(verona, ready=False)
    juliet.hears("unavailable", "UNAVAILABLE", "does not answer", timeout=6)
    juliet.tell("free")
    juliet.hears("freed")
    verona.bus.send_signal(signal.SIGCONT)


@about_the_daemon
def a_silent_daemon_is_told_within_six_seconds(lan):
    verona = lan.host("verona")
    verona.avahi.send_signal(signal.SIGSTOP)
    juliet = Probe(verona, ready=False)
    juliet.hears("unavailable", "UNAVAILABLE", timeout=6)
    verona.avahi.send_signal(signal.SIGCONT)
    juliet.hears("ready")


@about_the_daemon
def a_bus_that_ends_is_told_at_once(lan):
    verona = lan.host("verona")
    juliet = Probe(verona)
    juliet.publishes(JULIET)
    juliet.hears("published")
    juliet.tell("watch a@b")
    verona.bus.kill()
    juliet.hears("unavailable", "UNAVAILABLE", "bus has gone")


def watches(count, first=0):
    """The command that watches so many presences, whoever they are."""
    return [f"watch guest{number}@nowhere" for number in range(first, first + count)]


@about_the_daemon
def more_people_are_watched_than_one_client_may_have_objects(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    watch = avahi.Watch(mantua)
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    romeo.tell(*watches(2100))
    lan.wait(lambda: watch.held()["RecordBrowser"] == 2100, "all are watched", 30)
    assert watch.made["RecordBrowser"] == 2100, "none was refused"
    assert watch.most() <= 1024 and watch.clients() == 3, (watch.most(), watch.clients())
    romeo.tell(f"watch {JULIET}")
    romeo.hears_on_both("txt", JULIET)
    romeo.finds(JULIET)
    romeo.tell(*[line.replace("watch", "unwatch") for line in watches(2100)],
               f"unwatch {JULIET}")
    lan.wait(lambda: watch.held() == STANDING and watch.clients() == 1, "the other clients are gone")


@about_the_daemon
def a_daemon_that_allows_less_is_given_more_clients(lan):
    mantua = lan.host("mantua", daemon=False)
    mantua.start_daemon(config="objects-per-client-max=20")
    watch = avahi.Watch(mantua)
    romeo = Probe(mantua)
    romeo.tell(*watches(100))
    lan.wait(lambda: watch.held()["RecordBrowser"] == 100, "all are watched")
    assert watch.most() <= 20


@about_the_daemon
def a_watch_that_is_refused_is_tried_again(lan):
    mantua = lan.host("mantua", daemon=False)
    mantua.start_daemon(config="objects-per-client-max=20\nclients-max=2")
    watch = avahi.Watch(mantua)
    romeo = Probe(mantua)
    romeo.tell(*watches(50))
    lan.wait(lambda: sum(watch.held().values()) == 40, "as many are watched as can be")
    romeo.tell(*[line.replace("watch", "unwatch") for line in watches(20)])
    lan.wait(lambda: watch.held()["RecordBrowser"] == 30, "all the others are watched")
    assert not romeo.told("unavailable")


@about_the_daemon
def refusal_to_publish_is_told_as_such(lan):
    verona = lan.host("verona", daemon=False)
    verona._start_bus()
    configuration = os.path.join(verona.dir, "avahi.conf")
    with open(configuration, "w", encoding="ascii") as file:
        file.write("[publish]\ndisable-user-service-publishing=yes\n")
    with open(os.path.join(verona.dir, "avahi.log"), "wb") as log:
        verona.popen(["avahi-daemon", "-f", configuration, "--no-chroot", "--no-drop-root"],
                     cwd="/", stdout=log, stderr=log)
    juliet = Probe(verona, ready=False)
    juliet.hears("ready")
    juliet.publishes(JULIET)
    juliet.hears("unavailable", "DENIED")


@about_the_daemon
def refusal_by_the_bus_is_told_as_such(lan):
    verona = lan.host("verona", daemon=False)
    verona.run(["mount", "-t", "tmpfs", "tmpfs", "/etc/dbus-1/system.d"])
    verona.run(["tee", "/etc/dbus-1/system.d/no.conf"],
               stdin="<busconfig><policy context='mandatory'><deny send_destination="
                     "'org.freedesktop.Avahi'/></policy></busconfig>")
    verona.start_daemon()
    juliet = Probe(verona, ready=False)
    juliet.hears("unavailable", "DENIED")


@about_the_daemon
def a_daemon_that_is_restarted_is_used_again(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    juliet.publishes(JULIET)
    romeo.hears_on_both("seen", JULIET)
    romeo.tell(f"watch {JULIET}")
    romeo.hears_on_both("txt", JULIET)
    for end in (mantua.stop_daemon, lambda: mantua.avahi.kill()):
        place = romeo.now()
        romeo.tell(f"resolve {JULIET}", "resolve nobody@nowhere")
        end()
        romeo.hears("unavailable", "UNAVAILABLE", since=place)
        romeo.hears("done", "nobody@nowhere", "UNAVAILABLE", since=place)
        mantua.avahi.wait()
        mantua.start_daemon()
        romeo.hears("ready", "mantua", since=place)
        romeo.hears_on_both("seen", JULIET, since=place)
        romeo.tell(f"watch {JULIET}")
        romeo.hears_on_both("txt", JULIET, since=place)
        assert len(romeo.told("unavailable", since=place)) == 1


def a_renamed_host_is_told_and_publishes_anew(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Probe(verona), Probe(mantua)
    romeo.publishes("romeo@mantua")
    juliet.publishes(JULIET)
    juliet.hears_on_both("seen", "romeo@mantua")
    romeo.hears_on_both("seen", JULIET)
    juliet.tell("watch romeo@mantua")
    juliet.hears_on_both("txt", "romeo@mantua")
    place = juliet.now()
    verona.rename("padua")
    juliet.hears("ready", "padua", since=place)
    romeo.hears("lost", JULIET)
    juliet.hears_on_both("seen", "romeo@mantua", since=place)
    assert not juliet.told("lost", "romeo@mantua", since=place)
    romeo.tell("update still=watched")
    juliet.hears_on_both("txt", "still=watched", since=place)
    juliet.publishes("juliet@padua")
    romeo.hears_on_both("seen", "juliet@padua")
    assert mdns.find(mantua, "juliet@padua").host.casefold() == "padua.local"


run(at_once=4)
