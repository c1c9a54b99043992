#!/usr/bin/env bash
# Deploys the gateway, site and functions, to Netlify with Netlify's command line.
#
#   scripts/deploy.sh                to production
#   scripts/deploy.sh --draft        to a preview address
#   scripts/deploy.sh --unchecked    without looking at the site's variables first
#
# Needs NETLIFY_AUTH_TOKEN and NETLIFY_SITE_ID (or a folder linked with "npx netlify-cli link").
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  printf 'deploy: %s\n' "$1" >&2
  exit 1
}

netlify() { npx --yes netlify-cli@latest "$@"; }

target=--prod
checked=yes
for option in "$@"; do
  case "$option" in
    --draft) target= ;;
    --unchecked) checked=no ;;
    *) fail "unknown option $option (there are --draft and --unchecked)" ;;
  esac
done

[ -d node_modules ] || fail 'the dependencies are missing: run "npm ci" first'
[ -n "${NETLIFY_AUTH_TOKEN:-}" ] ||
  fail 'NETLIFY_AUTH_TOKEN is not set: make a token at https://app.netlify.com/user/applications'
[ -n "${NETLIFY_SITE_ID:-}" ] || [ -f .netlify/state.json ] ||
  fail 'NETLIFY_SITE_ID is not set: it is the project ID under Project configuration, General'

if [ "$checked" = yes ]; then
  configured="$(netlify env:list --plain --context production)" ||
    fail 'Netlify did not list the variables of the site: check NETLIFY_AUTH_TOKEN and NETLIFY_SITE_ID'
  missing=
  for name in JWT_SECRET KEY_PEPPER ADMIN_PASSWORD; do
    grep -q "^${name}=" <<<"$configured" || missing="$missing $name"
  done
  [ -z "$missing" ] ||
    fail "the site lacks these variables:$missing. Set each with: npx netlify-cli env:set NAME VALUE --secret"
  grep -qE '^(NETLIFY_DATABASE_URL|NETLIFY_DB_URL|DATABASE_URL)=' <<<"$configured" ||
    printf 'deploy: no database variable is listed; unless a Netlify Database is attached, set NETLIFY_DATABASE_URL\n' >&2
fi

netlify deploy --build ${target:+"$target"}
