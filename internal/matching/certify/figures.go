package certify

import (
	"encoding/json"
	"slices"
)

// placements: every resident appears once, where they may be, with what that is called.
func (v *verifier) placements() {
	m := v.model
	if len(v.res.Pairings) != len(m.residents) {
		v.refuse("%d pairings for %d residents", len(v.res.Pairings), len(m.residents))
		return
	}
	v.placed = make([]placement, len(m.residents))
	seen := make([]bool, len(m.residents))
	for _, p := range v.res.Pairings {
		r, ok := m.residentNo[p.Resident]
		if !ok || seen[r] {
			v.refuse("resident %q is unknown or paired twice", p.Resident)
			continue
		}
		seen[r] = true
		v.placed[r] = v.placementOf(p, &m.residents[r])
	}
}

func (v *verifier) placementOf(p pairing, who *person) placement {
	n := v.model.unmatched
	if p.Mentor != nil {
		var ok bool
		if n, ok = v.model.mentorNo[*p.Mentor]; !ok {
			v.refuse("unknown mentor %q", *p.Mentor)
			return placement{}
		}
	}
	q, ok := who.placement(n, v.model.unmatched)
	rank := 0
	if p.Rank != nil {
		rank = *p.Rank
	}
	switch {
	case !ok:
		v.refuse("resident %q may not be placed there", p.Resident)
	case rank != q.rank || p.OffListAsRank != q.asRank || p.Pinned != who.pinned:
		v.refuse("the rank of resident %q is not as printed", p.Resident)
	}
	return q
}

func (v *verifier) upperLimits() {
	m := v.model
	v.carried = make([]int64, len(m.nodes))
	for _, p := range v.placed {
		for n := p.node; n >= 0; n = m.nodes[n].parent {
			v.carried[n]++
		}
	}
	for n, x := range m.nodes[:m.root] {
		if v.carried[n] > x.max {
			v.refuse("%q has %d residents, more than its limit %d", x.id, v.carried[n], x.max)
		}
	}
}

// figures counts again what the result prints.
func (v *verifier) figures() {
	m := v.model
	c := counted{profile: make([]int, m.ranks), asRank: make([]int, m.ranks)}
	for r, p := range v.placed {
		c.add(p, m.residents[r].sitting)
	}
	v.counted = c
	v.same("profile", slices.Equal(c.profile, v.res.Profile))
	v.same("off_list_as_rank", slices.Equal(c.asRank, v.res.OffListAsRank))
	v.same("off_list", c.off == v.res.OffList)
	v.same("pinned_off_list", c.pinnedOff == v.res.PinnedOffList)
	v.same("unmatched", c.unmatched == v.res.Unmatched)
	v.same("moved", c.moved == v.res.Moved)
	if b := v.res.Certificate.Budget; b != nil {
		v.same("the number of moves allowed", c.moved <= b.Moves)
	} else if v.res.Preset != "deferred-acceptance" && slices.Contains(v.res.Certificate.Stages, "kept") {
		v.same("the allowance of moves", v.in.AllowMoves <= c.moved)
	}
	v.same("shortfall", v.shortfall() == int64(v.res.Shortfall))
}

func (v *verifier) same(what string, is bool) {
	if !is {
		v.refuse("%s is not as printed", what)
	}
}

type counted struct {
	profile, asRank                  []int
	off, pinnedOff, unmatched, moved int
	affinity                         int64
}

func (c *counted) add(p placement, sitting bool) {
	c.affinity += p.score
	if sitting && !p.current {
		c.moved++
	}
	switch {
	case p.none:
		c.unmatched++
	case p.rank > 0:
		c.profile[p.rank-1]++
	case p.asRank > 0:
		c.asRank[p.asRank-1]++
	case p.off:
		c.off++
	default:
		c.pinnedOff++
	}
}

// shortfall is what is missing of the hard limits; the list that says where must agree.
func (v *verifier) shortfall() (total int64) {
	listed := map[string]int{}
	for _, x := range v.res.Missing {
		listed[x.Mentor+"\x00"+x.Group] = x.Missing
	}
	note := func(key string, n int64) {
		if total += max(n, 0); int64(listed[key]) != max(n, 0) {
			v.refuse("what is missing is not as printed")
		}
	}
	if v.in.fallback() {
		note("\x00", v.carried[v.model.unmatched])
	}
	for n, x := range v.model.nodes[:v.model.root] {
		switch {
		case n < v.model.unmatched:
			note(x.id+"\x00", x.min-v.carried[n])
		case n > v.model.unmatched:
			note("\x00"+x.id, x.min-v.carried[n])
		}
	}
	return total
}

func (v *verifier) loads() {
	v.same("the list of loads", len(v.res.Loads) == v.model.unmatched)
	for _, l := range v.res.Loads {
		n, ok := v.model.mentorNo[l.Mentor]
		v.same("the load of "+l.Mentor, ok && v.carried[n] == int64(l.Load))
	}
}

// stageValues: each printed optimum is the value of the printed pairing.
func (v *verifier) stageValues() {
	for i, s := range v.res.Stages {
		want, err := json.Marshal(v.valueOf(s.Name))
		v.same("stage "+s.Name, err == nil && string(want) == string(s.Value) && s.Name == v.res.Certificate.Stages[i])
	}
}

func (v *verifier) valueOf(stage string) any {
	c := v.counted
	all := make([]int, v.model.ranks)
	total := int64(0)
	for k := range all {
		all[k] = c.profile[k] + c.asRank[k]
		total += int64(all[k]) * int64(k+1)
	}
	switch stage {
	case "lower_limits":
		return v.res.Shortfall
	case "kept":
		return c.moved
	case "off_list":
		if v.in.fallback() {
			return c.off
		}
		return c.unmatched
	case "worst_rank_first":
		slices.Reverse(all)
		return all
	case "best_rank_first":
		return all
	case "total_rank":
		return total
	case "load":
		sum := int64(0)
		for _, n := range v.carried[:v.model.unmatched] {
			sum += n * n
		}
		return sum
	case "affinity":
		return c.affinity
	}
	return nil
}
