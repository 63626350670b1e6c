#!/bin/sh
# Functions for smoke.sh and verify-aws.sh. They read a deployed stack, sign a user in, and call the stack's APIs. Source this file after aws.sh.
# shellcheck disable=SC2034,SC2154 # These files share variables.

# ── Calling ──

# call METHOD URL TOKEN [CURL-OPTION …]: prints the status, and writes the response to $work/head and $work/body.
call() {
  method=$1 address=$2 bearer=$3
  shift 3
  : >"$work/head" && : >"$work/body" && : >"$work/authorization"
  # The token is in a file, because every user of this machine can read command lines.
  if [ -n "$bearer" ]; then printf 'Authorization: Bearer %s\n' "$bearer" >"$work/authorization"; fi
  curl --silent --show-error --max-time 20 --request "$method" --header "@$work/authorization" --dump-header "$work/head" \
    --output "$work/body" --write-out '%{http_code}' "$@" "$address" || true
}

# cognito OPERATION QUERY JSON: calls Cognito, and prints the queried output. The JSON is passed in a file, because it can contain passwords.
cognito() {
  printf '%s' "$3" >"$work/request"
  ask cognito-idp "$1" --query "$2" --output text --cli-input-json "file://$work/request"
}

# ── The stack ──

# read_deployed_stack MAKE-TARGET: reads the outputs and parameters of $STACK into variables. Stops if $STACK is not deployed.
read_deployed_stack() {
  [ -n "$STACK" ] || stop "the variable STACK is missing" "Set STACK to the name of a deployed stack: make $1 STACK=…"
  command -v curl >/dev/null 2>&1 || stop "curl is missing" "Install the package curl"
  require_aws
  read_status
  case $status in
    NONE) stop "there is no stack $STACK in $region (account $account)" "If the stack is in another Region: AWS_REGION=… make $1 STACK=$STACK" ;;
    CREATE_COMPLETE | UPDATE_COMPLETE | UPDATE_ROLLBACK_COMPLETE) ;;
    *) stop "the stack $STACK is in the state $status" "Deploy the stack first: make deploy STACK=$STACK" ;;
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
    "Deploy an API: make deploy STACK=$STACK PARAMS=CreateRestApi=true"
  [ -n "$client" ] || stop "the stack $STACK uses the existing user pool $pool, but $1 creates users only in a user pool that the stack created" \
    "Sign a user of this pool in, set TOKEN to the access token, then: curl -H \"Authorization: Bearer \$TOKEN\" ${rest:-$http}/pets"
  [ "$(value Mfa)" != ON ] || stop "the stack $STACK has Mfa=ON, but $1 cannot sign in with a second factor" \
    "Use a stack with the same parameters and Mfa=OPTIONAL: make deploy STACK=$STACK-trial PARAMS=Mfa=OPTIONAL"
}

# value NAME: prints the value of an output or a parameter. Only UserPoolId is both an output and a parameter. Its output comes first.
value() { awk -F '\t' -v name="$1" '$1 == name { print $2; exit }' "$work/stack"; }

# ── The user ──

# note NAME: reports a successful step. A failure of this step would have ended the script.
note() { printf '  ok    %s\n' "$1"; }

# Creates a user in the group readers, and deletes this user when the script ends. The password has the upper-case letter, lower-case letter
# and digit that Cognito requires.
create_user() {
  user=smoke-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
  password=Aa1-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  # shellcheck disable=SC2016 # The variables are expanded when the script ends.
  at_exit='attempt cognito-idp admin-delete-user --user-pool-id "$pool" --username "$user" || true; '$at_exit
  printf '%s' "{\"ClientId\":\"$client\",\"Username\":\"$user\",\"Password\":\"$password\"}" >"$work/request"
  if attempt cognito-idp sign-up --query UserSub --output text --cli-input-json "file://$work/request"; then
    ask cognito-idp admin-confirm-sign-up --user-pool-id "$pool" --username "$user" >/dev/null
    how='SignUp, AdminConfirmSignUp'
  elif complains_of 'SignUp is not permitted'; then
    # The pool does not allow sign-up, so an administrator must create the user.
    cognito admin-create-user User.Username "{\"UserPoolId\":\"$pool\",\"Username\":\"$user\",\"MessageAction\":\"SUPPRESS\"}" >/dev/null
    cognito admin-set-user-password '@' "{\"UserPoolId\":\"$pool\",\"Username\":\"$user\",\"Password\":\"$password\",\"Permanent\":true}" >/dev/null
    how='AdminCreateUser (sign-up is closed), AdminSetUserPassword'
  else
    explain "sign up a user in the pool $pool"
  fi
  ask cognito-idp admin-add-user-to-group --user-pool-id "$pool" --username "$user" --group-name readers >/dev/null
  note "$how, AdminAddUserToGroup readers"
}

# sign_in FLOW PARAMETERS: signs the user in, and sets the variables of take_tokens.
sign_in() {
  printf '%s' "{\"ClientId\":\"$client\",\"AuthFlow\":\"$1\",\"AuthParameters\":{$2}}" >"$work/request"
  attempt cognito-idp initiate-auth --output text --cli-input-json "file://$work/request" \
    --query '[ChallengeName, AuthenticationResult.AccessToken, AuthenticationResult.IdToken, AuthenticationResult.RefreshToken]' ||
    { [ "$1" = REFRESH_TOKEN_AUTH ] && return 1; } || explain "sign in"
  take_tokens "InitiateAuth $1"
}

# take_tokens STEP: reads the tokens from the last answer. Sets good to the token of the kind that the stack accepts, and other to the token of
# the other kind. Sets refresh if the answer has a new refresh token.
take_tokens() {
  challenge=$(cut -f1 "$work/answer")
  case $challenge in None | '') ;; *) stop "Cognito answered $1 with the challenge $challenge instead of tokens" \
    "The user pool $pool requires more than a password. Use a stack with Mfa=OPTIONAL" ;; esac
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
