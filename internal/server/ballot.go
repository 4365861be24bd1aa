package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/survey"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// Answering, where nobody is signed in. These handlers read no session, write no audit row and log neither address nor
// request: a line in a log with a time in it is what an answer could be matched by.

func (s *Server) ballotRoutes() []Endpoint {
	at := func(method, pattern string, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InInstitution + pattern, Access: access.Anonymous, handle: h, limit: 512 << 10}
	}
	return []Endpoint{
		at(http.MethodGet, route.BallotSlipPattern, showSlipEntry),
		at(http.MethodPost, route.BallotSlipPattern, enterSlip),
		at(http.MethodPost, route.BallotBySlipPattern, putBySlip),
		at(http.MethodGet, route.BallotThanksPattern, thankForSlip),
		at(http.MethodGet, route.BallotPattern, showBallot),
		at(http.MethodGet, route.BallotKeysPattern, showKeys),
		at(http.MethodPost, route.BallotPutPattern, putBallot),
	}
}

// ballotStatus is how scripts tell the failures of a ballot apart: gone for closed, unlike other pages.
func ballotStatus(k fault.Kind) int {
	if k == fault.Closed {
		return http.StatusGone
	}
	return statuses[k]
}

// nobodysFrame is the frame of a page without a person.
func (q *request) nobodysFrame(title string, c app.Contacts) layout.Frame {
	return layout.Frame{Title: title, Footer: layout.Footer{Contacts: contacts(c)}}
}

func pollContacts(p app.Poll) app.Contacts {
	return app.Contacts{Ombudsperson: p.Ombudsperson, DIO: p.DIO, Outside: p.Outside}
}

// showBallot is GET /{institution}/s/{wave}: the same page for everybody.
func showBallot(q *request) error {
	institution := chi.URLParam(q.Request, "institution")
	p, err := q.srv.app.Poll(q.Context(), institution, waveOf(q))
	if err != nil {
		return err
	}
	if !p.Open {
		return q.page(http.StatusGone, page.Plainly{Frame: q.nobodysFrame("Closed", pollContacts(p)), Title: "This survey has closed",
			Text: "It took answers until " + fullDay(p.ClosesOn) + ". What people said, and what the program does about it, comes with its reply.",
			Link: &layout.Link{Href: route.Program{Institution: institution, Program: p.Slug}.Surveys(), Label: "Surveys and replies"}}.View())
	}
	v := ballotView(p.Questionnaire)
	at := route.Program{Institution: institution, Program: p.Slug}
	v.Frame = q.nobodysFrame(p.Questionnaire.Title, pollContacts(p))
	v.Frame.Program, v.Frame.Scripts, v.Frame.Alone = p.Program, []string{"ballot.js"}, true
	v.Keys, v.Put = route.BallotKeys(institution, string(p.ID)), route.BallotPut(institution, string(p.ID))
	v.SignIn, v.Slip, v.Print = at.Survey(string(p.ID)), route.BallotSlip(institution), p.Fingerprint
	v.Until, v.ReplyBy = fullDay(p.ClosesOn), fullDay(p.ClosesOn.AddDate(0, 0, mentorship.ReplyDays))
	v.Now = time.Now().UTC().Format(time.RFC3339) // the real clock, also where a demonstration shows another
	v.Facts = append(v.Facts, ui.Fact{Icon: "clock", Text: "Open until", Strong: v.Until, After: "."},
		ui.Fact{Icon: "message-circle", Text: "One person reads comments before anyone else does. The reply is posted by", Strong: v.ReplyBy, After: "."})
	v.Says = ballotSays(v)
	return q.page(http.StatusOK, v.View())
}

func waveOf(q *request) mentorship.WaveID { return mentorship.WaveID(chi.URLParam(q.Request, "wave")) }

// ballotView is a questionnaire as it is asked.
func ballotView(survey survey.Questionnaire) page.Ballot {
	form, err := json.Marshal(survey.Form())
	if err != nil {
		panic("server: a form is always JSON: " + err.Error())
	}
	return page.Ballot{Title: survey.Title, Lede: howLong(survey) + ". Nobody can link an answer to you.", Form: string(form), Screens: screens(survey), Help: survey.Wellness(),
		Facts: []ui.Fact{{Icon: "lock", Text: "Your answers are sealed in this browser and stay sealed until the survey closes. Then only counts are kept."},
			{Icon: "eye-off", Text: "We don’t store your name, e-mail, account, network address or the time."}}}
}

// howLong says what is asked and about how long it takes: "5 questions, about 1 minute".
func howLong(q survey.Questionnaire) string {
	return ui.Count(len(q.Screens()), "question", "questions") + ", about " + ui.Count(q.Minutes(), "minute", "minutes")
}

// screens are the questions one at a time, a comment with the question before it.
func screens(q survey.Questionnaire) [][]page.Question {
	var out [][]page.Question
	all := questions(q, nil, nil)
	for _, screen := range q.Screens() {
		out = append(out, all[:len(screen)])
		all = all[len(screen):]
	}
	return out
}

// questions are the items of a questionnaire with what was sent, where scripts are off.
func questions(q survey.Questionnaire, sent map[string]string, f *fault.Error) []page.Question {
	var out []page.Question
	for _, item := range q.Items {
		out = append(out, page.Question{ID: string(item.ID), Ask: item.Ask, Answers: item.Labels(), Bytes: item.Bytes,
			Value: sent[string(item.ID)], Error: problemAt(f, string(item.ID)), Aside: item.ID == survey.ForOmbudsperson})
	}
	return out
}

func problemAt(f *fault.Error, field string) string {
	if f == nil {
		return ""
	}
	for _, p := range f.Problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}

// ballotSays are the words for what can go wrong, before starting and on sending.
func ballotSays(v page.Ballot) []page.Say {
	signIn := &layout.Link{Href: v.SignIn, Label: "Sign in and fetch it"}
	return []page.Say{
		{Code: "token", Tone: ui.Info, Text: "This browser has no token for the survey yet, or it was used up elsewhere. A token is fetched once, while you are signed in; afterwards this page knows nobody.", Link: signIn},
		{Code: "closed", Tone: ui.Warn, Text: "This survey has closed. Answers sent now cannot be counted."},
		{Code: "keys", Tone: ui.Bad, Text: "This survey showed you other keys than it shows everybody. Don’t answer, and tell one of the people at the foot of this page."},
		{Code: "browser", Tone: ui.Warn, Text: "This browser cannot seal answers: it is very old, or the address does not begin with https. Use another browser, or a paper slip."},
		{Code: "storage", Tone: ui.Warn, Text: "This browser blocks storage for this site, so a token cannot be kept here. Allow it, use another browser, or use a paper slip."},
		{Code: "offline", Tone: ui.Warn, Text: "There is no connection. Your answers are still in this page; send them again when you’re back online."},
		{Code: "busy", Tone: ui.Warn, Text: "Many people are answering at once. Wait a minute and send again; your answers are still in this page."},
		{Code: "server", Tone: ui.Bad, Text: "The server did not take the answers. They are still in this page; send them again in a moment."},
		{Code: "long", Tone: ui.Warn, Text: "A comment is too long. Shorten it a little and send again."},
		{Code: "names", Tone: ui.Warn, Text: "Your comment names somebody you work with. That may tell who wrote it. Change it, or send again to leave it as it is."},
		{Code: "sending", Tone: ui.Info, Text: "Sealing and sending …"},
		{Code: "preview", Tone: ui.Info, Text: "This is a preview. Nothing was sent."},
	}
}

// showKeys is GET .../s/{wave}/keys: identical bytes for everybody, whoever asks and with whatever cookie.
func showKeys(q *request) error {
	keys, err := q.srv.app.PollKeys(q.Context(), chi.URLParam(q.Request, "institution"), waveOf(q))
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, keys)
}

// json answers a script.
func (q *request) json(status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/json")
	q.w.WriteHeader(status)
	_, _ = q.w.Write(body) // the reader is gone: nobody to tell
	return nil
}

// putBallot is POST .../s/{wave}/ballot, from the script. A request that says who sends it is refused: our own script never
// does, so somebody is trying to make people answer with their name on.
func putBallot(q *request) error {
	if q.Header.Get("Cookie") != "" || q.Header.Get("Authorization") != "" {
		q.w.WriteHeader(http.StatusBadRequest)
		return nil
	}
	var ask struct {
		Token    []byte
		Revision uint32
		Sealed   []byte
	}
	err := json.NewDecoder(q.Body).Decode(&ask)
	if _, big := errors.AsType[*http.MaxBytesError](err); err != nil && !big {
		err = fault.New(fault.Invalid, "This is not a ballot.")
	} else if big {
		err = fault.New(fault.TooLarge, "This is too large for a ballot.")
	}
	if err == nil {
		err = q.srv.app.PutBallot(q.Context(), chi.URLParam(q.Request, "institution"), waveOf(q),
			app.SealedBallot{Token: ask.Token, Revision: ask.Revision, Sealed: ask.Sealed})
	}
	if err != nil {
		return err
	}
	q.w.WriteHeader(http.StatusNoContent)
	return nil
}

// showSlipEntry is GET /{institution}/s.
func showSlipEntry(q *request) error { return q.slipEntry(http.StatusOK, "", nil) }

func (q *request) slipEntry(status int, code string, f *fault.Error) error {
	v := page.SlipEntry{Frame: q.nobodysFrame("Answer with a paper slip", app.Contacts{}), Code: code, Errors: problems(f), Error: problemAt(f, "code"),
		Action: route.BallotSlip(chi.URLParam(q.Request, "institution"))}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// enterSlip is POST /{institution}/s: the code, and then its questions. The code goes on in the body of the next form.
func enterSlip(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	p, err := q.srv.app.PollOfSlip(q.Context(), chi.URLParam(q.Request, "institution"), q.field("code"))
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.slipEntry(http.StatusUnprocessableEntity, q.field("code"), f)
	}
	if err != nil {
		return err
	}
	return q.slipBallot(http.StatusOK, p, nil, nil)
}

func (q *request) slipBallot(status int, p app.Poll, sent map[string]string, f *fault.Error) error {
	v := page.SlipBallot{Frame: q.nobodysFrame(p.Questionnaire.Title, pollContacts(p)), Title: p.Questionnaire.Title, Code: q.field("code"), Errors: problems(f),
		Lede:   howLong(p.Questionnaire) + ". Open until " + fullDay(p.ClosesOn) + ". Your answers are sealed as soon as they arrive.",
		Action: route.BallotBySlip(chi.URLParam(q.Request, "institution")), Questions: questions(p.Questionnaire, sent, f), Help: p.Questionnaire.Wellness()}
	if p.Used && f == nil {
		v.Lede = "This slip was used already. What you send now takes the place of what was sent; if that was not you, draw another slip. " + v.Lede
	}
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

// putBySlip is POST /{institution}/s/slip. A cookie may come along with a plain form; nothing here reads it.
func putBySlip(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	institution := chi.URLParam(q.Request, "institution")
	p, err := q.srv.app.PollOfSlip(q.Context(), institution, q.field("code"))
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.slipEntry(http.StatusUnprocessableEntity, q.field("code"), f)
	}
	if err != nil {
		return err
	}
	sent, answers := q.sentAnswers(p.Questionnaire)
	err = q.srv.app.PutBySlip(q.Context(), institution, q.field("code"), answers)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return q.slipBallot(http.StatusUnprocessableEntity, p, sent, f)
	}
	if err != nil {
		return err
	}
	http.Redirect(q.w, q.Request, route.BallotThanks(institution), http.StatusSeeOther)
	return nil
}

// sentAnswers reads the answers of a plain form, as they were sent and as they count.
func (q *request) sentAnswers(of survey.Questionnaire) (sent map[string]string, a survey.Answers) {
	sent = map[string]string{}
	a = survey.Answers{Choice: map[survey.ItemID]int{}, Text: map[survey.ItemID]string{}}
	for _, item := range of.Items {
		value := q.PostForm.Get(string(item.ID))
		sent[string(item.ID)] = value
		if item.Kind == survey.Text {
			a.Text[item.ID] = value
		} else if n, err := strconv.Atoi(value); err == nil {
			a.Choice[item.ID] = n
		}
	}
	return sent, a
}

// thankForSlip is GET /{institution}/s/thanks.
func thankForSlip(q *request) error {
	return q.page(http.StatusOK, page.SlipThanks{Frame: q.nobodysFrame("Thank you", app.Contacts{})}.View())
}
