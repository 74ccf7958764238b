/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* How an XHTML element wants its text to look, for markup-kind.c: from HTML's attributes, Apple's,
 * and CSS. What is not understood, or not harmless in an attribute of HTML, is as if it had not
 * been said. */

typedef struct {
  gboolean bold;
  gboolean italic;
  gboolean underline;
  gboolean strike;
  guint size;     /* HTML's 1 to 7, 0: not said */
  char color[24]; /* "#rrggbb" or a name, empty: not said */
  char face[64];  /* names of font families with commas, empty: not said */
} LlMarkupStyle;

/* ll_markup_style_read: add to STYLE what ELEMENT's attributes say: color, face, size; ABSZ
 * (points) and ichattextcolor (Apple's); style with color, font-family, font-size, font-style,
 * font-weight, text-decoration. */
void ll_markup_style_read(LlMarkupStyle *style, const LlXmlNode *element);
/* ll_markup_style_css: what STYLE says as CSS; NULL: nothing. (transfer full) (nullable) */
char *ll_markup_style_css(const LlMarkupStyle *style);
/* ll_markup_style_points: a size in points, for Apple's ABSZ, that is read as STYLE's. */
guint ll_markup_style_points(const LlMarkupStyle *style);
