/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* XML namespaces on the wire, each named after its specification. */

#define LL_NS_CLIENT       "jabber:client"                       /* RFC 6120 4.8.3 */
#define LL_NS_STREAM       "http://etherx.jabber.org/streams"    /* RFC 6120 4.8.2 */
#define LL_NS_STREAM_ERROR "urn:ietf:params:xml:ns:xmpp-streams" /* RFC 6120 4.9.2 */
#define LL_NS_TLS          "urn:ietf:params:xml:ns:xmpp-tls"     /* RFC 6120 5 */
#define LL_NS_SASL         "urn:ietf:params:xml:ns:xmpp-sasl"    /* RFC 6120 6 */
#define LL_NS_STANZA_ERROR "urn:ietf:params:xml:ns:xmpp-stanzas" /* RFC 6120 8.3.2 */
#define LL_NS_XHTML        "http://www.w3.org/1999/xhtml" /* Apple's form of formatted text */
#define LL_NS_XHTML_IM     "http://jabber.org/protocol/xhtml-im"    /* XEP-0071 */
#define LL_NS_EVENT        "jabber:x:event"                         /* XEP-0022, as iChat uses it */
#define LL_NS_DELAY        "urn:xmpp:delay"                         /* XEP-0203 */
#define LL_NS_DISCO_INFO   "http://jabber.org/protocol/disco#info"  /* XEP-0030 */
#define LL_NS_DISCO_ITEMS  "http://jabber.org/protocol/disco#items" /* XEP-0030 */
#define LL_NS_CAPS         "http://jabber.org/protocol/caps"        /* XEP-0115 */
#define LL_NS_VERSION      "jabber:iq:version"                      /* XEP-0092 */
#define LL_NS_LAST         "jabber:iq:last"                         /* XEP-0012 */
#define LL_NS_TIME         "urn:xmpp:time"                          /* XEP-0202 */
#define LL_NS_PING         "urn:xmpp:ping"                          /* XEP-0199 */
#define LL_NS_OOB          "jabber:iq:oob"                          /* XEP-0066 */
#define LL_NS_CHAT_STATES  "http://jabber.org/protocol/chatstates"  /* XEP-0085 */
#define LL_NS_RECEIPTS     "urn:xmpp:receipts"                      /* XEP-0184 */
#define LL_NS_ATTENTION    "urn:xmpp:attention:0"                   /* XEP-0224 */
#define LL_NS_CORRECT      "urn:xmpp:message-correct:0"             /* XEP-0308 */
#define LL_NS_DATA_FORM    "jabber:x:data"                          /* XEP-0004 */
#define LL_NS_ACKS         "urn:xmpp:sm:3"                          /* XEP-0198 */
#define LL_NS_BOB          "urn:xmpp:bob"                           /* XEP-0231 */
#define LL_NS_XML          "http://www.w3.org/XML/1998/namespace"   /* of xml:lang */
