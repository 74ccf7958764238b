/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/text.h"

#include <string.h>

#define BAD "\xEF\xBF\xBD" /* U+FFFD */

typedef struct {
  const char *bytes;
  const char *text; /* as ll_text_clean() gives it */
  const char *line; /* as ll_text_clean_line() does */
} CleanRow;

/* Reads a copy that ends where the bytes do, so that a read beyond is seen by the sanitizer. */
static void
check_clean(const char *bytes, gsize length, const char *text, const char *line)
{
  g_autofree char *exact = g_malloc(length + 1);
  memcpy(exact, bytes, length);
  exact = g_realloc(exact, MAX(length, 1));
  g_autofree char *cleaned = ll_text_clean(exact, (gssize)length);
  g_autofree char *cleaned_line = ll_text_clean_line(exact, (gssize)length);
  g_assert_cmpstr(cleaned, ==, text);
  g_assert_cmpstr(cleaned_line, ==, line);
}

static void
check_rows(const CleanRow *rows, gsize count)
{
  for (gsize i = 0; i < count; i++)
    check_clean(rows[i].bytes, strlen(rows[i].bytes), rows[i].text, rows[i].line);
}

static void
test_good_text_stays(void)
{
  static const CleanRow rows[] = {
      {"", "", ""},
      {"I'm busy", "I'm busy", "I'm busy"},
      {"a < b && c > \"d\"", "a < b && c > \"d\"", "a < b && c > \"d\""},
      {"Tron\xC3\xA7on", "Tron\xC3\xA7on", "Tron\xC3\xA7on"},
      {"\xF0\x9F\x98\x80 ok", "\xF0\x9F\x98\x80 ok", "\xF0\x9F\x98\x80 ok"},
      {"\xE2\x80\x8Fמ", "\xE2\x80\x8Fמ", "\xE2\x80\x8Fמ"}, /* a direction mark, no override */
      {"a  b", "a  b", "a  b"},
      {BAD, BAD, BAD},
  };
  check_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_bad_bytes(void)
{
  static const CleanRow rows[] = {
      {"Tron\xC3\xE7on", "Tron" BAD BAD "on", "Tron" BAD BAD "on"}, /* Latin-1 in UTF-8 */
      {"\xC0\xAF", BAD BAD, BAD BAD},                               /* overlong '/' */
      {"\xED\xA0\x80", BAD BAD BAD, BAD BAD BAD},                   /* a surrogate */
      {"\xF4\x90\x80\x80", BAD BAD BAD BAD, BAD BAD BAD BAD},       /* beyond U+10FFFF */
      {"a\xE2\x82", "a" BAD BAD, "a" BAD BAD},                      /* cut within a character */
      {"\xE2\x82 a", BAD BAD " a", BAD BAD " a"},
      {"\x80z\xFF", BAD "z" BAD, BAD "z" BAD},
  };
  check_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_bad_characters(void)
{
  static const CleanRow rows[] = {
      {"a\x01z\x1F", "a" BAD "z" BAD, "a" BAD "z" BAD},
      {"\x1B[31m", BAD "[31m", BAD "[31m"}, /* a terminal's colour */
      {"\x7F", BAD, BAD},
      {"\xC2\x9B", BAD, BAD},                                  /* C1, a terminal's CSI */
      {"\xC2\xA1", "\xC2\xA1", "\xC2\xA1"},                    /* first behind C1 and its blank */
      {"\xEF\xBF\xBF\xEF\xBF\xBE", BAD BAD, BAD BAD},          /* U+FFFF, U+FFFE */
      {"\xEF\xB7\x90\xEF\xB7\xAF", BAD BAD, BAD BAD},          /* U+FDD0, U+FDEF */
      {"\xF0\x9F\xBF\xBE", BAD, BAD},                          /* U+1FFFE */
      {"\xEF\xB7\x8F\xEF\xB7\xB0", "\xEF\xB7\x8F\xEF\xB7\xB0", /* their neighbours */
       "\xEF\xB7\x8F\xEF\xB7\xB0"},
  };
  check_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_newlines(void)
{
  static const CleanRow rows[] = {
      {"a\nb\tc\r\nd", "a\nb\tc\r\nd", "a b c  d"},
      {"a\fb\vc", "a\nb\nc", "a b c"}, /* a pasted form feed */
      {"a\xC2\x85z", "a\nz", "a z"},   /* NEL */
      {"a\xE2\x80\xA8z\xE2\x80\xA9y", "a\xE2\x80\xA8z\xE2\x80\xA9y", "a z y"},
  };
  check_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_line_ends_and_overrides(void)
{
  static const CleanRow rows[] = {
      {"  a b  ", "  a b  ", "a b"},
      {" \n\t ", " \n\t ", ""},
      {"\xC2\xA0x\xE3\x80\x80", "\xC2\xA0x\xE3\x80\x80", "x"}, /* wide blanks */
      {"x\xE2\x80\xAEgpj.exe", "x\xE2\x80\xAEgpj.exe", "x gpj.exe"},
      {"\xE2\x81\xA6x\xE2\x81\xA9", "\xE2\x81\xA6x\xE2\x81\xA9", "x"},
      {"x\xE2\x80\xAAy\xE2\x81\xA9z", "x\xE2\x80\xAAy\xE2\x81\xA9z", "x y z"},
  };
  check_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_length(void)
{
  check_clean("a\0b", 3, "a" BAD "b", "a" BAD "b");
  check_clean("abc", 2, "ab", "ab");
  check_clean("a\xC3\xA7", 2, "a" BAD, "a" BAD);
  g_autofree char *cut = ll_text_clean("a\xC3\xA7", 2);
  g_assert_cmpstr(cut, ==, "a" BAD);
  g_autofree char *ended = ll_text_clean("ab\0c", -1);
  g_assert_cmpstr(ended, ==, "ab");
  g_autofree char *none = ll_text_clean(NULL, 0);
  g_assert_cmpstr(none, ==, "");
}

/* XML 1.0 2.2, production Char. */
static gboolean
is_xml(gunichar c)
{
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

static void
assert_fit(const char *text)
{
  g_assert_true(g_utf8_validate(text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    g_assert_true(is_xml(g_utf8_get_char(p)));
}

static void
test_all_characters(void)
{
  for (gunichar c = 0; c <= 0x10FFFF; c++) {
    char bytes[6];
    int length = g_unichar_to_utf8(c, bytes);
    g_autofree char *text = ll_text_clean(bytes, length);
    g_assert_cmpstr(text, !=, "");
    assert_fit(text);
    if (is_xml(c) && g_unichar_isgraph(c))
      g_assert_cmpmem(text, strlen(text), bytes, (gsize)length);
  }
}

static void
test_random_bytes(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(174);
  for (int round = 0; round < 2000; round++) {
    gsize length = (gsize)g_rand_int_range(rand, 0, 300);
    g_autofree char *bytes = g_malloc(MAX(length, 1));
    for (gsize i = 0; i < length; i++)
      bytes[i] = (char)g_rand_int_range(rand, 0, 256);
    g_autofree char *text = ll_text_clean(bytes, (gssize)length);
    g_autofree char *line = ll_text_clean_line(bytes, (gssize)length);
    assert_fit(text);
    assert_fit(line);
    g_assert_null(strpbrk(line, "\t\r\n"));
    g_assert_cmpuint(strlen(text), >=, length > 0 ? 1 : 0);
  }
}

static void
test_truncate(void)
{
  static const struct {
    const char *text;
    gsize max;
    const char *result;
  } rows[] = {
      {"abc", 3, "abc"},
      {"abc", 9, "abc"},
      {"abc", 2, "ab"},
      {"abc", 0, ""},
      {"a\xC3\xA7", 3, "a\xC3\xA7"},
      {"a\xC3\xA7", 2, "a"},
      {"\xF0\x9F\x98\x80", 3, ""},
      {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 7, "\xF0\x9F\x98\x80"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *result = ll_text_truncate(rows[i].text, rows[i].max);
    g_assert_cmpstr(result, ==, rows[i].result);
  }
}

static void
test_truncate_line(void)
{
  static const struct {
    const char *line;
    gsize max;
    const char *result;
  } rows[] = {
      {"a b", 3, "a b"}, {"a b", 2, "a"},         {"a   b", 4, "a"},
      {"a b", 0, ""},    {"a\xC3\xA7 b", 2, "a"}, {"a \xC3\xA7", 3, "a"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *result = ll_text_truncate_line(rows[i].line, rows[i].max);
    g_assert_cmpstr(result, ==, rows[i].result);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/text/clean/good-text-stays", test_good_text_stays);
  g_test_add_func("/text/clean/each-ill-formed-byte-is-replaced", test_bad_bytes);
  g_test_add_func("/text/clean/controls-and-non-characters-are-replaced", test_bad_characters);
  g_test_add_func("/text/clean/newlines-of-all-kinds", test_newlines);
  g_test_add_func("/text/clean/a-line-has-no-outer-blanks-and-no-overrides",
                  test_line_ends_and_overrides);
  g_test_add_func("/text/clean/reads-as-far-as-it-is-told", test_length);
  g_test_add_func("/text/clean/every-character-comes-out-fit-for-xml", test_all_characters);
  g_test_add_func("/text/clean/random-bytes-come-out-fit-for-xml", test_random_bytes);
  g_test_add_func("/text/truncate/ends-on-a-character", test_truncate);
  g_test_add_func("/text/truncate/a-line-ends-with-no-blank", test_truncate_line);
  return g_test_run();
}
