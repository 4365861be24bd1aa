package server

import (
	"strings"

	"evenly/templates/ui"
)

// toasts turns what the last act left to say (flash.go) into words, and an Undo where there is one. Each feature adds its
// codes in the file of its stem.
var toasts = map[string]func(q *request, argument string) *ui.Toast{
	"rank-added": rankAdded, "rank-removed": rankRemoved, "rank-swapped": rankSwapped,
	"nudged": nudgesWritten, "nudge-stopped": say("Stopped. Nothing was sent."), "step-done": say("Done."), "step-taken": say("Recorded."), "step-undone": say("Taken back."),
	"asked-both": say("Both are asked, each alone. It can be stopped below until it goes out."), "change-offered": say("Both are offered a change. It can be stopped below until it goes out."),
	"fit-sent": say("Sent. You can change it here, or take it back."), "fit-back": say("Taken back. Nobody reads it."),
	"pairs-snoozed": bulkDone("snoozed"), "pairs-assigned": bulkDone("handed over"), "decided": say("Written down."),
	"offer-recorded": say("Recorded."), "offer-back": say("It is back."), "offer-removed": offerRemoved, "levelled": levelled,
	"nothing-selected": say("No pair was selected, so nothing was done."),
	"posted":           say("On the board. Every resident sees it."), "wanted": say("Noted. You hear how it goes."), "unwanted": say("Taken back."), "posting-ended": say("Off the board."),
	"meeting-changed": say("Saved."), "settled": say("Settled. You both have the same version now."),
	"removed": say("Taken back."), "restored": say("It is back."), "answered-withdrawn": say("Your answer is taken back."),
	"private-saved":     say("Saved in confidence."),
	"profile-published": say("Published. Residents see it now."),
	"profile-dropped":   say("Changes dropped. This is the published version."),
	"stepped-back":      steppedBack,
	"came-back":         say("Back in the choice. Residents can rank this profile again."),
	"rule-added":        say("Rule added."), "rule-removed": ruleRemoved, "rule-back": say("The rule is in force again."),
	"ranking-closed": say("Ranking is closed. Lists stay as they are."),
	"hand-set":       say("Set. It takes effect when the match is run again."), "hand-removed": say("Taken back."),
	"run-chosen":   say("Chosen. Names show now; nobody is told yet."),
	"answer-noted": say("Noted."), "answers-sent": say("Your answers are in."),
	"change-marked": say("Done."), "second-saved": say("Saved in confidence."),
	"survey-opened": say("Open. Everybody who is asked gets the same invitation."), "survey-closed": say("Closed and counted."),
	"survey-dropped": say("Draft removed."), "survey-unlocked": say("The next survey can open."), "alarm-signed": say("Signed."),
	"reply-saved": say("Saved."), "slip-handed": say("Ticked."),
	"checkin-asked": say("Asked, with your name. They get a mail."), "checkin-answered": say("Sent, with your name."),
	"year-moved":          say("Done."),
	"seed-drawn":          say("Drawn. Residents read the new hash before they rank."),
	"objective-published": say("Published. Residents read it before they rank."),
	"setup-saved":         say("Saved."),
	"person-added":        say("Added. They get no mail until you invite them."),
	"away-added":          say("Time away added."),
	"away-removed":        undoAway,
	"nobody-chosen":       say("Nobody was ticked, so nothing was sent."),
	"upload-removed":      say("Upload removed."), "corrections-checked": say("Checked again."),
	"corrections-first": say("Your corrections were checked first. Look once more, then import."),
	"signed-out":        say("You’re signed out."),
	"password-set":      say("Password set."),
	"prove":             say("For a new password, sign in once more: it shows that it is you."),
}

func (q *request) toast() *ui.Toast {
	code, argument, _ := strings.Cut(q.flash, ":")
	if make, ok := toasts[code]; ok {
		return make(q, argument)
	}
	return nil
}

// say is a toast of words alone.
func say(text string) func(*request, string) *ui.Toast {
	return func(*request, string) *ui.Toast { return &ui.Toast{Text: text} }
}
