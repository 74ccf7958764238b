/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* A question for somebody's picture: the NULL records of their name, for as long as it is held.
 * Avahi lets no program ask for an answer to itself alone (RFC 6762 5.4), so the answer is for all
 * who have asked in the meantime. */

typedef struct LlAvahiQuestion LlAvahiQuestion;

/* ll_avahi_question_new: for that of NAME in DOMAIN; tells DISCOVERY's owner of what there is, with
 * events->picture(). (transfer full) */
LlAvahiQuestion *ll_avahi_question_new(LlAvahi *avahi, LlDiscovery *discovery, const char *name,
                                       const char *domain);
void ll_avahi_question_free(LlAvahiQuestion *question);
