package sheet

import "strings"

// Guess says for each heading which field it seems to be. A field is given to the heading that fits best, and to one only.
func Guess(headings []string) Mapping {
	m := make(Mapping, len(headings))
	certainty := map[Field]int{}
	for i, h := range headings {
		f, sure := guess(plain(h))
		if f == Ignored || sure <= certainty[f] {
			continue
		}
		if old := m.column(f); old >= 0 {
			m[old] = Ignored
		}
		m[i], certainty[f] = f, sure
	}
	// First and last name say more than the two in one column.
	if name := m.column(Name); name >= 0 && m.column(GivenName) >= 0 && m.column(FamilyName) >= 0 {
		m[name] = Ignored
	}
	return m
}

func guessHeading(h string) Field {
	f, _ := guess(plain(h))
	return f
}

// exact are headings that mean one thing.
var exact = map[string]Field{
	"name": Name, "full name": Name, "names": Name, "resident": Name, "faculty": Name, "faculty name": Name, "resident name": Name,
	"mentor": Name, "mentor name": Name, "display name": Name, "employee name": Name, "person": Name, "nombre": Name,
	"first": GivenName, "first name": GivenName, "firstname": GivenName, "given name": GivenName, "given names": GivenName,
	"preferred first name": GivenName, "forename": GivenName, "fname": GivenName, "legal first name": GivenName,
	"last": FamilyName, "last name": FamilyName, "lastname": FamilyName, "surname": FamilyName, "family name": FamilyName,
	"lname": FamilyName, "legal last name": FamilyName,
	"email": Email, "e mail": Email, "mail": Email, "email address": Email, "e mail address": Email, "work email": Email,
	"hospital email": Email, "institutional email": Email, "university email": Email, "primary email": Email, "emailaddress": Email,
	"role": Role, "roles": Role, "program role": Role, "person type": Role, "user type": Role, "user role": Role, "position": Role,
	"pgy": PGY, "pgy level": PGY, "pgy year": PGY, "training level": PGY, "training year": PGY, "level of training": PGY,
	"post graduate year": PGY, "postgraduate year": PGY, "resident year": PGY, "year of training": PGY, "current pgy": PGY,
	"specialty": Specialty, "speciality": Specialty, "subspecialty": Specialty, "department": Specialty, "dept": Specialty,
	"division": Specialty, "section": Specialty, "clinical specialty": Specialty, "department specialty": Specialty, "field": Specialty,
	"site": Site, "location": Site, "campus": Site, "hospital": Site, "primary site": Site, "training site": Site,
	"honorific": Honorific, "prefix": Honorific, "salutation": Honorific, "title dr": Honorific,
	"places": Places, "slots": Places, "max residents": Places, "residents wanted": Places, "mentee places": Places,
	"max mentees": Places, "number of residents": Places, "maximum residents": Places,
	"start": StartsOn, "start date": StartsOn, "startdate": StartsOn, "begin date": StartsOn, "training start": StartsOn,
	"program start": StartsOn, "program start date": StartsOn, "hire date": StartsOn, "training start date": StartsOn, "from": StartsOn,
	"end": EndsOn, "end date": EndsOn, "enddate": EndsOn, "graduation date": EndsOn, "training end": EndsOn, "program end date": EndsOn,
	"expected graduation": EndsOn, "completion date": EndsOn, "training end date": EndsOn, "expected end date": EndsOn, "until": EndsOn,
	"ccc": CCC, "ccc member": CCC, "clinical competency committee": CCC, "on ccc": CCC,
}

// rules are words that suggest a field, in the order of their weight: "first name e-mail" is an e-mail.
var rules = []struct {
	word  string
	field Field
}{
	{"mail", Email}, {"pgy", PGY}, {"first name", GivenName}, {"given", GivenName}, {"last name", FamilyName}, {"surname", FamilyName},
	{"family name", FamilyName}, {"ccc", CCC}, {"start date", StartsOn}, {"end date", EndsOn}, {"graduat", EndsOn},
	{"special", Specialty}, {"department", Specialty}, {"division", Specialty}, {"role", Role}, {"site", Site}, {"full name", Name},
}

// others are words that make a column about somebody or something else.
var others = []string{
	"supervisor", "emergency", "personal", "advisor", "adviser", "manager", "assistant", "secretary", "spouse", "partner", "program name",
	"institution", "school", "previous", "former", "cc ", "alternate", "secondary", "mentor s", "mentor e", "resident s", "user name", "file",
	"contact", "assigned", "birth",
}

// guess is a field and how sure that is: 2 for a known heading, 1 for a telling word.
func guess(heading string) (Field, int) {
	if f, ok := exact[heading]; ok {
		return f, 2
	}
	for _, word := range others {
		if strings.Contains(heading+" ", word) {
			return Ignored, 0
		}
	}
	for _, r := range rules {
		if strings.Contains(heading, r.word) {
			return r.field, 1
		}
	}
	return Ignored, 0
}

// guessByContent looks at samples where no heading helps: e-mail addresses, years of training and roles are unmistakable.
// Years come before roles, because "PGY-2" in a column of roles is understood too.
func guessByContent(samples []string) Field {
	switch {
	case all(samples, func(s string) bool { _, wrong := readEmail(s); return wrong == "" }):
		return Email
	case all(samples, func(s string) bool { _, wrong := readPGY(s); return wrong == "" && !isDigits(s) }):
		return PGY
	case all(samples, func(s string) bool { roles, _, wrong := readRoles(s); return wrong == "" && len(roles) > 0 }):
		return Role
	}
	return Ignored
}

func all(list []string, is func(string) bool) bool {
	for _, s := range list {
		if !is(s) {
			return false
		}
	}
	return len(list) > 0
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" && s != "" }
