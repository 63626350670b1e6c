#!/bin/sh
# tool.sh publish RUNTIME DIRECTORY: builds the command authz, compiled for RUNTIME. If RUNTIME is empty, authz runs everywhere, but starts more
# slowly.
# tool.sh pack DIRECTORY: packs authz as a .NET tool for all systems. Run `tool.sh publish` first, because `pack` uses the packages that
# `publish` restored.
# The script prints to standard error, because standard output is for the command that needs authz.
set -eu
exec 1>&2
verb=$1
shift

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
  "$@" >"$log" 2>&1 </dev/null || { cat "$log"; exit 1; }
}

case $verb in
  publish)
    build/setup.sh sdk
    echo "Building authz (about a minute the first time) …"
    mkdir -p "$2"
    quietly dotnet build src/DevTool --configuration Release --target:Publish --verbosity quiet -p:RunAnalyzers=false -p:ToolRuntime="$1" -p:PublishDir="$(cd "$2" && pwd)/"
    touch "$2/authz"
    ;;
  pack)
    echo "Packing authz …"
    rm -f "$1"/authz.*.nupkg
    quietly dotnet pack src/DevTool --configuration Release --no-restore --verbosity quiet -p:RunAnalyzers=false -p:ToolRuntime=any --output "$1"
    ;;
  *)
    echo "tool: unknown command \"$verb\"; use publish or pack"
    exit 64
    ;;
esac
