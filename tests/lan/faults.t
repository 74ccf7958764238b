#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever goes wrong in the middle of a talk, each message is read once, or its writer is told of it.

`make bench BENCH=faults` does it with more messages, and with more that goes wrong.
"""

from ledger import Ledger
from tap import run

MESSAGES = 20
PER_SECOND = 10


def struck(lan, begins, ends, seconds, met=True):
    """They talk, some of it in one breath right before a fault begins, and after it has ended; if not `met`, nothing
    has been read when it begins."""
    ledger = Ledger(lan)
    if met:
        ledger.write(4, 4 / PER_SECOND)
        ledger.settle(timeout=20, quiet=0)
    ledger.write(4, 0)
    begins(ledger)
    ledger.write(6, seconds)
    ends(ledger)
    ledger.write_rest(MESSAGES, PER_SECOND)
    ledger.settle(timeout=20, quiet=3)
    fates = ledger.fates()
    for fate in fates:
        assert fate.sent >= MESSAGES, fate
        assert not fate.lost and not fate.duplicated and not fate.denied, fate
    return fates


def all_read(fates):
    return all(fate.once == fate.sent for fate in fates)


def a_link_that_is_down_for_a_moment_loses_nothing(lan):
    fates = struck(lan, lambda it: it.far.host.link_down(), lambda it: it.far.host.link_up(), 2)
    assert all_read(fates), fates


def reset(deaf):
    """Connections are reset, and of what was on its way to one of them nothing comes through."""
    def act(ledger):
        host = deaf(ledger).host
        host.drops("meta l4proto tcp")
        ledger.write(3, 0.3)
        host.run(["ss", "-K", "-t", "state", "established"])
        host.drops("")
    return act


def connections_that_are_reset_lose_nothing(lan):
    fates = struck(lan, reset(lambda it: it.far), reset(lambda it: it.near), 2)
    assert all_read(fates), fates
    assert any(fate.resent for fate in fates), fates


def a_program_that_hangs_for_a_while_loses_nothing(lan):
    fates = struck(lan, lambda it: it.far.hang(), lambda it: it.far.go_on(), 6)
    assert all_read(fates), fates


def a_program_that_hangs_at_the_first_word_loses_nothing_silently(lan):
    struck(lan, lambda it: it.far.hang(), lambda it: it.far.go_on(), 6, met=False)


def a_program_that_is_killed_and_starts_again_loses_nothing_silently(lan):
    struck(lan, lambda it: it.far.kill(), lambda it: it.far.revive(it.near), 2)


run(at_once=4)
