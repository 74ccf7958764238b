# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""People at a headless client: what they do, and what they can be seen to be told.

Methods that wait look at the client's journal: what happened before they were called is not missed.
"""

import hashlib
import html
import os
import re
from typing import (Any, Callable, Dict, Iterator, List, Optional, Pattern, Set, Tuple, Union)

from host import RESPONDER
from lan import LanError

Event = Dict[str, Any]
Whom = Any
"""A person, a raw peer (anything with a `name`), or a presence name."""
Text = Union[str, Pattern[str]]
"""The text itself, or a regular expression that is found in it."""


_SAFETY = ("Not encrypted", "Encrypted, not verified", "Verified.", "Changed!")
"""How what a conversation begins with begins."""


def from_html(markup: str) -> str:
    """What a client shows of markup, as plain text."""
    with_breaks = re.sub(r"<br\s*/?>", "\n", markup, flags=re.IGNORECASE)
    return html.unescape(re.sub(r"<[^<>]*>", "", with_breaks))


def presence_name(whom: Whom) -> str:
    """The presence name of a person, of a raw peer, or of whoever it is given for."""
    return whom if isinstance(whom, str) else whom.name


def to_html(text: str) -> str:
    """Plain text as a client hands it to libpurple."""
    return html.escape(text, quote=False).replace("\n", "<br>")


class Person:
    """Somebody with an account in a headless client. Her name on the LAN is `name`."""

    def __init__(self, client: Any, protocol: str, username: str, options: Dict[str, Any]):
        self.client = client
        self.host = client.host
        self.username = username
        self.name = username if "@" in username else f"{username}@{client.host.name}"
        self.buddies: Dict[str, Event] = {}
        self._read_so_far: Dict[str, int] = {}
        self._told_so_far = 0
        self._typing_so_far = 0
        self.number = len(client.people)
        client.people.append(self)
        client.strict = client.strict or protocol == "link-local"
        if protocol == "link-local" and RESPONDER:
            options.setdefault("responder", RESPONDER)
        elif protocol == "bonjour":
            client.host.needs_daemon()
        sign_on = options.pop("sign_on", True)
        status, message = options.pop("status", None), options.pop("message", "")
        since = len(client.journal)
        client.tell("account", f"prpl-{protocol}",
                    self.name if protocol == "bonjour" else username, *_options(options))
        self._wait(lambda: self._after(since, "account", "cannot"), "has an account", 20)
        if not self._after(since, "account"):
            raise LanError(f"there is no {protocol} in the client, or no such option: {options}")
        self._ask("buddies")
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
            self.client.still_there()
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
                     if event["event"] in kinds
                     and event.get("account", self.number) == self.number), None)

    def quits(self) -> None:
        """She closes the client."""
        self.client.quit()

    def sets(self, **options: Any) -> None:
        """She changes options of her account, as they stand in its settings."""
        for option in _options(options):
            self._tell("option", option)

    def calls_herself(self, alias: str) -> None:
        """She gives her account a local alias."""
        self._tell("alias", alias)

    # -- presence ---------------------------------------------------------------------------

    def sets_status(self, status: str, message: str = "") -> None:
        """The message is plain text; a client hands it on as markup."""
        self._tell("status", status, to_html(message))

    def shows(self, picture: Optional[bytes]) -> None:
        """She chooses a picture of herself, a file's bytes, or none."""
        if picture is None:
            self._tell("picture")
            return
        path = os.path.join(self.client.dir, f"chosen-{hashlib.sha1(picture).hexdigest()[:8]}")
        with open(path, "wb") as file:
            file.write(picture)
        self._tell("picture", path)

    def idles(self, seconds: int) -> None:
        """She has not touched the keyboard for so long; 0: she is back."""
        self._tell("idle", seconds)

    def buddy(self, whom: Whom) -> Optional[Event]:
        """How somebody looks in her list now (headless-buddies.c has the members), or None."""
        self._ask("buddies")
        return self.buddies.get(presence_name(whom))

    def online(self) -> List[str]:
        """The names of all whom she sees online, sorted; who is there twice is named twice."""
        return sorted(buddy["name"] for buddy in self._ask("buddies")["buddies"]
                      if buddy["online"])

    def now(self) -> int:
        """A place in her client's journal: all that happens from now on."""
        self.client.lan.pump(0)
        return len(self.client.journal)

    def turns(self, whom: Whom, since: int = 0) -> List[str]:
        """What somebody became in her list, from a place in the journal on: online, offline, online ..."""
        self.client.lan.pump(0)
        return [turn for place, name, turn in self._turns()
                if place >= since and name == presence_name(whom)]

    def were_online(self, since: int = 0) -> Set[str]:
        """The names of all who were online in her list at that place in the journal, or later."""
        self.client.lan.pump(0)
        names: Set[str] = set()
        for place, name, turn in self._turns():
            if turn == "online":
                names.add(name)
            elif place < since:
                names.discard(name)
        return names

    def _turns(self) -> Iterator[Tuple[int, str, str]]:
        """Each change of somebody's between online and offline, with its place in the journal."""
        before: Dict[str, bool] = {}
        for place, event in enumerate(self.client.journal):
            if event["event"] not in ("buddy", "buddy-removed") or not self._mine(event):
                continue
            buddy = event.get("buddy", {"name": event.get("name"), "online": False})
            if buddy["online"] != before.get(buddy["name"], False):
                before[buddy["name"]] = buddy["online"]
                yield place, buddy["name"], "online" if buddy["online"] else "offline"

    def sees(self, whom: Whom, timeout: float = 20, **looks: Any) -> Event:
        """Wait until somebody is online in her list, with all these looks: status="away", alias="Jules".

        A `message` may be given as it is (which may be markup) or as the plain text that it shows.
        """
        name = presence_name(whom)

        def seen() -> Optional[Event]:
            buddy = self.buddies.get(name)
            alike = buddy and buddy["online"] and all(
                _like(buddy[key], value)
                or key == "message" and _like(from_html(buddy[key] or ""), value)
                for key, value in looks.items())
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
        return self.sees_info(self.begins_info(whom))

    def begins_info(self, whom: Whom) -> int:
        """She asks for it and does not wait; for sees_info()."""
        since = len(self.client.journal)
        self._tell("info", presence_name(whom))
        return since

    def sees_info(self, since: int) -> Dict[str, str]:
        """What it shows."""
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

    def sees_typing(self, whom: Whom, *states: str, timeout: float = 20) -> None:
        """Wait until somebody is shown to be typing, typed, stopped ..., in this order since the last time."""
        name = presence_name(whom).casefold()
        for state in states:
            def seen(state: str = state) -> bool:
                for place in range(self._typing_so_far, len(self.client.journal)):
                    event = self.client.journal[place]
                    if event["event"] == "typing" and self._mine(event) and event["who"].casefold() == name:
                        self._typing_so_far = place + 1
                        if event["state"] == state:
                            return True
                        raise LanError(f"{name} is shown to {self.username} as {event['state']}, and not {state}")
                return False
            self._wait(seen, f"sees {name} {state}", timeout)

    def sees_no_typing(self) -> None:
        """Nobody was shown as doing anything since the last `sees_typing`."""
        self.client.lan.pump(0)
        seen = [event for event in self.client.journal[self._typing_so_far:]
                if event["event"] == "typing" and self._mine(event)]
        if seen:
            raise LanError(f"{self.username} is shown {seen}")

    def nudges(self, whom: Whom) -> None:
        """She presses the button that asks somebody for attention."""
        self._tell("nudge", presence_name(whom))

    def commands(self, whom: Whom, line: str) -> None:
        """She types a command, here without its slash."""
        self._tell("command", presence_name(whom), line)

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
        return [from_html(line["html"]) for line in self._received(whom)[done:]]

    def reads(self, whom: Whom, text: Text, timeout: float = 20) -> Event:
        """The next line she has not read from somebody says exactly this, as plain text."""
        name = presence_name(whom)
        place = self._read_so_far.get(name, 0)
        self._wait(lambda: len(self._received(whom)) > place, f"reads {_brief(text)} from {name}",
                   timeout)
        line = self._received(whom)[place]
        said = from_html(line["html"])
        if not _like(said, text):
            raise LanError(f"{self.username} reads {_brief(said)} from {name}, "
                           f"and not {_brief(text)}")
        self._read_so_far[name] = place + 1
        return line

    def reads_html(self, whom: Whom, markup: Text, timeout: float = 20) -> Event:
        """As `reads`, of the line with its formatting."""
        line = self.reads(whom, re.compile(""), timeout)
        if not _like(line["html"], markup):
            raise LanError(f"{self.username} reads {line['html']!r}, and not {markup!r}")
        return line

    def reads_nothing_more(self, whom: Whom) -> None:
        """All that came from somebody has been read."""
        if self.unread(whom):
            raise LanError(f"{self.username} was sent more: {self.unread(whom)}")

    def is_told(self, text: Text, whom: Optional[Whom] = None,
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
        """Everything that she has been told so far, apart from what people said, and how safe it is to talk."""
        return [text for text in self._notices() if not text.startswith(_SAFETY)]

    def warnings(self) -> List[str]:
        """How safe it is to talk with people, as she has been told."""
        return [text for text in self._notices() if text.startswith(_SAFETY)]

    def _notices(self) -> List[str]:
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

    def is_asked(self, text: Text = "", timeout: float = 20) -> Event:
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


def _like(value: Any, wanted: Any) -> bool:
    """A regular expression is found in the text, None is no or empty text, the rest is equal."""
    if isinstance(wanted, re.Pattern):
        return isinstance(value, str) and bool(wanted.search(value))
    return value == wanted or (not value and not wanted and type(wanted) in (str, type(None)))


def _within(wanted: Text, text: str) -> bool:
    return bool(wanted.search(text)) if isinstance(wanted, re.Pattern) else wanted in text


def _notice_text(event: Event) -> str:
    if event["event"] == "notify":
        return "\n".join(event[part] for part in ("title", "primary", "secondary", "text")
                         if event[part])
    return from_html(event["html"]) if "html" in event else event["text"]


def _brief(text: Text) -> str:
    shown = repr(text.pattern if isinstance(text, re.Pattern) else text)
    return shown if len(shown) < 200 else f"{shown[:100]}...{shown[-60:]} ({len(shown)} characters)"
