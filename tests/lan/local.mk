# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later

# The virtual LAN: the tests on it, the client with no screen that they drive, and the library.
# The longest first, so that no processor waits for one of them in the end.
LAN_TESTS = tests/lan/recovery.t tests/lan/clients.t tests/lan/security-clients.t tests/lan/security.t tests/lan/beyond.t \
	tests/lan/vanished.t \
	tests/lan/several.t tests/lan/thousand.t tests/lan/streams.t tests/lan/discovery.t \
	tests/lan/undelivered.t tests/lan/waiting.t tests/lan/faults.t \
	tests/lan/pictures.t tests/lan/capabilities.t tests/lan/conversation.t tests/lan/peers.t tests/lan/publish.t \
	tests/lan/chat.t tests/lan/embedded.t tests/lan/presence.t tests/lan/names.t tests/lan/lan.t \
	tests/lan/responder.t tests/lan/suspend.t

# Once more with our own responder instead of the daemon, and some as somebody who is not root:
# `make check-embedded` and `make check-rootless` leave X.embedded.trs and X.rootless.trs. What is about the
# daemon says so itself (tap.about_the_daemon). As files are left out: lan.t, which shows the LAN without our
# plugin, embedded.t, which chooses its responders itself, and clients.t and its like, for to the real clients all is one.
EMBEDDED_LAN_TESTS = $(filter-out tests/lan/lan.t tests/lan/embedded.t %clients.t,$(LAN_TESTS))
ROOTLESS_LAN_TESTS = tests/lan/embedded.t
embedded_results = $(EMBEDDED_LAN_TESTS:.t=.embedded.trs)
rootless_results = $(ROOTLESS_LAN_TESTS:.t=.rootless.trs)
as_somebody = $$(test "$$(id -u)" -ne 0 || echo setpriv --reuid 65534 --regid 65534 --clear-groups)
other_result = $(TAP_DRIVER) --test-name '$(@:.trs=)' --log-file '$(@:.trs=.log)' --trs-file '$@' \
	--color-tests no --enable-hard-errors yes --expect-failure no --

check-embedded check-rootless: all $(check_PROGRAMS)
	@$(MAKE) $(AM_MAKEFLAGS) -k $(if $(findstring rootless,$@),$(rootless_results),$(embedded_results))
$(embedded_results):
	@$(MKDIR_P) $(@D); $(AM_TESTS_ENVIRONMENT) export LL_RESPONDER=embedded; \
	export LL_ARTEFACTS="$${LL_ARTEFACTS:+$$LL_ARTEFACTS/embedded}"; \
	$(other_result) '$(srcdir)/$(@:.embedded.trs=.t)'
$(rootless_results):
	@$(MKDIR_P) $(@D); $(AM_TESTS_ENVIRONMENT) unset LL_ARTEFACTS; \
	$(other_result) $(as_somebody) '$(srcdir)/$(@:.rootless.trs=.t)'
.PHONY: check-embedded check-rootless $(embedded_results) $(rootless_results)
CLEANFILES += $(embedded_results) $(embedded_results:.trs=.log) \
	$(rootless_results) $(rootless_results:.trs=.log)

check_PROGRAMS += tests/lan/headless
tests_lan_headless_SOURCES = \
	tests/lan/headless.c tests/lan/headless.h tests/lan/headless-buddies.c \
	tests/lan/headless-flood.c tests/lan/headless-journal.c tests/lan/headless-requests.c tests/lan/headless-ui.c \
	tests/lan/headless-verbs.c
tests_lan_headless_CPPFLAGS =
tests_lan_headless_CFLAGS = $(AM_CFLAGS) $(PURPLE_CFLAGS) $(GLIB_CFLAGS)
tests_lan_headless_LDADD = $(PURPLE_LIBS) $(GLIB_LIBS) -ldl

EXTRA_DIST += $(LAN_TESTS) \
	tests/lan/avahi.py tests/lan/bitlbee.py tests/lan/clock.py tests/lan/demo.py tests/lan/finch.py \
	tests/lan/headless.py tests/lan/host.py tests/lan/lan.py tests/lan/ledger.py tests/lan/logind.py \
	tests/lan/mdns.py tests/lan/nameserver.py tests/lan/netns.py \
	tests/lan/ocr.py tests/lan/person.py tests/lan/pictures.py tests/lan/pidgin.py tests/lan/probe.py tests/lan/rawpeer.py \
	tests/lan/real_client.py tests/lan/sanitizer.py tests/lan/sniffer.py tests/lan/systembus.py tests/lan/tap.py \
	tests/lan/tlspeer.py
