# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A virtual LAN on one machine: hosts with their own addresses, mDNS daemon and programs."""

import contextlib
import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from typing import Any, Callable, Dict, List, Optional

import netns

PATIENCE = float(os.environ.get("LL_PATIENCE", "1"))
"""Every time limit is multiplied by this."""

_FIRST_PROCESS = 'cat; kill -KILL -1 2>/dev/null; rm -rf -- "$1"'
"""Ends when the test does, in whatever way, and takes programs and files along."""


class LanError(AssertionError):
    """Something that a test waited for did not come."""


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
        self._plugins = self._copy_plugins()
        self.switch = netns.World.first(["sh", "-c", _FIRST_PROCESS, "lan", self.dir],
                                        self._prepare_switch)
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
        _ip(self.switch, commands)

    def bridges(self) -> List[str]:
        return list(self._bridges)

    # -- hosts ------------------------------------------------------------------------------

    def host(self, name: str, daemon: bool = True) -> "Host":
        """A host with that name, and with its mDNS daemon running unless told otherwise."""
        host = Host(self, name, len(self.hosts) + 1)
        self.hosts.append(host)
        if daemon:
            host.start_daemon()
        return host

    def new_hosts(self, *names: str) -> List["Host"]:
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


class Host:
    """One machine on the LAN: its own network, host name, /run, system bus and mDNS daemon."""

    def __init__(self, lan: Lan, name: str, number: int):
        self.lan = lan
        self.name = name
        self.number = number
        self.dir = os.path.join(lan.dir, name)
        self.bus: Optional[subprocess.Popen] = None
        self.avahi: Optional[subprocess.Popen] = None
        self.interfaces: Dict[str, str] = {}
        os.makedirs(os.path.join(self.dir, "tmp"))
        self.world = lan.switch.inner(["sleep", "infinity"], self._prepare)
        self.run_ip("link set lo up")
        self.add_interface("br0")

    def _prepare(self) -> None:
        netns.set_hostname(self.name)
        netns.mount_tmpfs("/run")
        for directory in ("dbus", "avahi-daemon", "lock", "user"):
            os.mkdir(os.path.join("/run", directory))
        if self.lan._plugins:
            netns.bind(self.lan._plugins, plugin_dir())
        with contextlib.suppress(OSError):
            with open("/proc/sys/net/ipv6/conf/default/accept_dad", "w", encoding="ascii") as dad:
                dad.write("0")

    # -- the network ------------------------------------------------------------------------

    def run_ip(self, *commands: str) -> None:
        """ip(8) commands on this host."""
        _ip(self.world, commands)

    def add_interface(self, bridge: str = "br0", address: Optional[str] = None) -> str:
        """Plug a cable in and give the new interface an address; returns the interface's name.

        The first segment has the addresses of a LAN with no DHCP, any other one a network of its own.
        """
        if bridge not in self.lan.bridges():
            self.lan.add_bridge(bridge)
        segment, count = self.lan.bridges().index(bridge), len(self.interfaces)
        interface, plug = f"eth{count}", f"p{self.number}e{count}"
        if address is None:
            address = (f"192.168.{segment}.{self.number}/24" if segment else
                       f"169.254.{10 + count}.{self.number}/16")
        self.interfaces[interface] = plug
        self.lan.ip(f"link add {plug} type veth peer name {interface} "
                    f"netns /proc/{self.world.inner_pid}/ns/net",
                    f"link set {plug} master {bridge} up")
        self.run_ip(f"addr add {address} brd + dev {interface}", f"link set {interface} up")
        return interface

    def unplug(self, interface: str = "eth0") -> None:
        """Pull the cable: the host is told."""
        self.lan.ip(f"link set {self.interfaces[interface]} down")

    def plug(self, interface: str = "eth0") -> None:
        self.lan.ip(f"link set {self.interfaces[interface]} up")

    def addresses(self, interface: str = "") -> List[str]:
        """The host's addresses on its cables, without loopback; IPv6 ones with no scope."""
        listed = self.run(["ip", "-j", "addr", "show"] + ([interface] if interface else []))
        return [entry["local"] for link in json.loads(listed.stdout) if link["ifname"] != "lo"
                for entry in link["addr_info"]]

    # -- programs ---------------------------------------------------------------------------

    def environment(self, **more: str) -> Dict[str, str]:
        """What a program on this host finds in its environment: little, and the same everywhere."""
        kept = {key: value for key, value in os.environ.items()
                if key in ("PATH", "TERM") or key.startswith("LL_")}
        kept.update(HOME=self.dir, TMPDIR=os.path.join(self.dir, "tmp"), LANG="C.UTF-8",
                    USER="root", LOGNAME="root", SHELL="/bin/sh")
        kept.update(more)
        return kept

    def popen(self, argv: List[str], **options: Any) -> subprocess.Popen:
        """Start a program on this host; options as for subprocess.Popen, `env` adds to the host's."""
        options["env"] = self.environment(**(options.get("env") or {}))
        options.setdefault("cwd", self.dir)
        return self.lan.popen_in(self.world, argv, **options)

    def run(self, argv: List[str], check: bool = True, timeout: float = 30,
            stdin: Optional[str] = None, **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run a program to its end; its output is in the result's `stdout`, both streams as text."""
        process = self.popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, **options)
        try:
            output, _ = process.communicate(stdin, timeout * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise LanError(f"{' '.join(argv)} on {self.name} took too long") from None
        if check and process.returncode != 0:
            raise LanError(f"{' '.join(argv)} on {self.name}: status {process.returncode}\n{output}")
        return subprocess.CompletedProcess(argv, process.returncode, output)

    def headless(self, protocol: str, username: str, **options: Any) -> Any:
        """Somebody at a headless client of her own here, signed on; see headless.Person.

        Options: status= and message= to sign on with, sign_on=False; the others are the account's.
        """
        import headless  # it needs this module
        return headless.Client(self, username).person(protocol, username, **options)

    # -- the mDNS daemon --------------------------------------------------------------------

    def start_daemon(self, wait: bool = True) -> None:
        """Start the system bus, unless it runs, and avahi-daemon."""
        if self.bus is None or self.bus.poll() is not None:
            self._start_bus()
        self._avahi_log = os.path.join(self.dir, "avahi.log")
        with open(self._avahi_log, "wb") as log:
            self.avahi = self.popen(["avahi-daemon", "--no-chroot", "--no-drop-root",
                                     "--no-rlimits"], stdin=subprocess.DEVNULL, stdout=log,
                                    stderr=log, cwd="/")
        if wait:
            self.wait_for_daemon()

    def _start_bus(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.world.outer_path("/run/dbus/system_bus_socket"))
        self.bus = self.popen(["dbus-daemon", "--system", "--nofork", "--nopidfile",
                               "--print-address=1"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/")
        if not self.bus.stdout.readline():
            raise LanError(f"dbus-daemon does not start on {self.name}")

    def wait_for_daemon(self) -> None:
        """Wait until the daemon has probed for its host name and has it."""
        def running() -> bool:
            with open(self._avahi_log, encoding="utf-8", errors="replace") as log:
                text = log.read()
            if self.avahi.poll() is not None:
                raise LanError(f"avahi-daemon on {self.name} ended:\n{text}")
            return "Server startup complete" in text
        self.lan.wait(running, f"avahi-daemon on {self.name} starts", 30)

    def stop_daemon(self) -> None:
        """End avahi-daemon as a shut-down does: it says goodbye for all that it published."""
        if self.avahi:
            self.avahi.terminate()
            self.avahi.wait(20 * PATIENCE)


def _copy_regular(source: str, target: str) -> None:
    """Copy plain files; sockets and the like have nothing to keep."""
    if os.path.isfile(source):
        shutil.copy(source, target)


def _ip(world: netns.World, commands: Any) -> None:
    process = world.popen(["ip", "-batch", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    output, _ = process.communicate("\n".join(commands) + "\n")
    if process.returncode != 0:
        raise LanError(f"ip {'; '.join(commands)}: {output}")


def plugin_dir() -> str:
    """Where libpurple looks for plugins."""
    if "LL_PLUGINDIR" not in os.environ:
        asked = subprocess.run(["pkg-config", "--variable=plugindir", "purple"], check=False,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        os.environ["LL_PLUGINDIR"] = asked.stdout.strip()
    return os.environ["LL_PLUGINDIR"]


sys.dont_write_bytecode = True
__all__ = ["Host", "Lan", "LanError", "PATIENCE"]
