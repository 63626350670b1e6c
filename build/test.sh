#!/bin/sh
# Builds and runs every test project, and ends with one line for all of them.
set -eu

# A make that tests start is not one below this: it would say which directory it enters.
unset MAKEFLAGS MAKELEVEL MFLAGS
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

echo "Building …"
dotnet build Authorizer.sln --verbosity quiet

for project in tests/*Tests; do
  name=$(basename "$project")
  echo "Running $name …"
  code=0
  "$project/bin/Debug/net10.0/$name" -noColor >"$log" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then cat "$log"; fi

  # "   NAME  Total: 10, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1.0s"
  summary=$(sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\),.*/\1 \2 \3 \4/p' "$log")
  # shellcheck disable=SC2086 # The words of the summary are what is wanted.
  set -- ${summary:-0 1 0 0}
  broken=$(($2 + $3))
  if [ "$code" -ne 0 ] && [ "$broken" -eq 0 ]; then broken=1; fi
  passed=$((passed + $1 - $3 - $4)) failed=$((failed + broken)) skipped=$((skipped + $4))
done

if [ $skipped -eq 0 ]; then echo "$passed passed, $failed failed"; else echo "$passed passed, $failed failed, $skipped skipped"; fi
[ $failed -eq 0 ]
