#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The virtual LAN itself, shown with clients that need nothing of this project."""

from lan import Lan
from tap import run


def two_people_see_each_other_and_chat_both_ways(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("bonjour", "juliet")
    romeo = mantua.headless("bonjour", "romeo")
    romeo.sees(juliet, status="available")
    juliet.sees(romeo)
    juliet.writes(romeo, "hello <there> & \"you\"")
    romeo.reads(juliet, "hello <there> & \"you\"")
    romeo.writes(juliet, "a\nb ü")
    juliet.reads(romeo, "a\nb ü")
    juliet.sets_status("away", "At the pub")
    romeo.sees(juliet, status="away", message="At the pub")
    juliet.quits()
    romeo.sees_gone(juliet)


run()
