#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures: published, asked for once, checked, kept, and not limited by mDNS."""

import base64
import os
import random
import re
import time

import avahi
import mdns
from bitlbee import BitlBee
from finch import Finch
from host import RESPONDER
from pictures import (BLUE, GREEN, RECORD_MAX, RED, gif_that_claims, noise_png, null_record, peer_with,
                      png, questions, sha1, shows, txt_with)
from pidgin import Pidgin
from tap import about_the_daemon, limit, run

ASKS_AT_ONCE = 4
"""LL_PICTURES_ASKED_MAX"""
PACKETS = 2 * 3
"""Avahi asks at 0, 1 and 3 s, with each IP version."""
RECORD_SECONDS = 6
"""LL_PICTURES_RECORD_MS, and one more"""
FLICKER = 60
FETCHES = 3 + FLICKER // 20
"""LL_PICTURES_PERSON_AT_ONCE, and one in each LL_PICTURES_PERSON_PAUSE_MS."""


ENOUGH = 300
"""Pixels of a picture in a list."""


def say(text):
    print(f"# {text}", flush=True)


def two_of_ours_on(lan_of_theirs):
    verona, mantua = lan_of_theirs.new_hosts("verona", "mantua")
    return verona.headless("link-local", "juliet"), mantua.headless("link-local", "romeo")


def published_hash(capture, person):
    """The hash in her presence as it went over the wire last."""
    txts = capture.txts(person.name)
    return next((string[5:].decode() for string in txts[-1] if string.startswith(b"phsh=")), None) \
        if txts else None


def announced(capture, person, picture):
    """How often her presence with this picture has been announced over IPv4: thrice, and then no more."""
    said = f"phsh={sha1(picture)}".encode()
    return sum(said in record.data for record in capture.records(mdns.instance_name(person.name), "TXT")
               if record.section == "answer" and record.source == person.host.ipv4())


# -- ours, and prpl-bonjour's ---------------------------------------------------------------------


def a_picture_is_seen_changed_and_removed(lan):
    juliet, romeo = two_of_ours_on(lan)
    for picture in (png(RED), png(BLUE), None, png(RED)):
        juliet.shows(picture)
        shows(romeo, juliet, picture)
    romeo.shows(png(GREEN))
    shows(juliet, romeo, png(GREEN))


def and_so_it_is_with_prpl_bonjour(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = verona.headless("link-local", "juliet"), mantua.headless("bonjour", "romeo")
    capture = mdns.Capture(lan)
    juliet.sees(romeo)
    romeo.sees(juliet)
    for hers, his in ((png(RED), png(GREEN)), (png(BLUE), png(RED)), (None, None)):
        juliet.shows(hers)
        shows(romeo, juliet, hers)
        romeo.shows(his)
        shows(juliet, romeo, his)
        if hers:  # what is announced within the second before takes Avahi's resolvers longer to replace
            lan.wait(lambda hers=hers: announced(capture, juliet, hers) >= 3, "it is announced for the last time")


def dots_in_names_hide_no_picture(lan):
    """prpl-bonjour and salut do not escape the names of NULL records."""
    verona, mantua, padua = lan.new_hosts("verona", "mantua", "padua")
    juliet = verona.headless("link-local", "juliet.capulet")
    romeo = mantua.headless("bonjour", "romeo.montague")
    odd = peer_with(padua, "a.b\\c@h", png(BLUE))
    careless = peer_with(padua, "s.salut", png(GREEN), escaped=False)
    shows(juliet, odd, png(BLUE))
    shows(juliet, careless, png(GREEN))
    juliet.shows(png(RED))
    shows(romeo, juliet, png(RED))
    romeo.shows(png(GREEN))
    shows(juliet, romeo, png(GREEN))


def it_is_published_for_who_asks_alone_and_before_its_hash(lan):
    juliet, romeo = two_of_ours_on(lan)
    romeo.quits()
    capture = mdns.Capture(lan)
    name, asked = mdns.instance_name(juliet.name), []

    def asks():
        asked.append((time.time(), [record.data for record in mdns.ask(romeo.host, name, mdns.NULL, 0.2)]))
        return published_hash(capture, juliet) == sha1(png(BLUE))
    juliet.shows(png(RED))
    lan.wait(lambda: published_hash(capture, juliet) == sha1(png(RED)), "the hash is published", 5)
    juliet.shows(png(GREEN))
    lan.wait(lambda: published_hash(capture, juliet) == sha1(png(GREEN)), "the next hash is", 5)
    told = {record.data for record in capture.records(name, "NULL")}
    assert told <= {b"\0"}, told
    assert max(record.ttl for record in capture.records(name, "NULL")) <= 1
    juliet.shows(png(BLUE))
    lan.wait(asks, "the last hash is published", 5)
    said = next(record.at for record in capture.records(name, "TXT")
                if f"phsh={sha1(png(BLUE))}".encode() in record.data)
    first = next(at for at, data in asked if png(BLUE) in data)
    assert first < said, (first, said)
    assert all(data in ([], [png(GREEN)], [png(BLUE)], [b"\0"]) for _, data in asked), asked
    juliet.shows(None)
    lan.wait(lambda: published_hash(capture, juliet) is None, "there is no hash any more", 5)
    lan.wait(lambda: not mdns.ask(romeo.host, name, mdns.NULL, 0.3), "and no record", 5)


def none_is_published_unless_one_is_chosen_nor_by_who_is_invisible(lan):
    juliet, romeo = two_of_ours_on(lan)
    assert mdns.find(romeo.host, juliet.name).value("phsh") is None
    assert not mdns.ask(romeo.host, mdns.instance_name(juliet.name), mdns.NULL, 0.5)
    juliet.shows(png(RED))
    shows(romeo, juliet, png(RED))
    juliet.sets_status("invisible")
    romeo.sees_gone(juliet)
    assert not mdns.ask(romeo.host, mdns.instance_name(juliet.name), mdns.NULL, 0.5)
    juliet.sets_status("available")
    shows(romeo, juliet, png(RED), timeout=10)


# -- more than mDNS can hold ----------------------------------------------------------------------


def a_large_one_is_made_smaller_for_mdns_and_whole_over_the_stream(lan):
    juliet, romeo = two_of_ours_on(lan)
    fits, large = noise_png(8800), noise_png(9100)
    juliet.shows(fits)
    shows(romeo, juliet, fits)
    juliet.shows(large)
    lan.wait(lambda: mdns.find(romeo.host, juliet.name).value("phsh") not in (None, sha1(fits)),
             "another picture is published", 5)
    smaller = mdns.find(romeo.host, juliet.name).value("phsh")
    assert smaller != sha1(large)
    romeo.sees(juliet, timeout=5, picture=smaller)
    kept = os.path.join(romeo.host.dir, ".cache", "purple-link-local", "pictures")
    assert os.path.getsize(os.path.join(kept, smaller)) <= RECORD_MAX
    romeo.writes(juliet, "Let me see you")
    juliet.reads(romeo, "Let me see you")
    shows(romeo, juliet, large)


def where_no_record_comes_a_stream_is_used(lan):
    """A network that drops fragments."""
    juliet, romeo = two_of_ours_on(lan)
    capture = mdns.Capture(lan)
    romeo.host.drops("udp dport 5353 udp length > 4000")
    juliet.shows(noise_png(8000))
    shows(romeo, juliet, noise_png(8000), timeout=15)
    assert 0 < len(questions(capture, juliet.name)) <= PACKETS, questions(capture, juliet.name)


def who_asks_over_the_stream_gets_it(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = verona.headless("link-local", "juliet"), mantua.raw_peer("romeo")
    whole = noise_png(30000)
    juliet.shows(whole)
    smaller = mdns.find(mantua, juliet.name, **{"phsh-l": sha1(whole)}).value("phsh")
    juliet.sees(romeo)
    wire = romeo.connect(juliet)
    wire.open_stream(romeo.name, juliet.name)

    def asks(picture_hash):
        wire.send(f"<iq type='get' id='q' from='{romeo.name}' to='{juliet.name}'>"
                  f"<data xmlns='urn:xmpp:bob' cid='sha1+{picture_hash}@bob.xmpp.org'/></iq>")
        return wire.expect("<iq [^>]*id=.q.[^>]*>.*?</iq>").group(0)
    for picture_hash in (smaller, sha1(whole)):
        data = re.search(b"<data [^>]*>([^<]*)</data>", asks(picture_hash))
        assert data and sha1(base64.b64decode(data.group(1))) == picture_hash
    assert b"item-not-found" in asks(sha1(b"another"))
    juliet.sets_status("invisible")
    lan.wait(lambda: b"item-not-found" in asks(smaller), "she tells nobody", 5)


# -- kept -----------------------------------------------------------------------------------------


def crowd_with_pictures(host, size):
    """Peers, each with a picture of its own."""
    peers = []
    peer = host.raw_peer("guest0", publish=False)
    for number in range(size):
        picture = png((number, 255 - number, number // 2), side=16)
        group = avahi.EntryGroup(host, peer.bus())
        name = f"guest{number}@{host.name}"
        group.add_service(name, peer.port, txt_with(sha1(picture)))
        group.add_record(mdns.instance_name(name), mdns.NULL, picture, 120, unasked=False)
        group.commit(wait=False)
        peers.append((name, sha1(picture), group))
    for _, _, group in peers:
        group.await_established()
    return peers


def missing_pictures(person, peers):
    return [name for name, picture_hash, _ in peers
            if person.buddies.get(name, {}).get("picture") != picture_hash]


@limit(240)
def who_is_known_is_asked_for_nothing_at_the_next_sign_on(lan):
    verona, mantua = lan.host("verona"), lan.host("mantua", daemon=False)
    peers = crowd_with_pictures(verona, 100)
    mantua.start_daemon()
    mantua.needs_daemon()
    capture, watch = mdns.Capture(lan), avahi.Watch(mantua)
    most, start = [0], time.monotonic()
    romeo = mantua.headless("link-local", "romeo")

    def all_there():
        most[0] = max(most[0], watch.held()["RecordBrowser"] - len(peers) - 1)  # and himself
        return not missing_pictures(romeo, peers)
    lan.wait(all_there, "all have a picture", 90)
    first = questions(capture)
    say(f"100 unknown pictures: {time.monotonic() - start:.1f} s, {len(first)} questions on the wire, "
        f"at most {most[0]} at a time")
    assert len({record.name for record in first}) == len(peers)
    assert most[0] <= ASKS_AT_ONCE
    romeo.quits()
    capture.close()

    capture, start = mdns.Capture(lan), time.monotonic()
    romeo = mantua.headless("link-local", "romeo")
    lan.wait(lambda: not missing_pictures(romeo, peers), "all have one again", 30)
    nurse = mantua.headless("link-local", "nurse")
    lan.wait(lambda: not missing_pictures(nurse, peers), "and for another on the machine", 30)
    lan.wait(lambda: capture.txts(romeo.name), "the capture sees that he is there")
    say(f"100 known pictures, two accounts: {time.monotonic() - start:.1f} s, "
        f"{len(questions(capture))} questions on the wire")
    assert not questions(capture), questions(capture)


# -- hostile --------------------------------------------------------------------------------------


@limit(180)
def what_is_not_as_it_should_be_is_dropped_and_not_asked_for_in_a_loop(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    noise = random.Random(1).randbytes(65000)
    liars = {"wrong": peer_with(verona, "wrong", png(RED), sha1(png(GREEN))),
             "noise": peer_with(verona, "noise", noise),
             "claim": peer_with(verona, "claim", gif_that_claims(60000, 60000)),
             "never": peer_with(verona, "never", None, sha1(b"never"))}
    capture = mdns.Capture(lan)
    romeo = mantua.headless("link-local", "romeo")
    for peer in liars.values():
        romeo.sees(peer)
    watch = avahi.Watch(mantua) if RESPONDER != "embedded" else None
    lan.wait(lambda: all(questions(capture, peer.name) for peer in liars.values()), "all are asked", 10)
    lan.wait(lambda: time.time() - questions(capture)[-1].at > RECORD_SECONDS, "nobody is asked any more", 60)
    for word, peer in liars.items():
        count = len(questions(capture, peer.name))
        say(f"{word}: {count} packets ask for it")
        assert count <= PACKETS, (word, count)
        assert romeo.buddy(peer)["picture"] is None, word
    honest = peer_with(verona, "honest", png(BLUE))
    shows(romeo, honest, png(BLUE), timeout=10)
    if watch:
        lan.wait(lambda: watch.held()["RecordBrowser"] <= 2, "only what two people say is watched", 5)


@about_the_daemon
def who_leaves_amid_the_question_is_asked_for_no_more(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    watch, never = avahi.Watch(mantua), peer_with(verona, "never", None, sha1(b"never"))
    romeo = mantua.headless("link-local", "romeo")
    lan.wait(lambda: watch.held()["RecordBrowser"] == 3, "what two say is watched, and a picture asked for")
    never.withdraw()
    romeo.sees_gone(never)
    lan.wait(lambda: watch.held()["RecordBrowser"] == 1, "nothing is asked of her any more", 3)


@limit(180)
def who_has_another_every_second_is_asked_now_and_then(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    romeo = mantua.headless("link-local", "romeo")
    tybalt = peer_with(verona, "tybalt", None, sha1(b"at first"))
    romeo.sees(tybalt)
    watch = avahi.Watch(mantua) if RESPONDER != "embedded" else None
    capture, seen = mdns.Capture(lan), set()

    def a_second_passes(until):
        seen.add(romeo.buddies[tybalt.name]["picture"])
        return time.monotonic() >= until
    for second in range(FLICKER):
        picture = png((second, second, second))
        record = null_record(tybalt, picture)
        tybalt.update(txt_with(sha1(picture)))
        until = time.monotonic() + 1
        lan.wait(lambda until=until: a_second_passes(until), "a second passes", 3)
        record.free()
    asked = len(questions(capture, tybalt.name))
    made = watch.made["RecordBrowser"] if watch else 0
    say(f"another picture each second for {FLICKER} s: {made or 'not known how many'} questions, {asked} "
        f"packets, {len(seen - {None})} pictures shown")
    assert seen - {None}
    assert made <= FETCHES and asked <= FETCHES * PACKETS, (made, asked)
    null_record(tybalt, png(GREEN))
    tybalt.update(txt_with(sha1(png(GREEN))))
    shows(romeo, tybalt, png(GREEN), timeout=60)


# -- on the screen --------------------------------------------------------------------------------


def it_is_seen_in_pidgins_buddy_list(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet", nick="Juliet")
    romeo = Pidgin(mantua, "romeo", picture=png(GREEN))
    shows(juliet, romeo, png(GREEN), timeout=20)
    romeo.sees("Juliet")
    assert romeo.count_of(RED, "Buddy List") == 0
    juliet.shows(png(RED))
    romeo.until(lambda: romeo.count_of(RED, "Buddy List") > ENOUGH, "sees her picture", 10)
    romeo.screenshot("picture-in-the-buddy-list")
    juliet.shows(png(BLUE))
    romeo.until(lambda: romeo.count_of(BLUE, "Buddy List") > ENOUGH, "sees another", 10)
    juliet.shows(None)
    romeo.until(lambda: romeo.count_of(BLUE, "Buddy List") == 0, "sees none", 10)


def finch_and_bitlbee_show_none_and_ask_for_none(lan):
    verona, mantua, padua = lan.new_hosts("verona", "mantua", "padua")
    juliet = verona.headless("link-local", "juliet", nick="Juliet")
    juliet.shows(png(RED))
    lan.wait(lambda: mdns.find(mantua, juliet.name).value("phsh") == sha1(png(RED)), "she has one")
    capture = mdns.Capture(lan)
    romeo, nurse = Finch(mantua, "romeo"), BitlBee(padua, "nurse")
    romeo.sees("Juliet")
    nurse.sees("juliet")
    juliet.shows(png(BLUE))
    lan.wait(lambda: published_hash(capture, juliet) == sha1(png(BLUE)), "she has another")
    for person in (romeo, nurse):
        juliet.sees(person)
        juliet.writes(person, "Look at me")
        person.reads("Juliet" if person is romeo else "juliet", "Look at me")
    assert not questions(capture), questions(capture)


run(at_once=2)
