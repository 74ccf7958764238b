/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/acks.h"
#include "engine/negotiation.h"
#include "wire/stanza.h"
#include "wire/xml-reader.h"

/* One XML stream between two equals (RFC 6120 4, XEP-0174 7), without its socket: bytes and wishes
 * go in, bytes and events come out. io/connection owns one per TCP connection. */

typedef enum {
  LL_STREAM_INITIATOR, /* we connected: our header goes first */
  LL_STREAM_RECIPIENT, /* they did: ours answers theirs */
} LlStreamRole;

typedef enum {
  LL_STREAM_FRESH,    /* no header yet */
  LL_STREAM_OPENING,  /* initiator: our header has gone, theirs has not come */
  LL_STREAM_SETTLING, /* both headers have gone; encryption is not settled, no stanza goes out */
  LL_STREAM_OPEN,     /* stanzas go both ways */
  LL_STREAM_CLOSING,  /* our end tag has gone; theirs has not come */
  LL_STREAM_CLOSED,   /* over: nothing goes out any more and nothing that comes counts */
} LlStreamState;
#define LL_STREAM_N_STATES (LL_STREAM_CLOSED + 1)

/* What moves a stream from state to state. */
typedef enum {
  LL_STREAM_IN_START,    /* we want to open it */
  LL_STREAM_IN_HEADER,   /* their header, and there is nothing to settle */
  LL_STREAM_IN_GREETING, /* their header, and there is */
  LL_STREAM_IN_SETTLED,  /* it is settled */
  LL_STREAM_IN_CLOSE,    /* we want to close it */
  LL_STREAM_IN_END,      /* their end tag */
  LL_STREAM_IN_FAULT,    /* they broke a rule, or told us that we did */
} LlStreamInput;
#define LL_STREAM_N_INPUTS (LL_STREAM_IN_FAULT + 1)

typedef enum {
  LL_STREAM_EVENT_NONE,
  LL_STREAM_EVENT_HEADER, /* theirs came: ll_stream_peer_from() etc. are set; a recipient's answer
                             is in the output */
  LL_STREAM_EVENT_TLS,    /* begin TLS, as the server if we are the recipient, behind what is in the
                             output, and what had come is forgotten; then ll_stream_secured() */
  LL_STREAM_EVENT_RESTART, /* a new stream begins: ll_stream_restart() */
  LL_STREAM_EVENT_ACKS,    /* ll_stream_acks() says something else */
  LL_STREAM_EVENT_STANZA,  /* a message, iq or presence */
  LL_STREAM_EVENT_END,     /* they ended it in order; our end tag is out too now */
  LL_STREAM_EVENT_FAULT,   /* it ended by a stream error, theirs or ours: ll_stream_error() */
} LlStreamEvent;

typedef struct LlStream LlStream;

const char *ll_stream_state_to_string(LlStreamState state);
/* ll_stream_transition: the state after INPUT in STATE, for ROLE; the same state where INPUT means
 * nothing there. */
LlStreamState ll_stream_transition(LlStreamRole role, LlStreamState state, LlStreamInput input);

/* ll_stream_new: a stream between us, OWN (nullable: not told), and PEER (both presence names; PEER
 * NULL where it is learned from the header: by a recipient, and with a contact by address). ID is
 * the recipient's stream id, unpredictable (RFC 6120 4.7.3); NULL for an initiator. (transfer full)
 */
LlStream *ll_stream_new(LlStreamRole role, const char *own, const char *peer, const char *id);
void ll_stream_free(LlStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlStream, ll_stream_free)

LlStreamState ll_stream_state(const LlStream *stream);
/* Attributes of their header, NULL where missing or empty. (transfer none) */
const char *ll_stream_peer_from(const LlStream *stream);
const char *ll_stream_peer_to(const LlStream *stream);
/* ll_stream_peer_is_1_0: their header had a version of at least 1.0 (RFC 6120 4.7.5). */
gboolean ll_stream_peer_is_1_0(const LlStream *stream);
/* ll_stream_error: why it ended in a fault. (transfer none) (nullable) */
const GError *ll_stream_error(const LlStream *stream);
/* ll_stream_peer_error: the condition of the stream error by which they ended it ("conflict", RFC
 * 6120 4.9.3). Not "system-shutdown", which is a goodbye like an end tag. (transfer none)
 * (nullable) */
const char *ll_stream_peer_error(const LlStream *stream);

/* ll_stream_acks: how it stands with acknowledgements. (transfer none) */
const LlAcks *ll_stream_acks(const LlStream *stream);

/* ll_stream_set_tls: before anything else: whether to offer and take TLS (RFC 6120 5), and to say
 * that we need it. At first neither is so. */
void ll_stream_set_tls(LlStream *stream, gboolean wants, gboolean needs);
/* ll_stream_is_secure: it goes over TLS. */
gboolean ll_stream_is_secure(const LlStream *stream);
/* ll_stream_has_refused_tls: it ended since they asked for TLS which they could not have, as when
 * the two sides had spoken without: before that they have listened to nothing else. */
gboolean ll_stream_has_refused_tls(const LlStream *stream);
/* ll_stream_secured: TLS is there: a new stream begins, under the new ID, as for ll_stream_new().
 */
void ll_stream_secured(LlStream *stream, const char *id);
/* ll_stream_restart: a new stream begins on what there is, likewise. */
void ll_stream_restart(LlStream *stream, const char *id);
/* ll_stream_settle: do not wait any longer for what they may offer or take; it is OPEN then, unless
 * they have begun with it. */
void ll_stream_settle(LlStream *stream);

/* ll_stream_start: an initiator's header into the output. */
void ll_stream_start(LlStream *stream);
/* ll_stream_send: NODE into the output of an open stream, in one piece. Gives the number of bytes
 * that have gone out up to its end, counted from the stream's first. */
guint64 ll_stream_send(LlStream *stream, const LlXmlNode *node);
/* ll_stream_send_message: SPEECH, likewise. */
guint64 ll_stream_send_message(LlStream *stream, const LlSpeech *speech);
/* ll_stream_want_ack: what goes out next is to be confirmed, if they can do that. */
void ll_stream_want_ack(LlStream *stream);
/* ll_stream_close: our end tag; with a header before it when none has gone. CONDITION (nullable) is
 * the stream error to say why ("invalid-from", RFC 6120 4.9.3); such a stream is closed at once. */
void ll_stream_close(LlStream *stream, const char *condition);
/* ll_stream_push: LENGTH bytes from them, come at NOW, in milliseconds of any monotonic clock. */
void ll_stream_push(LlStream *stream, const char *bytes, gsize length, gint64 now);
/* ll_stream_pop: the next event; RET_NODE is set for STANZA (transfer full). */
LlStreamEvent ll_stream_pop(LlStream *stream, LlXmlNode **ret_node);
/* ll_stream_take_features: their <stream:features>, if such came since the last call. (transfer
 * full) (nullable) */
LlXmlNode *ll_stream_take_features(LlStream *stream);
/* ll_stream_peek_output: the bytes to write, ended by a NUL, until ll_stream_drop_output() is told
 * that all of them have been. (transfer none) */
const char *ll_stream_peek_output(LlStream *stream, gsize *ret_length);
void ll_stream_drop_output(LlStream *stream);
