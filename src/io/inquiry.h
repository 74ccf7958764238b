/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/capabilities.h"
#include "io/connection.h"
#include "wire/about.h"

/* What we ask one person's program, on streams that are open anyway: what it can do, if nobody has
 * said so; when the user wants to see it, what it is and what time it is there; and for a picture.
 * Programs from before XMPP 1.0 are asked nothing, and nothing waits for an answer. An io/messenger
 * has one. */

typedef struct LlInquiry LlInquiry;

/* What came of questions that are over. */
typedef struct {
  gboolean is_retry;    /* somebody else with the same program may have to be asked */
  const LlAbout *about; /* all that ll_inquiry_ask_about() asked; NULL: it has not ended */
  gboolean is_picture;  /* that of ll_inquiry_ask_picture() has ended */
  GBytes *picture;      /* with this, unverified, or with NULL */
} LlInquiryOutcome;

/* From the loop. */
typedef struct {
  /* The inquiry may be freed from within. */
  void (*over)(gpointer owner, const LlInquiryOutcome *outcome);
} LlInquiryEvents;

/* ll_inquiry_new: of the person at PEER. CAPABILITIES must outlive it. (transfer full) */
LlInquiry *ll_inquiry_new(LlCapabilities *capabilities, const char *peer,
                          const LlInquiryEvents *events, gpointer owner);
void ll_inquiry_free(LlInquiry *inquiry);
/* ll_inquiry_is_idle: nothing is open, and nothing is to be told. */
gboolean ll_inquiry_is_idle(const LlInquiry *inquiry);

/* ll_inquiry_ready: they have said what they say unasked: had they had features to tell, these
 * would have come. ll_inquiry_features: these have. */
void ll_inquiry_ready(LlInquiry *inquiry);
void ll_inquiry_features(LlInquiry *inquiry, const LlXmlNode *features);
/* ll_inquiry_renew: what was known may not be so any more. */
void ll_inquiry_renew(LlInquiry *inquiry);
/* ll_inquiry_ask: on CONNECTION, whose stream is open, what their program can do, if it is time to;
 * FROM us TO them (nullable). */
void ll_inquiry_ask(LlInquiry *inquiry, LlConnection *connection, const char *from, const char *to);
/* ll_inquiry_ask_about: likewise what it is. FALSE: it would not say; else over() will tell. */
gboolean ll_inquiry_ask_about(LlInquiry *inquiry, LlConnection *connection, const char *from,
                              const char *to);
/* ll_inquiry_want_picture: the picture HASH is to be asked for, when there is a stream. */
void ll_inquiry_want_picture(LlInquiry *inquiry, const char *hash);
/* ll_inquiry_ask_picture: on CONNECTION, likewise, for that one, if there is one. */
void ll_inquiry_ask_picture(LlInquiry *inquiry, LlConnection *connection, const char *from,
                            const char *to);
/* ll_inquiry_answered: IQ came on a stream of theirs. TRUE: it was an answer of theirs. */
gboolean ll_inquiry_answered(LlInquiry *inquiry, const LlXmlNode *iq);
/* ll_inquiry_gone: the connection STREAM is no more; ll_inquiry_ended: no stream is open. */
void ll_inquiry_gone(LlInquiry *inquiry, guint stream);
void ll_inquiry_ended(LlInquiry *inquiry);
