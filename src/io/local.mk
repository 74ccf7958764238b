# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# Of libpurple this layer has the event loop's header alone (see tests/layers.t).
IO_CPPFLAGS = -D_GNU_SOURCE -iquote layers/io
IO_CFLAGS = $(WIRE_CFLAGS) $(PURPLE_CFLAGS) $(AVAHI_CFLAGS) $(GNUTLS_CFLAGS) $(PIXBUF_CFLAGS)
noinst_LTLIBRARIES += src/libio.la
src_libio_la_CPPFLAGS = $(IO_CPPFLAGS)
src_libio_la_CFLAGS = $(IO_CFLAGS)
src_libio_la_LIBADD = $(AVAHI_LIBS) $(GNUTLS_LIBS) $(PIXBUF_LIBS)
src_libio_la_SOURCES = \
	src/io/attempt.c src/io/attempt.h \
	src/io/avahi.c src/io/avahi.h \
	src/io/avahi-browser.c src/io/avahi-browser.h \
	src/io/avahi-bus.c src/io/avahi-bus.h \
	src/io/avahi-client.c src/io/avahi-client.h \
	src/io/avahi-daemon.c src/io/avahi-daemon.h \
	src/io/avahi-embedded.c src/io/avahi-embedded.h \
	src/io/avahi-error.c src/io/avahi-error.h \
	src/io/avahi-group.c src/io/avahi-group.h \
	src/io/avahi-null.c src/io/avahi-null.h \
	src/io/avahi-object.c src/io/avahi-object.h \
	src/io/avahi-picture.c src/io/avahi-picture.h \
	src/io/avahi-pool.c src/io/avahi-pool.h \
	src/io/avahi-publisher.c src/io/avahi-publisher.h \
	src/io/avahi-question.c src/io/avahi-question.h \
	src/io/avahi-resolve.c src/io/avahi-resolve.h \
	src/io/avahi-server.c src/io/avahi-server.h \
	src/io/avahi-watch.c src/io/avahi-watch.h \
	src/io/caller.c src/io/caller.h \
	src/io/carrier.c src/io/carrier.h \
	src/io/channel.c src/io/channel.h \
	src/io/connection.c src/io/connection.h \
	src/io/connector.c src/io/connector.h \
	src/io/contact-lookup.c src/io/contact-lookup.h \
	src/io/contact-probe.c src/io/contact-probe.h \
	src/io/dbus.c src/io/dbus.h \
	src/io/discovery.c src/io/discovery.h \
	src/io/discovery-auto.c src/io/discovery-auto.h \
	src/io/discovery-avahi.c src/io/discovery-avahi.h \
	src/io/discovery-contacts.c src/io/discovery-contacts.h \
	src/io/discovery-set.c src/io/discovery-set.h \
	src/io/endpoint.c src/io/endpoint.h src/io/endpoint-private.h \
	src/io/endpoint-messages.c src/io/endpoint-trust.c \
	src/io/gallery.c src/io/gallery.h \
	src/io/guard.c src/io/guard.h \
	src/io/host-name.c src/io/host-name.h \
	src/io/identity.c src/io/identity.h \
	src/io/inquiry.c src/io/inquiry.h \
	src/io/interfaces.c src/io/interfaces.h \
	src/io/key.c src/io/key.h \
	src/io/listener.c src/io/listener.h \
	src/io/location.c src/io/location.h \
	src/io/mailbox.c src/io/mailbox.h \
	src/io/notes.c src/io/notes.h \
	src/io/mdns-socket.c src/io/mdns-socket.h \
	src/io/marks.c src/io/marks.h \
	src/io/merged-resolve.c src/io/merged-resolve.h \
	src/io/messenger.c src/io/messenger-private.h src/io/messenger.h \
	src/io/messenger-session.c src/io/messenger-streams.c \
	src/io/messengers.c src/io/messengers.h \
	src/io/path-watch.c src/io/path-watch.h \
	src/io/neighbours.c src/io/neighbours.h \
	src/io/picture-store.c src/io/picture-store.h \
	src/io/pins.c src/io/pins.h \
	src/io/portrait.c src/io/portrait.h \
	src/io/private-file.c src/io/private-file.h \
	src/io/publication.c src/io/publication.h \
	src/io/reception.c src/io/reception.h \
	src/io/reconfirm.c src/io/reconfirm.h \
	src/io/responder.c src/io/responder.h \
	src/io/safety-number.c src/io/safety-number.h \
	src/io/suspend.c src/io/suspend.h \
	src/io/timer.h \
	src/io/tls.c src/io/tls.h \
	src/io/transport.c src/io/transport.h
