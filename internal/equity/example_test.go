package equity_test

import (
	"fmt"
	"time"

	"evenly/internal/equity"
)

// A pair that was promised a meeting a quarter, met in August and then stopped.
func ExampleReadPair() {
	pairing := equity.Dyad{
		ID: "p1", Mentor: "lindqvist", From: equity.DateOf(2025, time.July, 1),
		Away:     []equity.Span{{From: equity.DateOf(2025, time.September, 1), To: equity.DateOf(2025, time.September, 28)}},
		Meetings: []equity.Meeting{{Date: equity.DateOf(2025, time.August, 16), Minutes: 30}},
	}
	r := equity.ReadPair(equity.Defaults(equity.DateOf(2026, time.April, 17)), pairing)
	fmt.Printf("%d of %.1f promised meetings: %s\n", r.Count, r.Expected, r.Promise)
	for _, w := range r.Windows {
		fmt.Println(w.From, "to", w.To, w.ActiveDays, w.State)
	}
	// Output:
	// 1 of 2.9 promised meetings: missed
	// 2025-07-01 to 2025-09-29 63 met
	// 2025-09-30 to 2025-12-29 91 missed
	// 2025-12-30 to 2026-03-30 91 due
	// 2026-03-31 to 2026-06-29 18 open
}

// The shape of the published program: three residents met their mentor once, thirty as promised, six every month.
func ExampleRead() {
	in := equity.Input{Settings: equity.Defaults(equity.DateOf(2026, time.July, 28))}
	in.Seed = equity.QuarterSeed("internal medicine", in.AsOf)
	for i, meetings := range repeat(3, 1, 30, 4, 6, 12) {
		d := equity.Dyad{
			ID: equity.DyadID(fmt.Sprintf("p%02d", i)), Mentor: equity.MentorID(fmt.Sprintf("m%d", i%14)),
			From: equity.DateOf(2025, time.July, 1),
		}
		for m := range meetings {
			d.Meetings = append(d.Meetings, equity.Meeting{Date: d.From + equity.Date(40+m*340/meetings)})
		}
		in.Dyads = append(in.Dyads, d)
	}
	r, err := equity.Read(in)
	if err != nil {
		fmt.Println(err) // every problem of the input, one a line
		return
	}
	f := r.Finding()
	fmt.Printf("%d of %d in range, %d escalated, %d met more than most\n", f.InRange, f.Pairs, f.Escalated, f.Higher)
	fmt.Printf("contact in the program: %s\n", r.Program.Dispersion.Reading)
	c := r.Program.Concentration
	fmt.Printf("Gini %.2f, by chance alone %.2f\n", c.Gini, c.GiniByChance)
	// Output:
	// 30 of 39 in range, 3 escalated, 6 met more than most
	// contact in the program: uneven
	// Gini 0.25, by chance alone 0.24
}

// A flag that was stored can be worked out again from what was stored with it.
func ExampleRecompute() {
	r, err := equity.Read(program(repeat(3, 1, 30, 4, 6, 12), 400))
	if err != nil {
		fmt.Println(err)
		return
	}
	stored := r.Flags()[0]
	again, err := equity.Recompute(stored)
	fmt.Println(stored.Dyad, stored.Rule, stored.State, again == stored.Outcome, err)
	// Output: d000 promise missed true <nil>
}
