/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "client.h"
#include "limits.h"

/* What a client shows about a person: nothing of it is taken for markup. */

#define ROMEO      "romeo <x>@street"
#define ROMEO_HTML "romeo &lt;x&gt;@street"

static const LlPresence full = {
    .status = LL_STATUS_AWAY,
    .message = (char *)"<b>gone</b> & away",
    .nick = (char *)"Rom&eo",
    .first = (char *)"Romeo",
    .last = (char *)"Montague",
    .email = (char *)"r@montague.example  rm@verona.example",
    .jid = (char *)"romeo@montague.example",
    .node = (char *)"libpurple",
    .ver = (char *)"2.14.12",
};

static PurplePluginProtocolInfo *
protocol(void)
{
  return PURPLE_PLUGIN_PROTOCOL_INFO(purple_find_prpl("prpl-link-local"));
}

static char *
tooltip(PurpleBuddy *buddy, gboolean whole)
{
  PurpleNotifyUserInfo *info = purple_notify_user_info_new();
  char *text;

  protocol()->tooltip_text(buddy, info, whole);
  text = purple_notify_user_info_get_text_with_newline(info, "; ");
  purple_notify_user_info_destroy(info);
  return text;
}

/* Get Info, with an answer where ROMEO listens. */
static void
ask_and_answer(PurpleConnection *gc, LlEndpoint *endpoint)
{
  journal_forget();
  serv_get_info(gc, ROMEO);
  journal_seen("endpoint: locate " ROMEO);
  fake_endpoint_located(endpoint, ROMEO, NULL, 0);
}

static void
test_get_info(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConnection *gc = purple_account_get_connection(account);
  LlPresence idle = {.is_idle = TRUE};

  fake_endpoint_peer(endpoint, ROMEO, &full);
  ask_and_answer(gc, endpoint);
  journal_seen(
      "info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
      "; <b>Nickname</b>: Rom&amp;eo; <b>First name</b>: Romeo; <b>Last name</b>: Montague; "
      "<b>Status</b>: Away; <b>Message</b>: &lt;b&gt;gone&lt;/b&gt; &amp; away; "
      "<b>E-mail address (claimed)</b>: r@montague.example; "
      "<b>E-mail address (claimed)</b>: rm@verona.example; "
      "<b>XMPP address (claimed)</b>: romeo@montague.example; "
      "<b>Program</b>: Pidgin or Finch (Bonjour) 2.14.12; "
      "<b>Encryption</b>: Not known yet; <b>Fingerprint of your key</b>: OURS");

  fake_endpoint_peer(endpoint, ROMEO, &idle);
  ask_and_answer(gc, endpoint);
  journal_seen("info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
               "; <b>Status</b>: Available; <b>Idle</b>: Yes; <b>Encryption</b>: Not known yet; "
               "<b>Fingerprint of your key</b>: OURS");
  idle.idle_since = time(NULL) - 7265;
  fake_endpoint_peer(endpoint, ROMEO, &idle);
  ask_and_answer(gc, endpoint);
  journal_seen("info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
               "; <b>Status</b>: Available; <b>Idle</b>: 2 hours, 1 minute; <b>Encryption</b>: Not "
               "known yet; <b>Fingerprint of your key</b>: OURS");

  serv_get_info(gc, "paris@hall");
  journal_seen(
      "info about paris@hall: <b>Name on the network</b>: paris@hall; <b>Status</b>: Not on the "
      "network");
  client_remove(account);
}

/* Where somebody is: BitlBee prints each information, so it is shown once, when it is complete. */
static void
test_where(void)
{
  const gint32 lo = (gint32)if_nametoindex("lo");
  const LlLink links[] = {
      {lo, AF_INET6, LL_LINK_DOMAIN},
      {2147483647, AF_INET, LL_LINK_DOMAIN},
      {lo, AF_INET, LL_LINK_DOMAIN},
      {0, AF_UNSPEC, "verona.example"},
      {0, AF_UNSPEC, ""},
  };
  const LlPlace places[] = {
      {{AF_INET6, {0xfe, 0x80, [15] = 1}, (guint32)lo}, 5298},
      {{AF_INET, {10, 0, 0, 2}, 0}, 5299},
      {{AF_INET6, {0xfe, 0x80, [15] = 1}, (guint32)lo}, 5298},
      {{AF_INET6, {0x20, 0x01, 0x0d, 0xb8, [15] = 2}, 0}, 5298},
  };
  static const char seen_on[] =
      "<b>Seen on</b>: lo (IPv6, IPv4), #2147483647 (IPv4), verona.example (beyond the link), by "
      "address; ";
  g_autofree char *info =
      g_strconcat("info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
                  "; <b>Status</b>: Available; ",
                  seen_on,
                  "<b>Address</b>: [fe80::1%lo]:5298; <b>Address</b>: 10.0.0.2:5299; "
                  "<b>Address</b>: [2001:db8::2]:5298; <b>Encryption</b>: Not known yet; "
                  "<b>Fingerprint of your key</b>: OURS",
                  NULL);
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConnection *gc = purple_account_get_connection(account);

  fake_endpoint_peer(endpoint, ROMEO, &(LlPresence){0});
  for (gsize i = 0; i < G_N_ELEMENTS(links); i++)
    fake_endpoint_seen_at(endpoint, ROMEO, links[i]);
  journal_forget();
  serv_get_info(gc, ROMEO);
  journal_seen("endpoint: locate " ROMEO);
  serv_get_info(gc, "ROMEO <x>@street"); /* the impatient get one answer */
  journal_nothing();
  fake_endpoint_located(endpoint, ROMEO, places, G_N_ELEMENTS(places));
  journal_seen(info);

  g_autofree char *whole = tooltip(purple_find_buddy(account, ROMEO), TRUE);
  g_assert_nonnull(strstr(whole, seen_on));

  /* Gone in the meantime, and asked when we leave. */
  serv_get_info(gc, ROMEO);
  fake_endpoint_gone(endpoint, ROMEO);
  journal_forget();
  fake_endpoint_located(endpoint, ROMEO, places, 1);
  journal_seen("info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
               "; <b>Status</b>: Not on the network");
  fake_endpoint_peer(endpoint, ROMEO, &(LlPresence){0});
  serv_get_info(gc, ROMEO);
  journal_forget();
  client_remove(account);
}

static void
test_program(void)
{
  static const struct {
    LlPresence presence;
    const char *shown;
  } cases[] = {
      {{.node = (char *)PACKAGE_URL, .hash = (char *)"sha-1", .ver = (char *)"abc="},
       "Link-Local (purple-link-local)"},
      {{.node = (char *)"http://telepathy.freedesktop.org/caps",
        .hash = (char *)"sha-1",
        .ver = (char *)"H6iOdqJV1UrJixsh9MBwiONxoWk="},
       "Empathy (telepathy-salut)"},
      {{.node = (char *)"http://www.igniterealtime.org/projects/smack/",
        .hash = (char *)"sha-1",
        .ver = (char *)"vo6LNWMMTE2purpnvuIH5bICWQw="},
       "Smack"},
      {{.node = (char *)"kopete", .ver = (char *)"0.0.1"}, "Kopete 0.0.1"},
      {{.node = (char *)"libpurple"}, "Pidgin or Finch (Bonjour)"},
      {{.node = (char *)"<b>chat</b>", .ver = (char *)"1&2"}, "&lt;b&gt;chat&lt;/b&gt; 1&amp;2"},
      {{.node = (char *)"urn:x", .hash = (char *)"md5", .ver = (char *)"1.0"}, "urn:x"},
      /* Before XEP-0115 1.4 there was no hash. Some publish one and do not say so. */
      {{.node = (char *)"urn:x", .ver = (char *)"H6iOdqJV1UrJixsh9MBwiONxoWk="}, "urn:x"},
      {{.hash = (char *)"sha-1", .ver = (char *)"1.0"}, NULL},
      {{.ver = (char *)"1.0"}, NULL},
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fake_endpoint_peer(endpoint, ROMEO, &cases[i].presence);
    g_autofree char *text = tooltip(purple_find_buddy(account, ROMEO), TRUE);
    g_autofree char *line =
        g_strdup_printf("; <b>Program</b>: %s; <b>Encryption</b>", cases[i].shown);
    if (cases[i].shown)
      g_assert_nonnull(strstr(text, line));
    else
      g_assert_null(strstr(text, "Program"));
  }
  client_remove(account);
}

static void
test_capabilities(void)
{
  static const struct {
    LlVc vc;
    const char *shown;
  } cases[] = {
      {0, NULL},
      {LL_VC_NOT_BUSY, NULL},
      {LL_VC_AUDIO | LL_VC_NOT_BUSY, "audio"},
      {LL_VC_AUDIO | LL_VC_VIDEO | LL_VC_CAMERA | LL_VC_NOT_BUSY, "audio, video, camera"},
      {LL_VC_VIDEO, "video, in a conference now"},
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fake_endpoint_peer(endpoint, ROMEO, &(LlPresence){.vc = cases[i].vc});
    g_autofree char *text = tooltip(purple_find_buddy(account, ROMEO), TRUE);
    g_autofree char *line =
        g_strdup_printf("; <b>Capabilities</b>: %s; <b>Encryption</b>", cases[i].shown);
    if (cases[i].shown)
      g_assert_nonnull(strstr(text, line));
    else
      g_assert_null(strstr(text, "Capabilities"));
  }
  client_remove(account);
}

/* As it came from the network: each value holds markup, entities, breaks and bytes that turn the
 * text around. */
#define HOSTILE                                                                                    \
  "<b>&amp;<img src='x'>\r\n\xe2\x80\xae"                                                          \
  "B: c\x1b[2J\xff"
#define HOSTILE_TEXT                                                                               \
  "&lt;b&gt;&amp;amp;&lt;img src=&apos;x&apos;&gt;   B: c\xef\xbf\xbd[2J\xef\xbf\xbd"

static LlPresence *
hostile_presence(void)
{
  static const char *const keys[] = {"nick", "1st",  "last", "msg",   "node",
                                     "ver",  "phsh", "vc",   "status"};
  g_autoptr(GByteArray) rdata = g_byte_array_new();

  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
    g_autofree char *string = g_strdup_printf("%s=" HOSTILE, keys[i]);
    const guint8 length = (guint8)strlen(string);
    g_byte_array_append(rdata, &length, 1);
    g_byte_array_append(rdata, (const guint8 *)string, length);
  }
  g_autoptr(LlTxt) txt = ll_txt_parse(rdata->data, rdata->len);
  return ll_presence_from_txt(txt);
}

static void
test_hostile(void)
{
  g_autoptr(LlPresence) presence = hostile_presence();
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  presence->email = g_strdup("<a>&lt b\xe2\x80\xae");
  fake_endpoint_peer(endpoint, ROMEO, presence);
  PurpleBuddy *buddy = purple_find_buddy(account, ROMEO);
  g_autofree char *alias = g_markup_escape_text(purple_buddy_get_alias(buddy), -1);
  g_assert_cmpstr(alias, ==, HOSTILE_TEXT);
  g_autofree char *status = protocol()->status_text(buddy);
  g_assert_cmpstr(status, ==, HOSTILE_TEXT);
  g_autofree char *text = tooltip(buddy, TRUE);
  g_assert_cmpstr(text, ==,
                  "<b>Status</b>: Available; <b>Message</b>: " HOSTILE_TEXT
                  "; <b>Name on the network</b>: " ROMEO_HTML "; <b>First name</b>: " HOSTILE_TEXT
                  "; <b>Last name</b>: " HOSTILE_TEXT
                  "; <b>E-mail address (claimed)</b>: &lt;a&gt;&amp;lt"
                  "; <b>E-mail address (claimed)</b>: b"
                  "; <b>Program</b>: " HOSTILE_TEXT " " HOSTILE_TEXT
                  "; <b>Capabilities</b>: audio, camera, in a conference now; <b>Encryption</b>: "
                  "Not known yet");

  /* A name is what it is, but is shown in a form that does no harm. */
  fake_endpoint_peer(endpoint,
                     "turned \xe2\x80\xae"
                     "around@street",
                     &(LlPresence){0});
  buddy = purple_find_buddy(account, "turned \xe2\x80\xae"
                                     "around@street");
  g_assert_nonnull(buddy);
  g_assert_cmpstr(purple_buddy_get_alias(buddy), ==, "turned  around@street");
  g_autofree char *turned = tooltip(buddy, TRUE);
  g_assert_null(strstr(turned, "\xe2\x80\xae"));
  client_remove(account);
}

/* A tooltip has to fit the screen. */
static void
test_many_addresses(void)
{
  static const char label[] = "<b>XMPP address (claimed)</b>: ";
  LlPresence presence = {.jid = (char *)"a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4 b5 b6 b7 b8 b9"};
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_peer(endpoint, ROMEO, &presence);
  g_autofree char *text = tooltip(purple_find_buddy(account, ROMEO), TRUE);
  g_auto(GStrv) parts = g_strsplit(text, label, -1);
  g_assert_cmpuint(g_strv_length(parts), ==, 1 + 4);
  g_assert_true(g_str_has_prefix(parts[3], "a3; "));
  g_assert_true(g_str_has_prefix(parts[4], "…; "));

  journal_forget();
  serv_get_info(purple_account_get_connection(account), ROMEO);
  fake_endpoint_located(endpoint, ROMEO, NULL, 0);
  g_autoptr(GPtrArray) lines = journal_take_sorted();
  g_auto(GStrv) all = g_strsplit(lines->pdata[1], label, -1);
  g_assert_cmpuint(g_strv_length(all), ==, 1 + LL_PRESENCE_ADDRESSES_MAX);
  client_remove(account);
}

static void
test_tooltip(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_peer(endpoint, ROMEO, &full);
  PurpleBuddy *buddy = purple_find_buddy(account, ROMEO);
  purple_blist_add_buddy(buddy, NULL, purple_group_new("Family"), NULL);
  g_autofree char *whole = tooltip(buddy, TRUE);
  g_assert_cmpstr(
      whole, ==,
      "<b>Status</b>: Away; <b>Message</b>: &lt;b&gt;gone&lt;/b&gt; &amp; away; "
      "<b>Name on the network</b>: " ROMEO_HTML "; "
      "<b>First name</b>: Romeo; <b>Last name</b>: Montague; "
      "<b>E-mail address (claimed)</b>: r@montague.example; "
      "<b>E-mail address (claimed)</b>: rm@verona.example; "
      "<b>XMPP address (claimed)</b>: romeo@montague.example; "
      "<b>Program</b>: Pidgin or Finch (Bonjour) 2.14.12; <b>Encryption</b>: Not known yet");
  g_autofree char *brief = tooltip(buddy, FALSE);
  g_assert_cmpstr(brief, ==,
                  "<b>Status</b>: Away; <b>Message</b>: &lt;b&gt;gone&lt;/b&gt; &amp; away");

  /* Finch asks for people who are gone, and of accounts that are off. */
  fake_endpoint_gone(endpoint, ROMEO);
  g_autofree char *gone = tooltip(buddy, TRUE);
  g_assert_cmpstr(gone, ==, "<b>Name on the network</b>: " ROMEO_HTML);
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  g_autofree char *off = tooltip(buddy, TRUE);
  g_assert_cmpstr(off, ==, "<b>Name on the network</b>: " ROMEO_HTML);
  client_remove(account);
}

static void
test_status_text(void)
{
  static const struct {
    LlPresence presence;
    const char *text;
  } cases[] = {
      {{.status = LL_STATUS_AVAILABLE}, NULL},
      {{.status = LL_STATUS_AVAILABLE, .message = (char *)"a < b"}, "a &lt; b"},
      {{.status = LL_STATUS_DO_NOT_DISTURB}, "Do not disturb"},
      {{.status = LL_STATUS_AWAY, .message = (char *)"At the pub"}, "At the pub"},
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fake_endpoint_peer(endpoint, ROMEO, &cases[i].presence);
    g_autofree char *text = protocol()->status_text(purple_find_buddy(account, ROMEO));
    g_assert_cmpstr(text, ==, cases[i].text);
  }
  client_remove(account);
}

/* It is shown once, whichever answer comes last, and as what it is: text. */
static void
test_about_their_program(void)
{
  static const char before[] = "info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
                               "; <b>Status</b>: Available; ";
  static const char after[] =
      "<b>Encryption</b>: Not known yet; <b>Fingerprint of your key</b>: OURS";
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(-12600);
  g_autoptr(GDateTime) time = g_date_time_new(zone, 2026, 11, 20, 21, 5, 7);
  LlAbout all = {(char *)"<b>Exodus</b>", (char *)"0.7 & more", (char *)"<i>Plan 9</i>", time};
  const struct {
    LlAbout about;
    const char *shown;
  } rows[] = {
      {all, "<b>Program</b>: &lt;b&gt;Exodus&lt;/b&gt; 0.7 &amp; more; "
            "<b>Operating system</b>: &lt;i&gt;Plan 9&lt;/i&gt;; "
            "<b>Their time</b>: 2026-11-20 21:05 (UTC-03:30); "},
      {{.name = (char *)"Exodus"}, "<b>Program</b>: Exodus; "},
      {{.version = (char *)"1"}, "<b>Program</b>: Gajim; "},
      {{0}, "<b>Program</b>: Gajim; "},
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConnection *gc = purple_account_get_connection(account);

  fake_endpoint_peer(endpoint, ROMEO, &(LlPresence){.node = (char *)"http://gajim.org"});
  fake_endpoint_open(endpoint);
  for (gsize i = 0; i < 2 * G_N_ELEMENTS(rows); i++) {
    const LlAbout *about = &rows[i / 2].about;
    g_autofree char *shown = g_strconcat(before, rows[i / 2].shown, after, NULL);

    journal_forget();
    serv_get_info(gc, ROMEO);
    journal_seen("endpoint: ask about " ROMEO, "endpoint: locate " ROMEO);
    if (i % 2)
      fake_endpoint_about(endpoint, ROMEO, about);
    else
      fake_endpoint_located(endpoint, ROMEO, NULL, 0);
    journal_nothing();
    if (i % 2)
      fake_endpoint_located(endpoint, ROMEO, NULL, 0);
    else
      fake_endpoint_about(endpoint, ROMEO, about);
    journal_seen(shown);
    fake_endpoint_about(endpoint, ROMEO, about);
    journal_nothing();
  }
  client_remove(account);
}

/* The account may go while an answer is waited for. */
static void
test_signed_off_amid_questions(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConnection *gc = purple_account_get_connection(account);

  fake_endpoint_peer(endpoint, ROMEO, &(LlPresence){0});
  fake_endpoint_open(endpoint);
  serv_get_info(gc, ROMEO);
  fake_endpoint_located(endpoint, ROMEO, NULL, 0);
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/info/get-info", test_get_info);
  g_test_add_func("/info/where", test_where);
  g_test_add_func("/info/about-their-program", test_about_their_program);
  g_test_add_func("/info/signed-off-amid-questions", test_signed_off_amid_questions);
  g_test_add_func("/info/program", test_program);
  g_test_add_func("/info/capabilities", test_capabilities);
  g_test_add_func("/info/hostile", test_hostile);
  g_test_add_func("/info/many-addresses", test_many_addresses);
  g_test_add_func("/info/tooltip", test_tooltip);
  g_test_add_func("/info/status-text", test_status_text);
  result = g_test_run();
  client_uninit();
  return result;
}
