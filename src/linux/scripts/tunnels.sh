# shellcheck shell=sh
# What charon says about one connection. Names are of the form [a-z0-9-].

# sa_state NAME: "up ID" with the newest child's id, "coming", or "absent".
sa_state() {
  timeout 10 swanctl --list-sas --ike "$1" 2>/dev/null </dev/null | awk -v child="$1:" '
    /^[^ ].*: #[0-9]+, / { if ($3 ~ /^(CREATED|CONNECTING),/) coming = 1 }
    /^  [^ ].*: #[0-9]+, reqid / && $1 == child {
      id = $2; gsub(/[#,]/, "", id)
      if ($5 ~ /^(INSTALLED|REKEYING),/) { if (id + 0 > up) up = id + 0 }
      else if ($5 ~ /^(CREATED|INSTALLING|UPDATING|REKEYED|RETRYING),/) coming = 1
    }
    END { if (up) print "up " up; else if (coming) print "coming"; else print "absent" }
  '
}

# swanctl without the plugins it complains about missing and the folders nobody made.
swanctl_says() {
  code=0
  timeout 60 swanctl "$@" >"$work/swanctl" 2>&1 </dev/null || code=$?
  grep -v -e '^plugin ' -e '^opening directory ' "$work/swanctl" >"$work/said" || :
  cat "$work/said" >&2
  return "$code"
}
