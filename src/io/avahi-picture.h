/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* The picture of a presence that is on the network: its NULL record, which is not announced, so
 * that nobody is sent what they have or do not want. An io/avahi-publisher has one.
 *
 * Who has asked keeps a copy for LL_AVAHI_NULL_TTL seconds, and many a program takes the first that
 * it is told for the answer: that copy, even when the presence says that the picture is another by
 * now. So when it is replaced, a record of nothing is announced in its place for a moment: a small
 * packet, by which everybody drops their copies (RFC 6762 10.2). */

typedef struct LlAvahiPicture LlAvahiPicture;

/* From the main loop: who asks from now on is told the picture that was set last, and no other. */
typedef void (*LlAvahiPictureSettled)(gpointer owner);

/* ll_avahi_picture_new: of the presence NAME. AVAHI must outlive it. (transfer full) */
LlAvahiPicture *ll_avahi_picture_new(LlAvahi *avahi, const char *name,
                                     LlAvahiPictureSettled settled, gpointer owner);
/* ll_avahi_picture_set: it is PICTURE; NULL, as at first: there is none. */
void ll_avahi_picture_set(LlAvahiPicture *picture, GBytes *bytes);
/* ll_avahi_picture_is_settled: as of settled(), or there is none. */
gboolean ll_avahi_picture_is_settled(const LlAvahiPicture *picture);
/* ll_avahi_picture_free: off the network. NULL is fine. */
void ll_avahi_picture_free(LlAvahiPicture *picture);
