#!/bin/sh
# Installs what a command needs: `setup.sh sdk` the .NET SDK, `setup.sh native [ARCH]` the SDK and a linker, `setup.sh static [ARCH]`
# what links statically, `setup.sh system-calls` what shows a process's system calls, `setup.sh node`
# Node.js with npm, `setup.sh package` what zips, `setup.sh arm64` what runs an arm64 binary on x64, `setup.sh fuzz` AFL++,
# `setup.sh loadtest` the headers of OpenSSL, `setup.sh trace` what shows which code runs, `setup.sh browser` Chromium.
# As root it installs missing packages through the system's package manager. On a terminal it asks first, unless CI=true or YES=1;
# without a terminal it proceeds. If it cannot install, it stops with one line that names the missing package.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }

stop() {
  echo "setup: $1" >&2
  exit 1
}

# install WHAT DEBIAN-PACKAGE FEDORA-PACKAGE
install() {
  if has apt-get; then
    manager=apt-get package=$2
  elif has dnf; then
    manager=dnf package=$3
  else
    stop "$1 is missing; install the package $2 (Debian, Ubuntu) or $3 (Amazon Linux, Fedora)"
  fi
  [ "$(id -u)" -eq 0 ] || stop "$1 is missing; install the package $package, for example: sudo $manager install $package"
  if [ -t 0 ] && [ "${CI:-}" != true ] && [ "${YES:-}" != 1 ]; then
    printf 'setup: %s is missing. Install the package %s with %s? [Y/n] ' "$1" "$package" "$manager"
    read -r answer || answer=n
    case $answer in '' | [Yy]*) ;; *) stop "$1 is missing; install the package $package" ;; esac
  fi
  echo "Installing the package $package with $manager …"
  if [ $manager = apt-get ]; then
    # The package lists may be old or missing.
    apt_install "$package" || { complaint=$(apt-get update -qq 2>&1) && apt_install "$package"; } ||
      stop "$1 is missing, and apt-get could not install the package $package: $(echo "$complaint" | tail -n 1); install it by hand"
  else
    complaint=$(dnf install -y -q "$package" 2>&1) ||
      stop "$1 is missing, and dnf could not install the package $package: $(echo "$complaint" | tail -n 1); install it by hand"
  fi
}

apt_install() { complaint=$(DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" 2>&1 </dev/null); }

# Checks for the .NET SDK of global.json, and gives it a writable home directory.
need_sdk() {
  has dotnet || stop "the .NET 10 SDK is missing (no dotnet on the PATH); install it, see https://dotnet.microsoft.com/download"
  complaint=$(dotnet --version 2>&1 >/dev/null) && return
  case $complaint in
    *DOTNET_CLI_HOME* | *[Hh]"ome directory"* | *"ermission denied"* | *"Access to the path"*)
      stop "HOME=${HOME:-} cannot be written to, and the .NET SDK needs a home directory; export HOME=\$(mktemp -d), or set it to one that is yours" ;;
    *) stop "the .NET SDK that global.json requires is missing; install .NET 10, see https://dotnet.microsoft.com/download ($(dotnet --list-sdks 2>/dev/null | cut -d ' ' -f 1 | tr '\n' ' ')found)" ;;
  esac
}

# Lambda runs Linux, and the native compiler links with the libraries of the build system.
need_linux() {
  [ "$(uname -s)" = Linux ] ||
    stop "native binaries are built on Linux, and this is $(uname -s); use make container, the dev container or WSL 2, then make deploy ZIPS=artifacts (build/README.md, macOS and Windows)"
}

# need COMMAND DEBIAN-PACKAGE FEDORA-PACKAGE
need() {
  if has "$1"; then return; fi
  install "$@"
  has "$1" || stop "$1 is missing, and the package manager did not install it; install $2 by hand"
}

# need_file PATH DEBIAN-PACKAGE FEDORA-PACKAGE
need_file() {
  if [ -e "$1" ]; then return; fi
  install "$@"
  [ -e "$1" ] || stop "$1 is missing, and the package manager did not install it; install $2 by hand"
}

# Fetches the distribution's libraries for the arm64 binary into a folder. The packages of this system stay unchanged.
fetch_arm64_libraries() {
  sysroot=artifacts/sysroot-arm64
  if [ -e $sysroot/usr/lib/aarch64-linux-gnu/libssl.so.3 ]; then return; fi
  has apt-get || stop "libssl and libc for arm64 are fetched with apt-get, which is missing; use Debian or Ubuntu"
  echo "Fetching libc and libssl for arm64 …"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial" $sysroot
  apt_arm64() {
    apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State::Lists="$scratch/lists" \
      -o Dir::State::status=/dev/null -o Dir::Cache="$scratch/cache" -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 "$@"
  }
  # The package has another name since Debian 13 and Ubuntu 24.04.
  (apt_arm64 update && cd "$scratch" && apt_arm64 download libc6 && { apt_arm64 download libssl3t64 2>/dev/null || apt_arm64 download libssl3; }) ||
    stop "libc and libssl for arm64 could not be fetched; check the network, and run apt-get update"
  for package in "$scratch"/*.deb; do dpkg-deb -x "$package" $sysroot; done
}

case $1 in
  sdk)
    need_sdk
    ;;
  native)
    need_linux
    need_sdk
    need gcc gcc gcc
    need objcopy binutils binutils
    if [ "${2:-}" = arm64 ] && [ "$(uname -m)" = x86_64 ]; then
      need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu gcc-aarch64-linux-gnu
      has clang || has clang-14 || need clang clang clang
    fi
    ;;
  static)
    need ld.lld lld lld
    compiler=gcc
    if [ "${2:-}" = arm64 ] && [ "$(uname -m)" = x86_64 ]; then compiler=aarch64-linux-gnu-gcc; fi
    [ -e "$($compiler -print-file-name=libc.a)" ] || install libc.a libc6-dev glibc-static
    ;;
  system-calls)
    # The test that traces system calls is skipped if the machine forbids tracing; in continuous integration it must run.
    (need strace strace strace) || [ "${CI:-}" != true ]
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
    # Without a browser the playground's tests are skipped, except in continuous integration.
    if has chromium || has chromium-browser || has google-chrome; then exit 0; fi
    (need chromium chromium chromium) || [ "${CI:-}" != true ]
    ;;
  node)
    need node nodejs nodejs
    need npm npm npm
    ;;
  *) stop "unknown command \"$1\"; use one that the head of setup.sh lists" ;;
esac
