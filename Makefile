# What a developer types. Each target sets up what it needs by itself, on a machine with Python 3.11+ and
# Node 20+; what is installed already is left alone (infra/local/setup.py).

PYTHON ?= python3
PORT ?= 8080
DATA ?= .ringround
# Tests in parallel: one process for each of the usual two cores.
JOBS ?= 2

BIN := .venv/bin
SETUP = command -v $(PYTHON) >/dev/null || { \
	echo "Python is missing: install Python 3.11 or newer (the command $(PYTHON)) and try again."; exit 1; }; \
	$(PYTHON) infra/local/setup.py

.DEFAULT_GOAL := help
.PHONY: help staff demo demo-reset test drill interleavings check synth sizes release-api licences sbom audit \
	bench bench-report bench-claims bench-units bench-costs bench-start bench-warm bench-import bench-export bench-postgres bench-screen bench-scale bench-overview \
	bench-memory bench-synth lighthouse types lock clean

help: ## what can be typed here
	@echo "make …"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

staff: ## all that staff need to start and run by-elections: the command ringround, CDK, the built pages (600 MB)
	@echo "Setting up the command ringround, CDK and the pages: a few minutes the first time, nothing where it is done."
	@$(SETUP) staff
	@command -v aws >/dev/null || echo "The AWS command line (aws) is missing. It signs you in to the party's account:" \
		"https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"
	@echo "Ready. In each new terminal first: source $(BIN)/activate"
	@echo "Then: ringround new NAME, ringround deploy NAME, ringround list (docs/operations.md, “Before the first one”)"

demo: ## start the app on this machine (PORT=8080; RESET=1 begins with an empty table, FROM=FOLDER with a copy)
	@$(SETUP) demo && exec $(BIN)/python -m infra.local --tied --port $(PORT) --data $(DATA) $(if $(RESET),--reset) \
		$(if $(FROM),--from $(FROM))

demo-reset: ## the same as make demo RESET=1
	@$(MAKE) --no-print-directory demo RESET=1

test: ## every test: rules, storage, races, CDK, browser, web
	@$(SETUP) test
	$(BIN)/pytest -n $(JOBS) --dist loadfile $(ARGS)
	@if [ -f web/package.json ]; then echo 'npm run test (in web/)'; npm --prefix web run --silent test; fi

drill: ## callers at the app while faults strike, then a check of all that is left (CALLS= MINUTES= SEED= CALLERS=)
	@$(SETUP) test
	$(BIN)/python -m tests.drill $(if $(CALLS),--calls $(CALLS)) $(if $(MINUTES),--minutes $(MINUTES)) \
		$(if $(SEED),--seed $(SEED)) $(if $(CALLERS),--callers $(CALLERS)) $(ARGS)

fuzz: ## the API, the importers and the script validator, asked what nobody would (EXAMPLES=50 of each; by chance)
	@$(SETUP) test
	EXAMPLES=$(or $(EXAMPLES),50) $(BIN)/pytest tests/fuzz -n $(JOBS) $(ARGS)

check: ## style, types, import directions
	@$(SETUP) check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	@mkdir -p .cache; $(call TYPES,.cache/openapi.d.ts); cmp .cache/openapi.d.ts web/src/api/openapi.d.ts || \
		{ echo "The page's types of the API are not those of the code: make types"; exit 1; }
	@if [ -f web/package.json ]; then echo 'npm run check (in web/)'; npm --prefix web run --silent check; fi

interleavings: ## all orders of the requests of two operations on one household: half an hour of a processor; ARGS="--scene held"
	@$(SETUP) test
	$(BIN)/python -m tests.interleavings --jobs $(JOBS) $(ARGS)

synth: ## the CloudFormation of a by-election (ELECTION=sample), offline; BUNDLE=1 builds the layers as well
	@$(SETUP) synth
	JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1 CDK_DISABLE_CLI_TELEMETRY=true PATH="$(CURDIR)/$(BIN):$$PATH" \
		infra/node_modules/.bin/cdk synth '**' --quiet -c election=$(or $(ELECTION),sample) $(if $(BUNDLE),,-c bundling=off)

sizes: ## what Lambda fetches at a cold start: layers and functions, zipped and unzipped, with the limit
	@$(SETUP) synth
	@JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1 $(BIN)/python -m bench.package_sizes

release-api: ## the present API and page become those that an update may not break (tests/released): with each release
	@$(SETUP) test
	$(BIN)/python -m tests.released.released

licences: ## docs/dependencies.md: every package with its licence; fails where one is unknown or not accepted
	@$(SETUP) test
	@$(BIN)/python -m infra.supply licences

sbom: ## CycloneDX of what is deployed (docs/deployed.cdx.json) and of what makes and tests it (.cache/sbom/)
	@$(SETUP) test
	@$(BIN)/python -m infra.supply sbom

audit: ## what the registries know against locked packages (ends with 3 where they did not answer; ARGS="lambda browser")
	@$(SETUP) audit
	@$(BIN)/python -m infra.supply audit $(ARGS)

# Every figure of docs/performance.md has a command; QUICK=1 is a minute at most for each.
BENCH = $(BIN)/python -m bench
QUICKLY = $(if $(QUICK),--quick)

bench: ## every figure, one bench after the other, and their report (QUICK=1: a minute each, reported in .cache)
	@$(SETUP) bench
	@$(BENCH) $(QUICKLY) $(ARGS); failed=$$?; $(REPORT) $(if $(QUICK),--out .cache/bench/report) && exit $$failed

bench-report: ## docs/performance.md and its charts, from what the benches found (ARGS=--kept: from what is in the repo)
	@$(SETUP) report
	@$(REPORT) $(ARGS)

REPORT = .venv-bench/bin/python -m bench.report

bench-claims: ## requests for a claim, by callers and by the lag of the index; households in two hands; the order
	@$(SETUP) test
	$(BENCH).claims $(QUICKLY) $(ARGS)

bench-units: ## requests and request units of a completed call
	@$(SETUP) test
	$(BENCH).units_per_call $(QUICKLY) $(ARGS)

bench-costs: ## what a call, a shift and an import use of AWS, and what a by-election costs
	@$(SETUP) test
	$(BENCH).costs $(QUICKLY) $(ARGS)

bench-start: ## the start of each hot handler from the built package, in instructions, beside boto3 alone
	@$(SETUP) test
	$(BENCH).start $(QUICKLY) $(ARGS)

bench-warm: ## processor time of a warm request outside DynamoDB, beside an empty handler
	@$(SETUP) test
	$(BENCH).warm $(QUICKLY) $(ARGS)

bench-import: ## the import of 75,000 electors beside reading the file and parsing the numbers alone
	@$(SETUP) test
	$(BENCH).import_rates $(QUICKLY) $(ARGS)

bench-export: ## exports of 75,000 people with 100,000 calls beside scanning the table alone, and their memory
	@$(SETUP) test
	$(BENCH).export_rates $(QUICKLY) $(ARGS)

bench-postgres: ## calls recorded a second on the local engine, beside PostgreSQL with SKIP LOCKED (which it installs)
	@$(SETUP) bench
	$(BENCH).beside_postgres $(QUICKLY) $(ARGS)

bench-screen: ## from the tap that saves to the next household on the screen, on a slow phone
	@$(SETUP) test
	$(BENCH).screen_per_call $(QUICKLY) $(ARGS)

bench-scale: ## a simulated evening of 1,000 to 100,000 callers: where it breaks (ARGS="general 50000"; ARGS=money)
	@$(SETUP) test
	$(BENCH).scale $(QUICKLY) $(ARGS)

bench-overview: ## how soon the overview opens with 75,000 people and 100,000 calls, and what it costs
	@$(SETUP) test
	$(BENCH).overview_time $(QUICKLY) $(ARGS)

bench-memory: ## the memory and processor of each function, through a by-election from its import to its end
	@$(SETUP) test
	$(BENCH).function_memory $(QUICKLY) $(ARGS)

bench-synth: ## how long cdk synth takes: one by-election, ten
	@$(SETUP) synth
	@$(BENCH).synth_time $(QUICKLY) $(ARGS)

lighthouse: ## Lighthouse on sign-in, call and wrap-up: performance, accessibility, best practices
	@$(SETUP) lighthouse
	$(BIN)/python -m bench.page_scores $(ARGS)

# The API as the page's types; $(1) is where they go.
TYPES = $(BIN)/python -c 'import json; from ringround.api.openapi import document; print(json.dumps(document()))' \
	>.cache/openapi.json && web/node_modules/.bin/openapi-typescript .cache/openapi.json --output $(1) >/dev/null

types: ## the page's types of the API, from the code
	@$(SETUP) test
	@mkdir -p .cache; $(call TYPES,web/src/api/openapi.d.ts)

lock: ## work out the lock files anew (UPGRADE=1: take the newest versions); then make licences sbom
	@$(SETUP) lock $(if $(UPGRADE),--upgrade)

clean: ## remove all that was installed and built; .ringround (the demo's data) stays
	rm -rf .venv .venv-ministack .venv-checkov .venv-java .venv-bench .venv-audit .cache cdk.out web/dist \
		web/node_modules infra/node_modules infra/local/node_modules bench/lighthouse/node_modules .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
