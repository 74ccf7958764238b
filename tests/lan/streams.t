#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Streams on the wire: a peer made of bytes opens them, answers them, ends them and tells lies on them."""

import re

from rawpeer import header
from tap import limit, run

OURS = rb"<stream:stream [^>]*>"


def juliet_and_a_raw_romeo(lan, **options):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo", **options)
    juliet.sees(romeo)
    return juliet, romeo


def attributes(match):
    return dict((key.decode(), value.decode()) for key, value in
                re.findall(rb"""([\w:]+)=["']([^"']*)["']""", match.group(0)))


def error(condition):
    """A stream error and the end, and nothing in between."""
    return rf"<stream:error><{condition} xmlns=\"urn:ietf:params:xml:ns:xmpp-streams\"/></stream:error></stream:stream>"


def say(sender, to, text):
    return f"<message from='{sender}' to='{to}' type='chat'><body>{text}</body></message>"


# -- opening -------------------------------------------------------------------------------------


def our_header_goes_first_and_the_message_waits_for_the_answer(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    juliet.writes(romeo, "Test 123")
    wire = romeo.accept()
    ours = attributes(wire.expect(OURS))
    assert ours["from"] == juliet.name and ours["to"] == romeo.name, ours
    assert ours["version"] == "1.0" and ours["xmlns"] == "jabber:client", ours
    wire.expect_nothing(1)
    wire.send(header(romeo.name, juliet.name, None))
    message = wire.expect(rb"<message .*</message>").group(0).decode()
    assert "<body>Test 123</body>" in message, message
    assert f'from="{juliet.name}"' in message.replace("'", '"'), message
    assert f'to="{romeo.name}"' in message.replace("'", '"'), message
    assert "<html" in message and "<font" in message, message


def their_stream_is_answered_and_used_for_both_ways(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name))
    ours = attributes(wire.expect(OURS))
    assert ours["from"] == juliet.name and ours["to"] == romeo.name and ours["id"], ours
    assert ours["version"] == "1.0", ours
    wire.expect(rb"<stream:features")
    wire.send(say(romeo.name, juliet.name, "Test 321"))
    juliet.reads(romeo, "Test 321")
    juliet.writes(romeo, "back")
    wire.expect(rb"<body>back</body>")
    romeo.is_left_alone(1)


def an_old_peer_gets_no_version_and_no_features(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name, None))
    ours = attributes(wire.expect(OURS))
    assert "version" not in ours, ours
    wire.send(say(romeo.name, juliet.name, "old style"))
    juliet.reads(romeo, "old style")
    assert b"features" not in wire.received, wire.received


def over_ipv6_too(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet, family="6")
    wire.send(header(romeo.name, juliet.name))
    wire.expect(OURS)
    wire.send(say(romeo.name, juliet.name, "six"))
    juliet.reads(romeo, "six")


def a_peer_that_listens_on_ipv6_alone_is_reached(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan, listens="6")
    juliet.writes(romeo, "six")
    romeo.accept().expect(OURS)


def a_peer_that_listens_on_ipv4_alone_is_reached(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan, listens="4")
    juliet.writes(romeo, "four")
    romeo.accept().expect(OURS)


def the_port_of_the_srv_record_counts_and_not_the_one_in_txt(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan, txt=["txtvers=1", "status=avail", "port.p2pj=9"])
    juliet.writes(romeo, "here")
    romeo.accept().expect(OURS)


def a_stanza_before_the_header_ends_the_stream(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(say(romeo.name, juliet.name, "too early"))
    wire.expect(rb"<stream:error>")
    wire.expect_end()
    juliet.reads_nothing_more(romeo)


def a_stream_that_breaks_the_rules_harms_no_later_one(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name))
    wire.expect(OURS)
    wire.send(say(romeo.name, juliet.name, "first") + "<message><body>a < b</message>")
    juliet.reads(romeo, "first")
    wire.expect(rb"<stream:error><not-well-formed")
    wire.expect_end()
    again = romeo.connect(juliet)
    again.send(header(romeo.name, juliet.name))
    again.expect(OURS)
    again.send(say(romeo.name, juliet.name, "second"))
    juliet.reads(romeo, "second")


def one_byte_at_a_time_reads_the_same(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send_in_pieces(header(romeo.name, juliet.name) + "\n "
                        + say(romeo.name, juliet.name, "bit by bit ü") + " \n")
    juliet.reads(romeo, "bit by bit ü")


def header_and_message_in_one_segment_lose_nothing(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name, None) + say(romeo.name, juliet.name, "in one")
              + say(romeo.name, juliet.name, "and two") + "</stream:stream>")
    juliet.reads(romeo, "in one")
    juliet.reads(romeo, "and two")


def what_was_said_before_the_connection_ended_is_shown(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, "and gone"))
    wire.finish()
    juliet.reads(romeo, "and gone")


def a_presence_stanza_is_passed_over(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + f"<presence from='{romeo.name}'><show>dnd</show></presence>"
              + say(romeo.name, juliet.name, "and on"))
    juliet.reads(romeo, "and on")
    assert juliet.buddy(romeo)["status"] == "available"


def an_unknown_question_gets_one_answer_with_its_id(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name, None)
              + f"<iq type='get' id='q1' from='{romeo.name}' to='{juliet.name}'><query xmlns='urn:x'/></iq>")
    answer = wire.expect(rb"<iq .*</iq>").group(0).replace(b"'", b'"')
    assert b'type="error"' in answer and b'id="q1"' in answer, answer
    assert b"service-unavailable" in answer, answer
    wire.send(f"<iq type='result' id='q2' from='{romeo.name}'/>" + say(romeo.name, juliet.name, "x"))
    juliet.reads(romeo, "x")
    assert wire.received.count(b"<iq") == 1, wire.received


def each_question_gets_one_answer_and_an_answer_none(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    query = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    wire.send(header(romeo.name, juliet.name, None)  # who is asked nothing
              + f"<iq type='get' id='q1'>{query}</iq><iq type='get' id='q2'/><iq type='set' id='q3'>{query}{query}</iq>"
              + f"<iq type='get'>{query}</iq><iq id='q5'>{query}</iq><iq type='error' id='q6'/>"
              + f"<iq type='result' id='q7'>{query}</iq><iq type='get' id='q8' from='{romeo.name}/x' "
              + f"to='{juliet.name}/y'><ping xmlns='urn:x'/></iq>")
    for number, outcome in (("q1", "type=\"result\""), ("q2", "<bad-request"), ("q3", "<bad-request"),
                            (None, "<bad-request"), ("q5", "<bad-request"), ("q8", "<service-unavailable")):
        answer = wire.expect(rb"<iq .*?</iq>").group(0).decode()
        start = answer.partition(">")[0]
        assert f' id="{number}"' in start if number else " id=" not in start, answer
        assert f' from="{juliet.name}"' in start and f' to="{romeo.name}"' in start, answer
        assert outcome in answer, answer
    wire.send(say(romeo.name, juliet.name, "x"))
    juliet.reads(romeo, "x")
    assert not wire.unread and not juliet.notices(), wire.unread


def who_is_called_otherwise_now_is_addressed_so(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    romeo.withdraw()
    juliet.sees_gone(romeo)
    romeo.publish(["txtvers=1", "status=avail"], "Romeo M. (2)@mantua")
    juliet.sees(romeo)
    juliet.writes(romeo, "a rose")
    wire = romeo.accept()
    assert attributes(wire.expect(OURS))["to"] == romeo.name, wire.received
    wire.send(header(romeo.name, juliet.name))
    assert attributes(wire.expect(rb"<message [^>]*>"))["to"] == romeo.name, wire.received


# -- abuse ---------------------------------------------------------------------------------------


def each_abuse_ends_the_stream_and_harms_nobody_else(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    abuses = (("<message><body>" + "x" * 2000000, "policy-violation"), ("<a>" * 10000, "policy-violation"),
              ("<foo/>" * 30000, "policy-violation"), ("<!-- x -->", "restricted-xml"), ("<?x y?>", "restricted-xml"),
              ("<!DOCTYPE a [<!ENTITY b 'c'>]>", "restricted-xml"), ("<message>&b;</message>", "restricted-xml"),
              ("<message xmlns='urn:x'/>", "invalid-namespace"), (b"<message>\xff", "unsupported-encoding"))
    wires = []
    for number, (abuse, _) in enumerate(abuses):
        wires.append(romeo.connect(juliet))
        wires[-1].send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, f"before {number}"))
        juliet.reads(romeo, f"before {number}")
        wires[-1].tries_to_send(abuse)
        wires[-1].expect(error(abuses[number][1]))
        wires[-1].expect_end()
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, "after"))
    juliet.reads(romeo, "after")


# -- closing -------------------------------------------------------------------------------------


def their_end_tag_is_answered_and_they_close_first(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, "bye"))
    juliet.reads(romeo, "bye")
    wire.send("</stream:stream>")
    wire.expect(rb"</stream:stream>")
    assert wire.end is None, wire.end
    wire.close()
    juliet.writes(romeo, "one more thing")
    again = romeo.accept()
    again.expect(OURS)
    again.send(header(romeo.name, juliet.name))
    again.expect(rb"<body>one more thing</body>")


def a_peer_that_does_not_close_after_the_end_tags_is_not_waited_for_long(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + "</stream:stream>")
    wire.expect(rb"</stream:stream>")
    wire.expect_end(timeout=10)


def what_comes_again_on_another_stream_is_shown_once(lan):
    """Who is not sure whether it was read sends it again; but who ended a stream well is sure."""
    juliet, romeo = juliet_and_a_raw_romeo(lan)

    def on_a_new_stream(*messages):
        wire = romeo.connect(juliet)
        wire.send(header(romeo.name, juliet.name) + "".join(
            say(romeo.name, juliet.name, text).replace("type=", f"{id_} type=") for text, id_ in messages))
        return wire
    first = on_a_new_stream(("hello", "id='a1'"), ("hello", "id='a1'"), ("hello", ""))
    for _ in range(3):
        juliet.reads(romeo, "hello")
    first.reset()
    second = on_a_new_stream(("hello", "id='a1'"), ("hello", ""), ("more", "id='a1'"))
    for text in ("hello", "more"):
        juliet.reads(romeo, text)
    second.send("</stream:stream>")
    second.expect(rb"</stream:stream>")
    second.close()
    on_a_new_stream(("more", "id='a1'"))
    juliet.reads(romeo, "more")
    juliet.reads_nothing_more(romeo)


def signing_off_ends_the_streams_and_says_why(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, "x"))
    juliet.reads(romeo, "x")
    juliet.signs_off()
    wire.expect(error("system-shutdown"))
    wire.expect_end("eof")
    assert not wire.unread, wire.unread


def who_signs_off_takes_back_nothing_that_was_read(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.headless("link-local", "romeo")
    juliet.sees(romeo)
    juliet.writes(romeo, "farewell")
    romeo.reads(juliet, "farewell")
    romeo.signs_off()
    juliet.sees_gone(romeo)
    assert not juliet.notices(), juliet.notices()


def what_a_caller_said_who_was_not_known_yet_is_not_taken_for_read(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    nobody = mantua.raw_peer("nobody", publish=False)
    wire = nobody.connect(juliet)
    wire.send(header(nobody.name, juliet.name) + say(nobody.name, juliet.name, "boo"))
    wire.expect(OURS)
    juliet.signs_off()
    wire.expect(error("host-gone"))
    wire.expect_end()


def a_dropped_connection_is_opened_anew_by_either(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    juliet.writes(romeo, "Test 123")
    wire = romeo.accept()
    wire.expect(OURS)
    wire.send(header(romeo.name, juliet.name))
    wire.expect(rb"<body>Test 123</body>")
    wire.close()
    again = romeo.connect(juliet)
    again.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, "Test 321"))
    juliet.reads(romeo, "Test 321")


def a_stream_refused_at_first_is_tried_again_with_the_message(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    juliet.writes(romeo, "patience")
    romeo.accept().close()
    romeo.accept().close()
    wire = romeo.accept()
    wire.expect(OURS)
    wire.send(header(romeo.name, juliet.name))
    wire.expect(rb"<body>patience</body>")
    assert not juliet.notices(), juliet.notices()


def a_message_that_a_reset_may_have_cost_goes_out_again(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    juliet.writes(romeo, "read by nobody")
    wire = romeo.accept()
    wire.expect(OURS)
    wire.send(header(romeo.name, juliet.name))
    wire.expect(rb"<body>read by nobody</body>")
    wire.reset()
    again = romeo.accept()
    again.expect(OURS)
    again.send(header(romeo.name, juliet.name))
    again.expect(rb"<body>read by nobody</body>")


def a_stream_error_of_theirs_is_told_with_the_text(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    juliet.writes(romeo, "let me in")
    wire = romeo.accept()
    wire.expect(OURS)
    wire.send(header(romeo.name, juliet.name))
    wire.expect(rb"<body>let me in</body>")
    wire.send("<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
              "</stream:error></stream:stream>")
    wire.close()
    juliet.is_told("let me in", romeo, timeout=15)


# -- crossing ------------------------------------------------------------------------------------


def the_stream_that_the_peer_keeps_of_two_gets_the_message(lan):
    """As telepathy-salut does: the second one is answered and ended at once."""
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    juliet.writes(romeo, "only once")
    second = romeo.accept()
    second.expect(OURS)
    first = romeo.connect(juliet)
    first.send(header(romeo.name, juliet.name))
    first.expect(OURS)
    second.send(header(romeo.name, juliet.name) + "<stream:features/></stream:stream>")
    second.close()
    first.expect(rb"<body>only once</body>")
    assert b"only once" not in second.received, second.received


def a_stream_of_theirs_that_prpl_bonjour_drops_gets_nothing(lan):
    """It takes over the stream that we opened, and closes its own."""
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    juliet.writes(romeo, "only once")
    ours = romeo.accept()
    ours.expect(OURS)
    theirs = romeo.connect(juliet)
    theirs.send(header(romeo.name, juliet.name, None))
    theirs.expect(OURS)
    theirs.send("</stream:stream>")
    theirs.close()
    ours.send(header(romeo.name, juliet.name, None))
    ours.expect(rb"<body>only once</body>")
    assert b"only once" not in theirs.received, theirs.received


# -- who it is -----------------------------------------------------------------------------------


def a_peer_that_names_nobody_is_known_by_its_address(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(None, None, None) + f"<message to='{juliet.name}' type='chat'><body>hi</body></message>")
    juliet.reads(romeo, "hi")
    juliet.writes(romeo, "hi yourself")
    wire.expect(rb"<body>hi yourself</body>")


def an_empty_from_counts_as_none(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header("", juliet.name) + f"<message to='{juliet.name}' type='chat'><body>hi</body></message>")
    juliet.reads(romeo, "hi")


def of_two_at_one_address_none_is_guessed(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    mercutio = romeo.host.raw_peer("mercutio")
    juliet.sees(mercutio)
    wire = romeo.connect(juliet)
    wire.send(header(None, None, None) + f"<message to='{juliet.name}' type='chat'><body>hi</body></message>")
    wire.expect(rb"<stream:error>")
    wire.expect_end(timeout=15)
    juliet.reads_nothing_more(romeo)
    juliet.reads_nothing_more(mercutio)


def a_name_from_another_address_is_refused(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    padua = lan.host("padua")
    tybalt = padua.raw_peer("tybalt")
    juliet.sees(tybalt)
    wire = tybalt.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, "I am Romeo"))
    wire.expect(rb"<stream:error>")
    wire.expect_end(timeout=15)
    juliet.reads_nothing_more(romeo)
    juliet.reads_nothing_more(tybalt)


def who_answers_in_the_place_of_another_is_told_nothing(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    tybalt = romeo.host.raw_peer("tybalt")
    juliet.sees(tybalt)
    juliet.writes(romeo, "for you alone")
    wire = romeo.accept()
    wire.expect(OURS)
    wire.send(header(tybalt.name, juliet.name))
    wire.expect(error("invalid-from"))
    assert b"<message" not in wire.received, wire.received
    wire = romeo.accept()
    wire.expect(OURS)
    wire.send(header(romeo.name, juliet.name))
    wire.expect(rb"<body>for you alone</body>")


def our_own_name_is_refused(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(juliet.name, juliet.name) + say(juliet.name, juliet.name, "I am you"))
    wire.expect(rb"<stream:error>")
    wire.expect_end(timeout=15)
    assert not juliet.events("line"), juliet.events("line")


def a_stanza_cannot_say_that_it_is_from_another(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    mercutio = lan.host("padua").raw_peer("mercutio")
    juliet.sees(mercutio)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + say(mercutio.name, juliet.name, "I am Mercutio"))
    juliet.reads(romeo, "I am Mercutio")
    juliet.reads_nothing_more(mercutio)


def who_is_not_on_the_network_yet_is_waited_for(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    romeo = mantua.raw_peer("romeo", publish=False)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, "I come"))
    wire.expect(OURS)
    romeo.publish(["txtvers=1", "status=avail"])
    juliet.reads(romeo, "I come")


@limit(60)
def who_never_appears_is_not_heard(lan):
    verona, mantua = lan.new_hosts("verona", "mantua")
    juliet = verona.headless("link-local", "juliet")
    nobody = mantua.raw_peer("nobody", publish=False)
    wire = nobody.connect(juliet)
    wire.send(header(nobody.name, juliet.name) + say(nobody.name, juliet.name, "boo"))
    wire.expect(rb"<stream:error><connection-timeout", timeout=20)
    wire.expect_end(timeout=15)
    juliet.reads_nothing_more(nobody)


def a_hundred_silent_callers_keep_nobody_out(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    silent = [romeo.connect(juliet) for _ in range(100)]
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, "through"))
    juliet.reads(romeo, "through")
    lan.wait(lambda: sum(wire.end is not None for wire in silent) >= 92, "the oldest are cut off", 20)
    for one in silent[:92]:
        one.expect(rb"<stream:stream [^>]*>" + error("resource-constraint").encode())
        assert not one.unread, one.unread


def who_calls_and_says_nothing_is_not_waited_for(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    slow = romeo.connect(juliet)
    slow.send(header(romeo.name, juliet.name)[:-1])
    for one in (wire, slow):
        one.expect(rb"<stream:stream [^>]*>" + error("connection-timeout").encode(), timeout=15)
        one.expect_end("eof")


def of_a_heap_of_streams_the_oldest_give_way(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wires = []
    for number in range(20):
        wires.append(romeo.connect(juliet))
        wires[-1].send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, f"stream {number}"))
        juliet.reads(romeo, f"stream {number}")
    lan.wait(lambda: all(wire.end for wire in wires[:12]), "the oldest are ended", 20)
    for wire in wires[:12]:
        wire.expect(error("conflict"))
    assert not any(wire.end for wire in wires[12:]), [wire.end for wire in wires]
    wires[-1].send(say(romeo.name, juliet.name, "still here"))
    juliet.reads(romeo, "still here")


def who_wants_to_speak_to_somebody_else_is_told_so(lan):
    """Their record of that person is out of date: it was at our address."""
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, "rosaline@verona") + say(romeo.name, "rosaline@verona", "for you alone"))
    wire.expect(OURS.decode() + ".*" + error("host-unknown"))
    wire.expect_end("eof")
    juliet.reads_nothing_more(romeo)


def who_spells_us_in_another_way_means_us_all_the_same(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    for to in ("", juliet.host.ipv4(), juliet.name.upper(), juliet.name + "/local", juliet.name + ".local.",
               r"juliet\064verona"):
        wire = romeo.connect(juliet)
        wire.send(header(romeo.name, to) + say(romeo.name, to, f"to {to}"))
        juliet.reads(romeo, f"to {to}")
        wire.close()


# -- what is said --------------------------------------------------------------------------------


def typing_with_text_is_not_speech_and_the_last_word_is_shown_once(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    sentence = "good night, good night"
    event = "<x xmlns='jabber:x:event'><composing/>{}</x>"
    parts = [f"<message to='{juliet.name}' type='chat'><body>{sentence[:end]}</body>"
             + event.format("<id>1</id>") + "</message>" for end in range(1, len(sentence), 5)]
    final = (f"<message to='{juliet.name}' type='chat'><body>{sentence}</body>"
             + event.format("") + "</message>")
    wire.send(header(romeo.name, juliet.name) + "".join(parts) + final
              + say(romeo.name, juliet.name, "parting"))
    juliet.reads(romeo, sentence)
    juliet.reads(romeo, "parting")


def a_chat_state_alone_is_not_shown(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name)
              + "<message type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>"
              + say(romeo.name, juliet.name, "x"))
    juliet.reads(romeo, "x")


def a_message_without_type_and_from_is_shown(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    wire.send(header(romeo.name, juliet.name) + f"<message to='{juliet.name}'><body>plain</body></message>")
    juliet.reads(romeo, "plain")


def markup_from_the_network_is_never_obeyed(lan):
    juliet, romeo = juliet_and_a_raw_romeo(lan)
    wire = romeo.connect(juliet)
    body = "&lt;b&gt;x&lt;/b&gt; a &lt; b &amp;&amp; c"
    html = ("<html xmlns='http://www.w3.org/1999/xhtml'><body><font onclick='evil()'>see "
            "<img src='http://evil.example/x.png'/><script>evil()</script>"
            "<a href='javascript:evil()'>this</a> a &lt; b</font></body></html>")
    wire.send(header(romeo.name, juliet.name) + say(romeo.name, juliet.name, body)
              + f"<message type='chat'><body>see this</body>{html}</message>")
    juliet.reads(romeo, "<b>x</b> a < b && c")
    line = juliet.reads(romeo, re.compile("see .*this a < b"))
    assert "evil" not in line["html"] and "<img" not in line["html"].lower(), line["html"]


run(at_once=4)
