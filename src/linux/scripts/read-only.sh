# shellcheck shell=sh
# What a stage that only reads begins with, instead of stage-prelude.sh, which keeps notes on the host: it writes nothing but a
# folder of mktemp's, which goes with it. Its data comes on stdin, the last line "end"; its report goes to stdout.
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
