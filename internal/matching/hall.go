package matching

// A Hall set shows why a hard limit cannot hold: whatever is tried, Needed exceeds Available. It is as small as can be:
// without any of its members the argument fails.
type Hall struct {
	// Kind is "places" (the Residents have only the Mentors between them, who have too few places) or "lower_limits" (only
	// the Residents could fill the lower limits of the Mentors and Groups, and they are too few; or, without residents, a
	// group's upper limit is below the lower limits inside it).
	Kind      string       `json:"kind"`
	Residents []ResidentID `json:"residents"`
	Mentors   []MentorID   `json:"mentors"`
	Groups    []GroupID    `json:"groups"`
	Needed    int          `json:"needed"`
	Available int          `json:"available"`
}

// A haller looks for Hall sets among everything residents might do, tight or not.
type haller struct {
	*outcome
	carried []int32
	in      []bool    // nodes of the set
	queue   []int32   // those not yet looked at
	seated  [][]int32 // residents at a mentor
}

// hall explains the first hard limit that cannot hold, or returns nil.
func (o *outcome) hall() *Hall {
	if o.preset == DeferredAcceptance {
		// A stable pairing may miss limits that others meet; only the fewest that must be missed prove anything.
		o = compile(o.in).solveStages(SerialDictatorship, []Stage{LowerLimits}, packLimit)
	}
	h := &haller{outcome: o, carried: o.loads(), in: make([]bool, o.nodes()), seated: make([][]int32, o.nodes())}
	short := int32(-1)
	for v := o.root() - 1; v >= 0; v-- {
		if h.carried[v] < o.minimum[v] {
			short = v
		}
	}
	unplaced := o.in.Fallback && h.carried[o.unmatchedNode()] > 0
	if !unplaced && short < 0 {
		return nil
	}
	for _, r := range o.byID {
		v := o.place[r]
		h.seated[v] = append(h.seated[v], r)
	}
	if unplaced {
		return h.tooFewPlaces(h.seated[o.unmatchedNode()][0])
	}
	return h.tooFewResidents(short)
}

// join adds a node to the set. With a fallback, having no place is no way out.
func (h *haller) join(v int32) {
	if !h.in[v] && (v != h.unmatchedNode() || !h.outcome.in.Fallback) {
		h.in[v] = true
		h.queue = append(h.queue, v)
	}
}

// tooFewPlaces follows everything resident r, who has no place, might set in motion. All of it ends at full mentors or
// full groups: otherwise r could have been placed.
func (h *haller) tooFewPlaces(r int32) *Hall {
	h.joinChoices(r)
	for i := 0; i < len(h.queue); i++ {
		v := h.queue[i]
		for _, s := range h.seated[v] {
			h.joinChoices(s)
		}
		if h.carried[v] < h.limit[v] {
			h.join(h.parent[v])
		}
		for _, c := range h.below(v) {
			if h.carried[c] > 0 {
				h.join(c)
			}
		}
	}
	out := h.describe("places")
	out.Residents = h.idsOf(append(h.seats(), r))
	out.Needed, out.Available = len(out.Residents), len(out.Residents)-1
	return out
}

func (h *haller) joinChoices(r int32) {
	h.eachOption(r, func(o option) {
		if o.node != h.unmatchedNode() {
			h.join(o.node)
		}
	})
}

// tooFewResidents follows, backwards, everyone who might come to node short, which is below its lower limit. None of them
// can be spared where they are.
func (h *haller) tooFewResidents(short int32) *Hall {
	arrivals := make([][]int32, h.nodes())
	for r := range h.residents {
		h.eachOption(int32(r), func(o option) { arrivals[o.node] = append(arrivals[o.node], h.place[r]) })
	}
	h.join(short)
	for i := 0; i < len(h.queue); i++ {
		v := h.queue[i]
		for _, from := range arrivals[v] {
			h.join(from)
		}
		if v != h.root() && h.carried[v] > h.minimum[v] {
			h.join(h.parent[v])
		}
		for _, c := range h.below(v) {
			if h.carried[c] < h.limit[c] {
				h.join(c)
			}
		}
	}
	return h.shortOfResidents()
}

// shortOfResidents counts what crosses the border of the set. Lower limits lead out of it; what may come in is who is
// seated inside and what groups outside pass on, which are full.
func (h *haller) shortOfResidents() *Hall {
	out := h.describe("lower_limits")
	seats := h.seats()
	out.Available = len(seats)
	if h.in[h.root()] {
		out.Available -= len(h.residents)
		out.Mentors, out.Groups = []MentorID{}, []GroupID{}
	} else {
		out.Residents = h.idsOf(seats)
	}
	for v, above := range h.parent[:h.root()] {
		switch {
		case int32(v) == h.hub, int32(v) == h.unmatchedNode() && h.outcome.in.Fallback:
		case h.in[v] && !h.in[above]:
			out.Needed += int(h.minimum[v])
			h.name(out, int32(v), h.in[h.root()] && h.minimum[v] > 0)
		case !h.in[v] && h.in[above]:
			out.Available += int(h.limit[v])
			h.name(out, int32(v), h.in[h.root()] && h.carried[v] > 0)
		}
	}
	return out
}

func (h *haller) describe(kind string) *Hall {
	out := &Hall{Kind: kind, Residents: []ResidentID{}, Mentors: []MentorID{}, Groups: []GroupID{}}
	for v, in := range h.in[:h.root()] {
		h.name(out, int32(v), in)
	}
	return out
}

func (h *haller) name(out *Hall, v int32, yes bool) {
	switch {
	case !yes || v == h.unmatchedNode():
	case v < h.unmatchedNode():
		out.Mentors = append(out.Mentors, h.mentors[v].ID)
	default:
		out.Groups = append(out.Groups, h.groups[v-h.firstGroup()].ID)
	}
}

// seats are the residents seated inside the set.
func (h *haller) seats() []int32 {
	var out []int32
	for r, v := range h.place {
		if h.in[v] {
			out = append(out, int32(r))
		}
	}
	return out
}

func (h *haller) idsOf(residents []int32) []ResidentID {
	inside := make([]bool, len(h.residents))
	for _, r := range residents {
		inside[r] = true
	}
	ids := []ResidentID{}
	for _, r := range h.byID {
		if inside[r] {
			ids = append(ids, h.residents[r].ID)
		}
	}
	return ids
}
