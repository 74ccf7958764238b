/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/own-names.h"

#include <string.h>

#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

struct LlOwnNames {
  GPtrArray *names; /* char *, the present one last */
};

LlOwnNames *
ll_own_names_new(void)
{
  LlOwnNames *names = g_new0(LlOwnNames, 1);

  names->names = g_ptr_array_new_with_free_func(g_free);
  return names;
}

void
ll_own_names_free(LlOwnNames *names)
{
  if (!names)
    return;
  g_ptr_array_unref(names->names);
  g_free(names);
}

void
ll_own_names_add(LlOwnNames *names, const char *name)
{
  char *copy = g_strdup(name);
  guint at;

  if (g_ptr_array_find_with_equal_func(names->names, name, g_str_equal, &at))
    g_ptr_array_remove_index(names->names, at);
  else if (names->names->len >= LL_OWN_NAMES_MAX)
    g_ptr_array_remove_index(names->names, 0);
  g_ptr_array_add(names->names, copy);
}

const char *
ll_own_names_present(const LlOwnNames *names)
{
  return names->names->len > 0 ? g_ptr_array_index(names->names, names->names->len - 1) : NULL;
}

/* The one spelling of TEXT, for letters that are composed differently are the same (RFC 6763 4.1.1
 * wants them composed, Apple's are not), and so are the cases of ASCII, after which others may
 * compose. NULL if it is no UTF-8. (transfer full) (nullable) */
static char *
canonical(const char *text)
{
  g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = composed ? ll_name_fold(composed) : NULL;

  return folded ? g_utf8_normalize(folded, -1, G_NORMALIZE_NFC) : NULL;
}

/* NAME alone, or with a resource or a domain behind it. */
static gboolean
begins_with(const char *to, const char *name)
{
  g_autofree char *said = canonical(to);
  g_autofree char *wanted = canonical(name);

  return said && wanted && g_str_has_prefix(said, wanted) && strchr("/.", said[strlen(wanted)]);
}

gboolean
ll_own_names_may_mean(const LlOwnNames *names, const char *to)
{
  g_autofree char *unescaped = NULL;

  if (!to || !strchr(to, '@') || ll_contact_is_valid(to) || names->names->len == 0)
    return TRUE;
  unescaped = ll_name_unescape(to, NULL);
  for (guint i = 0; i < names->names->len; i++) {
    const char *name = g_ptr_array_index(names->names, i);

    if (begins_with(to, name) || (unescaped && begins_with(unescaped, name)))
      return TRUE;
  }
  return FALSE;
}
