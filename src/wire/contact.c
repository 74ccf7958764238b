/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/contact.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "limits.h"
#include "wire/name.h"

/* An interface's name (Linux: IFNAMSIZ less the NUL). */
#define INTERFACE_MAX 15

/* A number from 1 to 65535 in decimal digits, and nothing else. */
static gboolean
parse_port(const char *text, guint16 *ret_port)
{
  guint port = 0;

  for (gsize i = 0; i < 5 && g_ascii_isdigit(text[i]); i++) {
    port = port * 10 + (guint)g_ascii_digit_value(text[i]);
    if (text[i + 1] == '\0' && port > 0 && port <= G_MAXUINT16) {
      *ret_port = (guint16)port;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_interface(const char *text)
{
  gsize length = strlen(text);

  if (length == 0 || length > INTERFACE_MAX)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph(*p) || strchr("/:%[]@", *p) != NULL)
      return FALSE;
  return TRUE;
}

/* One of DNS's labels as hosts have them (RFC 1123 2.1), and '_', which some have. */
static gboolean
is_label(const char *label)
{
  gsize length = strlen(label);

  if (length == 0 || length > LL_NAME_MAX || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (const char *p = label; *p != '\0'; p++)
    if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_number(const char *label)
{
  return strspn(label, "0123456789") == strlen(label);
}

/* A last label of digits alone is what is left of an IPv4 address: "10.0.0". */
static gboolean
is_host(const char *text)
{
  g_auto(GStrv) labels = g_strsplit(text, ".", -1);
  guint count = g_strv_length(labels);

  for (guint i = 0; i < count; i++)
    if (!is_label(labels[i]))
      return FALSE;
  return count > 0 && !is_number(labels[count - 1]);
}

/* The literal TEXT with what is behind its '%'. */
static gboolean
parse_address(const char *text, LlContact *contact)
{
  g_autofree char *bare = NULL;
  const char *interface = strchr(text, '%');
  gboolean is_v6 = strchr(text, ':') != NULL;
  guint8 bytes[sizeof contact->address.bytes];
  LlAddress address;

  bare = interface ? g_strndup(text, (gsize)(interface - text)) : g_strdup(text);
  if (inet_pton(is_v6 ? AF_INET6 : AF_INET, bare, bytes) != 1)
    return FALSE;
  ll_address_from_bytes(bytes, is_v6 ? 16 : 4, 0, &address);
  if (interface && (address.family != AF_INET6 || !ll_address_is_link_local(&address) ||
                    !is_interface(interface + 1)))
    return FALSE;
  contact->address = address;
  contact->interface = interface ? g_strdup(interface + 1) : NULL;
  /* One with no scope can be tried on every interface. */
  return ll_address_is_usable(&address) ||
         (address.family == AF_INET6 && ll_address_is_link_local(&address));
}

/* "[ADDRESS]" or "[ADDRESS]:PORT". */
static gboolean
parse_brackets(const char *text, LlContact *contact)
{
  const char *end = strchr(text, ']');
  g_autofree char *literal = end ? g_strndup(text + 1, (gsize)(end - text - 1)) : NULL;

  if (!literal || !strchr(literal, ':') || !parse_address(literal, contact))
    return FALSE;
  return end[1] == '\0' || (end[1] == ':' && parse_port(end + 2, &contact->port));
}

/* Whether PLACE may be read as any of these at all. Names are tried with each message, many times.
 */
static gboolean
may_be_place(const char *place)
{
  return g_ascii_isdigit(*place) || strchr(place, ':') != NULL;
}

/* "HOST:PORT", HOST being a name or an IPv4 address. */
static gboolean
parse_place(const char *text, LlContact *contact)
{
  const char *colon = strrchr(text, ':');
  gsize length = colon ? (gsize)(colon - text) : 0;
  g_autofree char *host = NULL;

  if (!colon || !parse_port(colon + 1, &contact->port))
    return FALSE;
  if (length > 1 && colon[-1] == '.')
    length--; /* the root's, in a domain name that is written out to its end */
  host = g_ascii_strdown(text, (gssize)length);
  if (strchr(host, ':'))
    return FALSE;
  if (parse_address(host, contact))
    return TRUE;
  if (!is_host(host) || (!contact->user && !strchr(host, '.')))
    return FALSE;
  contact->host = g_steal_pointer(&host);
  return TRUE;
}

LlContact *
ll_contact_parse(const char *text)
{
  g_autoptr(LlContact) contact = NULL;
  const char *at = strrchr(text, '@');

  if (!may_be_place(at ? at + 1 : text) || strlen(text) > LL_CONTACT_MAX)
    return NULL;
  contact = g_new0(LlContact, 1);
  contact->port = LL_CONTACT_PORT;
  if (at) {
    contact->user = g_strndup(text, (gsize)(at - text));
    if (!ll_name_is_valid(contact->user))
      return NULL;
    text = at + 1;
  }
  if (*text == '[' ? parse_brackets(text, contact)
                   : parse_address(text, contact) || parse_place(text, contact))
    return g_steal_pointer(&contact);
  return NULL;
}

LlContact *
ll_contact_new(const char *user, const LlAddress *address, const char *interface, guint16 port)
{
  LlContact *contact = g_new0(LlContact, 1);

  contact->address = *address;
  contact->address.scope = 0;
  contact->interface = g_strdup(interface);
  contact->port = port;
  if (user) {
    /* As in a name of ours: no '@' or ':' by which it could be read as another's address. */
    g_autofree char *name = ll_name_make(user, "x", 0);

    contact->user = ll_name_user(name);
  }
  return contact;
}

void
ll_contact_free(LlContact *contact)
{
  if (!contact)
    return;
  g_free(contact->user);
  g_free(contact->host);
  g_free(contact->interface);
  g_free(contact);
}

gboolean
ll_contact_is_valid(const char *text)
{
  g_autoptr(LlContact) contact = ll_contact_parse(text);

  return contact != NULL;
}

char *
ll_contact_to_string(const LlContact *contact)
{
  GString *text = g_string_new(contact->user);

  if (contact->user)
    g_string_append_c(text, '@');
  if (contact->host) {
    g_string_append(text, contact->host);
  } else {
    g_autofree char *address = ll_address_to_string(&contact->address);
    gboolean is_v6 = contact->address.family == AF_INET6;

    g_string_append_printf(text, "%s%s%s%s%s", is_v6 ? "[" : "", address,
                           contact->interface ? "%" : "",
                           contact->interface ? contact->interface : "", is_v6 ? "]" : "");
  }
  g_string_append_printf(text, ":%u", contact->port);
  return g_string_free(text, FALSE);
}
