#!/bin/sh
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# Each layer sees itself and what is below it. Shown with the flags that the build uses: what is allowed
# compiles, what is forbidden does not.

point=0

compiles() {
  layer=$1
  header=$2
  case $layer in
  wire | engine) flags=$(echo "$LL_TEST_CFLAGS" | sed 's/[^ ]*purple[^ ]*//') ;;
  *) flags=$LL_TEST_CFLAGS ;;
  esac
  # shellcheck disable=SC2086 # several words
  printf '#include %s\n' "$header" |
    $LL_CC $flags -D_GNU_SOURCE -iquote "$LL_BUILDDIR/layers/$layer" -fsyntax-only -x c - 2>/dev/null
}

say() {
  point=$((point + 1))
  echo "$1 $point - $2"
}

sees() { if compiles "$1" "$2"; then say ok "$1 sees $2"; else say 'not ok' "$1 sees $2"; fi; }
is_blind_to() { if compiles "$1" "$2"; then say 'not ok' "$1 is blind to $2"; else say ok "$1 is blind to $2"; fi; }

sees wire '"wire/name.h"'
sees wire '"limits.h"'
sees engine '"wire/name.h"'
sees engine '"engine/session.h"'
sees io '"engine/session.h"'
sees io '"io/endpoint.h"'
sees io '<eventloop.h>'
sees plugin '"io/endpoint.h"'
sees plugin '<account.h>'

is_blind_to wire '"engine/session.h"'
is_blind_to wire '"io/channel.h"'
is_blind_to wire '"plugin/account.h"'
is_blind_to wire '<eventloop.h>'
is_blind_to engine '"io/channel.h"'
is_blind_to engine '"plugin/account.h"'
is_blind_to engine '<account.h>'
is_blind_to io '"plugin/account.h"'

# Headers that a path alone cannot hide: libpurple's other headers from io/, and GIO's from wire/ and engine/.
holds() {
  folder=$1
  pattern=$2
  words=$3
  found=$(grep -rnE "$pattern" "$LL_SRCDIR/src/$folder" --include='*.[ch]')
  if [ -z "$found" ]; then say ok "$words"; else
    say 'not ok' "$words"
    echo "$found" | sed 's/^/# /'
  fi
}
holds io '#include <(libpurple/)?(purple|account|blist|connection|conversation|core|debug|ft|imgstore|network|notify|plugin|prefs|proxy|prpl|request|server|signals|status|util|xmlnode)\.h>' \
  'io includes nothing of libpurple but the event loop'
holds wire '#include <(gio/|gnutls/|libpurple/|sys/ioctl|poll)' 'wire does no input or output'
holds engine '#include <(gio/|gnutls/|libpurple/|sys/|poll|unistd)' 'engine does no input or output'
holds engine 'g_get_(monotonic|real)_time|time\(NULL\)' 'engine has no clock'
holds plugin '#include ("(engine/|io/[^e])|<gnutls/)' 'plugin goes through the one door, io/endpoint.h'

echo "1..$point"
