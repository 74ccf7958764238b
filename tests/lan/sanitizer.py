# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What AddressSanitizer and UndefinedBehaviorSanitizer say, in a build that has them (LL_ASAN=1).

libpurple and its other plugins leak a little at the end of every program. Only a leak that the
plugin under test or the headless client made counts: memory that the plugin asked for, itself or by a
call, or the client itself.
"""

import os
import re
import subprocess
from typing import Dict, List

_OUR_MODULE = "liblinklocal.so"
_OUR_PROGRAM = "headless"
_FRAME = re.compile(r"\s*#\d+ \S+ in (\S+).*\[(?:.*/)?([^/\]]*)\]$")
"""A line of a stack in the format below: the function, and the module it is in."""
_FORMAT = 'stack_trace_format="    #%n %p in %f %L [%m]"'

_EARLY = """
#include <stdlib.h>
static void *volatile memory;
__attribute__((constructor)) static void early(void) { free(memory = malloc(1)); }
"""
"""AddressSanitizer starts at the first malloc, and calls gettext then. In Finch a library's
constructor would make that malloc within gettext, whose lock the inner call breaks."""


def enabled() -> bool:
    return os.environ.get("LL_ASAN") == "1"


def own_environment() -> Dict[str, str]:
    """For a program that is itself built with the sanitizers."""
    if not enabled():
        return {}
    return {"ASAN_OPTIONS": "fast_unwind_on_malloc=0:malloc_context_size=12:detect_leaks=1:handle_abort=1:"
                            f"verify_asan_link_order=0:{_FORMAT}",  # a case may preload a clock
            "LSAN_OPTIONS": "exitcode=0:max_leaks=0",
            "UBSAN_OPTIONS": f"print_stacktrace=1:{_FORMAT}",
            "G_SLICE": "always-malloc"}


def foreign_environment(directory: str) -> Dict[str, str]:
    """For a program of the system that loads the module.

    What it needs for that is built in `directory`. The reports go to files `sanitizer.PID` there,
    since not every program leaves its standard error alone.
    """
    if not enabled():
        return {}
    compiler = (os.environ.get("LL_CC") or "gcc").split()
    library = subprocess.run([*compiler, "-print-file-name=libasan.so"], check=True,
                             stdout=subprocess.PIPE, text=True).stdout.strip()
    early = os.path.join(directory, "early.so")
    subprocess.run([*compiler, "-shared", "-fPIC", "-Wl,-z,initfirst", "-o", early, "-xc", "-"],
                   check=True, input=_EARLY, text=True)
    reports = f"log_path={os.path.join(directory, 'sanitizer')}"
    return {"LD_PRELOAD": f"{os.path.realpath(library)}:{early}",
            "ASAN_OPTIONS": f"detect_leaks=0:{reports}",
            "UBSAN_OPTIONS": f"print_stacktrace=1:{reports}"}


def problems_in(log: str) -> List[str]:
    """The reports in a program's standard error that the project has to answer for."""
    with open(log, encoding="utf-8", errors="replace") as file:
        text = file.read()
    return [report for report in _reports(text) if _counts(report)]


def _reports(text: str) -> List[str]:
    """Each error, and each leak for itself, up to the empty line after it."""
    starts = r"(?:^[^\n]*(?:ERROR: AddressSanitizer|runtime error:)|^(?:Direct|Indirect) leak of)"
    return [match.group(0).strip() for match in
            re.finditer(starts + r".*?(?=\n\s*\n|\Z)", text, re.MULTILINE | re.DOTALL)]


def _counts(report: str) -> bool:
    if not re.match(r"(Direct|Indirect) leak", report):
        return True
    frames = [frame.groups() for frame in map(_FRAME.match, report.splitlines()) if frame]
    if any(module == _OUR_MODULE for _, module in frames):
        return True
    asker = next(((function, module) for function, module in frames
                  if not re.match(r"lib(asan|glib|gio|gobject|c)\b", module)), ("", ""))
    return asker[1] == _OUR_PROGRAM and asker[0] != "main"
