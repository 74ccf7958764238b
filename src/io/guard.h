/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/trust.h"
#include "io/identity.h"

/* Who we are and whom we trust: our key, what is known of others' keys (engine/trust, io/pins), and
 * what has changed and waits for the user's decision. It decides on every stream before a stanza
 * goes or comes. io/endpoint owns one, its messengers ask it. */

typedef struct LlGuard LlGuard;

/* From within ll_guard_admit(). */
typedef struct {
  /* WHY is LL_VERDICT_NEW_KEY or LL_VERDICT_NO_KEY: NAME waits for ll_guard_accept(). Once for each
   * key, and for LL_DISTRUSTED_KEYS_MAX keys at most, until a stream of NAME's is admitted. */
  void (*distrusted)(gpointer owner, const char *name, LlVerdict why);
  /* NAME, never met before, has the key of somebody met as KNOWN_AS. */
  void (*recognised)(gpointer owner, const char *name, const char *known_as);
} LlGuardEvents;

/* ll_guard_new: for the account in DIRECTORY (NULL: nothing is kept) who is called NAME. NULL with
 * ERROR: of io/identity.h or io/pins.h. (transfer full) */
LlGuard *ll_guard_new(const char *directory, const char *name, LlPolicy policy,
                      const LlGuardEvents *events, gpointer owner, GError **error);
void ll_guard_free(LlGuard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlGuard, ll_guard_free)

void ll_guard_set_policy(LlGuard *guard, LlPolicy policy);
/* ll_guard_set_name: NAME is what certificates show from now on. */
void ll_guard_set_name(LlGuard *guard, const char *name);
/* ll_guard_identity: what to encrypt with; NULL where the policy is not to. (transfer none)
 * (nullable) */
LlIdentity *ll_guard_identity(const LlGuard *guard);
/* ll_guard_needs_tls: the policy is to do without nothing. */
gboolean ll_guard_needs_tls(const LlGuard *guard);

/* ll_guard_judge: what is to become of a stream of NAME's with KEY (NULL: it is not encrypted). */
LlVerdict ll_guard_judge(const LlGuard *guard, const char *name, const LlFingerprint *key);
/* ll_guard_admit: the same for a stream that is there now; what follows from it is noted and told,
 * and within a second, or by ll_guard_free(), saved. What the user says is saved at once. */
LlVerdict ll_guard_admit(LlGuard *guard, const char *name, const LlFingerprint *key);

/* ll_guard_security: see ll_endpoint_security(); of a stream with KEY where HAS_STREAM. */
LlSecurity ll_guard_security(const LlGuard *guard, const char *name, const LlFingerprint *key,
                             gboolean has_stream);
/* ll_guard_distrust: why NAME waits for ll_guard_accept(), as told; LL_VERDICT_ACCEPT: does not. */
LlVerdict ll_guard_distrust(const LlGuard *guard, const char *name);
/* ll_guard_accept: what NAME waits with is all right. */
void ll_guard_accept(LlGuard *guard, const char *name);
/* ll_guard_set_verified: FALSE: NAME has no key, or waits. */
gboolean ll_guard_set_verified(LlGuard *guard, const char *name, gboolean is_verified);
/* ll_guard_key: NAME's, the new one where one waits; our own for NULL. (transfer none) (nullable)
 */
const LlFingerprint *ll_guard_key(const LlGuard *guard, const char *name);
