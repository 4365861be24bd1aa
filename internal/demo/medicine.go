package demo

import (
	"slices"
	"time"

	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// buildMedicine makes Internal Medicine: matched in June 2025, in week 42 of its year now.
func (b *builder) buildMedicine(in app.Institution) error {
	b.clock.hold(before.opens.Add(12 * time.Hour))
	people := []app.NewPerson{
		person("Dr. Helen Marsh", 0, tenant.Director), person("Dr. Victor Oduya", 0, tenant.AssociateDirector), person("Dr. Nina Feld", 0, tenant.AssociateDirector),
		person("Joy Abiodun", 0, tenant.Chief), person("Peter Lang", 0, tenant.Chief), person("Carmen Ruiz", 0, tenant.Coordinator),
	}
	people = append(people, mentorPeople(mentorsIM)...)
	people = append(people, person("Dr. Miriam Stern", 0, tenant.Facilitator)) // a mentor, too: two roles
	var residents []string
	for year, names := range residentsIM {
		for _, n := range names {
			residents = append(residents, n)
			p := person(n, year+1, tenant.Resident)
			if from, late := offCycle[n]; late {
				p.Resident.StartsOn = moment(day(from))
			}
			people = append(people, p)
		}
	}
	if err := b.addProgram(in, medicine, "Internal Medicine", people); err != nil {
		return err
	}
	coordinator, err := b.as(medicine, email("Carmen Ruiz"))
	if err != nil {
		return err
	}
	if err := b.askBefore(coordinator); err != nil {
		return err
	}
	b.clock.hold(prepared)
	if err := b.invite(coordinator); err != nil {
		return err
	}
	if err := b.openYear(coordinator, mentorship.Cycle{Name: "2025–26", StartsOn: day("2025-07-01"), EndsOn: day("2026-06-30"), ListLength: 3, AnswerDays: 5,
		RankingOpensAt: moment(day("2025-05-19").Add(12 * time.Hour)), RankingClosesAt: moment(day("2025-06-06").Add(21 * time.Hour)),
		AnnounceOn: moment(day("2025-06-16"))}); err != nil {
		return err
	}
	if err := b.publish(medicine, mentorsIM); err != nil {
		return err
	}
	if err := b.rules(coordinator); err != nil {
		return err
	}
	b.clock.hold(day("2025-05-20").Add(15 * time.Hour))
	if err := b.moveTo(coordinator, mentorship.RankingOpen); err != nil {
		return err
	}
	if err := b.rank(medicine, residents, 1); err != nil {
		return err
	}
	if err := b.match(coordinator); err != nil {
		return err
	}
	return b.liveTheYear(coordinator, residents)
}

// rules are the published conflicts of interest: those who decide about residents do not mentor them.
func (b *builder) rules(who tenant.Scope) error {
	for _, r := range []mentorship.Rule{
		{Kind: mentorship.RuleDirector, Role: mentorship.RoleDirector, Note: "Decides about promotion and graduation."},
		{Kind: mentorship.RuleAssociateDirector, Role: mentorship.RoleAssociateDirector, Note: "Decides about promotion and graduation."},
		{Kind: mentorship.RuleCCC, Role: mentorship.RoleCCC, Note: "Judges milestones."},
	} {
		if err := b.app.AddRule(b.ctx, who, r); err != nil {
			return err
		}
	}
	return nil
}

// rhythm is how often a pair met.
type rhythm int

const (
	quarterly rhythm = iota // about once in each window, at any day of it
	hardly                  // once or twice in the year
	monthly                 // every month, with meals and study sessions
	stopped                 // on time, then no more
)

// story is what sets some residents' years apart; everyone else met quarterly.
var story = map[string]rhythm{
	"Leila Farahani": hardly, "Thandi Mokoena": hardly, "Priya Nair": hardly, "Luke Brennan": stopped,
	"Yuki Tanaka": monthly, "Clara Dubois": monthly, "Salma Haddad": monthly, "Noah Fischer": monthly, "Kenji Mori": monthly, "Rachel Kim": monthly,
}

// hardlyMet are the days of the year on which the few met.
var hardlyMet = map[string][]int{"Leila Farahani": {46}, "Priya Nair": {38, 63}, "Thandi Mokoena": {52}}

// offCycle are residents who did not start in July.
var offCycle = map[string]string{"Viktor Ivanov": "2025-10-06", "Chloe Bennett": "2025-11-03", "Owen Price": "2025-12-01"}

// away is who was away in the year.
var away = []struct {
	name, from, to string
	kind           mentorship.AwayKind
}{
	{"Leila Farahani", "2025-11-03", "2025-11-16", mentorship.Nights}, {"Grace Oyelaran", "2025-10-01", "2025-11-25", mentorship.Leave},
	{"Erik Sandvik", "2026-01-05", "2026-02-01", mentorship.AwayRotation}, {"Tariq Aziz", "2025-12-01", "2025-12-28", mentorship.AwayRotation},
	{"Mei-Ling Chou", "2026-02-02", "2026-02-15", mentorship.Nights}, {"Isabel Cruz", "2025-08-04", "2025-08-31", mentorship.AwayRotation},
	{"Olivia Hart", "2026-03-02", "2026-05-24", mentorship.Leave}, {"Jonah Adler", "2025-09-15", "2025-09-28", mentorship.Nights},
	{"Amara Okafor", "2025-12-22", "2026-01-04", mentorship.Leave}, {"Sofia Marchetti", "2026-04-06", "2026-04-26", mentorship.Nights},
}

// timeAway enters it, as the coordinator.
func (b *builder) timeAway(who tenant.Scope) error {
	people, err := b.app.People(b.ctx, who)
	if err != nil {
		return err
	}
	for _, x := range away {
		i := slices.IndexFunc(people, func(p app.Member) bool { return p.Email == email(x.name) })
		if err := b.app.SetTimeAway(b.ctx, who, people[i].ID, mentorship.TimeAway{StartsOn: day(x.from), EndsOn: day(x.to), Kind: x.kind}); err != nil {
			return err
		}
	}
	return nil
}
