# What a person types. Each goal installs what is missing first (tools/setup); ARGS goes to the program.
.DEFAULT_GOAL := help
.PHONY: help demo build test bench format tidy clean

help:     ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo:     ## build, then start a server with call events flowing; ARGS="--rate 10"
	@tools/setup build
	@tools/build penstock
	@build/release/penstock demo $(ARGS)

build:    ## leave build/release/penstock
	@tools/setup build
	@tools/build penstock

test:     ## every test: unit, style, fuzz, real clients, crash, sanitizers
	@tools/setup build test
	@tools/test $(ARGS)

bench:    ## requests per server-CPU-second, beside kinesalite, dynalite and nginx
	@tools/setup build bench
	@tools/build penstock bench_load
	@bench/run $(ARGS)

tidy:     ## only the style checks
	@tools/setup build test
	@tools/tidy $(ARGS)

format:   ## lay out the sources as .clang-format says
	@tools/tidy --fix-format

clean:    ## remove what was built; installed test clients stay
	@rm -rf build/release build/asan build/tsan build/reports build/tidy
