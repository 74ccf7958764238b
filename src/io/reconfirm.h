/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Asks the network itself whether people are still there who could not be reached, which no
 * responder does for its users: does what engine/doubts decides. It has sockets and a timer only
 * while somebody is in doubt. Its answers can be forged like any of mDNS; all they do is to leave
 * people shown, or show them again. */

typedef struct LlReconfirm LlReconfirm;

/* From the loop; the owner may call in from within. */
typedef struct {
  /* NAME does not answer. */
  void (*absent)(gpointer owner, const char *name);
  /* NAME, of whom that was told, is there. */
  void (*present)(gpointer owner, const char *name);
} LlReconfirmEvents;

LlReconfirm *ll_reconfirm_new(const LlReconfirmEvents *events, gpointer owner);
void ll_reconfirm_free(LlReconfirm *self);

/* ll_reconfirm_ask: NAME, seen on LINKS, could not be reached; see ll_doubts_raise(). */
void ll_reconfirm_ask(LlReconfirm *self, const char *name, const GArray *links);
/* ll_reconfirm_drop: what becomes of NAME is known otherwise; nothing more is told. */
void ll_reconfirm_drop(LlReconfirm *self, const char *name);
void ll_reconfirm_drop_all(LlReconfirm *self);
