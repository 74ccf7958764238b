#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A computer that is put to sleep says goodbye in time, and is back when it wakes up."""

import logind
import mdns
from tap import run


def who_sleeps_says_goodbye_and_is_back_when_awake(lan):
    verona, mantua = lan.host("verona", daemon=False), lan.host("mantua")
    logind.allow(verona)
    verona.start_daemon()
    system = logind.Logind(verona)
    juliet, romeo = verona.headless("link-local", "juliet"), mantua.headless("link-local", "romeo")
    romeo.sees(juliet)
    lan.wait(lambda: system.held() == 1, "sleep is delayed for juliet's goodbye")
    assert system.asked_for == [["sleep", "Link-Local", "Says goodbye to the local network",
                                 "delay"]]
    capture = mdns.Capture(lan)
    system.says(sleeping=True)
    lan.wait(lambda: system.held() == 0, "sleep may begin")
    assert capture.goodbyes("juliet@verona"), "before sleep begins"
    romeo.sees_gone(juliet)
    system.says(sleeping=False)
    romeo.sees(juliet)
    lan.wait(lambda: system.held() == 1, "sleep is delayed again")
    assert juliet.name == "juliet@verona"
    romeo.writes(juliet, "slept well?")
    juliet.reads(romeo, "slept well?")


def who_left_unheard_while_we_slept_is_gone_when_we_are_awake(lan):
    verona = lan.host("verona", daemon=False)
    mantua, venice = lan.new_hosts("mantua", "venice")
    logind.allow(verona)
    verona.start_daemon()
    system = logind.Logind(verona)
    juliet = verona.headless("link-local", "juliet")
    romeo, paris = mantua.headless("link-local", "romeo"), venice.headless("link-local", "paris")
    for other in (romeo, paris):
        juliet.sees(other)
    lan.wait(lambda: system.held() == 1, "sleep is delayed for juliet's goodbye")
    system.says(sleeping=True)
    lan.wait(lambda: system.held() == 0, "sleep may begin")
    mantua.crash()
    place = juliet.now()
    system.says(sleeping=False)
    juliet.sees_gone(romeo, timeout=20)
    assert not juliet.turns(paris, place), juliet.turns(paris, place)


run(at_once=4)
