package mem_test

import (
	"testing"

	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
	"github.com/camonica/camonica/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return mem.New() })
}

func TestSub(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return store.Sub(mem.New(), "a/b/") })
}
