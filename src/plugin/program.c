/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/program.h"

#include <string.h>

#include "wire/disco.h"

/* Base64 of a SHA-1. */
#define HASH_LENGTH 28

static const struct {
  const char *node;
  const char *name;
} programs[] = {
    {"libpurple", "Pidgin or Finch (Bonjour)"},
    {"http://telepathy.freedesktop.org/caps", "Empathy (telepathy-salut)"},
    {"http://www.igniterealtime.org/projects/smack/", "Smack"},
    {"http://www.apple.com/ichat/caps", "iChat or Messages"},
    {"http://gajim.org", "Gajim"},
    {"https://gajim.org", "Gajim"},
    {"kopete", "Kopete"},
};

static const char *
known_name(const char *node)
{
  if (strcmp(node, ll_disco_own_node()) == 0)
    return "Link-Local (" PACKAGE ")";
  for (gsize i = 0; i < G_N_ELEMENTS(programs); i++)
    if (strcmp(node, programs[i].node) == 0)
      return programs[i].name;
  return NULL;
}

/* With the key `hash` it is one (XEP-0115 4); some publish one and do not say so. */
static gboolean
is_version(const LlPresence *presence)
{
  const char *ver = presence->ver;

  return ver && !presence->hash && !(strlen(ver) == HASH_LENGTH && g_str_has_suffix(ver, "="));
}

char *
ll_program_name(const LlPresence *presence)
{
  if (!presence->node)
    return NULL;
  const char *known = known_name(presence->node);
  const char *name = known ? known : presence->node;
  return is_version(presence) ? g_strconcat(name, " ", presence->ver, NULL) : g_strdup(name);
}
