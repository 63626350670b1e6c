#!/bin/sh
# Checks prose, format, code, shell scripts and the template, without running the code.
set -eu
echo "Checking prose …"
build/prose.sh
echo "Checking format …"
# The build below checks all other style rules. It does not check the order of using directives.
dotnet format whitespace Authorizer.sln --verify-no-changes --verbosity quiet
dotnet format style Authorizer.sln --diagnostics IMPORTS --verify-no-changes --verbosity quiet
echo "Running analyzers …"
dotnet build Authorizer.sln --verbosity quiet --no-incremental
if command -v shellcheck >/dev/null 2>&1; then
  echo "Checking shell scripts …"
  shellcheck build/*.sh tests/Clients/*.sh .ci/run
fi
if command -v cfn-lint >/dev/null 2>&1; then
  echo "Checking template.yaml …"
  cfn-lint template.yaml
fi
echo "lint: clean"
