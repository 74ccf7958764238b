/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/notes.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"
#include "wire/text.h"

/* A note is a line "+ID WRITTEN LENGTHS" with the lengths of name, plain and formatted text, and
 * these, and a line end; "-ID" takes one back. Numbers are hexadecimal. */
#define FILE_NAME "on-the-way"

struct LlNotes {
  char *directory;
  char *path;
  int fd; /* -1: not open */
  gsize size;
  guint count;      /* of those that were not taken back */
  GString *pending; /* is to be written */
};

LlNotes *
ll_notes_new(const char *directory)
{
  LlNotes *notes = g_new0(LlNotes, 1);

  notes->directory = g_strdup(directory);
  notes->path = g_build_filename(directory, FILE_NAME, NULL);
  notes->fd = -1;
  notes->pending = g_string_new(NULL);
  return notes;
}

void
ll_notes_free(LlNotes *notes)
{
  if (!notes)
    return;
  if (notes->fd >= 0) {
    close(notes->fd);
    g_unlink(notes->path);
  }
  g_free(notes->directory);
  g_free(notes->path);
  g_string_free(notes->pending, TRUE);
  g_free(notes);
}

/* --- reading --------------------------------------------------------------------------------- */

/* The next LENGTH bytes of TEXT, which are to be there. (transfer full) (nullable) */
static char *
take(const char **text, const char *end, guint64 length)
{
  char *taken;

  if (length > (guint64)(end - *text))
    return NULL;
  taken = g_strndup(*text, (gsize)length);
  *text += length;
  return taken;
}

/* A number and what ends it. */
static gboolean
take_number(const char **text, char last, guint64 *ret_number)
{
  char *rest;

  *ret_number = g_ascii_strtoull(*text, &rest, 16);
  if (rest == *text || *rest != last)
    return FALSE;
  *text = rest + 1;
  return TRUE;
}

static gboolean
is_sound(const LlMail *mail)
{
  return mail->id != 0 && mail->name && mail->plain && g_utf8_validate(mail->plain, -1, NULL) &&
         (!mail->xhtml || g_utf8_validate(mail->xhtml, -1, NULL)) &&
         (ll_name_is_valid(mail->name) || ll_contact_is_valid(mail->name));
}

/* Behind a line's '+'. (transfer full) (nullable) */
static LlMail *
read_note(const char **text, const char *end)
{
  g_autoptr(LlMail) mail = g_new0(LlMail, 1);
  guint64 written, name, plain, xhtml;

  if (!take_number(text, ' ', &mail->id) || !take_number(text, ' ', &written) ||
      !take_number(text, ' ', &name) || !take_number(text, ' ', &plain) ||
      !take_number(text, '\n', &xhtml))
    return NULL;
  mail->written = (gint64)written;
  mail->name = take(text, end, name);
  mail->plain = take(text, end, plain);
  if (xhtml > 0 && !(mail->xhtml = take(text, end, xhtml)))
    return NULL;
  if (!is_sound(mail) || **text != '\n')
    return NULL;
  (*text)++;
  return g_steal_pointer(&mail);
}

static void
take_back(GPtrArray *mails, guint64 id)
{
  for (guint i = 0; i < mails->len; i++) {
    if (((const LlMail *)g_ptr_array_index(mails, i))->id != id)
      continue;
    g_ptr_array_remove_index(mails, i);
    return;
  }
}

/* Up to where it is damaged: the last note may be cut short. */
static void
read_all(GPtrArray *mails, const char *text, const char *end)
{
  while (text < end) {
    char sign = *text++;
    guint64 id;

    if (sign == '+') {
      LlMail *mail = read_note(&text, end);

      if (!mail)
        return;
      g_ptr_array_add(mails, mail);
    } else if (sign == '-') {
      if (!take_number(&text, '\n', &id))
        return;
      take_back(mails, id);
    } else {
      return;
    }
  }
}

GPtrArray *
ll_notes_load(const LlNotes *notes)
{
  GPtrArray *mails = g_ptr_array_new_with_free_func((GDestroyNotify)ll_mail_free);
  g_autofree char *text = NULL;
  gsize length;
  struct stat status;

  if (g_stat(notes->path, &status) < 0 || status.st_size > 2 * LL_NOTES_BYTES_MAX ||
      !g_file_get_contents(notes->path, &text, &length, NULL))
    return mails;
  read_all(mails, text, text + length);
  return mails;
}

void
ll_notes_clear(LlNotes *notes)
{
  if (notes->fd < 0)
    g_unlink(notes->path);
}

/* --- writing --------------------------------------------------------------------------------- */

static gboolean
is_open(LlNotes *notes)
{
  if (notes->fd >= 0)
    return TRUE;
  if (g_mkdir_with_parents(notes->directory, 0700) < 0)
    return FALSE;
  /* Without O_TRUNC what another life has left would come to life again. */
  notes->fd = g_open(notes->path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  return notes->fd >= 0;
}

/* All that is to be, or nothing. */
static gboolean
write_pending(LlNotes *notes)
{
  gsize length = notes->pending->len;
  gssize written;

  do
    written = write(notes->fd, notes->pending->str, length);
  while (written < 0 && errno == EINTR);
  g_string_truncate(notes->pending, 0);
  if (written == (gssize)length) {
    notes->size += length;
    return TRUE;
  }
  /* If not even that can be done, what is behind it is not read. */
  if (written > 0 && ftruncate(notes->fd, (off_t)notes->size) < 0)
    notes->size += (gsize)written;
  return FALSE;
}

static void
append_number(GString *out, guint64 number, const char *last)
{
  ll_text_append_hex(out, number);
  ll_text_put(out, last);
}

gboolean
ll_notes_add(LlNotes *notes, const LlMail *mail)
{
  gsize name = strlen(mail->name), plain = strlen(mail->plain);
  gsize xhtml = mail->xhtml ? strlen(mail->xhtml) : 0;

  if (notes->size + name + plain + xhtml > LL_NOTES_BYTES_MAX || !is_open(notes))
    return FALSE;
  ll_text_put(notes->pending, "+");
  append_number(notes->pending, mail->id, " ");
  append_number(notes->pending, (guint64)mail->written, " ");
  append_number(notes->pending, name, " ");
  append_number(notes->pending, plain, " ");
  append_number(notes->pending, xhtml, "\n");
  ll_text_append(notes->pending, mail->name, name);
  ll_text_append(notes->pending, mail->plain, plain);
  if (mail->xhtml)
    ll_text_append(notes->pending, mail->xhtml, xhtml);
  ll_text_put(notes->pending, "\n");
  if (!write_pending(notes))
    return FALSE;
  notes->count++;
  return TRUE;
}

void
ll_notes_remove(LlNotes *notes, guint64 id)
{
  if (notes->count == 0)
    return;
  notes->count--;
  ll_text_put(notes->pending, "-");
  append_number(notes->pending, id, "\n");
}

void
ll_notes_flush(LlNotes *notes)
{
  if (notes->pending->len == 0)
    return;
  /* Nobody's words stay in it longer than need be. */
  if (notes->count == 0 && ftruncate(notes->fd, 0) == 0) {
    notes->size = 0;
    g_string_truncate(notes->pending, 0);
  } else {
    write_pending(notes);
  }
}
