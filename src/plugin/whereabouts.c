/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/whereabouts.h"

#include <net/if.h>

#include "plugin/i18n.h"

/* An interface that has gone has no name any more. (transfer full) */
static char *
interface_name(guint index)
{
  char name[IF_NAMESIZE];

  return if_indextoname(index, name) ? g_strdup(name) : g_strdup_printf("#%u", index);
}

/* An interface with all its IP versions, said at the first of its links. (transfer full) */
static char *
interface_words(const GArray *links, guint first)
{
  gint32 interface = g_array_index(links, LlLink, first).interface;
  g_autofree char *name = interface_name((guint)interface);
  g_autoptr(GString) versions = g_string_new(NULL);

  for (guint i = 0; i < links->len; i++) {
    const LlLink *link = &g_array_index(links, LlLink, i);
    if (link->interface != interface)
      continue;
    if (i < first)
      return NULL;
    g_string_append_printf(versions, "%s%s", versions->len ? ", " : "",
                           link->family == AF_INET6 ? "IPv6" : "IPv4");
  }
  return g_strdup_printf("%s (%s)", name, versions->str);
}

/* NULL for what another link has said. (transfer full) (nullable) */
static char *
link_words(const GArray *links, guint i)
{
  const LlLink *link = &g_array_index(links, LlLink, i);

  if (link->interface != 0)
    return interface_words(links, i);
  if (!*link->domain)
    /* TRANSLATORS: follows "Seen on:", for people whose address the user has given. */
    return g_strdup(_("by address"));
  return g_strdup_printf(
      /* TRANSLATORS: follows "Seen on:"; a domain, like example.org. */
      _("%s (beyond the link)"), link->domain);
}

char *
ll_whereabouts_of_links(const GArray *links)
{
  GString *list = g_string_new(NULL);

  for (guint i = 0; links && i < links->len; i++) {
    g_autofree char *words = link_words(links, i);
    if (words)
      g_string_append_printf(list, "%s%s", list->len ? ", " : "", words);
  }
  return g_string_free(list, FALSE);
}

static char *
place_to_string(const LlPlace *place)
{
  LlAddress address = place->address;

  address.scope = 0;
  g_autofree char *text = ll_address_to_string(&address);
  if (address.family != AF_INET6)
    return g_strdup_printf("%s:%u", text, place->port);
  if (place->address.scope == 0)
    return g_strdup_printf("[%s]:%u", text, place->port);
  g_autofree char *interface = interface_name(place->address.scope);
  return g_strdup_printf("[%s%%%s]:%u", text, interface, place->port);
}

GStrv
ll_whereabouts_of_places(const GArray *places)
{
  GPtrArray *list = g_ptr_array_new();

  for (guint i = 0; places && i < places->len; i++) {
    char *text = place_to_string(&g_array_index(places, LlPlace, i));
    if (g_ptr_array_find_with_equal_func(list, text, g_str_equal, NULL))
      g_free(text);
    else
      g_ptr_array_add(list, text);
  }
  g_ptr_array_add(list, NULL);
  return (GStrv)g_ptr_array_free(list, FALSE);
}
