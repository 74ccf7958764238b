#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What people say is encrypted without being asked; whoever comes between, or comes as somebody else, gets nothing."""

import os
import re
import stat

import mdns
from headless import Client
from lan import PATIENCE, LanError
from rawpeer import header
from sniffer import Sniffer
from tap import run
from tlspeer import FEATURES, PROCEED, STARTTLS, Certificate, features, without_starttls

SECRET = "the friar has a plan"
ENCRYPTED, PLAIN, VERIFIED, CHANGED = ("Encrypted, not verified", "Not encrypted", "Verified", "Changed!")
NEW_KEY, NO_KEY = "answers with another key than before", "encrypted before, and now does not"


def couple(lan, his="link-local", **options):
    """Juliet in Verona and Romeo in Mantua, who see each other."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet", **options)
    romeo = mantua.headless(his, "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    return juliet, romeo


def talk(one, other):
    one.writes(other, "wherefore art thou")
    other.reads(one, "wherefore art thou")
    other.writes(one, "call me but love")
    one.reads(other, "call me but love")


def couple_that_has_met(lan, **options):
    juliet, romeo = couple(lan, **options)
    talk(juliet, romeo)
    return juliet, romeo


def impostor_of(romeo, juliet, **options):
    """Romeo is gone, and somebody with another key has his place and his name."""
    romeo.quits()
    juliet.sees_gone(romeo)
    impostor = romeo.host.tls_peer("romeo", **options)
    juliet.sees(impostor)
    return impostor


def shows_another_key(impostor):
    wire = impostor.accept()
    wire.offer_tls(impostor.name)
    wire.start_tls(server=True)
    wire.expect("<not-authorized ")
    nothing_was_read(wire)


def nothing_was_read(wire):
    assert SECRET.encode() not in wire.received, wire.received


def is_not_delivered(juliet, romeo):
    """She is told, with the text."""
    juliet.is_told(re.compile(f"Not delivered.*{SECRET}", re.S), romeo)


def message(sender, to, text):
    return f"<message from='{sender}' to='{to}' type='chat'><body>{text}</body></message>"


# -- who looks on ---------------------------------------------------------------------------------


def what_two_of_ours_say_cannot_be_read_on_the_way(lan):
    sniffer = Sniffer(lan)
    juliet, romeo = couple(lan)
    for one, other in ((juliet, romeo), (romeo, juliet)):
        one.writes(other, SECRET)
        other.reads(one, SECRET)
        one.types(other)
        other.sees_typing(one, "typing")
        one.writes(other, "ünïcödë \U0001f980")
        other.reads(one, "ünïcödë \U0001f980")
    seen = sniffer.all()
    assert seen.count(b"<proceed ") == 1, seen
    for words in (SECRET, "friar", "ünïcödë", "<message", "<body", "composing"):
        assert words.encode() not in seen, words
    assert juliet.warnings()[0].startswith(ENCRYPTED), juliet.warnings()
    assert juliet.asks_info(romeo)["Encryption"] == ENCRYPTED


def what_is_said_to_prpl_bonjour_can_be_and_she_is_warned_once(lan):
    sniffer = Sniffer(lan)
    juliet, romeo = couple(lan, his="bonjour")
    juliet.writes(romeo, SECRET)
    romeo.reads(juliet, SECRET)
    romeo.writes(juliet, "I hear")
    juliet.reads(romeo, "I hear")
    assert SECRET.encode() in sniffer.all()
    assert [text[:len(PLAIN)] for text in juliet.warnings()] == [PLAIN], juliet.warnings()
    assert juliet.asks_info(romeo)["Encryption"] == PLAIN
    assert not romeo.notices(), romeo.notices()


# -- who poses as somebody else -------------------------------------------------------------------


def who_has_another_key_is_not_written_to(lan):
    juliet, romeo = couple_that_has_met(lan)
    impostor = impostor_of(romeo, juliet)
    juliet.writes(romeo, SECRET)
    shows_another_key(impostor)
    is_not_delivered(juliet, romeo)
    question = juliet.is_asked(NEW_KEY)
    assert juliet.asks_info(romeo)["Encryption"] == CHANGED
    juliet.answers(question, "Reject")
    juliet.writes(romeo, SECRET)
    shows_another_key(impostor)
    is_not_delivered(juliet, romeo)
    assert len(juliet.events("request")) == 1, juliet.events("request")


def and_who_comes_back_is_who_they_were(lan):
    juliet, romeo = couple_that_has_met(lan)
    impostor = impostor_of(romeo, juliet)
    juliet.writes(romeo, SECRET)
    shows_another_key(impostor)
    is_not_delivered(juliet, romeo)
    juliet.is_asked(NEW_KEY)
    impostor.stop_listening()
    impostor.withdraw()
    juliet.sees_gone(romeo)
    romeo = romeo.host.headless("link-local", "romeo")
    juliet.sees(romeo)
    juliet.writes(romeo, "is it you?")
    romeo.reads(juliet, "is it you?")
    assert juliet.asks_info(romeo)["Encryption"] == ENCRYPTED


def a_new_key_that_is_accepted_counts_from_then_on(lan):
    juliet, romeo = couple_that_has_met(lan)
    romeo.quits()
    juliet.sees_gone(romeo)
    os.unlink(identity_of(romeo))
    romeo = romeo.host.headless("link-local", "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    juliet.writes(romeo, SECRET)
    is_not_delivered(juliet, romeo)
    question = juliet.is_asked(NEW_KEY)
    number = re.search(r"\d{5} \d{5} \d{5}\n\d{5} \d{5} \d{5}", question["secondary"])
    assert number, question
    assert romeo.asks_info(juliet)["Safety number"] == number[0].replace("\n", " "), number
    juliet.answers(question, "Accept")
    juliet.writes(romeo, "there you are")
    romeo.reads(juliet, "there you are")
    romeo.reads_nothing_more(juliet)
    assert juliet.asks_info(romeo)["Encryption"] == ENCRYPTED


def what_a_stranger_says_in_somebody_s_name_is_not_shown(lan):
    juliet, romeo = couple_that_has_met(lan)
    impostor = impostor_of(romeo, juliet)
    plain = impostor.connect(juliet)
    plain.send(header(impostor.name, juliet.name) + message(impostor.name, juliet.name, SECRET))
    plain.expect("<policy-violation ")
    other = impostor.connect(juliet)
    other.ask_for_tls(impostor.name, juliet.name)
    other.start_tls(server=False)
    other.tries_to_send(header(impostor.name, juliet.name) + message(impostor.name, juliet.name, SECRET))
    other.expect("<not-authorized ")
    juliet.is_asked(re.compile(f"{NEW_KEY}|{NO_KEY}"))
    juliet.reads_nothing_more(romeo)


def who_does_not_encrypt_any_more_is_not_written_to(lan):
    juliet, romeo = couple_that_has_met(lan)
    romeo.quits()
    juliet.sees_gone(romeo)
    romeo = romeo.host.headless("bonjour", "romeo")
    juliet.sees(romeo)
    romeo.sees(juliet)
    juliet.writes(romeo, SECRET)
    is_not_delivered(juliet, romeo)
    question = juliet.is_asked(NO_KEY)
    romeo.writes(juliet, "why not?")
    juliet.reads_nothing_more(romeo)
    romeo.reads_nothing_more(juliet)
    juliet.answers(question, "Accept")
    juliet.writes(romeo, "so be it")
    romeo.reads(juliet, "so be it")
    assert juliet.warnings()[-1].startswith(PLAIN), juliet.warnings()


def who_ends_it_in_the_first_breath_is_not_taken_for_one_without_encryption(lan):
    """A program that is about to sign off, say, need not have looked who calls."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    nurse = mantua.tls_peer("nurse", listens="4")
    juliet.sees(nurse)
    juliet.writes(nurse, "good morning")
    wire = nurse.accept()
    wire.take_secure_stream(nurse.name)
    wire.expect("good morning")
    wire.send("</stream:stream>")
    wire.expect_end()
    juliet.writes(nurse, SECRET)
    wire = nurse.accept()
    wire.expect(r"<stream:stream[^>]*>")
    wire.send(header(nurse.name, juliet.name, version=None) + "</stream:stream>")
    wire.close()
    wire = nurse.accept()
    wire.take_secure_stream(nurse.name)
    wire.expect(SECRET)
    assert not juliet.events("request"), juliet.events("request")


def an_unknown_name_with_a_known_key_is_recognised(lan):
    juliet, romeo = couple_that_has_met(lan)
    romeo.signs_off()
    romeo.host.rename("laptop")
    romeo.name = "romeo@laptop"
    romeo.signs_on()
    juliet.sees(romeo)
    romeo.sees(juliet)
    romeo.writes(juliet, "a new host, an old friend")
    juliet.reads(romeo, "a new host, an old friend")
    juliet.is_told("romeo@mantua: the key is the same", romeo)


# -- who comes between ----------------------------------------------------------------------------


class Eve:
    """In Padua, where all that Juliet sends to Romeo goes, and whence Romeo hears Juliet."""

    def __init__(self, lan):
        self.juliet, self.romeo = None, None
        verona, mantua, padua = (lan.host(name, daemon=False) for name in ("verona", "mantua", "padua"))
        for host in (verona, mantua, padua):
            host.has_only(4)
            host.start_daemon(wait=False)
        for host in (verona, mantua, padua):
            host.wait_for_daemon()
        self.juliet = verona.headless("link-local", "juliet")
        self.romeo = mantua.headless("link-local", "romeo")
        self.juliet.sees(self.romeo)
        self.romeo.sees(self.juliet)
        self.peer = padua.tls_peer("eve", listens="4", publish=False)

    def comes_between(self):
        """From now on; streams that there are end."""
        verona, mantua = self.juliet.host, self.romeo.host
        here = f"{self.peer.host.ipv4()}:{self.peer.listening_port}"
        verona.run(["nft", "-f", "-"], stdin=(
            "table ip eve {\nchain output {\ntype nat hook output priority -100;\n"
            f"ip daddr {mantua.ipv4()} tcp dport 5298 dnat to {here}\n}}\n}}\n"))
        mantua.run(["nft", "-f", "-"], stdin=(
            "table ip eve {\nchain input {\ntype nat hook input priority 100;\n"
            f"ip saddr {self.peer.host.ipv4()} snat to {verona.ipv4()}\n}}\n}}\n"))
        for host in (verona, mantua):
            host.run(["ss", "-K", "-t", "state", "established"])

    def takes_the_call(self):
        """Juliet's connection to Romeo, and one to him in her name."""
        return self.peer.accept(), self.peer.connect(self.romeo, port=5298)

    def passes_on(self, change_hers=bytes, change_his=bytes):
        hers, his = self.takes_the_call()
        hers.passes_to(his, change_hers)
        his.passes_to(hers, change_his)

    def has_passed(self, text):
        """He has read it; what ended is passed on as it is when it is tried again."""
        while self.peer.has_callers():
            self.passes_on()
        return text in self.romeo.unread(self.juliet) and self.romeo.reads(self.juliet, text)

    def cuts_off(self):
        self.juliet.host.run(["ss", "-K", "-t", "state", "established"])

    def met(self):
        talk(self.juliet, self.romeo)
        self.comes_between()
        self.juliet.writes(self.romeo, SECRET)
        return self.takes_the_call()


def who_passes_everything_on_reads_nothing(lan):
    """That she is between at all is what the other cases rest on."""
    eve = Eve(lan)
    hers, his = eve.met()
    hers.passes_to(his)
    his.passes_to(hers)
    eve.romeo.reads(eve.juliet, SECRET)
    for wire in (hers, his):
        nothing_was_read(wire)
    assert b"<proceed " in his.received, his.received


def who_strips_the_offer_to_encrypt_gets_nothing(lan):
    eve = Eve(lan)
    hers, his = eve.met()
    hers.passes_to(his)
    his.passes_to(hers, without_starttls)
    is_not_delivered(eve.juliet, eve.romeo)
    eve.juliet.is_asked(NO_KEY)
    for wire in (hers, his):
        nothing_was_read(wire)
    eve.romeo.reads_nothing_more(eve.juliet)


def who_swaps_certificates_gets_nothing(lan):
    eve = Eve(lan)
    hers, his = eve.met()
    hers.offer_tls(eve.romeo.name)
    hers.start_tls(server=True, certificate=Certificate.make(lan, eve.romeo.name))
    his.ask_for_tls(eve.juliet.name, eve.romeo.name)
    his.start_tls(server=False, certificate=Certificate.make(lan, eve.juliet.name))
    hers.expect("<not-authorized ")
    his.send(header(eve.juliet.name, eve.romeo.name) + message(eve.juliet.name, eve.romeo.name, SECRET))
    his.expect("<not-authorized ")
    nothing_was_read(hers)
    is_not_delivered(eve.juliet, eve.romeo)
    eve.juliet.is_asked(NEW_KEY)
    eve.romeo.is_asked(NEW_KEY)
    eve.romeo.reads_nothing_more(eve.juliet)


def who_puts_words_in_before_the_handshake_is_not_heard(lan):
    """Words in her name, and in his, right before what begins encryption and right behind it."""
    eve = Eve(lan)
    talk(eve.juliet, eve.romeo)
    eve.comes_between()
    to_romeo = message(eve.juliet.name, eve.romeo.name, "injected").encode()
    to_juliet = message(eve.romeo.name, eve.juliet.name, "injected").encode()

    def behind(mark, words):
        return lambda data: re.sub(rb"(<" + mark + rb"[^>]*/>)", lambda match: match[1] + words, data)

    def before(mark, words):
        return lambda data: re.sub(rb"(<" + mark + rb"[^>]*/>)", lambda match: words + match[1], data)
    for change_hers, change_his in ((behind(b"starttls", to_romeo), bytes), (before(b"starttls", to_romeo), bytes),
                                    (bytes, behind(b"proceed", to_juliet)), (bytes, before(b"proceed", to_juliet))):
        eve.juliet.writes(eve.romeo, "a word")
        eve.passes_on(change_hers, change_his)
        lan.wait(lambda: eve.has_passed("a word"), "a word comes in the end", 40)
        eve.cuts_off()
    for person, other in ((eve.juliet, eve.romeo), (eve.romeo, eve.juliet)):
        assert not any("injected" in line["text"] for line in person.lines(other)), person.lines(other)


def what_is_said_once_more_by_somebody_else_is_not_heard(lan):
    eve = Eve(lan)
    hers, his = eve.met()
    hers.passes_to(his)
    his.passes_to(hers)
    eve.romeo.reads(eve.juliet, SECRET)
    said = hers.raw
    again = eve.peer.connect(eve.romeo, port=5298)
    again.tries_to_send(said)
    again.expect_end()
    assert b"<message" not in again.received
    eve.romeo.reads_nothing_more(eve.juliet)
    assert not eve.romeo.events("request"), eve.romeo.events("request")
    eve.juliet.writes(eve.romeo, "and on it goes")
    eve.romeo.reads(eve.juliet, "and on it goes")


# -- what is spoken -------------------------------------------------------------------------------


def only_what_is_meant_is_spoken(lan):
    """TLS 1.3, and 1.2 with forward secrecy; with a key of enough bits, and never without one."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    old = "ALL:@SECLEVEL=0"
    weak = Certificate.make(lan, "friar@mantua", "rsa1024")
    strong = Certificate.make(lan, "friar@mantua", "rsa2048")
    bad = [dict(versions="1.0", ciphers=old), dict(versions="1.1", ciphers=old),
           dict(versions="1.2", ciphers="ECDHE-ECDSA-AES128-SHA256"),
           dict(versions="1.2", ciphers="ECDHE-ECDSA-AES256-SHA"), dict(shows=False),
           dict(certificate=weak, ciphers=old)]
    for number, how in enumerate(bad):
        friar = mantua.tls_peer(f"friar{number}", listens="")
        juliet.sees(friar)
        wire = friar.connect(juliet)
        wire.ask_for_tls(friar.name, juliet.name)
        wire.start_tls(server=False, wait=False, **how)
        wire.tries_to_send(header(friar.name, juliet.name) + message(friar.name, juliet.name, SECRET)) \
            if wire.is_secure else None
        assert wire.expect_tls_failure(), how
        juliet.reads_nothing_more(friar)
        friar.withdraw()
    good = [dict(versions="1.3"), dict(versions="1.2", ciphers="ECDHE-ECDSA-AES128-GCM-SHA256"),
            dict(versions="1.2", ciphers="ECDHE-ECDSA-AES256-GCM-SHA384"),
            dict(versions="1.2", ciphers="ECDHE-ECDSA-CHACHA20-POLY1305"),
            dict(versions="1.2", ciphers="ECDHE-ECDSA-AES256-GCM-SHA384", certificate=strong),
            dict(versions="1.3", certificate=Certificate.make(lan, "friar@mantua", "ed25519"))]
    for number, how in enumerate(good):
        nurse = mantua.tls_peer(f"nurse{number}", listens="4")
        juliet.sees(nurse)
        wire = nurse.connect(juliet)
        wire.open_secure_stream(nurse.name, juliet.name, **how)
        wire.send(message(nurse.name, juliet.name, f"by {wire.tls_version} {wire.cipher}"))
        juliet.reads(nurse, f"by {wire.tls_version} {wire.cipher}")
        wire.close()
        nurse.withdraw()


def streams_to_others_are_as_good_as_those_from_them(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    rsa = Certificate.make(lan, "nurse@mantua", "rsa2048")
    for number, (external, how) in enumerate((
            (True, {}), (False, {"versions": "1.2"}),
            (True, {"versions": "1.2", "ciphers": "ECDHE-RSA-AES256-GCM-SHA384", "certificate": rsa}))):
        nurse = mantua.tls_peer(f"nurse{number}", listens="4")
        juliet.sees(nurse)
        juliet.writes(nurse, SECRET)
        wire = nurse.accept()
        wire.take_secure_stream(nurse.name, external=external, **how)
        wire.expect(SECRET)
        assert SECRET.encode() not in wire.raw
        assert juliet.asks_info(nurse)["Encryption"] == ENCRYPTED
    for number, how in enumerate((dict(versions="1.1", ciphers="ALL:@SECLEVEL=0"),
                                  dict(versions="1.2", ciphers="AES256-GCM-SHA384", certificate=rsa),
                                  dict(versions="1.2", ciphers="DHE-RSA-AES256-GCM-SHA384", certificate=rsa))):
        old = mantua.tls_peer(f"old{number}", listens="4")
        juliet.sees(old)
        juliet.writes(old, SECRET)
        wire = old.accept()
        wire.offer_tls(old.name)
        wire.start_tls(server=True, wait=False, **how)
        assert wire.expect_tls_failure()
        nothing_was_read(wire)
        old.stop_listening()
        old.withdraw()


def juliet_and_one_with_a_program_like_ours(lan, name):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    txt = [string.decode() for string in mdns.find(mantua, juliet.name).txt if string[:4] in (b"txtv", b"node")]
    other = mantua.tls_peer(name, txt=[*txt, "status=avail"], listens="4")
    juliet.sees(other)
    return juliet, other


def a_program_like_ours_that_is_slow_is_not_written_to_in_the_clear(lan):
    """It says who it is, and takes its time to offer TLS."""
    juliet, nurse = juliet_and_one_with_a_program_like_ours(lan, "nurse")
    juliet.writes(nurse, SECRET)
    wire = nurse.accept()
    wire.expect(r"<stream:stream[^>]*>")
    wire.send(header(nurse.name, juliet.name))
    wire.expect_nothing(1.5)
    wire.send(features(STARTTLS))
    wire.expect(r"<starttls[^>]*/>")
    wire.send(PROCEED)
    wire.start_tls(server=True)
    wire.take_stream(nurse.name)
    wire.expect(SECRET)
    assert SECRET.encode() not in wire.raw


def a_program_like_ours_that_calls_and_hangs_is_not_written_to_in_the_clear(lan):
    """It asks for TLS when others would have been taken for programs that have none."""
    juliet, nurse = juliet_and_one_with_a_program_like_ours(lan, "nurse")
    wire = nurse.connect(juliet)
    wire.open_stream(nurse.name, juliet.name)
    wire.expect(FEATURES)
    wire.expect_nothing(4.2 / PATIENCE)
    juliet.writes(nurse, SECRET)
    wire.send(STARTTLS)
    wire.expect("<proceed[^>]*/>")
    wire.go_on_with_tls(nurse.name, juliet.name)
    wire.expect(SECRET)
    assert SECRET.encode() not in wire.raw


def what_was_said_before_tls_is_asked_for_too_late_is_not_taken_for_heard(lan):
    """She waits for encryption a moment and then goes on without: who asks for it behind that may have passed over
    what was said."""
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    nurse = mantua.tls_peer("nurse", listens="")
    juliet.sees(nurse)
    wire = nurse.connect(juliet)
    wire.open_stream(nurse.name, juliet.name)
    wire.expect(FEATURES)
    juliet.writes(nurse, SECRET)
    wire.expect(SECRET)
    wire.send(STARTTLS)
    wire.expect("<failure[^>]*/></stream:stream>")
    wire.close()
    is_not_delivered(juliet, nurse)


def two_keys_make_one_number(lan):
    juliet, romeo = couple_that_has_met(lan)
    hers, his = juliet.asks_info(romeo), romeo.asks_info(juliet)
    assert re.fullmatch(r"(\d{5} ){5}\d{5}", hers["Safety number"]), hers
    assert hers["Safety number"] == his["Safety number"]
    assert hers["Fingerprint of their key"] == his["Fingerprint of your key"]
    assert hers["Fingerprint of your key"] != hers["Fingerprint of their key"]
    juliet.commands(romeo, "verify")
    juliet.answers(juliet.is_asked("same safety number"), "It is the Same")
    assert juliet.asks_info(romeo)["Encryption"] == VERIFIED
    assert romeo.asks_info(juliet)["Encryption"] == ENCRYPTED


# -- what the user wants --------------------------------------------------------------------------


def who_wants_it_always_writes_nothing_in_the_clear(lan):
    sniffer = Sniffer(lan)
    juliet, romeo = couple(lan, his="bonjour", encryption="always")
    juliet.writes(romeo, SECRET)
    is_not_delivered(juliet, romeo)
    romeo.writes(juliet, "can you hear me?")
    juliet.reads_nothing_more(romeo)
    assert SECRET.encode() not in sniffer.all()
    juliet.sets(encryption="possible")
    juliet.writes(romeo, "now")
    romeo.reads(juliet, "now")


def who_wants_it_verified_writes_to_nobody_else(lan):
    sniffer = Sniffer(lan)
    juliet, romeo = couple(lan, encryption="verified")
    juliet.writes(romeo, SECRET)
    is_not_delivered(juliet, romeo)
    romeo.writes(juliet, "are you there?")
    juliet.reads_nothing_more(romeo)
    romeo.reads_nothing_more(juliet)
    juliet.commands(romeo, "verify")
    juliet.answers(juliet.is_asked("same safety number"), "It is the Same")
    juliet.writes(romeo, "you it is")
    romeo.reads(juliet, "you it is")
    assert b"you it is" not in sniffer.all()


def who_wants_none_has_none(lan):
    sniffer = Sniffer(lan)
    juliet, romeo = couple(lan, encryption="never")
    talk(juliet, romeo)
    assert b"wherefore art thou" in sniffer.all()
    assert romeo.asks_info(juliet)["Encryption"] == PLAIN


def strangers_are_asked_about_once(lan):
    juliet, romeo = couple(lan, ask_strangers=True)
    for number in range(3):
        romeo.writes(juliet, f"hark {number}")
        romeo.is_told("was not shown", juliet)
    question = juliet.is_asked("wants to write to you")
    juliet.reads_nothing_more(romeo)
    assert len(juliet.events("request")) == 1, juliet.events("request")
    juliet.answers(question, "Accept")
    romeo.writes(juliet, "may I?")
    juliet.reads(romeo, "may I?")


# -- what is kept ---------------------------------------------------------------------------------


def nothing_private_is_logged(lan):
    """Nor what waits for who is away, once it has gone out, on the disk."""
    juliet, romeo = couple_that_has_met(lan)
    juliet.writes(romeo, SECRET)
    romeo.reads(juliet, SECRET)
    with open(identity_of(juliet), encoding="ascii") as file:
        key = file.read().split("-----")[2].strip().splitlines()[1]
    for person in (juliet, romeo):
        with open(person.client.log, encoding="utf-8", errors="replace") as file:
            log = file.read()
        assert "Connecting to account" in log, log
        assert SECRET not in log and key not in log, log


def identity_of(person):
    return os.path.join(person.client.dir, "link-local", person.username, "identity.pem")


def the_key_is_kept_for_her_alone_and_survives_a_new_name(lan):
    juliet, romeo = couple_that_has_met(lan)
    before = juliet.asks_info(romeo)["Fingerprint of your key"]
    path = identity_of(juliet)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
    juliet.signs_off()
    juliet.host.rename("padua")
    juliet.name = "juliet@padua"
    juliet.signs_on()
    romeo.sees(juliet)
    juliet.sees(romeo)
    talk(juliet, romeo)
    assert juliet.asks_info(romeo)["Fingerprint of your key"] == before
    assert not romeo.events("request"), romeo.events("request")


def a_key_that_cannot_be_used_is_said_and_kept(lan):
    verona = lan.host("verona")
    juliet = verona.headless("link-local", "juliet")
    path = identity_of(juliet)
    with open(path, "rb") as file:
        key = file.read()

    def is_refused(content, mode, why):
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, mode)
        client = Client(verona, "juliet")
        try:
            client.person("link-local", "juliet")
            raise AssertionError(f"she signed on, and not: {why}")
        except LanError as error:
            assert why in str(error), error
        client.quit()
        with open(path, "rb") as file:
            assert file.read() == content
    juliet.quits()
    is_refused(key, 0o644, "Others on this computer can read your key")
    is_refused(key[:len(key) // 2], 0o600, "is damaged")
    is_refused(b"link-local identity 2\n" + key, 0o600, "is of a later version")
    with open(path, "wb") as file:
        file.write(key)
    verona.headless("link-local", "juliet")


run(at_once=3)
