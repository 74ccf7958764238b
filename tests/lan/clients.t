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
from tap import Skip, limit, run

PROTOCOL = os.environ.get("LL_CLIENTS_PROTOCOL", "link-local")
OURS = PROTOCOL == "link-local"
NICK = "nick" if OURS else "first"
FIELDS = ["Username", "Port", "First name", "Last name"]
FIELDS += ["Nickname", "E-mail address", "XMPP address"] if OURS else ["AIM Account"]
MEAN = "is a < b && c? Grüße, Juliet ☕ \U0001f600"


def romeo_on(host, **options):
    return host.headless(PROTOCOL, "romeo", **{NICK: "Romeo", **options})


def vanish(romeo):
    """He cannot be reached, which nobody knows. (prpl-bonjour has to be told that he is gone.)"""
    if OURS:
        romeo.host.unplug()
    else:
        romeo.quits()


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


run()
