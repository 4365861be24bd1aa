package mail

// ChangeProposed asks a resident about another mentor in mid-year.
type ChangeProposed struct {
	From
	Mentor   string // "Dr. Ngozi Okafor"
	AnswerBy string // "Fri 19 Sep"
	Silence  string
	Link     string
}

// Body is the mail. The name stands inside only: nothing is settled yet.
func (m ChangeProposed) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "A change of your mentor: your answer by " + m.AnswerBy,
		Preview: "Nothing changes before you answer.",
		Title:   "Another mentor is proposed for you",
		Facts:   []Fact{{"Mentor", m.Mentor}},
		Lead:    sentences("Accept or decline by "+m.AnswerBy+". Nothing changes before both sides have said yes.", m.Silence),
		Button:  Button{Label: "Accept or decline", URL: m.Link},
		Why:     "You get this mail because you are a resident of " + m.name() + ".",
	}.Body()
}

// PairEnded tells a mentor that a pair ends because the resident has another mentor now.
type PairEnded struct {
	From
	Resident string
	Link     string
}

// Body is the mail. It names no reason, because none was asked.
func (m PairEnded) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "A pair of yours ends",
		Preview: "Open to see which.",
		Title:   "Your pair with " + m.Resident + " ends",
		Lead: []string{
			"Pairings end for all sorts of reasons. No reason was asked, and none is kept.",
			"Thank you for the time you gave. What you logged stays in your record.",
		},
		Button: Button{Label: "See your residents", URL: m.Link},
		Why:    "You get this mail because you are a mentor in " + m.name() + ".",
	}.Body()
}

// PlacesWanted asks mentors for a place more.
type PlacesWanted struct {
	From
	Places, Residents int
	Link              string
}

// Body is the mail.
func (m PlacesWanted) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "Mentoring: " + count(m.Residents-m.Places, "place") + " short",
		Preview: "Could you take one more resident?",
		Title:   count(m.Places, "place") + " for " + count(m.Residents, "resident"),
		Lead:    []string{"Without more places somebody goes without a mentor this year. If you can take one more resident, change the number on your profile."},
		Button:  Button{Label: "Change my places", URL: m.Link},
		Why:     "You get this mail because you are a mentor in " + m.name() + ".",
	}.Body()
}

// AnswersMissing tells the leads that the window for answers ended with some silent.
type AnswersMissing struct {
	From
	Waiting int // pairs without an answer
	Link    string
}

// Body is the mail.
func (m AnswersMissing) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "The match: " + count(m.Waiting, "answer") + " missing",
		Preview: "The time to answer is over.",
		Title:   "The time to answer is over: " + count(m.Waiting, "pair") + " without an answer",
		Lead:    []string{"No answer does not count as yes. Ask in person, then note the answer, or ask again by mail."},
		Button:  Button{Label: "See the answers", URL: m.Link},
		Why:     "You get this mail because you lead " + m.name() + ".",
	}.Body()
}
