package equity

import (
	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a pair's ratio of meetings to expected meetings, drawn towards the program's mean by as much as
// chance alone would explain. It orders lists and draws bars; it is never a flag, because in a program with a few
// neglected pairs it pulls exactly those towards the rest.
type Estimate struct {
	RateRatio float64  `json:"rate_ratio"`
	Low90     *float64 `json:"low90"`  // nil, like High90, when the pairs do not differ by more than chance:
	High90    *float64 `json:"high90"` // the estimate is then the mean and has no band
}

// Prior is what the program as a whole says about the ratio of any one of its pairs.
type Prior struct {
	Mean     float64 // meetings per expected meeting
	Variance float64 // of the true ratios between pairs; 0 when chance explains all of it
	Raw      float64 // variance of the ratios as seen, weighted by what was expected
}

// NewPrior estimates the prior by moments from the pairs' counts and expected meetings, which must be above 0.
// Marshall, Appl. Stat. 40 (1991) 283.
func NewPrior(counts []int, expected []float64) Prior {
	var sum, exposure float64
	for i, e := range expected {
		sum += float64(counts[i])
		exposure += e
	}
	if exposure == 0 {
		return Prior{}
	}
	p := Prior{Mean: sum / exposure}
	for i, e := range expected {
		diff := float64(counts[i])/e - p.Mean
		p.Raw += e * diff * diff / exposure
	}
	p.Variance = max(0, p.Raw-p.Mean*float64(len(expected))/exposure)
	return p
}

// Gamma returns shape and rate of the prior as a gamma distribution; ok is false where Variance is 0.
func (p Prior) Gamma() (shape, rate float64, ok bool) {
	if p.Variance == 0 {
		return 0, 0, false
	}
	return p.Mean * p.Mean / p.Variance, p.Mean / p.Variance, true
}

// Credibility is the weight, from 0 to 1, that a pair's own ratio gets against the mean.
func (p Prior) Credibility(expected float64) float64 {
	if p.Variance == 0 {
		return 0
	}
	return p.Variance / (p.Variance + p.Mean/expected)
}

// Estimate returns one pair's ratio given the prior, with the 5 % and 95 % points of its posterior.
func (p Prior) Estimate(count int, expected float64) Estimate {
	own := float64(count) / expected
	e := Estimate{RateRatio: p.Mean + p.Credibility(expected)*(own-p.Mean)}
	if shape, rate, ok := p.Gamma(); ok {
		posterior := distuv.Gamma{Alpha: shape + float64(count), Beta: rate + expected}
		low, high := posterior.Quantile(0.05), posterior.Quantile(0.95)
		e.Low90, e.High90 = &low, &high
	}
	return e
}
