package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) profileRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.ProfilePattern, Access: access.ProfileOwn, handle: showProfile},
		{Method: http.MethodPost, Pattern: route.InProgram + route.ProfilePattern, Access: access.ProfileOwn, handle: saveProfile},
		{Method: http.MethodPost, Pattern: route.InProgram + route.ProfileStepPattern, Access: access.ProfileOwn, handle: stepBack},
		{Method: http.MethodGet, Pattern: route.InProgram + route.MentorEditPattern, Access: access.MentorsEdit, handle: showMentorEdit},
		{Method: http.MethodPost, Pattern: route.InProgram + route.MentorEditPattern, Access: access.MentorsEdit, handle: saveMentorEdit},
		{Method: http.MethodPost, Pattern: route.InProgram + route.MentorEditStepPattern, Access: access.MentorsEdit, handle: stepBack},
	}
}

// showProfile is GET /{institution}/{program}/me.
func showProfile(q *request) error {
	p, err := q.srv.app.Profile(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.profilePage(p).View())
}

// saveProfile is its POST: save keeps a draft, publish shows it to residents, drop forgets the draft.
func saveProfile(q *request) error {
	who, err := q.once(q.at.Profile())
	if err != nil {
		return err
	}
	form, was, said := q.profileForm(), q.version(), ""
	switch q.field("op") {
	case "publish":
		said = "profile-published"
		err = q.srv.app.PublishProfile(q.Context(), who, form, was)
	case "drop":
		said = "profile-dropped"
		err = q.srv.app.DropDraft(q.Context(), who, was)
	default:
		err = q.srv.app.SaveDraft(q.Context(), who, form, was)
	}
	if err == nil {
		return q.see(q.at.Profile(), said)
	}
	f, refused := errors.AsType[*fault.Error](err)
	if !refused || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	p, err := q.srv.app.Profile(q.Context(), q.who)
	if err != nil {
		return err
	}
	return q.profileRefused(p, form, f)
}

// showMentorEdit is GET /{institution}/{program}/mentors/{slug}/edit, for the coordinator.
func showMentorEdit(q *request) error {
	p, err := q.srv.app.MentorToEdit(q.Context(), q.who, chi.URLParam(q.Request, "slug"))
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.profilePage(p).View())
}

// saveMentorEdit is its POST.
func saveMentorEdit(q *request) error {
	slug := chi.URLParam(q.Request, "slug")
	who, err := q.once(q.at.Mentor(slug))
	if err != nil {
		return err
	}
	form := q.profileForm()
	err = q.srv.app.EditMentor(q.Context(), who, slug, form, q.version())
	if err == nil {
		return q.see(q.at.Mentor(slug), "profile-published")
	}
	f, refused := errors.AsType[*fault.Error](err)
	if !refused || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	p, err := q.srv.app.MentorToEdit(q.Context(), q.who, slug)
	if err != nil {
		return err
	}
	return q.profileRefused(p, form, f)
}

// stepBack is POST .../me/step-back and .../mentors/{slug}/step-back; "back" returns.
func stepBack(q *request) error {
	slug := chi.URLParam(q.Request, "slug")
	to, code := q.at.Profile(), "stepped-back"
	if slug != "" {
		to, code = q.at.MentorEdit(slug), "stepped-back:"+slug
	}
	who, err := q.once(to)
	if err != nil {
		return err
	}
	back := q.field("back") != ""
	if err := q.srv.app.StepBack(q.Context(), who, slug, back); err != nil {
		return err
	}
	if back {
		code = "came-back"
	}
	return q.see(to, code)
}

// steppedBack offers to return at once. The argument is the slug of another's profile.
func steppedBack(q *request, slug string) *ui.Toast {
	to := q.at.ProfileStep()
	if slug != "" {
		to = q.at.MentorEditStep(slug)
	}
	return &ui.Toast{Text: "Stepped back. Residents can’t choose this profile now.",
		Undo: &ui.Undo{Action: to, Key: newKey(), Fields: []ui.Hidden{{Name: "back", Value: "yes"}}}}
}

// profileForm reads what was typed. Browsers send line ends as two characters; they count as one.
func (q *request) profileForm() mentorship.ProfileForm {
	text := func(name string) string { return strings.ReplaceAll(q.field(name), "\r\n", "\n") }
	return mentorship.ProfileForm{Specialty: text("specialty"), Site: text("site"), AskMe: text("ask_me"), Background: text("background"),
		AcademicInterests: text("academic_interests"), PersonalInterests: text("personal_interests"), HowIMeet: text("how_i_meet"),
		Domains: q.fields("domains"), Languages: text("languages"), MeetsByVideo: q.field("meets_by_video") != "", Places: text("places"),
		MinPlaces: text("min_places"), Identity: text("identity"), IdentitySeenBy: text("identity_seen_by"),
		OpenToSiblings: q.field("open_to_siblings") != ""}
}

// profileRefused shows the form again with the person's own input: with a word at each field that needs a change, or,
// when the profile was changed meanwhile, with both versions. Pressing the button again then replaces the other.
func (q *request) profileRefused(p app.Profile, form mentorship.ProfileForm, f *fault.Error) error {
	saved := p.Form
	p.Form = form
	v := q.profilePage(p)
	if f.Kind == fault.Invalid {
		v.Frame.Errors, v.Errors, v.Error = true, problems(f), map[string]string{}
		for _, x := range f.Problems {
			v.Error[x.Field] = x.Message
		}
		v.Save = ui.SaveState{Not: true, Text: "Not published yet", Version: q.field("version")}
		return q.page(http.StatusUnprocessableEntity, v.View())
	}
	v.Notice = ui.Notice{Tone: ui.Warn, Text: "This profile was changed meanwhile (" + strings.ToLower(q.savedAt(p.Mentor.SavedAt)) +
		"). Your version is in the form; pressing " + v.Publish + " replaces the other."}
	v.Theirs = profileChanges(saved, form)
	if q.byScript() {
		v.Save = ui.SaveState{Not: true, Text: "Not saved: changed elsewhere. Press " + v.Publish + " to see both.", Version: q.field("version")}
	}
	return q.page(http.StatusConflict, v.View())
}

// profileChanges lists where two versions of a profile differ.
func profileChanges(saved, typed mentorship.ProfileForm) []ui.Change {
	yes := func(b bool) string { return map[bool]string{true: "Yes", false: "No"}[b] }
	var out []ui.Change
	for _, c := range []ui.Change{
		{What: "Specialty", From: saved.Specialty, To: typed.Specialty},
		{What: "Ask me about", From: saved.AskMe, To: typed.AskMe},
		{What: "Residents can come to you with", From: strings.Join(saved.Domains, ", "), To: strings.Join(typed.Domains, ", ")},
		{What: "Training background", From: saved.Background, To: typed.Background},
		{What: "Academic interests", From: saved.AcademicInterests, To: typed.AcademicInterests},
		{What: "Personal interests", From: saved.PersonalInterests, To: typed.PersonalInterests},
		{What: "Languages", From: saved.Languages, To: typed.Languages},
		{What: "Where you work", From: saved.Site, To: typed.Site},
		{What: "How I like to meet", From: saved.HowIMeet, To: typed.HowIMeet},
		{What: "Meets by video", From: yes(saved.MeetsByVideo), To: yes(typed.MeetsByVideo)},
		{What: "The most residents", From: saved.Places, To: typed.Places},
		{What: "In your own words", From: saved.Identity, To: typed.Identity},
		{What: "Open to other programs", From: yes(saved.OpenToSiblings), To: yes(typed.OpenToSiblings)},
	} {
		if c.From == c.To {
			continue
		}
		for _, side := range []*string{&c.From, &c.To} {
			if *side == "" {
				*side = "Nothing"
			}
		}
		out = append(out, c)
	}
	return out
}

func (q *request) profilePage(p app.Profile) page.Profile {
	m := p.Mentor
	v := page.Profile{Own: p.Own, Key: newKey(), Form: p.Form, MinPlaces: p.Program.AllowMinPlaces, Drafted: p.Drafted, Publish: "Publish",
		Save:     ui.SaveState{Text: "Saves by itself", Version: strconv.Itoa(m.Version)},
		Siblings: "Mentors and residents of other programs at " + q.me.Institution.Name + " may read my profile", Step: q.stepForm(p)}
	for _, d := range p.Program.Domains {
		v.Domains = append(v.Domains, ui.Option{Value: d, Label: d, Checked: slices.Contains(p.Form.Domains, d)})
	}
	if s := q.savedAt(m.SavedAt); s != "" {
		v.Save.Text = s
	}
	if p.Own {
		v.Frame, v.Action = q.task("My profile", layout.Link{Href: q.at.Home(), Label: "Home"}), q.at.Profile()
		v.Head = ui.Head{Title: "My profile", Lede: profileLede(p), Actions: []ui.Btn{{Label: "See it as residents do", Href: q.at.Mentor(m.Slug), Icon: "eye"}}}
		v.Private = &ui.Item{Title: "Residents you cannot mentor", Text: nobodyOr(p.Private, "resident", "residents"), Href: q.at.CannotMentor(), End: "Change in confidence"}
	} else {
		title := "Profile of " + m.Name().Full()
		v.Frame = q.task(title, layout.Link{Href: q.at.Mentor(m.Slug), Label: m.Name().Short()})
		v.Action, v.Publish = q.at.MentorEdit(m.Slug), "Save profile"
		v.Head = ui.Head{Title: title, Lede: othersLede(q, p)}
	}
	v.Frame.Dock = true
	return v
}

func nobodyOr(n int, one, many string) string {
	if n == 0 {
		return "Nobody is on this list."
	}
	return ui.Count(n, one+" is", many+" are") + " on this list."
}

// profileLede says what residents see at the moment.
func profileLede(p app.Profile) string {
	switch {
	case p.Mentor.State == mentorship.ProfileDraft:
		return "Residents can’t see it yet. What you type saves itself; press Publish when it is ready."
	case p.Mentor.State == mentorship.ProfileWithdrawn:
		return "You have stepped back, so residents can’t choose you. What you wrote is kept."
	case p.Drafted:
		return "Residents see the version you published. These changes are not published yet."
	}
	return "Published. Residents see it while they choose."
}

func othersLede(q *request, p app.Profile) string {
	lede := "What the mentor says about their own identity, and their private list, are theirs alone and not here."
	if p.Mentor.DraftedAt != nil {
		lede += " A draft of theirs is not published (" + strings.ToLower(q.savedAt(p.Mentor.DraftedAt)) + "); publishing it will replace what you write."
	}
	return lede
}

// stepForm is nil for a profile that was never published: nobody can choose it anyway.
func (q *request) stepForm(p app.Profile) *page.StepBack {
	action := q.at.ProfileStep()
	if !p.Own {
		action = q.at.MentorEditStep(p.Mentor.Slug)
	}
	switch p.Mentor.State {
	case mentorship.ProfileReady:
		return &page.StepBack{Heading: "Step back", Text: "Residents can’t choose this profile any more, and those who ranked it are told on their list. Pairs go on. You can return at any time.",
			Post: ui.Post{Action: action, Key: newKey(), Btn: ui.Btn{Label: "Step back"}}}
	case mentorship.ProfileWithdrawn:
		return &page.StepBack{Heading: "Come back", Text: "Residents can choose this profile again.",
			Post: ui.Post{Action: action, Key: newKey(), Fields: []ui.Hidden{{Name: "back", Value: "yes"}}, Btn: ui.Btn{Label: "Come back"}}}
	}
	return nil
}
