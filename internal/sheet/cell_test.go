package sheet_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/sheet"
)

func TestNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][3]string{
		"Priya Nair":                {"", "Priya", "Nair"},
		"  Priya   Nair ":           {"", "Priya", "Nair"},
		"Okafor, Ngozi":             {"", "Ngozi", "Okafor"},
		"Okafor, Ngozi A., MD, MPH": {"Dr.", "Ngozi A.", "Okafor"},
		"Ngozi Okafor, M.D., Ph.D.": {"Dr.", "Ngozi", "Okafor"},
		"Ngozi Okafor MD":           {"Dr.", "Ngozi", "Okafor"},
		"Ngozi Okafor, MPH":         {"", "Ngozi", "Okafor"},
		"Dr. Ngozi Okafor":          {"Dr.", "Ngozi", "Okafor"},
		"Prof. Dr. Sten Lindqvist":  {"Dr.", "Sten", "Lindqvist"},
		"Lindqvist, Dr. Sten":       {"Dr.", "Sten", "Lindqvist"},
		"Ms. Helen Marsh":           {"", "Helen", "Marsh"},
		"Maria de la Cruz":          {"", "Maria", "de la Cruz"},
		"Anna van der Berg, DO":     {"Dr.", "Anna", "van der Berg"},
		"James Lee Jr.":             {"", "James", "Lee Jr."},
		"Yo-Yo Ma":                  {"", "Yo-Yo", "Ma"},
		"MA, JUN":                   {"", "JUN", "MA"},
		"JUN MA":                    {"", "JUN", "MA"},
		"Prince":                    {"", "", "Prince"},
		"Nguyễn Thị Minh Khai":      {"", "Nguyễn Thị Minh", "Khai"},
		"O'Brien-Smith, Máire":      {"", "Máire", "O'Brien-Smith"},
		"Al Green":                  {"", "Al", "Green"},
	} {
		title, given, family, wrong := sheet.ReadName(in)
		if diff := cmp.Diff(want, [3]string{title, given, family}); diff != "" || wrong != "" {
			t.Errorf("name %q: %s%s", in, diff, wrong)
		}
	}
	for _, in := range []string{"", ",", "a@b.org", ", Ngozi", "MD"} {
		if _, _, family, wrong := sheet.ReadName(in); wrong == "" && in != "MD" {
			t.Errorf("name %q is taken as %q", in, family)
		}
	}
}

func TestEmails(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Priya.Nair@Brannoc.Example":          "priya.nair@brannoc.example",
		"mailto:a@b.org":                      "a@b.org",
		"Nair, Priya <priya@brannoc.example>": "priya@brannoc.example",
		"o'brien+im@sub.brannoc.example":      "o'brien+im@sub.brannoc.example",
		"a@b":                                 "", "a": "", "a@": "", "@b.org": "", "a b@c.org": "", "a@b.org; c@d.org": "", "a@b,org": "",
		"a@b..org": "", "a@-b.org": "", "a@b.o": "", "a.@b.org": "", "a@b.org.": "", "\"a b\"@c.org": "", "a@[1.2.3.4]": "",
	} {
		got, wrong := sheet.ReadEmail(in)
		if got != want || (wrong == "") != (want != "") {
			t.Errorf("e-mail %q = %q, %q, want %q", in, got, wrong, want)
		}
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	type found struct {
		Roles []sheet.RoleName
		PGY   int
	}
	for in, want := range map[string]found{
		"Resident":                              {[]sheet.RoleName{sheet.Resident}, 0},
		"PGY-2":                                 {[]sheet.RoleName{sheet.Resident}, 2},
		"PGY3 resident":                         {[]sheet.RoleName{sheet.Resident}, 3},
		"Intern":                                {[]sheet.RoleName{sheet.Resident}, 1},
		"FACULTY":                               {[]sheet.RoleName{sheet.Mentor}, 0},
		"Attending":                             {[]sheet.RoleName{sheet.Mentor}, 0},
		"Core Faculty / APD":                    {[]sheet.RoleName{sheet.Mentor, sheet.AssociateDirector}, 0},
		"Faculty (Program Director)":            {[]sheet.RoleName{sheet.Mentor, sheet.Director}, 0},
		"Mentor and associate program director": {[]sheet.RoleName{sheet.Mentor, sheet.AssociateDirector}, 0},
		"associate_director":                    {[]sheet.RoleName{sheet.AssociateDirector}, 0},
		"PC":                                    {[]sheet.RoleName{sheet.Coordinator}, 0},
		"Chief Resident":                        {[]sheet.RoleName{sheet.Chief}, 0},
		"Resident, Chief":                       {[]sheet.RoleName{sheet.Resident, sheet.Chief}, 0},
		"Mentor, Faculty":                       {[]sheet.RoleName{sheet.Mentor}, 0},
	} {
		roles, pgy, wrong := sheet.ReadRoles(in)
		if diff := cmp.Diff(want, found{roles, pgy}); diff != "" || wrong != "" {
			t.Errorf("role %q: %s%s", in, diff, wrong)
		}
	}
	for _, in := range []string{"Janitor", "DIO", "Ombudsperson", "Admin", "2", "Faculty, Wizard"} {
		if roles, _, wrong := sheet.ReadRoles(in); wrong == "" {
			t.Errorf("role %q is taken as %v", in, roles)
		}
	}
	for _, role := range sheet.RoleNames {
		if got, _, wrong := sheet.ReadRoles(string(role)); wrong != "" || !slices.Contains(got, role) {
			t.Errorf("our own word %q is not understood: %v, %s", role, got, wrong)
		}
	}
}

func TestPGY(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"2": 2, "2.0": 2, "PGY-2": 2, "PGY2": 2, "pgy 3": 3, "PGY–1": 1, "PGY II": 2, "PGY-IV": 4, "R3": 3, "CA-1": 1, "Intern": 1, "2nd year": 2,
		"PGY-1 (prelim)": 1, "10": 10, "Year 3": 3, "PGY-2, categorical": 2,
		"0": 0, "11": 0, "": 0, "two": 0, "PGY": 0, "2026": 0, "-1": 0, "1.5": 0,
	} {
		got, wrong := sheet.ReadPGY(in)
		if got != want || (wrong == "") != (want > 0) {
			t.Errorf("PGY %q = %d, %q, want %d", in, got, wrong, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		in, want []string
		doubtful int
	}{
		{"clear", []string{"2026-07-01", "1 Jul 2026", "July 1, 2026", "1-Jul-26", "2026-07-01 00:00:00", "46204", "2026/7/1"},
			[]string{"2026-07-01", "2026-07-01", "2026-07-01", "2026-07-01", "2026-07-01", "2026-07-01", "2026-07-01"}, 0},
		{"month first by default", []string{"7/1/2026", "7/1/26", "7/7/2026"}, []string{"2026-07-01", "2026-07-01", "2026-07-07"}, 2},
		{"month first for sure", []string{"7/1/2026", "7/31/2026"}, []string{"2026-07-01", "2026-07-31"}, 0},
		{"day first for sure", []string{"1/7/2026", "31/7/2026"}, []string{"2026-07-01", "2026-07-31"}, 0},
		{"dots are day first", []string{"1.7.2026"}, []string{"2026-07-01"}, 1},
		{"wrong", []string{"soon", "2026-02-30", "2/30/2026", "0001-01-01", "13/13/2026", "5", "999999"}, []string{"?", "?", "?", "?", "?", "?", "?"}, 0},
	} {
		got, doubtful := sheet.ReadDates(tt.in...)
		if diff := cmp.Diff(tt.want, got); diff != "" || doubtful != tt.doubtful {
			t.Errorf("%s: %d doubtful, want %d\n%s", tt.name, doubtful, tt.doubtful, diff)
		}
	}
}
