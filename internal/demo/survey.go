package demo

import (
	"fmt"
	"slices"
	"time"

	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/survey"
	"evenly/internal/tenant"
)

// wave is one run of a survey as it happened. People answered on paper slips, which is a front door like the other one and
// needs no browser: so many gave each answer, in the order of the item's answers, worst first.
type wave struct {
	audience      survey.Audience
	opens, closes time.Time
	answers       map[survey.ItemID][]int
	comments      []string
	aside         string // what somebody wrote for the ombudsperson only
	byYear        bool   // a breakdown by training year is planned
}

// The waves of Internal Medicine, with the shape of the published case: before there is a program hardly anybody has a
// mentor, half a year later everybody does, and then the mean goes up while the unhappy group grows from 2 of 27 to 6 of 29.
var (
	before = wave{audience: survey.Residents, opens: day("2025-04-01"), closes: day("2025-04-15"),
		answers: map[survey.ItemID][]int{survey.MentorCount: {23, 2, 1}, survey.Value: {0, 1, 1, 1}, survey.Support: {0, 0, 2, 1}, survey.Development: {0, 1, 0, 2}},
		comments: []string{"A program at all. Those who have a mentor found one by luck.", "Somebody who tells me how fellowship applications work here.",
			"Give the mentors time for it, or it will be one more form.", "Let us choose."}}
	halfYear = wave{audience: survey.Residents, opens: day("2025-10-01"), closes: day("2025-10-15"), byYear: true,
		answers: map[survey.ItemID][]int{survey.MentorCount: {0, 21, 5, 1}, survey.Value: {1, 1, 5, 12, 8}, survey.Support: {0, 1, 7, 11, 8},
			survey.Development: {1, 1, 7, 10, 8}, survey.Continue: {1, 25}},
		comments: []string{"Happy with my mentor. Please keep this.", "A meeting gets cancelled whenever the ward is full.", "More mentors who do research.",
			"It is good to have somebody outside my rotation to talk to."}}
	fullYear = wave{audience: survey.Residents, opens: day("2026-04-01"), closes: day("2026-04-16"), byYear: true,
		answers: map[survey.ItemID][]int{survey.MentorCount: {1, 14, 10, 4}, survey.Value: {2, 4, 1, 7, 15}, survey.Support: {1, 3, 5, 9, 11},
			survey.Development: {1, 2, 6, 10, 9}, survey.Continue: {3, 25}},
		comments: []string{"I met Dr. Lindqvist once since July, and I don't know whom to tell.", "Some of us are invited to dinner every month. I heard of a project when it was taken.",
			"Best part of my year.", "I would not say this with my name: I am afraid of what it does to my evaluation.", "Protected time for meetings would help more than reminders.",
			"Post projects where everybody sees them."},
		aside: "I was told that I would regret it if I went on about the dinners."}
	children1 = wave{audience: survey.Residents, opens: day("2026-04-13"), closes: day("2026-04-27"),
		answers: map[survey.ItemID][]int{survey.MentorCount: {5, 4}, survey.Value: {1, 1, 3, 3, 1}, survey.Support: {0, 2, 3, 2, 2}, survey.Development: {1, 1, 2, 3, 2}, survey.Continue: {0, 9}}}
	mentors1 = wave{audience: survey.Mentors, opens: day("2026-04-13"), closes: day("2026-04-27"),
		answers: map[survey.ItemID][]int{survey.MentorCount: {0, 1, 2, 2, 1}, survey.Value: {0, 0, 1, 3, 2}, survey.Support: {1, 2, 2, 1}, survey.Development: {2, 2, 2}, survey.Continue: {0, 6}}}
)

// askBefore asks before the program begins, and replies.
func (b *builder) askBefore(coordinator tenant.Scope) error {
	return b.asked(coordinator, before, mentorship.Reply{Said: "3 of the 26 who answered have a mentor. You want to choose, and mentors need time for it.",
		Did: "The program begins in July. Everybody ranks three mentors, and mentors have two hours a month for it."})
}

// askHalfYear asks again, and replies again.
func (b *builder) askHalfYear(coordinator tenant.Scope) error {
	return b.asked(coordinator, halfYear, mentorship.Reply{Said: "Nearly all of you find the program worthwhile. Meetings are cancelled when wards are full, and you miss mentors who do research.",
		Did: "Two more mentors who do research take residents. Chiefs hold the pager during a meeting that is planned a week ahead.", Wont: "We won’t pay for meals: not every pair could have them."})
}

// asked runs a whole wave with its comments read and its reply published.
func (b *builder) asked(coordinator tenant.Scope, w wave, reply mentorship.Reply) error {
	id, err := b.open(coordinator, w)
	if err != nil {
		return err
	}
	if err := b.answered(coordinator, id, w); err != nil {
		return err
	}
	if err := b.closed(coordinator, id, w); err != nil {
		return err
	}
	b.clock.hold(w.closes.AddDate(0, 0, 9).Add(14 * time.Hour))
	reader, err := b.as(medicine, email("Victor Oduya"))
	if err != nil {
		return err
	}
	if err := b.app.ReadComments(b.ctx, reader, id, nil, true); err != nil {
		return fmt.Errorf("read the comments: %w", err)
	}
	return b.app.SaveReply(b.ctx, coordinator, id, reply, true)
}

// open plans a wave and opens it on its day.
func (b *builder) open(coordinator tenant.Scope, w wave) (mentorship.WaveID, error) {
	b.clock.hold(w.opens.Add(13 * time.Hour))
	id, err := b.app.DraftSurvey(b.ctx, coordinator, w.audience)
	if err != nil {
		return "", fmt.Errorf("draft a survey: %w", err)
	}
	draft, _, err := b.app.Survey(b.ctx, coordinator, id)
	if err != nil {
		return "", err
	}
	plan := app.SurveyPlan{Name: draft.Name, Questionnaire: draft.Questionnaire, ClosesOn: w.closes, Reader: draft.ReaderID}
	if year := survey.ByPGY(3); w.byYear && !slices.Contains(plan.Questionnaire.Breakdowns, year.ID) {
		plan.Questionnaire.Items = append(slices.Clone(plan.Questionnaire.Items), year)
		plan.Questionnaire.Breakdowns = []survey.ItemID{year.ID}
	}
	if people, err := b.app.Readers(b.ctx, coordinator); err != nil {
		return "", err
	} else if i := slices.IndexFunc(people, func(p app.SurveyReader) bool { return p.FamilyName == "Oduya" }); i >= 0 {
		plan.Reader = people[i].PersonID
	}
	if err := b.app.ChangeSurvey(b.ctx, coordinator, id, plan); err != nil {
		return "", fmt.Errorf("plan a survey: %w", err)
	}
	return id, b.app.OpenSurvey(b.ctx, coordinator, id)
}

// answered hands out slips and has them filled in.
func (b *builder) answered(coordinator tenant.Scope, id mentorship.WaveID, w wave) error {
	b.clock.hold(w.opens.AddDate(0, 0, 1).Add(17 * time.Hour))
	ballots := w.ballots()
	codes, _, err := b.app.PrintSlips(b.ctx, coordinator, id, len(ballots))
	if err != nil {
		return fmt.Errorf("print slips: %w", err)
	}
	roster, err := b.app.SlipRoster(b.ctx, coordinator, id)
	if err != nil {
		return err
	}
	// Those one signs in as have their answer still before them.
	people := slices.DeleteFunc(roster.People, func(p app.SlipPerson) bool { return isPersona(p.Name) })
	for i, ballot := range ballots {
		if err := b.app.HandSlip(b.ctx, coordinator, id, people[i].ID); err != nil {
			return fmt.Errorf("hand out a slip: %w", err)
		}
		if err := b.app.PutBySlip(b.ctx, hospital, string(codes[i]), ballot); err != nil {
			return fmt.Errorf("answer by slip: %w", err)
		}
	}
	return nil
}

func isPersona(n mentorship.Name) bool {
	return slices.ContainsFunc(Personas(), func(p Persona) bool { return p.Email == email(n.Given+" "+n.Family) })
}

// ballots deals the answers of each item out to the people. Those at the unhappy end of one item are mostly those at the
// unhappy end of the others.
func (w wave) ballots() []survey.Answers {
	people := 0
	for _, counts := range w.answers {
		people = max(people, survey.Counts(counts).N())
	}
	out := make([]survey.Answers, people)
	for i := range out {
		out[i] = survey.Answers{Choice: map[survey.ItemID]int{}, Text: map[survey.ItemID]string{}}
		if w.byYear {
			out[i].Choice[survey.ByPGY(3).ID] = i % 3
		}
		if i%4 == 0 && i/4 < len(w.comments) {
			out[i].Text[survey.WhatToChange] = w.comments[i/4]
		}
	}
	if w.aside != "" {
		out[len(out)/2].Text[survey.ForOmbudsperson] = w.aside
	}
	for item, counts := range w.answers {
		i := 0
		for choice, n := range counts {
			for range n {
				out[i].Choice[item] = choice
				i++
			}
		}
	}
	return out
}

// closed closes a wave half an hour after its last day, as the clock of the site would.
func (b *builder) closed(coordinator tenant.Scope, id mentorship.WaveID, w wave) error {
	b.clock.hold(w.closes.AddDate(0, 0, 1).Add(4*time.Hour + 30*time.Minute))
	return b.app.CloseSurvey(b.ctx, coordinator, id)
}

// surveysNow is what surveys are at when the demonstration starts: the year's wave closed last night and raised an alarm,
// which is told this morning; the mentors of Internal Medicine and the residents of Pediatrics are asked for the first time.
func (b *builder) surveysNow() error {
	carmen, err := b.as(medicine, email("Carmen Ruiz"))
	if err != nil {
		return err
	}
	leo, err := b.as(children, email("Leo Marchand"))
	if err != nil {
		return err
	}
	if err := b.askHalfYear(carmen); err != nil {
		return err
	}
	year, err := b.open(carmen, fullYear)
	if err != nil {
		return err
	}
	if err := b.answered(carmen, year, fullYear); err != nil {
		return err
	}
	for _, x := range []struct {
		who tenant.Scope
		wave
	}{{carmen, mentors1}, {leo, children1}} {
		id, err := b.open(x.who, x.wave)
		if err != nil {
			return err
		}
		if err := b.answered(x.who, id, x.wave); err != nil {
			return err
		}
	}
	if err := b.quiet(); err != nil {
		return err
	}
	return b.closed(carmen, year, fullYear)
}
