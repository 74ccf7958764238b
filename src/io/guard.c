/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/guard.h"

#include "io/pins.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/name.h"

/* Whoever can make keys can make many, and a write that reaches the disk takes longer than a
 * handshake: those who are met in this time are saved together. */
#define SAVE_MS 1000

/* Somebody who is not who they were. */
typedef struct {
  LlVerdict why;
  LlFingerprint key; /* where it is a new one */
  guint told;
} Distrust;

struct LlGuard {
  char *directory;
  LlPolicy policy;
  LlIdentity *identity;
  LlTrust *trust;
  GHashTable *distrusted; /* name -> Distrust */
  const LlGuardEvents *events;
  gpointer owner;
  guint save_timer;
};

LlGuard *
ll_guard_new(const char *directory, const char *name, LlPolicy policy, const LlGuardEvents *events,
             gpointer owner, GError **error)
{
  g_autoptr(LlGuard) guard = g_new0(LlGuard, 1);

  guard->directory = g_strdup(directory);
  guard->policy = policy;
  guard->events = events;
  guard->owner = owner;
  guard->distrusted = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, g_free);
  guard->identity = ll_identity_open(directory, name, error);
  if (!guard->identity)
    return NULL;
  guard->trust = directory ? ll_pins_load(directory, error) : ll_trust_new();
  return guard->trust ? g_steal_pointer(&guard) : NULL;
}

/* What can't be saved counts at least as long as we run. */
static void
save(LlGuard *guard)
{
  g_autoptr(GError) error = NULL;

  ll_timer_stop(&guard->save_timer);
  if (guard->directory && !ll_pins_save(guard->trust, guard->directory, &error))
    g_debug("others' keys cannot be saved: %s", error->message);
}

static gboolean
on_save_due(gpointer data)
{
  LlGuard *guard = data;

  guard->save_timer = 0;
  save(guard);
  return FALSE;
}

static void
save_soon(LlGuard *guard)
{
  if (guard->directory && guard->save_timer == 0)
    guard->save_timer = purple_timeout_add(SAVE_MS, on_save_due, guard);
}

void
ll_guard_free(LlGuard *guard)
{
  if (!guard)
    return;
  if (guard->save_timer != 0)
    save(guard);
  g_hash_table_destroy(guard->distrusted);
  ll_identity_free(guard->identity);
  ll_trust_free(guard->trust);
  g_free(guard->directory);
  g_free(guard);
}

void
ll_guard_set_policy(LlGuard *guard, LlPolicy policy)
{
  guard->policy = policy;
}

void
ll_guard_set_name(LlGuard *guard, const char *name)
{
  ll_identity_set_name(guard->identity, name);
}

LlIdentity *
ll_guard_identity(const LlGuard *guard)
{
  return guard->policy == LL_POLICY_NEVER ? NULL : guard->identity;
}

gboolean
ll_guard_needs_tls(const LlGuard *guard)
{
  return guard->policy == LL_POLICY_ALWAYS || guard->policy == LL_POLICY_ONLY_VERIFIED;
}

static gint64
now(void)
{
  return g_get_real_time() / G_USEC_PER_SEC;
}

/* --- streams --------------------------------------------------------------------------------- */

LlVerdict
ll_guard_judge(const LlGuard *guard, const char *name, const LlFingerprint *key)
{
  return ll_trust_judge(guard->trust, guard->policy, name, key);
}

static gboolean
is_news(const Distrust *distrust, LlVerdict why, const LlFingerprint *key)
{
  return distrust->told == 0 || distrust->why != why ||
         (key && !ll_fingerprint_equal(&distrust->key, key));
}

/* Whoever can make keys can make many. */
static void
distrust(LlGuard *guard, const char *name, LlVerdict why, const LlFingerprint *key)
{
  Distrust *known = g_hash_table_lookup(guard->distrusted, name);

  if (!known && g_hash_table_size(guard->distrusted) >= LL_DISTRUSTED_MAX)
    return;
  if (!known) {
    known = g_new0(Distrust, 1);
    g_hash_table_insert(guard->distrusted, g_strdup(name), known);
  }
  if (known->told >= LL_DISTRUSTED_KEYS_MAX || !is_news(known, why, key))
    return;
  known->told++;
  known->why = why;
  if (key)
    known->key = *key;
  guard->events->distrusted(guard->owner, name, why);
}

/* Whose key has come is who they were, whoever else said so. */
static void
meet(LlGuard *guard, const char *name, const LlFingerprint *key)
{
  g_autofree char *known_as = NULL;

  g_hash_table_remove(guard->distrusted, name);
  if (ll_trust_meet(guard->trust, name, key, now(), &known_as))
    save_soon(guard);
  if (known_as)
    guard->events->recognised(guard->owner, name, known_as);
}

LlVerdict
ll_guard_admit(LlGuard *guard, const char *name, const LlFingerprint *key)
{
  LlVerdict verdict = ll_guard_judge(guard, name, key);

  if (verdict == LL_VERDICT_NEW_KEY || verdict == LL_VERDICT_NO_KEY)
    distrust(guard, name, verdict, key);
  /* The key of who is not verified must be known for that to become otherwise. */
  else if (key && (verdict == LL_VERDICT_ACCEPT || verdict == LL_VERDICT_UNVERIFIED))
    meet(guard, name, key);
  return verdict;
}

/* --- what is known, and what the user says ---------------------------------------------------- */

LlSecurity
ll_guard_security(const LlGuard *guard, const char *name, const LlFingerprint *key,
                  gboolean has_stream)
{
  return ll_guard_distrust(guard, name) != LL_VERDICT_ACCEPT
             ? LL_SECURITY_CHANGED
             : ll_trust_security(guard->trust, name, key, has_stream);
}

LlVerdict
ll_guard_distrust(const LlGuard *guard, const char *name)
{
  const Distrust *known = g_hash_table_lookup(guard->distrusted, name);

  return known ? known->why : LL_VERDICT_ACCEPT;
}

void
ll_guard_accept(LlGuard *guard, const char *name)
{
  const Distrust *known = g_hash_table_lookup(guard->distrusted, name);

  if (!known)
    return;
  ll_trust_accept(guard->trust, name, known->why == LL_VERDICT_NEW_KEY ? &known->key : NULL, now());
  g_hash_table_remove(guard->distrusted, name);
  save(guard);
}

gboolean
ll_guard_set_verified(LlGuard *guard, const char *name, gboolean is_verified)
{
  if (ll_guard_distrust(guard, name) != LL_VERDICT_ACCEPT ||
      !ll_trust_set_verified(guard->trust, name, is_verified))
    return FALSE;
  save(guard);
  return TRUE;
}

const LlFingerprint *
ll_guard_key(const LlGuard *guard, const char *name)
{
  const Distrust *known = name ? g_hash_table_lookup(guard->distrusted, name) : NULL;
  const LlPin *pin = name ? ll_trust_pin(guard->trust, name) : NULL;

  if (!name)
    return ll_identity_fingerprint(guard->identity);
  if (known && known->why == LL_VERDICT_NEW_KEY)
    return &known->key;
  return pin ? &pin->key : NULL;
}
