#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""People at Finch, Pidgin and BitlBee, and what is to be read on their screens.

With LL_CLIENTS_PROTOCOL=bonjour the cases are run with prpl-bonjour, to tell the clients' own ways
from the plugin's; what prpl-bonjour is known to fail is left out then.
"""

import os

from bitlbee import BitlBee
from finch import Finch
from ocr import found
from pidgin import Pidgin
from tap import Skip, about_the_daemon, limit, run

PROTOCOL = os.environ.get("LL_CLIENTS_PROTOCOL", "link-local")
OURS = PROTOCOL == "link-local"
NICK = "nick" if OURS else "first"
FIELDS = ["Username", "Port", "First name", "Last name"]
FIELDS += ["Nickname", "E-mail address", "XMPP address", "mDNS responder", "Further domains",
           "Encryption", "Ask before people who are new can write to me", "Tell others when I am typing"] \
    if OURS else ["AIM Account"]
MEAN = "is a < b && c? Grüße, Juliet ☕ \U0001f600"


LABEL, MARKUP = "<b>Romeo</b>", "<b>x</b>&amp;<img src=y>"
TXT = ["txtvers=1", "status=avail", f"nick={LABEL}", f"msg={MARKUP}", "1st=Romeo", "last=Montague",
       "email=r@montague.example rm@verona.example", "node=kopete", "ver=0.0.1", "vc=AV!"]
TOLD = ["Name on the network: romeo@mantua", f"Nickname: {LABEL}", f"Message: {MARKUP}",
        "First name: Romeo", "E-mail address (claimed): r@montague.example",
        "E-mail address (claimed): rm@verona.example", "Program: Kopete 0.0.1",
        "Capabilities: audio, video", "Seen on: eth0 (IPv", "Encryption: Not known yet"]
"""A presence that says much, and some of it with markup; what is to be read of it."""
OFF = "You are off the local network for now"
AGAIN = "You are on the local network again"
NOT_YET = "The local network cannot be joined yet"
TO_DO = "Install and start avahi-daemon"


def romeo_on(host, **options):
    return host.headless(PROTOCOL, "romeo", **{NICK: "Romeo", **options})


def vanish(romeo):
    """He cannot be reached, which nobody knows. (prpl-bonjour has to be told that he is gone.)"""
    if OURS:
        romeo.host.unplug()
    else:
        romeo.quits()


def where(peer):
    """The addresses of a raw peer, as Get Info shows them."""
    return [f": {peer.host.ipv4()}:{peer.port}", f": [{peer.host.ipv6()}%eth0]:{peer.port}"]


def finch_shows_who_is_there_and_says_who_one_is(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = Finch(verona, "juliet", PROTOCOL, **{NICK: "Jules"})
    romeo = romeo_on(mantua, status="away", message="At the pub")
    juliet.sees("Romeo", "romeo@mantua", "Status: Away", "Message: At the pub")
    romeo.sees(juliet, status="available", alias="Jules")
    juliet.sets_status("Away", "In the garden")
    romeo.sees(juliet, status="away", message="In the garden")
    romeo.sets_status("available", "back")
    juliet.sees("Romeo", "Status: Available", "Message: back")
    romeo.quits()
    juliet.sees_gone("Romeo")


def finch_chats(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Finch(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.sees("Romeo")
    juliet.writes("Romeo", MEAN)
    romeo.reads(juliet, MEAN)
    romeo.writes(juliet, f"{MEAN} <b>not bold</b> &amp;")
    juliet.reads("Romeo", f"{MEAN} <b>not bold</b> &amp;")
    romeo.writes(juliet, "word " * 100 + "end")
    juliet.reads("Romeo", "word " * 100 + "end")


def finch_says_what_one_does_and_nudges(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Finch(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.sees("Romeo")
    juliet.writes("Romeo", "/me waves")
    romeo.reads(juliet, "/me waves")
    romeo.writes(juliet, "/me waves back")
    juliet.is_told("***Romeo waves back", "Romeo")
    if OURS:
        juliet.writes("Romeo", "/nudge")
        romeo.reads(juliet, "juliet@verona asks for your attention!")
        romeo.nudges(juliet)
        juliet.is_told("Romeo asks for your attention!", "Romeo")


def finch_shows_a_message_that_was_not_delivered(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Finch(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.opens("Romeo")
    vanish(romeo)
    juliet.writes("Romeo", "are you <there>?")
    juliet.is_told("Not delivered" if OURS else "Unable to send", "Romeo", timeout=15)
    if OURS:
        juliet.is_told("“are you <there>?”", "Romeo")


def finch_informs(lan):
    if not OURS:
        raise Skip("prpl-bonjour tells less")
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Finch(verona, "juliet", PROTOCOL), mantua.raw_peer("romeo", txt=TXT)
    juliet.sees(LABEL, *TOLD)
    info = juliet.asks_info(LABEL)
    for line in [*TOLD, *where(romeo)]:
        assert line in info, f"{line} is not in:\n{info}"


@about_the_daemon
@limit(120)
def finch_tells_of_a_network_that_is_away(lan):
    if not OURS:
        raise Skip("prpl-bonjour signs off")
    verona = lan.host("verona")
    verona.stop_daemon()
    juliet = Finch(verona, "juliet", PROTOCOL, responder="daemon")
    juliet.is_told(NOT_YET, "Link-Local")
    juliet.is_told(TO_DO, "Link-Local")
    verona.start_daemon()
    juliet.until(lambda: "Link-Local" not in juliet.windows(), "the notice goes away")
    verona.stop_daemon()
    juliet.is_told(OFF, "Link-Local", timeout=30)
    verona.start_daemon()
    juliet.is_told(AGAIN, "Link-Local")
    assert juliet.windows().count("Link-Local") == 1, juliet.screen()


def finch_offers_the_protocol(lan):
    form = Finch(lan.host("verona"), "juliet", PROTOCOL).accounts_dialog()
    for field in FIELDS:
        assert field in form, form


@limit(240)
def pidgin_shows_who_is_there_and_says_who_one_is(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = Pidgin(verona, "juliet", PROTOCOL, **{NICK: "Jules"})
    romeo = romeo_on(mantua, status="away", message="At the pub")
    juliet.sees("Romeo", "romeo@mantua", "Status: Away", "Message: At the pub")
    romeo.sees(juliet, status="available", alias="Jules")
    juliet.sets_status("Away", "In the garden")
    romeo.sees(juliet, status="away", message="In the garden")
    juliet.screenshot("away")
    romeo.sets_status("available", "back")
    juliet.sees("Romeo", "Status: Available", "Message: back")
    romeo.quits()
    juliet.sees_gone("Romeo")


def pidgin_chats(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Pidgin(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.sees("Romeo")
    juliet.writes("Romeo", MEAN)
    romeo.reads(juliet, MEAN)
    romeo.writes(juliet, MEAN)
    juliet.reads("Romeo", MEAN)
    romeo.writes(juliet, "How silver sweet sound the tongues of lovers by night")
    juliet.reads("Romeo", "How silver sweet sound the tongues of lovers by night")
    juliet.screenshot("chat")


def pidgin_says_what_one_does_and_nudges(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Pidgin(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.sees("Romeo")
    juliet.writes("Romeo", "/me waves")
    romeo.reads(juliet, "/me waves")
    romeo.writes(juliet, "/me waves back")
    juliet.is_told("Romeo waves back", "Romeo")
    if OURS:
        juliet.writes("Romeo", "/nudge")
        romeo.reads(juliet, "juliet@verona asks for your attention!")
        romeo.nudges(juliet)
        juliet.is_told("Romeo asks for your attention!", "Romeo")


def pidgin_shows_a_message_that_was_not_delivered(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Pidgin(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.opens("Romeo")
    vanish(romeo)
    juliet.writes("Romeo", "Will you come tonight?")
    juliet.is_told("Not delivered" if OURS else "Unable to send", "Romeo", timeout=15)
    if OURS:
        juliet.is_told("The message was: Will you come tonight?", "Romeo")
    juliet.screenshot("not-delivered")


@limit(240)
def pidgin_informs(lan):
    if not OURS:
        raise Skip("prpl-bonjour tells less")
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = Pidgin(verona, "juliet", PROTOCOL), mantua.raw_peer("romeo", txt=TXT)
    juliet.sees(LABEL, *TOLD)
    info = juliet.asks_info(LABEL, "info")
    for line in [*TOLD, *where(romeo)]:
        assert found(line, info), f"{line} is not in:\n{info}"


def pidgin_takes_no_wrong_address(lan):
    if not OURS:
        raise Skip("prpl-bonjour knows none")
    juliet = Pidgin(lan.host("verona"), "juliet", PROTOCOL)
    juliet.adds("romeo@10.0.0.300")
    juliet.is_told("romeo@10.0.0.300 is no address to connect to")
    juliet.is_told("A port is a number from 1 to 65535")


@about_the_daemon
@limit(240)
def pidgin_tells_of_a_network_that_is_away(lan):
    if not OURS:
        raise Skip("prpl-bonjour signs off")
    verona = lan.host("verona")
    verona.stop_daemon()
    juliet = Pidgin(verona, "juliet", PROTOCOL, responder="daemon")
    juliet.is_told(NOT_YET)
    juliet.is_told(TO_DO)
    juliet.screenshot("not-yet")
    verona.start_daemon()
    juliet.until(lambda: not found(NOT_YET, juliet.screen()), "the notice goes away")
    verona.stop_daemon()
    juliet.is_told(OFF, timeout=30)
    verona.start_daemon()
    juliet.is_told(AGAIN)
    assert not found(OFF, juliet.screen()), juliet.screen()


def pidgin_offers_the_protocol(lan):
    form = Pidgin(lan.host("verona"), "juliet", PROTOCOL).accounts_dialog("add")
    for field in FIELDS:
        assert found(field, form), form


def bitlbee_shows_who_is_there_and_says_who_one_is(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = BitlBee(verona, "juliet", PROTOCOL, **{NICK: "Jules"})
    romeo = romeo_on(mantua, status="away", message="At the pub")
    juliet.sees("romeo", "romeo@mantua", "Away (At the pub)", ":Romeo")
    romeo.sees(juliet, status="available", alias="Jules")
    juliet.sets_status("In the garden")
    romeo.sees(juliet, status="away", message="In the garden")
    juliet.sets_status("")
    romeo.sees(juliet, status="available")
    romeo.sets_status("available")
    juliet.sees("romeo", "Online")
    if OURS:
        assert "romeo@mantua" in juliet.asks_info("romeo")
        romeo.quits()
        juliet.sees_gone("romeo")


def bitlbee_chats(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = BitlBee(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.sees("romeo")
    juliet.writes("romeo", MEAN)
    romeo.reads(juliet, MEAN)
    romeo.writes(juliet, f"{MEAN} <b>not bold</b> &amp;")
    juliet.reads("romeo", f"{MEAN} <b>not bold</b> &amp;")


def bitlbee_says_what_one_does_types_and_is_nudged(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = BitlBee(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.sees("romeo")
    juliet.writes("romeo", "\x01ACTION waves\x01")
    romeo.reads(juliet, "/me waves")
    romeo.writes(juliet, "/me waves back")
    juliet.reads("romeo", "\x01ACTION waves back\x01")
    if OURS:
        juliet.writes("romeo", "\x01TYPING 1\x01")
        romeo.sees_typing(juliet, "typing")
        romeo.nudges(juliet)
        juliet.is_told("asks for your attention!", "romeo")


def bitlbee_shows_a_message_that_was_not_delivered(lan):
    if not OURS:
        raise Skip("prpl-bonjour tells nobody")
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = BitlBee(verona, "juliet", PROTOCOL), romeo_on(mantua)
    romeo.sees(juliet)
    juliet.sees("romeo")
    vanish(romeo)
    juliet.writes("romeo", "are you <there>?")
    juliet.is_told("“are you <there>?”", "romeo", timeout=15)


def bitlbee_offers_the_options(lan):
    juliet = BitlBee(lan.host("verona"), "juliet", PROTOCOL, sign_on=False)
    juliet.commands(f"account {PROTOCOL} set {NICK} Jules", f"{NICK} = `Jules'")
    juliet.commands(f"account {PROTOCOL} set port 5299", "port = `5299'")
    if OURS:
        for responder in ("daemon", "embedded", "auto"):
            juliet.commands(f"account {PROTOCOL} set responder {responder}",
                            f"responder = `{responder}'")
        juliet.commands(f"account {PROTOCOL} set responder howl", "responder = `auto'")
        for policy in ("always", "verified", "never", "possible"):
            juliet.commands(f"account {PROTOCOL} set encryption {policy}", f"encryption = `{policy}'")
        juliet.commands(f"account {PROTOCOL} set ask_strangers true", "ask_strangers = `true'")
        juliet.commands(f"account {PROTOCOL} set domains \"verona.example b..d\"",
                        "domains = `verona.example b..d'")
        juliet.signs_on()
        juliet.is_told("b..d is no domain")


def bitlbee_informs(lan):
    if not OURS:
        raise Skip("prpl-bonjour tells less")
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet, romeo = BitlBee(verona, "juliet", PROTOCOL), mantua.raw_peer("romeo", txt=TXT)
    juliet.sees("romeo", MARKUP)
    info = juliet.asks_info("romeo")
    for line in [*TOLD, *where(romeo)]:
        assert line in info, f"{line} is not in:\n{info}"
    assert info.count("Name on the network") == 1, info


def bitlbee_keeps_a_contact_by_address(lan):
    if not OURS:
        raise Skip("prpl-bonjour knows none")
    verona, mantua = lan.new_hosts("verona", "mantua")
    for host in verona, mantua:
        host.drops("udp dport 5353")  # as on a Wi-Fi that isolates its clients
    juliet = BitlBee(verona, "juliet", PROTOCOL)
    juliet.commands(f"add {PROTOCOL} nurse@{mantua.ipv4()}:99999", "is no address to connect to")
    juliet.commands(f"add {PROTOCOL} romeo@{mantua.ipv4()}", "Adding")
    juliet.writes("romeo", "are you <there>?")  # not before is it known
    juliet.is_told("“are you <there>?”", "romeo")
    romeo = mantua.headless(PROTOCOL, "romeo")
    romeo.writes(f"juliet@{verona.ipv4()}:5298", "I am now")
    juliet.reads("romeo", "I am now")
    juliet.writes("romeo", MEAN)
    romeo.reads(f"juliet@{verona.ipv4()}:5298", MEAN)
    assert "Seen on: by address" in juliet.asks_info("romeo")


@about_the_daemon
@limit(120)
def bitlbee_tells_of_a_network_that_is_away(lan):
    if not OURS:
        raise Skip("prpl-bonjour signs off")
    verona = lan.host("verona")
    verona.stop_daemon()
    juliet = BitlBee(verona, "juliet", PROTOCOL, sign_on=False)
    juliet.commands(f"account {PROTOCOL} set responder daemon", "responder = `daemon'")
    juliet.commands(f"account {PROTOCOL} on", NOT_YET)
    juliet.is_told(TO_DO)
    juliet.commands(f"account {PROTOCOL} off", "")
    juliet.commands(f"account {PROTOCOL} on", NOT_YET)
    verona.start_daemon()
    juliet.is_told("Logged in")
    verona.stop_daemon()
    juliet.is_told(OFF, timeout=30)
    verona.start_daemon()
    juliet.is_told(AGAIN)
    juliet.signs_off()


run(at_once=2)
