#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Presence names that other programs publish, and addresses that change under a name."""

import mdns
from rawpeer import header
from tap import run

ODD_NAMES = (
    "wjt@bael (2)",
    "ro.meo\\mon@mantua",
    "no at sign",
    "x@y@z",
    " blanks@both ends ",
    "gaj@peer3 #2",
    "Grüße \U0001f980@mantua",
    "ü" * 28 + "@mantua",
    "a<b>&\"c'@mantua",
)


def every_odd_name_is_seen_and_can_be_talked_with(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    for number, name in enumerate(ODD_NAMES):
        peer = mantua.raw_peer(name if "@" in name else "unused", publish=False)
        peer.publish(["txtvers=1", "status=avail", f"nick=peer {number}"], name=name)
        juliet.sees(peer, alias=f"peer {number}")
        juliet.writes(peer, "who are you?")
        wire = peer.accept()
        wire.expect(rb"<stream:stream [^>]*>")
        wire.send(header(None, None, "1.0"))
        wire.expect(rb"<body>who are you\?</body>")
        wire.close()
        peer.withdraw()
        juliet.sees_gone(peer)


def a_name_in_other_case_is_the_same_person(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("Romeo@Mantua")
    juliet.sees(romeo)
    wire = romeo.connect(juliet)
    wire.send(header("romeo@mantua", juliet.name)
              + "<message type='chat'><body>it is I</body></message>")
    lan.wait(lambda: juliet.events("line"), "the message is shown", 20)
    assert len(juliet.online()) == 1, juliet.online()


def records_without_a_status_or_any_key_are_people_who_are_available(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    for txt in ([], ["hash=sha-1"], ["status=foo"], ["STATUS=AVAIL"], ["txtvers=2"], ["msg", "nick"]):
        romeo = mantua.raw_peer("romeo", txt=txt)
        juliet.sees(romeo, status="available", message="")
        romeo.withdraw()
        juliet.sees_gone(romeo)


def what_a_hostile_record_says_is_shown_as_clean_text_or_not_at_all(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo", txt=[b"status=dnd", b"nick=\xff\xfe\x01<b>R</b>", b"nick=second",
                                          b"msg=" + b"x" * 251] + [b"k%d=v" % n for n in range(300)])
    buddy = juliet.sees(romeo, message="x" * 251)
    assert "<b>R</b>" in buddy["alias"] and "\x01" not in buddy["alias"], buddy
    assert "second" not in buddy["alias"], buddy
    look = juliet.looks_at(romeo)
    assert "<b>R</b>" not in str(look), look


def wait_for_second_announcement(capture, peer, txt):
    """On both IP versions (RFC 6762 8.3): Avahi may lose a name whose record changes sooner."""
    strings = [string.encode() for string in txt]
    capture.lan.wait(lambda: [record.data for record in capture.records(
        mdns.instance_name(peer.name), "TXT")].count(strings) >= 4, "a record is announced twice")


def an_alias_follows_nick_and_names(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    base = ["txtvers=1", "status=avail"]
    romeo = mantua.raw_peer("romeo", txt=base)
    capture = mdns.Capture(lan)
    juliet.sees(romeo, alias=romeo.name)
    for more, alias in ((["last=Montague"], "Montague"), (["1st=Romeo"], "Romeo"),
                        (["last=Montague", "1st=", "nick="], "Montague"),
                        (["1st=Romeo", "last=Montague"], "Romeo Montague"),
                        (["1st=Romeo", "last=Montague", "nick=Rom"], "Rom"), ([], romeo.name)):
        romeo.update(base + more)
        juliet.sees(romeo, alias=alias)
        wait_for_second_announcement(capture, romeo, base + more)


def apples_words_are_taken_as_apple_means_them(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo", txt=["txtvers=1", "status=dnd", "vc=CUDR"])
    juliet.sees(romeo, status="away", idle=False)
    romeo.update(["txtvers=1", "status=away", "away=700000000", "vc=CUDR"])
    juliet.sees(romeo, status="available", idle=True, idle_since=978307200 + 700000000)
    romeo.update(["txtvers=1", "status=dnd"])
    juliet.sees(romeo, status="dnd")
    romeo.update(["txtvers=1", "status=away"])
    juliet.sees(romeo, status="away", idle=False)


def a_changed_address_is_found_with_the_next_message(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    juliet.sees(romeo)
    mantua.readdress("169.254.99.99")
    juliet.writes(romeo, "found")
    romeo.reads(juliet, "found")


run(at_once=4)
