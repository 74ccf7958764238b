/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/trust.h"

/* An account's pins (engine/trust.h) on disk: the file `pins` in its directory, 0600, with the
 * number of its format in it, replaced as a whole or not at all. Errors are G_FILE_ERROR's and
 * G_IO_ERROR_INVALID_DATA (damaged) or G_IO_ERROR_NOT_SUPPORTED (a later version of this program
 * wrote it), with a message that names the file: a file that can't be read is never written over,
 * as the pins in it would be lost. */

/* ll_pins_load: an empty LlTrust where there is no file yet. NULL on an error. (transfer full) */
LlTrust *ll_pins_load(const char *directory, GError **error);
/* ll_pins_save: what ll_pins_load() gave, and has become since. */
gboolean ll_pins_save(const LlTrust *trust, const char *directory, GError **error);
