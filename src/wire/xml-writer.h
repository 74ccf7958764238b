/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* Values to XML text. Text and attributes are escaped once; what XML cannot hold is replaced (see
 * wire/text.h). Attribute values are in double quotes. */

/* ll_xml_write_node: append NODE to OUT. A child's namespace is declared where it differs from its
 * parent's; DEFAULT_NS (nullable) is what is in force around it. An element in LL_NS_STREAM gets
 * the prefix that the header declares, "stream": some peers know it by nothing else. */
void ll_xml_write_node(GString *out, const LlXmlNode *node, const char *default_ns);
/* ll_xml_write_header: append an XML declaration and a <stream:stream> start tag with the
 * namespaces, FROM, TO, VERSION and ID as far as not NULL. */
void ll_xml_write_header(GString *out, const char *from, const char *to, const char *version,
                         const char *id);
/* ll_xml_write_attribute: append a blank and NAME="VALUE", where VALUE is not NULL. */
void ll_xml_write_attribute(GString *out, const char *name, const char *value);
/* ll_xml_write_text: append TEXT escaped for element content. */
void ll_xml_write_text(GString *out, const char *text);
