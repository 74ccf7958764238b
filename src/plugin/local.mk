# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
PLUGIN_CPPFLAGS = -iquote layers/plugin -DPURPLE_PLUGINS -DLOCALEDIR=\"$(localedir)\"
PLUGIN_CFLAGS = $(WIRE_CFLAGS) $(PURPLE_CFLAGS)

# The face without the table that libpurple loads it by, so that a test can have it with a fake endpoint.
noinst_LTLIBRARIES += src/libface.la
src_libface_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
src_libface_la_CFLAGS = $(PLUGIN_CFLAGS)
src_libface_la_SOURCES = \
	src/plugin/account.c src/plugin/account.h \
	src/plugin/attention.c src/plugin/attention.h \
	src/plugin/bitlbee.c src/plugin/bitlbee.h \
	src/plugin/buddies.c src/plugin/buddies.h \
	src/plugin/chat.c src/plugin/chat.h \
	src/plugin/distrust.c src/plugin/distrust.h \
	src/plugin/domains.c src/plugin/domains.h \
	src/plugin/finch.c src/plugin/finch.h \
	src/plugin/handle.c src/plugin/handle.h \
	src/plugin/i18n.h \
	src/plugin/info.c src/plugin/info.h \
	src/plugin/keys.c src/plugin/keys.h \
	src/plugin/line.c src/plugin/line.h \
	src/plugin/notice.c src/plugin/notice.h \
	src/plugin/options.c src/plugin/options.h \
	src/plugin/picture.c src/plugin/picture.h \
	src/plugin/program.c src/plugin/program.h \
	src/plugin/question.c src/plugin/question.h \
	src/plugin/security.c src/plugin/security.h \
	src/plugin/status.c src/plugin/status.h \
	src/plugin/strangers.c src/plugin/strangers.h \
	src/plugin/undelivered.c src/plugin/undelivered.h \
	src/plugin/verify.c src/plugin/verify.h \
	src/plugin/waiting.c src/plugin/waiting.h \
	src/plugin/whereabouts.c src/plugin/whereabouts.h

purple_plugin_LTLIBRARIES = liblinklocal.la
purple_plugindir = @purple_plugindir@
liblinklocal_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
liblinklocal_la_CFLAGS = $(PLUGIN_CFLAGS)
liblinklocal_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -no-undefined \
	-export-symbols-regex '^purple_init_plugin$$'
liblinklocal_la_LIBADD = src/libface.la src/libio.la src/libengine.la src/libwire.la \
	$(PURPLE_LIBS) $(GLIB_LIBS) $(XML_LIBS)
liblinklocal_la_SOURCES = src/plugin/plugin.c
