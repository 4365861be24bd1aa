package matching

// An augmentation sends excesses on along arcs that cost nothing: depth first, each step one nearer to a deficit, so that the
// ways are as short as can be (Dinic 1970). A node all of whose arcs have been tried is closed until the next search.
type augmentation struct {
	level []int32 // node -> steps to a deficit, from 1 at the deficit itself; 0: no way known, or closed
	nodes []int32 // those that had a level, nearest first
	arc   []cursor
	path  []hop
}

// A cursor is how far the arcs of a node have been tried: the arc to its parent, its residents (and the edges of the one at
// hand), the arcs to its children.
type cursor struct {
	resident, edge int32
	child          int32 // -1: the parent comes first
	member         int32 // behind the hub, or guest of it; the lottery's
}

// A hop is one arc of a path: a resident who moves (from a mentor to a mentor), or flow up or down the tree.
type hop struct {
	from, to       int32
	resident, edge int32 // resident -1: an arc of the tree
}

func (a *augmentation) init(nodes int) {
	a.level = make([]int32, nodes)
	a.arc = make([]cursor, nodes)
}

// augment sends on what it can. Whether a way is left shows in the next search, which raises prices if not.
func (f *flow) augment() {
	f.layLevels()
	for _, v := range f.augmentation.nodes {
		for f.excess[v] > 0 && f.findPath(v) {
			f.follow(v)
		}
	}
	for _, v := range f.augmentation.nodes {
		f.augmentation.level[v] = 0
	}
}

// layLevels goes back from the deficits found, over the ways that were shortest, and so cost nothing now.
func (f *flow) layLevels() {
	a, s := &f.augmentation, &f.search
	a.nodes = a.nodes[:0]
	for _, v := range s.touched {
		if f.excess[v] < 0 && s.dist[v] == f.nearest {
			f.setLevel(v, 1)
		}
	}
	for i := 0; i < len(a.nodes); i++ {
		v := a.nodes[i]
		for w := s.into[v]; w >= 0; w = s.ways[w].before {
			if from := s.ways[w].from; a.level[from] == 0 {
				f.setLevel(from, a.level[v]+1)
			}
		}
	}
}

func (f *flow) setLevel(v, level int32) {
	a := &f.augmentation
	a.nodes = append(a.nodes, v)
	a.level[v], a.arc[v] = level, cursor{resident: f.head[v], edge: -1, child: -1}
}

// findPath leaves in path a way from v to a deficit, and closes nodes that have none.
func (f *flow) findPath(v int32) bool {
	a := &f.augmentation
	a.path = a.path[:0]
	for f.excess[v] >= 0 {
		if h, ok := f.advance(v); ok {
			a.path = append(a.path, h)
			v = h.to
			continue
		}
		a.level[v] = 0
		last := len(a.path) - 1
		if last < 0 {
			return false
		}
		v, a.path = a.path[last].from, a.path[:last]
	}
	return true
}

// nearer tells whether w is one step nearer to a deficit than v.
func (f *flow) nearer(w, v int32) bool {
	level := f.augmentation.level[w]
	return level > 0 && level == f.augmentation.level[v]-1
}

// advance finds the next arc from v that leads nearer to a deficit, leaving the cursor on it: it may be usable again.
// Upwards is tried first, because that is where places free are.
func (f *flow) advance(v int32) (hop, bool) {
	a := &f.augmentation.arc[v]
	if a.child < 0 {
		if w := f.parent[v]; w >= 0 && f.nearer(w, v) && f.freeUp(v) {
			return hop{v, w, -1, -1}, true
		}
		if f.freeBack(v) && f.nearer(f.hub, v) {
			return hop{v, f.hub, -1, -1}, true
		}
		a.child = 0
	}
	if h, ok := f.advanceResidents(v, a); ok {
		return h, true
	}
	for children := f.below(v); int(a.child) < len(children); a.child++ {
		if c := children[a.child]; f.nearer(c, v) && f.freeDown(c) {
			return hop{v, c, -1, -1}, true
		}
	}
	if v == f.hub {
		for ; int(a.child) < len(f.members); a.child++ {
			if m := f.members[a.child]; f.nearer(m, v) && f.price[m] == f.price[v] {
				return hop{v, m, -1, -1}, true
			}
		}
	}
	return hop{}, false
}

// advanceResidents finds the next resident at v who could move on at no cost.
func (f *flow) advanceResidents(v int32, a *cursor) (hop, bool) {
	price := f.price[v]
	for a.resident >= 0 {
		r := a.resident
		c := &f.chair[r]
		y := c.cost + price
		for e, end := max(a.edge, c.first), c.lastWorth(y); c.other <= y && e < end; e++ {
			if w := f.to[e]; f.cost(e)+f.price[w] == y && f.nearer(w, v) {
				a.edge = e
				return hop{v, w, r, e}, true
			}
		}
		a.resident, a.edge = c.next, -1
	}
	return hop{}, false
}

// freeUp: one more resident may flow from v to its parent at no reduced cost.
func (f *flow) freeUp(v int32) bool {
	return f.carried[v] < f.high[v] &&
		f.problem.slope(f.pack.slope, v, f.carried[v]+1) == f.price[v]-f.price[f.parent[v]]
}

// freeDown: one resident fewer may flow from v to its parent at no reduced cost.
func (f *flow) freeDown(v int32) bool {
	return f.carried[v] > f.low[v] &&
		f.problem.slope(f.pack.slope, v, f.carried[v]) == f.price[v]-f.price[f.parent[v]]
}

// freeBack: the hub may send one resident fewer to mentor v at no reduced cost.
func (f *flow) freeBack(v int32) bool {
	return f.hub >= 0 && v < f.unmatchedNode() && f.sent[v] > 0 && f.price[v] == f.price[f.hub]
}

// follow moves one resident's worth of excess from v along the path.
func (f *flow) follow(v int32) {
	f.excess[v]--
	for _, h := range f.augmentation.path {
		switch {
		case h.resident >= 0:
			a := &f.augmentation.arc[h.from]
			a.resident, a.edge = f.chair[h.resident].next, -1
			f.rise(h.resident)
			f.seat(h.resident, h.edge)
		case h.from == f.hub:
			f.sent[h.to]++
		case h.to == f.hub:
			f.sent[h.from]--
		case f.parent[h.from] == h.to:
			f.carried[h.from]++
		default:
			f.carried[h.to]--
		}
		v = h.to
	}
	f.excess[v]++
}
