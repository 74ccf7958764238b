/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/endpoint.h"

/* io/endpoint.h with nothing behind it: it notes what it is asked for, and a test plays the
 * network. Link it in the place of libio. */

/* fake_endpoint_note_with: NOTE gets a line for each call of the face. */
void fake_endpoint_note_with(void (*note)(const char *line));
/* fake_endpoint_latest: the one that was made last and is not yet freed; NULL when there is none.
 */
LlEndpoint *fake_endpoint_latest(void);

/* What happens on the network. */
void fake_endpoint_online(LlEndpoint *endpoint, const char *name, const char *wished);
void fake_endpoint_trouble(LlEndpoint *endpoint, const char *text);
void fake_endpoint_fail(LlEndpoint *endpoint, LlEndpointError code, const char *text);
void fake_endpoint_peer(LlEndpoint *endpoint, const char *name, const LlPresence *presence);
/* fake_endpoint_seen_at: NAME, who is there, is seen at LINK too. */
void fake_endpoint_seen_at(LlEndpoint *endpoint, const char *name, LlLink link);
void fake_endpoint_gone(LlEndpoint *endpoint, const char *name);
/* fake_endpoint_can: the program of NAME, who is there, says that it can do CAN. */
void fake_endpoint_can(LlEndpoint *endpoint, const char *name, LlCapability can);
/* fake_endpoint_open: from now on there is an open stream with everybody; fake_endpoint_about: the
 * program of NAME, which was asked, says ABOUT. */
void fake_endpoint_open(LlEndpoint *endpoint);
void fake_endpoint_about(LlEndpoint *endpoint, const char *name, const LlAbout *about);
/* fake_endpoint_located: the oldest question where NAME listens has the answer PLACES. */
void fake_endpoint_located(LlEndpoint *endpoint, const char *name, const LlPlace *places,
                           guint n_places);
/* fake_endpoint_dislike_pictures: none of ours can be shown to others from now on. */
void fake_endpoint_dislike_pictures(LlEndpoint *endpoint);
/* fake_endpoint_picture: PICTURE (nullable: none) is to be shown of NAME from now on; ..._came:
 * that is news. */
void fake_endpoint_picture(LlEndpoint *endpoint, const char *name, GBytes *picture);
void fake_endpoint_picture_came(LlEndpoint *endpoint, const char *name);
void fake_endpoint_message(LlEndpoint *endpoint, const char *name, LlMessageKind kind,
                           const char *html, gint64 sent);
void fake_endpoint_message_full(LlEndpoint *endpoint, const char *name, const LlMessage *message);
void fake_endpoint_typing(LlEndpoint *endpoint, const char *name, LlChatState state);
/* fake_endpoint_welcome: ask the face whether the user wants to hear NAME. */
LlWelcome fake_endpoint_welcome(LlEndpoint *endpoint, const char *name);
/* fake_endpoint_knock: NAME, a stranger, wrote something. */
void fake_endpoint_knock(LlEndpoint *endpoint, const char *name);
/* fake_endpoint_secure: talking with NAME, whose key is KEY (nullable), is as safe as that;
 * ..._distrust: they answer with KEY, or with none, which is not that of before. */
void fake_endpoint_secure(LlEndpoint *endpoint, const char *name, LlSecurity security,
                          const char *key);
void fake_endpoint_distrust(LlEndpoint *endpoint, const char *name, LlUndelivered why,
                            const char *key);
void fake_endpoint_recognise(LlEndpoint *endpoint, const char *name, const char *known_as);
/* fake_endpoint_break_keys: our key can't be saved, read or made from now on, and why; NULL: it can
 * again. */
void fake_endpoint_break_keys(const char *text);
/* fake_endpoint_know_nudges: everybody's program does from now on. */
void fake_endpoint_know_nudges(LlEndpoint *endpoint);
void fake_endpoint_undelivered(LlEndpoint *endpoint, const char *name, const char *plain,
                               LlUndelivered why);
/* fake_endpoint_kept: message ID, PLAIN to NAME, waits; ..._delivered: it does no more. */
void fake_endpoint_kept(LlEndpoint *endpoint, const char *name, guint64 id, const char *plain,
                        gboolean at_risk);
void fake_endpoint_delivered(LlEndpoint *endpoint, guint64 id);
/* fake_endpoint_hold: PLAIN to NAME is on its way; it is undelivered when the endpoint is freed. */
void fake_endpoint_hold(LlEndpoint *endpoint, const char *name, const char *plain);
