# Everything that a contributor or CI types. GNU make 3.81 (macOS) is enough.
SHELL := /bin/bash
# Looked for only when a recipe needs it. A Debian python3 without python3-venv has no ensurepip.
PYTHON ?= $(or $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done),$(error \
	Python 3.11 or newer with venv is needed: "apt install python3-venv" or "brew install python", or name one: make PYTHON=/path/to/python3))
BIN := .venv/bin
INSTALLED := .venv/.installed
UV := .tools/lock/bin/uv
export PATH := $(CURDIR)/.tools/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help build check lint test verify prove mutate fuzz fuzz-proofs fuzz-parsers update schemas docs forms bench tools tools-matrix lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(INSTALLED) ## Compile specs/ into generated/
	$(BIN)/tocsin build

check: lint ## Run everything that CI checks and that changes no file
	$(BIN)/tocsin build --check
	$(BIN)/tocsin schema --check
	$(BIN)/tocsin docs --check
	PYTHONPATH=tests $(BIN)/python tools/generate_grafana_forms.py --check

lint: $(INSTALLED) ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy compiler tests tools
	$(BIN)/lint-imports

test: $(INSTALLED) tools tools-matrix ## Run the tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

verify: $(INSTALLED) tools ## Let promtool, amtool and the schemas judge generated/
	$(BIN)/tocsin verify

prove: $(INSTALLED) tools ## Prove that every alert fires when it must, and arrives where it must
	$(BIN)/tocsin prove

mutate: $(INSTALLED) tools ## Put a fault at a time into the alerts and show that their proofs notice it (minutes; SAMPLE=150 takes a few)
	$(BIN)/tocsin prove --mutate $(if $(SAMPLE),--sample $(SAMPLE) --seed 1 --least 97)

fuzz: $(INSTALLED) ## Mutate specs and show what the compiler does not answer: make fuzz N=20000 SEED=1
	$(BIN)/python tests/fuzz/campaign.py --runs $(or $(N),20000) --seed $(or $(SEED),1) --workers 2

fuzz-proofs: $(INSTALLED) tools ## Compile platforms that a person could have meant, and have every judge read them: make fuzz-proofs N=20 SEED=0
	$(BIN)/python tests/fuzz/proving.py --platforms $(or $(N),20) --seed $(or $(SEED),0)

fuzz-parsers: $(INSTALLED) ## Let atheris look for bytes that a reader of texts does not answer (Linux): make fuzz-parsers N=100000
	@test -d .tools/atheris || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target .tools/atheris \
		--only-binary :all: atheris==3.0.0
	$(BIN)/python tests/fuzz/parsers.py -runs=$(or $(N),100000) -artifact_prefix=.tools/

update: build schemas docs forms tools tools-matrix ## Write generated/, schemas/, docs/, forms.json and the tests' snapshots again
	$(BIN)/python -m pytest --snapshot-update

schemas: $(INSTALLED) ## Write the JSON schemas that editors read
	$(BIN)/tocsin schema

docs: $(INSTALLED) ## Write the reference of the language
	$(BIN)/tocsin docs

forms: $(INSTALLED) ## Write what grafanalib makes of usual panels, so that most builds need not import it
	PYTHONPATH=tests $(BIN)/python tools/generate_grafana_forms.py

bench: $(INSTALLED) tools ## Measure tocsin beside its peers into docs/performance.md (a quarter of an hour; N=10,100,1000 takes minutes)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement tests/bench/requirements.lock
	PYTHONPATH=tests $(BIN)/python -m bench $(if $(N),--counts $(N)) $(if $(RUNS),--runs $(RUNS)) $(if $(DATE),--date $(DATE))

tools: ## Put promtool, amtool, prometheus and alertmanager into .tools/bin
	@$(PYTHON) tools/install_judges.py

tools-matrix: ## Put the releases of three Debian suites into .tools/matrix
	@$(PYTHON) tools/install_judges.py --matrix

lock: $(UV) ## Pin the dependencies of pyproject.toml (delete requirements.lock first to take newer ones)
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --group dev --output-file requirements.lock pyproject.toml
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --group bench --output-file tests/bench/requirements.lock

$(INSTALLED): pyproject.toml requirements.lock
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(UV):
	$(PYTHON) -m venv .tools/lock
	.tools/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
