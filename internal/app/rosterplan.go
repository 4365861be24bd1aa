package app

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"evenly/internal/mentorship"
	"evenly/internal/sheet"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// What an import would do is worked out here from the file and from who is there already, without a database: the check
// page shows it, and the import does exactly that or, when the people changed meanwhile, nothing.
//
// A roster adds people and roles and changes what it says; an empty cell says nothing. It ends no role, unless a person
// asks for it: whoever is missing from the file is listed as a leaver, as far as the file is about their role at all (a
// list of residents says nothing about mentors). What mentors wrote about themselves stays theirs.

// RosterAct is what an import does with a row.
type RosterAct string

// The acts.
const (
	RosterAdd    RosterAct = "add"
	RosterChange RosterAct = "change"
	RosterSame   RosterAct = "same"
)

// RosterDiff is one thing that changes.
type RosterDiff struct{ What, From, To string }

// RosterRow is what an import does with one row of the file.
type RosterRow struct {
	Row    int
	Act    RosterAct
	Person tenant.PersonID // "" for somebody the institution does not know yet
	Name   mentorship.Name
	Email  string
	Give   []string // roles not held now
	Diffs  []RosterDiff

	rename   *store.RosterName
	resident *store.RosterDetail[store.RosterResident]
	mentor   *store.RosterDetail[store.RosterMentor]
	ccc      *bool
}

// RosterLeaver is somebody with a role that the file is about, who is not in the file.
type RosterLeaver struct {
	Person tenant.PersonID
	Name   mentorship.Name
	Email  string
	Roles  []string // those that would end
}

// RosterPlan is what an import would do.
type RosterPlan struct {
	Rows    []RosterRow
	Leavers []RosterLeaver
	Stay    []RosterLeaver // people of the file who hold a role that the file does not name; it stays
	Roles   []string       // those the file is about
	Stamp   string         // the same for the same plan
}

// Count is how many rows an act is for.
func (p RosterPlan) Count(a RosterAct) int {
	n := 0
	for _, r := range p.Rows {
		if r.Act == a {
			n++
		}
	}
	return n
}

// planning is what a plan is made from.
type planning struct {
	people        []sheet.RosterRow
	known         []store.RosterPerson
	ccc           bool // the file has a column for it
	doctors       bool
	defaultPlaces int
	me            tenant.PersonID
	rejected      []string // the texts of rows that stay out
}

func (in planning) plan() RosterPlan {
	known := map[string]store.RosterPerson{}
	for _, p := range in.known {
		known[p.Email] = p
	}
	var out RosterPlan
	inFile := map[string]bool{}
	for _, r := range in.people {
		inFile[r.Email] = true
		out.Rows = append(out.Rows, in.row(r, known[r.Email]))
		for _, role := range r.Roles {
			if !slices.Contains(out.Roles, string(role)) {
				out.Roles = append(out.Roles, string(role))
			}
		}
	}
	slices.Sort(out.Roles)
	for _, r := range in.people {
		if p := known[r.Email]; p.ID != "" {
			out.Stay = appendLeaver(out.Stay, p, both(p.Roles, without(out.Roles, texts(r.Roles))))
		}
	}
	named := namesIn(in.rejected)
	for _, p := range in.known {
		if !inFile[p.Email] && p.ID != in.me && !named.has(p) {
			out.Leavers = appendLeaver(out.Leavers, p, both(p.Roles, out.Roles))
		}
	}
	out.Stamp = out.stamp()
	return out
}

func appendLeaver(list []RosterLeaver, p store.RosterPerson, roles []string) []RosterLeaver {
	if len(roles) == 0 {
		return list
	}
	return append(list, RosterLeaver{Person: p.ID, Name: p.Name(), Email: p.Email, Roles: roles})
}

// row compares one row of the file with who is there.
func (in planning) row(r sheet.RosterRow, p store.RosterPerson) RosterRow {
	roles := texts(r.Roles)
	out := RosterRow{Row: r.Row, Person: p.ID, Email: r.Email, Name: p.Name(), Give: without(roles, p.Roles)}
	all := append(slices.Clone(p.Roles), out.Give...)
	in.name(&out, r, p, all)
	in.details(&out, r, p, all)
	if in.ccc && r.CCC != p.CCC {
		out.ccc = &r.CCC
		out.diff("CCC member", yesNo(p.CCC), yesNo(r.CCC))
	}
	switch {
	case len(p.Roles) == 0:
		out.Act = RosterAdd
	case len(out.Give) > 0 || len(out.Diffs) > 0:
		out.Act = RosterChange
	default:
		out.Act = RosterSame
	}
	return out
}

func (r *RosterRow) diff(what, from, to string) {
	if from != to {
		r.Diffs = append(r.Diffs, RosterDiff{What: what, From: from, To: to})
	}
}

// name settles how the person is called. Somebody the institution knows from elsewhere keeps their name; a member's
// changes when the file writes it differently, not only in other capitals.
func (in planning) name(out *RosterRow, r sheet.RosterRow, p store.RosterPerson, roles []string) {
	faculty := len(both(roles, []string{"mentor", "director", "associate_director"})) > 0
	trainee := !faculty && len(both(roles, []string{"resident", "chief"})) > 0
	name := mentorship.Name{Title: r.Title, Given: r.GivenName, Family: r.FamilyName}
	switch {
	case p.ID == "":
		if faculty && in.doctors {
			name.Title = "Dr."
		}
		if trainee {
			name.Title = ""
		}
		out.Name = name
		return
	case len(p.Roles) == 0:
		return
	}
	name.Title = cmp.Or(name.Title, p.Title)
	if trainee {
		name.Title = p.Title
	}
	if strings.EqualFold(name.Given, p.GivenName) && strings.EqualFold(name.Family, p.FamilyName) {
		name.Given, name.Family = p.GivenName, p.FamilyName
	}
	if name != p.Name() {
		out.Name, out.rename = name, &store.RosterName{Person: p.ID, Before: p.Name(), After: name}
		out.diff("Name", p.Name().Full(), name.Full())
	}
}

// details settles what is kept about residents and mentors.
func (in planning) details(out *RosterRow, r sheet.RosterRow, p store.RosterPerson, roles []string) {
	if slices.Contains(roles, "resident") && (p.Resident != nil || r.PGY > 0) {
		after := residentAfter(r, p.Resident)
		if p.Resident == nil || after != *p.Resident {
			out.resident = &store.RosterDetail[store.RosterResident]{Person: p.ID, Before: p.Resident, After: after}
		}
		if p.Resident != nil {
			out.diff("PGY", strconv.Itoa(p.Resident.PGY), strconv.Itoa(after.PGY))
			out.diff("Site", p.Resident.Site, after.Site)
			out.diff("Start date", p.Resident.StartsOn, after.StartsOn)
			out.diff("End date", p.Resident.EndsOn, after.EndsOn)
		}
	}
	if slices.Contains(roles, "mentor") {
		after := mentorAfter(r, cmp.Or(p.Mentor, &store.RosterMentor{Places: in.defaultPlaces}))
		if p.Mentor == nil || after != *p.Mentor {
			out.mentor = &store.RosterDetail[store.RosterMentor]{Person: p.ID, Before: p.Mentor, After: after}
		}
		if p.Mentor != nil {
			out.diff("Specialty", p.Mentor.Specialty, after.Specialty)
			out.diff("Mentor’s site", p.Mentor.Site, after.Site)
			out.diff("Places", strconv.Itoa(p.Mentor.Places), strconv.Itoa(after.Places))
		}
	}
}

// residentAfter is what is known with what the file says over it. A date that the other one contradicts is an old one.
func residentAfter(r sheet.RosterRow, before *store.RosterResident) store.RosterResident {
	var d store.RosterResident
	if before != nil {
		d = *before
	}
	starts, ends := isoOf(r.StartsOn), isoOf(r.EndsOn)
	if r.PGY > 0 {
		d.PGY = r.PGY
	}
	d.Site, d.StartsOn, d.EndsOn = cmp.Or(r.Site, d.Site), cmp.Or(starts, d.StartsOn), cmp.Or(ends, d.EndsOn)
	if d.StartsOn != "" && d.EndsOn != "" && d.EndsOn < d.StartsOn {
		d.StartsOn, d.EndsOn = starts, ends
	}
	return d
}

// mentorAfter fills in what the mentor has not written; a number of places in the file counts.
func mentorAfter(r sheet.RosterRow, before *store.RosterMentor) store.RosterMentor {
	d := *before
	d.Specialty, d.Site = cmp.Or(d.Specialty, r.Specialty), cmp.Or(d.Site, r.Site)
	if r.Places != nil {
		d.Places = *r.Places
	}
	return d
}

func isoOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func yesNo(yes bool) string {
	if yes {
		return "Yes"
	}
	return "No"
}

// stamp is the same for plans that would write the same.
func (p RosterPlan) stamp() string {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, r := range p.Rows {
		_ = e.Encode([]any{r, r.resident, r.mentor}) // a hash takes everything
	}
	_ = e.Encode(p.Leavers)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// wordIndex finds people by name or address in the rows that stay out: somebody whose row has a mistake did not leave.
type wordIndex struct {
	addresses map[string]bool
	rows      map[string][]int
}

func namesIn(texts []string) wordIndex {
	x := wordIndex{addresses: map[string]bool{}, rows: map[string][]int{}}
	for i, t := range texts {
		for _, w := range strings.Fields(strings.ToLower(t)) {
			x.addresses[strings.Trim(w, "<>,;")] = true
		}
		for _, w := range lettersOf(t) {
			x.rows[w] = append(x.rows[w], i)
		}
	}
	return x
}

func lettersOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
}

func (x wordIndex) has(p store.RosterPerson) bool {
	if x.addresses[p.Email] {
		return true
	}
	given, family := lettersOf(p.GivenName), lettersOf(p.FamilyName)
	if len(family) == 0 {
		return false
	}
	rows := x.rows[family[len(family)-1]]
	return len(rows) > 0 && (len(given) == 0 || slices.ContainsFunc(rows, func(i int) bool { return slices.Contains(x.rows[given[0]], i) }))
}

func texts[T ~string](list []T) []string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

// both are the elements of a that are in b; without are those that are not.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(x string) bool { return !slices.Contains(b, x) })
}

func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(x string) bool { return slices.Contains(b, x) })
}
