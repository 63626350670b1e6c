#!/bin/sh
# Functions for the scripts that call AWS. The scripts source this file with `.`. Every error message contains advice.
# shellcheck disable=SC2034 # The other scripts use these variables.

# stop PROBLEM [ADVICE …]: prints the problem and each advice on its own line, and exits.
stop() {
  echo "$(basename "$0" .sh): $1" >&2
  shift
  for line in "$@"; do echo "  $line" >&2; done
  exit 1
}

# The working directory. Only its owner can read it, because it contains tokens and passwords. When the script ends, the commands in at_exit
# run, and the directory is removed.
work=$(umask 077 && mktemp -d)
at_exit=
trap 'eval "$at_exit"; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Checks for the AWS CLI, valid credentials and an existing Region. Sets account and region.
require_aws() {
  command -v aws >/dev/null 2>&1 || stop "the AWS CLI is missing" \
    "Install the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html (apt: awscli, dnf: awscli-2)"
  region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region 2>/dev/null || true)}}
  [ -n "$region" ] || stop "no Region is set" "Set a Region: export AWS_REGION=eu-central-1 (or: aws configure set region eu-central-1)"
  # Version 1 of the CLI reads AWS_DEFAULT_REGION only. Version 2 reads both variables.
  export AWS_REGION="$region" AWS_DEFAULT_REGION="$region" AWS_PAGER=
  attempt sts get-caller-identity --query Account --output text || explain "identify the AWS account"
  account=$(cat "$work/answer")
}

# attempt ARGUMENTS …: runs the AWS CLI. Writes its output to $work/answer, and its errors to $work/complaint.
attempt() {
  aws "$@" >"$work/answer" 2>"$work/complaint"
}

# ask ARGUMENTS …: prints the output of the AWS CLI. If the AWS CLI fails, exits with an explanation.
ask() {
  attempt "$@" || explain "run: aws $1 $2"
  cat "$work/answer"
}

# complains_of PATTERN: succeeds if the last error of the AWS CLI matches the pattern.
complains_of() {
  grep -qiE "$1" "$work/complaint"
}

# explain ACTION: explains the last error of the AWS CLI, and exits. ACTION completes the sentence "could not …".
explain() {
  if complains_of 'unable to locate credentials|NoCredentials|partial credentials'; then
    stop "there are no AWS credentials" "Sign in (aws configure, aws configure sso, aws sso login), or select a profile: export AWS_PROFILE=…"
  elif complains_of 'config profile .* could not be found'; then
    stop "the profile AWS_PROFILE=${AWS_PROFILE:-} does not exist" "List the existing profiles: aws configure list-profiles"
  elif complains_of 'ExpiredToken|token has expired|sso session|RequestExpired'; then
    stop "the AWS credentials have expired" "Sign in again (aws sso login), or create new credentials"
  elif complains_of 'InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|security token .* is invalid|AuthFailure'; then
    stop "AWS does not accept the credentials in $region" \
      "Check the credentials: aws configure list. Also check the Region: AWS gives the same answer if a Region is not enabled for the account."
  elif complains_of 'could not connect to the endpoint|invalid endpoint|not a valid region|provided region_name|You must specify a region'; then
    stop "AWS is unreachable in the Region $region" \
      "Check the name of the Region, for example AWS_REGION=eu-central-1. Behind a proxy, set HTTPS_PROXY"
  elif complains_of 'AccessDenied|not authorized to perform|UnauthorizedOperation'; then
    sed -n '/./p' "$work/complaint" >&2
    stop "could not $1: the credentials do not permit the action above" \
      "Use other credentials (export AWS_PROFILE=…), or ask an administrator of the account to allow this action"
  fi
  sed -n '/./p' "$work/complaint" >&2
  stop "could not $1" "Correct the error above, then run the command again"
}

# Sets status to the stack's status, or to NONE if the stack does not exist.
read_status() {
  if attempt cloudformation describe-stacks --stack-name "$STACK" --query 'Stacks[0].StackStatus' --output text; then
    status=$(cat "$work/answer")
  elif complains_of 'does not exist'; then
    status=NONE
  else
    explain "read the state of the stack $STACK"
  fi
}

# Prints the stack's failures, the newest last.
print_failures() {
  attempt cloudformation describe-stack-events --stack-name "$STACK" --max-items 100 --output text \
    --query "reverse(StackEvents[?contains(ResourceStatus, 'FAILED')].[LogicalResourceId, ResourceStatusReason])" || return 0
  # CloudFormation cancels other resources after a failure. A canceled resource is not the cause of the failure.
  grep -vi 'resource creation cancelled' "$work/answer" | sed 's/^/  /' >&2 || true
}
