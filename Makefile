# Everything needs only Python 3.11, pip, make and a C compiler; the rest is fetched here.
#   make run     set up and open the app          make test    set up and run every check
#   make bench   measure and write bench.json     make lock    pin the dependencies anew
#   make faults  the long trials of endurance     make translations   refresh the texts to translate
#   make privacy a report of whom the app speaks to, and what it opens
#   make test-remote SERVER=http://host:8000   the contract of engines against a server, a vLLM for instance
#   make schemas     write the schemas of exported files anew
#   make package     the installers for Linux         make package-test   install them in a bare Debian, and chat

PYTHON ?= python3
# Processes that the tests are shared among; 0 runs them in one, where a debugger can follow.
WORKERS ?= 2
UV := .tools/bin/uv
BIN := .venv/bin
export UV_SYSTEM_CERTS := 1

SPANISH := resources/translations/slm_desktop_es.qm

.PHONY: run test check pytest test-remote bench setup tools system lock clean translations schemas faults privacy package package-test bundle

run: setup
	$(BIN)/slm-desktop $(ARGS)

test: setup tools build/clients/ready build/mcp-servers/ready check pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

pytest: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

bench: setup build/json-schema-suite/ready
	$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY))

test-remote: setup
	QT_QPA_PLATFORM=offscreen SLM_DESKTOP_TEST_SERVER=$(SERVER) $(BIN)/python -m pytest -m remote tests/remote $(ARGS)

translations: setup
	sh packaging/translations.sh
	@$(MAKE) --no-print-directory $(SPANISH)

schemas: setup
	$(BIN)/python packaging/schemas.py

faults: setup tools
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m faults $(ARGS)
	@cat build/faults.json

# What strace sees of the end-to-end tests, in a network without any way out; writes build/privacy.md.
privacy: setup tools
	$(BIN)/python -m tests.privacy $(TESTS)

package: bundle
	build/env/bin/python packaging/linux/package.py

package-test:
	sh packaging/linux/test-package.sh

bundle: system build/env/ready
	@sh packaging/linux/build-tools.sh build/vulkan
	VULKAN_INCLUDE=$(CURDIR)/build/vulkan build/env/bin/python packaging/bundle/build.py

# llama-cpp-python comes without its own build of llama.cpp: the bundle has one for all processors and for the GPU.
build/env/ready: packaging/requirements.txt $(UV)
	@test -x build/env/bin/python || $(UV) venv --quiet --seed --python $(PYTHON) build/env
	$(UV) pip sync --quiet --python build/env/bin/python --require-hashes \
		--config-setting cmake.define.LLAMA_BUILD=OFF packaging/requirements.txt
	$(UV) pip install --quiet --python build/env/bin/python pip
	@touch $@

# Programs that are tried against our server, apart from it: they bring much.
build/clients/ready: tests/clients.txt $(UV)
	@test -x build/clients/bin/python || $(UV) venv --quiet --python $(PYTHON) build/clients
	@$(UV) pip sync --quiet --python build/clients/bin/python --require-hashes tests/clients.txt
	@touch $@

# The reference servers of MCP, where there is npm; their test says that it is left out where there is none.
build/mcp-servers/ready: tests/mcp-servers.txt
	@mkdir -p build/mcp-servers
	@if command -v npm >/dev/null; then npm install --silent --no-save --no-audit --no-fund \
		--prefix build/mcp-servers $$(cat tests/mcp-servers.txt); fi
	@touch $@

build/json-schema-suite/ready: tests/json-schema-suite.txt
	@mkdir -p build/json-schema-suite
	@$(PYTHON) -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes \
		--dest build/json-schema-suite -r tests/json-schema-suite.txt
	@tar xzf build/json-schema-suite/jsonschema-*.tar.gz -C build/json-schema-suite --strip-components 3 \
		--wildcards '*/json/tests/draft2020-12/*.json'
	@touch $@

# Children are started for one answer, and those that are confined could not keep what they compile.
setup: system .venv/ready $(SPANISH)
	@$(BIN)/python -m compileall -q slm_desktop tests

tools:
	@sh packaging/linux/test-tools.sh

system:
	@sh packaging/linux/system-libraries.sh

.venv/ready: requirements.txt pyproject.toml $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@echo "Installing; the first time llama.cpp is compiled, which takes some minutes:"
	@sh packaging/linux/compile-progress.sh $(UV) pip sync --compile-bytecode --python $(BIN)/python --require-hashes requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

%.qm: %.ts .venv/ready
	@$(BIN)/pyside6-lrelease -silent $< -qm $@

$(UV): packaging/uv.txt
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { echo "pip is missing: install python3-pip"; exit 1; }
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --target .tools -r packaging/uv.txt --upgrade 2>&1 | grep -v WARNING || true
	@test -x $(UV) && touch $(UV)

lock: $(UV)
	$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
		--no-emit-index-url --no-annotate --no-header --output-file requirements.txt
	$(UV) pip compile --group clients --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
		--no-emit-index-url --no-annotate --no-header --output-file tests/clients.txt
	$(UV) pip compile pyproject.toml --group package --universal --python-version 3.11 --generate-hashes --quiet \
		--no-emit-index-url --no-annotate --no-header --constraint requirements.txt --output-file packaging/requirements.txt

clean:
	rm -rf .venv .tools build dist bench.json $(SPANISH)
