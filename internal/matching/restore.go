package matching

import (
	"fmt"
	"slices"
)

// restore makes an outcome of a result again, from its pairings and the prices in its certificate.
func restore(in *Instance, res *Result) (*outcome, error) {
	if hash := in.Hash(); res.Certificate.Instance != hash {
		return nil, invalid("the result is for another instance")
	}
	if res.Preset == SerialDictatorship || res.Preset == DeferredAcceptance {
		return nil, invalid("results of %s are explained by the lottery's order alone", res.Preset)
	}
	p := compile(in)
	if b := res.Certificate.Budget; b != nil {
		p = p.holding(b.Held)
	}
	o := &outcome{problem: p, preset: res.Preset, order: res.Certificate.Stages}
	packs := p.packs(o.order, packLimit)
	if len(packs) != len(res.Certificate.Packs) || len(res.Pairings) != len(p.residents) {
		return nil, invalid("the result does not fit the instance")
	}
	for i, k := range packs {
		o.solved = append(o.solved, priced{k, p.totalPrices(&res.Certificate.Packs[i])})
	}
	o.at = make([]int32, len(p.residents))
	for r, pairing := range res.Pairings {
		v := p.unmatchedNode()
		if pairing.Mentor != nil {
			v = p.mentorNo[*pairing.Mentor]
		}
		if o.at[r] = p.edgeTo(int32(r), v); o.at[r] < 0 || p.residents[r].ID != pairing.Resident {
			return nil, invalid("the result pairs resident %q against the rules", pairing.Resident)
		}
	}
	return o, nil
}

func invalid(format string, args ...any) error {
	return &InvalidError{[]Problem{{"", fmt.Sprintf(format, args...)}}}
}

// totalPrices adds to each own price those of the groups around it.
func (p *problem) totalPrices(s *PricedStage) []int64 {
	price := make([]int64, p.nodes())
	for _, m := range s.Mentors {
		price[p.mentorNo[m.Mentor]] = m.Price
	}
	own := make(map[GroupID]int64, len(s.Groups))
	for _, g := range s.Groups {
		own[g.Group] = g.Price
	}
	for i, g := range p.groups {
		price[p.firstGroupAt(i)] = own[g.ID]
	}
	price[p.unmatchedNode()] = s.Unmatched
	p.eachDown(func(v int32) { price[v] += price[p.parent[v]] })
	return price
}

// eachDown visits every node but the root after its parent.
func (p *problem) eachDown(visit func(v int32)) {
	queue := []int32{p.root()}
	for i := 0; i < len(queue); i++ {
		for _, c := range p.below(queue[i]) {
			visit(c)
			queue = append(queue, c)
		}
	}
}

// holding is the problem with some residents held in the pair they are in.
func (p *problem) holding(held []ResidentID) *problem {
	fates := make([]fate, len(p.residents))
	for r, who := range p.residents {
		if _, found := slices.BinarySearch(held, who.ID); found && p.current[r] >= 0 {
			fates[r] = stays
		}
	}
	return p.decided(fates)
}
