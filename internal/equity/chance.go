package equity

import "gonum.org/v1/gonum/mathext"

// CountRange returns the counts between which a pair with so many expected meetings falls by chance, with at least
// the given coverage, such as 0.95 or 0.998: the exact Poisson quantiles of the funnel chart. A picture of what
// chance does, not a rule: what is flagged is decided by the promise and the peer comparison.
func CountRange(expected, coverage float64) (low, high int) {
	outside := (1 - coverage) / 2
	return poissonQuantile(expected, outside), poissonQuantile(expected, 1-outside)
}

// poissonQuantile is the smallest count whose cumulative probability is at least p.
func poissonQuantile(mean, p float64) int {
	if mean <= 0 {
		return 0
	}
	n := 0
	for mathext.GammaIncRegComp(float64(n+1), mean) < p {
		n++
	}
	return n
}
