# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What `./quickstart check` does, in quickstart's shell. Every point of every test and each step here is one
# ":test-result:" line in a .trs file, as automake writes them; the sums are made from these.

# shellcheck disable=SC2154
results=$work_dir/results

# result NAME PASS|FAIL
result() {
  printf ':test-result: %s %s\n' "$2" "$1" >"$results/$1.trs"
  say "$2: $1"
}

# step NAME COMMAND...: a test of its own.
step() {
  step_name=$1
  shift
  if ("$@") >"$results/$step_name.log" 2>&1; then result "$step_name" PASS; else result "$step_name" FAIL; fi
}

# build_all NAME [CONFIGURE'S ARGUMENT...]: the programs of the tests, too.
build_all() {
  build "$@"
  make -C "$work_dir/$1" -j"$(nproc)" check TESTS=
}

# suite NAME: all tests of a build. That make itself succeeds is one more test.
suite() {
  say "Running all tests ($1) ..."
  step "$1" run_suite "$1"
}

# The tests on the virtual LAN mostly wait for the network, so more of them run than there are processors.
run_suite() {
  # shellcheck disable=SC2046
  LL_PATIENCE=$(patience "$1") make -C "$work_dir/$1" -k -j"$((3 * $(nproc)))" $(targets "$1")
}

# How much longer than its time a test waits for what is to happen, and how many fewer of its cases run at once: programs
# with sanitizers take twice as long. In time it happens with the plain build.
patience() { if [ "$1" = asan ]; then echo 2; else echo "${LL_PATIENCE:-1}"; fi; }

# From here on the shell that calls this and what it starts work only while nobody else does.
let_others_go_first() { chrt --idle -p 0 "$(exec sh -c 'echo "$PPID"')"; }

# With the plain build, while a test waits for five minutes, those on the virtual LAN once more with the plugin's
# own responder, and some without root.
targets() {
  echo check
  if [ "$1" = check ]; then echo check-embedded; fi
  if [ "$1" = check ] && is_root && nobody_may_make_networks; then echo check-rootless; fi
}
nobody_may_make_networks() {
  setpriv --reuid 65534 --regid 65534 --clear-groups sh -c \
    'unshare --user --map-root-user --net test -x "$1"' sh "$work_dir/check/tests/lan/headless"
}

sources() { find "$source_dir/src" "$source_dir/tests" -name '*.[ch]' | sort; }
format_is_right() { sources | xargs clang-format --dry-run -Werror; }
# A NULL that ends the arguments is GLib's custom, and no trouble on POSIX.
run_cppcheck() {
  cppcheck -q -j"$(nproc)" --std=c11 --language=c --library=gtk --library="$source_dir/tests/cppcheck.cfg" \
    --enable=warning,performance,portability --suppress=varFuncNullUB --inline-suppr --error-exitcode=1 "$@"
}
cppcheck_is_content() { run_cppcheck "$source_dir/src" "$source_dir/tests"; }
cppcheck_finds_faults() {
  echo 'int fault(void) { int *nowhere = 0; return *nowhere; }' >"$results/fault.c"
  ! run_cppcheck "$results/fault.c"
}
shellcheck_is_content() { (cd "$source_dir" && grep -rlx '#!/bin/sh' quickstart .ci tests | xargs shellcheck -x); }
clang_builds_without_warning() { build clang --enable-werror CC=clang; }

# What make dist packs is whole: it builds, tests, installs and uninstalls by itself. The LAN tests have been run.
distribution_is_whole() {
  make -C "$work_dir/check" -j"$(nproc)" distcheck LAN_TESTS=
}

# count DIRECTORY RESULTS: how many points have one of these results.
count() { find "$1" -name '*.trs' -exec cat {} + | grep -cE "^:test-result: ($2)" || :; }

show_failures() {
  find "$work_dir" -name '*.trs' -exec grep -lE '^:test-result: (FAIL|XPASS|ERROR)' {} + | sort | while read -r trs; do
    say '' "== ${trs%.trs}.log"
    tail -n 200 "${trs%.trs}.log"
  done
}

# Whoever may run the LAN tests must: as root, or in continuous integration, they may not be skipped.
refuse_lan_skips() {
  if ! is_root && [ -z "${CI:-}" ]; then return; fi
  for suite_name in check asan; do
    grep -rh '^:test-result: SKIP' --include='*.trs' --exclude='*.rootless.trs' "$work_dir/$suite_name/tests/lan" || :
  done >"$results/lan-not-skipped.log" 2>/dev/null
  if [ -s "$results/lan-not-skipped.log" ]; then result lan-not-skipped FAIL; else result lan-not-skipped PASS; fi
}

check_all() {
  mkdir -p "$work_dir"
  exec 9>"$work_dir/lock"
  flock -n 9 || die 'a check runs in this directory already.'
  rm -rf "$results"
  find "$work_dir" -name '*.trs' -exec rm {} +
  mkdir "$results"
  step clang-format format_is_right
  step cppcheck-finds-faults cppcheck_finds_faults
  step cppcheck cppcheck_is_content
  step shellcheck shellcheck_is_content
  step build build_all check --enable-werror
  # What the compiler is needed for, while the tests wait for the network.
  (
    let_others_go_first
    step build-asan build_all asan --enable-sanitizers
    step clang clang_builds_without_warning
    step fuzzers make -C "$work_dir/check" -j"$(nproc)" fuzz FUZZ_SECONDS=0
    step distcheck distribution_is_whole
  ) &
  suite check
  wait
  suite asan
  refuse_lan_skips
  show_failures
  failed=$(count "$work_dir" 'FAIL|XPASS|ERROR')
  say "$(count "$work_dir" 'PASS|XFAIL') passed, $failed failed, $(count "$work_dir" SKIP) skipped"
  [ "$failed" -eq 0 ]
}
