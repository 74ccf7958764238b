# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A DNS server on a host of the virtual LAN, and the people in its zone."""

import os
import subprocess
from typing import Any, Dict, List, Optional, Tuple

from lan import Host

_CONFIG = """no-resolv
no-hosts
user=root
pid-file=
port=53
local=/{domain}/
local-ttl=5
log-queries
log-facility=-
"""


class NameServer:
    """dnsmasq on `host`, which answers for `domain` alone."""

    def __init__(self, host: Host, domain: str = "example.org"):
        self.host = host
        self.domain = domain
        self._people: Dict[str, Tuple[str, str, int, List[str]]] = {}
        self._process: Optional[subprocess.Popen] = None
        self._log = os.path.join(host.dir, "dnsmasq.log")
        self._start()

    def publishes(self, name: str, address: str, *strings: str, port: int = 5298) -> None:
        """Somebody is in the zone, or is there with something else to say."""
        self._people[name] = (f"{name.split('@')[-1]}.{self.domain}", address, port, list(strings))
        self._start()

    def forgets(self, name: str) -> None:
        """Somebody is no longer in the zone."""
        del self._people[name]
        self._start()

    def queries(self, kind: str) -> int:
        """How many questions of a kind ("PTR") have come since the zone last changed."""
        with open(self._log, encoding="utf-8", errors="replace") as log:
            return log.read().count(f"query[{kind}]")

    def serves(self, host: Host) -> None:
        """`host` asks here from now on; before its mDNS daemon is started."""
        path = os.path.join(host.dir, "resolv.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"nameserver {self.host.ipv4()}\n")
        host.run(["mount", "--bind", path, "/etc/resolv.conf"])

    def _lines(self) -> List[str]:
        service = f"_presence._tcp.{self.domain}"
        lines = []
        for name, (target, address, port, strings) in self._people.items():
            lines += [f"ptr-record={service},{name}.{service}",
                      f"srv-host={name}.{service},{target},{port}",
                      f"txt-record={name}.{service}," + ",".join(f'"{text}"' for text in strings),
                      f"host-record={target},{address}"]
        return lines

    def _start(self) -> None:
        """With the zone as it is now; dnsmasq reads it only once."""
        if self._process:
            self._process.kill()
            self._process.wait()
        path = os.path.join(self.host.dir, "dnsmasq.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(_CONFIG.format(domain=self.domain) + "\n".join(self._lines()) + "\n")
        with open(self._log, "wb") as log:
            self._process = self.host.popen(["dnsmasq", "--no-daemon", f"--conf-file={path}"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.host.lan.wait(self._answers, f"dnsmasq starts on {self.host.name}")

    def _answers(self) -> Any:
        with open(self._log, encoding="utf-8", errors="replace") as log:
            text = log.read()
        assert self._process and self._process.poll() is None, text
        return "cleared cache" in text
