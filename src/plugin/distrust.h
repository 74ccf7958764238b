/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

/* Somebody answers with another key than before, or does not encrypt any more: the user is asked
 * what to make of it. Until that is answered with yes, nothing goes out to them and nothing of
 * theirs is shown. */

/* ll_distrust_told: as LlEndpointEvents has distrusted(): asked once. */
void ll_distrust_told(LlAccount *account, const char *name, LlUndelivered why);
/* ll_distrust_ask: the user wants to decide about NAME. FALSE: nothing is to be decided. */
gboolean ll_distrust_ask(LlAccount *account, const char *name);
/* ll_distrust_settled: talking with NAME is safe again, or they do as before. */
void ll_distrust_settled(LlAccount *account, const char *name);
