/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake-endpoint-private.h"

#include "wire/name.h"

/* The keys that the fake endpoint knows: a fingerprint is any text, and the safety number begins
 * with it. */

typedef struct {
  LlSecurity security;
  char *fingerprint; /* (nullable) */
  LlUndelivered why; /* of CHANGED */
} Known;

static char *key_error;

static void
known_free(gpointer data)
{
  Known *known = data;

  g_free(known->fingerprint);
  g_free(known);
}

GHashTable *
fake_security_new(void)
{
  return g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, known_free);
}

static Known *
ensure(LlEndpoint *endpoint, const char *name)
{
  Known *known = g_hash_table_lookup(endpoint->security, name);

  if (!known) {
    known = g_new0(Known, 1);
    g_hash_table_insert(endpoint->security, g_strdup(name), known);
  }
  return known;
}

/* --- The face's side ------------------------------------------------------------------------- */

void
ll_endpoint_set_policy(G_GNUC_UNUSED LlEndpoint *endpoint, LlPolicy policy)
{
  fake_endpoint_note("policy %d", policy);
}

LlSecurity
ll_endpoint_security(LlEndpoint *endpoint, const char *name)
{
  const Known *known = g_hash_table_lookup(endpoint->security, name);

  return known ? known->security : LL_SECURITY_UNKNOWN;
}

gboolean
ll_endpoint_distrust(LlEndpoint *endpoint, const char *name, LlUndelivered *ret_why)
{
  const Known *known = g_hash_table_lookup(endpoint->security, name);

  if (!known || known->security != LL_SECURITY_CHANGED)
    return FALSE;
  *ret_why = known->why;
  return TRUE;
}

char *
ll_endpoint_fingerprint(LlEndpoint *endpoint, const char *name)
{
  const Known *known = name ? g_hash_table_lookup(endpoint->security, name) : NULL;

  return name ? g_strdup(known ? known->fingerprint : NULL) : g_strdup("OURS");
}

char *
ll_endpoint_safety_number(LlEndpoint *endpoint, const char *name)
{
  g_autofree char *fingerprint = ll_endpoint_fingerprint(endpoint, name);

  return fingerprint ? g_strconcat(fingerprint, " 22222 33333 44444 55555 66666", NULL) : NULL;
}

gboolean
ll_endpoint_set_verified(LlEndpoint *endpoint, const char *name, gboolean is_verified)
{
  Known *known = g_hash_table_lookup(endpoint->security, name);

  fake_endpoint_note("%s is %sverified", name, is_verified ? "" : "not ");
  if (!known || !known->fingerprint || known->security == LL_SECURITY_CHANGED)
    return FALSE;
  known->security = is_verified ? LL_SECURITY_VERIFIED : LL_SECURITY_ENCRYPTED;
  return TRUE;
}

void
ll_endpoint_accept(LlEndpoint *endpoint, const char *name)
{
  Known *known = g_hash_table_lookup(endpoint->security, name);

  g_assert_true(known && known->security == LL_SECURITY_CHANGED);
  fake_endpoint_note("accept %s", name);
  known->security =
      known->why == LL_UNDELIVERED_NEW_KEY ? LL_SECURITY_ENCRYPTED : LL_SECURITY_PLAIN;
}

static gboolean
is_well(GError **error)
{
  if (key_error)
    g_set_error_literal(error, LL_ENDPOINT_ERROR, LL_ENDPOINT_ERROR_FAILED, key_error);
  return !key_error;
}

gboolean
ll_endpoint_export_key(const char *directory, const char *path, GError **error)
{
  fake_endpoint_note("export from %s to %s", directory, path);
  return is_well(error);
}

gboolean
ll_endpoint_import_key(const char *directory, const char *path, GError **error)
{
  fake_endpoint_note("import to %s from %s", directory, path);
  return is_well(error);
}

gboolean
ll_endpoint_renew_key(const char *directory, GError **error)
{
  fake_endpoint_note("new key in %s", directory);
  return is_well(error);
}

/* --- The network's side ---------------------------------------------------------------------- */

void
fake_endpoint_secure(LlEndpoint *endpoint, const char *name, LlSecurity security, const char *key)
{
  Known *known = ensure(endpoint, name);

  known->security = security;
  g_free(known->fingerprint);
  known->fingerprint = g_strdup(key);
  endpoint->events->security(endpoint->owner, name, security);
}

void
fake_endpoint_distrust(LlEndpoint *endpoint, const char *name, LlUndelivered why, const char *key)
{
  ensure(endpoint, name)->why = why;
  fake_endpoint_secure(endpoint, name, LL_SECURITY_CHANGED, key);
  endpoint->events->distrusted(endpoint->owner, name, why);
}

void
fake_endpoint_recognise(LlEndpoint *endpoint, const char *name, const char *known_as)
{
  endpoint->events->recognised(endpoint->owner, name, known_as);
}

LlWelcome
fake_endpoint_welcome(LlEndpoint *endpoint, const char *name)
{
  return endpoint->events->welcome(endpoint->owner, name);
}

void
fake_endpoint_knock(LlEndpoint *endpoint, const char *name)
{
  endpoint->events->knocked(endpoint->owner, name);
}

void
fake_endpoint_break_keys(const char *text)
{
  g_free(key_error);
  key_error = g_strdup(text);
}
