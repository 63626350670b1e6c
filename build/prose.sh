#!/bin/sh
# prose.sh [FILE …]: finds phrases that readers must read twice (prose.txt). Prints file, line and a better form of each phrase, and fails if it
# finds one. Without files, it checks PROSE_PATHS and the subjects of the commits that are not yet in the upstream of main.
set -efu

# Git pathspecs.
PROSE_PATHS=${PROSE_PATHS:-*.md *.yaml *.yml *.props *.targets Makefile .github build src tests :!tests/Deployment.Tests/ProseTests.cs}
export LC_ALL=C.UTF-8
list=$(dirname "$0")/prose.txt
longest_subject=72
failed=0

# check FILE …: reports the phrases in these files.
check() {
  tab=$(printf '\t')
  while IFS=$tab read -r pattern better; do
    case $pattern in '' | '#'*) continue ;; esac
    hits=$(grep -HnoE -e "$pattern" -- "$@") || [ $? -eq 1 ] || exit 2
    if [ -n "$hits" ]; then
      failed=1
      echo "$hits" | sed "s|^\([^:]*:[0-9]*\): *\(.*\)|\1: \"\2\"; write: $better|"
    fi
  done <"$list"
}

if [ $# -gt 0 ]; then
  check "$@"
  exit $failed
fi

cd "$(dirname "$0")/.."
list=$PWD/build/prose.txt
# shellcheck disable=SC2046,SC2086 # Paths in this repository have no spaces.
set -- $(git ls-files -- $PROSE_PATHS | grep -E '(\.(md|cs|csproj|ts|tf|sh|ya?ml|props|targets)|Makefile|Dockerfile)$')
[ $# -eq 0 ] || check "$@"

# Writes each subject to a file whose name contains the commit, so that check reports the commit.
subjects=$(mktemp -d)
trap 'rm -rf "$subjects"' EXIT
upstream=$(git rev-parse --verify --quiet 'main@{upstream}') && commits=$upstream..HEAD || commits=HEAD^!
for commit in $(git rev-list --no-merges --abbrev-commit "$commits"); do
  git log -1 --format=%s "$commit" >"$subjects/commit-$commit"
  (cd "$subjects" && check "commit-$commit" && exit $failed) || failed=1
  length=$(($(wc -m <"$subjects/commit-$commit") - 1))
  if [ $length -gt $longest_subject ]; then
    failed=1
    echo "commit-$commit:1: $length characters; write: a subject of at most $longest_subject"
  fi
done
exit $failed
