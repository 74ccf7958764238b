/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* Formatted text between the wire's dialects and the one small HTML that libpurple's clients
 * render. Everything passes one whitelist: bold, italic, underline, strike, font face/size/colour,
 * links (http, https, ftp, mailto, xmpp), line breaks, paragraphs; no script, style beyond these,
 * image or event handler. */

/* ll_markup_from_node: BODY, an XHTML <body> (XHTML-IM or Apple's with its ABSZ point sizes and
 * colours), as HTML for libpurple: escaped exactly once, only whitelisted tags, all of them closed.
 * Text colour and size are kept, balloon colours dropped. Newlines in text and the edges of
 * paragraphs and other blocks become <br>; blanks stay as they are. NULL when it shows nothing but
 * blanks. (transfer full) (nullable) */
char *ll_markup_from_node(const LlXmlNode *body);
/* ll_markup_from_plain: TEXT as HTML: escaped, line ends (LF, CRLF, CR) as <br>. (transfer full) */
char *ll_markup_from_plain(const char *text);
/* ll_markup_apple_html: an <html xmlns=XHTML><body><font>...</font></body></html> node as iChat and
 * prpl-bonjour read it; the latter shows what is inside the font. Line ends become <br/>; blanks
 * stay as they are, for libpurple and Adium show each of them. XHTML is a well-formed fragment
 * without a root (what libpurple's markup converter makes of the user's HTML; of HTML's entities
 * nbsp, copy and reg may be in it); what is not on the whitelist is left out of it. When it is
 * NULL, does not parse or is too large, PLAIN is escaped instead. NULL when there is no text.
 * (transfer full) (nullable) */
LlXmlNode *ll_markup_apple_html(const char *xhtml, const char *plain);
/* ll_markup_xhtml_im: an <html xmlns=XHTML-IM><body xmlns=XHTML>...</body></html> node (XEP-0071)
 * of XHTML, which is as above; only what is on the whitelist, looks in style attributes. NULL when
 * nothing in it is formatted, so that the message's <body> says all, or when it does not parse or
 * is too large. (transfer full) (nullable) */
LlXmlNode *ll_markup_xhtml_im(const char *xhtml);
