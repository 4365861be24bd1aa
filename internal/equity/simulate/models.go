package main

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"evenly/internal/equity"
)

const (
	horizon = 400 // days simulated
	meanLag = 7.0 // days to log a meeting
	yearly  = 365.0
)

var start = equity.DateOf(2025, time.July, 1)

// process is how the meetings of one pair come about.
type process func(r *rand.Rand) (times []float64)

// random meetings fall anywhere, so many a year.
func random(perYear float64) process {
	return func(r *rand.Rand) []float64 {
		return renewal(func() float64 { return r.ExpFloat64() * yearly / perYear })
	}
}

// regular meetings keep their distance: gaps, the first from the day of pairing, are gamma distributed with shape 4.
func regular(perYear float64) process {
	const shape = 4
	return func(r *rand.Rand) []float64 {
		return renewal(distuv.Gamma{Alpha: shape, Beta: shape * perYear / yearly, Src: r}.Rand)
	}
}

// renewal is the times at which gaps end, one after the other.
func renewal(gap func() float64) []float64 {
	var times []float64
	for t := gap(); t < horizon; t += gap() {
		times = append(times, t)
	}
	return times
}

// oncePerWindow keeps the promise exactly: one meeting on some day of each window of 91.
func oncePerWindow(r *rand.Rand) []float64 {
	var times []float64
	for window := 0.0; window < horizon; window += 91 {
		times = append(times, window+r.Float64()*91)
	}
	return times
}

// group is so many pairs with the same process.
type group struct {
	pairs    int
	meetings process
}

// model is the groups of a program, the neglected pairs first.
type model []group

// chance is the random numbers of run number i of a measure. The hash keeps runs apart: generators that are seeded
// with neighbouring numbers begin alike.
func chance(measure string, i int) *rand.Rand {
	return rand.New(rand.NewChaCha8(sha256.Sum256(fmt.Append(nil, measure, i))))
}

// draw makes up the pairs of one run.
func (m model) draw(r *rand.Rand) []equity.Dyad {
	var dyads []equity.Dyad
	for _, g := range m {
		for range g.pairs {
			id := equity.DyadID(fmt.Sprintf("d%03d", len(dyads)))
			dyads = append(dyads, dyad(r, id, g.meetings))
		}
	}
	return dyads
}

func dyad(r *rand.Rand, id equity.DyadID, meetings process) equity.Dyad {
	d := equity.Dyad{ID: id, Mentor: "m", From: start}
	for _, t := range meetings(r) {
		logged := t + r.ExpFloat64()*meanLag
		d.Meetings = append(d.Meetings, equity.Meeting{Date: day(int(t)), Logged: day(int(logged))})
	}
	return d
}

func day(n int) equity.Date { return start + equity.Date(n) }

// exposures of the pairs as read on a day.
func exposures(dyads []equity.Dyad, on int) []equity.Exposure {
	s := equity.Defaults(day(on))
	pairs := make([]equity.Exposure, len(dyads))
	for i, d := range dyads {
		r := equity.ReadPair(s, d)
		pairs[i] = equity.Exposure{Count: r.Count, Days: r.ActiveDays}
	}
	return pairs
}
