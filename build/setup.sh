#!/bin/sh
# Sees to what a command needs: `setup.sh native [ARCH]` the .NET SDK and a linker, `setup.sh node`
# Node.js with npm, `setup.sh package` what zips, `setup.sh arm64` what runs an arm64 binary on x64, `setup.sh fuzz` AFL++,
# `setup.sh loadtest` the headers of OpenSSL, `setup.sh trace` what shows which code runs, `setup.sh browser` Chromium.
# Installs through the system's package manager where it may, and otherwise names the missing package and stops.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }

stop() {
  echo "setup: $1" >&2
  exit 1
}

# install WHAT DEBIAN-PACKAGE FEDORA-PACKAGE
install() {
  [ "$(id -u)" -eq 0 ] || stop "$1 is missing: install the package $2 (Debian, Ubuntu) or $3 (Amazon Linux, Fedora)"
  echo "Installing $1 …"
  if has apt-get; then
    apt-get install -y -qq "$2" >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq "$2" >/dev/null; }
  elif has dnf; then
    dnf install -y -q "$3" >/dev/null
  fi
}

# need COMMAND DEBIAN-PACKAGE FEDORA-PACKAGE
need() {
  if has "$1"; then return; fi
  install "$@"
  has "$1" || stop "$1 is missing, and the package manager could not install $2"
}

# need_file PATH DEBIAN-PACKAGE FEDORA-PACKAGE
need_file() {
  if [ -e "$1" ]; then return; fi
  install "$@"
  [ -e "$1" ] || stop "$1 is missing, and the package manager could not install $2"
}

# The libraries that the arm64 binary loads, from the distribution, into a folder: this system's packages stay as they are.
fetch_arm64_libraries() {
  sysroot=artifacts/sysroot-arm64
  if [ -e $sysroot/usr/lib/aarch64-linux-gnu/libssl.so.3 ]; then return; fi
  has apt-get || stop "libssl and libc for arm64 are fetched with apt-get, which is missing"
  echo "Fetching libc and libssl for arm64 …"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial" $sysroot
  apt_arm64() {
    apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State::Lists="$scratch/lists" \
      -o Dir::State::status=/dev/null -o Dir::Cache="$scratch/cache" -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 "$@"
  }
  # From Debian 13 and Ubuntu 24.04 on the package has another name.
  (apt_arm64 update && cd "$scratch" && apt_arm64 download libc6 && { apt_arm64 download libssl3t64 2>/dev/null || apt_arm64 download libssl3; }) ||
    stop "libc and libssl for arm64 could not be fetched"
  for package in "$scratch"/*.deb; do dpkg-deb -x "$package" $sysroot; done
}

case $1 in
  native)
    has dotnet || stop "dotnet is missing: install the .NET 10 SDK"
    dotnet --version >/dev/null 2>&1 || stop "the .NET SDK that global.json asks for is missing: install the .NET 10 SDK"
    need gcc gcc gcc
    need objcopy binutils binutils
    if [ "${2:-}" = arm64 ] && [ "$(uname -m)" = x86_64 ]; then
      need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu gcc-aarch64-linux-gnu
      has clang || has clang-14 || need clang clang clang
    fi
    ;;
  package)
    need zip zip zip
    ;;
  arm64)
    if [ "$(uname -m)" = x86_64 ]; then
      "$0" native arm64
      need qemu-aarch64 qemu-user qemu-user
      fetch_arm64_libraries
    fi
    ;;
  fuzz)
    need afl-fuzz afl++ american-fuzzy-lop
    ;;
  loadtest)
    need_file /usr/include/openssl/evp.h libssl-dev openssl-devel
    ;;
  trace)
    need qemu-x86_64 qemu-user qemu-user
    ;;
  browser)
    # The tests of the playground go without where there is none; in continuous integration there must be one.
    if has chromium || has chromium-browser || has google-chrome; then exit 0; fi
    (need chromium chromium chromium) || [ "${CI:-}" != true ]
    ;;
  node)
    need node nodejs nodejs
    need npm npm npm
    ;;
  *) stop "unknown: $1" ;;
esac
