#!/bin/sh
# sbom.sh NAME ARCH DIRECTORY: the CycloneDX bill of materials of a published function, on standard output. What a Native AOT
# binary is made of: this repository at a commit, the packages its lock file names (none but the compiler, today), and .NET's
# libraries, linked statically. OpenSSL and glibc are the platform's, and not in the package.
set -eu
name=$1 arch=$2 directory=$3
case $name in
  authorizer) project=src/Authorizer ;;
  sample-api) project=src/SampleApi ;;
  *) echo "sbom: unknown function $name" >&2 && exit 1 ;;
esac

property() { dotnet msbuild "$project" -getProperty:"$1" -p:RuntimeIdentifier="linux-$arch"; }
hex() { base64 -d <"$1" | od -An -v -tx1 | tr -d ' \n'; }
sha256() { sha256sum <"$1" | cut -d ' ' -f 1; }

# component NAME VERSION: a package, with the hash of the file that NuGet's gallery serves.
component() {
  folder=$packages$(printf %s "$1" | tr '[:upper:]' '[:lower:]')/$2
  printf '{"type":"library","bom-ref":"pkg:nuget/%s@%s","name":"%s","version":"%s","purl":"pkg:nuget/%s@%s","hashes":[{"alg":"SHA-512","content":"%s"}]}' \
    "$1" "$2" "$1" "$2" "$1" "$2" "$(hex "$folder"/*.nupkg.sha512)"
}

# The lock file's packages for this architecture, one a line: name and version.
locked() {
  awk -v here="net10.0/linux-$arch" '
    /^    "/     { split($0, part, "\""); inside = part[2] == "net10.0" || part[2] == here }
    /^      "/   { split($0, part, "\""); package = part[2] }
    /"resolved"/ && inside { split($0, part, "\""); print package, part[4] }' "$project/packages.lock.json" | sort -u
}

toolchain=$(property NativeToolchainVersion)
runtime=Microsoft.NETCore.App.Runtime.NativeAOT.linux-$arch
packages=$(property NuGetPackageRoot)
separator='' tools=''
parts=$(component "$runtime" "$toolchain")
references="\"pkg:nuget/$runtime@$toolchain\""
while read -r package version; do
  case $package in
    *.ILCompiler | *.ILLink.Tasks) tools=$tools$separator$(component "$package" "$version") separator=, ;;
    *) parts=$parts,$(component "$package" "$version") references="$references,\"pkg:nuget/$package@$version\"" ;;
  esac
done <<EOF
$(locked)
EOF

for file in "$directory"/*; do
  case $file in *.dbg | *.pdb | *.xml) continue ;; esac
  parts="$parts,{\"type\":\"file\",\"name\":\"$(basename "$file")\",\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"$(sha256 "$file")\"}]}"
done

# Only a clean tree is its commit.
pedigree=''
if [ -z "$(git status --porcelain 2>/dev/null || echo none)" ]; then
  pedigree=",\"pedigree\":{\"commits\":[{\"uid\":\"$(git rev-parse HEAD)\"}]}"
fi

cat <<EOF
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {
    "tools": {"components": [$tools]},
    "component": {"type":"application","bom-ref":"$name","name":"$name","version":"$(property Version)","licenses":[{"license":{"id":"Apache-2.0"}}],
      "hashes":[{"alg":"SHA-256","content":"$(sha256 "artifacts/$name-linux-$arch.zip")"}]$pedigree}
  },
  "components": [$parts],
  "dependencies": [{"ref":"$name","dependsOn":[$references]}]
}
EOF
