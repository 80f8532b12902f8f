# camonica: build, demo, test. `make help` lists the targets.
GO      ?= go
TOOLS   := $(CURDIR)/.tools
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X github.com/camonica/camonica/build.revision=$(VERSION)
LINT    := $(TOOLS)/bin/golangci-lint

.PHONY: help build demo parts test short lint bench fuzz clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1	\2/p' $(MAKEFILE_LIST)

build: ## build bin/camonica
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/camonica ./cmd/camonica

demo: build ## sample logs through the whole pipeline, into a warehouse to query
	bin/camonica demo

parts: ## the real programs that tests need, such as PostgreSQL (root installs them)
	@internal/testparts/install.sh

test: parts ## every test, with all real parts that can be had
	$(GO) vet ./...
	$(GO) test -timeout 25m -tags integration ./...

short: ## the quick tests only
	$(GO) test -short ./...

lint: $(LINT) ## gofmt, vet, golangci-lint
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(LINT) run ./...

$(LINT):
	GOBIN=$(TOOLS)/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

bench: ## benchmarks of every package
	$(GO) test -run '^$$' -bench . -benchmem ./...

fuzz: ## every fuzz target for FUZZTIME each
	@FUZZTIME=$${FUZZTIME:-60s}; for f in $$(grep -rl --include='*_test.go' '^func Fuzz' .); do \
	  for t in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\).*/\1/p' $$f); do \
	    echo "== $$(dirname $$f) $$t"; $(GO) test -run '^$$' -fuzz "^$$t$$" -fuzztime $$FUZZTIME -fuzzminimizetime 1s $$(dirname $$f) || exit 1; \
	  done; done

clean: ## remove what build and tests left
	rm -rf bin
