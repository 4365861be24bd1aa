package mail

// Invitation asks a person to come in for the first time.
type Invitation struct {
	From
	Invitee string // "Dr. Okafor", "Priya Nair"
	As      string // "a mentor", "a resident", "the program coordinator"
	By      string // who invites: "Helen Marsh (coordinator)"
	Link    string
	Until   string // "Fri 17 Apr"
}

// Body is the mail.
func (m Invitation) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "Your invitation to mentoring in " + m.name(),
		Preview: "Open it by " + m.Until + ". It takes a minute.",
		Title:   m.Invitee + ", you're invited as " + m.As,
		Lead: []string{
			m.By + " invites you to Evenly, where residents and mentors of " + m.name() + " find each other and keep track of their meetings.",
		},
		Button: Button{Label: "Accept the invitation", URL: m.Link},
		After:  []string{"The link is for you alone and works until " + m.Until + ". Nothing happens until you choose to go on."},
		Why:    "You get this mail because " + m.By + " entered your address. If it isn't for you, ignore it.",
	}.Body()
}

// SignIn carries a sign-in link and the code beside it.
type SignIn struct {
	From
	Person  string
	Link    string
	Code    string // six digits
	Minutes int    // how long both work
}

// Body is the mail. The code stands in neither subject nor preview: both show on locked phones.
func (m SignIn) Body() Body {
	return Letter{
		From:    m.From,
		Subject: "Sign in to Evenly",
		Preview: "Works for " + count(m.Minutes, "minute") + ", once.",
		Title:   "Sign in as " + m.Person,
		Lead:    []string{"On another computer? Type this code there:"},
		Code:    m.Code,
		Button:  Button{Label: "Sign in", URL: m.Link},
		After: []string{
			"Link and code work for " + count(m.Minutes, "minute") + ", once. Nobody from Evenly will ever ask you for the code.",
			"Not you? Ignore this mail. Nobody can sign in without it.",
		},
	}.Body()
}

// TaskEnded tells whoever began long work what came of it.
type TaskEnded struct {
	From
	Title  string // the fact: "The match is solved"
	Lead   string
	Button string
	Link   string
}

// Body is the mail.
func (m TaskEnded) Body() Body {
	return Letter{
		From:    m.From,
		Subject: m.Title,
		Preview: m.Lead,
		Title:   m.Title,
		Lead:    []string{m.Lead},
		Button:  Button{Label: m.Button, URL: m.Link},
		Why:     "You get this mail because you started it in " + m.name() + ".",
	}.Body()
}
