# shellcheck shell=sh
# Which boot this is; a different id after a reboot says that it has happened.
report boot "$(cat /proc/sys/kernel/random/boot_id)"
if systemctl is-active --quiet strongswan; then report strongswan active; else report strongswan inactive; fi
finish
