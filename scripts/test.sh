#!/bin/sh
# Everything that needs no root: format, layers, types, tests.
set -eu
cd "$(dirname "$0")/.."
. scripts/ready.sh
biome ci --colors=off --error-on-warnings .
tsc -p .
knip
echo "not run here: npm run test:pack (the tarball on Node 18 to 26; the npm registry), npm run test:range (real Debian hosts, real strongSwan; Linux, root) and npm run test:range:full (more kills)" >&2
vitest run --project unit "$@"
