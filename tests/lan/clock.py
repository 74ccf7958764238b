# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A wall clock of a host's own, which a test can put forward and back.

The kernel has no such thing (a time namespace has its own monotonic clocks only): a small library, loaded
into the programs of the host, adds to what the system says. Timers and the monotonic clock stay.
"""

import os
import struct
import subprocess
from typing import Dict

from host import Host

_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile long long *ahead;
static int (*real_clock)(clockid_t, struct timespec *);

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("LL_CLOCK");
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  void *memory = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, fd, 0);
  if (memory != MAP_FAILED)
    ahead = memory;
  if (fd >= 0)
    close(fd);
}

int clock_gettime(clockid_t which, struct timespec *ret) {
  if (!real_clock)
    real_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real_clock(which, ret);
  if (result == 0 && ahead && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
    ret->tv_sec += *ahead;
  return result;
}

int gettimeofday(struct timeval *restrict ret, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  ret->tv_sec = now.tv_sec;
  ret->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *ret) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (ret)
    *ret = now.tv_sec;
  return now.tv_sec;
}
"""


class Clock:
    """Give it to a host before its programs start: `host.clock = Clock(host)`."""

    def __init__(self, host: Host):
        library, self._path = (os.path.join(host.dir, name) for name in ("clock.so", "clock"))
        self._ahead = 0
        compiler = (os.environ.get("LL_CC") or "gcc").split()
        subprocess.run([*compiler, "-shared", "-fPIC", "-O1", "-w", "-o", library, "-xc", "-",
                        "-ldl"], check=True, input=_SOURCE, text=True)
        self._write()
        self.environment: Dict[str, str] = {"LD_PRELOAD": library, "LL_CLOCK": self._path}

    def jump(self, seconds: float) -> None:
        """The wall clock is put forward by so much; back, if negative."""
        self._ahead += int(seconds)
        self._write()

    def _write(self) -> None:
        with open(self._path, "r+b" if os.path.exists(self._path) else "w+b") as file:
            file.write(struct.pack("=q", self._ahead))
