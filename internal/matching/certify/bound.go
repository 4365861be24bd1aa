package certify

import (
	"math"
	"slices"
)

// tight is what no stage so far has ruled out: placements, and loads between low and high. The mentors a resident has not
// listed all cost the same, so of these only the ones with the lexicographically smallest prices so far can be tight;
// byPrice orders them by all prices of the certificate, and cheapest is a resident's first.
type tight struct {
	special   [][]placement
	cheapest  []int // a mentor off the list, or -1 when none is tight any more
	low, high []int64
	prices    [][]int64 // per pack, per node: with the prices above it
	depth     int       // packs verified
}

// stagesProven verifies every pack against the prices given for it.
func (v *verifier) stagesProven() {
	digits := v.digits()
	m := v.model
	t := &tight{special: make([][]placement, len(m.residents)), cheapest: make([]int, len(m.residents))}
	v.tight = t
	for _, pack := range v.res.Certificate.Packs {
		t.prices = append(t.prices, v.totalPrices(pack))
	}
	byPrice := v.byPrice()
	for r := range m.residents {
		t.special[r] = slices.Clone(m.residents[r].special)
		t.cheapest[r] = m.residents[r].firstOpen(byPrice)
	}
	for _, n := range m.nodes {
		t.low, t.high = append(t.low, 0), append(t.high, n.max)
	}
	for _, pack := range v.res.Certificate.Packs {
		taken := v.take(&digits, pack)
		if len(v.reasons) > 0 {
			return
		}
		if v.prove(taken, t.prices[t.depth]); len(v.reasons) > 0 {
			return
		}
		t.depth++
	}
	for _, d := range digits {
		if v.matters(d) {
			v.refuse("the certificate says nothing about %s", d.Stage)
			return
		}
	}
}

// totalPrices adds to every price those of the groups around it.
func (v *verifier) totalPrices(pack pricedStage) []int64 {
	m := v.model
	own := make([]int64, len(m.nodes))
	for _, p := range pack.Mentors {
		if n, ok := m.mentorNo[p.Mentor]; ok {
			own[n] = p.Price
		}
	}
	for _, p := range pack.Groups {
		for n := m.unmatched + 1; n < m.root; n++ {
			if m.nodes[n].id == p.Group {
				own[n] = p.Price
			}
		}
	}
	own[m.unmatched] = pack.Unmatched
	total := make([]int64, len(m.nodes))
	for n := range m.nodes {
		for w := n; w != m.root; w = m.nodes[w].parent {
			if total[n] += own[w]; own[w] > priceLimit || own[w] < -priceLimit || total[n] > priceLimit || total[n] < -priceLimit {
				v.refuse("the price of %q is out of bounds", m.nodes[n].id)
				return total
			}
		}
	}
	return total
}

// priceLimit keeps the sum of a price and a cost within 64 bits.
const priceLimit = math.MaxInt64 / 4

func (v *verifier) byPrice() []int {
	order := make([]int, v.model.unmatched)
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(a, b int) int { return v.tight.comparePrices(a, b) })
	return order
}

func (t *tight) comparePrices(a, b int) int {
	for _, price := range t.prices {
		switch {
		case price[a] < price[b]:
			return -1
		case price[a] > price[b]:
			return 1
		}
	}
	return 0
}

func (p *person) firstOpen(order []int) int {
	if p.others == nil {
		return -1
	}
	for _, n := range order {
		if _, closed := slices.BinarySearch(p.closed, n); !closed {
			return n
		}
	}
	return -1
}

// take removes from the objective what a pack covers. It may leave out only what no placement can change, and the integers
// in which counts are written together must be large enough to keep them apart.
func (v *verifier) take(digits *[]digit, pack pricedStage) []digit {
	var taken []digit
	for _, c := range pack.Counts {
		for len(*digits) > 0 && (*digits)[0].count != (count{c.Stage, c.Rank, 0}) && !v.matters((*digits)[0]) {
			*digits = (*digits)[1:]
		}
		if len(*digits) == 0 || (*digits)[0].count != (count{c.Stage, c.Rank, 0}) {
			v.refuse("the certificate has %s out of turn", c.Stage)
			return nil
		}
		d := (*digits)[0]
		d.Span = c.Span
		taken, *digits = append(taken, d), (*digits)[1:]
	}
	v.spans(taken)
	return taken
}

func (v *verifier) spans(taken []digit) {
	size := int64(1)
	for _, d := range taken {
		alone := d.weight == nil
		switch {
		case alone && len(taken) > 1, len(taken) > 1 && d.Span <= d.most, d.Span < 0:
			v.refuse("%s cannot be written together with others like this", d.Stage)
			return
		case !alone && size > priceLimit/max(d.Span, 1):
			v.refuse("the counts written together do not fit")
			return
		case !alone:
			size *= max(d.Span, 1)
		}
	}
	if len(taken) == 0 {
		v.refuse("a pack without counts")
	}
}

// prove compares the pairing's cost with the bound from the prices, and drops what cannot be in an optimum.
func (v *verifier) prove(taken []digit, price []int64) {
	t, m := v.tight, v.model
	cost := func(p placement) int64 {
		total := int64(0)
		for _, d := range taken {
			switch {
			case d.Stage == "affinity":
				total = -p.score
			case d.weight != nil:
				total = total*d.Span + d.weight(p)
			}
		}
		return total
	}
	var paid, bound wide
	for r := range m.residents {
		least := t.restrict(r, &m.residents[r], price, cost)
		paid, bound = paid.plus(widen(cost(v.placed[r]))), bound.plus(widen(least))
	}
	for n := range m.nodes[:m.root] {
		phi := phiOf(taken[0], m.nodes[n], n < m.unmatched)
		own := price[n]
		if above := m.nodes[n].parent; above != m.root {
			own -= price[above]
		}
		paid, bound = paid.plus(widen(phi.at(v.carried[n]))), bound.plus(t.restrictLoad(n, phi, own))
	}
	if bound.less(paid) {
		v.refuse("%s is not proven optimal by the prices given", taken[0].Stage)
	}
	if paid.less(bound) {
		v.refuse("%s: the pairing is below its bound, so an earlier stage does not allow it", taken[0].Stage)
	}
}

// restrict keeps the placements of r that attain the least cost plus price, and returns it.
func (t *tight) restrict(r int, who *person, price []int64, cost func(placement) int64) int64 {
	least := int64(math.MaxInt64)
	for _, p := range t.special[r] {
		least = min(least, cost(p)+price[p.node])
	}
	if n := t.cheapest[r]; n >= 0 {
		off := cost(*who.others) + price[n]
		if off > least {
			t.cheapest[r] = -1
		}
		least = min(least, off)
	}
	t.special[r] = slices.DeleteFunc(t.special[r], func(p placement) bool { return cost(p)+price[p.node] != least })
	return least
}

// phi is the convex cost of a load: nothing, -1 for every resident up to minimum, or the square.
type phi struct {
	minimum int64
	square  bool
}

func phiOf(d digit, n node, isMentor bool) phi {
	switch {
	case d.Stage == "lower_limits":
		return phi{minimum: n.min}
	case d.Stage == "load" && isMentor:
		return phi{square: true}
	}
	return phi{}
}

func (f phi) at(x int64) int64 {
	if f.square {
		return x * x
	}
	return -min(x, f.minimum)
}

// restrictLoad finds the minimum over the loads still allowed at n of phi(x) - own*x, and keeps the loads that attain it.
// The function is convex, so its minimum lies at an end or at a corner.
func (t *tight) restrictLoad(n int, f phi, own int64) wide {
	value := func(x int64) wide { return widen(f.at(x)).minus(product(own, x)) }
	corners := []int64{t.low[n], t.high[n], clamp(f.minimum, t.low[n], t.high[n])}
	if f.square {
		// x*x - own*x has its corner at own/2; beyond the limits it is the end that counts.
		corners = append(corners[:2], clamp(own/2, t.low[n], t.high[n]), clamp((own+1)/2, t.low[n], t.high[n]))
	}
	best := value(corners[0])
	for _, x := range corners[1:] {
		if value(x).less(best) {
			best = value(x)
		}
	}
	corners = slices.DeleteFunc(corners, func(x int64) bool { return best.less(value(x)) })
	t.low[n], t.high[n] = slices.Min(corners), slices.Max(corners)
	return best
}

func clamp(x, low, high int64) int64 { return min(max(x, low), high) }
