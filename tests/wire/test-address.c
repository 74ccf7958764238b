/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static LlAddress
make(const char *text, guint32 interface)
{
  guint8 bytes[16];
  LlAddress address;
  int family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
  g_assert_cmpint(inet_pton(family, text, bytes), ==, 1);
  g_assert_true(ll_address_from_bytes(bytes, family == AF_INET ? 4 : 16, interface, &address));
  return address;
}

static void
test_from_bytes(void)
{
  static const struct {
    const char *text;
    guint32 interface;
    int family;
    guint32 scope;
    const char *shown;
  } rows[] = {
      {"169.254.7.1", 2, AF_INET, 0, "169.254.7.1"},
      {"192.168.1.20", 0, AF_INET, 0, "192.168.1.20"},
      {"fe80::1", 2, AF_INET6, 2, "fe80::1%2"},
      {"fe80::1", 0, AF_INET6, 0, "fe80::1"},
      {"febf::1", 7, AF_INET6, 7, "febf::1%7"},
      {"fec0::1", 7, AF_INET6, 0, "fec0::1"},
      {"2001:db8::5", 3, AF_INET6, 0, "2001:db8::5"},
      {"::1", 1, AF_INET6, 0, "::1"},
      {"::ffff:10.0.0.1", 3, AF_INET, 0, "10.0.0.1"},
      {"::fffe:10.0.0.1", 3, AF_INET6, 0, "::fffe:a00:1"},
      {"1::ffff:10.0.0.1", 3, AF_INET6, 0, "1::ffff:a00:1"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    LlAddress address = make(rows[i].text, rows[i].interface);
    g_autofree char *shown = ll_address_to_string(&address);
    g_assert_cmpint(address.family, ==, rows[i].family);
    g_assert_cmpuint(address.scope, ==, rows[i].scope);
    g_assert_cmpstr(shown, ==, rows[i].shown);
  }
}

static void
test_other_lengths(void)
{
  guint8 bytes[20] = {0};
  LlAddress address = {.family = -1};
  for (gsize length = 0; length <= sizeof bytes; length++)
    if (length != 4 && length != 16)
      g_assert_false(ll_address_from_bytes(bytes, length, 0, &address));
  g_assert_cmpint(address.family, ==, -1);
}

static void
test_sockaddr(void)
{
  static const struct {
    const char *text;
    guint32 interface;
  } rows[] = {{"169.254.7.1", 0}, {"fe80::1", 5}, {"2001:db8::5", 0}, {"::1", 0}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    LlAddress address = make(rows[i].text, rows[i].interface);
    LlAddress back;
    guint16 port = 0;
    struct sockaddr_storage sa;
    memset(&sa, 0xA5, sizeof sa);
    socklen_t length = ll_address_to_sockaddr(&address, 5298, &sa);
    g_assert_cmpuint(length, ==,
                     address.family == AF_INET ? sizeof(struct sockaddr_in)
                                               : sizeof(struct sockaddr_in6));
    g_assert_true(ll_address_from_sockaddr((const struct sockaddr *)&sa, &back, &port));
    g_assert_true(ll_address_equal(&address, &back));
    g_assert_cmpuint(port, ==, 5298);
    g_assert_true(ll_address_from_sockaddr((const struct sockaddr *)&sa, &back, NULL));
  }
}

static void
test_sockaddr_fields(void)
{
  LlAddress address = make("fe80::1", 5);
  struct sockaddr_storage sa;
  struct sockaddr_in6 in6;
  struct sockaddr_in in;
  struct in6_addr expected6;
  ll_address_to_sockaddr(&address, 5298, &sa);
  memcpy(&in6, &sa, sizeof in6);
  g_assert_cmpint(inet_pton(AF_INET6, "fe80::1", &expected6), ==, 1);
  g_assert_cmpmem(&in6.sin6_addr, 16, &expected6, 16);
  g_assert_cmpint(in6.sin6_family, ==, AF_INET6);
  g_assert_cmpuint(in6.sin6_port, ==, htons(5298));
  g_assert_cmpuint(in6.sin6_scope_id, ==, 5);
  g_assert_cmpuint(in6.sin6_flowinfo, ==, 0);
  address = make("169.254.7.1", 5);
  ll_address_to_sockaddr(&address, 5298, &sa);
  memcpy(&in, &sa, sizeof in);
  g_assert_cmpint(in.sin_family, ==, AF_INET);
  g_assert_cmpuint(in.sin_port, ==, htons(5298));
  g_assert_cmpuint(in.sin_addr.s_addr, ==, inet_addr("169.254.7.1"));
}

static void
test_from_dual_stack_socket(void)
{
  struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(40000)};
  struct sockaddr local = {.sa_family = AF_UNIX};
  LlAddress expected = make("10.0.0.1", 0);
  LlAddress address;
  guint16 port = 0;
  g_assert_cmpint(inet_pton(AF_INET6, "::ffff:10.0.0.1", &in6.sin6_addr), ==, 1);
  g_assert_true(ll_address_from_sockaddr((const struct sockaddr *)&in6, &address, &port));
  g_assert_true(ll_address_equal(&address, &expected));
  g_assert_cmpuint(port, ==, 40000);
  g_assert_false(ll_address_from_sockaddr(&local, &address, &port));
  g_assert_true(ll_address_equal(&address, &expected));
}

static void
test_equal(void)
{
  static const struct {
    const char *a;
    guint32 a_interface;
    const char *b;
    guint32 b_interface;
    gboolean is_equal;
  } rows[] = {
      {"10.0.0.1", 1, "10.0.0.1", 2, TRUE},        {"10.0.0.1", 0, "10.0.0.2", 0, FALSE},
      {"10.0.0.1", 0, "::ffff:10.0.0.1", 4, TRUE}, {"fe80::1", 1, "fe80::1", 1, TRUE},
      {"fe80::1", 1, "fe80::1", 2, FALSE},         {"2001:db8::1", 1, "2001:db8::1", 2, TRUE},
      {"2001:db8::1", 0, "2001:db8::2", 0, FALSE}, {"0.0.0.0", 0, "::", 0, FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    LlAddress a = make(rows[i].a, rows[i].a_interface);
    LlAddress b = make(rows[i].b, rows[i].b_interface);
    g_assert_cmpint(ll_address_equal(&a, &b), ==, rows[i].is_equal);
  }
}

static void
test_kinds(void)
{
  static const struct {
    const char *text;
    guint32 interface;
    gboolean is_link_local;
    gboolean is_usable;
  } rows[] = {
      {"192.168.1.20", 0, FALSE, TRUE},
      {"127.0.0.1", 0, FALSE, TRUE},
      {"169.254.7.1", 0, TRUE, TRUE},
      {"169.253.7.1", 0, FALSE, TRUE},
      {"170.254.7.1", 0, FALSE, TRUE},
      {"0.0.0.0", 0, FALSE, FALSE},
      {"0.1.2.3", 0, FALSE, FALSE},
      {"1.0.0.0", 0, FALSE, TRUE},
      {"223.255.255.254", 0, FALSE, TRUE},
      {"224.0.0.251", 0, FALSE, FALSE},
      {"255.255.255.255", 0, FALSE, FALSE},
      {"fe80::1", 2, TRUE, TRUE},
      {"fe80::1", 0, TRUE, FALSE},
      {"febf::1", 0, TRUE, FALSE},
      {"fec0::1", 0, FALSE, TRUE},
      {"2080::1", 0, FALSE, TRUE},
      {"fd00::1", 0, FALSE, TRUE},
      {"2001:db8::5", 0, FALSE, TRUE},
      {"::1", 0, FALSE, TRUE},
      {"::", 0, FALSE, FALSE},
      {"ff02::fb", 2, FALSE, FALSE},
      {"::ffff:224.0.0.251", 0, FALSE, FALSE},
      {"::ffff:0.0.0.0", 0, FALSE, FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    LlAddress address = make(rows[i].text, rows[i].interface);
    g_test_message("%s", rows[i].text);
    g_assert_cmpint(ll_address_is_link_local(&address), ==, rows[i].is_link_local);
    g_assert_cmpint(ll_address_is_usable(&address), ==, rows[i].is_usable);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/address/bytes/family-scope-and-text", test_from_bytes);
  g_test_add_func("/address/bytes/other-lengths-are-refused", test_other_lengths);
  g_test_add_func("/address/sockaddr/comes-back-the-same", test_sockaddr);
  g_test_add_func("/address/sockaddr/fields-in-network-order", test_sockaddr_fields);
  g_test_add_func("/address/sockaddr/ipv4-on-a-dual-stack-socket", test_from_dual_stack_socket);
  g_test_add_func("/address/equal-minds-scope-and-mapped-ipv4", test_equal);
  g_test_add_func("/address/link-local-and-usable", test_kinds);
  return g_test_run();
}
