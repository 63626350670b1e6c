#!/bin/sh
# Signs in to a Cognito user pool and calls the API behind the authorizer with curl. Shows the statuses 200, 401 and 403, and a refresh.
# Prints every status, and exits with 1 if a status differs from the expected one. Passwords and tokens are never arguments of a command,
# because every user of the machine can read the list of processes. `make serve` prints these variables:
#   COGNITO_ENDPOINT  https://cognito-idp.<region>.amazonaws.com, or the local identity provider
#   COGNITO_CLIENT_ID an app client without a secret that allows USER_PASSWORD_AUTH and REFRESH_TOKEN_AUTH
#   API_URL           the address of the API with the stage
#   API_USERNAME, API_PASSWORD
#   EXPIRY_SECONDS    the lifetime of an access token; if it is not set, the script does not wait for the expiry
set -eu
: "${COGNITO_ENDPOINT:?}" "${COGNITO_CLIENT_ID:?}" "${API_URL:?}" "${API_USERNAME:?}" "${API_PASSWORD:?}"

unexpected=0

# json TEXT: prints the text as a JSON string. Control characters are not escaped, because passwords do not contain them.
json() {
  printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"
}

# member NAME: prints a text from the JSON on standard input. Escapes are not decoded, because tokens do not contain them.
member() {
  tr -d '\n' | sed -n 's/.*"'"$1"'"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p'
}

# initiate_auth FLOW PARAMETERS: calls Cognito and prints the response.
initiate_auth() {
  printf '{"AuthFlow":"%s","ClientId":%s,"AuthParameters":%s}' "$1" "$(json "$COGNITO_CLIENT_ID")" "$2" |
    curl --silent --show-error --fail-with-body --data @- "$COGNITO_ENDPOINT/" \
      --header 'Content-Type: application/x-amz-json-1.1' \
      --header 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth'
}

# call EXPECTED-STATUS DESCRIPTION PATH [TOKEN]: calls the API and prints the status.
call() {
  status=$(
    if [ -n "${4:-}" ]; then printf 'Authorization: Bearer %s\n' "$4"; fi |
      curl --silent --show-error --output /dev/null --write-out '%{http_code}' --header @- "$API_URL$3"
  ) || true
  note=
  if [ "$status" != "$1" ]; then note=": NOT AS EXPECTED, which is $1" unexpected=1; fi
  echo "$status  GET $3, $2$note"
}

signed_in=$(initiate_auth USER_PASSWORD_AUTH "{\"USERNAME\":$(json "$API_USERNAME"),\"PASSWORD\":$(json "$API_PASSWORD")}")
access_token=$(printf '%s' "$signed_in" | member AccessToken)
refresh_token=$(printf '%s' "$signed_in" | member RefreshToken)

call 200 'with the access token' /pets "$access_token"
call 401 'with no token' /pets
call 401 'with a token that was tampered with' /pets "${access_token}AAAA"
call 403 'what readers may not' /admin/reports "$access_token"

# Status 403 is final. After status 401, a client refreshes the token once and calls again.
if [ -n "${EXPIRY_SECONDS:-}" ]; then
  echo "waiting $EXPIRY_SECONDS s: then the access token has expired"
  sleep "$EXPIRY_SECONDS"
  # Uses another path, because API Gateway caches the authorizer's result for the first path. CacheSeconds sets how long.
  call 401 'with the expired token' /pets/1 "$access_token"
fi

refreshed=$(initiate_auth REFRESH_TOKEN_AUTH "{\"REFRESH_TOKEN\":$(json "$refresh_token")}")
access_token=$(printf '%s' "$refreshed" | member AccessToken)
call 200 'with the refreshed token' /pets/1 "$access_token"
exit $unexpected
