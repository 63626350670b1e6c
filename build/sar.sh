#!/bin/sh
# sar.sh VERSION: prints function-only.yaml for the AWS Serverless Application Repository. An application there contains its code, because
# `sam package` uploads the zip next to the template. The script therefore removes the parameters for the bucket and sets the processor to arm64.
set -eu
version=$1
cd "$(dirname "$0")"
case $version in
  [0-9]*.[0-9]*.[0-9]*) ;;
  *) echo "sar: \"$version\" is not a semantic version; write for example 1.2.3" >&2 && exit 64 ;;
esac

awk -v version="$version" '
  /^Metadata:/ {
    print
    print "  AWS::ServerlessRepo::Application:"
    print "    Name: cognito-lambda-authorizer"
    print "    Description: A Lambda authorizer for API Gateway and Amazon Cognito, compiled to one native executable. Permissions by group, scope, claim and path."
    print "    Author: authorizer"
    print "    SpdxLicenseId: Apache-2.0"
    print "    LicenseUrl: LICENSE"
    print "    ReadmeUrl: README.md"
    print "    Labels: [cognito, authorizer, api-gateway, jwt, lambda]"
    print "    SemanticVersion: " version
    next
  }
  # Remove the parameters for the location of the code. Also remove PermissionsInZip, because users cannot change the zip.
  /^  (CodeBucket|CodeKey|Architecture|PermissionsInZip|RulesComeFromSomewhere):$/ { skipping = 1; next }
  skipping && /^    / { next }
  { skipping = 0 }
  /Label: { default: Code }/ { getline; next }
  { sub(/, PermissionsInZip\]/, "]"); sub(/ This, PermissionsUri or PermissionsInZip is required\./, "") }
  /^      CodeUri:$/ { print "      CodeUri: authorizer-linux-arm64.zip"; code = 1; next }
  code && /^        (Bucket|Key):/ { next }
  { code = 0 }
  /Architectures: \[!Ref Architecture\]/ { sub(/!Ref Architecture/, "arm64") }
  # Require PermissionsLayerArn, because only a layer can then provide the rules.
  /^  PermissionsLayerArn:$/ { layer = 1 }
  layer && /^    Default:/ { next }
  layer && /AllowedPattern/ { sub(/\^\(/, "^"); sub(/\)\?\$/, "$"); layer = 0 }
  { print }' function-only.yaml
