/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Names: wire/text, wire/name, wire/contact, wire/address, wire/record's targets and
 * engine/own-names. The input is one name, or several texts with a line for each. */

#include <string.h>

#include "engine/own-names.h"
#include "fuzz.h"
#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"
#include "wire/record.h"
#include "wire/text.h"

#define HOST_MAX 253 /* RFC 1035 2.3.4, in text */

static void
check_text(const guint8 *data, gsize size, gsize max)
{
  g_autofree char *clean = ll_text_clean((const char *)data, (gssize)size);
  g_autofree char *line = ll_text_clean_line((const char *)data, (gssize)size);
  g_autofree char *cut = ll_text_truncate(clean, max);

  fuzz_assert_clean(clean);
  fuzz_assert_clean_line(line);
  g_assert_null(strpbrk(line, "\t\r\n"));
  g_assert_true(g_str_has_prefix(clean, cut) && strlen(cut) <= max);
  g_assert_true(g_utf8_validate(cut, -1, NULL));
}

static void
check_label(const char *name)
{
  g_autofree char *escaped = ll_name_escape(name);
  g_autofree char *domain = g_strconcat(escaped, ".rest", NULL);
  const char *rest = NULL;
  g_autofree char *back = ll_name_unescape(domain, &rest);

  g_assert_cmpstr(back, ==, name);
  g_assert_cmpstr(rest, ==, "rest");
}

static void
check_spelling(const char *name)
{
  g_autofree char *folded = ll_name_fold(name);
  g_autofree char *again = ll_name_fold(folded);
  g_autofree char *user = ll_name_user(name);
  g_autofree char *machine = ll_name_machine(name);
  g_autofree char *joined = machine ? g_strconcat(user, "@", machine, NULL) : NULL;

  g_assert_cmpstr(again, ==, folded);
  g_assert_true(ll_name_hash_equal(name, folded));
  g_assert_cmpuint(ll_name_hash(name), ==, ll_name_hash(folded));
  if (joined)
    g_assert_cmpstr(joined, ==, name);
}

static void
check_name(const char *text)
{
  const char *rest = NULL;
  g_autofree char *first = ll_name_unescape(text, &rest);

  check_spelling(text);
  if (ll_name_is_valid(text))
    check_label(text);
  if (!first) {
    g_assert_null(rest);
    return;
  }
  g_assert_true(ll_name_is_valid(first));
  g_assert_true(rest >= text && rest <= text + strlen(text));
  check_label(first);
}

/* Whoever calls us by our NAME means us, however they write it; what they call us otherwise, TO,
 * may be anything. */
static void
check_meant(const char *name, const char *to)
{
  g_autoptr(LlOwnNames) names = ll_own_names_new();
  g_autofree char *escaped = ll_name_escape(name);
  g_autofree char *folded = ll_name_fold(name);
  g_autofree char *decomposed = g_utf8_normalize(name, -1, G_NORMALIZE_NFD);
  g_autofree char *resource = g_strconcat(name, "/Home", NULL);
  g_autofree char *domain = g_strconcat(escaped, "._presence._tcp.local", NULL);
  const char *const spellings[] = {name, escaped, folded, decomposed, resource, domain, NULL, ""};

  ll_own_names_add(names, name);
  g_assert_cmpstr(ll_own_names_present(names), ==, name);
  for (gsize i = 0; i < G_N_ELEMENTS(spellings); i++)
    g_assert_true(ll_own_names_may_mean(names, spellings[i]));
  ll_own_names_may_mean(names, to);
}

/* Of our own name, made of whatever the system calls the user and the machine. */
static void
check_made(const char *user, const char *machine, guint nth)
{
  g_autofree char *name = ll_name_make(user, machine, nth);
  g_autofree char *suffix = nth > 0 ? g_strdup_printf("-%u", nth) : g_strdup("");
  g_autofree char *own_user = ll_name_user(name);
  g_autofree char *own_machine = ll_name_machine(name);
  g_autofree char *again = ll_name_make(own_user, own_machine, 0);

  g_assert_true(ll_name_is_valid(name));
  g_assert_nonnull(own_machine);
  g_assert_true(g_str_has_suffix(own_user, suffix));
  g_assert_null(strpbrk(own_user, "\"<>&'\\/:@"));
  fuzz_assert_clean_line(own_user);
  for (const char *p = own_machine; *p != '\0'; p++)
    g_assert_true(g_ascii_isgraph(*p));
  g_assert_cmpstr(again, ==, name);
  g_assert_false(ll_contact_is_valid(name) && !strchr(machine, '.'));
  check_label(name);
  check_meant(name, user);
}

static void
check_contact(const LlContact *contact)
{
  g_autofree char *text = ll_contact_to_string(contact);
  g_autoptr(LlContact) back = ll_contact_parse(text);

  g_assert_cmpuint(strlen(text), <=, LL_CONTACT_MAX);
  g_assert_nonnull(back);
  g_autofree char *again = ll_contact_to_string(back);
  g_assert_cmpstr(again, ==, text);
  g_assert_cmpstr(back->user, ==, contact->user);
  g_assert_cmpstr(back->host, ==, contact->host);
  g_assert_cmpstr(back->interface, ==, contact->interface);
  g_assert_cmpuint(back->port, ==, contact->port);
  g_assert_cmpuint(back->port, >, 0);
  g_assert_true(!back->user || ll_name_is_valid(back->user));
  g_assert_true(!back->host || strlen(back->host) <= HOST_MAX);
  g_assert_true(back->host || ll_address_equal(&back->address, &contact->address));
}

static void
check_address(const guint8 *data, gsize size, const char *user)
{
  LlAddress address, back;
  struct sockaddr_storage sa;
  guint16 port = 0;
  gsize length = size >= 20 ? 16 : 4;

  if (size < 8 || !ll_address_from_bytes(data + 4, length, data[3], &address))
    return;
  ll_address_to_sockaddr(&address, (guint16)(data[0] << 8 | data[1]), &sa);
  g_assert_true(ll_address_from_sockaddr((const struct sockaddr *)&sa, &back, &port));
  g_assert_true(ll_address_equal(&address, &back));
  g_assert_cmpuint(port, ==, data[0] << 8 | data[1]);
  g_autofree char *text = ll_address_to_string(&address);
  g_assert_true(g_str_is_ascii(text));
  if (port == 0 || !ll_address_is_usable(&address))
    return;
  g_autoptr(LlContact) contact =
      ll_contact_new(user, &address, address.scope != 0 ? "eth0" : NULL, port);
  check_contact(contact);
}

/* The one label that TEXT begins with, as the bytes of the wire. Gives what follows. */
static const char *
append_label(GByteArray *wire, const char *text)
{
  guint at = wire->len;

  g_byte_array_append(wire, (const guint8 *)"", 1);
  while (*text != '\0' && *text != '.') {
    guint8 byte = (guint8)*text++;

    g_assert_true(g_ascii_isgraph(byte));
    if (byte == '\\' && g_ascii_isdigit(*text)) {
      byte = (guint8)((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
      text += 3;
    } else if (byte == '\\') {
      byte = (guint8)*text++;
    }
    g_byte_array_append(wire, &byte, 1);
  }
  wire->data[at] = (guint8)(wire->len - at - 1);
  return *text == '.' ? text + 1 : text;
}

static void
check_srv(const guint8 *data, gsize size)
{
  g_autoptr(GByteArray) wire = g_byte_array_new();
  g_autofree char *target = NULL;
  guint16 port = 0;

  if (!ll_record_parse_srv(data, size, &port, &target))
    return;
  g_assert_cmpuint(port, >, 0);
  for (const char *p = target; *p != '\0';)
    p = append_label(wire, p);
  g_byte_array_append(wire, (const guint8 *)"", 1);
  g_assert_cmpmem(wire->data, wire->len, data + 6, size - 6);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_string(data, size);
  g_auto(GStrv) lines = g_strsplit(text, "\n", 3);
  guint n = g_strv_length(lines);
  const char *first = n > 0 ? lines[0] : "";
  g_autoptr(LlContact) contact = ll_contact_parse(text);

  check_text(data, size, size > 0 ? data[0] : 0);
  check_name(text);
  check_made(first, n > 1 ? lines[1] : "", n > 2 ? (guint)strlen(lines[2]) : 0);
  g_assert_cmpint(ll_contact_is_valid(text), ==, contact != NULL);
  if (contact)
    check_contact(contact);
  check_address(data, size, first);
  check_srv(data, size);
  return 0;
}
