# shellcheck shell=sh
# Connections and the peers' public keys. Unchanged connections keep their SAs: charon
# compares what is loaded with what it has.

alone
step "peers"
sed -n 's/^connection //p' "$work/input" >"$work/connections"
remember configure peers
put_files peers
forget configure
chmod 0700 /etc/swanctl/private

step "loading"
ensure_service strongswan || fail "strongswan does not start" "journalctl -u strongswan"
# One bad connection does not stop the others, so the words count and not only the exit status.
swanctl_says --load-creds --noprompt || :
grep '^loading .* failed' "$work/said" >"$work/problems" || :
swanctl_says --load-conns || :
grep -e '^loading .* failed' -e '^Error' "$work/said" >>"$work/problems" || :
sed -n "s/^loaded connection '\(.*\)'$/loaded \1/p" "$work/said"
sed 's/^/problem /' "$work/problems"

# Unloading a connection leaves its SAs: end those of ours that are wanted no more.
touch "$state/connections"
grep -vxF -f "$work/connections" "$state/connections" >"$work/unwanted" || :
while read -r name; do
  if [ "$(sa_state "$name")" != absent ] || swanctl --list-sas --ike "$name" 2>/dev/null | grep -q .; then
    swanctl_says --terminate --ike "$name" --timeout 5 || :
    changed "tunnel $name ended"
  fi
  rm -f "$state/proven.$name"
done <"$work/unwanted"
cp "$work/connections" "$state/connections.new"
mv "$state/connections.new" "$state/connections"
finish
