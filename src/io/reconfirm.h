/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/link.h"

/* Asks the network itself whether people are still there who could not be reached, or who may have
 * left while our link was away, which no responder does for its users: does what engine/doubts and
 * engine/roll-call decide. It has sockets and a timer only while there is something to ask. Its
 * answers can be forged like any of mDNS; all they do is to leave people shown, or show them again.
 */

typedef struct LlReconfirm LlReconfirm;

/* From the loop; the owner may call in from within. */
typedef struct {
  /* NAME does not answer. */
  void (*absent)(gpointer owner, const char *name);
  /* NAME, of whom that was told, is there. */
  void (*present)(gpointer owner, const char *name);
  /* NAME was not named in the answers of all: ll_reconfirm_ask(). */
  void (*missing)(gpointer owner, const char *name);
} LlReconfirmEvents;

LlReconfirm *ll_reconfirm_new(const LlReconfirmEvents *events, gpointer owner);
void ll_reconfirm_free(LlReconfirm *self);

/* ll_reconfirm_ask: NAME, seen on LINKS, could not be reached; see ll_doubts_raise(). */
void ll_reconfirm_ask(LlReconfirm *self, const char *name, const GArray *links);
/* ll_reconfirm_ask_all: NAMES (char *), who are seen on LINK, may have left; see
 * ll_roll_call_begin(). */
void ll_reconfirm_ask_all(LlReconfirm *self, const LlLink *link, const GPtrArray *names);
/* ll_reconfirm_is_over: there is nobody of whom something is to be found out. */
gboolean ll_reconfirm_is_over(const LlReconfirm *self);
/* ll_reconfirm_drop: what becomes of NAME is known otherwise; nothing more is told. TRUE if they
 * were told to be absent. */
gboolean ll_reconfirm_drop(LlReconfirm *self, const char *name);
void ll_reconfirm_drop_all(LlReconfirm *self);
