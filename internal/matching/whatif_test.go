package matching_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"evenly/internal/matching"
)

// TestOnePlaceMoreOrFewer compares every counterfactual with a run on the changed instance.
func TestOnePlaceMoreOrFewer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInstance(t, 8)
		in.Preset = rapid.SampledFrom(matching.Presets()).Draw(t, "preset")
		if rapid.IntRange(0, 4).Draw(t, "own stages") == 0 {
			in.Stages = drawStages(t)
		}
		res := mustRun(t, in, matching.Options{})
		for i, m := range in.Mentors {
			l := loadOf(t, res, m.ID)
			more := in
			more.Mentors = changed(in.Mentors, i, func(m *matching.Mentor) { m.Max++ })
			compareChange(t, in, res, more, m.ID, l.GainIfOneMore)
			if m.Max > 0 {
				fewer := in
				fewer.Mentors = changed(in.Mentors, i, func(m *matching.Mentor) { m.Max--; m.Min = min(m.Min, m.Max) })
				compareChange(t, in, res, fewer, m.ID, l.LossIfOneFewer)
			}
		}
	})
}

func mustRun(t fataler, in matching.Instance, opt matching.Options) matching.Result {
	t.Helper()
	res, err := matching.Run(in, opt)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func loadOf(t fataler, res matching.Result, m matching.MentorID) matching.Load {
	t.Helper()
	for _, l := range res.Loads {
		if l.Mentor == m {
			return l
		}
	}
	t.Fatal("no load of ", m)
	return matching.Load{}
}

func changed(mentors []matching.Mentor, i int, change func(*matching.Mentor)) []matching.Mentor {
	out := append([]matching.Mentor(nil), mentors...)
	change(&out[i])
	return out
}

func compareChange(t *rapid.T, in matching.Instance, before matching.Result, after matching.Instance, m matching.MentorID, got *matching.Change) {
	t.Helper()
	if len(matching.Check(&after)) > 0 {
		if !got.Impossible {
			t.Fatalf("%s: %+v, want it to be impossible\n%+v", m, got, in)
		}
		return
	}
	want := matching.Difference(&before, ptr(mustRun(t, after, matching.Options{NoWhatIf: true})))
	if diff := cmp.Diff(want.Stages, got.Stages, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s with one place more or fewer: stages (-want +got):\n%s\n%+v", m, diff, in)
	}
}

func ptr[T any](x T) *T { return &x }
