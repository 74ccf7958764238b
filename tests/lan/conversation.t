#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""All that is in a conversation besides the words: typing, receipts, nudges, formatting, subjects, corrections."""

import re
from datetime import datetime, timezone

from rawpeer import header
from tap import run

STATES = "http://jabber.org/protocol/chatstates"
RECEIPTS = "urn:xmpp:receipts"
ACKS = "urn:xmpp:sm:3"
ATTENTION = "urn:xmpp:attention:0"
CORRECT = "urn:xmpp:message-correct:0"
XHTML_IM = "http://jabber.org/protocol/xhtml-im"
ASKS_EVENTS = "<x xmlns='jabber:x:event'><composing/></x>"
ASKS_RECEIPT = f"<request xmlns='{RECEIPTS}'/>"


def couple(lan, his="link-local", **options):
    """Juliet and Romeo, with a stream between them that she opened."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet", **options)
    romeo = mantua.headless(his, "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    juliet.writes(romeo, "hello")
    romeo.reads(juliet, "hello")
    romeo.writes(juliet, "hello yourself")
    juliet.reads(romeo, "hello yourself")
    return juliet, romeo


class Talk:
    """A stream that a raw Romeo opened to Juliet, on which he tells what his program can do."""

    def __init__(self, lan, *features, **options):
        verona, mantua = lan.new_hosts("verona", "mantua")
        self.juliet = verona.headless("link-local", "juliet", **options)
        self.romeo = mantua.raw_peer("romeo")
        self.juliet.sees(self.romeo)
        self.wire = self.romeo.connect(self.juliet)
        self.wire.open_stream(self.romeo.name, self.juliet.name)
        self.wire.expect(r"</stream:features>")
        if features:
            query = "".join(f"<feature var='{feature}'/>" for feature in features)
            self.wire.send("<stream:features><query xmlns='http://jabber.org/protocol/disco#info'>"
                           f"<identity category='client' type='pc'/>{query}</query></stream:features>")
            self.knows_all()

    def says(self, content, attributes=""):
        self.wire.send(f"<message from='{self.romeo.name}' to='{self.juliet.name}' type='chat' {attributes}>"
                       f"{content}</message>")

    def knows_all(self):
        """All that was said has been read: a question behind it has its answer."""
        self.wire.send("<iq type='get' id='all'><ping xmlns='urn:xmpp:ping'/></iq>")
        self.wire.expect('<iq [^>]*id="all"[^>]*>')

    def hears(self):
        """The next message that comes, whatever is in it; what else comes is passed over."""
        return self.wire.expect(r"<message [^>]*>.*?</message>").group(0).decode()

    def hears_no_message(self):
        """Nothing more came up to the next words of hers, which go out behind all that was decided before."""
        self.juliet.writes(self.romeo, "that was all")
        message = self.hears()
        assert "<body>that was all</body>" in message, message


# -- typing --------------------------------------------------------------------------------------


def typing_is_shown_both_ways(lan):
    juliet, romeo = couple(lan)
    for one, other in ((juliet, romeo), (romeo, juliet)):
        one.types(other)
        other.sees_typing(one, "typing")
        one.types(other, "stopped")
        other.sees_typing(one, "stopped")
        one.types(other)
        other.sees_typing(one, "typing")
        one.writes(other, "there")
        other.reads(one, "there")
        other.sees_typing(one, "stopped")


def who_wants_it_so_tells_nobody_that_she_types_and_sees_others_type(lan):
    juliet, romeo = couple(lan, typing=False)
    juliet.types(romeo)
    juliet.types(romeo, "stopped")
    juliet.writes(romeo, "there")
    romeo.reads(juliet, "there")
    romeo.sees_no_typing()
    romeo.types(juliet)
    juliet.sees_typing(romeo, "typing")
    juliet.sets(typing=True)
    juliet.types(romeo)
    romeo.sees_typing(juliet, "typing")


def nobody_types_any_more_who_is_gone(lan):
    juliet, romeo = couple(lan)
    juliet.types(romeo)
    romeo.sees_typing(juliet, "typing")
    juliet.host.unplug()
    romeo.writes(juliet, "are you there?")
    romeo.sees_typing(juliet, "stopped", timeout=40)


def typing_opens_no_stream(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo")
    juliet.sees(romeo)
    juliet.types(romeo)
    romeo.is_left_alone(1)


def who_knows_chat_states_is_told_in_them(lan):
    talk = Talk(lan, STATES)
    talk.juliet.types(talk.romeo)
    assert f'<composing xmlns="{STATES}"/>' in talk.hears()
    talk.juliet.types(talk.romeo)
    talk.juliet.types(talk.romeo, "typed")
    assert f'<paused xmlns="{STATES}"/>' in talk.hears()
    talk.juliet.types(talk.romeo)
    assert f'<composing xmlns="{STATES}"/>' in talk.hears()
    talk.juliet.writes(talk.romeo, "done")
    message = talk.hears()
    assert "<body>done</body>" in message and f'<active xmlns="{STATES}"/>' in message, message
    talk.juliet.types(talk.romeo, "stopped")
    # He answers without one: he wants no more.
    talk.says("<body>ah</body>")
    talk.juliet.reads(talk.romeo, "ah")
    talk.juliet.types(talk.romeo)
    talk.hears_no_message()


def who_sends_a_chat_state_is_told_in_them(lan):
    talk = Talk(lan)
    talk.juliet.types(talk.romeo)
    talk.says(f"<composing xmlns='{STATES}'/>")
    talk.juliet.sees_typing(talk.romeo, "typing")
    talk.juliet.types(talk.romeo)
    assert f'<composing xmlns="{STATES}"/>' in talk.hears()
    talk.says(f"<paused xmlns='{STATES}'/>")
    talk.says(f"<inactive xmlns='{STATES}'/>")
    talk.juliet.sees_typing(talk.romeo, "typed", "stopped")


def an_ichat_is_told_in_events(lan):
    """And what it shows of a message that is being written is no message (XEP-0022, behaviours M3)."""
    talk = Talk(lan)
    for end in (2, 5, 9):
        talk.says(f"<body>{'Wherefore'[:end]}</body><x xmlns='jabber:x:event'><composing/><id>i</id></x>")
    talk.juliet.sees_typing(talk.romeo, "typing")
    talk.says(f"<body>Wherefore</body>{ASKS_EVENTS}", "id='i7'")
    talk.juliet.sees_typing(talk.romeo, "stopped")
    talk.juliet.reads(talk.romeo, "Wherefore")
    talk.juliet.reads_nothing_more(talk.romeo)
    talk.juliet.types(talk.romeo)
    assert '<body/><x xmlns="jabber:x:event"><composing/><id>i7</id></x>' in talk.hears()
    talk.juliet.types(talk.romeo, "typed")
    assert '<x xmlns="jabber:x:event"><id>i7</id></x>' in talk.hears()
    talk.says("<x xmlns='jabber:x:event'><id>i7</id></x>")
    talk.juliet.sees_no_typing()


def typing_does_not_trouble_prpl_bonjour(lan):
    juliet, romeo = couple(lan, his="bonjour")
    juliet.types(romeo)
    juliet.types(romeo, "typed")
    juliet.types(romeo)
    juliet.writes(romeo, "there")
    romeo.reads(juliet, "there")
    romeo.reads_nothing_more(juliet)
    romeo.writes(juliet, "here")
    juliet.reads(romeo, "here")
    assert not juliet.notices() and not romeo.notices(), (juliet.notices(), romeo.notices())


# -- receipts ------------------------------------------------------------------------------------


def who_asks_for_a_receipt_gets_one(lan):
    talk = Talk(lan)
    talk.says(f"<body>hark</body>{ASKS_RECEIPT}", "id='m&lt;1'")
    talk.juliet.reads(talk.romeo, "hark")
    assert f'<received xmlns="{RECEIPTS}" id="m&lt;1"/>' in talk.hears()


def there_is_none_for_what_is_no_message(lan):
    talk = Talk(lan)
    talk.says(f"<body>no id</body>{ASKS_RECEIPT}")
    talk.says(f"<received xmlns='{RECEIPTS}' id='1'/>{ASKS_RECEIPT}", "id='m1'")
    talk.says(f"<composing xmlns='{STATES}'/>{ASKS_RECEIPT}", "id='m2'")
    talk.wire.send(f"<message from='{talk.romeo.name}' type='error' id='m3'><body>x</body>{ASKS_RECEIPT}</message>")
    talk.juliet.reads(talk.romeo, "no id")
    talk.juliet.is_told("reports an error")
    talk.hears_no_message()


def who_is_blocked_gets_none_and_is_not_seen_typing(lan):
    talk = Talk(lan)
    talk.knows_all()
    talk.juliet.blocks(talk.romeo)
    talk.says(f"<body>hark</body>{ASKS_RECEIPT}", "id='m1'")
    talk.says(f"<composing xmlns='{STATES}'/><attention xmlns='{ATTENTION}'/>")
    talk.knows_all()
    assert b"<received" not in talk.wire.received
    talk.juliet.reads_nothing_more(talk.romeo)
    talk.juliet.sees_no_typing()


def who_is_blocked_has_no_stream(lan):
    talk = Talk(lan)
    talk.juliet.blocks(talk.romeo)
    talk.says("<body>hark</body>")
    talk.wire.expect("<not-authorized ")
    talk.juliet.reads_nothing_more(talk.romeo)


def a_receipt_is_asked_for_where_it_is_known(lan):
    talk = Talk(lan, RECEIPTS)
    talk.juliet.writes(talk.romeo, "hark")
    message = talk.hears()
    number = re.search(' id="([^"]+)"', message).group(1)
    assert f'<request xmlns="{RECEIPTS}"/>' in message, message
    talk.says(f"<received xmlns='{RECEIPTS}' id='{number}'/>")
    talk.says(f"<received xmlns='{RECEIPTS}' id='no number'/>")
    talk.says("<body>I heard</body>")
    talk.juliet.reads(talk.romeo, "I heard")
    talk.juliet.reads_nothing_more(talk.romeo)
    assert not talk.juliet.notices(), talk.juliet.notices()


def no_receipt_is_asked_for_where_each_stanza_is_acknowledged(lan):
    talk = Talk(lan, RECEIPTS)
    talk.wire.send(f"<enable xmlns='{ACKS}'/>")
    talk.wire.expect(f'<enabled xmlns="{ACKS}"')
    talk.juliet.writes(talk.romeo, "hark")
    message = talk.hears()
    assert RECEIPTS not in message, message
    talk.wire.expect(f'<r xmlns="{ACKS}"/>')


# -- nudges --------------------------------------------------------------------------------------


def a_nudge_goes_both_ways(lan):
    juliet, romeo = couple(lan)
    for one, other in ((juliet, romeo), (romeo, juliet)):
        one.nudges(other)
        other.reads(one, f"{one.name} asks for your attention!")
        other.client.await_event("attention", 0, matching=lambda event: event["who"] == one.name)
    juliet.reads_nothing_more(romeo)


def a_nudge_goes_to_who_knows_it(lan):
    talk = Talk(lan, ATTENTION)
    talk.juliet.commands(talk.romeo, "nudge")
    message = talk.hears()
    assert f'<attention xmlns="{ATTENTION}"/>' in message and "<body" not in message, message


def and_as_words_to_who_does_not(lan):
    talk = Talk(lan)
    talk.juliet.nudges(talk.romeo)
    assert "<body>May I have your attention, please?</body>" in talk.hears()


def a_nudge_is_shown_unless_it_is_old_or_one_of_many(lan):
    talk = Talk(lan)
    talk.says(f"<attention xmlns='{ATTENTION}'/><delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>")
    for _ in range(20):
        talk.says(f"<attention xmlns='{ATTENTION}'/>")
    talk.says("<body>look!</body>")
    talk.juliet.reads(talk.romeo, "romeo@mantua asks for your attention!")
    talk.juliet.reads(talk.romeo, "look!")


# -- what is said --------------------------------------------------------------------------------


def what_one_does_is_said_with_me(lan, his="link-local"):
    juliet, romeo = couple(lan, his=his)
    juliet.writes(romeo, "/me waves")
    romeo.reads(juliet, "/me waves")
    romeo.writes(juliet, "/me waves back")
    line = juliet.reads(romeo, "/me waves back")
    assert line["text"].startswith("/me "), line


def what_one_does_is_said_with_me_to_prpl_bonjour(lan):
    what_one_does_is_said_with_me(lan, "bonjour")


def subjects_are_shown_and_threads_are_kept(lan):
    talk = Talk(lan)
    talk.says("<subject>Ball</subject><body>tonight?</body><thread>t1</thread>")
    talk.juliet.reads(talk.romeo, "Subject: Ball\ntonight?")
    talk.says("<subject>Ball</subject><body>well?</body><thread>t1</thread>")
    talk.juliet.reads(talk.romeo, "well?")
    talk.juliet.writes(talk.romeo, "yes")
    assert "<thread>t1</thread>" in talk.hears()
    talk.says("<subject>Tomb</subject>")
    talk.juliet.reads(talk.romeo, "Subject: Tomb")
    talk.juliet.writes(talk.romeo, "where?")
    assert "<thread>" not in talk.hears()


def a_correction_is_shown_as_one(lan):
    talk = Talk(lan)
    talk.says("<body>But soft, what night</body>", "id='m1'")
    talk.says(f"<body>But soft, what light</body><replace xmlns='{CORRECT}' id='m1'/>", "id='m2'")
    talk.juliet.reads(talk.romeo, "But soft, what night")
    talk.juliet.reads(talk.romeo, "Correction: But soft, what light")


def a_late_message_has_the_time_of_its_writing(lan):
    talk = Talk(lan)
    talk.says("<body>late</body><delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25+02:00'/>")
    line = talk.juliet.reads(talk.romeo, "late")
    assert line["time"] == datetime(2002, 9, 10, 21, 8, 25, tzinfo=timezone.utc).timestamp(), line
    assert "delayed" in line["flags"], line


def of_several_languages_hers_is_shown(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    romeo = mantua.raw_peer("romeo")
    bodies = "".join(f"<body xml:lang='{tag}'>{text}</body>" for tag, text in
                     (("en", "Good night"), ("de", "Gute Nacht"), ("it", "Buona notte")))
    for number, (language, text) in enumerate((("it", "Buona notte"), ("de_AT:de", "Gute Nacht"), ("fr", "Good night"))):
        juliet = verona.headless("link-local", f"juliet{number}", language=language)
        juliet.sees(romeo)
        wire = romeo.connect(juliet)
        wire.open_stream(romeo.name, juliet.name)
        wire.expect("</stream:features>")
        wire.send(f"<message from='{romeo.name}' type='chat'>{bodies}</message>")
        juliet.reads(romeo, text)


def writes_looks(lan, *features):
    """What goes out for a text in several looks to a program with these features."""
    talk = Talk(lan, *features)
    talk.juliet.writes_html(talk.romeo, "<b>b</b><i>i</i><u>u</u><s>s</s><font color=\"#ff0000\" size=\"5\">f</font>"
                                        "<a href=\"http://example.org/?a&amp;b\">l</a>")
    message = talk.hears()
    assert message.count("<html") == 1 and "<body>biusfl" in message, message
    assert "<a href=\"http://example.org/?a&amp;b\">l</a>" in message, message
    return message


def formatting_goes_out_in_the_form_of_apple(lan):
    message = writes_looks(lan)
    assert ("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><font><b>b</b><i>i</i><u>u</u><s>s</s>"
            in message), message
    assert " size=\"5\" ABSZ=\"17\"" in message and "color=\"#ff0000\"" in message, message


def and_as_xhtml_im_to_who_reads_it(lan):
    message = writes_looks(lan, XHTML_IM)
    assert (f"<html xmlns=\"{XHTML_IM}\"><body xmlns=\"http://www.w3.org/1999/xhtml\">"
            "<span style=\"font-weight: bold\">b</span>" in message), message


def looks_survive_between_two_of_ours(lan):
    juliet, romeo = couple(lan)
    for one, other in ((juliet, romeo), (romeo, juliet)):
        one.writes_html(other, "<b>b</b> <i>i</i> <u>u</u> <s>s</s> <font color=\"#ff0000\">c</font> "
                               "<font size=\"6\">z</font> <font face=\"Sans\">f</font>")
        html = other.reads(one, "b i u s c z f")["html"].lower()
        for look in ("<b>b</b>", "<i>i</i>", "<u>u</u>", "<s>s</s>", "<font color=\"#ff0000\">c</font>",
                     "<font size=\"6\">z</font>", "<font face=\"sans\">f</font>"):
            assert look in html, html


run(at_once=4)
