package matching

import "slices"

// A hub stands for "any mentor off the list" where listing them all for everybody would not fit: residents lead to it by
// one edge each, and from it an arc that costs nothing leads to every mentor.
//
// A bare hub would be wrong, because it lets residents through to mentors they must not have. So the stages are solved with
// the hub as a relaxation, and then everyone at the hub is given a mentor they may have, within the loads found. If that
// works, the optimum of the relaxation is attained, and is the optimum. If not, those for whom it fails get edges of their
// own to every mentor, and the stages are solved again. Residents whose case is special from the start (a veto, a rule, a
// refusal, a negative affinity) get such edges at once while there are few of them.
const (
	hubFrom        = 300_000    // residents times mentors off the list from which there is a hub
	explicitBudget = 16_000_000 // edges for special cases
)

// A layout says how the edges off the list are laid out.
type layout struct {
	hub      bool
	explicit map[ResidentID]bool // who has edges of their own all the same
}

func layoutFor(in *Instance) layout {
	l := layout{hub: in.Fallback && len(in.Residents)*len(in.Mentors) > hubFrom, explicit: map[ResidentID]bool{}}
	if l.hub {
		l.special(in, explicitBudget)
	}
	return l
}

// special lists the residents with something more than a list, if they fit the budget.
func (l *layout) special(in *Instance, budget int) {
	mentors := make(map[MentorID]bool, len(in.Mentors))
	for _, m := range in.Mentors {
		mentors[m.ID] = true
	}
	for _, r := range in.Residents {
		if len(r.Excluded)+len(r.NotWith) > 0 || mentors[MentorID(r.ID)] {
			l.explicit[r.ID] = true
		}
	}
	for _, a := range in.Affinity {
		if a.Score < 0 {
			l.explicit[a.Resident] = true
		}
	}
	if len(l.explicit)*len(in.Mentors) > budget {
		clear(l.explicit)
	}
}

// exactResidual tells whether shortest paths through the hub are exact: then what one place more would change can be said.
// Through the hub nobody is kept from a mentor on their own list, but staying on the list never costs more, in the presets.
func (p *problem) exactResidual(preset Preset) bool {
	if p.hub < 0 {
		return true
	}
	all := layout{explicit: map[ResidentID]bool{}}
	all.special(p.in, int(^uint(0)>>1))
	for id := range all.explicit {
		if !p.explicit[id] {
			return false
		}
	}
	return preset != Custom
}

// barred returns, in order, the mentors a resident cannot reach through the hub: they are excluded, or have an edge.
func (p *problem) barred(r int32) []int32 {
	who := p.residents[r]
	var out []int32
	for e := p.start[r]; e < p.start[r+1]; e++ {
		if p.to[e] < p.unmatchedNode() {
			out = append(out, p.to[e])
		}
	}
	for _, tie := range who.Ranks {
		for _, m := range tie {
			out = append(out, p.mentorNo[m])
		}
	}
	for _, m := range slices.Concat(who.Excluded, who.NotWith) {
		out = append(out, p.mentorNo[m])
	}
	if self, ok := p.mentorNo[MentorID(who.ID)]; ok {
		out = append(out, self)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// An option is a placement: an edge and the mentor it leads to, which the edge alone does not tell at the hub.
type option struct{ edge, node int32 }

// hubEdge returns the edge of r to the hub among those from first to end, or -1.
func (p *problem) hubEdge(first, end int32) int32 {
	for e := end - 1; p.hub >= 0 && e >= first; e-- {
		if p.to[e] == p.hub {
			return e
		}
	}
	return -1
}

// eachOption visits every placement of r.
func (p *problem) eachOption(r int32, visit func(option)) {
	for e := p.start[r]; e < p.start[r+1]; e++ {
		if p.to[e] != p.hub {
			visit(option{e, p.to[e]})
			continue
		}
		barred := p.barred(r)
		for m := range p.unmatchedNode() {
			if _, no := slices.BinarySearch(barred, m); !no {
				visit(option{e, m})
			}
		}
	}
}

// nodesOf are the nodes at which residents sit, where no one sits at the hub.
func (p *problem) nodesOf(at []int32) []int32 {
	place := make([]int32, len(at))
	for r, e := range at {
		place[r] = p.to[e]
	}
	return place
}

// A realisation gives the residents at the hub mentors they may have, as many to each as the hub sends there.
type realisation struct {
	*flow
	place  []int32
	room   []int32           // per mentor
	open   []int32           // mentors with room, the one filled at present last
	guests map[int32][]int32 // residents from the hub, by mentor
	barred map[int32][]int32
}

// realise returns where everyone sits, and the residents for whom no mentor was found.
func (f *flow) realise() (place []int32, stuck []int32) {
	g := &realisation{flow: f, place: f.nodesOf(f.seats()), room: slices.Clone(f.sent), guests: map[int32][]int32{}, barred: map[int32][]int32{}}
	if f.hub < 0 {
		return g.place, nil
	}
	for m := f.unmatchedNode() - 1; m >= 0; m-- {
		if g.room[m] > 0 {
			g.open = append(g.open, m)
		}
	}
	for _, r := range f.byID {
		if g.place[r] == f.hub && !g.direct(r) && !g.exchange(r) {
			stuck = append(stuck, r)
		}
	}
	return g.place, stuck
}

func (g *realisation) may(r, m int32) bool {
	list, ok := g.barred[r]
	if !ok {
		list = g.problem.barred(r)
		g.barred[r] = list
	}
	_, no := slices.BinarySearch(list, m)
	return !no
}

func (g *realisation) put(r, m int32) {
	g.place[r] = m
	g.guests[m] = append(g.guests[m], r)
}

// direct puts r with a mentor who has room.
func (g *realisation) direct(r int32) bool {
	for i := len(g.open) - 1; i >= 0; i-- {
		m := g.open[i]
		if !g.may(r, m) {
			continue
		}
		g.put(r, m)
		if g.room[m]--; g.room[m] == 0 {
			g.open = slices.Delete(g.open, i, i+1)
		}
		return true
	}
	return false
}

// exchange puts r where another resident from the hub sits, if that one may have a mentor with room.
func (g *realisation) exchange(r int32) bool {
	for _, m := range sortedKeys(g.guests) {
		if !g.may(r, m) {
			continue
		}
		for i, s := range g.guests[m] {
			if g.direct(s) {
				g.guests[m][i] = r
				g.place[r] = m
				return true
			}
		}
	}
	return false
}
