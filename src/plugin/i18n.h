/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <libintl.h>

/* The plugin's own gettext domain: the client's domain belongs to the client. */
#define _(text)  dgettext(GETTEXT_PACKAGE, text)
#define N_(text) text
