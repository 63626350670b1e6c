#!/bin/sh
# Walks the flow of the demo on the deployed stack STACK: a user is signed up, and removed in the end; each step is printed with
# its status. With EXPIRY=true it also waits until an access token has expired (a quarter of an hour).
set -eu
cd "$(dirname "$0")/.."
STACK=${STACK:-} EXPIRY=${EXPIRY:-}
. build/aws.sh

# ── Reporting ──

steps=0 surprises=0

# note NAME: a step that would have ended the script had it failed.
note() { printf '  ok    %s\n' "$1"; }

# step NAME EXPECTED ACTUAL
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

# ── Calling ──

# call METHOD URL TOKEN [CURL-OPTION …]: prints the status; the rest of the answer is in $work/head and $work/body.
call() {
  method=$1 address=$2 bearer=$3
  shift 3
  : >"$work/head" && : >"$work/body" && : >"$work/authorization"
  # From a file: what stands on a command line every user of this machine can read.
  if [ -n "$bearer" ]; then printf 'Authorization: Bearer %s\n' "$bearer" >"$work/authorization"; fi
  curl --silent --show-error --max-time 20 --request "$method" --header "@$work/authorization" --dump-header "$work/head" \
    --output "$work/body" --write-out '%{http_code}' "$@" "$address" || true
}

# get NAME STATUS BODY PATH [TOKEN]: a call to the API at $url, the status it should have, and a text that its body should hold.
get() {
  actual=$(call GET "$url$4" "${5:-}")
  if grep -qF "$3" "$work/body"; then actual="$actual with $3"; fi
  step "$1" "$2 with $3" "$actual"
}

# from_browser NAME STATUS METHOD PATH [TOKEN]: the same from another origin, where the CORS header is what counts.
from_browser() {
  actual=$(call "$3" "$url$4" "${5:-}" --header "Origin: $origin" --header 'Access-Control-Request-Method: GET' \
    --header 'Access-Control-Request-Headers: authorization')
  if grep -qi "^access-control-allow-origin: " "$work/head"; then actual="$actual with access-control-allow-origin"; fi
  step "$1" "$2 with access-control-allow-origin" "$actual"
}

# connect NAME STATUS [TOKEN]: the handshake of a WebSocket (RFC 6455, section 4.1). One that succeeds stays open until the time is up.
connect() {
  step "$1" "$2" "$(call GET "https${websocket#wss}" "${3:-}" --http1.1 --no-buffer --max-time 5 --header 'Connection: Upgrade' \
    --header 'Upgrade: websocket' --header 'Sec-WebSocket-Version: 13' --header 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' 2>/dev/null)"
}

# cognito OPERATION QUERY JSON: passwords and tokens go to the AWS CLI in a file as well.
cognito() {
  printf '%s' "$3" >"$work/request"
  ask cognito-idp "$1" --query "$2" --output text --cli-input-json "file://$work/request"
}

# ── The stack ──

[ -n "$STACK" ] || stop "which stack?" "make smoke STACK=…"
command -v curl >/dev/null 2>&1 || stop "curl is missing" "Install the package curl"
require_aws
read_status
case $status in
  NONE) stop "there is no stack $STACK in $region (account $account)" "Another Region: AWS_REGION=… make smoke STACK=$STACK" ;;
  CREATE_COMPLETE | UPDATE_COMPLETE | UPDATE_ROLLBACK_COMPLETE) ;;
  *) stop "the stack $STACK is in the state $status" "Deploy it first: make deploy STACK=$STACK" ;;
esac

ask cloudformation describe-stacks --stack-name "$STACK" --output text \
  --query 'Stacks[0].[Outputs[].[OutputKey, OutputValue], Parameters[].[ParameterKey, ParameterValue]][]' >"$work/stack"
# The value of an output or a parameter. (No output has a parameter's name but UserPoolId, and outputs come first.)
value() { awk -F '\t' -v name="$1" '$1 == name { print $2; exit }' "$work/stack"; }

pool=$(value UserPoolId)
client=$(value UserPoolClientId)
rest=$(value RestApiUrl)
http=$(value HttpApiUrl)
websocket=$(value WebSocketUrl)
[ -n "$client" ] || stop "the stack uses an existing pool, $pool, and smoke signs nobody up in a pool that the stack did not make" \
  "Sign in there yourself, then: curl -H \"Authorization: Bearer \$TOKEN\" ${rest:-$http}/pets"
origin=$(value AllowedOrigin)
[ "$origin" != '*' ] || origin=https://app.example.com
if [ "$(value InvalidTokenResponse)" = deny ]; then refused=403; else refused=401; fi

# ── The user ──

# Of a moment. Cognito wants upper case, lower case and a digit.
user=smoke-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
password=Aa1-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
trap 'attempt cognito-idp admin-delete-user --user-pool-id "$pool" --username "$user" || true; rm -rf "$work"' EXIT

# sign_in FLOW PARAMETERS: sets good and other, the kind of token that the stack asks for and the other one, and session, both of them.
sign_in() {
  session=$(cognito initiate-auth 'AuthenticationResult.[AccessToken, IdToken, RefreshToken]' \
    "{\"ClientId\":\"$client\",\"AuthFlow\":\"$1\",\"AuthParameters\":{$2}}")
  good=$(printf '%s' "$session" | cut -f1)
  other=$(printf '%s' "$session" | cut -f2)
  if [ "$(value TokenUse)" = id ]; then
    access=$good good=$other other=$access
  fi
  note "InitiateAuth $1"
}

# wait_for_expiry TOKEN
wait_for_expiry() {
  payload=$(echo "$1" | cut -d . -f 2 | tr '_-' '/+')
  while [ $((${#payload} % 4)) -ne 0 ]; do payload=$payload=; done
  expiry=$(echo "$payload" | base64 -d | sed -n 's/.*"exp": *\([0-9]*\).*/\1/p')
  # The authorizer bears with clocks that differ by five seconds.
  left=$((expiry + 6 - $(date +%s)))
  if [ "$left" -gt 0 ]; then
    echo "  …     waiting $left s until the token has expired"
    sleep "$left"
  fi
}

echo "User pool  $pool"
cognito sign-up UserSub "{\"ClientId\":\"$client\",\"Username\":\"$user\",\"Password\":\"$password\"}" >/dev/null
ask cognito-idp admin-confirm-sign-up --user-pool-id "$pool" --username "$user" >/dev/null
ask cognito-idp admin-add-user-to-group --user-pool-id "$pool" --username "$user" --group-name readers >/dev/null
note "SignUp, AdminConfirmSignUp, AdminAddUserToGroup readers"
sign_in USER_PASSWORD_AUTH "\"USERNAME\":\"$user\",\"PASSWORD\":\"$password\""
refresh=$(printf '%s' "$session" | cut -f3)
signature=${good##*.}
tampered=${good%.*}.AAAA${signature#????}
expired=
if [ "$EXPIRY" = true ]; then
  wait_for_expiry "$good"
  expired=$good
  sign_in REFRESH_TOKEN_AUTH "\"REFRESH_TOKEN\":\"$refresh\""
fi

# ── The flow ──

# walk PREFLIGHT-STATUS MISSING INVALID DENIED: on the API at $url. The last three are what a body holds where there is no token,
# where the token is not accepted, and where its owner may not do that.
walk() {
  get "access token" 200 '"ruleId":"read-pets"' /pets "$good"
  get "no token" 401 "$2" /pets
  get "tampered token" "$refused" "$3" /pets "$tampered"
  if [ "$(value TokenUse)" = any ]; then
    get "id token" 200 '"ruleId":"read-pets"' /pets "$other"
  else
    get "the other kind of token" "$refused" "$3" /pets "$other"
  fi
  if [ -n "$expired" ]; then get "expired token" "$refused" "$3" /pets "$expired"; fi
  get "refreshed token" 200 '"ruleId":"read-pets"' /pets "$refreshed"
  get "a route of another group" 403 "$4" /admin/reports "$good"
  get "one's own path" 200 '"ruleId":"own-path"' "/users/$user/orders" "$good"
  get "another user's path" 403 "$4" /users/somebody-else/orders "$good"
  from_browser "preflight" "$1" OPTIONS /pets
  from_browser "a browser, no token" 401 GET /pets
  from_browser "a browser, not permitted" 403 GET /admin/reports "$good"
}

first=$good
sign_in REFRESH_TOKEN_AUTH "\"REFRESH_TOKEN\":\"$refresh\""
refreshed=$good good=$first

if [ -n "$rest" ]; then
  echo "REST API  $rest"
  url=$rest
  if [ "$refused" = 401 ]; then invalid='"code":"unauthorized"'; else invalid='{"error":{"code":'; fi
  walk 200 '"code":"unauthorized"' "$invalid" '"code":"route_not_permitted"'
fi
if [ -n "$http" ]; then
  echo "HTTP API  $http"
  url=$http
  if [ "$refused" = 401 ]; then invalid='"message":"Unauthorized"'; else invalid='"message":"Forbidden"'; fi
  walk 204 '"message":"Unauthorized"' "$invalid" '"message":"Forbidden"'
fi
if [ -n "$websocket" ]; then
  echo "WebSocket API  $websocket"
  connect "no token" 401
  connect "tampered token" "$refused" "$tampered"
  connect "access token" 101 "$good"
fi

if [ -z "$expired" ]; then
  echo "An expired token was not tried: that takes a quarter of an hour, make smoke STACK=$STACK EXPIRY=true"
fi
if [ "$surprises" -gt 0 ]; then
  echo "$surprises of $steps steps were not as expected. What the authorizer says of them:"
  echo "  aws logs tail $(value AuthorizerLogGroupName) --region $region"
  exit 1
fi
echo "All $steps steps were as expected."
