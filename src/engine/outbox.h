/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The messages to one other person, from the moment they are sent until it is known what became of
 * them: waiting, in flight, landed (their machine has them, their program perhaps not yet),
 * confirmed by their program where it does that, kept until they are back, or given up. An
 * engine/session owns one and says which stream they take. Times are in milliseconds, as there. */

/* Why something ended; the worst that is known goes to the user. */
typedef enum {
  LL_END_ABSENT,      /* the name was not found on the network */
  LL_END_UNREACHABLE, /* no address let us connect */
  LL_END_SILENT,      /* connected, but no header came in time */
  LL_END_REFUSED,     /* closed by them before their header, or by a stream error of theirs */
  LL_END_CLOSED,      /* a stream ended: by end tag or end of file */
  LL_END_VANISHED,    /* nothing was heard of what we sent */
  LL_END_CROWDED,     /* too much waits already (limits.h) */
  LL_END_SHUT,        /* we sign off */
  LL_END_RESET,       /* a stream ended by a reset; told of a message as LL_END_CLOSED */
  /* by us, before anything was said on it (engine/trust): */
  LL_END_UNSETTLED,  /* their header came, and then nothing in time that lets us speak */
  LL_END_NEW_KEY,    /* theirs is another key than before */
  LL_END_NO_KEY,     /* they do not encrypt any more */
  LL_END_PLAIN,      /* they do not encrypt, and the policy wants it */
  LL_END_UNVERIFIED, /* theirs is no verified key, and the policy wants one */
} LlEnd;

/* How often a message goes out on streams that end before it has landed, and where their program
 * confirms what it has read. There a message that was read and goes out again is shown once, so
 * that a few resets in a row need not make it one that is told as undelivered. */
#define LL_OUTBOX_TRIES_MAX           3
#define LL_OUTBOX_TRIES_CONFIRMED_MAX 10
/* So long after a message went out a reset still means that it was not read: that is what a kernel
 * sends for bytes which nobody read any more (RFC 9293 3.6.1). It is longer than a program takes
 * that answers our header first and looks afterwards who we are (LL_STREAM_IDENTIFY_SECONDS). */
#define LL_OUTBOX_DOUBT_MS 15000
/* Likewise for those who have read what came before: a program reads what is there at once. */
#define LL_OUTBOX_DOUBT_READ_MS 2000
/* What has waited for so long is saved; most messages go out sooner. */
#define LL_OUTBOX_SAVE_MS 500
/* A message that goes out again gets at least so long for that. */
#define LL_OUTBOX_AGAIN_MS 4000

typedef struct {
  guint64 id;
  char *plain;
  char *xhtml;    /* (nullable) */
  gint64 expires; /* when it is given up unless it was sent */
  guint stream;   /* which one it went out on; 0: none yet */
  guint64 end;    /* where it ends among that stream's bytes */
  gint64 sent;    /* when it went out */
  guint64 number; /* which of the stanzas it is there that are confirmed; 0: none (engine/acks) */
  guint tries;    /* how often it went out */
  gint64 written; /* when, Unix time */
  gboolean is_saved;      /* what can be done about it in another life of this program is done */
  gboolean is_at_risk;    /* that could not be done, whoever tried has noted */
  gboolean is_noted;      /* in case this program is killed; to be told by ll_outbox_pop_noted() */
  gboolean is_for_absent; /* they were away when it was written */
  gboolean is_kept;       /* the user knows that it waits for who is away */
} LlOutgoing;
void ll_outgoing_free(LlOutgoing *message);
/* ll_outgoing_size: of its text in all forms, in bytes. */
gsize ll_outgoing_size(const LlOutgoing *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlOutgoing, ll_outgoing_free)

typedef struct LlOutbox LlOutbox;
LlOutbox *ll_outbox_new(void);
void ll_outbox_free(LlOutbox *outbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlOutbox, ll_outbox_free)

/* ll_outbox_set_keeps: messages to who is away are kept from now on, and not given up. */
void ll_outbox_set_keeps(LlOutbox *outbox);

/* ll_outbox_add: a message to wait until EXPIRES (texts are copied); `written` is the caller's to
 * set. NULL when too much waits already; it is given up then. (transfer none) (nullable) */
LlOutgoing *ll_outbox_add(LlOutbox *outbox, guint64 id, const char *plain, const char *xhtml,
                          gint64 expires);
/* ll_outbox_set_noted: the message added last is noted; ..._pop_noted: the next that was and needs
 * it no longer, since their machine has it, or their program where it confirms that, or since it is
 * saved, given up or withdrawn. 0: none. */
void ll_outbox_set_noted(LlOutbox *outbox);
guint64 ll_outbox_pop_noted(LlOutbox *outbox);
/* ll_outbox_set_for_absent: the message that was added last is for somebody who is away now. */
void ll_outbox_set_for_absent(LlOutbox *outbox);
/* ll_outbox_restore: MESSAGE was kept in another life of this program. */
void ll_outbox_restore(LlOutbox *outbox, LlOutgoing *message);
/* ll_outbox_recall: they are back: what was kept waits again, until EXPIRES. */
void ll_outbox_recall(LlOutbox *outbox, gint64 expires);
/* ll_outbox_withdraw: the message ID, which waits or is kept, is not to be sent. NULL when it is no
 * such thing (any more). (transfer full) (nullable) */
LlOutgoing *ll_outbox_withdraw(LlOutbox *outbox, guint64 id);
/* ll_outbox_list: all that waits or is kept, in order. (transfer container) */
GPtrArray *ll_outbox_list(const LlOutbox *outbox);
/* ll_outbox_next_unsaved: the next that has waited or was kept for LL_OUTBOX_SAVE_MS and is not
 * saved; it counts as saved from now on. ..._next_kept: the next that is kept, and the user does
 * not know it; knows it from now on. (transfer none) (nullable) */
const LlOutgoing *ll_outbox_next_unsaved(LlOutbox *outbox, gint64 now);
const LlOutgoing *ll_outbox_next_kept(LlOutbox *outbox);
/* ll_outbox_pop_done: the next that was saved and has arrived, as far as it can be known; each
 * once. (transfer full) (nullable) */
LlOutgoing *ll_outbox_pop_done(LlOutbox *outbox);
/* ll_outbox_first: the next one to be sent. (transfer none) (nullable) */
const LlOutgoing *ll_outbox_first(const LlOutbox *outbox);
/* ll_outbox_in_flight: the first that was sent and has not landed, all of which are on one stream.
 * (transfer none) (nullable) */
const LlOutgoing *ll_outbox_in_flight(const LlOutbox *outbox);
/* ll_outbox_is_empty: nothing waits, is kept, is in flight, or is still to be told. */
gboolean ll_outbox_is_empty(const LlOutbox *outbox);

/* ll_outbox_send: the first one goes out on STREAM now; ll_outbox_written() then says where it ends
 * among the stream's bytes, and its number among the stanzas that are confirmed (0: it is not).
 * (transfer none) */
LlOutgoing *ll_outbox_send(LlOutbox *outbox, guint stream, gint64 now);
void ll_outbox_written(LlOutbox *outbox, guint64 end, guint64 number);
/* ll_outbox_landed: their machine has STREAM's bytes up to END, MOVED: more than before. */
void ll_outbox_landed(LlOutbox *outbox, guint stream, guint64 end, gboolean moved);
/* ll_outbox_confirmed: their program has read STREAM's messages up to the one with NUMBER. */
void ll_outbox_confirmed(LlOutbox *outbox, guint stream, guint64 number);
/* ll_outbox_receipt: their program has read the message ID, on whatever stream. */
void ll_outbox_receipt(LlOutbox *outbox, guint64 id);
/* ll_outbox_unconfirmed: STREAM will not confirm anything after all. */
void ll_outbox_unconfirmed(LlOutbox *outbox, guint stream);
/* ll_outbox_unread: the first that has landed and is still to be confirmed. (transfer none)
 * (nullable) */
const LlOutgoing *ll_outbox_unread(const LlOutbox *outbox);
/* ll_outbox_unread_since: when that went out or, if it is later, when something was confirmed last,
 * as of the last tick. */
gint64 ll_outbox_unread_since(const LlOutbox *outbox);
/* ll_outbox_read: what was sent on STREAM until SINCE and has landed was read, too. */
void ll_outbox_read(LlOutbox *outbox, guint stream, gint64 since);
/* ll_outbox_lost: STREAM is no more. What was in flight on it waits again, first in line, if AGAIN
 * is set and it has not gone out too often; else it is given up for WHY. What has landed shares its
 * fate if it was to be confirmed, or was sent in the last DOUBT milliseconds. */
void ll_outbox_lost(LlOutbox *outbox, guint stream, LlEnd why, gboolean again, gint64 doubt,
                    gint64 now);
/* ll_outbox_give_up: all that waits; ..._expired: what has waited until NOW in vain; ..._in_flight:
 * what has not landed. Kept instead are, if that is done at all, messages that were kept before,
 * those for who was away already if WHY is LL_END_ABSENT, and all if it is LL_END_SHUT. */
void ll_outbox_give_up(LlOutbox *outbox, LlEnd why);
void ll_outbox_give_up_expired(LlOutbox *outbox, LlEnd why, gint64 now);
void ll_outbox_give_up_in_flight(LlOutbox *outbox, LlEnd why);
/* ll_outbox_pop_given_up: the next that is to be told, RET_WHY set; each message once. (transfer
 * full) (nullable) */
LlOutgoing *ll_outbox_pop_given_up(LlOutbox *outbox, LlEnd *ret_why);

/* ll_outbox_tick: it is NOW; forget what landed long ago. ..._deadline: when that makes something
 * pop_done(), or next_unsaved() gives something; G_MAXINT64: never. */
void ll_outbox_tick(LlOutbox *outbox, gint64 now);
gint64 ll_outbox_deadline(const LlOutbox *outbox);
/* ll_outbox_quiet_since: when the first in flight went out or, if that is later, when something on
 * its stream landed last, as of the last tick. Only while something is in flight. */
gint64 ll_outbox_quiet_since(const LlOutbox *outbox);
