/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Formatted text, in and out: wire/markup, wire/stanza. The input is what is in a <body>, or what a
 * user wrote.
 */

#include "wire/markup.h"

#include <string.h>

#include "fuzz.h"
#include "limits.h"
#include "nodes.h"
#include "wire/namespaces.h"
#include "wire/stanza.h"
#include "wire/text.h"

#define BODY_START "<body xmlns='" LL_NS_XHTML "'>"
#define BODY_END   "</body>"

/* HTML in a body of XHTML. (transfer full) (nullable) */
static LlXmlNode *
parse_html(const char *html)
{
  g_auto(GStrv) lines = g_strsplit(html, "<br>", -1);
  g_autofree char *joined = g_strjoinv("<br/>", lines);
  g_autofree char *body = g_strconcat(BODY_START, joined, BODY_END, NULL);

  return ll_xml_parse_fragment(body, -1, NULL);
}

static gboolean
is_blank(const char *html)
{
  g_auto(GStrv) lines = g_strsplit(html, "<br>", -1);
  g_autofree char *joined = g_strjoinv("", lines);

  return strspn(joined, " \t") == strlen(joined);
}

/* HTML may be shown, and says the same to who reads it again. */
static void
check_html(const char *html)
{
  guint depth = fuzz_assert_html(html);
  g_autoptr(LlXmlNode) body = parse_html(html);

  if (depth >= LL_XML_DEPTH_MAX)
    return;
  g_assert_nonnull(body);
  g_autofree char *again = ll_markup_from_node(body);
  /* Of a message without formatting also blanks and breaks are shown. */
  if (again || !is_blank(html))
    g_assert_cmpstr(again, ==, html);
}

static void
check_incoming(const char *bytes, gsize size)
{
  g_autoptr(GString) text = g_string_new(BODY_START);
  g_autofree char *html = NULL;

  g_string_append_len(text, bytes, (gssize)size);
  g_string_append(text, BODY_END);
  g_autoptr(LlXmlNode) body = ll_xml_parse_fragment(text->str, (gssize)text->len, NULL);
  if (body)
    html = ll_markup_from_node(body);
  if (html)
    check_html(html);
}

/* An attribute of formatted text on the wire. */
static void
assert_attribute(const LlXmlAttribute *attribute)
{
  static const char *const names[] = {"ABSZ", "color", "face", "href", "size", "style", NULL};

  g_assert_null(attribute->ns);
  g_assert_true(g_strv_contains(names, attribute->name));
  if (g_str_equal(attribute->name, "href"))
    return; /* the reader's check is the same as ours */
  for (const char *p = attribute->value; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);

    g_assert_true(g_unichar_isalnum(c) || (c < 0x80 && strchr(" ,-_.:;#", (int)c)));
  }
}

/* NODE and all below is on the whitelist. */
static void
assert_formatted(const LlXmlNode *node)
{
  static const char *const names[] = {"a",    "b", "blockquote", "body", "br", "div",
                                      "font", "i", "li",         "ol",   "p",  "s",
                                      "span", "u", "ul",         NULL};

  if (!node->name)
    return;
  g_assert_cmpstr(node->ns, ==, LL_NS_XHTML);
  g_assert_true(g_strv_contains(names, node->name));
  for (const LlXmlAttribute *attribute = node->attributes; attribute; attribute = attribute->next)
    assert_attribute(attribute);
  for (const LlXmlNode *child = node->children; child; child = child->next)
    assert_formatted(child);
}

/* What the other end shows of SPEECH. RET_IS_FORMATTED: it is more than the <body>'s. (transfer
 * full) (nullable) */
static char *
say(const LlSpeech *speech, gboolean *ret_is_formatted)
{
  g_autoptr(GString) xml = g_string_new(NULL);

  ll_message_write(xml, speech);
  g_autoptr(LlXmlNode) node = fuzz_read_back(xml);
  const LlXmlNode *html =
      ll_xml_node_child(node, "html", speech->is_xhtml_im ? LL_NS_XHTML_IM : LL_NS_XHTML);
  const LlXmlNode *body = html ? ll_xml_node_child(html, "body", LL_NS_XHTML) : NULL;

  g_assert_cmpint(html != NULL, ==, body != NULL);
  if (body)
    assert_formatted(body);
  g_autoptr(LlMessage) message = ll_message_from_node(node, NULL);
  g_assert_cmpint(message->kind, ==, message->html ? LL_MESSAGE_TEXT : LL_MESSAGE_NOTHING);
  g_assert_cmpstr(message->id, ==, "1");
  g_assert_true(message->asks_events);
  *ret_is_formatted = body != NULL;
  return g_steal_pointer(&message->html);
}

static void
check_outgoing(const char *text)
{
  g_autofree char *plain = ll_text_clean(text, -1);
  g_autofree char *expected = ll_markup_from_plain(plain);
  LlSpeech speech = {.from = "alice@peer1", .to = "bob@peer2", .id = 1, .plain = plain};
  gboolean is_apple, is_xhtml_im;
  g_autofree char *bare = say(&speech, &is_apple);

  speech.xhtml = text;
  g_autofree char *apple = say(&speech, &is_apple);
  speech.is_xhtml_im = TRUE;
  g_autofree char *xhtml_im = say(&speech, &is_xhtml_im);
  fuzz_assert_html(expected);
  g_assert_cmpstr(bare, ==, *plain != '\0' ? expected : NULL);
  if (apple)
    check_html(apple);
  if (xhtml_im)
    check_html(xhtml_im);
  /* Where both are formatted they say the same. */
  if (is_xhtml_im && is_apple && g_strcmp0(apple, expected) != 0)
    g_assert_cmpstr(xhtml_im, ==, apple);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_string(data, size);

  check_incoming((const char *)data, size);
  check_outgoing(text);
  return 0;
}
