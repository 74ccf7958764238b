/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/record.h"

#include "limits.h"
#include "wire/name.h"

/* RFC 2782: priority, weight and port, two bytes each, before the target. */
#define SRV_PORT_AT   4
#define SRV_TARGET_AT 6
/* RFC 1035 2.3.4: a domain name on the wire. */
#define DOMAIN_MAX 255

/* The whole of BYTES, at least one, as one domain name, in escaped text; NULL if it is not one. */
static char *
parse_domain(const guint8 *bytes, gsize length)
{
  if (length > DOMAIN_MAX)
    return NULL;
  g_autoptr(GString) out = g_string_new(NULL);
  gsize at = 0;
  while (bytes[at] != 0) {
    gsize size = bytes[at++];
    /* A longer size is a compression pointer or nothing known. The root must still follow. */
    if (size > LL_NAME_MAX || size >= length - at)
      return NULL;
    if (out->len > 0)
      g_string_append_c(out, '.');
    ll_name_append_escaped(out, bytes + at, size);
    at += size;
  }
  if (at + 1 != length || out->len == 0)
    return NULL;
  return g_string_free(g_steal_pointer(&out), FALSE);
}

gboolean
ll_record_parse_srv(const guint8 *rdata, gsize length, guint16 *ret_port, char **ret_target)
{
  if (length <= SRV_TARGET_AT)
    return FALSE;
  guint16 port = (guint16)(rdata[SRV_PORT_AT] << 8 | rdata[SRV_PORT_AT + 1]);
  if (port == 0)
    return FALSE;
  char *target = parse_domain(rdata + SRV_TARGET_AT, length - SRV_TARGET_AT);
  if (target == NULL)
    return FALSE;
  *ret_port = port;
  *ret_target = target;
  return TRUE;
}
