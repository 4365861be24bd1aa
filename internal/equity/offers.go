package equity

// Offers says who heard about opportunities.
type Offers struct {
	All              int `json:"all"` // offers open to all residents
	Few              int `json:"few"`
	One              int `json:"one"`
	ResidentsOffered int `json:"residents_offered"` // residents who could have taken up at least one
	SingledOut       int `json:"singled_out"`       // residents with an offer that was not open to all
	// Dispersion is L4 on the offers that were not open to all: those that were say nothing about a choice of people.
	Dispersion Dispersion `json:"dispersion"`
}

// offers counts the offers made by the as-of day to the members, and notes with each how many it got that were not
// open to all. An offer open to all reaches everybody, whichever pair it is recorded with.
func (c cohort) offers() Offers {
	var out Offers
	chosen := make([]Exposure, len(c.members))
	for i, m := range c.members {
		for _, o := range c.made(m) {
			out.add(o)
			if o.OpenTo != ToAll {
				m.reading.Offers++
			}
		}
		if m.reading.Offers > 0 {
			out.SingledOut++
		}
		chosen[i] = Exposure{m.reading.Offers, m.reading.ActiveDays}
	}
	for _, o := range c.in.Offers {
		if o.Resident == "" && o.Date <= c.AsOf {
			out.add(o)
		}
	}
	out.ResidentsOffered = out.SingledOut
	if out.All > 0 {
		out.ResidentsOffered = len(c.members)
	}
	out.Dispersion = Disperse(chosen, c.day, c.Seed, c.Draws)
	return out
}

func (out *Offers) add(o Offer) {
	switch o.OpenTo {
	case ToAll:
		out.All++
	case ToFew:
		out.Few++
	case ToOne:
		out.One++
	}
}

// made returns the offers to one member, in the pair and outside it.
func (c cohort) made(m member) []Offer {
	var made []Offer
	for _, o := range m.dyad.Offers {
		if o.Date <= c.AsOf {
			made = append(made, o)
		}
	}
	for _, o := range c.in.Offers {
		if o.Resident != "" && o.Resident == m.dyad.Resident && o.Date <= c.AsOf {
			made = append(made, o)
		}
	}
	return made
}
