package equity_test

import (
	"fmt"
	"math"
	"testing"

	"evenly/internal/equity"
)

// rich is a program that has something of everything.
func rich() equity.Input {
	in := program(repeat(4, 1, 20, 4, 6, 9), 300)
	settings := equity.AllSettings()
	for i := range in.Dyads {
		d := &in.Dyads[i]
		d.Mentor = equity.MentorID(fmt.Sprintf("m%d", i%7))
		d.Site = []string{"main", "north"}[i%2]
		d.Groups = map[string]string{"pgy": fmt.Sprint(1 + i%3), "gender": []string{"f", "m", ""}[i%3]}
		for j := range d.Meetings {
			d.Meetings[j].Setting = settings[(i+j)%len(settings)]
			d.Meetings[j].OutOfHours = (i+j)%5 == 0
			d.Meetings[j].Logged = d.Meetings[j].Date + equity.Date(j)
		}
		if i%4 == 0 {
			d.Offers = []equity.Offer{{Kind: "project", Date: july + 50, OpenTo: equity.ToOne}}
			d.Away = []equity.Span{{From: july + 100, To: july + equity.Date(110+i)}}
		}
	}
	in.Dyads[5].To = july + 120
	in.Dyads[6].Resident = in.Dyads[5].Resident
	in.Dyads[7].Secondary = true
	in.Offers = []equity.Offer{
		{Kind: "poster", Date: july + 60, OpenTo: equity.ToFew, Resident: in.Dyads[3].Resident},
		{Kind: "poster", Date: july + 999, OpenTo: equity.ToAll},
	}
	return in
}

// grouped is a program whose pairs have the given sizes of groups in one attribute, and four meetings each.
func grouped(sizes ...int) equity.Input {
	total := 0
	for _, n := range sizes {
		total += n
	}
	in := program(repeat(total, 4), 364)
	i := 0
	for g, n := range sizes {
		for range n {
			in.Dyads[i].Groups = map[string]string{"pgy": fmt.Sprint(g + 1)}
			i++
		}
	}
	return in
}

func TestSuppression(t *testing.T) {
	t.Parallel()
	tests := []struct {
		sizes  []int
		hidden []bool
	}{
		{[]int{5, 5}, []bool{false, false}},
		{[]int{4, 30}, []bool{true, true}},
		{[]int{13, 13, 13}, []bool{false, false, false}},
		{[]int{13, 10, 3}, []bool{false, true, true}}, // or 3 could be worked out
		{[]int{20, 3, 4}, []bool{false, true, true}},
		{[]int{20}, []bool{true}},
	}
	for _, tt := range tests {
		groups := read(t, grouped(tt.sizes...)).Program.Groups["pgy"]
		for i, g := range groups {
			if g.Suppressed != tt.hidden[i] || (g.P == nil) != tt.hidden[i] || (g.MeanRatio == nil) != tt.hidden[i] {
				t.Errorf("sizes %v: group %s suppressed %t, p %v; want %t", tt.sizes, g.Group, g.Suppressed, g.P, tt.hidden[i])
			}
		}
	}
	groups := read(t, grouped(12, 9)).Program.Groups["pgy"]
	if !equity.EveryGroupHas(groups, 9) || equity.EveryGroupHas(groups, equity.MinGroupOpen) {
		t.Errorf("sizes 12 and 9: %+v", groups)
	}
}

func TestGroupsAreComparedWithAllOthers(t *testing.T) {
	t.Parallel()
	in := grouped(13, 26)
	for i := range 13 {
		in.Dyads[i].Meetings = in.Dyads[i].Meetings[:2]
	}
	for i := 20; i < 35; i++ {
		in.Dyads[i].Offers = []equity.Offer{{Kind: "project", Date: july, OpenTo: equity.ToOne}}
	}
	for i := range 2 {
		in.Dyads[i].Offers = in.Dyads[20].Offers
	}
	g := read(t, in).Program.Groups["pgy"][0]
	if *g.MeanRatio != 0.5 || *g.OthersMean != 1 || *g.P != 1.0/10000 || g.Exact {
		t.Errorf("mean %g, others %g, p %g, exact %t", *g.MeanRatio, *g.OthersMean, *g.P, g.Exact)
	}
	printed(t, "Fisher", g.Offers.P, "0.017283")
	printed(t, "Boschloo", g.Offers.PBoschloo, "0.01183")
	if g.Offers.Offered != 2 || g.Offers.OthersOffered != 15 || !g.Offers.BelowFourth {
		t.Errorf("offers: %+v", g.Offers)
	}
}

func TestGroupsAreStratifiedBySite(t *testing.T) {
	t.Parallel()
	// Every first-year is at the quiet site but one, and within the sites nobody differs from anybody.
	in := grouped(10, 10)
	for i := range in.Dyads {
		d := &in.Dyads[i]
		d.Site = "busy"
		if i != 0 && i < 10 || i == 10 {
			d.Site = "quiet"
			d.Meetings = d.Meetings[:1]
		}
	}
	groups := read(t, in).Program.Groups
	if p := *groups["pgy"][0].P; p != 1 {
		t.Errorf("first-years: p = %g, want 1: the site explains all of it", p)
	}
	if p := *groups["site"][0].P; p > 0.01 {
		t.Errorf("sites: p = %g, want a clear difference", p)
	}
}

func TestEarlierPairingCountsInGroups(t *testing.T) {
	t.Parallel()
	in := grouped(5, 5)
	early := in.Dyads[0] // the resident met four times, then got another mentor
	early.ID, early.To = "earlier", july+181
	in.Dyads[0].From, in.Dyads[0].Meetings = july+182, nil
	in.Dyads = append(in.Dyads, early)
	r := read(t, in)
	if r.Dyads[0].Count != 0 || r.Program.Meetings != 36 {
		t.Errorf("the new pair counts %d meetings, the program %d; want 0 and 36", r.Dyads[0].Count, r.Program.Meetings)
	}
	if got := *r.Program.Groups["pgy"][0].MeanRatio; math.Abs(got-0.9) > 1e-12 {
		// Two of the four meetings fall into the earlier pairing.
		t.Errorf("mean ratio of the first-years %g, want (4 + 0.5)/5", got)
	}
}

func TestPowerAsPublished(t *testing.T) {
	t.Parallel()
	// 13 against 26, quarterly, people differing by 60 %: the published power is 62, 38, 20 and 10 %.
	in := grouped(13, 26)
	for i := range in.Dyads {
		in.Dyads[i].Meetings = pair("", spread([]int{0, 1, 2, 3, 4, 5, 6, 7, 9}[i%9], 364)...).Meetings
	}
	g := read(t, in).Program.Groups["pgy"][0]
	for i, want := range []float64{0.62, 0.38, 0.20, 0.10} {
		if got := g.Power[i].Power; math.Abs(got-want) > 0.12 {
			t.Errorf("power at ratio %g: %.2f, published %.2f", g.Power[i].Ratio, got, want)
		}
	}
	if *g.Visible < 0.35 || *g.Visible > 0.6 {
		t.Errorf("visible ratio %.2f, want about one half", *g.Visible)
	}
}

func TestPermutationDrawsAgreeWithAllArrangements(t *testing.T) {
	t.Parallel()
	group := []float64{0, 1, 2, 3, 1, 2, 4, 1}
	others := []float64{4, 2, 5, 3, 2, 4, 3, 6}
	all := equity.Permute([]equity.Stratum{{Group: group, Others: others}}, "") // 12,870 arrangements
	drawn := equity.Permute([]equity.Stratum{{Group: append(group, 2), Others: append(others, 3)}}, "")
	if !all.Exact || all.Of != 12870 || drawn.Exact || drawn.Of != 9999 {
		t.Errorf("all %+v, drawn %+v", all, drawn)
	}
	if math.Abs(all.P-drawn.P) > 0.02 { // the two added values hardly move it
		t.Errorf("all arrangements p = %g, draws p = %g", all.P, drawn.P)
	}
}

func TestOffersAndReach(t *testing.T) {
	t.Parallel()
	in := program(repeat(12, 2), 200)
	in.Dyads[0].Offers = []equity.Offer{
		{Kind: "project", Date: july + 1, OpenTo: equity.ToOne},
		{Kind: "project", Date: july + 500, OpenTo: equity.ToOne}, // not yet
	}
	in.Offers = []equity.Offer{{Kind: "poster", Date: july, OpenTo: equity.ToFew, Resident: "r001"}}
	in.Dyads[3].Meetings[0].Setting, in.Dyads[3].Meetings[0].OutOfHours = equity.Dinner, true
	in.Dyads[4].Meetings[0].Setting, in.Dyads[4].Meetings[0].Confirmed = equity.Dinner, equity.Denied
	r := read(t, in)
	if o := r.Program.Offers; o.One != 1 || o.Few != 1 || o.All != 0 || o.ResidentsOffered != 2 || o.SingledOut != 2 {
		t.Errorf("offers: %+v", o)
	}
	dinner := r.Program.Reach["dinner"]
	if dinner.Residents != 1 || len(dinner.Without) != 11 || r.Program.Reach[equity.OutOfHours].Residents != 1 {
		t.Errorf("dinner %+v, out of hours %+v", dinner, r.Program.Reach[equity.OutOfHours])
	}
	in.Offers = append(in.Offers, equity.Offer{Kind: "poster", Date: july, OpenTo: equity.ToAll})
	if o := read(t, in).Program.Offers; o.All != 1 || o.ResidentsOffered != 12 || o.SingledOut != 2 {
		t.Errorf("with an offer to all: %+v", o)
	}
}

func TestTheilSplitNamesFavouritism(t *testing.T) {
	t.Parallel()
	in := program([]int{2, 2, 2, 2, 2, 2, 8, 8, 8, 8, 8, 8}, 364)
	luck, favour := in, in
	luck.Dyads, favour.Dyads = append([]equity.Dyad{}, in.Dyads...), append([]equity.Dyad{}, in.Dyads...)
	for i := range in.Dyads {
		luck.Dyads[i].Mentor = equity.MentorID(fmt.Sprint(i / 2))
		favour.Dyads[i].Mentor = equity.MentorID(fmt.Sprint(i % 6))
	}
	if c := read(t, luck).Program.Concentration; c.TheilWithinMentors > 1e-12 || c.TheilBetweenMentors < 0.1 {
		t.Errorf("every mentor treats both residents alike: %+v", c)
	}
	if c := read(t, favour).Program.Concentration; c.TheilBetweenMentors > 1e-12 || c.TheilWithinMentors < 0.1 {
		t.Errorf("every mentor favours one of two: %+v", c)
	}
}
