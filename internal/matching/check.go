package matching

import (
	"fmt"
	"slices"
	"strings"
)

// Check reports everything that makes an instance meaningless: ids that are unknown, empty or given twice, limits that
// contradict themselves, pins against a rule. Limits that are merely impossible to meet are not problems; the match
// reports those as infeasible, with the set of people that shows it.
func Check(in *Instance) []Problem {
	c := &checker{in: in, mentors: make(map[MentorID]int, len(in.Mentors)), residents: make(map[ResidentID]int, len(in.Residents)), groups: map[GroupID]int{}}
	c.options()
	c.ids()
	for i := range in.Mentors {
		c.mentor(i)
	}
	for i := range in.Groups {
		c.group(i)
	}
	for i := range in.Residents {
		c.resident(i)
	}
	c.pins()
	c.pairs("current", in.Current)
	c.affinities()
	return c.problems
}

type checker struct {
	in        *Instance
	mentors   map[MentorID]int
	residents map[ResidentID]int
	groups    map[GroupID]int
	cyclic    bool
	problems  []Problem
	seen      mentorSet // on the list at hand
}

func (c *checker) add(text string, path string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{fmt.Sprintf(path, args...), text})
	}
}

func (c *checker) options() {
	if p := c.in.Preset; p != "" && p != Custom && p.Stages() == nil {
		c.add(fmt.Sprintf("unknown preset %q", p), "preset")
	}
	if c.in.Preset == Custom && len(c.in.Stages) == 0 {
		c.add("custom needs stages", "preset")
	}
	if c.in.ListLength < 0 || c.in.AllowMoves < 0 {
		c.add("list_length and allow_moves must not be negative", "")
	}
	for i, s := range c.in.Stages {
		switch {
		case !knownStage(s):
			c.add(fmt.Sprintf("unknown stage %q", s), "stages[%d]", i)
		case slices.Index(c.in.Stages, s) < i:
			c.add("appears twice", "stages[%d]", i)
		case s == LowerLimits && i > 0:
			c.add("lower_limits is a hard rule and must come first", "stages[%d]", i)
		case s == Lottery && i < len(c.in.Stages)-1:
			c.add("the lottery leaves nothing to decide and must come last", "stages[%d]", i)
		}
	}
}

// ids fills the tables and reports ids that are empty, hold a control sign or stand twice.
func (c *checker) ids() {
	for i, m := range c.in.Mentors {
		checkID(c, c.mentors, m.ID, i, "mentors")
	}
	for i, g := range c.in.Groups {
		checkID(c, c.groups, g.ID, i, "groups")
	}
	for i, r := range c.in.Residents {
		checkID(c, c.residents, r.ID, i, "residents")
	}
}

func checkID[ID ~string](c *checker, table map[ID]int, id ID, i int, list string) {
	first, twice := table[id]
	switch {
	case id == "":
		c.add("has no id", "%s[%d].id", list, i)
	case strings.ContainsFunc(string(id), func(r rune) bool { return r < ' ' || r == 0x7f }):
		// A zero byte separates the parts of a lottery ticket; with others it has no place in a name.
		c.add("holds a control character", "%s[%d].id", list, i)
	case twice:
		c.add(fmt.Sprintf("%q is also the id of %s[%d]", id, list, first), "%s[%d].id", list, i)
		return
	}
	table[id] = i
}

func (c *checker) mentor(i int) {
	m := c.in.Mentors[i]
	c.limits(m.Min, m.Max, "mentors", i)
	if m.Group != "" {
		known(c, c.groups, m.Group, "group", "mentors[%d].group", i)
	}
	if len(m.Ranks) == 0 {
		return
	}
	seen := map[ResidentID]bool{}
	for k, tie := range m.Ranks {
		for l, r := range tie {
			if known(c, c.residents, r, "resident", "mentors[%d].ranks[%d][%d]", i, k, l) && seen[r] {
				c.add(fmt.Sprintf("%q is ranked twice", r), "mentors[%d].ranks[%d][%d]", i, k, l)
			}
			seen[r] = true
		}
	}
}

func (c *checker) limits(low, high int, list string, i int) {
	switch {
	case low < 0 || high < 0:
		c.add("limits must not be negative", "%s[%d]", list, i)
	case low > maxCount || high > Unlimited:
		c.add("limits are too large", "%s[%d]", list, i)
	case low > high:
		c.add(fmt.Sprintf("min %d is above max %d", low, high), "%s[%d]", list, i)
	}
}

func (c *checker) group(i int) {
	g := c.in.Groups[i]
	c.limits(g.Min, g.Max, "groups", i)
	if g.Parent == "" || !known(c, c.groups, g.Parent, "group", "groups[%d].parent", i) {
		return
	}
	at := g.Parent
	for range c.in.Groups {
		if at == g.ID {
			c.add("the group lies inside itself", "groups[%d].parent", i)
			c.cyclic = true
			return
		}
		j, ok := c.groups[at]
		if !ok {
			return
		}
		at = c.in.Groups[j].Parent
	}
}

func (c *checker) resident(i int) {
	r := &c.in.Residents[i]
	if len(r.Ranks) > maxRanks {
		c.add(fmt.Sprintf("has more than %d ranks", maxRanks), "residents[%d].ranks", i)
	}
	seen := &c.seen
	seen.clear()
	for k, tie := range r.Ranks {
		for l, m := range tie {
			if _, ok := c.mentors[m]; !ok { // looked up here already because there may be millions of them
				known(c, c.mentors, m, "mentor", "residents[%d].ranks[%d][%d]", i, k, l)
				continue
			}
			if string(m) == string(r.ID) {
				c.add("residents cannot rank themselves", "residents[%d].ranks[%d][%d]", i, k, l)
			}
			if !seen.add(m) {
				c.add(fmt.Sprintf("%q is ranked twice", m), "residents[%d].ranks[%d][%d]", i, k, l)
			}
		}
	}
	for k, m := range r.Excluded {
		known(c, c.mentors, m, "mentor", "residents[%d].excluded[%d]", i, k)
	}
	for k, m := range r.NotWith {
		known(c, c.mentors, m, "mentor", "residents[%d].not_with[%d]", i, k)
	}
}

// A mentorSet looks through a few entries and keeps a table only for many: most lists have three.
type mentorSet struct {
	few  []MentorID
	many map[MentorID]bool
}

func (s *mentorSet) clear() { s.few, s.many = s.few[:0], nil }

// add reports whether m is new.
func (s *mentorSet) add(m MentorID) bool {
	if s.many == nil && len(s.few) < 16 {
		if slices.Contains(s.few, m) {
			return false
		}
		s.few = append(s.few, m)
		return true
	}
	if s.many == nil {
		s.many = map[MentorID]bool{}
		for _, f := range s.few {
			s.many[f] = true
		}
	}
	if s.many[m] {
		return false
	}
	s.many[m] = true
	return true
}

// known reports an id that is in no table, with the id probably meant when another differs only in case or spaces.
func known[ID ~string](c *checker, table map[ID]int, id ID, noun, path string, args ...any) bool {
	if _, ok := table[id]; ok {
		return true
	}
	text := fmt.Sprintf("unknown %s %q", noun, id)
	if len(c.problems) < maxProblems {
		var similar []string
		for other := range table {
			if strings.EqualFold(strings.TrimSpace(string(other)), strings.TrimSpace(string(id))) {
				similar = append(similar, string(other))
			}
		}
		if len(similar) > 0 {
			text += fmt.Sprintf("; is it %q?", slices.Min(similar))
		}
	}
	c.add(text, path, args...)
	return false
}

// pairs checks a list of pairs with at most one per resident; valid tells which hold known ids.
func (c *checker) pairs(list string, pairs []Pair) (valid []bool) {
	valid = make([]bool, len(pairs))
	seen := map[ResidentID]bool{}
	for i, p := range pairs {
		resident := known(c, c.residents, p.Resident, "resident", "%s[%d].resident", list, i)
		mentor := known(c, c.mentors, p.Mentor, "mentor", "%s[%d].mentor", list, i)
		if seen[p.Resident] {
			c.add(fmt.Sprintf("resident %q appears twice", p.Resident), "%s[%d].resident", list, i)
		}
		valid[i] = resident && mentor && !seen[p.Resident]
		seen[p.Resident] = true
	}
	return valid
}

// pins must hold together: nobody is pinned against a rule, and no limit is exceeded by pins alone. Which kind of rule it
// is stays unsaid, because a resident's own refusals are private.
func (c *checker) pins() {
	mentorPins, groupPins := map[MentorID]int{}, map[GroupID]int{}
	for i, valid := range c.pairs("pins", c.in.Pins) {
		if !valid {
			continue
		}
		p := c.in.Pins[i]
		r := &c.in.Residents[c.residents[p.Resident]]
		m := c.in.Mentors[c.mentors[p.Mentor]]
		if string(m.ID) == string(r.ID) || slices.Contains(r.Excluded, m.ID) || slices.Contains(r.NotWith, m.ID) {
			c.add(fmt.Sprintf("resident %q and mentor %q must not be paired", r.ID, m.ID), "pins[%d]", i)
		}
		if mentorPins[m.ID]++; mentorPins[m.ID] == m.Max+1 {
			c.add(fmt.Sprintf("more residents are pinned to mentor %q than its max %d", m.ID, m.Max), "pins[%d]", i)
		}
		c.pinnedGroups(i, m.Group, groupPins)
	}
}

func (c *checker) pinnedGroups(i int, g GroupID, pinned map[GroupID]int) {
	for g != "" && !c.cyclic {
		j, ok := c.groups[g]
		if !ok {
			return
		}
		group := c.in.Groups[j]
		if pinned[g]++; pinned[g] == group.Max+1 {
			c.add(fmt.Sprintf("more residents are pinned to group %q than its max %d", g, group.Max), "pins[%d]", i)
		}
		g = group.Parent
	}
}

func (c *checker) affinities() {
	seen := map[Pair]bool{}
	for i, a := range c.in.Affinity {
		known(c, c.residents, a.Resident, "resident", "affinity[%d].resident", i)
		known(c, c.mentors, a.Mentor, "mentor", "affinity[%d].mentor", i)
		pair := Pair{a.Resident, a.Mentor}
		if seen[pair] {
			c.add("the pair appears twice", "affinity[%d]", i)
		}
		if seen[pair] = true; a.Score > maxScore || a.Score < -maxScore {
			c.add(fmt.Sprintf("the score must lie between %d and %d", -maxScore, maxScore), "affinity[%d].score", i)
		}
	}
}
