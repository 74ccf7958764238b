/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/capabilities.h"

#include <string.h>
#include <sys/socket.h>

#include "limits.h"
#include "wire/caps.h"
#include "wire/namespaces.h"

#define EXODUS_NODE "http://code.google.com/p/exodus"
#define EXODUS_VER  "QgayPKawpkPSDYmwT/WM94uAlu0="
#define FAKE_NODE   "http://telepathy.freedesktop.org/fake-client"
#define FILES_VER   "BUPzDeEGHiaStVVQabtzocdns18="
#define PONY_VER    "YsGhXJLhrY3Upvme14fVLjA3D38="
#define PONY        "http://telepathy.freedesktop.org/xmpp/pony"

#define KNOWN LL_CAPABILITY_KNOWN
#define FILES (LL_CAPABILITY_KNOWN | LL_CAPABILITY_OOB)

typedef struct {
  LlRoster *roster;
  LlCapabilities *capabilities;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
  (void)data;
  f->roster = ll_roster_new();
  f->capabilities = ll_capabilities_new(f->roster);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
  (void)data;
  ll_capabilities_free(f->capabilities);
  ll_roster_free(f->roster);
}

/* NAME is seen, and its record has these keys (NULL: it has not). */
static void
publish(Fixture *f, const char *name, const char *node, const char *hash, const char *ver)
{
  const char *const pairs[][2] = {{"txtvers", "1"}, {"node", node}, {"hash", hash}, {"ver", ver}};
  g_autoptr(GByteArray) rdata = g_byte_array_new();
  LlLink link = {1, AF_INET, NULL};
  gboolean is_new;

  ll_roster_seen(f->roster, name, &link, &is_new);
  for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
    g_autofree char *string = g_strdup_printf("%s=%s", pairs[i][0], pairs[i][1] ?: "");
    guint8 length = (guint8)strlen(string);

    if (!pairs[i][1])
      continue;
    g_byte_array_append(rdata, &length, 1);
    g_byte_array_append(rdata, (const guint8 *)string, length);
  }
  ll_roster_txt(f->roster, name, rdata->data, rdata->len);
}

static void
publish_files(Fixture *f, const char *name)
{
  publish(f, name, FAKE_NODE, "sha-1", FILES_VER);
}

/* An answer with these features, parted by blanks. */
static LlXmlNode *
query(const char *node, const char *features)
{
  LlXmlNode *query = ll_xml_node_new("query", LL_NS_DISCO_INFO);
  g_auto(GStrv) vars = g_strsplit(features, " ", -1);

  ll_xml_node_set(query, "node", node);
  for (char **var = vars; *var && **var; var++)
    ll_xml_node_set(ll_xml_node_add(query, "feature", NULL), "var", *var);
  return query;
}

static LlXmlNode *
exodus(const char *node)
{
  LlXmlNode *answer = query(node, LL_NS_CAPS " " LL_NS_DISCO_INFO " " LL_NS_DISCO_ITEMS
                                             " http://jabber.org/protocol/muc");
  LlXmlNode *identity = ll_xml_node_add(answer, "identity", NULL);

  ll_xml_node_set(identity, "category", "client");
  ll_xml_node_set(identity, "type", "pc");
  ll_xml_node_set(identity, "name", "Exodus 0.9.1");
  return answer;
}

static void
answer(Fixture *f, const char *name, const char *features)
{
  g_autoptr(LlXmlNode) node = query(NULL, features);

  ll_capabilities_answered(f->capabilities, name, node);
}

static void
assert_asked(Fixture *f, const char *name, const char *node)
{
  g_autofree char *asked = NULL;

  g_assert_true(ll_capabilities_ask(f->capabilities, name, &asked));
  g_assert_cmpstr(asked, ==, node);
}

static void
assert_not_asked(Fixture *f, const char *name)
{
  char *asked = NULL;

  g_assert_false(ll_capabilities_ask(f->capabilities, name, &asked));
  g_assert_null(asked);
}

#define assert_can(f, name, can)                                                                   \
  g_assert_cmphex(ll_capabilities_of((f)->capabilities, name), ==, can)

/* --- C2 -------------------------------------------------------------------------------------- */

static void
test_asked_for_the_node_of_the_record(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  publish(f, "pony@mantua", FAKE_NODE, "sha-1", PONY_VER);
  assert_can(f, "romeo@mantua", 0);
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  assert_not_asked(f, "romeo@mantua");
  answer(f, "romeo@mantua", "jabber:iq:oob");
  assert_can(f, "romeo@mantua", FILES);
  assert_not_asked(f, "romeo@mantua");
  assert_asked(f, "pony@mantua", FAKE_NODE "#" PONY_VER);
  answer(f, "pony@mantua", PONY);
  assert_can(f, "pony@mantua", KNOWN);
}

static void
test_a_stranger_is_asked_without_node(Fixture *f, gconstpointer data)
{
  (void)data;
  publish(f, "romeo@mantua", NULL, NULL, NULL);
  publish(f, "pidgin@mantua", "libpurple", NULL, "2.14.12");
  assert_asked(f, "romeo@mantua", NULL);
  assert_asked(f, "pidgin@mantua", NULL);
  assert_asked(f, "nobody@192.0.2.1", NULL);
  answer(f, "nobody@192.0.2.1", LL_NS_RECEIPTS " " LL_NS_VERSION);
  assert_can(f, "nobody@192.0.2.1", KNOWN | LL_CAPABILITY_RECEIPTS | LL_CAPABILITY_VERSION);
}

/* --- C3 -------------------------------------------------------------------------------------- */

static void
test_a_new_ver_is_asked_for(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  answer(f, "romeo@mantua", "jabber:iq:oob");
  publish(f, "romeo@mantua", FAKE_NODE, "sha-1", PONY_VER);
  assert_can(f, "romeo@mantua", 0);
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" PONY_VER);
  answer(f, "romeo@mantua", PONY);
  assert_can(f, "romeo@mantua", KNOWN);
  publish_files(f, "romeo@mantua");
  assert_can(f, "romeo@mantua", FILES);
  assert_not_asked(f, "romeo@mantua");
}

static void
test_a_new_ver_amid_a_question(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  publish_files(f, "mercutio@mantua");
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  publish(f, "romeo@mantua", FAKE_NODE, "sha-1", PONY_VER);
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" PONY_VER);
  assert_asked(f, "mercutio@mantua", FAKE_NODE "#" FILES_VER);
  answer(f, "romeo@mantua", PONY);
  assert_can(f, "romeo@mantua", KNOWN);
}

/* --- C4 -------------------------------------------------------------------------------------- */

static void
test_one_is_asked_for_all(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  publish_files(f, "mercutio@mantua");
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  assert_not_asked(f, "mercutio@mantua");
  assert_can(f, "mercutio@mantua", 0);
  answer(f, "ROMEO@mantua", "jabber:iq:oob");
  assert_can(f, "mercutio@mantua", FILES);
  assert_not_asked(f, "mercutio@mantua");
  /* also after all streams have ended, and for who comes later */
  ll_capabilities_ended(f->capabilities, "romeo@mantua");
  publish(f, "paris@mantua", "another node", "sha-1", FILES_VER);
  assert_can(f, "paris@mantua", FILES);
  assert_can(f, "romeo@mantua", FILES);
  assert_not_asked(f, "romeo@mantua");
}

static void
test_another_is_asked_where_one_fails(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  publish_files(f, "mercutio@mantua");
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  ll_capabilities_failed(f->capabilities, "romeo@mantua");
  assert_not_asked(f, "romeo@mantua");
  assert_asked(f, "mercutio@mantua", FAKE_NODE "#" FILES_VER);
  /* who answers too late has answered nothing */
  answer(f, "romeo@mantua", "jabber:iq:oob");
  assert_can(f, "romeo@mantua", 0);
  answer(f, "mercutio@mantua", "jabber:iq:oob");
  assert_can(f, "romeo@mantua", FILES);
}

static void
test_another_is_asked_where_one_lies(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "mallory@mantua");
  publish_files(f, "romeo@mantua");
  assert_asked(f, "mallory@mantua", FAKE_NODE "#" FILES_VER);
  answer(f, "mallory@mantua", PONY " " LL_NS_ATTENTION);
  assert_can(f, "mallory@mantua", KNOWN | LL_CAPABILITY_ATTENTION);
  assert_can(f, "romeo@mantua", 0);
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  answer(f, "romeo@mantua", "jabber:iq:oob");
  assert_can(f, "romeo@mantua", FILES);
  assert_can(f, "mallory@mantua", KNOWN | LL_CAPABILITY_ATTENTION);
}

static void
test_an_answer_without_hash_is_for_one(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  publish_files(f, "mercutio@mantua");
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  answer(f, "romeo@mantua", "jabber:iq:oob jabber:iq:oob"); /* twice: no hash at all */
  assert_can(f, "romeo@mantua", FILES);
  assert_can(f, "mercutio@mantua", 0);
}

static void
test_no_hash_or_an_unknown_one(Fixture *f, gconstpointer data)
{
  static const char *const hashes[] = {NULL, "sha-256", "", "SHA-1"};

  (void)data;
  for (gsize i = 0; i < G_N_ELEMENTS(hashes); i++) {
    g_autofree char *one = g_strdup_printf("romeo%zu@mantua", i);
    g_autofree char *other = g_strdup_printf("mercutio%zu@mantua", i);
    gboolean has_node = hashes[i] && *hashes[i];

    publish(f, one, FAKE_NODE, hashes[i], FILES_VER);
    publish(f, other, FAKE_NODE, hashes[i], FILES_VER);
    assert_asked(f, one, has_node ? FAKE_NODE "#" FILES_VER : NULL);
    assert_asked(f, other, has_node ? FAKE_NODE "#" FILES_VER : NULL);
    answer(f, one, "jabber:iq:oob");
    assert_can(f, one, FILES);
    assert_can(f, other, 0);
  }
}

static void
test_the_next_stream_is_another_chance(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  publish_files(f, "mercutio@mantua");
  publish(f, "paris@mantua", NULL, NULL, NULL);
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  ll_capabilities_ended(f->capabilities, "romeo@mantua");
  assert_asked(f, "mercutio@mantua", FAKE_NODE "#" FILES_VER);
  ll_capabilities_failed(f->capabilities, "mercutio@mantua");
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  /* who has no hash may be another program by then, and is as before until it says so */
  assert_asked(f, "paris@mantua", NULL);
  answer(f, "paris@mantua", "jabber:iq:oob");
  assert_not_asked(f, "paris@mantua");
  ll_capabilities_ended(f->capabilities, "paris@mantua");
  assert_can(f, "paris@mantua", FILES);
  assert_asked(f, "paris@mantua", NULL);
  answer(f, "paris@mantua", PONY);
  assert_can(f, "paris@mantua", KNOWN);
}

static void
test_who_is_like_us_is_not_asked(Fixture *f, gconstpointer data)
{
  g_autofree char *ver = ll_disco_own_ver();

  (void)data;
  publish(f, "romeo@mantua", ll_disco_own_node(), "sha-1", ver);
  assert_not_asked(f, "romeo@mantua");
  assert_can(f, "romeo@mantua",
             ll_capabilities_of(f->capabilities, "romeo@mantua") | KNOWN | LL_CAPABILITY_VERSION);
}

/* --- C6 -------------------------------------------------------------------------------------- */

static void
tell(Fixture *f, const char *name, LlXmlNode *node)
{
  g_autoptr(LlXmlNode) owned = node;

  ll_capabilities_told(f->capabilities, name, owned);
}

static void
test_told_in_features(Fixture *f, gconstpointer data)
{
  (void)data;
  publish(f, "romeo@mantua", EXODUS_NODE, "sha-1", EXODUS_VER);
  publish(f, "mercutio@mantua", EXODUS_NODE, "sha-1", EXODUS_VER);
  tell(f, "romeo@mantua", exodus(EXODUS_NODE "#" EXODUS_VER));
  assert_can(f, "romeo@mantua", KNOWN);
  assert_not_asked(f, "romeo@mantua");
  assert_can(f, "mercutio@mantua", KNOWN);
  assert_not_asked(f, "mercutio@mantua");
}

static void
test_told_with_another_hash(Fixture *f, gconstpointer data)
{
  static const char *const nodes[] = {EXODUS_NODE "#" FILES_VER, EXODUS_NODE "#", "#", NULL};

  (void)data;
  publish_files(f, "romeo@mantua");
  for (gsize i = 0; i < G_N_ELEMENTS(nodes); i++) {
    tell(f, "romeo@mantua", exodus(nodes[i]));
    assert_can(f, "romeo@mantua", 0);
  }
  tell(f, "romeo@mantua", query(FAKE_NODE "#" FILES_VER, "jabber:iq:oob jabber:iq:oob"));
  assert_can(f, "romeo@mantua", 0);
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
}

/* The hash on the stream is right, but is not the one in the record. */
static void
test_told_beside_the_record(Fixture *f, gconstpointer data)
{
  (void)data;
  publish(f, "romeo@mantua", FAKE_NODE, "sha-1", PONY_VER);
  publish(f, "pony@mantua", FAKE_NODE, "sha-1", PONY_VER);
  publish(f, "paris@mantua", NULL, NULL, NULL);
  tell(f, "romeo@mantua", query(FAKE_NODE "#" FILES_VER, "jabber:iq:oob"));
  assert_can(f, "romeo@mantua", FILES);
  assert_not_asked(f, "romeo@mantua");
  assert_can(f, "pony@mantua", 0);
  tell(f, "paris@mantua", query(NULL, LL_NS_CHAT_STATES));
  assert_can(f, "paris@mantua", KNOWN | LL_CAPABILITY_CHAT_STATES);
  /* and without node it is the record's */
  tell(f, "pony@mantua", query(NULL, PONY));
  assert_can(f, "pony@mantua", KNOWN);
}

static void
test_told_amid_a_question(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  tell(f, "romeo@mantua", query(FAKE_NODE "#" FILES_VER, "jabber:iq:oob"));
  assert_can(f, "romeo@mantua", FILES);
  answer(f, "romeo@mantua", "jabber:iq:oob");
  assert_can(f, "romeo@mantua", FILES);
}

/* --- bounds ---------------------------------------------------------------------------------- */

static void
test_unasked_answers_count_for_nothing(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  answer(f, "romeo@mantua", "jabber:iq:oob");
  assert_can(f, "romeo@mantua", 0);
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  answer(f, "romeo@mantua", "jabber:iq:oob");
  answer(f, "romeo@mantua", PONY);
  assert_can(f, "romeo@mantua", FILES);
  ll_capabilities_failed(f->capabilities, "nobody");
  ll_capabilities_ended(f->capabilities, "nobody");
}

/* Who floods us is forgotten, and not those whom we have to do with. */
static void
test_no_more_people_than_so_many(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  publish_files(f, "early@mantua");
  assert_asked(f, "early@mantua", FAKE_NODE "#" FILES_VER);
  tell(f, "paris@mantua", query(NULL, LL_NS_CHAT_STATES));
  for (guint i = 0; i < 2 * LL_CAPABILITIES_PEOPLE_MAX; i++) {
    g_autofree char *name = g_strdup_printf("mallory%u", i);

    tell(f, name, query(NULL, name));
    assert_can(f, "paris@mantua", KNOWN | LL_CAPABILITY_CHAT_STATES);
    assert_can(f, name, KNOWN);
  }
  assert_can(f, "mallory0", 0);
  /* the question to who was forgotten is open no more */
  assert_asked(f, "romeo@mantua", FAKE_NODE "#" FILES_VER);
  answer(f, "early@mantua", PONY);
  assert_can(f, "early@mantua", 0);
}

static void
test_no_more_hashes_than_so_many(Fixture *f, gconstpointer data)
{
  (void)data;
  publish_files(f, "romeo@mantua");
  publish(f, "pony@mantua", FAKE_NODE, "sha-1", PONY_VER);
  tell(f, "romeo@mantua", query(NULL, "jabber:iq:oob"));
  tell(f, "pony@mantua", query(NULL, PONY));
  for (guint i = 0; i < 2 * LL_CAPABILITIES_HASHES_MAX; i++) {
    g_autofree char *feature = g_strdup_printf("urn:x:%u", i);
    g_autoptr(LlXmlNode) node = query(NULL, feature);
    g_autofree char *hash = ll_caps_hash(node);
    g_autofree char *named = g_strconcat("#", hash, NULL);

    ll_xml_node_set(node, "node", named);
    ll_capabilities_told(f->capabilities, "mallory", node);
    assert_can(f, "romeo@mantua", FILES);
  }
  assert_can(f, "pony@mantua", 0);
  assert_asked(f, "pony@mantua", FAKE_NODE "#" PONY_VER);
}

static void
test_our_program(Fixture *f, gconstpointer data)
{
  (void)data;
  publish(f, "juliet@verona", ll_disco_own_node(), "sha-1", FILES_VER);
  publish(f, "nurse@verona", FAKE_NODE, "sha-1", FILES_VER);
  publish(f, "friar@verona", NULL, NULL, NULL);
  g_assert_true(ll_capabilities_is_our_program(f->capabilities, "Juliet@Verona"));
  g_assert_false(ll_capabilities_is_our_program(f->capabilities, "nurse@verona"));
  g_assert_false(ll_capabilities_is_our_program(f->capabilities, "friar@verona"));
  g_assert_false(ll_capabilities_is_our_program(f->capabilities, "nobody@verona"));
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test)(Fixture *f, gconstpointer data);
  } tests[] = {
      {"our-program", test_our_program},
      {"C2/asked-for-the-node-of-the-record", test_asked_for_the_node_of_the_record},
      {"C2/a-stranger-is-asked-without-node", test_a_stranger_is_asked_without_node},
      {"C3/a-new-ver-is-asked-for", test_a_new_ver_is_asked_for},
      {"C3/a-new-ver-amid-a-question", test_a_new_ver_amid_a_question},
      {"C4/one-is-asked-for-all", test_one_is_asked_for_all},
      {"C4/another-is-asked-where-one-fails", test_another_is_asked_where_one_fails},
      {"C4/another-is-asked-where-one-lies", test_another_is_asked_where_one_lies},
      {"C4/an-answer-without-hash-is-for-one", test_an_answer_without_hash_is_for_one},
      {"C4/no-hash-or-an-unknown-one", test_no_hash_or_an_unknown_one},
      {"C4/the-next-stream-is-another-chance", test_the_next_stream_is_another_chance},
      {"C4/who-is-like-us-is-not-asked", test_who_is_like_us_is_not_asked},
      {"C6/told-in-features", test_told_in_features},
      {"C6/told-with-another-hash", test_told_with_another_hash},
      {"C6/told-beside-the-record", test_told_beside_the_record},
      {"C6/told-amid-a-question", test_told_amid_a_question},
      {"unasked-answers-count-for-nothing", test_unasked_answers_count_for_nothing},
      {"no-more-people-than-so-many", test_no_more_people_than_so_many},
      {"no-more-hashes-than-so-many", test_no_more_hashes_than_so_many},
  };

  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
    g_autofree char *path = g_strconcat("/capabilities/", tests[i].name, NULL);

    g_test_add(path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run();
}
