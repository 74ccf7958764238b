#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What programs ask each other: what they can do, what they are, what time it is there."""

import base64
import datetime
import hashlib
import re
from xml.etree import ElementTree

from rawpeer import header
from tap import limit, run

INFO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"
VERSION = "jabber:iq:version"
LAST = "jabber:iq:last"
TIME = "urn:xmpp:time"
PING = "urn:xmpp:ping"
ERRORS = "{urn:ietf:params:xml:ns:xmpp-stanzas}"
NODE = "http://example.org/client"


def ver(*features):
    """The hash of an answer that has these features, and nothing else (XEP-0115 5.1)."""
    said = "".join(feature + "<" for feature in sorted(features))
    return base64.b64encode(hashlib.sha1(said.encode()).digest()).decode()


def txt(*features):
    return ["txtvers=1", "status=avail", f"node={NODE}", "hash=sha-1", f"ver={ver(*features)}"]


def query(*features, node=None):
    return (f"<query xmlns='{INFO}'" + (f" node='{node}'" if node else "") + ">"
            + "".join(f"<feature var='{feature}'/>" for feature in features) + "</query>")


class Peer:
    """A raw peer on a host of its own, and its stream with Juliet."""

    def __init__(self, juliet, name, record=None, version="1.0"):
        lan = juliet.host.lan
        self.juliet, self.version = juliet, version
        self.peer = lan.new_hosts(f"of-{name}")[0].raw_peer(name, txt=record)
        self.name = self.peer.name
        juliet.sees(self.peer)

    def opens(self):
        self.wire = self.peer.connect(self.juliet)
        self.wire.send(header(self.name, self.juliet.name, self.version))
        self.wire.expect(rb"<stream:stream[^>]*>")
        if self.version:
            self.wire.expect(rb"<stream:features>.*</stream:features>")
        return self

    def is_asked(self, namespace):
        """The next question, which is this one."""
        raw = self.wire.expect(r"<iq [^>]*>.*?</iq>").group(0)
        iq = ElementTree.fromstring(raw)
        assert iq.get("type") == "get" and iq.get("id"), raw
        assert (iq.get("from"), iq.get("to")) == (self.juliet.name, self.name), raw
        assert len(iq) == 1 and iq[0].tag.startswith(f"{{{namespace}}}"), raw
        return iq

    def answers(self, iq, payload, kind="result"):
        self.wire.send(f"<iq type='{kind}' id='{iq.get('id')}' from='{self.name}'>{payload}</iq>")

    def is_asked_nothing(self):
        """Nothing until now, and what comes after is heard by then."""
        self.chats("anything else?")
        assert b"<iq" not in self.wire.unread, self.wire.unread

    def chats(self, text):
        self.wire.send(f"<message type='chat' from='{self.name}'><body>{text}</body></message>")
        self.juliet.reads(self.peer, text)
        self.juliet.writes(self.peer, f"You say {text}")
        before = self.wire.unread
        self.juliet.host.lan.wait(lambda: f"<body>You say {text}".encode() in self.wire.unread,
                                  f"{self.name} is answered (so far {before})")

    def asks(self, payload, kind="get", number=[0]):
        number[0] += 1
        self.wire.send(f"<iq type='{kind}' id='q{number[0]}'>{payload}</iq>")
        raw = self.wire.expect(r"<iq [^>]*(/>|>.*?</iq>)").group(0)
        iq = ElementTree.fromstring(raw)
        assert iq.get("id") == f"q{number[0]}", raw
        assert (iq.get("from"), iq.get("to")) == (self.juliet.name, self.name), raw
        return iq


def juliet_on(lan, **options):
    return lan.new_hosts("verona")[0].headless("link-local", "juliet", **options)


# -- asked ---------------------------------------------------------------------------------------


def each_question_has_one_answer(lan):
    juliet = juliet_on(lan)
    romeo = Peer(juliet, "romeo", txt()).opens()
    romeo.answers(romeo.is_asked(INFO), query())
    pong = romeo.asks(f"<ping xmlns='{PING}'/>")
    assert pong.get("type") == "result" and len(pong) == 0, ElementTree.tostring(pong)
    version = romeo.asks(f"<query xmlns='{VERSION}'/>")
    said = {child.tag.split("}")[1]: child.text for child in version[0]}
    assert said.pop("name") == "purple-link-local" and said.pop("version") and not said, said
    time = romeo.asks(f"<time xmlns='{TIME}'/>")
    utc, tzo = time[0].findtext(f"{{{TIME}}}utc"), time[0].findtext(f"{{{TIME}}}tzo")
    off = datetime.datetime.utcnow() - datetime.datetime.strptime(utc, "%Y-%m-%dT%H:%M:%SZ")
    assert abs(off.total_seconds()) < 30 and re.fullmatch(r"[+-]\d\d:\d\d", tzo), (utc, tzo)
    last = romeo.asks(f"<query xmlns='{LAST}'/>")
    assert last[0].get("seconds") == "0", ElementTree.tostring(last)
    items = romeo.asks(f"<query xmlns='{ITEMS}'/>")
    assert items.get("type") == "result" and len(items[0]) == 0, ElementTree.tostring(items)
    info = romeo.asks(f"<query xmlns='{INFO}'/>")
    listed = [feature.get("var") for feature in info[0]]
    for namespace in (INFO, ITEMS, PING, VERSION, TIME, LAST):
        assert namespace in listed, listed
    wrong = romeo.asks(f"<ping xmlns='{PING}'/>", "set")
    assert wrong.find(f".//{ERRORS}service-unavailable") is not None, ElementTree.tostring(wrong)
    romeo.is_asked_nothing()
    assert romeo.wire.received.count(b"<iq") == 8, romeo.wire.received


def the_operating_system_is_told_only_if_she_wants_it(lan):
    juliet = juliet_on(lan, show_os=True)
    romeo = Peer(juliet, "romeo", txt()).opens()
    romeo.answers(romeo.is_asked(INFO), query())
    version = romeo.asks(f"<query xmlns='{VERSION}'/>")
    assert version.findtext(f".//{{{VERSION}}}os"), ElementTree.tostring(version)


def idleness_is_told_as_presence_tells_it(lan):
    juliet = juliet_on(lan)
    romeo = Peer(juliet, "romeo", txt()).opens()
    romeo.answers(romeo.is_asked(INFO), query())
    juliet.idles(1000)
    seconds = int(romeo.asks(f"<query xmlns='{LAST}'/>")[0].get("seconds"))
    assert 1000 <= seconds < 1060, seconds
    juliet.sets_status("invisible")
    last = romeo.asks(f"<query xmlns='{LAST}'/>")
    assert last.find(f".//{ERRORS}service-unavailable") is not None, ElementTree.tostring(last)


# -- asking what they can do ---------------------------------------------------------------------


def one_is_asked_for_all_of_the_same_hash(lan):
    juliet = juliet_on(lan)
    romeo, mercutio = (Peer(juliet, name, txt(VERSION)) for name in ("romeo", "mercutio"))
    question = romeo.opens().is_asked(INFO)
    assert question[0].get("node") == f"{NODE}#{ver(VERSION)}", question[0].attrib
    romeo.answers(question, query(VERSION))
    romeo.is_asked_nothing()
    mercutio.opens().is_asked_nothing()
    romeo.wire.close()
    romeo.opens().is_asked_nothing()


def a_new_hash_is_asked_for_on_the_same_stream(lan):
    juliet = juliet_on(lan)
    romeo = Peer(juliet, "romeo", txt()).opens()
    romeo.answers(romeo.is_asked(INFO), query())
    romeo.peer.update(txt(PING))
    question = romeo.is_asked(INFO)
    assert question[0].get("node") == f"{NODE}#{ver(PING)}", question[0].attrib


def who_lies_about_the_hash_speaks_for_nobody_else(lan):
    juliet = juliet_on(lan)
    romeo, mercutio = (Peer(juliet, name, txt(VERSION)).opens() for name in ("romeo", "mercutio"))
    romeo.answers(romeo.is_asked(INFO), query(PING))
    mercutio.answers(mercutio.is_asked(INFO), query(VERSION))
    mercutio.is_asked_nothing()
    # what each has said counts for each: only one has a version to tell
    shown = info_meanwhile(juliet, mercutio, lambda: mercutio.answers(
        mercutio.is_asked(VERSION), f"<query xmlns='{VERSION}'><name>Exodus</name></query>"))
    assert shown["Program"] == "Exodus", shown
    romeo.is_asked_nothing()
    assert juliet.asks_info(romeo.peer)["Program"] == NODE
    romeo.is_asked_nothing()


def another_is_asked_where_one_refuses_or_leaves(lan):
    juliet = juliet_on(lan)
    refuses, leaves, answers = (Peer(juliet, name, txt(VERSION)).opens()
                                for name in ("romeo", "mercutio", "paris"))
    refuses.answers(refuses.is_asked(INFO), "<error type='cancel'><feature-not-implemented "
                    "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", "error")
    leaves.is_asked(INFO)
    leaves.wire.close()
    answers.answers(answers.is_asked(INFO), query(VERSION))
    refuses.is_asked_nothing()


@limit(90)
def who_never_answers_chats_all_the_same(lan):
    juliet = juliet_on(lan)
    romeo, mercutio = (Peer(juliet, name, txt(VERSION)).opens() for name in ("romeo", "mercutio"))
    question = romeo.is_asked(INFO)
    romeo.chats("hello")
    mercutio.is_asked_nothing()
    # until it has been waited for long enough
    mercutio.answers(juliet.host.lan.wait(lambda: b"<iq" in mercutio.wire.unread,
                                          "the next is asked", 40) and mercutio.is_asked(INFO),
                     query(VERSION))
    romeo.answers(question, query(PING))
    romeo.is_asked_nothing()


def old_programs_are_asked_nothing(lan):
    juliet = juliet_on(lan)
    romeo = Peer(juliet, "romeo", txt(VERSION), None).opens()
    romeo.is_asked_nothing()
    assert juliet.asks_info(romeo.peer)["Program"] == NODE
    romeo.is_asked_nothing()


def features(juliet, romeo, payload):
    """Romeo is called by Juliet, and has these features."""
    juliet.writes(romeo.peer, "hello")
    romeo.wire = romeo.peer.accept()
    romeo.wire.expect(rb"<stream:stream[^>]*>")
    romeo.wire.send(header(romeo.name, juliet.name)
                    + f"<stream:features>{payload}</stream:features>")


def what_features_say_is_not_asked_for(lan):
    juliet = juliet_on(lan)
    romeo, mercutio = (Peer(juliet, name, txt(VERSION)) for name in ("romeo", "mercutio"))
    features(juliet, romeo, query(VERSION, node=f"{NODE}#{ver(VERSION)}"))
    romeo.is_asked_nothing()
    mercutio.opens().is_asked_nothing()


def what_features_say_beside_the_hash_counts_for_nothing(lan):
    juliet = juliet_on(lan)
    romeo = Peer(juliet, "romeo", txt(VERSION))
    features(juliet, romeo, query(PING, node=f"{NODE}#{ver(VERSION)}"))
    romeo.answers(romeo.is_asked(INFO), query(VERSION))
    romeo.is_asked_nothing()


# -- Get Info ------------------------------------------------------------------------------------


def info_meanwhile(juliet, whom, what):
    """What Get Info on somebody shows, when this happens after it was asked for."""
    since = juliet.begins_info(whom.peer)
    what()
    return juliet.sees_info(since)


def exodus(romeo, name="Exodus"):
    """Romeo answers what Get Info asks."""
    romeo.answers(romeo.is_asked(VERSION), f"<query xmlns='{VERSION}'><name>{name}</name>"
                  "<version>0.7</version><os>&lt;b&gt;Plan 9</os></query>")
    romeo.answers(romeo.is_asked(TIME), f"<time xmlns='{TIME}'><tzo>-06:00</tzo>"
                  "<utc>2006-12-19T17:58:35Z</utc></time>")


def she_sees_what_their_program_is(lan):
    juliet = juliet_on(lan)
    romeo = Peer(juliet, "romeo").opens()
    romeo.answers(romeo.is_asked(INFO), query(VERSION, TIME))
    romeo.is_asked_nothing()
    shown = info_meanwhile(juliet, romeo, lambda: exodus(romeo))
    assert shown["Program"] == "Exodus 0.7", shown
    assert shown["Operating system"] == "&lt;b&gt;Plan 9", shown
    assert shown["Their time"] == "2006-12-19 11:58 (UTC-06:00)", shown


def two_of_ours_tell_each_other(lan):
    juliet = juliet_on(lan)
    romeo = lan.new_hosts("mantua")[0].headless("link-local", "romeo", show_os=True)
    romeo.sees(juliet)
    juliet.sees(romeo)
    juliet.writes(romeo, "hello")
    romeo.reads(juliet, "hello")
    for one, other in ((juliet, romeo), (romeo, juliet)):
        shown = one.asks_info(other)
        assert re.match(r"purple-link-local \d", shown["Program"]), shown
        assert "Their time" in shown and ("Operating system" in shown) == (other is romeo), shown


def who_does_not_answer_does_not_keep_it_from_her(lan):
    juliet = juliet_on(lan)
    romeo = Peer(juliet, "romeo").opens()
    romeo.is_asked(INFO)
    shown = juliet.asks_info(romeo.peer)
    assert shown["Name on the network"] and "Their time" not in shown, shown
    late = romeo.is_asked(VERSION)
    romeo.answers(late, f"<query xmlns='{VERSION}'><name>Late</name></query>")
    romeo.chats("and now")
    assert len(juliet.events("userinfo")) == 1, juliet.events("userinfo")


def nobody_answers_for_another_nor_twice(lan):
    juliet = juliet_on(lan)
    romeo, mallory = (Peer(juliet, name).opens() for name in ("romeo", "mallory"))
    for peer in (romeo, mallory):
        peer.answers(peer.is_asked(INFO), query(VERSION))
        peer.is_asked_nothing()

    def answered_thrice():
        question = romeo.is_asked(VERSION)
        mallory.wire.send(f"<iq type='result' id='{question.get('id')}' from='{romeo.name}' "
                          f"to='{juliet.name}'><query xmlns='{VERSION}'><name>Mallory</name>"
                          "</query></iq>")
        mallory.chats("I did it")
        for name in ("Exodus", "Leviticus"):
            romeo.answers(question, f"<query xmlns='{VERSION}'><name>{name}</name></query>")
    shown = info_meanwhile(juliet, romeo, answered_thrice)
    assert shown["Program"] == "Exodus", shown
    mallory.is_asked_nothing()
    romeo.is_asked_nothing()
    assert len(juliet.events("userinfo")) == 1, juliet.events("userinfo")


run(at_once=4)
