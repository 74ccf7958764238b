/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/txt.h"

#include <string.h>

#include "limits.h"

#define BAD     "\xEF\xBF\xBD" /* U+FFFD */
#define E_ACUTE "\xC3\xA9"

/* Parses a copy without anything behind it. */
static LlTxt *
parse(gconstpointer bytes, gsize length)
{
  g_autofree guint8 *exact = g_malloc(MAX(length, 1));
  if (length > 0)
    memcpy(exact, bytes, length);
  return ll_txt_parse(exact, length);
}

#define PARSE(literal) parse(literal, sizeof(literal) - 1)

static void
assert_rdata(const LlTxt *txt, const char *bytes, gsize length)
{
  g_autoptr(GBytes) rdata = ll_txt_to_rdata(txt);
  gsize size;
  gconstpointer data = g_bytes_get_data(rdata, &size);
  g_assert_cmpmem(data, size, bytes, length);
}

static char *
repeat(const char *text, guint count)
{
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < count; i++)
    g_string_append(out, text);
  return g_string_free(out, FALSE);
}

static void
test_encode(void)
{
  static const char expected[] = "\x09txtvers=1\x09"
                                 "1st=Remko\x0Dlast=Tron\xC3\xA7on\x0Bstatus=away";
  g_autoptr(LlTxt) txt = ll_txt_new();
  ll_txt_set(txt, "txtvers", "1");
  ll_txt_set(txt, "1st", "Remko");
  ll_txt_set(txt, "last", "Tron\xC3\xA7on");
  ll_txt_set(txt, "status", "away");
  g_assert_cmpuint(ll_txt_size(txt), ==, 4);
  assert_rdata(txt, expected, sizeof expected - 1);
}

static void
test_encode_cleans(void)
{
  static const char expected[] = "\x11last=Tron" BAD BAD "on\x07msg=a b";
  g_autoptr(LlTxt) txt = ll_txt_new();
  ll_txt_set(txt, "last", "Tron\xC3\xE7on"); /* Latin-1 by mistake */
  ll_txt_set(txt, "msg", " a\nb\t");
  g_assert_cmpstr(ll_txt_get(txt, "last"), ==, "Tron" BAD BAD "on");
  assert_rdata(txt, expected, sizeof expected - 1);
}

static void
test_encode_nothing(void)
{
  static const char expected[] = "\x05"
                                 "a=b=c";
  g_autoptr(LlTxt) txt = ll_txt_new();
  assert_rdata(txt, "\0", 1);
  g_assert_cmpuint(ll_txt_length(txt), ==, 0);
  ll_txt_set(txt, "msg", NULL);
  ll_txt_set(txt, "msg", "");
  ll_txt_set(txt, "msg", " \n");
  g_assert_cmpuint(ll_txt_size(txt), ==, 0);
  assert_rdata(txt, "\0", 1);
  ll_txt_set(txt, "a", "b=c");
  ll_txt_set(txt, "a", "second");
  ll_txt_set(txt, "A", "third");
  g_assert_cmpuint(ll_txt_size(txt), ==, 1);
  assert_rdata(txt, expected, sizeof expected - 1);
}

static void
test_encode_long_value(void)
{
  static const struct {
    const char *unit;
    guint count;
    const char *tail;
    gsize kept; /* bytes of the value */
  } rows[] = {
      {"x", 250, "", 250},      {"x", 251, "", 251},
      {"x", 252, "", 251}, /* with "key=" 256 bytes */
      {"x", 256, "", 251},      {"x", 5000, "", 251},
      {"x", 249, E_ACUTE, 251}, {"x", 250, E_ACUTE, 250},
      {E_ACUTE, 200, "", 250},  {"x", 250, "  y", 250}, /* no blank is left at the end */
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *start = repeat(rows[i].unit, rows[i].count);
    g_autofree char *value = g_strconcat(start, rows[i].tail, NULL);
    g_autoptr(LlTxt) txt = ll_txt_new();
    ll_txt_set(txt, "key", value);
    g_assert_cmpstr(ll_txt_get(txt, "key"), !=, NULL);
    g_assert_cmpuint(strlen(ll_txt_get(txt, "key")), ==, rows[i].kept);
    g_assert_true(g_str_has_prefix(value, ll_txt_get(txt, "key")));
    g_autoptr(GBytes) rdata = ll_txt_to_rdata(txt);
    g_assert_cmpuint(g_bytes_get_size(rdata), ==, 1 + 4 + rows[i].kept);
  }
}

static void
test_encode_bad_key(void)
{
  static const char *const keys[] = {"", "a=b", "a\nb", "\xC3\xA9"};
  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
    if (g_test_subprocess()) {
      g_autoptr(LlTxt) txt = ll_txt_new();
      ll_txt_set(txt, keys[g_ascii_digit_value(*g_getenv("LL_TEST_KEY"))], "value");
      return;
    }
    char row[] = {(char)('0' + i), '\0'};
    g_setenv("LL_TEST_KEY", row, TRUE);
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
    g_test_trap_assert_stderr("*assertion failed*is_key*");
  }
}

/* Strings of 200 bytes with their length: six fit 1300 bytes, with 94 to spare. */
static void
test_encode_size(void)
{
  g_autofree char *value = repeat("x", 197);
  for (guint strings = 1; strings < 12; strings++) {
    g_autoptr(LlTxt) txt = ll_txt_new();
    for (guint i = 0; i < strings; i++) {
      char key[] = {(char)('a' + i), '\0'};
      ll_txt_set(txt, key, value);
    }
    g_autoptr(GBytes) rdata = ll_txt_to_rdata(txt);
    g_assert_cmpuint(g_bytes_get_size(rdata), ==, 200 * MIN(strings, 6));
    g_assert_cmpuint(ll_txt_length(txt), ==, 200 * strings);
    ll_txt_set(txt, "z", "short");
    g_autoptr(GBytes) more = ll_txt_to_rdata(txt);
    g_assert_cmpuint(g_bytes_get_size(more), ==, strings <= 6 ? 200 * strings + 8 : 1200);
  }
  for (guint cut = 0; cut < 2; cut++) { /* exactly LL_TXT_PUBLISH_MAX, and one more */
    g_autoptr(LlTxt) txt = ll_txt_new();
    for (char key[] = "a"; *key < 'g'; (*key)++)
      ll_txt_set(txt, key, value);
    g_autofree char *rest = repeat("y", 97 + cut);
    ll_txt_set(txt, "z", rest);
    g_autoptr(GBytes) rdata = ll_txt_to_rdata(txt);
    g_assert_cmpuint(g_bytes_get_size(rdata), ==, cut == 0 ? LL_TXT_PUBLISH_MAX : 1200);
  }
}

typedef struct {
  const char *bytes;
  gsize length;
  const char *key;
  gboolean has;
  const char *value;
} ReadRow;

#define BYTES(literal) literal, sizeof(literal) - 1

static void
check_read(const ReadRow *rows, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_autoptr(LlTxt) txt = parse(rows[i].bytes, rows[i].length);
    g_test_message("row %" G_GSIZE_FORMAT, i);
    g_assert_cmpint(ll_txt_has(txt, rows[i].key), ==, rows[i].has);
    g_assert_cmpstr(ll_txt_get(txt, rows[i].key), ==, rows[i].value);
  }
}

static void
test_keys(void)
{
  static const ReadRow rows[] = {
      {BYTES("\x0Astatus=dnd"), "status", TRUE, "dnd"},
      {BYTES("\x0ASTATUS=dnd"), "status", TRUE, "dnd"},
      {BYTES("\x0Astatus=dnd"), "STATUS", TRUE, "dnd"},
      {BYTES("\x0Astatus=dnd"), "statu", FALSE, NULL},
      {BYTES("\x0Astatus=dnd"), "status=", FALSE, NULL},
      {BYTES("\x03key"), "key", TRUE, NULL},      /* present, no value */
      {BYTES("\x04key="), "key", TRUE, NULL},     /* present, empty */
      {BYTES("\x06key= \t"), "key", TRUE, NULL},  /* as good as empty */
      {BYTES("\x04=foo\x03k=v"), "k", TRUE, "v"}, /* no key */
      {BYTES("\x04=foo"), "", FALSE, NULL},
      {BYTES("\x01="), "", FALSE, NULL},
      {BYTES("\x03"
             "a=b\0\x03k=v"),
       "k", TRUE, "v"}, /* an empty string between */
      {BYTES("\x07msg=a=b"), "msg", TRUE, "a=b"},
      {BYTES("\x05msg=="), "msg", TRUE, "="},
      {BYTES("\x04k\xC3\xA9=\x03k=v"), "k", TRUE, "v"}, /* not an ASCII key */
      {BYTES("\x05k\0x=1"), "k", FALSE, NULL},
      {BYTES("\x05k\x01x=1"), "k\x01x", FALSE, NULL},
      {BYTES("\x04k\x7F=1"), "k\x7F", FALSE, NULL},
      {BYTES("\x09port.p2pj"), "port.p2pj", TRUE, NULL},
      {BYTES("\x07my key~"), "my key~", TRUE, NULL},
  };
  check_read(rows, G_N_ELEMENTS(rows));
}

static void
test_first_counts(void)
{
  static const ReadRow rows[] = {
      {BYTES("\x03k=1\x03k=2\x03K=3"), "k", TRUE, "1"},
      {BYTES("\x01k\x03k=2"), "k", TRUE, NULL},
      {BYTES("\x02k=\x03k=2"), "k", TRUE, NULL},
  };
  check_read(rows, G_N_ELEMENTS(rows));
  g_autoptr(LlTxt) txt = PARSE("\x03k=1\x03k=2\x03K=3\x04kk=4");
  g_assert_cmpuint(ll_txt_size(txt), ==, 2);
}

static void
test_values(void)
{
  static const ReadRow rows[] = {
      {BYTES("\x08msg=\xF0\x9F\x98\x80"), "msg", TRUE, "\xF0\x9F\x98\x80"},
      {BYTES("\x07msg=a\0b"), "msg", TRUE, "a" BAD "b"},
      {BYTES("\x07msg=a\x01z"), "msg", TRUE, "a" BAD "z"},
      {BYTES("\x07msg=a\xFFz"), "msg", TRUE, "a" BAD "z"},
      {BYTES("\x06msg=a\xC3"), "msg", TRUE, "a" BAD},
      {BYTES("\x07msg=a\nb"), "msg", TRUE, "a b"},
      {BYTES("\x08msg= a  "), "msg", TRUE, "a"},
  };
  check_read(rows, G_N_ELEMENTS(rows));
}

static void
test_lengths(void)
{
  static const ReadRow rows[] = {
      {BYTES("\x10last=a"), "last", TRUE, "a"}, /* says 16, has 6 */
      {BYTES("\xFFlast"), "last", TRUE, NULL},  {BYTES("\x06last=a\xFF"), "last", TRUE, "a"},
      {BYTES(""), "last", FALSE, NULL},         {BYTES("\0"), "last", FALSE, NULL},
      {BYTES("\0\0\0\0"), "last", FALSE, NULL}, {BYTES("\0\0\x06last=a\0"), "last", TRUE, "a"},
  };
  check_read(rows, G_N_ELEMENTS(rows));
  g_autoptr(LlTxt) none = ll_txt_parse(NULL, 0);
  g_assert_cmpuint(ll_txt_size(none), ==, 0);
  assert_rdata(none, "\0", 1);
}

/* COUNT keys of five bytes, the last of them being LAST. */
static LlTxt *
parse_many(guint count, const char *last)
{
  g_autoptr(GByteArray) rdata = g_byte_array_new();
  for (guint i = 0; i < count; i++) {
    g_autofree char *string = i + 1 < count ? g_strdup_printf("k%03x=%03x", i, i) : g_strdup(last);
    guint8 length = (guint8)strlen(string);
    g_byte_array_append(rdata, &length, 1);
    g_byte_array_append(rdata, (const guint8 *)string, length);
  }
  g_assert_cmpuint(rdata->len, <, LL_TXT_READ_MAX);
  return parse(rdata->data, rdata->len);
}

static void
test_many_keys(void)
{
  g_autoptr(LlTxt) txt = parse_many(300, "status=dnd");
  g_assert_cmpuint(ll_txt_size(txt), ==, 300);
  g_assert_cmpstr(ll_txt_get(txt, "k000"), ==, "000");
  g_assert_cmpstr(ll_txt_get(txt, "status"), ==, "dnd");
  g_autoptr(LlTxt) full = parse_many(LL_TXT_KEYS_MAX, "status=dnd");
  g_assert_cmpstr(ll_txt_get(full, "status"), ==, "dnd");
  g_autoptr(LlTxt) more = parse_many(LL_TXT_KEYS_MAX + 1, "status=dnd");
  g_assert_cmpuint(ll_txt_size(more), ==, LL_TXT_KEYS_MAX);
  g_assert_false(ll_txt_has(more, "status"));
}

static void
test_large(void)
{
  g_autofree guint8 *rdata = g_malloc0(LL_TXT_READ_MAX + 4);
  memcpy(rdata + LL_TXT_READ_MAX - 4,
         "\x03"
         "a=1"
         "\x03"
         "b=2",
         8);
  g_autoptr(LlTxt) txt = parse(rdata, LL_TXT_READ_MAX + 4);
  g_assert_cmpstr(ll_txt_get(txt, "a"), ==, "1");
  g_assert_false(ll_txt_has(txt, "b"));
  g_autoptr(LlTxt) full = parse(rdata, LL_TXT_READ_MAX);
  g_assert_cmpuint(ll_txt_size(full), ==, 1);
}

/* A parsed value may be longer than what came; it must not go out with a false length. */
static void
test_grown_value(void)
{
  guint8 rdata[256];
  memset(rdata, 0xFF, sizeof rdata);
  memcpy(rdata, "\xFFmsg=", 5);
  g_autoptr(LlTxt) txt = parse(rdata, sizeof rdata);
  g_assert_cmpuint(strlen(ll_txt_get(txt, "msg")), ==, 251 * 3);
  assert_rdata(txt, "\0", 1);
}

static void
test_reencode(void)
{
  static const char bytes[] = "\x09txtvers=1\x03key\x0Astatus=dnd";
  g_autoptr(LlTxt) txt = PARSE(bytes);
  assert_rdata(txt, bytes, sizeof bytes - 1);
}

/* Walks what goes out as a reader of RFC 6763 would. */
static void
assert_sound(const LlTxt *txt)
{
  g_autoptr(GBytes) rdata = ll_txt_to_rdata(txt);
  gsize size;
  const guint8 *data = g_bytes_get_data(rdata, &size);
  g_assert_cmpuint(size, >, 0);
  g_assert_cmpuint(size, <=, LL_TXT_PUBLISH_MAX);
  for (gsize at = 0; at < size; at += 1U + data[at]) {
    g_assert_cmpuint(at + 1 + data[at], <=, size);
    g_assert_true(data[at] > 0 || size == 1);
    g_autofree char *string = g_strndup((const char *)data + at + 1, data[at]);
    g_assert_cmpuint(strlen(string), ==, data[at]);
    g_assert_true(g_utf8_validate(string, -1, NULL));
    char *equals = strchr(string, '=');
    g_assert_true(equals != string);
    if (equals != NULL)
      *equals = '\0';
    if (size > 1) {
      g_assert_true(ll_txt_has(txt, string));
      g_assert_cmpstr(ll_txt_get(txt, string), ==, equals != NULL ? equals + 1 : NULL);
    }
  }
}

/* LENGTH bytes of strings that look like keys and values, or of anything. */
static guint8 *
make_random(GRand *rand, gsize length, gboolean is_likely)
{
  static const char alphabet[] = "==abcdefghijklmnopqrstuvwxyz0123456789 \xC3\xA9\xFF\x01";
  guint8 *bytes = g_malloc(MAX(length, 1));
  gsize left = 0; /* of the string */
  for (gsize i = 0; i < length; i++) {
    if (!is_likely)
      bytes[i] = (guint8)g_rand_int_range(rand, 0, 256);
    else if (left == 0)
      bytes[i] = (guint8)(left = (gsize)g_rand_int_range(rand, 0, 12));
    else
      bytes[i] = (guint8)alphabet[left--, g_rand_int_range(rand, 0, sizeof alphabet - 1)];
  }
  return bytes;
}

static void
test_random(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(6763);
  guint keys = 0, full = 0;
  for (int round = 0; round < 3000; round++) {
    gsize length = (gsize)g_rand_int_range(rand, 0, round % 10 < 2 ? LL_TXT_READ_MAX + 1 : 200);
    g_autofree guint8 *bytes = make_random(rand, length, round % 2 != 0);
    g_autoptr(LlTxt) txt = ll_txt_parse(bytes, length);
    g_assert_cmpuint(ll_txt_size(txt), <=, LL_TXT_KEYS_MAX);
    keys += ll_txt_size(txt);
    full += ll_txt_size(txt) == LL_TXT_KEYS_MAX;
    assert_sound(txt);
  }
  g_assert_cmpuint(keys, >, 10000); /* else the bytes were too wild to show anything */
  g_assert_cmpuint(full, >, 10);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/txt/encode/strings-in-the-order-set", test_encode);
  g_test_add_func("/txt/encode/values-are-cleaned", test_encode_cleans);
  g_test_add_func("/txt/encode/no-empty-value-and-no-key-twice", test_encode_nothing);
  g_test_add_func("/txt/encode/a-long-value-is-cut-on-a-character", test_encode_long_value);
  g_test_add_func("/txt/encode/a-bad-key-is-our-own-mistake", test_encode_bad_key);
  g_test_add_func("/txt/encode/the-record-fits-1300-bytes", test_encode_size);
  g_test_add_func("/txt/parse/keys-with-and-without-value", test_keys);
  g_test_add_func("/txt/parse/the-first-of-a-key-counts", test_first_counts);
  g_test_add_func("/txt/parse/values-are-clean-text", test_values);
  g_test_add_func("/txt/parse/lengths-end-with-the-record", test_lengths);
  g_test_add_func("/txt/parse/300-keys-are-read", test_many_keys);
  g_test_add_func("/txt/parse/nothing-beyond-9000-bytes", test_large);
  g_test_add_func("/txt/parse/random-bytes-give-sound-text", test_random);
  g_test_add_func("/txt/reencode/comes-back-the-same", test_reencode);
  g_test_add_func("/txt/reencode/a-value-grown-too-long-is-left-out", test_grown_value);
  return g_test_run();
}
