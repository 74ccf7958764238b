# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What becomes of messages while something goes wrong: 200 each way for every fault.

The fault strikes in the middle of the talk, right behind a few messages that are written at once. Each case has
a LAN of its own; as they mostly wait, many run at a time.
"""

import multiprocessing
import os
import sys
import traceback
from typing import Callable, List, NamedTuple, Optional, Tuple

import netns
from lan import Lan, LanError
from ledger import Fate, Ledger

MESSAGES = 200
_BEFORE, _AT_ONCE, _DURING = 60, 10, 60
_PER_SECOND = 20
_ROUNDS = 20
_MOMENT = 5
"""Seconds that what is over at once takes, messages going on."""
_SETTLING, _QUIET = 60, 15
_CASES_AT_ONCE = 8

Act = Callable[[Ledger], None]


class Case(NamedTuple):
    name: str
    seconds: float
    """How long the fault lasts."""
    begins: Act
    ends: Act
    version: int = 0
    """The only one of IP that there is."""
    is_alike: bool = True
    """For both: the figures of both directions are added up."""


Job = Tuple[str, str]
"""A case's name, and his plugin."""


class Outcome(NamedTuple):
    case: str
    theirs: str
    near: Optional[Fate]
    far: Optional[Fate]
    remark: str


# -- faults -------------------------------------------------------------------------------------


def _nothing(_: Ledger) -> None:
    pass


def _lose(percent: int) -> Act:
    def act(ledger: Ledger) -> None:
        for one, _ in ledger.pairs:
            one.host.loses(percent)
    return act


def _reset(which: int) -> Act:
    """The kernel of one of them ends all connections, and tells the other by a reset."""
    def act(ledger: Ledger) -> None:
        ledger.pairs[which][0].host.run(["ss", "-K", "-t", "state", "established"])
    return act


def _reset_unheard(which: int) -> Act:
    """Likewise, and what the other said last, and confirmed, has not come through."""
    def act(ledger: Ledger) -> None:
        host = ledger.pairs[which][0].host
        host.drops("meta l4proto tcp")
        ledger.write(_AT_ONCE, 0.2)
        _reset(which)(ledger)
        host.drops("")
    return act


def _restart_daemon(ledger: Ledger) -> None:
    ledger.far.host.stop_daemon()
    ledger.far.host.start_daemon(wait=False)


CASES = (
    Case("30 % of all packets lost, mDNS too", 30, _lose(30), _lose(0)),
    Case("link down 2 s", 2, lambda it: it.far.host.link_down(), lambda it: it.far.host.link_up()),
    Case("link down 30 s", 30, lambda it: it.far.host.link_down(), lambda it: it.far.host.link_up()),
    Case("link down 120 s", 120, lambda it: it.far.host.link_down(), lambda it: it.far.host.link_up()),
    Case("cable out 30 s", 30, lambda it: it.far.host.unplug(), lambda it: it.far.host.plug()),
    Case("kill -9 and restart, of him", _MOMENT, lambda it: it.far.kill(),
         lambda it: it.far.revive(it.near), is_alike=False),
    Case("kill -9 and restart, of her", _MOMENT, lambda it: it.near.kill(),
         lambda it: it.near.revive(it.far), is_alike=False),
    Case("kill -STOP 60 s, of him", 60, lambda it: it.far.hang(), lambda it: it.far.go_on(), is_alike=False),
    Case("connections reset", _MOMENT, _reset_unheard(0), _reset_unheard(1)),
    Case("avahi-daemon restarts", _MOMENT, _restart_daemon, _nothing),
    Case("another address", _MOMENT, lambda it: it.far.host.readdress("169.254.10.77/16"), _nothing, version=4),
)
CROSSED = "both write first at once"


# -- a case -------------------------------------------------------------------------------------


def _talk(lan: Lan, case: Case, theirs: str) -> Tuple[Ledger, str]:
    ledger = Ledger(lan, theirs, case.version)
    ledger.write(_BEFORE, _BEFORE / _PER_SECOND)
    ledger.write(_AT_ONCE, 0)
    case.begins(ledger)
    ledger.write(_DURING, case.seconds)
    case.ends(ledger)
    ledger.write_rest(MESSAGES, _PER_SECOND)
    return ledger, ""


def _cross(lan: Lan, theirs: str) -> Tuple[Ledger, str]:
    """Each round begins without any connection, and with a message from both in the same moment."""
    ledger = Ledger(lan, theirs)
    crossed = 0
    for _ in range(_ROUNDS):
        ledger.write(MESSAGES // _ROUNDS, 0.5)
        ledger.settle(20, 0.5)
        crossed += ledger.wiretap.take_callers() == 2
        _reset(0)(ledger)
        ledger.pause(0.5)
    return ledger, f"both had called in {crossed} of {_ROUNDS} rounds"


def _run(job: Job) -> Outcome:
    name, theirs = job
    case = next((case for case in CASES if case.name == name), None)
    lan = Lan()
    near = far = None
    remark = ""
    try:
        ledger, remark = _talk(lan, case, theirs) if case else _cross(lan, theirs)
        ledger.settle(_SETTLING, _QUIET)
        near, far = ledger.fates()
        if any(fate.lost or fate.duplicated or fate.denied for fate in (near, far)):
            print(f"\n{name}, {theirs}:\n{ledger.testimony()}", file=sys.stderr)
        _keep(lan, name, theirs)
        lan.close()
    except (LanError, OSError) as error:
        remark = f"{remark} {error}".strip().splitlines()[0]
        print(f"\n{name}, {theirs}:\n{traceback.format_exc()}", file=sys.stderr)
        _keep(lan, name, theirs)
        try:
            lan.close(polite=False)
        except (LanError, OSError) as another:
            print(another, file=sys.stderr)
    return Outcome(name, theirs, near, far, remark)


def _keep(lan: Lan, name: str, theirs: str) -> None:
    kept = os.environ.get("LL_ARTEFACTS")
    if kept:
        words = "".join(letter if letter.isalnum() else "-" for letter in name)
        lan.keep_in = os.path.join(kept, "faults", theirs, words)


# -- the tables ---------------------------------------------------------------------------------

_COLUMNS = (("sent", ""), ("read", "once"), ("of these", "told late"), ("sent", "again"), ("told", "undeliv."),
            ("still", "waiting"),
            ("lost", "silently"), ("dupli-", "cated"), ("read, told", "undeliv."))


def _rows(outcomes: List[Outcome], both: bool) -> List[Tuple[str, Optional[Fate], str]]:
    alike = {case.name: case.is_alike for case in CASES}
    rows: List[Tuple[str, Optional[Fate], str]] = []
    for case, _, near, far, remark in outcomes:
        if near is None or far is None or not both:
            rows.append((case, near, remark))
        elif alike.get(case, True):
            rows.append((case, near.plus(far), remark))
        else:
            rows += [(f"{case}: from her", near, remark), (f"{case}: from him", far, remark)]
    return rows


def _show(title: str, word: str, rows: List[Tuple[str, Optional[Fate], str]]) -> List[str]:
    """Print a table; its lines for a machine."""
    lines = []
    for place, head in enumerate((title, "")):
        print(f"{head:42}" + "".join(f"{column[place]:>11}" for column in _COLUMNS))
    for name, fate, remark in rows:
        figures = [str(figure) for figure in fate] if fate else ["-"] * len(_COLUMNS)
        print(f"  {name:40}" + "".join(f"{figure:>11}" for figure in figures)
              + (f"  ({remark})" if remark else ""))
        lines.append("\t".join(["bench", "faults", word, name, *figures]))
    print(flush=True)
    return lines


def measure(words: List[str]) -> List[str]:
    """Print both tables; their lines for a machine. Words choose cases by a part of their names."""
    seconds = {**{case.name: case.seconds for case in CASES}, CROSSED: 60}
    jobs: List[Job] = [(name, theirs) for theirs in ("link-local", "bonjour") for name in seconds
                       if not words or any(word in f"{name}, {theirs}" for word in words)]
    with multiprocessing.get_context("fork").Pool(_CASES_AT_ONCE, netns.end_with_parent,
                                                  (os.getpid(),)) as pool:
        done = {outcome[:2]: outcome for outcome in pool.imap_unordered(_run, sorted(jobs, key=lambda job: -seconds[job[0]]))}
    ours, mixed = ([done[job] for job in jobs if job[1] == theirs] for theirs in ("link-local", "bonjour"))
    return (_show("prpl-link-local at both ends, both ways", "link-local", _rows(ours, True))
            + _show("prpl-bonjour at his end, what she sends", "bonjour", _rows(mixed, False)))
