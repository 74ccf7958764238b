# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later

# The virtual LAN: the tests on it, the client with no screen that they drive, and the library.
LAN_TESTS = tests/lan/lan.t tests/lan/discovery.t tests/lan/responder.t \
	tests/lan/presence.t tests/lan/publish.t tests/lan/names.t tests/lan/streams.t \
	tests/lan/chat.t tests/lan/suspend.t tests/lan/undelivered.t tests/lan/vanished.t \
	tests/lan/beyond.t tests/lan/clients.t

check_PROGRAMS += tests/lan/headless
tests_lan_headless_SOURCES = \
	tests/lan/headless.c tests/lan/headless.h tests/lan/headless-buddies.c \
	tests/lan/headless-journal.c tests/lan/headless-requests.c tests/lan/headless-ui.c \
	tests/lan/headless-verbs.c
tests_lan_headless_CPPFLAGS =
tests_lan_headless_CFLAGS = $(AM_CFLAGS) $(PURPLE_CFLAGS) $(GLIB_CFLAGS)
tests_lan_headless_LDADD = $(PURPLE_LIBS) $(GLIB_LIBS) -ldl

EXTRA_DIST += $(LAN_TESTS) \
	tests/lan/avahi.py tests/lan/bitlbee.py tests/lan/clock.py tests/lan/demo.py tests/lan/finch.py \
	tests/lan/headless.py tests/lan/host.py tests/lan/lan.py tests/lan/logind.py \
	tests/lan/mdns.py tests/lan/nameserver.py tests/lan/netns.py \
	tests/lan/ocr.py tests/lan/person.py tests/lan/pidgin.py tests/lan/probe.py tests/lan/rawpeer.py \
	tests/lan/real_client.py tests/lan/sanitizer.py tests/lan/systembus.py tests/lan/tap.py
