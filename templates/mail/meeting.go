package mail

// LogMeeting asks whether two people met, with a link that logs it.
type LogMeeting struct {
	From
	With  string // "Priya Nair", "Dr. Okafor"
	Since string // "You last logged a meeting on 6 Mar."; may be empty
	Link  string
	Until string // how long the link works: "Fri 24 Apr"
}

// Body is the mail.
func (m LogMeeting) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "Did you and " + m.With + " meet?",
		Preview: "Two taps to log it.",
		Title:   "Did you and " + m.With + " meet?",
		Lead:    sentences(m.Since, "If you did, log it now: when, how long and where. Two taps are enough."),
		Button:  Button{Label: "Log a meeting", URL: m.Link},
		After:   []string{"The link does only this, needs no sign-in, and works until " + m.Until + ". Not met? There's nothing to do here."},
		Why:     "You get this mail because you and " + m.With + " are a pair.",
	}.Body()
}

// ConfirmMeeting asks the other person of a pair whether a logged meeting was so.
type ConfirmMeeting struct {
	From
	By      string // who logged it: "Dr. Okafor"
	When    string // "Thu 16 Apr"
	Minutes int
	Where   string // "In hospital"
	Link    string
	Until   string
}

// Body is the mail.
func (m ConfirmMeeting) Body() Body {
	return Letter{
		From:    m.From,
		Subject: m.By + " logged a meeting with you",
		Preview: "One tap to confirm it.",
		Title:   m.By + " logged a meeting with you",
		Facts:   []Fact{{"When", m.When}, {"How long", minutes(m.Minutes)}, {"Where", m.Where}},
		Button:  Button{Label: "Look and confirm", URL: m.Link},
		After: []string{
			"Not how it was? The same page lets you say so; both versions are then shown to both of you.",
			"The link does only this, needs no sign-in, and works until " + m.Until + ".",
		},
		Why: "You get this mail because you and " + m.By + " are a pair.",
	}.Body()
}

// Nudge is a word from the facilitator to one person of a pair. Whoever sends it has seen exactly this text,
// and whoever calls this keeps what its last line says: one in 14 days, none on nights or leave.
type Nudge struct {
	From
	With      string // "Priya"
	DaysSince int    // days since they met; below 0 when they have not met yet
	Text      string // the facilitator's words
	By        string // "Helen Marsh, facilitator"
	Link      string // logs a meeting
	Until     string
}

// Body is the mail.
func (m Nudge) Body() Body {
	fact := m.With + " and you: " + count(m.DaysSince, "day") + " since you met"
	if m.DaysSince < 0 {
		fact = m.With + " and you: no meeting logged yet"
	}
	return Letter{
		From:    m.From,
		Subject: fact,
		Preview: "A word from " + m.By,
		Title:   fact,
		Quote:   Quote{Text: m.Text, By: m.By},
		Button:  Button{Label: "Log a meeting", URL: m.Link},
		After:   []string{"Met already? Logging it settles this. The link does only that, and works until " + m.Until + "."},
		Why:     "Such a mail comes at most once in 14 days, and never on nights or leave.",
	}.Body()
}
