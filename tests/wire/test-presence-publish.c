/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "limits.h"
#include "presence-strings.h"

static void
test_publish_status(void)
{
  static const struct {
    LlPresence presence;
    const char *strings;
  } rows[] = {
      {{.status = LL_STATUS_AVAILABLE}, "txtvers=1|status=avail"},
      {{.status = LL_STATUS_AWAY}, "txtvers=1|status=away"},
      {{.status = LL_STATUS_AWAY, .first = (char *)"Remko", .last = (char *)"Tron\xC3\xA7on"},
       "txtvers=1|1st=Remko|last=Tron\xC3\xA7on|status=away"},
      {{.message = (char *)"", .nick = (char *)" ", .first = (char *)"\n"},
       "txtvers=1|status=avail"},
      {{.status = LL_STATUS_DO_NOT_DISTURB}, "txtvers=1|status=dnd"},
      {{.is_idle = TRUE, .idle_since = APPLE_EPOCH + 5}, "txtvers=1|status=away|away=5"},
      {{.is_idle = TRUE, .idle_since = G_GINT64_CONSTANT(5000000000)},
       "txtvers=1|status=away|away=4021692800"},
      {{.is_idle = TRUE, .idle_since = APPLE_EPOCH}, "txtvers=1|status=away"},
      {{.is_idle = TRUE}, "txtvers=1|status=away"},
      {{.idle_since = APPLE_EPOCH + 5}, "txtvers=1|status=avail"}, /* back */
      {{.status = LL_STATUS_AWAY, .is_idle = TRUE, .idle_since = APPLE_EPOCH + 5},
       "txtvers=1|status=away"},
      {{.status = LL_STATUS_DO_NOT_DISTURB, .is_idle = TRUE, .idle_since = APPLE_EPOCH + 5},
       "txtvers=1|status=dnd"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *strings = strings_show(&rows[i].presence);
    g_assert_cmpstr(strings, ==, rows[i].strings);
    /* And none is read as another status than it is. */
    g_autoptr(LlPresence) back = strings_read(strings);
    gboolean is_known = !rows[i].presence.is_idle || rows[i].presence.idle_since > APPLE_EPOCH;
    g_assert_cmpint(back->status, ==, is_known ? rows[i].presence.status : LL_STATUS_AWAY);
    if (strstr(strings, "|away=") != NULL)
      g_assert_true(ll_presence_equal(back, &rows[i].presence));
  }
}

static void
test_round_trip(void)
{
  g_autoptr(LlPresence) full = strings_full();
  full->port = 1234;
  g_autofree char *strings = strings_show(full);
  g_assert_cmpstr(
      strings, ==,
      "txtvers=1|1st=Remko|last=Tron\xC3\xA7on|status=dnd|port.p2pj=1234|vc=!|phsh=" SHA1
      "|node=http://example.org/client|hash=sha-1"
      "|ver=QgayPKawpkPSDYmwT/WM94uAlu0=|nick=el-tramo|msg=I'm busy"
      "|email=remko-email@swift.im remko@example.org|jid=remko-jid@swift.im");
  g_autoptr(LlPresence) back = strings_read(strings);
  full->port = 0; /* of others it is not believed */
  g_assert_true(ll_presence_equal(full, back));
}

/* The record as another reads it, after a look at its size. */
static LlTxt *
publish(const LlPresence *presence, gsize *ret_size)
{
  g_autoptr(LlTxt) txt = ll_presence_to_txt(presence);
  g_autoptr(GBytes) rdata = ll_txt_to_rdata(txt);
  gsize size;
  const guint8 *data = g_bytes_get_data(rdata, &size);
  g_assert_cmpuint(size, <=, LL_TXT_PUBLISH_MAX);
  g_assert_cmpuint(size, ==, ll_txt_length(txt)); /* nothing falls off the end */
  if (ret_size != NULL)
    *ret_size = size;
  return ll_txt_parse(data, size);
}

/* However long the rest is, what programs need goes out. */
static void
test_publish_long(void)
{
  static const char *const units[] = {"x", "\xC3\xBC", "\xF0\x9F\x98\x80", "x "};
  static const char *const needed[] = {"txtvers", "status", "port.p2pj", "vc",
                                       "phsh",    "node",   "hash",      "ver"};
  for (gsize unit = 0; unit < G_N_ELEMENTS(units); unit++)
    for (guint length = 0; length < 260; length++) {
      g_autoptr(LlPresence) presence = strings_full();
      char **const texts[] = {&presence->nick, &presence->first, &presence->last,
                              &presence->message};
      g_autoptr(GString) text = g_string_new(NULL);
      while (text->len < length)
        g_string_append(text, units[unit]);
      for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i]);
        *texts[i] = g_strdup(text->str);
      }
      presence->port = 65535;
      gsize size;
      g_autoptr(LlTxt) seen = publish(presence, &size);
      for (gsize i = 0; i < G_N_ELEMENTS(needed); i++)
        g_assert_nonnull(ll_txt_get(seen, needed[i]));
      if (length == 0)
        continue;
      const char *const values[] = {ll_txt_get(seen, "nick"), ll_txt_get(seen, "1st"),
                                    ll_txt_get(seen, "last"), ll_txt_get(seen, "msg")};
      for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        g_assert_nonnull(values[i]);
        g_assert_true(g_str_has_prefix(text->str, values[i])); /* cut between characters */
      }
    }
}

/* The texts that come first have the room; what would be left of one is cut on a character, unless
 * it is nearly nothing. */
static void
test_publish_order(void)
{
  g_autofree char *long_text = g_strnfill(400, 'x');
  g_autoptr(LlPresence) presence = strings_full();
  g_free(presence->node);
  presence->node = g_strnfill(250, 'n');
  g_free(presence->nick);
  presence->nick = g_strdup(long_text);
  g_free(presence->first);
  presence->first = g_strdup(long_text);
  g_free(presence->last);
  presence->last = g_strdup(long_text);
  g_free(presence->message);
  presence->message = g_strdup(long_text);
  gsize size;
  g_autoptr(LlTxt) seen = publish(presence, &size);
  g_assert_cmpuint(size, ==, LL_TXT_PUBLISH_MAX);
  g_assert_cmpuint(strlen(ll_txt_get(seen, "nick")), ==, LL_TXT_STRING_MAX - 5);
  g_assert_cmpuint(strlen(ll_txt_get(seen, "1st")), ==, LL_TXT_STRING_MAX - 4);
  g_assert_cmpuint(strlen(ll_txt_get(seen, "last")), ==, LL_TXT_STRING_MAX - 5);
  gsize rest = strlen(ll_txt_get(seen, "msg"));
  g_assert_cmpuint(rest, >, 100);
  g_assert_cmpuint(rest, <, LL_TXT_STRING_MAX - 4);
  g_assert_false(ll_txt_has(seen, "email") || ll_txt_has(seen, "jid"));
  /* Where 15 bytes are left for the message it is not begun; the last name is as long as before. */
  presence->hash = g_realloc(presence->hash, 256);
  for (gsize more = rest - 16; more <= rest - 15; more++) {
    memset(presence->hash, 'h', 5 + more);
    presence->hash[5 + more] = '\0';
    g_autoptr(LlTxt) tight = publish(presence, NULL);
    g_assert_cmpint(ll_txt_has(tight, "msg"), ==, more == rest - 16);
    g_assert_cmpuint(strlen(ll_txt_get(tight, "last")), ==, LL_TXT_STRING_MAX - 5);
  }
}

/* A third of what a packet holds does for all that people usually fill. */
static void
test_publish_usual(void)
{
  g_autoptr(LlPresence) full = strings_full();
  full->port = 5298;
  gsize size;
  g_autoptr(LlTxt) seen = publish(full, &size);
  g_assert_true(ll_txt_has(seen, "jid"));
  g_assert_cmpuint(size, <=, 400);
}

static void
test_publish_whole(void)
{
  g_autofree char *text = g_strnfill(300, 'x');
  LlPresence presence = {.phsh = text, .node = text, .hash = text, .ver = text, .ext = text};
  g_autofree char *strings = strings_show(&presence);
  g_assert_cmpstr(strings, ==, "txtvers=1|status=avail");
}

/* Parted by one blank, and never a half. */
static void
test_publish_addresses(void)
{
  g_autofree char *first = g_strnfill(120, 'a');
  g_autofree char *second = g_strnfill(120, 'b');
  g_autofree char *too_long = g_strnfill(252, 'c');
  g_autofree char *all = g_strjoin(", ", first, too_long, second, "d@example.org", "e@f", NULL);
  g_autofree char *fitting = g_strjoin(" ", first, second, "e@f", NULL);
  LlPresence presence = {.email = all, .jid = (char *)" a@b,c@d ;"};
  g_autoptr(LlTxt) seen = publish(&presence, NULL);
  g_assert_cmpstr(ll_txt_get(seen, "email"), ==, fitting);
  g_assert_cmpstr(ll_txt_get(seen, "jid"), ==, "a@b c@d");
  /* With the blank between them one byte more than there is room for. */
  g_autofree char *rest = g_strnfill(LL_TXT_STRING_MAX - strlen("email=") - 120, 'b');
  g_autofree char *nearly = g_strjoin(" ", first, rest, NULL);
  LlPresence tight = {.email = nearly};
  g_autoptr(LlTxt) seen_tight = publish(&tight, NULL);
  g_assert_cmpstr(ll_txt_get(seen_tight, "email"), ==, first);
  nearly[strlen(nearly) - 1] = '\0';
  g_autoptr(LlTxt) seen_full = publish(&tight, NULL);
  g_assert_cmpstr(ll_txt_get(seen_full, "email"), ==, nearly);
  /* What a line cannot hold parts them like a blank. */
  LlPresence lines = {.email = (char *)"a@b\fc@d\n\ne@f\t"};
  g_autoptr(LlTxt) seen_lines = publish(&lines, NULL);
  g_assert_cmpstr(ll_txt_get(seen_lines, "email"), ==, "a@b c@d e@f");
  LlPresence none = {.email = too_long, .jid = (char *)" ,"};
  g_autofree char *strings = strings_show(&none);
  g_assert_cmpstr(strings, ==, "txtvers=1|status=avail");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/presence/publish/status-and-idle-and-no-empty-value", test_publish_status);
  g_test_add_func("/presence/publish/comes-back-the-same", test_round_trip);
  g_test_add_func("/presence/publish/long-texts-leave-what-programs-need", test_publish_long);
  g_test_add_func("/presence/publish/the-order-in-which-texts-get-room", test_publish_order);
  g_test_add_func("/presence/publish/400-bytes-for-what-is-usual", test_publish_usual);
  g_test_add_func("/presence/publish/what-is-of-no-use-in-part-is-whole", test_publish_whole);
  g_test_add_func("/presence/publish/addresses-that-fit-whole", test_publish_addresses);
  return g_test_run();
}
