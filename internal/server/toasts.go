package server

import (
	"strings"

	"evenly/templates/ui"
)

// toasts turns what the last act left to say (flash.go) into words, and an Undo where there is one. Each feature adds its
// codes in the file of its stem.
var toasts = map[string]func(q *request, argument string) *ui.Toast{
	"year-moved":   say("Done."),
	"setup-saved":  say("Saved."),
	"signed-out":   say("You’re signed out."),
	"password-set": say("Password set."),
	"prove":        say("For a new password, sign in once more: it shows that it is you."),
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
