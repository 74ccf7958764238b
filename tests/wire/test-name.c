/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/name.h"

#include <string.h>

#include "limits.h"

#define TEN      "0123456789"
#define SIXTY    TEN TEN TEN TEN TEN TEN
#define E_ACUTE  "\xC3\xA9"
#define GRINNING "\xF0\x9F\x98\x80"

static void
test_valid(void)
{
  static const struct {
    const char *name;
    gboolean is_valid;
  } rows[] = {
      {"juliet@pronto", TRUE},
      {"wjt@bael (2)", TRUE},
      {"SMcV@Reptile", TRUE},
      {"gaj@peer3 #2", TRUE},
      {"squid@cat@battle", TRUE},
      {"foo@", TRUE},
      {"/lol", TRUE},
      {"peer5.local", TRUE},
      {" a\\b ", TRUE},
      {"Ren" E_ACUTE "@caf" E_ACUTE, TRUE},
      {"x", TRUE},
      {SIXTY "123", TRUE},
      {SIXTY "1" E_ACUTE, TRUE},
      {"", FALSE},
      {SIXTY "1234", FALSE},
      {SIXTY "12" E_ACUTE, FALSE},
      {SIXTY "12\xC3", FALSE}, /* cut within a character */
      {"a\x01", FALSE},
      {"a\nb", FALSE},
      {"a\x7F", FALSE},
      {"a\xFF", FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    g_assert_cmpint(ll_name_is_valid(rows[i].name), ==, rows[i].is_valid);
}

typedef struct {
  const char *user;
  const char *machine;
  guint nth;
  const char *name;
} MakeRow;

static void
check_make(const MakeRow *rows, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_autofree char *name = ll_name_make(rows[i].user, rows[i].machine, rows[i].nth);
    g_assert_cmpstr(name, ==, rows[i].name);
    g_assert_true(ll_name_is_valid(name));
  }
}

static void
test_make(void)
{
  static const MakeRow rows[] = {
      {"juliet", "pronto", 0, "juliet@pronto"},
      {"SMcV", "Reptile", 0, "SMcV@Reptile"},
      {"john.smith", "my-host_2", 0, "john.smith@my-host_2"},
      {"Ren" E_ACUTE " M", "h", 0, "Ren" E_ACUTE " M@h"},
      {"Rene\xCC\x81", "h", 0, "Ren" E_ACUTE "@h"}, /* composed */
      {"", "pronto", 0, "user@pronto"},
      {" \t", "pronto", 0, "user@pronto"},
      {"  ann \n", "pronto", 0, "ann@pronto"},
      {"ann", "", 0, "ann@localhost"},
  };
  check_make(rows, G_N_ELEMENTS(rows));
}

static void
test_make_nth(void)
{
  static const MakeRow rows[] = {
      {"name", "host", 1, "name-1@host"},
      {"name", "host", 2, "name-2@host"},
      {"", "host", 12, "user-12@host"},
  };
  check_make(rows, G_N_ELEMENTS(rows));
}

static void
test_make_replaces(void)
{
  static const MakeRow rows[] = {
      {"\"<>&'\\", "host", 0, "------@host"},    {"a/b:c@d", "host", 0, "a-b-c-d@host"},
      {"a\x01z\x7F", "host", 0, "a-z-@host"},    {"a\xFFz", "host", 0, "a-z@host"},
      {"a\nb", "host", 0, "a b@host"},           {"ann", "caf" E_ACUTE, 0, "ann@caf--"},
      {"ann", "a b@c<d\x01", 0, "ann@a-b-c-d-"},
  };
  check_make(rows, G_N_ELEMENTS(rows));
}

static void
test_make_cuts(void)
{
  static const MakeRow rows[] = {
      {SIXTY, "ho", 0, SIXTY "@ho"},
      {SIXTY "1", "ho", 0, SIXTY "@ho"},
      {SIXTY, "ho", 1, TEN TEN TEN TEN TEN "01234567-1@ho"},
      {SIXTY, "ho", G_MAXUINT32, TEN TEN TEN TEN "012345678-4294967295@ho"},
      {TEN TEN TEN TEN TEN "01234567" E_ACUTE "x", "hos", 0,
       TEN TEN TEN TEN TEN "01234567@hos"}, /* a blank of one byte is left */
      {TEN TEN TEN TEN TEN "0123456" E_ACUTE "x", "hos", 0,
       TEN TEN TEN TEN TEN "0123456" E_ACUTE "@hos"},
      {TEN TEN TEN TEN TEN "0123456" GRINNING, "hos", 0, TEN TEN TEN TEN TEN "0123456@hos"},
      {TEN TEN TEN TEN TEN "01234567 x", "hos", 0, TEN TEN TEN TEN TEN "01234567@hos"},
      {"ann", SIXTY "123", 0, "ann@" TEN TEN TEN TEN TEN "012345678"},
      {SIXTY, SIXTY "123", 0, TEN "012345@" TEN TEN TEN TEN "012345"},
      {SIXTY, SIXTY "123", 7, TEN "012345-7@" TEN TEN TEN TEN "0123"},
  };
  check_make(rows, G_N_ELEMENTS(rows));
}

static void
test_make_random(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(6762);
  for (int round = 0; round < 5000; round++) {
    char user[120] = "", machine[80] = "";
    gint32 user_length = g_rand_int_range(rand, 0, sizeof user);
    gint32 machine_length = g_rand_int_range(rand, 0, sizeof machine);
    for (gint32 i = 0; i < user_length; i++)
      user[i] = (char)g_rand_int_range(rand, 1, 256);
    for (gint32 i = 0; i < machine_length; i++)
      machine[i] = (char)g_rand_int_range(rand, 1, 256);
    g_autofree char *name = ll_name_make(user, machine, g_rand_int(rand) >> (round % 32));
    g_assert_true(ll_name_is_valid(name));
    const char *at = strchr(name, '@');
    g_assert_nonnull(at);
    g_assert_true(at == strrchr(name, '@') && at > name && at[1] != '\0');
    g_assert_null(strpbrk(name, "\"<>&'\\/:"));
    g_assert_true(g_str_is_ascii(at));
  }
}

static void
test_parts(void)
{
  static const struct {
    const char *name;
    const char *user;
    const char *machine;
  } rows[] = {
      {"juliet@pronto", "juliet", "pronto"},
      {"squid@cat@battle", "squid@cat", "battle"},
      {"wjt@bael (2)", "wjt", "bael (2)"},
      {"peer5.local", "peer5.local", NULL},
      {"foo@", "foo", NULL},
      {"@pronto", "", "pronto"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *user = ll_name_user(rows[i].name);
    g_autofree char *machine = ll_name_machine(rows[i].name);
    g_assert_cmpstr(user, ==, rows[i].user);
    g_assert_cmpstr(machine, ==, rows[i].machine);
  }
}

static void
test_case(void)
{
  static const struct {
    const char *a;
    const char *b;
    gboolean is_equal;
  } rows[] = {
      {"Juliet@Pronto", "juliet@pronto", TRUE},
      {"juliet@pronto", "juliet@pronto", TRUE},
      {"\xC3\xA9@h", "\xC3\x89@h", FALSE}, /* only ASCII letters have two cases */
      {"ann@h", "ann-1@h", FALSE},
      {"ann@h", "ann@ho", FALSE},
      {"[@h", "{@h", FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *a = ll_name_fold(rows[i].a);
    g_autofree char *b = ll_name_fold(rows[i].b);
    g_assert_cmpint(strcmp(a, b) == 0, ==, rows[i].is_equal);
    g_assert_cmpint(ll_name_equal(rows[i].a, rows[i].b), ==, rows[i].is_equal);
    g_assert_cmpint(ll_name_hash_equal(rows[i].a, rows[i].b), ==, rows[i].is_equal);
    if (rows[i].is_equal)
      g_assert_cmpuint(ll_name_hash(rows[i].a), ==, ll_name_hash(rows[i].b));
  }
  g_assert_cmpuint(ll_name_hash("ann@h"), !=, ll_name_hash("ann-1@h"));
  g_autofree char *folded = ll_name_fold("SMcV\xC3\x89@Reptile");
  g_assert_cmpstr(folded, ==, "smcv\xC3\x89@reptile");
  char start[6];
  ll_name_fold_to(start, sizeof start, "SMcV\xC3\x89@Reptile");
  g_assert_cmpstr(start, ==, "smcv");
}

static void
test_hash_table(void)
{
  g_autoptr(GHashTable) peers = g_hash_table_new(ll_name_hash, ll_name_hash_equal);
  g_hash_table_add(peers, (gpointer) "Ann@Host");
  g_hash_table_add(peers, (gpointer) "ann@host");
  g_hash_table_add(peers, (gpointer) "bob@host");
  g_assert_cmpuint(g_hash_table_size(peers), ==, 2);
  g_assert_true(g_hash_table_contains(peers, "ANN@HOST"));
}

static void
test_escape(void)
{
  static const struct {
    const char *name;
    const char *text;
  } rows[] = {
      {"alice@peer1", "alice@peer1"},
      {"a.b\\c@h", "a\\.b\\\\c@h"},
      {"wjt@bael (2)", "wjt@bael\\032(2)"},
      {"\xC3\xA9", "\\195\\169"},
      {" x ", "\\032x\\032"},
      {"~!", "~!"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = ll_name_escape(rows[i].name);
    g_assert_cmpstr(text, ==, rows[i].text);
    g_autofree char *name = ll_name_unescape(text, NULL);
    g_assert_cmpstr(name, ==, rows[i].name);
  }
  g_autoptr(GString) out = g_string_new("x.");
  ll_name_append_escaped(out, (const guint8 *)"\0\x7F.", 3);
  g_assert_cmpstr(out->str, ==, "x.\\000\\127\\.");
}

typedef struct {
  const char *text;
  const char *name;
  const char *rest;
} UnescapeRow;

static void
test_unescape(void)
{
  static const UnescapeRow rows[] = {
      {"alice\\064peer1._presence._tcp.local", "alice@peer1", "_presence._tcp.local"},
      {"peer5\\.local.x", "peer5.local", "x"},
      {"a\\.b@c", "a.b@c", ""},
      {"a\\032b", "a b", ""},
      {"\\032a\\032.", " a ", ""},
      {"a\\\\.b", "a\\", "b"},
      {"\\195\\169", "\xC3\xA9", ""},
      {"\\a\\@", "a@", ""},
      {"a@b@c.d", "a@b@c", "d"},
      {"a..b", "a", ".b"},
      {"plain", "plain", ""},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *rest = NULL;
    g_autofree char *name = ll_name_unescape(rows[i].text, &rest);
    g_assert_cmpstr(name, ==, rows[i].name);
    g_assert_cmpstr(rest, ==, rows[i].rest);
  }
}

static void
test_unescape_odd(void)
{
  static const UnescapeRow rows[] = {
      {"a\\", "a\\", ""},        /* alone at the end */
      {"\\999.x", "\\999", "x"}, /* no byte */
      {"\\256", "\\256", ""},
      {"\\12x", "\\12x", ""},
      {"\\1", "\\1", ""},
      {"\\255", NULL, "untouched"}, /* not UTF-8 */
      {"\\001", NULL, "untouched"},
      {"a\\000b", NULL, "untouched"},
      {"", NULL, "untouched"},
      {".a", NULL, "untouched"},
      {SIXTY "123.x", SIXTY "123", "x"},
      {SIXTY "12\\051.x", SIXTY "123", "x"},
      {SIXTY "1234.x", NULL, "untouched"},
      {SIXTY "12\\195", NULL, "untouched"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *rest = "untouched";
    g_autofree char *name = ll_name_unescape(rows[i].text, &rest);
    g_assert_cmpstr(name, ==, rows[i].name);
    g_assert_cmpstr(rest, ==, rows[i].rest);
  }
}

static void
test_escape_round_trip(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(1035);
  static const char alphabet[] = "ab09.\\ @(~\xC3\xA9";
  for (int round = 0; round < 5000; round++) {
    char name[LL_NAME_MAX + 1] = "";
    gint32 length = g_rand_int_range(rand, 1, LL_NAME_MAX);
    for (gint32 i = 0; i < length; i++) {
      gint32 pick = g_rand_int_range(rand, 0, sizeof alphabet - 2);
      if (pick < (gint32)sizeof alphabet - 3)
        name[i] = alphabet[pick];
      else if (i + 1 < length)
        name[i] = '\xC3', name[++i] = '\xA9';
      else
        name[i] = 'x';
    }
    g_autofree char *text = ll_name_escape(name);
    g_autofree char *full = g_strconcat(text, "._presence._tcp.local", NULL);
    const char *rest = NULL;
    g_autofree char *back = ll_name_unescape(full, &rest);
    g_assert_cmpstr(back, ==, name);
    g_assert_cmpstr(rest, ==, "_presence._tcp.local");
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/name/valid-is-any-label-of-1-to-63-bytes-of-text", test_valid);
  g_test_add_func("/name/make/user-at-machine", test_make);
  g_test_add_func("/name/make/a-conflict-numbers-the-user", test_make_nth);
  g_test_add_func("/name/make/what-peers-refuse-becomes-a-dash", test_make_replaces);
  g_test_add_func("/name/make/fits-63-bytes-on-a-character", test_make_cuts);
  g_test_add_func("/name/make/any-bytes-give-a-valid-name", test_make_random);
  g_test_add_func("/name/parts-split-at-the-last-at", test_parts);
  g_test_add_func("/name/case-of-ascii-does-not-matter", test_case);
  g_test_add_func("/name/hash-table-holds-one-of-two-spellings", test_hash_table);
  g_test_add_func("/name/escape/dots-backslashes-and-bytes", test_escape);
  g_test_add_func("/name/escape/comes-back-the-same", test_escape_round_trip);
  g_test_add_func("/name/unescape/first-label-and-rest", test_unescape);
  g_test_add_func("/name/unescape/odd-text", test_unescape_odd);
  return g_test_run();
}
