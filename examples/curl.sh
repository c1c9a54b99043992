#!/usr/bin/env bash
# Talks to a gateway with curl alone: an answer in one piece, a streamed one, and a session token for a browser.
#
#   KAIXU_KEY=kx_live_… examples/curl.sh
#
# KAIXU_BASE_URL (http://localhost:8787) and KAIXU_MODEL (sandbox/lorem) choose another gateway and model.
set -euo pipefail

: "${KAIXU_KEY:?set KAIXU_KEY to a virtual key; npm start prints a demo key}"
gateway="${KAIXU_BASE_URL:-http://localhost:8787}/.netlify/functions"
asked="${KAIXU_MODEL:-sandbox/lorem}"
provider="${asked%%/*}"
model="${asked#*/}"

question() {
  printf '{"provider":"%s","model":"%s","max_tokens":48,"messages":[{"role":"user","content":"%s"}]}' \
    "$provider" "$model" "$1"
}

post() {
  curl --silent --show-error --no-buffer --max-time 90 "$gateway/$1" \
    --header "authorization: Bearer $KAIXU_KEY" \
    --header 'content-type: application/json' \
    --data "$2"
  printf '\n\n'
}

printf '# health\n'
curl --silent --show-error "$gateway/health"
printf '\n\n# chat: usage, cost and what is left of the month come with the answer\n'
post gateway-chat "$(question 'Say hello')"
printf '# stream: the last event, done, says what it cost\n'
post gateway-stream "$(question 'Tell me something')"
printf '# session-token: a short-lived token that a browser may hold in place of the key\n'
post session-token '{"ttl_seconds":300}'
