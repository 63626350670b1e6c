#!/bin/sh
# fuzz.sh SECONDS [TARGET …]: runs coverage-guided fuzzing (SharpFuzz, AFL++) of the code that reads external bytes. Each target runs for
# SECONDS. Findings are stored in artifacts/fuzz/findings, and make the run fail.
set -eu
seconds=$1
shift
[ $# -gt 0 ] || set -- token payload cache event jwks permissions signature

stop() {
  echo "fuzz: $1" >&2
  exit 64
}

case $seconds in
  '' | *[!0-9]* | 0*) stop "SECONDS=$seconds is not a number of seconds; write for example SECONDS=60" ;;
esac
targets=$(cd tests/Fuzz/corpus && printf '%s\n' *)
for target in "$@"; do
  if [ -d "tests/Fuzz/corpus/$target" ]; then continue; fi
  near=$(echo "$targets" | build/nearest.sh "$target")
  stop "there is no target \"$target\"${near:+; did you mean \"$near\"?}; the targets are $(echo "$targets" | paste -sd ' ' -)"
done
build/setup.sh fuzz

echo "Instrumenting …"
dotnet tool restore >/dev/null
rm -rf artifacts/fuzz/program
dotnet build tests/Fuzz --configuration Release --output artifacts/fuzz/program --verbosity quiet
dotnet sharpfuzz artifacts/fuzz/program/bootstrap.dll

export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1
found=0
for target in "$@"; do
  findings=artifacts/fuzz/findings/$target
  rm -rf "$findings"
  mkdir -p "$findings"
  echo "Fuzzing $target for $seconds s …"
  afl-fuzz -V "$seconds" -t 5000 -m none -i "tests/Fuzz/corpus/$target" -o "$findings" \
    dotnet artifacts/fuzz/program/Fuzz.dll "$target" >"artifacts/fuzz/$target.log" 2>&1 || { tail -20 "artifacts/fuzz/$target.log"; exit 1; }
  stats=$findings/default/fuzzer_stats
  crashes=$(sed -n 's/^saved_crashes *: //p' "$stats") hangs=$(sed -n 's/^saved_hangs *: //p' "$stats")
  echo "  $(sed -n 's/^execs_done *: //p' "$stats") inputs, $(sed -n 's/^corpus_count *: //p' "$stats") kept, crashes: $crashes, hangs: $hangs"
  found=$((found + crashes + hangs))
done
[ $found -eq 0 ] || { echo "fuzz: findings: $found, in artifacts/fuzz/findings"; exit 1; }
echo "fuzz: clean"
