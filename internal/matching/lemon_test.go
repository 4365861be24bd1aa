package matching_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/big"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"evenly/internal/matching"
)

var lemonProgram = flag.String("lemon", "", "the program built from testdata/lemon/lemon.cpp, to compare with (make bench-lemon)")

// BenchmarkLemon solves the profile stages of one instance here and with the minimum-cost-flow algorithms of the LEMON graph
// library, one after the other, and compares processor time and outcome. Of both only the algorithm counts, not the making of
// the graph; what laying out people and edges takes us is told apart.
func BenchmarkLemon(b *testing.B) {
	if *lemonProgram == "" {
		b.Skip("run make bench-lemon to compare with LEMON")
	}
	for _, n := range []int{10_000, 100_000} {
		for _, power := range []float64{0.5, 1.0} {
			for _, preset := range []matching.Preset{matching.NobodyLeftBehind, matching.RankMaximal, matching.MinTotalRank} {
				b.Run(fmt.Sprintf("n=%d/zipf=%.1f/%s", n, power, preset), func(b *testing.B) {
					compareWithLemon(b, popular(n, power, false), preset)
				})
			}
		}
	}
}

func compareWithLemon(b *testing.B, in matching.Instance, preset matching.Preset) {
	var laying, solving int64
	var count []int
	for b.Loop() {
		runtime.GC()
		before := processorTime()
		profile := matching.CompileProfile(&in, preset)
		between := processorTime()
		count = profile.Solve()
		laying, solving = laying+between-before, solving+processorTime()-between
	}
	ms := func(total int64) float64 { return float64(total) / float64(b.N) / 1e6 }
	b.ReportMetric(ms(laying), "laying-out-ms")
	b.ReportMetric(ms(solving), "ours-ms")
	b.ReportMetric(ms(solving)/bestOfLemon(b, matching.CompileProfile(&in, preset), count), "ratio")
}

// bestOfLemon is the least processor time in milliseconds, of the algorithms that were not cut off. All must end as well as
// we do.
func bestOfLemon(b *testing.B, profile matching.Profile, count []int) (best float64) {
	var text bytes.Buffer
	profile.Write(&text)
	for line := range strings.Lines(runLemon(b, &text)) {
		fields := strings.Fields(line)
		took, err := strconv.ParseFloat(fields[1], 64)
		if err != nil || fields[0] == "bits" {
			b.Log(strings.TrimSpace(line)) // cut off, or the width of the costs
			continue
		}
		theirs := make([]int, len(count))
		for c := range theirs {
			theirs[c], _ = strconv.Atoi(fields[2+c])
		}
		if got, want := costOf(profile, theirs), costOf(profile, count); got.Cmp(want) != 0 {
			b.Errorf("%s ends with a cost of %v, we with %v", fields[0], got, want)
		}
		b.ReportMetric(took, fields[0]+"-ms")
		if best == 0 || took < best {
			best = took
		}
	}
	return best
}

func costOf(profile matching.Profile, count []int) *big.Int {
	sum := new(big.Int)
	for c, cost := range profile.Cost() {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(cost), big.NewInt(int64(count[c]))))
	}
	return sum
}

func runLemon(b *testing.B, text *bytes.Buffer) string {
	cmd := exec.Command(*lemonProgram, "30")
	cmd.Stdin = text
	out, err := cmd.Output()
	if err != nil {
		b.Fatal(err)
	}
	return string(out)
}
