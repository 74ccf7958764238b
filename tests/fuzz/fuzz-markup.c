/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Formatted text, in and out: wire/markup. The input is what is in a <body>, or what a user wrote.
 */

#include "wire/markup.h"

#include <string.h>

#include "fuzz.h"
#include "limits.h"
#include "nodes.h"
#include "wire/namespaces.h"
#include "wire/text.h"
#include "wire/xml-writer.h"

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

/* What goes out of PLAIN and XHTML gets to the other end, and what it says there. (transfer full)
 * (nullable) */
static char *
send(const char *xhtml, const char *plain)
{
  g_autoptr(LlXmlNode) message = ll_xml_node_new("message", LL_NS_CLIENT);
  LlXmlNode *html = ll_markup_apple_html(xhtml, plain);

  ll_xml_node_add_text(ll_xml_node_add(message, "body", NULL), plain, -1);
  if (!html)
    return NULL;
  ll_xml_node_take(message, html);
  g_assert_true(ll_xml_node_is(html, "html", LL_NS_XHTML));
  const LlXmlNode *body = ll_xml_node_child(html, "body", LL_NS_XHTML);
  g_assert_nonnull(body);
  g_assert_nonnull(ll_xml_node_child(body, "font", LL_NS_XHTML));
  if (fuzz_is_writable(message))
    fuzz_assert_written(message);
  return ll_markup_from_node(body);
}

/* The same for who reads XHTML-IM. */
static void
check_xhtml_im(const char *xhtml)
{
  g_autoptr(LlXmlNode) message = ll_xml_node_new("message", LL_NS_CLIENT);
  LlXmlNode *html = ll_markup_xhtml_im(xhtml);
  g_autofree char *shown = NULL;

  if (!html)
    return;
  ll_xml_node_take(message, html);
  g_assert_true(ll_xml_node_is(html, "html", LL_NS_XHTML_IM));
  const LlXmlNode *body = ll_xml_node_child(html, "body", LL_NS_XHTML);
  g_assert_nonnull(body);
  if (fuzz_is_writable(message))
    fuzz_assert_written(message);
  shown = ll_markup_from_node(body);
  if (shown)
    check_html(shown);
}

static void
check_outgoing(const char *text)
{
  g_autofree char *plain = ll_text_clean(text, -1);
  g_autofree char *expected = ll_markup_from_plain(plain);
  g_autofree char *bare = send(NULL, plain);
  g_autofree char *formatted = send(text, plain);

  fuzz_assert_html(expected);
  /* Blanks and breaks alone are nothing to show. */
  if (bare)
    g_assert_cmpstr(bare, ==, expected);
  else
    g_assert_cmpuint(strspn(plain, " \t\r\n"), ==, strlen(plain));
  if (formatted)
    check_html(formatted);
  check_xhtml_im(text);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_string(data, size);

  check_incoming((const char *)data, size);
  check_outgoing(text);
  return 0;
}
