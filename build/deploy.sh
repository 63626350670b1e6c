#!/bin/sh
# Builds the packages, and creates or updates the stack STACK (default: authorizer) from the packages.
#   PARAMS="Name=value …"  parameters of template.yaml; other parameters keep their values
#   ARCH=arm64|x64         the architecture; default: the architecture of the stack, or arm64 for a new stack
#   ZIPS=dir               deploys the packages in this folder instead of building packages
#   VARIANT=static         the statically linked authorizer; its keys must be pinned (src/Authorizer.Static/README.md)
#   BUCKET=name            the bucket for the code; default: a bucket of this account and Region
#   REPLACE_POOL=true      allows an update that removes the user pool from the stack
set -euf
cd "$(dirname "$0")/.."
STACK=${STACK:-authorizer} ARCH=${ARCH:-} PARAMS=${PARAMS:-} ZIPS=${ZIPS:-} VARIANT=${VARIANT:-default} BUCKET=${BUCKET:-} REPLACE_POOL=${REPLACE_POOL:-}
if [ "$VARIANT" = static ]; then authorizer="authorizer-static"; else authorizer="authorizer"; fi
. build/aws.sh

# ── Parameters ──

# Writes PARAMS to $work/settings, one Name=value per line. A value may contain spaces, with or without quotes. A word that does not
# begin with Name= belongs to the preceding value.
read_parameters() {
  awk '
    /^[A-Za-z]/ { inside = ($1 == "Parameters:") }
    !inside { next }
    /^  [A-Za-z0-9]+:/ { name = $1; sub(/:.*/, "", name); print name > names }
    /^    Default:/ { sub(/^    Default: */, ""); gsub(/^"|"$/, ""); print name "=" $0 > defaults }
    ' names="$work/names" defaults="$work/defaults" template.yaml
  printf '%s\n' "$PARAMS" | awk '
    function finish() {
      if (word == "" && !quoted) return
      if (word ~ /^[A-Za-z][A-Za-z0-9]*=/) { if (setting != "") print setting; setting = word }
      else if (setting != "") setting = setting " " word
      else { print "\"" word "\" is not Name=value" > "/dev/stderr"; exit 1 }
      word = ""; quoted = 0
    }
    { text = text $0 " " }
    END {
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (quote != "") { if (c == quote) quote = ""; else word = word c }
        else if (c == "\"" || c == "\047") { quote = c; quoted = 1 }
        else if (c == " " || c == "\t") finish()
        else word = word c
      }
      if (quote != "") { print "a quote is not closed" > "/dev/stderr"; exit 1 }
      if (setting != "") print setting
    }' >"$work/settings" 2>"$work/complaint" || stop "PARAMS: $(cat "$work/complaint")" \
    'Write parameters as Name=value, for example PARAMS="CacheSeconds=60 WarmUpSchedule=rate(5 minutes)"'
  while IFS='=' read -r name _; do
    has_parameter "$name" || stop "PARAMS: template.yaml has no parameter \"$name\"$(guess "$name")" \
      "All parameters are listed in build/README.md"
  done <"$work/settings"
}

has_parameter() { grep -qx -- "$1" "$work/names"; }

# parameter NAME: prints the value of a parameter in PARAMS. If PARAMS has the parameter several times, the last value counts.
parameter() { sed -n "s/^$1=//p" "$work/settings" | tail -n 1; }

is_set() { grep -q "^$1=" "$work/settings"; }

# set_parameter NAME VALUE: sets a parameter of the template, unless PARAMS sets it.
set_parameter() {
  if has_parameter "$1" && ! is_set "$1"; then echo "$1=$2" >>"$work/settings"; fi
}

# guess NAME: prints the most similar parameter of the template, for an unknown parameter NAME.
guess() {
  near=$(build/nearest.sh "$1" <"$work/names")
  [ -z "$near" ] || printf '; did you mean "%s"?' "$near"
}

check_parameters() {
  if is_set Architecture; then
    stop 'PARAMS must not contain "Architecture"' "Set ARCH=arm64 or ARCH=x64 instead, because ARCH also selects the build"
  fi
  pool=$(parameter UserPoolId)
  [ -n "$pool" ] || return 0
  if [ -z "$(parameter ClientIds)" ] && [ -z "$(previous ClientIds)" ]; then
    stop 'PARAMS: "ClientIds" is required together with "UserPoolId"' \
      "List the app clients of the pool: aws cognito-idp list-user-pool-clients --user-pool-id $pool --region ${pool%%_*}"
  fi
  own_pool
  if [ -n "$own" ] && [ "$REPLACE_POOL" != true ]; then
    stop "PARAMS: with \"UserPoolId\", the stack $STACK would no longer contain its own user pool $own; AWS would keep the pool and its users" \
      "To use the other user pool anyway: make deploy STACK=$STACK REPLACE_POOL=true PARAMS=…"
  fi
  check_pool
}

# Sets own to the user pool that the stack created, or to an empty string.
own_pool() {
  own=
  [ "$status" != NONE ] || return 0
  if attempt cloudformation describe-stack-resource --stack-name "$STACK" --logical-resource-id UserPool --output text \
    --query 'StackResourceDetail.[ResourceStatus, PhysicalResourceId]'; then
    own=$(sed -n "/^DELETE/!s/.*$tab//p" "$work/answer")
  else
    complains_of 'does not exist' || explain "read the user pool of the stack $STACK"
  fi
}

# The pool may belong to another account, because the authorizer needs only the pool's public keys. The pool may also be in another Region.
# The ID of a pool begins with its Region.
check_pool() {
  pool_region=${pool%%_*}
  if attempt cognito-idp describe-user-pool --user-pool-id "$pool" --region "$pool_region" --query UserPool.Id --output text; then return; fi
  case $pool_region in cn-*) suffix=amazonaws.com.cn ;; *) suffix=amazonaws.com ;; esac
  keys=${AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER:-${AWS_ENDPOINT_URL:-https://cognito-idp.$pool_region.$suffix}}/$pool/.well-known/jwks.json
  case $(curl --silent --max-time 10 --output "$work/keys" --write-out '%{http_code}' "$keys" 2>/dev/null || true) in
    200)
      echo "Note: the account $account has no access to the user pool $pool."
      echo "  The deployment continues, because the pool's public keys are readable."
      ;;
    400 | 404) stop "PARAMS: \"UserPoolId\": there is no user pool \"$pool\"" \
      "List the user pools of this account: aws cognito-idp list-user-pools --max-results 60 --region $pool_region" ;;
    *)
      echo "Note: the user pool $pool could not be checked, but the deployment continues."
      echo "  The account $account has no access to the pool, and the pool's public keys could not be downloaded."
      ;;
  esac
}

# ── The stack ──

check_stack() {
  case $status in
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED | DELETE_FAILED)
      print_failures
      stop "the stack $STACK is in the state $status, in which CloudFormation cannot update a stack" \
        "Remove the stack, then create it again: make destroy STACK=$STACK && make deploy STACK=$STACK"
      ;;
    UPDATE_ROLLBACK_FAILED)
      print_failures
      stop "the stack $STACK is in the state $status" \
        "Correct the error above, then continue the rollback: aws cloudformation continue-update-rollback --stack-name $STACK --region $region"
      ;;
    REVIEW_IN_PROGRESS) status=NONE ;;
    *_IN_PROGRESS)
      stop "the stack $STACK is in the state $status: another deployment is running" \
        "Watch the deployment: aws cloudformation describe-stack-events --stack-name $STACK --region $region"
      ;;
  esac
  # The stack's current parameters, as Name=value.
  : >"$work/previous"
  if [ "$status" = NONE ]; then
    type=CREATE
  else
    type=UPDATE
    attempt cloudformation describe-stacks --stack-name "$STACK" --output text --query 'Stacks[0].Parameters[].[ParameterKey, ParameterValue]' ||
      explain "read the parameters of the stack $STACK"
    sed -n "s/$tab/=/p" "$work/answer" >"$work/previous"
  fi
}

tab=$(printf '\t')

previous() { sed -n "s/^$1=//p" "$work/previous"; }

# An update keeps the architecture of the stack, unless ARCH has another value.
choose_architecture() {
  if [ -z "$ARCH" ]; then
    case $(previous Architecture) in
      x86_64) ARCH=x64 ;;
      '') if [ -n "$ZIPS" ] && [ ! -e "$ZIPS/$authorizer-linux-arm64.zip" ] && [ -e "$ZIPS/$authorizer-linux-x64.zip" ]; then ARCH=x64; else ARCH=arm64; fi ;;
      *) ARCH=arm64 ;;
    esac
  fi
  case $ARCH in
    arm64) architecture=arm64 ;;
    x64) architecture=x86_64 ;;
    *) stop "ARCH=$ARCH is neither arm64 nor x64" "Set one of these values, for example: make deploy ARCH=arm64" ;;
  esac
  [ -n "$ZIPS" ] || return 0
  for name in $authorizer sample-api; do
    [ -s "$ZIPS/$name-linux-$ARCH.zip" ] || stop "ZIPS=$ZIPS: there is no $name-linux-$ARCH.zip" \
      "To build the package in artifacts/: make package ARCH=$ARCH (or make container ARCH=$ARCH)" \
      "If the packages are for the other architecture, set ARCH=arm64 or ARCH=x64"
  done
}

# REST and WebSocket APIs write logs with a role that is set once for each account and Region. This function does not replace an existing
# role.
spare_logs_role() {
  [ "$status" = NONE ] || return 0
  if is_set CreateApiGatewayLogsRole || ! has_parameter CreateApiGatewayLogsRole; then return 0; fi
  role=$(ask apigateway get-account --query cloudwatchRoleArn --output text)
  case $role in
    '' | None) set_parameter CreateApiGatewayLogsRole true ;;
    *) set_parameter CreateApiGatewayLogsRole false ;;
  esac
}

# ── The code ──

# The bucket's name is predictable, so another account may own a bucket of this name. Every call therefore contains the expected owner.
find_bucket() {
  default=authorizer-artifacts-$account-$region
  BUCKET=${BUCKET:-$default}
  if attempt s3api head-bucket --bucket "$BUCKET" --expected-bucket-owner "$account" --query BucketRegion --output text; then
    found=$(cat "$work/answer")
    # Older versions of the CLI do not report the Region.
    case $found in
      '' | None)
        found=$(ask s3api get-bucket-location --bucket "$BUCKET" --expected-bucket-owner "$account" --query LocationConstraint --output text)
        case $found in None | '') found=us-east-1 ;; EU) found=eu-west-1 ;; esac
        ;;
    esac
    [ "$found" = "$region" ] || stop "BUCKET=$BUCKET is in the Region $found, but Lambda in $region reads code only from a bucket in $region" \
      "Use a bucket in $region: make deploy BUCKET=…, or omit BUCKET to use $default"
  elif complains_of '404|Not Found|NoSuchBucket'; then
    create_bucket
  elif complains_of '403|Forbidden|AccessDenied'; then
    stop "BUCKET=$BUCKET does not belong to the account $account, or the credentials do not permit its use" \
      "Use another bucket: make deploy BUCKET=…"
  elif complains_of '301|Moved Permanently|PermanentRedirect|400|IllegalLocationConstraint|AuthorizationHeaderMalformed'; then
    stop "BUCKET=$BUCKET is in another Region, not in $region" "Use a bucket in $region: make deploy BUCKET=…"
  else
    explain "check the bucket $BUCKET"
  fi
}

create_bucket() {
  echo "Creating the bucket $BUCKET for the code …"
  set -- --bucket "$BUCKET"
  # S3 refuses us-east-1 as LocationConstraint, but requires LocationConstraint for every other Region.
  if [ "$region" = us-east-1 ]; then
    attempt s3api create-bucket "$@" || explain "create the bucket $BUCKET (BUCKET=… selects an existing bucket)"
  else
    attempt s3api create-bucket "$@" --create-bucket-configuration "LocationConstraint=$region" ||
      explain "create the bucket $BUCKET (BUCKET=… selects an existing bucket)"
  fi
  set -- "$@" --expected-bucket-owner "$account"
  ask s3api put-public-access-block "$@" \
    --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
  ask s3api put-bucket-encryption "$@" \
    --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'
}

checksum() { { sha256sum "$1" 2>/dev/null || shasum -a 256 "$1"; } | cut -c 1-32; }

# upload FILE SUFFIX: uploads the file, and sets key to its S3 key. The key contains the file's hash, so unchanged code is not deployed again.
upload() {
  key=$STACK/$(checksum "$1")$2
  attempt s3api put-object --bucket "$BUCKET" --key "$key" --body "$1" --expected-bucket-owner "$account" || explain "upload $1 to the bucket $BUCKET"
}

# Uploads the packages and the template. In the uploaded template, CodeUri refers to the uploaded packages instead of the source folder.
upload_all() {
  upload "$authorizer_zip" .zip
  authorizer_key=$key
  upload "$packages/sample-api-linux-$ARCH.zip" .zip
  awk -v authorizer="s3://$BUCKET/$authorizer_key" -v sample="s3://$BUCKET/$key" '
    /^  [A-Za-z]+:$/ { resource = $1 }
    /^ +CodeUri: \.$/ { sub(/\.$/, resource == "AuthorizerFunction:" ? authorizer : sample) }
    { print }' template.yaml >"$work/template.yaml"
  upload "$work/template.yaml" .template
  case $region in cn-*) suffix=amazonaws.com.cn ;; eusc-*) suffix=amazonaws.eu ;; *) suffix=amazonaws.com ;; esac
  template_url=https://s3.$region.$suffix/$BUCKET/$key
}

# ── The change set ──

# Converts the lines Name=value to JSON for the CLI. Other parameters keep their values in the stack. New parameters get their default.
write_parameters() {
  awk -v tab="$tab" '
    FILENAME ~ /settings$/ { at = index($0, "="); value[substr($0, 1, at - 1)] = substr($0, at + 1); next }
    FILENAME ~ /previous$/ { kept[substr($0, 1, index($0, "=") - 1)] = 1; next }
    function json(text) { gsub(/[\\"]/, "\\\\&", text); gsub(tab, " ", text); return "\"" text "\"" }
    { line = "" }
    $0 in value { line = "{\"ParameterKey\":" json($0) ",\"ParameterValue\":" json(value[$0]) "}" }
    !($0 in value) && $0 in kept { line = "{\"ParameterKey\":" json($0) ",\"UsePreviousValue\":true}" }
    line != "" { printf "%s%s", (n++ ? ",\n" : "["), line }
    END { print "]" }' "$work/settings" "$work/previous" "$work/names" >"$work/parameters.json"
}

create_change_set() {
  change_set=deploy-$(date -u +%Y%m%dT%H%M%SZ)-$$
  attempt cloudformation create-change-set --stack-name "$STACK" --change-set-name "$change_set" --change-set-type $type \
    --template-url "$template_url" --capabilities CAPABILITY_IAM --parameters "file://$work/parameters.json" || explain "create the change set of $STACK"
  while :; do
    answer=$(ask cloudformation describe-change-set --stack-name "$STACK" --change-set-name "$change_set" --query '[Status, StatusReason]' --output text)
    case $answer in
      CREATE_COMPLETE*) break ;;
      CREATE_PENDING* | CREATE_IN_PROGRESS*) sleep 2 ;;
      FAILED*"didn't contain changes"* | FAILED*'No updates are to be performed'*)
        drop_change_set
        change_set=
        return
        ;;
      *)
        drop_change_set
        echo "  $answer" >&2
        stop "CloudFormation refuses template.yaml or its parameters; the reason is above" \
          "Correct the template or the parameters, then: make deploy STACK=$STACK"
        ;;
    esac
  done
  removed=$(ask cloudformation describe-change-set --stack-name "$STACK" --change-set-name "$change_set" --output text \
    --query "Changes[?ResourceChange.LogicalResourceId=='UserPool' && (ResourceChange.Action=='Remove' || ResourceChange.Replacement=='True')].ResourceChange.PhysicalResourceId")
  if [ -n "$removed" ] && [ "$REPLACE_POOL" != true ]; then
    drop_change_set
    stop "this update would remove the user pool $removed and its users from the stack $STACK" \
      "To update the stack anyway: make deploy STACK=$STACK REPLACE_POOL=true …"
  fi
}

drop_change_set() { attempt cloudformation delete-change-set --stack-name "$STACK" --change-set-name "$change_set" || true; }

execute_change_set() {
  attempt cloudformation execute-change-set --stack-name "$STACK" --change-set-name "$change_set" || explain "deploy the changes to $STACK"
  if attempt cloudformation wait "stack-$(echo $type | tr '[:upper:]' '[:lower:]')-complete" --stack-name "$STACK"; then return; fi
  sed -n '/./p' "$work/complaint" >&2
  print_failures
  read_status
  case $status in
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED)
      stop "the stack $STACK could not be created" "Correct the error above, then: make destroy STACK=$STACK && make deploy STACK=$STACK" ;;
    UPDATE_ROLLBACK_COMPLETE)
      stop "the update of $STACK failed, and CloudFormation restored the previous state of the stack" \
        "Correct the error above, then: make deploy STACK=$STACK" ;;
    *) stop "the stack $STACK was not deployed (state: $status)" \
      "Watch the deployment: aws cloudformation describe-stack-events --stack-name $STACK --region $region" ;;
  esac
}

read_parameters
require_aws
read_status
check_stack
choose_architecture
check_parameters
spare_logs_role
find_bucket

packages=${ZIPS:-artifacts}
if [ -z "$ZIPS" ]; then
  if [ "$VARIANT" = static ]; then set -- VARIANT=static; fi
  make --no-print-directory package "ARCH=$ARCH" "$@"
fi
authorizer_zip=$packages/$authorizer-linux-$ARCH.zip
# grep can find jwks.json, because a zip does not compress the names of its files.
if [ "$VARIANT" = static ]; then
  LC_ALL=C grep -qa jwks.json "$authorizer_zip" || stop "$authorizer_zip has no jwks.json, but the static variant cannot fetch keys" \
    "Pin the keys: make pin USER_POOL_ID=… OUTPUT=src/Authorizer.Lambda/jwks.json, then: make deploy STACK=$STACK VARIANT=static"
fi
echo "Uploading to $BUCKET …"
upload_all

echo "Architecture=$architecture" >>"$work/settings"
# The revision is a checksum of package, template and parameters. Packages are reproducible, so unchanged sources give the same revision.
revision=$(awk -F= '$1 != "Revision" { value[$1] = $0 } END { for (name in value) print value[name] }' "$work/defaults" "$work/previous" "$work/settings" |
  LC_ALL=C sort | cat "$authorizer_zip" template.yaml - | cksum | tr ' ' -)
set_parameter Revision "$revision"
write_parameters

echo "Deploying $STACK to $region (account $account; a first deployment takes some minutes) …"
create_change_set
if [ -n "$change_set" ]; then execute_change_set; else echo "No changes."; fi

echo
ask cloudformation describe-stacks --stack-name "$STACK" --output text --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]' >"$work/outputs"
sort "$work/outputs" | expand -t 26
