package matching

import (
	"fmt"
	"slices"
	"strings"
)

// An Explanation tells one resident why they have the mentor they have and not one they ranked higher. It is written for
// that resident's eyes only, and says nothing about any other resident but counts; see Reason.
type Explanation struct {
	Resident ResidentID `json:"resident"`
	Mentor   MentorID   `json:"mentor,omitempty"` // empty: none
	Rank     int        `json:"rank,omitempty"`   // 0: not on the list
	Summary  string     `json:"summary"`
	// Preferred has one reason for each mentor ranked above the outcome, best rank first.
	Preferred []Reason `json:"preferred"`
}

// A ReasonKind is why a resident is not with a mentor they ranked higher.
type ReasonKind string

// The reasons.
const (
	// NotEligible: a rule, a veto or a refusal forbids the pair. Which of them is never said: the last two are private.
	NotEligible ReasonKind = "not_eligible"
	// NoPlace: the mentor, or the mentor's group, has no place that could be freed at all.
	NoPlace ReasonKind = "no_place"
	// OthersFirst: placing the resident there would have made an earlier stage worse.
	OthersFirst ReasonKind = "others_first"
	// ByLottery: all stages were tied, and the lottery decided.
	ByLottery ReasonKind = "lottery"
)

// A Reason explains one mentor. Words name nobody but that mentor. What would have happened to others is told in counts,
// and only if it takes at least two of them and the mentor has at least two places: otherwise the one person concerned
// could be recognised, and with them a line of their list.
type Reason struct {
	Mentor MentorID   `json:"mentor"`
	Rank   int        `json:"rank"`
	Kind   ReasonKind `json:"kind"`
	// Stage is the first stage that would have ended worse, for OthersFirst.
	Stage Stage  `json:"stage,omitempty"`
	Words string `json:"words"`
}

// An Explainer explains a result. Making one takes about as long as reading the instance; each explanation is one search.
type Explainer struct {
	residual *residual
	number   map[ResidentID]int32
}

// NewExplainer prepares to explain a result of Run for the same instance and options. It fails with an InvalidError when
// the two do not belong together. The results of SerialDictatorship and DeferredAcceptance have no prices, and so no
// explanation beyond the order of the lottery; for these it fails too.
func NewExplainer(in Instance, res Result) (*Explainer, error) {
	if problems := Check(&in); len(problems) > 0 {
		return nil, &InvalidError{problems}
	}
	o, err := restore(&in, &res)
	if err != nil {
		return nil, err
	}
	if !o.exactResidual(res.Preset) {
		return nil, invalid("so many private exclusions in so large a program cannot be explained one by one")
	}
	x := &Explainer{residual: newResidual(o), number: make(map[ResidentID]int32, len(o.residents))}
	x.residual.back = true
	for r, who := range o.residents {
		x.number[who.ID] = int32(r)
	}
	return x, nil
}

// Explain explains a result to one resident.
func Explain(in Instance, res Result, r ResidentID) (Explanation, error) {
	x, err := NewExplainer(in, res)
	if err != nil {
		return Explanation{}, err
	}
	return x.Resident(r)
}

// Resident explains the result to one resident. It fails for an unknown one.
func (x *Explainer) Resident(id ResidentID) (Explanation, error) {
	r, ok := x.number[id]
	if !ok {
		return Explanation{}, &InvalidError{[]Problem{{"", fmt.Sprintf("unknown resident %q", id)}}}
	}
	p := x.residual
	seat := p.at[r]
	out := Explanation{Resident: id, Rank: p.rankOf(p.class[seat]), Preferred: []Reason{}}
	if v := p.place[r]; v != p.unmatchedNode() {
		out.Mentor = p.mentors[v].ID
	}
	out.Summary = p.summary(int(r), seat)
	if p.hasNoChoice(r) {
		return out, nil
	}
	p.searchFrom(p.place[r])
	for k, tie := range p.residents[r].Ranks {
		if out.Rank > 0 && k+1 >= out.Rank {
			break
		}
		for _, m := range slices.Sorted(slices.Values(tie)) {
			out.Preferred = append(out.Preferred, x.reason(r, k+1, m))
		}
	}
	return out, nil
}

// summary is the outcome in a sentence.
func (p *residual) summary(r int, seat int32) string {
	c := p.class[seat]
	switch k := p.rankOf(c); {
	case p.pinned[r]:
		return "The program's director placed you here."
	case p.hasNoChoice(int32(r)) && c&currentBit != 0:
		return "You keep the mentor you have."
	case k == 1:
		return "You have your first choice."
	case k > 1:
		return fmt.Sprintf("You have your %s choice: the best option at the posted prices.", ordinal(k))
	case c.is(p.unmatched()):
		return "There was no place for you this time."
	}
	return "None of your choices was possible. This is the best option at the posted prices."
}

// reason looks at one mentor whom r would rather have had: what the cheapest way of placing r there would have changed.
func (x *Explainer) reason(r int32, rank int, m MentorID) Reason {
	p := x.residual
	out := Reason{Mentor: m, Rank: rank}
	v := p.mentorNo[m]
	edge := p.edgeTo(r, v)
	switch {
	case edge < 0:
		out.Kind, out.Words = NotEligible, "The program's rules do not allow this pair."
	case !p.reached(v):
		out.Kind, out.Words = NoPlace, "No place could be made there within the limits."
	default:
		x.weigh(&out, r, edge)
	}
	return out
}

// hasNoChoice: pinned, or held in the pair they are in.
func (p *problem) hasNoChoice(r int32) bool {
	return p.pinned[r] || p.start[r+1]-p.start[r] == 1 && p.class[p.start[r]]&currentBit != 0
}

func (p *problem) edgeTo(r, v int32) int32 {
	for e := p.start[r]; e < p.start[r+1]; e++ {
		if p.to[e] == v {
			return e
		}
	}
	return -1
}

// weigh finds the first stage that would have ended worse, had r got that edge and the others made the best of it.
func (x *Explainer) weigh(out *Reason, r, edge int32) {
	p := x.residual
	v := p.to[edge]
	tally := slices.Clone(p.tallyOf(v))
	p.count(tally, p.at[r], -1)
	p.count(tally, edge, 1)
	if change := p.change(tally, p.order); !change.None() {
		out.Kind, out.Stage = OthersFirst, change.Stages[0].Name
		out.Words = x.consequence(out.Stage, v)
		return
	}
	out.Kind, out.Words = ByLottery, "Equally good for the program; the lottery decided."
}

// consequence says what would have happened to others: in general, or in counts where nobody can be recognised.
func (x *Explainer) consequence(s Stage, v int32) string {
	p := x.residual
	moves := map[[2]int]int{}
	others := 0
	for w := v; p.via[w].to >= 0; w = p.via[w].to {
		if h := p.via[w]; h.resident >= 0 {
			others++
			moves[[2]int{p.standing(p.at[h.resident]), p.standing(h.edge)}]++
		}
	}
	if others < 2 || p.limit[v] < 2 {
		return general(s)
	}
	var parts []string
	for _, m := range sortedMoves(moves) {
		if m[0] != m[1] {
			n := moves[m]
			parts = append(parts, fmt.Sprintf("%s other %s from %s to %s", number(n), plural(n, "resident", "residents"),
				p.standingName(m[0]), p.standingName(m[1])))
		}
	}
	if len(parts) == 0 {
		return general(s)
	}
	return "It would have moved " + strings.Join(parts, ", ") + "."
}

func sortedMoves(moves map[[2]int]int) [][2]int {
	var list [][2]int
	for m := range moves {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return list
}

// standing orders placements: ranks, then off the list, then none.
func (p *problem) standing(e int32) int { return int(p.preference(p.class[e])) }

func (p *problem) standingName(s int) string {
	switch {
	case s <= p.ranks:
		return ordinal(s)
	case s == p.ranks+1:
		return "a mentor off the list"
	}
	return "no mentor"
}

func general(s Stage) string {
	switch s {
	case LowerLimits:
		return "It would have broken a limit of the program."
	case Kept:
		return "It would have broken up a pair that could stay."
	case EvenLoad:
		return "It would have made the mentors' loads less even, which the program's order of aims rules out."
	}
	return "It would have made the match worse for others, by the program's published order of aims."
}
