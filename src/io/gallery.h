/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/roster.h"
#include "io/discovery.h"
#include "io/messengers.h"

/* Others' pictures: which of those that we have is somebody's, and getting those that we lack, as
 * engine/pictures decides. What comes counts only if it has the hash that was said, and is a
 * picture that does no harm to who decodes it (wire/picture.h). io/endpoint owns one, where
 * somebody looks at pictures, and hands it what discovery and the messengers tell. */

typedef struct LlGallery LlGallery;

/* From the loop, or from within ll_gallery_record() and ll_gallery_fetched(). The gallery is not to
 * be freed from within. */
typedef struct {
  /* The picture of NAME has come. */
  void (*changed)(gpointer owner, const char *name);
} LlGalleryEvents;

/* ll_gallery_new: of the people in ROSTER, kept in DIRECTORY (see io/picture-store.h). All must
 * outlive it. (transfer full) */
LlGallery *ll_gallery_new(LlDiscovery *discovery, LlMessengers *messengers, const LlRoster *roster,
                          const char *directory, const LlGalleryEvents *events, gpointer owner);
/* ll_gallery_free: NULL is fine. */
void ll_gallery_free(LlGallery *gallery);

/* ll_gallery_says: NAME is there, and its presence may say something else than before. */
void ll_gallery_says(LlGallery *gallery, const char *name);
void ll_gallery_gone(LlGallery *gallery, const char *name);
/* ll_gallery_opened: there is a stream with NAME now. */
void ll_gallery_opened(LlGallery *gallery, const char *name);
/* ll_gallery_record: a NULL record of NAME's. */
void ll_gallery_record(LlGallery *gallery, const char *name, const guint8 *rdata, gsize length);
/* ll_gallery_fetched: what came of ll_messengers_ask_picture(). */
void ll_gallery_fetched(LlGallery *gallery, const char *name, GBytes *picture);

/* ll_gallery_hash: which picture is to be shown of NAME: theirs as far as we have it, and the last
 * one until then; NULL: none. (transfer none) (nullable) */
const char *ll_gallery_hash(const LlGallery *gallery, const char *name);
/* ll_gallery_picture: it; NULL: the user has cleared the directory. (transfer full) (nullable) */
GBytes *ll_gallery_picture(LlGallery *gallery, const char *hash);
