# shellcheck shell=sh
# Run over a second login: the hardened sshd and the packet filter let us in, so they stay.
if [ -e "$state/sshd.before" ] || [ -e "$state/nft.before" ]; then
  quiet systemctl stop vpnmesh-login-rollback.timer 2>/dev/null || :
  rm -f "$state/sshd.before" "$state/nft.before" "$state/nft-file.before"
  changed "login confirmed"
elif [ "$(setting expected)" = yes ]; then
  fail "the host went back to its old sshd settings and packet filter before a login confirmed the new ones" \
    "look at journalctl -u ssh on the host for logins that were refused, then run the command again"
fi
finish
