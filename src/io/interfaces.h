/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/address.h"

/* This machine's network interfaces, as they are now. */

/* ll_interfaces_is_near: ADDRESS is link-local, or in the network of one of our own addresses: who
 * is there can be found by mDNS. */
gboolean ll_interfaces_is_near(const LlAddress *address);
/* ll_interfaces_scopes: the interfaces that have link-local IPv6, by index; guint32. (transfer
 * full) */
GArray *ll_interfaces_scopes(void);
/* ll_interfaces_index: of the interface that has the name or number TEXT; 0 when none has. */
guint32 ll_interfaces_index(const char *text);
/* ll_interfaces_name: of the interface INDEX; NULL when there is none. (transfer full) (nullable)
 */
char *ll_interfaces_name(guint32 index);
