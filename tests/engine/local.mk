# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
engine_tests = \
	tests/engine/test-answer \
	tests/engine/test-capabilities \
	tests/engine/test-acks \
	tests/engine/test-contacts \
	tests/engine/test-dialogue \
	tests/engine/test-doubts \
	tests/engine/test-heard \
	tests/engine/test-links \
	tests/engine/test-negotiation \
	tests/engine/test-own-names \
	tests/engine/test-pace \
	tests/engine/test-pictures \
	tests/engine/test-requests \
	tests/engine/test-roll-call \
	tests/engine/test-roster \
	tests/engine/test-rounds \
	tests/engine/test-self \
	tests/engine/test-session \
	tests/engine/test-session-acks \
	tests/engine/test-session-crossing \
	tests/engine/test-session-kept \
	tests/engine/test-session-network \
	tests/engine/test-session-state \
	tests/engine/test-session-streams \
	tests/engine/test-stream \
	tests/engine/test-stream-header \
	tests/engine/test-stream-tls \
	tests/engine/test-trust \
	tests/engine/test-trust-text \
	tests/engine/test-typing
unit_tests += $(engine_tests)

engine_test_libs = src/libengine.la src/libwire.la $(GLIB_LIBS) $(XML_LIBS)
check_LTLIBRARIES += tests/engine/libplay.la
tests_engine_libplay_la_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_libplay_la_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_libplay_la_SOURCES = \
	tests/engine/network.c tests/engine/network.h \
	tests/engine/person-others.c tests/engine/person-ours.c tests/engine/person.h \
	tests/engine/play.c tests/engine/play.h \
	tests/engine/talk.c tests/engine/talk.h

tests_engine_test_answer_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_answer_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_answer_LDADD = $(engine_test_libs)
tests_engine_test_capabilities_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_capabilities_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_capabilities_LDADD = $(engine_test_libs)
tests_engine_test_contacts_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_contacts_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_contacts_LDADD = $(engine_test_libs)
tests_engine_test_doubts_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_doubts_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_doubts_LDADD = $(engine_test_libs)
tests_engine_test_heard_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_heard_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_heard_LDADD = $(engine_test_libs)
tests_engine_test_links_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_links_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_links_LDADD = $(engine_test_libs)
tests_engine_test_negotiation_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_negotiation_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_negotiation_LDADD = $(engine_test_libs)
tests_engine_test_own_names_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_own_names_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_own_names_LDADD = $(engine_test_libs)
tests_engine_test_pace_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_pace_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_pace_LDADD = $(engine_test_libs)
tests_engine_test_requests_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_requests_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_requests_LDADD = $(engine_test_libs)
tests_engine_test_roll_call_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_roll_call_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_roll_call_LDADD = $(engine_test_libs)
tests_engine_test_roster_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_roster_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_roster_LDADD = $(engine_test_libs)
tests_engine_test_rounds_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_rounds_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_rounds_LDADD = $(engine_test_libs)
tests_engine_test_self_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_self_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_self_LDADD = $(engine_test_libs)
tests_engine_test_session_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_session_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_session_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_session_crossing_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_session_crossing_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_session_crossing_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_session_network_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_session_network_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_session_network_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_session_state_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_session_state_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_session_state_LDADD = $(engine_test_libs)
tests_engine_test_session_streams_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_session_streams_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_session_streams_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_stream_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_stream_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_stream_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_stream_header_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_stream_header_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_stream_header_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_stream_tls_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_stream_tls_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_stream_tls_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_acks_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_acks_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_acks_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_session_acks_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_session_acks_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_session_acks_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_trust_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_trust_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_trust_LDADD = $(engine_test_libs)
tests_engine_test_trust_text_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_trust_text_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_trust_text_LDADD = $(engine_test_libs)
tests_engine_test_typing_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_typing_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_typing_LDADD = $(engine_test_libs)
tests_engine_test_dialogue_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_dialogue_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_dialogue_LDADD = $(engine_test_libs)
tests_engine_test_session_kept_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_session_kept_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_session_kept_LDADD = tests/engine/libplay.la $(engine_test_libs)
tests_engine_test_pictures_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_pictures_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_pictures_LDADD = $(engine_test_libs)
