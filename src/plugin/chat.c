/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/chat.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include <server.h>
#include <util.h>

#include "limits.h"
#include "plugin/attention.h"
#include "plugin/bitlbee.h"
#include "plugin/handle.h"
#include "plugin/i18n.h"
#include "plugin/line.h"
#include "plugin/options.h"
#include "plugin/strangers.h"
#include "wire/text.h"

/* Formatting that would be this long is left away, so that the stanza stays below LL_STANZA_MAX
 * together with the largest plain text. */
#define XHTML_MAX (LL_STANZA_MAX * 2 / 5)
/* So long somebody is shown as typing if nothing more is heard: longer than people write without a
 * pause, of which programs tell. */
#define TYPING_SECONDS 120

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
  if (ll_bitlbee_run(account->account, who, plain))
    return 0; /* nothing to show */
  g_autofree char *name = ll_handle_name(who);
  ll_account_follow_policy(account);
  ll_strangers_written_to(account, name);
  ll_endpoint_send(account->endpoint, name, plain, xhtml ? formatted(xhtml) : NULL);
  return 1;
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
  g_autofree char *more = message->corrects || message->subject ? text_of(message) : NULL;
  const char *text = more ? more : message->html;

  serv_got_im(account->gc, name, text, PURPLE_MESSAGE_RECV | (delayed ? PURPLE_MESSAGE_DELAYED : 0),
              delayed ? (time_t)message->sent : now);
}

void
ll_chat_received(LlAccount *account, const char *name, const LlMessage *message)
{
  if (message->kind == LL_MESSAGE_TEXT) {
    show_text(account, name, message);
  } else if (message->kind == LL_MESSAGE_ERROR) {
    g_autofree char *person = ll_line_person(account, name);
    g_autofree char *line = g_strdup_printf(
        /* TRANSLATORS: the first %s is a person's name, the second what their program wrote. */
        _("The program of %s reports an error: %s"), person, message->html ? message->html : "");
    ll_line_write(account, name, line, PURPLE_MESSAGE_ERROR);
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
  if (ll_strangers_welcome(account, name) != LL_WELCOME_YES)
    return;
  if (state == LL_CHAT_STATE_COMPOSING || state == LL_CHAT_STATE_PAUSED)
    serv_got_typing(account->gc, name, TYPING_SECONDS,
                    state == LL_CHAT_STATE_COMPOSING ? PURPLE_TYPING : PURPLE_TYPED);
  else
    serv_got_typing_stopped(account->gc, name);
}
