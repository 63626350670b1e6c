#!/bin/sh
# publish.sh PROJECT ARCH DIRECTORY: publishes a native Lambda function and its symbols to DIRECTORY.
set -eu
project=$1 arch=$2 directory=$3

set -- --configuration Release --runtime "linux-$arch" --output "$directory" --verbosity quiet -p:RunAnalyzers=false
if [ "$arch" = arm64 ] && [ "$(uname -m)" = x86_64 ]; then
  # Cross-compile with clang. It supports every target, and uses the headers, libraries and linker of the cross toolchain.
  clang=$(command -v clang || command -v clang-14)
  set -- "$@" -p:CppCompilerAndLinker="$clang" -p:ObjCopyName=aarch64-linux-gnu-objcopy
fi

echo "Publishing $project for $arch (native: about half a minute) …"
# dotnet publish does not remove old files. An old jwks.json would keep its pinned keys in force.
rm -f "$directory/jwks.json"
dotnet publish "$project" "$@"
build/check-binary.sh "$directory/bootstrap" "$arch"
touch "$directory/bootstrap"
