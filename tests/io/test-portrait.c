/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/portrait.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "limits.h"

/* Noise of SIDE x SIDE pixels, which takes 3 bytes each, as a file of TYPE. */
static GBytes *
new_noise(int side, gboolean alpha, const char *type)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new(GDK_COLORSPACE_RGB, alpha, 8, side, side);
  g_autoptr(GRand) dice = g_rand_new_with_seed(7);
  guint8 *pixels = gdk_pixbuf_get_pixels(pixbuf);
  char *data;
  gsize length;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length(pixbuf); i++)
    pixels[i] = (guint8)g_rand_int(dice);
  g_assert_true(gdk_pixbuf_save_to_buffer(pixbuf, &data, &length, type, NULL, NULL));
  return g_bytes_new_take(data, length);
}

static void
assert_shape(GBytes *bytes, LlPictureShape *ret_shape)
{
  gsize length;
  const guint8 *data = g_bytes_get_data(bytes, &length);

  g_assert_true(ll_picture_measure(data, length, ret_shape));
}

static void
test_none(void)
{
  g_autoptr(LlPortrait) portrait = ll_portrait_new(NULL);

  g_assert_null(portrait->record);
  g_assert_null(portrait->hash);
  g_assert_null(portrait->large);
  g_assert_cmpuint(portrait->sizes->len, ==, 0);
  ll_portrait_free(NULL);
}

static void
test_what_fits_stays_as_it_is(void)
{
  g_autoptr(GBytes) chosen = new_noise(48, FALSE, "png");
  g_autofree char *hash = ll_picture_hash(chosen);
  g_autoptr(LlPortrait) portrait = ll_portrait_new(chosen);

  g_assert_cmpuint(g_bytes_get_size(chosen), <=, LL_PICTURE_RECORD_MAX);
  g_assert_true(g_bytes_equal(portrait->record, chosen));
  g_assert_cmpstr(portrait->hash, ==, hash);
  g_assert_null(portrait->large);
  g_assert_cmpuint(portrait->sizes->len, ==, 1);
}

/* SIDE, and whether the whole is to be had as well. */
static void
assert_made_smaller(int side, gboolean alpha, gboolean whole)
{
  g_autoptr(GBytes) chosen = new_noise(side, alpha, "png");
  g_autofree char *hash = ll_picture_hash(chosen);
  g_autoptr(LlPortrait) portrait = ll_portrait_new(chosen);
  LlPictureShape shape;

  g_assert_cmpuint(g_bytes_get_size(chosen), >, LL_PICTURE_RECORD_MAX);
  g_assert_nonnull(portrait->record);
  g_assert_cmpuint(g_bytes_get_size(portrait->record), <=, LL_PICTURE_RECORD_MAX);
  assert_shape(portrait->record, &shape);
  g_assert_cmpuint(shape.width, ==, shape.height);
  g_assert_cmpuint(shape.width, >=, 32);
  g_assert_cmpstr(portrait->large, ==, whole ? hash : NULL);
  g_assert_cmpuint(portrait->sizes->len, ==, whole ? 2 : 1);
}

static void
test_what_does_not_is_made_smaller(void)
{
  assert_made_smaller(56, FALSE, TRUE);
  assert_made_smaller(96, FALSE, TRUE);
  assert_made_smaller(96, TRUE, TRUE);
  assert_made_smaller(140, FALSE, TRUE);
  assert_made_smaller(600, FALSE, FALSE);
}

static void
test_its_shape_stays(void)
{
  g_autoptr(GdkPixbuf) square = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, 300, 100);
  g_autoptr(LlPortrait) portrait = NULL;
  g_autoptr(GBytes) chosen = NULL;
  g_autoptr(GRand) dice = g_rand_new_with_seed(7);
  guint8 *pixels = gdk_pixbuf_get_pixels(square);
  LlPictureShape shape;
  char *data;
  gsize length;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length(square); i++)
    pixels[i] = (guint8)g_rand_int(dice);
  g_assert_true(gdk_pixbuf_save_to_buffer(square, &data, &length, "png", NULL, NULL));
  chosen = g_bytes_new_take(data, length);
  portrait = ll_portrait_new(chosen);
  assert_shape(portrait->record, &shape);
  g_assert_cmpuint(shape.width / shape.height, ==, 3);
}

/* One from a camera. */
static void
test_a_photograph(void)
{
  g_autoptr(GdkPixbuf) photograph = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, 4000, 3000);
  g_autoptr(GBytes) chosen = NULL;
  g_autoptr(LlPortrait) portrait = NULL;
  LlPictureShape shape;
  char *data;
  gsize length;

  gdk_pixbuf_fill(photograph, 0x2040a0ff);
  g_assert_true(gdk_pixbuf_save_to_buffer(photograph, &data, &length, "jpeg", NULL, NULL));
  chosen = g_bytes_new_take(data, length);
  portrait = ll_portrait_new(chosen);
  assert_shape(portrait->record, &shape);
  g_assert_cmpuint(shape.width, ==, 128);
  g_assert_cmpuint(shape.height, ==, 96);
  g_assert_null(portrait->large);
}

/* A file that claims to be huge is not looked into. */
static void
test_claims_cost_nothing(void)
{
  static const char gif[] = "GIF89a\x60\xea\x60\xea\x80\0\0\0\0\0\xff\xff\xff"
                            "\x2c\0\0\0\0\x60\xea\x60\xea\0\2\2\x44\1\0\x3b";
  g_autofree char *padded = g_malloc0(60000);
  g_autoptr(GBytes) small = g_bytes_new_static(gif, sizeof gif - 1), large = NULL;
  g_autoptr(LlPortrait) portrait = ll_portrait_new(small), other = NULL;

  memcpy(padded, gif, sizeof gif - 1);
  large = g_bytes_new(padded, 60000);
  other = ll_portrait_new(large);
  g_assert_cmpuint(portrait->sizes->len, ==, 0);
  g_assert_cmpuint(other->sizes->len, ==, 0);
  g_assert_null(portrait->record);
  g_assert_null(other->record);
}

static void
test_no_picture(void)
{
  g_autofree char *data = g_strnfill(20000, 'x');
  g_autoptr(GBytes) text = g_bytes_new(data, 20000), short_text = g_bytes_new_static("x", 1);
  g_autoptr(GBytes) noise = new_noise(96, FALSE, "png");
  g_autoptr(GBytes) broken = g_bytes_new_from_bytes(noise, 0, 9000),
                    bitmap = new_noise(64, FALSE, "bmp");
  GBytes *const none[] = {text, short_text, bitmap};
  g_autoptr(LlPortrait) part = ll_portrait_new(broken);

  for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
    g_autoptr(LlPortrait) portrait = ll_portrait_new(none[i]);

    g_assert_null(portrait->record);
    g_assert_null(portrait->large);
  }
  /* It cannot be made smaller, but others may see what there is of it. */
  g_assert_true(!part->record || g_bytes_get_size(part->record) <= LL_PICTURE_RECORD_MAX);
  g_assert_nonnull(part->large);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/portrait/none", test_none);
  g_test_add_func("/portrait/fits", test_what_fits_stays_as_it_is);
  g_test_add_func("/portrait/made-smaller", test_what_does_not_is_made_smaller);
  g_test_add_func("/portrait/its-shape-stays", test_its_shape_stays);
  g_test_add_func("/portrait/a-photograph", test_a_photograph);
  g_test_add_func("/portrait/claims-cost-nothing", test_claims_cost_nothing);
  g_test_add_func("/portrait/no-picture", test_no_picture);
  return g_test_run();
}
