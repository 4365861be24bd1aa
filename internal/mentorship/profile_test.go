package mentorship_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
)

func TestProfileFormReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	f := mentorship.ProfileForm{AskMe: strings.Repeat("é", mentorship.AskMeMax+1), Domains: []string{"Alchemy"}, Places: "two", MinPlaces: "9",
		IdentitySeenBy: "the press", Languages: strings.Repeat("x", 41)}
	_, err := f.Profile([]string{"Research"}, true)
	got := fieldsOf(err)
	for _, field := range []string{"specialty", "ask_me", "languages", "domains", "places", "identity_seen_by"} {
		if got[field] == "" {
			t.Errorf("nothing is said about %s: %v", field, got)
		}
	}
}

func TestProfileFormCountsCharactersNotBytes(t *testing.T) {
	t.Parallel()
	f := mentorship.ProfileForm{Specialty: "Cardiology", AskMe: strings.Repeat("é", mentorship.AskMeMax), Domains: []string{"Research"}, Places: "2"}
	if _, err := f.Profile([]string{"Research"}, false); err != nil {
		t.Errorf("a line of exactly %d characters: %v", mentorship.AskMeMax, err)
	}
}

func TestLeastPlacesOnlyWhereAsked(t *testing.T) {
	t.Parallel()
	f := mentorship.ProfileForm{Specialty: "Cardiology", AskMe: "Anything", Domains: []string{"Research"}, Places: "2", MinPlaces: "3"}
	if p, err := f.Profile([]string{"Research"}, false); err != nil || p.MinPlaces != 0 {
		t.Errorf("a program that does not ask: %d, %v", p.MinPlaces, err)
	}
	if _, err := f.Profile([]string{"Research"}, true); fieldsOf(err)["min_places"] == "" {
		t.Errorf("more at least than at most: %v", err)
	}
}

// A published profile goes through its form and comes back as it was.
func TestProfileRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringMatching(`[A-Za-zé]{1,12}( [a-z]{1,8})?`)
		p := mentorship.Profile{Specialty: words.Draw(t, "specialty"), Site: words.Draw(t, "site"), AskMe: words.Draw(t, "ask"),
			Background: words.Draw(t, "background"), AcademicInterests: words.Draw(t, "academic"), PersonalInterests: words.Draw(t, "personal"),
			HowIMeet: words.Draw(t, "how"), Domains: []string{"Research", "Career"}, Languages: []string{"English", "Twi"},
			MeetsByVideo: rapid.Bool().Draw(t, "video"), Places: rapid.IntRange(2, 50).Draw(t, "places"), MinPlaces: rapid.IntRange(0, 2).Draw(t, "least"),
			Identity: words.Draw(t, "identity"), IdentitySeenBy: mentorship.SeenByResidents, OpenToSiblings: rapid.Bool().Draw(t, "siblings")}
		got, err := p.Form().Profile([]string{"Research", "Wellbeing", "Career"}, true)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestIdentityFor(t *testing.T) {
	t.Parallel()
	for seen, want := range map[mentorship.SeenBy][2]string{ // to a resident, to others
		mentorship.SeenByNobody: {"", ""}, mentorship.SeenByResidents: {"me", ""}, mentorship.SeenByEveryone: {"me", "me"}, "": {"", ""},
	} {
		p := mentorship.Profile{Identity: "me", IdentitySeenBy: seen}
		if got := [2]string{p.IdentityFor(true), p.IdentityFor(false)}; got != want {
			t.Errorf("seen by %q: %q, want %q", seen, got, want)
		}
	}
}

func TestParseLanguages(t *testing.T) {
	t.Parallel()
	got := mentorship.ParseLanguages(" English, twi;  Brazilian   Portuguese\n english,, ")
	if diff := cmp.Diff([]string{"English", "twi", "Brazilian Portuguese"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRuleCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  mentorship.Rule
		field string // of the only problem, "" for none
	}{
		{mentorship.Rule{Kind: mentorship.RuleCCC, Role: mentorship.RoleCCC}, ""},
		{mentorship.Rule{Kind: mentorship.RuleOther, MentorID: "m"}, ""},
		{mentorship.Rule{Kind: mentorship.RuleSupervisor, MentorID: "m", ResidentID: "r"}, ""},
		{mentorship.Rule{Kind: "spite", MentorID: "m"}, "kind"},
		{mentorship.Rule{Kind: mentorship.RuleOther}, "role"},
		{mentorship.Rule{Kind: mentorship.RuleOther, Role: "king"}, "role"},
		{mentorship.Rule{Kind: mentorship.RuleOther, Role: mentorship.RoleChief, MentorID: "m"}, "mentor"},
		{mentorship.Rule{Kind: mentorship.RuleOther, Role: mentorship.RoleChief, ResidentID: "r"}, "mentor"},
		{mentorship.Rule{Kind: mentorship.RuleOther, MentorID: "x", ResidentID: "x"}, "resident"},
		{mentorship.Rule{Kind: mentorship.RuleOther, MentorID: "m", Note: strings.Repeat("x", 501)}, "note"},
	} {
		got := fieldsOf(c.rule.Check())
		if c.field == "" && len(got) > 0 || c.field != "" && (len(got) != 1 || got[c.field] == "") {
			t.Errorf("%+v: %v, want a problem at %q", c.rule, got, c.field)
		}
	}
}

func fieldsOf(err error) map[string]string {
	out := map[string]string{}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		for _, p := range f.Problems {
			out[p.Field] = p.Message
		}
	}
	return out
}

func problemsOf(err error) int {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return len(f.Problems)
	}
	return 0
}
