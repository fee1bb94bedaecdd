# shellcheck shell=sh
# What a stage that changes nothing begins with, instead of lib.sh, which keeps notes on the host. Its data comes on
# stdin, the last line "end"; reports go to stdout.
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077
work=$(mktemp -d) || exit 73
trap 'rm -rf "${work:?}"' EXIT
cat >"$work/input"
if [ "$(tail -n 1 "$work/input")" != end ]; then
  echo "failed the data for this host arrived incomplete"
  exit 1
fi
: >"$work/nothing"

# begin WHAT: what the lines that follow are of. No echo: it reads backslashes.
begin() { printf 'diff %s\n' "$1"; }

# lines FROM TO: of a unified diff, "| " before each. A secret that somebody put there is not told.
lines() {
  diff -u "$1" "$2" 2>/dev/null | tail -n +3 |
    sed -e 's/^\(.*secret[^=]*=\).*/\1 (not shown)/' -e 's/^/| /' >"$work/lines"
  if [ -s "$work/lines" ]; then cat "$work/lines"; else echo "| differs in what cannot be shown"; fi
}
