/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "limits.h"
#include "wire/markup-kind.h"
#include "wire/markup.h"
#include "wire/namespaces.h"
#include "wire/xml-reader.h"

/* A message of more lines has the others' breaks as bare newlines, which these peers show, too:
 * each element counts against LL_XML_ELEMENTS_MAX at a peer like us. */
#define BREAKS_MAX (LL_XML_ELEMENTS_MAX / 2)
/* As much as plain text with each character escaped: both go into one stanza. */
#define XHTML_MAX (5 * LL_MESSAGE_MAX)
/* What is around it in a message: elements that it is in, and with all that may stand beside it. */
#define DEPTH_AROUND    3
#define ELEMENTS_AROUND 32

/* What ends a line of the user's text (see wire/text.h for the last two). */
#define LINE_ENDS "\n\r\f\v"

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

/* (nullable): XHTML in a font element, if it is well-formed. */
static LlXmlNode *
parse(const char *xhtml)
{
  if (strlen(xhtml) > XHTML_MAX)
    return NULL;
  g_autoptr(GString) xml = wrap(xhtml);
  return ll_xml_parse_fragment(xml->str, xml->len, NULL);
}

/* --- through the whitelist ------------------------------------------------------------------- */

typedef enum {
  APPLE,
  XHTML_IM
} Dialect;

typedef struct {
  Dialect dialect;
  guint elements;
  gsize bytes; /* about as many as they will be on the wire */
  gboolean is_in_link;
  gboolean is_formatted; /* beyond line breaks */
} Writer;

static LlXmlNode *
add(Writer *writer, LlXmlNode *parent, const char *name)
{
  writer->elements++;
  writer->bytes += 2 * strlen(name) + strlen("<></>");
  writer->is_formatted |= strcmp(name, "br") != 0;
  return ll_xml_node_add(parent, name, NULL);
}

static void
set(Writer *writer, LlXmlNode *node, const char *name, const char *value)
{
  writer->bytes += strlen(name) + strlen(" =''");
  for (const char *p = value; *p != '\0'; p++)
    writer->bytes += strchr("<>&\"'", *p) != NULL ? strlen("&quot;") : 1;
  ll_xml_node_set(node, name, value);
}

static void
add_text(Writer *writer, LlXmlNode *parent, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    writer->bytes += strchr("<>&", *p) != NULL ? strlen("&amp;") : 1;
  ll_xml_node_add_text(parent, text, -1);
}

/* In Apple's form: elements that every program knows, and the size in points besides. (transfer
 * none): the innermost. */
static LlXmlNode *
add_apple_style(Writer *writer, LlXmlNode *parent, const LlMarkupStyle *style)
{
  const struct {
    gboolean is_wanted;
    const char *name;
  } elements[] = {
      {style->bold, "b"}, {style->italic, "i"}, {style->underline, "u"}, {style->strike, "s"}};
  if (*style->face != '\0' || *style->color != '\0' || style->size > 0) {
    parent = add(writer, parent, "font");
    if (*style->face != '\0')
      set(writer, parent, "face", style->face);
    if (style->size > 0) {
      g_autofree char *size = g_strdup_printf("%u", style->size);
      g_autofree char *points = g_strdup_printf("%u", ll_markup_style_points(style));
      set(writer, parent, "size", size);
      set(writer, parent, "ABSZ", points);
    }
    if (*style->color != '\0')
      set(writer, parent, "color", style->color);
  }
  for (guint i = 0; i < G_N_ELEMENTS(elements); i++) {
    if (elements[i].is_wanted)
      parent = add(writer, parent, elements[i].name);
  }
  return parent;
}

static LlXmlNode *
add_style(Writer *writer, LlXmlNode *parent, const LlMarkupStyle *style)
{
  if (writer->dialect == APPLE)
    return add_apple_style(writer, parent, style);
  g_autofree char *css = ll_markup_style_css(style);
  if (css == NULL)
    return parent;
  LlXmlNode *span = add(writer, parent, "span");
  set(writer, span, "style", css);
  return span;
}

/* The blocks that XHTML-IM recommends keep their names (XEP-0071 7.8). */
static LlXmlNode *
add_block(Writer *writer, LlXmlNode *parent, const char *name)
{
  static const char *const names[] = {"p", "blockquote", "ul", "ol", "li"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    if (g_ascii_strcasecmp(name, names[i]) == 0)
      return add(writer, parent, names[i]);
  }
  return add(writer, parent, "div");
}

static void write_children(Writer *writer, LlXmlNode *parent, const LlXmlNode *node);

static void
write_styled(Writer *writer, LlXmlNode *parent, const LlXmlNode *node, LlMarkupKind kind)
{
  LlMarkupStyle style = ll_markup_style_of(node, kind);
  const char *url = kind == LL_MARKUP_LINK && !writer->is_in_link
                        ? ll_markup_link(ll_xml_node_get(node, "href"))
                        : NULL;
  parent = add_style(writer, parent, &style);
  if (url != NULL) {
    parent = add(writer, parent, "a");
    set(writer, parent, "href", url);
    writer->is_in_link = TRUE;
  }
  write_children(writer, parent, node);
  if (url != NULL)
    writer->is_in_link = FALSE;
}

static void
write_element(Writer *writer, LlXmlNode *parent, const LlXmlNode *node)
{
  LlMarkupKind kind = ll_markup_kind(node->name);
  const char *alt;
  switch (kind) {
  case LL_MARKUP_HIDDEN:
    return;
  case LL_MARKUP_BREAK:
    add(writer, parent, "br");
    return;
  case LL_MARKUP_IMAGE:
    alt = ll_xml_node_get(node, "alt");
    if (alt != NULL)
      add_text(writer, parent, alt);
    return;
  case LL_MARKUP_BLOCK:
  case LL_MARKUP_HEADING:
  case LL_MARKUP_ITEM:
    write_styled(writer, add_block(writer, parent, node->name), node, kind);
    return;
  default:
    write_styled(writer, parent, node, kind);
  }
}

static gboolean
is_too_much(const Writer *writer)
{
  return writer->elements >= LL_XML_ELEMENTS_MAX - ELEMENTS_AROUND || writer->bytes > XHTML_MAX;
}

static void
write_children(Writer *writer, LlXmlNode *parent, const LlXmlNode *node)
{
  for (const LlXmlNode *child = node->children; child; child = child->next) {
    if (is_too_much(writer))
      break;
    if (child->name == NULL)
      add_text(writer, parent, child->text);
    else
      write_element(writer, parent, child);
  }
}

static guint
depth_of(const LlXmlNode *node)
{
  guint depth = 0;
  if (node->name == NULL)
    return 0;
  for (const LlXmlNode *child = node->children; child; child = child->next) {
    guint below = depth_of(child);
    depth = MAX(depth, below); /* a macro: it evaluates twice */
  }
  return depth + 1;
}

/* (nullable) (transfer full): CONTENT through the whitelist, as the element NAME; NULL: it would be
 * too much for a stanza. */
static LlXmlNode *
filter(Writer *writer, const char *name, const LlXmlNode *content)
{
  g_autoptr(LlXmlNode) node = ll_xml_node_new(name, LL_NS_XHTML);
  write_children(writer, node, content);
  if (is_too_much(writer) || depth_of(node) > LL_XML_DEPTH_MAX - DEPTH_AROUND)
    return NULL;
  return g_steal_pointer(&node);
}

/* (nullable) */
static LlXmlNode *
apple_font(const char *xhtml)
{
  Writer writer = {.dialect = APPLE};
  if (strpbrk(xhtml, "<&") == NULL && strlen(xhtml) <= XHTML_MAX)
    return font_from_plain(xhtml); /* the same, without a parser */
  g_autoptr(LlXmlNode) content = parse(xhtml);
  return content != NULL ? filter(&writer, "font", content) : NULL;
}

LlXmlNode *
ll_markup_apple_html(const char *xhtml, const char *plain)
{
  LlXmlNode *font = xhtml != NULL ? apple_font(xhtml) : NULL;
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

LlXmlNode *
ll_markup_xhtml_im(const char *xhtml)
{
  Writer writer = {.dialect = XHTML_IM};
  if (xhtml == NULL || strchr(xhtml, '<') == NULL)
    return NULL;
  g_autoptr(LlXmlNode) content = parse(xhtml);
  LlXmlNode *body = content != NULL ? filter(&writer, "body", content) : NULL;
  if (body == NULL || !writer.is_formatted) {
    ll_xml_node_free(body);
    return NULL;
  }
  LlXmlNode *html = ll_xml_node_new("html", LL_NS_XHTML_IM);
  ll_xml_node_take(html, body);
  return html;
}
