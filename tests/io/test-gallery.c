/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Others' pictures on a network in memory. When what is asked is engine/pictures' to decide. */

#include "io/gallery.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fake-discovery.h"
#include "fake-loop.h"
#include "io/picture-store.h"
#include "limits.h"
#include "wire/picture.h"

typedef struct {
  char *directory;
  LlFakeNetwork *network;
  LlDiscovery *juliet, *romeo; /* she has pictures, he looks at them */
  LlRoster *roster;            /* his */
  LlMessengers *messengers;
  LlGallery *gallery;
  GString *told;
} Fixture;

/* A picture of one pixel that differs by NUMBER. */
static GBytes *
new_picture(guint8 number)
{
  char bytes[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1?";

  bytes[sizeof bytes - 2] = (char)number;
  return g_bytes_new(bytes, sizeof bytes - 1);
}

static void
ready(gpointer owner, const char *machine)
{
  (void)owner, (void)machine;
}

static void
seen(gpointer owner, const char *name, LlLink link)
{
  Fixture *f = owner;
  gboolean is_new;

  ll_roster_seen(f->roster, name, &link, &is_new);
  if (is_new)
    ll_discovery_watch(f->romeo, name);
}

static void
lost(gpointer owner, const char *name, LlLink link)
{
  Fixture *f = owner;
  gboolean is_last;

  ll_roster_lost(f->roster, name, &link, &is_last);
  ll_gallery_gone(f->gallery, name);
}

static void
txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  Fixture *f = owner;

  (void)link;
  ll_roster_txt(f->roster, name, rdata, length);
  ll_gallery_says(f->gallery, name);
}

static void
record(gpointer owner, const char *name, const guint8 *rdata, gsize length)
{
  ll_gallery_record(((Fixture *)owner)->gallery, name, rdata, length);
}

static const LlDiscoveryEvents discovery_events = {
    .ready = ready, .seen = seen, .lost = lost, .txt = txt, .picture = record};

static void
changed(gpointer owner, const char *name)
{
  Fixture *f = owner;

  g_string_append_printf(f->told, "%s; ", name);
}

static const LlGalleryEvents gallery_events = {changed};

static void
sign_on(Fixture *f)
{
  f->roster = ll_roster_new();
  f->romeo = ll_fake_discovery_new(f->network, "mantua", &discovery_events, f);
  /* Nobody is talked with here, so nobody is to be trusted. */
  f->messengers = ll_messengers_new(f->romeo, f->romeo, f->roster, NULL, NULL, NULL, f);
  f->gallery = ll_gallery_new(f->romeo, f->messengers, f->roster, f->directory, &gallery_events, f);
  ll_discovery_start(f->romeo);
}

static void
sign_off(Fixture *f)
{
  ll_gallery_free(f->gallery);
  ll_messengers_free(f->messengers);
  ll_discovery_free(f->romeo);
  ll_roster_free(f->roster);
}

static void
set_up(Fixture *f, gconstpointer data)
{
  (void)data;
  ll_fake_loop_use();
  f->directory = g_dir_make_tmp("link-local-gallery-XXXXXX", NULL);
  f->network = ll_fake_network_new();
  f->told = g_string_new(NULL);
  f->juliet = ll_fake_discovery_new(f->network, "verona", NULL, NULL);
  ll_discovery_start(f->juliet);
  sign_on(f);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
  GDir *directory = g_dir_open(f->directory, 0, NULL);
  const char *name;

  (void)data;
  sign_off(f);
  ll_discovery_free(f->juliet);
  ll_fake_network_free(f->network);
  while ((name = g_dir_read_name(directory))) {
    g_autofree char *path = g_build_filename(f->directory, name, NULL);

    g_remove(path);
  }
  g_dir_close(directory);
  g_rmdir(f->directory);
  g_free(f->directory);
  g_string_free(f->told, TRUE);
  g_assert_cmpuint(ll_fake_loop_timers(), ==, 0);
}

/* Everything that follows at once; TOLD: whose picture has come. */
static void
expect(Fixture *f, const char *told)
{
  for (guint i = 0; i < 3; i++) {
    ll_fake_network_run(f->network);
    ll_fake_loop_let_pass(1);
  }
  g_assert_cmpstr(f->told->str, ==, told);
  g_string_truncate(f->told, 0);
}

/* She publishes PICTURE, and says that she has one with HASH; NULL: none. */
static void
publish(Fixture *f, GBytes *picture, const char *hash)
{
  g_autofree char *text = g_strdup_printf("phsh=%s", hash ? hash : "");
  g_autofree char *rdata = g_strdup_printf("%c%s", (int)strlen(text), text);
  g_autoptr(GBytes) strings = g_bytes_new(rdata, strlen(rdata));

  ll_discovery_set_picture(f->juliet, picture);
  if (ll_fake_discovery_name(f->juliet))
    ll_discovery_update(f->juliet, strings);
  else
    ll_discovery_publish(f->juliet, "juliet@verona", 5298, strings);
}

static void
assert_shown(const Fixture *f, GBytes *picture)
{
  const char *hash = ll_gallery_hash(f->gallery, "juliet@verona");
  g_autoptr(GBytes) shown = hash ? ll_gallery_picture(f->gallery, hash) : NULL;

  g_assert_cmpint(shown != NULL, ==, picture != NULL);
  g_assert_true(!picture || g_bytes_equal(shown, picture));
}

static void
test_a_picture_is_fetched_once(Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) picture = new_picture(1);
  g_autofree char *hash = ll_picture_hash(picture);

  (void)data;
  publish(f, picture, hash);
  expect(f, "juliet@verona; ");
  assert_shown(f, picture);
  g_assert_cmpuint(ll_fake_discovery_asked(f->romeo), ==, 1);
  g_assert_cmpuint(ll_fake_discovery_questions(f->romeo), ==, 0);
  /* The next time it is there. */
  sign_off(f);
  sign_on(f);
  expect(f, "");
  assert_shown(f, picture);
  g_assert_cmpuint(ll_fake_discovery_asked(f->romeo), ==, 0);
}

/* Somebody else on this machine has got it while it was waited for. */
static void
test_what_another_program_has_is_there(Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) picture = new_picture(1);
  g_autofree char *hash = ll_picture_hash(picture);
  g_autoptr(LlPictureStore) store = ll_picture_store_new(f->directory);

  (void)data;
  publish(f, NULL, hash);
  ll_fake_network_run(f->network);
  g_assert_true(ll_picture_store_put(store, hash, picture, NULL));
  expect(f, "juliet@verona; ");
  assert_shown(f, picture);
  g_assert_cmpuint(ll_fake_discovery_asked(f->romeo), ==, 0);
}

static void
test_it_changes_and_goes(Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) one = new_picture(1), other = new_picture(2);
  g_autofree char *hash = ll_picture_hash(one), *other_hash = ll_picture_hash(other);

  (void)data;
  publish(f, one, hash);
  expect(f, "juliet@verona; ");
  publish(f, other, other_hash);
  ll_fake_network_run(f->network);
  /* Until the other comes. */
  assert_shown(f, one);
  expect(f, "juliet@verona; ");
  assert_shown(f, other);
  publish(f, NULL, NULL);
  expect(f, "");
  assert_shown(f, NULL);
  publish(f, one, hash);
  expect(f, "");
  assert_shown(f, one);
  ll_discovery_unpublish(f->juliet);
  expect(f, "");
  assert_shown(f, NULL);
}

static void
test_what_has_another_hash_is_dropped(Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) one = new_picture(1), other = new_picture(2);
  g_autofree char *hash = ll_picture_hash(one), *other_hash = ll_picture_hash(other);
  g_autoptr(LlPictureStore) store = ll_picture_store_new(f->directory);

  (void)data;
  publish(f, other, hash);
  expect(f, "");
  assert_shown(f, NULL);
  g_assert_false(ll_picture_store_has(store, other_hash));
  /* It was an old one, out of somebody's cache. */
  ll_gallery_record(f->gallery, "juliet@verona", g_bytes_get_data(one, NULL),
                    g_bytes_get_size(one));
  expect(f, "juliet@verona; ");
  assert_shown(f, one);
}

static void
test_what_is_no_picture_or_harms_is_dropped(Fixture *f, gconstpointer data)
{
  static const char gif[] =
      "GIF89a\x60\xea\x60\xea\0\0\0\x2c\0\0\0\0\x60\xea\x60\xea\0\2\1\x44\0\x3b";
  g_autofree char *noise = g_strnfill(LL_PICTURE_MAX, '?');
  g_autoptr(GBytes) text = g_bytes_new_static("<svg/>", 6);
  g_autoptr(GBytes) claim = g_bytes_new_static(gif, sizeof gif - 1);
  g_autoptr(GBytes) much = g_bytes_new(noise, LL_PICTURE_MAX);
  GBytes *const bad[] = {text, claim, much};

  (void)data;
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autofree char *hash = ll_picture_hash(bad[i]);

    publish(f, bad[i], hash);
    expect(f, "");
    assert_shown(f, NULL);
  }
}

/* What nobody was asked for is not kept, whoever sends it. */
static void
test_what_is_not_wanted_is_dropped(Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) picture = new_picture(1);
  g_autofree char *hash = ll_picture_hash(picture);
  g_autoptr(LlPictureStore) store = ll_picture_store_new(f->directory);

  (void)data;
  ll_gallery_record(f->gallery, "juliet@verona", g_bytes_get_data(picture, NULL),
                    g_bytes_get_size(picture));
  ll_gallery_fetched(f->gallery, "juliet@verona", picture);
  ll_gallery_fetched(f->gallery, "nobody@nowhere", NULL);
  expect(f, "");
  g_assert_false(ll_picture_store_has(store, hash));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(path, test) g_test_add("/gallery/" path, Fixture, NULL, set_up, test, tear_down)
  ADD("fetched-once", test_a_picture_is_fetched_once);
  ADD("anothers", test_what_another_program_has_is_there);
  ADD("changes-and-goes", test_it_changes_and_goes);
  ADD("another-hash", test_what_has_another_hash_is_dropped);
  ADD("no-picture", test_what_is_no_picture_or_harms_is_dropped);
  ADD("not-wanted", test_what_is_not_wanted_is_dropped);
  return g_test_run();
}
