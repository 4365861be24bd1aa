package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/templates/mail"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	leads = mail.From{Institution: "St. Brannoc Medical Center", Program: "Internal Medicine"}
	stop  = mail.From{Institution: "St. Brannoc Medical Center", Program: "Internal Medicine", Unsubscribe: "https://evenly.example/u/abc"}
)

// letters are one example of every mail.
var letters = map[string]mail.Body{
	"invitation": mail.Invitation{From: leads, Invitee: "Dr. Okafor", As: "a mentor", By: "Helen Marsh (coordinator)",
		Link: "https://evenly.example/l/abc", Until: "Fri 1 May"}.Body(),
	"sign-in": mail.SignIn{From: mail.From{Institution: "St. Brannoc Medical Center"}, Person: "Dr. Okafor",
		Link: "https://evenly.example/l/abc", Code: "048213", Minutes: 15}.Body(),
	"log": mail.LogMeeting{From: stop, With: "Priya Nair", Since: "Your last meeting was on Fri 6 Mar.",
		Link: "https://evenly.example/l/abc", Until: "Fri 24 Apr"}.Body(),
	"confirm": mail.ConfirmMeeting{From: stop, By: "Dr. Okafor", When: "Thu 16 Apr", Minutes: 30, Where: "In hospital",
		Link: "https://evenly.example/l/abc", Until: "Fri 24 Apr"}.Body(),
	"nudge": mail.Nudge{From: stop, With: "Priya", DaysSince: 41, By: "Helen Marsh, facilitator",
		Text: "Hi Ngozi,\n\nyou and Priya haven't met for a while.\r\nA short call counts too.",
		Link: "https://evenly.example/l/abc", Until: "Fri 24 Apr"}.Body(),
	"nudge-first": mail.Nudge{From: stop, With: "Priya", DaysSince: -1, By: "Helen Marsh, facilitator", Text: "Shall I find you a slot?",
		Link: "https://evenly.example/l/abc", Until: "Fri 24 Apr"}.Body(),
	"ranking-opens": mail.RankingOpens{From: leads, Mentors: 26, Places: 3, Closes: "Fri 12 Sep, 5 pm", Link: "https://evenly.example/b/im/ranking"}.Body(),
	"ranking-closes-none": mail.RankingCloses{From: leads, Places: 3, Closes: "Fri 12 Sep, 5 pm",
		Link: "https://evenly.example/b/im/ranking"}.Body(),
	"ranking-closes-some": mail.RankingCloses{From: leads, Chosen: 1, Places: 3, Closes: "Fri 12 Sep, 5 pm",
		Link: "https://evenly.example/b/im/ranking"}.Body(),
	"profile": mail.ProfileReminder{From: leads, Opens: "Mon 1 Sep", Missing: []string{"What to ask you about", "How you like to meet"},
		Link: "https://evenly.example/b/im/profile"}.Body(),
	"choice-lost": mail.ChoiceLost{From: leads, Mentor: "Dr. Ngozi Okafor", Closes: "Fri 12 Sep, 5 pm", Link: "https://evenly.example/b/im/ranking"}.Body(),
	"task-ended": mail.TaskEnded{From: leads, Title: "The match is solved", Lead: "4 scenarios are proven and can be compared.", Button: "Compare",
		Link: "https://evenly.example/b/im/match/1"}.Body(),
	"proposal": mail.Proposal{From: leads, Year: "2026-27", Residents: []string{"Priya Nair, PGY-2", "Leila Farahani, PGY-1"}, AnswerBy: "Fri 19 Sep",
		Silence: "No answer by then counts as yes.", Link: "https://evenly.example/l/abc"}.Body(),
	"survey-open": mail.SurveyOpen{From: leads, Title: "How mentoring is going", Questions: 5, Minutes: 1, Until: "Fri 1 May", Reader: "Dr. Victor Oduya",
		Fingerprint: "7K3M-0000-1111-2222-3333", Link: "https://evenly.example/b/im/surveys/1"}.Body(),
	"survey-remind": mail.SurveyOpen{From: leads, Title: "How mentoring is going", Questions: 5, Minutes: 1, Until: "Fri 1 May", Reader: "Dr. Victor Oduya",
		Fingerprint: "7K3M-0000-1111-2222-3333", Remind: true, Link: "https://evenly.example/b/im/surveys/1"}.Body(),
	"announced-resident": mail.AnnouncedToResident{From: leads, Year: "2026-27", Mentor: "Dr. Ngozi Okafor", Field: "Cardiology", Email: "ngozi.okafor@brannoc.example",
		Promise: "Each pair meets every 13 weeks for at least 30 min.", Link: "https://evenly.example/b/im/mentor"}.Body(),
	"announced-mentor": mail.AnnouncedToMentor{From: leads, Year: "2026-27", Residents: []string{"Priya Nair, PGY-2"},
		Promise: "Each pair meets every 13 weeks for at least 30 min.", Link: "https://evenly.example/b/im/pairs"}.Body(),
}

func TestText(t *testing.T) {
	t.Parallel()
	for name, body := range letters {
		got := "Subject: " + body.Subject + "\n\n" + body.Text
		file := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got, -update writes it anew):\n%s", name, diff)
		}
	}
}

var (
	tags    = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)
	buttons = regexp.MustCompile(`<a href="([^"]*)" class="act"`)
	spaces  = regexp.MustCompile(`\s+`)
)

// TestHTMLSaysTheSame checks that every sentence of the text is in the HTML, and that there is one button.
func TestHTMLSaysTheSame(t *testing.T) {
	t.Parallel()
	for name, body := range letters {
		shown := spaces.ReplaceAllString(unescape(tags.ReplaceAllString(body.HTML, " ")), " ")
		for line := range strings.Lines(body.Text) {
			line = strings.TrimSpace(strings.TrimLeft(strings.TrimSuffix(strings.TrimSpace(line), ":"), ">-"))
			label, value, fact := strings.Cut(line, ": ")
			if strings.HasPrefix(line, "https://") || label == "Stop these mails" || label == "Code" {
				continue
			}
			if !strings.Contains(shown, line) && !(fact && strings.Contains(shown, label+" "+value)) {
				t.Errorf("%s: the HTML lacks %q", name, line)
			}
		}
		if got := buttons.FindAllString(body.HTML, -1); len(got) != 1 {
			t.Errorf("%s has %d buttons, want one", name, len(got))
		}
		for _, never := range []string{"<script", "<img", "@import", "url("} {
			if strings.Contains(body.HTML, never) {
				t.Errorf("%s: the HTML holds %q", name, never)
			}
		}
	}
}

func unescape(s string) string {
	return strings.NewReplacer("&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#34;", `"`).Replace(s)
}

func TestNothingSensitiveInSubjectAndPreview(t *testing.T) {
	t.Parallel()
	preview := regexp.MustCompile(`opacity:0;">([^<]*)<`)
	for name, never := range map[string]string{
		"sign-in": "048", "announced-resident": "Okafor", "announced-mentor": "Priya", "proposal": "Priya", "nudge": "haven't",
	} {
		body := letters[name]
		shown := body.Subject + " " + unescape(preview.FindStringSubmatch(body.HTML)[1])
		if strings.Contains(shown, never) {
			t.Errorf("%s shows %q on a locked phone: %s", name, never, shown)
		}
	}
}

// TestCopy holds the words to the rules of the house.
func TestCopy(t *testing.T) {
	t.Parallel()
	never := regexp.MustCompile(`(?i)please|successfully|oops|!|mentee|dyad|non-compliant|capacity`)
	for name, body := range letters {
		if bad := never.FindString(body.Subject + body.Text); bad != "" {
			t.Errorf("%s says %q", name, bad)
		}
	}
}

func TestWhatPeopleTypeIsEscaped(t *testing.T) {
	t.Parallel()
	body := mail.Nudge{From: leads, With: "<b>Priya</b>", Text: "<script>alert(1)</script>", By: "A & B", Link: "javascript:alert(1)"}.Body()
	for _, never := range []string{"<script", "<b>", "javascript:"} {
		if strings.Contains(body.HTML, never) {
			t.Errorf("the HTML holds %q", never)
		}
	}
}
