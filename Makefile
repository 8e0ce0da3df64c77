# The front door. What each of these does is a script in tools/; the build itself is
# meson.build. YES=1 installs missing packages without asking.
.PHONY: all run test check bench bench-diagnosis fuzz torture install format clean needs

all:
	@tools/build

run:
	@tools/run-practice

test:
	@tools/run-tests

# The fast part of "make test": format, layers, functions, unit tests.
check:
	@tools/run-tests format layers functions unit

bench:
	@tools/run-bench

# What the diagnosis reaches on the public data sets in CORPORA; those that are absent are
# said so. SETS="onset" measures some of it only.
CORPORA ?= ../shared/corpora
bench-diagnosis:
	@tools/run-bench diagnosis "$(CORPORA)" $(SETS)

# Ten minutes for each parser; FUZZ_SECONDS=30 for less.
fuzz:
	@tools/run-fuzz "$${FUZZ_SECONDS:-600}"

# The long run: many more seeds of the simulation, many more kills.
torture:
	@tools/run-torture

install:
	@tools/install-program

format:
	@tools/format

clean:
	rm -rf build
