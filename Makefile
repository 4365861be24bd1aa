# Evenly. "make" alone prints the words below.
#
# Only git, make and Go are needed; what else is missing is installed where that is allowed (.ci/need).

VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
# The race detector needs a C compiler.
RACE := $(shell command -v gcc >/dev/null 2>&1 || command -v clang >/dev/null 2>&1 && echo -race)
GOFILES = $(shell git ls-files --cached --others --exclude-standard '*.go')

.DEFAULT_GOAL := help

help: ## print these words
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r word what; do \
		printf '  make %-14s %s\n' "$$word" "$$what"; done

run: $(if $(DATABASE_URL),,postgres) build ## run the demonstration on http://localhost:8080 (EVENLY_ADDR changes it)
	@bin/evenly demo

test: postgres chromium ## run all tests, browser tests included
	go test -timeout 18m ./...

check: postgres chromium style generated ## everything that must hold before a commit: style, generated files, tests with -race
	@[ -n "$(RACE)" ] || echo "There is no C compiler (gcc or clang), so the tests run without the race detector."
	go test $(RACE) -timeout 30m ./...

audit: postgres chromium build ## accessibility of every page in every state and width, and Lighthouse (needs Node)
	@command -v npx >/dev/null || echo "Node is missing, so Lighthouse is left out: install nodejs and npm to have it."
	EVENLY_AUDIT=full go test -count=1 -timeout 60m -run Audit -v ./internal/e2e/...

bench: postgres ## speed: pages against a minimal page of the same program, and the matching service
	go test -run '^$$' -bench . -benchmem -timeout 60m ./...

# The comparison needs a C++ compiler and the headers of the LEMON graph library (Debian: apt-get install g++ liblemon-dev).
bench-lemon: ## the matching service against the minimum-cost-flow algorithms of LEMON, on the same instances
	@if ! command -v $(CXX) >/dev/null || ! echo '#include <lemon/core.h>' | $(CXX) -x c++ -fsyntax-only - 2>/dev/null; then \
		echo "There is no C++ compiler, or no LEMON (Debian: apt-get install g++ liblemon-dev): nothing to compare with."; exit 0; fi; \
	set -e; mkdir -p bin; \
	$(CXX) -O3 -std=gnu++17 -w -o bin/lemon internal/matching/testdata/lemon/lemon.cpp; \
	go test -run '^$$' -bench Lemon -benchtime 5x -timeout 60m ./internal/matching -lemon "$$PWD/bin/lemon"

bench-equity: ## how often the equity and survey signals are wrong, by simulation
	go run ./internal/equity/simulate
	go run ./internal/survey/simulation

build: ## build bin/evenly
	go build -buildvcs=false -ldflags "-X main.version=$(VERSION)" -o bin/evenly ./cmd/evenly

generate: ## write the generated files anew: templates, and what browsers fetch
	go tool templ generate
	go generate ./web

clean: ## remove what was built, and the demonstration's data
	rm -rf bin "$$(readlink -f .evenly/postgres)" .evenly # the data of root in a closed home is behind a link

# style and generated are parts of check.
style:
	@unformatted=$$(gofmt -l $(GOFILES)); [ -z "$$unformatted" ] || { echo "gofmt -w is due on:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go mod tidy -diff
	go tool templ fmt -fail templates

# Generated files are committed; writing them anew must change nothing.
generated: generate
	@changed=$$(git status --porcelain -- '*_templ.go' web/static); \
		[ -z "$$changed" ] || { echo "make generate changed these; commit them:"; echo "$$changed"; exit 1; }

# postgres and chromium install what is missing.
postgres chromium:
	@.ci/need $@

.PHONY: help run test check audit bench bench-lemon bench-equity build generate clean style generated postgres chromium
