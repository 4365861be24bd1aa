package survey

import "math"

// midpoints is the number of quadrature points of ProbabilityOfIncrease.
const midpoints = 4001

// arcs holds ln sin and ln cos at the midpoints of (0, pi/2).
var arcs = func() (a struct{ sin, cos [midpoints]float64 }) {
	for i := range midpoints {
		t := math.Pi / 2 * (float64(i) + 0.5) / midpoints
		a.sin[i], a.cos[i] = math.Log(math.Sin(t)), math.Log(math.Cos(t))
	}
	return a
}()

// posterior gives the Jeffreys posterior Beta(0.5+k, 0.5+n-k) of a share as weights that sum to 1.
//
// The share p is written sin^2(t). In t the Jeffreys prior is flat and the posterior is sin^(2k) cos^(2(n-k)), without the
// infinite ends that p^(-1/2) has at k = 0 and k = n, so plain midpoints are exact to far more digits than we print.
func posterior(s Share) []float64 {
	w := make([]float64, midpoints)
	top := math.Inf(-1)
	for i := range w {
		w[i] = 2 * (float64(s.K)*arcs.sin[i] + float64(s.N-s.K)*arcs.cos[i])
		top = max(top, w[i])
	}
	sum := 0.0
	for i := range w {
		w[i] = math.Exp(w[i] - top)
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

// below gives the probability of lying below each midpoint, its own cell counting half.
func below(w []float64) []float64 {
	b := make([]float64, len(w))
	sum := 0.0
	for i, x := range w {
		b[i] = sum + x/2
		sum += x
	}
	return b
}

// ProbabilityOfIncrease is the posterior probability that the share behind now is larger than the one behind past, each with
// the Jeffreys prior. Swapping the two gives one minus it.
func ProbabilityOfIncrease(now, past Share) float64 {
	return dot(posterior(now), below(posterior(past)))
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
