package matching

// An outcome is a finished pairing on the numbered problem: where each resident ended, and the packs with their prices.
type outcome struct {
	*problem
	preset Preset
	order  []Stage
	at     []int32 // the edge of each resident
	place  []int32 // and the node it leads to
	solved []priced
	budget *Budget // when a limit on moves decided
	peaks  []int32 // per mentor: the most held at any time; nil when that is where it ended
}

// A priced pack is a pack with the prices that solve it.
type priced struct {
	pack
	price []int64
}

func (o *outcome) loads() []int32 {
	loads := make([]int32, o.nodes())
	for _, v := range o.place {
		for ; v >= 0; v = o.parent[v] {
			loads[v]++
		}
	}
	return loads
}

// result turns an outcome into what is published. It says nothing about
// counterfactuals yet, and leaves out the certificate and the Hall set unless proof is wanted.
func (o *outcome) result(seed string, proof bool) Result {
	loads := o.loads()
	res := Result{Preset: o.preset, Profile: make([]int, o.ranks), OffListAsRank: make([]int, o.ranks),
		Pairings: make([]Pairing, len(o.residents)), Loads: make([]Load, len(o.mentors))}
	ranks := make([]int, o.ranks+1) // pairings at the same rank share a number
	for k := range ranks {
		ranks[k] = k
	}
	for i, r := range o.byID {
		res.Pairings[i] = o.pairing(r, &res, ranks)
	}
	for m, who := range o.mentors {
		res.Loads[m] = Load{Mentor: who.ID, Load: int(loads[m])}
	}
	res.Missing = o.missing(loads)
	for _, m := range res.Missing {
		res.Shortfall += m.Count
	}
	for _, s := range o.order {
		res.Stages = append(res.Stages, o.value(s, &res, loads))
	}
	if proof {
		res.Certificate = o.certificate(seed)
	}
	if proof && res.Shortfall > 0 {
		res.Hall = o.hall()
	}
	return res
}

// pairing describes where r ended and counts it.
func (o *outcome) pairing(r int32, res *Result, ranks []int) Pairing {
	e := o.at[r]
	c := o.class[e]
	out := Pairing{Resident: o.residents[r].ID}
	if o.problem.current[r] >= 0 && c&currentBit == 0 {
		res.Moved++
	}
	if c.is(o.unmatched()) {
		res.Unmatched++
		return out
	}
	out.Mentor = &o.mentors[o.place[r]].ID
	out.Pinned = o.pinned[r]
	switch k := o.rankOf(c); {
	case k > 0:
		out.Rank = &ranks[k]
		res.Profile[k-1]++
	case o.asRankOf(c) > 0:
		out.OffListAsRank = o.asRankOf(c)
		res.OffListAsRank[o.asRankOf(c)-1]++
	case c.is(o.pinnedOff()):
		res.PinnedOffList++
	default:
		res.OffList++
	}
	return out
}

func (o *outcome) missing(loads []int32) []Missing {
	var out []Missing
	if n := loads[o.unmatchedNode()]; n > 0 && o.in.Fallback {
		out = append(out, Missing{Count: int(n)})
	}
	for i, m := range o.mentors {
		if gap := m.Min - int(loads[i]); gap > 0 {
			out = append(out, Missing{Mentor: m.ID, Count: gap})
		}
	}
	for i, g := range o.groups {
		if gap := g.Min - int(loads[o.firstGroupAt(i)]); gap > 0 {
			out = append(out, Missing{Group: g.ID, Count: gap})
		}
	}
	return out
}

func (o *outcome) value(s Stage, res *Result, loads []int32) StageValue {
	out := StageValue{Name: s}
	switch s {
	case LowerLimits:
		out.Value = int64(res.Shortfall)
	case Kept:
		out.Value = int64(res.Moved)
	case OffList:
		out.Value = int64(res.OffList)
		if !o.in.Fallback {
			out.Value = int64(res.Unmatched)
		}
	case WorstRankFirst, BestRankFirst:
		out.Counts = o.rankCounts(s, res)
	case TotalRank:
		for k := range o.ranks {
			out.Value += int64(k+1) * int64(res.Profile[k]+res.OffListAsRank[k])
		}
	case EvenLoad:
		for _, n := range loads[:len(o.mentors)] {
			out.Value += int64(n) * int64(n)
		}
	case AffinityScore:
		for _, e := range o.at {
			if o.score != nil {
				out.Value += int64(o.score[e])
			}
		}
	}
	return out
}

func (o *outcome) rankCounts(s Stage, res *Result) []int {
	counts := make([]int, o.ranks)
	for k := range o.ranks {
		i := k
		if s == WorstRankFirst {
			i = o.ranks - 1 - k
		}
		counts[i] = res.Profile[k] + res.OffListAsRank[k]
	}
	return counts
}

func (o *outcome) certificate(seed string) Certificate {
	c := Certificate{Format: CertificateFormat, Instance: o.in.Hash(), Seed: seed, SeedHash: SeedHash(seed), Stages: o.order, Budget: o.budget}
	for i := range o.solved {
		c.Packs = append(c.Packs, o.pricedStage(&o.solved[i]))
	}
	return c
}

func (o *outcome) pricedStage(s *priced) PricedStage {
	out := PricedStage{Mentors: []MentorPrice{}, Groups: []GroupPrice{}, Counts: s.counts()}
	own := func(v int32) int64 { return s.price[v] - s.price[o.parent[v]] }
	for i, m := range o.mentors {
		if p := own(int32(i)); p != 0 {
			out.Mentors = append(out.Mentors, MentorPrice{m.ID, p})
		}
	}
	for i, g := range o.groups {
		if p := own(o.firstGroupAt(i)); p != 0 {
			out.Groups = append(out.Groups, GroupPrice{g.ID, p})
		}
	}
	out.Unmatched = own(o.unmatchedNode())
	return out
}

func (k *pack) counts() []Count {
	switch {
	case k.slope == shortfall:
		return []Count{{Stage: LowerLimits}}
	case k.slope == squares:
		return []Count{{Stage: EvenLoad}}
	case k.affinity:
		return []Count{{Stage: AffinityScore}}
	}
	var out []Count
	for _, d := range k.digits {
		out = append(out, Count{Stage: d.stage, Rank: d.rank, Span: d.span})
	}
	return out
}
