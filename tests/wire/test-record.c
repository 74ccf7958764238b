/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/record.h"

#include <string.h>

#define HEAD "\0\0\0\0\x14\xB2" /* priority 0, weight 0, port 5298 */

/* The literal's NUL is the root's label; BARE leaves it out. */
#define ROOTED(literal) literal, sizeof(literal)
#define BARE(literal)   literal, sizeof(literal) - 1

/* Reads a copy without anything behind it. */
static gboolean
parse(gconstpointer bytes, gsize length, guint16 *ret_port, char **ret_target)
{
  g_autofree guint8 *exact = g_malloc(MAX(length, 1));
  memcpy(exact, bytes, length);
  return ll_record_parse_srv(exact, length, ret_port, ret_target);
}

static void
test_srv(void)
{
  static const struct {
    const char *bytes;
    gsize length;
    guint16 port;
    const char *target;
  } rows[] = {
      {ROOTED(HEAD "\6pronto\5local"), 5298, "pronto.local"},
      {ROOTED("\0\1\0\2\xFF\xFE\1h"), 65534, "h"},
      {ROOTED(HEAD "\3a.b\3c\\d"), 5298, "a\\.b.c\\\\d"},
      {ROOTED(HEAD "\4x y\0\1\xE9"), 5298, "x\\032y\\000.\\233"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    guint16 port = 0;
    g_autofree char *target = NULL;
    g_assert_true(parse(rows[i].bytes, rows[i].length, &port, &target));
    g_assert_cmpuint(port, ==, rows[i].port);
    g_assert_cmpstr(target, ==, rows[i].target);
  }
}

static void
test_malformed(void)
{
  static const struct {
    const char *bytes;
    gsize length;
  } rows[] = {
      {BARE("")},
      {BARE("\0\0\0\0\x14")},
      {BARE(HEAD)},
      {ROOTED(HEAD)}, /* the root: "not here" by RFC 2782 */
      {ROOTED("\0\0\0\0\0\0\1h")},
      {BARE(HEAD "\1h")},
      {BARE(HEAD "\6pron")},
      {BARE(HEAD "\1")},
      {ROOTED(HEAD "\1h\0x")},
      {ROOTED(HEAD "\1h\0")},
      {BARE(HEAD "\xC0\x0C")},
      {ROOTED(HEAD "\1h\xC0\x0C")},
      {ROOTED(HEAD "\x40"
                   "0123456789012345678901234567890123456789012345678901234567891234")},
      {BARE(HEAD "\xFFh")},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    guint16 port = 1;
    char *target = (char *)"untouched";
    g_test_message("row %" G_GSIZE_FORMAT, i);
    g_assert_false(parse(rows[i].bytes, rows[i].length, &port, &target));
    g_assert_cmpuint(port, ==, 1);
    g_assert_cmpstr(target, ==, "untouched");
  }
}

/* A record whose target takes SIZE bytes on the wire, in labels of at most 63. */
static GByteArray *
make_record(guint size)
{
  GByteArray *record = g_byte_array_new();
  g_byte_array_append(record, (const guint8 *)HEAD, 6);
  for (guint left = size - 1; left > 0;) {
    guint8 label[64];
    guint8 length = (guint8)MIN(left - 1, 63);
    if (left - 1 - length == 1) /* a label needs two bytes */
      length--;
    memset(label, 'x', sizeof label);
    label[0] = length;
    g_byte_array_append(record, label, 1U + length);
    left -= 1U + length;
  }
  g_byte_array_append(record, (const guint8 *)"", 1);
  g_assert_cmpuint(record->len, ==, 6 + size);
  return record;
}

static void
test_target_size(void)
{
  for (guint size = 3; size < 600; size++) {
    g_autoptr(GByteArray) record = make_record(size);
    guint16 port = 0;
    g_autofree char *target = NULL;
    g_assert_cmpint(parse(record->data, record->len, &port, &target), ==, size <= 255);
    if (target != NULL)
      g_assert_cmpuint(strlen(target), ==, size - 2);
  }
}

static void
test_random(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(2782);
  guint parsed = 0;
  for (int round = 0; round < 20000; round++) {
    guint8 bytes[40];
    gsize length = (gsize)g_rand_int_range(rand, 0, sizeof bytes);
    for (gsize i = 0; i < length; i++)
      bytes[i] = (guint8)g_rand_int_range(rand, 0, round % 2 != 0 ? 256 : 4);
    guint16 port = 0;
    g_autofree char *target = NULL;
    if (parse(bytes, length, &port, &target)) {
      g_assert_cmpuint(port, !=, 0);
      g_assert_cmpstr(target, !=, "");
      g_assert_true(g_str_is_ascii(target));
      parsed++;
    }
  }
  g_assert_cmpuint(parsed, >, 100);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record/srv/port-and-escaped-target", test_srv);
  g_test_add_func("/record/srv/malformed-is-refused", test_malformed);
  g_test_add_func("/record/srv/a-target-has-at-most-255-bytes", test_target_size);
  g_test_add_func("/record/srv/random-bytes-do-no-harm", test_random);
  return g_test_run();
}
