package server_test

import (
	"slices"
	"strings"
	"testing"

	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/world"
)

// TestNoNameShadowsARoute reads the fixed segments that stand where an institution's or a program's short name does, and
// checks that each is refused as one.
func TestNoNameShadowsARoute(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	shadowed := map[string]bool{}
	for _, e := range w.Server.Routes() {
		parts := strings.Split(strings.Trim(e.Pattern, "/"), "/")
		for i, p := range parts[:min(2, len(parts))] {
			if p != "" && !strings.HasPrefix(p, "{") && (i == 0 || parts[0] == "{institution}") {
				shadowed[p] = true
			}
		}
	}
	for _, want := range []string{"s", "gme", "me", "switch"} {
		if !shadowed[want] {
			t.Errorf("%q is no route any more", want)
		}
	}
	for name := range shadowed {
		if !slices.Contains(route.Reserved, name) {
			t.Errorf("%q is a route and not reserved", name)
		}
		if strings.ContainsAny(name, ".") {
			continue // no short name has a dot
		}
		_, err := w.App.AddProgram(t.Context(), w.Institution, store.NewProgram{Slug: name, Name: "X", TimeZone: "UTC"})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a program named %q: %v", name, err)
		}
	}
}
