#!/bin/sh
# release-files.sh VERSION DIRECTORY: adds the other files of a release to the packages in DIRECTORY. These are the function-only template, the
# template for the Serverless Application Repository, the CDK construct, the Terraform module, and SHA256SUMS of all files.
set -eu
version=$1
mkdir -p "$2"
directory=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."

cp build/function-only.yaml build/cdk/lib/authorizer.ts LICENSE "$directory"
cp build/SAR.md "$directory/README.md"
build/sar.sh "$version" >"$directory/serverless-repo.yaml"
(cd build/terraform && zip -q -X -r "$directory/terraform-module.zip" . -x '*.terraform*')
cd "$directory"
# shellcheck disable=SC2094 # SHA256SUMS does not list itself.
find . -maxdepth 1 -type f ! -name SHA256SUMS | sed 's|^\./||' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
