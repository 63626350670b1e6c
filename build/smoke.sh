#!/bin/sh
# Runs the flow of the demo on the deployed stack STACK, and prints each step with its status. The script signs a user up, and removes this user
# at the end. With EXPIRY=true, the script also waits until an access token has expired, which takes 15 minutes.
set -eu
cd "$(dirname "$0")/.."
STACK=${STACK:-} EXPIRY=${EXPIRY:-}
. build/aws.sh
. build/calls.sh

# ── Reporting ──

steps=0 surprises=0

# step NAME EXPECTED ACTUAL: reports a step, which fails if the two results differ.
step() {
  steps=$((steps + 1))
  if [ "$2" = "$3" ]; then
    printf '  ok    %-26s %s\n' "$1" "$3"
  else
    surprises=$((surprises + 1))
    printf '  WRONG %-26s %s\n        expected %s\n' "$1" "$3" "$2"
    if [ -s "$work/body" ]; then printf '        %s\n' "$(head -c 400 "$work/body")"; fi
  fi
}

# get NAME STATUS TEXT PATH [TOKEN]: calls the API at $url, and checks the status and that the body contains TEXT.
get() {
  actual=$(call GET "$url$4" "${5:-}")
  if grep -qF "$3" "$work/body"; then actual="$actual with $3"; fi
  step "$1" "$2 with $3" "$actual"
}

# from_browser NAME STATUS PATH [TOKEN]: calls from another origin, and checks the status and the CORS header.
from_browser() {
  actual=$(call GET "$url$3" "${4:-}" --header "Origin: $origin")
  if grep -qi "^access-control-allow-origin: " "$work/head"; then actual="$actual with access-control-allow-origin"; fi
  step "$1" "$2 with access-control-allow-origin" "$actual"
}

# preflight NAME PATH: sends the preflight that a browser sends before a call with a token. The response must be 2xx and allow the header
# Authorization.
preflight() {
  actual=$(call OPTIONS "$url$2" "" --header "Origin: $origin" --header 'Access-Control-Request-Method: GET' \
    --header 'Access-Control-Request-Headers: authorization')
  case $actual in 2??) actual=2xx ;; esac
  if grep -qi "^access-control-allow-origin: " "$work/head" && grep -qi "^access-control-allow-headers:.*authorization" "$work/head"; then
    actual="$actual with CORS headers"
  fi
  step "$1" "2xx with CORS headers" "$actual"
}

# connect NAME STATUS [TOKEN]: performs a WebSocket handshake (RFC 6455, section 4.1). A successful connection stays open until curl's time limit.
connect() {
  step "$1" "$2" "$(call GET "https${websocket#wss}" "${3:-}" --http1.1 --no-buffer --max-time 5 --header 'Connection: Upgrade' \
    --header 'Upgrade: websocket' --header 'Sec-WebSocket-Version: 13' --header 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' 2>/dev/null)"
}

# ── The stack ──

read_deployed_stack smoke
origin=$(value AllowedOrigin)
[ "$origin" != '*' ] || origin=https://app.example.com
if [ "$(value InvalidTokenResponse)" = deny ]; then refused=403; else refused=401; fi

# ── The user ──

# wait_for_expiry TOKEN: waits until the authorizer must refuse the token as expired.
wait_for_expiry() {
  payload=$(echo "$1" | cut -d . -f 2 | tr '_-' '/+')
  while [ $((${#payload} % 4)) -ne 0 ]; do payload=$payload=; done
  expiry=$(echo "$payload" | base64 -d | sed -n 's/.*"exp": *\([0-9]*\).*/\1/p')
  # The authorizer allows a clock skew of 5 seconds.
  left=$((expiry + 6 - $(date +%s)))
  if [ "$left" -gt 0 ]; then
    echo "  …     waiting $left s until the token has expired"
    sleep "$left"
  fi
}

echo "User pool  $pool"
create_user
sign_in USER_PASSWORD_AUTH "\"USERNAME\":\"$user\",\"PASSWORD\":\"$password\""
signature=${good##*.}
tampered=${good%.*}.AAAA${signature#????}
expired=
if [ "$EXPIRY" = true ]; then
  wait_for_expiry "$good"
  expired=$good
  sign_in_again
fi

# ── The flow ──

# walk MISSING INVALID DENIED: runs the flow on the API at $url. The three arguments are texts that a response body must contain: MISSING for a
# call without a token, INVALID for a call whose token is not accepted, and DENIED for a call that no rule allows.
walk() {
  get "access token" 200 '"ruleId":"read-pets"' /pets "$good"
  get "no token" 401 "$1" /pets
  get "tampered token" "$refused" "$2" /pets "$tampered"
  if [ "$(value TokenUse)" = any ]; then
    get "id token" 200 '"ruleId":"read-pets"' /pets "$other"
  else
    get "the other kind of token" "$refused" "$2" /pets "$other"
  fi
  if [ -n "$expired" ]; then get "expired token" "$refused" "$2" /pets "$expired"; fi
  get "refreshed token" 200 '"ruleId":"read-pets"' /pets "$refreshed"
  get "a route of another group" 403 "$3" /admin/reports "$good"
  get "one's own path" 200 '"ruleId":"own-path"' "/users/$user/orders" "$good"
  get "another user's path" 403 "$3" /users/somebody-else/orders "$good"
  preflight "preflight" /pets
  # A route for any method also matches OPTIONS. The preflight succeeds only if the API answers preflights without its authorizer.
  preflight "preflight of an ANY route" /admin/x
  from_browser "a browser, no token" 401 /pets
  from_browser "a browser, not permitted" 403 /admin/reports "$good"
}

first=$good
sign_in_again
refreshed=$good good=$first

if [ -n "$rest" ]; then
  echo "REST API  $rest"
  url=$rest
  if [ "$refused" = 401 ]; then invalid='"code":"unauthorized"'; else invalid='{"error":{"code":'; fi
  walk '"code":"unauthorized"' "$invalid" '"code":"route_not_permitted"'
fi
if [ -n "$http" ]; then
  echo "HTTP API  $http"
  url=$http
  if [ "$refused" = 401 ]; then invalid='"message":"Unauthorized"'; else invalid='"message":"Forbidden"'; fi
  walk '"message":"Unauthorized"' "$invalid" '"message":"Forbidden"'
fi
if [ -n "$websocket" ]; then
  echo "WebSocket API  $websocket"
  connect "no token" 401
  connect "tampered token" "$refused" "$tampered"
  connect "access token" 101 "$good"
fi

if [ -z "$expired" ]; then
  echo "An expired token was not tested, because this test takes 15 minutes. To run it: make smoke STACK=$STACK EXPIRY=true"
fi
if [ "$surprises" -gt 0 ]; then
  echo "Not as expected: $surprises of $steps steps. To read the authorizer's log:"
  echo "  aws logs tail $(value AuthorizerLogGroupName) --region $region"
  exit 1
fi
echo "All $steps steps were as expected."
