/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/handle.h"

#include <string.h>

#include "wire/contact.h"
#include "wire/name.h"

#define DIGITS_AND_DOTS "0123456789."

char *
ll_handle_name(const char *handle)
{
  g_autoptr(LlContact) contact = ll_contact_parse(handle);

  return contact ? ll_contact_to_string(contact) : g_strdup(handle);
}

void
ll_handle_fold_to(char *fold, gsize size, const char *handle)
{
  g_autoptr(LlContact) contact = ll_contact_parse(handle);
  g_autofree char *address = contact ? ll_contact_to_string(contact) : NULL;

  ll_name_fold_to(fold, size, address ? address : handle);
}

/* Three dots between nothing but digits; a version has fewer. */
static gboolean
is_like_ipv4(const char *text)
{
  guint dots = 0;

  for (const char *c = text; *c; c++)
    dots += *c == '.';
  return dots == 3 && strspn(text, DIGITS_AND_DOTS) == strlen(text);
}

/* Without a user's part much is a name, like "12:30": what has dots before the last colon, and
 * digits behind it, is hardly one. */
static gboolean
is_like_place(const char *text)
{
  const char *colon = strrchr(text, ':');

  return colon && colon[1] && strspn(colon + 1, "0123456789") == strlen(colon + 1) &&
         memchr(text, '.', (gsize)(colon - text)) && !strpbrk(text, " \t");
}

gboolean
ll_handle_is_mistaken(const char *handle)
{
  const char *at = strrchr(handle, '@');
  const char *place = at ? at + 1 : handle;

  if (ll_contact_is_valid(handle))
    return FALSE;
  if (*place == '[' || is_like_ipv4(place))
    return TRUE;
  /* A machine's label has no colon (XEP-0174 3). */
  return at ? strchr(place, ':') != NULL : is_like_place(place);
}
