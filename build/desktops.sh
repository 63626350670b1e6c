#!/bin/sh
# desktops.sh DIRECTORY [RUNTIME …]: builds authz for the given runtimes, or for all desktops, as DIRECTORY/authz-RUNTIME.zip. Also packs
# authz as a .NET tool for other systems. Both forms require the ASP.NET Core runtime of .NET 10.
set -eu
cd "$(dirname "$0")/.."
output=$1
shift
[ $# -gt 0 ] || set -- linux-x64 linux-arm64 osx-arm64 win-x64
build/setup.sh package
mkdir -p "$output"
output=$(cd "$output" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for runtime; do
  build/tool.sh publish "$runtime" "$scratch/$runtime"
  rm -f "$output/authz-$runtime.zip"
  (cd "$scratch/$runtime" && find . -type f ! -name '*.pdb' ! -name '*.xml' | LC_ALL=C sort | zip -q -X -D -9 -@ "$output/authz-$runtime.zip")
  echo "authz-$runtime.zip"
done
build/tool.sh pack "$output"
