package matching_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"evenly/internal/matching"
)

// TestBruteForce compares every preset with the enumeration of all pairings: each stage's optimum, and the one pairing the
// lottery leaves.
func TestBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInstance(t, 5)
		for _, preset := range matching.Presets() {
			if preset != matching.DeferredAcceptance {
				compareWithBruteForce(t, in, preset, preset.Stages())
			}
		}
	})
}

// TestBruteForceThousands does the same for a few thousand programs of up to five, and for orders of a program's own: thousands
// for every preset, the same ones every time.
func TestBruteForceThousands(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2500) {
		random := rand.New(rand.NewPCG(seed, 10))
		in := anyInstance(random, 1+int(seed%5))
		if len(in.Mentors) > 4 && seed%5 == 4 {
			continue // five residents among more than four mentors take too long to enumerate
		}
		for _, preset := range matching.Presets()[:5] {
			compareWithBruteForce(t, in, preset, preset.Stages())
		}
		all := []matching.Stage{matching.Kept, matching.OffList, matching.WorstRankFirst, matching.BestRankFirst, matching.TotalRank,
			matching.EvenLoad, matching.AffinityScore}
		order := []matching.Stage{matching.LowerLimits}
		for _, k := range random.Perm(len(all)) {
			order = append(order, all[k])
		}
		in.Stages = append(slices.Clone(order), matching.Lottery)
		compareWithBruteForce(t, in, "", in.Stages)
	}
}

func compareWithBruteForce(t fataler, in matching.Instance, preset matching.Preset, order []matching.Stage) {
	t.Helper()
	in.Preset = preset
	res, err := matching.Run(in, matching.Options{})
	if err != nil {
		t.Fatal("Run: ", err)
	}
	b := newBrute(in)
	want := b.best(order)
	for i, r := range b.residents {
		got := ""
		if m := mentorOf(res, r.ID); m != nil {
			got = string(*m)
		}
		if want[i] != got {
			t.Fatal(fmt.Sprintf("%s %v: resident %s goes to %q, want %q (all: %q)\n%+v", preset, in.Stages, r.ID, got, want[i], want, in))
		}
	}
}

func mentorOf(res matching.Result, r matching.ResidentID) *matching.MentorID {
	for _, p := range res.Pairings {
		if p.Resident == r {
			return p.Mentor
		}
	}
	return nil
}

// A brute holds an instance and walks all pairings. It is written from the specification alone, as plainly as possible.
type brute struct {
	in        matching.Instance
	residents []matching.Resident
	options   [][]string // per resident; "" is no mentor
	ranks     int
}

func newBrute(in matching.Instance) *brute {
	b := &brute{in: in, residents: slices.Clone(in.Residents), ranks: in.ListLength}
	slices.SortFunc(b.residents, func(a, c matching.Resident) int { return compare(a.ID, c.ID) })
	for _, r := range b.residents {
		for k := len(r.Ranks); k > b.ranks; k-- {
			if len(r.Ranks[k-1]) > 0 {
				b.ranks = k
			}
		}
		b.options = append(b.options, b.optionsOf(r))
	}
	return b
}

func compare[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (b *brute) optionsOf(r matching.Resident) []string {
	for _, p := range b.in.Pins {
		if p.Resident == r.ID {
			return []string{string(p.Mentor)}
		}
	}
	out := []string{""}
	for _, m := range b.in.Mentors {
		if string(m.ID) == string(r.ID) || slices.Contains(r.Excluded, m.ID) || slices.Contains(r.NotWith, m.ID) {
			continue
		}
		if rankOf(r, string(m.ID)) > 0 || b.in.Fallback {
			out = append(out, string(m.ID))
		}
	}
	return out
}

func rankOf(r matching.Resident, m string) int {
	for k, tie := range r.Ranks {
		if slices.Contains(tie, matching.MentorID(m)) {
			return k + 1
		}
	}
	return 0
}

func (b *brute) pinned(r matching.Resident) bool {
	return slices.ContainsFunc(b.in.Pins, func(p matching.Pair) bool { return p.Resident == r.ID })
}

// shortRank is the rank a placement off the list counts as, or 0.
func (b *brute) shortRank(r matching.Resident) int {
	length := 0
	for _, tie := range r.Ranks {
		named := 0
		for _, m := range tie {
			if slices.Contains(r.NotWith, m) {
				continue
			}
			named++
			if slices.Contains(r.Excluded, m) {
				return 0
			}
		}
		if named > 0 {
			length++
		}
	}
	listLength := b.in.ListLength
	if listLength == 0 {
		listLength = b.ranks
	}
	if length < listLength {
		return length + 1
	}
	return 0
}

// each visits every pairing within the upper limits.
func (b *brute) each(visit func(at []string, load map[string]int)) {
	at := make([]string, len(b.residents))
	var walk func(i int)
	walk = func(i int) {
		if i == len(at) {
			if load, ok := b.loads(at); ok {
				visit(at, load)
			}
			return
		}
		for _, m := range b.options[i] {
			at[i] = m
			walk(i + 1)
		}
	}
	walk(0)
}

// loads counts mentors under "m:" and groups under "g:", and tells whether the upper limits hold.
func (b *brute) loads(at []string) (map[string]int, bool) {
	load := map[string]int{}
	for _, m := range at {
		if m == "" {
			continue
		}
		load["m:"+m]++
		for g := b.mentor(m).Group; g != ""; g = b.group(g).Parent {
			load["g:"+string(g)]++
		}
	}
	for _, m := range b.in.Mentors {
		if load["m:"+string(m.ID)] > m.Max {
			return nil, false
		}
	}
	for _, g := range b.in.Groups {
		if load["g:"+string(g.ID)] > g.Max {
			return nil, false
		}
	}
	return load, true
}

func (b *brute) mentor(id string) matching.Mentor {
	return b.in.Mentors[slices.IndexFunc(b.in.Mentors, func(m matching.Mentor) bool { return string(m.ID) == id })]
}

func (b *brute) group(id matching.GroupID) matching.Group {
	return b.in.Groups[slices.IndexFunc(b.in.Groups, func(g matching.Group) bool { return g.ID == id })]
}

// score is what the stages make as small as possible, most important first.
func (b *brute) score(stages []matching.Stage, at []string, load map[string]int) []int {
	var out []int
	for _, s := range stages {
		out = append(out, b.stage(s, at, load)...)
	}
	return out
}

func (b *brute) stage(s matching.Stage, at []string, load map[string]int) []int {
	counts := make([]int, b.ranks+1)
	off, unmatched, affinity, total := 0, 0, 0, 0
	for i, m := range at {
		r := b.residents[i]
		k := rankOf(r, m)
		switch {
		case m == "":
			unmatched++
		case k > 0:
			counts[k]++
		case b.pinned(r):
		default:
			affinity += b.affinity(r, m)
			if k = b.shortRank(r); k > 0 {
				counts[k]++
			} else {
				off++
			}
		}
		total += k
	}
	switch s {
	case matching.LowerLimits:
		return b.lowerLimits(unmatched, load)
	case matching.Kept:
		return []int{b.broken(at)}
	case matching.OffList:
		if !b.in.Fallback {
			return []int{unmatched}
		}
		return []int{off}
	case matching.WorstRankFirst:
		slices.Reverse(counts[1:])
		return counts[1:max(len(counts)-1, 1)]
	case matching.BestRankFirst:
		for k := range counts {
			counts[k] = -counts[k]
		}
		return counts[1:]
	case matching.TotalRank:
		return []int{total}
	case matching.EvenLoad:
		sum := 0
		for _, m := range b.in.Mentors {
			sum += load["m:"+string(m.ID)] * load["m:"+string(m.ID)]
		}
		return []int{sum}
	case matching.AffinityScore:
		return []int{-affinity}
	}
	return nil
}

func (b *brute) lowerLimits(unmatched int, load map[string]int) []int {
	short := 0
	for _, m := range b.in.Mentors {
		short += max(0, m.Min-load["m:"+string(m.ID)])
	}
	for _, g := range b.in.Groups {
		short += max(0, g.Min-load["g:"+string(g.ID)])
	}
	if b.in.Fallback {
		return []int{unmatched, short}
	}
	return []int{short}
}

func (b *brute) affinity(r matching.Resident, m string) int {
	for _, a := range b.in.Affinity {
		if a.Resident == r.ID && string(a.Mentor) == m {
			return a.Score
		}
	}
	return 0
}

// broken counts current pairs that are allowed and not kept.
func (b *brute) broken(at []string) int {
	n := 0
	for _, p := range b.in.Current {
		i := slices.IndexFunc(b.residents, func(r matching.Resident) bool { return r.ID == p.Resident })
		if slices.Contains(b.options[i], string(p.Mentor)) && at[i] != string(p.Mentor) {
			n++
		}
	}
	return n
}

// best is the optimum that the lottery leaves: the optima of all stages, thinned out resident by resident.
func (b *brute) best(stages []matching.Stage) []string {
	var optima [][]string
	var least []int
	b.each(func(at []string, load map[string]int) {
		score := b.score(stages, at, load)
		switch c := slices.Compare(score, least); {
		case optima == nil || c < 0:
			optima, least = [][]string{slices.Clone(at)}, score
		case c == 0:
			optima = append(optima, slices.Clone(at))
		}
	})
	for _, i := range b.drawOrder() {
		choice := slices.MinFunc(optima, func(x, y []string) int { return b.prefer(i, x[i], y[i]) })[i]
		optima = slices.DeleteFunc(optima, func(at []string) bool { return at[i] != choice })
	}
	return optima[0]
}

func (b *brute) drawOrder() []int {
	order := make([]int, len(b.residents))
	for i := range order {
		order[i] = i
	}
	hash := func(i int) string { return sum(b.in.Seed + "\x00" + string(b.residents[i].ID)) }
	slices.SortFunc(order, func(i, j int) int { return compare(hash(i), hash(j)) })
	return order
}

func (b *brute) prefer(i int, x, y string) int {
	r := b.residents[i]
	key := func(m string) int {
		switch k := rankOf(r, m); {
		case m == "":
			return b.ranks + 2
		case k == 0:
			return b.ranks + 1
		default:
			return k
		}
	}
	if c := key(x) - key(y); c != 0 {
		return c
	}
	ticket := func(m string) string { return sum(b.in.Seed + "\x00" + string(r.ID) + "\x00" + m) }
	return compare(ticket(x), ticket(y))
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return string(h[:])
}
