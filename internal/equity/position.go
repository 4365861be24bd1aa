package equity

import (
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Quartiles of a figure over the live pairs: a quarter of them have at most Low, and a quarter at least High.
type Quartiles struct{ Low, Median, High float64 }

// MiddleHalf returns the quartiles of any figure of the pairs that are compared; zero without pairs.
func (r Reading) MiddleHalf(of func(PairReading) float64) Quartiles {
	var x []float64
	for _, d := range r.Dyads {
		if d.Peer != nil {
			x = append(x, of(d))
		}
	}
	if len(x) == 0 {
		return Quartiles{}
	}
	slices.Sort(x)
	at := func(p float64) float64 { return stat.Quantile(p, stat.Empirical, x, nil) }
	return Quartiles{at(0.25), at(0.5), at(0.75)}
}

// Position is where one pair's meetings lie among all live pairs': what a resident may see.
type Position struct {
	Count  int
	Of     int // live pairs
	Fewer  int // pairs that met less often
	More   int // pairs that met more often
	Middle Quartiles
}

// Position returns the position of a pair; ok is false for pairs that are not compared, and in programs of fewer
// than ten pairs, where it would give the others away.
func (r Reading) Position(id DyadID) (p Position, ok bool) {
	own := slices.IndexFunc(r.Dyads, func(d PairReading) bool { return d.ID == id && d.Peer != nil })
	if own < 0 {
		return Position{}, false
	}
	p = Position{Count: r.Dyads[own].Count}
	p.Middle = r.MiddleHalf(func(d PairReading) float64 { return float64(d.Count) })
	for _, d := range r.Dyads {
		p.Of += one(d.Peer != nil)
		p.Fewer += one(d.Peer != nil && d.Count < p.Count)
		p.More += one(d.Peer != nil && d.Count > p.Count)
	}
	if p.Of < minPairs {
		return Position{}, false
	}
	return p, true
}
