package survey_test

import (
	"fmt"
	"math/rand/v2"

	"evenly/internal/survey"
)

// A wave from the ballots to the page: what is counted, what is shown by year, what is held back.
func Example() {
	q := survey.ForResidents()
	q.Items = append(q.Items, survey.ByPGY(3))
	q.Breakdowns = []survey.ItemID{"pgy"} // planned before the wave opens

	var ballots []survey.Answers // as q.Unpack gives them, after urn.Keys.Open
	for year, people := range []int{12, 11, 4} {
		for i := range people {
			ballots = append(ballots, survey.Answers{
				Choice: map[survey.ItemID]int{survey.Value: i % survey.Points, "pgy": year},
				Text:   map[survey.ItemID]string{},
			})
		}
	}
	ballots[3].Text[survey.WhatToChange] = "More time to meet."

	release, _ := q.Count(ballots, survey.Pool{}, rand.New(rand.NewPCG(1, 1)))
	value, _ := release.Item(survey.Value)
	unhappy, _ := value.Figure.BottomTwo()
	fmt.Printf("%d of %d found little or no value\n", unhappy.K, unhappy.N)
	byYear := value.Breakdowns[0]
	for _, g := range byYear.Groups {
		fmt.Printf("%s: %d people\n", g.Name, g.Figure.N)
	}
	fmt.Printf("others: %d people; %q are not shown by themselves\n", byYear.Others.N, byYear.Hidden)
	fmt.Println(release.Comments[0].Text)
	// Output:
	// 13 of 27 found little or no value
	// PGY-1: 12 people
	// others: 15 people; ["PGY-2" "PGY-3"] are not shown by themselves
	// More time to meet.
}
