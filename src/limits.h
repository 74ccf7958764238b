/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
/* The C library has a header of this name too. Its own includes find ours first: lead them on. */
#include_next <limits.h>

#ifndef LL_LIMITS_H
#define LL_LIMITS_H

/* Every bound that a peer can push against, each with its reason. */

/* DNS (RFC 1035 2.3.4): a label, and so an instance name, holds at most this many bytes. */
#define LL_NAME_MAX 63
/* A contact by address: a user's name, '@', a host's (RFC 1035 2.3.4: 255 bytes on the wire are 253
 * in text), ':' and a port. */
#define LL_CONTACT_MAX (LL_NAME_MAX + 1 + 253 + 6)

/* Names of our own that callers may still know us by: they change with conflicts and the host. */
#define LL_OWN_NAMES_MAX 8

/* RFC 6763 6.1: one string of a TXT record, and so key, '=' and value together. */
#define LL_TXT_STRING_MAX 255
/* RFC 6763 6.2: what we publish fits one Ethernet packet. */
#define LL_TXT_PUBLISH_MAX 1300
/* What we read of a TXT record: an mDNS message (RFC 6762 17); and of keys thirty times those that
 * there are, so that ours are found among any that programs add. */
#define LL_TXT_READ_MAX 9000
#define LL_TXT_KEYS_MAX 512

/* Text of a presence that is shown to people, in bytes; TXT strings are shorter anyway. */
#define LL_PRESENCE_TEXT_MAX LL_TXT_STRING_MAX
/* E-mail and XMPP addresses that one person claims: a list to be read must fit a screen. */
#define LL_PRESENCE_ADDRESSES_MAX 16

/* One stanza, in bytes as they come. RFC 6120 13.12 asks for at least 10,000; pasted texts of
 * 60 kB in both forms with every character escaped must pass. */
#define LL_STANZA_MAX (1024 * 1024)
/* The stream header: attributes only. */
#define LL_HEADER_MAX (8 * 1024)
/* The name in a caller's header, in bytes, as far as we say it back: with each character escaped
 * our header is below LL_HEADER_MAX. */
#define LL_STREAM_FROM_MAX 1024

#define LL_XML_DEPTH_MAX      64
#define LL_XML_ATTRIBUTES_MAX 64
/* Elements in one stanza: formatted text of LL_STANZA_MAX needs fewer; each costs memory. */
#define LL_XML_ELEMENTS_MAX 16384
/* A namespace's name in bytes: declared once, it is looked at again for each element below. */
#define LL_XML_NAMESPACE_MAX 256

/* First-level elements of one stream: how many may come at once, and how many a second after that.
 * What waited for somebody comes all together (LL_OUTBOX_MESSAGES_MAX), nobody reads a thousand
 * lines a second. */
#define LL_STREAM_ELEMENTS_AT_ONCE_MAX    16384
#define LL_STREAM_ELEMENTS_PER_SECOND_MAX 1000

/* A message that the user sends, in bytes of plain text: with its formatted twin and all escapes it
 * stays below LL_STANZA_MAX of a peer like us. */
#define LL_MESSAGE_MAX (100 * 1024)

/* The name of a thread of conversation and a message's id, in bytes: they are kept and sent back;
 * a UUID has 36. Longer ones are as if they were not there. */
#define LL_MESSAGE_ID_MAX 256
/* A message's subject, in bytes: it is shown as one line. */
#define LL_SUBJECT_MAX 1024

/* Streams that have not said who they are, in all and from one address; the oldest gives way. */
#define LL_STREAMS_UNIDENTIFIED_MAX             64
#define LL_STREAMS_UNIDENTIFIED_PER_ADDRESS_MAX 8
/* How long such a stream may take to send its header and be looked up. */
#define LL_STREAM_IDENTIFY_SECONDS 10

/* Streams of one peer that are known to be theirs; one is enough, crossing makes two, and a peer
 * that restarts leaves dead ones behind. The oldest gives way. */
#define LL_STREAMS_PER_PEER_MAX 8
/* Streams of everybody together that they opened: a program may have 1,024 files open as a rule,
 * and libpurple needs some. The one that was not used for the longest time gives way. */
#define LL_STREAMS_MAX 768

/* Bytes that wait for one peer's socket; a peer that stops reading is cut off beyond it. */
#define LL_CHANNEL_QUEUE_MAX (8 * 1024 * 1024)
/* Questions to one person's program that are open: three kinds, and some that are asked again. And
 * how long an answer may take: a program has nothing to do for it but say what it knows, on a link
 * where packets get lost; where the user waits to see it, they wait no longer than that. */
#define LL_REQUESTS_MAX          16
#define LL_REQUEST_SECONDS       10
#define LL_REQUEST_SHOWN_SECONDS 2
/* What a program calls itself, its version and system, in bytes: as much as of a presence. */
#define LL_ABOUT_TEXT_MAX LL_PRESENCE_TEXT_MAX
/* Answers that stand for a hash, and people whose answer has none that counts: each some hundred
 * bytes. There are not that many versions of programs on one network; the one not needed for the
 * longest time gives way, and is asked for again. */
#define LL_CAPABILITIES_HASHES_MAX 256
#define LL_CAPABILITIES_PEOPLE_MAX 1024

/* Messages, and bytes of their text, that wait for one peer; in both forms and with every character
 * escaped they stay below LL_CHANNEL_QUEUE_MAX. */
#define LL_OUTBOX_MESSAGES_MAX 4096
#define LL_OUTBOX_BYTES_MAX    (1024 * 1024)

/* Messages on disk that wait for people who are away, of one account: a person writes them all. */
#define LL_MAILBOX_MESSAGES_MAX 4096

/* What is on its way is noted in a file of at most so many bytes: what waits for a few people and
 * may be long. What goes beyond it is lost if we are killed. */
#define LL_NOTES_BYTES_MAX (4 * 1024 * 1024)

/* Messages that are remembered as read, of everybody together: some 200 bytes each. As many as one
 * person may send again at once; who floods it makes room for a message to be shown twice, no more.
 */
#define LL_HEARD_MAX 4096

/* Addresses of one peer that are tried; a conference laptop has a handful. */
#define LL_ADDRESSES_MAX 16

/* Presences on the roster: an mDNS flood must not fill memory. Avahi's own cache ends earlier. */
#define LL_PEERS_MAX 16384
/* DNS-SD domains beyond the link: each holds a browser at the responder. */
#define LL_DOMAINS_MAX 8
/* Records that the embedded responder keeps for each link: PTR, SRV and TXT of five thousand
 * people, and no more than 150 MB of the largest ones. */
#define LL_CACHED_RECORDS_MAX 16384
/* Objects of the Avahi daemon that one D-Bus client of it has, and such clients: the daemon allows
 * 1,024 (objects-per-client-max) to each of 4,096, the message bus 256 connections to one user. */
#define LL_AVAHI_OBJECTS_MAX 1000
#define LL_AVAHI_CLIENTS_MAX 64
/* A message of the bus, in bytes: a record's data has 64 KiB at most. And a line before the first
 * message. */
#define LL_DBUS_MESSAGE_MAX (256 * 1024)
#define LL_DBUS_LINE_MAX    1024
/* Links (interface and IP version) on which one presence is seen. */
#define LL_PEER_LINKS_MAX 32
/* Presences that are resolved together to find whose address a nameless stream comes from: with as
 * many such streams as may be there, about three objects each, they leave room among the 1,024 that
 * Avahi gives to one client. */
#define LL_ADDRESS_SEARCH_MAX 4
/* Contacts by address that are asked together whether they are there: where none of a hundred
 * answers, that is some eight packets a second for the first minute. */
#define LL_CONTACTS_ASKED_MAX 8
/* People whom nobody publishes and nobody added, with a stream open: anyone who can connect is one.
 */
#define LL_STRANGERS_MAX 64
/* People in doubt, whom the network is asked for: each costs a small packet every few seconds.
 * Beyond it they stay shown as long as the responder holds them. */
#define LL_DOUBTS_MAX 64
/* RFC 6762 17: an mDNS message with its IP and UDP headers. */
#define LL_DNS_MESSAGE_MAX 9000

/* People whose key is kept, about 200 bytes each, and names under which one key was met: a person
 * has a few machines. Anyone on the network can make keys, so those that the user has not verified
 * give way. */
#define LL_PINS_MAX      4096
#define LL_PIN_NAMES_MAX 8
/* People whose key has changed and who wait for the user's decision; and other keys under one name
 * of which the user is told: more would be no news, but a nuisance. */
#define LL_DISTRUSTED_MAX      64
#define LL_DISTRUSTED_KEYS_MAX 3

/* Questions of one kind that are on the screen at once, about different people: nobody reads more.
 * Strangers whom the user is asked about while signed on: anyone can invent names. */
#define LL_QUESTIONS_MAX       4
#define LL_STRANGERS_ASKED_MAX 256
/* People of whom we keep, while signed on, as whom they were met before. */
#define LL_RECOGNISED_MAX 256
/* A picture, in bytes (XEP-0174 12: what a record's data can be). In Base64 it is far below
 * LL_STANZA_MAX. */
#define LL_PICTURE_MAX G_MAXUINT16
/* Our own in its record: what LL_DNS_MESSAGE_MAX leaves beside the headers of IPv6 (40), UDP (8),
 * the message (12) and the record (10), and the longest name of a presence (64 + 10 + 5 + 7). */
#define LL_PICTURE_RECORD_MAX (LL_DNS_MESSAGE_MAX - 40 - 8 - 12 - 10 - (64 + 10 + 5 + 7))
/* What a picture may be once it is decoded, which is for the client to do: pixels of a side, and of
 * all frames of an animation together, at 4 bytes each. */
#define LL_PICTURE_SIDE_MAX   1024
#define LL_PICTURE_PIXELS_MAX (4 * 1024 * 1024)
/* Our own as the user chose it, if it is to be made smaller, in bytes and in pixels: what a camera
 * gives, decoded in some tenths of a second. */
#define LL_PICTURE_OWN_MAX        (8 * 1024 * 1024)
#define LL_PICTURE_OWN_PIXELS_MAX (16 * 1024 * 1024)
/* Others' pictures on disk, in bytes, and for how long after they were last seen: some two thousand
 * people, of whom each may have one of LL_PICTURE_MAX in a bad case. */
#define LL_PICTURES_KEPT_BYTES_MAX (32 * 1024 * 1024)
#define LL_PICTURE_KEPT_DAYS       30
/* How many are asked for at a time: each of these answers goes to everybody on the network. */
#define LL_PICTURES_ASKED_MAX 4
/* Records that are no answer, to one question: some are old ones, out of somebody's cache. */
#define LL_PICTURE_WRONG_MAX 8

#endif
