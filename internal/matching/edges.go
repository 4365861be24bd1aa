package matching

import "slices"

// An edgeMaker lays out the placements each resident may have: the list (best rank first, by id within a rank), then the
// mentors off the list, then none.
type edgeMaker struct {
	*problem
	pins     map[ResidentID]MentorID
	current  map[ResidentID]MentorID
	affinity map[ResidentID][]Affinity
	barred   []int32 // mentor -> number of the last resident (plus one) who may not be placed there off the list
	scores   []int32 // mentor -> affinity with the resident at hand
}

func newEdgeMaker(p *problem) *edgeMaker {
	e := &edgeMaker{problem: p, barred: make([]int32, len(p.mentors)), scores: make([]int32, len(p.mentors))}
	e.pins, e.current = tableOf(p.in.Pins), tableOf(p.in.Current)
	e.affinity = map[ResidentID][]Affinity{}
	for _, a := range p.in.Affinity {
		e.affinity[a.Resident] = append(e.affinity[a.Resident], a)
	}
	return e
}

func tableOf(pairs []Pair) map[ResidentID]MentorID {
	table := make(map[ResidentID]MentorID, len(pairs))
	for _, p := range pairs {
		table[p.Resident] = p.Mentor
	}
	return table
}

func (e *edgeMaker) layEdges() {
	p := e.problem
	p.start = make([]int32, 1, len(p.residents)+1)
	p.current, p.pinned = make([]int32, len(p.residents)), make([]bool, len(p.residents))
	guess := e.countEdges()
	p.to, p.class = make([]int32, 0, guess), make([]class, 0, guess)
	if p.in.Fallback && len(e.affinity) > 0 {
		p.score = make([]int32, 0, guess)
	}
	for r := range p.residents {
		e.resident(r)
		p.start = append(p.start, int32(len(p.to)))
	}
}

// countEdges is an upper limit, so that the edges are allocated once.
func (e *edgeMaker) countEdges() int {
	n := len(e.residents)
	for _, r := range e.residents {
		for _, tie := range r.Ranks {
			n += len(tie)
		}
		if e.in.Fallback && (e.hub < 0 || e.explicit[r.ID]) {
			n += len(e.mentors)
		}
	}
	return n
}

func (e *edgeMaker) resident(r int) {
	who := e.residents[r]
	from := len(e.to)
	if m, pinned := e.pins[who.ID]; pinned {
		e.pin(r, m)
	} else {
		short := e.list(r)
		if e.in.Fallback {
			e.offTheList(r, short)
		}
		e.add(e.unmatchedNode(), e.problem.unmatched(), 0)
	}
	e.markCurrent(r, from)
}

func (e *edgeMaker) add(to int32, c class, score int32) {
	e.to, e.class = append(e.to, to), append(e.class, c)
	if e.score != nil {
		e.score = append(e.score, score)
	}
}

func (e *edgeMaker) pin(r int, m MentorID) {
	e.problem.pinned[r] = true
	c := e.pinnedOff()
	for k, tie := range e.residents[r].Ranks {
		if slices.Contains(tie, m) {
			c = e.onRank(k + 1)
		}
	}
	e.add(e.mentorNo[m], c, 0)
}

// list adds the ranked mentors that are allowed and bars every other use of them. It returns the rank as which a
// placement off the list counts, or 0 when the list is as long as the program asks.
//
// The length of a list is its number of ranks with a name in it, not counting names the resident refuses themselves:
// neither an empty rank nor a refusal may buy the protection of a full list. Who lost a name to a veto or a rule is exempt.
func (e *edgeMaker) list(r int) (short int) {
	who := e.residents[r]
	e.bar(r, who)
	length, exempt := 0, false
	for k, tie := range who.Ranks {
		named := false
		for _, id := range sortedIDs(tie) {
			m := e.mentorNo[id]
			refused := slices.Contains(who.NotWith, id)
			excluded := slices.Contains(who.Excluded, id)
			named = named || !refused
			exempt = exempt || excluded && !refused
			e.barred[m] = int32(r) + 1
			if !refused && !excluded {
				e.add(m, e.onRank(k+1), 0)
			}
		}
		if named {
			length++
		}
	}
	if length < e.listLength && !exempt {
		return length + 1
	}
	return 0
}

func sortedIDs(ids []MentorID) []MentorID {
	if len(ids) < 2 {
		return ids
	}
	return slices.Sorted(slices.Values(ids))
}

// bar marks the mentors this resident can never have.
func (e *edgeMaker) bar(r int, who *Resident) {
	mark := int32(r) + 1
	for _, id := range who.Excluded {
		e.barred[e.mentorNo[id]] = mark
	}
	for _, id := range who.NotWith {
		e.barred[e.mentorNo[id]] = mark
	}
	if self, ok := e.mentorNo[MentorID(who.ID)]; ok {
		e.barred[self] = mark
	}
}

func (e *edgeMaker) offTheList(r, short int) {
	c := e.problem.offList()
	if short > 0 {
		c = e.offAsRank(short)
	}
	affinities := e.affinity[e.residents[r].ID]
	for _, a := range affinities {
		e.scores[e.mentorNo[a.Mentor]] = int32(a.Score)
	}
	if e.hub < 0 || e.explicit[e.residents[r].ID] {
		for m := range e.mentors {
			if e.barred[m] != int32(r)+1 {
				e.add(int32(m), c, e.scores[m])
			}
		}
	} else {
		e.throughTheHub(r, c)
	}
	for _, a := range affinities {
		e.scores[e.mentorNo[a.Mentor]] = 0
	}
}

// throughTheHub adds one edge for all mentors off the list, and one each for those who differ: by affinity, or because the
// resident has them now.
func (e *edgeMaker) throughTheHub(r int, c class) {
	who := e.residents[r].ID
	special := map[int32]bool{}
	for _, a := range e.affinity[who] {
		special[e.mentorNo[a.Mentor]] = true
	}
	if m, sits := e.current[who]; sits {
		special[e.mentorNo[m]] = true
	}
	for _, m := range sortedKeys(special) {
		if e.barred[m] != int32(r)+1 {
			e.add(m, c, e.scores[m])
		}
	}
	e.add(e.hub, c, 0)
}

// markCurrent notes the edge of the pair the resident is in now, if that pair is still allowed. A mentor with fewer places
// than before, or none, breaks pairs; only a rule against the pair makes it count no longer.
func (e *edgeMaker) markCurrent(r, from int) {
	e.problem.current[r] = -1
	id, ok := e.current[e.residents[r].ID]
	if !ok {
		return
	}
	for i := from; i < len(e.to); i++ {
		if e.to[i] == e.mentorNo[id] {
			e.class[i] |= currentBit
			e.problem.current[r] = e.to[i]
			e.sitting++
			return
		}
	}
}
