package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
)

// Mentor is a mentor of the program with the whole profile.
type Mentor struct {
	ID         mentorship.MentorID
	Slug       string // the last part of the profile's address
	Title      string
	GivenName  string
	FamilyName string
	State      mentorship.ProfileState
	Active     bool // still holds the role
	mentorship.Profile

	Residents int                 // in a pair with this mentor now
	Barred    mentorship.RuleKind // the first public rule that keeps the resident asked for from this mentor, "" for none
	NotWith   bool                // on the private list of the resident asked for
	Vetoed    bool                // has the resident asked for on their private list: never say so
	DraftedAt *time.Time          // when a draft was last saved that is not published
	SavedAt   *time.Time
	Version   int
}

// Name is how the mentor is called.
func (m Mentor) Name() mentorship.Name {
	return mentorship.Name{Title: m.Title, Given: m.GivenName, Family: m.FamilyName}
}

// Taking reports whether the mentor can be placed with anybody.
func (m Mentor) Taking() bool { return m.State == mentorship.ProfileReady && m.Active && m.Places > 0 }

const mentorColumns = `
	SELECT m.person_id AS id, m.slug, p.title, p.given_name, p.family_name, m.state, mm.ended_at IS NULL AS active,
	       m.specialty, m.site, m.ask_me, m.background, m.academic_interests, m.personal_interests, m.how_i_meet, m.domains, m.languages,
	       m.meets_by_video, m.places, m.min_places, m.identity, m.identity_seen_by, m.open_to_siblings,
	       (SELECT count(*)::int FROM pairing a WHERE a.program_id = m.program_id AND a.mentor_id = m.person_id AND a.kind = 'primary'
	          AND a.starts_on <= @now::timestamptz::date AND (a.ends_on IS NULL OR a.ends_on >= @now::timestamptz::date)) AS residents,
	       coalesce((SELECT r.kind FROM conflict_rule r WHERE ` + ruleFits + `
	                 AND (r.resident_id IS NULL OR r.resident_id = nullif(@resident, '')::uuid) ORDER BY r.created_at, r.id LIMIT 1), '') AS barred,
	       EXISTS (SELECT FROM not_with n WHERE n.program_id = m.program_id AND n.mentor_id = m.person_id
	               AND n.resident_id = nullif(@resident, '')::uuid) AS not_with,
	       EXISTS (SELECT FROM cannot_mentor c WHERE c.program_id = m.program_id AND c.mentor_id = m.person_id
	               AND c.resident_id = nullif(@resident, '')::uuid) AS vetoed,
	       CASE WHEN m.draft IS NOT NULL THEN m.saved_at END AS drafted_at, m.saved_at, m.version
	FROM mentor m ` + mentorRole + `
	JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
	WHERE m.program_id = @program`

// Mentors lists the program's mentors by name, as the resident given sees them ("" for nobody in particular). Those whose
// role ended are left out.
func (tx *Tx) Mentors(ctx context.Context, resident mentorship.ResidentID) ([]Mentor, error) {
	return many[Mentor](ctx, tx, mentorColumns+` AND mm.ended_at IS NULL ORDER BY p.family_name, p.given_name, m.person_id`,
		pgx.StrictNamedArgs{"resident": string(resident)})
}

// MentorBySlug reads one mentor by the last part of the profile's address, or fault.NotFound.
func (tx *Tx) MentorBySlug(ctx context.Context, slug string, resident mentorship.ResidentID) (Mentor, error) {
	return one[Mentor](ctx, tx, "There is no such mentor.", mentorColumns+` AND m.slug = @slug`,
		pgx.StrictNamedArgs{"slug": slug, "resident": string(resident)})
}

// Mentor reads one mentor, or fault.NotFound.
func (tx *Tx) Mentor(ctx context.Context, id mentorship.MentorID) (Mentor, error) {
	return one[Mentor](ctx, tx, "You have no mentor profile in this program.", mentorColumns+` AND m.person_id = @id`,
		pgx.StrictNamedArgs{"id": id, "resident": ""})
}

// Sibling is a mentor of another program of the institution who is open to residents of this one.
type Sibling struct {
	Title, GivenName, FamilyName string
	Specialty, AskMe             string
	Domains                      []string
}

// Name is how the mentor is called.
func (s Sibling) Name() mentorship.Name {
	return mentorship.Name{Title: s.Title, Given: s.GivenName, Family: s.FamilyName}
}

// Siblings lists the mentors of other programs who opened their published profile to this one, by name.
func (tx *Tx) Siblings(ctx context.Context) ([]Sibling, error) {
	return many[Sibling](ctx, tx, `
		SELECT p.title, p.given_name, p.family_name, m.specialty, m.ask_me, m.domains
		FROM mentor m
		JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
		WHERE m.program_id <> @program AND m.open_to_siblings AND m.state = 'ready'
		ORDER BY p.family_name, p.given_name, m.person_id`, nil)
}

// ProfileDraft reads what a mentor typed and did not publish; ok is false when there is nothing.
func (tx *Tx) ProfileDraft(ctx context.Context, id mentorship.MentorID) (f mentorship.ProfileForm, ok bool, err error) {
	var draft []byte
	err = tx.row(ctx, `SELECT draft FROM mentor WHERE program_id = @program AND person_id = @id`, pgx.StrictNamedArgs{"id": id}).Scan(&draft)
	if err != nil {
		return f, false, fmt.Errorf("read a profile's draft: %w", err)
	}
	if draft == nil {
		return f, false, nil
	}
	if err := json.Unmarshal(draft, &f); err != nil {
		return f, false, fmt.Errorf("read a profile's draft: %w", err)
	}
	return f, true, nil
}

// SaveProfileDraft keeps what a mentor typed; nil drops it. was is the version the person had before them; when the profile
// changed since, nothing is written and the result is fault.Conflict.
func (tx *Tx) SaveProfileDraft(ctx context.Context, id mentorship.MentorID, f *mentorship.ProfileForm, was int) error {
	var draft *string
	if f != nil {
		text, err := json.Marshal(f)
		if err != nil {
			return err
		}
		s := string(text)
		draft = &s
	}
	tag, err := tx.exec(ctx, `
		UPDATE mentor SET draft = @draft::jsonb, saved_at = @now, version = version + 1
		WHERE program_id = @program AND person_id = @id AND version = @was`, pgx.StrictNamedArgs{"id": id, "draft": draft, "was": was})
	return changedOnce(tag.RowsAffected(), err, "save a profile's draft")
}

// PublishProfile makes a profile what residents see. By the mentor (own) it takes up everything and drops the draft; by
// anyone else it leaves the draft, and what the mentor says about their own identity, as they are. A mentor who stepped
// back stays so. was as in SaveProfileDraft.
func (tx *Tx) PublishProfile(ctx context.Context, id mentorship.MentorID, p mentorship.Profile, was int, own bool) error {
	tag, err := tx.exec(ctx, `
		UPDATE mentor SET specialty = @specialty, site = @site, ask_me = @ask_me, background = @background,
		       academic_interests = @academic, personal_interests = @personal, how_i_meet = @how, domains = @domains, languages = @languages,
		       meets_by_video = @video, places = @places, min_places = @least, open_to_siblings = @siblings,
		       identity = CASE WHEN @own THEN @identity ELSE identity END,
		       identity_seen_by = CASE WHEN @own THEN @seen ELSE identity_seen_by END,
		       draft = CASE WHEN NOT @own THEN draft END,
		       state = CASE WHEN state = 'draft' THEN 'ready' ELSE state END, saved_at = @now, version = version + 1
		WHERE program_id = @program AND person_id = @id AND version = @was`,
		pgx.StrictNamedArgs{"id": id, "was": was, "own": own, "specialty": p.Specialty, "site": p.Site, "ask_me": p.AskMe,
			"background": p.Background, "academic": p.AcademicInterests, "personal": p.PersonalInterests, "how": p.HowIMeet,
			"domains": p.Domains, "languages": p.Languages, "video": p.MeetsByVideo, "places": p.Places, "least": p.MinPlaces,
			"identity": p.Identity, "seen": string(p.IdentitySeenBy), "siblings": p.OpenToSiblings})
	return changedOnce(tag.RowsAffected(), err, "publish a profile")
}

// SetWithdrawn steps a mentor with a published profile back, or lets them return. One who is so already stays so.
func (tx *Tx) SetWithdrawn(ctx context.Context, id mentorship.MentorID, withdrawn bool) error {
	from, to := mentorship.ProfileReady, mentorship.ProfileWithdrawn
	if !withdrawn {
		from, to = to, from
	}
	_, err := tx.exec(ctx, `
		UPDATE mentor SET state = @to WHERE program_id = @program AND person_id = @id AND state = @from`,
		pgx.StrictNamedArgs{"id": id, "from": string(from), "to": string(to)})
	if err != nil {
		return fmt.Errorf("step a mentor back: %w", err)
	}
	return nil
}

func changedOnce(rows int64, err error, what string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if rows == 0 {
		return fault.New(fault.Conflict, "This profile was changed meanwhile. Both versions are below.")
	}
	return nil
}
