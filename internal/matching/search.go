package matching

import "math"

// A search is Dijkstra's algorithm from all nodes with an excess at once, over reduced costs. It is kept between runs so
// that nothing is allocated.
type search struct {
	dist    []int64
	heap    []int32 // nodes by distance, with lazy deletion replaced by places in the heap
	place   []int32 // node -> index in the heap, or -1
	touched []int32
	ready   []int32 // nodes at the distance being settled, found over an arc that costs nothing
	state   []uint8

	into   []int32 // node -> the last of the ways to it that are as short as any, a place in ways; -1: none
	ways   []way
	looked int // residents looked at
	before int // the same in the last search that raised prices, or in a later one that was longer
}

// A way is an arc of a shortest path, by where it comes from. Ways to one node are a list.
type way struct{ from, before int32 }

// The states of a node in a search.
const (
	unseen uint8 = iota
	queued
	settled
)

func (s *search) init(nodes int) {
	s.dist = make([]int64, nodes)
	s.place = make([]int32, nodes)
	s.into = make([]int32, nodes)
	s.state = make([]uint8, nodes)
}

func (s *search) reset() {
	for _, v := range s.touched {
		s.state[v] = unseen
	}
	s.touched, s.heap, s.ready, s.ways, s.looked = s.touched[:0], s.heap[:0], s.ready[:0], s.ways[:0], 0
}

// begin puts v at distance zero.
func (s *search) begin(v int32) {
	s.touched = append(s.touched, v)
	s.state[v], s.dist[v], s.place[v], s.into[v] = queued, 0, -1, -1
	s.ready = append(s.ready, v)
}

// reach offers a way to v of length d, over an arc from a node at distance now.
func (s *search) reach(v int32, d int64, from int32, now int64) {
	switch {
	case s.state[v] == unseen:
		s.touched = append(s.touched, v)
		s.state[v], s.place[v] = queued, -1
	case d > s.dist[v]:
		return
	case d == s.dist[v]:
		s.note(v, from)
		return
	}
	s.dist[v], s.into[v] = d, -1
	s.note(v, from)
	if d == now {
		s.ready = append(s.ready, v)
		if s.place[v] < 0 {
			return // never in the heap
		}
		// It leaves by the ready list, but the heap must stay one: below a distance that shrank in its place, others
		// would stop on their way up and be settled too late.
	}
	s.up(v)
}

// note keeps a way to v. Several from the same node in a row are one.
func (s *search) note(v, from int32) {
	if last := s.into[v]; last < 0 || s.ways[last].from != from {
		s.ways = append(s.ways, way{from, last})
		s.into[v] = int32(len(s.ways)) - 1
	}
}

// pop returns the nearest node that is not settled, unless it is further than limit.
func (s *search) pop(limit int64) (int32, bool) {
	for {
		v, ok := s.candidate(limit)
		if !ok {
			return 0, false
		}
		if s.state[v] != settled {
			s.state[v] = settled
			return v, true
		}
	}
}

func (s *search) candidate(limit int64) (int32, bool) {
	if last := len(s.ready) - 1; last >= 0 {
		v := s.ready[last]
		s.ready = s.ready[:last]
		return v, true
	}
	if len(s.heap) == 0 || s.dist[s.heap[0]] > limit {
		return 0, false
	}
	v := s.heap[0]
	last := s.heap[len(s.heap)-1]
	s.heap = s.heap[:len(s.heap)-1]
	if v != last {
		s.put(last, 0)
		s.down(last)
	}
	s.place[v] = -1
	return v, true
}

func (s *search) put(v int32, i int) {
	s.heap[i] = v
	s.place[v] = int32(i)
}

// up moves v, new in the heap or nearer than before, towards the top.
func (s *search) up(v int32) {
	i := int(s.place[v])
	if i < 0 {
		i = len(s.heap)
		s.heap = append(s.heap, v)
	}
	for i > 0 {
		above := (i - 1) / 4
		if s.dist[s.heap[above]] <= s.dist[v] {
			break
		}
		s.put(s.heap[above], i)
		i = above
	}
	s.put(v, i)
}

func (s *search) down(v int32) {
	i := int(s.place[v])
	for {
		least := 4*i + 1
		if least >= len(s.heap) {
			break
		}
		for c := least + 1; c < min(4*i+5, len(s.heap)); c++ {
			if s.dist[s.heap[c]] < s.dist[s.heap[least]] {
				least = c
			}
		}
		if s.dist[s.heap[least]] >= s.dist[v] {
			break
		}
		s.put(s.heap[least], i)
		i = least
	}
	s.put(v, i)
}

// findPrices raises prices until a path of no cost leads from an excess to where somebody is wanted. It reports whether
// there was an excess left.
func (f *flow) findPrices() bool {
	s := &f.search
	s.reset()
	for v, x := range f.excess {
		if x > 0 {
			s.begin(int32(v))
		}
	}
	if len(s.touched) == 0 {
		return false
	}
	f.nearest = f.nearestDeficit()
	for _, v := range s.touched {
		if s.state[v] == settled {
			f.price[v] += f.nearest - s.dist[v]
		}
	}
	return true
}

// nearestDeficit settles nodes in the order of their distance up to the first that wants more residents, whose distance it
// returns, and goes on for a while with those as near, because through them there may be many more. There always is one:
// bounds come from a pairing that meets them.
func (f *flow) nearestDeficit() int64 {
	s := &f.search
	best, enough := int64(math.MaxInt64/2), math.MaxInt
	for s.looked < enough {
		v, ok := s.pop(best)
		if !ok {
			break
		}
		if f.excess[v] < 0 {
			if enough == math.MaxInt {
				enough = 2*max(s.looked, s.before) + 1000
			}
			best = s.dist[v]
			continue
		}
		best = f.relax(v, best)
	}
	if enough == math.MaxInt {
		panic("matching: no way from an excess to a deficit")
	}
	if best > 0 || s.looked > s.before {
		s.before = s.looked
	}
	return best
}

// relax offers every way on from v. Ways longer than the best known to a deficit are left out.
func (f *flow) relax(v int32, best int64) int64 {
	d := f.search.dist[v]
	if w := f.parent[v]; w >= 0 && f.carried[v] < f.high[v] {
		best = f.reach(w, d+f.problem.slope(f.pack.slope, v, f.carried[v]+1)+f.price[w]-f.price[v], v, best)
		if best == d && f.excess[w] < 0 && f.pack.slope == flat {
			return best // nothing could be nearer; and there is room for several, where only one place costs just so otherwise
		}
	}
	for r := f.head[v]; r >= 0; r = f.chair[r].next {
		best = f.relaxResident(v, r, best)
	}
	for _, c := range f.below(v) {
		if f.carried[c] > f.low[c] {
			best = f.reach(c, d-f.problem.slope(f.pack.slope, c, f.carried[c])+f.price[c]-f.price[v], v, best)
		}
	}
	if f.hub >= 0 {
		best = f.relaxHub(v, d, best)
	}
	return best
}

// relaxHub offers the ways on from the hub, or back to it from a mentor it sends somebody to.
func (f *flow) relaxHub(v int32, d, best int64) int64 {
	if v == f.hub {
		for _, m := range f.members {
			best = f.reach(m, d+f.price[m]-f.price[v], v, best)
		}
	} else if v < f.unmatchedNode() && f.sent[v] > 0 {
		best = f.reach(f.hub, d+f.price[f.hub]-f.price[v], v, best)
	}
	return best
}

// relaxResident offers the moves of one resident seated at v. Since prices only rise, what was too dear elsewhere when last
// looked at still is, and often that rules them all out.
func (f *flow) relaxResident(v, r int32, best int64) int64 {
	f.search.looked++
	c := &f.chair[r]
	base := f.search.dist[v] - c.cost - f.price[v]
	if c.other > best-base {
		return best
	}
	end := c.lastWorth(best - base)
	c.other = math.MaxInt64
	if end < c.end {
		c.other = c.least
	}
	for e := c.first; e < end; e++ {
		if w := f.to[e]; w != v {
			y := f.cost(e) + f.price[w]
			c.other = min(c.other, y)
			best = f.reach(w, base+y, v, best)
		}
	}
	return best
}

// reach offers a way to w, and returns the length of the best known to a deficit. A node that has an excess of its own needs
// none.
func (f *flow) reach(w int32, length int64, from int32, best int64) int64 {
	if length > best || f.excess[w] > 0 {
		return best
	}
	f.search.reach(w, length, from, f.search.dist[from])
	if f.excess[w] < 0 {
		return length
	}
	return best
}
