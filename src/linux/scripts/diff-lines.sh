# shellcheck shell=sh
# How a stage that compares files says what differs. Comes behind read-only.sh.
: >"$work/nothing"

# begin WHAT: what the lines that follow are of. No echo: it reads backslashes.
begin() { printf 'diff %s\n' "$1"; }

# lines FROM TO: of a unified diff, "| " before each. A secret that somebody put there is not told.
lines() {
  diff -u "$1" "$2" 2>/dev/null | tail -n +3 |
    sed -e 's/^\(.*secret[^=]*=\).*/\1 (not shown)/' -e 's/^/| /' >"$work/lines"
  if [ -s "$work/lines" ]; then cat "$work/lines"; else echo "| differs in what cannot be shown"; fi
}
