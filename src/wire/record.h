/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/address.h"

/* DNS resource records' data, as bytes on the wire without name compression (RFC 1035 3.3, RFC
 * 2782). */

#define LL_RECORD_CLASS_IN 1
typedef enum {
  LL_RECORD_A = 1,
  LL_RECORD_NULL = 10,
  LL_RECORD_PTR = 12,
  LL_RECORD_TXT = 16,
  LL_RECORD_AAAA = 28,
  LL_RECORD_SRV = 33,
} LlRecordType;

/* ll_record_parse_srv: RET_PORT in host order, RET_TARGET the host's domain name in escaped text
 * without the root's dot (transfer full). FALSE on anything malformed, on port 0, or on the root as
 * target. */
gboolean ll_record_parse_srv(const guint8 *rdata, gsize length, guint16 *ret_port,
                             char **ret_target);
