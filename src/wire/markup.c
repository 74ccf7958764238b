/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/markup.h"

#include <string.h>

#include "limits.h"
#include "wire/markup-kind.h"

#define BLANKS " \t\r\n"

/* HTML in the making. Line breaks are owed until text follows, for a block's break is none where
 * there is one already. */
typedef struct {
  GString *html;
  guint breaks;      /* owed that were asked for, */
  gboolean has_edge; /* and one more where a block begins or ends */
  gboolean
      is_after_break; /* nothing since a break or a block's edge, or at all: a newline is layout */
  gboolean is_after_edge; /* nothing since a block's edge: blanks are layout */
  gboolean has_text;      /* anything, blanks too */
  gboolean is_visible;    /* anything but blanks */
  gboolean is_in_link;
} Output;

static void
put_break(Output *output)
{
  output->breaks += output->has_edge ? 2 : 1;
  output->has_edge = FALSE;
}

static void
put_edge(Output *output)
{
  output->has_edge = output->has_text && output->breaks == 0;
  output->is_after_break = output->is_after_edge = TRUE;
}

static void
pay_breaks(Output *output)
{
  for (guint n = output->breaks + (output->has_edge ? 1 : 0); n > 0; n--)
    g_string_append(output->html, "<br>");
  output->breaks = 0;
  output->has_edge = FALSE;
}

static const char *
escape(char c)
{
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  default:
    return NULL;
  }
}

static void
append_escaped(GString *html, const char *text, gsize length, gboolean in_attribute)
{
  const char *end = text + length;
  const char *run = text;
  for (const char *p = text; p < end; p++) {
    const char *escaped = (guchar)*p <= '>' ? escape(*p) : NULL;
    if (escaped == NULL || (*p == '"' && !in_attribute))
      continue;
    g_string_append_len(html, run, p - run);
    g_string_append(html, escaped);
    run = p + 1;
  }
  g_string_append_len(html, run, end - run);
}

/* What of TEXT is not just the layout of the markup around it. */
static const char *
skip_layout(const Output *output, const char *text)
{
  gsize blanks = strspn(text, BLANKS);
  if (text[blanks] == '\0' && (output->is_after_edge || strchr(text, '\n') != NULL))
    return text + blanks;
  const char *line_end = text + strspn(text, " \t\r");
  return *line_end == '\n' ? line_end + 1 : text;
}

static void
put_run(Output *output, const char *text, gsize length)
{
  pay_breaks(output);
  append_escaped(output->html, text, length, FALSE);
  output->has_text = TRUE;
  output->is_visible |= strspn(text, " \t") < length;
}

static void
put_text(Output *output, const char *text)
{
  if (output->is_after_break)
    text = skip_layout(output, text);
  while (*text != '\0') {
    gsize length = strcspn(text, "\r\n");
    if (length > 0)
      put_run(output, text, length);
    text += length;
    if (*text != '\0') {
      put_break(output);
      text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
    }
    output->is_after_break = output->is_after_edge = FALSE;
  }
}

static void
open_attribute(GString *html, const char *name, const char *value)
{
  if (*value == '\0')
    return;
  g_string_append_c(html, ' ');
  g_string_append(html, name);
  g_string_append(html, "=\"");
  append_escaped(html, value, strlen(value), TRUE);
  g_string_append_c(html, '"');
}

static gboolean
has_font(const LlMarkupStyle *style)
{
  return style->size > 0 || *style->color != '\0' || *style->face != '\0';
}

static void
open_style(GString *html, const LlMarkupStyle *style)
{
  if (has_font(style)) {
    char size[] = {style->size > 0 ? '0' + style->size : '\0', '\0'};
    g_string_append(html, "<font");
    open_attribute(html, "face", style->face);
    open_attribute(html, "size", size);
    open_attribute(html, "color", style->color);
    g_string_append_c(html, '>');
  }
  g_string_append(html, style->bold ? "<b>" : "");
  g_string_append(html, style->italic ? "<i>" : "");
  g_string_append(html, style->underline ? "<u>" : "");
  g_string_append(html, style->strike ? "<s>" : "");
}

static void
close_style(GString *html, const LlMarkupStyle *style)
{
  g_string_append(html, style->strike ? "</s>" : "");
  g_string_append(html, style->underline ? "</u>" : "");
  g_string_append(html, style->italic ? "</i>" : "");
  g_string_append(html, style->bold ? "</b>" : "");
  g_string_append(html, has_font(style) ? "</font>" : "");
}

static void put_children(Output *output, const LlXmlNode *node, guint depth);

/* NODE's content inside the tags that it asks for; no content, no tags. */
static void
put_styled(Output *output, const LlXmlNode *node, LlMarkupKind kind, guint depth)
{
  LlMarkupStyle style = ll_markup_style_of(node, kind);
  const char *url = kind == LL_MARKUP_LINK && !output->is_in_link
                        ? ll_markup_link(ll_xml_node_get(node, "href"))
                        : NULL;
  gsize start = output->html->len;
  open_style(output->html, &style);
  if (url != NULL) {
    g_string_append(output->html, "<a");
    open_attribute(output->html, "href", url);
    g_string_append_c(output->html, '>');
    output->is_in_link = TRUE;
  }
  gsize inside = output->html->len;
  put_children(output, node, depth);
  if (url != NULL)
    output->is_in_link = FALSE;
  if (output->html->len == inside) {
    g_string_truncate(output->html, start);
    return;
  }
  g_string_append(output->html, url != NULL ? "</a>" : "");
  close_style(output->html, &style);
}

static void
put_element(Output *output, const LlXmlNode *node, guint depth)
{
  LlMarkupKind kind = ll_markup_kind(node->name);
  const char *alt;
  switch (kind) {
  case LL_MARKUP_HIDDEN:
    return;
  case LL_MARKUP_BREAK:
    put_break(output);
    output->is_after_break = TRUE;
    output->is_after_edge = FALSE;
    return;
  case LL_MARKUP_IMAGE:
    alt = ll_xml_node_get(node, "alt");
    if (alt != NULL)
      put_text(output, alt);
    return;
  case LL_MARKUP_BLOCK:
  case LL_MARKUP_HEADING:
  case LL_MARKUP_ITEM:
    put_edge(output);
    if (kind == LL_MARKUP_ITEM)
      put_text(output, "\xE2\x80\xA2 ");
    put_styled(output, node, kind, depth);
    put_edge(output);
    return;
  default:
    put_styled(output, node, kind, depth);
  }
}

static void
put_children(Output *output, const LlXmlNode *node, guint depth)
{
  if (depth > LL_XML_DEPTH_MAX)
    return;
  for (const LlXmlNode *child = node->children; child; child = child->next) {
    if (child->name == NULL)
      put_text(output, child->text);
    else
      put_element(output, child, depth + 1);
  }
}

static char *
finish(Output *output)
{
  output->has_edge = FALSE;
  pay_breaks(output);
  return g_string_free(output->html, FALSE);
}

char *
ll_markup_from_node(const LlXmlNode *body)
{
  Output output = {.html = g_string_new(NULL), .is_after_break = TRUE};
  put_styled(&output, body, LL_MARKUP_PLAIN, 0);
  g_autofree char *html = finish(&output);
  return output.is_visible ? g_steal_pointer(&html) : NULL;
}

char *
ll_markup_from_plain(const char *text)
{
  if (strpbrk(text, "&<>\"\r\n") == NULL)
    return g_strdup(text); /* as with most of what people write */
  Output output = {.html = g_string_sized_new(strlen(text) + 32)};
  put_text(&output, text);
  return finish(&output);
}
