package sheet

import (
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The functions of this file read one cell each. What is wrong with it comes back as a sentence for the person, "" when
// nothing is.

// RoleName is a role in a program. The texts are those of the database.
type RoleName string

// The roles that a roster can give. Roles of the institution are not given by a program's roster.
const (
	Resident          RoleName = "resident"
	Mentor            RoleName = "mentor"
	Chief             RoleName = "chief"
	Coordinator       RoleName = "coordinator"
	Director          RoleName = "director"
	AssociateDirector RoleName = "associate_director"
	Facilitator       RoleName = "facilitator"
)

// RoleNames are all of them, in the order people list them.
var RoleNames = []RoleName{Resident, Mentor, Chief, Coordinator, Director, AssociateDirector, Facilitator}

// roleWords are what people write for a role, as plain gives it.
var roleWords = map[string]RoleName{
	"resident": Resident, "residents": Resident, "trainee": Resident, "house officer": Resident, "house staff": Resident, "housestaff": Resident,
	"intern": Resident, "fellow": Resident, "mentee": Resident, "resident physician": Resident, "categorical": Resident,
	"categorical resident": Resident, "preliminary": Resident, "prelim": Resident, "preliminary resident": Resident, "res": Resident,
	"mentor": Mentor, "mentors": Mentor, "faculty": Mentor, "attending": Mentor, "attending physician": Mentor, "core faculty": Mentor,
	"teaching faculty": Mentor, "faculty mentor": Mentor, "faculty member": Mentor, "clinical faculty": Mentor, "hospitalist": Mentor,
	"consultant": Mentor, "preceptor": Mentor, "staff physician": Mentor, "key clinical faculty": Mentor, "associate faculty": Mentor,
	"professor": Mentor, "assistant professor": Mentor, "associate professor": Mentor, "clinical instructor": Mentor, "fac": Mentor,
	"advisor": Mentor, "faculty advisor": Mentor, "physician": Mentor,
	"chief": Chief, "chief resident": Chief, "chiefs": Chief, "cr": Chief, "cmr": Chief, "chief medical resident": Chief, "administrative chief": Chief,
	"coordinator": Coordinator, "program coordinator": Coordinator, "residency coordinator": Coordinator, "pc": Coordinator,
	"program administrator": Coordinator, "program manager": Coordinator, "residency manager": Coordinator, "administrator": Coordinator,
	"assistant coordinator": Coordinator, "residency administrator": Coordinator,
	"director": Director, "program director": Director, "pd": Director, "residency director": Director, "residency program director": Director,
	"associate director": AssociateDirector, "associate program director": AssociateDirector, "apd": AssociateDirector,
	"assistant program director": AssociateDirector, "assistant director": AssociateDirector, "assoc program director": AssociateDirector,
	"asst program director": AssociateDirector, "associate pd": AssociateDirector, "assistant pd": AssociateDirector,
	"deputy program director": AssociateDirector,
	"facilitator":             Facilitator, "mentorship facilitator": Facilitator, "mentoring facilitator": Facilitator, "mentorship lead": Facilitator,
	"mentoring lead": Facilitator, "mentorship director": Facilitator, "mentoring director": Facilitator,
}

// between separates several roles in one cell.
var between = regexp.MustCompile(`(?i)\s*(?:[,/;&+()\n|]|\band\b)\s*`)

// readRoles reads the roles in a cell. "PGY-2" and "Intern" say resident, and in which year; pgy is 0 when nothing says so.
func readRoles(s string) (roles []RoleName, pgy int, wrong string) {
	for _, word := range between.Split(s, -1) {
		key := plain(word)
		if key == "" {
			continue
		}
		role, ok := roleWords[key]
		if year, notYear := readPGY(word); !ok && notYear == "" && !isDigits(key) {
			role, pgy, ok = Resident, year, true
		}
		if key == "intern" {
			pgy = 1
		}
		if !ok {
			return nil, 0, "Use Resident, Mentor, Chief, Coordinator, Director, Associate director or Facilitator."
		}
		if !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return roles, pgy, ""
}

var (
	yearDigits = regexp.MustCompile(`(?i)^(?:(?:pgy|pg|r|ca|year|yr|level)[\s.\-–]*)?([0-9]{1,2})(?:st|nd|rd|th)?(?:[\s\-]*year)?(?:[\s,\-–(].*)?$`)
	yearRoman  = regexp.MustCompile(`(?i)^pgy[\s.\-–]*(iv|v|vi{0,3}|i{1,3})$`)
	romans     = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
)

// readPGY reads a year of training from 1 to 10: "PGY-2", "PGY II", "R2", "2nd year", "2", "2.0", "Intern".
func readPGY(s string) (int, string) {
	const say = "Enter the year of training as a number from 1 to 10, like 2 or PGY-2."
	s = strings.TrimSuffix(tidy(s), ".0")
	if strings.EqualFold(s, "intern") {
		return 1, ""
	}
	if m := yearRoman.FindStringSubmatch(s); m != nil {
		return romans[strings.ToLower(m[1])], ""
	}
	m := yearDigits.FindStringSubmatch(s)
	if m == nil {
		return 0, say
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n < 1 || n > 10 {
		return 0, say
	}
	return n, ""
}

// readEmail reads an address, also from "Name <address>" and "mailto:". Addresses are compared in lower case everywhere.
func readEmail(s string) (string, string) {
	const say = "Enter an e-mail address like name@hospital.org."
	s = strings.TrimPrefix(tidy(s), "mailto:")
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		s = s[i+1 : len(s)-1]
	}
	if len(s) > 254 {
		return "", say
	}
	if strings.Count(s, "@") > 1 {
		return "", "Enter one e-mail address only."
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || strings.ContainsAny(s, "\"\\") {
		return "", say
	}
	_, host, _ := strings.Cut(s, "@")
	if !validHost(host) {
		return "", say
	}
	return strings.ToLower(s), ""
}

// validHost asks for at least two labels, as mail over the Internet has them.
func validHost(host string) bool {
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || strings.ContainsFunc(label, notInHost) {
			return false
		}
	}
	return len(labels) >= 2 && utf8.RuneCountInString(labels[len(labels)-1]) >= 2
}

func notInHost(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }

// readPlaces reads how many residents a mentor takes.
func readPlaces(s string) (int, string) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	if err != nil || n < 0 || n > 50 {
		return 0, "Enter the places as a number from 0 to 50."
	}
	return n, ""
}

// readYes reads a tick.
func readYes(s string) (bool, string) {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "x", "1", "✓", "✔", "member":
		return true, ""
	case "no", "n", "false", "0", "-", "–":
		return false, ""
	}
	return false, "Enter yes or no."
}
