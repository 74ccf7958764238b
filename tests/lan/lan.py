# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A virtual LAN on one machine: hosts with their own addresses, mDNS daemon and programs.

A test file is a docstring, cases named by what they show, and `run()`:

    #!/usr/bin/python3 -B
    "People see each other and talk."

    from tap import run

    def juliet_goes_away_and_romeo_sees_it(lan):
        verona, mantua = lan.new_hosts("verona", "mantua")
        juliet = verona.headless("link-local", "juliet")
        romeo = mantua.headless("bonjour", "romeo")
        juliet.sets_status("away", "At the pub")
        romeo.sees(juliet, message="At the pub")
        romeo.writes(juliet, "hello")
        juliet.reads(romeo, "hello")

    run()

Everything in it is torn down when the test ends, in whatever way it ends. See headless.py for people,
rawpeer.py for peers made of bytes, tlspeer.py for those that encrypt, mdns.py and avahi.py for what is published,
host.py for faults.
"""

import contextlib
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from typing import Any, Callable, List, Optional

import netns
from host import PATIENCE, Host, LanError, plugin_dir, run_ip

__all__ = ["Host", "Lan", "LanError", "PATIENCE"]

sys.dont_write_bytecode = True

_FIRST_PROCESS = 'cat; kill -KILL -1 2>/dev/null; rm -rf -- "$1"'
"""Ends when the test does, in whatever way, and takes programs and files along."""


class Lan:
    """A switch and the hosts on it. Use it as a context manager: nothing is left afterwards."""

    def __init__(self) -> None:
        self.dir = tempfile.mkdtemp(prefix="link-local-lan-")
        os.chmod(self.dir, 0o755)
        self.hosts: List[Host] = []
        self.closing = False
        self.keep_in: Optional[str] = None
        self.witnesses: List[Any] = []
        self.complaints: List[str] = []
        self._children: List[subprocess.Popen] = []
        self._farewells: List[Callable[[], None]] = []
        self._closers: List[Callable[[], None]] = []
        self._bridges: List[str] = []
        self._pump = selectors.DefaultSelector()
        try:
            self.plugins = self._copy_plugins()
            self.switch = netns.World.first(["sh", "-c", _FIRST_PROCESS, "lan", self.dir],
                                            self._prepare_switch)
        except BaseException:
            shutil.rmtree(self.dir)
            raise
        self.namespace = os.readlink(f"/proc/{self.switch.holder.pid}/ns/pid")
        self.add_bridge("br0")

    # -- the network ------------------------------------------------------------------------

    @staticmethod
    def _prepare_switch() -> None:
        netns.set_hostname("switch")

    def add_bridge(self, name: str) -> None:
        """Another cable segment, apart from the first unless a host joins both."""
        self._bridges.append(name)
        self.ip(f"link add {name} type bridge forward_delay 0 mcast_snooping 0",
                f"link set {name} up")

    def ip(self, *commands: str) -> None:
        """ip(8) commands on the switch."""
        run_ip(self.switch, *commands)

    def bridges(self) -> List[str]:
        return list(self._bridges)

    # -- hosts ------------------------------------------------------------------------------

    def host(self, name: str, daemon: bool = True) -> Host:
        """A host with that name, and with its mDNS daemon running unless told otherwise."""
        host = Host(self, name, len(self.hosts) + 1)
        self.hosts.append(host)
        if daemon:
            host.start_daemon()
        return host

    def new_hosts(self, *names: str) -> List[Host]:
        """Several hosts at once, which is faster than one after the other."""
        hosts = [self.host(name, daemon=False) for name in names]
        for host in hosts:
            host.start_daemon(wait=False)
        for host in hosts:
            host.wait_for_daemon()
        return hosts

    # -- waiting ----------------------------------------------------------------------------

    def watch(self, stream: Any, callback: Callable[[], None]) -> None:
        """Call `callback` whenever `stream` can be read, from within any wait on this LAN."""
        self._pump.register(stream, selectors.EVENT_READ, callback)

    def unwatch(self, stream: Any) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._pump.unregister(stream)

    def pump(self, seconds: float = 0.02) -> None:
        """Handle what has come in, waiting at most so long for the first of it."""
        if not self._pump.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._pump.select(seconds):
            if key.fd in self._pump.get_map():  # else one before it ended it
                key.data()

    def wait(self, condition: Callable[[], Any], what: str, timeout: float = 20) -> Any:
        """Wait until `condition()` holds and return what it gave; LanError(what) if it never does."""
        deadline = time.monotonic() + timeout * PATIENCE
        while True:
            result = condition()
            if result:
                return result
            if time.monotonic() > deadline:
                raise LanError(f"not within {timeout * PATIENCE:g} s: {what}")
            self.pump()

    # -- programs ---------------------------------------------------------------------------

    def popen_in(self, world: netns.World, argv: List[str], **options: Any) -> subprocess.Popen:
        process = world.popen(argv, **options)
        self._children.append(process)
        return process

    def at_close(self, closer: Callable[[], None],
                 farewell: Optional[Callable[[], None]] = None) -> None:
        """Call `closer` before the LAN is taken down, and before all closers, `farewell`."""
        self._closers.append(closer)
        if farewell:
            self._farewells.append(farewell)

    # -- what to tell about a failure -------------------------------------------------------

    def add_witness(self, witness: Any) -> None:
        """Something with a method `testimony()`, to be heard when a test fails."""
        self.witnesses.append(witness)

    def complain(self, text: str) -> None:
        """Note what makes the test fail in the end, even if all else goes well."""
        self.complaints.append(text)

    def testimony(self) -> str:
        return "\n".join(witness.testimony() for witness in self.witnesses)

    def keep(self, directory: str) -> None:
        """Save logs, journals and what else the programs left in their hosts' directories."""
        shutil.copytree(self.dir, directory, dirs_exist_ok=True, symlinks=True,
                        ignore=shutil.ignore_patterns("plugins", "tmp"),
                        copy_function=_copy_regular)
        for number, witness in enumerate(self.witnesses, 1):
            with open(os.path.join(directory, f"witness-{number}.txt"), "w",
                      encoding="utf-8") as file:
                file.write(witness.testimony())

    # -- the plugin under test --------------------------------------------------------------

    def _copy_plugins(self) -> Optional[str]:
        """libpurple's plugins and, beside them, the one under test."""
        module, plugindir = os.environ.get("LL_MODULE"), plugin_dir()
        if not plugindir or not os.path.isdir(plugindir):
            return None
        copy = os.path.join(self.dir, "plugins")
        shutil.copytree(plugindir, copy, symlinks=True)
        if module and os.path.exists(module):
            shutil.copy(module, os.path.join(copy, "liblinklocal.so"))
        return copy

    # -- the end ----------------------------------------------------------------------------

    def close(self, polite: bool = True) -> None:
        """Take everything down and make sure that it is gone; polite: let the clients sign off first."""
        self.closing = True
        problems = self.complaints + (self._say_goodbye() if polite else [])
        if self.keep_in:
            self.keep(self.keep_in)
        for child in self._children:
            child.kill()
        self.switch.holder.stdin.close()
        for child in self._children:
            child.wait()
            for stream in (child.stdin, child.stdout, child.stderr):
                if stream:
                    with contextlib.suppress(OSError):
                        stream.close()
        for host in self.hosts:
            host.world.close()
        self.switch.holder.wait(60)
        self.switch.close()
        self._pump.close()
        problems += self.leftovers()
        if problems:
            raise LanError("\n".join(problems))

    def _say_goodbye(self) -> List[str]:
        problems = []
        for act in self._farewells + self._closers[::-1]:
            try:
                act()
            except (OSError, AssertionError) as error:
                problems.append(str(error))
        return problems

    def leftovers(self) -> List[str]:
        """What of this LAN is still there."""
        left = [f"process {pid} ({name}) is left"
                for pid, name in netns.processes_in(self.namespace).items()]
        left += [f"mount {place} is left" for place in netns.mounts_below(self.dir)]
        if os.path.exists(self.dir):
            left.append(f"directory {self.dir} is left")
        return left

    def __enter__(self) -> "Lan":
        return self

    def __exit__(self, failed: Any, *_: Any) -> None:
        if failed is None:
            self.close()
        else:
            with contextlib.suppress(LanError):
                self.close(polite=False)


def _copy_regular(source: str, target: str) -> None:
    """Copy plain files; sockets and the like have nothing to keep."""
    if os.path.isfile(source):
        shutil.copy(source, target)
