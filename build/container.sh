#!/bin/sh
# container.sh ARCH: builds build/Dockerfile with the first engine that it finds, and puts only the zips into artifacts/.
# NO_CACHE=1 disables the cache of earlier builds.
set -eu
arch=$1

# `build --output` is BuildKit's and Buildah's; Docker's own client has it through the buildx plug-in.
if docker buildx version >/dev/null 2>&1; then
  engine=docker
elif command -v podman >/dev/null 2>&1; then
  engine=podman
elif command -v finch >/dev/null 2>&1; then
  engine=finch
else
  echo "container: no container engine is installed; install podman, finch, or docker with buildx" >&2
  exit 1
fi

case $arch-$(uname -m) in
  x64-x86_64 | arm64-aarch64 | arm64-arm64) ;;
  *) echo "container: $arch is emulated here, where .NET's tools are slow and not supported; make package ARCH=$arch cross-compiles" ;;
esac
commit=''
if changes=$(git status --porcelain 2>/dev/null) && [ -z "$changes" ]; then commit=$(git rev-parse HEAD); fi
platform=linux/$(echo "$arch" | sed 's/x64/amd64/')

# The engine's client writes the files, so they belong to the user who runs this.
$engine build ${NO_CACHE:+--no-cache} --platform "$platform" --file build/Dockerfile --build-arg ARCH="$arch" --build-arg COMMIT="$commit" --output type=local,dest=artifacts .
