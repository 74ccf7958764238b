# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
ENGINE_CPPFLAGS = -iquote layers/engine
ENGINE_CFLAGS = $(WIRE_CFLAGS)
noinst_LTLIBRARIES += src/libengine.la
src_libengine_la_CPPFLAGS = $(ENGINE_CPPFLAGS)
src_libengine_la_CFLAGS = $(ENGINE_CFLAGS)
src_libengine_la_SOURCES = \
	src/engine/answer.c src/engine/answer.h \
	src/engine/capabilities.c src/engine/capabilities.h \
	src/engine/acks.c src/engine/acks.h \
	src/engine/contacts.c src/engine/contacts.h \
	src/engine/dialogue.c src/engine/dialogue.h \
	src/engine/doubts.c src/engine/doubts.h \
	src/engine/heard.c src/engine/heard.h \
	src/engine/links.c src/engine/links.h \
	src/engine/negotiation.c src/engine/negotiation.h \
	src/engine/outbox.c src/engine/outbox.h src/engine/outbox-private.h src/engine/outbox-sent.c \
	src/engine/own-names.c src/engine/own-names.h \
	src/engine/pace.c src/engine/pace.h \
	src/engine/peer.c src/engine/peer.h \
	src/engine/pictures.c src/engine/pictures.h \
	src/engine/requests.c src/engine/requests.h \
	src/engine/retry.c src/engine/retry.h \
	src/engine/roll-call.c src/engine/roll-call.h \
	src/engine/roster.c src/engine/roster.h \
	src/engine/rounds.c src/engine/rounds.h \
	src/engine/self.c src/engine/self.h \
	src/engine/session-state.c src/engine/session-state.h \
	src/engine/session.c src/engine/session-next.c src/engine/session-private.h src/engine/session.h \
	src/engine/stream-set.c src/engine/stream-set.h \
	src/engine/stream.c src/engine/stream.h \
	src/engine/trust.c src/engine/trust.h \
	src/engine/trust-text.c src/engine/trust-text.h \
	src/engine/typing.c src/engine/typing.h
