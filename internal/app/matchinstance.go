package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"evenly/internal/fault"
	"evenly/internal/matching"
	"evenly/internal/mentorship"
	"evenly/internal/store"
)

// scenario is what a run does differently from the program as it stands, by the ids of persons and rules.
type scenario struct {
	Places  map[mentorship.MentorID]int `json:"places,omitempty"` // so many places more, or fewer
	Rules   []mentorship.RuleID         `json:"rules,omitempty"`  // public rules left out
	Moves   int                         `json:"moves,omitempty"`  // current pairs that may be broken for a better profile
	Held    []matching.Pair             `json:"held,omitempty"`   // accepted already: they stay
	Apart   []matching.Pair             `json:"apart,omitempty"`  // declined: not again
	Tried   []matching.Pair             `json:"tried,omitempty"`  // pinned to see what would be; such a run is not chosen
	Current []matching.Pair             `json:"current,omitempty"`
}

// material is what an instance is made from: the inputs as they stand, the hand changes, and for a re-match the pairs that
// go on and those that are not to be again.
type material struct {
	store.MatchInputs
	purpose  mentorship.RunPurpose
	kind     string
	byHand   []store.Adjustment
	current  []matching.Pair
	apart    []matching.Pair
	sitting  map[matching.Pair]bool // pairs that go on, in a change: no rule that came since ends them
	fallback bool                   // whoever cannot have a choice is placed off the list
}

// readMaterial reads what a run of a purpose is made from.
func readMaterial(ctx context.Context, tx *store.Tx, cycle mentorship.Cycle, purpose mentorship.RunPurpose, kind string) (m material, err error) {
	m = material{purpose: purpose, kind: kind, fallback: purpose != mentorship.ForSecond}
	if m.MatchInputs, err = tx.MatchInputs(ctx, cycle); err != nil {
		return m, err
	}
	switch purpose {
	case mentorship.ForChange:
		return m, m.addCurrent(ctx, tx)
	case mentorship.ForSecond:
		return m, m.onlySecond(ctx, tx)
	}
	m.byHand, err = tx.Adjustments(ctx, cycle.ID)
	return m, err
}

// instance is the file to solve, with the ids of persons.
func (m material) instance(o mentorship.Objective, s scenario) matching.Instance {
	in := matching.Instance{Fallback: m.fallback, ListLength: m.Cycle.ListLength, AllowMoves: s.Moves, Seed: m.Cycle.Seed}
	aimAt(&in, o)
	for _, x := range m.Mentors {
		most := max(x.Places+s.Places[x.ID], 0)
		in.Mentors = append(in.Mentors, matching.Mentor{ID: matching.MentorID(x.ID), Min: min(x.MinPlaces, most), Max: most})
	}
	barred := m.barred(s.Rules)
	for _, x := range m.Residents {
		in.Residents = append(in.Residents, matching.Resident{ID: matching.ResidentID(x.ID), Ranks: ranks(x), Excluded: barred(x), NotWith: mentorIDs(x.NotWith)})
	}
	m.adjust(&in, s)
	in.Current = append(slices.Clone(m.current), s.Current...)
	in.Affinity = m.affinity()
	return in
}

// barred lists for a resident whom public rules but those left out, and mentors' private lists, keep them from.
func (m material) barred(left []mentorship.RuleID) func(store.MatchResident) []matching.MentorID {
	return func(r store.MatchResident) []matching.MentorID {
		out := mentorIDs(r.Vetoed)
		for _, rule := range m.Rules {
			if (rule.Resident == "" || rule.Resident == r.ID) && !slices.Contains(left, rule.ID) {
				out = append(out, mentorIDs(rule.Mentors)...)
			}
		}
		for _, p := range m.apart {
			if string(p.Resident) == string(r.ID) {
				out = append(out, p.Mentor)
			}
		}
		slices.Sort(out)
		out = slices.DeleteFunc(out, func(x matching.MentorID) bool {
			return m.sitting[matching.Pair{Resident: matching.ResidentID(r.ID), Mentor: x}]
		})
		return slices.Compact(out)
	}
}

// adjust puts the hand changes in: pins, and pairs that must not be. A pair that both sides hold to stays, unless a pin
// says otherwise.
func (m material) adjust(in *matching.Instance, s scenario) {
	forbidden := map[matching.Pair]bool{}
	for _, p := range s.Apart {
		forbidden[p] = true
	}
	pinned := map[matching.ResidentID]bool{}
	for _, h := range m.byHand {
		p := matching.Pair{Resident: matching.ResidentID(h.ResidentID), Mentor: matching.MentorID(h.MentorID)}
		if h.Kind == "pin" {
			in.Pins, pinned[p.Resident] = append(in.Pins, p), true
		} else {
			forbidden[p] = true
		}
	}
	for _, p := range s.Tried {
		if !pinned[p.Resident] {
			in.Pins, pinned[p.Resident] = append(in.Pins, p), true
		}
	}
	for _, p := range s.Held {
		if !pinned[p.Resident] && !forbidden[p] {
			in.Pins = append(in.Pins, p)
		}
	}
	for i := range in.Residents {
		r := &in.Residents[i]
		for _, x := range in.Mentors {
			if forbidden[matching.Pair{Resident: r.ID, Mentor: x.ID}] && !slices.Contains(r.Excluded, x.ID) {
				r.Excluded = append(r.Excluded, x.ID)
			}
		}
	}
}

// nearest is how many mentors per resident carry an affinity: it only decides among placements off the list.
const nearest = 10

// affinity scores the mentors who resemble those a resident chose: two points for each domain they share with the choices,
// one for a language, one for the resident's own site. Identity is no part of it.
func (m material) affinity() []matching.Affinity {
	known := map[mentorship.MentorID]store.MatchMentor{}
	for _, x := range m.Mentors {
		known[x.ID] = x
	}
	var out []matching.Affinity
	for _, r := range m.Residents {
		like := map[string]int{}
		for _, id := range r.Ranks {
			for _, d := range known[id].Domains {
				like["domain "+d] = 2
			}
			for _, l := range known[id].Languages {
				like["language "+l] = 1
			}
		}
		out = append(out, closest(r, m.Mentors, like)...)
	}
	return out
}

func closest(r store.MatchResident, mentors []store.MatchMentor, like map[string]int) []matching.Affinity {
	var all []matching.Affinity
	for _, x := range mentors {
		score := 0
		for _, d := range x.Domains {
			score += like["domain "+d]
		}
		for _, l := range x.Languages {
			score += like["language "+l]
		}
		if r.Site != "" && r.Site == x.Site {
			score++
		}
		if score > 0 && string(x.ID) != string(r.ID) {
			all = append(all, matching.Affinity{Resident: matching.ResidentID(r.ID), Mentor: matching.MentorID(x.ID), Score: score})
		}
	}
	slices.SortFunc(all, func(a, b matching.Affinity) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Mentor, b.Mentor))
	})
	return all[:min(len(all), nearest)]
}

func ranks(r store.MatchResident) [][]matching.MentorID {
	var out [][]matching.MentorID
	for _, m := range r.Ranks {
		out = append(out, []matching.MentorID{matching.MentorID(m)})
	}
	return out
}

func mentorIDs(ids []mentorship.MentorID) []matching.MentorID {
	out := make([]matching.MentorID, len(ids))
	for i, id := range ids {
		out[i] = matching.MentorID(id)
	}
	return out
}

// snapshot makes the run row of an instance: pseudonymous, in the file format, with the way back to the persons. An
// instance that contradicts itself is fault.Conflict: only a pin can do that.
func (m material) snapshot(o mentorship.Objective, s scenario) (r store.Run, err error) {
	in, names := matching.Pseudonyms(m.instance(o, s), m.Cycle.Key)
	if problems := matching.Check(&in); len(problems) > 0 {
		return r, fault.New(fault.Conflict, "A pinned pair is not possible under the rules, the private lists or the places. Take a pin back and run again.")
	}
	var text bytes.Buffer
	if err := matching.WriteInstance(&text, &in); err != nil {
		return r, fmt.Errorf("write an instance: %w", err)
	}
	r = store.Run{CycleID: m.Cycle.ID, Preset: columnName(o), Purpose: m.purpose, Kind: m.kind, Instance: text.Bytes(), IDs: map[string]string{}}
	for p, id := range names.Residents {
		r.IDs[string(p)] = string(id)
	}
	for p, id := range names.Mentors {
		r.IDs[string(p)] = string(id)
	}
	if r.InputsHash, err = hex.DecodeString(in.Hash()); err != nil {
		return r, fmt.Errorf("hash an instance: %w", err)
	}
	r.Scenario, err = json.Marshal(s)
	return r, err
}

// solved is a run with its files read.
type solved struct {
	store.Run
	instance matching.Instance
	result   matching.Result
}

func readSolved(r store.Run) (s solved, err error) {
	s.Run = r
	in, problems := matching.Parse(bytes.NewReader(r.Instance))
	if len(problems) > 0 {
		return s, fmt.Errorf("read the instance of run %s: %s", r.ID, problems[0])
	}
	s.instance = in
	if len(r.Result) > 0 {
		if err := json.Unmarshal(r.Result, &s.result); err != nil {
			return s, fmt.Errorf("read the result of run %s: %w", r.ID, err)
		}
	}
	return s, nil
}

func (s solved) resident(id matching.ResidentID) mentorship.ResidentID {
	return mentorship.ResidentID(s.IDs[string(id)])
}

func (s solved) mentor(id matching.MentorID) mentorship.MentorID {
	return mentorship.MentorID(s.IDs[string(id)])
}

// pairs maps each resident of a result to where they go.
func (s solved) pairs() map[mentorship.ResidentID]matching.Pairing {
	out := map[mentorship.ResidentID]matching.Pairing{}
	for _, p := range s.result.Pairings {
		out[s.resident(p.Resident)] = p
	}
	return out
}

// changes says in words what changed between what a run was made from and the program as it stands; nil when nothing did.
func (s solved) changes(now matching.Instance) []string {
	if hash, err := hex.DecodeString(now.Hash()); err == nil && bytes.Equal(hash, s.InputsHash) {
		return nil
	}
	before, after := byResident(s.instance), byResident(now)
	lists, rules, people := 0, 0, abs(len(now.Residents)-len(s.instance.Residents))
	for id, r := range after {
		was, known := before[id]
		switch {
		case !known:
		case !equalRanks(was.Ranks, r.Ranks):
			lists++
		case !sameSet(was.Excluded, r.Excluded) || !sameSet(was.NotWith, r.NotWith):
			rules++
		}
	}
	var out []string
	say := func(n int, one, many string) {
		switch {
		case n == 1:
			out = append(out, "1 "+one)
		case n > 1:
			out = append(out, fmt.Sprintf("%d %s", n, many))
		}
	}
	say(lists, "ranking changed", "rankings changed")
	say(people, "resident joined or left", "residents joined or left")
	say(otherLimits(s.instance, now), "mentor’s places changed", "mentors’ places changed")
	if rules > 0 {
		out = append(out, "rules or private lists changed")
	}
	if !samePairs(s.instance.Pins, now.Pins) {
		out = append(out, "pins changed")
	}
	if len(out) == 0 {
		out = []string{"what the match is made from changed"}
	}
	return out
}

func byResident(in matching.Instance) map[matching.ResidentID]matching.Resident {
	out := map[matching.ResidentID]matching.Resident{}
	for _, r := range in.Residents {
		out[r.ID] = r
	}
	return out
}

func equalRanks(a, b [][]matching.MentorID) bool {
	return slices.EqualFunc(a, b, func(x, y []matching.MentorID) bool { return slices.Equal(x, y) })
}

func sameSet[T cmp.Ordered](a, b []T) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}

func samePairs(a, b []matching.Pair) bool {
	text := func(list []matching.Pair) []string {
		var out []string
		for _, p := range list {
			out = append(out, string(p.Resident)+" "+string(p.Mentor))
		}
		return out
	}
	return sameSet(text(a), text(b))
}

func otherLimits(was, now matching.Instance) int {
	limits := map[matching.MentorID][2]int{}
	for _, m := range was.Mentors {
		limits[m.ID] = [2]int{m.Min, m.Max}
	}
	n := 0
	for _, m := range now.Mentors {
		if limits[m.ID] != [2]int{m.Min, m.Max} {
			n++
		}
		delete(limits, m.ID)
	}
	for _, l := range limits {
		if l[1] > 0 {
			n++
		}
	}
	return n
}

func abs(n int) int { return max(n, -n) }

func (s *scenario) parse(data []byte) error { return json.Unmarshal(data, s) }

// countOf is "1 pair", "3 pairs".
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
