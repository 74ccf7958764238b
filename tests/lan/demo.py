#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A chat for newcomers to try: two machines on a virtual LAN, and a friendly echo on the other one.

On a terminal Finch opens on it, and whoever sits there is juliet. Without one the chat is had by a
client with no screen and printed as it took place.
"""

import os
import shutil
import signal
import subprocess
import sys
from typing import Optional

from lan import Host, Lan, LanError
from person import Person
from real_client import RealClient, write_account, write_preferences
from tap import why_not

PROTOCOL = "link-local"
GREETING = "Hello! I am on another machine of this network. Write to me, and I write back. (Alt+q ends it.)"


def echo(romeo: Person, juliet: str) -> None:
    """Romeo answers all that juliet wrote since he last looked."""
    romeo.client.lan.pump(0.05)
    for text in romeo.unread(juliet):
        romeo.reads(juliet, text)
        romeo.writes(juliet, f"You wrote: {text}")


class FinchHere(RealClient):
    """Finch on this terminal."""

    program = "finch"

    def __init__(self, host: Host, name: str):
        super().__init__(host, name, PROTOCOL)
        columns, lines = shutil.get_terminal_size()
        write_account(self.dir, self, "gnt-purple", None, {})
        write_preferences(self.dir, {
            "finch/blist/size/width": columns // 3,
            "finch/blist/size/height": lines - 6,
            "finch/conversations/size/width": columns - columns // 3 - 4,
            "finch/conversations/size/height": lines - 6,
            "finch/conversations/position/x": columns // 3 + 2,
            "finch/conversations/position/y": 0,
        })
        self.process = self.start(["finch", "-c", self.dir], start_new_session=False)

    def screen(self) -> str:
        return ""

    def ended(self) -> Optional[int]:
        return self.process.poll()

    def start_quitting(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()


def chat_on_terminal(lan: Lan) -> None:
    """Until the person quits Finch."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    romeo = mantua.headless(PROTOCOL, "romeo")
    terminal = subprocess.run(["stty", "-g"], check=True, stdout=subprocess.PIPE).stdout.strip()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is Finch's
    finch = FinchHere(verona, "juliet")
    juliet = f"juliet@{verona.name}"
    greeted = False
    while finch.ended() is None:
        if not greeted and juliet in romeo.online():
            romeo.writes(juliet, GREETING)
            greeted = True
        echo(romeo, juliet)
    subprocess.run(["stty", terminal], check=False)


def chat_in_print(lan: Lan) -> None:
    """Juliet has a client with no screen; what she sees is printed."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    romeo = mantua.headless(PROTOCOL, "romeo")
    juliet = verona.headless(PROTOCOL, "juliet")
    juliet.sees(romeo)
    romeo.sees(juliet)
    print("juliet on verona and romeo on mantua see each other.")
    for text in ("Good morrow, Romeo!", "Is a < b && c still so?", "Gute Nacht, träum süß 🙂"):
        juliet.writes(romeo, text)
        print(f"    juliet: {text}", flush=True)
        lan.wait(lambda: echo(romeo, juliet.name) or juliet.unread(romeo), "romeo answers")
        answer = juliet.reads(romeo, f"You wrote: {text}")
        print(f"    romeo:  {answer['text']}", flush=True)
    romeo.sets_status("away", "Back in a minute")
    buddy = juliet.sees(romeo, status="away", message="Back in a minute")
    print(f"juliet sees that romeo is {buddy['status']}: {buddy['message']}")
    romeo.quits()
    juliet.sees_gone(romeo)
    print("juliet sees romeo leave.")


def main() -> int:
    reason = why_not()
    if reason:
        print(f"There can be no virtual network here: {reason}.", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        with Lan() as lan:
            if sys.stdin.isatty() and sys.stdout.isatty():
                chat_on_terminal(lan)
            else:
                chat_in_print(lan)
    except LanError as error:
        print(f"The chat failed: {error}", file=sys.stderr)
        return 1
    print("The virtual network is gone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
