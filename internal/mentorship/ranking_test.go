package mentorship_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
)

func TestRankOps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		op         string
		list, want string
		out        mentorship.MentorID
		was        int
	}{
		{op: "add:d", list: "ab", want: "abd"},
		{op: "add:d", list: "abc", want: "abd", out: "c", was: 3},
		{op: "add:a", list: "abc", want: "abc"},
		{op: "up:c", list: "abc", want: "acb"},
		{op: "up:a", list: "abc", want: "abc"},
		{op: "down:a", list: "abc", want: "bac"},
		{op: "down:c", list: "abc", want: "abc"},
		{op: "down:x", list: "abc", want: "abc"},
		{op: "remove:b", list: "abc", want: "ac", out: "b", was: 2},
		{op: "remove:x", list: "abc", want: "abc"},
		{op: "back:b:2", list: "ac", want: "abc"},
		{op: "back:c:3", list: "abd", want: "abc"}, // undoing a swap
		{op: "back:b:9", list: "", want: "b"},
		{op: "back:b", list: "ac", want: "bac"},
		{op: "save", list: "ab", want: "ab"},
		{op: "done", list: "ab", want: "ab"},
	} {
		op, err := mentorship.ParseRankOp(c.op)
		if err != nil {
			t.Fatalf("ParseRankOp(%q): %v", c.op, err)
		}
		got, out, was := op.Apply(listOf(c.list), 3)
		if text(got) != c.want || out != c.out || was != c.was {
			t.Errorf("%s on %q: %q, out %q from %d; want %q, %q from %d", c.op, c.list, text(got), out, was, c.want, c.out, c.was)
		}
	}
}

func TestParseRankOpRefusesWhatNoButtonSends(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "add", "add:", "save:x", "done:x", "delete:a", "up", ":"} {
		if _, err := mentorship.ParseRankOp(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseRankOp(%q): %v, want invalid", s, err)
		}
	}
}

// Whatever the buttons, a list keeps its length and holds nobody twice, and what went off comes back where it stood.
func TestRankOpLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.IntRange(1, 5).Draw(t, "length")
		l := mentorship.RankList{}
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			verb := rapid.SampledFrom([]string{"add", "up", "down", "remove", "back"}).Draw(t, "verb")
			who := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g"}).Draw(t, "mentor")
			op := mentorship.RankOp{Verb: verb, Mentor: mentorship.MentorID(who), Place: rapid.IntRange(-1, 7).Draw(t, "place")}
			next, out, was := op.Apply(l, length)
			if len(next.Mentors) > length {
				t.Fatalf("%v made %q longer than %d", op, text(next), length)
			}
			if seen := slices.Compact(slices.Sorted(slices.Values(next.Mentors))); len(seen) != len(next.Mentors) {
				t.Fatalf("%v: %q holds somebody twice", op, text(next))
			}
			if out != "" {
				back, _, _ := mentorship.RankOp{Verb: "back", Mentor: out, Place: was}.Apply(next, length)
				if text(back) != text(l) {
					t.Fatalf("undoing %v on %q gave %q", op, text(l), text(back))
				}
			}
			l = next
		}
	})
}

func TestCheckKeepsWhoSteppedBackSince(t *testing.T) {
	t.Parallel()
	choice := mentorship.Choice{Length: 3, Eligible: map[mentorship.MentorID]bool{"a": true, "b": true},
		NotWith: map[mentorship.MentorID]bool{"n": true}, Kept: []mentorship.MentorID{"gone"}}
	for list, problems := range map[string]int{"a b": 0, "": 0, "gone a": 0, "a a": 1, "n": 1, "stranger": 1, "a b gone x": 2} {
		l := mentorship.RankList{}
		for _, m := range strings.Fields(list) {
			l.Mentors = append(l.Mentors, mentorship.MentorID(m))
		}
		if err := l.Check(choice); problemsOf(err) != problems {
			t.Errorf("Check(%q): %v, want %d problems", list, err, problems)
		}
	}
}

func TestShuffle(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 4, 17, 0, 0, 0, 0, time.UTC)
	order := func(n int, who string, day time.Time) []string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf("m%02d", i))
		}
		mentorship.ShuffleFor(all, func(s string) mentorship.MentorID { return mentorship.MentorID(s) }, who, day)
		return all
	}
	ana := order(26, "ana", day)
	if diff := cmp.Diff(ana, order(26, "ana", day)); diff != "" {
		t.Error("the same person sees another order on the same day", diff)
	}
	if cmp.Equal(ana, order(26, "ana", day.AddDate(0, 0, 1))) || cmp.Equal(ana, order(26, "ben", day)) || slices.IsSorted(ana) {
		t.Error("the order does not change with the day and the person")
	}
	without := slices.DeleteFunc(slices.Clone(ana), func(s string) bool { return s == "m25" })
	if diff := cmp.Diff(without, order(25, "ana", day)); diff != "" {
		t.Error("a mentor who left moved the others", diff)
	}
}

// No place of the order is any mentor's: over many residents each stands first about equally often.
func TestShuffleFavoursNobody(t *testing.T) {
	t.Parallel()
	first := map[string]int{}
	for i := range 4000 {
		all := []string{"a", "b", "c", "d"}
		mentorship.ShuffleFor(all, func(s string) mentorship.MentorID { return mentorship.MentorID(s) }, fmt.Sprint(i), time.Time{})
		first[all[0]]++
	}
	for m, n := range first {
		if n < 850 || n > 1150 { // five standard deviations around 1000
			t.Errorf("%s stands first for %d of 4000", m, n)
		}
	}
}

func listOf(s string) mentorship.RankList {
	l := mentorship.RankList{}
	for _, r := range s {
		l.Mentors = append(l.Mentors, mentorship.MentorID(string(r)))
	}
	return l
}

func text(l mentorship.RankList) (s string) {
	for _, m := range l.Mentors {
		s += string(m)
	}
	return s
}
