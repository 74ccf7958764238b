#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What does not arrive is told, with its text, in time."""

import signal

from tap import run


def couple(lan, his="link-local"):
    """Juliet in Verona and Romeo in Mantua, who see each other."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless(his, "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    return juliet, romeo


def is_told_in_time(person, whom, text):
    """The notice quotes the text, within 15 s, and in a form that BitlBee shows too."""
    event = person.is_told(text, whom, timeout=15)
    assert event["via"] == "im", event


def who_comes_back_in_a_moment_gets_what_was_written_meanwhile(lan):
    juliet, romeo = couple(lan)
    romeo.signs_off()
    juliet.sees_gone(romeo)
    romeo.signs_on(wait=False)
    juliet.writes(romeo, "just in time")
    romeo.reads(juliet, "just in time")
    assert not juliet.notices(), juliet.notices()


def a_refused_connection_is_told_with_the_text(lan):
    juliet, romeo = couple(lan)
    romeo.client.process.send_signal(signal.SIGSTOP)
    romeo.host.run(["nft", "add table inet wall"])
    romeo.host.run(["nft", "add chain inet wall input { type filter hook input priority 0 ; }"])
    romeo.host.run(["nft", "add rule inet wall input tcp dport 5298 reject with tcp reset"])
    juliet.writes(romeo, "no way in")
    is_told_in_time(juliet, romeo, "no way in")
    romeo.client.process.send_signal(signal.SIGCONT)


def a_silent_peer_is_told_with_the_text(lan):
    juliet, romeo = couple(lan)
    romeo.client.process.send_signal(signal.SIGSTOP)
    juliet.writes(romeo, "no answer")
    is_told_in_time(juliet, romeo, "no answer")
    romeo.client.process.send_signal(signal.SIGCONT)
    romeo.reads_nothing_more(juliet)


def what_a_killed_program_had_not_read_is_told(lan):
    juliet, romeo = couple(lan)
    juliet.writes(romeo, "read")
    romeo.reads(juliet, "read")
    romeo.client.process.send_signal(signal.SIGSTOP)
    juliet.writes(romeo, "not read")
    romeo.client.kill()
    is_told_in_time(juliet, romeo, "not read")


def a_vanished_peer_is_told_with_the_text(lan):
    juliet, romeo = couple(lan)
    juliet.writes(romeo, "still here")
    romeo.reads(juliet, "still here")
    romeo.host.unplug()
    juliet.writes(romeo, "gone with the cable")
    is_told_in_time(juliet, romeo, "gone with the cable")


def what_was_told_does_not_arrive_later_and_what_was_read_not_again(lan):
    juliet, romeo = couple(lan)
    juliet.writes(romeo, "still here")
    romeo.reads(juliet, "still here")
    romeo.writes(juliet, "so am I")
    juliet.reads(romeo, "so am I")
    romeo.host.unplug()
    juliet.writes(romeo, "gone with the cable")
    is_told_in_time(juliet, romeo, "gone with the cable")
    romeo.host.plug()
    romeo.writes(juliet, "did you write?")
    juliet.reads(romeo, "did you write?")
    juliet.writes(romeo, "I did")
    romeo.reads(juliet, "I did")
    for person, other in ((juliet, romeo), (romeo, juliet)):
        person.reads_nothing_more(other)


def each_of_several_undelivered_messages_is_quoted(lan):
    juliet, romeo = couple(lan)
    romeo.client.process.send_signal(signal.SIGSTOP)
    texts = [f"message number {number}" for number in range(5)]
    for text in texts:
        juliet.writes(romeo, text)
    for text in texts:
        is_told_in_time(juliet, romeo, text)
    romeo.client.process.send_signal(signal.SIGCONT)


run(at_once=4)
