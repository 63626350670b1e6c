#!/bin/sh
# loadtest.sh [OPTION …]: builds the load test and the peers, and runs the load test with these options. The command instructions needs only
# the C peer, so the other peers are not built for this command.
set -eu
tests=tests/LoadTest
bin=artifacts/loadtest/bin
strict="-std=gnu17 -O2 -Wall -Wextra -Werror"

echo "Building the load test and its peers …"
mkdir -p "$bin/c" "$bin/node" "$bin/managed"
# shellcheck disable=SC2086 # The variable contains several flags.
{
  gcc $strict -static -o "$bin/launch" "$tests/Sandboxes/launch.c"
  gcc $strict -o "$bin/delay" "$tests/Sandboxes/delay.c"
  gcc $strict -o "$bin/c/authorizer" "$tests"/Peers/c/*.c -lcrypto
}

# The peers in Go and Rust are built if their toolchains are installed. On Debian, the Rust peer can be built without crates.io. Install
# librust-hyper-dev, librust-ring-dev, librust-serde-json-dev and librust-base64-dev for this.
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

# peer NAME COMMAND: builds a peer with its toolchain COMMAND, or reports why the peer is omitted.
peer() {
  rm -rf "${bin:?}/$1"
  if ! command -v "$2" >/dev/null 2>&1; then
    echo "The load test omits the peer \"$1\", because $2 is not installed. To measure this peer, install $2."
  elif ! "build_$1"; then
    echo "The load test omits the peer \"$1\", because its build failed. The error is above."
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

# By default, the garbage collector derives the size of its first generation from the processor's cache, which gives tens of megabytes on a
# server. With 4 MiB, the harness reuses its memory, and does not evict the measured function from the processor's cache (RESULTS.md).
export DOTNET_GCgen0size=0x400000
exec dotnet "$tests/bin/Release/net10.0/LoadTest.dll" "$@"
