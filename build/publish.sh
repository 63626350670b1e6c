#!/bin/sh
# publish.sh PROJECT ARCH DIRECTORY: publishes a native Lambda function, with its symbols next to it.
set -eu
project=$1 arch=$2 directory=$3

set -- --configuration Release --runtime "linux-$arch" --output "$directory" --verbosity quiet -p:RunAnalyzers=false
if [ "$arch" = arm64 ] && [ "$(uname -m)" = x86_64 ]; then
  # Cross-compiling: clang knows every target, and takes headers, libraries and linker from the cross toolchain.
  clang=$(command -v clang || command -v clang-14)
  set -- "$@" -p:CppCompilerAndLinker="$clang" -p:ObjCopyName=aarch64-linux-gnu-objcopy
fi

echo "Publishing $project for $arch (native: about half a minute) …"
# A file that the project no longer has would stay, and pinned keys would stay in force.
rm -f "$directory/jwks.json"
dotnet publish "$project" "$@"
build/check-binary.sh "$directory/bootstrap" "$arch"
touch "$directory/bootstrap"
