package mail

// SurveyOpen invites to an anonymous survey. Everybody who is asked gets the same mail: nobody knows who has answered.
type SurveyOpen struct {
	From
	Title       string // "How mentoring is going"
	Questions   int
	Minutes     int    // about how long it takes
	Until       string // "Fri 1 May"
	Reader      string // who reads comments first
	Fingerprint string // of the survey's keys, to compare
	Remind      bool   // the second mail, again to everybody
	Link        string
}

// Body is the mail.
func (m SurveyOpen) Body() Body {
	subject, preview := m.Title+": "+count(m.Questions, "question"), "Anonymous, about "+count(m.Minutes, "minute")+". Open until "+m.Until+"."
	first := "The program asks everybody the same " + count(m.Questions, "question") + ". It takes about " + count(m.Minutes, "minute") + " and is open until the end of " + m.Until + "."
	if m.Remind {
		subject, preview = m.Title+": open until "+m.Until, "This goes to everybody. Nobody knows who has answered."
		first = "This reminder goes to everybody who was asked, because nobody can tell who has answered. If you have, there's nothing to do."
	}
	return Letter{
		From:    m.From,
		Subject: subject,
		Preview: preview,
		Title:   m.Title,
		Lead: []string{first,
			"Your answers are sealed in your browser and stay sealed until the survey closes; then only counts are kept. Nobody can link an answer to you, whoever runs the site included.",
			m.Reader + " reads comments before anyone else does."},
		Facts:  []Fact{{"Open until", m.Until}, {"Key of this survey", m.Fingerprint}},
		Button: Button{Label: "Answer", URL: m.Link},
		After: []string{"The page shows the same key as this mail. If it shows another, don't answer, and tell the people at the foot of the page.",
			"No computer of your own, or scripts switched off? Ask the coordinator for a paper slip."},
		Why: "You get this mail because this survey asks everybody in your role.",
	}.Body()
}

// SurveyNews tells the leads that something about a survey waits for them.
type SurveyNews struct {
	From
	Subject string
	Lead    []string
	Facts   []Fact
	Label   string
	Link    string
	Why     string
}

// Body is the mail.
func (m SurveyNews) Body() Body {
	return Letter{From: m.From, Subject: m.Subject, Preview: "Sign in to read it.", Title: m.Subject, Lead: m.Lead, Facts: m.Facts,
		Button: Button{Label: m.Label, URL: m.Link}, Why: m.Why}.Body()
}
