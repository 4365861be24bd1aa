package survey

// Detail says how finely a figure may be shown.
type Detail string

// The details, finest first.
const (
	Exact      Detail = "exact"      // every answer's count
	Banded     Detail = "banded"     // the two worst, the middle, the two best: the figure is about fewer than ten people
	NearlyAll  Detail = "nearly all" // everybody agrees, so only the words and the answer (or band) are shown
	Mixed      Detail = "mixed"      // another group of the same breakdown is unanimous; counts here would give it away
	Suppressed Detail = "suppressed" // fewer people than the threshold; not even their number is shown
)

// bandBelow is the number of people below which a figure is banded.
const bandBelow = 10

// Figure is what may be shown, and stored, of the answers of some people to one item. It holds nothing else: what is not
// allowed to be shown is not in it.
type Figure struct {
	Detail Detail `json:"detail"`
	N      int    `json:"n,omitempty"`      // people; 0 when suppressed
	Counts []int  `json:"counts,omitempty"` // by answer when exact, worst first; by band when banded
	Answer int    `json:"answer,omitempty"` // nearly all: the answer, 1 the worst; a band (1, 2, 3) if OfBands
	Bands  bool   `json:"bands,omitempty"`  // nearly all: Answer is a band
}

// Show gives the figure of everybody who answered an item.
func Show(c Counts, threshold int) Figure {
	n := c.N()
	if n < max(threshold, Threshold) {
		return Figure{Detail: Suppressed}
	}
	if all := unanimous(c); all > 0 {
		return Figure{Detail: NearlyAll, N: n, Answer: all}
	}
	if n < bandBelow {
		return banded(c)
	}
	return Figure{Detail: Exact, N: n, Counts: c}
}

// showGroups gives the figures of the shown groups of one breakdown, its others included, all in the same detail: a finer
// one would let a coarser one be worked out from the figure of everybody. A group of which all gave answers of one band
// turns the whole breakdown into words, since the members of a small group that agrees are known to all agree.
func showGroups(groups []Counts) []Figure {
	detail := Exact
	for _, c := range groups {
		if c.N() < bandBelow && detail == Exact {
			detail = Banded
		}
		if unanimous(bands(c)) > 0 {
			detail = Mixed
		}
	}
	figures := make([]Figure, len(groups))
	for i, c := range groups {
		figures[i] = showGroup(c, detail)
	}
	return figures
}

func showGroup(c Counts, detail Detail) Figure {
	switch detail {
	case Exact:
		return Figure{Detail: Exact, N: c.N(), Counts: c}
	case Banded:
		return banded(c)
	}
	if band := unanimous(bands(c)); band > 0 {
		return Figure{Detail: NearlyAll, N: c.N(), Answer: band, Bands: true}
	}
	return Figure{Detail: Mixed, N: c.N()}
}

func banded(c Counts) Figure {
	b := bands(c)
	if all := unanimous(b); all > 0 {
		return Figure{Detail: NearlyAll, N: c.N(), Answer: all, Bands: true}
	}
	return Figure{Detail: Banded, N: c.N(), Counts: b}
}

// bands joins the two worst and the two best answers; what is between them is the middle band. Items with fewer than four
// answers have no bands and stay as they are.
func bands(c Counts) Counts {
	last := len(c) - 1
	if last < 3 {
		return c
	}
	b := Counts{c[0] + c[1]}
	if last > 3 {
		b = append(b, c[2:last-1].N())
	}
	return append(b, c[last-1]+c[last])
}

// unanimous gives the one answer everybody gave, 1 for the worst; 0 when they differ.
func unanimous(c Counts) int {
	for i, k := range c {
		if k > 0 && k == c.N() {
			return i + 1
		}
	}
	return 0
}
