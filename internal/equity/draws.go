package equity

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
	"math/rand/v2"
)

// QuarterSeed is the seed for a program's reading in the calendar quarter of a day. Within the quarter the random
// draws stay the same, so that nobody can look again until the result pleases.
func QuarterSeed(program string, day Date) string {
	year, month, _ := day.Time().Date()
	return fmt.Sprintf("%s %dQ%d", program, year, (month+2)/3)
}

// dice are random numbers that anybody can draw again: ChaCha8 keyed with the hash of the seed. The numbers are cut
// to a range here and not by math/rand/v2, which promises its sources but not its methods to later versions of Go;
// a stored flag has to come out the same in ten years.
type dice struct{ source *rand.ChaCha8 }

// newDice returns dice of their own for each purpose, so that a new figure never changes an old one.
func newDice(seed, purpose string) dice {
	return dice{rand.NewChaCha8(sha256.Sum256([]byte("evenly equity\x00" + purpose + "\x00" + seed)))}
}

// below returns a number from 0 to n-1, each equally likely. Lemire, ACM Trans. Model. Comput. Simul. 29 (2019) 3.
func (d dice) below(n int) int {
	high, low := bits.Mul64(d.source.Uint64(), uint64(n))
	if low < uint64(n) {
		for reject := -uint64(n) % uint64(n); low < reject; {
			high, low = bits.Mul64(d.source.Uint64(), uint64(n))
		}
	}
	return int(high)
}

// fairCounts calls visit with the counts of programs in which total meetings fall on the pairs as chance and active
// days have it: Multinomial(total, days/sum). The slice is used again for the next draw.
func fairCounts(pairs []Exposure, d dice, draws int, visit func(counts []int)) {
	owner := owners(pairs)
	total, _ := totals(pairs)
	counts := make([]int, len(pairs))
	for range draws {
		clear(counts)
		for range total {
			counts[owner[d.below(len(owner))]]++
		}
		visit(counts)
	}
}

// owners lists every active day by the pair whose day it is: a meeting on a day drawn from the list falls on each
// pair in exact proportion. Days common to all are left out of the list by their greatest common divisor.
func owners(pairs []Exposure) []int32 {
	var divisor, days int
	for _, e := range pairs {
		divisor = gcd(divisor, e.Days)
		days += e.Days
	}
	owner := make([]int32, 0, days/max(1, divisor))
	for i, e := range pairs {
		for range e.Days / divisor {
			owner = append(owner, int32(i))
		}
	}
	return owner
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
