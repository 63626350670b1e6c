#!/bin/sh
# Builds and runs every test project. The last line of the output has the totals.
set -eu

# With these variables, a make that a test starts would act as a sub-make, and would print the directories that it enters.
unset MAKEFLAGS MAKELEVEL MFLAGS
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

echo "Building …"
dotnet build Authorizer.sln --verbosity quiet

# Two projects run at the same time, because most tests wait for other processes. One project does not keep two cores busy.
# shellcheck disable=SC2016 # The inner shell expands its own arguments.
printf '%s\n' tests/*Tests | xargs -P 2 -I {} sh -c '
  name=$(basename "$1")
  echo "Running $name …"
  "$1/bin/Debug/net10.0/$name" -noColor >"$2/$name.log" 2>&1 || { echo $? >"$2/$name.code"; cat "$2/$name.log"; }
' sh {} "$results"

passed=0 failed=0 skipped=0
for log in "$results"/*.log; do
  # "   NAME  Total: 10, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1.0s"
  summary=$(sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\),.*/\1 \2 \3 \4/p' "$log")
  # shellcheck disable=SC2086 # The shell must split the summary into words.
  set -- ${summary:-0 1 0 0}
  broken=$(($2 + $3))
  if [ -e "${log%.log}.code" ] && [ "$broken" -eq 0 ]; then broken=1; fi
  passed=$((passed + $1 - $3 - $4)) failed=$((failed + broken)) skipped=$((skipped + $4))
done

if [ $skipped -eq 0 ]; then echo "$passed passed, $failed failed"; else echo "$passed passed, $failed failed, $skipped skipped"; fi
[ $failed -eq 0 ]
