package survey_test

import (
	"encoding/json"
	"testing"

	"evenly/internal/fault"
	"evenly/internal/survey"
)

// Whatever is in a file, it is either refused with words for the person or gives a report that is JSON and shows no group
// and no remainder of 1 to 4 people.
func FuzzReadFile(f *testing.F) {
	f.Add([]byte(`{"waves":[{"name":"a","invited":39,"items":[{"id":"v","counts":[1,1,5,12,8],"alarm":true}],` +
		`"breakdowns":[{"name":"p","item":"v","groups":[{"name":"1","counts":[0,1,1,4,6]},{"name":"2","counts":[0,0,3,7,1]}]}]}]}`))
	f.Add([]byte(`{"threshold":7,"invited":9,"waves":[{"name":"a","items":[{"id":"v","counts":[0,0,0,0,0]}]}]}`))
	f.Add([]byte(`{"waves":[[],null,{"items":{}}],"waves":1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := survey.ReadFile(text)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("ReadFile: %v, want an invalid fault", err)
			}
			return
		}
		report := file.Report()
		if _, err := json.Marshal(report); err != nil {
			t.Fatalf("the report of %s is no JSON: %v", text, err)
		}
		for _, wave := range report.Waves {
			for _, b := range wave.Breakdowns {
				for _, g := range b.Shown {
					if g.N < survey.Threshold || b.Others != nil && b.Others.N < survey.Threshold {
						t.Fatalf("the report of %s shows %+v", text, b)
					}
				}
			}
		}
	})
}
