/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/presence.h"

/* The program that somebody uses, as their presence claims it by the keys of XEP-0115. */

/* ll_program_name: by the name that people know, with its version where one is given; a program
 * that is not known by its `node`. Plain text. (transfer full) (nullable) */
char *ll_program_name(const LlPresence *presence);
