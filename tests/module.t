#!/bin/sh
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# The module that was built, as a loader sees it.

echo 1..2
exported=$(nm -D --defined-only "$LL_MODULE" | awk '$2 ~ /[A-Z]/ && $3 !~ /^(__|_init|_fini|_edata|_end)/ {print $3}')
if [ "$exported" = purple_init_plugin ]; then echo 'ok 1 - exports one symbol, purple_init_plugin'; else
  echo 'not ok 1 - exports one symbol, purple_init_plugin'
  echo "$exported" | sed 's/^/# /'
fi
undefined=$(env LD_BIND_NOW=1 ldd -r "$LL_MODULE" 2>&1 | grep 'undefined symbol' | grep -v '__asan\|__ubsan')
if [ -z "$undefined" ]; then echo 'ok 2 - finds every symbol that it needs'; else
  echo 'not ok 2 - finds every symbol that it needs'
  echo "$undefined" | sed 's/^/# /'
fi
