package route

// Paths of mentor profiles.
const (
	ProfilePattern        = "/me"
	ProfileStepPattern    = "/me/step-back"
	CannotMentorPattern   = "/me/exclude"
	MentorsPattern        = "/mentors"
	MentorSlidesPattern   = "/mentors/slides"
	MentorPattern         = "/mentors/{slug}"
	MentorEditPattern     = "/mentors/{slug}/edit"
	MentorEditStepPattern = "/mentors/{slug}/step-back"
)

// Profile is where a mentor writes the own profile.
func (p Program) Profile() string { return p.to(ProfilePattern) }

// ProfileStep takes the own profile out of the choice, or back into it.
func (p Program) ProfileStep() string { return p.to(ProfileStepPattern) }

// CannotMentor is a mentor's private list of residents.
func (p Program) CannotMentor() string { return p.to(CannotMentorPattern) }

// Mentors is the list to browse.
func (p Program) Mentors() string { return p.to(MentorsPattern) }

// MentorSlides is the deck of all profiles, one page each.
func (p Program) MentorSlides() string { return p.to(MentorSlidesPattern) }

// Mentor is one profile.
func (p Program) Mentor(slug string) string { return p.to(MentorsPattern, slug) }

// MentorEdit is where the coordinator changes a profile.
func (p Program) MentorEdit(slug string) string { return p.to(MentorsPattern, slug, "edit") }

// MentorEditStep takes another's profile out of the choice, or back into it.
func (p Program) MentorEditStep(slug string) string { return p.to(MentorsPattern, slug, "step-back") }
