# shellcheck shell=sh
# Files of ours: written beside their place, checked, renamed into it, remembered in a
# manifest so that they go when they are wanted no more.

# check KIND FILE: lets the program that will read the file look at it first.
check() {
  case "$1" in
    nft) nft -c -f "$2" ;;
    sh) sh -n "$2" ;;
    chrony) chronyd -p -f "$2" ;;
    logrotate) logrotate -d "$2" ;;
    apt) apt-config -c "$2" dump ;;
    none) : ;;
    *) return 1 ;;
  esac >"$work/check" 2>&1 </dev/null
}

# put PATH MODE CHECK SOURCE: makes PATH hold what SOURCE holds.
put() {
  if [ -f "$1" ] && cmp -s "$4" "$1"; then
    if [ "$(stat -c %a "$1")" != "${2#0}" ]; then
      chmod "$2" "$1"
      changed "$1"
    fi
    return 0
  fi
  [ -d "${1%/*}" ] || mkdir -p "${1%/*}"
  beside="${1%/*}/.${1##*/}.vpnmesh"
  rm -f "$beside"
  cp "$4" "$beside"
  chown root:root "$beside"
  chmod "$2" "$beside"
  if ! check "$3" "$beside"; then
    rm -f "$beside"
    cat "$work/check" >&2
    fail "$1 did not pass its check ($3): $(tail -n 1 "$work/check")" "report this as a fault of vpnmesh"
  fi
  mv "$beside" "$1"
  changed "$1"
}

# put_files WHEN...: the lines "file WHEN PATH MODE CHECK BASE64" whose WHEN is named.
put_files() {
  grep '^file ' "$work/input" >"$work/files" || :
  while read -r _ when path mode kind text; do
    case " $* " in *" $when "*) ;; *) continue ;; esac
    decode "$text" >"$work/content"
    put "$path" "$mode" "$kind" "$work/content"
  done <"$work/files"
}

# remember STAGE WHEN...: removes what this stage wrote in an earlier run and does not
# want now. Old and new are on record together until the old is gone.
remember() {
  manifest="$state/manifest.$1"
  shift
  : >"$work/wanted"
  grep '^file ' "$work/input" >"$work/files" || :
  while read -r _ when path _; do
    case " $* " in *" $when "*) printf '%s\n' "$path" >>"$work/wanted" ;; esac
  done <"$work/files"
  touch "$manifest"
  sort -u "$manifest" "$work/wanted" >"$manifest.new"
  mv "$manifest.new" "$manifest"
}
forget() {
  manifest="$state/manifest.$1"
  grep -vxF -f "$work/wanted" "$manifest" >"$work/unwanted" || :
  while read -r path; do
    if [ -e "$path" ]; then
      rm -f "$path"
      changed "$path"
    fi
  done <"$work/unwanted"
  cp "$work/wanted" "$manifest.new"
  mv "$manifest.new" "$manifest"
}

# ensure_service UNIT: enabled and running.
ensure_service() {
  if ! systemctl is-enabled --quiet "$1" 2>/dev/null; then
    quiet systemctl enable "$1" || return 1
    changed "$1 enabled"
  fi
  if ! systemctl is-active --quiet "$1"; then
    quiet systemctl start "$1" || return 1
    changed "$1 started"
  fi
}
