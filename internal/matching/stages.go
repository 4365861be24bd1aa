package matching

import "slices"

// A Stage is one step of the published objective. Stages are taken in order; each is solved to proven optimality among
// the pairings that are optimal for all before it.
type Stage string

// The stages a program may put in its own order.
const (
	// LowerLimits places everybody (with fallback), then leaves as few places below a lower limit empty as possible.
	LowerLimits Stage = "lower_limits"
	// Kept breaks as few of the current pairs as possible.
	Kept Stage = "kept"
	// OffList places as few residents as possible off their list (without fallback: leaves as few unmatched).
	OffList Stage = "off_list"
	// WorstRankFirst has as few as possible at the worst rank, then at the next worst, and so on ("generous").
	WorstRankFirst Stage = "worst_rank_first"
	// BestRankFirst has as many first choices as possible, then second choices, and so on ("greedy").
	BestRankFirst Stage = "best_rank_first"
	// TotalRank has the smallest sum of ranks.
	TotalRank Stage = "total_rank"
	// EvenLoad has the smallest sum of squared loads of the mentors.
	EvenLoad Stage = "load"
	// AffinityScore has the highest total affinity of the placements off the lists.
	AffinityScore Stage = "affinity"
	// Lottery is a serial dictatorship, in an order drawn from the seed, among all pairings still tied.
	Lottery Stage = "lottery"
)

// allStages in no particular order.
var allStages = []Stage{LowerLimits, Kept, OffList, WorstRankFirst, BestRankFirst, TotalRank, EvenLoad, AffinityScore, Lottery}

// A Preset names a published order of stages.
type Preset string

// The presets. DeferredAcceptance is not a list of stages: mentors rank too, and the outcome is stable instead.
const (
	NobodyLeftBehind   Preset = "nobody-left-behind"
	RankMaximal        Preset = "rank-maximal"
	GreedyMaximum      Preset = "greedy-maximum"
	MinTotalRank       Preset = "min-total-rank"
	SerialDictatorship Preset = "serial-dictatorship"
	DeferredAcceptance Preset = "deferred-acceptance"
	// Custom is the preset of a result whose instance lists its own stages.
	Custom Preset = "custom"
)

// Presets returns every preset an instance may ask for, the default first.
func Presets() []Preset {
	return []Preset{NobodyLeftBehind, RankMaximal, GreedyMaximum, MinTotalRank, SerialDictatorship, DeferredAcceptance}
}

// isReference: the two presets that are there to compare with. They follow no order of aims: a lottery, or stability, decides.
func (p Preset) isReference() bool { return p == SerialDictatorship || p == DeferredAcceptance }

// Stages returns the published order of a preset, or nil for an unknown one.
func (p Preset) Stages() []Stage {
	switch p {
	case NobodyLeftBehind:
		return []Stage{LowerLimits, Kept, OffList, WorstRankFirst, EvenLoad, AffinityScore, Lottery}
	case GreedyMaximum:
		return []Stage{LowerLimits, Kept, OffList, BestRankFirst, EvenLoad, AffinityScore, Lottery}
	case RankMaximal:
		return []Stage{LowerLimits, Kept, BestRankFirst, OffList, EvenLoad, AffinityScore, Lottery}
	case MinTotalRank:
		return []Stage{LowerLimits, Kept, OffList, TotalRank, EvenLoad, AffinityScore, Lottery}
	case SerialDictatorship:
		return []Stage{LowerLimits, Kept, Lottery}
	case DeferredAcceptance:
		return []Stage{LowerLimits, Lottery}
	}
	return nil
}

// stageOrder is the order the instance asks for: its preset's, or its own. To its own are added, where it leaves them out,
// the lower limits at the beginning (they are a hard rule), the fewest off the lists after what it names (a program must not
// leave people out because nobody thought of it) and the lottery at the end (it breaks the last ties).
func (in *Instance) stageOrder() (Preset, []Stage) {
	if len(in.Stages) == 0 {
		preset := in.Preset
		if preset == "" {
			preset = NobodyLeftBehind
		}
		return preset, preset.Stages()
	}
	order := []Stage{LowerLimits}
	for _, s := range in.Stages {
		if s != LowerLimits && s != Lottery {
			order = append(order, s)
		}
	}
	if !slices.Contains(order, OffList) {
		order = append(order, OffList)
	}
	return Custom, append(order, Lottery)
}

func knownStage(s Stage) bool { return slices.Contains(allStages, s) }
