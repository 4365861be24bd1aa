package main

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"evenly/internal/equity"
)

// found says on which day each thing looked for was first found; never is later than every day.
type found []int

const never = 1 << 30

func (f found) by(day int) float64 {
	n := 0.0
	for _, d := range f {
		if d <= day {
			n++
		}
	}
	return n / float64(max(1, len(f)))
}

// looks are the first days on which the promise of each window can read missed.
var looks = []int{112, 203, 294, 385}

// promise is L2: pairs that hardly meet are found in time, and programs that keep the promise are left alone.
func promise(fewer int) []figure {
	out := windowsMissed(1, 10_000/fewer, []float64{0.779, 0.951, 0.989, 0.998})
	out = append(out, windowsMissed(1.5, 10_000/fewer, []float64{0.688})...)
	return append(out, promiseBroken(10_000/fewer), promiseKept(2000/fewer))
}

// windowsMissed is the share of pairs with a missed window by each look: in theory 1-(1-exp(-91 rate/365))^windows.
func windowsMissed(perYear float64, pairs int, theory []float64) []figure {
	first := each(pairs, func(i int) found {
		d := model{{1, random(perYear)}}.draw(chance("promise", i))[0]
		for _, look := range looks {
			for _, w := range equity.ReadPair(equity.Defaults(day(look)), d).Windows {
				if w.State == equity.WindowMissed {
					return found{look}
				}
			}
		}
		return found{never}
	})
	var out []figure
	for i, share := range theory {
		name := fmt.Sprintf("promise: pairs at %g a year, a window missed by day %d", perYear, looks[i])
		value := mean(first, func(f found) float64 { return f.by(looks[i]) })
		out = append(out, figure{name, value, about(share, 0.01), pairs})
	}
	return out
}

// promiseBroken is the share of pairs whose promise reads missed on the first day it can: fewer than missed the
// window, because those that have met since have mended it. In theory it is between exp(-112/365), when all is logged
// at once, and exp(-91/365).
func promiseBroken(pairs int) figure {
	broken := each(pairs, func(i int) float64 {
		d := model{{1, random(1)}}.draw(chance("promise", i))[0]
		if equity.ReadPair(equity.Defaults(day(looks[0])), d).Promise.Broken() {
			return 1
		}
		return 0
	})
	value := mean(broken, func(x float64) float64 { return x })
	return figure{"promise: pairs at 1 a year, still broken on day 112", value, bar{0.73, 0.78}, pairs}
}

// promiseKept counts the windows that read missed although every pair met in each.
func promiseKept(programs int) figure {
	wrong := each(programs, func(i int) float64 {
		n := 0.0
		for _, d := range (model{{39, oncePerWindow}}).draw(chance("promise kept", i)) {
			for window, look := range looks {
				r := equity.ReadPair(equity.Defaults(day(look)), d)
				if r.Windows[window].State == equity.WindowMissed {
					n++
				}
			}
		}
		return n
	})
	value := mean(wrong, func(n float64) float64 { return n })
	return figure{"promise: false misses a year, 39 pairs that keep it", value, atMost(0.7), programs}
}

// firstFlags looks at a program every week of a year and returns the day on which each pair first read lower, and
// higher.
func firstFlags(dyads []equity.Dyad) (lower, higher found) {
	for range dyads {
		lower, higher = append(lower, never), append(higher, never)
	}
	for look := 56; look <= 365; look += 7 {
		for i, p := range equity.ComparePeers(exposures(dyads, look), 0.10, look).Pairs {
			switch p.Reading {
			case equity.PeerLower:
				lower[i] = min(lower[i], look)
			case equity.PeerHigher:
				higher[i] = min(higher[i], look)
			}
		}
	}
	return lower, higher
}

// peersFound is L3 where three pairs are neglected among monthly ones, and where six are favoured.
func peersFound(fewer int) []figure {
	programs := 1000 / fewer
	neglected := func(kind func(float64) process) []found {
		return each(programs, func(i int) found {
			lower, _ := firstFlags(model{{3, kind(1)}, {36, kind(12)}}.draw(chance("found", i)))
			return lower[:3]
		})
	}
	favoured := each(programs, func(i int) found {
		_, higher := firstFlags(published().draw(chance("found", i)))
		return higher[33:]
	})
	share := func(name string, all []found, day int, b bar) figure {
		value := mean(all, func(f found) float64 { return f.by(day) })
		return figure{fmt.Sprintf("peers: %s by day %d", name, day), value, b, len(all)}
	}
	byChance, kept := neglected(random), neglected(regular)
	return []figure{
		share("3 at one a year among monthly, random, found", byChance, 182, atLeast(0.64)),
		share("3 at one a year among monthly, random, found", byChance, 365, atLeast(0.99)),
		share("3 at one a year among monthly, regular, found", kept, 182, atLeast(0.88)),
		share("3 at one a year among monthly, regular, found", kept, 365, atLeast(0.99)),
		share("6 monthly among quarterly, random, read higher", favoured, 182, atLeast(0.33)),
		share("6 monthly among quarterly, random, read higher", favoured, 365, atLeast(0.68)),
	}
}

// published is the program of the published case: three neglected, thirty as promised, six favoured.
func published() model { return model{{3, random(1.5)}, {30, random(4)}, {6, random(12)}} }

// peersFalse is L3 in five fair models, of which the worst counts.
func peersFalse(fewer int) []figure {
	fair := map[string]process{
		"once a window": oncePerWindow, "quarterly regular": regular(4), "quarterly random": random(4),
		"monthly regular": regular(12), "monthly random": random(12),
	}
	var out []figure
	for _, size := range []struct{ pairs, programs int }{{20, 1000}, {39, 1000}, {100, 400}, {300, 300}} {
		var low, high float64
		programs := size.programs / fewer
		for _, meetings := range fair {
			flags := each(programs, func(i int) [2]float64 {
				lower, higher := firstFlags(model{{size.pairs, meetings}}.draw(chance("false", i)))
				n := float64(size.pairs)
				return [2]float64{lower.by(365) * n, higher.by(365) * n}
			})
			low = max(low, mean(flags, func(f [2]float64) float64 { return f[0] }))
			high = max(high, mean(flags, func(f [2]float64) float64 { return f[1] }))
		}
		name := fmt.Sprintf("peers: false %%s a year, worst of five fair models, %d pairs", size.pairs)
		out = append(out, figure{fmt.Sprintf(name, "lower"), low, atMost(0.7), programs},
			figure{fmt.Sprintf(name, "higher"), high, atMost(1.0), programs})
	}
	return out
}

// dispersion is L4 in a fair program and in the published one, half a year in.
func dispersion(fewer int) []figure {
	const look = 182
	uneven := func(programs int, m model) float64 {
		return mean(each(programs, func(i int) float64 {
			pairs := exposures(m.draw(chance("dispersion", i)), look)
			if equity.Disperse(pairs, look, fmt.Sprint(i), 4000).Reading == equity.Uneven {
				return 1
			}
			return 0
		}), func(x float64) float64 { return x })
	}
	fair, unfair := 3000/fewer, 1000/fewer
	return []figure{
		{"program: fair and random, reads uneven on day 182", uneven(fair, model{{39, random(4)}}), about(0.05, 0.015), fair},
		{"program: fair and regular, reads uneven on day 182", uneven(unfair, model{{39, regular(4)}}), atMost(0.01), unfair},
		{"program: published case, random, reads uneven on day 182", uneven(unfair, published()), atLeast(0.80), unfair},
	}
}

// groups compares 13 residents with 26 after a quarterly year, people differing by 60 %.
func groups(fewer int) []figure {
	programs := 1000 / fewer
	rejected := func(ratio float64) float64 {
		return mean(each(programs, func(i int) float64 {
			r := chance("groups", i)
			s := equity.Stratum{Group: ratios(r, 13, ratio), Others: ratios(r, 26, 1)}
			if equity.Permute([]equity.Stratum{s}, fmt.Sprint(i)).P <= 0.05 {
				return 1
			}
			return 0
		}), func(x float64) float64 { return x })
	}
	return []figure{
		{"groups: equal, 13 against 26, found different", rejected(1), about(0.051, 0.015), programs},
		{"groups: at half the contact, found different", rejected(0.5), atLeast(0.50), programs},
	}
}

// ratios of meetings to the four expected, of people whose true ratios vary by 60 % around the mean.
func ratios(r *rand.Rand, people int, mean float64) []float64 {
	const variation, expected = 0.6, 4
	shape := 1 / (variation * variation)
	own := distuv.Gamma{Alpha: shape, Beta: shape / mean, Src: r}
	out := make([]float64, people)
	for i := range out {
		out[i] = distuv.Poisson{Lambda: expected * own.Rand(), Src: r}.Rand() / expected
	}
	return out
}
