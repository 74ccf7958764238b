/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Where a presence is seen: one network interface with one IP version, or a place beyond the link.
 */

typedef struct {
  gint32 interface;   /* kernel's index; 0 beyond the link */
  int family;         /* AF_INET or AF_INET6; AF_UNSPEC beyond the link */
  const char *domain; /* "local", a DNS-SD domain further away, or "" for a contact by address;
                         lives as long as the program (g_intern_string()) */
} LlLink;

#define LL_LINK_DOMAIN "local"

static inline gboolean
ll_link_equal(const LlLink *a, const LlLink *b)
{
  return a->interface == b->interface && a->family == b->family &&
         g_strcmp0(a->domain, b->domain) == 0;
}
