#!/bin/sh
# setup.sh COMMAND [ARCH]: checks for the tools of COMMAND, and installs missing packages with the system's package manager.
#   sdk             the .NET SDK (only checked)
#   native [ARCH]   the .NET SDK, a C compiler and a linker
#   static [ARCH]   lld and a static C library
#   system-calls    strace, which lists the system calls of a process
#   package         zip
#   arm64           on x64, the tools and libraries to build and run arm64 binaries
#   fuzz            AFL++
#   loadtest        the OpenSSL headers
#   trace           QEMU, which records the executed code
#   browser         Chromium
#   node            Node.js with npm
# Only root can install. On a terminal, the script asks before it installs, unless CI=true or YES=1. Without a terminal, it installs without
# asking. If it cannot install a package, it stops with one line that names the package.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }

stop() {
  echo "setup: $1" >&2
  exit 1
}

# install TOOL DEBIAN-PACKAGE FEDORA-PACKAGE: installs the package that contains the tool, or stops.
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

# Checks that the .NET SDK of global.json is installed and that its home directory is writable.
need_sdk() {
  has dotnet || stop "the .NET 10 SDK is missing (no dotnet on the PATH); install it, see https://dotnet.microsoft.com/download"
  complaint=$(dotnet --version 2>&1 >/dev/null) && return
  case $complaint in
    *DOTNET_CLI_HOME* | *[Hh]"ome directory"* | *"ermission denied"* | *"Access to the path"*)
      stop "HOME=${HOME:-} is not writable, but the .NET SDK needs a home directory; set HOME to a writable folder, such as \$(mktemp -d)" ;;
    *) stop "the .NET SDK that global.json requires is missing; install .NET 10, see https://dotnet.microsoft.com/download ($(dotnet --list-sdks 2>/dev/null | cut -d ' ' -f 1 | tr '\n' ' ')found)" ;;
  esac
}

# The build must run on Linux as Lambda does, because the native compiler links with the libraries of the build system.
need_linux() {
  [ "$(uname -s)" = Linux ] ||
    stop "native binaries require Linux, but this is $(uname -s); use make container, the dev container or WSL 2, then make deploy ZIPS=artifacts"
}

# need COMMAND DEBIAN-PACKAGE FEDORA-PACKAGE: installs the package if the command is missing.
need() {
  if has "$1"; then return; fi
  install "$@"
  has "$1" || stop "$1 is missing, although the package manager reported no error; install the package $2 by hand"
}

# need_file PATH DEBIAN-PACKAGE FEDORA-PACKAGE: installs the package if the file is missing.
need_file() {
  if [ -e "$1" ]; then return; fi
  install "$@"
  [ -e "$1" ] || stop "$1 is missing, although the package manager reported no error; install the package $2 by hand"
}

# Fetches the libraries for the arm64 binary from the distribution into a folder. The installed packages of this system stay unchanged.
fetch_arm64_libraries() {
  sysroot=artifacts/sysroot-arm64
  if [ -e $sysroot/usr/lib/aarch64-linux-gnu/libssl.so.3 ]; then return; fi
  has apt-get || stop "apt-get is missing, but only apt-get can fetch libssl and libc for arm64; use Debian or Ubuntu"
  echo "Fetching libc and libssl for arm64 …"
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial" $sysroot
  apt_arm64() {
    apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State::Lists="$scratch/lists" \
      -o Dir::State::status=/dev/null -o Dir::Cache="$scratch/cache" -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 "$@"
  }
  # The package is libssl3t64 since Debian 13 and Ubuntu 24.04, and libssl3 in older versions.
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
    # Without strace, the test that traces system calls is skipped. In continuous integration, a missing strace is an error.
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
    # Without a browser, the playground's tests are skipped. In continuous integration, a missing browser is an error.
    if has chromium || has chromium-browser || has google-chrome; then exit 0; fi
    (need chromium chromium chromium) || [ "${CI:-}" != true ]
    ;;
  node)
    need node nodejs nodejs
    need npm npm npm
    ;;
  *) stop "unknown command \"$1\"; use sdk, native, static, system-calls, package, arm64, fuzz, loadtest, trace, browser or node" ;;
esac
