/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-writer.h"

#include <string.h>

#include "wire/namespaces.h"
#include "wire/text.h"

#define STREAM_PREFIX "stream"
#define XML_PREFIX    "xml"

/* What has to be written as something else. A carriage return, and in attributes any white space
 * but the blank, would reach the reader changed (XML 1.0 2.11, 3.3.3). */
#define SPECIAL_IN_TEXT      "&<>\r"
#define SPECIAL_IN_ATTRIBUTE SPECIAL_IN_TEXT "\"\n\t"

/* What stands for one of these. */
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
  case '\r':
    return "&#13;";
  case '"':
    return "&quot;";
  case '\n':
    return "&#10;";
  default:
    return "&#9;";
  }
}

static void
write_escaped(GString *out, const char *text, const char *special)
{
  for (;;) {
    gsize run = strcspn(text, special);
    ll_text_append(out, text, run);
    text += run;
    if (*text == '\0')
      return;
    ll_text_put(out, escape(*text++));
  }
}

static void
write_attribute(GString *out, const char *name, const char *value)
{
  ll_text_put(out, " ");
  ll_text_put(out, name);
  ll_text_put(out, "=\"");
  write_escaped(out, value, SPECIAL_IN_ATTRIBUTE);
  ll_text_put(out, "\"");
}

/* An attribute in a namespace gets a prefix of its own, declared beside it. */
static void
write_qualified(GString *out, const LlXmlAttribute *attribute, guint nth)
{
  if (strcmp(attribute->ns, LL_NS_XML) == 0) {
    g_autofree char *name = g_strconcat(XML_PREFIX ":", attribute->name, NULL);
    write_attribute(out, name, attribute->value);
    return;
  }
  g_autofree char *declaration = g_strdup_printf("xmlns:a%u", nth);
  g_autofree char *name = g_strdup_printf("a%u:%s", nth, attribute->name);
  write_attribute(out, declaration, attribute->ns);
  write_attribute(out, name, attribute->value);
}

/* (nullable): of an element whose namespace is not declared as the default. */
static const char *
prefix_of(const LlXmlNode *node)
{
  if (g_strcmp0(node->ns, LL_NS_STREAM) == 0)
    return STREAM_PREFIX;
  return g_strcmp0(node->ns, LL_NS_XML) == 0 ? XML_PREFIX : NULL;
}

static void
write_name(GString *out, const char *prefix, const char *name)
{
  if (prefix != NULL) {
    ll_text_put(out, prefix);
    ll_text_put(out, ":");
  }
  ll_text_put(out, name);
}

void
ll_xml_write_node(GString *out, const LlXmlNode *node, const char *default_ns)
{
  if (node->name == NULL) {
    write_escaped(out, node->text, SPECIAL_IN_TEXT);
    return;
  }
  const char *prefix = prefix_of(node);
  ll_text_put(out, "<");
  write_name(out, prefix, node->name);
  if (prefix == NULL && g_strcmp0(node->ns, default_ns) != 0) {
    write_attribute(out, "xmlns", node->ns != NULL ? node->ns : "");
    default_ns = node->ns;
  }
  guint nth = 0;
  for (const LlXmlAttribute *attribute = node->attributes; attribute; attribute = attribute->next) {
    if (attribute->ns != NULL)
      write_qualified(out, attribute, nth);
    else
      write_attribute(out, attribute->name, attribute->value);
    nth++;
  }
  if (node->children == NULL) {
    ll_text_put(out, "/>");
    return;
  }
  ll_text_put(out, ">");
  for (const LlXmlNode *child = node->children; child; child = child->next)
    ll_xml_write_node(out, child, default_ns);
  ll_text_put(out, "</");
  write_name(out, prefix, node->name);
  ll_text_put(out, ">");
}

/* (nullable): what is to be written in place of TEXT, if it is not clean. (transfer full) */
static char *
cleaned(const char *text)
{
  return ll_text_is_plain(text, strlen(text)) ? NULL : ll_text_clean(text, -1);
}

void
ll_xml_write_attribute(GString *out, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_autofree char *clean = cleaned(value);
  write_attribute(out, name, clean != NULL ? clean : value);
}

void
ll_xml_write_header(GString *out, const char *from, const char *to, const char *version,
                    const char *id)
{
  ll_text_put(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                   "<" STREAM_PREFIX ":stream xmlns=\"" LL_NS_CLIENT "\" xmlns:" STREAM_PREFIX
                   "=\"" LL_NS_STREAM "\"");
  ll_xml_write_attribute(out, "from", from);
  ll_xml_write_attribute(out, "to", to);
  ll_xml_write_attribute(out, "version", version);
  ll_xml_write_attribute(out, "id", id);
  ll_text_put(out, ">");
}

void
ll_xml_write_text(GString *out, const char *text)
{
  g_autofree char *clean = cleaned(text);
  write_escaped(out, clean != NULL ? clean : text, SPECIAL_IN_TEXT);
}
