/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/dns.h"

#include <string.h>

#include "limits.h"
#include "wire/name.h"
#include "wire/record.h"

#define HEADER_LENGTH 12
/* RFC 1035 4.1.1: response, opcode, and response code. */
#define FLAG_RESPONSE 0x8000
#define FLAGS_KIND    0xF80F
/* RFC 6762 10.2: the top bit of a record's class says something else. */
#define CLASS_MASK 0x7FFF
/* RFC 1035 4.1.4: what a length's two top bits say. */
#define POINTER      0xC0
#define POINTER_MASK 0x3FFF
/* RFC 1035 2.3.4: bytes in a domain name. */
#define DOMAIN_MAX 255

/* What follows the instance's label. */
static const char *const service[] = {"_presence", "_tcp", "local"};

typedef struct {
  const guint8 *bytes;
  gsize length;
  gsize at;
} Reader;

/* --- writing --------------------------------------------------------------------------------- */

static void
append_16(GByteArray *out, guint16 number)
{
  const guint8 bytes[] = {(guint8)(number >> 8), (guint8)number};

  g_byte_array_append(out, bytes, sizeof bytes);
}

static void
append_label(GByteArray *out, const char *label)
{
  guint8 length = (guint8)strlen(label);

  g_byte_array_append(out, &length, 1);
  g_byte_array_append(out, (const guint8 *)label, length);
}

/* One for TYPE of the service, or of NAME there (nullable). */
static GBytes *
question(const char *name, LlRecordType type)
{
  GByteArray *out = g_byte_array_new();

  for (guint i = 0; i < HEADER_LENGTH / 2; i++)
    append_16(out, i == 2 ? 1 : 0); /* one question; all else is 0 (RFC 6762 18) */
  if (name)
    append_label(out, name);
  for (guint i = 0; i < G_N_ELEMENTS(service); i++)
    append_label(out, service[i]);
  append_label(out, "");
  append_16(out, (guint16)type);
  append_16(out, LL_RECORD_CLASS_IN);
  return g_byte_array_free_to_bytes(out);
}

GBytes *
ll_dns_question(const char *name)
{
  g_assert(ll_name_is_valid(name));
  return question(name, LL_RECORD_SRV);
}

GBytes *
ll_dns_question_for_all(void)
{
  return question(NULL, LL_RECORD_PTR);
}

/* --- reading --------------------------------------------------------------------------------- */

static gboolean
read_16(Reader *reader, guint16 *ret_number)
{
  const guint8 *bytes = reader->bytes + reader->at;

  if (reader->length - reader->at < 2)
    return FALSE;
  *ret_number = (guint16)(bytes[0] << 8 | bytes[1]);
  reader->at += 2;
  return TRUE;
}

/* Whether label NTH (from 0) of a domain name, behind the instance's, is as it should be. */
static gboolean
is_service_label(guint nth, const guint8 *label, gsize length)
{
  return nth < G_N_ELEMENTS(service) && strlen(service[nth]) == length &&
         g_ascii_strncasecmp((const char *)label, service[nth], length) == 0;
}

/* Pass over a domain name. RET_PRESENCE: the instance's label if it is a presence's (transfer
 * full), else NULL; RET_IS_TYPE: it is the service's own name. Pointers go to what is before them,
 * so that they end, and the whole is no longer than a name may be. */
static gboolean
read_name(Reader *reader, char **ret_presence, gboolean *ret_is_type)
{
  gsize at = reader->at, total = 0, end = 0, limit = reader->at, first_length = 0;
  const guint8 *first = NULL;
  gboolean is_presence = TRUE, is_type = TRUE;
  guint labels = 0;

  *ret_presence = NULL;
  *ret_is_type = FALSE;
  for (;;) {
    gsize length;

    if (at >= reader->length)
      return FALSE;
    length = reader->bytes[at++];
    if (length == 0)
      break;
    if (length >= POINTER) {
      if (at >= reader->length)
        return FALSE;
      length = (length << 8 | reader->bytes[at++]) & POINTER_MASK;
      end = end != 0 ? end : at;
      if (length >= limit)
        return FALSE;
      at = limit = length;
      continue;
    }
    total += length + 1;
    if (length > LL_NAME_MAX || length > reader->length - at || total >= DOMAIN_MAX)
      return FALSE;
    if (labels == 0) {
      first = reader->bytes + at;
      first_length = length;
    } else {
      is_presence = is_presence && is_service_label(labels - 1, reader->bytes + at, length);
    }
    is_type = is_type && is_service_label(labels, reader->bytes + at, length);
    labels++;
    at += length;
  }
  reader->at = end != 0 ? end : at;
  *ret_is_type = is_type && labels == G_N_ELEMENTS(service);
  if (is_presence && labels == G_N_ELEMENTS(service) + 1 && !memchr(first, 0, first_length))
    *ret_presence = g_strndup((const char *)first, first_length);
  return TRUE;
}

static gboolean
skip_question(Reader *reader)
{
  g_autofree char *presence = NULL;
  gboolean is_type;
  guint16 number;

  return read_name(reader, &presence, &is_type) && read_16(reader, &number) &&
         read_16(reader, &number);
}

static void
add_presence(GPtrArray *presences, char *presence)
{
  if (presence && ll_name_is_valid(presence))
    g_ptr_array_add(presences, presence);
  else
    g_free(presence);
}

/* A record, and what it shows into PRESENCES. FALSE where it is malformed. */
static gboolean
read_record(Reader *reader, GPtrArray *presences)
{
  g_autofree char *owner = NULL;
  guint16 type, class, ttl_high, ttl_low, length;
  gboolean is_type, is_alive;

  if (!read_name(reader, &owner, &is_type) || !read_16(reader, &type) || !read_16(reader, &class) ||
      !read_16(reader, &ttl_high) || !read_16(reader, &ttl_low) || !read_16(reader, &length) ||
      length > reader->length - reader->at)
    return FALSE;
  is_alive = (class & CLASS_MASK) == LL_RECORD_CLASS_IN && (ttl_high != 0 || ttl_low != 0);
  if (is_alive)
    add_presence(presences, g_steal_pointer(&owner));
  if (is_alive && is_type && type == LL_RECORD_PTR) {
    /* Nothing behind the record's end is the target's, but all before may be. */
    Reader data = {reader->bytes, reader->at + length, reader->at};
    char *target;

    if (!read_name(&data, &target, &is_type))
      return FALSE;
    add_presence(presences, target);
  }
  reader->at += length;
  return TRUE;
}

GPtrArray *
ll_dns_presences(const guint8 *message, gsize length)
{
  GPtrArray *presences = g_ptr_array_new_with_free_func(g_free);
  Reader reader = {message, length, 0};
  guint16 id, flags, questions, counts[3];
  guint records = 0;

  if (!read_16(&reader, &id) || !read_16(&reader, &flags) || !read_16(&reader, &questions))
    return presences;
  for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
    if (!read_16(&reader, &counts[i]))
      return presences;
    records += counts[i];
  }
  if ((flags & FLAGS_KIND) != FLAG_RESPONSE)
    return presences;
  while (questions > 0 && skip_question(&reader))
    questions--;
  while (questions == 0 && records > 0 && read_record(&reader, presences))
    records--;
  return presences;
}
