/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/utf8.h"

#include <string.h>

#define LEAD_MAX   0xF4 /* of a character of Unicode */
#define INVALID    ((gunichar)-1)
#define INCOMPLETE ((gunichar)-2)

/* Whether BYTES, LENGTH of them and at least one, begin a character of more. GLib says so also of
 * what begins a sequence of five or six bytes, which is none (RFC 3629 3), and of a character with
 * a NUL in it, whatever follows: neither would fit a carry. */
static gboolean
is_incomplete(const char *bytes, gsize length)
{
  guchar lead = (guchar)*bytes;
  gsize whole = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

  return lead <= LEAD_MAX && length < whole &&
         g_utf8_get_char_validated(bytes, (gssize)length) == INCOMPLETE;
}

static LlUtf8Result
complete(LlUtf8Carry *carry, const char **bytes, const char *end, const char **ret_run,
         const char **ret_run_end)
{
  while (*bytes < end) {
    carry->bytes[carry->length++] = *(*bytes)++;
    if (is_incomplete(carry->bytes, carry->length))
      continue;
    gunichar c = g_utf8_get_char_validated(carry->bytes, carry->length);
    if (c == INVALID || c == INCOMPLETE)
      return LL_UTF8_FAULT;
    *ret_run = carry->bytes;
    *ret_run_end = carry->bytes + carry->length;
    carry->length = 0;
    return LL_UTF8_RUN;
  }
  return LL_UTF8_END;
}

#define EACH_BYTE(value) (G_MAXUINT64 / 0xFF * (value))

/* Skip ASCII but NUL, eight bytes at a time: the top bit of one is set there only if it was before,
 * or if 1 can't be taken from it. */
static const char *
skip_ascii(const char *p, const char *end)
{
  guint64 word;

  for (; end - p >= (gssize)sizeof word; p += sizeof word) {
    memcpy(&word, p, sizeof word);
    if (((word | (word - EACH_BYTE(1))) & EACH_BYTE(0x80)) != 0)
      break;
  }
  return p;
}

LlUtf8Result
ll_utf8_next(LlUtf8Carry *carry, const char **bytes, const char *end, const char **ret_run,
             const char **ret_run_end)
{
  if (*bytes == end)
    return LL_UTF8_END;
  if (carry->length > 0)
    return complete(carry, bytes, end, ret_run, ret_run_end);
  const char *run_end = skip_ascii(*bytes, end);
  g_utf8_validate_len(run_end, end - run_end, &run_end);
  if (run_end > *bytes) {
    *ret_run = *bytes;
    *ret_run_end = run_end;
    *bytes = run_end;
    return LL_UTF8_RUN;
  }
  if (*run_end == '\0')
    return LL_UTF8_NUL;
  if (!is_incomplete(run_end, end - run_end))
    return LL_UTF8_FAULT;
  carry->length = end - run_end;
  g_assert(carry->length < sizeof carry->bytes);
  memcpy(carry->bytes, run_end, carry->length);
  *bytes = end;
  return LL_UTF8_END;
}
