/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/roll-call.h"

#include <sys/socket.h>

#include "limits.h"

#define START 5000000

static const LlLink here4 = {2, AF_INET, LL_LINK_DOMAIN};
static const LlLink here6 = {2, AF_INET6, LL_LINK_DOMAIN};

/* NAMES as "a|b". */
static void
begin(LlRollCall *call, const LlLink *link, const char *names, gint64 now)
{
  g_autoptr(GPtrArray) array = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) split = g_strsplit(names, "|", -1);

  for (char **name = split; *name; name++)
    g_ptr_array_add(array, g_strdup(*name));
  ll_roll_call_begin(call, link, array, now);
}

/* At NOW there is one thing to do, and it is this; a millisecond before there was nothing. */
static void
assert_does(LlRollCall *call, gint64 now, LlRollCallDo what)
{
  g_assert_cmpint(ll_roll_call_next(call, now - 1), ==, LL_ROLL_CALL_DO_NOTHING);
  g_assert_cmpint(ll_roll_call_deadline(call), ==, now);
  g_assert_cmpint(ll_roll_call_next(call, now), ==, what);
  g_assert_cmpint(ll_roll_call_next(call, now), ==, LL_ROLL_CALL_DO_NOTHING);
}

static void
assert_asks(LlRollCall *call, gint64 now, guint links)
{
  assert_does(call, now, LL_ROLL_CALL_DO_ASK);
  g_assert_cmpuint(ll_roll_call_links(call)->len, ==, links);
}

static void
assert_over(LlRollCall *call)
{
  g_autoptr(GPtrArray) missing = ll_roll_call_missing(call);

  g_assert_cmpuint(missing->len, ==, 0);
  g_assert_cmpint(ll_roll_call_deadline(call), ==, G_MAXINT64);
  g_assert_cmpint(ll_roll_call_next(call, G_MAXINT64 - 1), ==, LL_ROLL_CALL_DO_NOTHING);
}

static void
test_nobody(void)
{
  g_autoptr(LlRollCall) call = ll_roll_call_new();

  assert_over(call);
  begin(call, &here4, "", START);
  ll_roll_call_settle(call, "juliet@verona");
  assert_over(call);
  ll_roll_call_end(call);
  assert_over(call);
  ll_roll_call_free(NULL);
}

static void
test_who_does_not_answer_is_missing(void)
{
  g_autoptr(LlRollCall) call = ll_roll_call_new();
  g_autoptr(GPtrArray) missing = NULL;

  begin(call, &here4, "juliet@verona|romeo@mantua|nurse@verona", START);
  assert_asks(call, START, 1);
  ll_roll_call_settle(call, "Juliet@VERONA");
  ll_roll_call_settle(call, "juliet@verona");
  ll_roll_call_settle(call, "tybalt@verona");
  assert_asks(call, START + 1100, 1);
  assert_asks(call, START + 3000, 1);
  ll_roll_call_settle(call, "nurse@verona");
  assert_does(call, START + 4000, LL_ROLL_CALL_DO_DOUBT);
  missing = ll_roll_call_missing(call);
  g_assert_cmpuint(missing->len, ==, 1);
  g_assert_cmpstr(g_ptr_array_index(missing, 0), ==, "romeo@mantua");
  assert_asks(call, START + 7000, 1);
  assert_asks(call, START + 15000, 1);
  assert_does(call, START + 16000, LL_ROLL_CALL_DO_NOTHING);
  assert_over(call);
}

static void
test_when_all_have_answered_it_is_over(void)
{
  g_autoptr(LlRollCall) call = ll_roll_call_new();

  begin(call, &here4, "juliet@verona|romeo@mantua", START);
  assert_asks(call, START, 1);
  ll_roll_call_settle(call, "juliet@verona");
  g_assert_cmpint(ll_roll_call_deadline(call), ==, START + 1100);
  ll_roll_call_settle(call, "romeo@mantua");
  assert_over(call);
}

/* The second IP version is there a little later, and a loose contact makes many calls. */
static void
test_a_call_that_goes_on_begins_anew(void)
{
  g_autoptr(LlRollCall) call = ll_roll_call_new();
  g_autoptr(GPtrArray) missing = NULL;

  begin(call, &here4, "juliet@verona", START);
  assert_asks(call, START, 1);
  for (gint64 i = 0; i < 10; i++) {
    begin(call, &here6, "juliet@verona|romeo@mantua", START + 100 + i);
    begin(call, &here4, "romeo@mantua", START + 100 + i);
  }
  assert_asks(call, START + 1100, 2); /* never two in a second */
  assert_asks(call, START + 2200, 2);
  assert_asks(call, START + 4100, 2);
  assert_does(call, START + 5100, LL_ROLL_CALL_DO_DOUBT);
  missing = ll_roll_call_missing(call);
  g_assert_cmpuint(missing->len, ==, 2);
}

static void
test_links_are_bounded(void)
{
  g_autoptr(LlRollCall) call = ll_roll_call_new();
  LlLink link = here4;

  for (link.interface = 1; link.interface < 1000; link.interface++)
    begin(call, &link, "juliet@verona", START);
  g_assert_cmpuint(ll_roll_call_links(call)->len, ==, LL_PEER_LINKS_MAX);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/roll-call/nobody", test_nobody);
  g_test_add_func("/roll-call/who-does-not-answer-is-missing", test_who_does_not_answer_is_missing);
  g_test_add_func("/roll-call/when-all-have-answered-it-is-over",
                  test_when_all_have_answered_it_is_over);
  g_test_add_func("/roll-call/a-call-that-goes-on-begins-anew",
                  test_a_call_that_goes_on_begins_anew);
  g_test_add_func("/roll-call/links-are-bounded", test_links_are_bounded);
  return g_test_run();
}
