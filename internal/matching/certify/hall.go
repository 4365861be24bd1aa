package certify

import "slices"

// hall checks the set of people that shows why a hard limit cannot hold. For a set without places this is simple counting;
// for lower limits the prices of that stage are the proof, and the set is only checked to be a shortage by its own figures.
func (v *verifier) hall() {
	h := v.res.Hall
	if v.res.Shortfall == 0 || h == nil {
		v.same("the Hall set", h == nil && (v.res.Shortfall == 0 || v.res.Preset == "deferred-acceptance"))
		return
	}
	v.same("the shortage", h.Needed > h.Available)
	if h.Kind == "places" {
		v.placesShort(h)
	}
}

// placesShort: the residents have nobody but the mentors named, who have fewer places than there are residents.
func (v *verifier) placesShort(h *hallSet) {
	m := v.model
	named := make([]bool, len(m.nodes))
	for _, id := range h.Mentors {
		if n, ok := m.mentorNo[id]; ok {
			named[n] = true
		}
	}
	for _, id := range h.Residents {
		r, ok := m.residentNo[id]
		if !ok || !v.onlyNamed(&m.residents[r], named) {
			v.refuse("resident %q of the Hall set has other mentors", id)
			return
		}
	}
	if distinct := len(slices.Compact(slices.Sorted(slices.Values(h.Residents)))); int64(distinct) <= v.places(named) {
		v.refuse("the Hall set has places enough")
	}
}

func (v *verifier) onlyNamed(p *person, named []bool) bool {
	for _, s := range p.special {
		if !s.none && !named[s.node] {
			return false
		}
	}
	if p.others == nil {
		return true
	}
	for n := range v.model.unmatched {
		if _, closed := slices.BinarySearch(p.closed, n); !closed && !named[n] {
			return false
		}
	}
	return true
}

// places is how many residents the mentors named can take together, within the limits of their groups.
func (v *verifier) places(named []bool) int64 {
	m := v.model
	var take func(n int) int64
	take = func(n int) int64 {
		if n <= m.unmatched {
			if named[n] {
				return m.nodes[n].max
			}
			return 0
		}
		room := int64(0)
		for _, c := range m.children[n] {
			room += take(c)
		}
		return min(room, m.nodes[n].max)
	}
	return take(m.root)
}
