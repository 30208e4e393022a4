#!/bin/sh
# SPDX-License-Identifier: ISC
# go test: nothing in Go is seen, and that is said.
# shellcheck source=tests/wrappers/lib.sh
. "${srcdir:-.}/tests/wrappers/lib.sh"
need go
GOCACHE=$work/cache GOPATH=$work/path GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local
export GOCACHE GOPATH GOFLAGS GOPROXY GOTOOLCHAIN
cd go || exit 1

for cgo in 0 1; do
    CGO_ENABLED=$cgo
    export CGO_ENABLED
    if ! go test > built 2>&1; then
        skip "CGO_ENABLED=$cgo" "go can't build the example here: $(tail -n 1 built)"
        continue
    fi
    check "CGO_ENABLED=$cgo: the suite fails" runs 1 go
    check "CGO_ENABLED=$cgo: since its program can't be looked at" says \
        'example.test: it is (statically linked|written in Go)'
done
done_testing
