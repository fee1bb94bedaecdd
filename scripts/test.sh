#!/bin/sh
# Everything that needs no root: format, layers, types, tests.
set -eu
cd "$(dirname "$0")/.."
. scripts/ready.sh
biome ci --colors=off --error-on-warnings .
tsc -p .
knip
vitest run --project 'unit*' "$@"
