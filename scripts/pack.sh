#!/bin/sh
# The tarball in other people's hands: packed, installed, run on every Node that is promised. Needs the npm registry.
set -eu
cd "$(dirname "$0")/.."
. scripts/ready.sh
exec vitest run --project pack "$@"
