package urn_test

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"evenly/internal/survey"
	"evenly/internal/survey/urn"
)

const (
	people = 29
	runs   = 200
	hour   = 1.0
	wave   = 14 * 24 * hour
)

// traces is what an attacker who holds every log and table has to go by: when each person's token was issued, and for each
// answer a number it can be sorted by (arrival time, place in a table). answers[i] is in truth person i's.
type traces struct{ issued, answers []float64 }

// linked sorts both and matches them in order, which is the best matching there is for any cost that grows with the
// difference; it gives the number of answers put to the right person.
func (t traces) linked() int {
	right := 0
	answers := order(t.answers)
	for i, person := range order(t.issued) {
		if answers[i] == person {
			right++
		}
	}
	return right
}

func order(times []float64) []int {
	indexes := make([]int, len(times))
	for i := range indexes {
		indexes[i] = i
	}
	slices.SortStableFunc(indexes, func(a, b int) int { return cmp.Compare(times[a], times[b]) })
	return indexes
}

// imagine draws one wave: when people sign in for the first time, when they open the survey, when their answer arrives.
func imagine(rng *rand.Rand) (login, opened, arrived []float64) {
	for range people {
		at := rng.Float64() * wave
		login = append(login, rng.Float64()*48*hour)
		opened = append(opened, at)
		arrived = append(arrived, at+(60+120*rng.Float64())/3600)
	}
	return login, opened, arrived
}

// The timing attack on the ways one might collect answers. It must work where it should, or it proves nothing.
func TestTimingAttack(t *testing.T) {
	t.Parallel()
	for _, way := range []struct {
		name        string
		least, most float64 // of 29, on average over 200 waves
		traces      func(rng *rand.Rand) traces
	}{
		{"token at opening, arrival visible", 0.95, 1, func(rng *rand.Rand) traces {
			_, opened, arrived := imagine(rng)
			return traces{opened, arrived}
		}},
		{"the same, answers delayed by up to 12 hours", 0.40, 0.90, func(rng *rand.Rand) traces {
			_, opened, arrived := imagine(rng)
			for i := range arrived {
				arrived[i] += rng.Float64() * 12 * hour
			}
			return traces{opened, arrived}
		}},
		{"the same, answers passed on once a night", 0.25, 0.70, func(rng *rand.Rand) traces {
			_, opened, arrived := imagine(rng)
			for i := range arrived {
				night := float64(int(arrived[i] / (24 * hour)))
				arrived[i] = night + rng.Float64()/1000 // shuffled within the night
			}
			return traces{opened, arrived}
		}},
		{"token at first sign-in, arrival visible", 0, 1.35 / people, func(rng *rand.Rand) traces {
			login, _, arrived := imagine(rng)
			return traces{login, arrived}
		}},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(29, 200))
			right := 0
			for range runs {
				right += way.traces(rng).linked()
			}
			share := float64(right) / runs / people
			t.Logf("linked %.3f (chance %.3f)", share, 1.0/people)
			if share < way.least || share > way.most {
				t.Errorf("linked %.3f, want %.3f to %.3f", share, way.least, way.most)
			}
		})
	}
}

// The way Evenly does it, even with the token fetched at opening: answers lie sealed in the spool and are released at close
// in one go. The attacker takes whatever order is best: issue against spool rows in the order they were put in, in the order
// of their ids, by size, and against the released comments. On average at most 1.2 of 29 are linked; chance is 1.
func TestSealedSpoolLinksNobody(t *testing.T) {
	t.Parallel()
	q := survey.ForResidents()
	keys := generate(t)
	rng := rand.New(rand.NewPCG(9474, 29))
	byComment, byID, sizes := 0, 0, map[int]bool{}
	for range runs {
		_, opened, arrived := imagine(rng)
		spool := put(t, q, keys.Public(), order(arrived), rng)
		for _, row := range spool {
			sizes[len(row.sealed)] = true
		}
		byComment += traces{opened, released(t, q, keys, spool, rng)}.linked()
		byID += traces{opened, places(spool)}.linked()
	}
	t.Logf("linked by released comments %.2f, by ballot id %.2f of %d", float64(byComment)/runs, float64(byID)/runs, people)
	if byComment > 12*runs/10 || byID > 12*runs/10 {
		t.Errorf("linked on average %.2f by released comments and %.2f by ballot id of %d people, want at most 1.2", float64(byComment)/runs, float64(byID)/runs, people)
	}
	if len(sizes) != 1 {
		t.Errorf("sealed ballots have %d sizes", len(sizes))
	}
}

type row struct {
	person int // the truth, for the tally only
	id     urn.BallotID
	sealed []byte
}

// put seals everybody's ballot, whose comment is the person's number, in the order of arrival.
func put(t *testing.T, q survey.Questionnaire, public urn.Public, arrival []int, rng *rand.Rand) []row {
	t.Helper()
	var spool []row
	for _, person := range arrival {
		a := survey.Answers{
			Choice: map[survey.ItemID]int{survey.Value: person % 5},
			Text:   map[survey.ItemID]string{survey.WhatToChange: fmt.Sprint(person)},
		}
		ballot, err := q.Pack(a)
		if err != nil {
			t.Fatal(err)
		}
		id := urn.BallotID(sha256.Sum256([]byte(fmt.Sprint(rng.Uint64())))) // random as a token's
		sealed, err := public.Seal(id, 0, ballot)
		if err != nil {
			t.Fatal(err)
		}
		spool = append(spool, row{person, id, sealed})
	}
	return spool
}

// released opens the spool as a close does and gives, by person, the place of their comment in the release.
func released(t *testing.T, q survey.Questionnaire, keys *urn.Keys, spool []row, rng *rand.Rand) []float64 {
	t.Helper()
	var ballots []survey.Answers
	for _, r := range spool {
		ballot, err := keys.Open(r.id, 0, r.sealed)
		if err != nil {
			t.Fatal(err)
		}
		a, err := q.Unpack(ballot)
		if err != nil {
			t.Fatal(err)
		}
		ballots = append(ballots, a)
	}
	release, _ := q.Count(ballots, survey.Pool{}, rng)
	place := make([]float64, people)
	for i, comment := range release.Comments {
		person, err := strconv.Atoi(comment.Text)
		if err != nil {
			t.Fatal(err)
		}
		place[person] = float64(i)
	}
	return place
}

// places gives, by person, where their row lies when rows are sorted by id, as an index lays them down.
func places(spool []row) []float64 {
	sorted := slices.Clone(spool)
	slices.SortFunc(sorted, func(a, b row) int { return slices.Compare(a.id[:], b.id[:]) })
	place := make([]float64, people)
	for i, r := range sorted {
		place[r.person] = float64(i)
	}
	return place
}
