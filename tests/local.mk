# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
TEST_EXTENSIONS = .t
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
T_LOG_DRIVER = $(TAP_DRIVER)
AM_TESTS_ENVIRONMENT = \
	LL_SRCDIR='$(abs_top_srcdir)'; LL_BUILDDIR='$(abs_top_builddir)'; LL_ASAN='$(LL_ASAN)'; \
	LL_MODULE='$(abs_top_builddir)/.libs/liblinklocal.so'; LL_CC='$(CC)'; \
	LL_PLUGINDIR="$$($(PKG_CONFIG) --variable=plugindir purple)"; \
	LL_TEST_CFLAGS='-std=gnu17 $(GLIB_CFLAGS) $(XML_CFLAGS) $(PURPLE_CFLAGS)'; \
	export LL_SRCDIR LL_BUILDDIR LL_ASAN LL_MODULE LL_CC LL_PLUGINDIR LL_TEST_CFLAGS;

# A layer's unit tests see and link that layer and what is below it.
wire_tests = \
	tests/wire/test-address \
	tests/wire/test-markup \
	tests/wire/test-name \
	tests/wire/test-presence \
	tests/wire/test-record \
	tests/wire/test-stanza \
	tests/wire/test-text \
	tests/wire/test-txt \
	tests/wire/test-xml-gate \
	tests/wire/test-xml-node \
	tests/wire/test-xml-reader
engine_tests = \
	tests/engine/test-roster \
	tests/engine/test-self \
	tests/engine/test-session \
	tests/engine/test-stream

wire_test_libs = src/libwire.la $(GLIB_LIBS) $(XML_LIBS)
tests_wire_test_address_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_address_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_address_LDADD = $(wire_test_libs)
tests_wire_test_markup_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_markup_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_markup_LDADD = $(wire_test_libs)
tests_wire_test_name_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_name_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_name_LDADD = $(wire_test_libs)
tests_wire_test_presence_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_presence_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_presence_LDADD = $(wire_test_libs)
tests_wire_test_record_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_record_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_record_LDADD = $(wire_test_libs)
tests_wire_test_stanza_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_stanza_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_stanza_LDADD = $(wire_test_libs)
tests_wire_test_text_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_text_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_text_LDADD = $(wire_test_libs)
tests_wire_test_txt_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_txt_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_txt_LDADD = $(wire_test_libs)
tests_wire_test_xml_gate_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_xml_gate_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_xml_gate_LDADD = $(wire_test_libs)
tests_wire_test_xml_node_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_xml_node_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_xml_node_LDADD = $(wire_test_libs)
tests_wire_test_xml_reader_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_xml_reader_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_xml_reader_LDADD = $(wire_test_libs)

engine_test_libs = src/libengine.la src/libwire.la $(GLIB_LIBS) $(XML_LIBS)
tests_engine_test_roster_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_roster_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_roster_LDADD = $(engine_test_libs)
tests_engine_test_self_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_self_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_self_LDADD = $(engine_test_libs)
tests_engine_test_session_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_session_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_session_LDADD = $(engine_test_libs)
tests_engine_test_stream_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_engine_test_stream_CFLAGS = $(ENGINE_CFLAGS)
tests_engine_test_stream_LDADD = $(engine_test_libs)

unit_tests = $(wire_tests) $(engine_tests)
shell_tests = tests/layers.t tests/module.t tests/po.t tests/quickstart.t

include tests/io/local.mk
include tests/plugin/local.mk
include tests/lan/local.mk

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests) $(shell_tests) $(LAN_TESTS)
EXTRA_DIST += tests/README tests/check.sh $(shell_tests)
