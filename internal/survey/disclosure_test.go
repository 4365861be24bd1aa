package survey_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/survey"
)

func groups(sizes ...int) []survey.Group {
	list := make([]survey.Group, len(sizes))
	for i, n := range sizes {
		list[i] = survey.Group{Name: fmt.Sprint("g", i), N: n}
	}
	return list
}

func TestApartOracle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sizes   []int
		unnamed int
		shown   []int
		others  int
	}{
		"all":                           {[]int{10, 9, 8}, 0, []int{10, 9, 8}, 0},
		"one small group takes another": {[]int{12, 11, 4}, 0, []int{12}, 15},
		"two groups, one small":         {[]int{20, 4}, 0, nil, 0},
		"small groups are enough":       {[]int{13, 7, 4, 3}, 0, []int{13, 7}, 7},
		"nothing left to show":          {[]int{5, 4}, 0, nil, 0},
		"alone":                         {[]int{17, 0}, 0, nil, 0},
		"nobody":                        {[]int{0, 0}, 0, nil, 0},
		"some named no group":           {[]int{10, 9, 8}, 2, []int{10, 9}, 10},
		"many named no group":           {[]int{10, 9, 8}, 6, []int{10, 9, 8}, 6},
		"an empty group says nothing":   {[]int{10, 9, 0}, 0, []int{10, 9}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			total := c.unnamed
			for _, n := range c.sizes {
				total += n
			}
			part := survey.Apart(groups(c.sizes...), total, survey.Threshold)
			var shown []int
			for _, g := range part.Shown {
				shown = append(shown, g.N)
			}
			if diff := cmp.Diff(c.shown, shown); diff != "" || part.Others != c.others {
				t.Errorf("Apart(%v, %d unnamed) shows %v, others %d; want %v, %d", c.sizes, c.unnamed, shown, part.Others, c.shown, c.others)
			}
		})
	}
}

// No sum or difference of shown figures of one breakdown, the figure of everybody included, is about 1 to 4 people.
func TestApartExposesNobody(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(20, 20000))
	for range 20_000 {
		sizes := make([]int, 1+rng.IntN(7))
		total := 0
		if rng.IntN(3) == 0 {
			total = rng.IntN(7)
		}
		for i := range sizes {
			sizes[i] = rng.IntN(1 + rng.IntN(25))
			total += sizes[i]
		}
		if total < survey.Threshold {
			continue // the item itself is suppressed
		}
		checkPartition(t, sizes, total, survey.Apart(groups(sizes...), total, survey.Threshold))
	}
}

func checkPartition(t *testing.T, sizes []int, total int, part survey.Partition) {
	t.Helper()
	cells := []int{total}
	sum := part.Others
	for _, g := range part.Shown {
		if g.N < survey.Threshold || total-g.N < survey.Threshold {
			t.Fatalf("%v of %d: %d is shown", sizes, total, g.N)
		}
		cells = append(cells, g.N)
		sum += g.N
	}
	if len(part.Shown) == 0 {
		return
	}
	if sum != total {
		t.Fatalf("%v of %d: shown figures sum to %d", sizes, total, sum)
	}
	if part.Others > 0 {
		cells = append(cells, part.Others)
	}
	for signs := range pow3(len(cells)) {
		if n := signedSum(cells, signs); 0 < n && n < survey.Threshold && isUnion(signs, len(cells)) {
			t.Fatalf("%v of %d: %d people by subtraction", sizes, total, n)
		}
	}
}

func pow3(n int) int {
	p := 1
	for range n {
		p *= 3
	}
	return p
}

// signedSum adds, subtracts or leaves out each cell as the ternary digits of signs say.
func signedSum(cells []int, signs int) int {
	sum := 0
	for _, n := range cells {
		sum += n * (signs%3 - 1)
		signs /= 3
	}
	return sum
}

// isUnion tells combinations that count people (each cell of the partition 0 or 1 times) from mere arithmetic such as "the
// difference of two groups". Everybody is the first cell and contains all others once.
func isUnion(signs, cells int) bool {
	everybody := signs%3 - 1
	for range cells - 1 {
		signs /= 3
		if times := everybody + signs%3 - 1; times < 0 || times > 1 {
			return false
		}
	}
	return true
}

// Several crossing breakdowns: Exposed agrees with exact linear algebra on every small set of people. People come in kinds
// (same groups in every breakdown) of 1 to 9; a set that splits a kind can never be worked out, so the oracle tries kinds.
func TestExposedAgreesWithExactAlgebra(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(4, 9474))
	exposed := 0
	for range 2000 {
		kinds, people := randomKinds(rng)
		cells := []survey.Cell{{Name: "everybody", People: upTo(people)}}
		for range 1 + rng.IntN(3) {
			cells = append(cells, randomCells(rng, kinds, 2+rng.IntN(2))...)
		}
		got := survey.Exposed(people, cells)
		want := exactlyExposed(people, kinds, cells)
		if (got != nil) != want {
			t.Fatalf("Exposed(%d, %v) = %v, exact algebra says %v", people, cells, got, want)
		}
		if got != nil {
			exposed++
			if !spanned(people, cells, got) || len(got) >= survey.Threshold {
				t.Fatalf("Exposed(%d, %v) = %v, which cannot be worked out", people, cells, got)
			}
		}
	}
	if exposed < 200 || exposed > 1800 {
		t.Errorf("%d of 2000 random tables exposed somebody: the test is one-sided", exposed)
	}
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func randomKinds(rng *rand.Rand) (kinds [][]int, people int) {
	for range 2 + rng.IntN(6) {
		size := 1 + rng.IntN(9)
		kind := upTo(people + size)[people:]
		kinds = append(kinds, kind)
		people += size
	}
	return kinds, people
}

func randomCells(rng *rand.Rand, kinds [][]int, parts int) []survey.Cell {
	cells := make([]survey.Cell, parts)
	for _, kind := range kinds {
		c := rng.IntN(parts)
		cells[c].People = append(cells[c].People, kind...)
	}
	return cells
}

// exactlyExposed tries every union of kinds of 1 to 4 people.
func exactlyExposed(people int, kinds [][]int, cells []survey.Cell) bool {
	for set := range 1 << len(kinds) {
		var chosen []int
		for k, kind := range kinds {
			if set>>k&1 == 1 {
				chosen = append(chosen, kind...)
			}
		}
		if 0 < len(chosen) && len(chosen) < survey.Threshold && spanned(people, cells, chosen) {
			return true
		}
	}
	return false
}

// spanned reports whether the indicator of the set is a rational combination of those of the cells: adding it to them does
// not raise the rank.
func spanned(people int, cells []survey.Cell, set []int) bool {
	return rank(people, cells) == rank(people, append(slices.Clone(cells), survey.Cell{People: set}))
}

func rank(people int, cells []survey.Cell) int {
	rows := make([][]*big.Rat, len(cells))
	for r, cell := range cells {
		rows[r] = make([]*big.Rat, people)
		for p := range people {
			rows[r][p] = new(big.Rat)
			if slices.Contains(cell.People, p) {
				rows[r][p].SetInt64(1)
			}
		}
	}
	rank := 0
	for column := 0; column < people && rank < len(rows); column++ {
		pivot := slices.IndexFunc(rows[rank:], func(row []*big.Rat) bool { return row[column].Sign() != 0 })
		if pivot < 0 {
			continue
		}
		rows[rank], rows[rank+pivot] = rows[rank+pivot], rows[rank]
		for _, row := range rows[rank+1:] {
			factor := new(big.Rat).Quo(row[column], rows[rank][column])
			for i := range row {
				row[i] = new(big.Rat).Sub(row[i], new(big.Rat).Mul(factor, rows[rank][i]))
			}
		}
		rank++
	}
	return rank
}

// A site that holds all first-years and two others: the two would be worked out.
func TestExposedFindsNestedGroups(t *testing.T) {
	t.Parallel()
	everybody := survey.Cell{Name: "everybody", People: upTo(29)}
	firstYears := survey.Cell{Name: "PGY-1", People: upTo(10)}
	main := survey.Cell{Name: "main", People: upTo(12)}
	if got := survey.Exposed(29, []survey.Cell{everybody, firstYears, main}); !slices.Equal(got, []int{10, 11}) {
		t.Errorf("Exposed = %v, want the two at the main site who are not first-years", got)
	}
	if got := survey.Exposed(29, []survey.Cell{everybody, firstYears}); got != nil {
		t.Errorf("Exposed = %v, want nobody", got)
	}
}
