/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/language.h"

#include <string.h>

/* How long LOCALE is up to its encoding or modifier. */
static gsize
language_length(const char *locale)
{
  return strcspn(locale, ".@");
}

/* LOCALE, which has '_' where a tag has '-', is TAG or the start of it (RFC 4647 3.3.1). */
static gboolean
is_wanted(const char *tag, const char *locale)
{
  gsize length = language_length(locale);
  for (gsize i = 0; i < length; i++) {
    char wanted = locale[i] == '_' ? '-' : g_ascii_tolower(locale[i]);
    if (g_ascii_tolower(tag[i]) != wanted)
      return FALSE;
  }
  return length > 0 && (tag[length] == '\0' || tag[length] == '-');
}

guint
ll_language_rank(const char *tag, const char *const *languages)
{
  gboolean is_tagged = tag != NULL && *tag != '\0';
  guint rank = 0;
  for (; languages != NULL && languages[rank] != NULL; rank++) {
    if (is_tagged && is_wanted(tag, languages[rank]))
      return rank;
  }
  return is_tagged ? rank + 1 : rank;
}
