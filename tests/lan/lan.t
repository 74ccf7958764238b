#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The virtual LAN itself, shown with clients that need nothing of this project, if root shows it."""

import contextlib
import os
import signal
import subprocess
import sys

import avahi
import mdns
import netns
import sanitizer
from lan import Lan, LanError
from rawpeer import header
from tap import about_the_daemon, run
from tlspeer import (EXTERNAL, FEATURES, PROCEED, STARTTLS, STARTTLS_REQUIRED, Certificate, features,
                     without_starttls)

HERE = os.path.dirname(os.path.abspath(__file__))


# -- people -------------------------------------------------------------------------------------


def break_the_ice(one, other):
    """Say a first word until it is read.

    prpl-bonjour drops without a word what comes from an address that it has not resolved yet.
    """
    for _ in range(10):
        one.writes(other, "psst")
        with contextlib.suppress(LanError):
            other.reads(one, "psst", timeout=3)
            return
    raise LanError(f"{other.name} reads nothing from {one.name}")


def two_people_see_each_other_and_chat_both_ways(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("bonjour", "juliet", first="Juliet", last="Capulet")
    romeo = mantua.headless("bonjour", "romeo")
    romeo.sees(juliet, status="available", alias="Juliet Capulet")
    juliet.sees(romeo)
    break_the_ice(juliet, romeo)
    juliet.writes(romeo, "hello <there> & \"you\"")
    romeo.reads(juliet, "hello <there> & \"you\"")
    romeo.writes(juliet, "a\nb ü 🙂\tc \\n")
    juliet.reads(romeo, "a\nb ü 🙂\tc \\n")
    juliet.writes(romeo, "x" * 60000)
    romeo.reads(juliet, "x" * 60000)
    romeo.reads_nothing_more(juliet)
    juliet.sets_status("away", "At the pub")
    romeo.sees(juliet, status="away", message="At the pub")
    assert romeo.online() == [juliet.name]
    juliet.quits()
    romeo.sees_gone(juliet)


def a_person_comes_back_to_her_own_buddy_list(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    romeo = mantua.headless("bonjour", "romeo")
    juliet = verona.headless("bonjour", "juliet")
    juliet.sees(romeo, saved=False)
    juliet.files(romeo, "Montagues")
    juliet.sees(romeo, group="Montagues")
    romeo.sees(juliet)
    juliet.quits()
    romeo.sees_gone(juliet)
    again = verona.headless("bonjour", "juliet")
    again.sees(romeo, group="Montagues", saved=True)
    romeo.sees(again)
    break_the_ice(again, romeo)


def what_the_client_is_told_is_in_its_journal(lan):
    verona = lan.host("verona")
    juliet = verona.headless("bonjour", "juliet")
    juliet.writes("nobody@nowhere", "hello")
    line = juliet.is_told("Unable to send", "nobody@nowhere")
    assert line["via"] == "conv" and "error" in line["flags"], line
    juliet.signs_off()
    verona.stop_daemon()
    juliet.signs_on(wait=False)
    assert juliet.is_refused("network-error")["fatal"] is False
    juliet.is_told("mDNS server")


def a_client_that_dies_is_not_overlooked(lan):
    juliet = lan.host("verona").headless("bonjour", "juliet")
    juliet.client.process.send_signal(signal.SIGSEGV)
    try:
        juliet.sees("romeo@mantua")
    except LanError as error:
        assert "ended with status" in str(error), error
    else:
        raise AssertionError("nothing was noticed")
    juliet.client.kill()
    juliet.client.process.returncode = -signal.SIGKILL  # as if the test had meant it


# -- peers made of bytes ------------------------------------------------------------------------


def a_raw_peer_publishes_exactly_what_it_is_given(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    txt = [b"txtvers=1", b"msg=a=b", b"bin=\x00\xff", b"empty=", b"alone", b"msg=again"]
    nurse = verona.raw_peer("nurse (2).x\\y@elsewhere", txt=txt, port=4321)
    for host in verona, mantua:
        found = mdns.find(host, nurse.name, txtvers="1")
        assert (found.txt, found.port, found.host) == (txt, 4321, "verona.local"), found
    nurse.update([b"status=dnd"])
    assert mdns.find(mantua, nurse.name, status="dnd", txtvers=None).txt == [b"status=dnd"]
    assert {service.name for service in mantua.browse()} == {nurse.name}
    nurse.update([])
    lan.wait(lambda: mdns.look_up(mantua, nurse.name).txt == [b""], "the TXT record is empty")


def a_raw_peer_and_a_person_connect_to_each_other(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    nurse = verona.raw_peer("nurse")
    romeo = mantua.headless("bonjour", "romeo")
    romeo.sees(nurse)
    for family in "46":
        wire = nurse.connect(romeo, family)
        wire.open_stream(nurse.name, romeo.name)
        wire.send_in_pieces("<message to='romeo@mantua' type='chat'><body>hi</body></message>", 7)
        romeo.reads(nurse, "hi")
        romeo.writes(nurse, "and you")
        wire.expect("<body>and you</body>")
        romeo.closes(nurse)
        wire.expect("</stream:stream>")
        wire.expect_end("eof")
    romeo.writes(nurse, "lost")
    wire = nurse.accept()
    assert wire.remote in mantua.addresses(), wire.remote
    wire.expect("<stream:stream")
    wire.reset()
    nurse.stop_listening()
    romeo.writes(nurse, "refused")
    nurse.is_left_alone(0.5)
    nurse.withdraw()
    romeo.sees_gone(nurse)


def two_raw_peers_see_how_the_other_ends_a_connection(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    nurse, friar = verona.raw_peer("nurse", listens="4"), mantua.raw_peer("friar", publish=False)
    for end, act in (("eof", "close"), ("reset", "reset")):
        wire = friar.connect(nurse, port=nurse.listening_port)
        wire.send("abc", 1)
        other = nurse.accept()
        other.expect("abc")
        other.expect_nothing(0.2)
        getattr(wire, act)()
        assert other.expect_end() == end


# -- peers that encrypt -------------------------------------------------------------------------


def tls_peers(on):
    verona, mantua = on.new_hosts("verona", "mantua")
    return (mantua.tls_peer("friar", listens="", publish=False),
            verona.tls_peer("nurse", listens="4", publish=False))


def connect(friar, nurse):
    """The two ends of a new connection."""
    return friar.connect(nurse, port=nurse.listening_port), nurse.accept()


def begin_tls(client, server, **how):
    client.start_tls(server=False, wait=False, **how)
    server.start_tls(server=True, **how)
    client.await_tls()


def two_tls_peers_settle_encryption_and_talk(lan):
    wire, other = connect(*tls_peers(lan))
    wire.send(header("friar@mantua", "nurse@verona"))
    other.take_stream("nurse@verona", STARTTLS)
    match = wire.expect(f"<stream:stream ([^>]*)>({FEATURES})")
    assert b"to=\"friar@mantua\"" in match[1] and b"starttls" in match[2], match[0]
    wire.send(STARTTLS)
    other.expect(r"<starttls[^>]*/>")
    other.send(PROCEED)
    wire.expect(r"<proceed[^>]*/>")
    begin_tls(wire, other)
    wire.send(header("friar@mantua", "nurse@verona"))
    other.take_stream("nurse@verona", EXTERNAL)
    wire.expect(FEATURES)
    wire.send("<message><body>good morrow</body></message>")
    other.expect("<body>good morrow</body>")
    other.send_in_pieces("<message><body>welcome</body></message>", 3)
    wire.expect("<body>welcome</body>")
    for end, its_other in ((wire, other), (other, wire)):
        assert end.their_fingerprint == its_other.peer.certificate.fingerprint
        assert end.tls_version == "TLSv1.3"
        assert b"starttls" in end.received and b"body" in end.received
        assert b"proceed" in wire.raw and b"body" not in end.raw
    wire.end_tls()
    lan.wait(lambda: other.said_goodbye, "a goodbye")
    wire.close()
    other.expect_end("eof")


def a_tls_peer_has_the_versions_keys_and_suites_that_it_is_told_to(lan):
    friar, nurse = tls_peers(lan)
    for versions, kind, version, cipher in (
            ("1.3", "p256", "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
            ("1.2", "ed25519", "TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384"),
            ("1.2", "rsa2048", "TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384"),
            ("1.1", "rsa1024", "TLSv1.1", "ECDHE-RSA-AES256-SHA"),
            ("1.0-1.1", "p384", "TLSv1.1", "ECDHE-ECDSA-AES256-SHA")):
        nurse.certificate = Certificate.make(lan, nurse.name, kind)
        wire, other = connect(friar, nurse)
        begin_tls(wire, other, versions=versions, ciphers="ALL:@SECLEVEL=0")
        assert (wire.tls_version, wire.cipher) == (version, cipher), (wire.tls_version, wire.cipher)


def tls_that_fails_says_why(lan):
    wire, other = connect(*tls_peers(lan))
    wire.start_tls(server=False, versions="1.3", wait=False)
    other.start_tls(server=True, versions="1.2", wait=False)
    assert "PROTOCOL" in other.expect_tls_failure()
    assert "VERSION" in wire.expect_tls_failure()


def who_shows_no_certificate_is_nobody(lan):
    wire, other = connect(*tls_peers(lan))
    wire.start_tls(server=False, shows=False, wait=False)
    other.start_tls(server=True)
    assert other.their_fingerprint is None
    wire.await_tls()
    assert wire.their_fingerprint == other.peer.certificate.fingerprint


def a_record_that_is_sent_again_or_changed_is_noticed(lan):
    friar, nurse = tls_peers(lan)
    for harm in (lambda record: record * 2, lambda record: record[:-1] + bytes([record[-1] ^ 1])):
        wire, other = connect(friar, nurse)
        begin_tls(wire, other)
        wire.send_beneath(harm(wire.seal("<presence/>")))
        assert "MAC" in other.expect_tls_failure()


def plain_bytes_amid_the_handshake_are_noticed(lan):
    wire, other = connect(*tls_peers(lan))
    wire.send("<message/>")
    other.start_tls(server=True, wait=False)
    other.expect_tls_failure()


def who_is_in_the_middle_passes_on_what_pleases(lan):
    friar, nurse = tls_peers(lan)
    wire, one_side = connect(friar, nurse)
    other_side, end = connect(friar, nurse)
    end.send(header("nurse@verona") + features(STARTTLS_REQUIRED, "<x/>", STARTTLS))
    lan.wait(lambda: other_side.unread, "the features come")
    one_side.passes_to(other_side)
    other_side.passes_to(one_side, without_starttls)
    assert wire.expect(FEATURES)[0] == features("<x/>").encode()
    wire.send("<message><body>psst</body></message>")
    end.expect("<body>psst</body>")
    end.close()
    wire.expect_end("eof")


def a_new_certificate_can_have_the_old_key(lan):
    old = Certificate.make(lan, "juliet@verona")
    for new, is_same in ((Certificate.make(lan, "juliet@laptop", key=old), True),
                         (Certificate(old.path), True), (Certificate.make(lan, "juliet@verona"), False)):
        assert (new.fingerprint == old.fingerprint) == is_same


# -- what is on the wire ------------------------------------------------------------------------


def a_departure_is_heard_on_the_wire(lan):
    wire = mdns.Capture(lan)
    verona = lan.host("verona")
    juliet = verona.headless("bonjour", "juliet")
    mdns.find(verona, juliet.name, status="avail")
    assert not wire.goodbyes(juliet.name)
    juliet.signs_off()
    lan.wait(lambda: wire.goodbyes(juliet.name), "a goodbye")
    assert wire.txts(juliet.name), wire.testimony()


def what_programs_hold_in_the_daemon_is_counted(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    watch = avahi.Watch(mantua)
    nurse = verona.raw_peer("nurse")
    browser = mantua.popen(["avahi-browse", "-r", "_presence._tcp"], stdout=subprocess.DEVNULL)
    lan.wait(lambda: watch.made["ServiceResolver"] >= 1, "a resolver is made")
    assert watch.held()["ServiceBrowser"] == 1
    nurse.withdraw()
    browser.kill()
    lan.wait(lambda: not watch.held(), "nothing is held")


# -- faults -------------------------------------------------------------------------------------


def cables_packets_and_machines_fail_when_told_to(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    nurse = verona.raw_peer("nurse")

    def reachable():
        return mdns.look_up(mantua, nurse.name, 1.5) is not None
    assert reachable()
    verona.unplug()
    assert not reachable()
    verona.plug()
    lan.wait(reachable, "the cable is in again")
    verona.loses(100)
    assert not reachable()
    verona.loses(0)
    lan.wait(reachable, "packets arrive again")
    verona.readdress("169.254.10.99/16")
    assert "169.254.10.99" in verona.addresses()
    verona.add_interface("br1")
    assert verona.ipv4("eth1").startswith("192.168.1.")
    verona.crash()
    assert not reachable()


@about_the_daemon
def a_host_takes_another_name(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    verona.rename("padua")
    assert verona.run(["hostname"]).stdout == "padua\n"
    lan.wait(lambda: mdns.ask(mantua, "padua.local", mdns.A), "the new name is known")


# -- nothing is left, nothing is disturbed --------------------------------------------------------


def two_lans_at_once_do_not_disturb_each_other(lan):
    verona, = lan.new_hosts("verona")
    verona.raw_peer("nurse")
    with Lan() as other:
        namesake, mantua = other.new_hosts("verona", "mantua")
        namesake.raw_peer("friar")
        assert mdns.find(mantua, "friar@verona")
        assert mdns.look_up(mantua, "nurse@verona") is None
        assert mdns.look_up(verona, "friar@verona") is None
        assert namesake.addresses()[0] == verona.addresses()[0]
    assert other.leftovers() == []
    assert mdns.find(verona, "nurse@verona")


PROTOCOL = "link-local" if netns.has_one_user() else "bonjour"

BUSY = f"""
def busy(lan):
    verona = lan.host("verona")
    verona.headless("{PROTOCOL}", "juliet")
    verona.popen(["sleep", "1000"])
    print("#", lan.dir, lan.namespace, flush=True)
    lan.wait(lambda: False, "the end", 1000)
"""


def a_run_that_is_killed_or_interrupted_leaves_nothing(lan):
    for number in signal.SIGKILL, signal.SIGINT, signal.SIGTERM:
        process = start(lan, BUSY)
        assert process.stdout.readline() == "1..1\n"
        _, directory, namespace = process.stdout.readline().split()
        assert netns.processes_in(namespace) and os.path.isdir(directory)
        process.send_signal(number)
        process.communicate(timeout=60)
        lan.wait(lambda: not netns.processes_in(namespace), f"nothing runs after {number}")
        lan.wait(lambda: not os.path.exists(directory), f"no files are left after {number}")


FAILURES = f"""
import tap

def good(lan):
    pass

def bad(lan):
    juliet = lan.host("verona").headless("{PROTOCOL}", "juliet")
    juliet.sees("romeo@mantua", timeout=0.1)

@tap.limit(0.2)
def slow(lan):
    lan.wait(lambda: False, "the end", 1000)

def untidy(lan):
    lan.complain("something was wrong")
"""


def a_failed_case_is_reported_with_the_journals(lan):
    process = start(lan, FAILURES)
    output, _ = process.communicate(timeout=60)
    for words in ("1..4", "ok 1 - good", "not ok 2 - bad", "not ok 3 - slow", "not ok 4 - untidy",
                  ": juliet sees romeo@mantua", "# journal of juliet on verona", "took more than",
                  "something was wrong"):
        assert words in output, f"{words!r} is not in\n{output}"
    assert process.returncode == 1


def start(lan, cases):
    """Start a test file made of these cases."""
    path = os.path.join(lan.dir, "inner.t")
    with open(path, "w", encoding="utf-8") as file:
        file.write(cases + "\nfrom tap import run\nrun()\n")
    environment = {key: value for key, value in os.environ.items() if key != "LL_ARTEFACTS"}
    process = subprocess.Popen([sys.executable, "-B", path], stdout=subprocess.PIPE, text=True,
                               env={**environment, "PYTHONPATH": HERE})
    lan.at_close(process.kill)
    return process


LEAKS = """
=================================================================
==12==ERROR: LeakSanitizer: detected memory leaks

Direct leak of 36 byte(s) in 1 object(s) allocated from:
    #0 0x7f in __interceptor_malloc asan_malloc.cpp:69 [/lib/x86_64-linux-gnu/libasan.so.8]
    #1 0x7f in g_malloc (/lib/libglib-2.0.so.0+0x5a658) [/lib/libglib-2.0.so.0]
    #2 0x7f in purple_prefs_set (/lib/libpurple.so.0+0x8950a) [/lib/libpurple.so.0]
    #3 0x55 in main tests/lan/headless.c:136 [/build/tests/lan/headless]

Direct leak of 7 byte(s) in 1 object(s) allocated from:
    #0 0x7f in __interceptor_malloc asan_malloc.cpp:69 [/lib/x86_64-linux-gnu/libasan.so.8]
    #1 0x7f in g_strdup (/lib/libglib-2.0.so.0+0x5a658) [/lib/libglib-2.0.so.0]
    #2 0x7f in login src/plugin/account.c:12 [/usr/lib/purple-2/liblinklocal.so]
    #3 0x55 in main tests/lan/headless.c:136 [/build/tests/lan/headless]

Indirect leak of 9 byte(s) in 1 object(s) allocated from:
    #0 0x7f in __interceptor_malloc asan_malloc.cpp:69 [/lib/x86_64-linux-gnu/libasan.so.8]
    #1 0x7f in g_strsplit (/lib/libglib-2.0.so.0+0x5a658) [/lib/libglib-2.0.so.0]
    #2 0x55 in verb_send tests/lan/headless-verbs.c:136 [/build/tests/lan/headless]
    #3 0x55 in main tests/lan/headless.c:136 [/build/tests/lan/headless]

SUMMARY: AddressSanitizer: 52 byte(s) leaked in 3 allocation(s).
"""


def only_leaks_of_our_own_count(lan):
    log = os.path.join(lan.dir, "log")
    with open(log, "w", encoding="utf-8") as file:
        file.write(LEAKS)
    assert [report.split()[3] for report in sanitizer.problems_in(log)] == ["7", "9"]
    with open(log, "a", encoding="utf-8") as file:
        file.write("\nx.c:3:4: runtime error: signed integer overflow\n    #0 0x1 in x\n\n")
    assert len(sanitizer.problems_in(log)) == 3


run(at_once=4)
