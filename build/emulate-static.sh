#!/bin/sh
# Runs the published static variant for arm64 on an x64 machine.
cd "$(dirname "$0")/.." || exit
exec qemu-aarch64 artifacts/static-linux-arm64/bootstrap
