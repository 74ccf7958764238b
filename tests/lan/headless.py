# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""People at a libpurple client with no screen (headless.c), and what they can be seen to be told.

A `Client` is the program; a `Person` is one account in it, and what the tests speak of. Whatever
libpurple tells the client is kept in its journal, in order, and every method that waits looks there:
nothing is missed because the test looked too late, and no test sleeps.
"""

import html
import json
import os
import re
import subprocess
from typing import Any, Callable, Dict, List, Optional, Pattern, Union

import sanitizer
from lan import PATIENCE, Host, LanError

Event = Dict[str, Any]
Whom = Union["Person", str, Any]


def presence_name(whom: Whom) -> str:
    """The presence name of a person, of a raw peer, or of whoever it is given for."""
    return whom if isinstance(whom, str) else whom.name


def to_html(text: str) -> str:
    """Plain text as a client hands it to libpurple."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def program() -> str:
    """Where the build put the headless client."""
    return os.path.join(os.environ.get("LL_BUILDDIR", "."), "tests", "lan", "headless")


class Client:
    """A running headless client on a host, with its own user directory."""

    def __init__(self, host: Host, name: str):
        self.host = host
        self.lan = host.lan
        self.name = name
        self.dir = os.path.join(host.dir, f"headless-{name}")
        self.log = os.path.join(host.dir, f"headless-{name}.log")
        self.journal: List[Event] = []
        self.people: List["Person"] = []
        self._rest = b""
        with open(self.log, "ab") as log:
            self.process = host.popen([program(), self.dir], stdin=subprocess.PIPE, stderr=log,
                                      stdout=subprocess.PIPE, env=sanitizer.own_environment())
        os.set_blocking(self.process.stdout.fileno(), False)
        self.lan.watch(self.process.stdout, self._read)
        self.lan.at_close(self.quit, farewell=self._start_quitting)
        self.lan.add_witness(self)
        self.await_event("ready")

    # -- the wire to the program ------------------------------------------------------------

    def _read(self) -> None:
        data = self.process.stdout.read()
        if not data:
            self.lan.unwatch(self.process.stdout)
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            event = json.loads(line)
            self.journal.append(event)
            if event["event"] in ("cannot", "critical"):
                self.lan.complain(f"{self.name}'s client: {event['event']}: "
                                  f"{event.get('line') or event.get('text')}")
            if event["event"] == "buddy":
                self.people[event["account"]].buddies[event["buddy"]["name"]] = event["buddy"]
            elif event["event"] == "buddy-removed":
                self.people[event["account"]].buddies.pop(event["name"], None)

    def tell(self, verb: str, *words: Any) -> None:
        """Have the client do something."""
        line = "\t".join([verb] + [_escaped(str(word)) for word in words]) + "\n"
        self.process.stdin.write(line.encode("utf-8", "surrogateescape"))
        self.process.stdin.flush()

    # -- the journal ------------------------------------------------------------------------

    def await_event(self, kind: str, since: int = 0, timeout: float = 20,
                    matching: Callable[[Event], bool] = lambda event: True) -> Event:
        """The first event of that kind from place `since` of the journal on, waiting for it."""
        def found() -> Optional[Event]:
            self._still_there()
            return next((event for event in self.journal[since:]
                         if event["event"] == kind and matching(event)), None)
        return self.lan.wait(found, f"{self.name}'s client: {kind}", timeout)

    def _still_there(self) -> None:
        status = self.process.poll()
        if status is not None and not self.lan.closing:
            raise LanError(f"{self.name}'s client ended with status {status}; see its log")

    def testimony(self) -> str:
        """The journal and the end of the log, to be read by people."""
        lines = [f"journal of {self.name} on {self.host.name}:"]
        lines += ["  " + _shown(event) for event in self.journal[-60:]]
        with open(self.log, encoding="utf-8", errors="replace") as log:
            lines += [f"log of {self.name}:"] + ["  " + line for line in
                                                log.read().splitlines()[-25:]]
        return "\n".join(lines)

    # -- the end ----------------------------------------------------------------------------

    def person(self, protocol: str, username: str, **options: Any) -> "Person":
        """Make another account in this client and sign it on."""
        return Person(self, protocol, username, options)

    def _start_quitting(self) -> None:
        if self.process.poll() is None and not self.process.stdin.closed:
            self.tell("quit")
            self.process.stdin.close()

    def quit(self) -> None:
        """Sign off and end the program, as a person does; fails if it does not end cleanly."""
        self._start_quitting()
        if self.process.poll() is None:
            try:
                self.lan.wait(lambda: self.process.poll() is not None,
                              f"{self.name}'s client ends", 30)
            except LanError:
                self.process.kill()
                raise
        elif self.process.returncode == -9:
            return
        self.lan.unwatch(self.process.stdout)
        self.check()

    def check(self) -> None:
        """Fail if the ended program crashed, leaked, or did what the sanitizers forbid."""
        problems = sanitizer.problems_in(self.log)
        if self.process.returncode != 0:
            problems.insert(0, f"ended with status {self.process.returncode}")
        if problems:
            raise LanError(f"{self.name}'s client: " + "\n".join(problems))

    def kill(self) -> None:
        """End the program with no chance to say goodbye."""
        self.process.kill()
        self.process.wait()


class Person:
    """Somebody with an account in a headless client. Her name on the LAN is `name`."""

    def __init__(self, client: Client, protocol: str, username: str, options: Dict[str, Any]):
        self.client = client
        self.host = client.host
        self.username = username
        self.name = username if "@" in username else f"{username}@{client.host.name}"
        self.buddies: Dict[str, Event] = {}
        self._read_so_far: Dict[str, int] = {}
        self._told_so_far = 0
        self.number = len(client.people)
        client.people.append(self)
        sign_on = options.pop("sign_on", True)
        status, message = options.pop("status", None), options.pop("message", "")
        client.tell("account", f"prpl-{protocol}",
                    self.name if protocol == "bonjour" else username, *_options(options))
        client.await_event("account", matching=self._mine)
        if status:
            self.sets_status(status, message)
        if sign_on:
            self.signs_on()

    def _mine(self, event: Event) -> bool:
        return event.get("account") == self.number

    def _tell(self, verb: str, *words: Any) -> None:
        self.client.tell(verb, self.number, *words)

    def _wait(self, condition: Callable[[], Any], what: str, timeout: float) -> Any:
        def checked() -> Any:
            self.client._still_there()
            return condition()
        return self.client.lan.wait(checked, f"{self.username} {what}", timeout)

    def events(self, kind: str) -> List[Event]:
        """All events of a kind so far."""
        self.client.lan.pump(0)
        return [event for event in self.client.journal
                if event["event"] == kind and event.get("account", self.number) in (self.number, -1)]

    # -- signing on and off -----------------------------------------------------------------

    def signs_on(self, wait: bool = True) -> None:
        since = len(self.client.journal)
        self._tell("enable")
        if wait:
            self._wait(lambda: self._after(since, "connected", "error"), "signs on", 30)
            failed = self._after(since, "error")
            if failed:
                raise LanError(f"{self.username} cannot sign on: {failed['text']}")

    def signs_off(self) -> None:
        since = len(self.client.journal)
        self._tell("disable")
        self._wait(lambda: self._after(since, "disconnected"), "signs off", 20)

    def is_refused(self, reason: str = "", timeout: float = 20) -> Event:
        """Her connection ends with an error (of that reason); returns it."""
        return self._wait(lambda: next((event for event in self.events("error")
                                        if reason in ("", event["reason"])), None),
                          f"is refused: {reason}", timeout)

    def _after(self, since: int, *kinds: str) -> Optional[Event]:
        return next((event for event in self.client.journal[since:]
                     if event["event"] in kinds and self._mine(event)), None)

    def quits(self) -> None:
        """She closes the client."""
        self.client.quit()

    # -- presence ---------------------------------------------------------------------------

    def sets_status(self, status: str, message: str = "") -> None:
        self._tell("status", status, message)

    def idles(self, seconds: int) -> None:
        """She has not touched the keyboard for so long; 0: she is back."""
        self._tell("idle", seconds)

    def buddy(self, whom: Whom) -> Optional[Event]:
        """How somebody looks in her list now (headless-buddies.c has the members), or None."""
        self.client.lan.pump(0)
        return self.buddies.get(presence_name(whom))

    def online(self) -> List[str]:
        """The names of all whom she sees online, sorted."""
        self.client.lan.pump(0)
        return sorted(name for name, buddy in self.buddies.items() if buddy["online"])

    def sees(self, whom: Whom, timeout: float = 20, **looks: Any) -> Event:
        """Wait until somebody is online in her list, with all these looks: status="away", alias="Jules"."""
        name = presence_name(whom)

        def seen() -> Optional[Event]:
            buddy = self.buddies.get(name)
            alike = buddy and buddy["online"] and all(
                _like(buddy[key], value) for key, value in looks.items())
            return buddy if alike else None
        try:
            return self._wait(seen, f"sees {name} {looks or ''}", timeout)
        except LanError as error:
            raise LanError(f"{error}; what she sees is {self.buddies.get(name)}") from None

    def sees_gone(self, whom: Whom, timeout: float = 20) -> None:
        """Wait until somebody is offline in her list, or out of it."""
        name = presence_name(whom)
        self._wait(lambda: not self.buddies.get(name, {"online": False})["online"],
                   f"sees {name} gone", timeout)

    def looks_at(self, whom: Whom) -> Event:
        """The tooltip, status text and emblem that the plugin gives somebody in the list."""
        return self._ask("look", presence_name(whom))

    def asks_info(self, whom: Whom) -> Dict[str, str]:
        """What "Get Info" on somebody shows, by label."""
        since = len(self.client.journal)
        self._tell("info", presence_name(whom))
        event = self.client.await_event("userinfo", since, matching=self._mine)
        return {label: value for label, value in event["entries"] if label}

    def _ask(self, verb: str, *words: Any) -> Event:
        since = len(self.client.journal)
        self._tell(verb, *words)
        return self.client.await_event(verb, since, matching=self._mine)

    # -- buddy list -------------------------------------------------------------------------

    def files(self, whom: Whom, group: str) -> None:
        """She puts a buddy, new or old, into a group."""
        self._tell("add", presence_name(whom), group)

    def removes(self, whom: Whom) -> None:
        self._tell("remove", presence_name(whom))

    def blocks(self, whom: Whom, yes: bool = True) -> None:
        self._tell("block", presence_name(whom), "yes" if yes else "no")

    # -- talk -------------------------------------------------------------------------------

    def writes(self, whom: Whom, text: str) -> None:
        """She types plain text and sends it."""
        self.writes_html(whom, to_html(text))

    def writes_html(self, whom: Whom, markup: str) -> None:
        self._tell("send", presence_name(whom), markup)

    def types(self, whom: Whom, state: str = "typing") -> None:
        """`state` is typing, typed (she stopped with something written) or stopped."""
        self._tell("typing", presence_name(whom), state)

    def closes(self, whom: Whom) -> None:
        """She closes the conversation."""
        self._tell("close", presence_name(whom))

    def lines(self, whom: Whom) -> List[Event]:
        """All lines in the conversation so far (headless-ui.c has the members)."""
        name = presence_name(whom).casefold()
        return [line for line in self.events("line") if line["conv"].casefold() == name]

    def _received(self, whom: Whom) -> List[Event]:
        return [line for line in self.lines(whom) if "recv" in line["flags"]]

    def unread(self, whom: Whom) -> List[str]:
        """The texts received from somebody and not yet read by `reads`."""
        done = self._read_so_far.get(presence_name(whom), 0)
        return [line["text"] for line in self._received(whom)[done:]]

    def reads(self, whom: Whom, text: Union[str, Pattern[str]], timeout: float = 20) -> Event:
        """The next line she has not read from somebody says exactly this, as plain text."""
        name = presence_name(whom)
        place = self._read_so_far.get(name, 0)
        self._wait(lambda: len(self._received(whom)) > place, f"reads {_brief(text)} from {name}",
                   timeout)
        line = self._received(whom)[place]
        if not _like(line["text"], text):
            raise LanError(f"{self.username} reads {_brief(line['text'])} from {name}, "
                           f"and not {_brief(text)}")
        self._read_so_far[name] = place + 1
        return line

    def reads_html(self, whom: Whom, markup: Union[str, Pattern[str]], timeout: float = 20) -> Event:
        """As `reads`, of the line with its formatting."""
        line = self.reads(whom, re.compile(""), timeout)
        if not _like(line["html"], markup):
            raise LanError(f"{self.username} reads {line['html']!r}, and not {markup!r}")
        return line

    def reads_nothing_more(self, whom: Whom) -> None:
        """All that came from somebody has been read."""
        if self.unread(whom):
            raise LanError(f"{self.username} was sent more: {self.unread(whom)}")

    def is_told(self, text: Union[str, Pattern[str]], whom: Optional[Whom] = None,
                timeout: float = 20) -> Event:
        """She is shown a notice with this in it: in the conversation with somebody, or anywhere.

        Each notice counts once. `via` of one in a conversation is "im" if BitlBee shows it too.
        """
        def told() -> Optional[Event]:
            for place in range(self._told_so_far, len(self.client.journal)):
                event = self.client.journal[place]
                if self._is_notice(event, whom) and _within(text, _notice_text(event)):
                    self._told_so_far = place + 1
                    return event
            return None
        return self._wait(told, f"is told {_brief(text)}", timeout)

    def notices(self) -> List[str]:
        """Everything that she has been told so far, apart from what people said."""
        self.client.lan.pump(0)
        return [_notice_text(event) for event in self.client.journal
                if self._is_notice(event, None)]

    def _is_notice(self, event: Event, whom: Optional[Whom]) -> bool:
        if event["event"] == "line" and self._mine(event):
            there = whom is None or event["conv"].casefold() == presence_name(whom).casefold()
            return there and bool({"error", "system", "notify"} & set(event["flags"]))
        return event["event"] in ("notify", "error") and whom is None and (
            event["event"] == "notify" or self._mine(event))

    # -- questions --------------------------------------------------------------------------

    def is_asked(self, text: Union[str, Pattern[str]] = "", timeout: float = 20) -> Event:
        """A dialog with this in it asks her something; its "buttons" are in the event."""
        return self._wait(lambda: next(
            (event for event in self.events("request")
             if _within(text, " ".join(event[part] or "" for part in
                                       ("title", "primary", "secondary")))), None),
            f"is asked {_brief(text)}", timeout)

    def answers(self, request: Event, button: str, text: str = "") -> None:
        self.client.tell("answer", request["id"], button, text)


def _options(options: Dict[str, Any]) -> List[str]:
    """Account options as headless-verbs.c wants them."""
    def one(key: str, value: Any) -> str:
        if isinstance(value, bool):
            return f"{key}=bool:{'true' if value else 'false'}"
        return f"{key}={'int' if isinstance(value, int) else 'string'}:{value}"
    return [one(key, value) for key, value in options.items()]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _like(value: Any, wanted: Any) -> bool:
    """A regular expression is found in the text, None is no or empty text, the rest is equal."""
    if isinstance(wanted, re.Pattern):
        return isinstance(value, str) and bool(wanted.search(value))
    return value == wanted or (not value and not wanted and type(wanted) in (str, type(None)))


def _within(wanted: Union[str, Pattern[str]], text: str) -> bool:
    return bool(wanted.search(text)) if isinstance(wanted, re.Pattern) else wanted in text


def _notice_text(event: Event) -> str:
    if event["event"] == "notify":
        return "\n".join(event[part] for part in ("title", "primary", "secondary", "text")
                         if event[part])
    return event["text"]


def _brief(text: Union[str, Pattern[str]]) -> str:
    shown = repr(text.pattern if isinstance(text, re.Pattern) else text)
    return shown if len(shown) < 200 else f"{shown[:100]}...{shown[-60:]} ({len(shown)} characters)"


def _shown(event: Event) -> str:
    rest = {key: value for key, value in event.items() if key not in ("event", "at")}
    shown = json.dumps(rest, ensure_ascii=False)
    return f"{event['at'] % 1000:7.3f} {event['event']}: {shown[:400]}"
