package equity

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Power is the chance that a comparison finds a group whose true mean is Ratio times that of the others.
type Power struct {
	Ratio float64 `json:"ratio"`
	Power float64 `json:"power"`
}

// spread is how much the ratios of people vary: by chance alone, and between people for other reasons.
type spread struct{ mean, chance, between float64 }

// powers at the ratios that are usually asked for; none while nobody has met.
func (s spread) powers(n, others int) []Power {
	out := []Power{}
	for _, ratio := range []float64{0.5, 0.6, 0.7, 0.8} {
		if s.mean > 0 {
			out = append(out, Power{ratio, s.power(n, others, ratio)})
		}
	}
	return out
}

// visible is the ratio that would be found half the time: a gap smaller than from there to 1 would usually not show.
// It is 0 when even a group that never meets would usually be missed, and nil while nobody has met.
func (s spread) visible(n, others int) *float64 {
	if s.mean == 0 {
		return nil
	}
	low, high := 0.0, 1.0
	if s.power(n, others, low) < 0.5 {
		return &low
	}
	for high-low > 1e-6 {
		middle := (low + high) / 2
		if s.power(n, others, middle) < 0.5 {
			high = middle
		} else {
			low = middle
		}
	}
	return &low
}

// power of the two-sided permutation test at 5 %, by the normal approximation. The group's variance by chance falls
// with its mean, that between people with the square of it; what the test takes for chance is the variance of
// everybody together, so the gap itself is part of it.
func (s spread) power(n, others int, ratio float64) float64 {
	size1, size2 := float64(n), float64(others)
	share := size1 / (size1 + size2)
	gap := s.mean * (1 - ratio)
	own, other := ratio*s.chance+ratio*ratio*s.between, s.chance+s.between
	pooled := share*own + (1-share)*other + share*(1-share)*gap*gap
	needed := distuv.UnitNormal.Quantile(0.975) * math.Sqrt(pooled*(1/size1+1/size2))
	deviation := math.Sqrt(own/size1 + other/size2)
	if deviation == 0 {
		deviation = math.SmallestNonzeroFloat64 // everybody alike: any gap shows, and none where there is none
	}
	return distuv.UnitNormal.Survival((needed-gap)/deviation) + distuv.UnitNormal.CDF((-needed-gap)/deviation)
}
