package survey

import (
	"math"
	"math/rand/v2"
)

// Path is an imagined program for simulations: how many of its residents are unhappy in each wave, and who answers.
type Path struct {
	Name      string
	Residents int
	Unhappy   []int   // per wave
	Response  float64 // the share of people who answer
	Reluctant float64 // the share of unhappy people who answer; 0 means the same as everybody
}

// StablePath is the program the cuts are calibrated on: 39 residents as in the published case, 3 of them always unhappy,
// 72 % answering, a first wave and five later ones. Nothing changes in it, so every alarm is a false one.
func StablePath() Path {
	return Path{Name: "stable 3 of 39", Residents: 39, Unhappy: []int{3, 3, 3, 3, 3, 3}, Response: 0.72}
}

// draw imagines who answers: the two-lowest share of each wave.
func (p Path) draw(rng *rand.Rand) []Share {
	waves := make([]Share, len(p.Unhappy))
	unhappyAnswers := p.Reluctant
	if unhappyAnswers == 0 {
		unhappyAnswers = p.Response
	}
	for i, unhappy := range p.Unhappy {
		k := binomial(rng, unhappy, unhappyAnswers)
		waves[i] = Share{K: k, N: k + binomial(rng, p.Residents-unhappy, p.Response)}
	}
	return waves
}

func binomial(rng *rand.Rand, n int, p float64) int {
	k := 0
	for range n {
		if rng.Float64() < p {
			k++
		}
	}
	return k
}

// AlarmRate is the share of simulated programs that had an alarm in the second wave or later, by wave: the entry for a wave
// counts programs alarmed in it or before it (index 0 is the first wave, where nothing can be compared).
type AlarmRate struct{ Watch, Act []float64 }

// Simulation runs the production rule on imagined programs. It remembers posteriors, so keep one for a whole run.
type Simulation struct {
	rng     *rand.Rand
	weights map[Share][]float64
	below   map[Share][]float64
}

// NewSimulation starts a simulation that gives the same figures for the same seed.
func NewSimulation(seed uint64) *Simulation {
	return &Simulation{
		rng:     rand.New(rand.NewPCG(seed, 0x5eed)),
		weights: make(map[Share][]float64),
		below:   make(map[Share][]float64),
	}
}

// increase is ProbabilityOfIncrease with a memory.
func (s *Simulation) increase(now, past Share) float64 {
	w, ok := s.weights[now]
	if !ok {
		w = posterior(now)
		s.weights[now] = w
	}
	b, ok := s.below[past]
	if !ok {
		b = below(posterior(past))
		s.below[past] = b
	}
	return dot(w, b)
}

// Rates gives the alarm rates of a questionnaire with this many alarm items that all follow the path, each with its own
// unhappy people, under the given cuts.
func (s *Simulation) Rates(path Path, items, runs int, cuts Cuts) AlarmRate {
	waves := len(path.Unhappy)
	rate := AlarmRate{Watch: make([]float64, waves), Act: make([]float64, waves)}
	for range runs {
		watch, act := waves, waves // the wave of the first alarm
		for range items {
			w, a := s.firstAlarms(path.draw(s.rng), cuts)
			watch, act = min(watch, w), min(act, a)
		}
		for i := range waves {
			rate.Watch[i] += indicator(watch <= i) / float64(runs)
			rate.Act[i] += indicator(act <= i) / float64(runs)
		}
	}
	return rate
}

// firstAlarms gives the first wave with at least a watch, and the first with an act; len(waves) if there is none.
func (s *Simulation) firstAlarms(waves []Share, cuts Cuts) (watch, act int) {
	watch, act = len(waves), len(waves)
	past := waves[0]
	for i := 1; i < len(waves); i++ {
		switch s.read(waves[i], past, cuts) {
		case Act:
			return min(watch, i), i
		case Watch:
			watch = min(watch, i)
		}
		past = past.Plus(waves[i])
	}
	return watch, act
}

// read is the production rule; the posterior is left out where the rule does not look at it.
func (s *Simulation) read(now, past Share, cuts Cuts) Reading {
	if now.K < FewestUnhappy {
		return None
	}
	return read(now, s.increase(now, past), cuts)
}

func indicator(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// The error a whole questionnaire may make in a program where nothing changes, over five later waves.
const (
	falseActs    = 0.05
	falseWatches = 0.15
)

// Calibrate finds the cuts for 1 to most alarm items: the lowest ones, on a grid of half a percent and not below those of a
// single item, at which that many independent stable items stay within the error a questionnaire may make.
//
// One simulation serves all: the highest posterior a single stable item ever reaches says at which cuts it alarms.
func (s *Simulation) Calibrate(most, runs int) []Cuts {
	peaks := s.peaks(StablePath(), runs)
	cuts := make([]Cuts, most)
	for m := 1; m <= most; m++ {
		cuts[m-1] = Cuts{
			Watch: lowestCut(peaks, 0.85, perItem(falseWatches, m)),
			Act:   lowestCut(peaks, 0.90, perItem(falseActs, m)),
		}
	}
	return cuts
}

// perItem is the error one of m independent items may make so that all together make the given one.
func perItem(together float64, m int) float64 {
	return 1 - math.Pow(1-together, 1/float64(m))
}

// peaks gives, per simulated program, the highest posterior of its later waves that the rule would look at.
func (s *Simulation) peaks(path Path, runs int) []float64 {
	peaks := make([]float64, runs)
	for r := range peaks {
		waves := path.draw(s.rng)
		past := waves[0]
		for _, now := range waves[1:] {
			if now.K >= FewestUnhappy {
				peaks[r] = max(peaks[r], s.increase(now, past))
			}
			past = past.Plus(now)
		}
	}
	return peaks
}

func lowestCut(peaks []float64, from, allowed float64) float64 {
	for step := math.Round(from * 200); ; step++ {
		cut, alarms := step/200, 0
		for _, p := range peaks {
			if p > cut {
				alarms++
			}
		}
		if float64(alarms) <= allowed*float64(len(peaks)) {
			return cut
		}
	}
}
