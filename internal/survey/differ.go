package survey

import "slices"

// Earlier is a release that was shown before, and how many people joined or left the audience since then (both counted).
type Earlier struct {
	Release Release
	Changed int
}

// Comparable reports whether people may be set beside themselves in an earlier wave: changed people joined or left the
// audience in between, and of these people so many answered then and now. Where 1 to 4 people came or went, everybody knows
// who, and subtracting would show what they said.
//
// Whether they belong to these people is not known, for groups are named inside sealed ballots only. So a change of the
// audience by 1 to 4 is taken for a change here; and with a larger one, the numbers that are shown must not differ by 1 to 4.
func Comparable(changed, then, now int) bool {
	if changed < Threshold {
		return changed == 0
	}
	return GroupComparable(max(then-now, now-then))
}

// After withholds the breakdowns of a release from which, together with what was shown before, the answers of a few people
// could be worked out. Everybody's figures stay: they are shown at any size of change.
func (r Release) After(before []Earlier) Release {
	r.Items, r.Scores = slices.Clone(r.Items), slices.Clone(r.Scores)
	for i, item := range r.Items {
		r.Items[i].Breakdowns = withhold(item.Breakdowns, before, func(e Release) []BreakdownResult {
			was, _ := e.Item(item.ID)
			return was.Breakdowns
		})
	}
	for i, score := range r.Scores {
		r.Scores[i].Breakdowns = withhold(score.Breakdowns, before, func(e Release) []BreakdownResult { return e.score(score).Breakdowns })
	}
	return r
}

// score finds the same score in another release.
func (r Release) score(like ScoreResult) ScoreResult {
	i := slices.IndexFunc(r.Scores, func(s ScoreResult) bool { return s.Instrument == like.Instrument && s.Scale == like.Scale })
	if i < 0 {
		return ScoreResult{}
	}
	return r.Scores[i]
}

func withhold(now []BreakdownResult, before []Earlier, of func(Release) []BreakdownResult) []BreakdownResult {
	now = slices.Clone(now)
	for i, b := range now {
		for _, e := range before {
			if slices.ContainsFunc(of(e.Release), func(was BreakdownResult) bool { return was.By == b.By && !apart(was, b, e.Changed) }) {
				now[i] = BreakdownResult{By: b.By, Withheld: true, Changed: true}
			}
		}
	}
	return now
}

// apart reports whether nothing about a few people follows from two breakdowns by the same question in two waves. What can
// be subtracted are the smallest sets of groups that both of them show, one by one or added up.
func apart(was, now BreakdownResult, changed int) bool {
	then, here := was.blocks(), now.blocks()
	if len(then) == 0 || len(here) == 0 {
		return true // only one of them shows anything
	}
	sets := common(then, here)
	if len(sets) == 1 {
		return true // everybody
	}
	return !slices.ContainsFunc(sets, func(names []string) bool { return !Comparable(changed, sizeOf(then, names), sizeOf(here, names)) })
}

// block is a figure of a breakdown: the groups it is about, "" for people who named none, and their number.
type block struct {
	names []string
	n     int
}

func (b BreakdownResult) blocks() []block {
	var all []block
	for _, g := range b.Groups {
		all = append(all, block{[]string{g.Name}, g.Figure.N})
	}
	if len(all) == 0 {
		return nil
	}
	others := block{names: append([]string{""}, b.Hidden...)}
	if b.Others != nil {
		others.n = b.Others.N
	}
	return append(all, others)
}

// common gives the finest sets of groups that are unions of blocks on both sides.
func common(then, now []block) [][]string {
	var sets [][]string
	for _, b := range slices.Concat(then, now) {
		joined := slices.Clone(b.names)
		sets = slices.DeleteFunc(sets, func(set []string) bool {
			overlaps := slices.ContainsFunc(set, func(name string) bool { return slices.Contains(b.names, name) })
			if overlaps {
				joined = append(joined, set...)
			}
			return overlaps
		})
		slices.Sort(joined)
		sets = append(sets, slices.Compact(joined))
	}
	return sets
}

// sizeOf adds up the blocks that make up a set.
func sizeOf(blocks []block, names []string) (n int) {
	for _, b := range blocks {
		if slices.Contains(names, b.names[0]) {
			n += b.n
		}
	}
	return n
}
