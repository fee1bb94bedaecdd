# shellcheck shell=sh
# charon's own account of its SAs and connections, untouched.
if systemctl is-active --quiet strongswan; then
  report service active
  timeout 20 swanctl --list-sas --raw 2>/dev/null </dev/null || report note "swanctl --list-sas does not answer"
  timeout 20 swanctl --list-conns --raw 2>/dev/null </dev/null || report note "swanctl --list-conns does not answer"
else
  report service "$(systemctl is-active strongswan || :)"
fi
finish
