package matching_test

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"evenly/internal/matching"
)

// TestSameBytesWhateverTheOrder shuffles every list whose order means nothing, for every preset and with every feature, and
// once more with one processor: not a byte may change, counterfactuals and certificate included.
func TestSameBytesWhateverTheOrder(t *testing.T) {
	// Not parallel: it sets GOMAXPROCS.
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 9))
		in := anyInstance(random, 9)
		for _, in.Preset = range matching.Presets() {
			want := encodeResult(t, mustRun(t, in, matching.Options{}))
			if got := encodeResult(t, mustRun(t, shuffled(random, in), matching.Options{})); !bytes.Equal(got, want) {
				t.Fatalf("seed %d, %s: another order of input gives another result:\n%s\n%s", seed, in.Preset, got, want)
			}
		}
	}
	in := popular(4000, 1, true) // with enough tickets at once to be drawn on all processors
	want := encodeResult(t, mustRun(t, in, matching.Options{}))
	for _, processors := range []int{1, 8} {
		before := runtime.GOMAXPROCS(processors)
		if got := encodeResult(t, mustRun(t, shuffled(rand.New(rand.NewPCG(1, 1)), in), matching.Options{})); !bytes.Equal(got, want) {
			t.Errorf("with %d processors the result differs", processors)
		}
		runtime.GOMAXPROCS(before)
	}
}

// shuffled is the instance with every list in another order, but for the ranks of a list.
func shuffled(random *rand.Rand, in matching.Instance) matching.Instance {
	in.Mentors, in.Groups, in.Residents = mixed(random, in.Mentors), mixed(random, in.Groups), mixed(random, in.Residents)
	in.Pins, in.Affinity, in.Current = mixed(random, in.Pins), mixed(random, in.Affinity), mixed(random, in.Current)
	for i := range in.Residents {
		r := &in.Residents[i]
		r.Ranks = slices.Clone(r.Ranks)
		for k := range r.Ranks {
			r.Ranks[k] = mixed(random, r.Ranks[k])
		}
		r.Excluded, r.NotWith = mixed(random, r.Excluded), mixed(random, r.NotWith)
	}
	return in
}

func mixed[T any](random *rand.Rand, list []T) []T {
	list = slices.Clone(list)
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}
