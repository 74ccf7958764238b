#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What our records say on the wire, as any other program's mDNS sees them."""

import mdns
from tap import run

PERSONAL = {"nick": "Jules", "first": "Juliet", "last": "Capulet", "email": "j@example.org",
            "jid": "j@jabber.example"}
KEYS = {"nick": "nick", "first": "1st", "last": "last", "email": "email", "jid": "jid"}


def juliet_as_seen_from_mantua(lan, **options):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet", **options)
    return juliet, mantua, mdns.find(mantua, juliet.name)


def host_port_and_txt_are_published_under_user_at_machine(lan):
    juliet, mantua, service = juliet_as_seen_from_mantua(lan)
    assert service.name.startswith("juliet@verona"), service
    assert service.host.rstrip(".") == "verona.local", service
    assert service.port == 5298 and service.value("port.p2pj") == "5298", service
    assert service.txt[0] == b"txtvers=1", service
    assert service.value("status") == "avail", service
    assert service.value("msg") is None and service.value("vc") == "!", service
    keys = [key.lower() for key in service.keys()]
    assert len(keys) == len(set(keys)), keys
    assert sum(len(string) + 1 for string in service.txt) <= 400, service
    rows = mantua.run(["avahi-browse", "-rtp", "_presence._tcp"]).stdout
    assert "juliet\\064verona" in rows and "verona.local" in rows and "status=avail" in rows, rows


def another_port_is_in_both_places(lan):
    _, _, service = juliet_as_seen_from_mantua(lan, port=6000)
    assert service.port == 6000 and service.value("port.p2pj") == "6000", service


def nothing_personal_is_published_unless_filled(lan):
    _, _, service = juliet_as_seen_from_mantua(lan)
    for key in list(KEYS.values()) + ["AIM", "phsh"]:
        assert service.value(key) is None, service


def what_is_filled_is_published(lan):
    _, _, service = juliet_as_seen_from_mantua(lan, **PERSONAL)
    for option, value in PERSONAL.items():
        assert service.value(KEYS[option]) == value, (option, service)


def what_is_switched_off_is_not_published(lan):
    hidden = {f"show_{option}": False for option in PERSONAL}
    _, _, service = juliet_as_seen_from_mantua(lan, **PERSONAL, **hidden)
    for key in KEYS.values():
        assert service.value(key) is None, service
    assert service.txt[0] == b"txtvers=1" and service.value("status") == "avail", service


def status_and_message_follow_and_an_empty_message_is_no_key(lan):
    juliet, mantua, _ = juliet_as_seen_from_mantua(lan)
    juliet.sets_status("away", "At the pub")
    mdns.find(mantua, juliet.name, status="away", msg="At the pub")
    juliet.sets_status("dnd", "Hush")
    mdns.find(mantua, juliet.name, status="dnd", msg="Hush")
    juliet.sets_status("available", "")
    mdns.find(mantua, juliet.name, status="avail", msg=None)


def idle_goes_out_as_away_with_its_time_and_ends(lan):
    juliet, mantua, _ = juliet_as_seen_from_mantua(lan)
    juliet.idles(600)
    service = mdns.find(mantua, juliet.name, status="away")
    assert service.value("away") is not None, service
    juliet.idles(0)
    mdns.find(mantua, juliet.name, status="avail", away=None)


def a_change_is_made_in_place_without_a_goodbye(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    ear = mdns.Capture(lan)
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(juliet)
    juliet.sets_status("away", "At the pub")
    romeo.sees(juliet, status="away")
    assert not ear.goodbyes(juliet.name), ear.goodbyes(juliet.name)
    juliet.signs_off()
    romeo.sees_gone(juliet, timeout=5)
    lan.wait(lambda: ear.goodbyes(juliet.name), "juliet's goodbye on the wire", 5)


def a_user_name_of_any_language_is_published_whole(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "júlia \U0001f339.c")
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(juliet)
    romeo.writes(juliet, "hello")
    juliet.reads(romeo, "hello")
    juliet.writes(romeo, "hello back")
    romeo.reads(juliet, "hello back")


def a_long_user_name_is_cut_on_a_character(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "ü" * 60)
    juliet.name = "ü" * 28 + "@verona"
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(juliet)


def prpl_bonjour_talks_with_an_odd_name(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "jul<i>&\"et'")
    juliet.name = mdns_name(lan, mantua, juliet)
    romeo = mantua.headless("bonjour", "romeo")
    romeo.sees(juliet)
    juliet.sees(romeo)
    romeo.writes(juliet, "hello")
    juliet.reads(romeo, "hello")
    juliet.writes(romeo, "hello back")
    romeo.reads(juliet, "hello back")


def mdns_name(lan, host, person):
    """The name that the client says it appears under."""
    return person.events("connected")[-1]["display_name"]


run()
