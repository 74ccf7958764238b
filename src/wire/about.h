/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* What a program tells of itself when it is asked: its name and version (XEP-0092), what time it is
 * there (XEP-0202), for how long nobody has touched it (XEP-0012), and that it is there at all
 * (XEP-0199). */

/* Of ours. */
typedef struct {
  char *os;                  /* the operating system; NULL: not told */
  gboolean tells_idle;       /* whether we tell since when we are idle */
  gint64 idle_since;         /* Unix time in seconds; 0: not idle */
  const GPtrArray *pictures; /* LlPicture, the user's (see wire/bob.h); NULL: none */
} LlAboutUs;

/* Of another's; all zero where nothing is known. */
typedef struct {
  char *name; /* all (nullable), clean UTF-8 on one line, never empty */
  char *version;
  char *os;
  GDateTime *time; /* in the time zone there (nullable) */
} LlAbout;

/* ll_about_answer: the answer, FROM us TO them, to REQUEST, an iq of type get or set; NOW is in our
 * time zone. NULL when it asks for something else, or for what we do not tell. (transfer full)
 * (nullable) */
LlXmlNode *ll_about_answer(const LlXmlNode *request, const char *from, const char *to,
                           const LlAboutUs *us, GDateTime *now);

/* ll_about_read: what is told in PAYLOAD, of an iq of type result, goes into ABOUT. Texts are cut
 * to LL_ABOUT_TEXT_MAX. */
void ll_about_read(LlAbout *about, const LlXmlNode *payload);
/* ll_about_copy: what is in ABOUT, into RET_ABOUT, which was clear. */
void ll_about_copy(LlAbout *ret_about, const LlAbout *about);
/* ll_about_clear: free what is in it; nothing is known any more. */
void ll_about_clear(LlAbout *about);
