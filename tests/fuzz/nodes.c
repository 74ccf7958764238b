/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "nodes.h"

#include <string.h>

#include "fuzz.h"
#include "limits.h"
#include "wire/namespaces.h"
#include "wire/xml-writer.h"

static void
describe_string(GString *out, const char *text)
{
  if (text)
    g_string_append_printf(out, "%" G_GSIZE_FORMAT ":%s", strlen(text), text);
  else
    g_string_append_c(out, '-');
}

void
fuzz_describe_node(GString *out, const LlXmlNode *node)
{
  if (!node->name) {
    g_string_append_c(out, '"');
    describe_string(out, node->text);
    return;
  }
  g_string_append_c(out, '<');
  describe_string(out, node->name);
  describe_string(out, node->ns);
  for (const LlXmlAttribute *attribute = node->attributes; attribute; attribute = attribute->next) {
    g_string_append_c(out, '@');
    describe_string(out, attribute->name);
    describe_string(out, attribute->ns);
    describe_string(out, attribute->value);
  }
  g_string_append_c(out, '>');
  for (const LlXmlNode *child = node->children; child; child = child->next)
    fuzz_describe_node(out, child);
  g_string_append_c(out, '/');
}

static void
assert_namespace(const char *ns)
{
  if (!ns)
    return;
  g_assert_cmpuint(strlen(ns), >, 0);
  g_assert_cmpuint(strlen(ns), <=, LL_XML_NAMESPACE_MAX);
  g_assert_true(g_utf8_validate(ns, -1, NULL));
}

static void
assert_below(const LlXmlNode *node, guint depth, guint *elements)
{
  guint attributes = 0;

  if (!node->name) {
    g_assert_cmpuint(strlen(node->text), >, 0);
    fuzz_assert_clean(node->text);
    return;
  }
  ++*elements;
  g_assert_cmpuint(depth, <=, LL_XML_DEPTH_MAX);
  g_assert_cmpuint(strlen(node->name), >, 0);
  g_assert_null(strchr(node->name, ':'));
  assert_namespace(node->ns);
  for (const LlXmlAttribute *attribute = node->attributes; attribute; attribute = attribute->next) {
    attributes++;
    g_assert_cmpuint(attributes, <=, LL_XML_ATTRIBUTES_MAX);
    g_assert_cmpuint(strlen(attribute->name), >, 0);
    assert_namespace(attribute->ns);
    fuzz_assert_clean(attribute->value);
  }
  for (const LlXmlNode *child = node->children; child; child = child->next) {
    g_assert_true(child->name || !child->next || child->next->name); /* text is in one piece */
    assert_below(child, depth + 1, elements);
  }
}

void
fuzz_assert_node(const LlXmlNode *node)
{
  guint elements = 0;

  g_assert_nonnull(node->name);
  assert_below(node, 1, &elements);
  g_assert_cmpuint(elements, <=, LL_XML_ELEMENTS_MAX);
}

void
fuzz_describe_events(GString *out, LlXmlReader *reader)
{
  LlXmlEvent event;

  do {
    g_autoptr(LlXmlNode) node = NULL;

    event = ll_xml_reader_pop(reader, &node);
    switch (event) {
    case LL_XML_EVENT_HEADER:
    case LL_XML_EVENT_STANZA:
      fuzz_assert_node(node);
      g_assert_true(event == LL_XML_EVENT_STANZA || !node->children);
      g_string_append(out, event == LL_XML_EVENT_HEADER ? "\nheader " : "\nstanza ");
      fuzz_describe_node(out, node);
      break;
    case LL_XML_EVENT_CLOSE:
      g_string_append(out, "\nclose");
      break;
    case LL_XML_EVENT_ERROR:
      g_assert_nonnull(ll_xml_reader_error(reader));
      g_string_append_printf(out, "\nerror %s",
                             ll_xml_error_condition(ll_xml_reader_error(reader)->code));
      break;
    default:
      break;
    }
  } while (event != LL_XML_EVENT_NONE);
}

gboolean
fuzz_is_writable(const LlXmlNode *node)
{
  guint n = 0;

  for (const LlXmlAttribute *attribute = node->attributes; attribute; attribute = attribute->next)
    n++;
  if (3 * n >= LL_XML_ATTRIBUTES_MAX)
    return FALSE;
  for (const LlXmlNode *child = node->children; child; child = child->next)
    if (!fuzz_is_writable(child))
      return FALSE;
  return TRUE;
}

LlXmlNode *
fuzz_read_back(const GString *xml)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  g_autoptr(LlXmlNode) header = NULL;
  g_autoptr(GString) bytes = g_string_new(NULL);
  LlXmlNode *stanza = NULL, *more = NULL;

  ll_xml_write_header(bytes, NULL, NULL, NULL, NULL);
  g_string_append_len(bytes, xml->str, (gssize)xml->len);
  ll_xml_reader_push(reader, bytes->str, bytes->len);
  g_assert_cmpint(ll_xml_reader_pop(reader, &header), ==, LL_XML_EVENT_HEADER);
  g_assert_cmpint(ll_xml_reader_pop(reader, &stanza), ==, LL_XML_EVENT_STANZA);
  g_assert_cmpint(ll_xml_reader_pop(reader, &more), ==, LL_XML_EVENT_NONE);
  fuzz_assert_node(stanza);
  return stanza;
}

void
fuzz_assert_written(const LlXmlNode *node)
{
  g_autoptr(GString) xml = g_string_new(NULL);
  g_autoptr(GString) expected = g_string_new(NULL);
  g_autoptr(GString) read = g_string_new(NULL);

  ll_xml_write_node(xml, node, LL_NS_CLIENT);
  g_autoptr(LlXmlNode) back = fuzz_read_back(xml);
  fuzz_describe_node(expected, node);
  fuzz_describe_node(read, back);
  g_assert_cmpstr(read->str, ==, expected->str);
}
