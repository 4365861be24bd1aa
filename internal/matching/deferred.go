package matching

import "slices"

// deferral is resident-proposing deferred acceptance (Gale and Shapley 1962), with groups' upper limits: residents propose
// down their lists, ties in the order of their tickets; wherever a limit is exceeded, the deepest such mentor or group lets
// go of whom it likes least. Mentors' own ties, and residents they did not rank, go by the lottery's order. A group
// compares residents by how its mentors rank them. The outcome is stable: nobody can point to a mentor they would rather
// have, and who has room or somebody they like less. Lower limits play no part in it.
type deferral struct {
	*problem
	next      []int32   // how far down their list each resident has come
	held      [][]int32 // residents at a mentor for now
	carried   []int32
	peaks     []int32 // the most a node held at any time, but not above its limit
	at, place []int32
	standing  []int32           // place in the lottery's order
	liking    []map[int32]int32 // rank a mentor gives a resident
	lottery   lottery
}

const unranked = int32(1) << 30

func (p *problem) deferredAcceptance(seed string) *outcome {
	preset, order := p.in.stageOrder()
	n := len(p.residents)
	if p.proposals == nil {
		p.proposals = make([]wishes, n)
	}
	d := &deferral{problem: p, next: make([]int32, n), at: make([]int32, n), place: make([]int32, n),
		held: make([][]int32, p.nodes()), carried: make([]int32, p.nodes()), peaks: make([]int32, p.nodes()),
		standing: make([]int32, n)}
	d.lottery = lottery{flow: &flow{problem: p}, seed: seed, fixed: make([]bool, n)}
	d.rankResidents()
	waiting := d.lottery.order()
	slices.Reverse(waiting)
	for len(waiting) > 0 {
		r := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		if rejected := d.propose(r); rejected >= 0 {
			waiting = append(waiting, rejected)
		}
	}
	return &outcome{problem: p, preset: preset, order: order, at: d.at, place: d.place, peaks: d.peaks}
}

// rankResidents notes the lottery's order and the mentors' own lists.
func (d *deferral) rankResidents() {
	for i, r := range d.lottery.order() {
		d.standing[r] = int32(i)
	}
	number := make(map[ResidentID]int32, len(d.residents))
	for r, who := range d.residents {
		number[who.ID] = int32(r)
	}
	d.liking = make([]map[int32]int32, len(d.mentors))
	for m, who := range d.mentors {
		d.liking[m] = map[int32]int32{}
		for k, tie := range who.Ranks {
			for _, id := range tie {
				d.liking[m][number[id]] = int32(k)
			}
		}
	}
}

// propose sends r to the next on their list. It returns who is let go in return, or -1.
func (d *deferral) propose(r int32) int32 {
	if d.proposals[r].ticket == nil {
		d.proposals[r] = d.listOf(r)
	}
	o := d.proposals[r].at(d.next[r]) // there always is one: having no place comes last, and is always granted
	d.next[r]++
	d.hold(r, o)
	for v := o.node; v >= 0; v = d.parent[v] {
		if d.carried[v] > d.limit[v] {
			worst := d.worst(v, r)
			d.release(worst)
			return worst
		}
	}
	return -1
}

func (d *deferral) listOf(r int32) wishes {
	prefix := pairPrefix(nil, d.lottery.seed, d.residents[r].ID)
	w := wishes{ticket: func(o option) (t ticket) {
		if o.node < d.unmatchedNode() { // having no place needs no ticket: it is alone at its rank
			t, prefix = pairTicket(prefix, d.mentors[o.node].ID)
		}
		return t
	}}
	d.eachOption(r, func(o option) { w.list = append(w.list, wish{option: o, preference: d.preference(d.class[o.edge])}) })
	w.arrange()
	return w
}

func (d *deferral) hold(r int32, o option) {
	d.at[r], d.place[r] = o.edge, o.node
	d.held[o.node] = append(d.held[o.node], r)
	d.count(o.node, 1)
}

func (d *deferral) release(r int32) {
	m := d.place[r]
	i := slices.Index(d.held[m], r)
	d.held[m] = slices.Delete(d.held[m], i, i+1)
	d.count(m, -1)
}

func (d *deferral) count(v, change int32) {
	for ; v >= 0; v = d.parent[v] {
		d.carried[v] += change
		d.peaks[v] = max(d.peaks[v], min(d.carried[v], d.limit[v]))
	}
}

// worst returns the resident below v who is liked least.
func (d *deferral) worst(v, worst int32) int32 {
	for _, r := range d.held[v] {
		if d.likes(worst, r) {
			worst = r
		}
	}
	for _, c := range d.below(v) {
		if d.carried[c] > 0 {
			worst = d.worst(c, worst)
		}
	}
	return worst
}

// likes tells whether a is let go after b: pinned residents last of all, then by rank, then by the lottery.
func (d *deferral) likes(a, b int32) bool {
	if x, y := d.rankAt(a), d.rankAt(b); x != y {
		return x < y
	}
	return d.standing[a] < d.standing[b]
}

func (d *deferral) rankAt(r int32) int32 {
	m := d.place[r]
	if d.pinned[r] {
		return -1
	}
	if m < d.unmatchedNode() {
		if k, ok := d.liking[m][r]; ok {
			return k
		}
	}
	return unranked
}
