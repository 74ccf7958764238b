#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""People chat: with each other, and with someone on prpl-bonjour."""

from headless import Client
from host import RESPONDER
from tap import limit, run

ODD_TEXTS = (
    'a < b && c > "d"',
    "<b>not bold</b> &amp; &lt; not less",
    "grüße, \U0001f980 and 日本語",
    "two\nlines",
    "   three blanks before,   and between",
)
A_FORM_FEED = "page one\x0cpage two"
ROUNDS = 5 if RESPONDER else 20  # what they show is in the streams, whichever the responder
LONG_TEXT = "0123456789abcde\n" * 3840  # 60 kB


def couple(lan, hers="link-local", his="link-local", **options):
    """Juliet in Verona and Romeo in Mantua, who see each other."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless(hers, "juliet", **options)
    romeo = mantua.headless(his, "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    return juliet, romeo


def chat_both_ways(one, other):
    """Each writes first once; then every odd text goes both ways, in order and once."""
    one.writes(other, "wherefore art thou")
    other.reads(one, "wherefore art thou")
    for text in ODD_TEXTS:
        other.writes(one, text)
        one.writes(other, text)
    for text in ODD_TEXTS:
        one.reads(other, text)
        other.reads(one, text)
    one.reads_nothing_more(other)
    other.reads_nothing_more(one)


def two_of_ours_chat_both_ways(lan):
    chat_both_ways(*couple(lan))


def ours_chats_with_prpl_bonjour_when_ours_begins(lan):
    juliet, romeo = couple(lan, his="bonjour")
    juliet.writes(romeo, "are you there?")
    romeo.reads(juliet, "are you there?")
    romeo.writes(juliet, 'a < b && "c"')
    juliet.reads(romeo, 'a < b && "c"')
    for text in ODD_TEXTS[:4]:
        juliet.writes(romeo, text)
        romeo.reads(juliet, text)


def ours_chats_with_prpl_bonjour_when_it_begins(lan):
    juliet, romeo = couple(lan, his="bonjour")
    romeo.writes(juliet, "are you there?")
    juliet.reads(romeo, "are you there?")
    juliet.writes(romeo, "here")
    romeo.reads(juliet, "here")


def formatting_goes_both_ways(lan):
    juliet, romeo = couple(lan)
    juliet.writes_html(romeo, "an <b>open</b> <i>book</i> <a href=\"http://example.org/?a=1&amp;b=2\">here</a>")
    line = romeo.reads(juliet, "an open book here")
    assert "<b>open</b>" in line["html"].lower(), line["html"]
    assert "http://example.org/?a=1&amp;b=2" in line["html"], line["html"]


def a_long_text_arrives_whole(lan):
    juliet, romeo = couple(lan)
    juliet.writes(romeo, LONG_TEXT)
    romeo.reads(juliet, LONG_TEXT)


def a_pasted_form_feed_harms_nothing(lan):
    juliet, romeo = couple(lan)
    juliet.writes(romeo, A_FORM_FEED)
    romeo.reads(juliet, "page one\npage two")
    juliet.writes(romeo, "and on")
    romeo.reads(juliet, "and on")


def a_form_feed_does_not_end_the_stream_of_prpl_bonjour(lan):
    juliet, romeo = couple(lan, his="bonjour")
    juliet.writes(romeo, A_FORM_FEED)
    romeo.reads(juliet, "page one\npage two")
    juliet.writes(romeo, "and on")
    romeo.reads(juliet, "and on")


@limit(300)
def when_both_write_first_at_once_every_message_arrives_once(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliets = Client(verona, "juliets")
    romeos = Client(mantua, "romeos")
    arrived = 0
    for number in range(ROUNDS):
        juliet = juliets.person("link-local", f"juliet{number}")
        romeo = romeos.person("link-local", f"romeo{number}")
        juliet.sees(romeo)
        romeo.sees(juliet)
        juliet.writes(romeo, f"first of juliet {number}")
        romeo.writes(juliet, f"first of romeo {number}")
        juliet.reads(romeo, f"first of romeo {number}")
        romeo.reads(juliet, f"first of juliet {number}")
        juliet.writes(romeo, "second")
        romeo.reads(juliet, "second")
        juliet.reads_nothing_more(romeo)
        romeo.reads_nothing_more(juliet)
        arrived += 2
        juliet.signs_off()
        romeo.signs_off()
    print(f"# {arrived} of {2 * ROUNDS} messages arrived, once each")


@limit(300)
def crossing_with_prpl_bonjour_loses_nothing_of_ours(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliets = Client(verona, "juliets")
    romeos = Client(mantua, "romeos")
    for number in range(10):
        juliet = juliets.person("link-local", f"juliet{number}")
        romeo = romeos.person("bonjour", f"romeo{number}")
        juliet.sees(romeo)
        romeo.sees(juliet)
        romeo.writes(juliet, f"first of romeo {number}")
        juliet.writes(romeo, f"first of juliet {number}")
        romeo.reads(juliet, f"first of juliet {number}")
        romeo.reads_nothing_more(juliet)
        romeo.signs_off()  # first: prpl-bonjour may crash when its connection is reset
        juliet.signs_off()


def a_message_in_the_moment_of_appearing_arrives(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    for number in range(5):
        romeo = mantua.headless("link-local", f"romeo{number}")
        juliet.sees(romeo)
        juliet.writes(romeo, "at last")
        romeo.reads(juliet, "at last")


def a_conversation_goes_on_after_the_other_signed_off_and_on(lan):
    juliet, romeo = couple(lan)
    juliet.writes(romeo, "one")
    romeo.reads(juliet, "one")
    romeo.signs_off()
    juliet.sees_gone(romeo)
    romeo.signs_on()
    juliet.sees(romeo)
    juliet.writes(romeo, "two")
    romeo.reads(juliet, "two")


def closing_the_window_loses_nothing(lan):
    juliet, romeo = couple(lan)
    juliet.writes(romeo, "one")
    juliet.closes(romeo)
    romeo.reads(juliet, "one")
    romeo.writes(juliet, "two")
    juliet.reads(romeo, "two")


run(at_once=4)
