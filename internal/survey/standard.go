package survey

// Ids of our own items. They stay the same for ever: waves are compared by them.
const (
	MentorCount  ItemID = "mentor_count"
	Value        ItemID = "value"
	Support      ItemID = "support"
	Development  ItemID = "development"
	Continue     ItemID = "continue"
	WhatToChange ItemID = "what_to_change"

	// ForOmbudsperson is the comment that nobody of the program reads, whatever its words are.
	ForOmbudsperson ItemID = "ombudsperson_only"
)

// OmbudspersonOnly asks for what a person wants to say past the program.
func OmbudspersonOnly() Item {
	return Item{ID: ForOmbudsperson, Kind: Text, Bytes: 1000, Ask: "Is there something that only the ombudsperson should read?"}
}

// ForResidents is our own short questionnaire for residents: five questions and a comment. The words are ours; the dimensions
// are those of the published case: whether one has a mentor and how many (one question), value, psychosocial support,
// importance for development, whether the program should continue, what should change. The three scale items are its alarm
// items.
func ForResidents() Questionnaire {
	return Questionnaire{
		Title:    "How mentoring is going",
		Audience: Residents,
		Items: []Item{
			{ID: MentorCount, Kind: Number, Ask: "How many people mentor you at present, in this program or outside it?"},
			{ID: Value, Kind: Scale, Alarm: true, Ask: "How valuable is the mentorship program to you?"},
			{ID: Support, Kind: Scale, Alarm: true, Ask: "How supported do you feel by your mentor when things are hard?"},
			{ID: Development, Kind: Scale, Alarm: true, Ask: "How important is your mentor for where your career is going?"},
			{ID: Continue, Kind: YesNo, Ask: "Should the program go on next year?"},
			{ID: WhatToChange, Kind: Text, Bytes: 1000, Ask: "What should change?"},
		},
	}
}

// ForMentors is our own short questionnaire for mentors, in the same dimensions seen from the other side.
func ForMentors() Questionnaire {
	return Questionnaire{
		Title:    "How mentoring is going for you",
		Audience: Mentors,
		Items: []Item{
			{ID: MentorCount, Kind: Number, Ask: "How many residents do you mentor at present?"},
			{ID: Value, Kind: Scale, Alarm: true, Ask: "How worthwhile is the time you give to mentoring?"},
			{ID: Support, Kind: Scale, Alarm: true, Ask: "How supported by the program do you feel as a mentor?"},
			{ID: Development, Kind: Scale, Alarm: true, Ask: "How important is mentoring for your own career here?"},
			{ID: Continue, Kind: YesNo, Ask: "Should the program go on next year?"},
			{ID: WhatToChange, Kind: Text, Bytes: 1000, Ask: "What should change?"},
		},
	}
}

// Gender is the id of ByGender, which some instruments must not be split by.
const Gender ItemID = "gender"

// ByGender is the group question on gender.
func ByGender() Item {
	return Item{ID: Gender, Kind: GroupKind, Who: true, Ask: "Which of these describes you?", Answers: []string{"Woman", "Man", "Another gender"}}
}

// ByPGY is the group question residents' surveys most often plan. Years is the length of the program.
func ByPGY(years int) Item {
	labels := []string{"PGY-1", "PGY-2", "PGY-3", "PGY-4", "PGY-5", "PGY-6", "PGY-7"}
	return Item{ID: "pgy", Kind: GroupKind, Ask: "Which year of training are you in?", Answers: labels[:min(max(years, 2), len(labels))]}
}
