package matching

import (
	"math"
	"runtime/debug"
)

// DefaultMemory is what a run may use when nothing else is said, and the process has no limit of its own (GOMEMLIMIT).
const DefaultMemory = 8 << 30

// Bytes per edge and per person at the peak of a run, measured (see the benchmark) and rounded up.
const (
	bytesPerEdge   = 24
	bytesPerPerson = 700
)

// Estimate is about how many bytes a run needs beyond the instance itself.
func Estimate(in *Instance) int64 {
	return edgesOf(in)*bytesPerEdge + int64(len(in.Residents)+len(in.Mentors)+len(in.Groups))*bytesPerPerson
}

func edgesOf(in *Instance) int64 {
	edges := int64(len(in.Residents))
	for i := range in.Residents {
		for _, tie := range in.Residents[i].Ranks {
			edges += int64(len(tie))
		}
	}
	lay := layoutFor(in)
	preset, _ := in.stageOrder()
	switch {
	case lay.hub && preset != DeferredAcceptance: // in which everybody off their list proposes to one mentor after the other
		edges += int64(len(in.Residents)) + int64(len(lay.explicit))*int64(len(in.Mentors))
	case in.Fallback:
		edges += int64(len(in.Residents)) * int64(len(in.Mentors))
	}
	return edges
}

// fits refuses what memory, or the numbering of edges, would not hold.
func fits(in *Instance, allowed int64) error {
	if allowed == 0 {
		allowed = DefaultMemory
		if limit := debug.SetMemoryLimit(-1); limit != math.MaxInt64 {
			allowed = limit
		}
	}
	need := Estimate(in)
	if edgesOf(in) > math.MaxInt32 {
		allowed = min(allowed, math.MaxInt32*bytesPerEdge)
	}
	if need > allowed {
		return &TooLargeError{need, allowed}
	}
	return nil
}
