/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Others' pictures, as far as we look into them: wire/picture. */

#include "wire/picture.h"

#include <string.h>

#include "fuzz.h"
#include "limits.h"

static gboolean
begins(const guint8 *data, gsize size, const char *magic)
{
  return size >= strlen(magic) && memcmp(data, magic, strlen(magic)) == 0;
}

static void
check_shape(const guint8 *data, gsize size, const LlPictureShape *shape)
{
  static const char *const magics[] = {"\x89PNG", "\xff\xd8", "GIF8"};

  g_assert_true(begins(data, size, magics[shape->kind]));
  g_assert_cmpuint(shape->width, >, 0);
  g_assert_cmpuint(shape->height, >, 0);
  /* Each frame takes bytes of its own. */
  g_assert_cmpuint(shape->frames, >, 0);
  g_assert_cmpuint(shape->frames, <=, size / 10 + 1);
  g_assert_nonnull(ll_picture_media_type(shape->kind));
}

/* What is cut off can only have made it larger. */
static void
check_cut(const guint8 *data, gsize size, const LlPictureShape *whole)
{
  g_autofree guint8 *exact = fuzz_copy(data, size);
  LlPictureShape part;

  if (!ll_picture_measure(exact, size, &part))
    return;
  g_assert_cmpint(part.kind, ==, whole->kind);
  g_assert_cmpuint(part.width, <=, whole->width);
  g_assert_cmpuint(part.height, <=, whole->height);
  g_assert_cmpuint(part.frames, <=, whole->frames);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  g_autofree guint8 *exact = fuzz_copy(data, size);
  g_autoptr(GBytes) bytes = g_bytes_new(data, size);
  g_autoptr(LlPicture) picture = ll_picture_new(bytes);
  LlPictureShape shape;
  gboolean is_picture = ll_picture_measure(exact, size, &shape);

  g_assert_true(!picture || (is_picture && size <= LL_PICTURE_MAX && ll_picture_is_modest(&shape)));
  g_assert_cmpint(picture != NULL, ==, ll_picture_is_acceptable(bytes));
  g_assert_true(!picture || ll_picture_is_hash(picture->hash));
  if (!is_picture)
    return 0;
  check_shape(data, size, &shape);
  for (gsize part = 1; part < 4; part++)
    check_cut(data, size * part / 4, &shape);
  if (size > 0)
    check_cut(data, size - 1, &shape);
  return 0;
}
