# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""One machine on the virtual LAN, and the faults that machines and cables have."""

import contextlib
import json
import os
import signal
import subprocess
from typing import Any, Dict, List, Optional

import netns

PATIENCE = float(os.environ.get("LL_PATIENCE", "1"))
"""Every time limit is multiplied by this."""

if netns.has_one_user():
    os.environ["LL_RESPONDER"] = "embedded"  # avahi-daemon wants a user of its own
RESPONDER = os.environ.get("LL_RESPONDER", "")
"""What answers mDNS for our plugin: "embedded" is its own responder, with no daemon on the hosts, and ""
the daemon, which every host has unless a test says otherwise."""

_LOOPBACK = "lo"
_AHEAD = ("nice", "-n", "-10")
"""For who must answer within 250 ms (RFC 6762 8.1), however many tests run at once."""


class LanError(AssertionError):
    """Something that a test waited for did not come."""


class Skip(Exception):
    """Raised by a case that cannot be had here; its text says why."""


class Host:
    """One machine on the LAN: its own network, host name, /run, system bus and mDNS daemon."""

    def __init__(self, lan: Any, name: str, number: int):
        self.lan = lan
        self.name = name
        self.number = number
        self.dir = os.path.join(lan.dir, name)
        if os.path.exists(self.dir):
            self.dir += f"-{number}"
        self.bus: Optional[subprocess.Popen] = None
        self.avahi: Optional[subprocess.Popen] = None
        self.clock: Optional[Any] = None
        self._avahi_log = os.path.join(self.dir, "avahi.log")
        self.interfaces: Dict[str, str] = {}
        self.processes: List[subprocess.Popen] = []
        os.makedirs(os.path.join(self.dir, "tmp"))
        self.world = lan.switch.inner(["sleep", "infinity"], self._prepare)
        self.run_ip("link set lo up")
        self.add_interface("br0")

    def _prepare(self) -> None:
        netns.set_hostname(self.name)
        netns.mount_tmpfs("/run")
        for directory in ("dbus", "avahi-daemon", "lock", "user"):
            os.mkdir(os.path.join("/run", directory))
        if self.lan.plugins:
            netns.bind(self.lan.plugins, plugin_dir())
        with contextlib.suppress(OSError):
            with open("/proc/sys/net/ipv6/conf/default/accept_dad", "w", encoding="ascii") as dad:
                dad.write("0")

    # -- the network ------------------------------------------------------------------------

    def run_ip(self, *commands: str) -> None:
        """ip(8) commands on this host."""
        run_ip(self.world, *commands)

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

    def remove_interface(self, interface: str) -> None:
        """The interface itself goes, as an adapter that is pulled out."""
        self.run_ip(f"link del {interface}")
        del self.interfaces[interface]

    def has_only(self, version: int) -> None:
        """The LAN has IPv4 alone, or IPv6 alone: no address of the other one on any interface."""
        if version == 4:
            self.run(["tee", *(f"/proc/sys/net/ipv6/conf/{which}/disable_ipv6"
                               for which in ("all", "default"))], stdin="1")
        else:
            for interface in self.interfaces:
                self.run(["ip", "-4", "addr", "flush", "dev", interface])

    def addresses(self, interface: str = "") -> List[str]:
        """The host's addresses on its cables, without loopback; IPv6 ones with no scope."""
        listed = self.run(["ip", "-j", "addr", "show"] + ([interface] if interface else []))
        return [entry["local"] for link in json.loads(listed.stdout) if link["ifname"] != _LOOPBACK
                for entry in link["addr_info"]]

    def ipv4(self, interface: str = "eth0") -> str:
        return next(address for address in self.addresses(interface) if ":" not in address)

    def ipv6(self, interface: str = "eth0") -> str:
        """The link-local one, with no scope."""
        return next(address for address in self.addresses(interface)
                    if address.startswith("fe80:"))

    def network(self) -> Any:
        """Within: sockets that the test makes are this host's."""
        return self.world.network()

    # -- faults -----------------------------------------------------------------------------

    def unplug(self, interface: str = "eth0") -> None:
        """Pull the cable: this host's kernel is told, the others are not.

        avahi-daemon does not look at that; see link_down for what it takes note of.
        """
        self.lan.ip(f"link set {self.interfaces[interface]} down")

    def plug(self, interface: str = "eth0") -> None:
        """Put the cable back in."""
        self.lan.ip(f"link set {self.interfaces[interface]} up")

    def link_down(self, interface: str = "eth0") -> None:
        """The interface loses its link and, as network managers see to it, its routes with it."""
        self.run_ip(f"link set {interface} down")

    def link_up(self, interface: str = "eth0") -> None:
        self.run_ip(f"link set {interface} up")

    def move(self, bridge: str = "", interface: str = "eth0") -> None:
        """The cable's far end goes to another segment, or to none, and this host is not told."""
        if bridge and bridge not in self.lan.bridges():
            self.lan.add_bridge(bridge)
        self.lan.ip(f"link set {self.interfaces[interface]} "
                    + (f"master {bridge}" if bridge else "nomaster"))

    def suspend(self) -> None:
        """The lid closes: every program stops where it is, and nothing comes in or goes out."""
        self._signal_all(signal.SIGSTOP)
        for interface in self.interfaces:
            self.unplug(interface)

    def resume(self, later: float = 0) -> None:
        """The lid opens; so many seconds more than those of the test have gone by (see clock.py)."""
        if self.clock:
            self.clock.jump(later)
        self._signal_all(signal.SIGCONT)
        for interface in self.interfaces:
            self.plug(interface)

    def _signal_all(self, number: int) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(number)

    def readdress(self, address: str, interface: str = "eth0") -> None:
        """Another IPv4 address, as "169.254.10.77/16"."""
        self.run(["ip", "-4", "addr", "flush", "dev", interface])
        self.run_ip(f"addr add {address} brd + dev {interface}")

    def loses(self, percent: int) -> None:
        """So many of the packets that come in are lost; 0 ends it."""
        self.drops(f"numgen random mod 100 <= {percent - 1}" if percent else "")

    def drops(self, match: str) -> None:
        """Packets that come in and match (as nft says it: "tcp dport 5298") are dropped; "" ends it."""
        rules = "add table inet fault\ndelete table inet fault\n"
        if match:
            rules += ("table inet fault {\nchain input {\ntype filter hook input priority 0;\n"
                      f'iifname != "{_LOOPBACK}" {match} drop\n}}\n}}\n')
        self.run(["nft", "-f", "-"], stdin=rules)

    def rename(self, name: str) -> None:
        """The host gets another name, and its daemon is told."""
        self.run(["hostname", name])
        if self.avahi:
            self.run(["avahi-set-host-name", name])
        self.name = name

    def crash(self) -> None:
        """The power fails: nobody on this host says anything any more."""
        for interface in self.interfaces:
            self.unplug(interface)
        for process in self.processes:
            process.kill()
            process.wait()

    # -- programs ---------------------------------------------------------------------------

    def environment(self, **more: str) -> Dict[str, str]:
        """What a program on this host finds in its environment: little, and the same everywhere."""
        kept = {key: value for key, value in os.environ.items()
                if key in ("PATH", "TERM") or key.startswith("LL_")}
        kept.update(HOME=self.dir, TMPDIR=os.path.join(self.dir, "tmp"), LANG="C.UTF-8",
                    USER="root", LOGNAME="root", SHELL="/bin/sh",
                    DBUS_SESSION_BUS_ADDRESS="unix:path=/run/no-session-bus")
        if self.clock:
            kept.update(self.clock.environment)
        kept.update(more)
        return kept

    def popen(self, argv: List[str], **options: Any) -> subprocess.Popen:
        """Start a program on this host; options as for subprocess.Popen, `env` adds to the host's."""
        options["env"] = self.environment(**(options.get("env") or {}))
        options.setdefault("cwd", self.dir)
        process = self.lan.popen_in(self.world, argv, **options)
        self.processes.append(process)
        return process

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

        Options: status= and message= to sign on with, sign_on=False, language="de" for the client; the
        others are the account's, by their keys.
        """
        import headless  # it needs this module
        client = headless.Client(self, username, options.pop("language", ""))
        return client.person(protocol, username, **options)

    def raw_peer(self, username: str, **options: Any) -> Any:
        """A peer here with no client behind it; see rawpeer.RawPeer for the options."""
        import rawpeer  # it needs this module
        return rawpeer.RawPeer(self, username, **options)

    def tls_peer(self, username: str, **options: Any) -> Any:
        """Such a peer that speaks STARTTLS, too; see tlspeer.TlsPeer."""
        import tlspeer  # it needs this module
        return tlspeer.TlsPeer(self, username, **options)

    def browse(self) -> List[Any]:
        """What avahi-browse shows here of all presences; see avahi.Service."""
        import avahi  # it needs this module
        return avahi.browse(self)

    # -- the mDNS daemon --------------------------------------------------------------------

    def start_daemon(self, wait: bool = True, config: str = "") -> None:
        """Start the system bus, unless it runs, and avahi-daemon; `config` is for its [server] section.

        Nothing of it where the embedded responder is to be used.
        """
        if RESPONDER != "embedded":
            self._start_daemon(config)
            if wait:
                self.wait_for_daemon()

    def needs_daemon(self) -> None:
        """A program other than our plugin is about to use the daemon: have one here in any case."""
        if netns.has_one_user():
            raise Skip("needs avahi-daemon, and that root")
        if RESPONDER == "embedded" and not self.avahi:
            self._start_daemon("")
            self.wait_for_daemon()

    def _start_daemon(self, config: str) -> None:
        if self.bus is None or self.bus.poll() is not None:
            self._start_bus()
        argv = [*_AHEAD, "avahi-daemon", "--no-chroot", "--no-drop-root", "--no-rlimits"]
        if config:
            argv += ["-f", os.path.join(self.dir, "avahi.conf")]
            with open(argv[-1], "w", encoding="ascii") as file:
                file.write(f"[server]\n{config}\n")
        with open(self._avahi_log, "wb") as log:
            self.avahi = self.popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")

    def _start_bus(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.world.outer_path("/run/dbus/system_bus_socket"))
        self.bus = self.popen([*_AHEAD, "dbus-daemon", "--system", "--nofork", "--nopidfile",
                               "--print-address=1"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/")
        if not self.bus.stdout.readline():
            raise LanError(f"dbus-daemon does not start on {self.name}")

    def wait_for_daemon(self) -> None:
        """Wait until the daemon, if there is one, has probed for its host name and has it."""
        if not self.avahi:
            return

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

    def kill_daemon(self) -> None:
        """End avahi-daemon with no chance to say goodbye."""
        self.avahi.kill()
        self.avahi.wait()

    def restart_bus(self) -> None:
        """The message bus ends, with all that is said over it, and another begins."""
        self.bus.terminate()
        self.bus.wait(20 * PATIENCE)
        self._start_bus()


def run_ip(world: netns.World, *commands: str) -> None:
    """Run ip(8) commands in a world."""
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
