package matching

import (
	"cmp"
	"math"
	"slices"
)

// A flow is a pairing on its way to the optimum of a pack. Residents sit at mentors, which may be over-full on the way;
// prices rise until none is.
//
// The price of a node is what a place below it costs in all: a mentor's own price is what it adds to its group's. With
// y = the least cost + price among a resident's edges, the flow always keeps
//
//	every resident on an edge that attains their y,
//	load at the lower bound where the own price is below the cost of the next place,
//	load at the upper bound where it is above the cost of the last,
//
// which is complementary slackness: once no node has an excess, pairing and prices prove each other optimal.
type flow struct {
	*problem
	pack pack

	chair []chair // of each resident
	head  []int32 // residents at a node, as a list through their chairs; -1 ends it

	low, high []int32 // what the packs before allow on the arc from a node to its parent
	carried   []int32 // the flow on that arc
	excess    []int32 // residents at or below a node, less what its arc carries away; negative: it wants more
	price     []int64

	// The hub sends residents on to its members, the mentors whose price is least.
	members []int32
	sent    []int32 // per mentor

	nearest      int64 // the distance of the deficits last found
	search       search
	augmentation augmentation
}

// A chair is what the flow knows about one resident, together because it is read together.
type chair struct {
	next, prev int32 // others at the same node
	at         int32 // the edge on which the resident sits
	first, end int32 // their edges still tight
	list       int32 // where among these the list ends, and mentors off the list and no mentor begin
	cost       int64 // of the edge at, in the pack being solved
	least      int64 // the least cost after the list
	other      int64 // no more than what any other edge costs, its mentor's price included
}

func newFlow(p *problem) *flow {
	n, nodes := len(p.residents), p.nodes()
	f := &flow{problem: p,
		chair: make([]chair, n),
		head:  make([]int32, nodes), low: make([]int32, nodes), high: make([]int32, nodes),
		carried: make([]int32, nodes), excess: make([]int32, nodes), price: make([]int64, nodes)}
	for r := range p.residents {
		f.chair[r] = chair{first: p.start[r], end: p.start[r+1], at: p.start[r]}
		f.markList(int32(r))
	}
	copy(f.high, p.limit)
	if p.hub >= 0 {
		f.sent = make([]int32, p.unmatchedNode())
		for m := range p.unmatchedNode() {
			f.members = append(f.members, m)
		}
	}
	f.search.init(nodes)
	f.augmentation.init(nodes)
	return f
}

// cost of an edge in the pack being solved.
func (f *flow) cost(e int32) int64 {
	c := f.pack.cost[f.class[e]]
	if f.pack.affinity {
		c -= int64(f.score[e])
	}
	return c
}

// markList finds where the edges off the list begin.
func (f *flow) markList(r int32) {
	c := &f.chair[r]
	c.list = c.first
	for c.list < c.end && f.rankOf(f.class[c.list]) > 0 {
		c.list++
	}
}

// lastWorth returns the end of the edges worth a look when only those matter whose cost is at most most. There may be very
// many mentors off the list, and often one glance rules out all of them, because prices are never below zero.
func (c *chair) lastWorth(most int64) int32 {
	if c.least > most {
		return c.list
	}
	return c.end
}

// solve finds the optimum of a pack among the pairings on tight edges within the bounds, and leaves its prices.
func (f *flow) solve(k pack) {
	f.pack = k
	f.begin()
	for f.findPrices() {
		f.augment()
	}
	f.normalise()
}

// begin seats everyone on their cheapest tight edge at price zero: where they sit already if that is one, else the first.
func (f *flow) begin() {
	clear(f.price)
	clear(f.sent)
	for v := range f.head {
		f.head[v], f.excess[v] = -1, 0
	}
	for r := range f.residents {
		best := f.cheapest(int32(r))
		f.seat(int32(r), best)
		f.excess[f.to[best]]++
	}
	f.carryAway()
}

// cheapest finds the edge on which r begins, and notes the least cost off the list.
func (f *flow) cheapest(r int32) int32 {
	best, least := f.chair[r].at, f.cost(f.chair[r].at)
	for e := f.start[r]; e < f.chair[r].list; e++ {
		if c := f.cost(e); c < least {
			best, least = e, c
		}
	}
	f.chair[r].least = math.MaxInt64
	for e := f.chair[r].list; e < f.chair[r].end; e++ {
		c := f.cost(e)
		f.chair[r].least = min(f.chair[r].least, c)
		if c < least {
			best, least = e, c
		}
	}
	return best
}

// carryAway sets the arcs of the tree, leaves first, to whatever of the excess they may carry at price zero.
func (f *flow) carryAway() {
	for v := int32(0); v <= f.unmatchedNode(); v++ {
		f.carry(v)
	}
	f.eachGroupUp(f.carry)
	f.excess[f.root()] -= int32(len(f.residents))
}

// eachGroupUp visits every group after the groups inside it.
func (p *problem) eachGroupUp(visit func(g int32)) {
	var walk func(v int32)
	walk = func(v int32) {
		for _, c := range p.below(v) {
			if c >= p.firstGroup() {
				walk(c)
				visit(c)
			}
		}
	}
	walk(p.root())
}

func (f *flow) carry(v int32) {
	least, most := f.allowed(v)
	f.carried[v] = min(max(f.excess[v], least), most)
	f.excess[v] -= f.carried[v]
	f.excess[f.parent[v]] += f.carried[v]
}

// allowed is the range of flow from v to its parent that the prices permit: places that cost less than v's own price must
// be taken, those that cost more must not.
func (f *flow) allowed(v int32) (least, most int32) {
	own := f.price[v] - f.price[f.parent[v]]
	least, most = f.low[v], f.high[v]
	switch {
	case f.pack.slope == shortfall:
		return f.allowedBelowMinimum(v, own)
	case f.pack.slope == squares && v < f.unmatchedNode():
		// The k-th place costs 2k-1, so at most one of them costs exactly the price.
		least = clamp(int32(min(max(own/2, 0), Unlimited)), f.low[v], f.high[v])
		most = clamp(int32(min(max((own+1)/2, 0), Unlimited)), f.low[v], f.high[v])
	case own > 0:
		least = most
	case own < 0:
		most = least
	}
	return least, most
}

// allowedBelowMinimum: places up to the lower limit cost -1, the others nothing.
func (f *flow) allowedBelowMinimum(v int32, own int64) (least, most int32) {
	bound := clamp(f.minimum[v], f.low[v], f.high[v])
	switch {
	case own > 0:
		return f.high[v], f.high[v]
	case own == 0:
		return bound, f.high[v]
	case own == -1:
		return f.low[v], bound
	}
	return f.low[v], f.low[v]
}

func clamp(x, low, high int32) int32 { return min(max(x, low), high) }

// seat puts r, who sits nowhere, on edge e.
func (f *flow) seat(r, e int32) {
	f.chair[r].at, f.chair[r].cost, f.chair[r].other = e, f.cost(e), math.MinInt64
	f.link(r, f.to[e])
}

// rise takes r from their seat.
func (f *flow) rise(r int32) { f.unlink(r, f.to[f.chair[r].at]) }

// link puts r on the list of those at node v.
func (f *flow) link(r, v int32) {
	c, head := &f.chair[r], f.head[v]
	c.prev, c.next = -1, head
	if head >= 0 {
		f.chair[head].prev = r
	}
	f.head[v] = r
}

func (f *flow) unlink(r, v int32) {
	c := &f.chair[r]
	if c.prev >= 0 {
		f.chair[c.prev].next = c.next
	} else {
		f.head[v] = c.next
	}
	if c.next >= 0 {
		f.chair[c.next].prev = c.prev
	}
}

// seats returns the edge on which everyone sits.
func (f *flow) seats() []int32 {
	at := make([]int32, len(f.chair))
	for r := range at {
		at[r] = f.chair[r].at
	}
	return at
}

// normalise makes the root's price zero, as only differences matter, and the hub's that of its cheapest member.
func (f *flow) normalise() {
	if len(f.members) > 0 {
		cheapest := slices.MinFunc(f.members, func(a, b int32) int { return cmp.Compare(f.price[a], f.price[b]) })
		f.price[f.hub] = f.price[cheapest]
	}
	if base := f.price[f.root()]; base != 0 {
		for v := range f.price {
			f.price[v] -= base
		}
	}
}

// tighten keeps what every optimum of the pack has in common: edges that attain their resident's y, in their order, and
// for every arc of the tree the range its price permits. What is left is exactly the set of all optima.
func (f *flow) tighten() {
	for r := range f.residents {
		f.tightenResident(int32(r))
	}
	for v := int32(0); v < f.root(); v++ {
		if v != f.hub {
			f.low[v], f.high[v] = f.allowed(v)
		}
	}
	f.members = slices.DeleteFunc(f.members, func(m int32) bool { return f.price[m] != f.price[f.hub] })
}

func (f *flow) tightenResident(r int32) {
	seat := f.chair[r].at
	y := f.cost(seat) + f.price[f.to[seat]]
	kept := f.start[r]
	for e := f.start[r]; e < f.chair[r].end; e++ {
		if f.cost(e)+f.price[f.to[e]] != y {
			continue
		}
		if e == seat {
			f.chair[r].at = kept
		}
		f.swap(e, kept)
		kept++
	}
	f.chair[r].end = kept
	f.markList(r)
}

// swap exchanges two edges of one resident. Edges that stay tight keep their order, because they only move forward past
// edges that do not.
func (f *flow) swap(d, e int32) {
	if d == e {
		return
	}
	f.to[d], f.to[e] = f.to[e], f.to[d]
	f.class[d], f.class[e] = f.class[e], f.class[d]
	if f.score != nil {
		f.score[d], f.score[e] = f.score[e], f.score[d]
	}
}
