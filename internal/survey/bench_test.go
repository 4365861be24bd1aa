package survey_test

import (
	"math/rand/v2"
	"testing"

	"evenly/internal/survey"
)

// A large wave: 300 people, the most items anybody should ask, three crossing breakdowns of many groups.
func BenchmarkCount(b *testing.B) {
	q := planned()
	q.Items = append(q.Items, survey.Item{ID: "clinic", Kind: survey.GroupKind, Ask: "?", Answers: []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}})
	q.Breakdowns = append(q.Breakdowns, "clinic")
	rng := rand.New(rand.NewPCG(1, 300))
	ballots := make([]survey.Answers, 300)
	for i := range ballots {
		ballots[i] = vote(rng.IntN(5), rng.IntN(3), rng.IntN(2), "A comment.")
		ballots[i].Choice["clinic"] = rng.IntN(12)
		ballots[i].Choice[survey.Support] = rng.IntN(5)
		ballots[i].Choice[survey.Development] = rng.IntN(5)
	}
	for b.Loop() {
		q.Count(ballots, survey.Pool{}, rng)
	}
}

func BenchmarkProbabilityOfIncrease(b *testing.B) {
	for b.Loop() {
		survey.ProbabilityOfIncrease(survey.Share{K: 6, N: 29}, survey.Share{K: 2, N: 27})
	}
}
