#!/bin/sh
# loadtest.sh [OPTION...]: builds the load test and its peers, and runs it with these options.
set -eu
tests=tests/LoadTest
bin=artifacts/loadtest/bin
strict="-std=c17 -O2 -Wall -Wextra -Werror"

mkdir -p "$bin/c"
# shellcheck disable=SC2086 # several flags
{
  gcc $strict -static -o "$bin/launch" "$tests/Sandboxes/launch.c"
  gcc $strict -o "$bin/c/authorizer" "$tests"/Peers/c/*.c -lcrypto
}

echo "Building the load test …"
dotnet build "$tests" --configuration Release --verbosity quiet -p:WarningLevel=0
exec dotnet "$tests/bin/Release/net10.0/LoadTest.dll" "$@"
