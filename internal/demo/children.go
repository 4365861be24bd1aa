package demo

import (
	"time"

	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// buildChildren makes Pediatrics: profiles are out, ranking is open for another week, and some residents have ranked. The
// whole walk from a list to an announced match can be done in it.
func (b *builder) buildChildren(in app.Institution) error {
	b.clock.hold(day("2026-03-16").Add(14 * time.Hour))
	people := []app.NewPerson{
		person("Dr. Simone Baptiste", 0, tenant.Director), person("Dr. Arne Vogel", 0, tenant.AssociateDirector),
		person("Leo Marchand", 0, tenant.Coordinator), person("Dr. Carla Nunes", 0, tenant.Facilitator), person("Aaron Petit", 0, tenant.Chief),
	}
	people = append(people, mentorPeople(mentorsPeds)...)
	var residents []string
	for year, names := range residentsPeds {
		for _, n := range names {
			residents = append(residents, n)
			people = append(people, person(n, year+1, tenant.Resident))
		}
	}
	if err := b.addProgram(in, children, "Pediatrics", people); err != nil {
		return err
	}
	who, err := b.as(children, email("Leo Marchand"))
	if err != nil {
		return err
	}
	if err := b.invite(who); err != nil {
		return err
	}
	if err := b.openYear(who, mentorship.Cycle{Name: "2026–27", StartsOn: day("2026-07-01"), EndsOn: day("2027-06-30"), ListLength: 3, AnswerDays: 5,
		RankingOpensAt: moment(day("2026-04-06").Add(12 * time.Hour)), RankingClosesAt: moment(day("2026-04-24").Add(21 * time.Hour)),
		AnnounceOn: moment(day("2026-05-11"))}); err != nil {
		return err
	}
	if err := b.publish(children, mentorsPeds); err != nil {
		return err
	}
	b.clock.hold(day("2026-04-07").Add(15 * time.Hour))
	if err := b.moveTo(who, mentorship.RankingOpen); err != nil {
		return err
	}
	return b.rank(children, residents, 0.6)
}

// openYear adds a year and opens its profiles.
func (b *builder) openYear(who tenant.Scope, c mentorship.Cycle) error {
	if err := b.app.AddYear(b.ctx, who, c); err != nil {
		return err
	}
	return b.moveTo(who, mentorship.ProfilesOpen)
}

// moveTo moves the current year on to a state, step by step.
func (b *builder) moveTo(who tenant.Scope, to mentorship.CycleState) error {
	s, err := b.app.Setup(b.ctx, who)
	if err != nil {
		return err
	}
	for at := s.Cycle.State; at != to; at = at.Next() {
		if err := b.app.MoveYear(b.ctx, who, s.Cycle.ID, at, at.Next()); err != nil {
			return err
		}
	}
	return nil
}
