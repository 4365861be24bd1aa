package certify

import (
	"crypto/sha256"
	"slices"
	"sort"
)

// A redraw runs the lottery again on what the stages leave: residents in the order of SHA-256(seed, 0, resident) each take
// the best rank still possible, then the smallest SHA-256(seed, 0, resident, 0, mentor).
//
// It begins with the pairing to be checked and changes it only if a resident could do better, which refutes it.
type redraw struct {
	*verifier
	at     []int   // node of each resident
	seated [][]int // residents at a node who have not drawn yet
	class  []int   // mentors with equal prices throughout have the same class
	member [][]int // mentors of a class
}

func (v *verifier) drawAgain() {
	d := &redraw{verifier: v, at: make([]int, len(v.placed)), seated: make([][]int, len(v.model.nodes))}
	for r, p := range v.placed {
		d.at[r] = p.node
		d.seated[p.node] = append(d.seated[p.node], r)
	}
	d.classify()
	for _, r := range d.order() {
		if d.draw(r); len(v.reasons) > 0 {
			return
		}
	}
}

// classify numbers the mentors by their prices.
func (d *redraw) classify() {
	order := d.byPrice()
	d.class = make([]int, len(order))
	for i, n := range order {
		if i == 0 || d.tight.comparePrices(order[i-1], n) != 0 {
			d.member = append(d.member, nil)
		}
		d.class[n] = len(d.member) - 1
		d.member[d.class[n]] = append(d.member[d.class[n]], n)
	}
}

func (d *redraw) order() []int {
	tickets := make([]string, len(d.model.residents))
	order := make([]int, len(tickets))
	for r := range order {
		order[r], tickets[r] = r, d.ticket(d.model.residents[r].id)
	}
	sort.Slice(order, func(i, j int) bool { return tickets[order[i]] < tickets[order[j]] })
	return order
}

func (d *redraw) ticket(parts ...string) string {
	h := sha256.New()
	h.Write([]byte(d.res.Certificate.Seed))
	for _, p := range parts {
		h.Write([]byte{0})
		h.Write([]byte(p))
	}
	return string(h.Sum(nil))
}

// draw lets r choose. Everyone before r has chosen what the pairing gives them, so r must too.
func (d *redraw) draw(r int) {
	home := d.at[r]
	i := slices.Index(d.seated[home], r)
	d.seated[home] = slices.Delete(d.seated[home], i, i+1)
	for _, n := range d.better(r) {
		if d.path(n, home) {
			d.refuse("the lottery gives resident %q another place", d.model.residents[r].id)
			return
		}
	}
}

// better lists the tight placements r prefers to the one they have.
func (d *redraw) better(r int) []int {
	who := &d.model.residents[r]
	mine, _ := who.placement(d.at[r], d.model.unmatched)
	var out []int
	for _, p := range d.tightPlacements(r) {
		if p.node != d.at[r] && (d.level(p) < d.level(mine) || d.level(p) == d.level(mine) && d.first(who.id, p.node, mine.node)) {
			out = append(out, p.node)
		}
	}
	return out
}

// level orders placements as a resident does: by rank, then any mentor off the list, then none.
func (d *redraw) level(p placement) int {
	switch {
	case p.rank > 0:
		return p.rank
	case p.none:
		return d.model.ranks + 2
	}
	return d.model.ranks + 1
}

func (d *redraw) first(resident string, a, b int) bool {
	return d.ticket(resident, d.model.nodes[a].id) < d.ticket(resident, d.model.nodes[b].id)
}

func (d *redraw) tightPlacements(r int) []placement {
	out := slices.Clone(d.tight.special[r])
	if d.tight.cheapest[r] < 0 {
		return out
	}
	who := &d.model.residents[r]
	for _, n := range d.member[d.class[d.tight.cheapest[r]]] {
		if _, closed := slices.BinarySearch(who.closed, n); !closed {
			p := *who.others
			p.node = n
			out = append(out, p)
		}
	}
	return out
}

// path looks for a chain that makes room at node from and fills node to: residents who have not drawn move along tight
// placements, and loads change within what is tight.
func (d *redraw) path(from, to int) bool {
	seen := make([]bool, len(d.model.nodes))
	seen[from] = true
	queue := []int{from}
	left := map[int][]int{}
	visit := func(n int) {
		if !seen[n] {
			seen[n] = true
			queue = append(queue, n)
		}
	}
	for i := 0; i < len(queue) && !seen[to]; i++ {
		v := queue[i]
		for _, r := range d.seated[v] {
			for _, p := range d.tight.special[r] {
				visit(p.node)
			}
			d.visitOthers(r, left, visit)
		}
		d.visitTree(v, visit)
	}
	return seen[to]
}

// visitOthers offers the tight mentors off r's list. Each is offered once per search: left holds those of a class that no
// resident has been able to go to so far.
func (d *redraw) visitOthers(r int, left map[int][]int, visit func(int)) {
	if d.tight.cheapest[r] < 0 {
		return
	}
	class := d.class[d.tight.cheapest[r]]
	members, begun := left[class]
	if !begun {
		members = d.member[class]
	}
	var closed []int
	for _, n := range members {
		if _, barred := slices.BinarySearch(d.model.residents[r].closed, n); barred {
			closed = append(closed, n)
		} else {
			visit(n)
		}
	}
	left[class] = closed
}

func (d *redraw) visitTree(v int, visit func(int)) {
	m, t := d.model, d.tight
	if v != m.root && d.carried[v] < t.high[v] {
		visit(m.nodes[v].parent)
	}
	for _, n := range m.children[v] {
		if d.carried[n] > t.low[n] {
			visit(n)
		}
	}
}
