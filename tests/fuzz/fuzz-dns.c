/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* mDNS messages: wire/dns. */

#include "wire/dns.h"

#include <string.h>

#include "fuzz.h"
#include "limits.h"
#include "wire/name.h"
#include "wire/record.h"

#define HEADER_LENGTH 12
#define RECORD_LEAST  11 /* a root's name, type, class, TTL and a length */

static GPtrArray *
presences_in(const guint8 *data, gsize size)
{
  g_autofree guint8 *exact = fuzz_copy(data, size);

  return ll_dns_presences(exact, size);
}

static const char *
name_at(const GPtrArray *names, guint i)
{
  return g_ptr_array_index(names, i);
}

/* What is cut off takes nothing away from what was said before it. */
static void
check_cut(const GPtrArray *all, const guint8 *data, gsize size)
{
  g_autoptr(GPtrArray) some = presences_in(data, size);

  g_assert_cmpuint(some->len, <=, all->len);
  for (guint i = 0; i < some->len; i++)
    g_assert_cmpstr(name_at(some, i), ==, name_at(all, i));
}

/* Our question for NAME is none for us; made the head of a response, it shows them. */
static void
check_question(const char *name)
{
  g_autoptr(GBytes) question = ll_dns_question(name);
  gsize size;
  const guint8 *bytes = g_bytes_get_data(question, &size);
  g_autoptr(GPtrArray) asked = presences_in(bytes, size);
  g_autoptr(GByteArray) response = g_byte_array_new();

  g_assert_cmpuint(asked->len, ==, 0);
  /* The question's end, type and class, is a record's, too. */
  g_byte_array_append(response, bytes, (guint)size);
  g_byte_array_append(response, (const guint8 *)"\0\0\0\x78\0\0", 6);
  response->data[2] = 0x84;
  response->data[5] = 0;
  response->data[7] = 1;
  g_autoptr(GPtrArray) shown = presences_in(response->data, response->len);
  g_assert_cmpuint(shown->len, ==, 1);
  g_assert_cmpstr(name_at(shown, 0), ==, name);
}

/* Nobody is shown by a message that has no label of our service. */
static gboolean
has_service(const guint8 *data, gsize size)
{
  static const char label[] = "\11_presence";
  gsize length = sizeof label - 1;

  for (gsize at = 0; at + length <= size; at++)
    if (g_ascii_strncasecmp((const char *)data + at, label, length) == 0)
      return TRUE;
  return FALSE;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  g_autoptr(GPtrArray) names = presences_in(data, size);

  g_assert_cmpuint(names->len, <=, 2 * (size / RECORD_LEAST));
  for (guint i = 0; i < names->len; i++) {
    g_assert_true(ll_name_is_valid(name_at(names, i)));
    if (i < 3)
      check_question(name_at(names, i));
  }
  g_assert_true(names->len == 0 || (size > HEADER_LENGTH && (data[2] & 0x80) != 0));
  g_assert_true(names->len == 0 || has_service(data, size));
  for (gsize part = 1; part < 4; part++)
    check_cut(names, data, size * part / 4);
  if (size > 0)
    check_cut(names, data, size - 1);
  return 0;
}
