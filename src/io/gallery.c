/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/gallery.h"

#include "engine/pictures.h"
#include "io/picture-store.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/name.h"
#include "wire/picture.h"

struct LlGallery {
  LlDiscovery *discovery;
  LlMessengers *messengers;
  const LlRoster *roster;
  const LlGalleryEvents *events;
  gpointer owner;
  LlPictureStore *store;
  LlPictures *pictures;
  GHashTable *shown; /* name -> hash */
  guint timer;
};

/* --- what is to be done ---------------------------------------------------------------------- */

static void pump(LlGallery *gallery);
static void arrived(LlGallery *gallery, const char *hash);

static gboolean
on_timer(gpointer data)
{
  LlGallery *gallery = data;

  gallery->timer = 0;
  pump(gallery);
  return FALSE;
}

/* Another account or program of the user's may have got it meanwhile. */
static void
ask(LlGallery *gallery, const LlPicturesAction *action)
{
  g_autofree char *hash = g_strdup(action->hash);

  if (ll_picture_store_has(gallery->store, hash))
    arrived(gallery, hash);
  else
    ll_discovery_ask_picture(gallery->discovery, action->name);
}

static void
ask_over_stream(LlGallery *gallery, const LlPicturesAction *action)
{
  g_autofree char *name = g_strdup(action->name);

  if (!ll_messengers_ask_picture(gallery->messengers, name, action->hash))
    ll_pictures_failed(gallery->pictures, name, ll_now_ms());
}

static void
pump(LlGallery *gallery)
{
  LlPicturesAction action;

  for (;;) {
    ll_pictures_next(gallery->pictures, ll_now_ms(), &action);
    if (action.what == LL_PICTURES_DO_NOTHING)
      break;
    if (action.what == LL_PICTURES_DO_ASK)
      ask(gallery, &action);
    else if (action.what == LL_PICTURES_DO_UNASK)
      ll_discovery_unask_picture(gallery->discovery, action.name);
    else
      ask_over_stream(gallery, &action);
  }
  ll_timer_set(&gallery->timer, ll_pictures_deadline(gallery->pictures), on_timer, gallery);
}

/* What others are told while they tell us something waits for the loop. */
static void
pump_later(LlGallery *gallery)
{
  ll_timer_set(&gallery->timer, ll_now_ms(), on_timer, gallery);
}

/* --- whose picture is which ------------------------------------------------------------------ */

static void
show(LlGallery *gallery, const char *name, const char *hash)
{
  if (hash)
    g_hash_table_replace(gallery->shown, g_strdup(name), g_strdup(hash));
  else
    g_hash_table_remove(gallery->shown, name);
}

static gboolean
has(LlGallery *gallery, const char *name, const char *hash)
{
  return hash && (g_strcmp0(hash, ll_gallery_hash(gallery, name)) == 0 ||
                  ll_picture_store_has(gallery->store, hash));
}

static void
look_at(LlGallery *gallery, const char *name, const LlPresence *presence)
{
  const char *small = presence->phsh, *large = presence->large;

  if (!small && !large) {
    show(gallery, name, NULL);
    ll_pictures_settle(gallery->pictures, name);
  } else if (has(gallery, name, large)) {
    show(gallery, name, large);
    ll_pictures_settle(gallery->pictures, name);
  } else if (small && !has(gallery, name, small)) {
    ll_pictures_want(gallery->pictures, name, small, TRUE, ll_now_ms());
  } else {
    show(gallery, name, small);
    if (large && ll_messengers_can_ask_picture(gallery->messengers, name))
      ll_pictures_want(gallery->pictures, name, large, FALSE, ll_now_ms());
    else
      ll_pictures_settle(gallery->pictures, name);
  }
}

void
ll_gallery_says(LlGallery *gallery, const char *name)
{
  const LlPeer *peer = ll_roster_find(gallery->roster, name);

  if (!peer || !ll_peer_presence(peer))
    return;
  look_at(gallery, name, ll_peer_presence(peer));
  pump_later(gallery);
}

void
ll_gallery_opened(LlGallery *gallery, const char *name)
{
  ll_gallery_says(gallery, name);
}

void
ll_gallery_gone(LlGallery *gallery, const char *name)
{
  show(gallery, name, NULL);
  ll_pictures_gone(gallery->pictures, name, ll_now_ms());
  pump_later(gallery);
}

/* --- what comes ------------------------------------------------------------------------------ */

/* HASH is in the store now. */
static void
arrived(LlGallery *gallery, const char *hash)
{
  g_autoptr(GPtrArray) names = ll_pictures_came(gallery->pictures, hash);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);

    show(gallery, name, hash);
    gallery->events->changed(gallery->owner, name);
    ll_gallery_says(gallery, name); /* there may be a larger one */
  }
}

/* TRUE: somebody wanted it, and has it now. */
static gboolean
take(LlGallery *gallery, GBytes *picture)
{
  g_autofree char *hash = NULL;
  g_autoptr(GError) error = NULL;

  if (!ll_picture_is_acceptable(picture))
    return FALSE;
  hash = ll_picture_hash(picture);
  if (!ll_pictures_is_wanted(gallery->pictures, hash))
    return FALSE;
  if (!ll_picture_store_put(gallery->store, hash, picture, &error)) {
    g_debug("a picture cannot be kept: %s", error->message);
    return FALSE;
  }
  arrived(gallery, hash);
  return TRUE;
}

void
ll_gallery_record(LlGallery *gallery, const char *name, const guint8 *rdata, gsize length)
{
  g_autoptr(GBytes) picture = g_bytes_new(rdata, MIN(length, LL_PICTURE_MAX));

  if (!take(gallery, picture))
    ll_pictures_wrong(gallery->pictures, name, ll_now_ms());
  pump_later(gallery);
}

void
ll_gallery_fetched(LlGallery *gallery, const char *name, GBytes *picture)
{
  if (!picture || !take(gallery, picture))
    ll_pictures_failed(gallery->pictures, name, ll_now_ms());
  pump_later(gallery);
}

/* --------------------------------------------------------------------------------------------- */

const char *
ll_gallery_hash(const LlGallery *gallery, const char *name)
{
  return g_hash_table_lookup(gallery->shown, name);
}

GBytes *
ll_gallery_picture(LlGallery *gallery, const char *hash)
{
  return ll_picture_store_get(gallery->store, hash);
}

LlGallery *
ll_gallery_new(LlDiscovery *discovery, LlMessengers *messengers, const LlRoster *roster,
               const char *directory, const LlGalleryEvents *events, gpointer owner)
{
  LlGallery *gallery = g_new0(LlGallery, 1);

  gallery->discovery = discovery;
  gallery->messengers = messengers;
  gallery->roster = roster;
  gallery->events = events;
  gallery->owner = owner;
  gallery->store = ll_picture_store_new(directory);
  gallery->pictures = ll_pictures_new();
  gallery->shown = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, g_free);
  return gallery;
}

void
ll_gallery_free(LlGallery *gallery)
{
  if (!gallery)
    return;
  ll_timer_stop(&gallery->timer);
  ll_pictures_free(gallery->pictures);
  ll_picture_store_free(gallery->store);
  g_hash_table_unref(gallery->shown);
  g_free(gallery);
}
