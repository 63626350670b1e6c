# The commands of this project. `make help` lists them.

ARCH ?= $(shell uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
HOST_ARCH := $(shell uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
ifneq ($(ARCH),$(filter x64 arm64,$(ARCH)))
$(error ARCH=$(ARCH) is not an architecture; use ARCH=x64 for x86_64 or ARCH=arm64 for aarch64)
endif
# The variant of the authorizer: the default, or the static variant, which connects to loopback only (src/Authorizer.Static/README.md).
VARIANT ?= default
ifneq ($(VARIANT),$(filter default static,$(VARIANT)))
$(error VARIANT=$(VARIANT) is not a variant; use VARIANT=default or VARIANT=static)
endif
# Packages for AWS are built for arm64, the template's default, unless the caller sets ARCH.
DEPLOY_ARCH := $(if $(filter file,$(origin ARCH)),arm64,$(ARCH))
ARTIFACTS := artifacts
DEFAULT_AUTHORIZER := $(ARTIFACTS)/linux-$(ARCH)/bootstrap
STATIC_AUTHORIZER := $(ARTIFACTS)/static-linux-$(ARCH)/bootstrap
# The permissions file next to an authorizer. After an edit, make copies this file and compiles nothing, because the file is data.
DEFAULT_PERMISSIONS := $(dir $(DEFAULT_AUTHORIZER))permissions.json
STATIC_PERMISSIONS := $(dir $(STATIC_AUTHORIZER))permissions.json
DEFAULT_FUNCTION := $(DEFAULT_AUTHORIZER) $(DEFAULT_PERMISSIONS)
STATIC_FUNCTION := $(STATIC_AUTHORIZER) $(STATIC_PERMISSIONS)
AUTHORIZER := $(if $(filter static,$(VARIANT)),$(STATIC_AUTHORIZER),$(DEFAULT_AUTHORIZER))
AUTHORIZER_PROJECT := src/Authorizer.$(if $(filter static,$(VARIANT)),Static,Lambda)
SAMPLE_API := $(ARTIFACTS)/sample-api-linux-$(ARCH)/bootstrap
IDENTITY_PROVIDER := build/cognito-local/node_modules/.package-lock.json
SCHEMA_VALIDATOR := build/json-schema/node_modules/.package-lock.json
TYPESCRIPT_CLIENT := tests/Clients/typescript/dist/main.js
MCP_SERVER := artifacts/sample-mcp/sample-mcp.dll
MCP_CLIENT := tests/Clients/mcp/node_modules/.package-lock.json
CDK_EXAMPLE := build/cdk/dist/example/app.js
DEPLOYMENT_LINTERS := tests/Deployment.Tests/linters/node_modules/.package-lock.json
NODE_PEER := tests/LoadTest/Peers/node/node_modules/.package-lock.json

BUILD_FILES := $(wildcard Directory.*) global.json src/NativeLambda.props
SHARED_SOURCES := $(BUILD_FILES) $(shell find src/LambdaRuntime -name '*.cs' -o -name '*.csproj' | grep -v /obj/ | grep -v /bin/)
AUTHORIZER_SOURCES := $(SHARED_SOURCES) $(filter-out src/Authorizer/permissions% %.test.json,$(shell find src/Authorizer src/Authorizer.Lambda src/Authorizer.ManagedRsa src/Authorizer.Static -name '*.cs' -o -name '*.csproj' -o -name '*.json' -o -name '*.pem' -o -name '*.txt' | grep -v /obj/ | grep -v /bin/))
SAMPLE_API_SOURCES := $(SHARED_SOURCES) $(shell find src/SampleApi -name '*.cs' -o -name '*.csproj' | grep -v /obj/ | grep -v /bin/)

# The command-line tool authz. On Linux, the tool is compiled for this machine, so that it starts quickly.
AUTHZ := $(ARTIFACTS)/authz/authz
AUTHZ_PACKAGE := $(ARTIFACTS)/authz/authz.$(shell sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props).nupkg
AUTHZ_RUNTIME := $(if $(filter Linux,$(shell uname -s)),linux-$(HOST_ARCH))
AUTHZ_SAMPLE := $(ARTIFACTS)/authz/permissions.json
AUTHZ_SOURCES := $(BUILD_FILES) Directory.Packages.props build/tool.sh $(filter-out src/Authorizer/permissions.json,$(shell find src/DevTool src/Authorizer src/Authorizer.Lambda src/Authorizer.ManagedRsa src/LambdaRuntime src/RuntimeApiEmulator -type f ! -name '*.md' ! -name '*.test.json' ! -path '*/obj/*' ! -path '*/node_modules/*' ! -path '*/bin/*'))

# Quotes a text as one word of a shell command, because routes contain dollars and asterisks.
quoted = '$(subst ','\'',$(1))'
# Runs authz. The exit codes 1 to 3 are results, such as a refused call or a file with problems, and authz has printed the result.
# The line "make: *** Error" would be noise after a result. The recipe therefore ends make with SIGPIPE, about which shells print nothing.
# Make then fails with 141. If the parent process ignores SIGPIPE, make prints its line and fails with 2.
# To get the exit code of the tool itself, call authz directly.
authz = $(AUTHZ) $(1) || { code=$$?; [ $$code -gt 3 ] || kill -PIPE $$PPID; exit $$code; }
# Commands that only read use the permissions file of this repository instead of the sample next to the tool.
reading = AUTHORIZER_PERMISSIONS_FILE=$(call quoted,$(PERMISSIONS_FILE))
PERMISSIONS_FILE = $(or $(value PERMISSIONS),$(value AUTHORIZER_PERMISSIONS_FILE),src/Authorizer/permissions.json)
option = $(if $(value $(1)),--$(2) $(call quoted,$(value $(1))))
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

# Without this check, make would ignore a misspelled variable. The second list has the variables that recipes pass to other programs.
VARIABLES := API ARCH ARTIFACTS ARTIFACTS_DIR BUCKET CI COUNT DELETE_POOL EVENT EXPIRY FLAGS FOLDERS FULL ISSUER JWKS JWKS_URI LIVE LOADTEST NEW OLD \
  OUTPUT PARAMETERS PARAMS PERMISSIONS PORT REPLACE_POOL ROUNDS ROUTE SECONDS SEED SETTINGS SHADOW STACK TARGETS TOKEN USER_POOL_ID VARIANT YES ZIPS
VARIABLES_OF_OTHERS := AUTHORIZER_% AWS_% DOTNET_% MAKE% NODE_% NO_COLOR NUGET_% PATH SHELL SSL_% TMPDIR %_PROXY %_proxy
UNKNOWN := $(filter-out $(VARIABLES) $(VARIABLES_OF_OTHERS),$(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name))))
ifneq ($(UNKNOWN),)
NEAREST := $(shell printf '%s\n' $(VARIABLES) | build/nearest.sh $(firstword $(UNKNOWN)))
$(error unknown variable $(firstword $(UNKNOWN)); $(if $(NEAREST),did you mean $(NEAREST)?,known variables: $(VARIABLES)))
endif

.DEFAULT_GOAL := help
.PHONY: help demo serve tool explain check fmt matrix coverage init diff who native pin test test-arm64 loadtest startup-order instructions instruction-budget lint bench fuzz mutate publish package container emulated deploy destroy smoke verify-aws clean setup-native setup-static setup-node build-AuthorizerFunction build-SampleApiFunction
.SILENT:

help: ## Show this list
	sed -n 's/^\([a-z][a-zA-Z0-9-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | awk '{ \
	  line = sprintf("%-13s", $$1); \
	  for (i = 2; i <= NF; i++) { if (length(line) + length($$i) >= 80) { print line; line = sprintf("%13s", "") } line = line " " $$i } \
	  print line }'

demo: $(DEFAULT_FUNCTION) $(SAMPLE_API) $(IDENTITY_PROVIDER) $(AUTHZ) $(MCP_SERVER) $(MCP_CLIENT) ## Start the local stack, sign a user in, make example calls, and stop the stack
	$(AUTHZ) demo --parameter LiveData=true --mcp-server $(MCP_SERVER) --mcp-client tests/Clients/mcp $(PARAMETERS:%=--parameter %)

serve: $(DEFAULT_FUNCTION) $(SAMPLE_API) $(IDENTITY_PROVIDER) $(AUTHZ) ## Run the local stack until Ctrl-C [PORT=8080 SHADOW=file PARAMETERS="Name=value …"]
	$(AUTHZ) serve --parameter LiveData=true $(call option,PORT,port) $(call option,SHADOW,shadow) $(PARAMETERS:%=--parameter %)

test: $(DEFAULT_FUNCTION) $(STATIC_FUNCTION) $(SAMPLE_API) $(AUTHZ_PACKAGE) $(IDENTITY_PROVIDER) $(SCHEMA_VALIDATOR) $(TYPESCRIPT_CLIENT) $(MCP_SERVER) $(MCP_CLIENT) $(CDK_EXAMPLE) $(DEPLOYMENT_LINTERS) emulated ## Run every test
	build/setup.sh package
	build/setup.sh browser
	build/setup.sh system-calls
	build/test.sh

# On x64, the arm64 authorizer is tested if the tools for it can be installed. In continuous integration, a failed installation is an error.
emulated:
	if build/setup.sh arm64; then $(MAKE) --no-print-directory $(addprefix $(ARTIFACTS)/,linux-arm64/bootstrap linux-arm64/permissions.json static-linux-arm64/bootstrap static-linux-arm64/permissions.json) ARCH=arm64; else [ "$(CI)" != true ]; fi

# System calls are traced on x64 only, because strace would show those of the emulator.
test-arm64: emulated ## Run the contract tests on the emulated static variant for arm64, which takes ten minutes
	dotnet build tests/Authorizer.NativeTests --verbosity quiet
	STATIC_BOOTSTRAP=$(CURDIR)/build/emulate-static.sh tests/Authorizer.NativeTests/bin/Debug/net10.0/Authorizer.NativeTests -noColor -namespace Authorizer.NativeTests.StaticVariant -class- Authorizer.NativeTests.StaticVariant.SystemCallTests

tool: $(AUTHZ_PACKAGE) ## Build authz into artifacts/authz/, and pack it as a .NET tool
	echo "$(AUTHZ)"
	echo "$(AUTHZ_PACKAGE)"

# authz reads the token from its environment or standard input. An argument would be visible to every user of this machine.
explain: $(AUTHZ) $(AUTHZ_SAMPLE) ## Explain why a call is allowed or refused: TOKEN=… (or standard input) ROUTE='GET /pets/1' [PERMISSIONS=file JWKS=file|url EVENT=file FLAGS=--json]
	$(reading) $(call authz,explain $(call option,ROUTE,route) $(call option,PERMISSIONS,permissions) $(call option,JWKS,jwks) $(call option,EVENT,event) $(FLAGS))

check: $(AUTHZ) $(AUTHZ_SAMPLE) ## Validate a permissions file [PERMISSIONS=file FLAGS=--json]
	$(call authz,check $(call quoted,$(PERMISSIONS_FILE)) $(FLAGS))

fmt: $(AUTHZ) $(AUTHZ_SAMPLE) ## Apply the canonical layout to a permissions file [PERMISSIONS=file FLAGS=--check]
	$(call authz,fmt $(call quoted,$(PERMISSIONS_FILE)) $(FLAGS))

matrix: $(AUTHZ) $(AUTHZ_SAMPLE) ## List the routes that each group may call [PERMISSIONS=file FLAGS="--format markdown"]
	$(reading) $(call authz,matrix $(call option,PERMISSIONS,permissions) $(FLAGS))

coverage: $(AUTHZ) $(AUTHZ_SAMPLE) ## List API routes without a rule, and rules without an API route [API=template.yaml PERMISSIONS=file FLAGS=--json]
	$(reading) $(call authz,coverage --api $(call quoted,$(or $(value API),template.yaml)) $(call option,PERMISSIONS,permissions) $(FLAGS))

init: $(AUTHZ) $(AUTHZ_SAMPLE) ## Create a permissions file and its tests from an API: API=openapi.json [PERMISSIONS=permissions.json FLAGS=--force]
	$(call authz,init $(call option,API,api) $(call option,PERMISSIONS,permissions) $(FLAGS))

diff: $(AUTHZ) $(AUTHZ_SAMPLE) ## List the callers that gain or lose calls: OLD=file NEW=file [FLAGS="--no-new-access --json"]
	$(call authz,diff $(call quoted,$(value OLD)) $(call quoted,$(value NEW)) $(FLAGS))

who: $(AUTHZ) $(AUTHZ_SAMPLE) ## List the callers that may make a call: ROUTE='GET /pets/1' [PERMISSIONS=file FLAGS=--json]
	$(reading) $(call authz,who $(call quoted,$(value ROUTE)) $(call option,PERMISSIONS,permissions) $(FLAGS))

native: $(AUTHZ) $(AUTHZ_SAMPLE) ## List the routes that API Gateway's own JWT authorizers can decide [PERMISSIONS=file FLAGS="--api http --remaining file"]
	$(reading) $(call authz,native $(call option,PERMISSIONS,permissions) $(FLAGS))

pin: $(AUTHZ) $(AUTHZ_SAMPLE) ## Write an issuer's published keys into jwks.json [USER_POOL_ID=…] [ISSUER=…] [JWKS_URI=…] [OUTPUT=jwks.json]
	$(call authz,pin $(call option,USER_POOL_ID,user-pool-id) $(call option,ISSUER,issuer) $(call option,JWKS_URI,jwks-uri) $(call option,OUTPUT,output))

lint: setup-native ## Check prose, formatting, code, shell scripts and the template
	build/lint.sh

bench: setup-native ## Run micro-benchmarks of one verification (a few minutes)
	dotnet run --project tests/Benchmarks --configuration Release

loadtest: $(DEFAULT_FUNCTION) $(STATIC_FUNCTION) $(NODE_PEER) ## Measure cold starts and load, and compare with peers that do the same work [ROUNDS=15] [FULL=1] [LOADTEST="--only cold-cache"]
	build/setup.sh loadtest
	build/loadtest.sh $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(FULL),--full) $(LOADTEST)

startup-order: $(DEFAULT_FUNCTION) $(NODE_PEER) ## Record the methods of a start in startup-order.txt, so that the next publish places these methods together
	build/setup.sh loadtest
	build/setup.sh trace
	build/loadtest.sh startup-order

instructions: $(DEFAULT_FUNCTION) $(STATIC_FUNCTION) emulated ## Count the instructions of a start, and compare the count with the budget
	build/setup.sh loadtest
	build/setup.sh trace
	build/loadtest.sh instructions

instruction-budget: $(DEFAULT_FUNCTION) $(STATIC_FUNCTION) emulated ## Write a new tests/LoadTest/instruction-budget.json
	build/setup.sh loadtest
	build/setup.sh trace
	build/loadtest.sh instructions --record

fuzz: ## Run coverage-guided fuzzing [SECONDS=60 for each target] [TARGETS="token event"]
	build/fuzz.sh $(or $(SECONDS),60) $(TARGETS)

mutate: setup-native ## Test the tests with small changes of the code (mutants) [COUNT=60 SEED=1 SETTINGS=managed FOLDERS="Events Json"]
	dotnet build tests/Authorizer.Tests --verbosity quiet </dev/null
	dotnet build tests/Mutation --verbosity quiet </dev/null
	tests/Mutation/bin/Debug/net10.0/Mutation $(if $(SETTINGS),--settings $(SETTINGS)) $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED)) $(if $(FOLDERS),--folders $(FOLDERS)) $(if $(SECONDS),--seconds $(SECONDS))

publish: $(AUTHORIZER) $(dir $(AUTHORIZER))permissions.json $(SAMPLE_API) ## Build the native binaries into artifacts/ [ARCH=x64|arm64 VARIANT=static]

package: publish ## Build the zips for Lambda and their SBOMs [ARCH=x64|arm64 VARIANT=static]
	build/setup.sh package
	build/package.sh authorizer$(if $(filter static,$(VARIANT)),-static) $(ARCH) $(dir $(AUTHORIZER)) $(ARTIFACTS)
	build/package.sh sample-api $(ARCH) $(dir $(SAMPLE_API)) $(ARTIFACTS)

container: ## Build the zips in an Amazon Linux 2023 container [ARCH=x64|arm64]
	$(if $(filter static,$(VARIANT)),$(error the container builds the default variant only; use make package VARIANT=static))
	build/container.sh $(ARCH)

clean: ## Remove all build outputs
	rm -rf $(ARTIFACTS) build/cdk/node_modules build/cdk/dist build/cognito-local/node_modules build/json-schema/node_modules tests/Deployment.Tests/linters/node_modules tests/Clients/typescript/node_modules tests/Clients/typescript/dist tests/LoadTest/Peers/node/node_modules src/DevTool/Playground/Page/node_modules
	find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

$(DEFAULT_AUTHORIZER): $(AUTHORIZER_SOURCES) | setup-native
	build/publish.sh src/Authorizer.Lambda $(ARCH) $(dir $@)

$(STATIC_AUTHORIZER): $(AUTHORIZER_SOURCES) | setup-native setup-static
	build/publish.sh src/Authorizer.Static $(ARCH) $(dir $@)

$(DEFAULT_PERMISSIONS): src/Authorizer/permissions.json | $(DEFAULT_AUTHORIZER)
	cp $< $@

$(STATIC_PERMISSIONS): src/Authorizer/permissions.json | $(STATIC_AUTHORIZER)
	cp $< $@

$(SAMPLE_API): $(SAMPLE_API_SOURCES) | setup-native
	build/publish.sh src/SampleApi $(ARCH) $(dir $@)

$(IDENTITY_PROVIDER): build/cognito-local/package-lock.json | setup-node
	echo "Installing the identity provider (half a minute the first time) …"
	cd build/cognito-local && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	touch $@

$(SCHEMA_VALIDATOR): build/json-schema/package-lock.json | setup-node
	cd build/json-schema && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	touch $@

$(DEPLOYMENT_LINTERS): tests/Deployment.Tests/linters/package-lock.json | setup-node
	cd $(dir $<) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	touch $@

$(NODE_PEER): tests/LoadTest/Peers/node/package-lock.json | setup-node
	cd $(dir $<) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	touch $@

$(TYPESCRIPT_CLIENT): $(addprefix tests/Clients/typescript/,package-lock.json tsconfig.json) $(wildcard tests/Clients/typescript/src/*.ts) | setup-node
	cd tests/Clients/typescript && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && npm run --silent build
	touch $@

$(MCP_SERVER): $(BUILD_FILES) $(wildcard src/SampleMcp/*.cs src/SampleMcp/*.csproj)
	dotnet publish src/SampleMcp --configuration Release --output artifacts/sample-mcp --verbosity quiet
	touch $@

$(MCP_CLIENT): tests/Clients/mcp/package-lock.json | setup-node
	cd tests/Clients/mcp && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	touch $@

$(CDK_EXAMPLE): build/cdk/package-lock.json build/cdk/tsconfig.json $(wildcard build/cdk/lib/*.ts build/cdk/example/*.ts) | setup-node
	cd build/cdk && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && npm run --silent build
	touch $@

$(AUTHZ): $(AUTHZ_SOURCES)
	build/tool.sh publish "$(AUTHZ_RUNTIME)" $(dir $@)

# The sample permissions file next to the tool. After an edit of the sample, make does not build the tool again.
$(AUTHZ_SAMPLE): src/Authorizer/permissions.json | $(AUTHZ)
	cp $< $@

$(AUTHZ_PACKAGE): $(AUTHZ) $(AUTHZ_SAMPLE)
	build/tool.sh pack $(dir $@)

setup-native:
	build/setup.sh native $(ARCH)

setup-static:
	build/setup.sh static $(ARCH)

setup-node:
	build/setup.sh node

deploy: ## Deploy template.yaml to AWS [STACK=authorizer ARCH=arm64 PARAMS="Name=value …" ZIPS=dir VARIANT=static BUCKET=… REPLACE_POOL=true]
	ARCH=$(if $(filter file,$(origin ARCH)),,$(ARCH)) STACK="$(STACK)" VARIANT=$(VARIANT) PARAMS=$(call quoted,$(value PARAMS)) ZIPS="$(ZIPS)" BUCKET="$(BUCKET)" REPLACE_POOL="$(REPLACE_POOL)" build/deploy.sh

destroy: ## Remove a stack: STACK=… [YES=1 does not ask, DELETE_POOL=true also removes its user pool]
	STACK="$(STACK)" YES="$(YES)" DELETE_POOL="$(DELETE_POOL)" build/destroy.sh

smoke: ## Run the flow of the demo on a deployed stack: STACK=… [EXPIRY=true waits for a token to expire]
	STACK="$(STACK)" EXPIRY="$(EXPIRY)" build/smoke.sh

verify-aws: ## Check the behavior of AWS with a deployed stack, and clean up: STACK=… [LIVE=true takes 15 more minutes]
	STACK="$(STACK)" LIVE="$(LIVE)" build/verify-aws.sh

# `sam build` calls these targets (BuildMethod: makefile). SAM passes the output folder, but not the architecture. Without ARCH, the targets
# build for arm64, the template's default. If you deploy with the parameter Architecture=x86_64, run `ARCH=x64 sam build`.
build-AuthorizerFunction build-SampleApiFunction: ARCH := $(DEPLOY_ARCH)

build-AuthorizerFunction: setup-native $(if $(filter static,$(VARIANT)),setup-static)
	build/publish.sh $(AUTHORIZER_PROJECT) $(ARCH) "$(ARTIFACTS_DIR)"
	rm -f "$(ARTIFACTS_DIR)"/*.dbg

build-SampleApiFunction: setup-native
	build/publish.sh src/SampleApi $(ARCH) "$(ARTIFACTS_DIR)"
	rm -f "$(ARTIFACTS_DIR)"/*.dbg
