package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestPeopleList(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.Resident("Ana Pereira", 2)
	o.Mentor("Amara Okafor", 2)
	helen := o.Person("Helen Marsh", tenant.Director)
	p := o.sam.Get(o.At.People()).Want(http.StatusOK)
	wantText(t, p, "main", "4 people", "Dr. Amara Okafor", "PGY-2", "Invite 4 people", "Not yet")
	for query, want := range map[string]string{"?q=pereira+ANA": "1 of 4 people", "?role=mentor": "1 of 4 people", "?q=nobody": "Nobody fits that.", "?q=%40stbrannoc": "4 people"} {
		wantText(t, o.sam.Get(o.At.People()+query).Want(http.StatusOK), "main", want)
	}
	helen.Get(o.At.People()).Want(http.StatusOK)
	facilitator := o.Person("Fay Moore", tenant.Facilitator).Get(o.At.People()).Want(http.StatusOK)
	if facilitator.Has("input.pick") || strings.Contains(facilitator.Text("main"), "Import") {
		t.Error("a facilitator is offered what only a coordinator may do")
	}
}

// The workbook holds what the page shows, under the same filter, and comes back by the import without a change.
func TestPeopleWorkbook(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.Resident("Ana Pereira", 2)
	o.Resident("Bo Chen", 1)
	o.Mentor("Amara Okafor", 2)
	page := o.sam.Get(o.At.People() + "?role=resident")
	p := o.sam.Get(page.Attr("a[download]", "href")).Want(http.StatusOK)
	f, err := excelize.OpenReader(strings.NewReader(p.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("People")
	if err != nil || len(rows) != 3 || rows[1][0] != "Chen" || rows[2][0] != "Pereira" || rows[2][4] != "2" {
		t.Errorf("rows %v %v", rows, err)
	}
	if readMe, err := f.GetRows("Read me"); err != nil || !strings.Contains(readMe[3][1], "role Resident") {
		t.Errorf("read me %v %v", readMe, err)
	}
	all := o.sam.Get(o.At.PeopleExport()).Want(http.StatusOK)
	wantText(t, o.checked(o.upload("people.xlsx", []byte(all.Body))), "main", "Add 0 · Change 0 · No change 4 · Skip 0", "There is nothing to import.")
	if n := o.count(`SELECT count(*)::int FROM audit WHERE act = 'people.export'`); n != 2 {
		t.Errorf("%d exports are noted", n)
	}
}

func TestAddPerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	blank := o.sam.Get(o.At.NewPerson()).Want(http.StatusOK)
	broken := o.sam.Submit(blank, "form#person-form", url.Values{"given": {"Ana"}, "email": {"ana@"}, "roles": {"resident"}, "pgy": {"x"}, "starts_on": {"2026-03-01"}, "ends_on": {"2026-02-01"}}, "").Want(422)
	for field, want := range map[string]string{"family": "Enter a family name.", "email": "Enter an e-mail address", "pgy": "Enter the training year, 1 to 10.", "ends_on": "The end is before the start."} {
		wantText(t, broken, "#"+field+"-error", want)
	}
	if got := broken.Attr("input[name=given]", "value") + broken.Attr("input[name=email]", "value") + broken.Attr("input[name=starts_on]", "value"); got != "Anaana@2026-03-01" || !broken.Has("input[value=resident][checked]") {
		t.Errorf("the person's own input is lost: %s", got)
	}
	sent := url.Values{"family": {"Pereira"}, "email": {" ANA@Hospital.example "}, "pgy": {"2"}, "ends_on": {"2026-06-01"}}
	list := o.sam.Follow(o.sam.Submit(broken, "form#person-form", sent, ""))
	wantText(t, list, "main", "Ana Pereira", "ana@hospital.example", "PGY-2")
	wantText(t, list, "undo-toast", "Added. They get no mail until you invite them.")

	wantText(t, o.sam.Submit(blank, "form#person-form", url.Values{"family": {"Nobody"}, "email": {"n@hospital.example"}}, "").Want(422), "#roles-error", "Choose at least one role.")
	for _, role := range []string{"admin", "dio", "janitor"} {
		wantText(t, o.sam.Submit(blank, "form#person-form", url.Values{"family": {"Nobody"}, "email": {"n@hospital.example"}, "roles": {role}}, "").Want(422), "#roles-error", "Choose roles from the list.")
	}
	if n := o.count(`SELECT count(*)::int FROM membership WHERE program_id IS NULL`); n != 0 {
		t.Error("a coordinator gave a role of the institution")
	}
}

func TestChangePerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ana, amara := o.Resident("Ana Pereira", 1), o.Mentor("Amara Okafor", 2)
	page := o.sam.Get(o.At.Person(string(ana.ID))).Want(http.StatusOK)
	wantText(t, page, "h1", "Ana Pereira")
	taken := o.sam.Submit(page, "form#person-form", url.Values{"email": {amara.Email}, "given": {"Anna"}}, "").Want(422)
	wantText(t, taken, "#email-error", "Someone here already has this e-mail address.")
	if got := taken.Attr("input[name=given]", "value"); got != "Anna" {
		t.Errorf("own input %q", got)
	}
	o.sam.Follow(o.sam.Submit(taken, "form#person-form", url.Values{"email": {"anna@hospital.example"}, "roles": {"resident", "chief"}, "pgy": {"3"}, "ccc": {"yes"}}, ""))
	changed := o.sam.Get(o.At.Person(string(ana.ID)))
	wantText(t, changed, "main", "Anna Pereira", "Resident", "Chief resident")
	if changed.Attr("input[name=pgy]", "value") != "3" || !changed.Has("input[name=ccc][checked]") {
		t.Error("year or committee is not kept")
	}
	if err := anyoneSignsIn(o, "anna@hospital.example"); err != http.StatusOK {
		t.Errorf("signed in with the new address: %d", err)
	}
	o.sam.Follow(o.sam.Submit(changed, "form#person-form", url.Values{"roles": {"chief"}}, ""))
	if got := world.One[string](o.W, `SELECT string_agg(role, ' ') FROM membership WHERE person_id = $1 AND ended_at IS NULL`, string(ana.ID)); got != "chief" {
		t.Errorf("roles %s", got)
	}
	o.sam.Submit(changed, "form#person-form", url.Values{"key": {"a-second-window-open"}, "roles": {"chief", "resident"}}, "")
	if got := world.One[string](o.W, `SELECT string_agg(role, ' ' ORDER BY role) FROM membership WHERE person_id = $1 AND ended_at IS NULL`, string(ana.ID)); got != "chief resident" {
		t.Errorf("a role that had ended does not begin again: %s", got)
	}
	self := o.sam.Get(o.At.Person(string(o.sam.ID)))
	wantText(t, o.sam.Submit(self, "form#person-form", url.Values{"roles": {"mentor"}}, "").Want(422), "#roles-error", "You would lose this page.")
	o.sam.Get(o.At.Person("00000000-0000-4000-8000-000000000000")).Want(http.StatusNotFound)
}

func anyoneSignsIn(o office, email string) int { return o.W.SignIn(email).Get(o.At.Home()).Status }

// An address is the key to every place a person has roles in: one program cannot change it alone.
func TestAddressOfSomebodyWithRolesElsewhere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	peds := o.W.Program("peds")
	helen := peds.Person("Helen Marsh", tenant.Director)
	o.W.SQL(`INSERT INTO membership (institution_id, program_id, person_id, role) VALUES ($1, $2, $3, 'mentor')`, string(o.In.ID), string(o.ID), string(helen.ID))
	page := o.sam.Get(o.At.Person(string(helen.ID))).Want(http.StatusOK)
	refused := o.sam.Submit(page, "form#person-form", url.Values{"email": {"sam.private@mail.example"}}, "").Want(422)
	wantText(t, refused, "#email-error", "This person has roles outside this program too")
	o.sam.Submit(page, "form#person-form", url.Values{"given": {"Helena"}, "key": {"with-the-same-address"}}, "").Want(http.StatusSeeOther)
}

func TestTimeAway(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ana := o.Resident("Ana Pereira", 1)
	page := o.sam.Get(o.At.Person(string(ana.ID)))
	broken := o.sam.Submit(page, "form#away-form", url.Values{"away_from": {"2026-05-10"}, "away_to": {"2026-05-01"}}, "").Want(422)
	wantText(t, broken, "#away_to-error", "The last day is before the first day.")
	wantText(t, broken, "#kind-error", "Choose what kind of time away it is.")
	if got := broken.Attr("input[name=away_from]", "value"); got != "2026-05-10" || !broken.Has("details[open] #away-form") {
		t.Errorf("own input %q, or the form is folded away", got)
	}
	wantText(t, o.sam.Submit(page, "form#away-form", url.Values{"kind": {"nights"}}, "").Want(422), "#away_from-error", "Enter a date")

	added := o.sam.Follow(o.sam.Submit(broken, "form#away-form", url.Values{"away_from": {"2026-04-10"}, "away_to": {"2026-05-01"}, "kind": {"nights"}}, ""))
	wantText(t, added, "#away-h + *, .rows", "10 Apr to 1 May 2026", "Nights", "22 days")
	wantText(t, o.sam.Get(o.At.People()), "main", "away now")
	edit := o.sam.Get(added.Attr(".rows a[href*=edit]", "href")).Want(http.StatusOK)
	if got := edit.Attr("input[name=away_to]", "value"); got != "2026-05-01" || !edit.Has("details[open] #away-form") {
		t.Errorf("the form to change it shows %q, or is folded away", got)
	}
	added = o.sam.Follow(o.sam.Submit(edit, "form#away-form", url.Values{"away_to": {"2026-05-03"}}, ""))
	wantText(t, added, ".rows", "10 Apr to 3 May 2026")
	if n := len(added.All(`form[action$="/remove"]`)); n != 1 {
		t.Errorf("changing it left %d stretches, want 1", n)
	}
	o.sam.Post(o.At.Away(string(ana.ID)), url.Values{"key": {"made-up-away"}, "away": {"made-up"}, "away_from": {"2026-05-10"}, "away_to": {"2026-05-11"}, "kind": {"leave"}}).Want(http.StatusNotFound)
	removed := o.sam.Follow(o.sam.Submit(added, `form[action$="/remove"]`, nil, ""))
	wantText(t, removed, "main", "No time away is entered.")
	wantText(t, removed, "undo-toast", "Time away removed.")
	back := o.sam.Follow(o.sam.Submit(removed, "undo-toast form", nil, ""))
	wantText(t, back, "main", "10 Apr to 3 May 2026")
	o.sam.Submit(added, `form[action$="/remove"]`, url.Values{"key": {"removed-in-another-tab"}}, "").Want(http.StatusNotFound)
	ana.Get(o.At.Person(string(ana.ID))).Want(http.StatusForbidden)
}

// An invitation comes by mail to the address it is for, works once, and for 14 days.
func TestInvitations(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.W.Work()
	ana, bo := o.Resident("Ana Pereira", 1), o.Mentor("Bo Chen", 2)
	check := o.sam.Get(o.At.Invite()).Want(http.StatusOK)
	wantText(t, check, "main", "Invite 3 people", "Ana Pereira", "14 days")
	sent := o.sam.Submit(check, "main form", url.Values{"person": {string(ana.ID), string(bo.ID)}}, "").Want(http.StatusSeeOther)
	again := o.sam.Submit(check, "main form", url.Values{"person": {string(ana.ID), string(bo.ID)}}, "").Want(http.StatusSeeOther)
	if sent.Location != again.Location {
		t.Errorf("the same button again leads to %s, not %s", again.Location, sent.Location)
	}
	o.W.Eventually("both invitations are sent", func() bool { return len(o.W.Mail.To(ana.Email)) == 1 && len(o.W.Mail.To(bo.Email)) == 1 })
	o.W.Eventually("the mail-out is done", func() bool { return world.One[string](o.W, `SELECT state FROM task`) == "done" })
	mail := o.W.Mail.To(ana.Email)[0]
	if !strings.Contains(mail.Text, "Sam Lee") || !strings.Contains(mail.Text, "a resident") {
		t.Errorf("the invitation says: %s", mail.Text)
	}
	visitor, path := o.W.Visitor(), firstLink(t, mail.Text)
	for range 2 { // a mail scanner opens it, too
		wantText(t, visitor.Get(path).Want(http.StatusOK), "main", ana.Email)
	}
	in := visitor.Submit(visitor.Get(path), "main form", nil, "").Want(http.StatusSeeOther)
	if home := visitor.Get(o.At.Home()); home.Status != http.StatusOK || in.Location == "" {
		t.Errorf("after the invitation: %d", home.Status)
	}
	wantText(t, o.W.Visitor().Get(path).Want(http.StatusGone), "main", "This link has ended")

	late := firstLink(t, o.W.Mail.To(bo.Email)[0].Text)
	o.W.Advance(14*24*time.Hour - time.Minute)
	o.W.Visitor().Get(late).Want(http.StatusOK)
	o.W.Advance(2 * time.Minute)
	o.W.Visitor().Get(late).Want(http.StatusGone)
	wantText(t, o.sam.Get(o.At.Invite()), "main", "Invite 1 person")
}

// firstLink is the path of the first link of the site in a mail.
func firstLink(t *testing.T, text string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "http://evenly.test")
	if !ok {
		t.Fatalf("no link in: %s", text)
	}
	return strings.Fields(rest)[0]
}

func TestInviteChosen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ana := o.Resident("Ana Pereira", 1)
	o.Resident("Bo Chen", 1)
	check := o.sam.Post(o.At.Invite()+"?choose", url.Values{"person": {string(ana.ID)}}).Want(http.StatusOK)
	wantText(t, check, "main", "Invite 1 person", "Ana Pereira")
	none := o.sam.Follow(o.sam.Submit(o.sam.Get(o.At.Invite()), "main form", url.Values{"person": nil}, ""))
	wantText(t, none, "undo-toast", "Nobody was ticked, so nothing was sent.")
	foreign := o.W.ProgramOf(o.W.AddInstitution("other", "Other"), "im").Resident("Far Away", 1)
	made := o.sam.Submit(check, "main form", url.Values{"person": {string(foreign.ID), "made-up"}}, "")
	if made.Status >= 500 || o.count(`SELECT count(*)::int FROM message`) != 0 {
		t.Errorf("inviting somebody of another hospital: %d %s", made.Status, made.Text("main"))
	}
	bad := o.sam.Submit(check, "main form", url.Values{"task": {"made-up"}, "key": {"with-a-made-up-task"}}, "")
	if bad.Status >= 500 {
		t.Errorf("a made-up task: %d %s", bad.Status, bad.Text("main"))
	}
}

// Two coordinators add the same names at once: addresses of profiles stay apart, also after one is gone.
func TestMentorAddresses(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var slugs []string
	for range 3 {
		m := o.Mentor("Amara O’Connor-"+string(rune('1'+len(slugs))), 1)
		slugs = append(slugs, world.One[string](o.W, `SELECT slug FROM mentor WHERE person_id = $1`, string(m.ID)))
	}
	o.W.SQL(`DELETE FROM mentor WHERE slug = 'o-connor-2'`)
	m := o.Mentor("Ben O’Connor", 1)
	slugs = append(slugs, world.One[string](o.W, `SELECT slug FROM mentor WHERE person_id = $1`, string(m.ID)))
	if d := cmp.Diff([]string{"o-connor", "o-connor-2", "o-connor-3", "o-connor-4"}, slugs); d != "" {
		t.Error(d)
	}
}
