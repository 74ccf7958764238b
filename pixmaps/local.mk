# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# The tree here has the installed shape: Pidgin looks in its own pixmaps/pidgin/protocols/ only.
icondir = @purple_datadir@
nobase_dist_icon_DATA = \
	pixmaps/pidgin/protocols/16/link-local.png \
	pixmaps/pidgin/protocols/22/link-local.png \
	pixmaps/pidgin/protocols/48/link-local.png \
	pixmaps/pidgin/protocols/scalable/link-local.svg

EXTRA_DIST += pixmaps/screenshots/pidgin-chat.png

# For who changes the drawing: renders the committed PNGs anew (needs rsvg-convert).
.PHONY: icons
icons:
	for size in 16 22 48; do \
	  rsvg-convert -w $$size -h $$size -o $(srcdir)/pixmaps/pidgin/protocols/$$size/link-local.png \
	    $(srcdir)/pixmaps/pidgin/protocols/scalable/link-local.svg || exit 1; \
	done
