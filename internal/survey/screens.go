package survey

// Screens groups the items as they are asked: one question at a time. A comment stands with the question before it, since it
// is one more line and may be left empty, not one more question.
func (q Questionnaire) Screens() [][]Item {
	var screens [][]Item
	for i, item := range q.Items {
		if item.Kind == Text && i > 0 {
			screens[len(screens)-1] = append(screens[len(screens)-1], item)
			continue
		}
		screens = append(screens, []Item{item})
	}
	return screens
}

// secondsEach is about how long a question takes, reading included: five and a comment in a minute.
const secondsEach = 12

// Minutes is about how long the whole takes, at least one.
func (q Questionnaire) Minutes() int {
	return max(1, (len(q.Screens())*secondsEach+30)/60)
}
