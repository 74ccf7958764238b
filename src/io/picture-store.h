/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/* Others' pictures on disk, in files named by their hashes (XEP-0174 12): for all accounts and all
 * programs of the user together, in a directory that anybody may clear at any time. A file's time
 * is when somebody was last seen with it. Bounded by limits.h: what was not seen for the longest
 * time goes first. The files are small, and written and read at once. */

typedef struct LlPictureStore LlPictureStore;

/* ll_picture_store_new: in DIRECTORY, which is made when the first picture comes. Those whose days
 * are over go now. (transfer full) */
LlPictureStore *ll_picture_store_new(const char *directory);
void ll_picture_store_free(LlPictureStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlPictureStore, ll_picture_store_free)

/* ll_picture_store_has: there is one with HASH; it is seen now. */
gboolean ll_picture_store_has(LlPictureStore *store, const char *hash);
/* ll_picture_store_get: the picture with HASH; NULL where there is none, or where its file has been
 * changed, which is then removed. (transfer full) (nullable) */
GBytes *ll_picture_store_get(LlPictureStore *store, const char *hash);
/* ll_picture_store_put: PICTURE, which has HASH. Errors: G_FILE_ERROR. */
gboolean ll_picture_store_put(LlPictureStore *store, const char *hash, GBytes *picture,
                              GError **error);
