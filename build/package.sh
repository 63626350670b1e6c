#!/bin/sh
# package.sh NAME ARCH DIRECTORY: the published function in DIRECTORY as artifacts/NAME-linux-ARCH.zip, ready for Lambda, and
# its bill of materials beside it. Same content, same bytes: sorted names, fixed modes, one fixed time (the earliest that a zip
# can hold, so that a commit which leaves the function as it was deploys nothing), and no extra fields.
set -eu
name=$1 arch=$2 directory=$3
package=artifacts/$name-linux-$arch
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

build/check-binary.sh "$directory/bootstrap" "$arch"
(cd "$directory" && find . -type f ! -name '*.dbg' ! -name '*.pdb' ! -name '*.xml') >"$staging/.names"
while read -r file; do
  mode=644
  [ "$file" != ./bootstrap ] || mode=755
  install -D -m $mode "$directory/$file" "$staging/function/$file"
  touch -d 1980-01-01T00:00:00Z "$staging/function/$file"
done <"$staging/.names"

mkdir -p artifacts
rm -f "$package.zip"
zip=$(pwd)/$package.zip
(cd "$staging/function" && find . -type f | LC_ALL=C sort | TZ=UTC zip -q -X -D -9 -@ "$zip")
build/sbom.sh "$name" "$arch" "$directory" >"$package.cdx.json"

echo "$package.zip: $(wc -c <"$package.zip") bytes, sha256 $(sha256sum <"$package.zip" | cut -d ' ' -f 1)"
