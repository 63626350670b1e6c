#!/bin/sh
# Functions of smoke.sh and verify-aws.sh that read a deployed stack, sign a user in and call its APIs. Source it after aws.sh.
# shellcheck disable=SC2034,SC2154 # These files share variables.

# ── Calling ──

# call METHOD URL TOKEN [CURL-OPTION …]: prints the status, and writes the response to $work/head and $work/body.
call() {
  method=$1 address=$2 bearer=$3
  shift 3
  : >"$work/head" && : >"$work/body" && : >"$work/authorization"
  # In a file, because every user of this machine can read command lines.
  if [ -n "$bearer" ]; then printf 'Authorization: Bearer %s\n' "$bearer" >"$work/authorization"; fi
  curl --silent --show-error --max-time 20 --request "$method" --header "@$work/authorization" --dump-header "$work/head" \
    --output "$work/body" --write-out '%{http_code}' "$@" "$address" || true
}

# cognito OPERATION QUERY JSON: also passes passwords and tokens to the AWS CLI in a file.
cognito() {
  printf '%s' "$3" >"$work/request"
  ask cognito-idp "$1" --query "$2" --output text --cli-input-json "file://$work/request"
}

# ── The stack ──

# read_deployed_stack MAKE-TARGET: stops if $STACK is not deployed. Sets the outputs that the scripts need.
read_deployed_stack() {
  [ -n "$STACK" ] || stop "STACK is missing; name the stack" "make $1 STACK=…"
  command -v curl >/dev/null 2>&1 || stop "curl is missing" "Install the package curl"
  require_aws
  read_status
  case $status in
    NONE) stop "there is no stack $STACK in $region (account $account)" "If it is in another Region: AWS_REGION=… make $1 STACK=$STACK" ;;
    CREATE_COMPLETE | UPDATE_COMPLETE | UPDATE_ROLLBACK_COMPLETE) ;;
    *) stop "the stack $STACK is in the state $status" "Deploy it first: make deploy STACK=$STACK" ;;
  esac

  attempt cloudformation describe-stacks --stack-name "$STACK" --output text \
    --query 'Stacks[0].[Outputs[].[OutputKey, OutputValue], Parameters[].[ParameterKey, ParameterValue]][]' || explain "read the outputs of the stack $STACK"
  cp "$work/answer" "$work/stack"
  pool=$(value UserPoolId)
  client=$(value UserPoolClientId)
  rest=$(value RestApiUrl)
  http=$(value HttpApiUrl)
  websocket=$(value WebSocketUrl)
  [ -n "$rest$http$websocket" ] || stop "the stack $STACK has no API to call" \
    "Deploy one: make deploy STACK=$STACK PARAMS=CreateRestApi=true"
  [ -n "$client" ] || stop "the stack $STACK uses an existing pool, $pool; $1 creates no user in a pool that the stack did not create" \
    "Sign in there yourself, then: curl -H \"Authorization: Bearer \$TOKEN\" ${rest:-$http}/pets"
  [ "$(value Mfa)" != ON ] || stop "the stack $STACK has Mfa=ON, and $1 has no authenticator to sign in with" \
    "Try a stack with the same settings and Mfa=OPTIONAL: make deploy STACK=$STACK-trial PARAMS=Mfa=OPTIONAL"
}

# The value of an output or a parameter. (No output has a parameter's name but UserPoolId, and outputs come first.)
value() { awk -F '\t' -v name="$1" '$1 == name { print $2; exit }' "$work/stack"; }

# ── The user ──

# note NAME: reports a step whose failure would have ended the script.
note() { printf '  ok    %s\n' "$1"; }

# Creates a user in the group readers and deletes it when the script ends. Cognito requires upper case, lower case and a digit.
create_user() {
  user=smoke-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
  password=Aa1-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  # shellcheck disable=SC2016 # Expanded when the script ends.
  at_exit='attempt cognito-idp admin-delete-user --user-pool-id "$pool" --username "$user" || true; '$at_exit
  printf '%s' "{\"ClientId\":\"$client\",\"Username\":\"$user\",\"Password\":\"$password\"}" >"$work/request"
  if attempt cognito-idp sign-up --query UserSub --output text --cli-input-json "file://$work/request"; then
    ask cognito-idp admin-confirm-sign-up --user-pool-id "$pool" --username "$user" >/dev/null
    how='SignUp, AdminConfirmSignUp'
  elif complains_of 'SignUp is not permitted'; then
    # The pool allows no sign-up, so an administrator creates the user.
    cognito admin-create-user User.Username "{\"UserPoolId\":\"$pool\",\"Username\":\"$user\",\"MessageAction\":\"SUPPRESS\"}" >/dev/null
    cognito admin-set-user-password '@' "{\"UserPoolId\":\"$pool\",\"Username\":\"$user\",\"Password\":\"$password\",\"Permanent\":true}" >/dev/null
    how='AdminCreateUser (sign-up is closed), AdminSetUserPassword'
  else
    explain "sign up a user in the pool $pool"
  fi
  ask cognito-idp admin-add-user-to-group --user-pool-id "$pool" --username "$user" --group-name readers >/dev/null
  note "$how, AdminAddUserToGroup readers"
}

# sign_in FLOW PARAMETERS
sign_in() {
  printf '%s' "{\"ClientId\":\"$client\",\"AuthFlow\":\"$1\",\"AuthParameters\":{$2}}" >"$work/request"
  attempt cognito-idp initiate-auth --output text --cli-input-json "file://$work/request" \
    --query '[ChallengeName, AuthenticationResult.AccessToken, AuthenticationResult.IdToken, AuthenticationResult.RefreshToken]' ||
    { [ "$1" = REFRESH_TOKEN_AUTH ] && return 1; } || explain "sign in"
  take_tokens "InitiateAuth $1"
}

# take_tokens HOW: sets good and other, the kind of token that the stack asks for and the other one, and refresh, if there is a new one.
take_tokens() {
  challenge=$(cut -f1 "$work/answer")
  case $challenge in None | '') ;; *) stop "Cognito answered $1 with the challenge $challenge instead of tokens" \
    "The pool $pool asks for more than a password. Try a stack with Mfa=OPTIONAL" ;; esac
  good=$(cut -f2 "$work/answer")
  other=$(cut -f3 "$work/answer")
  case $good in '' | None) stop "Cognito answered $1 without tokens" "Check the authentication flows of the app client $client in the user pool $pool" ;; esac
  new=$(cut -f4 "$work/answer")
  case $new in '' | None) ;; *) refresh=$new ;; esac
  if [ "$(value TokenUse)" = id ]; then
    access=$good good=$other other=$access
  fi
  note "$1"
}

# Signs in with the refresh token. A client that rotates refresh tokens does not support REFRESH_TOKEN_AUTH.
sign_in_again() {
  if sign_in REFRESH_TOKEN_AUTH "\"REFRESH_TOKEN\":\"$refresh\""; then return; fi
  printf '%s' "{\"ClientId\":\"$client\",\"RefreshToken\":\"$refresh\"}" >"$work/request"
  attempt cognito-idp get-tokens-from-refresh-token --output text --cli-input-json "file://$work/request" \
    --query '[ChallengeName, AuthenticationResult.AccessToken, AuthenticationResult.IdToken, AuthenticationResult.RefreshToken]' ||
    explain "sign in with the refresh token"
  take_tokens GetTokensFromRefreshToken
}
