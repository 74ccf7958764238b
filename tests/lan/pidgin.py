# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pidgin on a screen of its own (Xvfb): mouse and keys go in, words are read off the picture.

The words are read by tesseract from a picture twice the size, and now and then a letter is read
wrong: texts are compared with a little tolerance (see ocr.py). What must be exact to the letter is
Finch's and BitlBee's to show.

There is no window manager: the conversations are at the left of the screen, the buddy list is at
the right, and a window in front is one that this driver raised, or a new one.
"""

import contextlib
import hashlib
import os
import re
from typing import Iterable, List, Optional, Tuple

import ocr
from lan import Host, LanError
from ocr import Place, Word, find, found
from real_client import RealClient, Setting, protocol_title, write_account, write_preferences

WIDTH, HEIGHT = 1280, 720
_BUDDY_LIST = "Buddy List"
_PREFERENCES = {
    "pidgin/blist/list_visible": True,
    "pidgin/blist/show_buddy_icons": False,
    "pidgin/blist/tooltip_delay": 100,
    "pidgin/blist/x": 780, "pidgin/blist/y": 0,
    "pidgin/blist/width": 500, "pidgin/blist/height": HEIGHT,
    "pidgin/conversations/placement": "new",
    "pidgin/conversations/spellcheck": False,
    "pidgin/conversations/use_smooth_scrolling": False,
    "pidgin/conversations/im/x": 0, "pidgin/conversations/im/y": 0,
    "pidgin/conversations/im/width": 770, "pidgin/conversations/im/height": HEIGHT,
    "pidgin/docklet/show": "never",
    "pidgin/sound/method": "none",
}
_STYLE = """gtk-font-name = "DejaVu Sans 14"
gtk-cursor-blink = 0
style "readable" {
  base[SELECTED] = "#ffffff"
  text[SELECTED] = "#000000"
  base[ACTIVE] = "#ffffff"
  text[ACTIVE] = "#000000"
}
widget_class "*GtkTreeView" style "readable"
"""
"""A chosen line in a list is as black as the others, for who reads the picture."""
_KEYMAPS = "/var/lib/xkb"
"""Where Xvfb puts the keymap that it then reads, named by the display's number; /tmp where there is no such place."""
_SCALE = 2
_NOWHERE = (1000, HEIGHT - 150)
"""Below the names in the buddy list, where the mouse does nothing."""


class Pidgin(RealClient):
    """`options` are the account's, by their keys; `alias` is what the person's own lines bear.

    With a `picture` of the person's own, the buddy list shows those of others.
    """

    program = "pidgin"
    needs = ("pidgin", "Xvfb", "xdotool", "import", "tesseract")

    def __init__(self, host: Host, name: str, protocol: str = "link-local",
                 alias: Optional[str] = None, picture: Optional[bytes] = None, **options: Setting):
        super().__init__(host, name, protocol)
        if picture:
            options["buddy_icon"] = self._keep_picture(picture)
        write_account(self.dir, self, "gtk-gaim", alias, options)
        write_preferences(self.dir, {**_PREFERENCES, "pidgin/blist/show_buddy_icons": bool(picture)})
        with open(os.path.join(self.dir, "gtkrc-2.0"), "w", encoding="ascii") as style:
            style.write(_STYLE)
        self.display = self._start_display()
        self.process = self.start(["pidgin", "-c", self.dir], env={
            "DISPLAY": self.display, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
        self._read: Tuple[bytes, List[Word]] = (b"", [])
        self.until(lambda: self._windows(_BUDDY_LIST), "the buddy list appears", 40)

    def _keep_picture(self, picture: bytes) -> str:
        """As Pidgin keeps one that was chosen for an account; returns the file's name."""
        name = hashlib.sha1(picture).hexdigest() + ".png"
        os.mkdir(os.path.join(self.dir, "icons"))
        with open(os.path.join(self.dir, "icons", name), "wb") as file:
            file.write(picture)
        return name

    def _start_display(self) -> str:
        """The socket is in the host's own network, and no file of it anywhere: displays never collide.

        It does not begin anew when the first who looks at it is gone: that would cut off who comes just then.
        """
        if os.path.isdir(_KEYMAPS):
            self.host.run(["mount", "-t", "tmpfs", "tmpfs", _KEYMAPS])
        reader, writer = os.pipe()
        with open(self.log, "ab") as log:
            self.host.popen(["Xvfb", "-displayfd", str(writer), "-screen", "0",
                             f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-nolisten", "unix",
                             "-nolock", "-noreset"],
                            pass_fds=[writer], stderr=log)
        os.close(writer)
        with open(reader, encoding="ascii") as numbers:
            number = numbers.readline().strip()
        if not number:
            raise LanError(f"{self}: no Xvfb")
        return f":{number}"

    # -- what is on the screen --------------------------------------------------------------

    def screen(self) -> str:
        return ocr.as_text(self.words())

    def text(self, title: str) -> str:
        """The words in a window, which is brought to the front."""
        self.raises(title)
        return ocr.as_text(self.words(title))

    def words(self, title: str = "") -> List[Word]:
        """The words in a window as it lies there, or on all the screen; places are the screen's."""
        window = self._window(title) if title else "root"
        picture = os.path.join(self.dir, "seen.pgm")
        self._import(window, picture, "-colorspace", "Gray", "-depth", "8",
                     "-resize", f"{100 * _SCALE}%")
        with open(picture, "rb") as file:
            seen = hashlib.sha256(file.read() + window.encode()).digest()
        if seen != self._read[0]:
            self._read = seen, ocr.read(picture, ocr.LINES if title else ocr.SCATTERED)
        left, top = self._corner(window) if title else (0, 0)
        return [word._replace(x=left + word.x // _SCALE, y=top + word.y // _SCALE)
                for word in self._read[1]]

    def screenshot(self, name: str, window: str = "") -> str:
        """Keep a picture of a window, or of all, with the test's files; returns its path."""
        path = os.path.join(self.dir, f"{name}.png")
        self._import(self._window(window) if window else "root", path)
        return path

    def count_of(self, colour: Tuple[int, int, int], title: str) -> int:
        """How many pixels of a window, which is brought to the front, have about this colour."""
        self.raises(title)
        path = os.path.join(self.dir, "seen.ppm")
        self._import(self._window(title), path, "-depth", "8")
        with open(path, "rb") as file:
            pixels = file.read().split(b"\n", 3)[3]
        return sum(all(abs(part - wanted) < 24 for part, wanted in zip(pixels[at:at + 3], colour))
                   for at in range(0, len(pixels), 3))

    def testimony(self) -> str:
        with contextlib.suppress(LanError):
            self.screenshot("last-screen")
        return super().testimony()

    # -- people -----------------------------------------------------------------------------

    def sees(self, label: str, *words: str, timeout: float = 20) -> None:
        """The person sees somebody in the buddy list and, at the mouse, these words."""
        self.until(lambda: self._place(label, _BUDDY_LIST), f"sees {label}", timeout)
        if words:
            self.until(lambda: _all_found(words, self.about(label)),
                       f"sees {', '.join(words)} at {label}", timeout)

    def sees_gone(self, label: str, timeout: float = 20) -> None:
        """The person sees somebody leave the buddy list."""
        self.until(lambda: not self._place(label, _BUDDY_LIST), f"sees {label} leave", timeout)

    def sees_padlock(self, label: str, there: bool = True, timeout: float = 20) -> None:
        """The person sees the padlock at somebody in the buddy list, or none: something yellow."""
        def yellow() -> bool:
            place = self._place(label, _BUDDY_LIST)
            if not place:
                return False
            path = os.path.join(self.dir, "padlock.png")
            self._import("root", path, "-crop", f"26x24+{WIDTH - 27}+{place[1] - 12}", "+repage")
            shade = self.host.run(["convert", path, "-format", "%[fx:mean.r-mean.b]", "info:"]).stdout
            return (float(shade) > 0.03) == there
        self.until(yellow, f"sees {'a' if there else 'no'} padlock at {label}", timeout)

    def about(self, label: str) -> str:
        """What pops up when the mouse is on a name in the buddy list, or nothing yet."""
        place = self._place(label, _BUDDY_LIST)
        if not place:
            return ""
        self._mouse(_NOWHERE)
        self._mouse(place)
        for _ in range(5):
            self.pause(0.4)
            shown = self.screen()
            if found("Status:", shown):
                break
        self._mouse(_NOWHERE)
        return shown

    def adds(self, name: str) -> None:
        """The person adds somebody to the buddy list, by name."""
        self.raises(_BUDDY_LIST)
        self.keys("ctrl+b")
        self._offered("username", "Add Buddy")
        self.raises("Add Buddy")
        self.types(name)
        self.keys("Return")
        self.until(lambda: not self._windows("Add Buddy"), "Add Buddy closes")

    def asks_info(self, label: str, keep: str = "") -> str:
        """What Get Info shows of somebody, kept as a picture too; the window is then closed."""
        title = "Buddy Information"
        self.sees(label)
        self._click(self._place(label, _BUDDY_LIST), button=3)
        self._click(self._offered("Get Info"))
        self.until(lambda: self._windows(title), f"{title} opens")
        self._xdotool("windowsize", "--sync", self._window(title), "760", str(HEIGHT - 20))
        self.until(lambda: found("Name on the network", self.text(title)), f"{title} is complete")
        info = self.text(title)
        if keep:
            self.screenshot(keep, title)
        self.keys("Escape")
        self.until(lambda: not self._windows(title), f"{title} closes")
        return info

    def sets_status(self, status: str, message: str = "") -> None:
        """The person chooses a status, as the box below the buddy list names it, and tells why."""
        self.raises(_BUDDY_LIST)
        self._click((1000, HEIGHT - 24))
        self._click(self._offered(status))
        self.types(message)
        self.keys("Return")

    # -- conversations ----------------------------------------------------------------------

    def writes(self, label: str, text: str) -> None:
        """The person writes to a buddy."""
        self.opens(label)
        self.types(text)
        self.keys("Return")

    def reads(self, label: str, text: str, timeout: float = 20) -> None:
        """The person reads what a buddy wrote."""
        self.is_told(f"{label}: {text}", label, timeout)

    def is_told(self, text: str, label: str = "", timeout: float = 20) -> None:
        """The person reads a text in the conversation with a buddy, or anywhere on the screen."""
        if not label:
            self.until(lambda: found(text, self.screen()), f"is told {text}", timeout)
            return
        self.until(lambda: self._windows(label), f"a conversation with {label} opens", timeout)
        self.until(lambda: self._reads_now(label, text),
                   f"reads in the conversation with {label}: {text}", timeout)

    def _reads_now(self, label: str, text: str) -> bool:
        """Its window has another title for a moment when the account is signed on anew."""
        try:
            return bool(found(text, self.text(label)))
        except LanError:
            return False

    def opens(self, label: str) -> None:
        """The person opens the conversation with a buddy, or goes back to it."""
        if not self._windows(label):
            place = self.until(lambda: self._place(label, _BUDDY_LIST), f"sees {label}")
            self._click(place, times=2)
            self._mouse(_NOWHERE)
            self.until(lambda: self._windows(label), f"a conversation with {label} opens")
        self.raises(label)

    def answers(self, title: str, button: str) -> None:
        """The person presses a button of a window with a question."""
        self.raises(title)

        def offered() -> Optional[Place]:
            words = self.words(title)
            lowest = max((word.y for word in words), default=0)
            return find(button, [word for word in words if word.y > lowest - 20])

        self._click(self.until(offered, f"{button} is offered"))
        self.until(lambda: not self._windows(title), f"{title} closes")

    def raises(self, title: str) -> None:
        """The person goes to a window."""
        window = self._window(title)
        self._xdotool("windowraise", window, "windowfocus", "--sync", window, "sleep", "0.2")

    # -- accounts ---------------------------------------------------------------------------

    def chooses(self, entry: str) -> None:
        """The person chooses an entry of the account's menu."""
        self.raises(_BUDDY_LIST)
        for word in ("Accounts", f"{self.user} ({protocol_title(self.protocol)})", entry):
            self._click(self._offered(word))

    def gives_file(self, title: str, path: str) -> None:
        """The person types a path into a dialog for files."""
        self.until(lambda: self._windows(title), f"{title} opens")
        self.raises(title)
        self.types("/")  # where a file is opened, this brings a field for the path, without the focus
        self.pause(1)
        place = find("Location:", self.words(title))
        if place:
            self._click((place[0] + 200, place[1]))
        self.keys("ctrl+a")
        self.types(path)
        self.keys("Return")

    def accounts_dialog(self, keep: str = "") -> str:
        """What both pages of Accounts > Add show a newcomer who chooses the protocol.

        The dialog is then cancelled. Pictures of the pages are kept under `keep`.
        """
        title, dialog = protocol_title(self.protocol), "Add Account"
        self.raises(_BUDDY_LIST)
        self.keys("ctrl+a")
        self._click(self._offered("Add...", "Accounts"))
        x, y = self._offered("Protocol:", dialog)
        self._click((x + 200, y))
        self._click(self._offered(title, dialog))
        form = ""
        for page in ("Basic", "Advanced"):
            self._click(self._offered(page, dialog))
            self._click(_NOWHERE)
            self.pause(0.5)
            form += self.screen() + "\n"
            if keep:
                self.screenshot(f"{keep}-{page.lower()}", dialog)
        for window in (dialog, "Accounts"):
            self.raises(window)
            self.keys("Escape")
            self.until(lambda: not self._windows(window), f"{window} closes")
        return form

    # -- mouse and keys ---------------------------------------------------------------------

    def types(self, text: str) -> None:
        """The person types a text into what has the focus.

        For a character that is on no key xdotool borrows one and gives it back after the delay; Pidgin
        must have looked the key up by then.
        """
        for run in re.findall("[ -~]+|[^ -~]", text):
            self._xdotool("type", "--delay", "12" if run.isascii() else "500", run)

    def keys(self, *keys: str) -> None:
        """The person presses keys, in xdotool's names for them."""
        self._xdotool("key", "--delay", "50", *keys)

    def _mouse(self, place: Place) -> None:
        self._xdotool("mousemove", str(place[0]), str(place[1]))

    def _click(self, place: Place, times: int = 1, button: int = 1) -> None:
        self._mouse(place)
        self._xdotool("sleep", "0.2", "click", "--repeat", str(times), "--delay", "80", str(button))

    # -- the program ------------------------------------------------------------------------

    def ended(self) -> Optional[int]:
        return self.process.poll()

    def asks_to_quit(self) -> None:
        self.raises(_BUDDY_LIST)
        self.keys("ctrl+q")

    def _windows(self, title: str) -> List[str]:
        """The visible windows with that title."""
        name = f"^{re.escape(title)}$"
        return self._xdotool("search", "--onlyvisible", "--name", name, check=False).split()

    def _window(self, title: str) -> str:
        windows = self._windows(title)
        if not windows:
            raise LanError(f"{self}: there is no window {title}")
        return windows[0]

    def _place(self, text: str, title: str) -> Optional[Place]:
        """Where a text is on the screen, in a window that is brought to the front if open."""
        if not self._windows(title):
            return None
        self.raises(title)
        return find(text, self.words(title))

    def _offered(self, text: str, title: str = "") -> Place:
        """Where a text is on the screen, once the window `title` is open and the text is there."""
        self.until(lambda: not title or self._windows(title), f"{title} opens")
        return self.until(lambda: find(text, self.words()), f"{text} is offered")

    def _corner(self, window: str) -> Place:
        geometry = self._xdotool("getwindowgeometry", "--shell", window)
        x, y = (int(number) for number in re.findall(r"^[XY]=(-?\d+)", geometry, re.MULTILINE))
        return x, y

    def _import(self, window: str, path: str, *options: str) -> None:
        """Take a picture."""
        self.host.run(["import", "-silent", "-window", window, *options, path],
                      env={"DISPLAY": self.display})

    def _xdotool(self, *arguments: str, check: bool = True) -> str:
        return self.host.run(["xdotool", *arguments], check=check,
                             env={"DISPLAY": self.display}).stdout


def _all_found(texts: Iterable[str], shown: str) -> bool:
    return all(found(text, shown) for text in texts)
