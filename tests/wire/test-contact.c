/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/contact.h"

#include <string.h>

#include "limits.h"

static void
test_contacts(void)
{
  static const struct {
    const char *text;
    const char *form;
  } rows[] = {
      {"juliet@10.0.0.2:5298", "juliet@10.0.0.2:5298"},
      {"juliet@10.0.0.2", "juliet@10.0.0.2:5298"},
      {"juliet@10.0.0.2:1", "juliet@10.0.0.2:1"},
      {"juliet@10.0.0.2:65535", "juliet@10.0.0.2:65535"},
      {"10.0.0.2", "10.0.0.2:5298"},
      {"10.0.0.2:5299", "10.0.0.2:5299"},
      {"juliet@[2001:DB8::0:5]:5299", "juliet@[2001:db8::5]:5299"},
      {"juliet@[2001:db8::5]", "juliet@[2001:db8::5]:5298"},
      {"juliet@2001:db8::5", "juliet@[2001:db8::5]:5298"},
      {"2001:db8::5", "[2001:db8::5]:5298"},
      {"[2001:db8::5]:80", "[2001:db8::5]:80"},
      {"::1", "[::1]:5298"},
      {"juliet@fe80::1%eth0", "juliet@[fe80::1%eth0]:5298"},
      {"[fe80::1%2]:7", "[fe80::1%2]:7"},
      {"fe80::1", "[fe80::1]:5298"}, /* on whichever interface */
      {"juliet@::ffff:10.0.0.2", "juliet@10.0.0.2:5298"},
      {"juliet@[::ffff:10.0.0.2]:9", "juliet@10.0.0.2:9"},
      {"juliet@verona:5298", "juliet@verona:5298"},
      {"juliet@Verona.Example.ORG:5298", "juliet@verona.example.org:5298"},
      {"juliet@verona.local.:5298", "juliet@verona.local:5298"},
      {"verona.example.org:5299", "verona.example.org:5299"},
      {"juliet@3com.example:5298", "juliet@3com.example:5298"},
      {"juliet@old_host:5298", "juliet@old_host:5298"},
      {"a:b@10.0.0.2", "a:b@10.0.0.2:5298"},
      {"squid@cat@battle:5298", "squid@cat@battle:5298"},
      {"Jürgen Müller@10.0.0.2", "Jürgen Müller@10.0.0.2:5298"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlContact) contact = ll_contact_parse(rows[i].text), again = NULL;
    g_autofree char *form = NULL, *same = NULL;

    g_test_message("%s", rows[i].text);
    g_assert_nonnull(contact);
    g_assert_true(ll_contact_is_valid(rows[i].text));
    form = ll_contact_to_string(contact);
    g_assert_cmpstr(form, ==, rows[i].form);
    again = ll_contact_parse(form);
    g_assert_nonnull(again);
    same = ll_contact_to_string(again);
    g_assert_cmpstr(same, ==, form);
  }
}

/* What others publish, or could, and what nobody can connect to. */
static void
test_others(void)
{
  static const char *const rows[] = {
      "",
      "@",
      ":",
      "[",
      "]",
      "juliet",
      "juliet@verona",
      "juliet@verona (2)",
      "juliet@verona.local",
      "juliet@verona.example.org",
      "a:b@c",
      "room:5298",
      "12:30",
      "Meet at 12:30",
      "juliet@verona:",
      "juliet@verona:0",
      "juliet@verona:65536",
      "juliet@verona:99999999999999999999",
      "juliet@verona:+5",
      "juliet@verona: 5298",
      "juliet@verona:5298 ",
      "juliet@verona:5298 (2)",
      "juliet@verona:52 98",
      "juliet@ver ona:5298",
      "juliet@-verona:5298",
      "juliet@verona-:5298",
      "juliet@verona..org:5298",
      "juliet@.:5298",
      "juliet@:5298",
      "juliet@v\xC3\xA9rone:5298",
      "juliet@10.0.0",
      "juliet@10.0.0:5298",
      "juliet@10.0.0.2.3:5298",
      "juliet@300.0.0.2:5298",
      "juliet@10.0.0.2:",
      "juliet@10.0.0.2:0",
      "juliet@10.0.0.2:5298:1",
      "juliet@[10.0.0.2]:5298",
      "juliet@[2001:db8::5",
      "juliet@[2001:db8::5]5298",
      "juliet@[2001:db8::5]:",
      "juliet@[2001:db8::5]:0",
      "juliet@2001:db8::5:6:7:8:9:a",
      "juliet@[verona]:5298",
      "juliet@10.0.0.2%eth0",
      "juliet@2001:db8::5%eth0",
      "juliet@fe80::1%",
      "juliet@fe80::1%a/b",
      "juliet@fe80::1%an-interface-too-long",
      "@10.0.0.2",
      "@verona:5298",
      "juliet\n@10.0.0.2",
      "jul\xFFiet@10.0.0.2",
      "0.0.0.0",
      "224.0.0.251:5353",
      "255.255.255.255",
      "::",
      "ff02::fb",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i]);
    g_assert_null(ll_contact_parse(rows[i]));
    g_assert_false(ll_contact_is_valid(rows[i]));
  }
}

static void
test_lengths(void)
{
  g_autofree char *label = g_strnfill(LL_NAME_MAX, 'a');
  g_autofree char *rest = g_strnfill(253 - 3 * (LL_NAME_MAX + 1), 'a');
  g_autofree char *longest =
      g_strdup_printf("%s@%s.%s.%s.%s:65535", label, label, label, label, rest);
  g_autofree char *longer = g_strdup_printf("%sa", longest);
  g_autofree char *long_user = g_strdup_printf("%sa@10.0.0.2", label);
  g_autofree char *long_label = g_strdup_printf("juliet@%sa:5298", label);
  g_autofree char *huge = g_strnfill(1 << 20, ':');

  g_assert_cmpuint(strlen(longest), ==, LL_CONTACT_MAX);
  g_assert_true(ll_contact_is_valid(longest));
  g_assert_false(ll_contact_is_valid(longer));
  g_assert_false(ll_contact_is_valid(long_user));
  g_assert_false(ll_contact_is_valid(long_label));
  g_assert_false(ll_contact_is_valid(huge));
}

static void
test_parts(void)
{
  g_autoptr(LlContact) juliet = ll_contact_parse("a@b@[fe80::1%eth0]:7");
  g_autoptr(LlContact) romeo = ll_contact_parse("mantua.example:8");

  g_assert_cmpstr(juliet->user, ==, "a@b");
  g_assert_null(juliet->host);
  g_assert_cmpint(juliet->address.family, ==, AF_INET6);
  g_assert_cmpuint(juliet->address.scope, ==, 0);
  g_assert_cmpstr(juliet->interface, ==, "eth0");
  g_assert_cmpuint(juliet->port, ==, 7);
  g_assert_null(romeo->user);
  g_assert_cmpstr(romeo->host, ==, "mantua.example");
  g_assert_cmpuint(romeo->port, ==, 8);
}

/* Whatever somebody calls themselves, the name says where they really are. */
static void
test_new(void)
{
  static const struct {
    const char *user;
    const char *form;
  } rows[] = {
      {"juliet", "juliet@10.0.0.2:5299"},
      {NULL, "10.0.0.2:5299"},
      {"", "user@10.0.0.2:5299"},
      {"romeo@10.0.0.9:5298", "romeo-10.0.0.9-5298@10.0.0.2:5299"},
      {"jul\xFFiet\n<b>", "jul-iet -b-@10.0.0.2:5299"},
  };
  LlAddress address = {.family = AF_INET, .bytes = {10, 0, 0, 2}};
  LlAddress six = {.family = AF_INET6, .bytes = {0xFE, 0x80, [15] = 1}, .scope = 3};
  g_autoptr(LlContact) scoped = ll_contact_new("juliet", &six, "eth0", 5298);
  g_autofree char *scoped_form = ll_contact_to_string(scoped);
  g_autofree char *endless = g_strnfill(1000, 'u');
  g_autoptr(LlContact) cut = ll_contact_new(endless, &address, NULL, 5298);
  g_autofree char *cut_form = ll_contact_to_string(cut);

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlContact) contact = ll_contact_new(rows[i].user, &address, NULL, 5299);
    g_autofree char *form = ll_contact_to_string(contact);

    g_assert_cmpstr(form, ==, rows[i].form);
    g_assert_true(ll_contact_is_valid(form));
  }
  g_assert_cmpstr(scoped_form, ==, "juliet@[fe80::1%eth0]:5298");
  g_assert_true(ll_contact_is_valid(scoped_form));
  g_assert_true(ll_contact_is_valid(cut_form));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/contact/contacts", test_contacts);
  g_test_add_func("/contact/others", test_others);
  g_test_add_func("/contact/lengths", test_lengths);
  g_test_add_func("/contact/parts", test_parts);
  g_test_add_func("/contact/new", test_new);
  return g_test_run();
}
