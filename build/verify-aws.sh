#!/bin/sh
# Tests the behavior of AWS that no local test can show, with the deployed stack STACK, and prints a report.
# The script calls the stack's APIs, reads the stack's logs, and creates and deletes a user. Experiments use a scratch function and two scratch
# APIs named STACK-verify-…. The script deletes these resources at the end, also after Ctrl-C.
# With LIVE=true, the script also waits for ten idle minutes, and deploys the live permissions with one renamed rule. At the end, it deploys the
# previous permissions again.
set -eu
cd "$(dirname "$0")/.."
STACK=${STACK:-} LIVE=${LIVE:-}
. build/aws.sh
. build/calls.sh

answered=0 open=0

# answer QUESTION ANSWER: reports an answered question.
answer() {
  answered=$((answered + 1))
  printf '%s\n' "- $1" "    $(printf '%s' "$2" | tr -d '\r')"
}

# open_question QUESTION REASON: reports a question that was not answered.
open_question() {
  open=$((open + 1))
  printf '%s\n' "- $1" "    NOT ANSWERED: $2"
}

# Prints the last error of the AWS CLI as one line.
complaint() { tr '\n' ' ' <"$work/complaint" | cut -c 1-300 | sed 's/^ *//'; }

# seen METHOD URL TOKEN [CURL-OPTION …]: prints the status, and the relevant headers and body.
seen() {
  status_seen=$(call "$@" 2>/dev/null)
  if [ "$status_seen" = 000 ]; then status_seen='no connection'; fi
  printf '%s' "$status_seen"
  if grep -qi '^access-control-allow-origin:' "$work/head"; then printf ' with CORS headers'; fi
  kind=$(grep -i '^x-amzn-errortype:' "$work/head" | sed 's/^[^:]*: *//; s/[^A-Za-z].*//')
  [ -z "$kind" ] || printf ' (%s)' "$kind"
}

# seen_with WORD METHOD URL [CURL-OPTION …]: like seen, for a scratch API. The word is the token, and tells the scratch function what to answer.
seen_with() {
  word=$1 way=$2 where=$3
  shift 3
  seen "$way" "$where" '' --header "Authorization: $word" "$@"
}

body() { head -c 300 "$work/body" | tr -d '\n'; }

# settle STATUS-PATTERN COMMAND …: repeats a call up to ten times, until its output begins with the status. A change takes some seconds to
# reach API Gateway.
settle() {
  pattern=$1
  shift
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    result=$("$@")
    # shellcheck disable=SC2254 # The variable contains a pattern.
    case $result in $pattern*) break ;; esac
    sleep 3
  done
  printf '%s' "$result"
}

# at_end COMMAND …: registers an AWS CLI command that removes a resource at the end of the script. The commands run in reverse order. If a
# command fails, the script reports the resource that is left.
at_end() {
  undo="undo"
  for word in "$@"; do undo="$undo '$word'"; done
  at_exit="$undo; $at_exit"
}

undo() {
  trap '' INT TERM
  attempt "$@" || complains_of 'not.?found|does not exist|invalid .*identifier' ||
    echo "verify-aws: a scratch resource could not be deleted; delete it: aws $* --region $region" >&2
}

physical() {
  attempt cloudformation describe-stack-resource --stack-name "$STACK" --logical-resource-id "$1" \
    --query StackResourceDetail.PhysicalResourceId --output text && cat "$work/answer"
}

# ── The stack ──

read_deployed_stack verify-aws
command -v zip >/dev/null 2>&1 || stop "zip is missing" "Install zip: build/setup.sh package"
if [ "$(value AllowedOrigin)" = '*' ]; then origin=https://app.example.com; else origin=$(value AllowedOrigin); fi
scratch=$STACK-verify-$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
echo "Testing the stack $STACK in $region (account $account). The scratch resources have the name $scratch."
create_user
sign_in USER_PASSWORD_AUTH "\"USERNAME\":\"$user\",\"PASSWORD\":\"$password\""
tampered=${good%.*}.AAAA$(printf '%s' "${good##*.}" | cut -c 5-)
echo

# ── Responses of the stack's own APIs ──

stack_http() {
  answer "HTTP API: does the error Unauthorized cause a 401, and do 401 and 403 have CORS headers?" \
    "no token: $(seen GET "$http/pets" '' --header "Origin: $origin"); tampered token: $(seen GET "$http/pets" "$tampered" --header "Origin: $origin"); not permitted: $(seen GET "$http/admin/reports" "$good" --header "Origin: $origin")"
  answer "HTTP API: which status does a preflight of an ANY route get?" \
    "$(seen OPTIONS "$http/admin/x" '' --header "Origin: $origin" --header 'Access-Control-Request-Method: GET' --header 'Access-Control-Request-Headers: authorization')"
  question="HTTP API: how does the access log show a quote in the path, and the status fields?"
  seen GET "$http/pets/%22x" "$good" >/dev/null
  if group=$(physical HttpApiLogGroup) && line=$(log_line "$group" '"pets"'); then
    answer "$question" "$line"
  else
    open_question "$question" "the log group had no matching line within a minute"
  fi
}

# log_line GROUP PATTERN: prints the newest matching log line that is at most five minutes old, or waits for such a line.
log_line() {
  since=$(($(date +%s) - 300))000
  for _ in 1 2 3 4 5 6; do
    attempt logs filter-log-events --log-group-name "$1" --start-time "$since" --filter-pattern "$2" --query 'events[-1].message' --output text || return 1
    line=$(tail -n 1 "$work/answer")
    case $line in '' | None) sleep 10 ;; *) printf '%s' "$line" && return ;; esac
  done
  return 1
}

stack_logs() {
  question="Authorizer: which status does the log line platform.report have after a 401?"
  group=$(value AuthorizerLogGroupName)
  seen GET "${http:-$rest}/pets" "$tampered" >/dev/null
  # shellcheck disable=SC2016 # The dollars belong to the filter pattern of CloudWatch.
  if line=$(log_line "$group" '{ $.type = "platform.report" && $.record.status != "success" }'); then
    answer "$question" "$(printf '%s' "$line" | sed -n 's/.*\("status":"[^"]*"\).*/\1/p')"
  else
    open_question "$question" "the log group $group had no such line within a minute"
  fi
}

stack_rest() {
  id=${rest#https://}
  question="REST API: which stages does the API have?"
  if attempt apigateway get-stages --rest-api-id "${id%%.*}" --query 'item[].stageName' --output text; then
    answer "$question" "$(tr '\n\t' '  ' <"$work/answer")"
  else
    open_question "$question" "$(complaint)"
  fi
}

metric_fill() {
  question="CloudWatch: does FILL return 0 for a metric without data points?"
  now=$(date +%s)
  if attempt cloudwatch get-metric-data --start-time $((now - 3600)) --end-time "$now" --output text --query 'MetricDataResults[0].Values[0]' \
    --metric-data-queries "[{\"Id\":\"filled\",\"Expression\":\"FILL(never,0)\"},{\"Id\":\"never\",\"ReturnData\":false,\"MetricStat\":{\"Period\":300,\"Stat\":\"Sum\",\"Metric\":{\"Namespace\":\"Authorizer\",\"MetricName\":\"$scratch\"}}}]"; then
    answer "$question" "first value: $(cat "$work/answer") (None means that FILL returns no value)"
  else
    open_question "$question" "$(complaint)"
  fi
}

# ── The scratch function, which is an authorizer that obeys its token and a backend that returns its event ──

make_function() {
  mkdir "$work/code"
  cat >"$work/code/index.py" <<'END'
import json


def handler(event, context):
    given = event.get("requestContext", {}).get("authorizer", {})
    if event.get("type") not in ("REQUEST", "TOKEN"):
        told = {"path": event.get("rawPath", event.get("path")), "authorizer": given.get("lambda", given)}
        return {"statusCode": 200, "body": json.dumps(told)}
    headers = {name.lower(): value for name, value in event["headers"].items()}
    token = headers.get("authorization", "")
    if token == "unauthorized":
        raise Exception("Unauthorized")
    arn = event.get("methodArn") or event.get("routeArn")
    told = {"arn": arn, "path": event.get("rawPath", event.get("path")), "word": "from-the-authorizer"}
    if event.get("version") == "2.0":
        return {"isAuthorized": token != "deny", "context": told}
    resources = [arn]
    if token.startswith("size-"):
        resources += [f"{arn}/{number:0200}" for number in range(int(token[5:]) // (len(arn) + 205) + 1)]
    effect = "Deny" if token == "deny" else "Allow"
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": resources}
    answer = {"principalId": "verify", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}, "context": told}
    if token == "no-principal":
        del answer["principalId"]
    return answer
END
  (cd "$work/code" && zip -q ../code.zip index.py)
  # The function uses the sample API's role.
  role=$(physical SampleApiRole) || return 1
  attempt iam get-role --role-name "$role" --query Role.Arn --output text || return 1
  role=$(cat "$work/answer")
  at_end lambda delete-function --function-name "$scratch"
  attempt lambda create-function --function-name "$scratch" --runtime python3.13 --handler index.handler --role "$role" \
    --zip-file "fileb://$work/code.zip" --timeout 10 --query FunctionArn --output text || return 1
  function=$(cat "$work/answer")
  attempt lambda wait function-active-v2 --function-name "$scratch" || return 1
  partition=$(printf '%s' "$function" | cut -d : -f 2)
  uri=arn:$partition:apigateway:$region:lambda:path/2015-03-31/functions/$function/invocations
}

# permit STATEMENT-ID API-ID: allows the API to invoke the scratch function.
permit() {
  attempt lambda add-permission --function-name "$scratch" --statement-id "$1" --action lambda:InvokeFunction --principal apigateway.amazonaws.com \
    --source-arn "arn:$partition:execute-api:$region:$account:$2/*"
}

make_rest_api() {
  mock='{"type":"mock","requestTemplates":{"application/json":"{\"statusCode\":200}"},"responses":{"default":{"statusCode":"200"}}}'
  lambda="{\"type\":\"aws_proxy\",\"httpMethod\":\"POST\",\"uri\":\"$uri\"}"
  answers='"responses":{"200":{"description":"ok"}}'
  guarded='"security":[{"scratch":[]}]'
  cat >"$work/rest.json" <<END
{"openapi":"3.0.1","info":{"title":"$scratch","description":"make verify-aws","version":"1"},
 "x-amazon-apigateway-request-validators":{"body":{"validateRequestBody":true,"validateRequestParameters":false}},
 "components":{
  "schemas":{"Named":{"type":"object","required":["name"]}},
  "securitySchemes":{"scratch":{"type":"apiKey","name":"Authorization","in":"header","x-amazon-apigateway-authtype":"custom",
   "x-amazon-apigateway-authorizer":{"type":"request","identitySource":"method.request.header.Authorization","authorizerResultTtlInSeconds":0,"authorizerUri":"$uri"}}}},
 "paths":{
  "/exact":{"get":{$answers,"x-amazon-apigateway-integration":$mock}},
  "/{proxy+}":{"x-amazon-apigateway-any-method":{"parameters":[{"name":"proxy","in":"path","required":true,"schema":{"type":"string"}}],$answers,"x-amazon-apigateway-integration":$mock}},
  "/guarded":{"get":{$answers,$guarded,"x-amazon-apigateway-integration":$mock}},
  "/echo/{proxy+}":{"get":{"parameters":[{"name":"proxy","in":"path","required":true,"schema":{"type":"string"}}],$answers,$guarded,"x-amazon-apigateway-integration":$lambda}},
  "/validated":{"post":{$answers,$guarded,"x-amazon-apigateway-request-validator":"body",
   "requestBody":{"required":true,"content":{"application/json":{"schema":{"\$ref":"#/components/schemas/Named"}}}},"x-amazon-apigateway-integration":$mock}}}}
END
  attempt apigateway create-rest-api --name "$scratch" --endpoint-configuration types=REGIONAL --query id --output text || return 1
  rest_id=$(cat "$work/answer")
  at_end apigateway delete-rest-api --rest-api-id "$rest_id"
  attempt apigateway put-rest-api --rest-api-id "$rest_id" --mode overwrite --body "fileb://$work/rest.json" || return 1
  permit rest "$rest_id" || return 1
  if attempt apigateway put-gateway-response --rest-api-id "$rest_id" --response-type ACCESS_DENIED \
    --response-parameters gatewayresponse.header.x-word=context.authorizer.word; then header=; else header="refused: $(complaint)"; fi
  attempt apigateway create-deployment --rest-api-id "$rest_id" --stage-name verify || return 1
  scratch_rest=https://$rest_id.execute-api.$region.${rest_suffix}/verify
}

make_http_api() {
  lambda="{\"type\":\"aws_proxy\",\"httpMethod\":\"POST\",\"payloadFormatVersion\":\"2.0\",\"uri\":\"$uri\"}"
  proxy='"parameters":[{"name":"proxy","in":"path","required":true,"schema":{"type":"string"}}]'
  cat >"$work/http.json" <<END
{"openapi":"3.0.1","info":{"title":"$scratch","description":"make verify-aws","version":"1"},
 "x-amazon-apigateway-cors":{"allowOrigins":["*"],"allowHeaders":["authorization"],"allowMethods":["GET","OPTIONS"]},
 "components":{"securitySchemes":{"scratch":{"type":"apiKey","name":"Authorization","in":"header",
  "x-amazon-apigateway-authorizer":{"type":"request","identitySource":"\$request.header.Authorization","authorizerPayloadFormatVersion":"2.0",
   "enableSimpleResponses":true,"authorizerResultTtlInSeconds":0,"authorizerUri":"$uri"}}}},
 "paths":{
  "/echo":{"get":{"security":[{"scratch":[]}],"x-amazon-apigateway-integration":$lambda}},
  "/echo/{proxy+}":{"get":{$proxy,"security":[{"scratch":[]}],"x-amazon-apigateway-integration":$lambda}},
  "/any/{proxy+}":{"x-amazon-apigateway-any-method":{$proxy,"security":[{"scratch":[]}],"x-amazon-apigateway-integration":$lambda}}}}
END
  attempt apigatewayv2 create-api --name "$scratch" --protocol-type HTTP --query ApiId --output text || return 1
  http_id=$(cat "$work/answer")
  at_end apigatewayv2 delete-api --api-id "$http_id"
  attempt apigatewayv2 reimport-api --api-id "$http_id" --body "file://$work/http.json" || return 1
  permit http "$http_id" || return 1
  # shellcheck disable=SC2016 # $default is the name of the stage.
  attempt apigatewayv2 create-stage --api-id "$http_id" --stage-name '$default' --auto-deploy || return 1
  scratch_http=https://$http_id.execute-api.$region.$rest_suffix
}

# ── Experiments with the scratch APIs ──

try_rest() {
  settle 200 seen_with ok GET "$scratch_rest/guarded" >/dev/null
  answer "REST API: does {proxy+} receive a call with a method that the exact resource does not have?" \
    "GET /exact: $(seen GET "$scratch_rest/exact" ''); DELETE /exact: $(seen DELETE "$scratch_rest/exact" '') (200 means yes)"
  answer "REST API: which comes first, the validator (400) or the authorizer (401)?" \
    "an invalid body without a token: $(seen POST "$scratch_rest/validated" '' --header 'Content-Type: application/json' --data '{}')"
  answer "REST API: which statuses do the error Unauthorized and a policy with Deny cause?" \
    "Unauthorized: $(seen_with unauthorized GET "$scratch_rest/guarded"); Deny: $(seen_with deny GET "$scratch_rest/guarded")"
  seen_with deny GET "$scratch_rest/guarded" >/dev/null
  answer "REST API: can a gateway response copy context.authorizer.* into a header?" \
    "${header:-header in a 403: $(grep -i '^x-word:' "$work/head" || echo none)}"
  for size in 9000 70000 600000; do
    answer "REST API: which status does a policy of about $size bytes cause?" "$(seen_with "size-$size" GET "$scratch_rest/guarded")"
  done
  answer "REST API: which status does an authorizer answer without principalId cause?" "$(seen_with no-principal GET "$scratch_rest/guarded")"
  question="REST API: which status does TestInvokeAuthorizer report for an answer without principalId?"
  if attempt apigateway get-authorizers --rest-api-id "$rest_id" --query 'items[0].id' --output text && authorizer=$(cat "$work/answer") &&
    attempt apigateway test-invoke-authorizer --rest-api-id "$rest_id" --authorizer-id "$authorizer" --headers Authorization=no-principal \
      --query '[clientStatus, principalId]' --output text; then
    answer "$question" "status and principal: $(tr '\t' ' ' <"$work/answer")"
  else
    open_question "$question" "$(complaint)"
  fi
  for path in a%2Fb a%20b a//b a/; do
    status=$(seen_with ok GET "$scratch_rest/echo/$path" --path-as-is)
    answer "REST API: which ARN and path does the authorizer receive for /echo/$path?" "$status $(body)"
  done
}

try_http() {
  settle 200 seen_with ok GET "$scratch_http/echo" >/dev/null
  answer "HTTP API: which statuses do the error Unauthorized and isAuthorized=false cause?" \
    "Unauthorized: $(seen_with unauthorized GET "$scratch_http/echo" --header "Origin: $origin"); isAuthorized=false: $(
      seen_with deny GET "$scratch_http/echo" --header "Origin: $origin"
    )"
  answer "HTTP API with CORS settings: which status does a preflight of an ANY route with an authorizer get?" \
    "$(seen OPTIONS "$scratch_http/any/x" '' --header "Origin: $origin" --header 'Access-Control-Request-Method: GET' --header 'Access-Control-Request-Headers: authorization')"
  for path in a%2Fb a%20b a//b a/; do
    status=$(seen_with ok GET "$scratch_http/echo/$path" --path-as-is)
    answer "HTTP API: which routeArn and rawPath does the authorizer receive for /echo/$path?" "$status $(body)"
  done
}

# on_each: waits until the scratch REST API answers with a 5xx, and then prints the responses of both scratch APIs.
on_each() {
  result="REST API: $(settle 5 seen_with ok GET "$scratch_rest/guarded") $(body)"
  if [ -n "$scratch_http" ]; then result="$result; HTTP API: $(seen_with ok GET "$scratch_http/echo") $(body)"; fi
  printf '%s' "$result"
}

try_faults() {
  question="Throttled authorizer: which status and error type do callers get?"
  if attempt lambda put-function-concurrency --function-name "$scratch" --reserved-concurrent-executions 0; then
    answer "$question" "$(on_each)"
    attempt lambda delete-function-concurrency --function-name "$scratch" || true
    settle 200 seen_with ok GET "$scratch_rest/guarded" >/dev/null
  else
    open_question "$question" "$(complaint)"
  fi
  question="API Gateway is not permitted to invoke the authorizer: which status and error type do callers get?"
  if attempt lambda remove-permission --function-name "$scratch" --statement-id rest; then
    if [ -n "$scratch_http" ]; then attempt lambda remove-permission --function-name "$scratch" --statement-id http || true; fi
    answer "$question" "$(on_each)"
  else
    open_question "$question" "$(complaint)"
  fi
}

# ── Live documents ──

# start_deployment VERSION: deploys a version of the live permissions, and waits until the deployment is complete.
start_deployment() {
  attempt appconfig start-deployment --application-id "$application" --environment-id "$environment" --deployment-strategy-id "$(value LiveDeploymentStrategyId)" \
    --configuration-profile-id "$profile" --configuration-version "$1" --query DeploymentNumber --output text || return 1
  number=$(cat "$work/answer")
  for _ in $(seq 60); do
    attempt appconfig get-deployment --application-id "$application" --environment-id "$environment" --deployment-number "$number" --query State --output text || return 1
    case $(cat "$work/answer") in COMPLETE) return 0 ;; ROLLED_BACK) return 1 ;; esac
    sleep 5
  done
  return 1
}

# Deploys the previous permissions again, and deletes the trial version.
restore_permissions() {
  trap '' INT TERM
  if start_deployment "$former"; then
    undo appconfig delete-hosted-configuration-version --application-id "$application" --configuration-profile-id "$profile" --version-number "$trial"
  else
    echo "verify-aws: the trial version $trial of the permissions is still deployed; deploy version $former again" >&2
  fi
}

try_live() {
  question="Live documents: after ten idle minutes, how many calls does the authorizer receive until it uses a new version?"
  application=$(value LiveApplicationId) environment=$(value LiveEnvironmentId) profile=$(value PermissionsProfileId)
  if [ -z "$application" ]; then open_question "$question" "the stack has LiveData=false" && return; fi
  if [ "$LIVE" != true ]; then open_question "$question" "this test takes 15 minutes; to run it: make verify-aws STACK=$STACK LIVE=true" && return; fi
  attempt appconfig list-deployments --application-id "$application" --environment-id "$environment" --output text \
    --query "Items[?ConfigurationName=='permissions' && State=='COMPLETE'] | [0].ConfigurationVersion" || explain "find the deployed permissions"
  former=$(head -n 1 "$work/answer")
  attempt appconfig get-hosted-configuration-version --application-id "$application" --configuration-profile-id "$profile" --version-number "$former" "$work/former.json" ||
    explain "read the deployed permissions"
  sed 's/"read-pets"/"read-pets-renamed"/' "$work/former.json" >"$work/trial.json"
  if cmp -s "$work/former.json" "$work/trial.json"; then open_question "$question" 'the permissions have no rule "read-pets" to rename' && return; fi
  attempt appconfig create-hosted-configuration-version --application-id "$application" --configuration-profile-id "$profile" \
    --content-type application/json --content "fileb://$work/trial.json" --query VersionNumber --output text "$work/created.json" ||
    explain "create a trial version of the permissions"
  trial=$(head -n 1 "$work/answer")
  at_exit="restore_permissions; $at_exit"
  url=${rest:-$http}
  seen GET "$url/pets" "$good" >/dev/null
  echo "  (waiting for ten idle minutes)"
  sleep 600
  start_deployment "$trial" || explain "deploy the trial version of the permissions"
  calls=0
  while [ $calls -lt 60 ]; do
    calls=$((calls + 1))
    # Each call uses a new path, so that API Gateway does not use a cached result.
    seen GET "$url/pets/verify-$calls" "$good" >/dev/null
    if grep -q read-pets-renamed "$work/body"; then break; fi
    sleep 2
  done
  answer "$question" "$calls calls, two seconds apart (60 means that the new version was not used within two minutes)"
}

rest_suffix=amazonaws.com
case $region in cn-*) rest_suffix=amazonaws.com.cn ;; esac
scratch_rest='' scratch_http=''
[ -z "$http" ] || stack_http
[ -z "$rest" ] || stack_rest
stack_logs
metric_fill
if make_function; then
  if make_rest_api; then try_rest; else open_question "All questions about the scratch REST API" "$(complaint)"; fi
  if make_http_api; then try_http; else open_question "All questions about the scratch HTTP API" "$(complaint)"; fi
  [ -z "$scratch_rest" ] || try_faults
else
  open_question "All questions about the scratch APIs" "$(complaint)"
fi
try_live
open_question "Which event does the authorizer receive behind a custom domain with an API mapping?" "this test needs a domain and its certificate"

echo
echo "Questions answered: $answered, not answered: $open. Deleting the scratch resources …"
