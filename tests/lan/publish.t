#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What our records say on the wire, as any other program's mDNS sees them."""

import base64
import hashlib
import time
import xml.etree.ElementTree as ElementTree

import mdns
from rawpeer import header
from tap import limit, run

PERSONAL = {"nick": "Jules", "first": "Juliet", "last": "Capulet", "email": "j@example.org",
            "jid": "j@jabber.example"}
KEYS = {"nick": "nick", "first": "1st", "last": "last", "email": "email", "jid": "jid"}


INFO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"


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
    rows = mantua.browse()
    assert rows and all(row.name == juliet.name and row.host == "verona.local"
                        and '"status=avail"' in row.txt for row in rows), rows


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
    assert size(service) <= 400, service


def size(service):
    """How many bytes its TXT record takes, each string with its length."""
    return sum(len(string) + 1 for string in service.txt)


def several_addresses_are_a_list(lan):
    juliet, mantua, service = juliet_as_seen_from_mantua(
        lan, email="j@example.org, juliet@example.com", jid="j@a.example  j@b.example")
    assert service.value("email") == "j@example.org juliet@example.com", service
    assert service.value("jid") == "j@a.example j@b.example", service
    romeo = mantua.headless("link-local", "romeo")
    romeo.sees(juliet)
    romeo.asks_info(juliet)
    shown = [value for _, value in romeo.events("userinfo")[-1]["entries"]]
    for address in ("j@example.org", "juliet@example.com", "j@a.example", "j@b.example"):
        assert address in " ".join(shown).replace(",", " ").split(), (address, shown)


def however_much_is_filled_what_programs_need_goes_out(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    filled = {"nick": "ü" * 300, "first": "\U0001f339" * 80, "last": "x" * 300,
              "email": " ".join(f"juliet{n}@example.org" for n in range(30)), "jid": "j" * 300}
    ear = mdns.Capture(lan)  # an answer to a question of its own would be cut (RFC 6762 6.7)
    juliet = verona.headless("link-local", "juliet", **filled)
    romeo = mantua.headless("link-local", "romeo")
    told = lan.wait(lambda: told_until(ear, juliet, b"status=avail"), "the record is told", 20)
    short = mdns.Published(juliet.name, "", 0, told[-1])
    juliet.sets_status("away", "é" * 400)
    romeo.sees(juliet, status="away")
    told = lan.wait(lambda: told_until(ear, juliet, b"status=away"), "the other one is told", 20)
    service = mdns.Published(juliet.name, "", 0, told[-1])
    for one in (short, service):
        assert size(one) <= 1300, (size(one), one)
        for key in ("txtvers", "status", "port.p2pj", "vc", "node", "hash", "ver"):
            assert one.value(key), (key, one)
        for string in one.txt:
            string.decode("utf-8")  # cut on a character, or this fails
        assert one.value("jid") is None, one
    assert service.value("msg").strip("é") == "" and len(service.value("msg")) > 50, service
    assert filled["nick"].startswith(service.value("nick")), service
    assert filled["first"].startswith(service.value("1st")), service
    words = (short.value("email") or "").split()
    assert all(word in filled["email"].split() for word in words), words
    assert romeo.buddy(juliet)["message"] == service.value("msg"), romeo.buddy(juliet)


def what_is_switched_off_is_not_published(lan):
    hidden = {f"show_{option}": False for option in PERSONAL}
    _, _, service = juliet_as_seen_from_mantua(lan, **PERSONAL, **hidden)
    for key in list(KEYS.values()) + ["AIM", "phsh"]:
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


@limit(180)
def twenty_changes_in_ten_seconds_are_few_on_the_wire_and_the_last_wins(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    mdns.find(mantua, juliet.name)
    ear = mdns.Capture(lan)
    for number in range(20):
        juliet.sets_status("away", f"state {number}")
        pause(lan, 0.5)
        if number == 0:
            mdns.find(mantua, juliet.name, msg="state 0")  # the first is seen when it is made
    told = lan.wait(lambda: told_until(ear, juliet, b"msg=state 19"), "the last state is told", 20)
    assert len(told) <= 10, told
    assert not ear.goodbyes(juliet.name), ear.goodbyes(juliet.name)
    # What is changed back in time is no change to tell of.
    juliet.sets_status("away", "not yet")
    juliet.sets_status("away", "state 19")
    pause(lan, 12)
    told = ear.txts(juliet.name)
    assert b"msg=state 19" in told[-1] and not any(b"msg=not yet" in txt for txt in told), told


def told_until(ear, whom, string):
    """The records that were told, if the last of them has this string; else nothing."""
    told = ear.txts(whom.name)
    return told if told and string in told[-1] else None


def pause(lan, seconds):
    """So much time passes between two things that she does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        lan.pump()


def changes_while_the_name_is_claimed_wait_and_the_last_wins(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet", status="invisible")
    ear = mdns.Capture(lan)
    juliet.sets_status("available", "at first")
    for number in range(3):
        juliet.sets_status("away", f"state {number}")
    mdns.find(mantua, juliet.name, status="away", msg="state 2")
    assert not ear.records(mdns.instance_name("juliet-1@verona")), ear.testimony()
    assert not ear.goodbyes(juliet.name), ear.testimony()
    assert not juliet.notices(), juliet.notices()


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


# -- what we can do -----------------------------------------------------------------------------


def ask(wire, sender, to, query, number=1):
    """The answer to an iq that asks this; `to` need not be who is asked."""
    wire.send(f"<iq type='get' from='{sender}' to='{to}' id='q{number}'>{query}</iq>")
    answer = wire.expect(rf"<iq [^>]*id=\"q{number}\"[^>]*>.*?</iq>").group(0)
    return ElementTree.fromstring(answer)


def caps_hash(query):
    """XEP-0115 5.1 for an answer without forms, written down once more."""
    said = [f"{identity.get('category')}/{identity.get('type')}//{identity.get('name')}<"
            for identity in query.iter(f"{{{INFO}}}identity")]
    said += sorted(feature.get("var") + "<" for feature in query.iter(f"{{{INFO}}}feature"))
    return base64.b64encode(hashlib.sha1("".join(said).encode()).digest()).decode()


def what_we_can_do_is_the_same_wherever_it_is_asked_for(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo")
    juliet.sees(romeo)
    service = mdns.find(mantua, juliet.name)
    assert service.value("hash") == "sha-1" and service.value("ext") is None, service
    node = f"{service.value('node')}#{service.value('ver')}"
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name))
    features = wire.expect(rb"<stream:features>(.*)</stream:features>").group(1)
    queries = ElementTree.fromstring(b"<all>" + features + b"</all>").findall(f"{{{INFO}}}query")
    assert queries[0].get("node") == node, features
    for number, (to, attribute) in enumerate((
            (juliet.name, ""), (juliet.name, f" node='{node}'"), ("nobody@nowhere", ""))):
        iq = ask(wire, romeo.name, to, f"<query xmlns='{INFO}'{attribute}/>", number)
        assert iq.get("type") == "result" and iq.get("to") == romeo.name, iq.attrib
        assert iq.get("from") == juliet.name, iq.attrib
        queries += iq.findall(f"{{{INFO}}}query")
        assert queries[-1].get("node") == (node if attribute else None), queries[-1].attrib
    assert len(queries) == 4
    for query in queries:
        assert caps_hash(query) == service.value("ver"), ElementTree.tostring(query)
        listed = [feature.get("var") for feature in query]
        assert INFO in listed and "jabber:iq:oob" not in listed, listed


def other_nodes_are_not_there_and_there_are_no_items(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo")
    juliet.sees(romeo)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name, None))
    iq = ask(wire, romeo.name, juliet.name, f"<query xmlns='{INFO}' node='urn:other'/>")
    assert iq.get("type") == "error", iq.attrib
    assert iq.find(".//{urn:ietf:params:xml:ns:xmpp-stanzas}item-not-found") is not None
    iq = ask(wire, romeo.name, juliet.name, f"<query xmlns='{ITEMS}'/>", 2)
    assert iq.get("type") == "result", iq.attrib
    assert not list(iq.find(f"{{{ITEMS}}}query"))
    wire.send(f"<message from='{romeo.name}' type='chat'><body>and now</body></message>")
    juliet.reads(romeo, "and now")


# -- names --------------------------------------------------------------------------------------


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


run(at_once=4)
