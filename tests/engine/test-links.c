/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/links.h"

#define START 1000000
#define CABLE 2

static const LlLink ipv4 = {CABLE, AF_INET, LL_LINK_DOMAIN};
static const LlLink ipv6 = {CABLE, AF_INET6, LL_LINK_DOMAIN};
static const LlAddress address4 = {AF_INET, {169, 254, 1, 1}, 0};
static const LlAddress other4 = {AF_INET, {169, 254, 1, 2}, 0};
static const LlAddress address6 = {AF_INET6, {0xFE, 0x80, [15] = 1}, CABLE};

static void
tell_all(LlLinks *links, gint64 now)
{
  ll_links_begin(links);
  ll_links_set_running(links, CABLE, TRUE, now);
  ll_links_add_address(links, CABLE, &address4, now);
  ll_links_add_address(links, CABLE, &address6, now);
  ll_links_end(links);
}

static LlLinks *
new_working(void)
{
  LlLinks *links = ll_links_new();

  tell_all(links, START);
  return links;
}

static void
assert_returned(LlLinks *links, guint count, gint64 away)
{
  LlLink link;
  gint64 ret_away;

  for (; count > 0; count--) {
    g_assert_true(ll_links_has_returned(links));
    g_assert_true(ll_links_take_returned(links, &link, &ret_away));
    g_assert_cmpint(link.interface, ==, CABLE);
    g_assert_cmpstr(link.domain, ==, LL_LINK_DOMAIN);
    g_assert_cmpint(ret_away, ==, away);
  }
  g_assert_false(ll_links_has_returned(links));
  g_assert_false(ll_links_take_returned(links, &link, &ret_away));
}

static void
test_steady_from_the_start(void)
{
  g_autoptr(LlLinks) links = ll_links_new();
  static const LlLink other = {CABLE + 1, AF_INET, LL_LINK_DOMAIN};
  static const LlLink beyond = {0, AF_UNSPEC, "example.org"};

  g_assert_true(ll_links_is_steady(links, &ipv4, START)); /* nothing is known */
  ll_links_begin(links);
  g_assert_true(ll_links_is_steady(links, &ipv4, START));
  tell_all(links, START);
  g_assert_true(ll_links_is_steady(links, &ipv4, START));
  g_assert_true(ll_links_is_steady(links, &ipv6, START));
  g_assert_false(ll_links_is_steady(links, &other, START)); /* there is none */
  g_assert_true(ll_links_is_steady(links, &beyond, START));
  assert_returned(links, 0, 0);
  ll_links_free(NULL);
}

static void
test_carrier_lost_and_back(void)
{
  g_autoptr(LlLinks) links = new_working();
  gint64 lost = START + 50000, back = lost + 90000;

  ll_links_set_running(links, CABLE, FALSE, lost);
  ll_links_set_running(links, CABLE, FALSE, lost + 1); /* said again */
  g_assert_false(ll_links_is_steady(links, &ipv4, lost));
  g_assert_false(ll_links_is_steady(links, &ipv6, back - 1));
  assert_returned(links, 0, 0);
  ll_links_set_running(links, CABLE, TRUE, back);
  ll_links_set_running(links, CABLE, TRUE, back + 1);
  assert_returned(links, 2, back - lost);
  g_assert_true(ll_links_is_steady(links, &ipv4, back));
}

/* What was lost because of it comes late. */
static void
test_shaken_for_a_moment(void)
{
  g_autoptr(LlLinks) links = new_working();

  ll_links_set_running(links, CABLE, FALSE, START);
  ll_links_set_running(links, CABLE, TRUE, START + 10);
  g_assert_false(ll_links_is_steady(links, &ipv4, START + 10));
  g_assert_false(ll_links_is_steady(links, &ipv4, START + LL_LINKS_SHOCK_MS - 1));
  g_assert_true(ll_links_is_steady(links, &ipv4, START + LL_LINKS_SHOCK_MS));
  assert_returned(links, 2, 10);
}

static void
test_addresses_come_and_go(void)
{
  g_autoptr(LlLinks) links = new_working();
  LlLink link;
  gint64 away;

  ll_links_add_address(links, CABLE, &address4, START); /* said again */
  ll_links_add_address(links, CABLE, &other4, START);
  ll_links_remove_address(links, CABLE, &address4, START);
  ll_links_remove_address(links, CABLE, &address4, START);
  ll_links_remove_address(links, CABLE + 1, &address4, START);
  g_assert_true(ll_links_is_steady(links, &ipv4, START));
  ll_links_remove_address(links, CABLE, &other4, START);
  g_assert_false(ll_links_is_steady(links, &ipv4, START + 60000));
  g_assert_true(ll_links_is_steady(links, &ipv6, START));
  ll_links_add_address(links, CABLE, &other4, START + 60000);
  g_assert_true(ll_links_take_returned(links, &link, &away));
  g_assert_true(ll_link_equal(&link, &ipv4));
  g_assert_cmpint(away, ==, 60000);
  assert_returned(links, 0, 0);
}

/* As the interface goes down, its IPv6 address does; as it comes back that is there later. */
static void
test_each_version_by_itself(void)
{
  g_autoptr(LlLinks) links = new_working();
  LlLink link;
  gint64 away;

  ll_links_remove_address(links, CABLE, &address6, START);
  ll_links_set_running(links, CABLE, FALSE, START + 1);
  ll_links_set_running(links, CABLE, TRUE, START + 5001);
  g_assert_true(ll_links_take_returned(links, &link, &away));
  g_assert_true(ll_link_equal(&link, &ipv4));
  g_assert_cmpint(away, ==, 5000);
  ll_links_add_address(links, CABLE, &address6, START + 7000);
  g_assert_true(ll_links_take_returned(links, &link, &away));
  g_assert_true(ll_link_equal(&link, &ipv6));
  g_assert_cmpint(away, ==, 7000);
  assert_returned(links, 0, 0);
}

static void
test_an_interface_that_is_removed(void)
{
  g_autoptr(LlLinks) links = new_working();

  ll_links_remove(links, CABLE);
  g_assert_false(ll_links_is_steady(links, &ipv4, START + 60000));
  ll_links_remove(links, CABLE);
  tell_all(links, START + 60000);
  g_assert_true(ll_links_is_steady(links, &ipv4, START + 60000));
}

static void
test_what_was_missed_may_be_anything(void)
{
  g_autoptr(LlLinks) links = new_working();

  ll_links_begin(links);
  g_assert_true(ll_links_is_steady(links, &ipv4, START));
  tell_all(links, START + 1);
  assert_returned(links, 2, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/links/steady-from-the-start", test_steady_from_the_start);
  g_test_add_func("/links/carrier-lost-and-back", test_carrier_lost_and_back);
  g_test_add_func("/links/shaken-for-a-moment", test_shaken_for_a_moment);
  g_test_add_func("/links/addresses-come-and-go", test_addresses_come_and_go);
  g_test_add_func("/links/each-version-by-itself", test_each_version_by_itself);
  g_test_add_func("/links/an-interface-that-is-removed", test_an_interface_that_is_removed);
  g_test_add_func("/links/what-was-missed-may-be-anything", test_what_was_missed_may_be_anything);
  return g_test_run();
}
