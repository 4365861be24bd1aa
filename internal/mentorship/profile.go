package mentorship

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"evenly/internal/fault"
)

// ProfileState is whether residents can find a mentor.
type ProfileState string

// The states of a profile.
const (
	ProfileDraft     ProfileState = "draft" // never published
	ProfileReady     ProfileState = "ready"
	ProfileWithdrawn ProfileState = "withdrawn" // stepped back; what was written is kept
)

// SeenBy is who may read what a mentor says about their own identity.
type SeenBy string

// Nobody means the mentor alone.
const (
	SeenByNobody    SeenBy = "nobody"
	SeenByResidents SeenBy = "residents"
	SeenByEveryone  SeenBy = "everyone"
)

// Profile is what a mentor tells about themselves.
type Profile struct {
	Specialty         string
	Site              string // where they work; "" in a program with one place
	AskMe             string // the line on the card
	Background        string
	AcademicInterests string
	PersonalInterests string
	HowIMeet          string
	Domains           []string // of the program's list, in its order
	Languages         []string
	MeetsByVideo      bool
	Places            int // the most residents they take
	MinPlaces         int // the least, where the program asks for it
	Identity          string
	IdentitySeenBy    SeenBy
	OpenToSiblings    bool // mentors of other programs of the institution may find it
}

// IdentityFor is what the mentor says about their identity to a resident of the program, or to its other members.
func (p Profile) IdentityFor(resident bool) string {
	if p.IdentitySeenBy == SeenByEveryone || resident && p.IdentitySeenBy == SeenByResidents {
		return p.Identity
	}
	return ""
}

// Limits of a profile's texts, in characters.
const (
	AskMeMax       = 140
	profileLineMax = 120
	profileTextMax = 1200
	identityMax    = 400
	languagesMax   = 12
	placesMax      = 50
)

// ProfileForm is a profile as somebody typed it, complete or not. It is what a draft keeps.
type ProfileForm struct {
	Specialty         string   `json:"specialty,omitempty"`
	Site              string   `json:"site,omitempty"`
	AskMe             string   `json:"ask_me,omitempty"`
	Background        string   `json:"background,omitempty"`
	AcademicInterests string   `json:"academic_interests,omitempty"`
	PersonalInterests string   `json:"personal_interests,omitempty"`
	HowIMeet          string   `json:"how_i_meet,omitempty"`
	Domains           []string `json:"domains,omitempty"`
	Languages         string   `json:"languages,omitempty"` // commas between them
	MeetsByVideo      bool     `json:"meets_by_video,omitempty"`
	Places            string   `json:"places,omitempty"`
	MinPlaces         string   `json:"min_places,omitempty"`
	Identity          string   `json:"identity,omitempty"`
	IdentitySeenBy    string   `json:"identity_seen_by,omitempty"`
	OpenToSiblings    bool     `json:"open_to_siblings,omitempty"`
}

// Form is the profile as its form shows it.
func (p Profile) Form() ProfileForm {
	return ProfileForm{Specialty: p.Specialty, Site: p.Site, AskMe: p.AskMe, Background: p.Background, AcademicInterests: p.AcademicInterests,
		PersonalInterests: p.PersonalInterests, HowIMeet: p.HowIMeet, Domains: p.Domains, Languages: strings.Join(p.Languages, ", "),
		MeetsByVideo: p.MeetsByVideo, Places: strconv.Itoa(p.Places), MinPlaces: strconv.Itoa(p.MinPlaces), Identity: p.Identity,
		IdentitySeenBy: string(p.IdentitySeenBy), OpenToSiblings: p.OpenToSiblings}
}

// Profile reads the form for publishing and reports every problem at once. Domains the program does not know any more are
// dropped in silence: the program took them off its list, not the mentor.
func (f ProfileForm) Profile(domains []string, minAllowed bool) (Profile, error) {
	p := Profile{Specialty: f.Specialty, Site: f.Site, AskMe: f.AskMe, Background: f.Background, AcademicInterests: f.AcademicInterests,
		PersonalInterests: f.PersonalInterests, HowIMeet: f.HowIMeet, Domains: []string{}, Languages: ParseLanguages(f.Languages),
		MeetsByVideo: f.MeetsByVideo, Identity: f.Identity, IdentitySeenBy: SeenBy(f.IdentitySeenBy), OpenToSiblings: f.OpenToSiblings}
	for _, d := range domains {
		if slices.Contains(f.Domains, d) {
			p.Domains = append(p.Domains, d)
		}
	}
	var bad fault.Problems
	f.checkTexts(&bad)
	if len(p.Domains) == 0 && len(domains) > 0 {
		bad.Add("domains", "Choose at least one thing residents can come to you with.")
	}
	p.Places, p.MinPlaces = f.places(minAllowed, &bad)
	if p.IdentitySeenBy == "" {
		p.IdentitySeenBy = SeenByNobody
	}
	if !slices.Contains([]SeenBy{SeenByNobody, SeenByResidents, SeenByEveryone}, p.IdentitySeenBy) {
		bad.Add("identity_seen_by", "Choose who sees this.")
	}
	return p, bad.Err()
}

func (f ProfileForm) checkTexts(bad *fault.Problems) {
	if f.Specialty == "" {
		bad.Add("specialty", "Enter your specialty, like Cardiology.")
	}
	if f.AskMe == "" {
		bad.Add("ask_me", "Enter one line on what residents can ask you about.")
	}
	for _, x := range []struct {
		field, text string
		most        int
	}{
		{"specialty", f.Specialty, profileLineMax}, {"site", f.Site, profileLineMax}, {"ask_me", f.AskMe, AskMeMax},
		{"background", f.Background, profileTextMax}, {"academic_interests", f.AcademicInterests, profileTextMax},
		{"personal_interests", f.PersonalInterests, profileTextMax}, {"how_i_meet", f.HowIMeet, profileTextMax},
		{"identity", f.Identity, identityMax},
	} {
		if n := utf8.RuneCountInString(x.text); n > x.most {
			bad.Add(x.field, "Shorten this to %d characters; it has %d.", x.most, n)
		}
	}
	if list := ParseLanguages(f.Languages); len(list) > languagesMax || slices.ContainsFunc(list, func(l string) bool { return len(l) > 40 }) {
		bad.Add("languages", "Name at most %d languages, with commas between them.", languagesMax)
	}
}

func (f ProfileForm) places(minAllowed bool, bad *fault.Problems) (most, least int) {
	most, err := strconv.Atoi(f.Places)
	if err != nil || most < 0 || most > placesMax {
		bad.Add("places", "Enter a number of residents from 0 to %d.", placesMax)
	}
	if !minAllowed || f.MinPlaces == "" {
		return most, 0
	}
	least, minErr := strconv.Atoi(f.MinPlaces)
	if minErr != nil || least < 0 || least > placesMax || err == nil && least > most {
		bad.Add("min_places", "Enter a number from 0 to the most residents you take.")
	}
	return most, least
}

// ParseLanguages reads a list with commas or line ends between its parts, each once.
func ParseLanguages(s string) []string {
	out := []string{}
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		part = strings.Join(strings.Fields(part), " ")
		if part != "" && !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, part) }) {
			out = append(out, part)
		}
	}
	return out
}
