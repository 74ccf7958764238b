/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/bob.h"

#include <string.h>

#include "limits.h"
#include "wire/iq.h"
#include "wire/namespaces.h"
#include "wire/picture.h"

#define FILE_BYTES "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x60\0\0\0\x60"

static GPtrArray *
own_pictures(void)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func((GDestroyNotify)ll_picture_free);
  g_autoptr(GBytes) bytes = g_bytes_new_static(FILE_BYTES, sizeof FILE_BYTES - 1);

  g_ptr_array_add(pictures, ll_picture_new(bytes));
  return pictures;
}

static LlXmlNode *
new_request(const char *hash)
{
  LlXmlNode *iq = ll_iq_get("q1", "romeo@mantua", "juliet@verona");

  ll_bob_request(iq, hash);
  return iq;
}

static void
test_who_asks_gets_it(void)
{
  g_autoptr(GPtrArray) pictures = own_pictures();
  const LlPicture *picture = g_ptr_array_index(pictures, 0);
  g_autoptr(LlXmlNode) request = new_request(picture->hash);
  g_autoptr(LlXmlNode) answer = ll_bob_answer(request, "juliet@verona", "romeo@mantua", pictures);
  const LlXmlNode *data = ll_xml_node_child(answer, "data", LL_NS_BOB);
  g_autofree char *cid = g_strdup_printf("sha1+%s@bob.xmpp.org", picture->hash);
  g_autoptr(GBytes) read = ll_bob_read(data);

  g_assert_cmpstr(ll_xml_node_get(answer, "type"), ==, "result");
  g_assert_cmpstr(ll_xml_node_get(answer, "id"), ==, "q1");
  g_assert_cmpstr(ll_xml_node_get(data, "cid"), ==, cid);
  g_assert_cmpstr(ll_xml_node_get(data, "type"), ==, "image/png");
  g_assert_cmpstr(ll_xml_node_get(data, "max-age"), ==, "2592000");
  g_assert_true(g_bytes_equal(read, picture->bytes));
}

static void
test_what_is_not_there_is_not_found(void)
{
  static const char *const cids[] = {"sha1+a9993e364706816aba3e25717850c26c9cd0d89d@bob.xmpp.org",
                                     "nonsense", "", NULL};
  g_autoptr(GPtrArray) pictures = own_pictures();

  for (gsize i = 0; i < G_N_ELEMENTS(cids); i++) {
    g_autoptr(LlXmlNode) request = ll_iq_get("q1", NULL, NULL);
    g_autoptr(LlXmlNode) answer = NULL, answer_without = NULL;

    ll_xml_node_set(ll_xml_node_add(request, "data", LL_NS_BOB), "cid", cids[i]);
    answer = ll_bob_answer(request, NULL, NULL, pictures);
    answer_without = ll_bob_answer(request, NULL, NULL, NULL);
    g_assert_cmpstr(ll_xml_node_get(answer, "type"), ==, "error");
    g_assert_nonnull(ll_xml_node_child(ll_xml_node_child(answer, "error", NULL), "item-not-found",
                                       LL_NS_STANZA_ERROR));
    g_assert_cmpstr(ll_xml_node_get(answer_without, "type"), ==, "error");
  }
}

static void
test_other_questions_are_not_answered(void)
{
  g_autoptr(LlXmlNode) other = ll_iq_get("q1", NULL, NULL);
  g_autoptr(LlXmlNode) set = new_request("a9993e364706816aba3e25717850c26c9cd0d89d");

  ll_xml_node_add(other, "data", "urn:example");
  ll_xml_node_set(set, "type", "set");
  g_assert_null(ll_bob_answer(other, NULL, NULL, NULL));
  g_assert_null(ll_bob_answer(set, NULL, NULL, NULL));
}

static void
assert_reads(const char *text, const char *wanted)
{
  g_autoptr(LlXmlNode) data = ll_xml_node_new("data", LL_NS_BOB);
  g_autoptr(GBytes) read = NULL;

  ll_xml_node_add_text(data, text, -1);
  read = ll_bob_read(data);
  if (wanted)
    g_assert_cmpmem(g_bytes_get_data(read, NULL), g_bytes_get_size(read), wanted, strlen(wanted));
  else
    g_assert_null(read);
}

static void
test_what_is_read_is_bounded(void)
{
  g_autofree guint8 *bytes = g_malloc0(LL_PICTURE_MAX + 1);
  g_autofree char *most = g_base64_encode(bytes, LL_PICTURE_MAX);
  g_autofree char *more = g_base64_encode(bytes, LL_PICTURE_MAX + 1);
  g_autofree char *much = g_strnfill(LL_STANZA_MAX, 'A');
  g_autoptr(LlXmlNode) data = ll_xml_node_new("data", LL_NS_BOB);
  g_autoptr(GBytes) read = NULL;

  ll_xml_node_add_text(data, most, -1);
  read = ll_bob_read(data);
  g_assert_cmpuint(g_bytes_get_size(read), ==, LL_PICTURE_MAX);
  assert_reads(more, NULL);
  assert_reads(much, NULL);
  assert_reads("", NULL);
  assert_reads("!!!!", NULL);
  assert_reads("YWJj", "abc");
  assert_reads("\n  YW\r\nJj\n", "abc");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/bob/who-asks-gets-it", test_who_asks_gets_it);
  g_test_add_func("/bob/not-found", test_what_is_not_there_is_not_found);
  g_test_add_func("/bob/other-questions", test_other_questions_are_not_answered);
  g_test_add_func("/bob/bounded", test_what_is_read_is_bounded);
  return g_test_run();
}
