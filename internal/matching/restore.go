package matching

import (
	"cmp"
	"fmt"
	"slices"
)

// restore makes an outcome of a result again, from its pairings and the prices in its certificate.
func restore(in *Instance, res *Result) (*outcome, error) {
	if hash := in.Hash(); res.Certificate.Instance != hash {
		return nil, invalid("the result is for another instance")
	}
	if res.Preset.isReference() {
		return nil, invalid("results of %s are explained by the lottery's order alone", res.Preset)
	}
	lay := layoutFor(in)
	for {
		o, err := restoreAs(in, res, lay)
		if err != nil {
			return nil, err
		}
		misled := o.misled()
		if len(misled) == 0 {
			return o, nil
		}
		for _, r := range misled {
			lay.explicit[o.residents[r].ID] = true
		}
	}
}

func restoreAs(in *Instance, res *Result, lay layout) (*outcome, error) {
	p := compileAs(in, lay)
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
	o.priceHub()
	return o, o.takePairings(res.Pairings)
}

func (o *outcome) takePairings(pairings []Pairing) error {
	o.at, o.place = make([]int32, len(pairings)), make([]int32, len(pairings))
	for i, pairing := range pairings {
		r := o.byID[i]
		o.place[r] = o.unmatchedNode()
		if pairing.Mentor != nil {
			o.place[r] = o.mentorNo[*pairing.Mentor]
		}
		o.at[r] = o.edgeTo(r, o.place[r])
		if o.at[r] < 0 {
			o.at[r] = o.hubEdge(o.start[r], o.start[r+1])
		}
		if o.at[r] < 0 || o.residents[r].ID != pairing.Resident {
			return invalid("the result pairs resident %q against the rules", pairing.Resident)
		}
	}
	return nil
}

// priceHub gives the hub, pack by pack, the price of the cheapest mentor among those who were cheapest before.
func (o *outcome) priceHub() {
	if o.hub < 0 {
		return
	}
	members := make([]int32, o.unmatchedNode())
	for m := range members {
		members[m] = int32(m)
	}
	for _, s := range o.solved {
		if len(members) == 0 {
			return
		}
		least := slices.MinFunc(members, func(a, b int32) int { return cmp.Compare(s.price[a], s.price[b]) })
		s.price[o.hub] = s.price[least]
		members = slices.DeleteFunc(members, func(m int32) bool { return s.price[m] != s.price[o.hub] })
	}
}

// misled are the residents to whom the hub seems to offer something better than they have, which it does not: the mentors
// it stands for are barred to them.
func (o *outcome) misled() (out []int32) {
	for r := range o.at {
		e := o.hubEdge(o.start[r], o.start[r+1])
		if e < 0 {
			continue
		}
		for i := range o.solved {
			s := &o.solved[i]
			offer := s.edgeCost(o.problem, e) + s.price[o.hub]
			if have := s.edgeCost(o.problem, o.at[r]) + s.price[o.place[r]]; offer != have {
				if offer < have {
					out = append(out, int32(r))
				}
				break
			}
		}
	}
	return out
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
