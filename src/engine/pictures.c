/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/pictures.h"

#include "limits.h"
#include "wire/name.h"

typedef enum {
  PERSON_QUIET,   /* nothing is lacking, or all tries came to nothing */
  PERSON_WAITING, /* in `waiting`; to be asked from `at` on */
  PERSON_ASKED,   /* in `asked`, for the record, until `at` */
  PERSON_STREAM,  /* likewise, over the stream */
} PersonState;

typedef struct {
  char *name;
  PersonState state;
  char *hash; /* that was wanted last; NULL: none was */
  gboolean in_record;
  gint64 at;
  guint tries; /* for that hash */
  guint wrong; /* records in this try */
  gint64 empty_at;
  gboolean is_away;
} Person;

struct LlPictures {
  GHashTable *people; /* name -> Person */
  GQueue waiting;     /* Person, the next first */
  GPtrArray *asked;
  GQueue unask;    /* names of questions that are over */
  GQueue away;     /* Person, who left first first; remembered until they may be asked at will */
  gint64 empty_at; /* as of a person, for all */
  char *told;      /* the name in the last DO_UNASK */
};

/* --- leaky buckets (as engine/pace): each question puts one pause in, time drains it ---------- */

static gint64
bucket_opens(gint64 empty_at, gint64 pause, guint at_once)
{
  return empty_at - (at_once - 1) * pause;
}

static void
bucket_fill(gint64 *empty_at, gint64 pause, gint64 now)
{
  *empty_at = MAX(*empty_at, now) + pause;
}

static gint64
all_open(const LlPictures *self)
{
  return bucket_opens(self->empty_at, LL_PICTURES_ALL_PAUSE_MS, LL_PICTURES_ALL_AT_ONCE);
}

/* --- people ---------------------------------------------------------------------------------- */

static void
person_free(gpointer data)
{
  Person *person = data;

  g_free(person->name);
  g_free(person->hash);
  g_free(person);
}

static Person *
get_person(LlPictures *self, const char *name)
{
  Person *person = g_hash_table_lookup(self->people, name);

  if (person && person->is_away) {
    person->is_away = FALSE;
    person->tries = 0;
    g_queue_remove(&self->away, person);
  }
  if (person)
    return person;
  person = g_new0(Person, 1);
  person->name = g_strdup(name);
  /* Whatever NOW is. */
  person->empty_at = G_MININT64 / 2;
  g_hash_table_insert(self->people, person->name, person);
  return person;
}

static int
compare_times(gconstpointer a, gconstpointer b, gpointer data)
{
  (void)data;
  return ((const Person *)a)->at <= ((const Person *)b)->at ? -1 : 1;
}

/* Not before they may be asked again. */
static void
wait_until(LlPictures *self, Person *person, gint64 at)
{
  person->state = PERSON_WAITING;
  person->at = MAX(
      at, bucket_opens(person->empty_at, LL_PICTURES_PERSON_PAUSE_MS, LL_PICTURES_PERSON_AT_ONCE));
  g_queue_insert_sorted(&self->waiting, person, compare_times, NULL);
}

/* Whatever was going on with them is over. */
static void
make_quiet(LlPictures *self, Person *person)
{
  if (person->state == PERSON_WAITING)
    g_queue_remove(&self->waiting, person);
  else if (person->state != PERSON_QUIET)
    g_ptr_array_remove(self->asked, person);
  if (person->state == PERSON_ASKED)
    g_queue_push_tail(&self->unask, g_strdup(person->name));
  person->state = PERSON_QUIET;
}

static gboolean
lacks(const Person *person, const char *hash)
{
  return person->state != PERSON_QUIET && g_strcmp0(person->hash, hash) == 0;
}

static gboolean
is_asked_for(const LlPictures *self, const char *hash)
{
  for (guint i = 0; i < self->asked->len; i++)
    if (lacks(g_ptr_array_index(self->asked, i), hash))
      return TRUE;
  return FALSE;
}

void
ll_pictures_want(LlPictures *self, const char *name, const char *hash, gboolean in_record,
                 gint64 now)
{
  Person *person = get_person(self, name);

  if (g_strcmp0(person->hash, hash) == 0 &&
      (person->state != PERSON_QUIET || person->tries >= LL_PICTURES_TRIES))
    return;
  make_quiet(self, person);
  if (g_strcmp0(person->hash, hash) != 0)
    person->tries = 0;
  g_free(person->hash);
  person->hash = g_strdup(hash);
  person->in_record = in_record;
  wait_until(self, person, now);
}

void
ll_pictures_settle(LlPictures *self, const char *name)
{
  Person *person = g_hash_table_lookup(self->people, name);

  if (!person)
    return;
  make_quiet(self, person);
  g_clear_pointer(&person->hash, g_free);
  person->tries = 0;
}

/* Who comes and goes does not get asked more often for it. */
static void
forget_some(LlPictures *self, gint64 now)
{
  Person *person;

  while ((person = g_queue_peek_head(&self->away)) && person->empty_at <= now) {
    g_queue_pop_head(&self->away);
    g_hash_table_remove(self->people, person->name);
  }
}

void
ll_pictures_gone(LlPictures *self, const char *name, gint64 now)
{
  Person *person = g_hash_table_lookup(self->people, name);

  if (!person || person->is_away)
    return;
  make_quiet(self, person);
  person->is_away = TRUE;
  g_queue_push_tail(&self->away, person);
  forget_some(self, now);
}

/* --- answers --------------------------------------------------------------------------------- */

gboolean
ll_pictures_is_wanted(const LlPictures *self, const char *hash)
{
  GHashTableIter iter;
  gpointer person;

  if (is_asked_for(self, hash))
    return TRUE;
  g_hash_table_iter_init(&iter, self->people);
  while (g_hash_table_iter_next(&iter, NULL, &person))
    if (lacks(person, hash))
      return TRUE;
  return FALSE;
}

GPtrArray *
ll_pictures_came(LlPictures *self, const char *hash)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  GHashTableIter iter;
  gpointer person;

  g_hash_table_iter_init(&iter, self->people);
  while (g_hash_table_iter_next(&iter, NULL, &person))
    if (lacks(person, hash))
      g_ptr_array_add(names, g_strdup(((const Person *)person)->name));
  for (guint i = 0; i < names->len; i++)
    ll_pictures_settle(self, g_ptr_array_index(names, i));
  return names;
}

/* This try has come to nothing. */
static void
fail(LlPictures *self, Person *person, gint64 now)
{
  make_quiet(self, person);
  if (!person->in_record)
    g_clear_pointer(&person->hash, g_free); /* until the next stream */
  else if (++person->tries < LL_PICTURES_TRIES)
    wait_until(self, person, now + LL_PICTURES_RETRY_MS * (person->tries == 1 ? 1 : 5));
}

static void
ask_over_stream(LlPictures *self, Person *person, gint64 now)
{
  make_quiet(self, person);
  person->state = PERSON_STREAM;
  person->at = now + LL_PICTURES_STREAM_MS;
  g_ptr_array_add(self->asked, person);
}

void
ll_pictures_wrong(LlPictures *self, const char *name, gint64 now)
{
  Person *person = g_hash_table_lookup(self->people, name);

  if (person && person->state == PERSON_ASKED && ++person->wrong >= LL_PICTURE_WRONG_MAX)
    person->at = now;
}

void
ll_pictures_failed(LlPictures *self, const char *name, gint64 now)
{
  Person *person = g_hash_table_lookup(self->people, name);

  if (person && person->state == PERSON_STREAM)
    fail(self, person, now);
}

/* --- what to do ------------------------------------------------------------------------------ */

/* (nullable): whose time is over. */
static Person *
find_expired(const LlPictures *self, gint64 now)
{
  for (guint i = 0; i < self->asked->len; i++) {
    Person *person = g_ptr_array_index(self->asked, i);

    if (person->at <= now)
      return person;
  }
  return NULL;
}

/* (nullable): who is to be asked next, whenever that may be. */
static Person *
find_next(const LlPictures *self)
{
  if (self->asked->len >= LL_PICTURES_ASKED_MAX)
    return NULL;
  for (GList *link = self->waiting.head; link; link = link->next)
    if (!is_asked_for(self, ((const Person *)link->data)->hash))
      return link->data;
  return NULL;
}

static void
begin(LlPictures *self, Person *person, gint64 now)
{
  bucket_fill(&self->empty_at, LL_PICTURES_ALL_PAUSE_MS, now);
  bucket_fill(&person->empty_at, LL_PICTURES_PERSON_PAUSE_MS, now);
  if (!person->in_record) {
    ask_over_stream(self, person, now);
    return;
  }
  make_quiet(self, person);
  person->state = PERSON_ASKED;
  person->wrong = 0;
  person->at = now + LL_PICTURES_RECORD_MS;
  g_ptr_array_add(self->asked, person);
}

void
ll_pictures_next(LlPictures *self, gint64 now, LlPicturesAction *ret_action)
{
  Person *person = find_expired(self, now);

  *ret_action = (LlPicturesAction){.what = LL_PICTURES_DO_NOTHING};
  g_clear_pointer(&self->told, g_free);
  if ((self->told = g_queue_pop_head(&self->unask))) {
    *ret_action = (LlPicturesAction){LL_PICTURES_DO_UNASK, self->told, NULL};
  } else if (person && person->state == PERSON_STREAM) {
    fail(self, person, now);
    ll_pictures_next(self, now, ret_action);
  } else if (person) {
    ask_over_stream(self, person, now);
    *ret_action = (LlPicturesAction){LL_PICTURES_DO_STREAM, person->name, person->hash};
  } else if ((person = find_next(self)) && person->at <= now && all_open(self) <= now) {
    begin(self, person, now);
    *ret_action = (LlPicturesAction){person->in_record ? LL_PICTURES_DO_ASK : LL_PICTURES_DO_STREAM,
                                     person->name, person->hash};
  }
}

gint64
ll_pictures_deadline(const LlPictures *self)
{
  const Person *next = find_next(self);
  gint64 deadline = next ? MAX(next->at, all_open(self)) : G_MAXINT64;

  for (guint i = 0; i < self->asked->len; i++)
    deadline = MIN(deadline, ((const Person *)g_ptr_array_index(self->asked, i))->at);
  return self->unask.length == 0 ? deadline : 0;
}

LlPictures *
ll_pictures_new(void)
{
  LlPictures *self = g_new0(LlPictures, 1);

  self->people = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL, person_free);
  self->asked = g_ptr_array_new();
  self->empty_at = G_MININT64 / 2;
  return self;
}

void
ll_pictures_free(LlPictures *self)
{
  if (!self)
    return;
  g_queue_clear(&self->waiting);
  g_queue_clear(&self->away);
  g_queue_clear_full(&self->unask, g_free);
  g_ptr_array_unref(self->asked);
  g_hash_table_unref(self->people);
  g_free(self->told);
  g_free(self);
}
