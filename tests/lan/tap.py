# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the cases of a test file, each on a LAN of its own, and reports in TAP.

A case is a function of the file with a parameter `lan`, named by what it shows. A failed one is followed
by the journals of all clients. Named on the command line (a part of the name is enough), only those
cases run. The files of each case are kept in $LL_ARTEFACTS, if that is set.
"""

import inspect
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from typing import IO, Any, Callable, Dict, List, Optional

import netns
from host import RESPONDER, Skip
from lan import PATIENCE, Lan, LanError

Case = Callable[[Lan], None]

TIME_LIMIT = 120
PROGRAMS = ("ip",) if RESPONDER == "embedded" else ("ip", "dbus-daemon", "avahi-daemon")


class TimeLimit(Exception):
    """A case took too long."""


def limit(seconds: float) -> Callable[[Case], Case]:
    """Decorates a case that needs more time than others."""
    def decorated(case: Case) -> Case:
        case.time_limit = seconds  # type: ignore[attr-defined]
        return case
    return decorated


def about_the_daemon(case: Case) -> Case:
    """Decorates a case that is about the daemon: it is none where the embedded responder is to be used."""
    case.with_embedded = False  # type: ignore[attr-defined]
    return case


def run(at_once: int = 1) -> None:
    """Run the cases of the test file that is the program, so many at once, and exit. Where all takes longer, fewer."""
    at_once = max(1, round(at_once / PATIENCE))
    main = sys.modules["__main__"]
    cases = [thing for thing in vars(main).values() if _is_case(thing, main.__name__)]
    if sys.argv[1:]:
        cases = [case for case in cases if any(word in case.__name__ for word in sys.argv[1:])]
    reason = why_not()
    if reason:
        print(f"1..0 # SKIP {reason}")
        sys.exit(0)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    signal.signal(signal.SIGALRM, _time_is_up)
    print(f"1..{len(cases)}", flush=True)
    try:
        if at_once > 1:
            failures = _report_at_once(cases, at_once)
        else:
            failures = sum(not _report(number, case) for number, case in enumerate(cases, 1))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    sys.exit(1 if failures else 0)


def why_not() -> Optional[str]:
    """What is missing for a virtual LAN here, if anything is."""
    try:
        if os.geteuid() != 0:
            netns.become_root()
    except OSError as error:
        return f"needs root, or user namespaces: {error}"
    for program in PROGRAMS:
        if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            return f"needs {program}"
    try:
        Lan().close()
    except (OSError, subprocess.SubprocessError, LanError) as error:
        return f"no namespaces here: {error}"
    return None


def _is_case(thing: Any, module: str) -> bool:
    return (inspect.isfunction(thing) and thing.__module__ == module
            and list(inspect.signature(thing).parameters) == ["lan"]
            and (RESPONDER != "embedded" or getattr(thing, "with_embedded", True)))


def _time_limit(case: Case) -> float:
    return getattr(case, "time_limit", TIME_LIMIT)


def _time_is_up(*_: Any) -> None:
    raise TimeLimit()


def _report(number: int, case: Case) -> bool:
    """Run one case and print its line; True if it passed."""
    start = time.monotonic()
    words = case.__name__.replace("_", " ").strip()
    try:
        problems = _run_case(case)
    except Skip as reason:
        print(f"ok {number} - {words} # SKIP {reason}", flush=True)
        return True
    print(f"{'not ok' if problems else 'ok'} {number} - {words}")
    print(f"# {time.monotonic() - start:.1f} s")
    for problem in problems:
        for line in problem.splitlines():
            print(f"# {line}")
    sys.stdout.flush()
    return not problems


def _report_at_once(cases: List[Case], at_once: int) -> int:
    """Run each case in a process of its own, the longest first, and print their lines in order; how many failed."""
    outputs: List[IO[bytes]] = [tempfile.TemporaryFile() for _ in cases]
    running: Dict[int, int] = {}
    statuses: Dict[int, int] = {}
    started = printed = 0
    by_length = sorted(range(len(cases)), key=lambda place: -_time_limit(cases[place]))
    try:
        while printed < len(cases):
            while started < len(cases) and len(running) < at_once:
                place = by_length[started]
                running[_fork(place + 1, cases[place], outputs[place])] = place
                started += 1
            pid, status = os.wait()
            if pid in running:  # else it is what another case left behind
                statuses[running.pop(pid)] = status
            while printed in statuses:
                outputs[printed].seek(0)
                sys.stdout.write(outputs[printed].read().decode("utf-8", "replace"))
                sys.stdout.flush()
                printed += 1
    finally:
        for pid in running:
            os.kill(pid, signal.SIGTERM)
    return sum(status != 0 for status in statuses.values())


def _fork(number: int, case: Case, output: IO[bytes]) -> int:
    """Run a case in a process that ends with this one, its report going to `output`."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        netns.end_with_parent(parent)
        os.dup2(output.fileno(), 1)
        status = 0 if _report(number, case) else 1
        sys.stdout.flush()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os._exit(status)


def _run_case(case: Case) -> List[str]:
    """What went wrong, and the testimonies; nothing if all went well."""
    problems: List[str] = []
    seconds = _time_limit(case) * PATIENCE
    lan = Lan()
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        case(lan)
    except TimeLimit:
        problems.append(f"took more than {seconds:g} s\n{traceback.format_exc()}")
    except Skip:
        lan.close()
        raise
    except Exception as error:  # whatever a test may raise is its failure
        problems.append(_described(error))
    except BaseException:
        lan.close(polite=False)
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    testimony = lan.testimony()
    problems += _closed(lan, case)
    return problems + [testimony] if problems else []


def _closed(lan: Lan, case: Case) -> List[str]:
    """Take the LAN down; what that brought to light."""
    kept = os.environ.get("LL_ARTEFACTS")
    if kept:
        topic = os.path.splitext(os.path.basename(sys.argv[0]))[0]
        lan.keep_in = os.path.join(kept, topic, case.__name__)
    try:
        lan.close()
    except LanError as error:
        return [str(error)]
    except BaseException:
        lan.close(polite=False)
        raise
    return []


def _described(error: Exception) -> str:
    """An error with the lines of the test that led to it."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if frame.filename == os.path.abspath(sys.argv[0]) or frame.filename == sys.argv[0]]
    places = "\n".join(f"line {frame.lineno}, in {frame.name}: {frame.line}" for frame in frames)
    if isinstance(error, LanError):
        return f"{places}\n{error}"
    return f"{places}\n" + "".join(traceback.format_exception(None, error, error.__traceback__))
