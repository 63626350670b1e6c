#!/bin/sh
# container.sh ARCH: builds build/Dockerfile with the first installed container engine, and writes only the build results to artifacts/.
# NO_CACHE=1 turns the build cache off.
set -eu
arch=$1

# The option `build --output` is a feature of BuildKit and Buildah. Docker supports the option only with the buildx plug-in.
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
  *) echo "container: this machine emulates $arch, which is slow and not supported by .NET; use make package ARCH=$arch, which cross-compiles" ;;
esac
commit=''
if changes=$(git status --porcelain 2>/dev/null) && [ -z "$changes" ]; then commit=$(git rev-parse HEAD); fi
platform=linux/$(echo "$arch" | sed 's/x64/amd64/')

# The client of the engine writes the files, so the files belong to the user who runs this script.
$engine build ${NO_CACHE:+--no-cache} --platform "$platform" --file build/Dockerfile --build-arg ARCH="$arch" --build-arg COMMIT="$commit" --output type=local,dest=artifacts .
