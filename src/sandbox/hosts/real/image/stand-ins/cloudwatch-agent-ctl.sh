#!/bin/sh
# Stand-in for amazon-cloudwatch-agent-ctl: the options that set an agent up on EC2.
set -eu
root=/opt/aws/amazon-cloudwatch-agent
unit=amazon-cloudwatch-agent.service
action=status mode=ec2 config='' restart=no
while getopts 'a:m:c:so:' option; do
	case $option in
	a) action=$OPTARG ;;
	m) mode=$OPTARG ;;
	c) config=$OPTARG ;;
	s) restart=yes ;;
	o) ;;
	*) exit 1 ;;
	esac
done

start() {
	systemctl -q enable "$unit"
	systemctl restart "$unit"
}

# Copies the configuration to where the agent reads it, under the name the real tool gives it.
fetch() {
	case $config in
	file:*) source=${config#file:} ;;
	*) echo "The sandbox's agent takes its configuration from file: only, not from \"$config\"." >&2; exit 1 ;;
	esac
	[ -r "$source" ] || { echo "Cannot read the configuration $source" >&2; exit 1; }
	if ! python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$source" 2>/dev/null; then
		echo "Configuration validation first phase failed: $source is not valid JSON." >&2
		exit 1
	fi
	target=$root/etc/amazon-cloudwatch-agent.d/file_$(basename "$source" .json).json
	install -m 600 "$source" "$target.new"
	if [ "$1" = replace ]; then
		find "$root/etc/amazon-cloudwatch-agent.d" -type f ! -name "$(basename "$target").new" -delete
		rm -f "$root/etc/amazon-cloudwatch-agent.json"
	fi
	mv "$target.new" "$target"
	echo 'Configuration validation first phase succeeded'
	echo 'Configuration validation second phase succeeded'
	echo 'Configuration validation succeeded'
	[ "$restart" = no ] || start
}

case $action in
fetch-config) fetch replace ;;
append-config) fetch add ;;
start) start ;;
stop) systemctl stop "$unit" ;;
status)
	state=stopped since=''
	if systemctl -q is-active "$unit"; then
		state=running
		since=$(date -u -d "$(systemctl show --property=ActiveEnterTimestamp --value "$unit")" +%FT%TZ)
	fi
	configured='not configured'
	[ -z "$(find "$root/etc/amazon-cloudwatch-agent.d" "$root/etc/amazon-cloudwatch-agent.json" -type f 2>/dev/null)" ] || configured=configured
	printf '{\n  "status": "%s",\n  "starttime": "%s",\n  "configstatus": "%s",\n  "version": "1.300000.0-sandbox"\n}\n' "$state" "$since" "$configured"
	;;
*) echo "The sandbox's agent does not know the action \"$action\" (mode $mode)." >&2; exit 1 ;;
esac
