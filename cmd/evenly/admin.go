package main

import (
	"context"
	"fmt"
	"time"

	"evenly/internal/app"
	"evenly/internal/config"
	"evenly/internal/mail"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

const adminWords = `Sets a hospital up. Needs the same settings as serve.

  evenly admin institution -slug stbrannoc -name "St. Brannoc's"
  evenly admin program -institution stbrannoc -slug im -name "Internal Medicine" -zone America/New_York \
         -ombudsperson "Ruth Adeyemi, 555 0100" -dio "Dr. Paul Okonkwo, 555 0101"
  evenly admin person -institution stbrannoc -program im -email c.ruiz@example.org -given Carmen -family Ruiz -role coordinator
  evenly admin person -institution stbrannoc -email r.adeyemi@example.org -given Ruth -family Adeyemi -role ombudsperson
  evenly admin abandon-surveys -institution stbrannoc -program im

The last form ends open surveys whose keys are no longer in EVENLY_KEYS: their answers are lost, and the next survey can open.
A person added here signs in with the link that the sign-in page mails.`

// adminFlags are the flags of all forms.
type adminFlags struct {
	institution, program, slug, name, zone, ombudsperson, dio string
	email, title, given, family, role                         string
}

// runAdmin is `evenly admin institution|program|person|abandon-surveys`.
func runAdmin(ctx context.Context, c *call) error {
	var a adminFlags
	what := ""
	if len(c.args) > 0 && c.args[0][0] != '-' {
		what, c.args = c.args[0], c.args[1:]
	}
	f := c.flags("admin", "admin institution|program|person|abandon-surveys [flags]", adminWords+"\n")
	for _, x := range []struct {
		to          *string
		name, about string
	}{
		{&a.institution, "institution", "short name of the institution"}, {&a.program, "program", "short name of the program"},
		{&a.slug, "slug", "short name, for addresses"}, {&a.name, "name", "full name"},
		{&a.zone, "zone", "time zone of the program, like America/Chicago"},
		{&a.ombudsperson, "ombudsperson", "name and telephone of the ombudsperson, outside the program"},
		{&a.dio, "dio", "name and telephone of the DIO or GME office"},
		{&a.email, "email", "e-mail address"}, {&a.title, "title", "like Dr."}, {&a.given, "given", "given name"},
		{&a.family, "family", "family name"}, {&a.role, "role", "role of the person"},
	} {
		f.StringVar(x.to, x.name, "", x.about)
	}
	if err := c.parse(f); err != nil {
		return err
	}
	do, ok := map[string]func(context.Context, *app.App, adminFlags) (string, error){
		"institution": adminInstitution, "program": adminProgram, "person": adminPerson, "abandon-surveys": abandonSurveys}[what]
	if !ok {
		f.Usage()
		return errUsage
	}
	cfg, err := config.Serve(c.env)
	if err != nil {
		return wrong("the settings need a change:\n%v", err)
	}
	s, err := open(ctx, wiring{databaseURL: cfg.DatabaseURL, baseURL: cfg.BaseURL.String(), mail: noMail{}, keys: cfg.Keys, now: time.Now, log: newLog(c, cfg.LogLevel)})
	if err != nil {
		return err
	}
	defer s.store.Close()
	said, err := do(ctx, s.app, a)
	if err == nil {
		fmt.Fprintln(c.out, said)
	}
	return err
}

func adminInstitution(ctx context.Context, a *app.App, x adminFlags) (string, error) {
	in, err := a.AddInstitution(ctx, x.slug, x.name)
	return "Added the institution " + in.Name + ".", err
}

func adminProgram(ctx context.Context, a *app.App, x adminFlags) (string, error) {
	in, err := a.InstitutionNamed(ctx, x.institution)
	if err != nil {
		return "", err
	}
	_, err = a.AddProgram(ctx, in, store.NewProgram{Slug: x.slug, Name: x.name, TimeZone: x.zone, Ombudsperson: x.ombudsperson, DIO: x.dio})
	return "Added the program " + x.name + ".", err
}

func adminPerson(ctx context.Context, a *app.App, x adminFlags) (string, error) {
	who, err := a.SystemScope(ctx, x.institution, x.program)
	if err != nil {
		return "", err
	}
	_, err = a.AddPerson(ctx, who, app.NewPerson{Email: x.email, Name: mentorship.Name{Title: x.title, Given: x.given, Family: x.family},
		Roles: []tenant.Role{tenant.Role(x.role)}, Resident: store.ResidentDetail{PGY: 1}})
	return "Added " + x.email + " as " + x.role + ".", err
}

// abandonSurveys ends the surveys that nobody can count any more.
func abandonSurveys(ctx context.Context, a *app.App, x adminFlags) (string, error) {
	who, err := a.SystemScope(ctx, x.institution, x.program)
	if err != nil {
		return "", err
	}
	lost, err := a.SurveysWithoutKeys(ctx, who)
	if err != nil {
		return "", err
	}
	for _, id := range lost {
		if err := a.AbandonSurvey(ctx, who, id); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("Ended %d surveys whose keys are lost.", len(lost)), nil
}

// noMail is for words that send none.
type noMail struct{}

func (noMail) Send(context.Context, mail.Message) error { return nil }
