package equity

import (
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Finding counts what a page says in its first sentence, over the live pairs.
type Finding struct {
	Pairs     int // live, with or without an active day
	InRange   int // promise not broken, neither lower nor higher than the others
	Met       int
	Due       int
	TooEarly  int
	Missed    int // once: escalated pairs are not among them
	Escalated int
	GoneQuiet int // of the missed and escalated
	Lower     int
	Higher    int
	// Widespread is set when more than a third of the pairs broke the promise: then it is the program that did, and
	// one message says more than thirty. Escalated pairs are named all the same.
	Widespread bool
}

// Finding summarises the reading.
func (r Reading) Finding() Finding {
	var f Finding
	for _, d := range r.Dyads {
		if d.Standing == Live {
			f.add(d)
		}
	}
	f.Widespread = 3*(f.Missed+f.Escalated) > f.Pairs
	return f
}

func (f *Finding) add(d PairReading) {
	f.Pairs++
	switch d.Promise {
	case PromiseMet:
		f.Met++
	case PromiseDue:
		f.Due++
	case PromiseTooEarly:
		f.TooEarly++
	case PromiseMissed:
		f.Missed++
	case PromiseEscalated:
		f.Escalated++
	}
	f.GoneQuiet += one(d.GoneQuiet())
	f.Lower += one(d.reads(PeerLower))
	f.Higher += one(d.reads(PeerHigher))
	f.InRange += one(d.Look() == LookNone)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Look says why a pair is worth a look.
type Look string

// A pair has one reason; the first of these that holds.
const (
	LookQuiet Look = "gone_quiet" // began well and stopped
	LookLess  Look = "less"       // broke its promise, or reads lower than its peers
	LookMore  Look = "more"       // reads higher: no fault, but what did it have that others did not?
	LookNone  Look = ""
)

// Look returns the reason, or LookNone; always LookNone for pairs that are not live.
func (p PairReading) Look() Look {
	switch {
	case p.Standing != Live:
		return LookNone
	case p.GoneQuiet():
		return LookQuiet
	case p.Promise.Broken() || p.reads(PeerLower):
		return LookLess
	case p.reads(PeerHigher):
		return LookMore
	}
	return LookNone
}

func (p PairReading) reads(reading PeerReading) bool {
	return p.Peer != nil && p.Peer.Reading == reading
}

// Position is where one pair's meetings lie among all live pairs': what a resident may see.
type Position struct {
	Count  int
	Of     int     // live pairs
	Fewer  int     // pairs that met less often
	More   int     // pairs that met more often
	Low    float64 // a quarter of the pairs met at most so often
	Median float64
	High   float64 // and a quarter at least so often
}

// Position returns the position of a pair; ok is false for pairs that are not compared, and in programs of fewer
// than ten pairs, where it would give the others away.
func (r Reading) Position(id DyadID) (p Position, ok bool) {
	var counts []float64
	found := false
	for _, d := range r.Dyads {
		if d.Peer == nil {
			continue
		}
		counts = append(counts, float64(d.Count))
		if d.ID == id {
			found = true
			p.Count = d.Count
		}
	}
	if !found || len(counts) < minPairs {
		return Position{}, false
	}
	p.Of = len(counts)
	p.Low, p.Median, p.High = quartiles(counts)
	for _, n := range counts {
		p.Fewer += one(n < float64(p.Count))
		p.More += one(n > float64(p.Count))
	}
	return p, true
}

// quartiles sorts the values.
func quartiles(x []float64) (low, median, high float64) {
	slices.Sort(x)
	at := func(p float64) float64 { return stat.Quantile(p, stat.Empirical, x, nil) }
	return at(0.25), at(0.5), at(0.75)
}
