#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every other program of this kind: a peer with the headers, stanzas and bad habits of each chats both ways.

Most of them answer no iq, some name nobody, write an empty `from`, or no XML declaration, some put a resource
behind names, one has no `@` in its own. What each cannot read must not come to it.
"""

import re
import xml.etree.ElementTree as ElementTree
from typing import List, NamedTuple, Tuple
from xml.sax.saxutils import escape

import tap
from avahi import browse

NAMESPACES = "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
QUOTED = NAMESPACES.replace("'", '"')
DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>"
SPACED = '<?xml version="1.0" encoding="UTF-8" ?>'
XHTML = "xmlns='http://www.w3.org/1999/xhtml'"
EVENT = "<x xmlns='jabber:x:event'>{}</x>"
TAG, GONE = "</stream:stream>", ""

DISCO = '<query xmlns="http://jabber.org/protocol/disco#info"/>'
ERROR = '<iq type="error" id="{id}" to="{you}" from="{me}"><error type="cancel"><{condition} xmlns="' \
        'urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>'


class Program(NamedTuple):
    """How a program behaves. In its bytes {me} and {you} are names, {text} is what it says.

    A list of stanzas has, with each, the type of the answer that it must get, or None.
    """

    name: str
    txt: List[str]
    opens: str
    says: str
    answers: str = ""  # as `opens`
    features: str = ""  # whoever opens the stream
    in_one_segment: bool = False  # `opens` and the first message, without waiting
    beside: List[Tuple[str, str]] = []  # stanzas that come before its words, and show nothing
    needs: Tuple[str, ...] = ()  # attributes without which it drops our stream, or our message
    wants_html: bool = False
    answers_iq: str = ""
    listens: str = "46"
    ends: str = TAG


APPLE = (f"<message to='{{you}}' type='chat'><body>{{text}}</body><html {XHTML}><body ichatballooncolor='#BCBCBC' "
         "ichattextcolor='#000000'><font face='Helvetica' ABSZ='12' color='#000000'>{text}</font></body></html>"
         + EVENT.format("<composing/>") + "</message>")

PROGRAMS = {
    "prpl_bonjour": Program(
        name="bob@peer2",
        txt=["txtvers=1", "1st=Bob", "last=Builder", "port.p2pj=50587", "status=avail", "node=libpurple",
             "ver=2.14.12", "vc=!", "email=bob@example.org", "jid=bob@jabber.example"],
        opens=f'{SPACED}\n<stream:stream {QUOTED} from="{{me}}" to="{{you}}">',
        says=f"<message to='{{you}}' from='{{me}}' type='chat'><body>{{text}}</body><html {XHTML}><body><font>"
             "{text}</font></body></html>" + EVENT.format("<composing/>") + "</message>",
        needs=("from",), wants_html=True),
    "telepathy_salut": Program(
        name="s10\u00e4@peer3",
        txt=["ver=H6iOdqJV1UrJixsh9MBwiONxoWk=", "status=avail", "last=Salut", "txtvers=1", "hash=sha-1",
             "port.p2pj=5299", "1st=Ten", "node=http://telepathy.freedesktop.org/caps", "nick=Ten", "msg=n-available"],
        opens=f'{DECLARATION}\n<stream:stream {NAMESPACES} to="{{you}}" from="{{me}}" version="1.0">\n',
        answers=f'{DECLARATION}\n<stream:stream {NAMESPACES} to="{{you}}" from="" version="1.0">\n',
        features="<stream:features/>",
        beside=[(f'<iq type="get" id="d1" from="{{me}}" to="{{you}}">{DISCO}</iq>', "result")],
        says='<message from="{me}" to="{you}" type="chat"><body>{text}</body><html '
             f'xmlns="http://jabber.org/protocol/xhtml-im"><body {XHTML}>{{text}}</body></html></message>',
        answers_iq="service-unavailable"),
    "gajim": Program(
        name="gaj #2@peer3",
        txt=["msg=g dnd", "txtvers=1", "version=1", "port.p2pj=5298", "email=gary@example.com", "last=Gajim",
             "jid=gary@example.org", "1st=Gary", "status=dnd"],
        opens='<?xml version=\'1.0\'?><stream:stream xmlns="jabber:client" version="1.0" '
              'xmlns:stream="http://etherx.jabber.org/streams" from="{me}" to="{you}" >',
        features="<stream:features />",
        beside=[('<message xmlns="jabber:client" type="chat" id="r1" to="{you}" from="{me}">'
                 '<received xmlns="urn:xmpp:receipts" id="cs1" /></message>', None)],
        says='<message xmlns="jabber:client" type="chat" id="dKrFoY" to="{you}/local" from="{me}"><body>{text}</body>'
             '<origin-id xmlns="urn:xmpp:sid:0" id="dKrFoY" /><request xmlns="urn:xmpp:receipts" />'
             '<thread>cFyXqTmJ</thread></message>',
        answers_iq="feature-not-implemented", listens="4"),
    "adium": Program(
        name="addie@peer8",
        txt=["txtvers=1", "1st=Addie", "last=Duck", "port.p2pj=5298", "status=avail", "AIM=addie", "vc=!"],
        opens=f"{SPACED}\n<stream:stream {NAMESPACES}>",
        beside=[(f"<message to='{{you}}' type='chat'><body></body><html {XHTML}><body ichatballooncolor='#BCBCBC' "
                 "ichattextcolor='#000000'></body></html>" + EVENT.format("<composing/><id></id>")
                 + "</message>", None),
                ("<message to='{you}' type='chat'>" + EVENT.format("<id></id>") + "</message>", None)],
        says=APPLE, needs=("type",), wants_html=True, ends=GONE),
    "ichat": Program(
        name="Steve J.@peer8",
        txt=["txtvers=1", "1st=Steve", "last=J.", "port.p2pj=5298", "status=avail", "version=1", "vc=SADCURA!"],
        opens=f"{SPACED}<stream:stream {NAMESPACES}>",
        beside=[("<message to='{you}' type='chat'><body>" + "so far"[:end] + "</body>"
                 + EVENT.format("<composing/><id>iChat_1</id>") + "</message>", None) for end in (2, 4, 6)],
        says=APPLE, needs=("type",), wants_html=True),
    "kopete": Program(
        name="kop@peer6",
        txt=["ver=0.0.1", "vc=!", "txtvers=1", "status=away", "port.p2pj=5298", "node=kopete", "last=Ete",
             "email=kop@example.org", "1st=Kop"],
        opens=f"<?xml version='1.0' encoding='UTF-8' ?>\n<stream:stream {NAMESPACES} from='{{me}}' to='{{you}}'>",
        says=f"<message to='{{you}}' from='{{me}}' type='chat'><body>{{text}}</body><html {XHTML}><body><p>{{text}}"
             "</p></body></html>" + EVENT.format("<composing />") + "</message>",
        in_one_segment=True, ends=GONE),
    "slimber": Program(
        name="slim@peer4",
        txt=["status=avail", "port.p2pj=5562", "nick=Slimmy", "msg=s-online", "email=slim@example.org", "last=Shady",
             "1st=Slim", "txtvers=1"],
        opens=f'<?xml version="1.0"?><stream:stream {QUOTED} from="{{me}}" version="1.0">',
        features="<stream:features/>",
        beside=[("<message from='{me}/x' to='{you}' type='chat'><composing "
                 "xmlns='http://jabber.org/protocol/chatstates'/></message>", None),
                ("<iq from='{me}/x' to='{you}' type='get' id='v1'><vCard xmlns='vcard-temp'/></iq>", "error")],
        says='<message from="{me}/x" id="m1" to="{you}" type="chat"><body>{text}</body></message>',
        needs=("from",), ends=GONE),
    "smack": Program(
        name="smacky@peer5",
        txt=["hash=sha-1", "txtvers=1", "node=http://www.igniterealtime.org/projects/smack/", "port.p2ppj=2300",
             "status=avail", "ver=vo6LNWMMTE2purpnvuIH5bICWQw="],
        opens=f'<stream:stream to="{{you}}" from="{{me}}" {QUOTED} version="1.0">',
        beside=[(f'<iq id="j06oG-3" to="{{you}}" from="{{me}}" type="get">{DISCO}</iq>', "result")],
        says='<message id="j06oG-0" to="{you}" from="{me}" type="chat"><body>{text}</body></message>',
        needs=("from",), answers_iq="feature-not-implemented"),
    "python_presence": Program(
        name="peer5.local", txt=["hash=sha-1"],
        opens=f"<stream:stream {NAMESPACES} from='{{me}}' to='{{you}}' version='1.0'>",
        says=f"<message from='{{me}}' to='{{you}}' type='chat'><body>\n{{text}}</body><html {XHTML}><body>{{text}}"
             "</body></html></message>",
        needs=("from", "to"), listens="4", ends=GONE),
    "schneeflocke": Program(
        name="Flake@peer7 (2)", txt=["vc=!", "txtvers=1", "status=avail", "port.p2pj=5000"],
        opens=f"<?xml version='1.0' encoding='utf-8'?><stream:stream {NAMESPACES} from='{{me}}' to='{{you}}'  "
              "version='1.0'>",
        says="<message to='{you}'><body>{text}</body></message>", listens="4"),
    "ahoy": Program(
        name="ruby@peer6", txt=["1st=ruby", "msg=ahoy there", "status=avail", "port.p2pj=5562", "txtvers=1"],
        opens="<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' xml:lang='en' "
              "version='1.0' >",
        beside=[(" \n", None), (" ", None)],
        says="<message to='{you}' type='chat'><body>{text}</body></message>", listens="4", ends=GONE),
}


class Actor:
    """Somebody at such a program, who chats with `you`."""

    def __init__(self, lan, program, you):
        self.lan = lan
        self.program = program
        self.you = you
        host = lan.host(re.split("[ .]", program.name.split("@")[-1])[0])
        self.peer = host.raw_peer("nobody", publish=False, listens=program.listens)
        self.peer.publish(program.txt, program.name)
        self.wire = None
        self.answered = 0

    def _send(self, *parts, text=""):
        """Several parts go out as one segment."""
        self.wire.send("".join(parts).format(me=self.program.name, you=self.you.name, text=escape(text)))

    def _hears_header(self, theirs):
        """Ours comes, and is one that the program can use; `theirs` is what it sent before, if it did."""
        ours = ElementTree.fromstring(self.wire.expect(rb"<stream:stream [^>]*>").group(0) + b"</stream:stream>")
        assert all(ours.get(key) for key in self.program.needs if key != "type"), ours.attrib
        assert ours.get("from") == self.you.name, ours.attrib
        assert ours.get("to", self.program.name) == self.program.name, ours.attrib
        old = bool(theirs) and "version=\"1.0\"" not in theirs.replace("'", '"').partition("<stream:stream")[2]
        assert ours.get("version") == (None if old else "1.0"), ours.attrib
        if theirs and not old:
            self.wire.expect(rb"<stream:features")
        assert not old or b"features" not in self.wire.received, self.wire.received

    def opens_and_says(self, text):
        opens, says = self.program.opens, self.program.says
        self.wire = self.peer.connect(self.you)
        if self.program.in_one_segment:
            self._send(opens, says, text=text)
            self._hears_header(opens)
        else:
            self._send(opens)
            self._hears_header(opens)
            self._send(self.program.features)
            self.says(text)

    def answers(self):
        """It is called, and gets nothing but a header before it has answered."""
        self.wire = self.peer.accept()
        assert self.wire.remote == self.you.host.ipv4(), f"{self.wire.remote}: many look at no other"
        self._hears_header("")
        assert not self.wire.unread, self.wire.unread
        self._send(self.program.answers or self.program.opens, self.program.features)

    def says(self, text):
        for stanza, answer in self.program.beside:
            self._send(stanza)
            if answer:
                self._hears_answer(re.search("id=.([^'\"]*)", stanza).group(1), answer)
        self._send(self.program.says, text=text)

    def _hears_answer(self, number, kind):
        iq = self.wire.expect(rb"<iq [^>]*id=\"" + number.encode() + rb"\".*?(/>|</iq>)").group(0).decode()
        start = iq.partition(">")[0]
        assert f'type="{kind}"' in start and f'from="{self.you.name}"' in start, iq
        assert f'to="{self.program.name}"' in start, iq

    def _attends_to_questions(self):
        """Answers what it answers; most programs answer nothing."""
        questions = re.findall(rb'<iq [^>]*type="[gs]et"[^>]*>', self.wire.received)
        for question in questions[self.answered:]:
            number = re.search(rb' id="([^"]*)"', question).group(1).decode()
            if self.program.answers_iq:
                self._send(ERROR.replace("{id}", number).replace("{condition}", self.program.answers_iq))
        self.answered = len(questions)

    def reads(self, text):
        """The next message says that, in a form that the program can read."""
        def found():
            self._attends_to_questions()
            return re.search(rb"<message .*?</message>", self.wire.unread, re.DOTALL)
        self.lan.wait(found, f"{self.program.name} is sent a message")
        segment = next(data for data in self.wire.segments[::-1] if b"<message" in data)
        raw = self.wire.expect(rb"<message .*?</message>").group(0)
        assert raw in segment, f"{raw} came in pieces: {self.wire.segments}"
        message = ElementTree.fromstring(raw)
        assert message.findtext("body") == text, raw
        assert message.get("from") == self.you.name and message.get("to") == self.program.name, raw
        assert message.get("type") == "chat", raw
        html = message.find("{http://www.w3.org/1999/xhtml}html")
        assert not self.program.wants_html or "".join(html[0][0].itertext()) == text, raw
        assert message.find("{jabber:x:event}x/{jabber:x:event}id") is None, raw

    def hears_receipt(self):
        """For what it said last, if it asks for one."""
        if "<request " in self.program.says:
            number = re.search('id="([^"]*)"', self.program.says).group(1)
            self.wire.expect(f'<message [^>]*type="chat"><received xmlns="urn:xmpp:receipts" id="{number}"/></message>')

    def ends(self):
        self._send(self.program.ends)
        self.wire.close()
        self.wire = None
        self.answered = 0


def chat_both_ways(lan, program):
    juliet = lan.host("verona").headless("link-local", "juliet")
    other = Actor(lan, program, juliet)
    peer = other.peer
    juliet.sees(peer)

    def hears(text):
        line = juliet.reads(peer, re.compile(rf"^\s*{re.escape(text)}$"))
        assert "recv" in line["flags"], line
        other.hears_receipt()
    other.opens_and_says("are you there?")
    hears("are you there?")
    for text in ('a < b && c > "d"', "grüße \U0001f980"):
        juliet.writes(peer, text)
        other.reads(text)
    other.says("x < y & z")
    hears("x < y & z")
    other.ends()
    juliet.writes(peer, "one more thing")
    other.answers()
    other.reads("one more thing")
    other.says("what?")
    hears("what?")
    juliet.writes(peer, "nothing")
    other.reads("nothing")
    juliet.reads_nothing_more(peer)
    assert not juliet.notices(), juliet.notices()


def case_of(name, program):
    def case(lan):
        chat_both_ways(lan, program)
    case.__name__ = f"{name}_chats_both_ways"
    return case


for _name, _program in PROGRAMS.items():
    globals()[f"{_name}_chats_both_ways"] = case_of(_name, _program)


def who_listens_on_ipv4_alone_is_called_there_though_ipv6_is_published(lan):
    juliet = lan.host("verona").headless("link-local", "juliet")
    gajim = Actor(lan, PROGRAMS["gajim"], juliet)
    juliet.sees(gajim.peer)
    lan.wait(lambda: any(":" in service.address for service in browse(juliet.host)
                         if service.name == gajim.program.name), "an IPv6 address is published")
    juliet.writes(gajim.peer, "hello")
    gajim.answers()
    gajim.reads("hello")


def kopete_which_escapes_nothing_loses_that_message_alone(lan):
    juliet = lan.host("verona").headless("link-local", "juliet")
    kopete = Actor(lan, PROGRAMS["kopete"], juliet)
    juliet.sees(kopete.peer)
    kopete.opens_and_says("well said")
    juliet.reads(kopete.peer, "well said")
    kopete.wire.send(f"<message to='{juliet.name}' from='{kopete.program.name}' type='chat'>"
                     "<body>reply to alice a < b & c</body></message>")
    kopete.wire.expect(rb"<stream:error><not-well-formed xmlns=\"[^\"]*\"/></stream:error></stream:stream>")
    kopete.wire.expect_end("eof")
    kopete.opens_and_says("well said again")
    juliet.reads(kopete.peer, "well said again")
    juliet.writes(kopete.peer, "I see")
    kopete.reads("I see")
    juliet.reads_nothing_more(kopete.peer)


def a_message_of_ours_on_the_stream_that_kopete_spoils_is_not_lost(lan):
    """It reads no more of a stream that is over, and does not end it."""
    juliet = lan.host("verona").headless("link-local", "juliet")
    kopete = Actor(lan, PROGRAMS["kopete"], juliet)
    juliet.sees(kopete.peer)
    kopete.opens_and_says("a")
    juliet.reads(kopete.peer, "a")
    kopete.wire.send("<message><body>b < c</body></message>")
    kopete.wire.expect(rb"<stream:error>")
    juliet.writes(kopete.peer, "on another")
    kopete.answers()
    kopete.reads("on another")


tap.run(at_once=3)
