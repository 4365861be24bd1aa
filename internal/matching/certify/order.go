package certify

import "slices"

// presets as published.
var presets = map[string][]string{
	"nobody-left-behind":  {"lower_limits", "kept", "off_list", "worst_rank_first", "load", "affinity", "lottery"},
	"greedy-maximum":      {"lower_limits", "kept", "off_list", "best_rank_first", "load", "affinity", "lottery"},
	"rank-maximal":        {"lower_limits", "kept", "best_rank_first", "off_list", "load", "affinity", "lottery"},
	"min-total-rank":      {"lower_limits", "kept", "off_list", "total_rank", "load", "affinity", "lottery"},
	"serial-dictatorship": {"lower_limits", "kept", "lottery"},
	"deferred-acceptance": {"lower_limits", "lottery"},
}

var knownStages = []string{"lower_limits", "kept", "off_list", "worst_rank_first", "best_rank_first", "total_rank", "load",
	"affinity", "lottery"}

// order: the certificate's stages are those of the preset, or a sensible order of a program's own.
func (v *verifier) order() {
	stages := v.res.Certificate.Stages
	want, preset := presets[v.res.Preset]
	if v.res.Certificate.Budget != nil {
		// Pairs kept are bounded then, and only break ties.
		want = slices.DeleteFunc(slices.Clone(want), func(s string) bool { return s == "kept" })
		want = slices.Insert(want, max(len(want)-1, 0), "kept")
	}
	switch {
	case preset:
		v.same("the order of stages", slices.Equal(stages, want))
	case v.res.Preset != "custom":
		v.refuse("unknown preset %q", v.res.Preset)
	case !slices.Contains(stages, "off_list"):
		v.refuse("a program's own order must count those off their lists")
	case len(stages) < 2 || stages[0] != "lower_limits" || stages[len(stages)-1] != "lottery":
		v.refuse("the stages must begin with lower_limits and end with the lottery")
	}
	for i, s := range stages {
		if !slices.Contains(knownStages, s) || slices.Contains(stages[:i], s) {
			v.refuse("stage %q is unknown or appears twice", s)
		}
	}
	if len(v.res.Stages) != len(stages) {
		v.refuse("the stages with values are not those of the certificate")
	}
}

// A digit is one number that the objective makes as small as possible; weight is what a placement adds to it.
type digit struct {
	count
	weight func(placement) int64
	most   int64 // no pairing's number differs from another's by more
}

// digits is the whole objective in order, but for the lottery: what the packs must cover, one after the other.
func (v *verifier) digits() []digit {
	n, ranks := int64(len(v.model.residents)), v.model.ranks
	var out []digit
	add := func(stage string, rank int, most int64, weight func(placement) int64) {
		out = append(out, digit{count{Stage: stage, Rank: rank}, weight, most})
	}
	counts := func(p placement) int { return max(p.rank, p.asRank) }
	for _, stage := range v.res.Certificate.Stages {
		switch stage {
		case "lower_limits":
			if v.in.fallback() {
				add("unmatched", 0, n, func(p placement) int64 { return one(p.none) })
			}
			add(stage, 0, 0, nil)
		case "kept":
			add(stage, 0, n, func(p placement) int64 { return -one(p.current) })
		case "off_list":
			fallback := v.in.fallback()
			add(stage, 0, n, func(p placement) int64 { return one(p.off || p.none && !fallback) })
		case "worst_rank_first":
			for k := ranks; k > 1; k-- {
				add(stage, k, n, func(p placement) int64 { return one(counts(p) == k) })
			}
		case "best_rank_first":
			for k := 1; k <= ranks; k++ {
				add(stage, k, n, func(p placement) int64 { return -one(counts(p) == k) })
			}
		case "total_rank":
			add(stage, 0, n*int64(ranks), func(p placement) int64 { return int64(counts(p)) })
		case "load", "affinity":
			add(stage, 0, 0, nil)
		}
	}
	return out
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// matters tells whether any placement of any resident changes the digit. The others may be left out of the packs.
func (v *verifier) matters(d digit) bool {
	switch d.Stage {
	case "lower_limits":
		return slices.ContainsFunc(v.model.nodes, func(n node) bool { return n.min > 0 })
	case "affinity":
		return v.in.fallback() && len(v.in.Affinity) > 0
	case "load":
		return true
	}
	for i := range v.model.residents {
		p := &v.model.residents[i]
		if p.others != nil && d.weight(*p.others) != 0 {
			return true
		}
		if slices.ContainsFunc(p.special, func(s placement) bool { return d.weight(s) != 0 }) {
			return true
		}
	}
	return false
}
