/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/portrait.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "limits.h"

/* The sides, in pixels, that are tried one after the other: programs show a picture with 32 to 96.
 */
static const int sides[] = {128, 96, 64, 48, 32, 16};
/* From these they are made. */
#define DECODED_SIDE 256
static const char *const qualities[] = {"90", "75", "50"};

/* --- decoding -------------------------------------------------------------------------------- */

/* A photograph of a camera's size is decoded in a fraction of the time and memory if it is said at
 * once that no more of it is wanted. */
static void
on_size(GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  int longer = MAX(width, height);

  (void)data;
  if (longer > DECODED_SIDE)
    gdk_pixbuf_loader_set_size(loader, MAX(1, width * DECODED_SIDE / longer),
                               MAX(1, height * DECODED_SIDE / longer));
}

/* The first frame of what is no larger than it claims. (transfer full) (nullable) */
static GdkPixbuf *
decode(GBytes *bytes)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new();
  GdkPixbuf *pixbuf;

  g_signal_connect(loader, "size-prepared", G_CALLBACK(on_size), NULL);

  if (!gdk_pixbuf_loader_write_bytes(loader, bytes, NULL)) {
    gdk_pixbuf_loader_close(loader, NULL);
    return NULL;
  }
  if (!gdk_pixbuf_loader_close(loader, NULL))
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf(loader);
  /* As a camera held it. */
  return pixbuf ? gdk_pixbuf_apply_embedded_orientation(pixbuf) : NULL;
}

/* --- making it smaller ----------------------------------------------------------------------- */

/* With its longer side at most SIDE. (transfer full) (nullable) */
static GdkPixbuf *
scale(GdkPixbuf *pixbuf, int side)
{
  int width = gdk_pixbuf_get_width(pixbuf), height = gdk_pixbuf_get_height(pixbuf);
  int longer = MAX(width, height);

  if (longer <= side)
    return g_object_ref(pixbuf);
  return gdk_pixbuf_scale_simple(pixbuf, MAX(1, width * side / longer),
                                 MAX(1, height * side / longer), GDK_INTERP_BILINEAR);
}

/* JPEG knows nothing of transparency: on white. (transfer full) (nullable) */
static GdkPixbuf *
flatten(GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width(pixbuf), height = gdk_pixbuf_get_height(pixbuf);

  if (!gdk_pixbuf_get_has_alpha(pixbuf))
    return g_object_ref(pixbuf);
  return gdk_pixbuf_composite_color_simple(pixbuf, width, height, GDK_INTERP_NEAREST, 255, 8,
                                           0xffffff, 0xffffff);
}

/* As a file that fits the record; NULL: it does not. (transfer full) (nullable) */
static GBytes *
encode(GdkPixbuf *pixbuf, const char *type, const char *quality)
{
  char *data;
  gsize length;

  if (!gdk_pixbuf_save_to_buffer(pixbuf, &data, &length, type, NULL, quality ? "quality" : NULL,
                                 quality, NULL))
    return NULL;
  if (length <= LL_PICTURE_RECORD_MAX)
    return g_bytes_new_take(data, length);
  g_free(data);
  return NULL;
}

/* (transfer full) (nullable) */
static GBytes *
encode_somehow(GdkPixbuf *pixbuf)
{
  g_autoptr(GdkPixbuf) flat = flatten(pixbuf);
  GBytes *bytes = encode(pixbuf, "png", NULL);

  for (gsize i = 0; !bytes && flat && i < G_N_ELEMENTS(qualities); i++)
    bytes = encode(flat, "jpeg", qualities[i]);
  return bytes;
}

/* (transfer full) (nullable) */
static GBytes *
make_smaller(GBytes *chosen)
{
  g_autoptr(GdkPixbuf) pixbuf = decode(chosen);
  GBytes *bytes = NULL;

  for (gsize i = 0; pixbuf && !bytes && i < G_N_ELEMENTS(sides); i++) {
    g_autoptr(GdkPixbuf) smaller = scale(pixbuf, sides[i]);

    bytes = smaller ? encode_somehow(smaller) : NULL;
  }
  return bytes;
}

/* --------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable) */
static GBytes *
record_of(GBytes *chosen)
{
  gsize length;
  const guint8 *data = g_bytes_get_data(chosen, &length);
  LlPictureShape shape;

  if (length > LL_PICTURE_OWN_MAX || !ll_picture_measure(data, length, &shape))
    return NULL;
  if (length <= LL_PICTURE_RECORD_MAX && ll_picture_is_modest(&shape))
    return g_bytes_ref(chosen);
  if ((guint64)shape.width * shape.height * shape.frames > LL_PICTURE_OWN_PIXELS_MAX)
    return NULL;
  return make_smaller(chosen);
}

/* BYTES in one more size; NULL: they cannot be. (transfer none) (nullable) */
static const char *
add_size(LlPortrait *portrait, GBytes *bytes)
{
  LlPicture *picture = ll_picture_new(bytes);

  if (!picture)
    return NULL;
  g_ptr_array_add(portrait->sizes, picture);
  return picture->hash;
}

LlPortrait *
ll_portrait_new(GBytes *chosen)
{
  LlPortrait *portrait = g_new0(LlPortrait, 1);

  portrait->sizes = g_ptr_array_new_with_free_func((GDestroyNotify)ll_picture_free);
  if (!chosen)
    return portrait;
  portrait->record = record_of(chosen);
  if (portrait->record)
    portrait->hash = add_size(portrait, portrait->record);
  if (!portrait->record || !g_bytes_equal(portrait->record, chosen))
    portrait->large = add_size(portrait, chosen);
  return portrait;
}

void
ll_portrait_free(LlPortrait *portrait)
{
  if (!portrait)
    return;
  g_clear_pointer(&portrait->record, g_bytes_unref);
  g_ptr_array_unref(portrait->sizes);
  g_free(portrait);
}
