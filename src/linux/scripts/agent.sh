# shellcheck shell=sh
# The CloudWatch agent: from the host's own package sources, or AWS's package after its
# signature has been checked against the pinned key.

package=amazon-cloudwatch-agent
control=/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl

# fetch URL FILE
fetch() {
  curl -fsS --retry 5 --retry-delay 2 --max-time 300 -o "$2" "$1" >&2 </dev/null ||
    fail "cannot download $1" "check the way out to the Internet, or set logs.agentUrl in the spec"
}

# Only the pinned fingerprint counts, wherever the key itself came from.
download_and_check() {
  url=$(setting "url.$(dpkg --print-architecture)")
  [ -n "$url" ] || fail "AWS has no agent package for $(dpkg --print-architecture)" "set logs.agentUrl in the spec"
  pinned=$(setting fingerprint)
  fetch "$url" "$work/agent.deb"
  fetch "$url.sig" "$work/agent.sig"
  fetch "$(setting key-url)" "$work/agent.gpg"
  mkdir -m 0700 "$work/gnupg"
  quiet gpg --batch --homedir "$work/gnupg" --import "$work/agent.gpg" || :
  gpg --batch --homedir "$work/gnupg" --status-fd 1 --verify "$work/agent.sig" "$work/agent.deb" \
    >"$work/verdict" 2>/dev/null </dev/null || :
  grep -q "^\[GNUPG:\] VALIDSIG .*$pinned" "$work/verdict" ||
    fail "the package $url is not signed by AWS's agent key $pinned" "do not install it; find out who answers there"
}

alone
step "agent package"
if [ -n "$(missing "$package")" ]; then
  if [ "$(setting source)" = url ]; then
    add gpg curl ca-certificates
    download_and_check
    chmod 0755 "$work"
    apt_get install "$work/agent.deb" || fail "the agent's package cannot be installed" "look at the error above"
    changed "package $package"
  else
    add "$package"
  fi
fi

step "agent configuration"
remember agent always
put_files always
config=$(setting config)
is_running() { systemctl is-active --quiet "$package"; }
# The agent reads a copy that its tool makes: somebody may have changed that one.
copy="${config%/*}/amazon-cloudwatch-agent.d/file_${config##*/}"
is_taken() { cmp -s "$config" "$copy"; }
if has_changed "$config" || ! is_taken || ! is_running; then
  quiet "$control" -a fetch-config -m ec2 -s -c "file:$config" ||
    fail "the CloudWatch agent does not take its configuration" "see /opt/aws/amazon-cloudwatch-agent/logs on the host"
  has_changed "$config" || changed "$package with its configuration"
fi
forget agent
if ! systemctl is-enabled --quiet "$package" 2>/dev/null; then
  quiet systemctl enable "$package"
  changed "$package enabled"
fi
if is_running; then report running yes; else report running no; fi
finish
