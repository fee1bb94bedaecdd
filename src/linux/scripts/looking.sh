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

# lines FROM TO: of a unified diff, "| " before each.
lines() {
  diff -u "$1" "$2" >"$work/lines"
  [ $? -lt 2 ] || echo "| differs, in what diff cannot show"
  tail -n +3 "$work/lines" | sed 's/^/| /'
}
