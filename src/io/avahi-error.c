/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-error.h"

char *
ll_avahi_error_name(const GError *error)
{
  char *name = g_dbus_error_get_remote_error(error);
  return name ? name : g_strdup(error->message);
}

GError *
ll_avahi_error_new(const char *reason, const char *what)
{
  static const char *const denials[] = {
      "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.AuthFailed",
      "org.freedesktop.Avahi.NotPermittedError", "org.freedesktop.Avahi.NotSupportedError", NULL};
  LlDiscoveryError code =
      g_strv_contains(denials, reason) ? LL_DISCOVERY_ERROR_DENIED : LL_DISCOVERY_ERROR_FAILED;
  return g_error_new(LL_DISCOVERY_ERROR, (int)code, "%s: %s", what, reason);
}

GError *
ll_avahi_error_no_responder(const GError *error, const char *what)
{
  g_autofree char *reason = ll_avahi_error_name(error);
  GError *result = ll_avahi_error_new(reason, what);
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    result->code = LL_DISCOVERY_ERROR_DENIED;
  else if (result->code != LL_DISCOVERY_ERROR_DENIED)
    result->code = LL_DISCOVERY_ERROR_UNAVAILABLE;
  return result;
}
