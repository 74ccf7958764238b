/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* How libpurple calls people: presence names, and contacts by address (wire/contact.h), which users
 * type in any spelling. */

/* ll_handle_name: the name by which the endpoint knows HANDLE. (transfer full) */
char *ll_handle_name(const char *handle);
/* ll_handle_fold_to: that name, folded, into the SIZE bytes at FOLD: see ll_name_fold_to(). */
void ll_handle_fold_to(char *fold, gsize size, const char *handle);
/* ll_handle_is_mistaken: HANDLE was meant as a contact by address, and is none: its port is no
 * port, its address lacks something. */
gboolean ll_handle_is_mistaken(const char *handle);
