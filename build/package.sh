#!/bin/sh
# package.sh NAME ARCH DIRECTORY OUTPUT: packs the published function in DIRECTORY as OUTPUT/NAME-linux-ARCH.zip, ready for Lambda. Also
# writes the bill of materials of the zip. The same content always gives the same bytes, so a commit that does not change the function does not
# change the zip. For this, names are sorted, modes are fixed, extra fields are omitted, and all times are 1980-01-01, the earliest time in a zip.
set -eu
name=$1 arch=$2 directory=$3 output=$4
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

build/check-binary.sh "$directory/bootstrap" "$arch"
mkdir -p "$output" "$staging/function"
(cd "$directory" && find . -type f ! -name '*.dbg' ! -name '*.pdb' ! -name '*.xml') | LC_ALL=C sort >"$staging/names"
while read -r file; do
  mode=644
  [ "$file" != ./bootstrap ] || mode=755
  install -D -m $mode "$directory/$file" "$staging/function/$file"
  touch -d 1980-01-01T00:00:00Z "$staging/function/$file"
done <"$staging/names"
(cd "$staging/function" && TZ=UTC zip -q -X -D -9 -@ ../function.zip <../names)

package=$output/$name-linux-$arch
mv "$staging/function.zip" "$package.zip"
build/sbom.sh "$name" "$arch" "$staging/function" "$package.zip" >"$package.cdx.json"
echo "$package.zip: $(wc -c <"$package.zip") bytes, sha256 $(sha256sum <"$package.zip" | cut -d ' ' -f 1)"
