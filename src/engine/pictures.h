/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Which of others' pictures we lack, and whom to ask for one, how, and when. A picture is known by
 * its hash: several people may have the same, which then is asked of one of them at a time. They
 * are asked for their NULL record, which costs nobody a connection; who has not answered within
 * LL_PICTURES_RECORD_MS, over a stream. Few are asked at a time (limits.h); each person only now
 * and then, however often they say something else; and for one hash LL_PICTURES_TRIES times, until
 * they have another, or were away. It decides; io/gallery carries out. Times are milliseconds of
 * any monotonic clock, passed in as NOW. */

/* Avahi asks the network at 0, 1 and 3 s. */
#define LL_PICTURES_RECORD_MS 5000
/* To find somebody, connect, and be sent up to LL_PICTURE_MAX bytes. */
#define LL_PICTURES_STREAM_MS 15000
#define LL_PICTURES_TRIES     3
/* From one try to the next, and five times that to the last. */
#define LL_PICTURES_RETRY_MS 60000
/* One person is asked at once so often, then once in each pause; and so is everybody together. */
#define LL_PICTURES_PERSON_AT_ONCE  3
#define LL_PICTURES_PERSON_PAUSE_MS 20000
#define LL_PICTURES_ALL_AT_ONCE     256
#define LL_PICTURES_ALL_PAUSE_MS    250

typedef enum {
  LL_PICTURES_DO_NOTHING,
  LL_PICTURES_DO_ASK,    /* for `name`'s NULL record; tell came() or wrong() */
  LL_PICTURES_DO_UNASK,  /* that question is over */
  LL_PICTURES_DO_STREAM, /* ask `name`'s program for `hash` over a stream; tell came() or failed()
                          */
} LlPicturesDo;

/* Strings are valid until the next call. */
typedef struct {
  LlPicturesDo what;
  const char *name;
  const char *hash;
} LlPicturesAction;

typedef struct LlPictures LlPictures;

LlPictures *ll_pictures_new(void);
void ll_pictures_free(LlPictures *pictures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlPictures, ll_pictures_free)

/* ll_pictures_want: the person at NAME has the picture HASH, and we do not. IN_RECORD: it is in
 * their NULL record; else a stream is all that there is, and is there. */
void ll_pictures_want(LlPictures *pictures, const char *name, const char *hash, gboolean in_record,
                      gint64 now);
/* ll_pictures_settle: nothing that NAME has is lacking. */
void ll_pictures_settle(LlPictures *pictures, const char *name);
/* ll_pictures_gone: NAME has left. */
void ll_pictures_gone(LlPictures *pictures, const char *name, gint64 now);

/* ll_pictures_is_wanted: somebody has HASH, and it is lacking. */
gboolean ll_pictures_is_wanted(const LlPictures *pictures, const char *hash);
/* ll_pictures_came: HASH is lacking no more. The names of those who have it. (transfer full) */
GPtrArray *ll_pictures_came(LlPictures *pictures, const char *hash);
/* ll_pictures_wrong: a NULL record of NAME was not what their hash says. It may be an old one, so
 * the right one is waited for, up to a bound. */
void ll_pictures_wrong(LlPictures *pictures, const char *name, gint64 now);
/* ll_pictures_failed: nothing will come of DO_STREAM, or not what the hash says. */
void ll_pictures_failed(LlPictures *pictures, const char *name, gint64 now);

/* ll_pictures_next: the next thing to do at NOW; call until DO_NOTHING. */
void ll_pictures_next(LlPictures *pictures, gint64 now, LlPicturesAction *ret_action);
/* ll_pictures_deadline: when there will be something to do even if nothing happens; G_MAXINT64:
 * never. */
gint64 ll_pictures_deadline(const LlPictures *pictures);
