/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/domains.h"

#include <string.h>

#include "limits.h"
#include "plugin/i18n.h"
#include "wire/link.h"
#include "wire/text.h"

#define SEPARATORS " \t\r\n,;"
/* RFC 1035 2.3.4: 255 bytes on the wire, which are two less as text. */
#define DOMAIN_MAX 253

/* A host's label (RFC 1123 2.1), also one with '_' or letters beyond ASCII (RFC 6763 4.1.3). */
static gboolean
is_label(const char *label)
{
  gsize length = strlen(label);

  if (length == 0 || length > LL_NAME_MAX || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (const char *c = label; *c; c++)
    if ((guchar)*c < 0x80 && !g_ascii_isalnum(*c) && *c != '-' && *c != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_domain(const char *domain)
{
  g_auto(GStrv) labels = g_strsplit(domain, ".", -1);
  g_autofree char *clean = ll_text_clean_line(domain, -1);

  for (char **label = labels; *label; label++)
    if (!is_label(*label))
      return FALSE;
  return strlen(domain) <= DOMAIN_MAX && strcmp(clean, domain) == 0;
}

GStrv
ll_domains_parse(const char *text, char **ret_complaint)
{
  g_auto(GStrv) words = g_strsplit_set(text, SEPARATORS, -1);
  GPtrArray *domains = g_ptr_array_new();
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

  *ret_complaint = NULL;
  for (char **word = words; *word; word++) {
    g_autofree char *domain = g_ascii_strdown(*word, -1);
    g_autofree char *shown = ll_text_clean_line(*word, -1);
    if (g_str_has_suffix(domain, "."))
      domain[strlen(domain) - 1] = '\0';
    if (!*domain || strcmp(domain, LL_LINK_DOMAIN) == 0 || g_hash_table_contains(seen, domain))
      continue;
    if (is_domain(domain) && domains->len < LL_DOMAINS_MAX) {
      g_ptr_array_add(domains, g_strdup(domain));
      g_hash_table_add(seen, g_steal_pointer(&domain));
    } else if (!*ret_complaint) {
      *ret_complaint =
          is_domain(domain)
              ? g_strdup_printf(
                    /* TRANSLATORS: a domain, like example.org; how many there may be. */
                    _("%s is one too many: %d is the most."), shown, LL_DOMAINS_MAX)
              : g_strdup_printf(
                    /* TRANSLATORS: a wrong word in the place of a domain. */
                    _("%s is no domain. Domains are written like example.org, with blanks between "
                      "them."),
                    shown);
    }
  }
  g_ptr_array_add(domains, NULL);
  return (GStrv)g_ptr_array_free(domains, FALSE);
}
