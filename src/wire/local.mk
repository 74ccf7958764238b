# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
WIRE_CPPFLAGS = -iquote layers/wire
WIRE_CFLAGS = $(AM_CFLAGS) $(GLIB_CFLAGS) $(XML_CFLAGS)
noinst_LTLIBRARIES += src/libwire.la
src_libwire_la_CPPFLAGS = $(WIRE_CPPFLAGS)
src_libwire_la_CFLAGS = $(WIRE_CFLAGS)
src_libwire_la_SOURCES = \
	src/limits.h \
	src/wire/namespaces.h \
	src/wire/about.c src/wire/about.h \
	src/wire/address.c src/wire/address.h \
	src/wire/arena.c src/wire/arena.h \
	src/wire/dbus-message.c src/wire/dbus-message.h \
	src/wire/dns.c src/wire/dns.h \
	src/wire/fingerprint.c src/wire/fingerprint.h \
	src/wire/link.h \
	src/wire/bob.c src/wire/bob.h \
	src/wire/welcome.h \
	src/wire/caps.c src/wire/caps.h \
	src/wire/contact.c src/wire/contact.h \
	src/wire/disco.c src/wire/disco.h \
	src/wire/iq.c src/wire/iq.h \
	src/wire/language.c src/wire/language.h \
	src/wire/markup.c src/wire/markup-write.c src/wire/markup.h \
	src/wire/markup-kind.c src/wire/markup-kind.h \
	src/wire/mail.c src/wire/mail.h \
	src/wire/markup-style.c src/wire/markup-style.h \
	src/wire/name.c src/wire/name.h \
	src/wire/picture.c src/wire/picture.h \
	src/wire/presence.c src/wire/presence.h \
	src/wire/record.c src/wire/record.h \
	src/wire/security.c src/wire/security.h \
	src/wire/stanza.c src/wire/stanza.h \
	src/wire/text.c src/wire/text.h \
	src/wire/txt.c src/wire/txt.h \
	src/wire/utf8.c src/wire/utf8.h \
	src/wire/xml-gate.c src/wire/xml-gate.h \
	src/wire/xml-node.c src/wire/xml-node.h \
	src/wire/xml-reader.c src/wire/xml-reader.h \
	src/wire/xml-token.c src/wire/xml-token.h \
	src/wire/xml-writer.c src/wire/xml-writer.h
