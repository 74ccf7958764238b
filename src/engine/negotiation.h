/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* What two sides of a stream settle before stanzas flow: STARTTLS (RFC 6120 5), and over TLS who
 * the initiator is, by its certificate: SASL EXTERNAL (RFC 6120 6, XEP-0178). An engine/stream has
 * one.
 *
 * Old programs offer nothing, and take nothing. So whoever speaks of anything else has settled for
 * the stream as it is; whether that is good enough is not decided here (engine/trust). */

typedef enum {
  LL_NEGOTIATION_PLAIN,         /* nothing is settled */
  LL_NEGOTIATION_ASKED_TLS,     /* initiator: <starttls/> has gone */
  LL_NEGOTIATION_HANDSHAKE,     /* what comes and goes is TLS's own */
  LL_NEGOTIATION_SECURE,        /* over TLS, where a new stream has begun */
  LL_NEGOTIATION_ASKED_AUTH,    /* initiator: <auth/> has gone */
  LL_NEGOTIATION_AUTHENTICATED, /* and another new stream */
  LL_NEGOTIATION_SETTLED,
} LlNegotiationState;
#define LL_NEGOTIATION_N_STATES (LL_NEGOTIATION_SETTLED + 1)

typedef enum {
  LL_NEGOTIATION_IN_HEADER,       /* their header, of the first stream or a new one */
  LL_NEGOTIATION_IN_FEATURES,     /* with nothing in them for us */
  LL_NEGOTIATION_IN_OFFERS_TLS,   /* features with <starttls/> */
  LL_NEGOTIATION_IN_OFFERS_AUTH,  /* features with the mechanism EXTERNAL */
  LL_NEGOTIATION_IN_STARTTLS,     /* <starttls/> */
  LL_NEGOTIATION_IN_PROCEED,      /* <proceed/> */
  LL_NEGOTIATION_IN_TLS_FAILURE,  /* <failure/> instead */
  LL_NEGOTIATION_IN_HANDSHAKEN,   /* TLS is there */
  LL_NEGOTIATION_IN_AUTH,         /* <auth/> by EXTERNAL */
  LL_NEGOTIATION_IN_AUTH_OTHER,   /* <auth/> by something else */
  LL_NEGOTIATION_IN_SUCCESS,      /* <success/> */
  LL_NEGOTIATION_IN_AUTH_FAILURE, /* <failure/> instead */
  LL_NEGOTIATION_IN_OTHER,        /* any other element */
  LL_NEGOTIATION_IN_PATIENCE,     /* nothing more is waited for */
} LlNegotiationInput;
#define LL_NEGOTIATION_N_INPUTS (LL_NEGOTIATION_IN_PATIENCE + 1)

/* What is to be done. */
typedef enum {
  LL_NEGOTIATION_WAIT,
  LL_NEGOTIATION_SAY_STARTTLS,
  LL_NEGOTIATION_SAY_PROCEED,     /* and begin TLS behind it, as the server */
  LL_NEGOTIATION_BEGIN_TLS,       /* as the client */
  LL_NEGOTIATION_SAY_TLS_FAILURE, /* and end the stream */
  LL_NEGOTIATION_SAY_AUTH,
  LL_NEGOTIATION_SAY_SUCCESS,      /* and await a new stream */
  LL_NEGOTIATION_BEGIN_STREAM,     /* a new one of ours */
  LL_NEGOTIATION_SAY_AUTH_FAILURE, /* that mechanism is not there */
  LL_NEGOTIATION_SETTLE,           /* stanzas may go; the element counts as it would have */
  LL_NEGOTIATION_FAULT,            /* they break the rules: what they say may not be theirs */
} LlNegotiationAction;

typedef struct {
  gboolean is_initiator;
  gboolean wants_tls; /* offers or takes TLS */
  gboolean needs_tls; /* and says that it does without nothing (RFC 6120 5.3.1) */
  gboolean is_secure; /* the present stream goes over TLS */
  LlNegotiationState state;
} LlNegotiation;

const char *ll_negotiation_state_to_string(LlNegotiationState state);

/* ll_negotiation_step: what INPUT leads to; moves to the next state. */
LlNegotiationAction ll_negotiation_step(LlNegotiation *negotiation, LlNegotiationInput input);
/* ll_negotiation_input: which input NODE is, a first-level element. */
LlNegotiationInput ll_negotiation_input(const LlXmlNode *node);
/* ll_negotiation_offer: what a recipient offers now, into its FEATURES. */
void ll_negotiation_offer(const LlNegotiation *negotiation, LlXmlNode *features);
/* ll_negotiation_say: the element that ACTION says, into OUTPUT; nothing where it says none. */
void ll_negotiation_say(LlNegotiationAction action, GString *output);
