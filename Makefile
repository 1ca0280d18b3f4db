# avala-edge: `make run` serves, `make test` checks. Everything else builds on these.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
FUZZ_SECONDS ?= 60
VENV := .venv
BIN := $(VENV)/bin
EXPORT := .venv-export
SHARED ?= ../shared
NATIVE := CMakeLists.txt pyproject.toml $(shell find cpp -name '*.cpp' -o -name '*.h' 2>/dev/null)
WEB := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)
# Tests make thousands of small files and databases: in memory, where there is room, they do not wait for a disk.
IN_MEMORY := $(shell [ -w /dev/shm ] && [ "$$(df --output=avail -k /dev/shm | tail -1)" -gt 6000000 ] && echo TMPDIR=/dev/shm)
# What is asked of clicks and of the embedding store, which Triton must answer as this machine does.
CLICKS := tests/api/test_segment.py tests/api/test_segment_ws.py tests/api/test_segment_ws_bounds.py \
  tests/api/test_everything.py tests/api/test_warm_click.py tests/unit/segment \
  'tests/durability/test_kill.py::test_what_was_acknowledged_survives_kill_9[sqlite-files-1]'
SAY := @printf '\n== %s\n'

.PHONY: help run test test-export bench lint format evaluate native-test sanitize fuzz web-test system clean

help: # print this list
	@grep -E '^[a-z-]+:.*# ' Makefile | sed -E 's/:[^#]*# /\t/' | expand -t 14

run: $(VENV)/.installed # set up and serve the page; PORT= and AVALA_EDGE_DATA_DIR= are honoured
	@$(BIN)/avala-edge serve

test: $(VENV)/.tested-with system lint native-test web-test # set up, then every check that needs no ../shared
	$(SAY) 'Python tests'
	$(IN_MEMORY) $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder # a file's tests share servers; long ones are not left for the end
	$(SAY) 'Clicks through a real Triton'
	$(IN_MEMORY) $(BIN)/pytest -n 2 --dist loadfile --triton $(CLICKS)

test-export: $(EXPORT)/.installed # the export of SAM and SAM 2 checkpoints, in an environment of its own, for it needs torch
	$(SAY) 'Tests of the export, with torch'
	$(IN_MEMORY) $(EXPORT)/bin/python -m pytest -p no:logging tests/export # torch's exporter logs thousands of lines

bench: $(VENV)/.tested-with # machine-readable rows: name value unit n p50 p95
	@$(BIN)/avala-edge bench click
	@$(BIN)/avala-edge bench first-click
	@$(BIN)/avala-edge bench suggest
	@$(BIN)/avala-edge bench encode
	@$(BIN)/avala-edge bench detect $(VENV)/lib/python3*/site-packages/rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx
	@$(BIN)/avala-edge bench auto-label $(VENV)/lib/python3*/site-packages/rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx
	@$(BIN)/avala-edge bench video
	@$(BIN)/avala-edge bench load
	@$(BIN)/avala-edge bench triton
	@$(BIN)/avala-edge bench job
	@$(BIN)/avala-edge bench store
	@$(BIN)/avala-edge bench start-up
	@$(BIN)/avala-edge bench soak
	@$(BIN)/python scripts/bench_native.py
	@PYTHONPATH=. $(BIN)/python scripts/bench_web.py
	@PYTHONPATH=. $(BIN)/python scripts/bench_grid.py
	@PYTHONPATH=. $(BIN)/python scripts/bench_zoom.py

evaluate: $(VENV)/.tested-with # quality of masks, detections, label suggestions, checks and propagation on pictures that training never saw (needs ../shared)
	$(BIN)/avala-edge evaluate prompts --images $(SHARED)/data/coco/images --panoptic $(SHARED)/data/coco/panoptic \
	  --annotations $(SHARED)/data/coco/panoptic.json --only scripts/mini/held_out.txt
	$(BIN)/avala-edge evaluate detector $(SHARED)/data/models/yolox_nano.onnx --images $(SHARED)/data/coco/images \
	  --annotations $(SHARED)/data/coco/instances.json
	$(BIN)/avala-edge evaluate suggestions --images $(SHARED)/data/coco/images --annotations $(SHARED)/data/coco/instances.json
	$(BIN)/avala-edge evaluate checks --images $(SHARED)/data/coco/images --annotations $(SHARED)/data/coco/instances.json \
	  --only scripts/mini/held_out.txt
	$(BIN)/python scripts/render_sequences.py --out artifacts/sequences --seed 11 --images $(SHARED)/data/coco/images \
	  --annotations $(SHARED)/data/coco/instances.json --only scripts/mini/held_out.txt
	$(BIN)/avala-edge evaluate propagation --sequences artifacts/sequences --davis $(SHARED)/data/davis

lint: $(VENV)/.tested-with # ruff, clang-format, mypy, import rules
	$(SAY) 'Lint: ruff, clang-format, mypy, import-linter'
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/clang-format --dry-run --Werror $$(git ls-files 'cpp/*.cpp' 'cpp/*.h')
	$(BIN)/mypy && $(BIN)/lint-imports

format: $(VENV)/.tested-with # rewrite to the house style
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format . ; $(BIN)/clang-format -i $$(git ls-files 'cpp/*.cpp' 'cpp/*.h')

native-test: $(VENV)/.tested-with system # C++ tests
	$(SAY) 'C++ tests'
	PATH="$(CURDIR)/$(BIN):$$PATH" cmake --preset dev && PATH="$(CURDIR)/$(BIN):$$PATH" cmake --build --preset dev && ctest --preset dev

sanitize: $(VENV)/.tested-with system # C++ tests under ASan and UBSan
	$(SAY) 'C++ tests under AddressSanitizer and UndefinedBehaviorSanitizer'
	PATH="$(CURDIR)/$(BIN):$$PATH" cmake --preset asan && PATH="$(CURDIR)/$(BIN):$$PATH" cmake --build --preset asan && ctest --preset asan

fuzz: $(VENV)/.tested-with # libFuzzer on the C++ core, FUZZ_SECONDS= a target (60); needs Debian's clang
	@command -v clang++ >/dev/null || { echo 'make fuzz needs a Debian package: apt-get install clang libclang-rt-14-dev' >&2; exit 1; }
	PATH="$(CURDIR)/$(BIN):$$PATH" cmake --preset fuzz && PATH="$(CURDIR)/$(BIN):$$PATH" cmake --build --preset fuzz
	@set -e; for target in build/fuzz/cpp/fuzz/*_fuzz; do name=$$(basename $$target _fuzz); mkdir -p build/fuzz/found/$$name; \
	  printf '\n== %s\n' $$name; $$target -max_total_time=$(FUZZ_SECONDS) -max_len=1024 -timeout=10 -print_final_stats=1 \
	  -artifact_prefix=build/fuzz/found/$$name- build/fuzz/found/$$name cpp/fuzz/corpus/$$name; done

web-test: $(VENV)/.tested-with # the page's own checks
	$(SAY) 'Web client: types, lint, unit tests'
	$(BIN)/python scripts/openapi.py > web/openapi.json
	cd web && PATH="$(CURDIR)/$(BIN):$$PATH" bash -c 'npm ci --no-audit --no-fund --loglevel=error && npm run --silent types && npm run --silent typecheck && npm run --silent lint && npm test --silent'

system: # install or name the system packages that tests need
	@scripts/system_packages.sh

$(VENV)/bin/pip:
	$(SAY) 'Making a virtual environment in $(VENV)'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/pip $(NATIVE) $(WEB)
	$(SAY) 'Building avala-edge (C++ core, web client) and installing it with its demo photos; a few minutes the first time'
	@$(BIN)/pip install --disable-pip-version-check --progress-bar off -q -e '.[demo,openvino,video]'
	@touch $@

$(VENV)/.tested-with: $(VENV)/.installed
	$(SAY) 'Installing what the checks need'
	@$(BIN)/pip install --disable-pip-version-check --progress-bar off -q -e '.[dev]'
	@# oracles of which one module is used, and a wheel that holds a Triton server; their dependencies would pin NumPy or Pillow to an
	@# old version and bring OpenCV twice; and TensorRT's Python bindings, a megabyte, without TensorRT's gigabytes
	@$(BIN)/pip install --disable-pip-version-check --progress-bar off -q --no-deps \
	  label-studio-sdk==2.1.2 rapidocr-onnxruntime==1.4.4 nvidia-pytriton==0.7.0 datumaro==1.13.12 \
	  tensorrt-cu13-bindings==11.4.0.106
	@touch $(VENV)/.installed $@

# What is in .venv, the C++ core among it, is used from there; only what torch brings along is installed a second time.
$(EXPORT)/.installed: $(VENV)/.tested-with
	$(SAY) 'Installing torch in $(EXPORT); a minute or two the first time'
	@$(BIN)/python -m venv $(EXPORT)
	@$(BIN)/python scripts/export_environment.py $(EXPORT)
	@$(EXPORT)/bin/pip install --disable-pip-version-check --progress-bar off -q -r $(EXPORT)/requirements.txt
	@# its build asks for torch, which is here, and would fetch a second one; its CUDA kernels serve nothing that is exported
	@SAM2_BUILD_CUDA=0 $(EXPORT)/bin/pip install --disable-pip-version-check --progress-bar off -q --no-deps --no-build-isolation sam2==1.1.0
	@touch $@

clean: # remove everything that was built
	rm -rf $(VENV) $(EXPORT) build dist artifacts web/node_modules web/dist
