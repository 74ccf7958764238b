/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Small files that are their owner's alone, for io/identity and io/pins: 0600 from the first byte,
 * read as a whole, and written as a whole or not at all. Errors are G_FILE_ERROR's; their messages
 * name the file. */

/* ll_private_file_read: all of the regular file PATH, behind which a NUL is put; for
 * ll_private_file_wipe() to free. RET_MODE (nullable): its permissions. G_FILE_ERROR_NOENT only
 * where nothing at all is; INVAL where it is no regular file, FAILED where it has more than MAX
 * bytes. (transfer full) */
char *ll_private_file_read(const char *path, gsize max, gsize *ret_length, guint *ret_mode,
                           GError **error);
/* ll_private_file_wipe: free TEXT, which held secrets. */
void ll_private_file_wipe(char *text, gsize length);

/* ll_private_file_create: the new file PATH; G_FILE_ERROR_EXIST where something is already. */
gboolean ll_private_file_create(const char *path, const char *text, gsize length, GError **error);
/* ll_private_file_replace: PATH, whatever file is there so far. */
gboolean ll_private_file_replace(const char *path, const char *text, gsize length, GError **error);
