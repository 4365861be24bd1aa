package certify

// unranked is the standing of a resident a mentor did not rank: after all who are.
const unranked = 1 << 30

// stable checks a deferred acceptance: no resident would rather be with a mentor who has room, or who has somebody (or
// whose full group has somebody) liked less. Ties go by the lottery's order of residents, and by ticket among mentors.
func (v *verifier) stable() {
	d := &redraw{verifier: v, at: make([]int, len(v.placed))}
	for r, p := range v.placed {
		d.at[r] = p.node
	}
	v.tight = &tight{cheapest: make([]int, len(v.placed)), special: make([][]placement, len(v.placed))}
	standing := make([]int, len(v.placed))
	for i, r := range d.order() {
		standing[r] = i
	}
	s := &stability{redraw: d, standing: standing, liking: v.likings()}
	for r := range v.placed {
		s.check(r)
	}
}

type stability struct {
	*redraw
	standing []int
	liking   []map[string]int
}

func (v *verifier) likings() []map[string]int {
	out := make([]map[string]int, len(v.in.Mentors))
	for n, x := range v.in.Mentors {
		out[n] = map[string]int{}
		for k, tie := range x.Ranks {
			for _, id := range tie {
				out[n][id] = k
			}
		}
	}
	return out
}

// check looks for a mentor r would rather have and who would take r.
func (s *stability) check(r int) {
	who := &s.model.residents[r]
	if who.pinned {
		return
	}
	for n := range s.model.nodes[:s.model.unmatched+1] {
		p, ok := who.placement(n, s.model.unmatched)
		if !ok || n == s.at[r] {
			continue
		}
		a, b := s.level(p), s.level(s.placed[r])
		if (a < b || a == b && s.first(who.id, n, s.at[r])) && s.takes(n, r) {
			s.refuse("resident %q and a mentor would both rather have each other", who.id)
			return
		}
	}
}

// takes tells whether mentor n, and every group around, has room for r or would let go of somebody for r. Only the
// innermost full one matters: who leaves it leaves those around it.
func (s *stability) takes(n, r int) bool {
	for v := n; v >= 0; v = s.model.nodes[v].parent {
		if s.carried[v]+s.joins(v, r) > s.model.nodes[v].max {
			return s.likesLess(v, n, r)
		}
	}
	return true
}

// joins is 1 unless r sits below v already.
func (s *stability) joins(v, r int) int64 { return one(!s.below(s.at[r], v)) }

func (s *stability) below(n, v int) bool {
	for ; n >= 0; n = s.model.nodes[n].parent {
		if n == v {
			return true
		}
	}
	return false
}

func (s *stability) likesLess(v, n, r int) bool {
	for o := range s.placed {
		if o != r && s.below(s.at[o], v) && s.before(n, r, s.at[o], o) {
			return true
		}
	}
	return false
}

// before compares resident a at mentor n with resident b at mentor m.
func (s *stability) before(n, a, m, b int) bool {
	if x, y := s.rank(n, a), s.rank(m, b); x != y {
		return x < y
	}
	return s.standing[a] < s.standing[b]
}

func (s *stability) rank(n, r int) int {
	if s.model.residents[r].pinned {
		return -1
	}
	if n < s.model.unmatched {
		if k, ok := s.liking[n][s.model.residents[r].id]; ok {
			return k
		}
	}
	return unranked
}
