#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""People whom mDNS does not find: by their address, and in domains further away."""

import json
import os
import shutil
import time

from nameserver import NameServer
from rawpeer import header
from tap import Skip, about_the_daemon, limit, run

NO_MDNS = "udp dport 5353"
GROUP = "Buddies"


def hosts_without_mdns(lan, *names):
    """On one link whose mDNS does not get through, as on a Wi-Fi that isolates its clients."""
    hosts = lan.new_hosts(*names)
    for host in hosts:
        host.drops(NO_MDNS)
    return hosts


def at(person, address=None, port=5298):
    """The name of a contact by address."""
    address = address or person.host.ipv4()
    return f"{person.username}@{f'[{address}]' if ':' in address else address}:{port}"


def juliet_and_romeo(lan, *_):
    verona, mantua = hosts_without_mdns(lan, "verona", "mantua")
    return verona.headless("link-local", "juliet"), mantua.headless("link-local", "romeo")


def talk(juliet, romeo, juliets_name, romeos_name):
    juliet.writes(romeos_name, "wherefore art thou?")
    romeo.reads(juliets_name, "wherefore art thou?")
    romeo.writes(juliets_name, "here <below>")
    juliet.reads(romeos_name, "here <below>")


def say(text):
    return f"<message type='chat'><body>{text}</body></message>"


# -- contacts by address -------------------------------------------------------------------------


def who_is_added_is_seen_and_both_can_talk(lan):
    juliet, romeo = juliet_and_romeo(lan)
    juliet.files(at(romeo), GROUP)
    juliet.sees(at(romeo), status="available", timeout=10)
    assert not romeo.online(), romeo.online()  # who only asks is not shown
    talk(juliet, romeo, at(juliet), at(romeo))
    romeo.sees(at(juliet))
    juliet.signs_off()
    romeo.sees_gone(at(juliet))
    assert romeo.online() == [], romeo.online()


def two_who_keep_each_other_talk_on_one_buddy_each(lan):
    juliet, romeo = juliet_and_romeo(lan)
    juliet.files(at(romeo), GROUP)
    romeo.files(at(juliet), GROUP)
    juliet.sees(at(romeo))
    romeo.sees(at(juliet))
    talk(juliet, romeo, at(juliet), at(romeo))
    romeo.writes(at(juliet), "and again")
    juliet.reads(at(romeo), "and again")
    assert juliet.online() == [at(romeo)], juliet.online()
    assert romeo.online() == [at(juliet)], romeo.online()


def who_is_written_to_answers_after_our_stream_has_gone(lan):
    juliet, romeo = juliet_and_romeo(lan)
    juliet.files(at(romeo), GROUP)
    juliet.sees(at(romeo))
    talk(juliet, romeo, at(juliet), at(romeo))
    juliet.signs_off()
    romeo.sees_gone(at(juliet))
    juliet.signs_on()
    juliet.sees(at(romeo))
    romeo.writes(at(juliet), "are you back?")
    juliet.reads(at(romeo), "are you back?")
    romeo.sees(at(juliet))


def a_contact_is_whoever_is_there_whatever_they_call_themselves(lan):
    juliet, romeo = juliet_and_romeo(lan)
    love = f"love@{romeo.host.ipv4()}:5298"
    juliet.files(love, GROUP)
    juliet.sees(love)
    talk(juliet, romeo, at(juliet), love)
    romeo.signs_off()
    juliet.sees_gone(love, timeout=15)
    romeo.signs_on()
    romeo.writes(at(juliet), "it is me")
    juliet.reads(love, "it is me", timeout=30)


def two_of_one_name_reach_each_other(lan):
    verona, mantua = hosts_without_mdns(lan, "verona", "mantua")
    mantua.rename("verona")
    one, other = verona.headless("link-local", "juliet"), mantua.headless("link-local", "juliet")
    one.files(at(other), GROUP)
    one.sees(at(other))
    talk(one, other, at(one), at(other))


def over_ipv6_with_and_without_the_scope_and_from_afar(lan):
    juliet, romeo = juliet_and_romeo(lan)
    for person in (juliet, romeo):
        person.host.run_ip(f"addr add fd00::{person.host.number}/64 dev eth0")
    scoped = at(romeo, romeo.host.ipv6() + "%eth0")
    for name in (scoped, at(romeo, romeo.host.ipv6()), at(romeo, f"fd00::{romeo.host.number}")):
        juliet.files(name, GROUP)
        juliet.sees(name)
        juliet.writes(name, f"to {name}")
    romeo.reads(at(juliet, f"fd00::{juliet.host.number}"), f"to {name}")
    theirs = at(juliet, juliet.host.ipv6() + "%eth0")
    romeo.sees(theirs)
    romeo.writes(theirs, "six")
    lan.wait(lambda: "six" in juliet.unread(scoped) + juliet.unread(at(romeo, romeo.host.ipv6())),
             "juliet reads it")


def by_the_name_of_the_host(lan):
    juliet, romeo = juliet_and_romeo(lan)
    path = os.path.join(juliet.host.dir, "hosts")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"127.0.0.1 localhost\n{romeo.host.ipv4()} mantua.example.org\n")
    juliet.host.run(["mount", "--bind", path, "/etc/hosts"])
    juliet.files("romeo@mantua.example.org:5298", GROUP)
    juliet.sees("romeo@mantua.example.org:5298")
    talk(juliet, romeo, at(juliet), "romeo@mantua.example.org:5298")
    juliet.files("nobody@padua.example.org:5298", GROUP)
    juliet.writes("nobody@padua.example.org:5298", "is there such a host?")
    juliet.is_told("is there such a host?", "nobody@padua.example.org:5298", timeout=30)


@limit(240)
def who_signs_on_later_appears_and_who_crashes_goes(lan):
    verona, mantua = hosts_without_mdns(lan, "verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo", sign_on=False)
    juliet.files(at(romeo), GROUP)
    juliet.files("10.9.9.9:5298", GROUP)
    romeo.files(at(juliet), GROUP)
    juliet.sees_gone(at(romeo))
    romeo.signs_on()  # and asks for her, by which she sees him
    juliet.sees(at(romeo), timeout=10)
    mantua.crash()
    juliet.sees_gone(at(romeo), timeout=90)
    juliet.sees_gone("10.9.9.9:5298")


@limit(180)
def who_signs_on_later_and_keeps_nobody_appears_too(lan):
    verona, mantua = hosts_without_mdns(lan, "verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo", sign_on=False)
    juliet.files(at(romeo), GROUP)
    juliet.files("10.9.9.9:5298", GROUP)
    romeo.signs_on()
    juliet.sees(at(romeo), timeout=90)


def what_is_written_to_somebody_away_arrives_if_they_are_there_after_all(lan):
    verona, mantua = hosts_without_mdns(lan, "verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo", sign_on=False)
    juliet.files(at(romeo), GROUP)
    juliet.writes(at(romeo), "anybody?")
    juliet.is_told("anybody?", at(romeo), timeout=30)
    romeo.signs_on()
    juliet.writes(at(romeo), "and now?")
    romeo.reads(at(juliet), "and now?")
    juliet.sees(at(romeo))


def removed_is_gone(lan):
    juliet, romeo = juliet_and_romeo(lan)
    juliet.files(at(romeo), GROUP)
    juliet.sees(at(romeo))
    juliet.removes(at(romeo))
    juliet.sees_gone(at(romeo))
    juliet.files(at(romeo), GROUP)
    juliet.sees(at(romeo))


# -- what is no such contact ---------------------------------------------------------------------


def raw_contact(lan, *_):
    """Juliet keeps a contact with nothing behind it but the test."""
    verona, mantua = hosts_without_mdns(lan, "verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    raw = mantua.raw_peer("raw", publish=False)
    name = f"raw@{mantua.ipv4()}:{raw.listening_port}"
    juliet.files(name, GROUP)
    return juliet, raw, name


def a_port_that_says_nothing_is_nobody(lan):
    juliet, raw, name = raw_contact(lan)
    wire = raw.accept()
    ours = wire.expect(rb"<stream:stream [^>]*>").group(0)
    assert b" to=" not in ours and juliet.name.encode() in ours, ours
    wire.expect_end(timeout=15)
    juliet.sees_gone(name)
    assert not juliet.online(), juliet.online()


def a_port_that_closes_at_once_is_nobody(lan):
    juliet, raw, name = raw_contact(lan)
    raw.accept().close()
    raw.is_left_alone(10)
    assert not juliet.online(), juliet.online()
    juliet.sees_gone(name)


def a_port_that_speaks_http_is_nobody(lan):
    juliet, raw, name = raw_contact(lan)
    wire = raw.accept()
    wire.expect(rb"<stream:stream [^>]*>")
    wire.send("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html></html>")
    wire.expect_end()
    assert not juliet.online(), juliet.online()
    juliet.sees_gone(name)


def one_who_answers_and_refuses_is_nobody(lan):
    juliet, raw, name = raw_contact(lan)
    wire = raw.accept()
    wire.expect(rb"<stream:stream [^>]*>")
    wire.send(header("raw@mantua") + "<stream:error><not-authorized "
              "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>")
    wire.expect_end()
    assert not juliet.online(), juliet.online()
    juliet.sees_gone(name)


def a_question_is_ended_as_streams_are(lan):
    juliet, raw, name = raw_contact(lan)
    wire = raw.accept()
    wire.expect(rb"<stream:stream [^>]*>")
    wire.send(header("raw@mantua"))
    wire.expect(rb"</stream:stream>")
    juliet.sees(name)
    wire.send("</stream:stream>")
    wire.expect_end("eof")


def what_somebody_says_who_was_only_asked_is_read(lan):
    juliet, raw, name = raw_contact(lan)
    wire = raw.accept()
    wire.expect(rb"<stream:stream [^>]*>")
    wire.send(header("raw@mantua", juliet.name) + say("well met"))
    wire.expect(rb"</stream:stream>")
    wire.send(say("and farewell") + "</stream:stream>")
    juliet.reads(name, "well met")
    juliet.reads(name, "and farewell")
    juliet.sees(name)


def stanzas_go_to_the_name_that_the_answer_gives(lan):
    juliet, raw, name = raw_contact(lan)
    wire = raw.accept()
    wire.send(header("somebody@somewhere"))
    juliet.sees(name)
    juliet.writes(name, "hello")
    wire = raw.accept()
    assert b" to=" not in wire.expect(rb"<stream:stream [^>]*>").group(0)
    wire.send(header("somebody@somewhere"))
    message = wire.expect(rb"<message .*</message>").group(0)
    assert b'to="somebody@somewhere"' in message, message
    wire.send(say("hello yourself"))
    juliet.reads(name, "hello yourself")


@limit(180)
def a_hundred_who_do_not_answer_are_asked_little(lan):
    verona, mantua = hosts_without_mdns(lan, "verona", "mantua")
    mantua.run_ip(*(f"addr add 169.254.99.{number}/16 dev eth0" for number in range(1, 101)))
    mantua.drops("th dport { 5298, 5353 }")
    verona.run(["nft", "-f", "-"], stdin="table inet count {\nchain output {\n"
               "type filter hook output priority 0;\ntcp flags & (syn | ack) == syn counter\n}\n}\n")
    juliet = verona.headless("link-local", "juliet", sign_on=False)
    for number in range(1, 101):
        juliet.files(f"169.254.99.{number}:5298", GROUP)
    juliet.signs_on()
    start = lan.wait(lambda: syns(verona), "they are asked")
    end = time.monotonic() + 60
    while time.monotonic() < end:
        lan.pump(0.5)
    assert start < syns(verona) <= 600, syns(verona)
    asked = verona.run(["ss", "-tnH", "state", "syn-sent"]).stdout.splitlines()
    assert len(asked) <= 8, asked


def syns(host):
    rules = json.loads(host.run(["nft", "-j", "list", "table", "inet", "count"]).stdout)["nftables"]
    return next(expression["counter"]["packets"] for rule in rules if "rule" in rule
                for expression in rule["rule"]["expr"] if "counter" in expression)


# -- strangers -----------------------------------------------------------------------------------


def juliet_and_a_stranger(lan, *_):
    verona, mantua = hosts_without_mdns(lan, "verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    raw = mantua.raw_peer("tybalt", publish=False)
    return juliet, raw, f"tybalt@{mantua.ipv4()}:5298"


def call(raw, juliet, *pieces):
    """With no `to`, as who knows no more than an address."""
    wire = raw.connect(juliet, port=5298)
    wire.send("".join(pieces))
    return wire


def a_stranger_is_known_by_the_address(lan):
    juliet, raw, name = juliet_and_a_stranger(lan)
    wire = call(raw, juliet, header("tybalt@10.0.0.9:1"), say("peace?"), say("I hate the word"))
    name = f"tybalt@{raw.host.ipv4()}:5298"
    juliet.reads(name, "peace?")
    juliet.reads(name, "I hate the word")
    juliet.sees(name)
    juliet.writes(name, "who are you?")
    wire.expect(rb"who are you\?")
    wire.send("</stream:stream>")
    juliet.sees_gone(name)
    assert juliet.online() == [], juliet.online()


def who_names_us_must_be_published(lan):
    juliet, raw, name = juliet_and_a_stranger(lan)
    wire = call(raw, juliet, header("tybalt@10.0.0.9:1", juliet.name), say("boo"))
    wire.expect(rb"<stream:error><invalid-from")
    wire = call(raw, juliet, header("tybalt@mantua", juliet.name), say("boo"))
    wire.expect(rb"<stream:error><connection-timeout", timeout=20)
    assert not juliet.events("line"), juliet.events("line")


def a_stranger_who_says_nothing_is_not_shown_nor_kept(lan):
    juliet, raw, name = juliet_and_a_stranger(lan)
    wire = call(raw, juliet, header("tybalt@mantua"))
    wire.expect(rb"<stream:stream [^>]*>")
    wire.expect(rb"<stream:error><connection-timeout", timeout=20)
    assert juliet.buddy(name) is None, juliet.buddy(name)


def a_stranger_cannot_be_one_who_is_published_elsewhere(lan):
    verona, mantua, padua = lan.new_hosts("verona", "mantua", "padua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo")
    juliet.sees(romeo)
    raw = padua.raw_peer("tybalt", publish=False)
    wire = call(raw, juliet, header(romeo.name), say("I am Romeo"))
    wire.expect(rb"<stream:error><invalid-from", timeout=20)
    assert not juliet.events("line"), juliet.events("line")


def the_name_of_an_address_that_somebody_publishes_is_not_believed(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    mantua.raw_peer("romeo@10.0.0.2:5298")
    romeo = mantua.raw_peer("romeo")
    juliet.sees(romeo)
    assert juliet.online() == [romeo.name], juliet.online()


def one_in_both_ways_is_two_and_calls_under_the_published_name(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = verona.headless("link-local", "juliet"), mantua.headless("link-local", "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    juliet.files(at(romeo), GROUP)
    juliet.sees(at(romeo))
    romeo.writes(juliet, "who am I?")
    juliet.reads(romeo, "who am I?")
    juliet.writes(at(romeo), "who am I?")
    romeo.reads(juliet, "who am I?")


# -- domains further away ------------------------------------------------------------------------


def verona_and_mantua_on_two_networks(lan, *_):
    """With a router between them that serves DNS."""
    if not shutil.which("dnsmasq", path=os.environ.get("PATH", "") + ":/usr/sbin"):
        raise Skip("needs dnsmasq")
    verona, mantua, gate = (lan.host(name, daemon=False) for name in ("verona", "mantua", "gate"))
    gate.add_interface("br1", "10.2.0.254/24")
    gate.readdress("10.1.0.254/24")
    gate.run(["tee", "/proc/sys/net/ipv4/ip_forward"], stdin="1")
    mantua.move("br1")
    verona.readdress("10.1.0.1/24")
    mantua.readdress("10.2.0.2/24")
    verona.run_ip("route add default via 10.1.0.254")
    mantua.run_ip("route add default via 10.2.0.254")
    server = NameServer(gate)
    server.serves(verona)
    verona.start_daemon()
    mantua.start_daemon()
    return verona, mantua, server


@about_the_daemon
@limit(450)
def who_is_in_a_domain_is_seen_there_as_long_as_it_says(lan):
    verona, mantua, server = verona_and_mantua_on_two_networks(lan)
    server.publishes("romeo@mantua", mantua.ipv4(), "txtvers=1", "status=avail", "1st=Romeo")
    juliet = verona.headless("link-local", "juliet", domains="example.org")
    romeo = mantua.headless("link-local", "romeo")
    juliet.sees("romeo@mantua", status="available", timeout=10)
    juliet.writes("romeo@mantua", "from afar")
    romeo.reads(at(juliet), "from afar")
    romeo.writes(at(juliet), "so near")
    juliet.reads("romeo@mantua", "so near")
    server.publishes("romeo@mantua", mantua.ipv4(), "txtvers=1", "status=dnd", "msg=In a duel")
    server.publishes("nurse@mantua", mantua.ipv4(), "txtvers=1", "status=away", port=5299)
    juliet.sees("romeo@mantua", message="In a duel", timeout=90)
    juliet.sees("nurse@mantua", status="away", timeout=5)
    server.forgets("romeo@mantua")
    juliet.sees_gone("romeo@mantua", timeout=240)  # in no answer of two rounds
    assert juliet.online() == ["nurse@mantua"], juliet.online()


@about_the_daemon
def who_is_in_a_domain_may_call_first(lan):
    verona, mantua, server = verona_and_mantua_on_two_networks(lan)
    server.serves(mantua)
    mantua.stop_daemon()
    mantua.start_daemon()
    server.publishes("romeo@mantua", mantua.ipv4(), "txtvers=1", "status=avail")
    server.publishes("juliet@verona", verona.ipv4(), "txtvers=1", "status=avail")
    juliet = verona.headless("link-local", "juliet", domains="example.org")
    romeo = mantua.headless("link-local", "romeo", domains="example.org")
    juliet.sees("romeo@mantua", timeout=10)
    romeo.sees("juliet@verona", timeout=10)
    talk(juliet, romeo, "juliet@verona", "romeo@mantua")
    assert juliet.online() == ["romeo@mantua"], juliet.online()


@about_the_daemon
def somebody_near_and_far_is_one(lan):
    verona, mantua, server = verona_and_mantua_on_two_networks(lan)
    padua = lan.host("padua", daemon=False)
    padua.readdress("10.1.0.3/24")
    padua.start_daemon()
    server.publishes("nurse@padua", padua.ipv4(), "txtvers=1", "status=dnd", "msg=in the zone")
    juliet = verona.headless("link-local", "juliet", domains="example.org")
    juliet.sees("nurse@padua", message="in the zone", timeout=10)
    nurse = padua.headless("link-local", "nurse", status="away", message="on the link")
    juliet.sees(nurse, status="away", message="on the link")
    assert juliet.online() == [nurse.name], juliet.online()
    nurse.signs_off()
    juliet.sees(nurse, message="in the zone")


run(at_once=4)
