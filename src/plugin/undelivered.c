/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/undelivered.h"

#include "plugin/i18n.h"
#include "plugin/line.h"
#include "plugin/verify.h"
#include "wire/name.h"

/* Messages to one person that fail for one reason within this time are one trouble, explained once.
 */
#define SAME_TROUBLE_SECONDS 10

/* Of what keeps a message back until the user decides. */
static char *
security_explanation(LlUndelivered why, const char *person, const char *quoted)
{
  const char *command = ll_verify_command();

  switch (why) {
  case LL_UNDELIVERED_NEW_KEY:
    return g_strdup_printf(
        /* TRANSLATORS: a person's name; a command, like /verify; the quoted message. */
        _("Not delivered, because %s answers with another key than before, and you have not "
          "accepted it. Type %s to see what that can mean and to decide, then send it again. The "
          "message was: %s"),
        person, command, quoted);
  case LL_UNDELIVERED_NO_KEY:
    return g_strdup_printf(
        /* TRANSLATORS: a person's name; a command, like /verify; the quoted message. */
        _("Not delivered, because the program of %s encrypted before and now does not, and you "
          "have not accepted that. Type %s to see what that can mean and to decide, then send it "
          "again. The message was: %s"),
        person, command, quoted);
  case LL_UNDELIVERED_PLAIN:
    return g_strdup_printf(
        /* TRANSLATORS: a person's name; the quoted message. */
        _("Not delivered, because the program of %s does not encrypt, and this account writes to "
          "nobody without encryption. Reach them in another way, or set Encryption to When "
          "possible in the account's options and send it again. The message was: %s"),
        person, quoted);
  default:
    return g_strdup_printf(
        /* TRANSLATORS: a person's name; a command, like /verify; the quoted message. */
        _("Not delivered, because the key of %s is not verified, and this account writes to "
          "verified people only. Type %s to compare the safety number with them, then send it "
          "again. The message was: %s"),
        person, command, quoted);
  }
}

static char *
explanation(LlUndelivered why, const char *person, const char *quoted)
{
  switch (why) {
  case LL_UNDELIVERED_ABSENT:
    return g_strdup_printf(
        /* TRANSLATORS: a person's name; the quoted message. */
        _("Not delivered, because %s is not on the network. Send it again when "
          "they are back. The message was: %s"),
        person, quoted);
  case LL_UNDELIVERED_UNREACHABLE:
    return g_strdup_printf(

        /* TRANSLATORS: a person's name; the quoted message. */
        _("Not delivered, because the computer of %s cannot be reached. Check the network "
          "and the firewalls on both sides, then send it again. The message was: %s"),
        person, quoted);
  case LL_UNDELIVERED_SILENT:
    return g_strdup_printf(

        /* TRANSLATORS: a person's name; the quoted message. */
        _("Not delivered, because the program of %s does not answer. Send it again later. "
          "The message was: %s"),
        person, quoted);
  case LL_UNDELIVERED_REFUSED:
    return g_strdup_printf(

        /* TRANSLATORS: a person's name; the quoted message. */
        _("Not delivered, because the program of %s refused the conversation. If you have a new "
          "key, they have to accept it first. Reach them in another way, or send it again later. "
          "The message was: %s"),
        person, quoted);
  case LL_UNDELIVERED_BROKEN:
    return g_strdup_printf(
        /* TRANSLATORS: a person's name; the quoted message. */
        _("Not delivered, because the connection to %s broke. Send it again. "
          "The message was: %s"),
        person, quoted);
  case LL_UNDELIVERED_CROWDED:
    return g_strdup_printf(

        /* TRANSLATORS: a person's name; the quoted message. */
        _("Not delivered, because too many messages for %s are waiting already. Send it again "
          "when those have arrived. The message was: %s"),
        person, quoted);
  case LL_UNDELIVERED_SIGNED_OFF:
    return g_strdup_printf(

        /* TRANSLATORS: a person's name; the quoted message. */
        _("Not delivered, because you signed off before %s got it. Sign on and send it again. "
          "The message was: %s"),
        person, quoted);
  case LL_UNDELIVERED_NEW_KEY:
  case LL_UNDELIVERED_NO_KEY:
  case LL_UNDELIVERED_PLAIN:
  case LL_UNDELIVERED_UNVERIFIED:
    return security_explanation(why, person, quoted);
  }
  g_return_val_if_reached(g_strdup(quoted));
}

/* Whether this trouble was explained a moment ago; remembers it. */
static gboolean
is_same_trouble(LlAccount *account, const char *name, LlUndelivered why)
{
  gint64 now = g_get_monotonic_time();
  gboolean same = account->undelivered_name && ll_name_equal(account->undelivered_name, name) &&
                  account->undelivered_why == why &&
                  now - account->undelivered_at < SAME_TROUBLE_SECONDS * G_USEC_PER_SEC;

  if (!same) {
    g_free(account->undelivered_name);
    account->undelivered_name = g_strdup(name);
    account->undelivered_why = why;
  }
  account->undelivered_at = now;
  return same;
}

void
ll_undelivered_show(LlAccount *account, const char *name, const char *plain, LlUndelivered why)
{
  g_autofree char *quoted = ll_line_quotation(plain);
  g_autofree char *line = NULL;

  if (is_same_trouble(account, name, why)) {
    line = g_strdup_printf(
        /* TRANSLATORS: follows a line that explains why; %s is the quoted message. */
        _("Not delivered either: %s"), quoted);
  } else {
    g_autofree char *person = ll_line_person(account, name);
    line = explanation(why, person, quoted);
  }
  ll_line_write(account, name, line, PURPLE_MESSAGE_ERROR);
}

void
ll_undelivered_kept(LlAccount *account, const char *name, const char *plain, gboolean at_risk)
{
  g_autofree char *quoted = ll_line_quotation(plain);
  g_autofree char *person = ll_line_person(account, name);
  g_autofree char *line =
      at_risk ? g_strdup_printf(
                    /* TRANSLATORS: a person's name; the quoted message. */
                    _("Not delivered yet. The message goes out as soon as you and %s are both on "
                      "the network, but it could not be saved, and is lost if you quit before. "
                      "See whether the disk is full. The message is: %s"),
                    person, quoted)
              : g_strdup_printf(
                    /* TRANSLATORS: a person's name; the quoted message. */
                    _("Not delivered yet. The message goes out as soon as you and %s are both on "
                      "the network: %s"),
                    person, quoted);

  ll_line_write(account, name, line, PURPLE_MESSAGE_SYSTEM);
}

void
ll_undelivered_delivered(LlAccount *account, const char *name, const char *plain)
{
  g_autofree char *quoted = ll_line_quotation(plain);
  g_autofree char *line = g_strdup_printf(
      /* TRANSLATORS: of a message that had to wait; %s is the message, quoted. */
      _("Delivered now: %s"), quoted);

  ll_line_write(account, name, line, PURPLE_MESSAGE_SYSTEM);
}
