# shellcheck shell=sh
# The login, hardened by a drop-in that undoes itself unless a second login confirms it.

rollback_unit=vpnmesh-login-rollback

# way_back: what was kept comes back by itself, unless somebody logs in before and says that he could.
way_back() {
  quiet systemctl stop "$rollback_unit.timer" "$rollback_unit.service" 2>/dev/null || :
  quiet systemd-run --collect --unit="$rollback_unit" --on-active="$(setting rollback-after)" "$(setting rollback)" ||
    fail "the way back from the new settings cannot be arranged" "look at the error above"
  report confirm needed
}

sshd_harden() {
  if [ "$(stat -c %a:%U /etc/ssh/sshd_config)" != 600:root ]; then
    chown root:root /etc/ssh/sshd_config
    chmod 0600 /etc/ssh/sshd_config
    changed /etc/ssh/sshd_config
  fi
  grep '^file sshd ' "$work/input" >"$work/files"
  read -r _ _ path mode _ text <"$work/files"
  decode "$text" >"$work/content"
  if ! cmp -s "$work/content" "$path"; then
    # Kept until the confirmation; an empty file stands for "there was none". What a run that was
    # killed kept is older than what stands there now, and so the better thing to go back to.
    if [ ! -e "$state/sshd.before" ]; then
      if [ -f "$path" ]; then cp "$path" "$state/sshd.before.new"; else : >"$state/sshd.before.new"; fi
      mv "$state/sshd.before.new" "$state/sshd.before"
    fi
    put "$path" "$mode" none "$work/content"
  fi
  # Not confirmed yet, by this run or by one that was killed: sshd may not have read it, nothing may lead back.
  if [ -e "$state/sshd.before" ]; then
    if ! sshd -t >"$work/check" 2>&1; then
      "$(setting rollback)"
      fail "sshd does not accept $path: $(tail -n 1 "$work/check")" "report this as a fault of vpnmesh"
    fi
    way_back
    quiet systemctl reload ssh || fail "sshd does not reload" "journalctl -u ssh"
  fi
  for wanted in 'permitrootlogin no' 'passwordauthentication no'; do
    sshd -T 2>/dev/null | grep -qx "$wanted" ||
      report note "sshd does not say \"$wanted\": does /etc/ssh/sshd_config include sshd_config.d?"
  done
}
