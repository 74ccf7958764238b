/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/pins.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/trust-text.h"
#include "io/private-file.h"
#include "limits.h"

#define FILE_NAME "pins"

/* A pin's line: two words, a key and two times, and names with every byte escaped. */
#define LINE_MAX_BYTES (128 + LL_PIN_NAMES_MAX * (3 * LL_CONTACT_MAX + 1))
#define FILE_MAX       ((gsize)LL_PINS_MAX * LINE_MAX_BYTES)

/* What is wrong with the file PATH, for whom it is no text of pins. */
static void
set_error(GError **error, const char *path, const GError *why)
{
  gboolean is_later = g_error_matches(why, LL_TRUST_TEXT_ERROR, LL_TRUST_TEXT_ERROR_VERSION);

  g_set_error(error, G_IO_ERROR, is_later ? G_IO_ERROR_NOT_SUPPORTED : G_IO_ERROR_INVALID_DATA,
              "%s: %s", path, why->message);
}

LlTrust *
ll_pins_load(const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename(directory, FILE_NAME, NULL);
  g_autoptr(GError) why = NULL;
  g_autofree char *text = NULL;
  LlTrust *trust;
  gsize length;

  text = ll_private_file_read(path, FILE_MAX, &length, NULL, &why);
  if (!text) {
    if (g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      return ll_trust_new();
    g_propagate_error(error, g_steal_pointer(&why));
    return NULL;
  }
  trust = ll_trust_from_text(text, length, &why);
  if (!trust)
    set_error(error, path, why);
  return trust;
}

gboolean
ll_pins_save(const LlTrust *trust, const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename(directory, FILE_NAME, NULL);
  g_autofree char *text = ll_trust_to_text(trust);

  if (g_mkdir_with_parents(directory, 0700) < 0) {
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "%s: %s", directory,
                g_strerror(errno));
    return FALSE;
  }
  return ll_private_file_replace(path, text, strlen(text), error);
}
