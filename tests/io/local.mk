# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
io_tests = \
	tests/io/test-avahi-publisher \
	tests/io/test-avahi-watch \
	tests/io/test-channel \
	tests/io/test-connection \
	tests/io/test-connector \
	tests/io/test-discovery-contacts \
	tests/io/test-discovery-set \
	tests/io/test-fake-discovery \
	tests/io/test-discovery-auto \
	tests/io/test-gallery \
	tests/io/test-guard \
	tests/io/test-host-name \
	tests/io/test-identity \
	tests/io/test-identity-sessions \
	tests/io/test-mailbox \
	tests/io/test-marks \
	tests/io/test-notes \
	tests/io/test-picture-store \
	tests/io/test-pins \
	tests/io/test-portrait \
	tests/io/test-private-file \
	tests/io/test-publication \
	tests/io/test-reception \
	tests/io/test-path-watch \
	tests/io/test-safety-number \
	tests/io/test-timer \
	tests/io/test-tls \
	tests/io/test-tls-others
unit_tests += $(io_tests)

io_test_cppflags = $(IO_CPPFLAGS) -iquote $(srcdir)/tests/support
io_test_libs = src/libio.la src/libengine.la src/libwire.la $(PURPLE_LIBS) $(GLIB_LIBS) $(XML_LIBS) $(GNUTLS_LIBS)

check_LTLIBRARIES += tests/support/libfake-discovery.la
tests_support_libfake_discovery_la_CPPFLAGS = $(io_test_cppflags)
tests_support_libfake_discovery_la_CFLAGS = $(IO_CFLAGS)
tests_support_libfake_discovery_la_SOURCES = \
	tests/support/fake-discovery.c tests/support/fake-discovery.h \
	tests/support/fake-network.c tests/support/fake-network.h

check_LTLIBRARIES += tests/support/libfake-loop.la
tests_support_libfake_loop_la_CPPFLAGS = $(io_test_cppflags)
tests_support_libfake_loop_la_CFLAGS = $(IO_CFLAGS)
tests_support_libfake_loop_la_SOURCES = tests/support/fake-loop.c tests/support/fake-loop.h

check_LTLIBRARIES += tests/support/libtls-end.la
tests_support_libtls_end_la_CPPFLAGS = $(io_test_cppflags)
tests_support_libtls_end_la_CFLAGS = $(IO_CFLAGS)
tests_support_libtls_end_la_SOURCES = tests/support/tls-end.c tests/support/tls-end.h

tests_io_test_channel_CPPFLAGS = $(io_test_cppflags)
tests_io_test_channel_CFLAGS = $(IO_CFLAGS)
tests_io_test_channel_LDADD = tests/support/libfake-loop.la $(io_test_libs)

tests_io_test_connector_CPPFLAGS = $(io_test_cppflags)
tests_io_test_connector_CFLAGS = $(IO_CFLAGS)
tests_io_test_connector_LDADD = tests/support/libfake-loop.la $(io_test_libs)

tests_io_test_connection_CPPFLAGS = $(io_test_cppflags)
tests_io_test_connection_CFLAGS = $(IO_CFLAGS)
tests_io_test_connection_LDADD = tests/support/libfake-loop.la $(io_test_libs)

tests_io_test_discovery_contacts_CPPFLAGS = $(io_test_cppflags)
tests_io_test_discovery_contacts_CFLAGS = $(IO_CFLAGS)
tests_io_test_discovery_contacts_LDADD = $(io_test_libs)

tests_io_test_discovery_set_CPPFLAGS = $(io_test_cppflags)
tests_io_test_discovery_set_CFLAGS = $(IO_CFLAGS)
tests_io_test_discovery_set_LDADD = tests/support/libfake-discovery.la $(io_test_libs)

tests_io_test_fake_discovery_CPPFLAGS = $(io_test_cppflags)
tests_io_test_fake_discovery_CFLAGS = $(IO_CFLAGS)
tests_io_test_fake_discovery_LDADD = tests/support/libfake-discovery.la $(io_test_libs)

tests_io_test_discovery_auto_CPPFLAGS = $(io_test_cppflags)
tests_io_test_discovery_auto_CFLAGS = $(IO_CFLAGS)
tests_io_test_discovery_auto_LDADD = tests/support/libfake-discovery.la $(io_test_libs)

tests_io_test_host_name_CPPFLAGS = $(io_test_cppflags)
tests_io_test_host_name_CFLAGS = $(IO_CFLAGS)
tests_io_test_host_name_LDADD = $(io_test_libs)

tests_io_test_avahi_publisher_CPPFLAGS = $(io_test_cppflags)
tests_io_test_avahi_publisher_CFLAGS = $(IO_CFLAGS)
tests_io_test_avahi_publisher_LDADD = $(io_test_libs)
tests_io_test_avahi_watch_CPPFLAGS = $(io_test_cppflags)
tests_io_test_avahi_watch_CFLAGS = $(IO_CFLAGS)
tests_io_test_avahi_watch_LDADD = $(io_test_libs)

tests_io_test_publication_CPPFLAGS = $(io_test_cppflags)
tests_io_test_publication_CFLAGS = $(IO_CFLAGS)
tests_io_test_publication_LDADD = tests/support/libfake-discovery.la $(io_test_libs)

tests_io_test_reception_CPPFLAGS = $(io_test_cppflags)
tests_io_test_reception_CFLAGS = $(IO_CFLAGS)
tests_io_test_reception_LDADD = \
	tests/support/libfake-discovery.la tests/support/libfake-loop.la $(io_test_libs)

tests_io_test_path_watch_CPPFLAGS = $(io_test_cppflags)
tests_io_test_path_watch_CFLAGS = $(IO_CFLAGS)
tests_io_test_path_watch_LDADD = $(io_test_libs)

# Discovery on a terminal, for tests/lan/discovery.t.
check_PROGRAMS += tests/io/discovery-probe
tests_io_discovery_probe_CPPFLAGS = $(IO_CPPFLAGS)
tests_io_discovery_probe_CFLAGS = $(IO_CFLAGS)
tests_io_discovery_probe_LDADD = $(io_test_libs)

tests_io_test_notes_CPPFLAGS = $(io_test_cppflags)
tests_io_test_notes_CFLAGS = $(IO_CFLAGS)
tests_io_test_notes_LDADD = $(io_test_libs)

tests_io_test_timer_CPPFLAGS = $(io_test_cppflags)
tests_io_test_timer_CFLAGS = $(IO_CFLAGS)
tests_io_test_timer_LDADD = $(io_test_libs)
tests_io_test_mailbox_CPPFLAGS = $(io_test_cppflags)
tests_io_test_mailbox_CFLAGS = $(IO_CFLAGS)
tests_io_test_mailbox_LDADD = $(io_test_libs)

tests_io_test_guard_CPPFLAGS = $(io_test_cppflags)
tests_io_test_guard_CFLAGS = $(IO_CFLAGS)
tests_io_test_guard_LDADD = tests/support/libfake-loop.la $(io_test_libs)

tests_io_test_marks_CPPFLAGS = $(io_test_cppflags)
tests_io_test_marks_CFLAGS = $(IO_CFLAGS)
tests_io_test_marks_LDADD = $(io_test_libs)

tests_io_test_tls_CPPFLAGS = $(io_test_cppflags)
tests_io_test_tls_CFLAGS = $(IO_CFLAGS)
tests_io_test_tls_LDADD = $(io_test_libs)

tests_io_test_identity_CPPFLAGS = $(io_test_cppflags)
tests_io_test_identity_CFLAGS = $(IO_CFLAGS)
tests_io_test_identity_LDADD = $(io_test_libs)

tests_io_test_identity_sessions_CPPFLAGS = $(io_test_cppflags)
tests_io_test_identity_sessions_CFLAGS = $(IO_CFLAGS)
tests_io_test_identity_sessions_LDADD = tests/support/libtls-end.la $(io_test_libs)

tests_io_test_pins_CPPFLAGS = $(io_test_cppflags)
tests_io_test_pins_CFLAGS = $(IO_CFLAGS)
tests_io_test_pins_LDADD = $(io_test_libs)

tests_io_test_private_file_CPPFLAGS = $(io_test_cppflags)
tests_io_test_private_file_CFLAGS = $(IO_CFLAGS)
tests_io_test_private_file_LDADD = $(io_test_libs)

tests_io_test_safety_number_CPPFLAGS = $(io_test_cppflags)
tests_io_test_safety_number_CFLAGS = $(IO_CFLAGS)
tests_io_test_safety_number_LDADD = $(io_test_libs)

tests_io_test_tls_others_CPPFLAGS = $(io_test_cppflags)
tests_io_test_tls_others_CFLAGS = $(IO_CFLAGS)
tests_io_test_tls_others_LDADD = tests/support/libtls-end.la $(io_test_libs)
tests_io_test_gallery_CPPFLAGS = $(io_test_cppflags)
tests_io_test_gallery_CFLAGS = $(IO_CFLAGS)
tests_io_test_gallery_LDADD = \
	tests/support/libfake-discovery.la tests/support/libfake-loop.la $(io_test_libs)
tests_io_test_picture_store_CPPFLAGS = $(io_test_cppflags)
tests_io_test_picture_store_CFLAGS = $(IO_CFLAGS)
tests_io_test_picture_store_LDADD = $(io_test_libs)
tests_io_test_portrait_CPPFLAGS = $(io_test_cppflags)
tests_io_test_portrait_CFLAGS = $(IO_CFLAGS)
tests_io_test_portrait_LDADD = $(io_test_libs) $(PIXBUF_LIBS)
