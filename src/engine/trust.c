/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/trust.h"

#include <string.h>

#include "limits.h"
#include "wire/name.h"

/* When somebody was met last is worth a write to disk once in so many seconds. */
#define NOTED_SECONDS (24 * 60 * 60)

/* What is pinned to a name. */
typedef enum {
  PINNED_NONE,
  PINNED_UNVERIFIED,
  PINNED_VERIFIED,
} Pinned;
#define N_PINNED (PINNED_VERIFIED + 1)

/* What a key is known as that comes under that name. */
typedef enum {
  KEY_NONE,       /* there is none */
  KEY_PINNED,     /* the one that is pinned to it */
  KEY_STRANGE,    /* nobody's so far */
  KEY_UNVERIFIED, /* somebody's who was met under other names */
  KEY_VERIFIED,   /* likewise, and the user has verified it */
} Known;
#define N_KNOWN (KEY_VERIFIED + 1)

typedef struct {
  LlPin pin;
  gint64 noted; /* its last_met as it was last said to be saved */
} Entry;

struct LlTrust {
  GHashTable *keys;  /* LlFingerprint (of the entry) -> Entry */
  GHashTable *names; /* a name (of the entry) -> Entry */
};

const char *
ll_verdict_to_string(LlVerdict verdict)
{
  static const char *const names[LL_VERDICT_N] = {
      [LL_VERDICT_ACCEPT] = "accept",         [LL_VERDICT_NEW_KEY] = "new key",
      [LL_VERDICT_NO_KEY] = "no key",         [LL_VERDICT_PLAIN] = "plain",
      [LL_VERDICT_UNVERIFIED] = "unverified",
  };

  return names[verdict];
}

static void
entry_free(gpointer data)
{
  Entry *entry = data;

  g_ptr_array_unref(entry->pin.names);
  g_free(entry);
}

LlTrust *
ll_trust_new(void)
{
  LlTrust *trust = g_new0(LlTrust, 1);

  trust->keys =
      g_hash_table_new_full(ll_fingerprint_hash, ll_fingerprint_hash_equal, NULL, entry_free);
  trust->names = g_hash_table_new(ll_name_hash, ll_name_hash_equal);
  return trust;
}

void
ll_trust_free(LlTrust *trust)
{
  if (!trust)
    return;
  g_hash_table_destroy(trust->names);
  g_hash_table_destroy(trust->keys);
  g_free(trust);
}

/* --- judging --------------------------------------------------------------------------------- */

#define ACCE LL_VERDICT_ACCEPT
#define NEWK LL_VERDICT_NEW_KEY
#define NOKE LL_VERDICT_NO_KEY
#define PLAI LL_VERDICT_PLAIN
#define UNVE LL_VERDICT_UNVERIFIED
#define NONE LL_VERDICT_NEW_KEY /* can't be: nothing is pinned, and it is the pinned one */

/* Who encrypted before and does not now is the graver matter, whatever the policy: it comes first.
 * Where we never encrypt, that there is no key is our own doing and says nothing of them. */
/* clang-format off */
static const LlVerdict verdicts[LL_POLICY_N][N_PINNED][N_KNOWN] = {
    /*                          no key  pinned  strange  unverified  verified: elsewhere */
    [LL_POLICY_WHEN_POSSIBLE] = {
        [PINNED_NONE] =        {ACCE,   NONE,   ACCE,    ACCE,       ACCE},
        [PINNED_UNVERIFIED] =  {NOKE,   ACCE,   NEWK,    NEWK,       NEWK},
        [PINNED_VERIFIED] =    {NOKE,   ACCE,   NEWK,    NEWK,       NEWK},
    },
    [LL_POLICY_ALWAYS] = {
        [PINNED_NONE] =        {PLAI,   NONE,   ACCE,    ACCE,       ACCE},
        [PINNED_UNVERIFIED] =  {NOKE,   ACCE,   NEWK,    NEWK,       NEWK},
        [PINNED_VERIFIED] =    {NOKE,   ACCE,   NEWK,    NEWK,       NEWK},
    },
    [LL_POLICY_ONLY_VERIFIED] = {
        [PINNED_NONE] =        {PLAI,   NONE,   UNVE,    UNVE,       ACCE},
        [PINNED_UNVERIFIED] =  {NOKE,   UNVE,   NEWK,    NEWK,       NEWK},
        [PINNED_VERIFIED] =    {NOKE,   ACCE,   NEWK,    NEWK,       NEWK},
    },
    [LL_POLICY_NEVER] = {
        [PINNED_NONE] =        {ACCE,   NONE,   ACCE,    ACCE,       ACCE},
        [PINNED_UNVERIFIED] =  {ACCE,   ACCE,   NEWK,    NEWK,       NEWK},
        [PINNED_VERIFIED] =    {ACCE,   ACCE,   NEWK,    NEWK,       NEWK},
    },
};
/* clang-format on */

static Pinned
what_is_pinned(const Entry *entry)
{
  if (!entry)
    return PINNED_NONE;
  return entry->pin.is_verified ? PINNED_VERIFIED : PINNED_UNVERIFIED;
}

static Known
what_is_known(const LlTrust *trust, const Entry *pinned, const LlFingerprint *key)
{
  const Entry *entry = key ? g_hash_table_lookup(trust->keys, key) : NULL;

  if (!entry)
    return key ? KEY_STRANGE : KEY_NONE;
  if (entry == pinned)
    return KEY_PINNED;
  return entry->pin.is_verified ? KEY_VERIFIED : KEY_UNVERIFIED;
}

LlVerdict
ll_trust_judge(const LlTrust *trust, LlPolicy policy, const char *name, const LlFingerprint *key)
{
  const Entry *pinned = g_hash_table_lookup(trust->names, name);

  return verdicts[policy][what_is_pinned(pinned)][what_is_known(trust, pinned, key)];
}

LlSecurity
ll_trust_security(const LlTrust *trust, const char *name, const LlFingerprint *key,
                  gboolean has_stream)
{
  const Entry *pinned = g_hash_table_lookup(trust->names, name);
  const Entry *entry = pinned;

  if (has_stream) {
    if (!key)
      return LL_SECURITY_PLAIN;
    entry = g_hash_table_lookup(trust->keys, key);
    if (pinned && pinned != entry)
      return LL_SECURITY_CHANGED;
  } else if (!pinned) {
    return LL_SECURITY_UNKNOWN;
  }
  return entry && entry->pin.is_verified ? LL_SECURITY_VERIFIED : LL_SECURITY_ENCRYPTED;
}

/* --- names and keys -------------------------------------------------------------------------- */

static void
drop_name(LlTrust *trust, Entry *entry, guint index)
{
  g_hash_table_remove(trust->names, g_ptr_array_index(entry->pin.names, index));
  g_ptr_array_remove_index(entry->pin.names, index);
}

/* The name loses its pin, if it has one. */
static void
unpin(LlTrust *trust, const char *name)
{
  Entry *entry = g_hash_table_lookup(trust->names, name);
  guint index;

  if (entry && g_ptr_array_find_with_equal_func(entry->pin.names, name, ll_name_hash_equal, &index))
    drop_name(trust, entry, index);
}

/* The name becomes ENTRY's latest. */
static void
pin(LlTrust *trust, Entry *entry, const char *name)
{
  char *copy = g_strdup(name); /* it may be the one that goes */

  unpin(trust, copy);
  while (entry->pin.names->len >= LL_PIN_NAMES_MAX)
    drop_name(trust, entry, entry->pin.names->len - 1);
  g_ptr_array_insert(entry->pin.names, 0, copy);
  g_hash_table_insert(trust->names, copy, entry);
}

static void
forget(LlTrust *trust, Entry *entry)
{
  while (entry->pin.names->len > 0)
    drop_name(trust, entry, entry->pin.names->len - 1);
  g_hash_table_remove(trust->keys, &entry->pin.key);
}

/* Keys cost nothing to make: who makes thousands, all of a sudden, pushes out their own, and nobody
 * whom the user has met again and again. */
static gboolean
is_less_known(const Entry *a, const Entry *b)
{
  gint64 a_time = a->pin.last_met - a->pin.first_met;
  gint64 b_time = b->pin.last_met - b->pin.first_met;

  if (a->pin.is_verified != b->pin.is_verified)
    return !a->pin.is_verified;
  return a_time != b_time ? a_time < b_time : a->pin.last_met < b->pin.last_met;
}

static void
make_room(LlTrust *trust)
{
  while (g_hash_table_size(trust->keys) >= LL_PINS_MAX) {
    Entry *least = NULL;
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, trust->keys);
    while (g_hash_table_iter_next(&iter, NULL, &value))
      if (!least || is_less_known(value, least))
        least = value;
    forget(trust, least);
  }
}

static Entry *
add(LlTrust *trust, const LlFingerprint *key)
{
  Entry *entry = g_new0(Entry, 1);

  entry->pin.key = *key;
  entry->pin.names = g_ptr_array_new_with_free_func(g_free);
  g_hash_table_insert(trust->keys, &entry->pin.key, entry);
  return entry;
}

/* The entry of KEY, met at NOW; there is one afterwards. */
static Entry *
meet(LlTrust *trust, const LlFingerprint *key, gint64 now)
{
  Entry *entry = g_hash_table_lookup(trust->keys, key);

  if (!entry) {
    make_room(trust);
    entry = add(trust, key);
    entry->pin.first_met = entry->noted = now;
  }
  entry->pin.last_met = now;
  return entry;
}

gboolean
ll_trust_meet(LlTrust *trust, const char *name, const LlFingerprint *key, gint64 now,
              char **ret_known_as)
{
  const Entry *pinned = g_hash_table_lookup(trust->names, name);
  Entry *entry = g_hash_table_lookup(trust->keys, key);

  if (ret_known_as)
    *ret_known_as = NULL;
  if (pinned && pinned != entry)
    return FALSE;
  entry = meet(trust, key, now);
  if (!pinned && ret_known_as && entry->pin.names->len > 0)
    *ret_known_as = g_strdup(g_ptr_array_index(entry->pin.names, 0));
  pin(trust, entry, name);
  if (pinned && ABS(now - entry->noted) < NOTED_SECONDS)
    return FALSE;
  entry->noted = now;
  return TRUE;
}

void
ll_trust_accept(LlTrust *trust, const char *name, const LlFingerprint *key, gint64 now)
{
  if (key)
    pin(trust, meet(trust, key, now), name);
  else
    unpin(trust, name);
}

gboolean
ll_trust_set_verified(LlTrust *trust, const char *name, gboolean is_verified)
{
  Entry *entry = g_hash_table_lookup(trust->names, name);

  if (!entry)
    return FALSE;
  entry->pin.is_verified = is_verified;
  return TRUE;
}

/* --- what there is --------------------------------------------------------------------------- */

const LlPin *
ll_trust_pin(const LlTrust *trust, const char *name)
{
  const Entry *entry = g_hash_table_lookup(trust->names, name);

  return entry ? &entry->pin : NULL;
}

static int
latest_first(gconstpointer a, gconstpointer b)
{
  const LlPin *one = *(const LlPin *const *)a;
  const LlPin *other = *(const LlPin *const *)b;

  if (one->last_met != other->last_met)
    return one->last_met < other->last_met ? 1 : -1;
  return memcmp(one->key.bytes, other->key.bytes, LL_FINGERPRINT_BYTES);
}

GPtrArray *
ll_trust_pins(const LlTrust *trust)
{
  GPtrArray *pins = g_ptr_array_sized_new(g_hash_table_size(trust->keys));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init(&iter, trust->keys);
  while (g_hash_table_iter_next(&iter, NULL, &value))
    g_ptr_array_add(pins, &((Entry *)value)->pin);
  g_ptr_array_sort(pins, latest_first);
  return pins;
}

gboolean
ll_trust_add(LlTrust *trust, const LlPin *saved)
{
  Entry *entry;

  if (g_hash_table_contains(trust->keys, &saved->key) || saved->names->len > LL_PIN_NAMES_MAX)
    return FALSE;
  for (guint i = 0; i < saved->names->len; i++)
    if (g_hash_table_contains(trust->names, g_ptr_array_index(saved->names, i)))
      return FALSE;
  entry = add(trust, &saved->key);
  entry->pin.is_verified = saved->is_verified;
  entry->pin.first_met = saved->first_met;
  entry->pin.last_met = entry->noted = saved->last_met;
  for (guint i = saved->names->len; i > 0; i--)
    pin(trust, entry, g_ptr_array_index(saved->names, i - 1));
  return TRUE;
}
