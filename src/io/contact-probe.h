/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/address.h"
#include "wire/xml-node.h"

/* One question to a contact by address, whether they are there: a stream that is opened, answered
 * with a header, and ended as streams are. io/discovery-contacts owns those that are under way. */

typedef struct LlContactProbe LlContactProbe;

/* From the loop; the probe may be freed from within any of them. Either answered() and later
 * over(), or over() alone. */
typedef struct {
  /* NAME is at ADDRESS; its header says that it is FROM (nullable). */
  void (*answered)(gpointer owner, LlContactProbe *probe, const LlAddress *address,
                   const char *from);
  /* They said something, though they were asked for nothing. */
  void (*stanza)(gpointer owner, LlContactProbe *probe, const LlXmlNode *node);
  /* Nothing comes any more; free the probe. */
  void (*over)(gpointer owner, LlContactProbe *probe);
} LlContactProbeEvents;

/* ll_contact_probe_new: ask NAME; we are OWN (nullable: that is not told). */
LlContactProbe *ll_contact_probe_new(const char *name, const char *own,
                                     const LlContactProbeEvents *events, gpointer owner);
void ll_contact_probe_free(LlContactProbe *probe);
const char *ll_contact_probe_name(const LlContactProbe *probe);
/* ll_contact_probe_is_answered: answered() has been told. */
gboolean ll_contact_probe_is_answered(const LlContactProbe *probe);
