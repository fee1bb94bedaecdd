# shellcheck shell=sh
# What every stage begins with. Data comes on stdin as lines of words parted by one
# space, texts as base64, the last line "end". Reports go to stdout, one per line:
# a word, then what belongs to it; the last one is "done" or "failed". What commands
# say goes to stderr.
set -eu
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

report() { printf '%s\n' "$*"; }

# fail WHAT NEXT: gives up; both are sentences for the operator.
fail() {
  printf 'failed %s\n' "$1"
  printf 'next %s\n' "$2"
  exit 1
}

decode() { printf '%s' "$1" | base64 -d; }
encode() { base64 | tr -d '\n'; }

# quiet COMMAND...: its words are for the log, not for the report, and it gets no data.
quiet() { "$@" >&2 </dev/null; }

work=$(mktemp -d)
trap 'rm -rf "${work:?}"' EXIT
cat >"$work/input"
if [ "$(tail -n 1 "$work/input")" != end ]; then
  fail "the data for this host arrived incomplete" "run the command again"
fi

# setting KEY: the rest of the line "set KEY ..."; empty when there is none.
setting() { sed -n "s/^set $1 //p" "$work/input" | head -n 1; }

state=/var/lib/vpnmesh
mkdir -p "$state"
chmod 0700 "$state"

# What this stage changed and has not acted upon yet; a run that is killed between a
# file and the restart it calls for leaves it to the next one.
pending="$state/pending.$(setting stage)"
touch "$pending"

# changed WHAT: something on this host is not as it was before.
changed() {
  printf '%s\n' "$1" >>"$pending"
  printf 'changed %s\n' "$1"
}
has_changed() { grep -qF -e "$1" "$pending"; }

# One run at a time: what a killed run left going must end before the next one starts.
alone() {
  command -v flock >/dev/null || return 0
  exec 9>"$state/lock"
  flock -w 600 9 || fail "another run of vpnmesh has been at work on this host for ten minutes" \
    "look for its processes (ps -ef) and end them, then run the command again"
}

# step WHAT: says what is being done, and how long the step before took.
current=
step() {
  now=$(date +%s)
  [ -z "$current" ] || report timeline "$((now - started))" "$current"
  started=$now
  current=$1
  [ -z "$current" ] || report step "$current"
}
finish() {
  step ''
  rm -f "$pending"
  report "done"
}
