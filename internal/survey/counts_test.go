package survey_test

import (
	"fmt"
	"math"
	"testing"

	"evenly/internal/survey"
)

// The published case lets several pairs of counts be read from its figure; these are the plausible ones with their intervals.
func TestPublishedRange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		past, now     survey.Share
		wilson1       [2]float64
		wilson2       [2]float64
		increase      float64
		atLeast, most int // whole percent of 39
	}{
		{survey.Share{K: 1, N: 27}, survey.Share{K: 4, N: 29}, [2]float64{.0066, .1828}, [2]float64{.0550, .3056}, .9092, 10, 36},
		{survey.Share{K: 2, N: 27}, survey.Share{K: 4, N: 29}, [2]float64{.0206, .2337}, [2]float64{.0550, .3056}, .7776, 10, 36},
		{survey.Share{K: 2, N: 27}, survey.Share{K: 5, N: 29}, [2]float64{.0206, .2337}, [2]float64{.0760, .3455}, .8671, 13, 38},
		{survey.Share{K: 2, N: 27}, survey.Share{K: 6, N: 29}, [2]float64{.0206, .2337}, [2]float64{.0985, .3839}, .9240, 15, 41},
		{survey.Share{K: 3, N: 27}, survey.Share{K: 8, N: 29}, [2]float64{.0385, .2806}, [2]float64{.1470, .4572}, .9412, 21, 46},
		{survey.Share{K: 4, N: 27}, survey.Share{K: 10, N: 29}, [2]float64{.0592, .3248}, [2]float64{.1994, .5265}, .9567, 26, 51},
	} {
		t.Run(fmt.Sprintf("%d to %d", c.past.K, c.now.K), func(t *testing.T) {
			t.Parallel()
			near(t, "increase", survey.ProbabilityOfIncrease(c.now, c.past), c.increase, 5e-5)
			low, high := c.past.Wilson()
			near(t, "past low", low, c.wilson1[0], 5e-5)
			near(t, "past high", high, c.wilson1[1], 5e-5)
			low, high = c.now.Wilson()
			near(t, "now low", low, c.wilson2[0], 5e-5)
			near(t, "now high", high, c.wilson2[1], 5e-5)
			low, high = c.now.Bounds(39)
			near(t, "bound low", math.Round(100*low), float64(c.atLeast), 0)
			near(t, "bound high", math.Round(100*high), float64(c.most), 0)
		})
	}
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// The mean rises, the best two answers rise, and six people are unhappy where two were: the alarm must fire.
func TestMaskingOracle(t *testing.T) {
	t.Parallel()
	before, after := survey.Counts{1, 1, 5, 12, 8}, survey.Counts{2, 4, 1, 7, 15}
	near(t, "mean before", before.Mean(), 3.9259, 5e-5)
	near(t, "mean after", after.Mean(), 4.0000, 5e-5)
	near(t, "bottom two before", before.BottomTwo().Value(), .0741, 5e-5)
	near(t, "bottom two after", after.BottomTwo().Value(), .2069, 5e-5)
	for _, items := range []int{1, 3, 5, survey.MostAlarmItems} {
		if got := survey.Warn(after.BottomTwo(), before.BottomTwo(), items).Reading; got != survey.Act {
			t.Errorf("with %d alarm items Warn reads %q, want act", items, got)
		}
	}
}

func TestIncreaseIsAntisymmetric(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]survey.Share{{{0, 5}, {5, 5}}, {{0, 300}, {3, 300}}, {{7, 29}, {7, 29}}, {{0, 9}, {0, 200}}} {
		there, back := survey.ProbabilityOfIncrease(pair[0], pair[1]), survey.ProbabilityOfIncrease(pair[1], pair[0])
		near(t, fmt.Sprint(pair), there+back, 1, 1e-12)
	}
	near(t, "equal shares", survey.ProbabilityOfIncrease(survey.Share{K: 7, N: 29}, survey.Share{K: 7, N: 29}), 0.5, 1e-12)
}

func TestWarn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		now, past survey.Share
		items     int
		want      survey.Reading
	}{
		"two people are never an alarm":           {survey.Share{K: 2, N: 5}, survey.Share{K: 0, N: 60}, 1, survey.None},
		"first wave, a fifth unhappy":             {survey.Share{K: 5, N: 25}, survey.Share{}, 1, survey.Act},
		"first wave, fewer than a fifth":          {survey.Share{K: 5, N: 26}, survey.Share{}, 1, survey.None},
		"growth below the floor":                  {survey.Share{K: 4, N: 29}, survey.Share{K: 1, N: 27}, 1, survey.Act},
		"the same growth among five items":        {survey.Share{K: 4, N: 29}, survey.Share{K: 1, N: 27}, 5, survey.Watch},
		"weaker growth is watched":                {survey.Share{K: 5, N: 29}, survey.Share{K: 2, N: 27}, 1, survey.Watch},
		"steady and low":                          {survey.Share{K: 3, N: 28}, survey.Share{K: 9, N: 84}, 1, survey.None},
		"the floor does not rise with more items": {survey.Share{K: 6, N: 30}, survey.Share{K: 18, N: 90}, 9, survey.Act},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := survey.Warn(c.now, c.past, c.items).Reading; got != c.want {
				t.Errorf("Warn(%v, %v, %d) reads %q, want %q", c.now, c.past, c.items, got, c.want)
			}
		})
	}
}

// A short version of the simulation command: the shipped cuts keep what they promise.
func TestCutsKeepTheirPromise(t *testing.T) {
	t.Parallel()
	s := survey.NewSimulation(7)
	for _, items := range []int{1, 5} {
		rate := s.Rates(survey.StablePath(), items, 4000, survey.CutsFor(items))
		if act, watch := rate.Act[5], rate.Watch[5]; act > 0.06 || watch > 0.17 {
			t.Errorf("%d stable items: act %.3f, watch %.3f", items, act, watch)
		}
	}
	growing := survey.Path{Residents: 39, Unhappy: []int{3, 5, 7, 9, 11, 13}, Response: 0.72}
	if rate := s.Rates(growing, 1, 2000, survey.CutsFor(1)); rate.Act[2] < 0.46 || rate.Act[3] < 0.87 {
		t.Errorf("growing path found in %.3f by wave 3, %.3f by wave 4", rate.Act[2], rate.Act[3])
	}
}

func ExampleWarn() {
	was, is := survey.Counts{1, 1, 5, 12, 8}, survey.Counts{2, 4, 1, 7, 15}
	w := survey.Warn(is.BottomTwo(), was.BottomTwo(), 1)
	fmt.Printf("mean %.2f, was %.2f\n", is.Mean(), was.Mean())
	fmt.Printf("%d of %d unhappy, was %d of %d: %s\n", w.Now.K, w.Now.N, w.Past.K, w.Past.N, w.Reading)
	// Output:
	// mean 4.00, was 3.93
	// 6 of 29 unhappy, was 2 of 27: act
}
