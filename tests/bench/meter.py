# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What processes cost: time of the processor, memory, and what meter.c counts in a client."""

import mmap
import os
import struct
import time
from typing import Dict, NamedTuple

_PROCESS_CLOCK = 2
"""Linux's clock of a whole process: the time that it has run, in user and system mode."""


class Counts(NamedTuple):
    """As in meter.c."""

    wakes: int
    main_wakes: int
    timeouts: int
    longest: int
    blocking: int
    blocked_by: bytes


class Meter:
    """The counts of one client, which is to be started with `environment`."""

    def __init__(self, directory: str, name: str):
        module = os.path.join(os.environ.get("LL_BUILDDIR", "."), "tests", "bench", ".libs",
                              "meter.so")
        path = os.path.join(directory, f"meter-{name}")
        self._format = "5Q64s"
        with open(path, "w+b") as file:
            file.truncate(struct.calcsize(self._format))
            self._counts = mmap.mmap(file.fileno(), 0)
        self.environment: Dict[str, str] = {"LD_PRELOAD": module, "LL_METER": path}

    def counts(self) -> Counts:
        return Counts(*struct.unpack_from(self._format, self._counts))

    def reset(self) -> None:
        self._counts[:] = bytes(len(self._counts))


def processor_seconds(pid: int) -> float:
    """All that the process has used so far, threads that have ended too."""
    return time.clock_gettime((~pid << 3) | _PROCESS_CLOCK)


def memory(pid: int) -> int:
    """Bytes of anonymous memory: without the files that it maps, whose pages it shares with others."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as sums:
        return 1024 * next(int(line.split()[1]) for line in sums if line.startswith("Pss_Anon:"))


def switches(pid: int) -> int:
    """How often threads of the process have gone to wait for something (and so were woken up)."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status", encoding="utf-8") as status:
            total += next(int(line.split()[1]) for line in status
                          if line.startswith("voluntary_ctxt_switches:"))
    return total
