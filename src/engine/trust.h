/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/fingerprint.h"
#include "wire/security.h"

/* Whose key is whose, and what that means for a stream. A key is the person; names are where it was
 * met. The first key met under a name is pinned to it, and from then on no other key, and no stream
 * without one, speaks for that name before the user has said so. A pin outlives names, addresses
 * and hosts: a key that is known comes under a new name as the same person. io/pins keeps it on
 * disk, io/guard asks it. Times are Unix seconds. */

/* What is to become of a stream. */
typedef enum {
  LL_VERDICT_ACCEPT,     /* it may carry stanzas */
  LL_VERDICT_NEW_KEY,    /* stop and ask: another key than that pinned to the name */
  LL_VERDICT_NO_KEY,     /* stop and ask: not encrypted, while a key is pinned to the name */
  LL_VERDICT_PLAIN,      /* stop: the policy wants encryption */
  LL_VERDICT_UNVERIFIED, /* stop: the policy wants a verified key */
} LlVerdict;
#define LL_VERDICT_N (LL_VERDICT_UNVERIFIED + 1)

const char *ll_verdict_to_string(LlVerdict verdict);

/* One person's key. */
typedef struct {
  LlFingerprint key;
  GPtrArray *names; /* char *: under which it was met and still counts, the latest first; at most
                       LL_PIN_NAMES_MAX */
  gboolean is_verified;
  gint64 first_met;
  gint64 last_met;
} LlPin;

typedef struct LlTrust LlTrust;

LlTrust *ll_trust_new(void);
void ll_trust_free(LlTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlTrust, ll_trust_free)

/* ll_trust_judge: what POLICY makes of a stream of NAME's with KEY (NULL: not encrypted). A table
 * over policy, what is pinned to the name, and what the key is known as; trust.c has it. */
LlVerdict ll_trust_judge(const LlTrust *trust, LlPolicy policy, const char *name,
                         const LlFingerprint *key);
/* ll_trust_security: how safe a stream of NAME's with KEY is, CHANGED when another key is pinned;
 * and in what state NAME is without one (HAS_STREAM FALSE; KEY does not count): of the key that is
 * pinned. */
LlSecurity ll_trust_security(const LlTrust *trust, const char *name, const LlFingerprint *key,
                             gboolean has_stream);

/* ll_trust_meet: a stream of NAME's with KEY, which ll_trust_judge() accepted, or found UNVERIFIED
 * (without a pin nobody could verify it), is there at NOW: a name without a pin gets one; a name
 * that is pinned to another key keeps that. RET_KNOWN_AS (nullable) is set to another name under
 * which that key was met last if this one is new to it, else to NULL (transfer full). TRUE:
 * something is to be saved; of when somebody was met last that is said once a day. Beyond
 * LL_PINS_MAX the pin goes that is not verified and was known for the shortest time: who makes up
 * thousands of keys pushes out their own. */
gboolean ll_trust_meet(LlTrust *trust, const char *name, const LlFingerprint *key, gint64 now,
                       char **ret_known_as);
/* ll_trust_accept: the user has decided: NAME's is KEY from now on, not verified unless that key is
 * already; with KEY NULL no key is NAME's. The pin that was there loses the name, and stays. */
void ll_trust_accept(LlTrust *trust, const char *name, const LlFingerprint *key, gint64 now);
/* ll_trust_set_verified: FALSE: no key is pinned to NAME. */
gboolean ll_trust_set_verified(LlTrust *trust, const char *name, gboolean is_verified);

/* ll_trust_pin: what is pinned to NAME. (transfer none) (nullable) */
const LlPin *ll_trust_pin(const LlTrust *trust, const char *name);
/* ll_trust_pins: all there are; LlPin (transfer container), the latest met first. */
GPtrArray *ll_trust_pins(const LlTrust *trust);
/* ll_trust_add: PIN as it was saved (copied). FALSE: its key, or a name of it, has a pin already,
 * or it has too many names. */
gboolean ll_trust_add(LlTrust *trust, const LlPin *pin);
