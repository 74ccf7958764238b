/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/outbox.h"
#include "engine/session-state.h"

/* What we and one other person have going: the messages that wait for them, the streams there are,
 * and the way to get one. It decides; io/messenger carries out. No clock: times are milliseconds of
 * any monotonic clock, passed in as NOW.
 *
 * Two programs may connect to each other in the same moment. prpl-bonjour then takes over the
 * stream that we opened and drops its own, with what we sent on it. So: as long as our header has
 * not gone out, their stream is taken and our attempt abandoned; once it has, everything waits for
 * the answer, and their stream serves if none comes.
 *
 * A stream dies without a word with the address or the interface that it goes through, though the
 * person is still there by another way. So if for LL_SESSION_SILENT_MS nobody has acknowledged what
 * was sent, another stream is tried for beside it. The one that is there first, by an
 * acknowledgement or an answer, carries what there is, and in the latter case the silent one is cut
 * off. After LL_SESSION_ACK_MS it is cut off anyway, and there is a last moment
 * (LL_OUTBOX_AGAIN_MS) to get another. */

/* Times in milliseconds. A message that could not be sent is told within LL_SESSION_SEND_MS, one
 * whose bytes nobody acknowledges within LL_SESSION_ACK_MS and LL_OUTBOX_AGAIN_MS. */
#define LL_SESSION_SEND_MS   12000
#define LL_SESSION_GREET_MS  5000
#define LL_SESSION_SETTLE_MS 100
#define LL_SESSION_SILENT_MS 2000
#define LL_SESSION_ACK_MS    9000
/* So long a program may take to read what has arrived at its machine, where it confirms that. It
 * may be stopped, or busy. */
#define LL_SESSION_READ_MS 120000
/* Who confirms what they read is asked for that with each message before which nothing was said for
 * LL_SESSION_PAUSE_MS. Of those that follow each other sooner the first LL_SESSION_ASKS_AT_ONCE
 * ask, and then one every LL_SESSION_ASK_MS or when so many bytes of text have gone out since: in a
 * long run of messages one answer is for many of them. */
#define LL_SESSION_PAUSE_MS      25
#define LL_SESSION_ASK_MS        100
#define LL_SESSION_ASKS_AT_ONCE  10
#define LL_SESSION_UNASKED_BYTES (16 * 1024)
/* A stream on which nothing was said for so long is closed, if the other side confirms what it
 * reads: nothing is lost by it then, and nobody sees it. prpl-bonjour shows people the end of a
 * stream as the end of the conversation. */
#define LL_SESSION_UNUSED_MS 600000

/* What the owner is to do next. */
typedef enum {
  LL_SESSION_DO_NOTHING,
  LL_SESSION_DO_CONNECT, /* find their addresses and connect; report connected() or failed() */
  LL_SESSION_DO_ABANDON, /* drop the attempt, whatever its stage; `stream` if it became one */
  LL_SESSION_DO_SEND,    /* write `message` to `stream`, then call ll_session_sent(); if `asks`,
                            ask what they have read up to there */
  LL_SESSION_DO_ASK,     /* ask that on `stream` */
  LL_SESSION_DO_SAVE,    /* `message` may have to wait: see that another life of this program sends
                            it if this one does not; it stays the session's */
  LL_SESSION_DO_UNNOTE,  /* the note of the message `id` is not needed any more */
  LL_SESSION_DO_KEEP,    /* tell the user that `message` waits until they are back; likewise */
  LL_SESSION_DO_DONE,    /* `message`, saved, has arrived (transfer full) */
  LL_SESSION_DO_UNDELIVERED, /* tell the user of `message` and why (transfer full) */
  LL_SESSION_DO_CLOSE,       /* end the stream with grace: nobody uses it; it is closing() for that
                                without being told */
  LL_SESSION_DO_DROP,        /* cut the stream off: nothing more of it may arrive; it is gone() for
                                `why`: VANISHED unless they are known to be there */
} LlSessionDo;

typedef struct {
  LlSessionDo what;
  guint stream;
  LlOutgoing *message;
  gboolean asks;
  guint64 id;
  LlEnd why;
} LlSessionAction;

typedef struct LlSession LlSession;

LlSession *ll_session_new(void);
void ll_session_free(LlSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlSession, ll_session_free)
LlSessionState ll_session_state(const LlSession *session);
/* ll_session_is_idle: nothing waits, nothing is on its way, there is no stream: it can be freed. */
gboolean ll_session_is_idle(const LlSession *session);

/* ll_session_oldest: of the streams the one that was used last before all others, 0 for none, and
 * when that was. */
guint ll_session_oldest(const LlSession *session, gint64 *ret_active);

/* ll_session_set_keeps: from now on messages to who was away when they were written are kept until
 * they are back (see ll_session_set_for_absent(), ll_session_appeared()), and so is all that we
 * still have when we sign off; what waits is saved meanwhile. */
void ll_session_set_keeps(LlSession *session);
/* ll_session_restore: MESSAGE was saved by another life of this program (transfer full). */
void ll_session_restore(LlSession *session, LlOutgoing *message);
/* ll_session_withdraw: take the message ID back, if it has not gone out. NULL: it has, or there is
 * none. (transfer full) (nullable) */
LlOutgoing *ll_session_withdraw(LlSession *session, guint64 id);
/* ll_session_waiting: all that has not gone out; LlOutgoing, in order. (transfer container) */
GPtrArray *ll_session_waiting(const LlSession *session);

/* ll_session_send: queue a message WRITTEN at that Unix time (texts are copied). FALSE when too
 * much waits already: it comes back by DO_UNDELIVERED. */
gboolean ll_session_send(LlSession *session, guint64 id, const char *plain, const char *xhtml,
                         gint64 written, gint64 now);
/* ll_session_want: there is to be a stream, though there is no message for it. If it can't be had,
 * that is that. */
void ll_session_want(LlSession *session);
/* ll_session_set_noted: the message sent last is noted, in case this program is killed, until
 * DO_UNNOTE. */
void ll_session_set_noted(LlSession *session);
/* ll_session_set_for_absent: the message of the last ll_session_send() is for somebody who is not
 * on the network now. */
void ll_session_set_for_absent(LlSession *session);
/* ll_session_connected: the attempt has a connection, known as STREAM (not 0); its header goes out
 * now. */
void ll_session_connected(LlSession *session, guint stream, gint64 now);
/* ll_session_greeted: their header came on our attempt: they are there, and get as long once more
 * to settle what is to be settled. */
void ll_session_greeted(LlSession *session, gint64 now);
/* ll_session_answered: stanzas can go on our attempt. Programs that turn a second stream away
 * answer with a header, too, and end it right behind: so it carries nothing for another moment. */
void ll_session_answered(LlSession *session);
/* ll_session_failed: the attempt is over. */
void ll_session_failed(LlSession *session, LlEnd why, gint64 now);
/* ll_session_incoming: STREAM was opened by them and is known to be theirs. */
void ll_session_incoming(LlSession *session, guint stream, gint64 now);
/* ll_session_closing: an end tag went one way or the other on STREAM: nothing can be sent on it,
 * what was sent may still arrive. */
void ll_session_closing(LlSession *session, guint stream);
/* ll_session_acked: their machine has STREAM's bytes up to END. */
void ll_session_acked(LlSession *session, guint stream, guint64 end);
/* ll_session_confirms: their features came on STREAM: they confirm what they read (engine/acks),
 * and so do not turn a stream away unseen. */
void ll_session_confirms(LlSession *session, guint stream, gint64 now);
/* ll_session_confirmed: their program has read what ll_session_sent() gave numbers up to NUMBER on
 * STREAM; ..._unconfirmed: it will confirm nothing there after all; ..._receipt: it has read the
 * message ID. */
void ll_session_confirmed(LlSession *session, guint stream, guint64 number);
void ll_session_unconfirmed(LlSession *session, guint stream);
void ll_session_receipt(LlSession *session, guint64 id);
/* ll_session_heard: something came from their program on STREAM, other than its header: they read
 * what is on it. */
void ll_session_heard(LlSession *session, guint stream, gint64 now);
/* ll_session_gone: STREAM is no more; first tell ll_session_acked() what is known. WHY is
 * - LL_END_CLOSED, LL_END_VANISHED, LL_END_SILENT: what was sent on it and not acknowledged goes
 *   out again, and so does whatever the end, what was to be confirmed and was not;
 * - LL_END_RESET: that and what was sent lately, as a reset means that something was not read. If
 * it comes for what is not acknowledged, they had gone before that, and most likely read the rest;
 * - LL_END_REFUSED: by a stream error of theirs; all that was sent lately comes back by
 *   DO_UNDELIVERED or, where another stream is there, goes out on that. */
void ll_session_gone(LlSession *session, guint stream, LlEnd why, gint64 now);
/* ll_session_appeared: they are seen on the network (again): a wait for that is over, and what was
 * kept goes out. */
void ll_session_appeared(LlSession *session, gint64 now);
/* ll_session_sent: the message of the last DO_SEND ends at END of its stream's bytes, and is the
 * NUMBER-th of the stanzas there that they confirm (0: they do not). */
void ll_session_sent(LlSession *session, guint64 end, guint64 number);
/* ll_session_shut: we sign off; first tell ll_session_acked() what the sockets took. Every message
 * that is not known to be there comes back by DO_UNDELIVERED, or is saved where messages are kept.
 */
void ll_session_shut(LlSession *session);

/* ll_session_next: the next thing to do at NOW; call until DO_NOTHING. Before it, tell all that is
 * known: sending is decided as late as this, so that a stream whose end is in the same bytes as its
 * header is not used. */
void ll_session_next(LlSession *session, gint64 now, LlSessionAction *ret_action);
/* ll_session_deadline: when ll_session_next() has something to do even if nothing happens;
 * G_MAXINT64: never. */
gint64 ll_session_deadline(const LlSession *session);
