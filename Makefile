# camonica: build, demo, test. See README.md.
GO ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.PHONY: build test lint demo clean

build: ## build bin/camonica
	$(GO) build -trimpath -o bin/camonica ./cmd/camonica

test: ## everything
	$(GO) test ./...

clean:
	rm -rf bin
