/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/chat.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include <privacy.h>
#include <server.h>
#include <util.h>

#include "limits.h"
#include "plugin/attention.h"
#include "plugin/handle.h"
#include "plugin/i18n.h"
#include "plugin/options.h"
#include "wire/name.h"
#include "wire/text.h"

/* Formatting that would be this long is left away, so that the stanza stays below LL_STANZA_MAX
 * together with the largest plain text. */
#define XHTML_MAX (LL_STANZA_MAX * 2 / 5)
/* Pidgin prints a line with its time and colour into 4096 bytes and drops the rest, unless the line
 * is flagged as raw. */
#define DECORATED_MAX 3800
/* So long somebody is shown as typing if nothing more is heard: longer than people write without a
 * pause, of which programs tell. */
#define TYPING_SECONDS 120
/* Messages to one person that fail for one reason within this time are one trouble, explained once.
 */
#define SAME_TROUBLE_SECONDS 10

/* --- Sending ------------------------------------------------------------------------------- */

static gboolean
ends_with_break(const GString *html)
{
  static const char *const breaks[] = {"<br>", "<br/>", "<br />"};

  for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++) {
    gsize length = strlen(breaks[i]);
    if (html->len >= length &&
        g_ascii_strncasecmp(html->str + html->len - length, breaks[i], length) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Clients mean a line's end by a newline too, and some write both. */
static char *
html_with_breaks(const char *html)
{
  g_autofree char *clean = ll_text_clean(html, -1);
  if (!strpbrk(clean, "\r\n"))
    return g_steal_pointer(&clean);
  g_autoptr(GString) out = g_string_sized_new(strlen(clean) + 16);
  gsize own_break = 0; /* where a newline ended, or the break that it belongs to */

  for (const char *c = clean; *c; c++) {
    if (*c == '\n') {
      if (out->len == own_break || !ends_with_break(out))
        g_string_append(out, "<br>");
      own_break = out->len;
    } else if (*c != '\r') {
      g_string_append_c(out, *c);
    }
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

/* The formatted form, as long as there is one: tags other than line breaks. (nullable) */
static const char *
formatted(const char *xhtml)
{
  const char *tag = xhtml;

  while ((tag = strchr(tag, '<')) && g_str_has_prefix(tag, "<br/>"))
    tag++;
  return tag && strlen(xhtml) <= XHTML_MAX ? xhtml : NULL;
}

int
ll_chat_send(PurpleConnection *gc, const char *who, const char *html,
             G_GNUC_UNUSED PurpleMessageFlags flags)
{
  LlAccount *account = ll_account_from_connection(gc);
  g_autofree char *broken = html_with_breaks(html);
  g_autofree char *xhtml = NULL, *decoded = NULL;

  if (!account || !account->endpoint)
    return -ENOTCONN;
  /* Most of what people write says the same in all its forms. */
  if (strpbrk(broken, "<&"))
    purple_markup_html_to_xhtml(broken, &xhtml, &decoded);
  /* What was written as a number, like &#12;, is a character only now. */
  g_autofree char *plain = decoded ? ll_text_clean(decoded, -1) : g_steal_pointer(&broken);
  if (!*plain)
    return -EINVAL;
  if (strlen(plain) > LL_MESSAGE_MAX)
    return -E2BIG;
  g_autofree char *name = ll_handle_name(who);
  ll_endpoint_send(account->endpoint, name, plain, xhtml ? formatted(xhtml) : NULL);
  return 1;
}

/* --- Lines about messages ------------------------------------------------------------------- */

char *
ll_chat_name_as_html(const LlAccount *account, const char *name)
{
  PurpleBuddy *buddy = purple_find_buddy(account->account, name);

  return g_markup_escape_text(buddy ? purple_buddy_get_alias(buddy) : name, -1);
}

/* FLAGS say what kind of line. In BitlBee a line of a conversation is seen only if it is written
 * like this, and then it stands under NAME. */
static void
write_line(const LlAccount *account, const char *name, const char *html, PurpleMessageFlags flags)
{
  PurpleConversation *conversation =
      purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, name, account->account);

  if (!conversation)
    conversation = purple_conversation_new(PURPLE_CONV_TYPE_IM, account->account, name);
  g_return_if_fail(conversation != NULL);
  flags |= PURPLE_MESSAGE_NO_LINKIFY;
  if (strlen(html) > DECORATED_MAX)
    flags |= PURPLE_MESSAGE_RAW;
  purple_conv_im_write(PURPLE_CONV_IM(conversation), name, html, flags, time(NULL));
}

static void
write_error(const LlAccount *account, const char *name, const char *html)
{
  write_line(account, name, html, PURPLE_MESSAGE_ERROR);
}

/* PLAIN as HTML, marked as a quotation: where the line stands under the other's name, it must not
 * look like their words. Newlines are left as they are, since Pidgin takes the markup, and with it
 * escapes, out of a line with many tags. */
static char *
quotation(const char *plain)
{
  g_autofree char *html = g_markup_escape_text(plain, -1);

  if (!strchr(html, '\n')) {
    return g_strdup_printf(
        /* TRANSLATORS: the quotation marks around a message. */
        _("“%s”"), html);
  }
  g_auto(GStrv) lines = g_strsplit(html, "\n", -1);
  g_autofree char *joined = g_strjoinv("\n&gt; ", lines);
  return g_strconcat("\n&gt; ", joined, NULL);
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
        _("Not delivered, because the program of %s refused the conversation. Reach them in "
          "another way, or send it again later. The message was: %s"),
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
ll_chat_undelivered(LlAccount *account, const char *name, const char *plain, LlUndelivered why)
{
  g_autofree char *quoted = quotation(plain);
  g_autofree char *line = NULL;

  if (is_same_trouble(account, name, why)) {
    line = g_strdup_printf(
        /* TRANSLATORS: follows a line that explains why; %s is the quoted message. */
        _("Not delivered either: %s"), quoted);
  } else {
    g_autofree char *person = ll_chat_name_as_html(account, name);
    line = explanation(why, person, quoted);
  }
  write_error(account, name, line);
}

void
ll_chat_kept(LlAccount *account, const char *name, const char *plain, gboolean at_risk)
{
  g_autofree char *quoted = quotation(plain);
  g_autofree char *person = ll_chat_name_as_html(account, name);
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

  write_line(account, name, line, PURPLE_MESSAGE_SYSTEM);
}

void
ll_chat_delivered(LlAccount *account, const char *name, const char *plain)
{
  g_autofree char *quoted = quotation(plain);
  g_autofree char *line = g_strdup_printf(
      /* TRANSLATORS: of a message that had to wait; %s is the message, quoted. */
      _("Delivered now: %s"), quoted);

  write_line(account, name, line, PURPLE_MESSAGE_SYSTEM);
}

/* --- Receiving ----------------------------------------------------------------------------- */

/* The words of MESSAGE with what is said about them. */
static char *
text_of(const LlMessage *message)
{
  g_autofree char *corrected =
      message->corrects
          ? g_strdup_printf(
                /* TRANSLATORS: %s is a message that takes the place of the one before. */
                _("Correction: %s"), message->html)
          : g_strdup(message->html);

  if (!message->subject)
    return g_steal_pointer(&corrected);
  g_autofree char *escaped = g_markup_escape_text(message->subject, -1);
  g_autofree char *subject = g_strdup_printf(
      /* TRANSLATORS: %s is what the message below is about. */
      _("Subject: %s"), escaped);
  return g_strconcat("<b>", subject, "</b>", *corrected ? "<br>" : "", corrected, NULL);
}

static void
show_text(LlAccount *account, const char *name, const LlMessage *message)
{
  time_t now = time(NULL);
  gboolean delayed = message->sent > 0 && message->sent < now;
  g_autofree char *text = text_of(message);

  serv_got_im(account->gc, name, text, PURPLE_MESSAGE_RECV | (delayed ? PURPLE_MESSAGE_DELAYED : 0),
              delayed ? (time_t)message->sent : now);
}

void
ll_chat_received(LlAccount *account, const char *name, const LlMessage *message)
{
  if (message->kind == LL_MESSAGE_TEXT) {
    show_text(account, name, message);
  } else if (message->kind == LL_MESSAGE_ERROR) {
    g_autofree char *person = ll_chat_name_as_html(account, name);
    g_autofree char *line = g_strdup_printf(
        /* TRANSLATORS: the first %s is a person's name, the second what their program wrote. */
        _("The program of %s reports an error: %s"), person, message->html ? message->html : "");
    write_error(account, name, line);
  }
  if (message->is_attention)
    ll_attention_received(account, name);
}

/* --- Typing -------------------------------------------------------------------------------- */

unsigned int
ll_chat_send_typing(PurpleConnection *gc, const char *who, PurpleTypingState state)
{
  LlAccount *account = ll_account_from_connection(gc);

  if (!account || !account->endpoint || !ll_options_tells_typing(account->account))
    return 0;
  g_autofree char *name = ll_handle_name(who);
  ll_endpoint_set_typing(account->endpoint, name,
                         state == PURPLE_TYPING  ? LL_CHAT_STATE_COMPOSING
                         : state == PURPLE_TYPED ? LL_CHAT_STATE_PAUSED
                                                 : LL_CHAT_STATE_ACTIVE);
  return 0; /* not to be called again while it stays so */
}

void
ll_chat_typing(LlAccount *account, const char *name, LlChatState state)
{
  if (!purple_privacy_check(account->account, name))
    return;
  if (state == LL_CHAT_STATE_COMPOSING || state == LL_CHAT_STATE_PAUSED)
    serv_got_typing(account->gc, name, TYPING_SECONDS,
                    state == LL_CHAT_STATE_COMPOSING ? PURPLE_TYPING : PURPLE_TYPED);
  else
    serv_got_typing_stopped(account->gc, name);
}
