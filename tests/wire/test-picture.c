/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/picture.h"

#include <string.h>

#include "limits.h"

#define PNG(size)    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR" size
#define GIF(screen)  "GIF89a" screen "\0\0\0"
#define FRAME(place) "\x2c" place "\0\2\1\x44\0"
#define JFIF         "\xff\xe0\0\6JFIF"

/* What a file says; WIDTH 0: nothing. */
static void
assert_measures(const char *bytes, gsize length, LlPictureKind kind, guint width, guint height,
                guint frames)
{
  g_autofree guint8 *exact = g_malloc(MAX(length, 1));
  LlPictureShape shape = {0};
  gboolean is_picture;

  memcpy(exact, bytes, length);
  is_picture = ll_picture_measure(exact, length, &shape);
  g_assert_cmpint(is_picture, ==, width != 0);
  g_assert_cmpuint(shape.width, ==, width);
  g_assert_cmpuint(shape.height, ==, height);
  g_assert_cmpuint(shape.frames, ==, frames);
  if (is_picture)
    g_assert_cmpint(shape.kind, ==, kind);
}
#define ASSERT_MEASURES(bytes, kind, width, height, frames)                                        \
  assert_measures(bytes, sizeof bytes - 1, kind, width, height, frames)
#define ASSERT_NOTHING(bytes) assert_measures(bytes, sizeof bytes - 1, 0, 0, 0, 0)

static void
test_png(void)
{
  ASSERT_MEASURES(PNG("\0\0\0\x60\0\0\1\0"), LL_PICTURE_PNG, 96, 256, 1);
  ASSERT_MEASURES(PNG("\x7f\0\0\0\0\0\0\1"), LL_PICTURE_PNG, 0x7f000000, 1, 1);
  ASSERT_NOTHING(PNG("\0\0\0\0\0\0\1\0"));
  ASSERT_NOTHING(PNG("\0\0\0\x60\0\0\1"));
  ASSERT_NOTHING("\x89PNG\r\n\x1a\n\0\0\0\rtEXt\0\0\0\x60\0\0\1\0");
}

static void
test_jpeg(void)
{
  ASSERT_MEASURES("\xff\xd8" JFIF "\xff\xc0\0\7\10\0\x30\0\x40", LL_PICTURE_JPEG, 64, 48, 1);
  ASSERT_MEASURES("\xff\xd8\xff\xff\xff\x01\xff\xc2\0\x0b\10\1\0\2\0\1\1\x11\0", LL_PICTURE_JPEG,
                  512, 256, 1);
  /* Tables with numbers like a frame's. */
  ASSERT_MEASURES("\xff\xd8\xff\xc4\0\7\10\0\x30\0\x40\xff\xc1\0\7\10\0\1\0\2", LL_PICTURE_JPEG, 2,
                  1, 1);
  ASSERT_NOTHING("\xff\xd8" JFIF "\xff\xda\0\2\xff\xc0\0\7\10\0\x30\0\x40");
  ASSERT_NOTHING("\xff\xd8\xff\xe0\0\1\xff\xc0\0\7\10\0\x30\0\x40");
  ASSERT_NOTHING("\xff\xd8\xff\xe0\xff\xff\xff\xc0\0\7\10\0\x30\0\x40");
  ASSERT_NOTHING("\xff\xd8\xff\xc0\0\4\10\0\x30\0\x40");
  ASSERT_NOTHING("\xff\xd8" JFIF "\xff\xc0\0\7\10\0\0\0\x40");
  ASSERT_NOTHING("\xff\xd8" JFIF "x");
  ASSERT_NOTHING("\xff\xd8\xff");
}

static void
test_gif(void)
{
  ASSERT_MEASURES(GIF("\x60\0\x40\0") FRAME("\0\0\0\0\x60\0\x40\0") "\x3b", LL_PICTURE_GIF, 96, 64,
                  1);
  ASSERT_MEASURES(GIF("\1\0\1\0") "\x21\xf9\4\0\0\0\0\0" FRAME("\0\0\0\0\1\0\1\0") "\x3b",
                  LL_PICTURE_GIF, 1, 1, 1);
  /* With colours of the whole, and of the frame. */
  ASSERT_MEASURES("GIF87a\2\0\2\0\x80\0\0rgbRGB"
                  "\x2c\0\0\0\0\2\0\2\0\x80rgbRGB\2\1\x44\0\x3b",
                  LL_PICTURE_GIF, 2, 2, 1);
  /* A frame is larger than the screen, and a second one beside it. */
  ASSERT_MEASURES(GIF("\1\0\1\0") FRAME("\0\0\0\0\0\2\1\0") FRAME("\1\0\2\0\0\0\0\3"),
                  LL_PICTURE_GIF, 512, 770, 2);
  ASSERT_MEASURES(GIF("\x60\xea\x60\xea") FRAME("\0\0\0\0\1\0\1\0"), LL_PICTURE_GIF, 60000, 60000,
                  1);
  ASSERT_NOTHING(GIF("\x60\0\x40\0") "\x3b");
  ASSERT_NOTHING(GIF("\x60\0\x40\0") "\x21\xf9\4");
  ASSERT_NOTHING(GIF("\0\0\0\0") FRAME("\0\0\0\0\0\0\0\0"));
  ASSERT_NOTHING("GIF89a\1\0");
  ASSERT_NOTHING("GIF89a\2\0\2\0\x87\0\0rgb");
}

static void
test_others_are_no_pictures(void)
{
  ASSERT_NOTHING("");
  ASSERT_NOTHING("BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0");
  ASSERT_NOTHING("RIFF\x24\0\0\0WEBPVP8 ");
  ASSERT_NOTHING("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
}

static void
test_what_is_too_much_to_decode_is_not_acceptable(void)
{
  static const struct {
    LlPictureShape shape;
    gboolean is_modest;
  } table[] = {
      {{LL_PICTURE_PNG, 96, 96, 1}, TRUE},        {{LL_PICTURE_PNG, 1024, 1024, 1}, TRUE},
      {{LL_PICTURE_PNG, 1025, 1, 1}, FALSE},      {{LL_PICTURE_PNG, 1, 1025, 1}, FALSE},
      {{LL_PICTURE_GIF, 1024, 1024, 4}, TRUE},    {{LL_PICTURE_GIF, 1024, 1024, 5}, FALSE},
      {{LL_PICTURE_GIF, 60000, 60000, 1}, FALSE}, {{LL_PICTURE_GIF, 96, 96, 400}, TRUE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
    g_assert_cmpint(ll_picture_is_modest(&table[i].shape), ==, table[i].is_modest);
}

static void
assert_acceptable(gsize length, gboolean is)
{
  static const char start[] = PNG("\0\0\0\x60\0\0\0\x60");
  g_autofree char *data = g_malloc0(length);
  g_autoptr(GBytes) bytes = NULL;

  memcpy(data, start, sizeof start - 1);
  bytes = g_bytes_new(data, length);
  g_assert_cmpint(ll_picture_is_acceptable(bytes), ==, is);
}

static void
test_its_bytes_are_bounded(void)
{
  assert_acceptable(8900, TRUE);
  assert_acceptable(65535, TRUE);
  assert_acceptable(65536, FALSE);
}

static void
test_the_record_fits_an_mdns_message(void)
{
  /* With the longest name there is, over IPv6. */
  g_assert_cmpuint(LL_PICTURE_RECORD_MAX, ==, 8844);
}

static void
test_hash(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3);
  g_autofree char *hash = ll_picture_hash(bytes);

  g_assert_cmpstr(hash, ==, "a9993e364706816aba3e25717850c26c9cd0d89d");
  g_assert_true(ll_picture_is_hash(hash));
  g_assert_false(ll_picture_is_hash("A9993E364706816ABA3E25717850C26C9CD0D89D"));
  g_assert_false(ll_picture_is_hash("a9993e364706816aba3e25717850c26c9cd0d89"));
  g_assert_false(ll_picture_is_hash("../../../../../../../../../../etc/passwd"));
  g_assert_false(ll_picture_is_hash(""));
}

static void
test_one_of_ours(void)
{
  g_autoptr(GBytes) bytes =
      g_bytes_new_static(PNG("\0\0\0\x60\0\0\0\x60"), sizeof PNG("12345678") - 1);
  g_autoptr(GBytes) none = g_bytes_new_static("abc", 3);
  g_autoptr(LlPicture) picture = ll_picture_new(bytes);
  g_autofree char *hash = ll_picture_hash(bytes);

  g_assert_cmpstr(picture->hash, ==, hash);
  g_assert_cmpstr(ll_picture_media_type(picture->kind), ==, "image/png");
  g_assert_cmpstr(ll_picture_media_type(LL_PICTURE_JPEG), ==, "image/jpeg");
  g_assert_cmpstr(ll_picture_media_type(LL_PICTURE_GIF), ==, "image/gif");
  g_assert_null(ll_picture_new(none));
  ll_picture_free(NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/picture/png", test_png);
  g_test_add_func("/picture/jpeg", test_jpeg);
  g_test_add_func("/picture/gif", test_gif);
  g_test_add_func("/picture/others-are-none", test_others_are_no_pictures);
  g_test_add_func("/picture/too-much-to-decode", test_what_is_too_much_to_decode_is_not_acceptable);
  g_test_add_func("/picture/bytes-are-bounded", test_its_bytes_are_bounded);
  g_test_add_func("/picture/fits-a-message", test_the_record_fits_an_mdns_message);
  g_test_add_func("/picture/hash", test_hash);
  g_test_add_func("/picture/ours", test_one_of_ours);
  return g_test_run();
}
