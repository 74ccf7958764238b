/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Single tokens of XML 1.0, for xml-gate: runs of ordinary characters, references, the XML
 * declaration. */

/* What ends a run. */
enum {
  LL_XML_STOP_TEXT = 1,      /* '<', '&' */
  LL_XML_STOP_ATTRIBUTE = 2, /* quotes, '<', '&' */
  LL_XML_STOP_TAG = 4,       /* quotes, '<', '>', '/' */
  LL_XML_STOP_CDATA = 8,     /* ']', '>' */
};

/* ll_xml_skip_run: the place from P on of a byte that STOP names, of a character that XML cannot
 * hold, or END. */
const char *ll_xml_skip_run(const char *p, const char *end, guint8 stop);
/* ll_xml_odd_length: how long the character at P is, if XML cannot hold it; else 0. */
gsize ll_xml_odd_length(const char *p, const char *end);
/* ll_xml_append_odd: what wire/text.h puts for the odd character at P. */
void ll_xml_append_odd(GString *out, const char *p);
/* ll_xml_settle_reference: OUT ends with a reference, "&...;", that begins at START. One to a
 * character that XML cannot hold is replaced. FALSE with an LL_XML_ERROR where it is malformed or
 * names an entity that is not one of the five predefined. */
gboolean ll_xml_settle_reference(GString *out, gsize start, GError **error);
/* ll_xml_declaration_check: TEXT begins with "<?" and ends with the first "?>". FALSE with an
 * LL_XML_ERROR where it is another processing instruction, an ill-formed declaration, or declares
 * an encoding but UTF-8. */
gboolean ll_xml_declaration_check(const char *text, GError **error);
