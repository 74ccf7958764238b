# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Linux namespaces, as little of them as a virtual LAN needs.

A `World` is one process that holds a set of namespaces open. `World.popen` starts a child of *this*
process inside them: the `Popen` that comes back is the program itself, so its `pid`, `kill` and
`wait` mean what they say, and no wrapper stands between.

The first world of a LAN has a process namespace of its own, and the kernel kills everything in
one as soon as its first process ends. That first process waits for the end of file on a pipe that only
this process holds, so however this process ends, even by SIGKILL, nothing of the LAN stays.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from typing import Callable, Dict, Iterator, List, Optional

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

_PR_SET_PDEATHSIG = 1

_PR_SET_PDEATHSIG = 1
_MS_NOSUID, _MS_NODEV, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Put this process (for CLONE_NEWPID: its next children) into new namespaces."""
    _checked(_libc.unshare(flags), "unshare")


def setns(fd: int, flags: int) -> None:
    """Enter the namespaces of the process behind a pidfd, or the one behind a /proc/PID/ns file."""
    _checked(_libc.setns(fd, flags), "setns")


def set_hostname(name: str) -> None:
    raw = name.encode()
    _checked(_libc.sethostname(raw, len(raw)), "sethostname")


def end_with_parent(parent: int) -> None:
    """Let this process be told to end (SIGTERM) when the one that started it does."""
    _checked(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0), "prctl")
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    _checked(_libc.mount(source.encode(), target.encode(), kind.encode() or None,
                         ctypes.c_ulong(flags), data.encode() or None), f"mount on {target}")


def mount_private() -> None:
    """Let no mount of this namespace be seen in any other."""
    mount("none", "/", flags=_MS_REC | _MS_PRIVATE)


def mount_tmpfs(target: str) -> None:
    mount("tmpfs", target, "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=755")


def mount_proc() -> None:
    mount("proc", "/proc", "proc")


def bind(source: str, target: str) -> None:
    """Show `source` at `target` as well, in this mount namespace."""
    mount(source, target, flags=_MS_BIND)


@contextlib.contextmanager
def _children_in(pidfd: Optional[int]) -> Iterator[None]:
    """Within: children are born in the process namespace behind `pidfd`, or in a new one for None."""
    if pidfd is None:
        unshare(CLONE_NEWPID)
    else:
        setns(pidfd, CLONE_NEWPID)
    try:
        yield
    finally:
        setns(_own_pid_namespace, CLONE_NEWPID)


def _open_own(kind: str) -> int:
    return os.open(f"/proc/self/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC)


_own_pid_namespace = _open_own("pid")
_own_net_namespace = _open_own("net")


def has_one_user() -> bool:
    """There is no other user to become: this is not root, or is one in a user namespace of its own."""
    with open("/proc/self/uid_map", encoding="ascii") as users:
        return os.geteuid() != 0 or sum(int(line.split()[2]) for line in users) == 1


def become_root() -> None:
    """Go on as root, but only of namespaces of one's own: what is needed to make others, without being root.

    It is a child's child that goes on. This process waits for it and ends as it does, and the one between them
    is the first of a process namespace: all that the other starts ends with it.
    """
    global _own_pid_namespace, _own_net_namespace  # pylint: disable=global-statement
    users = {"uid_map": f"0 {os.geteuid()} 1", "gid_map": f"0 {os.getegid()} 1"}
    unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID)
    for name, line in (("setgroups", "deny"), *users.items()):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as table:
            table.write(line)
    _end_as(os.fork())
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _end_as(os.fork())
    mount_private()
    mount_proc()
    _own_pid_namespace, _own_net_namespace = _open_own("pid"), _open_own("net")


def _end_as(child: int) -> None:
    """In the parent: wait for the end of a child (and of adopted ones), and end in the same way.

    Signals are passed on, but for the one that the terminal sends to both.
    """
    if child == 0:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: os.kill(child, number))
    pid = 0
    while pid != child:
        pid, status = os.wait()
    os._exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))


class World:
    """A process that holds namespaces, and what is needed to start others in them."""

    def __init__(self, holder: "subprocess.Popen[bytes]"):
        self.holder = holder
        self.pidfd = os.pidfd_open(holder.pid)
        self.inner_pid = _inner_pid(holder.pid)
        self.root = os.open(f"/proc/{holder.pid}/root", os.O_PATH | os.O_CLOEXEC)

    def _enter(self, flags: int) -> None:
        """Enter the holder's namespaces; its root too, which in a chroot is not the namespace's."""
        setns(self.pidfd, flags)
        os.fchdir(self.root)
        os.chroot(".")

    @staticmethod
    def first(argv: List[str], prepare: Callable[[], None]) -> "World":
        """Start `argv` as the first process of a new process namespace, its standard input a pipe.

        `prepare` is called in the child before the program starts, in new network, mount, UTS and
        IPC namespaces.
        """
        def inside() -> None:
            unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC)
            mount_private()
            mount_proc()
            prepare()

        with _children_in(None):
            return World(subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                          start_new_session=True, preexec_fn=_reporting(inside)))

    def inner(self, argv: List[str], prepare: Callable[[], None]) -> "World":
        """Start a world within this one: the same process namespace, all others new."""
        def inside() -> None:
            self._enter(CLONE_NEWNS)
            unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC)
            mount_private()
            prepare()

        with _children_in(self.pidfd):
            return World(subprocess.Popen(argv, stdin=subprocess.DEVNULL, start_new_session=True,
                                          stdout=subprocess.DEVNULL,
                                          preexec_fn=_reporting(inside)))

    def popen(self, argv: List[str], cwd: Optional[str] = None, **options) -> subprocess.Popen:
        """Start a program in this world, as `subprocess.Popen` does, in a session of its own."""
        all_but_pid = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC
        prepare = options.pop("preexec_fn", None)

        def inside() -> None:
            self._enter(all_but_pid)
            os.chdir(cwd or "/")
            if prepare:
                prepare()

        options.setdefault("start_new_session", True)
        with _children_in(self.pidfd):
            return subprocess.Popen(argv, preexec_fn=_reporting(inside), **options)

    @contextlib.contextmanager
    def network(self) -> Iterator[None]:
        """Within: sockets that this process makes belong to that world's network."""
        setns(self.pidfd, CLONE_NEWNET)
        try:
            yield
        finally:
            setns(_own_net_namespace, CLONE_NEWNET)

    def outer_path(self, path: str) -> str:
        """How this process names a file that the programs in that world know as `path`."""
        return f"/proc/{self.holder.pid}/root{path}"

    def close(self) -> None:
        """Kill the holder; the namespaces go when the last program in them has ended."""
        self.holder.kill()
        self.holder.wait()
        if self.pidfd >= 0:
            os.close(self.pidfd)
            os.close(self.root)
            self.pidfd = -1


def _reporting(inside: Callable[[], None]) -> Callable[[], None]:
    """Python hides why a preexec_fn failed: say it on standard error first."""
    def wrapped() -> None:
        try:
            inside()
        except BaseException as error:
            os.write(2, f"# cannot enter the host: {error}\n".encode())
            raise
    return wrapped


def _inner_pid(pid: int) -> int:
    """A process's id as it is known in its own process namespace."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
        for line in status:
            if line.startswith("NSpid:"):
                return int(line.split()[-1])
    return pid


def processes_in(pid_namespace: str) -> Dict[int, str]:
    """The processes in a process namespace (as `os.readlink('/proc/PID/ns/pid')` names it)."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/{entry}/ns/pid") == pid_namespace:
                    with open(f"/proc/{entry}/comm", encoding="utf-8", errors="replace") as comm:
                        found[int(entry)] = comm.read().strip()
    return found


def mounts_below(path: str) -> List[str]:
    """What is mounted at or below `path`, as this process sees it."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as table:
        places = [line.split()[4] for line in table]
    return [place for place in places if place == path or place.startswith(path + "/")]


if sys.platform != "linux":
    raise ImportError("namespaces are Linux's")
