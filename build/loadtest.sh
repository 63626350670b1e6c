#!/bin/sh
# loadtest.sh [OPTION...]: builds the load test and its peers, and runs it with these options. Counting instructions needs only the C peer.
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

# The peers in Go and Rust are built if their toolchains are there. Debian's packages of Rust libraries (librust-hyper-dev,
# librust-ring-dev, librust-serde-json-dev, librust-base64-dev) do without crates.io.
build_go() {
  (cd "$tests/Peers/go" && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$OLDPWD/$bin/go/authorizer" .)
}

build_rust() {
  target=$PWD/artifacts/loadtest/rust debian=/usr/share/cargo/registry
  set -- --release --quiet --target-dir "$target"
  if ls -d $debian/ring-0.16* >/dev/null 2>&1; then
    set -- "$@" --offline --config 'source.crates-io.replace-with="debian"' --config "source.debian.directory=\"$debian\""
  fi
  (cd "$tests/Peers/rust" && cargo build "$@") && mkdir -p "$bin/rust" && cp "$target/release/authorizer" "$bin/rust/authorizer"
}

# peer NAME COMMAND: builds a peer, or reports why it is omitted.
peer() {
  rm -rf "${bin:?}/$1"
  if ! command -v "$2" >/dev/null 2>&1; then
    echo "The peer in $1 is left out: $2 is not installed."
  elif ! "build_$1"; then
    echo "The peer in $1 is left out: it could not be built."
  fi
}

architecture=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
if [ "${1:-}" != instructions ]; then
  peer go go
  peer rust cargo
  (cd "$tests/Peers/node" && npm run --silent build -- --log-level=error)
  dotnet publish "$tests/Peers/managed/ManagedPeer.csproj" --configuration Release --runtime "linux-$architecture" \
    --output "$bin/managed" --verbosity quiet
fi
dotnet build "$tests/LoadTest.csproj" --configuration Release --verbosity quiet -p:WarningLevel=0

# The garbage collector derives the size of its first generation from the processor's cache: tens of megabytes on a server. With 4 MiB
# the harness reuses its memory and does not evict the measured function from the cache (RESULTS.md).
export DOTNET_GCgen0size=0x400000
exec dotnet "$tests/bin/Release/net10.0/LoadTest.dll" "$@"
