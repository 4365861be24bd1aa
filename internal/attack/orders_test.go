package attack_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

// people is how many are asked in each survey, as in the published case.
const people = 29

// orders are the orders in which the people of one survey (numbered from 0) show somewhere, by where that is.
type orders map[string][]int

// add keeps an order in which everybody shows.
func (o orders) add(where string, order []int) {
	if len(order) == people {
		o[where] = order
	}
}

// tally is how many people were put beside their own answers by one pair of orders, survey by survey. Each survey has
// two questions with comments, shuffled apart, and counts with the mean of the two.
type tally map[string][]float64

// pair lays every order of people beside every order of answers of one survey.
func (t tally) pair(who orders, answers map[string]orders) {
	for _, theirs := range slices.Sorted(maps.Keys(who)) {
		for where, questions := range answers {
			right := 0
			for _, order := range questions {
				right += beside(who[theirs], order)
			}
			name := theirs + " x " + where
			t[name] = append(t[name], float64(right)/float64(len(questions)))
		}
	}
}

// join lays the orders of the answers to one question beside those to the other, to find out which belong to one person.
func (t tally) join(answers map[string]orders) {
	for one, first := range answers {
		for other, second := range answers {
			if first["a"] != nil && second["b"] != nil {
				name := "joint " + one + " x " + other
				t[name] = append(t[name], float64(beside(first["a"], second["b"])))
			}
		}
	}
}

func beside(a, b []int) (right int) {
	for i := range a {
		if a[i] == b[i] {
			right++
		}
	}
	return right
}

// best is what the attacker gets who finds the best pair of orders on one half of the surveys and uses it on the other,
// both ways round: the mean over all surveys, with no luck in the choosing.
func (t tally) best(surveys int) (mean float64, how string) {
	halves := []func(int) bool{func(i int) bool { return i/2%2 == 0 }, func(i int) bool { return i/2%2 == 1 }}
	var names []string
	for h, learn := range halves {
		name := t.choose(surveys, learn)
		names = append(names, name)
		mean += average(t[name], halves[1-h]) / 2
	}
	return mean, fmt.Sprint(names)
}

func (t tally) choose(surveys int, learn func(int) bool) string {
	whole := slices.DeleteFunc(slices.Sorted(maps.Keys(t)), func(name string) bool { return len(t[name]) != surveys })
	return slices.MaxFunc(whole, func(a, b string) int { return cmp.Compare(average(t[a], learn), average(t[b], learn)) })
}

func average(rights []float64, of func(int) bool) float64 {
	sum, n := 0.0, 0
	for i, right := range rights {
		if of(i) {
			sum, n = sum+right, n+1
		}
	}
	return sum / float64(n)
}

func all(int) bool { return true }

// suspicious lists the pairs of orders that do better than chance would in a million tests, however many pairs were
// tried: five standard errors above one. The number of people who fall beside their own has variance one.
func (t tally) suspicious() (names []string) {
	for name, rights := range t {
		if average(rights, all) > 1+5/math.Sqrt(float64(len(rights))) {
			names = append(names, fmt.Sprintf("%s: %.2f", name, average(rights, all)))
		}
	}
	slices.Sort(names)
	return names
}
