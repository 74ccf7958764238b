/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/markup-style.h"

/* The whitelist of formatted text, for markup.c, which reads, and markup-write.c. */

typedef enum {
  LL_MARKUP_PLAIN, /* only its content counts; so it is with every name that is not known */
  LL_MARKUP_BOLD,
  LL_MARKUP_ITALIC,
  LL_MARKUP_UNDERLINE,
  LL_MARKUP_STRIKE,
  LL_MARKUP_LINK,
  LL_MARKUP_BREAK,
  LL_MARKUP_BLOCK, /* on lines of its own */
  LL_MARKUP_HEADING,
  LL_MARKUP_ITEM,
  LL_MARKUP_IMAGE,
  LL_MARKUP_HIDDEN, /* its content is not text for people */
} LlMarkupKind;

/* ll_markup_kind: of the element NAME, in whatever case. */
LlMarkupKind ll_markup_kind(const char *name);
/* ll_markup_style_of: how ELEMENT, of KIND, wants its text to look. */
LlMarkupStyle ll_markup_style_of(const LlXmlNode *element, LlMarkupKind kind);
/* ll_markup_link: what of URL (nullable) may be followed; NULL: nothing. (transfer none) (nullable)
 */
const char *ll_markup_link(const char *url);
