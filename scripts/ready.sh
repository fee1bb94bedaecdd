#!/bin/sh
# Brings a clone to where it can run: dependencies as the lock file has them, then the build. Sourced.
set -eu
if [ ! -f node_modules/.package-lock.json ] || [ -n "$(find package-lock.json -newer node_modules/.package-lock.json)" ]; then
  echo "installing dependencies …" >&2
  npm ci --no-fund --no-audit --loglevel=error >&2
  touch node_modules/.package-lock.json
fi
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
