/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/markup-kind.h"

#include <string.h>

#define BLANKS " \t\r\n"

LlMarkupKind
ll_markup_kind(const char *name)
{
  static const struct {
    const char *name;
    LlMarkupKind kind;
  } kinds[] = {
      {"span", LL_MARKUP_PLAIN},      {"font", LL_MARKUP_PLAIN},    {"br", LL_MARKUP_BREAK},
      {"b", LL_MARKUP_BOLD},          {"strong", LL_MARKUP_BOLD},   {"i", LL_MARKUP_ITALIC},
      {"em", LL_MARKUP_ITALIC},       {"cite", LL_MARKUP_ITALIC},   {"u", LL_MARKUP_UNDERLINE},
      {"ins", LL_MARKUP_UNDERLINE},   {"s", LL_MARKUP_STRIKE},      {"strike", LL_MARKUP_STRIKE},
      {"del", LL_MARKUP_STRIKE},      {"a", LL_MARKUP_LINK},        {"p", LL_MARKUP_BLOCK},
      {"div", LL_MARKUP_BLOCK},       {"li", LL_MARKUP_ITEM},       {"ul", LL_MARKUP_BLOCK},
      {"ol", LL_MARKUP_BLOCK},        {"dl", LL_MARKUP_BLOCK},      {"dt", LL_MARKUP_BLOCK},
      {"dd", LL_MARKUP_BLOCK},        {"pre", LL_MARKUP_BLOCK},     {"blockquote", LL_MARKUP_BLOCK},
      {"address", LL_MARKUP_BLOCK},   {"hr", LL_MARKUP_BLOCK},      {"table", LL_MARKUP_BLOCK},
      {"tr", LL_MARKUP_BLOCK},        {"h1", LL_MARKUP_HEADING},    {"h2", LL_MARKUP_HEADING},
      {"h3", LL_MARKUP_HEADING},      {"h4", LL_MARKUP_HEADING},    {"h5", LL_MARKUP_HEADING},
      {"h6", LL_MARKUP_HEADING},      {"img", LL_MARKUP_IMAGE},     {"script", LL_MARKUP_HIDDEN},
      {"style", LL_MARKUP_HIDDEN},    {"head", LL_MARKUP_HIDDEN},   {"title", LL_MARKUP_HIDDEN},
      {"template", LL_MARKUP_HIDDEN}, {"object", LL_MARKUP_HIDDEN}, {"iframe", LL_MARKUP_HIDDEN},
  };
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (g_ascii_strcasecmp(name, kinds[i].name) == 0)
      return kinds[i].kind;
  }
  return LL_MARKUP_PLAIN;
}

LlMarkupStyle
ll_markup_style_of(const LlXmlNode *element, LlMarkupKind kind)
{
  LlMarkupStyle style = {
      .bold = kind == LL_MARKUP_BOLD || kind == LL_MARKUP_HEADING,
      .italic = kind == LL_MARKUP_ITALIC,
      .underline = kind == LL_MARKUP_UNDERLINE,
      .strike = kind == LL_MARKUP_STRIKE,
  };
  ll_markup_style_read(&style, element);
  return style;
}

const char *
ll_markup_link(const char *url)
{
  static const char *const schemes[] = {"http:", "https:", "ftp:", "mailto:", "xmpp:"};
  if (url == NULL)
    return NULL;
  url += strspn(url, BLANKS);
  for (const char *p = url; *p != '\0'; p++) {
    if ((guchar)*p <= ' ' || *p == 0x7F)
      return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
    if (g_ascii_strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
      return url;
  }
  return NULL;
}
