/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/mail.h"

LlMail *
ll_mail_copy(const LlMail *mail)
{
  LlMail *copy = g_new0(LlMail, 1);

  copy->name = g_strdup(mail->name);
  copy->id = mail->id;
  copy->written = mail->written;
  copy->plain = g_strdup(mail->plain);
  copy->xhtml = g_strdup(mail->xhtml);
  return copy;
}

/* Within one second they were numbered in the order in which they were written. */
gint
ll_mail_compare(gconstpointer a, gconstpointer b)
{
  const LlMail *one = *(LlMail *const *)a;
  const LlMail *other = *(LlMail *const *)b;

  if (one->written != other->written)
    return one->written < other->written ? -1 : 1;
  return one->id < other->id ? -1 : one->id > other->id;
}

void
ll_mail_free(LlMail *mail)
{
  if (!mail)
    return;
  g_free(mail->name);
  g_free(mail->plain);
  g_free(mail->xhtml);
  g_free(mail);
}
