// Simulate checks how often the readings of package equity are right and how often they accuse wrongly, on programs
// made up by seeded chance. Everything is read by the production code.
//
// A program is a list of pairs that meet at a given rate: fully at random (Poisson), regularly (gamma gaps of shape
// 4), or exactly once in each window. Meetings are logged late by a week on average. Leaders look once a week. The
// rates and the bars are the published ones; every figure is printed beside its bar with the number of programs or
// pairs behind it, and the exit code is 1 when a bar is not met.
//
//	go run ./internal/equity/simulate
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	if !report(os.Stdout, 1) {
		os.Exit(1)
	}
}

// report measures everything and prints it; it returns whether every bar was met. Fewer is a divisor of the number
// of simulated programs, for a quick look.
func report(w io.Writer, fewer int) bool {
	start := time.Now()
	met := true
	fmt.Fprintf(w, "%-64s %9s  %-17s %7s\n", "", "figure", "bar", "runs")
	for _, measure := range []func(fewer int) []figure{promise, peersFound, peersFalse, dispersion, groups} {
		for _, f := range measure(fewer) {
			verdict := ""
			if !f.bar.met(f.value) {
				met, verdict = false, "  NOT MET"
			}
			fmt.Fprintf(w, "%-64s %9.3f  %-17s %7d%s\n", f.name, f.value, f.bar, f.runs, verdict)
		}
	}
	fmt.Fprintf(w, "%.0f seconds\n", time.Since(start).Seconds())
	return met
}

// figure is one measured number beside its bar.
type figure struct {
	name  string
	value float64
	bar   bar
	runs  int
}

// bar is what a figure has to keep to, both ends included.
type bar struct{ low, high float64 }

const unbounded = 1e9

func about(x, margin float64) bar { return bar{x - margin, x + margin} }
func atLeast(x float64) bar       { return bar{x, unbounded} }
func atMost(x float64) bar        { return bar{-unbounded, x} }

func (b bar) met(x float64) bool { return b.low <= x && x <= b.high }

func (b bar) String() string {
	switch {
	case b.high == unbounded:
		return fmt.Sprintf("at least %.3g", b.low)
	case b.low == -unbounded:
		return fmt.Sprintf("at most %.3g", b.high)
	}
	return fmt.Sprintf("%.3f to %.3f", b.low, b.high)
}

// each calls run for 0 to n-1 on all processors and returns the results in order. What a run draws depends on its
// number only, so the figures do not depend on the machine.
func each[T any](n int, run func(i int) T) []T {
	out := make([]T, n)
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				out[i] = run(i)
			}
		})
	}
	all.Wait()
	return out
}

// mean of what value makes of each result.
func mean[T any](results []T, value func(T) float64) float64 {
	var sum float64
	for _, r := range results {
		sum += value(r)
	}
	return sum / float64(len(results))
}
