/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/text.h"

#include <string.h>

#define REPLACEMENT 0xFFFD

#define EACH_BYTE(value) (G_MAXUINT64 / 0xFF * (value))

static gboolean
is_plain(char c)
{
  return c >= 0x20 && c <= 0x7E;
}

/* Skip printable ASCII, eight bytes at a time: the top bit of another byte is set there, or if 1 is
 * added to it, or 0x20 can't be taken from it. */
static const char *
skip_plain(const char *p, const char *end)
{
  guint64 word;

  for (; end - p >= (gssize)sizeof word; p += sizeof word) {
    memcpy(&word, p, sizeof word);
    if (((word | (word + EACH_BYTE(1)) | (word - EACH_BYTE(0x20))) & EACH_BYTE(0x80)) != 0)
      break;
  }
  while (p < end && is_plain(*p))
    p++;
  return p;
}

gboolean
ll_text_is_plain(const char *text, gsize length)
{
  const char *end = text + length;

  for (;;) {
    text = skip_plain(text, end);
    if (text == end)
      return TRUE;
    if (*text++ != '\n')
      return FALSE;
  }
}

static gboolean
is_bidi_override(gunichar c)
{
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_non_character(gunichar c)
{
  return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

/* What stands for the well-formed character C. */
static gunichar
replace(gunichar c, gboolean one_line)
{
  switch (c) {
  case '\t':
  case '\r':
  case '\n':
  case 0x2028:
  case 0x2029:
    return one_line ? ' ' : c;
  case '\v':
  case '\f':
  case 0x85:
    return one_line ? ' ' : '\n';
  default:
    break;
  }
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || is_non_character(c))
    return REPLACEMENT;
  if (one_line && is_bidi_override(c))
    return ' ';
  return c;
}

static GString *
clean(const char *bytes, gsize length, gboolean one_line)
{
  GString *out = g_string_sized_new(length + 1);
  if (length == 0)
    return out;
  const char *p = bytes;
  const char *end = bytes + length;
  while (p < end) {
    const char *run = p;
    p = skip_plain(p, end);
    g_string_append_len(out, run, p - run);
    if (p == end)
      break;
    gunichar c = g_utf8_get_char_validated(p, end - p);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
      g_string_append_unichar(out, REPLACEMENT);
      p++;
    } else {
      g_string_append_unichar(out, replace(c, one_line));
      p = g_utf8_next_char(p);
    }
  }
  return out;
}

static void
strip(GString *text)
{
  gsize start = 0;
  while (start < text->len && g_unichar_isspace(g_utf8_get_char(text->str + start)))
    start = g_utf8_next_char(text->str + start) - text->str;
  g_string_erase(text, 0, start);
  while (text->len > 0) {
    const char *last = g_utf8_prev_char(text->str + text->len);
    if (!g_unichar_isspace(g_utf8_get_char(last)))
      break;
    g_string_truncate(text, last - text->str);
  }
}

static gsize
measure(const char *bytes, gssize length)
{
  g_assert(bytes != NULL || length == 0);
  return length < 0 ? strlen(bytes) : (gsize)length;
}

char *
ll_text_clean(const char *bytes, gssize length)
{
  gsize size = measure(bytes, length);

  return size > 0 && ll_text_is_plain(bytes, size)
             ? g_strndup(bytes, size)
             : g_string_free(clean(bytes, size, FALSE), FALSE);
}

char *
ll_text_clean_line(const char *bytes, gssize length)
{
  GString *line = clean(bytes, measure(bytes, length), TRUE);
  strip(line);
  return g_string_free(line, FALSE);
}

void
ll_text_append_hex(GString *out, guint64 number)
{
  char digits[2 * sizeof number];
  char *first = digits + sizeof digits;

  do
    *--first = "0123456789abcdef"[number & 0xF];
  while ((number >>= 4) != 0);
  ll_text_append(out, first, (gsize)(digits + sizeof digits - first));
}

gsize
ll_text_fitting(const char *text, gsize max)
{
  gsize length = strlen(text);
  if (length > max) {
    length = max;
    while (length > 0 && ((guchar)text[length] & 0xC0) == 0x80)
      length--;
  }
  return length;
}

char *
ll_text_truncate(const char *text, gsize max)
{
  return g_strndup(text, ll_text_fitting(text, max));
}

char *
ll_text_truncate_line(const char *line, gsize max)
{
  g_autofree char *start = ll_text_truncate(line, max);
  return ll_text_clean_line(start, -1);
}
