/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* What libFuzzer's main needs to know of GLib: a warning is a find, too. */

#include "fuzz.h"

#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);

static void
on_message(const char *domain, GLogLevelFlags level, const char *message,
           G_GNUC_UNUSED gpointer data)
{
  g_printerr("%s: %s\n", domain ? domain : "", message);
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    abort(); /* GLib's own way to stop leaves libFuzzer no time to keep the input */
}

int
LLVMFuzzerInitialize(G_GNUC_UNUSED int *argc, G_GNUC_UNUSED char ***argv)
{
  g_log_set_default_handler(on_message, NULL);
  return 0;
}
