/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "client.h"

/* Buddy icons: ours to the network, and others' in the list. */

#define ROMEO "romeo@street"
#define ABC   "a9993e364706816aba3e25717850c26c9cd0d89d" /* SHA-1 of "abc" */
#define XYZ   "66b27417d37e024c46526c2f6d358a754fc552f3"

static void
choose(PurpleAccount *account, const char *picture)
{
  gsize length = picture ? strlen(picture) : 0;

  purple_buddy_icons_set_account_icon(account, (guchar *)g_strdup(picture), length);
}

/* What is shown of ROMEO: its checksum, NULL for none. */
static const char *
shown(PurpleAccount *account)
{
  return purple_buddy_icons_get_checksum_for_user(purple_find_buddy(account, ROMEO));
}

static void
show(LlEndpoint *endpoint, const char *picture)
{
  g_autoptr(GBytes) bytes = picture ? g_bytes_new(picture, strlen(picture)) : NULL;

  fake_endpoint_picture(endpoint, ROMEO, bytes);
}

/* ROMEO appears, or says something else. */
static void
says(LlEndpoint *endpoint, const char *message)
{
  LlPresence presence = {.message = (char *)message};

  fake_endpoint_peer(endpoint, ROMEO, &presence);
}

static void
test_what_libpurple_is_told(void)
{
  PurplePlugin *prpl = purple_find_prpl("prpl-link-local");
  const PurpleBuddyIconSpec *spec = &PURPLE_PLUGIN_PROTOCOL_INFO(prpl)->icon_spec;

  g_assert_cmpstr(spec->format, ==, "png,jpeg,gif");
  g_assert_cmpuint(spec->max_filesize, ==, 65535);
  g_assert_true(spec->scale_rules & PURPLE_ICON_SCALE_SEND);
}

static void
test_none_is_published_unless_one_is_chosen(void)
{
  PurpleAccount *account = client_account("juliet");

  client_sign_on(account);
  journal_seen("progress: Joining the local network (0 of 2)",
               "endpoint: sign on as 'juliet' at 5298: available");
  client_remove(account);
  journal_forget();
}

static void
test_ours_is_published_and_withdrawn(void)
{
  PurpleAccount *account;

  client_online(&account);
  choose(account, "abc");
  journal_seen("endpoint: picture " ABC);
  choose(account, "xyz");
  journal_seen("endpoint: picture " XYZ);
  choose(account, NULL);
  journal_seen("endpoint: picture -");
  client_remove(account);
}

static void
test_one_that_others_cannot_see_is_told_of(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_dislike_pictures(endpoint);
  choose(account, "abc");
  journal_seen("endpoint: picture " ABC,
               "notice [Link-Local] Your picture is not shown to others. - It is none of the "
               "formats PNG, JPEG and GIF, or too large. Choose another one.");
  choose(account, NULL);
  journal_seen("endpoint: picture -");
  client_remove(account);
}

static void
test_ours_is_there_from_the_start(void)
{
  PurpleAccount *account = client_account("juliet");

  choose(account, "abc");
  journal_forget();
  client_sign_on(account);
  journal_seen("progress: Joining the local network (0 of 2)",
               "endpoint: sign on as 'juliet' at 5298: available", "endpoint: picture " ABC);
  client_remove(account);
  journal_forget();
}

static void
test_theirs_is_shown_when_they_appear(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  show(endpoint, "abc");
  says(endpoint, NULL);
  g_assert_cmpstr(shown(account), ==, ABC);
  journal_forget();
  /* It is not loaded again for something that has nothing to do with it. */
  says(endpoint, "at the pub");
  journal_seen("buddy romeo@street in Link-Local: 'romeo@street' available 'at the pub'");
  client_remove(account);
}

static void
test_theirs_comes_later_changes_and_goes(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  says(endpoint, NULL);
  g_assert_null(shown(account));
  show(endpoint, "abc");
  fake_endpoint_picture_came(endpoint, ROMEO);
  g_assert_cmpstr(shown(account), ==, ABC);
  show(endpoint, "xyz");
  fake_endpoint_picture_came(endpoint, ROMEO);
  g_assert_cmpstr(shown(account), ==, XYZ);
  show(endpoint, NULL);
  says(endpoint, "no picture");
  g_assert_null(shown(account));
  journal_forget();
  client_remove(account);
}

/* They have another, which is not here yet. */
static void
test_the_one_before_stays_until_theirs_is_here(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  LlPresence another = {.phsh = (char *)XYZ}, larger = {.large = (char *)XYZ};

  show(endpoint, "abc");
  says(endpoint, NULL);
  show(endpoint, NULL);
  fake_endpoint_peer(endpoint, ROMEO, &another);
  g_assert_cmpstr(shown(account), ==, ABC);
  fake_endpoint_peer(endpoint, ROMEO, &larger);
  g_assert_cmpstr(shown(account), ==, ABC);
  says(endpoint, NULL);
  g_assert_null(shown(account));
  client_remove(account);
}

/* Before the account is online nobody is listed. */
static void
test_theirs_comes_before_they_are_listed(void)
{
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint = client_sign_on(account);

  says(endpoint, NULL);
  show(endpoint, "abc");
  fake_endpoint_picture_came(endpoint, ROMEO);
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  client_run();
  g_assert_cmpstr(shown(account), ==, ABC);
  journal_forget();
  client_remove(account);
}

static void
test_nothing_is_shown_of_who_is_blocked(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  show(endpoint, "abc");
  says(endpoint, NULL);
  purple_privacy_deny(account, ROMEO, TRUE, TRUE);
  says(endpoint, "look at me");
  g_assert_null(shown(account));
  purple_privacy_allow(account, ROMEO, TRUE, TRUE);
  says(endpoint, "look now");
  g_assert_cmpstr(shown(account), ==, ABC);
  journal_forget();
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/picture/spec", test_what_libpurple_is_told);
  g_test_add_func("/picture/none", test_none_is_published_unless_one_is_chosen);
  g_test_add_func("/picture/ours", test_ours_is_published_and_withdrawn);
  g_test_add_func("/picture/not-for-others", test_one_that_others_cannot_see_is_told_of);
  g_test_add_func("/picture/ours-from-the-start", test_ours_is_there_from_the_start);
  g_test_add_func("/picture/theirs", test_theirs_is_shown_when_they_appear);
  g_test_add_func("/picture/theirs-later", test_theirs_comes_later_changes_and_goes);
  g_test_add_func("/picture/the-one-before", test_the_one_before_stays_until_theirs_is_here);
  g_test_add_func("/picture/theirs-before-they-are-listed",
                  test_theirs_comes_before_they_are_listed);
  g_test_add_func("/picture/blocked", test_nothing_is_shown_of_who_is_blocked);
  client_init();
  result = g_test_run();
  client_uninit();
  return result;
}
