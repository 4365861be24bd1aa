package matching_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sort"
	"syscall"
	"testing"
	"time"

	"evenly/internal/matching"
)

// BenchmarkRun measures whole runs: top-3 lists, one mentor with four places for every three residents, and mentors whose
// popularity falls with their number to the power of -0.5 or -1.
func BenchmarkRun(b *testing.B) {
	for _, n := range []int{300, 1_000, 10_000, 100_000, 1_000_000} {
		for _, power := range []float64{0.5, 1.0} {
			for _, preset := range []matching.Preset{matching.NobodyLeftBehind, matching.RankMaximal} {
				b.Run(fmt.Sprintf("n=%d/zipf=%.1f/%s", n, power, preset), func(b *testing.B) {
					in := popular(n, power, n <= 1000)
					in.Preset = preset
					benchmark(b, in, matching.Options{})
				})
			}
		}
	}
}

func benchmark(b *testing.B, in matching.Instance, opt matching.Options) {
	b.ReportAllocs()
	before := processorTime()
	for b.Loop() {
		if _, err := matching.Run(in, opt); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(processorTime()-before)/float64(b.N)/1e6, "cpu-ms/op")
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapSys)/(1<<20), "MB-heap")
}

// processorTime is what the process has used, in nanoseconds: on a busy machine it says more than the clock.
func processorTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// popular draws an instance in which mentor k is chosen with a weight of 1/k^power.
func popular(n int, power float64, fallback bool) matching.Instance {
	random := rand.New(rand.NewPCG(uint64(n), math.Float64bits(power)))
	in := matching.Instance{Fallback: fallback, ListLength: 3, Seed: "benchmark"}
	sums := make([]float64, n/3)
	total := 0.0
	for k := range sums {
		total += math.Pow(float64(k+1), -power)
		sums[k] = total
		in.Mentors = append(in.Mentors, matching.Mentor{ID: matching.MentorID(fmt.Sprintf("m%07d", k)), Max: 4})
	}
	for r := range n {
		var ranks [][]matching.MentorID
		var chosen []int
		for len(chosen) < 3 {
			m := sort.SearchFloat64s(sums, random.Float64()*total)
			if m < len(sums) && !slices.Contains(chosen, m) {
				chosen = append(chosen, m)
				ranks = append(ranks, []matching.MentorID{in.Mentors[m].ID})
			}
		}
		in.Residents = append(in.Residents, matching.Resident{ID: matching.ResidentID(fmt.Sprintf("r%07d", r)), Ranks: ranks})
	}
	return in
}

// BenchmarkFallback measures the same with placements off the list, which above a few thousand go through the hub.
func BenchmarkFallback(b *testing.B) {
	for _, n := range []int{300, 1_000, 3_000, 10_000, 100_000} {
		for _, power := range []float64{0.5, 1.0} {
			b.Run(fmt.Sprintf("n=%d/zipf=%.1f", n, power), func(b *testing.B) {
				benchmark(b, popular(n, power, true), matching.Options{})
			})
		}
	}
}

// BenchmarkFrontier measures the what-if curve of a re-match after a mentor of a program of 100 or 300 leaves.
func BenchmarkFrontier(b *testing.B) {
	for _, n := range []int{100, 300} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			in := popular(n, 1, true)
			res, err := matching.Run(in, matching.Options{NoWhatIf: true})
			if err != nil {
				b.Fatal(err)
			}
			for _, p := range res.Pairings {
				in.Current = append(in.Current, matching.Pair{Resident: p.Resident, Mentor: *p.Mentor})
			}
			in.Mentors[3].Max = 0
			for b.Loop() {
				points, err := matching.Frontier(in, matching.Options{}, 10)
				if err != nil {
					b.Fatal(err)
				}
				for _, p := range points {
					b.Logf("%d moves: %v off %d proven %t: %s", p.Moves, p.Result.Profile, p.Result.OffList, p.Proven, p.Change.Words)
				}
			}
		})
	}
}

// BenchmarkProfile measures the profile stages alone on a million residents, numbering them included, and the memory they
// take beyond the instance.
func BenchmarkProfile(b *testing.B) {
	for _, power := range []float64{0.5, 1.0} {
		b.Run(fmt.Sprintf("n=1000000/zipf=%.1f", power), func(b *testing.B) {
			in := popular(1_000_000, power, false)
			b.ReportAllocs()
			peak := watchHeap()
			before := processorTime()
			for b.Loop() {
				matching.CompileProfile(&in, matching.NobodyLeftBehind).Solve()
			}
			b.ReportMetric(float64(processorTime()-before)/float64(b.N)/1e6, "cpu-ms/op")
			b.ReportMetric(float64(peak())/(1<<20), "MB-peak")
		})
	}
}

// watchHeap looks at the heap every few milliseconds until the function it returns is called for the most it grew.
func watchHeap() (peak func() uint64) {
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	most, stop, stopped := uint64(0), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				return
			case <-tick.C:
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return most
	}
}
