package matching

import (
	"slices"
)

// A problem is an instance in the form the algorithms use: people are numbered by what they are and not by where they stand
// in a file, and every possible placement of a resident is an edge. Mentors and groups are numbered in the order of their
// ids; residents by their first choice and then by id, because those who begin at one mentor are looked at together, and
// should lie together in memory. It does not change once made, except that solving sorts the edges of a resident.
//
// The nodes are the mentors 0..M-1, the place of the unmatched (number M), perhaps a hub, the groups, and the root (the
// last). Every node but the hub and the root hangs from a parent; the flow on that arc is the number of residents below the node.
type problem struct {
	in        *Instance
	residents []*Resident
	byID      []int32 // the residents in the order of their ids
	mentors   []*Mentor
	groups    []*Group
	mentorNo  map[MentorID]int32

	hub      int32               // the node for any mentor off the list, or -1
	explicit map[ResidentID]bool // who has edges to all of them instead

	parent         []int32
	minimum, limit []int32   // per node: the bounds of the arc to its parent
	children       [][]int32 // of the root and the groups; shorter than the nodes: indexed by node - firstGroup

	start []int32 // edges of resident r: start[r] up to start[r+1]
	to    []int32 // the node of an edge
	class []class // what an edge is worth
	score []int32 // affinity of an edge; nil when there is none at all

	ranks      int // the longest list, or the program's list length when longer
	listLength int
	current    []int32 // the mentor of a resident's valid current pair, or -1
	sitting    int     // how many residents have one
	pinned     []bool
	fates      []fate   // what a search over moves has decided, if this problem is part of one
	proposals  []wishes // in a deferred acceptance, made when first asked for: they depend on no limit
}

// A class is what a placement means to the rank stages: a rank of the list, off the list counted as a rank (short lists),
// off the list, unmatched, or off the list because of a pin. The lowest bit says that it is the resident's current pair.
type class uint16

const currentBit class = 1

func (p *problem) onRank(k int) class    { return class(k-1) << 1 } // k from 1
func (p *problem) offAsRank(k int) class { return class(p.ranks+k-1) << 1 }
func (p *problem) offList() class        { return class(2*p.ranks) << 1 }
func (p *problem) unmatched() class      { return class(2*p.ranks+1) << 1 }
func (p *problem) pinnedOff() class      { return class(2*p.ranks+2) << 1 }
func (p *problem) classes() int          { return int(2*p.ranks+3) << 1 }

// rankOf is the rank on the list, asRankOf the rank a placement off a short list counts as, and counts either; 0 for none.
func (p *problem) rankOf(c class) int   { return p.rankIn(c, 0) }
func (p *problem) asRankOf(c class) int { return p.rankIn(c, p.ranks) }
func (p *problem) counts(c class) int   { return p.rankOf(c) + p.asRankOf(c) }

func (p *problem) rankIn(c class, base int) int {
	if k := int(c>>1) - base; k >= 0 && k < p.ranks {
		return k + 1
	}
	return 0
}

// is compares what a placement is, whoever sits there now.
func (c class) is(d class) bool { return c|currentBit == d|currentBit }

func (p *problem) unmatchedNode() int32 { return int32(len(p.mentors)) }
func (p *problem) firstGroup() int32 {
	if p.hub >= 0 {
		return p.hub + 1
	}
	return p.unmatchedNode() + 1
}

func (p *problem) root() int32 { return int32(len(p.parent)) - 1 }
func (p *problem) nodes() int  { return len(p.parent) }

// compile numbers the people and lays out the edges. The instance must have passed Check.
func compile(in *Instance) *problem { return compileAs(in, layoutFor(in)) }

func compileAs(in *Instance, lay layout) *problem {
	p := &problem{in: in, hub: -1, explicit: lay.explicit, mentorNo: make(map[MentorID]int32, len(in.Mentors))}
	p.mentors = pointers(in.Mentors, func(a, b *Mentor) bool { return a.ID < b.ID })
	p.groups = pointers(in.Groups, func(a, b *Group) bool { return a.ID < b.ID })
	for i, m := range p.mentors {
		p.mentorNo[m.ID] = int32(i)
	}
	p.numberResidents()
	if lay.hub {
		p.hub = p.unmatchedNode() + 1
	}
	p.layTree()
	p.measureLists()
	newEdgeMaker(p).layEdges()
	return p
}

func pointers[T any](list []T, less func(a, b *T) bool) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	slices.SortFunc(out, func(a, b *T) int {
		switch {
		case less(a, b):
			return -1
		case less(b, a):
			return 1
		}
		return 0
	})
	return out
}

// numberResidents sorts residents by their first choice, and by id among equals.
func (p *problem) numberResidents() {
	sorted := pointers(p.in.Residents, func(a, b *Resident) bool { return a.ID < b.ID })
	first := make([]int32, len(sorted)) // choice of each; without one they come last
	next := make([]int32, len(p.mentors)+2)
	for i, r := range sorted {
		first[i] = p.unmatchedNode()
		if len(r.Ranks) > 0 && len(r.Ranks[0]) > 0 {
			first[i] = p.mentorNo[slices.Min(r.Ranks[0])]
		}
		next[first[i]+1]++
	}
	for m := range p.mentors {
		next[m+1] += next[m]
	}
	p.residents, p.byID = make([]*Resident, len(sorted)), first
	for i, r := range sorted {
		place := next[first[i]]
		next[first[i]]++
		p.residents[place], p.byID[i] = r, place // byID is first, rewritten as it is read
	}
}

func (p *problem) layTree() {
	nodes := int(p.firstGroup()) + len(p.groups) + 1
	root := int32(nodes - 1)
	p.parent = make([]int32, nodes)
	p.minimum, p.limit = make([]int32, nodes), make([]int32, nodes)
	groupNo := make(map[GroupID]int32, len(p.groups))
	for i, g := range p.groups {
		groupNo[g.ID] = p.firstGroupAt(i)
	}
	above := func(g GroupID) int32 {
		if g == "" {
			return root
		}
		return groupNo[g]
	}
	for i, m := range p.mentors {
		p.parent[i], p.minimum[i], p.limit[i] = above(m.Group), int32(m.Min), int32(m.Max)
	}
	for i, g := range p.groups {
		n := p.firstGroupAt(i)
		p.parent[n], p.minimum[n], p.limit[n] = above(g.Parent), int32(g.Min), int32(g.Max)
	}
	p.parent[p.unmatchedNode()], p.limit[p.unmatchedNode()] = root, Unlimited
	p.parent[root], p.limit[root] = -1, Unlimited
	if p.hub >= 0 {
		p.parent[p.hub] = -1
	}
	p.layChildren()
}

func (p *problem) firstGroupAt(i int) int32 { return p.firstGroup() + int32(i) }

func (p *problem) layChildren() {
	p.children = make([][]int32, len(p.groups)+1)
	for n, above := range p.parent[:p.root()] {
		if i := above - p.firstGroup(); above >= 0 {
			p.children[i] = append(p.children[i], int32(n))
		}
	}
}

// below returns the nodes that hang from v.
func (p *problem) below(v int32) []int32 {
	if v < p.firstGroup() {
		return nil
	}
	return p.children[v-p.firstGroup()]
}

// measureLists finds the longest list and the program's list length, which is the longest list when it is not stated.
func (p *problem) measureLists() {
	for _, r := range p.residents {
		for k := len(r.Ranks); k > p.ranks; k-- {
			if len(r.Ranks[k-1]) > 0 {
				p.ranks = k
			}
		}
	}
	p.listLength = p.in.ListLength
	if p.listLength == 0 {
		p.listLength = p.ranks
	}
	p.ranks = max(p.ranks, p.listLength)
}
