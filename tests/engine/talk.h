/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/stream.h"

/* Streams made to talk, and what they tell put in words. */

#define XMLNS "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
#define END   "</stream:stream>"

/* A test, which talk_add() runs twice: all bytes of a feed at once, and each for itself. */
typedef struct {
  const char *name;
  void (*run)(void);
} TalkTest;
void talk_add(const char *group, const TalkTest *tests, gsize n);

/* talk_let_pass: from now on it is later for all streams. */
void talk_let_pass(gint64 milliseconds);

/* talk_feed: STREAM gets BYTES, PIECE of them at a time (0: as the test is run); what it tells, as
 * "header from>to 1.0; confirmed 3; message its-body; end". (transfer full) */
char *talk_feed(LlStream *stream, const char *bytes, gsize piece);
void talk_assert_feed(LlStream *stream, const char *bytes, const char *expected);
/* talk_take: what STREAM has to say. (transfer full) */
char *talk_take(LlStream *stream);
void talk_assert_output(LlStream *stream, const char *expected);

/* talk_recipient: bob@peer2, with the stream id "id7"; talk_initiator: alice@peer1 to bob@peer2,
 * started; talk_open_recipient: as the first, greeted by a 1.0 peer. (transfer full) */
LlStream *talk_recipient(void);
LlStream *talk_initiator(void);
LlStream *talk_open_recipient(void);
