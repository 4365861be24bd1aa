package equity_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenly/internal/equity"
)

// anyPair draws a pairing that begins around the as-of day of anySettings, or long before it.
func anyPair(t *rapid.T, id equity.DyadID) equity.Dyad {
	day := rapid.IntRange(-400, 60)
	d := equity.Dyad{
		ID:        id,
		Mentor:    equity.MentorID(fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "mentor"))),
		Resident:  equity.ResidentID(rapid.SampledFrom([]string{"", string(id), "r"}).Draw(t, "resident")),
		Site:      rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "site"),
		From:      july + equity.Date(day.Draw(t, "from")),
		Secondary: rapid.IntRange(0, 9).Draw(t, "secondary") == 0,
		Interval:  rapid.SampledFrom([]int{0, 0, 0, 30, 7}).Draw(t, "interval"),
		Groups:    map[string]string{"pgy": rapid.SampledFrom([]string{"1", "2", ""}).Draw(t, "pgy")},
	}
	if rapid.IntRange(0, 5).Draw(t, "ends") == 0 {
		d.To = d.From + equity.Date(rapid.IntRange(0, 300).Draw(t, "days"))
	}
	d.Away = rapid.SliceOfN(rapid.Custom(anySpan), 0, 3).Draw(t, "away")
	d.Meetings = rapid.SliceOfN(rapid.Custom(anyMeeting), 0, 8).Draw(t, "meetings")
	d.Offers = rapid.SliceOfN(rapid.Custom(anyOffer), 0, 2).Draw(t, "offers")
	return d
}

func anySpan(t *rapid.T) equity.Span {
	from := july + equity.Date(rapid.IntRange(-400, 60).Draw(t, "from"))
	return equity.Span{From: from, To: from + equity.Date(rapid.IntRange(0, 120).Draw(t, "days"))}
}

func anyMeeting(t *rapid.T) equity.Meeting {
	m := equity.Meeting{
		Date:      july + equity.Date(rapid.IntRange(-400, 60).Draw(t, "date")),
		Minutes:   rapid.IntRange(0, 90).Draw(t, "minutes"),
		Setting:   rapid.SampledFrom(append(equity.AllSettings(), "")).Draw(t, "setting"),
		Confirmed: rapid.SampledFrom([]equity.Confirmation{"", "yes", "pending", "denied"}).Draw(t, "confirmed"),
	}
	m.Logged = m.Date + equity.Date(rapid.IntRange(0, 40).Draw(t, "lag"))
	return m
}

func anyOffer(t *rapid.T) equity.Offer {
	return equity.Offer{
		Kind: "project", Date: july - equity.Date(rapid.IntRange(-20, 300).Draw(t, "date")),
		OpenTo: rapid.SampledFrom([]equity.OpenTo{equity.ToOne, equity.ToFew, equity.ToAll}).Draw(t, "open to"),
	}
}

func anySettings(t *rapid.T) equity.Settings {
	s := equity.Defaults(july + equity.Date(rapid.IntRange(-30, 30).Draw(t, "as of")))
	s.Interval = rapid.SampledFrom([]int{91, 91, 30, 45, 1}).Draw(t, "program interval")
	s.Grace = rapid.IntRange(0, 30).Draw(t, "grace")
	s.MinActiveDays = rapid.SampledFrom([]int{60, 60, 0, 91}).Draw(t, "min active days")
	s.Draws = 20
	return s
}

func anyInput(t *rapid.T) equity.Input {
	in := equity.Input{Settings: anySettings(t)}
	for i := range rapid.IntRange(0, 25).Draw(t, "pairs") {
		in.Dyads = append(in.Dyads, anyPair(t, equity.DyadID(fmt.Sprint("d", i))))
	}
	return in
}

// rank orders promises from the worst.
func rank(p equity.Promise) int {
	return slices.Index([]equity.Promise{"escalated", "missed", "due", "too_early", "met"}, p)
}

func TestFurtherMeetingNeverWorsensPromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, d := anySettings(t), anyPair(t, "d")
		before := equity.ReadPair(s, d).Promise
		d.Meetings = append(d.Meetings, anyMeeting(t))
		if after := equity.ReadPair(s, d).Promise; rank(after) < rank(before) {
			t.Fatalf("%s became %s", before, after)
		}
	})
}

func TestTimeAwayNeverWorsensPromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, d := anySettings(t), anyPair(t, "d")
		before := equity.ReadPair(s, d).Promise
		d.Away = append(d.Away, anySpan(t))
		if after := equity.ReadPair(s, d).Promise; rank(after) < rank(before) {
			t.Fatalf("%s became %s", before, after)
		}
	})
}

func TestOrderOfInputChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t)
		want, err := equity.Read(in)
		if err != nil {
			t.Fatal(err)
		}
		shuffled := shuffle(in, rapid.Uint64().Draw(t, "shuffle"))
		got, err := equity.Read(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		byID := func(a, b equity.PairReading) int { return rankOf(in, a.ID) - rankOf(in, b.ID) }
		slices.SortFunc(got.Dyads, byID)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("reading of the shuffled input (-want +got):\n%s", diff)
		}
	})
}

func rankOf(in equity.Input, id equity.DyadID) int {
	return slices.IndexFunc(in.Dyads, func(d equity.Dyad) bool { return d.ID == id })
}

// shuffle returns the same input with every list in another order.
func shuffle(in equity.Input, seed uint64) equity.Input {
	r := rand.New(rand.NewPCG(seed, 0))
	in.Dyads = shuffled(r, in.Dyads)
	for i := range in.Dyads {
		d := &in.Dyads[i]
		d.Away, d.Meetings, d.Offers = shuffled(r, d.Away), shuffled(r, d.Meetings), shuffled(r, d.Offers)
	}
	return in
}

func shuffled[T any](r *rand.Rand, list []T) []T {
	out := slices.Clone(list)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// slowActiveDays counts day by day, as the format defines it.
func slowActiveDays(d equity.Dyad, from, to, asOf equity.Date) int {
	n := 0
	for day := from; day <= to; day++ {
		in := day >= d.From && day <= asOf && (d.To == 0 || day <= d.To)
		for _, a := range d.Away {
			in = in && (day < a.From || day > a.To)
		}
		if in {
			n++
		}
	}
	return n
}

func TestActiveDaysAreThoseOfTheDefinition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, d := anySettings(t), anyPair(t, "d")
		r := equity.ReadPair(s, d)
		if want := slowActiveDays(d, d.From, s.AsOf, s.AsOf); r.ActiveDays != want {
			t.Fatalf("active days %d, want %d", r.ActiveDays, want)
		}
		next := d.From
		for _, w := range r.Windows {
			if want := slowActiveDays(d, w.From, w.To, s.AsOf); w.ActiveDays != want || w.From != next {
				t.Fatalf("window %+v: want %d active days from %s", w, want, next)
			}
			next = w.To + 1
		}
	})
}

func TestFlagsOfAnyReadingAreRecomputed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, err := equity.Read(anyInput(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Flags() {
			if got, err := equity.Recompute(f); err != nil || got != f.Outcome {
				t.Fatalf("%+v recomputed as %+v, %v", f, got, err)
			}
		}
	})
}

func TestTheilSplitsExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.SliceOfN(rapid.Float64Range(0, 50), 1, 6), 1, 6).Draw(t, "groups")
		between, within := equity.TheilSplit(groups)
		total := equity.Theil(slices.Concat(groups...))
		if d := between + within - total; d > 1e-9 || d < -1e-9 {
			t.Fatalf("between %g + within %g is not %g", between, within, total)
		}
	})
}
