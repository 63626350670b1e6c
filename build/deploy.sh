#!/bin/sh
# Builds what goes to AWS and creates or updates the stack STACK (authorizer) with it, for ARCH (arm64).
# PARAMS="Name=value …" sets parameters of template.yaml; those not named keep their value. BUCKET is where the code is uploaded.
set -euf
cd "$(dirname "$0")/.."
STACK=${STACK:-authorizer} ARCH=${ARCH:-arm64} PARAMS=${PARAMS:-}
. build/aws.sh

case $ARCH in
  arm64) architecture=arm64 ;;
  x64) architecture=x86_64 ;;
  *) stop "ARCH=$ARCH is neither arm64 nor x64" ;;
esac

# The value of a parameter among PARAMS.
parameter() {
  for setting in $PARAMS; do
    case $setting in "$1="*) echo "${setting#*=}" ;; esac
  done
}

check_parameters() {
  for setting in $PARAMS; do
    grep -q "^  ${setting%%=*}:\$" template.yaml || stop "template.yaml has no parameter ${setting%%=*}" "PARAMS=\"Name=value Name=value\""
  done
  [ -z "$(parameter Architecture)" ] || stop "Architecture is set by ARCH=arm64 or ARCH=x64, so that the build is for the same one"
  pool=$(parameter UserPoolId)
  [ -n "$pool" ] || return 0
  [ -n "$(parameter ClientIds)" ] || [ "$status" != NONE ] || stop "UserPoolId names an existing pool, and ClientIds is missing" \
    "Its app clients: aws cognito-idp list-user-pool-clients --user-pool-id $pool"
  # The pool may be in another Region than the stack: its id says in which.
  if ! attempt cognito-idp describe-user-pool --user-pool-id "$pool" --region "${pool%%_*}" --query UserPool.Id --output text; then
    complains_of 'ResourceNotFound|does not exist|InvalidParameter|failed to satisfy' || explain "look at the user pool $pool"
    stop "there is no user pool $pool in the account $account" "Those that are: aws cognito-idp list-user-pools --max-results 60 --region ${pool%%_*}"
  fi
}

check_stack() {
  case $status in
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED | DELETE_FAILED)
      print_failures
      stop "the stack $STACK is in the state $status, from which it cannot be updated" \
        "Remove what is left of it and begin again: make destroy STACK=$STACK && make deploy STACK=$STACK"
      ;;
    UPDATE_ROLLBACK_FAILED)
      print_failures
      stop "the stack $STACK is in the state $status" \
        "Take away what is named above, then: aws cloudformation continue-update-rollback --stack-name $STACK --region $region"
      ;;
    REVIEW_IN_PROGRESS) ;;
    *_IN_PROGRESS)
      stop "the stack $STACK is in the state $status: somebody is at work on it" \
        "Watch it: aws cloudformation describe-stack-events --stack-name $STACK --region $region"
      ;;
  esac
}

# One for the account and Region, made where it is missing.
find_bucket() {
  BUCKET=${BUCKET:-authorizer-artifacts-$account-$region}
  if attempt s3api head-bucket --bucket "$BUCKET"; then return; fi
  if complains_of '404|Not Found|NoSuchBucket'; then
    echo "Creating the bucket $BUCKET for the code …"
    attempt s3 mb "s3://$BUCKET" || explain "create the bucket $BUCKET (another one: BUCKET=…)"
  elif complains_of '403|Forbidden'; then
    stop "the bucket $BUCKET is not yours, or these credentials may not use it" "Name another: make deploy BUCKET=…"
  elif complains_of '301|Moved Permanently|PermanentRedirect'; then
    stop "the bucket $BUCKET is in another Region than $region" "Name one that is there: make deploy BUCKET=…"
  else
    explain "look at the bucket $BUCKET"
  fi
}

# REST and WebSocket APIs log through a role that is set once for the account and Region. One that is there is not ours to replace.
spare_logs_role() {
  case $status in NONE | REVIEW_IN_PROGRESS) ;; *) return 0 ;; esac
  [ -z "$(parameter CreateApiGatewayLogsRole)" ] || return 0
  role=$(ask apigateway get-account --query cloudwatchRoleArn --output text)
  case $role in '' | None) ;; *) PARAMS="$PARAMS CreateApiGatewayLogsRole=false" ;; esac
}

require_aws
read_status
check_stack
check_parameters
spare_logs_role
find_bucket

make --no-print-directory package "ARCH=$ARCH"

# The template with the packages that were just made in place of the folder that `sam build` would build in.
generated=artifacts/template-linux-$ARCH.yaml
awk -v arch="$ARCH" '
  /^  [A-Za-z]+:$/ { resource = $1 }
  /^ +CodeUri: \.$/ { sub(/\.$/, (resource == "AuthorizerFunction:" ? "authorizer" : "sample-api") "-linux-" arch ".zip") }
  { print }' template.yaml >"$generated"

echo "Uploading to $BUCKET …"
attempt cloudformation package --template-file "$generated" --s3-bucket "$BUCKET" --s3-prefix "$STACK" \
  --output-template-file "artifacts/packaged-linux-$ARCH.yaml" || explain "upload the code"

# Packages are reproducible, so with the parameters they are all that can make one revision another.
revision=$(cat "artifacts/authorizer-linux-$ARCH.zip" template.yaml - <<END | cksum | tr ' ' -
$architecture $PARAMS
END
)

echo "Deploying $STACK to $region (account $account; the first time takes some minutes) …"
# shellcheck disable=SC2086 # Each word of PARAMS is one parameter.
if ! aws cloudformation deploy --stack-name "$STACK" --template-file "artifacts/packaged-linux-$ARCH.yaml" \
  --s3-bucket "$BUCKET" --s3-prefix "$STACK" --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  --parameter-overrides "Architecture=$architecture" "Revision=$revision" $PARAMS 2>"$work/complaint"; then
  sed -n '/./p' "$work/complaint" >&2
  print_failures
  read_status
  case $status in
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED)
      stop "the stack $STACK could not be created" "When the cause above is gone: make destroy STACK=$STACK && make deploy STACK=$STACK" ;;
    UPDATE_ROLLBACK_COMPLETE)
      stop "the update of $STACK failed and was taken back; what ran before runs on" "When the cause above is gone: make deploy STACK=$STACK" ;;
    *) stop "the stack $STACK was not deployed (state: $status)" ;;
  esac
fi

echo
ask cloudformation describe-stacks --stack-name "$STACK" --output text --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]' | sort | expand -t 26
