package matching_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"evenly/internal/matching"
)

// drawInstance draws a valid instance with up to most residents and every feature now and then.
func drawInstance(t *rapid.T, most int) matching.Instance {
	in := matching.Instance{
		Fallback: rapid.Bool().Draw(t, "fallback"),
		Seed:     rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "seed"),
	}
	if rapid.Bool().Draw(t, "has list length") {
		in.ListLength = rapid.IntRange(1, 4).Draw(t, "list length")
	}
	drawGroups(t, &in)
	drawMentors(t, &in)
	drawResidents(t, &in, most)
	drawPairs(t, &in)
	return in
}

func drawGroups(t *rapid.T, in *matching.Instance) {
	n := rapid.SampledFrom([]int{0, 0, 1, 2, 3}).Draw(t, "groups")
	for i := range n {
		g := matching.Group{ID: matching.GroupID(fmt.Sprint("g", 3-i)), Max: rapid.IntRange(0, 5).Draw(t, "group max")}
		g.Min = rapid.SampledFrom([]int{0, 0, min(1, g.Max), min(2, g.Max)}).Draw(t, "group min")
		if i > 0 && rapid.Bool().Draw(t, "nested") {
			g.Parent = in.Groups[rapid.IntRange(0, i-1).Draw(t, "parent")].ID
		}
		in.Groups = append(in.Groups, g)
	}
}

func drawMentors(t *rapid.T, in *matching.Instance) {
	for i := range rapid.IntRange(0, 4).Draw(t, "mentors") {
		m := matching.Mentor{ID: matching.MentorID(fmt.Sprint("m", i)), Max: rapid.IntRange(0, 3).Draw(t, "max")}
		m.Min = rapid.SampledFrom([]int{0, 0, 0, min(1, m.Max), m.Max}).Draw(t, "min")
		if len(in.Groups) > 0 && rapid.Bool().Draw(t, "in group") {
			m.Group = rapid.SampledFrom(in.Groups).Draw(t, "group").ID
		}
		in.Mentors = append(in.Mentors, m)
	}
}

func drawResidents(t *rapid.T, in *matching.Instance, most int) {
	for i := range rapid.IntRange(0, most).Draw(t, "residents") {
		r := matching.Resident{ID: matching.ResidentID(fmt.Sprint("r", i))}
		if i == 0 && rapid.IntRange(0, 9).Draw(t, "also a mentor") == 0 {
			r.ID = "m0"
		}
		for _, m := range rapid.Permutation(in.Mentors).Draw(t, "taste") {
			drawOpinion(t, &r, m.ID)
		}
		in.Residents = append(in.Residents, r)
	}
}

// drawOpinion ranks a mentor (alone, in a tie or after an empty rank), leaves them out, or rules them out.
func drawOpinion(t *rapid.T, r *matching.Resident, m matching.MentorID) {
	if string(m) == string(r.ID) {
		return
	}
	last := len(r.Ranks) - 1
	switch what := rapid.IntRange(0, 9).Draw(t, "opinion"); {
	case what < 4:
		r.Ranks = append(r.Ranks, []matching.MentorID{m})
	case what == 4 && last >= 0:
		r.Ranks[last] = append(r.Ranks[last], m)
	case what == 5 && len(r.Ranks) < 2:
		r.Ranks = append(r.Ranks, nil, []matching.MentorID{m})
	}
	if rapid.IntRange(0, 7).Draw(t, "excluded") == 0 {
		r.Excluded = append(r.Excluded, m)
	}
	if rapid.IntRange(0, 7).Draw(t, "not with") == 0 {
		r.NotWith = append(r.NotWith, m)
	}
}

// drawPairs adds pins that hold together, current pairs of any kind, and affinities.
func drawPairs(t *rapid.T, in *matching.Instance) {
	for _, r := range in.Residents {
		for _, m := range in.Mentors {
			if rapid.IntRange(0, 3).Draw(t, "affinity") == 0 {
				in.Affinity = append(in.Affinity, matching.Affinity{
					Resident: r.ID, Mentor: m.ID, Score: rapid.IntRange(-2, 4).Draw(t, "score")})
			}
		}
		if len(in.Mentors) == 0 {
			continue
		}
		m := rapid.SampledFrom(in.Mentors).Draw(t, "partner").ID
		switch rapid.IntRange(0, 9).Draw(t, "pair") {
		case 0:
			pinned := *in
			pinned.Pins = append(slices.Clone(in.Pins), matching.Pair{Resident: r.ID, Mentor: m})
			if len(matching.Check(&pinned)) == 0 {
				in.Pins = pinned.Pins
			}
		case 1, 2:
			in.Current = append(in.Current, matching.Pair{Resident: r.ID, Mentor: m})
		}
	}
}
