# shellcheck shell=sh
# Asks for a reboot that begins once this connection has had time to end.
if [ -e "$state/sshd.before" ] || [ -e "$state/nft.before" ]; then
  fail "the new sshd settings or packet filter are not confirmed by a second login yet" "run the command again; it confirms them first"
fi
report boot "$(cat /proc/sys/kernel/random/boot_id)"
quiet systemd-run --collect --on-active=1 systemctl reboot || fail "the host does not take a reboot" "look at the error above"
finish
