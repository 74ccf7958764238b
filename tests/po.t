#!/bin/sh
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# Every word for people can be translated, and is, in every language there is.
set -u

cd "${LL_SRCDIR:-$(dirname "$0")/..}/po" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tests=0

ok() {
  tests=$((tests + 1))
  name=$1
  shift
  if "$@" >"$work/output" 2>&1; then
    echo "ok $tests - $name"
  else
    echo "not ok $tests - $name"
    sed 's/^/# /' "$work/output"
  fi
}

all_marked_files_are_listed() {
  (cd .. && grep -lE '\b(_|N_|ngettext) ?\("' src/plugin/*.c) | sort >"$work/marked"
  grep -v '^#' POTFILES.in | sort | diff "$work/marked" -
}
make_template() {
  xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --directory=.. --files-from=POTFILES.in --output="$work/pot"
}
nothing_is_untranslated() {
  msgmerge --quiet "$1.po" "$work/pot" >"$work/$1.po" &&
    { msgattrib --untranslated "$work/$1.po" && msgattrib --only-fuzzy "$work/$1.po"; } >"$work/lacking" &&
    cat "$work/lacking" && [ ! -s "$work/lacking" ]
}
is_well_formed() { msgfmt --check --output-file=/dev/null "$1.po"; }

ok 'POTFILES.in lists every file with words for people' all_marked_files_are_listed
ok 'the words can be collected' make_template
grep -v '^#' LINGUAS >"$work/languages"
while read -r language; do
  ok "$language.po is well formed" is_well_formed "$language"
  ok "$language.po is complete" nothing_is_untranslated "$language"
done <"$work/languages"
echo "1..$tests"
