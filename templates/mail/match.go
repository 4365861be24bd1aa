package mail

import "strconv"

// RankingOpens tells a resident that mentors can be ranked.
type RankingOpens struct {
	From
	Mentors int    // taking residents
	Places  int    // how many a resident ranks
	Closes  string // "Fri 12 Sep, 5 pm"
	Link    string
}

// Body is the mail.
func (m RankingOpens) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "Ranking is open until " + m.Closes,
		Preview: count(m.Mentors, "mentor") + " to choose from.",
		Title:   "Ranking is open until " + m.Closes,
		Lead: []string{
			takes(m.Mentors) + " Read their profiles and rank " + strconv.Itoa(m.Places) + " in your true order.",
			"Mentors never see your list. Every change is saved by itself, and you can change it until ranking closes.",
		},
		Button: Button{Label: "Rank mentors", URL: m.Link},
		Why:    "You get this mail because you are a resident of " + m.name() + ".",
	}.Body()
}

// RankingCloses reminds a resident whose list is empty or short.
type RankingCloses struct {
	From
	Chosen, Places int
	Closes         string
	Link           string
}

// Body is the mail.
func (m RankingCloses) Body() Body {
	state := "You haven't chosen anyone yet. Without a list, the match places you where there is room."
	if m.Chosen > 0 {
		state = "You have chosen " + strconv.Itoa(m.Chosen) + " of " + strconv.Itoa(m.Places) + ". A short list counts; a longer one makes a choice of yours more likely."
	}
	return Letter{
		From:    m.From,
		Subject: "Ranking closes " + m.Closes,
		Preview: "Change your list until then.",
		Title:   "Ranking closes " + m.Closes,
		Lead:    []string{state, "Mentors never see your list."},
		Button:  Button{Label: "Rank mentors", URL: m.Link},
		Why:     "You get this mail because your list has room left.",
	}.Body()
}

// ChoiceLost tells a resident that a mentor on the list can no longer be chosen. It gives no reason.
type ChoiceLost struct {
	From
	Mentor string // "Dr. Ngozi Okafor"
	Closes string // "Fri 12 Sep, 5 pm"; may be empty
	Link   string
}

// Body is the mail. The name stands inside only.
func (m ChoiceLost) Body() Body {
	until := "Choose another in time"
	if m.Closes != "" {
		until = "Choose another until " + m.Closes
	}
	return Letter{
		From:    m.From,
		Subject: "A mentor on your list can no longer be chosen",
		Preview: until + ".",
		Title:   m.Mentor + " can no longer be chosen",
		Lead:    []string{until + ". If you leave the list as it is, the others on it keep their order."},
		Button:  Button{Label: "Change my list", URL: m.Link},
		Why:     "You get this mail because you ranked this mentor in " + m.name() + ".",
	}.Body()
}

// ProfileReminder asks a mentor to finish the profile that residents rank by.
type ProfileReminder struct {
	From
	Opens   string   // when residents start to read profiles: "Mon 1 Sep"
	Missing []string // "What to ask you about", "How you like to meet"
	Link    string
}

// Body is the mail.
func (m ProfileReminder) Body() Body {
	var missing []Fact
	for _, field := range m.Missing {
		missing = append(missing, Fact{"Still open", field})
	}
	return Letter{
		From:    m.From,
		Subject: "Residents read mentor profiles from " + m.Opens,
		Preview: "Yours isn't finished yet.",
		Title:   "Residents read mentor profiles from " + m.Opens,
		Lead:    []string{"Yours isn't finished yet. What you have typed is saved; most mentors need about five minutes."},
		Facts:   missing,
		Button:  Button{Label: "Finish your profile", URL: m.Link},
		Why:     "You get this mail because you are a mentor in " + m.name() + ".",
	}.Body()
}

// Proposal asks a mentor to accept or decline the residents the match proposes.
type Proposal struct {
	From
	Year      string   // "2026-27"
	Residents []string // "Priya Nair, PGY-2"
	AnswerBy  string   // "Fri 19 Sep"
	Silence   string   // what no answer means: "No answer counts as yes."; may be empty
	Link      string
}

// Body is the mail. Names stand inside only: the match is not announced yet.
func (m Proposal) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "Mentoring " + m.Year + ": your answer by " + m.AnswerBy,
		Preview: count(len(m.Residents), "resident") + " proposed for you.",
		Title:   "The match proposes " + count(len(m.Residents), "resident") + " for you",
		Facts:   people("Resident", m.Residents),
		Lead:    sentences("Accept or decline each by "+m.AnswerBy+". If something stands in the way, decline; residents have not been told yet.", m.Silence),
		Button:  Button{Label: "Accept or decline", URL: m.Link},
		After:   []string{"Keep this to yourself until the match is announced."},
		Why:     "You get this mail because you offered places in " + m.name() + ".",
	}.Body()
}

// AnnouncedToResident tells a resident who the mentor is.
type AnnouncedToResident struct {
	From
	Year    string
	Kind    string // "research mentor"; empty: the first and main one
	Mentor  string // "Dr. Ngozi Okafor"
	Field   string // "Cardiology"; may be empty
	Email   string
	Promise string // "Each pair meets every 13 weeks for at least 30 min."
	Link    string
}

// Body is the mail.
func (m AnnouncedToResident) Body() Body {
	kind := m.Kind
	if kind == "" {
		kind = "mentor"
	}
	facts := append([]Fact{{"Mentor", m.Mentor}}, some(Fact{"Field", m.Field}, Fact{"E-mail", m.Email})...)
	return Letter{
		From:    m.From,
		Subject: "Your " + kind + " for " + m.Year + " is announced",
		Preview: "Open to see who it is.",
		Title:   "Your " + kind + " for " + m.Year + " is " + m.Mentor,
		Facts:   facts,
		Lead:    sentences(m.Promise, "Write first if you like: a line about when you're free is enough."),
		Button:  Button{Label: "See your pair", URL: m.Link},
		Why:     "You get this mail because you are a resident of " + m.name() + ".",
	}.Body()
}

// AnnouncedToMentor tells a mentor who the residents are.
type AnnouncedToMentor struct {
	From
	Year      string
	Residents []string // "Priya Nair, PGY-2, priya.nair@brannoc.example"
	Promise   string
	Link      string
}

// Body is the mail.
func (m AnnouncedToMentor) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "Your residents for " + m.Year + " are announced",
		Preview: "Open to see who they are.",
		Title:   "You mentor " + count(len(m.Residents), "resident") + " in " + m.Year,
		Facts:   people("Resident", m.Residents),
		Lead:    sentences(m.Promise, "Propose a first meeting to each; a short one does."),
		Button:  Button{Label: "See your residents", URL: m.Link},
		Why:     "You get this mail because you are a mentor in " + m.name() + ".",
	}.Body()
}
