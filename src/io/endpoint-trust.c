/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <gio/gio.h>

#include "io/endpoint-private.h"
#include "io/safety-number.h"

static LlUndelivered
to_undelivered(LlVerdict why)
{
  return why == LL_VERDICT_NEW_KEY ? LL_UNDELIVERED_NEW_KEY : LL_UNDELIVERED_NO_KEY;
}

static void
on_distrusted(gpointer owner, const char *name, LlVerdict why)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->security(endpoint->owner, name, LL_SECURITY_CHANGED);
  endpoint->events->distrusted(endpoint->owner, name, to_undelivered(why));
}

static void
on_recognised(gpointer owner, const char *name, const char *known_as)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->recognised(endpoint->owner, name, known_as);
}

static const LlGuardEvents guard_events = {on_distrusted, on_recognised};

/* What ERROR, of io/identity.h or io/pins.h, is to the user. */
static LlEndpointError
to_key_error(const GError *error)
{
  static const LlEndpointError table[] = {
      [LL_IDENTITY_ERROR_READ] = LL_ENDPOINT_ERROR_KEY_UNREADABLE,
      [LL_IDENTITY_ERROR_EXPOSED] = LL_ENDPOINT_ERROR_KEY_EXPOSED,
      [LL_IDENTITY_ERROR_DAMAGED] = LL_ENDPOINT_ERROR_KEY_DAMAGED,
      [LL_IDENTITY_ERROR_UNKNOWN] = LL_ENDPOINT_ERROR_KEY_UNKNOWN,
      [LL_IDENTITY_ERROR_WRITE] = LL_ENDPOINT_ERROR_KEY_UNWRITABLE,
      [LL_IDENTITY_ERROR_FAILED] = LL_ENDPOINT_ERROR_FAILED,
  };

  if (error->domain == LL_IDENTITY_ERROR)
    return table[error->code];
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return LL_ENDPOINT_ERROR_KEY_DAMAGED;
  return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED)
             ? LL_ENDPOINT_ERROR_KEY_UNKNOWN
             : LL_ENDPOINT_ERROR_KEY_UNREADABLE;
}

/* Without our key, or without what we know of others', we do not sign on: others would take us for
 * somebody else, or we somebody else for them. */
gboolean
ll_endpoint_open_guard(LlEndpoint *endpoint, const LlEndpointSettings *settings)
{
  g_autoptr(GError) error = NULL;

  endpoint->guard = ll_guard_new(settings->directory, settings->user, settings->policy,
                                 &guard_events, endpoint, &error);
  if (endpoint->guard)
    return TRUE;
  ll_endpoint_fail(endpoint, to_key_error(error), error->message);
  /* Nothing comes of it any more, but the rest is there. */
  endpoint->guard =
      ll_guard_new(NULL, settings->user, settings->policy, &guard_events, endpoint, NULL);
  return FALSE;
}

/* --- for the face ---------------------------------------------------------------------------- */

void
ll_endpoint_set_policy(LlEndpoint *endpoint, LlPolicy policy)
{
  ll_guard_set_policy(endpoint->guard, policy);
  ll_messengers_review(endpoint->messengers);
}

LlSecurity
ll_endpoint_security(LlEndpoint *endpoint, const char *name)
{
  return ll_messengers_security(endpoint->messengers, name);
}

gboolean
ll_endpoint_distrust(LlEndpoint *endpoint, const char *name, LlUndelivered *ret_why)
{
  LlVerdict why = ll_guard_distrust(endpoint->guard, name);

  if (why == LL_VERDICT_ACCEPT)
    return FALSE;
  *ret_why = to_undelivered(why);
  return TRUE;
}

char *
ll_endpoint_fingerprint(LlEndpoint *endpoint, const char *name)
{
  const LlFingerprint *key = ll_guard_key(endpoint->guard, name);

  return key ? ll_fingerprint_to_string(key) : NULL;
}

char *
ll_endpoint_safety_number(LlEndpoint *endpoint, const char *name)
{
  const LlFingerprint *own = ll_guard_key(endpoint->guard, NULL);
  const LlFingerprint *theirs = ll_guard_key(endpoint->guard, name);

  return theirs ? ll_safety_number(own, theirs) : NULL;
}

gboolean
ll_endpoint_set_verified(LlEndpoint *endpoint, const char *name, gboolean is_verified)
{
  if (!ll_guard_set_verified(endpoint->guard, name, is_verified))
    return FALSE;
  ll_messengers_review(endpoint->messengers);
  return TRUE;
}

void
ll_endpoint_accept(LlEndpoint *endpoint, const char *name)
{
  ll_guard_accept(endpoint->guard, name);
  ll_messengers_accepted(endpoint->messengers, name);
}

/* What was said of a file of ours, in the words of this door. */
static gboolean
pass_on(gboolean is_done, GError *error, GError **ret_error)
{
  if (error)
    g_set_error_literal(ret_error, LL_ENDPOINT_ERROR, (gint)to_key_error(error), error->message);
  g_clear_error(&error);
  return is_done;
}

gboolean
ll_endpoint_export_key(const char *directory, const char *path, GError **error)
{
  GError *why = NULL;
  gboolean is_done = ll_identity_export(directory, path, &why);

  return pass_on(is_done, why, error);
}

gboolean
ll_endpoint_import_key(const char *directory, const char *path, GError **error)
{
  GError *why = NULL;
  gboolean is_done = ll_identity_import(directory, path, &why);

  return pass_on(is_done, why, error);
}

gboolean
ll_endpoint_renew_key(const char *directory, GError **error)
{
  GError *why = NULL;
  gboolean is_done = ll_identity_renew(directory, &why);

  return pass_on(is_done, why, error);
}
