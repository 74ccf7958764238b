/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/picture.h"

#include <string.h>

#include "limits.h"

#define HASH_LENGTH 40

/* What is left of a file. */
typedef struct {
  const guint8 *bytes;
  gsize left;
} Reader;

/* LENGTH bytes of it; NULL: there are not so many. */
static const guint8 *
take(Reader *reader, gsize length)
{
  const guint8 *taken = reader->bytes;

  if (length > reader->left)
    return NULL;
  reader->bytes += length;
  reader->left -= length;
  return taken;
}

static gboolean
begins(Reader *reader, const char *magic, gsize length)
{
  return reader->left >= length && memcmp(take(reader, length), magic, length) == 0;
}

static guint32
be16(const guint8 *bytes)
{
  return (guint32)(bytes[0] << 8 | bytes[1]);
}

static guint32
le16(const guint8 *bytes)
{
  return (guint32)(bytes[1] << 8 | bytes[0]);
}

/* --- PNG (its specification, 11.2.2): the header comes first --------------------------------- */

static gboolean
measure_png(Reader reader, LlPictureShape *shape)
{
  const guint8 *size;

  if (!begins(&reader, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) || !(size = take(&reader, 8)))
    return FALSE;
  shape->kind = LL_PICTURE_PNG;
  shape->width = be16(size) << 16 | be16(size + 2);
  shape->height = be16(size + 4) << 16 | be16(size + 6);
  shape->frames = 1;
  return TRUE;
}

/* --- JPEG (ITU T.81 B.1.1): segments, of which one begins the frame --------------------------- */

/* The next marker, behind any fill bytes; 0: there is none. */
static guint8
next_marker(Reader *reader)
{
  const guint8 *byte = take(reader, 1);

  if (!byte || *byte != 0xff)
    return 0;
  do
    byte = take(reader, 1);
  while (byte && *byte == 0xff);
  return byte ? *byte : 0;
}

static gboolean
is_frame_start(guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
is_alone(guint8 marker)
{
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

static gboolean
measure_jpeg(Reader reader, LlPictureShape *shape)
{
  guint8 marker;

  if (!begins(&reader, "\xff\xd8", 2))
    return FALSE;
  while ((marker = next_marker(&reader)) != 0 && marker != 0xda) {
    const guint8 *length, *segment;

    if (is_alone(marker))
      continue;
    length = take(&reader, 2);
    segment = length && be16(length) >= 2 ? take(&reader, be16(length) - 2) : NULL;
    if (!segment)
      return FALSE;
    if (!is_frame_start(marker))
      continue;
    if (be16(length) < 7)
      return FALSE;
    *shape = (LlPictureShape){LL_PICTURE_JPEG, be16(segment + 3), be16(segment + 1), 1};
    return TRUE;
  }
  return FALSE;
}

/* --- GIF (its specification of 1989): a screen, and frames that may be larger ---------------- */

static gboolean
skip_colours(Reader *reader, guint8 flags)
{
  return (flags & 0x80) == 0 || take(reader, 3U << ((flags & 7) + 1));
}

static gboolean
skip_blocks(Reader *reader)
{
  const guint8 *length;

  while ((length = take(reader, 1)) && *length != 0)
    if (!take(reader, *length))
      return FALSE;
  return length != NULL;
}

/* FALSE: nothing to be read is behind it. */
static gboolean
measure_frame(Reader *reader, LlPictureShape *shape)
{
  const guint8 *frame = take(reader, 9);

  if (!frame)
    return FALSE;
  shape->width = MAX(shape->width, le16(frame) + le16(frame + 4));
  shape->height = MAX(shape->height, le16(frame + 2) + le16(frame + 6));
  shape->frames++;
  return skip_colours(reader, frame[8]) && take(reader, 1) && skip_blocks(reader);
}

static gboolean
measure_gif(Reader reader, LlPictureShape *shape)
{
  const guint8 *screen, *block;
  gboolean goes_on;

  if (!begins(&reader, "GIF8", 4) || !take(&reader, 2) || !(screen = take(&reader, 7)))
    return FALSE;
  *shape = (LlPictureShape){LL_PICTURE_GIF, le16(screen), le16(screen + 2), 0};
  goes_on = skip_colours(&reader, screen[4]);
  while (goes_on && (block = take(&reader, 1))) {
    if (*block == 0x2c)
      goes_on = measure_frame(&reader, shape);
    else
      goes_on = *block == 0x21 && take(&reader, 1) && skip_blocks(&reader);
  }
  return shape->frames > 0;
}

/* --------------------------------------------------------------------------------------------- */

gboolean
ll_picture_measure(const guint8 *bytes, gsize length, LlPictureShape *ret_shape)
{
  Reader reader = {bytes, length};
  LlPictureShape shape = {0};

  if (!measure_png(reader, &shape) && !measure_jpeg(reader, &shape) && !measure_gif(reader, &shape))
    return FALSE;
  if (shape.width == 0 || shape.height == 0)
    return FALSE;
  *ret_shape = shape;
  return TRUE;
}

gboolean
ll_picture_is_modest(const LlPictureShape *shape)
{
  return shape->width <= LL_PICTURE_SIDE_MAX && shape->height <= LL_PICTURE_SIDE_MAX &&
         (guint64)shape->width * shape->height * shape->frames <= LL_PICTURE_PIXELS_MAX;
}

gboolean
ll_picture_is_acceptable(GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data(bytes, &length);
  LlPictureShape shape;

  return length <= LL_PICTURE_MAX && ll_picture_measure(data, length, &shape) &&
         ll_picture_is_modest(&shape);
}

const char *
ll_picture_media_type(LlPictureKind kind)
{
  static const char *const types[] = {"image/png", "image/jpeg", "image/gif"};

  return types[kind];
}

char *
ll_picture_hash(GBytes *bytes)
{
  return g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, bytes);
}

gboolean
ll_picture_is_hash(const char *text)
{
  return strlen(text) == HASH_LENGTH && strspn(text, "0123456789abcdef") == HASH_LENGTH;
}

LlPicture *
ll_picture_new(GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data(bytes, &length);
  LlPictureShape shape;
  LlPicture *picture;

  if (!ll_picture_is_acceptable(bytes) || !ll_picture_measure(data, length, &shape))
    return NULL;
  picture = g_new0(LlPicture, 1);
  picture->bytes = g_bytes_ref(bytes);
  picture->hash = ll_picture_hash(bytes);
  picture->kind = shape.kind;
  return picture;
}

void
ll_picture_free(LlPicture *picture)
{
  if (!picture)
    return;
  g_bytes_unref(picture->bytes);
  g_free(picture->hash);
  g_free(picture);
}
