package main

import (
	"slices"
	"strings"
	"testing"
)

func TestReportFailsOnlyWhereABarIsNotMet(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	met := report(&out, 150) // too few runs for the bars to mean anything; enough to go through all of it
	if failed := strings.Contains(out.String(), "NOT MET"); met == failed {
		t.Errorf("report returned %t and printed:\n%s", met, &out)
	}
	if lines := strings.Count(out.String(), "\n"); lines < 20 {
		t.Errorf("report printed %d lines:\n%s", lines, &out)
	}
}

func TestRunsDoNotDependOnScheduling(t *testing.T) {
	t.Parallel()
	run := func(i int) float64 { return chance("test", i).Float64() }
	if a, b := each(100, run), each(100, run); !slices.Equal(a, b) {
		t.Error("two passes differ")
	}
}

func TestBars(t *testing.T) {
	t.Parallel()
	for text, b := range map[string]bar{"at least 0.5": atLeast(0.5), "at most 0.5": atMost(0.5), "0.400 to 0.600": about(0.5, 0.1)} {
		if b.String() != text || !b.met(0.5) || b.met(0.3) && b.met(0.7) {
			t.Errorf("bar %q: %+v", text, b)
		}
	}
}
