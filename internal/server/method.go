package server

import (
	"fmt"
	"net/http"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// showMethod is GET /{institution}/{program}/method: how the readings are worked out, with this program's own settings.
func showMethod(q *request) error {
	y, err := q.srv.app.Settings(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Method{Frame: q.frame("How this is worked out"), Sections: methodSections(y),
		Lede: "The words and numbers of this program’s equity pages, in the order in which they matter. Nothing here is a verdict on a person."}
	if access.Check(q.who, access.PairsExport) == nil {
		v.Files = []ui.Btn{{Label: "JSON", SR: "file for the command line", Icon: "download", Href: q.at.EquityInput("json")},
			{Label: "CSV", SR: "file for the command line", Icon: "download", Href: q.at.EquityInput("csv")}}
	}
	return q.page(http.StatusOK, v.View())
}

func methodSections(y app.Year) []page.Section {
	p := y.Program
	return []page.Section{
		{ID: "promise", Heading: "What was promised", Text: []string{
			fmt.Sprintf("Each pair is promised one meeting %s, for at least %d minutes. The days on which the two are a pair count, less the days either of them is away "+
				"(nights, leave, away rotations). Those days divided by %d are the meetings promised so far.", every(p.IntervalDays), p.MeetingMinutes, p.IntervalDays),
			fmt.Sprintf("The year of a pair is cut into stretches of %d days. A stretch with a meeting is met. One without is due for %d days after its end, "+
				"because meetings are logged late; then it is missed. It is not judged when the two were there for less than about two thirds of it.", p.IntervalDays, p.GraceDays),
			"A missed stretch is a fact, not a test. Two in a row stand out more than one. A later meeting settles it, and no meeting or time away can ever make a reading worse.",
			"“Gone quiet” means: met about as often as promised over the whole time, but not lately.",
		}},
		{ID: "counting", Heading: "What counts as a meeting", Text: []string{
			"Either of the two logs it; the other confirms. A meeting counts from the moment it is logged. If the two remember different lengths, the lower counts until they agree. " +
				"One that the other denies waits and does not count. Attempts are noted and never counted.",
			"Not confirmed after 14 days: drawn hollow. The share confirmed stands under every page, so that everyone sees how far to trust it.",
		}},
		{ID: "peers", Heading: "More or less than the others", Text: []string{
			"Once a week each pair is compared with all pairs. Given how many meetings there were in all and how many days each pair had, chance alone would spread them in a known way " +
				"(a conditional binomial, mid-P). Pairs beyond what chance explains are named, and their number is held so that of those named about one in ten is named by chance " +
				"(Benjamini-Hochberg, 10% in each direction).",
			"This begins on day 56 with at least 10 pairs, and stays “too early” while even a pair that never met could not be told apart. It ignores a cadence that one pair agreed for itself.",
			"More than most is not a fault. It asks what comes with the extra contact, and whether others could have it too.",
		}},
		{ID: "program", Heading: "The program as a whole", Text: []string{
			"Once a quarter, in its first week, 4,000 programs are played out in which only chance shares out the meetings. If this program is more uneven than 95% of them, and clearly so, it reads uneven " +
				"until the next quarter. Looking every week would find something by chance far more often.",
			"How hours are shared is described, never tested: how long people met is from memory, and a few meetings are very long.",
			"Training years, and sites where there are several, are compared by reshuffling people between them. Groups under five are never shown, nor a group whose complement is under five. The page says which gaps such a comparison could have found.",
		}},
		{ID: "funnel", Heading: "The picture of meetings against promise", Text: []string{
			"The shaded bands are where 95% and 99.8% of pairs would lie if each met as promised on average. It is a picture; who is flagged is decided by the rules above. " +
				"Where everyone was promised about the same, dots take its place.",
		}},
		{ID: "seen", Heading: "Who sees what", Text: []string{
			"The two people of a pair see their own meetings and promise. Mentorship leads (director, associate directors, coordinator, facilitator) see when, how long and where each pair met. " +
				"What a pair worked on is seen by the two alone. Chief residents see names only. A lead who mentors cannot act on flags about their own pairs.",
			"The same rules run on a file, without this site: “evenly equity” reads the meetings and prints every reading, so that anybody can check them.",
		}},
	}
}
