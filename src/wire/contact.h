/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/address.h"

/* Contacts by address: the names under which people are kept whom discovery does not find. Told
 * from presence names (wire/name.h) by what stands behind the last '@', or by all of it where there
 * is none:
 *
 *     user@10.0.0.2        user@[fe80::1%eth0]        user@fe80::1     an IP address
 *     user@10.0.0.2:5298   user@[fe80::1%eth0]:5298                    ... and a port
 *     user@verona:5298     user@verona.example.org:5298                a host's name and a port
 *     10.0.0.2             10.0.0.2:5298              [fe80::1]:5298   the same with nobody's name;
 *     verona.example.org:5298                                          then a host's has a dot
 *
 * Everything else is a presence name: "juliet@verona", "juliet@verona.local", "juliet@verona (2)",
 * "a:b@c", "room:5298", "12:30". A machine's label (XEP-0174 3) has no ':' and is no IP address, so
 * no presence that keeps to the specification is taken for one. */

#define LL_CONTACT_PORT 5298 /* where none is given; registered for presence (XEP-0174 13) */

typedef struct {
  char *user; /* NULL: nobody's name was given */
  char *host; /* a host's name in lower case; NULL: `address` counts */
  LlAddress address;
  char *interface; /* the name or number behind '%' of a link-local `address`; NULL: not given */
  guint16 port;
} LlContact;

/* ll_contact_parse: NULL if TEXT (any bytes) is no contact by address, or one that nobody can
 * connect to: port 0, a multicast address. (transfer full) (nullable) */
LlContact *ll_contact_parse(const char *text);
/* ll_contact_new: the person at ADDRESS and PORT; INTERFACE is the name of its scope's (nullable),
 * USER (nullable, any bytes) what they call themselves, made fit. (transfer full) */
LlContact *ll_contact_new(const char *user, const LlAddress *address, const char *interface,
                          guint16 port);
void ll_contact_free(LlContact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlContact, ll_contact_free)
/* ll_contact_is_valid: whether ll_contact_parse() takes TEXT. */
gboolean ll_contact_is_valid(const char *text);
/* ll_contact_to_string: the one form of all spellings of CONTACT, which parses to the same:
 * "user@10.0.0.2:5298", "[fe80::1%eth0]:5298". (transfer full) */
char *ll_contact_to_string(const LlContact *contact);
