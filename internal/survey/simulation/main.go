// Command simulation measures the early warning of surveys: it drives the production rule with imagined programs, prints each
// rate beside the bar it must meet and exits with 1 when one is missed. The seed is fixed, so the figures are always the same.
//
//	go run ./internal/survey/simulation
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"evenly/internal/survey"
)

func main() {
	runs := flag.Int("runs", 40_000, "simulated programs per figure")
	seed := flag.Uint64("seed", 20260417, "of the simulation")
	flag.Parse()
	b := bench{out: os.Stdout, runs: *runs, simulation: survey.NewSimulation(*seed)}
	b.oneItem()
	b.otherPrograms()
	b.severalItems()
	b.maskingOracle()
	b.calibration()
	if b.missed > 0 {
		fmt.Printf("\n%d bars missed\n", b.missed)
		os.Exit(1)
	}
	fmt.Println("\nevery bar met")
}

type bench struct {
	out        io.Writer
	runs       int
	simulation *survey.Simulation
	missed     int
}

func (b *bench) title(format string, args ...any) { fmt.Fprintf(b.out, "\n"+format+"\n", args...) }

// atMost and atLeast print a figure beside its bar.
func (b *bench) atMost(what string, got, bar float64) { b.line(what, got, "at most", bar, got <= bar) }

func (b *bench) atLeast(what string, got, bar float64) {
	b.line(what, got, "at least", bar, got >= bar)
}

func (b *bench) line(what string, got float64, word string, bar float64, ok bool) {
	verdict := "ok"
	if !ok {
		verdict = "MISSED"
		b.missed++
	}
	fmt.Fprintf(b.out, "  %-58s %6.3f  %-8s %5.3f  %s\n", what, got, word, bar, verdict)
}

func (b *bench) rates(path survey.Path, items int) survey.AlarmRate {
	return b.simulation.Rates(path, items, b.runs, survey.CutsFor(items))
}

func growing() survey.Path {
	return survey.Path{Name: "growing 3,5,7,9,11,13 of 39", Residents: 39, Unhappy: []int{3, 5, 7, 9, 11, 13}, Response: 0.72}
}

func (b *bench) oneItem() {
	b.title("One alarm item, 39 residents, 72 %% answering (alarm in this wave or before)")
	stable := b.rates(survey.StablePath(), 1)
	b.print("stable 3 of 39", stable)
	b.atMost("act on the stable program over 5 later waves", stable.Act[5], 0.04)
	b.atMost("watch on the stable program over 5 later waves", stable.Watch[5], 0.15)
	rising := b.rates(growing(), 1)
	b.print(growing().Name, rising)
	b.atLeast("act on the growing minority by wave 3", rising.Act[2], 0.48)
	b.atLeast("act on the growing minority by wave 4", rising.Act[3], 0.89)
	step := survey.Path{Residents: 39, Unhappy: []int{3, 8, 8, 8, 8, 8}, Response: 0.72}
	b.print("step 3 -> 8 of 39", b.rates(step, 1))
}

func (b *bench) print(name string, r survey.AlarmRate) {
	fmt.Fprintf(b.out, "  %-30s watch by wave 2/3/4/6  %.3f %.3f %.3f %.3f   act  %.3f %.3f %.3f %.3f\n",
		name, r.Watch[1], r.Watch[2], r.Watch[3], r.Watch[5], r.Act[1], r.Act[2], r.Act[3], r.Act[5])
}

// otherPrograms prints what the cuts do where they were not calibrated: reluctant people, larger and smaller programs.
func (b *bench) otherPrograms() {
	b.title("One alarm item elsewhere")
	reluctant := growing()
	reluctant.Reluctant = 0.50
	b.print("growing, unhappy answer at 50 %", b.rates(reluctant, 1))
	for _, n := range []int{100, 300} {
		unhappy := n * 8 / 100
		path := survey.Path{Residents: n, Unhappy: []int{unhappy, unhappy, unhappy, unhappy, unhappy, unhappy}, Response: 0.72}
		b.print(fmt.Sprintf("stable %d of %d", unhappy, n), b.rates(path, 1))
	}
	small := survey.Path{Residents: 20, Unhappy: []int{2, 2, 2, 2, 2, 2}, Response: 0.72}
	b.atMost("watch on 20 residents, never more than 2 unhappy", b.rates(small, 1).Watch[5], 0)
}

func (b *bench) severalItems() {
	for _, items := range []int{3, 5, 10} {
		cuts := survey.CutsFor(items)
		b.title("%d alarm items: watch above %.3f, act above %.3f", items, cuts.Watch, cuts.Act)
		plain := b.simulation.Rates(survey.StablePath(), items, b.runs, survey.CutsFor(1))
		b.print("stable, at the cut of one item", plain)
		stable := b.rates(survey.StablePath(), items)
		b.print("stable", stable)
		b.atMost("act on stable items over 5 later waves", stable.Act[5], 0.05)
		b.atMost("watch on stable items over 5 later waves", stable.Watch[5], 0.15)
		b.print("one of them growing", b.simulation.Rates(growing(), 1, b.runs, cuts))
	}
}

func (b *bench) maskingOracle() {
	b.title("Masking oracle: the mean rises from 3.926 to 4.000 while the unhappy go from 2 of 27 to 6 of 29")
	was, is := survey.Counts{1, 1, 5, 12, 8}, survey.Counts{2, 4, 1, 7, 15}
	for _, items := range []int{1, 5} {
		w := survey.Warn(is.BottomTwo(), was.BottomTwo(), items)
		b.atLeast(fmt.Sprintf("%d alarm items: reads %q, acting is 1", items, w.Reading), acting(w.Reading), 1)
	}
}

func acting(r survey.Reading) float64 {
	if r == survey.Act {
		return 1
	}
	return 0
}

func (b *bench) calibration() {
	b.title("Cuts found anew (items: watch, act), shipped in brackets")
	for i, c := range b.simulation.Calibrate(survey.MostAlarmItems, 5*b.runs) {
		shipped := survey.CutsFor(i + 1)
		fmt.Fprintf(b.out, "  %2d: %.3f, %.3f  [%.3f, %.3f]\n", i+1, c.Watch, c.Act, shipped.Watch, shipped.Act)
	}
}
