# Revokes the rules that opened SSH of this concentrator for a while, once their time is over: also when the operator's
# machine, which would have done it, is gone. What it is to look for stands in /etc/vpnmesh/ssh-expiry; the instance's
# role lets it revoke rules of the mesh's own groups, and add none.
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077
input=/etc/vpnmesh/ssh-expiry
metadata=http://169.254.169.254/latest
[ -s "$input" ] || exit 0
work=$(mktemp -d) || exit 73
trap 'rm -rf "${work:?}"' EXIT
trap 'exit 143' TERM INT HUP

setting() { sed -n "s/^set $1 //p" "$input" | head -n 1; }
give_up() {
  echo "$1" >&2
  exit 1
}

# ask PATH: what the instance's metadata says. The session's token comes by curl's configuration on stdin, not as an
# argument.
ask() {
  curl -sf --max-time 5 -K - "$metadata/$1" <<CONFIG
header = "X-aws-ec2-metadata-token: $session"
CONFIG
}
session=$(curl -sf --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/api/token") ||
  give_up "the instance metadata service does not answer"
region=$(ask meta-data/placement/region)
domain=$(ask meta-data/services/domain)
role=$(ask meta-data/iam/security-credentials/ | head -n 1)
[ -n "$role" ] || give_up "the instance has no role"
credentials=$(ask "meta-data/iam/security-credentials/$role" | tr ',{}' '\n')
credential() { printf '%s\n' "$credentials" | sed -n "s/^ *\"$1\" *: *\"\(.*\)\" *$/\1/p"; }
key_id=$(credential AccessKeyId)
secret=$(credential SecretAccessKey)
token=$(credential Token)
[ -n "$token" ] || give_up "the metadata service gives no credentials of the role $role"

# call BODY: a call of EC2's query API; its answer goes to $work/answer.
call() {
  endpoint="ec2.$region.$domain"
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  # Where nobody answers, curl leaves the answer of before.
  : >"$work/answer"
  code=$(
    curl -sS --max-time 20 -o "$work/answer" -w '%{http_code}' -K - "https://$endpoint/" <<CONFIG
header = "Content-Type: $form"
header = "X-Amz-Date: $stamp"
header = "X-Amz-Security-Token: $token"
header = "Authorization: $(authorization ec2 "$region" "$endpoint" "$stamp" "$1")"
data = "$1"
CONFIG
  ) || return 1
  [ "$code" = 200 ] || {
    sed -n 's/.*<Code>\([^<]*\)<.*<Message>\([^<]*\)<.*/\1: \2/p' "$work/answer" >&2
    return 1
  }
}

# over NOW: of an answer's rules those that are of ours, temporary and past their end: "GROUP RULE". A time that
# cannot be read is no reason to leave SSH open. The order of a rule's members is AWS's affair.
over() {
  tr '<' '\n' | awk -v now="$1" '
    { name = $0; sub(/>.*/, "", name); value = $0; sub(/^[^>]*>/, "", value) }
    name == "item" { depth++; if (depth == 1) { rule = ""; group = ""; what = "" } }
    depth == 1 && name == "securityGroupRuleId" { rule = value }
    depth == 1 && name == "groupId" { group = value }
    depth == 1 && name == "description" { what = value }
    name == "/item" {
      if (depth == 1 && what ~ /^vpnmesh SSH opened by (run|look|operator) until /) {
        end = what
        sub(/.* /, "", end)
        if (!(end ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9:.]*Z$/) || end <= now) print group, rule
      }
      depth--
    }'
}

describe=$(setting describe)
[ -n "$describe" ] || give_up "$input does not say which rules to look for"
: >"$work/over"
next=
pages=0
while [ "$pages" -lt 20 ]; do
  pages=$((pages + 1))
  call "$describe$next" || give_up "the rules for SSH cannot be read"
  over "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)" <"$work/answer" >>"$work/over"
  next=$(sed -n 's/.*<nextToken>\([^<]*\)<.*/\1/p' "$work/answer" | sed -e 's/%/%25/g' -e 's/+/%2B/g' -e 's/\//%2F/g' -e 's/=/%3D/g')
  [ -n "$next" ] || break
  next="&NextToken=$next"
done

failed=0
while read -r group rule; do
  if call "Action=RevokeSecurityGroupIngress&Version=2016-11-15&GroupId=$group&SecurityGroupRuleId.1=$rule"; then
    logger -t vpnmesh-ssh-expiry "closed SSH: the time of $rule in $group was over"
  elif ! grep -q '<Code>InvalidSecurityGroupRuleId.NotFound<' "$work/answer"; then
    failed=1
  fi
done <"$work/over"
exit "$failed"
