/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/picture.h"

/* Our own picture, as others may have it: in the NULL record of our presence, where an mDNS message
 * has to hold it, and where that makes it smaller, the whole over the stream. The client's decoder
 * looks at no picture but this, which the user has chosen, and at none that claims to be huge. */

typedef struct {
  GBytes *record;    /* what is in the record; NULL: nothing can be */
  const char *hash;  /* of the record; NULL likewise */
  const char *large; /* of the whole, where that is another; NULL: it is not, or too much */
  GPtrArray *sizes;  /* LlPicture, these two as far as there are; never NULL */
} LlPortrait;

/* ll_portrait_new: of CHOSEN, a file's bytes; NULL: the user has none. It never fails, and has no
 * sizes then, or where CHOSEN is no picture. (transfer full) */
LlPortrait *ll_portrait_new(GBytes *chosen);
void ll_portrait_free(LlPortrait *portrait);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlPortrait, ll_portrait_free)
