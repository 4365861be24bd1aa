package equity

import (
	"cmp"
	"maps"
	"slices"
)

// Group compares one group of residents with all others who stated the same attribute. The unit is the resident,
// never the meeting: the ratio of meetings to expected meetings, over all their pairings so far. Where Suppressed is
// set, only the size is given.
type Group struct {
	Group      string       `json:"group"`
	N          int          `json:"n"`
	MeanRatio  *float64     `json:"mean_ratio"`
	OthersMean *float64     `json:"others_mean_ratio"`
	P          *float64     `json:"p"` // permutation test, stratified by site; site itself by training year
	Exact      bool         `json:"exact"`
	Power      []Power      `json:"power"` // what this comparison could have shown
	Visible    *float64     `json:"visible_ratio"`
	Offers     *GroupOffers `json:"offers"` // nil while no offer has singled anybody out
	Suppressed bool         `json:"suppressed"`
}

// GroupOffers compares how many had an offer that was not open to all.
type GroupOffers struct {
	Offered       int     `json:"offered"`
	OthersOffered int     `json:"others_offered"`
	P             float64 `json:"p"` // Fisher's exact test, two-sided
	PBoschloo     float64 `json:"p_boschloo"`
	Ratio         float64 `json:"ratio"`             // smaller share over larger
	BelowFourth   bool    `json:"below_four_fifths"` // a description: at this size it proves nothing
}

const (
	// MinGroup is the size below which nothing is said about a group, about its complement, or about those hidden.
	MinGroup = 5
	// MinGroupOpen is the size every group must have for a split by gender or another identity to be shown to the
	// leaders of the program; below it, only the DIO and the ombudsperson see it.
	MinGroupOpen = 10

	fourFifths    = 0.8
	bySite        = "site"
	byYear        = "pgy"
	groupsPurpose = "groups"
)

// EveryGroupHas reports whether no group of an attribute is smaller than n.
func EveryGroupHas(groups []Group, n int) bool {
	return !slices.ContainsFunc(groups, func(g Group) bool { return g.N < n })
}

// person is a member as the group comparisons see them.
type person struct {
	member
	count    int
	expected float64
}

func (p person) ratio() float64 { return float64(p.count) / p.expected }

// value of an attribute, empty when not stated; the site of the pair stands for a group of that name.
func (p person) value(attribute string) string {
	if v := p.dyad.Groups[attribute]; v != "" || attribute != bySite {
		return v
	}
	return p.dyad.Site
}

// stratum within which people are exchangeable when an attribute is compared.
func (p person) stratum(attribute string) string {
	if attribute == bySite {
		return p.value(byYear)
	}
	return p.value(bySite)
}

// groups compares the groups of every attribute that has at least two.
func (c cohort) groups() map[string][]Group {
	people := c.people()
	out := map[string][]Group{}
	for _, attribute := range attributes(people) {
		byValue := map[string][]person{}
		for _, p := range people {
			if v := p.value(attribute); v != "" {
				byValue[v] = append(byValue[v], p)
			}
		}
		if attribute != bySite || len(byValue) > 1 { // every program has a site; one alone compares nothing
			out[attribute] = c.compare(attribute, byValue)
		}
	}
	return out
}

// people are the members with what they did in earlier primary pairings added: a change of mentor does not wipe out
// a resident's history.
func (c cohort) people() []person {
	var people []person
	current := map[ResidentID]int{}
	for i, m := range c.members {
		people = append(people, person{m, m.reading.Count, m.reading.Expected})
		if before, twice := current[m.dyad.Resident]; m.dyad.Resident != "" &&
			(!twice || m.dyad.From > c.members[before].dyad.From) {
			current[m.dyad.Resident] = i
		}
	}
	for _, d := range c.past {
		if i, ok := current[d.dyad.Resident]; ok {
			people[i].count += d.reading.Count
			people[i].expected += d.reading.Expected
		}
	}
	return people
}

func attributes(people []person) []string {
	found := map[string]bool{bySite: true}
	for _, p := range people {
		for attribute := range p.dyad.Groups {
			found[attribute] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// compare returns the groups of one attribute in the order of their names.
func (c cohort) compare(attribute string, byValue map[string][]person) []Group {
	groups := []Group{}
	for _, name := range slices.Sorted(maps.Keys(byValue)) {
		groups = append(groups, Group{Group: name, N: len(byValue[name]), Power: []Power{}})
	}
	suppress(groups)
	for i := range groups {
		if g := &groups[i]; !g.Suppressed {
			c.fill(g, attribute, byValue)
		}
	}
	return groups
}

// suppress hides groups with fewer than five people in them or outside them, and then as many of the smallest of the
// rest as it takes for at least five to be hidden: one small group alone could be worked out from the others.
func suppress(groups []Group) {
	var all, hidden int
	for _, g := range groups {
		all += g.N
	}
	for i := range groups {
		if g := &groups[i]; g.N < MinGroup || all-g.N < MinGroup {
			g.Suppressed = true
			hidden += g.N
		}
	}
	for hidden > 0 && hidden < MinGroup {
		g := smallestShown(groups)
		if g == nil {
			return
		}
		g.Suppressed = true
		hidden += g.N
	}
}

func smallestShown(groups []Group) *Group {
	var smallest *Group
	for i := range groups {
		if g := &groups[i]; !g.Suppressed && (smallest == nil || g.N < smallest.N) {
			smallest = g
		}
	}
	return smallest
}

// fill compares one group with all others.
func (c cohort) fill(g *Group, attribute string, byValue map[string][]person) {
	strata := map[string]*Stratum{}
	var own, others []person
	for _, name := range slices.Sorted(maps.Keys(byValue)) {
		for _, p := range byValue[name] {
			s := strata[p.stratum(attribute)]
			if s == nil {
				s = &Stratum{}
				strata[p.stratum(attribute)] = s
			}
			if name == g.Group {
				own = append(own, p)
				s.Group = append(s.Group, p.ratio())
			} else {
				others = append(others, p)
				s.Others = append(s.Others, p.ratio())
			}
		}
	}
	test := Permute(inOrder(strata), c.Seed+"\x00"+groupsPurpose+"\x00"+attribute+"\x00"+g.Group)
	g.P, g.Exact = &test.P, test.Exact
	g.MeanRatio, g.OthersMean = meanRatio(own), meanRatio(others)
	spread := spreadOf(append(others, own...))
	g.Power, g.Visible = spread.powers(len(own), len(others)), spread.visible(len(own), len(others))
	g.Offers = compareOffers(own, others)
}

func inOrder(strata map[string]*Stratum) []Stratum {
	var out []Stratum
	for _, name := range slices.Sorted(maps.Keys(strata)) {
		out = append(out, *strata[name])
	}
	return out
}

func meanRatio(people []person) *float64 {
	ratios := make([]float64, len(people))
	for i, p := range people {
		ratios[i] = p.ratio()
	}
	return new(average(ratios))
}

func compareOffers(own, others []person) *GroupOffers {
	t := Table{Yes1: offered(own), N1: len(own), Yes2: offered(others), N2: len(others)}
	if t.Yes1+t.Yes2 == 0 {
		return nil
	}
	return &GroupOffers{
		Offered: t.Yes1, OthersOffered: t.Yes2, P: t.Fisher(), PBoschloo: t.Boschloo(),
		Ratio: t.Ratio(), BelowFourth: t.Ratio() < fourFifths,
	}
}

func offered(people []person) int {
	n := 0
	for _, p := range people {
		n += min(1, p.reading.Offers)
	}
	return n
}

// spreadOf estimates, from the ratios of all people, what a comparison of groups has to see through.
func spreadOf(people []person) spread {
	var counts []int
	var expected []float64
	var exposure float64
	sorted := slices.SortedFunc(slices.Values(people), func(a, b person) int { return cmp.Compare(a.dyad.ID, b.dyad.ID) })
	for _, p := range sorted {
		counts = append(counts, p.count)
		expected = append(expected, p.expected)
		exposure += p.expected
	}
	prior := NewPrior(counts, expected)
	chance := min(prior.Raw, prior.Mean*float64(len(people))/exposure)
	return spread{mean: prior.Mean, chance: chance, between: prior.Raw - chance}
}
