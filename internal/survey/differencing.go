package survey

import "math/bits"

// Cell is a set of people about whom a figure is, or was, shown. People are numbered from 0 within one release; the numbers
// mean nothing outside it.
type Cell struct {
	Name   string
	People []int
}

// Exposed looks for 1 to 4 people whose figure could be worked out from the figures of the cells by any adding, subtracting
// and scaling, and gives their numbers; nil when there are none. People is how many there are in all.
//
// People in exactly the same cells cannot be told apart, so they are one atom. A set of atoms can be worked out if and only
// if its indicator is a combination of the cells' indicators, that is, if it is orthogonal to everything that is orthogonal
// to all cells. Each atom therefore gets one number, a fixed pseudo-random mix of its coordinates in that orthogonal space,
// and a set can be worked out when its numbers sum to zero. A chance zero (about one in 2^61) hides a figure needlessly;
// a real one is never overlooked.
func Exposed(people int, cells []Cell) []int {
	atoms := atomsOf(people, cells)
	mix := orthogonalMix(atoms, len(cells))
	return smallZeroSum(atoms, mix)
}

// atom is the people who are in exactly the same cells.
type atom struct {
	in     []bool // by cell
	people []int
}

func atomsOf(people int, cells []Cell) []atom {
	in := make([][]bool, people)
	for p := range in {
		in[p] = make([]bool, len(cells))
	}
	for c, cell := range cells {
		for _, p := range cell.People {
			in[p][c] = true
		}
	}
	return gather(in)
}

// gather joins people with the same signature, in the order of their first member, and leaves out people in no cell.
func gather(in [][]bool) []atom {
	var atoms []atom
	at := make(map[string]int)
	for p, signature := range in {
		key, somewhere := keyOf(signature)
		if !somewhere {
			continue
		}
		i, known := at[key]
		if !known {
			i = len(atoms)
			at[key] = i
			atoms = append(atoms, atom{in: signature})
		}
		atoms[i].people = append(atoms[i].people, p)
	}
	return atoms
}

func keyOf(signature []bool) (key string, somewhere bool) {
	b := make([]byte, len(signature))
	for i, in := range signature {
		if in {
			b[i], somewhere = 1, true
		}
	}
	return string(b), somewhere
}

// orthogonalMix gives each atom its number: row-reduce the cells over the field of prime elements; every column without a
// pivot is one direction of the orthogonal space, mixed in with its own factor.
func orthogonalMix(atoms []atom, cells int) []uint64 {
	rows, pivots := reduce(atoms, cells)
	mix := make([]uint64, len(atoms))
	for a := range atoms {
		if _, isPivot := pivots[a]; isPivot {
			continue
		}
		factor := scramble(uint64(a) + 1)
		mix[a] = factor
		for column, row := range pivots {
			mix[column] = minus(mix[column], times(factor, rows[row][a]))
		}
	}
	return mix
}

// reduce brings the cells-by-atoms matrix to reduced row echelon form; pivots maps a column to its row.
func reduce(atoms []atom, cells int) (rows [][]uint64, pivots map[int]int) {
	rows = incidence(atoms, cells)
	pivots = make(map[int]int)
	for column := 0; column < len(atoms) && len(pivots) < cells; column++ {
		at := len(pivots)
		found := at
		for found < cells && rows[found][column] == 0 {
			found++
		}
		if found == cells {
			continue
		}
		rows[at], rows[found] = rows[found], rows[at]
		eliminate(rows, at, column)
		pivots[column] = at
	}
	return rows, pivots
}

func incidence(atoms []atom, cells int) [][]uint64 {
	rows := make([][]uint64, cells)
	for c := range rows {
		rows[c] = make([]uint64, len(atoms))
		for a := range atoms {
			if atoms[a].in[c] {
				rows[c][a] = 1
			}
		}
	}
	return rows
}

// eliminate scales a row so that its entry in the column is 1 and takes it out of every other row.
func eliminate(rows [][]uint64, at, column int) {
	inverse := power(rows[at][column], prime-2)
	for i := range rows[at] {
		rows[at][i] = times(rows[at][i], inverse)
	}
	for r := range rows {
		if r == at || rows[r][column] == 0 {
			continue
		}
		factor := rows[r][column]
		for i := range rows[r] {
			rows[r][i] = minus(rows[r][i], times(factor, rows[at][i]))
		}
	}
}

// smallZeroSum finds atoms of fewer than Threshold people together whose numbers sum to zero, and gives their people.
func smallZeroSum(atoms []atom, mix []uint64) []int {
	byMix := make(map[uint64][]int)
	for a := range atoms {
		if len(atoms[a].people) < Threshold {
			byMix[mix[a]] = append(byMix[mix[a]], a)
		}
	}
	search := zeroSum{atoms: atoms, mix: mix, byMix: byMix}
	return search.from(0, 0, Threshold-1, nil)
}

type zeroSum struct {
	atoms []atom
	mix   []uint64
	byMix map[uint64][]int
}

// from extends a set of atoms whose numbers sum to total, with room for so many more people, by atoms numbered start or more.
// The last atom of a set is looked up, not tried.
func (z zeroSum) from(start int, total uint64, room int, chosen []int) []int {
	for _, last := range z.byMix[minus(0, total)] {
		if last >= start && len(z.atoms[last].people) <= room {
			return z.people(append(chosen, last))
		}
	}
	for a := start; a < len(z.atoms); a++ {
		left := room - len(z.atoms[a].people)
		if left < 1 {
			continue
		}
		if found := z.from(a+1, plus(total, z.mix[a]), left, append(chosen, a)); found != nil {
			return found
		}
	}
	return nil
}

func (z zeroSum) people(atoms []int) []int {
	var people []int
	for _, a := range atoms {
		people = append(people, z.atoms[a].people...)
	}
	return people
}

// Arithmetic modulo the Mersenne prime 2^61-1.
const prime = 1<<61 - 1

func plus(a, b uint64) uint64 { return (a + b) % prime }

func minus(a, b uint64) uint64 { return (a + prime - b) % prime }

func times(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return bits.Rem64(high, low, prime)
}

func power(a, exponent uint64) uint64 {
	result := uint64(1)
	for ; exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			result = times(result, a)
		}
		a = times(a, a)
	}
	return result
}

// scramble is the finaliser of splitmix64, reduced: a fixed, well-spread factor per direction.
func scramble(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return (x^x>>31)%(prime-1) + 1
}
