package mentorship_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
)

var yearBegins = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)

// memories are what a person may remember within a year.
var memories = rapid.Custom(func(t *rapid.T) mentorship.Memory {
	return mentorship.Memory{HeldOn: yearBegins.AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "day")), Minutes: rapid.IntRange(1, 4).Draw(t, "minutes") * 15,
		Setting: rapid.SampledFrom(mentorship.Settings).Draw(t, "setting")}
})

// act is one thing that either of the two can do to a meeting.
func act(t *rapid.T, m mentorship.Meeting) mentorship.Meeting {
	switch rapid.SampledFrom([]string{"confirm", "differ", "deny", "withdraw", "change", "accept"}).Draw(t, "act") {
	case "confirm":
		return m.Confirm()
	case "differ":
		return m.Differ(memories.Draw(t, "other"))
	case "deny":
		return m.Deny()
	case "withdraw":
		return m.Withdraw()
	case "change":
		return m.Change(memories.Draw(t, "own"))
	}
	return m.Accept()
}

func after(t *rapid.T) mentorship.Meeting {
	m := mentorship.Meeting{Memory: memories.Draw(t, "first")}
	for range rapid.IntRange(0, 8).Draw(t, "acts") {
		m = act(t, m)
	}
	return m
}

// TestSettling states the laws of two people remembering one meeting, after any acts of theirs in any order.
func TestSettling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := after(t)
		if m.CountedMinutes() > m.Minutes {
			t.Fatalf("more counts than was logged: %+v", m)
		}
		if m.Answer == mentorship.Differs && m.CountedMinutes() > m.Other.Minutes {
			t.Fatalf("more counts than the other remembers: %+v", m)
		}
		if (m.Answer == mentorship.Confirmed) != (m.Same(m.Other)) {
			t.Fatalf("confirmed means that both have the same: %+v", m)
		}
		if m.Counts() == (m.Answer == mentorship.Denied) {
			t.Fatalf("a meeting counts unless it is denied: %+v", m)
		}
		if (m.Removable() == nil) != (m.Answer == mentorship.Unanswered || m.Answer == mentorship.Denied) {
			t.Fatalf("what both logged stays, all else can be taken back: %+v", m)
		}
	})
}

func TestSettlingIsReached(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := after(t)
		if !m.Confirm().Settled() {
			t.Fatalf("a yes settles: %+v", m)
		}
		if m.Answer == mentorship.Differs && (!m.Accept().Settled() || !m.Change(m.Other).Settled()) {
			t.Fatalf("taking the other's version settles: %+v", m)
		}
		if diff := cmp.Diff(m.Confirm(), m.Differ(m.Memory)); diff != "" {
			t.Fatalf("logging the same is a yes: %s", diff)
		}
		if diff := cmp.Diff(m, m.Change(m.Memory)); diff != "" {
			t.Fatalf("a change to the same changes nothing: %s", diff)
		}
		if w := m.Withdraw(); w.Answer != mentorship.Unanswered || !w.Other.HeldOn.IsZero() {
			t.Fatalf("an answer taken back leaves nothing: %+v", w)
		}
	})
}

func TestChangingWhatWasConfirmedShowsBothVersions(t *testing.T) {
	t.Parallel()
	m := mentorship.Meeting{Memory: mentorship.Memory{HeldOn: yearBegins, Minutes: 30, Setting: mentorship.OnSite}}.Confirm()
	longer := m.Memory
	longer.Minutes = 90
	m = m.Change(longer)
	if m.Answer != mentorship.Differs || m.CountedMinutes() != 30 {
		t.Errorf("one side alone made it %s, %d min", m.Answer, m.CountedMinutes())
	}
}

func TestCheckSaysEverythingAtOnce(t *testing.T) {
	t.Parallel()
	until := yearBegins.AddDate(0, 0, 10)
	l := mentorship.Logging{Since: yearBegins, Until: &until, Today: yearBegins.AddDate(0, 0, 20)}
	for name, c := range map[string]struct {
		m    mentorship.Meeting
		want []string
	}{
		"nothing filled in":           {mentorship.Meeting{}, []string{"date", "minutes", "where"}},
		"after the end":               {mentorship.Meeting{Memory: mentorship.Memory{HeldOn: until.AddDate(0, 0, 1), Minutes: 30, Setting: mentorship.OnSite}}, []string{"date"}},
		"too long":                    {mentorship.Meeting{Memory: mentorship.Memory{HeldOn: until, Minutes: 721, Setting: mentorship.OnSite}}, []string{"minutes"}},
		"a made-up place":             {mentorship.Meeting{Memory: mentorship.Memory{HeldOn: until, Minutes: 1, Setting: "moon"}}, []string{"where"}},
		"an attempt needs a day only": {mentorship.Meeting{Attempted: true, Memory: mentorship.Memory{HeldOn: until}}, nil},
	} {
		var got []string
		for _, p := range fieldProblems(c.m.Check(l)) {
			got = append(got, p.Field)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func fieldProblems(err error) []fault.Problem {
	if f, ok := err.(*fault.Error); ok {
		return f.Problems
	}
	return nil
}
