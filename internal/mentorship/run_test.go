package mentorship_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenly/internal/mentorship"
)

// Whatever the sizes, nobody can take the total and the shown groups and learn of fewer people than SmallestGroup.
func TestHiddenGroupsCannotBeWorkedOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 12), 1, 6).Draw(t, "sizes")
		hidden := 0
		for i, shown := range mentorship.ShownGroups(sizes) {
			if shown && sizes[i] < mentorship.SmallestGroup {
				t.Fatalf("a group of %d is shown", sizes[i])
			}
			if !shown {
				hidden += sizes[i]
			}
		}
		total := 0
		for _, n := range sizes {
			total += n
		}
		if hidden > 0 && hidden < mentorship.SmallestGroup && hidden < total {
			t.Fatalf("%v: %d hidden people can be worked out", sizes, hidden)
		}
	})
}

func TestShownGroupsHidesNoMoreThanNeeded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sizes []int
		want  []bool
	}{
		{[]int{13, 13, 13}, []bool{true, true, true}},
		{[]int{13, 3, 8}, []bool{true, false, false}},
		{[]int{4, 4, 9}, []bool{false, false, true}},
	} {
		if got := mentorship.ShownGroups(c.sizes); !slices.Equal(got, c.want) {
			t.Errorf("ShownGroups(%v) = %v, want %v", c.sizes, got, c.want)
		}
	}
}

func TestAnswerWindowEndsWithTheDay(t *testing.T) {
	t.Parallel()
	zone := mentorship.Zone("America/New_York")
	asked := time.Date(2026, 10, 30, 22, 15, 0, 0, zone) // the clocks change two nights later
	if got, want := mentorship.AnswerWindow(asked, 5, zone), time.Date(2026, 11, 5, 0, 0, 0, 0, zone); !got.Equal(want) {
		t.Errorf("the window ends %v, want %v", got, want)
	}
}

func TestHandChangeCheck(t *testing.T) {
	t.Parallel()
	if err := (mentorship.HandChange{Kind: "pin", Resident: "r", Mentor: "m", Reason: "They asked."}).Check(); err != nil {
		t.Errorf("a whole hand change is refused: %v", err)
	}
	for _, h := range []mentorship.HandChange{
		{Kind: "maybe", Resident: "r", Mentor: "m", Reason: "x"}, {Kind: "pin", Mentor: "m", Reason: "x"}, {Kind: "pin", Resident: "r", Reason: "x"},
		{Kind: "pin", Resident: "r", Mentor: "m", Reason: " "}, {Kind: "pin", Resident: "x", Mentor: "x", Reason: "x"},
	} {
		if h.Check() == nil {
			t.Errorf("%+v is accepted", h)
		}
	}
}
