#!/bin/sh
# reproduce.sh ARCH: builds the packages in the container twice, the second time without a build cache, and compares the bytes.
set -eu
cd "$(dirname "$0")/.."
arch=$1
first=$(mktemp -d)
trap 'rm -rf "$first"' EXIT

build/container.sh "$arch"
for package in authorizer sample-api; do mv "artifacts/$package-linux-$arch.zip" "$first"; done
NO_CACHE=1 build/container.sh "$arch"
for package in authorizer sample-api; do
  file=$package-linux-$arch.zip
  cmp "$first/$file" "artifacts/$file" || { echo "reproduce: the second build of $file has other bytes; compare the two files with diffoscope" >&2; exit 1; }
  echo "$file: both builds have the same bytes, sha256 $(sha256sum <"artifacts/$file" | cut -d ' ' -f 1)"
done
