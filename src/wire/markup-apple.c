/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "limits.h"
#include "wire/markup.h"
#include "wire/namespaces.h"
#include "wire/xml-reader.h"

/* A message of more lines has the others' breaks as bare newlines, which these peers show, too:
 * each element counts against LL_XML_ELEMENTS_MAX at a peer like us. */
#define BREAKS_MAX (LL_XML_ELEMENTS_MAX / 2)
/* As much as plain text with each character escaped. */
#define XHTML_MAX (5 * LL_MESSAGE_MAX)

/* What ends a line of the user's text (see wire/text.h for the last two). */
#define LINE_ENDS "\n\r\f\v"

/* What is around the font in a message: elements that it is in, and with all that may stand beside
 * it. */
#define DEPTH_AROUND    3
#define ELEMENTS_AROUND 32

#define FONT_START "<font xmlns=\"" LL_NS_XHTML "\">"
#define FONT_END   "</font>"

/* What libpurple leaves of HTML's entities but XML does not know. */
static const struct {
  const char *entity;
  const char *text;
} entities[] = {{"&nbsp;", "\xC2\xA0"}, {"&copy;", "\xC2\xA9"}, {"&reg;", "\xC2\xAE"}};

/* The '&' at P, as XML has it. Gives what follows. */
static const char *
append_ampersand(GString *xml, const char *p)
{
  for (guint i = 0; i < G_N_ELEMENTS(entities); i++) {
    if (g_str_has_prefix(p, entities[i].entity)) {
      g_string_append(xml, entities[i].text);
      return p + strlen(entities[i].entity);
    }
  }
  const char *name = p + 1 + (p[1] == '#');
  gsize length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  g_string_append(xml, length > 0 && name[length] == ';' ? "&" : "&amp;");
  return p + 1;
}

/* The tag at P with what is in its quotes, but not its '>'. Gives what follows. */
static const char *
append_tag(GString *xml, const char *p)
{
  char quote = '\0';
  while (*p != '\0' && (quote != '\0' || *p != '>')) {
    if (*p == quote)
      quote = '\0';
    else if (quote == '\0' && (*p == '"' || *p == '\''))
      quote = *p;
    if (*p == '&')
      p = append_ampersand(xml, p);
    else
      g_string_append_c(xml, *p++);
  }
  return p;
}

/* Skip one line end at P. */
static const char *
skip_line_end(const char *p)
{
  if (p[0] == '\r' && p[1] == '\n')
    return p + 2;
  return *p != '\0' && strchr(LINE_ENDS, *p) != NULL ? p + 1 : p;
}

/* Skip one line break at P: a <br/> with a line end behind it, or a line end alone. */
static const char *
skip_break(const char *p)
{
  if (g_ascii_strncasecmp(p, "<br", 3) == 0 && p[3] != '\0' && strchr(" />", p[3]) != NULL) {
    const char *end = strchr(p, '>');
    return end != NULL ? skip_line_end(end + 1) : p;
  }
  return skip_line_end(p);
}

/* XHTML in a font element: entities that XML does not know resolved, its line breaks as <br/>. */
static GString *
wrap(const char *xhtml)
{
  GString *xml = g_string_sized_new(strlen(xhtml) + 128);
  g_string_append(xml, FONT_START);
  guint breaks = 0;
  for (const char *p = xhtml; *p != '\0';) {
    gsize length = strcspn(p, "<&" LINE_ENDS);
    g_string_append_len(xml, p, length);
    p += length;
    const char *behind = skip_break(p);
    if (behind > p) {
      g_string_append(xml, breaks++ < BREAKS_MAX ? "<br/>" : "\n");
      p = behind;
    } else if (*p == '<') {
      p = append_tag(xml, p);
    } else if (*p == '&') {
      p = append_ampersand(xml, p);
    }
  }
  return g_string_append(xml, FONT_END);
}

static LlXmlNode *
font_from_plain(const char *plain)
{
  LlXmlNode *font = ll_xml_node_new("font", LL_NS_XHTML);
  guint breaks = 0;
  const char *p = plain;
  while (*p != '\0') {
    gsize length = breaks < BREAKS_MAX ? strcspn(p, LINE_ENDS) : strlen(p);
    ll_xml_node_add_text(font, p, length);
    p += length;
    if (*p == '\0')
      break;
    p = skip_line_end(p);
    ll_xml_node_add(font, "br", NULL);
    breaks++;
  }
  return font;
}

/* Whether a peer like us reads NODE, with DEPTH and ELEMENTS left for it; these go from ELEMENTS.
 */
static gboolean
fits(const LlXmlNode *node, guint depth, guint *elements)
{
  if (node->name == NULL)
    return TRUE;
  if (depth == 0 || *elements == 0)
    return FALSE;
  --*elements;
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    if (!fits(g_ptr_array_index(node->children, i), depth - 1, elements))
      return FALSE;
  return TRUE;
}

/* (nullable): XHTML in a font element, if it is well-formed and not too much. */
static LlXmlNode *
font_from_xhtml(const char *xhtml)
{
  if (xhtml == NULL || strlen(xhtml) > XHTML_MAX)
    return NULL;
  if (strpbrk(xhtml, "<&") == NULL)
    return font_from_plain(xhtml); /* the same, without a parser */
  g_autoptr(GString) xml = wrap(xhtml);
  g_autoptr(LlXmlNode) font = ll_xml_parse_fragment(xml->str, xml->len, NULL);
  guint elements = LL_XML_ELEMENTS_MAX - ELEMENTS_AROUND;
  if (font == NULL || !fits(font, LL_XML_DEPTH_MAX - DEPTH_AROUND, &elements))
    return NULL;
  return g_steal_pointer(&font);
}

LlXmlNode *
ll_markup_apple_html(const char *xhtml, const char *plain)
{
  LlXmlNode *font = font_from_xhtml(xhtml);
  if (font == NULL)
    font = font_from_plain(plain);
  if (font->children == NULL) {
    ll_xml_node_free(font);
    return NULL;
  }
  LlXmlNode *html = ll_xml_node_new("html", LL_NS_XHTML);
  ll_xml_node_take(ll_xml_node_add(html, "body", NULL), font);
  return html;
}
