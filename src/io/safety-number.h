/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/fingerprint.h"

/* A number that two people compare, by voice or eye, to know that nobody is between them: made of
 * both keys, the same on both sides. */

/* ll_safety_number: 30 digits in six groups of five, a blank between. A and B may be swapped. Slow
 * by intention, some 20 ms: who is in the middle would have to find two keys of their own that
 * make the same number with each of ours, 2^50 times that. (transfer full) */
char *ll_safety_number(const LlFingerprint *a, const LlFingerprint *b);
