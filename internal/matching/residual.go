package matching

// A residual is everything that could still be changed about a finished pairing, tight or not: who could move where, and
// what each such step costs in every stage. Reduced by the prices, the first cost of a step that is not zero is positive,
// so shortest paths under costs compared stage by stage are found by Dijkstra's algorithm. A cycle of steps is another
// pairing, and the path back from a place to a resident is exactly what putting them there would bring about.
type residual struct {
	*outcome
	load   []int32
	seated [][]int32 // residents at a mentor
	into   []arrival // the edges into a node that lead from elsewhere: into[intoAt[v]:intoAt[v+1]]; made on demand
	intoAt []int32

	width int // numbers in a cost: one per pack
	cols  int // numbers in a tally
	back  bool

	dist   []int64 // per node, width numbers
	tally  []int32 // per node: what the path to it changes
	via    []hop
	state  []uint8
	heap   []int32
	spot   []int32 // place in the heap
	cost   []int64 // of the step at hand
	base   []int64 // of a resident's moves, without the price of where they lead
	prices []int64 // of all packs, node by node
}

// An arrival is a resident who could come to a node on an edge.
type arrival struct{ resident, edge int32 }

func newResidual(o *outcome) *residual {
	nodes := o.nodes()
	r := &residual{outcome: o, load: o.loads(), seated: make([][]int32, nodes), width: len(o.solved), cols: o.tallyColumns(),
		via: make([]hop, nodes), state: make([]uint8, nodes), spot: make([]int32, nodes)}
	r.dist = make([]int64, nodes*r.width)
	r.tally = make([]int32, nodes*r.cols)
	r.cost, r.base = make([]int64, r.width), make([]int64, r.width)
	r.prices = make([]int64, nodes*r.width)
	for i := range o.solved {
		for v, price := range o.solved[i].price {
			r.prices[v*r.width+i] = price
		}
	}
	ends := make([]int32, 0, len(o.place))
	counts := make([]int32, nodes)
	for _, v := range o.place {
		counts[v]++
	}
	for v, n := range counts {
		r.seated[v] = ends[len(ends) : len(ends) : len(ends)+int(n)]
		ends = ends[:len(ends)+int(n)]
	}
	for _, i := range o.byID {
		v := o.place[i]
		r.seated[v] = append(r.seated[v], i)
	}
	return r
}

// arrivals indexes the edges by where they lead.
func (r *residual) arrivals() {
	if r.intoAt != nil {
		return
	}
	r.intoAt = make([]int32, r.nodes()+1)
	for _, v := range r.to {
		r.intoAt[v+1]++
	}
	for v := range r.nodes() {
		r.intoAt[v+1] += r.intoAt[v]
	}
	r.into = make([]arrival, len(r.to))
	fill := append([]int32(nil), r.intoAt...)
	for _, who := range r.byID {
		for e := r.start[who]; e < r.start[who+1]; e++ {
			r.into[fill[r.to[e]]] = arrival{who, e}
			fill[r.to[e]]++
		}
	}
}

// edgeCost is what edge e costs in a pack, without prices.
func (s *priced) edgeCost(p *problem, e int32) int64 {
	c := s.pack.cost[p.class[e]]
	if s.affinity {
		c -= int64(p.score[e])
	}
	return c
}

// moveCost leaves in r.cost what it costs, reduced, that a resident changes to edge b. At the hub they are on the way only:
// a step from there to a mentor follows, or one back to it came before.
func (r *residual) moveCost(who, b int32) {
	a, from, to := r.at[who], r.place[who], r.to[b]
	for i := range r.solved {
		s := &r.solved[i]
		r.cost[i] = s.edgeCost(r.problem, b) + s.price[to] - s.edgeCost(r.problem, a) - s.price[from]
	}
}

// upCost leaves in r.cost the reduced cost of the n-th resident on the arc from v to its parent.
func (r *residual) upCost(v, n int32) {
	for i := range r.solved {
		s := &r.solved[i]
		r.cost[i] = r.slope(s.slope, v, n) + s.price[r.parent[v]] - s.price[v]
	}
}

func (r *residual) negate() {
	for i := range r.cost {
		r.cost[i] = -r.cost[i]
	}
}

// searchFrom finds the cheapest paths from a node to all others (or, with back set, from all others to it).
func (r *residual) searchFrom(v int32) {
	clear(r.state)
	clear(r.tally[int(v)*r.cols : (int(v)+1)*r.cols])
	clear(r.dist[int(v)*r.width : (int(v)+1)*r.width])
	r.via[v] = hop{from: -1, to: -1, resident: -1}
	r.state[v], r.spot[v] = queued, 0
	r.heap = append(r.heap[:0], v)
	for len(r.heap) > 0 {
		v := r.popHeap()
		r.state[v] = settled
		r.settle(v)
		if r.back {
			r.expandBack(v)
		} else {
			r.expand(v)
		}
	}
}

func (r *residual) reached(v int32) bool { return r.state[v] == settled }

func (r *residual) expand(v int32) {
	for _, who := range r.seated[v] {
		r.moves(v, who)
	}
	if w := r.parent[v]; w >= 0 && r.state[w] != settled && r.load[v] < r.limit[v] {
		r.upCost(v, r.load[v]+1)
		r.offer(v, w, hop{v, w, -1, -1})
	}
	for _, c := range r.below(v) {
		if r.state[c] != settled && r.load[c] > 0 {
			r.upCost(c, r.load[c])
			r.negate()
			r.offer(v, c, hop{v, c, -1, -1})
		}
	}
	if v == r.hub {
		for m := range r.unmatchedNode() {
			r.throughHub(v, m, m, hop{v, m, -1, -1})
		}
	}
}

// throughHub offers node w over the step from the hub to mentor m, seen from node v at one end of it.
func (r *residual) throughHub(v, m, w int32, h hop) {
	if r.state[w] == settled {
		return
	}
	for i, hub := range r.priceOf(r.hub) {
		r.cost[i] = r.priceOf(m)[i] - hub
	}
	r.offer(v, w, h)
}

// moves offers where a resident seated at v could go. Of the many mentors off the list all cost the same but for their
// prices, so that is worked out once.
func (r *residual) moves(v, who int32) {
	last := ^class(0) // a class no edge has
	for e := r.start[who]; e < r.start[who+1]; e++ {
		w := r.to[e]
		if r.state[w] == settled {
			continue
		}
		if c := r.class[e]; c != last || r.score != nil {
			r.moveCost(who, e)
			for i := range r.base {
				r.base[i] = r.cost[i] - r.priceOf(w)[i]
			}
			last = c
		}
		r.offerAt(v, w, hop{v, w, who, e})
	}
}

// offerAt proposes to reach w over a move that costs r.base and the price there.
func (r *residual) offerAt(v, w int32, h hop) {
	from, to, price := r.distance(v), r.distance(w), r.priceOf(w)
	if r.state[w] == queued {
		for i := range to {
			if d := from[i] + r.base[i] + price[i]; d > to[i] {
				return
			} else if d < to[i] {
				break
			}
		}
	}
	for i := range r.cost {
		r.cost[i] = r.base[i] + price[i]
	}
	r.offer(v, w, h)
}

func (r *residual) priceOf(v int32) []int64 { return r.prices[int(v)*r.width : (int(v)+1)*r.width] }

func (r *residual) expandBack(v int32) {
	r.arrivals()
	for _, a := range r.into[r.intoAt[v]:r.intoAt[v+1]] {
		if w := r.place[a.resident]; r.state[w] != settled {
			r.moveCost(a.resident, a.edge)
			r.offer(v, w, hop{w, v, a.resident, a.edge})
		}
	}
	if w := r.parent[v]; w >= 0 && r.state[w] != settled && r.load[v] > 0 {
		r.upCost(v, r.load[v])
		r.negate()
		r.offer(v, w, hop{w, v, -1, -1})
	}
	for _, c := range r.below(v) {
		if r.state[c] != settled && r.load[c] < r.limit[c] {
			r.upCost(c, r.load[c]+1)
			r.offer(v, c, hop{c, v, -1, -1})
		}
	}
	if r.hub >= 0 && v < r.unmatchedNode() {
		r.throughHub(v, v, r.hub, hop{r.hub, v, -1, -1})
	}
}

// offer proposes to reach w from v over a step that costs r.cost.
func (r *residual) offer(v, w int32, h hop) {
	from, to := r.distance(v), r.distance(w)
	if r.state[w] == queued && !shorter(from, r.cost, to) {
		return
	}
	for i := range to {
		to[i] = from[i] + r.cost[i]
	}
	r.via[w] = h
	if r.state[w] == unseen {
		r.state[w], r.spot[w] = queued, int32(len(r.heap))
		r.heap = append(r.heap, w)
	}
	r.up(int(r.spot[w]))
}

func (r *residual) distance(v int32) []int64 { return r.dist[int(v)*r.width : (int(v)+1)*r.width] }

// shorter compares a+b with c.
func shorter(a, b, c []int64) bool {
	for i := range c {
		if d := a[i] + b[i]; d != c[i] {
			return d < c[i]
		}
	}
	return false
}

func (r *residual) nearer(v, w int32) bool {
	a, b := r.distance(v), r.distance(w)
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return v < w
}

func (r *residual) up(i int) {
	v := r.heap[i]
	for i > 0 && r.nearer(v, r.heap[(i-1)/2]) {
		r.heap[i] = r.heap[(i-1)/2]
		r.spot[r.heap[i]] = int32(i)
		i = (i - 1) / 2
	}
	r.heap[i], r.spot[v] = v, int32(i)
}

func (r *residual) popHeap() int32 {
	top, v := r.heap[0], r.heap[len(r.heap)-1]
	r.heap = r.heap[:len(r.heap)-1]
	i := 0
	for len(r.heap) > 0 {
		c := 2*i + 1
		if c+1 < len(r.heap) && r.nearer(r.heap[c+1], r.heap[c]) {
			c++
		}
		if c >= len(r.heap) || !r.nearer(r.heap[c], v) {
			r.heap[i], r.spot[v] = v, int32(i)
			break
		}
		r.heap[i] = r.heap[c]
		r.spot[r.heap[i]] = int32(i)
		i = c
	}
	return top
}
