#!/bin/sh
# loadtest.sh [OPTION...]: builds the load test and its peers, and runs it with these options.
set -eu
tests=tests/LoadTest
bin=artifacts/loadtest/bin
strict="-std=gnu17 -O2 -Wall -Wextra -Werror"

echo "Building the load test and its peers …"
mkdir -p "$bin/c" "$bin/node" "$bin/managed"
# shellcheck disable=SC2086 # several flags
{
  gcc $strict -static -o "$bin/launch" "$tests/Sandboxes/launch.c"
  gcc $strict -o "$bin/delay" "$tests/Sandboxes/delay.c"
  gcc $strict -o "$bin/c/authorizer" "$tests"/Peers/c/*.c -lcrypto
}

(cd "$tests/Peers/node" && npm run --silent build -- --log-level=error)

architecture=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
dotnet publish "$tests/Peers/managed/ManagedPeer.csproj" --configuration Release --runtime "linux-$architecture" \
  --output "$bin/managed" --verbosity quiet
dotnet build "$tests/LoadTest.csproj" --configuration Release --verbosity quiet -p:WarningLevel=0

# The size of the garbage collector's first generation follows the processor's cache: tens of megabytes on a server. With 4 MiB the harness
# reuses its memory and does not push what it measures out of the cache (RESULTS.md).
export DOTNET_GCgen0size=0x400000
exec dotnet "$tests/bin/Release/net10.0/LoadTest.dll" "$@"
