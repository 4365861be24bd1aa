package matching_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/matching"
)

func TestDemands(t *testing.T) {
	t.Parallel()
	in := contested()
	in.Residents[0].NotWith = []matching.MentorID{"a"}
	want := []matching.Demand{{"a", 1, 2, 2}, {"b", 2, 1, 3}, {"c", 2, 0, 2}}
	if diff := cmp.Diff(want, matching.Demands(in)); diff != "" {
		t.Errorf("Demands (-want +got):\n%s", diff)
	}
}
