#!/bin/sh
# Removes the stack STACK: its APIs, functions, logs, and, where it made one, the user pool with its users.
set -eu
cd "$(dirname "$0")/.."
STACK=${STACK:-}
. build/aws.sh

[ -n "$STACK" ] || stop "which stack?" "make destroy STACK=…"
require_aws
read_status
case $status in
  NONE) stop "there is no stack $STACK in $region (account $account)" "Another Region: AWS_REGION=… make destroy STACK=$STACK" ;;
  DELETE_IN_PROGRESS) ;;
  *_IN_PROGRESS)
    stop "the stack $STACK is in the state $status: somebody is at work on it" \
      "Watch it: aws cloudformation describe-stack-events --stack-name $STACK --region $region"
    ;;
esac

echo "Removing $STACK from $region (account $account) …"
attempt cloudformation delete-stack --stack-name "$STACK" || explain "delete the stack $STACK"
if ! attempt cloudformation wait stack-delete-complete --stack-name "$STACK"; then
  print_failures
  stop "the stack $STACK could not be removed" \
    "A user pool with deletion protection: make deploy STACK=$STACK PARAMS=UserPoolDeletionProtection=INACTIVE, where it still can be updated," \
    "or: aws cognito-idp update-user-pool --user-pool-id … --deletion-protection INACTIVE. Then once more: make destroy STACK=$STACK"
fi
echo "Removed. What other stacks may use stays: the bucket authorizer-artifacts-$account-$region and the role by which API Gateway writes logs."
