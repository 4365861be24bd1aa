package survey

import "math"

// The smallest comparison across programs.
const (
	benchmarkPrograms = 5
	benchmarkPeople   = 50
	benchmarkLargest  = 0.40 // the largest share of the people that may come from one program
)

// Benchmark pools a share over programs, in whole percent. It reports false unless at least five programs and fifty people
// are in it and no program has more than two fifths of them: else a program would see another through the average. Show it
// once a wave and do not update it.
func Benchmark(programs []Share) (percent int, ok bool) {
	var sum Share
	count, largest := 0, 0
	for _, p := range programs {
		if p.N > 0 {
			count++
		}
		largest = max(largest, p.N)
		sum = sum.Plus(p)
	}
	if count < benchmarkPrograms || sum.N < benchmarkPeople || float64(largest) > benchmarkLargest*float64(sum.N) {
		return 0, false
	}
	return int(math.Round(100 * sum.Value())), true
}
