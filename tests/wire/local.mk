# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
wire_tests = \
	tests/wire/test-about \
	tests/wire/test-address \
	tests/wire/test-arena \
	tests/wire/test-dns \
	tests/wire/test-bob \
	tests/wire/test-caps \
	tests/wire/test-contact \
	tests/wire/test-disco \
	tests/wire/test-fingerprint \
	tests/wire/test-iq \
	tests/wire/test-language \
	tests/wire/test-markup \
	tests/wire/test-name \
	tests/wire/test-picture \
	tests/wire/test-presence \
	tests/wire/test-presence-publish \
	tests/wire/test-dbus-message \
	tests/wire/test-record \
	tests/wire/test-security \
	tests/wire/test-stanza \
	tests/wire/test-text \
	tests/wire/test-txt \
	tests/wire/test-xml-gate \
	tests/wire/test-xml-node \
	tests/wire/test-xml-reader
unit_tests += $(wire_tests)

wire_test_libs = src/libwire.la $(GLIB_LIBS) $(XML_LIBS)
check_LTLIBRARIES += tests/wire/libstrings.la
tests_wire_libstrings_la_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_libstrings_la_CFLAGS = $(WIRE_CFLAGS)
tests_wire_libstrings_la_SOURCES = tests/wire/presence-strings.c tests/wire/presence-strings.h

tests_wire_test_about_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_about_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_about_LDADD = $(wire_test_libs)
tests_wire_test_address_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_address_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_address_LDADD = $(wire_test_libs)
tests_wire_test_arena_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_arena_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_arena_LDADD = $(wire_test_libs)
tests_wire_test_dns_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_dns_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_dns_LDADD = $(wire_test_libs)
tests_wire_test_caps_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_caps_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_caps_LDADD = $(wire_test_libs)
tests_wire_test_contact_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_contact_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_contact_LDADD = $(wire_test_libs)
tests_wire_test_disco_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_disco_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_disco_LDADD = $(wire_test_libs)
tests_wire_test_fingerprint_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_fingerprint_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_fingerprint_LDADD = $(wire_test_libs)
tests_wire_test_iq_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_iq_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_iq_LDADD = $(wire_test_libs)
tests_wire_test_language_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_language_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_language_LDADD = $(wire_test_libs)
tests_wire_test_markup_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_markup_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_markup_LDADD = $(wire_test_libs)
tests_wire_test_name_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_name_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_name_LDADD = $(wire_test_libs)
tests_wire_test_presence_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_presence_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_presence_LDADD = tests/wire/libstrings.la $(wire_test_libs)
tests_wire_test_presence_publish_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_presence_publish_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_presence_publish_LDADD = tests/wire/libstrings.la $(wire_test_libs)
tests_wire_test_dbus_message_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_dbus_message_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_dbus_message_LDADD = $(wire_test_libs)
tests_wire_test_record_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_record_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_record_LDADD = $(wire_test_libs)
tests_wire_test_security_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_security_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_security_LDADD = $(wire_test_libs)
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
tests_wire_test_bob_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_bob_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_bob_LDADD = $(wire_test_libs)
tests_wire_test_picture_CPPFLAGS = $(WIRE_CPPFLAGS)
tests_wire_test_picture_CFLAGS = $(WIRE_CFLAGS)
tests_wire_test_picture_LDADD = $(wire_test_libs)
