# The front door. What each of these does is a script in tools/; the build itself is
# meson.build. YES=1 installs missing packages without asking.
.PHONY: all run test check bench fuzz torture install format clean needs

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
