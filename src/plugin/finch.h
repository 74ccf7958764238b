/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <notify.h>

/* What Finch needs to show the same as the other clients, which none of this changes anything for.
 */

/* ll_finch_wrap: TEXT with each of its long lines broken, since Finch's labels do not break them,
 * and what is beyond the screen is not seen. (transfer full) */
char *ll_finch_wrap(const char *text);
/* ll_finch_caption: CAPTION of a button without the '_' before the key for it, which Finch shows.
 * (transfer full) */
char *ll_finch_caption(const char *caption);
/* ll_finch_escape: make INFO fit for purple_notify_userinfo(): Finch takes the escapes out of the
 * values, and reads what comes of it as markup. */
void ll_finch_escape(PurpleNotifyUserInfo *info);
