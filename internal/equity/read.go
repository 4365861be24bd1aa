package equity

import (
	"cmp"
	"slices"
)

// Reading is everything read from one Input. It can be stored as JSON and read back without loss: pages show the
// stored reading, and its settings say how it came about.
type Reading struct {
	Settings
	Dyads   []PairReading `json:"dyads"` // in the order of the input
	Program Program       `json:"program"`
}

// Read reads every pair and the program. The error is Problems, and then there is no reading.
func Read(in Input) (Reading, error) {
	if ps := in.Check(); ps != nil {
		return Reading{}, ps
	}
	r := Reading{Settings: in.Settings, Dyads: make([]PairReading, len(in.Dyads))}
	for i, d := range in.Dyads {
		r.Dyads[i] = ReadPair(in.Settings, d)
	}
	c := newCohort(in, r.Dyads)
	r.Program = c.program()
	return r, nil
}

// cohort is the live pairs with an active day: those that are compared with each other. They are sorted by id, so
// that sums and draws come out alike however the input was ordered.
type cohort struct {
	Settings
	in      Input
	members []member
	past    []member   // earlier primary pairings
	pairs   []Exposure // of the members
	day     int        // since the first of them began; 0 without members
}

type member struct {
	dyad    Dyad
	reading *PairReading
}

func newCohort(in Input, readings []PairReading) cohort {
	c := cohort{Settings: in.Settings, in: in}
	for i, d := range in.Dyads {
		switch r := &readings[i]; {
		case r.Standing == Live && r.ActiveDays > 0:
			c.members = append(c.members, member{d, r})
		case r.Standing == Ended:
			c.past = append(c.past, member{d, r})
		}
	}
	byID := func(a, b member) int { return cmp.Compare(a.dyad.ID, b.dyad.ID) }
	slices.SortFunc(c.members, byID)
	slices.SortFunc(c.past, byID)
	for _, m := range c.members {
		c.pairs = append(c.pairs, Exposure{m.reading.Count, m.reading.ActiveDays})
		c.day = max(c.day, int(c.AsOf-m.dyad.From))
	}
	return c
}

// Program is what is read about all live pairs together.
type Program struct {
	Dyads         int                `json:"dyads"` // live pairs with an active day
	Day           int                `json:"day"`   // days since the first of them began
	Meetings      int                `json:"meetings"`
	Confirmed     int                `json:"confirmed"`      // of the meetings, by the other person
	Mean          float64            `json:"mean"`           // meetings per pair
	PeerThreshold float64            `json:"peer_threshold"` // mean from which the peer comparison is complete
	PeerCutLow    float64            `json:"peer_cut_low"`   // p_low at or below which pairs read lower; 0 = none did
	PeerCutHigh   float64            `json:"peer_cut_high"`
	MedianLag     *float64           `json:"median_logging_lag"` // days from meeting to logging; nil without meetings
	Dispersion    Dispersion         `json:"dispersion"`
	Concentration *Concentration     `json:"concentration"` // nil without meetings
	Minutes       Minutes            `json:"minutes"`
	Offers        Offers             `json:"offers"`
	Reach         map[string]Reach   `json:"settings"`
	Groups        map[string][]Group `json:"groups"` // by attribute
}

// program reads the program, and fills in what its members' own readings owe to it.
func (c cohort) program() Program {
	peers := ComparePeers(c.pairs, c.Q, c.day)
	total, _ := totals(c.pairs)
	c.readMembers(peers.Pairs)
	offers := c.offers() // before the groups, which compare them
	return Program{
		Dyads: len(c.members), Day: c.day, Meetings: total, Mean: mean(c.pairs),
		PeerThreshold: peers.Threshold, PeerCutLow: peers.CutLow, PeerCutHigh: peers.CutHigh,
		Confirmed:     c.confirmed(),
		MedianLag:     c.medianLag(),
		Dispersion:    Disperse(c.pairs, c.day, c.Seed, c.Draws),
		Concentration: c.concentration(),
		Minutes:       c.minutes(),
		Offers:        offers,
		Reach:         c.reach(),
		Groups:        c.groups(),
	}
}

func (c cohort) readMembers(peers []Peer) {
	prior := c.prior()
	for i, m := range c.members {
		m.reading.Peer = &peers[i]
		m.reading.Estimate = new(prior.Estimate(m.reading.Count, m.reading.Expected))
	}
}

func (c cohort) prior() Prior {
	var counts []int
	var expected []float64
	for _, m := range c.members {
		counts = append(counts, m.reading.Count)
		expected = append(expected, m.reading.Expected)
	}
	return NewPrior(counts, expected)
}
