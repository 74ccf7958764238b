/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "presence-strings.h"

#include <string.h>

#include "limits.h"

typedef struct {
  const char *strings;
  LlStatus status;
  gboolean is_idle;
  gint64 idle_since;
} StatusRow;

static void
check_status(const StatusRow *rows, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_autoptr(LlPresence) presence = strings_read(rows[i].strings);
    g_test_message("%s", rows[i].strings);
    g_assert_cmpint(presence->status, ==, rows[i].status);
    g_assert_cmpint(presence->is_idle, ==, rows[i].is_idle);
    g_assert_cmpint(presence->idle_since, ==, rows[i].idle_since);
  }
}

static void
test_status_xep(void)
{
  static const StatusRow rows[] = {
      {"", LL_STATUS_AVAILABLE, FALSE, 0},
      {"txtvers=1", LL_STATUS_AVAILABLE, FALSE, 0},
      {"status", LL_STATUS_AVAILABLE, FALSE, 0},
      {"status=", LL_STATUS_AVAILABLE, FALSE, 0},
      {"status=foo", LL_STATUS_AVAILABLE, FALSE, 0},
      {"status=avail", LL_STATUS_AVAILABLE, FALSE, 0},
      {"status=AVAIL", LL_STATUS_AVAILABLE, FALSE, 0},
      {"status=away", LL_STATUS_AWAY, FALSE, 0},
      {"status=awayish", LL_STATUS_AVAILABLE, FALSE, 0},
      {"STATUS=dnd", LL_STATUS_DO_NOT_DISTURB, FALSE, 0},
      {"status=DND", LL_STATUS_DO_NOT_DISTURB, FALSE, 0},
      {"status=dnd|vc=!", LL_STATUS_DO_NOT_DISTURB, FALSE, 0},
      {"status=away|vc=!", LL_STATUS_AWAY, FALSE, 0},
      {"status=dnd|node=kopete", LL_STATUS_DO_NOT_DISTURB, FALSE, 0},
      {"txtvers=2|status=away", LL_STATUS_AWAY, FALSE, 0},
  };
  check_status(rows, G_N_ELEMENTS(rows));
}

static void
test_status_apple(void)
{
  static const StatusRow rows[] = {
      {"status=dnd|vc=!A", LL_STATUS_AWAY, FALSE, 0},
      {"status=dnd|vc=CV", LL_STATUS_AWAY, FALSE, 0},
      {"status=dnd|AIM=ann", LL_STATUS_AWAY, FALSE, 0},
      {"status=dnd|aim=", LL_STATUS_AWAY, FALSE, 0},
      {"status=avail|AIM=ann", LL_STATUS_AVAILABLE, FALSE, 0},
      {"status=away|vc=AVC!", LL_STATUS_AVAILABLE, TRUE, 0},
      {"status=away|away=600000000", LL_STATUS_AVAILABLE, TRUE, APPLE_EPOCH + 600000000},
      {"status=dnd|away=600000000", LL_STATUS_AWAY, TRUE, APPLE_EPOCH + 600000000},
      {"away=600000000", LL_STATUS_AVAILABLE, TRUE, APPLE_EPOCH + 600000000},
      {"status=avail|AIM=|vc=A|away", LL_STATUS_AVAILABLE, FALSE, 0},
  };
  check_status(rows, G_N_ELEMENTS(rows));
}

static void
test_status_bonjour(void)
{
  static const StatusRow rows[] = {
      {"status=dnd|node=libpurple|vc=!", LL_STATUS_AWAY, FALSE, 0},
      {"status=dnd|node=LibPurple2|vc=!", LL_STATUS_DO_NOT_DISTURB, FALSE, 0},
      {"status=avail|node=libpurple", LL_STATUS_AVAILABLE, FALSE, 0},
      {"status=away|node=libpurple", LL_STATUS_AWAY, FALSE, 0},
  };
  check_status(rows, G_N_ELEMENTS(rows));
}

static void
test_idle_time(void)
{
  static const StatusRow rows[] = {
      {"status=away|away=1", LL_STATUS_AVAILABLE, TRUE, APPLE_EPOCH + 1},
      {"status=away|away=600000000.75", LL_STATUS_AVAILABLE, TRUE, APPLE_EPOCH + 600000000},
      {"status=away|away=4294967295", LL_STATUS_AVAILABLE, TRUE, APPLE_EPOCH + G_MAXUINT32},
      {"status=away|away=4294967296", LL_STATUS_AVAILABLE, TRUE, 0},
      {"status=away|away=99999999999999999999999", LL_STATUS_AVAILABLE, TRUE, 0},
      {"status=away|away=0", LL_STATUS_AVAILABLE, TRUE, 0},
      {"status=away|away=+5", LL_STATUS_AVAILABLE, TRUE, 0},
      {"status=away|away=-5", LL_STATUS_AVAILABLE, TRUE, 0},
      {"status=away|away=soon", LL_STATUS_AVAILABLE, TRUE, 0},
      {"status=away|away=", LL_STATUS_AVAILABLE, TRUE, 0},
      {"status=avail|away=soon", LL_STATUS_AVAILABLE, FALSE, 0},
  };
  check_status(rows, G_N_ELEMENTS(rows));
}

static void
test_fields(void)
{
  g_autoptr(LlPresence) presence = strings_read(
      "txtvers=1|1st=Alice|last=Liddell|port.p2pj=5298|status=avail|node=libpurple|ver=2.14.12|vc=!"
      "|email=a@example.org b@example.org|jid=a@jabber.example|phsh=" SHA1 "|nick=Al"
      "|msg=down the hole|hash=sha-1|SXE=1|version=1|ext=61");
  g_assert_cmpstr(presence->first, ==, "Alice");
  g_assert_cmpstr(presence->last, ==, "Liddell");
  g_assert_cmpstr(presence->nick, ==, "Al");
  g_assert_cmpstr(presence->message, ==, "down the hole");
  g_assert_cmpstr(presence->email, ==, "a@example.org b@example.org");
  g_assert_cmpstr(presence->jid, ==, "a@jabber.example");
  g_assert_cmpstr(presence->phsh, ==, SHA1);
  g_assert_cmpuint(presence->vc, ==, LL_VC_NOT_BUSY);
  g_assert_cmpstr(presence->node, ==, "libpurple");
  g_assert_cmpstr(presence->hash, ==, "sha-1");
  g_assert_cmpstr(presence->ver, ==, "2.14.12");
  g_assert_cmpstr(presence->ext, ==, "61");
  g_assert_cmpuint(presence->port, ==, 0);
}

static void
test_no_fields(void)
{
  g_autoptr(LlPresence) fresh = ll_presence_new();
  static const char *const records[] = {"", "hash", "1st=|last=|nick=|msg=|phsh=|email=|jid=",
                                        "port.p2ppj=2300|port.p2pj=5298", "phsh=nothex"};
  for (gsize i = 0; i < G_N_ELEMENTS(records); i++) {
    g_autoptr(LlPresence) presence = strings_read(records[i]);
    g_assert_true(ll_presence_equal(presence, fresh));
  }
}

static void
test_phsh(void)
{
  static const struct {
    const char *strings;
    const char *phsh;
  } rows[] = {
      {"phsh=" SHA1, SHA1},
      {"phsh=D5F7C2FD673A274FA1E005745ED9F7085E5CF66B", SHA1},
      {"phsh=d5f7c2fd673a274fa1e005745ed9f7085e5cf66", NULL},
      {"phsh=" SHA1 "0", NULL},
      {"phsh=g5f7c2fd673a274fa1e005745ed9f7085e5cf66b", NULL},
      {"phsh=" SHA1 "/../x", NULL},
      {"phsh=", NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlPresence) presence = strings_read(rows[i].strings);
    g_assert_cmpstr(presence->phsh, ==, rows[i].phsh);
  }
}

static void
test_addresses(void)
{
  static const struct {
    const char *list;
    const char *read; /* with '|' between */
  } rows[] = {
      {NULL, ""},
      {"", ""},
      {" ", ""},
      {"a@example.org", "a@example.org"},
      {"a@example.org b@example.org", "a@example.org|b@example.org"},
      {"  a@example.org   b@example.org ", "a@example.org|b@example.org"},
      {"a@example.org, b@example.org; c@example.org", "a@example.org|b@example.org|c@example.org"},
      {",;, ", ""},
      {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18", "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(GStrv) addresses = ll_presence_addresses(rows[i].list);
    g_autofree char *joined = g_strjoinv("|", addresses);
    g_assert_cmpstr(joined, ==, rows[i].read);
    g_assert_cmpuint(g_strv_length(addresses), <=, LL_PRESENCE_ADDRESSES_MAX);
  }
}

static void
test_vc(void)
{
  static const struct {
    const char *strings;
    guint flags;
    const char *written;
  } rows[] = {
      {"vc=", 0, "txtvers=1|status=avail"},
      {"vc=!", LL_VC_NOT_BUSY, "txtvers=1|status=avail|vc=!"},
      {"vc=C!VA", LL_VC_AUDIO | LL_VC_VIDEO | LL_VC_CAMERA | LL_VC_NOT_BUSY,
       "txtvers=1|status=avail|vc=AVC!"},
      {"VC=AA", LL_VC_AUDIO, "txtvers=1|status=avail|vc=A"},
      {"vc=v?\xC3\xA9", LL_VC_VIDEO, "txtvers=1|status=avail|vc=V"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlPresence) presence = strings_read(rows[i].strings);
    g_autofree char *written = strings_show(presence);
    g_assert_cmpuint(presence->vc, ==, rows[i].flags);
    g_assert_cmpstr(written, ==, rows[i].written);
  }
}

static void
test_display_name(void)
{
  static const struct {
    const char *strings;
    const char *name;
  } rows[] = {
      {"txtvers=1|status=avail", NULL},
      {"last=last", "last"},
      {"1st=1st", "1st"},
      {"last=last|1st=|nick=", "last"},
      {"1st=1st|last=", "1st"},
      {"1st=1st|last=last", "1st last"},
      {"1st=1st|last=last|nick=nick", "nick"},
      {"nick= |1st=1st", "1st"},
      {"nick=a\x01z", "a\xEF\xBF\xBDz"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlPresence) presence = strings_read(rows[i].strings);
    g_autofree char *name = ll_presence_display_name(presence);
    g_assert_cmpstr(name, ==, rows[i].name);
  }
}

static void
test_copy_and_equal(void)
{
  g_autoptr(LlPresence) full = strings_full();
  full->ext = g_strdup("61");
  char **const strings[] = {&full->message, &full->nick, &full->first, &full->last,
                            &full->email,   &full->jid,  &full->phsh,  &full->node,
                            &full->hash,    &full->ver,  &full->ext};
  g_autoptr(LlPresence) copy = ll_presence_copy(full);
  g_assert_true(ll_presence_equal(full, copy));
  for (gsize i = 0; i < G_N_ELEMENTS(strings); i++) {
    char *kept = *strings[i];
    *strings[i] = (char *)"other";
    g_assert_false(ll_presence_equal(full, copy));
    *strings[i] = NULL;
    g_assert_false(ll_presence_equal(full, copy));
    *strings[i] = kept;
  }
  g_assert_true(ll_presence_equal(full, copy));
  copy->status = LL_STATUS_AWAY;
  g_assert_false(ll_presence_equal(full, copy));
  copy->status = full->status;
  copy->is_idle = TRUE;
  g_assert_false(ll_presence_equal(full, copy));
  copy->is_idle = full->is_idle;
  copy->idle_since = 1;
  g_assert_false(ll_presence_equal(full, copy));
  copy->idle_since = full->idle_since;
  copy->vc = LL_VC_AUDIO;
  g_assert_false(ll_presence_equal(full, copy));
  copy->vc = full->vc;
  copy->port = 1;
  g_assert_false(ll_presence_equal(full, copy));
  ll_presence_free(NULL);
}

static void
test_hostile_values(void)
{
  static const char *const keys[] = {"1st",  "last",  "nick", "msg",  "email",    "jid",
                                     "phsh", "vc",    "node", "hash", "ver",      "status",
                                     "ext",  "away=", "away", "AIM",  "port.p2pj"};
  g_autoptr(GRand) rand = g_rand_new_with_seed(115);
  for (int round = 0; round < 3000; round++) {
    g_autoptr(GByteArray) rdata = g_byte_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
      guint8 string[256];
      gsize key = strlen(keys[i]);
      gsize length = key + 1 + (gsize)g_rand_int_range(rand, 0, (gint32)(254 - key));
      for (gsize at = 1; at <= length; at++)
        string[at] = (guint8)g_rand_int_range(rand, 0, 256);
      memcpy(string + 1, keys[i], key);
      string[key + 1] = '=';
      string[0] = (guint8)length;
      g_byte_array_append(rdata, string, (guint)length + 1);
    }
    g_autoptr(LlTxt) txt = ll_txt_parse(rdata->data, rdata->len);
    g_autoptr(LlPresence) presence = ll_presence_from_txt(txt);
    const char *const texts[] = {presence->message, presence->nick, presence->email,
                                 presence->ext,     presence->node, presence->ver};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
      if (texts[i] != NULL) {
        g_assert_true(g_utf8_validate(texts[i], -1, NULL));
        g_assert_cmpuint(strlen(texts[i]) - 1, <, LL_PRESENCE_TEXT_MAX);
      }
    g_autoptr(LlTxt) out = ll_presence_to_txt(presence);
    g_assert_cmpstr(ll_txt_get(out, "txtvers"), ==, "1");
    g_assert_cmpuint(ll_txt_length(out), <=, LL_TXT_PUBLISH_MAX);
  }
}

/* A byte that is none becomes three, so that a text may have to be cut at a blank. */
static void
test_cut_at_a_blank(void)
{
  g_autofree char *bad = g_strnfill(20, '\xFF');
  g_autofree char *xs = g_strnfill(170, 'x');
  g_autofree char *string = g_strdup_printf("\xEBmsg=%s%s%*sx", bad, xs, 40, "");
  g_assert_cmpuint(strlen(string), ==, 1 + 0xEB);
  g_autoptr(LlTxt) txt = ll_txt_parse((const guint8 *)string, strlen(string));
  g_autoptr(LlPresence) presence = ll_presence_from_txt(txt);
  g_assert_true(g_str_has_suffix(ll_txt_get(txt, "msg"), "  x"));
  g_assert_true(g_str_has_suffix(presence->message, "xx"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/presence/read/status-as-the-xep-means-it", test_status_xep);
  g_test_add_func("/presence/read/status-as-apple-means-it", test_status_apple);
  g_test_add_func("/presence/read/status-as-prpl-bonjour-means-it", test_status_bonjour);
  g_test_add_func("/presence/read/idle-time-or-none", test_idle_time);
  g_test_add_func("/presence/read/every-key", test_fields);
  g_test_add_func("/presence/read/no-key-is-needed", test_no_fields);
  g_test_add_func("/presence/read/picture-hash-is-40-hex-digits", test_phsh);
  g_test_add_func("/presence/read/hostile-values-come-out-clean", test_hostile_values);
  g_test_add_func("/presence/read/a-cut-leaves-no-blank", test_cut_at_a_blank);
  g_test_add_func("/presence/addresses/a-list-with-a-bound", test_addresses);
  g_test_add_func("/presence/vc/flags-in-any-order", test_vc);
  g_test_add_func("/presence/display-name/nick-then-names", test_display_name);
  g_test_add_func("/presence/copy-is-equal-until-a-field-differs", test_copy_and_equal);
  return g_test_run();
}
