/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Pictures of people, as far as they can be judged without being decoded: their format, and how
 * much they would be once somebody's program decodes them. A few bytes can claim anything. */

typedef enum {
  LL_PICTURE_PNG,
  LL_PICTURE_JPEG,
  LL_PICTURE_GIF,
} LlPictureKind;

typedef struct {
  LlPictureKind kind;
  guint32 width, height; /* in pixels, neither 0, as a decoder will find them */
  guint frames;          /* at least 1 */
} LlPictureShape;

/* One of our own, in one size. */
typedef struct {
  GBytes *bytes;
  char *hash;
  LlPictureKind kind;
} LlPicture;

/* ll_picture_measure: what LENGTH bytes of a file say that they are. FALSE: none of the formats, or
 * broken before it is said. */
gboolean ll_picture_measure(const guint8 *bytes, gsize length, LlPictureShape *ret_shape);
/* ll_picture_is_modest: a program that shows such a picture takes no harm (limits.h). */
gboolean ll_picture_is_modest(const LlPictureShape *shape);
/* ll_picture_is_acceptable: BYTES are a picture, modest, and not too many (limits.h). */
gboolean ll_picture_is_acceptable(GBytes *bytes);
/* ll_picture_media_type: "image/png". (transfer none) */
const char *ll_picture_media_type(LlPictureKind kind);

/* ll_picture_hash: what stands for it in a presence: SHA-1 in lower-case hex. (transfer full) */
char *ll_picture_hash(GBytes *bytes);
/* ll_picture_is_hash: TEXT is one, and so a good name for a file. */
gboolean ll_picture_is_hash(const char *text);

/* ll_picture_new: of BYTES; NULL if they are not acceptable. (transfer full) (nullable) */
LlPicture *ll_picture_new(GBytes *bytes);
void ll_picture_free(LlPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlPicture, ll_picture_free)
