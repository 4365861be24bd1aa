package matching

// A digit is one count that a stage makes as small as possible: the residents at one rank, those off their list, the
// pairs broken. A placement of class c adds weight[c] to it, and no sum of weights reaches span in size.
type digit struct {
	stage  Stage
	rank   int // of a rank stage, from 1; otherwise 0
	weight []int64
	span   int64
}

// A slope is the cost of a mentor's or a group's k-th resident.
type slope uint8

const (
	flat      slope = iota
	shortfall       // -1 for every resident up to the lower limit: filling these places is what counts
	squares         // 2k-1 for a mentor's k-th resident: the loads' squares, one step at a time
)

// A pack is what is solved in one go: several digits written as one integer, most significant first, as many as fit; or
// one of the stages whose cost does not count residents by class (lower limits, load, affinity).
type pack struct {
	digits   []digit
	cost     []int64 // by class
	slope    slope
	affinity bool
}

// packLimit bounds the product of the spans in a pack. The longest path that can matter, and with it every price, costs
// less than this product, with its sign, so that sums of two prices and a cost stay within 63 bits. Tests lower it to see a stage split.
const packLimit = int64(1) << 60

// slope is the cost of the n-th resident on the arc from node v to its parent.
func (p *problem) slope(s slope, v int32, n int32) int64 {
	switch {
	case s == shortfall && n <= p.minimum[v]:
		return -1
	case s == squares && v < p.unmatchedNode():
		return 2*int64(n) - 1
	}
	return 0
}

// packs turns the order of stages into what is solved one after the other. The lottery is no part of it.
func (p *problem) packs(order []Stage, limit int64) []pack {
	b := packer{problem: p, limit: limit, present: p.presentClasses()}
	for _, s := range order {
		switch s {
		case LowerLimits:
			b.lowerLimits()
		case EvenLoad:
			b.alone(pack{slope: squares})
		case AffinityScore:
			if p.score != nil {
				b.alone(pack{affinity: true})
			}
		default:
			for _, d := range p.digits(s) {
				b.add(d)
			}
		}
	}
	b.flush()
	return b.packs
}

// unplaced names the first part of LowerLimits in a certificate: residents without a place, where there is a fallback.
const unplaced Stage = "unmatched"

type packer struct {
	*problem
	limit   int64
	present []bool
	open    []digit
	product int64
	packs   []pack
}

func (p *problem) presentClasses() []bool {
	present := make([]bool, p.classes())
	for _, c := range p.class {
		present[c] = true
	}
	return present
}

// lowerLimits asks first for a place for everybody, if there is a fallback, then for the lower limits. The first part is
// a count like any other and may share a pack with what follows when no lower limit stands between.
func (b *packer) lowerLimits() {
	if b.in.Fallback {
		b.add(b.countDigit(unplaced, 0, func(c class) int64 { return one(c.is(b.unmatched())) }))
	}
	for _, low := range b.minimum {
		if low > 0 {
			b.alone(pack{slope: shortfall})
			return
		}
	}
}

func (b *packer) alone(p pack) {
	b.flush()
	p.cost = make([]int64, b.classes())
	b.packs = append(b.packs, p)
}

// add puts a digit into the open pack, or begins a new one when the product of the spans would pass the limit. A digit no
// edge can change is left out.
func (b *packer) add(d digit) {
	varies := false
	for c, w := range d.weight {
		varies = varies || w != 0 && b.present[c]
	}
	if !varies {
		return
	}
	if len(b.open) > 0 && b.product > b.limit/d.span {
		b.flush()
	}
	if len(b.open) == 0 {
		b.product = 1
	}
	b.open, b.product = append(b.open, d), b.product*d.span
}

func (b *packer) flush() {
	if len(b.open) == 0 {
		return
	}
	cost := make([]int64, b.classes())
	for _, d := range b.open {
		for c := range cost {
			cost[c] = cost[c]*d.span + d.weight[c]
		}
	}
	b.packs = append(b.packs, pack{digits: b.open, cost: cost})
	b.open = nil
}

// digits lists the counts of a stage, most important first. Ranks count from the stage's worse end; a rank stage says
// nothing about the first choice when worst ranks go first, because nobody is better off elsewhere.
func (p *problem) digits(s Stage) []digit {
	var out []digit
	switch s {
	case Kept:
		if p.sitting > 0 {
			out = append(out, p.countDigit(s, 0, func(c class) int64 { return -int64(c & currentBit) }))
		}
	case OffList:
		out = append(out, p.countDigit(s, 0, p.countsAsOffList))
	case WorstRankFirst:
		for k := p.ranks; k > 1; k-- {
			out = append(out, p.countDigit(s, k, func(c class) int64 { return one(p.counts(c) == k) }))
		}
	case BestRankFirst:
		for k := 1; k <= p.ranks; k++ {
			out = append(out, p.countDigit(s, k, func(c class) int64 { return -one(p.counts(c) == k) }))
		}
	case TotalRank:
		d := p.countDigit(s, 0, func(c class) int64 { return int64(p.counts(c)) })
		d.span = int64(len(p.residents))*int64(p.ranks) + 1
		out = append(out, d)
	}
	return out
}

// countsAsOffList: without a fallback nobody goes off their list, and the unmatched count instead.
func (p *problem) countsAsOffList(c class) int64 {
	return one(c.is(p.offList()) || !p.in.Fallback && c.is(p.unmatched()))
}

func (p *problem) countDigit(s Stage, rank int, weight func(class) int64) digit {
	d := digit{stage: s, rank: rank, weight: make([]int64, p.classes()), span: int64(len(p.residents)) + 1}
	for c := range d.weight {
		d.weight[c] = weight(class(c))
	}
	return d
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
