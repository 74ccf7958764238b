/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/endpoint.h"

/* Where somebody is, in words: plain text. */

/* ll_whereabouts_of_links: the interfaces and domains of LINKS, LlLink (nullable): "eth0 (IPv4,
 * IPv6), wlan0 (IPv4)". Empty when there are none. (transfer full) */
char *ll_whereabouts_of_links(const GArray *links);
/* ll_whereabouts_of_places: PLACES, LlPlace (nullable), as addresses with their ports, each once:
 * "10.0.0.2:5298", "[fe80::1%eth0]:5298". (transfer full) */
GStrv ll_whereabouts_of_places(const GArray *places);
