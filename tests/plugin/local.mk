# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later

# The whole face in a real libpurple, with a fake endpoint in the place of what is below it.
plugin_tests = \
	tests/plugin/test-account \
	tests/plugin/test-bitlbee \
	tests/plugin/test-buddies \
	tests/plugin/test-chat \
	tests/plugin/test-distrust \
	tests/plugin/test-info \
	tests/plugin/test-keys \
	tests/plugin/test-notice \
	tests/plugin/test-picture \
	tests/plugin/test-security \
	tests/plugin/test-strangers \
	tests/plugin/test-verify \
	tests/plugin/test-waiting
unit_tests += $(plugin_tests)

plugin_test_cppflags = $(PLUGIN_CPPFLAGS) -iquote $(srcdir)/tests/support -iquote $(srcdir)/tests/plugin
plugin_test_libs = tests/plugin/libclient.la src/libface.la src/libwire.la \
	$(PURPLE_LIBS) $(GLIB_LIBS) $(XML_LIBS)

check_LTLIBRARIES += tests/plugin/libclient.la
tests_plugin_libclient_la_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_libclient_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_libclient_la_SOURCES = \
	src/plugin/plugin.c \
	tests/plugin/client.c tests/plugin/client.h \
	tests/plugin/dialogs.c tests/plugin/dialogs.h \
	tests/plugin/journal.c tests/plugin/journal.h \
	tests/support/fake-endpoint.c tests/support/fake-endpoint.h \
	tests/support/fake-endpoint-private.h tests/support/fake-security.c

tests_plugin_test_account_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_account_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_account_LDADD = $(plugin_test_libs)
tests_plugin_test_buddies_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_buddies_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_buddies_LDADD = $(plugin_test_libs)
tests_plugin_test_chat_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_chat_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_chat_LDADD = $(plugin_test_libs)
tests_plugin_test_info_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_info_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_info_LDADD = $(plugin_test_libs)
tests_plugin_test_picture_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_picture_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_picture_LDADD = $(plugin_test_libs)
tests_plugin_test_waiting_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_waiting_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_waiting_LDADD = $(plugin_test_libs)
tests_plugin_test_bitlbee_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_bitlbee_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_bitlbee_LDADD = $(plugin_test_libs)
tests_plugin_test_distrust_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_distrust_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_distrust_LDADD = $(plugin_test_libs)
tests_plugin_test_keys_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_keys_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_keys_LDADD = $(plugin_test_libs)
tests_plugin_test_security_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_security_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_security_LDADD = $(plugin_test_libs)
tests_plugin_test_strangers_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_strangers_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_strangers_LDADD = $(plugin_test_libs)
tests_plugin_test_verify_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_verify_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_verify_LDADD = $(plugin_test_libs)
tests_plugin_test_notice_CPPFLAGS = $(plugin_test_cppflags)
tests_plugin_test_notice_CFLAGS = $(PLUGIN_CFLAGS)
tests_plugin_test_notice_LDADD = $(plugin_test_libs)
