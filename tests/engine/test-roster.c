/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/roster.h"

#include <string.h>
#include <sys/socket.h>

#include "limits.h"

/* A TXT record from its strings as tools print them: "1st=Ann|status=dnd". */
static GByteArray *
make_rdata(const char *strings)
{
  g_auto(GStrv) split = g_strsplit(strings, "|", -1);
  GByteArray *rdata = g_byte_array_new();

  for (char **string = split; *string; string++) {
    guint8 length = (guint8)strlen(*string);

    g_byte_array_append(rdata, &length, 1);
    g_byte_array_append(rdata, (const guint8 *)*string, length);
  }
  return rdata;
}

static LlRosterNews
say(LlRoster *roster, const char *name, const char *strings)
{
  g_autoptr(GByteArray) rdata = make_rdata(strings);

  return ll_roster_txt(roster, name, rdata->data, rdata->len);
}

static gboolean
see(LlRoster *roster, const char *name, gint32 interface, int family)
{
  LlLink link = {interface, family, LL_LINK_DOMAIN};
  gboolean is_new;

  ll_roster_seen(roster, name, &link, &is_new);
  return is_new;
}

/* NAME, seen and read once. */
static void
add(LlRoster *roster, const char *name, const char *strings)
{
  g_assert_true(see(roster, name, 1, AF_INET));
  g_assert_cmpint(say(roster, name, strings), ==, LL_ROSTER_APPEARED);
}

static LlRosterNews
lose(LlRoster *roster, const char *name, gint32 interface, int family, gboolean is_last)
{
  gboolean ret_is_last;
  LlLink link = {interface, family, LL_LINK_DOMAIN};
  LlRosterNews news = ll_roster_lost(roster, name, &link, &ret_is_last);

  g_assert_cmpint(ret_is_last, ==, is_last);
  return news;
}

static void
assert_nick(const LlRoster *roster, const char *name, const char *nick)
{
  const LlPeer *peer = ll_roster_find(roster, name);

  g_assert_nonnull(peer);
  g_assert_cmpstr(ll_peer_presence(peer)->nick, ==, nick);
}

static void
test_shown_once_the_record_came(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();

  g_assert_true(see(roster, "juliet@verona", 2, AF_INET));
  g_assert_null(ll_roster_find(roster, "juliet@verona"));
  g_assert_cmpint(say(roster, "juliet@verona", "txtvers=1|nick=Julie"), ==, LL_ROSTER_APPEARED);
  assert_nick(roster, "juliet@verona", "Julie");
}

static void
test_one_peer_over_all_links(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  const char *name = "juliet@verona";

  g_assert_true(see(roster, name, 2, AF_INET));
  g_assert_false(see(roster, name, 2, AF_INET6));
  g_assert_false(see(roster, name, 3, AF_INET));
  g_assert_false(see(roster, name, 3, AF_INET)); /* told twice */
  g_assert_cmpint(say(roster, name, "status=away"), ==, LL_ROSTER_APPEARED);
  g_assert_cmpint(lose(roster, name, 2, AF_INET, FALSE), ==, LL_ROSTER_SAME);
  g_assert_cmpint(lose(roster, name, 2, AF_INET, FALSE), ==, LL_ROSTER_SAME);
  g_assert_cmpint(lose(roster, name, 3, AF_INET, FALSE), ==, LL_ROSTER_SAME);
  g_assert_nonnull(ll_roster_find(roster, name));
  g_assert_cmpint(lose(roster, name, 2, AF_INET6, TRUE), ==, LL_ROSTER_GONE);
  g_assert_null(ll_roster_find(roster, name));
  g_assert_cmpint(lose(roster, name, 2, AF_INET6, FALSE), ==, LL_ROSTER_SAME);
}

static void
test_who_was_never_shown_leaves_without_news(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();

  see(roster, "juliet@verona", 2, AF_INET);
  g_assert_cmpint(lose(roster, "juliet@verona", 2, AF_INET, TRUE), ==, LL_ROSTER_SAME);
  g_assert_cmpint(lose(roster, "nobody@verona", 2, AF_INET, FALSE), ==, LL_ROSTER_SAME);
  g_assert_cmpint(say(roster, "nobody@verona", "nick=N"), ==, LL_ROSTER_SAME);
}

static void
test_who_returns_appears_anew(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();

  add(roster, "juliet@verona", "nick=Julie");
  lose(roster, "juliet@verona", 1, AF_INET, TRUE);
  g_assert_true(see(roster, "juliet@verona", 1, AF_INET));
  g_assert_null(ll_roster_find(roster, "juliet@verona"));
  g_assert_cmpint(say(roster, "juliet@verona", "nick=Julie"), ==, LL_ROSTER_APPEARED);
}

static void
test_news_only_when_it_says_something_else(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  const char *name = "juliet@verona";

  add(roster, name, "txtvers=1|status=away|nick=Julie");
  g_assert_cmpint(say(roster, name, "txtvers=1|status=away|nick=Julie"), ==, LL_ROSTER_SAME);
  g_assert_cmpint(say(roster, name, "nick=Julie|status=away|x=unknown"), ==, LL_ROSTER_SAME);
  g_assert_cmpint(say(roster, name, "nick=Julie|status=avail"), ==, LL_ROSTER_CHANGED);
  g_assert_cmpint(say(roster, name, "status=avail"), ==, LL_ROSTER_CHANGED);
  assert_nick(roster, name, NULL);
}

static void
test_an_empty_record_is_a_presence(void)
{
  static const guint8 zero[] = {0};
  g_autoptr(LlRoster) roster = ll_roster_new();

  see(roster, "none@host", 1, AF_INET);
  g_assert_cmpint(ll_roster_txt(roster, "none@host", NULL, 0), ==, LL_ROSTER_APPEARED);
  g_assert_cmpint(ll_roster_txt(roster, "none@host", NULL, 0), ==, LL_ROSTER_SAME);
  g_assert_cmpint(ll_roster_txt(roster, "none@host", zero, 1), ==, LL_ROSTER_SAME);
  g_assert_cmpint(ll_peer_presence(ll_roster_find(roster, "none@host"))->status, ==,
                  LL_STATUS_AVAILABLE);
}

static void
test_names_differ_in_more_than_case(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();

  add(roster, "Juliet@Verona", "nick=J");
  g_assert_false(see(roster, "juliet@verona", 2, AF_INET));
  g_assert_cmpstr(ll_peer_name(ll_roster_find(roster, "JULIET@verona")), ==, "Juliet@Verona");
  g_assert_true(see(roster, "juliet@verona (2)", 1, AF_INET));
  g_assert_true(see(roster, "j\xC3\xBCliet@verona", 1, AF_INET));
  g_assert_true(see(roster, "j\xC3\x9Cliet@verona", 1, AF_INET)); /* no more than ASCII is folded */
}

static void
test_only_valid_names_are_taken(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  g_autofree char *longest = g_strnfill(LL_NAME_MAX, 'x');
  g_autofree char *too_long = g_strnfill(LL_NAME_MAX + 1, 'x');

  g_assert_true(see(roster, longest, 1, AF_INET));
  g_assert_false(see(roster, too_long, 1, AF_INET));
  g_assert_false(see(roster, "", 1, AF_INET));
  g_assert_false(see(roster, "a\nb@c", 1, AF_INET));
  g_assert_false(see(roster, "\xFF@c", 1, AF_INET));
}

/* --- our own presence ------------------------------------------------------------------------ */

static void
test_we_are_not_on_our_own_roster(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  const LlPeer *shown, *hidden;

  ll_roster_set_own(roster, "Romeo@mantua", &shown, &hidden);
  g_assert_null(shown);
  g_assert_null(hidden);
  g_assert_true(see(roster, "romeo@mantua", 1, AF_INET));
  g_assert_cmpint(say(roster, "romeo@mantua", "nick=R"), ==, LL_ROSTER_SAME);
  g_assert_cmpint(say(roster, "romeo@mantua", "nick=Ro"), ==, LL_ROSTER_SAME);
  g_assert_null(ll_roster_find(roster, "romeo@mantua"));
  g_assert_cmpint(lose(roster, "romeo@mantua", 1, AF_INET, TRUE), ==, LL_ROSTER_SAME);
}

/* Two accounts on one machine, one name: each sees the other and not itself. */
static void
test_only_our_own_name_is_hidden(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  g_autoptr(GPtrArray) names = NULL;
  const LlPeer *shown, *hidden;

  ll_roster_set_own(roster, "romeo-1@mantua", &shown, &hidden);
  add(roster, "romeo@mantua", "nick=R");
  see(roster, "romeo-1@mantua", 1, AF_INET);
  say(roster, "romeo-1@mantua", "nick=R");
  names = ll_roster_names(roster);
  g_assert_cmpuint(names->len, ==, 1);
  g_assert_cmpstr(g_ptr_array_index(names, 0), ==, "romeo@mantua");
}

static void
test_a_name_that_is_not_ours_any_more_is_shown(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  const LlPeer *shown, *hidden;

  add(roster, "romeo@mantua", "nick=Other");
  add(roster, "romeo-1@mantua", "nick=Ours");
  ll_roster_set_own(roster, "romeo@mantua", &shown, &hidden);
  g_assert_null(shown);
  g_assert_cmpstr(ll_peer_name(hidden), ==, "romeo@mantua");
  ll_roster_set_own(roster, "ROMEO@mantua", &shown, &hidden); /* no other one */
  g_assert_null(shown);
  g_assert_null(hidden);
  ll_roster_set_own(roster, "romeo-1@mantua", &shown, &hidden);
  g_assert_cmpstr(ll_peer_name(shown), ==, "romeo@mantua");
  g_assert_cmpstr(ll_peer_name(hidden), ==, "romeo-1@mantua");
  assert_nick(roster, "romeo@mantua", "Other");
  ll_roster_set_own(roster, NULL, &shown, &hidden);
  g_assert_cmpstr(ll_peer_name(shown), ==, "romeo-1@mantua");
  g_assert_null(hidden);
}

/* --- many ------------------------------------------------------------------------------------ */

/* 500 appear on two interfaces with two families each, and leave. */
static void
test_500_peers_on_4_links_come_and_go(void)
{
  static const struct {
    gint32 interface;
    int family;
  } links[] = {{2, AF_INET}, {2, AF_INET6}, {3, AF_INET}, {3, AF_INET6}};
  g_autoptr(LlRoster) roster = ll_roster_new();
  guint watched = 0, appeared = 0, gone = 0;

  for (guint l = 0; l < G_N_ELEMENTS(links); l++) {
    for (guint i = 0; i < 500; i++) {
      g_autofree char *name = g_strdup_printf("user%u@host%u", i, i % 50);
      g_autofree char *txt = g_strdup_printf("txtvers=1|nick=Nick %u", i);

      watched += see(roster, name, links[l].interface, links[l].family) ? 1 : 0;
      appeared += say(roster, name, txt) == LL_ROSTER_APPEARED ? 1 : 0;
    }
  }
  g_assert_cmpuint(watched, ==, 500);
  g_assert_cmpuint(appeared, ==, 500);
  for (guint l = 0; l < G_N_ELEMENTS(links); l++) {
    g_autoptr(GPtrArray) names = ll_roster_names(roster);

    g_assert_cmpuint(names->len, ==, 500);
    for (guint i = 0; i < 500; i++) {
      g_autofree char *name = g_strdup_printf("user%u@host%u", i, i % 50);
      LlRosterNews news =
          lose(roster, name, links[l].interface, links[l].family, l == G_N_ELEMENTS(links) - 1);

      gone += news == LL_ROSTER_GONE ? 1 : 0;
    }
  }
  g_assert_cmpuint(gone, ==, 500);
}

static void
test_a_flood_of_names_is_bounded(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  guint taken = 0;

  for (guint i = 0; i < LL_PEERS_MAX + 100; i++) {
    g_autofree char *name = g_strdup_printf("%u@flood", i);

    taken += see(roster, name, 1, AF_INET) ? 1 : 0;
  }
  g_assert_cmpuint(taken, ==, LL_PEERS_MAX);
  lose(roster, "0@flood", 1, AF_INET, TRUE);
  g_assert_true(see(roster, "late@flood", 1, AF_INET));
}

static void
test_a_flood_of_links_is_bounded(void)
{
  g_autoptr(LlPeer) peer = ll_peer_new("juliet@verona");
  LlLink link = {0, AF_INET, LL_LINK_DOMAIN};

  while (ll_peer_add_link(peer, &link))
    link.interface++;
  g_assert_cmpint(link.interface, ==, LL_PEER_LINKS_MAX);
  g_assert_false(ll_peer_remove_link(peer, &link));
  while (link.interface-- > 0) {
    g_assert_cmpuint(ll_peer_links(peer)->len, ==, link.interface + 1);
    g_assert_true(ll_peer_remove_link(peer, &link));
  }
  g_assert_cmpuint(ll_peer_links(peer)->len, ==, 0);
}

/* One domain's link is not another's. */
static void
test_links_beyond_the_link_are_links_too(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  LlLink wide = {0, AF_UNSPEC, "example.org"}, contact = {0, AF_UNSPEC, ""};
  gboolean flag;

  add(roster, "juliet@verona", "nick=J");
  ll_roster_seen(roster, "juliet@verona", &wide, &flag);
  g_assert_false(flag);
  ll_roster_seen(roster, "juliet@verona", &contact, &flag);
  g_assert_cmpint(lose(roster, "juliet@verona", 1, AF_INET, FALSE), ==, LL_ROSTER_SAME);
  g_assert_cmpint(ll_roster_lost(roster, "juliet@verona", &wide, &flag), ==, LL_ROSTER_SAME);
  g_assert_cmpint(ll_roster_lost(roster, "juliet@verona", &contact, &flag), ==, LL_ROSTER_GONE);
}

/* --- when the responder is away -------------------------------------------------------------- */

static void
test_a_restart_of_the_responder_is_no_news(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  g_autoptr(GPtrArray) gone = NULL;

  add(roster, "juliet@verona", "nick=J");
  add(roster, "nurse@verona", "nick=N");
  see(roster, "silent@verona", 1, AF_INET);
  ll_roster_lose_all(roster);
  g_assert_nonnull(ll_roster_find(roster, "juliet@verona"));
  g_assert_true(see(roster, "juliet@verona", 2, AF_INET)); /* to be watched anew */
  g_assert_cmpint(say(roster, "juliet@verona", "nick=J"), ==, LL_ROSTER_SAME);
  g_assert_true(see(roster, "nurse@verona", 2, AF_INET));
  g_assert_cmpint(say(roster, "nurse@verona", "nick=Other"), ==, LL_ROSTER_CHANGED);
  gone = ll_roster_sweep(roster);
  g_assert_cmpuint(gone->len, ==, 0);
  g_assert_nonnull(ll_roster_find(roster, "juliet@verona"));
}

static void
test_who_left_meanwhile_is_swept(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  g_autoptr(GPtrArray) gone = NULL, again = NULL;

  add(roster, "juliet@verona", "nick=J");
  add(roster, "nurse@verona", "nick=N");
  ll_roster_lose_all(roster);
  see(roster, "juliet@verona", 1, AF_INET);
  gone = ll_roster_sweep(roster);
  g_assert_cmpuint(gone->len, ==, 1);
  g_assert_cmpstr(g_ptr_array_index(gone, 0), ==, "nurse@verona");
  g_assert_null(ll_roster_find(roster, "nurse@verona"));
  again = ll_roster_sweep(roster);
  g_assert_cmpuint(again->len, ==, 0);
  add(roster, "nurse@verona", "nick=N");
}

/* --- our own link ---------------------------------------------------------------------------- */

static LlRosterNews
cut_off(LlRoster *roster, const char *name, gint32 interface, gboolean is_last)
{
  gboolean ret_is_last;
  LlLink link = {interface, AF_INET, LL_LINK_DOMAIN};
  LlRosterNews news = ll_roster_cut_off(roster, name, &link, &ret_is_last);

  g_assert_cmpint(ret_is_last, ==, is_last);
  return news;
}

static void
test_who_is_cut_off_stays_until_swept(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  g_autoptr(GPtrArray) gone = NULL;

  add(roster, "juliet@verona", "nick=J");
  add(roster, "nurse@verona", "nick=N");
  g_assert_false(see(roster, "nurse@verona", 2, AF_INET));
  g_assert_cmpint(cut_off(roster, "nurse@verona", 1, FALSE), ==, LL_ROSTER_SAME);
  g_assert_cmpint(cut_off(roster, "nurse@verona", 1, FALSE), ==, LL_ROSTER_SAME);
  g_assert_cmpint(cut_off(roster, "nurse@verona", 2, TRUE), ==, LL_ROSTER_SAME);
  g_assert_cmpint(cut_off(roster, "juliet@verona", 1, TRUE), ==, LL_ROSTER_SAME);
  assert_nick(roster, "juliet@verona", "J");
  assert_nick(roster, "nurse@verona", "N");

  /* seen again, no news */
  g_assert_true(see(roster, "juliet@verona", 1, AF_INET));
  g_assert_cmpint(say(roster, "juliet@verona", "nick=J"), ==, LL_ROSTER_SAME);
  gone = ll_roster_sweep(roster);
  g_assert_cmpuint(gone->len, ==, 1);
  g_assert_cmpstr(g_ptr_array_index(gone, 0), ==, "nurse@verona");
  g_assert_cmpint(lose(roster, "juliet@verona", 1, AF_INET, TRUE), ==, LL_ROSTER_GONE);
  g_assert_cmpint(cut_off(roster, "juliet@verona", 1, FALSE), ==, LL_ROSTER_SAME);
}

/* Nobody has to be kept who would be a surprise to the user. */
static void
test_who_is_not_shown_is_forgotten_when_cut_off(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  const LlPeer *shown, *hidden;

  add(roster, "juliet@verona", "nick=J");
  add(roster, "nurse@verona", "nick=N");
  g_assert_true(see(roster, "romeo@mantua", 1, AF_INET));
  ll_roster_set_own(roster, "juliet@verona", &shown, &hidden);
  ll_roster_retire_own(roster);
  ll_roster_doubt(roster, "nurse@verona");
  for (const char *const *name =
           (const char *const[]){"juliet@verona", "nurse@verona", "romeo@mantua", NULL};
       *name; name++) {
    g_assert_cmpint(cut_off(roster, *name, 1, TRUE), ==, LL_ROSTER_SAME);
    add(roster, *name, "nick=Anew");
  }
}

/* --- doubts ---------------------------------------------------------------------------------- */

static void
test_who_is_doubted_is_hidden_until_a_sign_of_life(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  LlLink other = {2, AF_INET, LL_LINK_DOMAIN};
  gboolean is_new;

  g_assert_cmpint(ll_roster_doubt(roster, "juliet@verona"), ==, LL_ROSTER_SAME);
  add(roster, "juliet@verona", "nick=J");
  g_assert_cmpint(ll_roster_doubt(roster, "juliet@verona"), ==, LL_ROSTER_GONE);
  g_assert_cmpint(ll_roster_doubt(roster, "juliet@verona"), ==, LL_ROSTER_SAME);
  g_assert_null(ll_roster_find(roster, "juliet@verona"));
  g_assert_cmpint(ll_roster_trust(roster, "juliet@verona"), ==, LL_ROSTER_APPEARED);
  g_assert_cmpint(ll_roster_trust(roster, "juliet@verona"), ==, LL_ROSTER_SAME);

  ll_roster_doubt(roster, "juliet@verona");
  g_assert_cmpint(say(roster, "juliet@verona", "nick=J"), ==, LL_ROSTER_APPEARED);
  ll_roster_doubt(roster, "juliet@verona");
  see(roster, "juliet@verona", 1, AF_INET); /* known before: no sign */
  g_assert_null(ll_roster_find(roster, "juliet@verona"));
  g_assert_cmpint(ll_roster_seen(roster, "juliet@verona", &other, &is_new), ==, LL_ROSTER_APPEARED);

  ll_roster_doubt(roster, "juliet@verona");
  lose(roster, "juliet@verona", 1, AF_INET, FALSE);
  g_assert_cmpint(lose(roster, "juliet@verona", 2, AF_INET, TRUE), ==, LL_ROSTER_SAME);
  add(roster, "juliet@verona", "nick=J");
}

/* --- names that were ours -------------------------------------------------------------------- */

static void
test_our_old_name_is_no_contact(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  const LlPeer *shown, *hidden;

  ll_roster_set_own(roster, "romeo@mantua", &shown, &hidden);
  see(roster, "romeo@mantua", 1, AF_INET);
  say(roster, "romeo@mantua", "nick=R");
  ll_roster_retire_own(roster);
  ll_roster_set_own(roster, "romeo@padua", &shown, &hidden);
  g_assert_null(shown);
  g_assert_null(ll_roster_find(roster, "romeo@mantua"));
  g_assert_cmpint(say(roster, "romeo@mantua", "nick=Rr"), ==, LL_ROSTER_SAME);
  g_assert_cmpint(lose(roster, "romeo@mantua", 1, AF_INET, TRUE), ==, LL_ROSTER_SAME);
  add(roster, "romeo@mantua", "nick=Somebody else"); /* it is free for others now */
}

/* What is still seen of it a while later is another's, who had it as well. */
static void
test_our_old_name_may_be_anothers(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  const LlPeer *shown, *hidden;

  ll_roster_set_own(roster, "romeo@mantua", &shown, &hidden);
  see(roster, "Romeo@mantua", 1, AF_INET);
  say(roster, "romeo@mantua", "nick=R");
  ll_roster_retire_own(roster);
  ll_roster_set_own(roster, "romeo@mantua-2", &shown, &hidden);
  g_autoptr(GPtrArray) others = ll_roster_forget_retired(roster);
  g_assert_cmpuint(others->len, ==, 1);
  g_assert_cmpstr(g_ptr_array_index(others, 0), ==, "Romeo@mantua");
  g_assert_nonnull(ll_roster_find(roster, "romeo@mantua"));
  g_assert_cmpint(lose(roster, "romeo@mantua", 1, AF_INET, TRUE), ==, LL_ROSTER_GONE);
}

static void
test_our_old_name_may_become_ours_again(void)
{
  g_autoptr(LlRoster) roster = ll_roster_new();
  const LlPeer *shown, *hidden;

  ll_roster_set_own(roster, "romeo@mantua", &shown, &hidden);
  see(roster, "romeo@mantua", 1, AF_INET);
  say(roster, "romeo@mantua", "nick=R");
  ll_roster_retire_own(roster);
  ll_roster_set_own(roster, "romeo@mantua", &shown, &hidden);
  g_assert_null(hidden);
  ll_roster_set_own(roster, "romeo-1@mantua", &shown, &hidden); /* it was another's after all */
  g_assert_cmpstr(ll_peer_name(shown), ==, "romeo@mantua");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/roster/shown-once-the-record-came", test_shown_once_the_record_came);
  g_test_add_func("/roster/one-peer-over-all-links", test_one_peer_over_all_links);
  g_test_add_func("/roster/who-was-never-shown-leaves-without-news",
                  test_who_was_never_shown_leaves_without_news);
  g_test_add_func("/roster/who-returns-appears-anew", test_who_returns_appears_anew);
  g_test_add_func("/roster/news-only-when-it-says-something-else",
                  test_news_only_when_it_says_something_else);
  g_test_add_func("/roster/an-empty-record-is-a-presence", test_an_empty_record_is_a_presence);
  g_test_add_func("/roster/names-differ-in-more-than-case", test_names_differ_in_more_than_case);
  g_test_add_func("/roster/only-valid-names-are-taken", test_only_valid_names_are_taken);
  g_test_add_func("/roster/we-are-not-on-our-own-roster", test_we_are_not_on_our_own_roster);
  g_test_add_func("/roster/only-our-own-name-is-hidden", test_only_our_own_name_is_hidden);
  g_test_add_func("/roster/a-name-that-is-not-ours-any-more-is-shown",
                  test_a_name_that_is_not_ours_any_more_is_shown);
  g_test_add_func("/roster/500-peers-on-4-links-come-and-go",
                  test_500_peers_on_4_links_come_and_go);
  g_test_add_func("/roster/a-flood-of-names-is-bounded", test_a_flood_of_names_is_bounded);
  g_test_add_func("/peer/a-flood-of-links-is-bounded", test_a_flood_of_links_is_bounded);
  g_test_add_func("/roster/links-beyond-the-link-are-links-too",
                  test_links_beyond_the_link_are_links_too);
  g_test_add_func("/roster/a-restart-of-the-responder-is-no-news",
                  test_a_restart_of_the_responder_is_no_news);
  g_test_add_func("/roster/who-left-meanwhile-is-swept", test_who_left_meanwhile_is_swept);
  g_test_add_func("/roster/who-is-cut-off-stays-until-swept",
                  test_who_is_cut_off_stays_until_swept);
  g_test_add_func("/roster/who-is-not-shown-is-forgotten-when-cut-off",
                  test_who_is_not_shown_is_forgotten_when_cut_off);
  g_test_add_func("/roster/who-is-doubted-is-hidden-until-a-sign-of-life",
                  test_who_is_doubted_is_hidden_until_a_sign_of_life);
  g_test_add_func("/roster/our-old-name-is-no-contact", test_our_old_name_is_no_contact);
  g_test_add_func("/roster/our-old-name-may-be-anothers", test_our_old_name_may_be_anothers);
  g_test_add_func("/roster/our-old-name-may-become-ours-again",
                  test_our_old_name_may_become_ours_again);
  return g_test_run();
}
