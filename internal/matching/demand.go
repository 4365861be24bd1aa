package matching

import "slices"

// A Demand is how much a mentor is asked for: what a director may see before the match, and residents must not, because
// knowing the demand invites playing with it.
type Demand struct {
	Mentor MentorID `json:"mentor"`
	Places int      `json:"places"`
	First  int      `json:"first"`  // residents who rank the mentor first
	Listed int      `json:"listed"` // residents who rank the mentor at all
}

// Demands counts the lists, by mentor id. Names a resident cannot have (a rule, a veto, a refusal) are not counted, so that
// nothing private can be worked out from them.
func Demands(in Instance) []Demand {
	out := make([]Demand, len(in.Mentors))
	number := make(map[MentorID]int, len(in.Mentors))
	for i, m := range sortedBy(in.Mentors, func(m Mentor) MentorID { return m.ID }) {
		out[i] = Demand{Mentor: m.ID, Places: m.Max}
		number[m.ID] = i
	}
	for i := range in.Residents {
		r := &in.Residents[i]
		for k, tie := range r.Ranks {
			for _, m := range tie {
				if r.mayHave(m) {
					out[number[m]].Listed++
					out[number[m]].First += int(one(k == 0))
				}
			}
		}
	}
	return out
}

// mayHave tells whether no rule, veto or refusal keeps the resident from the mentor.
func (r *Resident) mayHave(m MentorID) bool {
	return !slices.Contains(r.Excluded, m) && !slices.Contains(r.NotWith, m)
}
