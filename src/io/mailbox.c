/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/mailbox.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

/* A key file with one group; its name is the message's id in hexadecimal. */
#define SUFFIX ".message"
#define GROUP  "message"

struct LlMailbox {
  char *directory;
  guint count; /* of its files, as far as we know */
};

LlMailbox *
ll_mailbox_new(const char *directory)
{
  LlMailbox *mailbox = g_new0(LlMailbox, 1);

  mailbox->directory = g_strdup(directory);
  return mailbox;
}

void
ll_mailbox_free(LlMailbox *mailbox)
{
  if (!mailbox)
    return;
  g_free(mailbox->directory);
  g_free(mailbox);
}

static char *
path_of(const LlMailbox *mailbox, guint64 id)
{
  g_autofree char *file = g_strdup_printf("%016" G_GINT64_MODIFIER "x" SUFFIX, id);

  return g_build_filename(mailbox->directory, file, NULL);
}

gboolean
ll_mailbox_put(LlMailbox *mailbox, const LlMail *mail, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autofree char *path = path_of(mailbox, mail->id);
  g_autofree char *data = NULL;
  gsize length;

  if (mailbox->count >= LL_MAILBOX_MESSAGES_MAX) {
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "%s is full", mailbox->directory);
    return FALSE;
  }
  if (g_mkdir_with_parents(mailbox->directory, 0700) < 0) {
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "%s: %s",
                mailbox->directory, g_strerror(errno));
    return FALSE;
  }
  g_key_file_set_string(file, GROUP, "to", mail->name);
  g_key_file_set_int64(file, GROUP, "written", mail->written);
  g_key_file_set_string(file, GROUP, "plain", mail->plain);
  if (mail->xhtml)
    g_key_file_set_string(file, GROUP, "xhtml", mail->xhtml);
  data = g_key_file_to_data(file, &length, NULL);
  if (!g_file_set_contents_full(path, data, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                error))
    return FALSE;
  mailbox->count++;
  return TRUE;
}

void
ll_mailbox_remove(LlMailbox *mailbox, guint64 id)
{
  g_autofree char *path = path_of(mailbox, id);

  if (g_unlink(path) == 0 && mailbox->count > 0)
    mailbox->count--;
}

/* The id that NAME, a file's, stands for; 0: none. */
static guint64
id_of(const char *name)
{
  char *end;
  guint64 id = g_ascii_strtoull(name, &end, 16);

  return strlen(name) == 16 + strlen(SUFFIX) && end == name + 16 && strcmp(end, SUFFIX) == 0 ? id
                                                                                             : 0;
}

/* (nullable) (transfer full) */
static LlMail *
load(const LlMailbox *mailbox, guint64 id)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(LlMail) mail = g_new0(LlMail, 1);
  g_autofree char *path = path_of(mailbox, id);

  if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  mail->name = g_key_file_get_string(file, GROUP, "to", NULL);
  mail->id = id;
  mail->written = g_key_file_get_int64(file, GROUP, "written", NULL);
  mail->plain = g_key_file_get_string(file, GROUP, "plain", NULL);
  mail->xhtml = g_key_file_get_string(file, GROUP, "xhtml", NULL);
  if (!mail->name || !mail->plain ||
      (!ll_name_is_valid(mail->name) && !ll_contact_is_valid(mail->name)))
    return NULL;
  return g_steal_pointer(&mail);
}

GPtrArray *
ll_mailbox_load(LlMailbox *mailbox)
{
  GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)ll_mail_free);
  g_autoptr(GDir) directory = g_dir_open(mailbox->directory, 0, NULL);
  const char *name;

  while (directory && (name = g_dir_read_name(directory)) && all->len < LL_MAILBOX_MESSAGES_MAX) {
    guint64 id = id_of(name);
    LlMail *mail = id != 0 ? load(mailbox, id) : NULL;

    if (mail)
      g_ptr_array_add(all, mail);
  }
  mailbox->count = all->len;
  g_ptr_array_sort(all, ll_mail_compare);
  return all;
}
