package certify

import "slices"

// A model is the instance as numbers: mentors 0..M-1, the place of the unmatched (M), groups, the root (last).
//
// A resident's placements are a few special ones, listed, and any other mentor off the list, which all mean the same to
// every stage: they are never listed, so that checking a million residents needs no million lists of mentors.
type model struct {
	residents  []person
	nodes      []node
	children   [][]int // of every node
	unmatched  int
	root       int
	ranks      int // the longest list, or the program's list length if longer
	mentorNo   map[string]int
	residentNo map[string]int
}

type node struct {
	id       string
	parent   int
	min, max int64
}

type person struct {
	id      string
	special []placement
	others  *placement // any mentor not closed; nil when there is none such
	closed  []int      // sorted: the mentors that are special or barred
	pinned  bool
	sitting bool // has a current pair that is still allowed
}

// A placement is one thing that may happen to a resident.
type placement struct {
	node    int
	rank    int // 0: not on the list
	asRank  int // the rank a placement off a short list counts as, or 0
	off     bool
	none    bool
	current bool
	score   int64
}

func (v *verifier) buildModel() {
	m := &model{mentorNo: map[string]int{}, residentNo: map[string]int{}}
	v.model = m
	m.tree(v.in)
	for _, r := range v.in.Residents {
		for k := range r.Ranks {
			if len(r.Ranks[k]) > 0 {
				m.ranks = max(m.ranks, k+1)
			}
		}
	}
	listLength := v.in.ListLength
	if listLength == 0 {
		listLength = m.ranks
	}
	m.ranks = max(m.ranks, listLength)
	t := tables{pins: map[string]string{}, current: map[string]string{}, scores: map[string]map[int]int64{}}
	t.fill(v.in, m)
	for i, r := range v.in.Residents {
		m.residentNo[r.ID] = i
		m.residents = append(m.residents, m.person(v.in, r, listLength, t))
	}
	v.hold()
}

func (m *model) tree(in *instance) {
	m.unmatched = len(in.Mentors)
	m.root = m.unmatched + 1 + len(in.Groups)
	groupNo := map[string]int{"": m.root}
	for i, g := range in.Groups {
		groupNo[g.ID] = m.unmatched + 1 + i
	}
	for i, x := range in.Mentors {
		m.mentorNo[x.ID] = i
		m.nodes = append(m.nodes, node{x.ID, groupNo[x.Group], x.Min, x.Max})
	}
	m.nodes = append(m.nodes, node{"", m.root, 0, unlimited})
	for _, g := range in.Groups {
		m.nodes = append(m.nodes, node{g.ID, groupNo[g.Parent], g.Min, g.limit()})
	}
	m.nodes = append(m.nodes, node{"", -1, 0, unlimited})
	m.children = make([][]int, len(m.nodes))
	for n, x := range m.nodes[:m.root] {
		m.children[x.parent] = append(m.children[x.parent], n)
	}
}

type tables struct {
	pins, current map[string]string
	scores        map[string]map[int]int64
}

func (t tables) fill(in *instance, m *model) {
	for _, p := range in.Pins {
		t.pins[p.Resident] = p.Mentor
	}
	for _, p := range in.Current {
		t.current[p.Resident] = p.Mentor
	}
	for _, a := range in.Affinity {
		if t.scores[a.Resident] == nil {
			t.scores[a.Resident] = map[int]int64{}
		}
		t.scores[a.Resident][m.mentorNo[a.Mentor]] = a.Score
	}
}

func (m *model) person(in *instance, r resident, listLength int, t tables) person {
	p := person{id: r.ID}
	if id, ok := t.pins[r.ID]; ok {
		p.pinned = true
		p.special = []placement{{node: m.mentorNo[id], rank: rankOf(r, id)}}
	} else {
		m.choices(in, r, listLength, t, &p)
	}
	if id, ok := t.current[r.ID]; ok {
		p.markCurrent(m.mentorNo[id])
	}
	slices.Sort(p.closed)
	p.closed = slices.Compact(p.closed)
	if len(p.closed) == m.unmatched {
		p.others = nil
	}
	return p
}

func rankOf(r resident, id string) int {
	for k, tie := range r.Ranks {
		if slices.Contains(tie, id) {
			return k + 1
		}
	}
	return 0
}

func (m *model) choices(in *instance, r resident, listLength int, t tables, p *person) {
	length, exempt := 0, false
	for k, tie := range r.Ranks {
		named := false
		for _, id := range tie {
			refused, excluded := slices.Contains(r.NotWith, id), slices.Contains(r.Excluded, id)
			named = named || !refused
			exempt = exempt || excluded && !refused
			p.closed = append(p.closed, m.mentorNo[id])
			if !refused && !excluded {
				p.special = append(p.special, placement{node: m.mentorNo[id], rank: k + 1})
			}
		}
		if named {
			length++
		}
	}
	if in.fallback() {
		other := placement{off: true}
		if length < listLength && !exempt {
			other = placement{asRank: length + 1}
		}
		m.offTheList(r, t, p, other)
	}
	p.special = append(p.special, placement{node: m.unmatched, none: true})
}

func (m *model) offTheList(r resident, t tables, p *person, other placement) {
	for _, id := range slices.Concat(r.Excluded, r.NotWith) {
		p.closed = append(p.closed, m.mentorNo[id])
	}
	if self, ok := m.mentorNo[r.ID]; ok {
		p.closed = append(p.closed, self)
	}
	for n, score := range t.scores[r.ID] {
		if !slices.Contains(p.closed, n) {
			special := other
			special.node, special.score = n, score
			p.special = append(p.special, special)
			p.closed = append(p.closed, n)
		}
	}
	slices.SortFunc(p.special, func(a, b placement) int { return a.node - b.node })
	p.others = &other
}

// markCurrent notes the current pair if it is among the placements.
func (p *person) markCurrent(n int) {
	for i := range p.special {
		if p.special[i].node == n {
			p.special[i].current = true
			p.sitting = true
			return
		}
	}
	if p.others != nil && !slices.Contains(p.closed, n) {
		special := *p.others
		special.node, special.current = n, true
		p.special = append(p.special, special)
		p.closed = append(p.closed, n)
		p.sitting = true
	}
}

// placement returns what it means for p to be at node n, if that is allowed.
func (p *person) placement(n, unmatched int) (placement, bool) {
	for _, s := range p.special {
		if s.node == n {
			return s, true
		}
	}
	if _, closed := slices.BinarySearch(p.closed, n); closed || p.others == nil || n == unmatched {
		return placement{}, false
	}
	q := *p.others
	q.node = n
	return q, true
}

// hold restricts the residents of a budget to the pair they are in. That these and no others were held is not proven by
// prices; that at most as many pairs as allowed are broken is checked with the figures.
func (v *verifier) hold() {
	b := v.res.Certificate.Budget
	if b == nil {
		return
	}
	v.same("the allowance of moves", b.Moves == v.in.AllowMoves)
	for _, id := range b.Held {
		r, ok := v.model.residentNo[id]
		if !ok || !v.model.residents[r].sitting {
			v.refuse("resident %q has no pair to be held in", id)
			continue
		}
		p := &v.model.residents[r]
		p.special = slices.DeleteFunc(p.special, func(s placement) bool { return !s.current })
		p.others = nil
	}
}
