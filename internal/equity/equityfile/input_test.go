package equityfile_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"evenly/internal/equity"
	"evenly/internal/equity/equityfile"
)

// What is written is read back as it was, from both formats.
func TestInputsAreReadBackAsTheyWere(t *testing.T) {
	t.Parallel()
	day := func(s string) equity.Date { d, _ := equity.ParseDate(s); return d }
	in := equity.Input{Settings: equity.Defaults(day("2026-04-17"))}
	in.Seed, in.Grace = "im 2026Q2", 28
	in.Dyads = []equity.Dyad{
		{ID: "d1", Mentor: "m1", Resident: "r1", Site: "main, east", From: day("2025-07-01"), To: day("2026-02-01"), Interval: 45,
			Away: []equity.Span{{From: day("2025-09-01"), To: day("2025-09-28")}}, Groups: map[string]string{"pgy": "2", "track": "=cmd"},
			Meetings: []equity.Meeting{{Date: day("2025-08-16"), Minutes: 30, Setting: equity.Dinner, OutOfHours: true, Logged: day("2025-08-17"), Confirmed: equity.Confirmed},
				{Date: day("2025-10-16"), Logged: day("2025-10-16"), Confirmed: equity.Pending}},
			Offers: []equity.Offer{{Kind: "project", Date: day("2025-10-01"), OpenTo: equity.ToOne}}},
		{ID: "d2", Mentor: "m1", Resident: "r1", From: day("2026-02-02"), Secondary: true},
	}
	in.Offers = []equity.Offer{{Kind: "poster", Date: day("2025-11-01"), OpenTo: equity.ToAll}, {Kind: "other", Date: day("2025-11-02"), OpenTo: equity.ToFew, Resident: "r1"}}
	for name, f := range map[string]struct {
		write func(*bytes.Buffer) error
		read  func(*bytes.Buffer) (equity.Input, error)
	}{
		"JSON": {func(b *bytes.Buffer) error { return equityfile.WriteInputJSON(b, in) }, func(b *bytes.Buffer) (equity.Input, error) { return equityfile.ReadJSON(b) }},
		"CSV":  {func(b *bytes.Buffer) error { return equityfile.WriteInputCSV(b, in) }, func(b *bytes.Buffer) (equity.Input, error) { return equityfile.ReadCSV(b) }},
	} {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			t.Fatal(name, err)
		}
		got, err := f.read(&b)
		if err != nil {
			t.Fatalf("%s is refused: %v", name, err)
		}
		if diff := cmp.Diff(in, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s read back (-want +got):\n%s", name, diff)
		}
	}
}
