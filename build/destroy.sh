#!/bin/sh
# Lists the resources that are removed and kept, and then removes the stack STACK. On a terminal, the user must type the stack's name, unless
# YES=1 or CI=true. The user pool and its users stay, unless DELETE_POOL=true.
set -eu
cd "$(dirname "$0")/.."
STACK=${STACK:-} YES=${YES:-} CI=${CI:-} DELETE_POOL=${DELETE_POOL:-}
. build/aws.sh
tab=$(printf '\t')

# Sets resources (logical name, type, physical name) and retained (the logical names of resources that are kept).
read_resources() {
  : >"$work/resources" && : >"$work/retained"
  attempt cloudformation list-stack-resources --stack-name "$STACK" --output text \
    --query "StackResourceSummaries[?PhysicalResourceId && ResourceStatus!='DELETE_COMPLETE' && ResourceStatus!='DELETE_SKIPPED'].[LogicalResourceId, ResourceType, PhysicalResourceId]" ||
    explain "list the resources of the stack $STACK"
  grep "$tab" "$work/answer" >"$work/resources" || true
  # The deployed template is YAML. It indents the DeletionPolicy of a resource by two levels.
  attempt cloudformation get-template --stack-name "$STACK" --template-stage Original --query TemplateBody --output text || return 0
  awk '/^  [A-Za-z0-9]+:$/ { name = $1; sub(/:/, "", name) } /^    DeletionPolicy: Retain/ { print name }' "$work/answer" >"$work/retained"
}

# of_type TYPE: prints the physical names of the stack's resources of this type.
of_type() { awk -F '\t' -v type="$1" '$2 == type { print $3 }' "$work/resources"; }

# kept yes|no: prints "logical name, type, physical name" of the resources that are kept (yes) or removed (no).
kept() {
  awk -F '\t' -v want="$1" '
    FILENAME ~ /retained$/ { keep[$1] = 1; next }
    (($1 in keep) ? "yes" : "no") == want' "$work/retained" "$work/resources"
}

announce() {
  pool=$(of_type AWS::Cognito::UserPool)
  users=
  if [ -n "$pool" ] && attempt cognito-idp describe-user-pool --user-pool-id "$pool" --query UserPool.EstimatedNumberOfUsers --output text; then
    users=" with about $(cat "$work/answer") users"
  fi
  echo "make destroy removes the stack $STACK (state: $status) in $region, account $account:"
  kept no | awk -F '\t' '{ count[$2]++ } END { for (type in count) printf "  %3d  %s\n", count[type], type }' | sort -k 2
  kept no | awk -F '\t' -v users="$users" '
    $2 == "AWS::Logs::LogGroup" { print "  all logs in " $3 }
    $2 == "AWS::Cognito::UserPool" { print "  the user pool " $3 users }'
  if [ -n "$pool" ] && [ "$DELETE_POOL" = true ] && kept yes | grep -q "AWS::Cognito::UserPool$tab"; then
    echo "  then the user pool $pool$users (DELETE_POOL=true)"
  fi
  echo "make destroy keeps:"
  kept yes | awk -F '\t' -v users="$users" -v remove="$DELETE_POOL" '
    $2 == "AWS::Cognito::UserPool" { if (remove != "true") print "  the user pool " $3 users " (DELETE_POOL=true removes it)"; next }
    $2 == "AWS::ApiGateway::Account" { print "  the account setting with which API Gateway writes logs (other APIs may need this setting)"; next }
    { print "  " $1 " (" $2 "): " $3 }'
  echo "  uploaded code in the bucket authorizer-artifacts-$account-$region (or BUCKET), folder $STACK/"
}

# Without a terminal, the script continues, because the user cannot confirm.
confirm() {
  if [ "$CI" = true ] || [ "$YES" = 1 ] || [ ! -t 0 ]; then return; fi
  printf 'Type the name of the stack to remove it: '
  read -r answer || answer=
  [ "$answer" = "$STACK" ] || stop "the answer \"$answer\" is not the stack's name \"$STACK\"; nothing was removed" \
    "To remove the stack without this question: make destroy STACK=$STACK YES=1"
}

# AppConfig deletes a profile only if the profile has no hosted versions. CloudFormation deletes only the versions that CloudFormation
# created, so this function deletes the others. It also stops deployments, because AppConfig does not delete an environment during one.
empty_appconfig() {
  profiles=$(of_type AWS::AppConfig::ConfigurationProfile)
  [ -n "$profiles" ] || return 0
  applications=$(of_type AWS::AppConfig::Application)
  echo "Removing the hosted versions of the live documents …"
  # The physical ID of a resource in an application is either the resource's ID or application|resource.
  for application in $applications; do
    for environment in $(of_type AWS::AppConfig::Environment); do
      environment=${environment##*|}
      attempt appconfig list-deployments --application-id "$application" --environment-id "$environment" --output text \
        --query "Items[?State=='DEPLOYING' || State=='BAKING'].DeploymentNumber" || gone_or "list the deployments of $application" || continue
      numbers=$(cat "$work/answer")
      for number in $numbers; do
        attempt appconfig stop-deployment --application-id "$application" --environment-id "$environment" --deployment-number "$number" ||
          gone_or "stop the deployment $number of $application" || true
      done
    done
    for profile in $profiles; do
      profile=${profile##*|}
      attempt appconfig list-hosted-configuration-versions --application-id "$application" --configuration-profile-id "$profile" \
        --query 'Items[].VersionNumber' --output text || gone_or "list the versions of $profile" || continue
      versions=$(cat "$work/answer")
      for version in $versions; do
        attempt appconfig delete-hosted-configuration-version --application-id "$application" --configuration-profile-id "$profile" \
          --version-number "$version" || gone_or "delete the version $version of $profile" || true
      done
    done
  done
}

# gone_or ACTION: returns false if the resource was already removed. Otherwise explains the error of ACTION, and exits.
gone_or() {
  if complains_of 'ResourceNotFound|could not be found'; then return 1; fi
  explain "$1"
}

remove_pool() {
  for domain in $(of_type AWS::Cognito::UserPoolDomain); do
    attempt cognito-idp delete-user-pool-domain --user-pool-id "$1" --domain "${domain##*|}" || true # The removal of the stack may have deleted the domain.
  done
  attempt cognito-idp delete-user-pool --user-pool-id "$1" && echo "Removed the user pool $1." && return
  if complains_of 'ResourceNotFound'; then return; fi
  sed -n '/./p' "$work/complaint" >&2
  stop "the stack was removed, but its user pool $1 was not" \
    "Correct the error above, then: aws cognito-idp delete-user-pool --user-pool-id $1 --region $region"
}

# Reads from the events why the stack cannot be removed, prints the reason and the advice, and exits.
explain_failure() {
  print_failures
  cp "$work/answer" "$work/complaint"
  set --
  if complains_of 'deletion.?protection' && complains_of 'pool'; then
    set -- "$@" "The user pool has deletion protection. To turn the protection off:" \
      "  aws cognito-idp update-user-pool --user-pool-id ${pool:-…} --deletion-protection INACTIVE --region $region"
  fi
  if complains_of 'deletion protection|recently' && complains_of 'appconfig|configuration|environment'; then
    set -- "$@" "AppConfig does not delete documents that were read in the last hour. Wait an hour, or turn this protection off:" \
      "  aws appconfig update-account-settings --deletion-protection Enabled=false"
  fi
  if complains_of 'AccessDenied|not authorized'; then set -- "$@" "Use credentials that permit the action above: export AWS_PROFILE=…"; fi
  stop "the stack $STACK could not be removed; the cause is above" "$@" "Then run the command again: make destroy STACK=$STACK"
}

[ -n "$STACK" ] || stop "the variable STACK is missing" "Set STACK to the name of the stack to remove: make destroy STACK=…"
require_aws
read_status
case $status in
  NONE) stop "there is no stack $STACK in $region (account $account)" "If the stack is in another Region: AWS_REGION=… make destroy STACK=$STACK" ;;
  DELETE_IN_PROGRESS | REVIEW_IN_PROGRESS) ;;
  *_IN_PROGRESS)
    stop "the stack $STACK is in the state $status: another deployment is running" \
      "Watch the deployment: aws cloudformation describe-stack-events --stack-name $STACK --region $region"
    ;;
esac

read_resources
announce
confirm
empty_appconfig
echo "Removing $STACK …"
attempt cloudformation delete-stack --stack-name "$STACK" || explain "delete the stack $STACK"
attempt cloudformation wait stack-delete-complete --stack-name "$STACK" || explain_failure
if [ -n "$pool" ] && [ "$DELETE_POOL" = true ]; then remove_pool "$pool"; fi
echo "Removed $STACK."
