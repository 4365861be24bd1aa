package survey

import (
	"cmp"
	"slices"
)

// Threshold is the fewest people any shown figure may be about, and the fewest that may remain when shown figures are
// subtracted from each other. A program may ask for more, never for less.
const Threshold = 5

// Group is one group of a breakdown and the number of its people who answered the item.
type Group struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Partition says which groups of a breakdown may be shown. Groups that may not are together the others.
type Partition struct {
	Shown  []Group  // in the order given, like Hidden
	Others int      // people in the groups that are not shown and those who named none; 0 when no group is shown
	Hidden []string // the names of the groups that are not shown
}

// Apart splits the people who answered an item into groups that may be shown. Total counts everybody who answered the item,
// because its figure is shown too: people who named no group are its difference to the groups and are treated as a group
// that is never shown.
//
// Small groups are hidden; while the hidden ones together are fewer than the threshold, the smallest shown one joins them,
// for it would be worked out by subtraction. A group that is alone in having answers is not shown, since it is everybody.
func Apart(groups []Group, total, threshold int) Partition {
	threshold = max(threshold, Threshold)
	order := slices.Clone(groups) // largest first; of two of a size the one given first
	slices.SortStableFunc(order, func(a, b Group) int { return cmp.Compare(b.N, a.N) })
	shown := slices.IndexFunc(order, func(g Group) bool { return g.N < threshold })
	if shown < 0 {
		shown = len(order)
	}
	others := total - sum(order[:shown])
	for shown > 0 && (0 < others && others < threshold || order[0].N == total) {
		shown--
		others += order[shown].N
	}
	if shown == 0 {
		others = 0 // they would be everybody
	}
	return partition(groups, order[:shown], others)
}

func sum(groups []Group) int {
	n := 0
	for _, g := range groups {
		n += g.N
	}
	return n
}

// partition sorts the groups, whose names differ, into shown and hidden.
func partition(groups, shown []Group, others int) Partition {
	p := Partition{Others: others}
	for _, g := range groups {
		if slices.Contains(shown, g) {
			p.Shown = append(p.Shown, g)
		} else {
			p.Hidden = append(p.Hidden, g.Name)
		}
	}
	return p
}

// GroupComparable reports whether a group may be compared with itself in an earlier wave, given how many people joined it or
// left it in between (both counted). A change of 1 to 4 people would show what those few said.
func GroupComparable(changed int) bool { return changed == 0 || changed >= Threshold }
