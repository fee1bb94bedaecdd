# AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request") with what every distribution has. The
# secret stays in shell variables and pipes: openssl would take it as an argument, which ps shows to everybody, and curl
# before 7.87 leaves the session token out of its signature.

hex() { od -An -v -tx1 | tr -d ' \n'; }
sha256() { sha256sum | cut -c 1-64; }

# padded PAD: SHA-256 of a key of at most 64 bytes, filled up to 64 with zeros and each XORed with PAD (two hex digits),
# and a message behind it; they come as two lines of hex digits. By way of base64, which every shell's pipes carry.
padded() {
  awk -v pad="$1" '
    function value(digits, place) { return index("0123456789abcdef", substr(digits, place, 1)) - 1 }
    function xor(a, b,  bit, sum) {
      sum = 0
      for (bit = 8; bit >= 1; bit = bit / 2) {
        if ((a >= bit) != (b >= bit)) sum += bit
        if (a >= bit) a -= bit
        if (b >= bit) b -= bit
      }
      return sum
    }
    NR == 1 {
      key = $0
      while (length(key) < 128) key = key "0"
      for (i = 1; i <= 128; i++) digits = digits substr("0123456789abcdef", xor(value(key, i), value(pad, 2 - i % 2)) + 1, 1)
    }
    NR == 2 { digits = digits $0 }
    END {
      alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
      left = length(digits) % 6
      if (left == 2) { digits = digits "0"; end = "==" }
      if (left == 4) { digits = digits "00"; end = "=" }
      for (i = 1; i <= length(digits); i += 3) {
        three = value(digits, i) * 256 + value(digits, i + 1) * 16 + value(digits, i + 2)
        text = text substr(alphabet, int(three / 64) + 1, 1) substr(alphabet, three % 64 + 1, 1)
      }
      if (left == 4) text = substr(text, 1, length(text) - 1)
      print text end
    }' | base64 -d | sha256sum | cut -c 1-64
}

# hmac KEY: HMAC-SHA256 of what comes on stdin (RFC 2104); KEY and the answer are hex digits.
hmac() {
  message=$(hex)
  inner=$(printf '%s\n%s\n' "$1" "$message" | padded 36)
  printf '%s\n%s\n' "$1" "$inner" | padded 5c
}

form='application/x-www-form-urlencoded; charset=utf-8'

# authorization SERVICE REGION HOST TIME BODY: the header's value for a POST of a form to /, signed with $key_id,
# $secret and $token; TIME as YYYYMMDDTHHMMSSZ.
authorization() {
  day=${4%T*}
  scope="$day/$2/$1/aws4_request"
  signed='content-type;host;x-amz-date;x-amz-security-token'
  body=$(printf '%s' "$5" | sha256)
  request=$(printf 'POST\n/\n\ncontent-type:%s\nhost:%s\nx-amz-date:%s\nx-amz-security-token:%s\n\n%s\n%s' \
    "$form" "$3" "$4" "$token" "$signed" "$body" | sha256)
  key=$(printf 'AWS4%s' "$secret" | hex)
  for part in "$day" "$2" "$1" aws4_request; do key=$(printf '%s' "$part" | hmac "$key"); done
  signature=$(printf 'AWS4-HMAC-SHA256\n%s\n%s\n%s' "$4" "$scope" "$request" | hmac "$key")
  printf 'AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s' "$key_id" "$scope" "$signed" "$signature"
}
