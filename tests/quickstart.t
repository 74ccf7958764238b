#!/bin/sh
# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# quickstart without its surroundings: the project to build is a toy, and so are apt and the clients.
# What it writes for the user, what it leaves alone and what it takes away again is real.
set -u

quickstart=${LL_SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}/quickstart
gitignore=$(dirname "$quickstart")/.gitignore
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tests=0

ok() {
  tests=$((tests + 1))
  name=$1
  shift
  if "$@"; then
    echo "ok $tests - $name"
  else
    echo "not ok $tests - $name"
    sed 's/^/# /' "$work/output"
  fi
}

toy() {
  mkdir -p "$(dirname "$1")"
  { echo '#!/bin/sh' && cat; } >"$1"
  chmod +x "$1"
}

# new_machine [UID]: one on which everything that is needed is installed; nobody becomes root there.
new_machine() {
  rm -rf "${work:?}"/*
  echo "${1:-1000}" >"$work/uid"
  mkdir -p "$work/home" "$work/project/po"
  cp "$quickstart" "$work/project/"
  cp "$gitignore" "$work/project/"
  toy "$work/bin/apt-get" <<'TOY'
echo "apt-get $*" >>"$TOYS/calls"
TOY
  toy "$work/bin/dpkg-query" <<'TOY'
eval "package=\${$#}"
if grep -qx "$package" "$TOYS/absent" 2>/dev/null; then exit 1; else echo installed; fi
TOY
  toy "$work/bin/id" <<'TOY'
case $1 in -u) cat "$TOYS/uid" ;; -un) echo romeo ;; esac
TOY
  toy "$work/bin/sudo" <<'TOY'
exit 1
TOY
  toy "$work/bin/autoreconf" <<'TOY'
echo autoreconf >>"$TOYS/calls"
mkdir -p "$2/m4"
cat >"$2/configure" <<'CONFIGURE'
#!/bin/sh
for option; do case $option in --prefix=*) prefix=${option#*=} ;; --with-purple-plugindir=*) plugins=${option#*=} ;; esac; done
printf 'module:\n\techo made >>$$TOYS/calls; echo module >module\ninstall: module\n' >Makefile
printf '\tinstall -D module $(DESTDIR)%s/%s\n' "$plugins" liblinklocal.so "$plugins" liblinklocal.la \
  "$prefix" share/locale/de/LC_MESSAGES/purple-link-local.mo "$TOYS" icons/16/link-local.png >>Makefile
CONFIGURE
chmod +x "$2/configure"
TOY
  for client in finch pidgin; do
    toy "$work/bin/$client" <<'TOY'
echo "client" >>"$TOYS/calls"
TOY
  done
}

# run [COMMAND]: quickstart for that machine's user, without a terminal.
run() {
  env -i HOME="$work/home" TOYS="$work" PATH="$work/bin:$PATH" sh "$work/project/quickstart" "$@" \
    </dev/null >"$work/output" 2>&1
}

accounts=$work/home/.purple/accounts.xml
module=$work/home/.purple/plugins/liblinklocal.so
others="	<account>
		<protocol>prpl-jabber</protocol>
		<name>romeo@montague.example/ö &amp; co</name>
	</account>"

# write_accounts LINE...: an accounts.xml as libpurple writes it.
write_accounts() {
  mkdir -p "$work/home/.purple"
  printf '%s\n' "<?xml version='1.0' encoding='UTF-8' ?>" '' "<account version='1.0'>" "$@" '</account>' >"$accounts"
  chmod 600 "$accounts"
  cp "$accounts" "$work/accounts.before"
}

says() { grep -qF "$1" "$work/output"; }
not() { ! "$@"; }
calls() { [ "$(grep -cEx "$1" "$work/calls")" = "$2" ]; }
is_absent() { [ ! -e "$1" ]; }
has_mode() { [ "$(stat -c %a "$2")" = "$1" ]; }
link_local_accounts() { [ "$(grep -c '<protocol>prpl-link-local</protocol>' "$accounts")" = "$1" ]; }
accounts_are_as_before() { cmp "$accounts" "$work/accounts.before"; }
home_is_empty() { [ -z "$(find "$work/home" -mindepth 1)" ]; }

new_machine
ok 'a first run succeeds without a terminal' run
ok 'it says how to go on' says 'Ready. Open the chat with: finch'
ok 'the module is there' test -f "$module"
ok 'and no libtool file' is_absent "${module%.so}.la"
ok 'the translation is there' test -f "$work/home/.local/share/locale/de/LC_MESSAGES/purple-link-local.mo"
ok 'there is one account' link_local_accounts 1
ok 'named after the login' grep -qx '		<name>romeo</name>' "$accounts"
ok 'that nobody else can read' has_mode 600 "$accounts"
ok 'the directory is private too' has_mode 700 "$work/home/.purple"
ok 'the icon is not, as only root can install it' is_absent "$work/icons"
ok 'apt was not needed' calls 'apt-get.*' 0
cp "$accounts" "$work/accounts.before"
cp "$work/home/.local/state/purple-link-local/quickstart" "$work/state.before"
ok 'a second run succeeds' run
ok 'and built nothing' calls made 1
ok 'and installed nothing' not says Installed
ok 'and added no account' accounts_are_as_before
ok 'and has nothing new to undo' cmp "$work/state.before" "$work/home/.local/state/purple-link-local/quickstart"
ok 'remove succeeds' run remove
ok 'the module is gone' is_absent "$module"
ok 'the translation is gone' is_absent "$work/home/.local"
ok 'the build is gone' is_absent "$work/project/build"
ok 'what autoreconf made is gone' is_absent "$work/project/configure"
ok 'the account is gone' is_absent "$accounts"
ok 'nothing else is left' home_is_empty
ok 'removing twice succeeds' run remove

new_machine
write_accounts "$others"
run
ok 'an account is added to others' link_local_accounts 1
ok 'which stay' grep -qF 'romeo@montague.example/ö &amp; co' "$accounts"
ok 'the file stays well-formed' /usr/bin/python3 -c "import sys, xml.dom.minidom as m; m.parse(sys.argv[1])" "$accounts"
ok 'the former file is kept' cmp "$accounts.before-link-local" "$work/accounts.before"
run remove
ok 'remove gives the former accounts back' accounts_are_as_before
ok 'and takes the copy away' is_absent "$accounts.before-link-local"

new_machine
mkdir -p "$work/home/.purple"
printf "<?xml version='1.0' encoding='UTF-8' ?>\n\n<account version='1.0'/>\n" >"$accounts"
run
ok 'an account is added to an empty list' link_local_accounts 1

new_machine
run
sed -i "s|<name>romeo</name>|&\n\t\t<statuses>\n\t\t\t<status type='away'/>\n\t\t</statuses>|" "$accounts"
run remove
ok 'an account that was used is removed' is_absent "$accounts"

new_machine
run
sed -i "s|<name>romeo</name>|&\n\t\t<alias>Romeo</alias>|" "$accounts"
run remove
ok 'an account that was changed stays' link_local_accounts 1
ok 'and that is said' says 'so it stays'

new_machine
write_accounts '	<account>' '		<protocol>prpl-link-local</protocol>' '		<name>mercutio</name>' '	</account>'
run
ok 'an account that there was is not touched' accounts_are_as_before
run remove
ok 'and not removed' accounts_are_as_before

new_machine
write_accounts "$others"
printf '<!-- by hand -->\n' >>"$accounts"
cp "$accounts" "$work/accounts.before"
ok 'accounts of an unknown form are no failure' run
ok 'and are not touched' accounts_are_as_before
ok 'what to do is said' says 'To add one by hand'

new_machine
cp "$(command -v sleep)" "$work/bin/pidgin"
HOME="$work/home" "$work/bin/pidgin" 60 &
client=$!
write_accounts "$others"
run
ok 'with a client running no account is added' accounts_are_as_before
ok 'what to do is said then too' says 'pidgin is running'
kill $client
wait $client 2>/dev/null

new_machine
printf 'libpurple-dev\n' >"$work/absent"
ok 'a missing package that cannot be installed is a failure' not run
ok 'and is named' says 'apt-get install libpurple-dev'

new_machine
printf 'avahi-daemon\ndbus\n' >"$work/absent"
for program in avahi-daemon dbus-send systemctl service; do
  toy "$work/bin/$program" <<'TOY'
echo "$0" >>"$TOYS/calls"
exit 1
TOY
done
ok 'no mDNS daemon is needed' run
ok 'nor asked for, nor started' not grep -qE 'avahi|dbus|systemctl|service' "$work/calls"

new_machine 0
printf 'libpurple-dev\n' >"$work/absent"
ok 'a missing package is installed by root' run
ok 'and no other' calls 'apt-get install .* DPkg::Lock::Timeout=[0-9]+ libpurple-dev' 1
ok 'root installs the icon too' test -f "$work/icons/16/link-local.png"
run remove
ok 'and removes it' is_absent "$work/icons/16/link-local.png"
ok 'the package is named in the end' says 'apt-get autoremove --purge libpurple-dev'

new_machine
ok 'an unknown command is refused' not run dance
echo "1..$tests"
