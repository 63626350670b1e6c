#!/bin/sh
# sbom.sh NAME ARCH DIRECTORY ZIP: prints the CycloneDX bill of materials of a package whose files are in DIRECTORY.
# A Native AOT function consists of this repository at a commit, the packages in the lock file (today only the compiler), and .NET's statically
# linked libraries. The package does not contain OpenSSL and glibc, because the platform provides them. The static variant does not use OpenSSL,
# and contains glibc and libgcc of the system that linked it.
set -eu
name=$1 arch=$2 directory=$3 zip=$4
case $name in
  authorizer) project=src/Authorizer.Lambda ;;
  authorizer-static) project=src/Authorizer.Static ;;
  sample-api) project=src/SampleApi ;;
  *) echo "sbom: unknown function \"$name\"; use authorizer, authorizer-static or sample-api" >&2 && exit 1 ;;
esac

properties=$(dotnet msbuild "$project" -getProperty:Version,NativeToolchainVersion,NuGetPackageRoot)
property() { echo "$properties" | sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p"; }
sha256() { sha256sum <"$1" | cut -d ' ' -f 1; }

# component PACKAGE VERSION: prints a component with the hash of the package file in the NuGet gallery.
component() {
  folder=$(property NuGetPackageRoot)$(echo "$1" | tr '[:upper:]' '[:lower:]')/$2
  hash=$(base64 -d <"$(echo "$folder"/*.nupkg.sha512)" | od -An -v -tx1 | tr -d ' \n')
  printf '{"type":"library","bom-ref":"pkg:nuget/%s@%s","name":"%s","version":"%s","purl":"pkg:nuget/%s@%s","hashes":[{"alg":"SHA-512","content":"%s"}]}' \
    "$1" "$2" "$1" "$2" "$1" "$2" "$hash"
}

# Prints the packages in the lock file for this architecture. Each line has a name and a version.
locked() {
  awk -v here="net10.0/linux-$arch" '
    /^    "/   { split($0, part, "\""); inside = part[2] == "net10.0" || part[2] == here }
    /^      "/ { split($0, part, "\""); package = part[2] }
    /"resolved"/ && inside { split($0, part, "\""); print package, part[4] }' "$project/packages.lock.json" | LC_ALL=C sort -u
}

runtime=Microsoft.NETCore.App.Runtime.NativeAOT.linux-$arch
toolchain=$(property NativeToolchainVersion)
parts=$(component "$runtime" "$toolchain")
references="\"pkg:nuget/$runtime@$toolchain\""
tools='' separator=''
while read -r package version; do
  case $package in
    *.ILCompiler | *.ILLink.Tasks) tools=$tools$separator$(component "$package" "$version") separator=, ;;
    *) parts=$parts,$(component "$package" "$version") references="$references,\"pkg:nuget/$package@$version\"" ;;
  esac
done <<EOF
$(locked)
EOF

# linked FILE LICENSE: adds the system package that contains a library of the compiler to parts and references.
linked() {
  library=$(realpath "$("$compiler" -print-file-name="$1")")
  . /etc/os-release
  if owner=$(dpkg-query --search "$library" 2>/dev/null); then
    owner=${owner%%:*}
    release=$(dpkg-query --show --showformat '${Version}' "$owner") kind=deb
  else
    owner=$(rpm --query --file --queryformat '%{NAME}' "$library")
    release=$(rpm --query --file --queryformat '%{VERSION}-%{RELEASE}' "$library") kind=rpm
  fi
  url=pkg:$kind/$ID/$owner@$release
  parts="$parts,{\"type\":\"library\",\"bom-ref\":\"$url\",\"name\":\"$owner\",\"version\":\"$release\",\"purl\":\"$url\",\"licenses\":[{\"license\":{\"id\":\"$2\"}}]}"
  references="$references,\"$url\""
}

if [ "$name" = authorizer-static ]; then
  compiler=gcc
  if [ "$arch" = arm64 ] && [ "$(uname -m)" = x86_64 ]; then compiler=aarch64-linux-gnu-gcc; fi
  linked libc.a LGPL-2.1-or-later
  linked libgcc.a GPL-3.0-or-later
fi
for file in "$directory"/*; do
  parts="$parts,{\"type\":\"file\",\"name\":\"${file##*/}\",\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"$(sha256 "$file")\"}]}"
done

# If the working tree has uncommitted changes, the commit is omitted. The container build has no repository, so its caller sets COMMIT.
if [ -z "${COMMIT-}" ] && changes=$(git status --porcelain 2>/dev/null) && [ -z "$changes" ]; then COMMIT=$(git rev-parse HEAD); fi
pedigree=${COMMIT:+",\"pedigree\":{\"commits\":[{\"uid\":\"$COMMIT\"}]}"}

cat <<EOF
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {
    "tools": {"components": [$tools]},
    "component": {"type":"application","bom-ref":"$name","name":"$name","version":"$(property Version)","licenses":[{"license":{"id":"Apache-2.0"}}],
      "hashes":[{"alg":"SHA-256","content":"$(sha256 "$zip")"}]$pedigree}
  },
  "components": [$parts],
  "dependencies": [{"ref":"$name","dependsOn":[$references]}]
}
EOF
