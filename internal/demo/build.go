package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

const (
	hospital = "stbrannoc"
	medicine = "im"
	children = "peds"
	seed     = 2020 // of everything drawn by chance
)

var (
	prepared  = day("2025-05-01").Add(14 * time.Hour) // the coordinator sets the program up
	yearStart = prepared
)

// builder does what people did, each on the day and as the person that it was.
type builder struct {
	ctx   context.Context
	app   *app.App
	clock *Clock
	rng   *rand.Rand
}

func build(ctx context.Context, a *app.App, clock *Clock) error {
	b := &builder{ctx: ctx, app: a, clock: clock, rng: rand.New(rand.NewPCG(seed, 1))}
	clock.hold(prepared)
	in, err := a.AddInstitution(ctx, hospital, "St. Brannoc’s")
	if err != nil {
		return err
	}
	for _, step := range []func(app.Institution) error{b.hospitalPeople, b.buildMedicine, b.buildChildren} {
		if err := step(in); err != nil {
			return err
		}
	}
	return b.surveysNow()
}

// quiet stops the mail that the year would have sent: it is read already.
func (b *builder) quiet() error {
	for _, program := range []string{medicine, children} {
		who, err := b.app.SystemScope(b.ctx, hospital, program)
		if err != nil {
			return err
		}
		if err := b.app.DropMail(b.ctx, who); err != nil {
			return err
		}
	}
	return nil
}

// as is the scope of somebody in a program, as signing in would give it.
func (b *builder) as(program, email string) (tenant.Scope, error) {
	account, err := b.app.AccountOf(b.ctx, email)
	if err != nil {
		return tenant.Scope{}, fmt.Errorf("%s: %w", email, err)
	}
	me, err := b.app.Enter(b.ctx, account, hospital)
	if err != nil {
		return tenant.Scope{}, fmt.Errorf("%s: %w", email, err)
	}
	who, _, err := me.In(program)
	return who, err
}

// hospitalPeople adds who stands outside every program.
func (b *builder) hospitalPeople(app.Institution) error {
	who, err := b.app.SystemScope(b.ctx, hospital, "")
	if err != nil {
		return err
	}
	for _, p := range []struct {
		name string
		role tenant.Role
	}{{"Ruth Adeyemi", tenant.Ombudsperson}, {"Dr. Paul Okonkwo", tenant.DIO}} {
		if _, err := b.app.AddPerson(b.ctx, who, person(p.name, 0, p.role)); err != nil {
			return err
		}
	}
	return nil
}

// addProgram makes a program with its people.
func (b *builder) addProgram(in app.Institution, slug, name string, people []app.NewPerson) error {
	if _, err := b.app.AddProgram(b.ctx, in, app.NewProgram{Slug: slug, Name: name, TimeZone: "America/New_York",
		Ombudsperson: "Ruth Adeyemi, 555 0140, r.adeyemi@stbrannoc.example", DIO: "Dr. Paul Okonkwo, GME office, 555 0141"}); err != nil {
		return err
	}
	who, err := b.app.SystemScope(b.ctx, hospital, slug)
	if err != nil {
		return err
	}
	for _, p := range people {
		if _, err := b.app.AddPerson(b.ctx, who, p); err != nil {
			return fmt.Errorf("add %s: %w", p.Email, err)
		}
	}
	s, err := b.app.Setup(b.ctx, who)
	if err != nil {
		return err
	}
	p := s.Program
	return b.app.SetCharter(b.ctx, who, mentorship.Charter{IntervalDays: p.IntervalDays, MeetingMinutes: p.MeetingMinutes, FirstContactDays: p.FirstContactDays,
		MeetingSettings: p.MeetingSettings, SettingsOpenToAll: p.SettingsOpenToAll})
}

// invite sends everyone their invitation.
func (b *builder) invite(who tenant.Scope) error {
	people, err := b.app.People(b.ctx, who)
	if err != nil {
		return err
	}
	var ids []tenant.PersonID
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	_, err = b.app.Invite(b.ctx, who, ids, b.id())
	return err
}

// publish fills in and publishes each mentor's profile.
func (b *builder) publish(program string, mentors []mentorData) error {
	for _, m := range mentors {
		who, err := b.as(program, email(m.given+" "+m.family))
		if err != nil {
			return err
		}
		f := mentorship.ProfileForm{Specialty: m.specialty, Site: m.site, AskMe: m.askMe, Background: m.background, AcademicInterests: m.academic,
			PersonalInterests: m.personal, HowIMeet: m.meets, Domains: m.domains, Languages: strings.Join(m.languages, ", "), MeetsByVideo: m.video,
			Places: strconv.Itoa(m.places), MinPlaces: "0", IdentitySeenBy: "nobody"}
		if err := b.app.PublishProfile(b.ctx, who, f, 0); err != nil {
			return fmt.Errorf("publish the profile of %s: %w", m.family, err)
		}
	}
	return nil
}

// rank makes residents rank three mentors each. Popular mentors are ranked more often; nobody ranks one twice.
func (b *builder) rank(program string, residents []string, share float64) error {
	for _, name := range residents {
		if b.rng.Float64() > share {
			continue
		}
		who, err := b.as(program, email(name))
		if err != nil {
			return err
		}
		r, err := b.app.Ranking(b.ctx, who)
		if err != nil {
			return fmt.Errorf("%s ranks: %w", name, err)
		}
		if err := b.app.SaveRanking(b.ctx, who, b.choose(r), r.List.Version, true); err != nil {
			return fmt.Errorf("%s ranks: %w", name, err)
		}
	}
	return nil
}

// choose draws a list: a mentor's chance falls with the place in the list of names, as one over its root.
func (b *builder) choose(r app.Ranking) []mentorship.MentorID {
	var open []app.Candidate
	for _, c := range r.Candidates {
		if !c.Barred && !c.Withdrawn {
			open = append(open, c)
		}
	}
	slices.SortFunc(open, func(x, y app.Candidate) int { return strings.Compare(x.FamilyName, y.FamilyName) })
	var out []mentorship.MentorID
	for len(out) < r.Cycle.ListLength {
		c := open[int(float64(len(open))*b.rng.Float64()*b.rng.Float64())]
		if !slices.Contains(out, c.ID) {
			out = append(out, c.ID)
		}
	}
	return out
}

func person(name string, pgy int, roles ...tenant.Role) app.NewPerson {
	n := mentorship.Name{}
	if rest, ok := strings.CutPrefix(name, "Dr. "); ok {
		n.Title, name = "Dr.", rest
	}
	n.Given, n.Family, _ = strings.Cut(name, " ")
	return app.NewPerson{Email: email(name), Name: n, Roles: roles, Resident: app.ResidentDetail{PGY: pgy, Site: "Main hospital"}}
}

// email is made of the name: "Mei-Ling Chou" is mei-ling.chou@stbrannoc.example.
func email(name string) string {
	name = strings.TrimPrefix(name, "Dr. ")
	return strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@stbrannoc.example"
}

func mentorPeople(list []mentorData) []app.NewPerson {
	var out []app.NewPerson
	for _, m := range list {
		out = append(out, person("Dr. "+m.given+" "+m.family, 0, tenant.Mentor))
	}
	return out
}

// day is a date at midnight UTC.
func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err) // a date written in this package
	}
	return t
}

func moment(t time.Time) *time.Time { return &t }
