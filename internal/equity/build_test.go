package equity_test

import (
	"fmt"
	"testing"

	"evenly/internal/equity"
)

// program is a program of pairs since 1 July with so many meetings each, read after the given number of days.
func program(counts []int, days int) equity.Input {
	in := equity.Input{Settings: equity.Defaults(july + equity.Date(days) - 1)}
	in.Seed = "test"
	for i, n := range counts {
		d := pair(equity.DyadID(fmt.Sprintf("d%03d", i)), spread(n, days)...)
		d.Resident = equity.ResidentID(fmt.Sprintf("r%03d", i))
		in.Dyads = append(in.Dyads, d)
	}
	return in
}

// spread is n days evenly over so many.
func spread(n, days int) []int {
	var out []int
	for i := range n {
		out = append(out, (2*i+1)*days/(2*n))
	}
	return out
}

func read(t *testing.T, in equity.Input) equity.Reading {
	t.Helper()
	r, err := equity.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
