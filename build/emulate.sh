#!/bin/sh
# Runs the published arm64 authorizer on an x64 machine, with the libraries that `setup.sh arm64` fetched.
cd "$(dirname "$0")/.." || exit
exec qemu-aarch64 -L artifacts/sysroot-arm64 artifacts/linux-arm64/bootstrap
