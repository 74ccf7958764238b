#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A message for somebody who is away waits, and goes out when that person is back."""

import glob
import os

from tap import run

WAITS = "as soon as you and"


def couple(lan, his="link-local", group=None):
    """Juliet in Verona, who has seen Romeo leave Mantua. She has put him in `group`."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless(his, "romeo")
    juliet.sees(romeo)
    if group:
        juliet.files(romeo, group)
    romeo.signs_off()
    juliet.sees_gone(romeo)
    return juliet, romeo


def leaves(juliet, romeo, *texts):
    """She writes, and is told of each text that it waits."""
    for text in texts:
        juliet.writes(romeo, text)
    for text in texts:
        event = juliet.is_told(text, romeo, timeout=15)
        assert event["via"] == "im", event


def gets(romeo, juliet, *texts):
    """He reads them in that order, and nothing more."""
    for text in texts:
        romeo.reads(juliet, text)
    romeo.reads_nothing_more(juliet)


def on_disk(client):
    """The files of what waits."""
    return sorted(glob.glob(os.path.join(client.dir, "link-local", "*", "waiting", "*.message")))


def it_goes_out_when_they_are_back(lan):
    juliet, romeo = couple(lan)
    leaves(juliet, romeo, "one", "two <b>", "three")
    assert len(on_disk(juliet.client)) == 3
    romeo.signs_on()
    romeo.sees(juliet)
    gets(romeo, juliet, "one", "two <b>", "three")
    juliet.is_told("Delivered now: “three”", romeo)
    assert not on_disk(juliet.client), on_disk(juliet.client)
    juliet.writes(romeo, "four")
    gets(romeo, juliet, "four")


def it_goes_out_to_prpl_bonjour_as_well(lan):
    juliet, romeo = couple(lan, his="bonjour")
    leaves(juliet, romeo, "one", "two")
    romeo.signs_on()
    romeo.sees(juliet)
    gets(romeo, juliet, "one", "two")


def it_outlives_the_program(lan):
    juliet, romeo = couple(lan)
    leaves(juliet, romeo, "one", "two")
    juliet.client.kill()
    juliet = juliet.host.headless("link-local", "juliet")
    assert len(on_disk(juliet.client)) == 2
    romeo.signs_on()
    romeo.sees(juliet)
    gets(romeo, juliet, "one", "two")
    juliet.is_told("Delivered now: “two”", romeo)
    assert not on_disk(juliet.client), on_disk(juliet.client)


def it_outlives_signing_off(lan):
    juliet, romeo = couple(lan)
    juliet.writes(romeo, "before I go")
    juliet.signs_off()
    juliet.is_told("before I go", romeo)
    romeo.signs_on()
    juliet.signs_on()
    gets(romeo, juliet, "before I go")


def who_is_taken_off_the_list_gets_nothing_more(lan):
    juliet, romeo = couple(lan, group="Montague")
    leaves(juliet, romeo, "a word too much")
    juliet.removes(romeo)
    lan.wait(lambda: not on_disk(juliet.client), "nothing waits")
    romeo.signs_on()
    juliet.sees(romeo)
    juliet.writes(romeo, "better")
    gets(romeo, juliet, "better")


def it_is_listed(lan):
    juliet, romeo = couple(lan)
    leaves(juliet, romeo, "one & only")
    waiting = juliet.asks_info(romeo)["Waiting message"]
    assert waiting.endswith(": one &amp; only"), waiting


def it_says_when_it_was_written(lan):
    juliet, romeo = couple(lan)
    leaves(juliet, romeo, "old news")
    path, = on_disk(juliet.client)
    juliet.client.kill()
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("written=")]
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(lines) + "written=1000000000\n")
    juliet = juliet.host.headless("link-local", "juliet")
    romeo.signs_on()
    event = romeo.reads(juliet, "old news")
    assert event["time"] == 1000000000, event


run(at_once=4)
