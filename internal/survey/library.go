package survey

// The library. Structure and scoring are facts about the published instruments; none of their sentences is here.
//
// Where the assignment of items to scales depends on the printed form (MCA-21, the dual-purpose questionnaire), ScaleDef.Items
// is nil and the program sorts the items as it types them, form in hand.
var library = []Instrument{
	{
		Key: "met", Name: "Mentor Evaluation Tool", Source: "Yukawa et al. 2020", Measures: "overall effectiveness of a mentor",
		Items: 13, Low: 1, High: 7, Combine: Mean, Scales: []ScaleDef{{Name: "effectiveness", Items: span(1, 13)}},
		Licence: OpenWithCredit, Terms: "Published in PLoS ONE under CC BY. Ratings crowd at the top: it did not tell award-winning mentors from others.",
	},
	{
		Key: "mca21", Name: "Mentoring Competency Assessment, 21 items", Source: "Hyun et al. 2022", Measures: "six skills of a mentor",
		Items: 21, Low: 1, High: 7, Combine: Mean, Scales: named(skills...),
		Licence: OpenWithCredit, Terms: "Open-access article; check its licence line before typing the items. Supersedes the 26-item form.",
	},
	{
		Key: "mca26", Name: "Mentoring Competency Assessment, 26 items", Source: "Fleming et al. 2013", Measures: "six skills of a mentor",
		Items: 26, Low: 1, High: 7, Combine: Mean, Scales: mca26,
		Licence: AskFirst, Terms: "Copyright Wolters Kluwer and the Association of American Medical Colleges.",
	},
	{
		Key: "mes", Name: "Mentorship Effectiveness Scale", Source: "Berk et al. 2005", Measures: "a mentor's behaviour",
		Items: 12, Low: 0, High: 5, Combine: Mean, Scales: []ScaleDef{{Name: "effectiveness", Items: span(1, 12)}},
		Licence: AskFirst, Terms: "Printed in Academic Medicine; ask its publisher. Its authors warn of halo and of weak reliability.",
	},
	{
		Key: "mpq", Name: "Mentorship Profile Questionnaire", Source: "Berk et al. 2005", Measures: "what the relationship is and what came of it",
		Combine: Unscored, Licence: AskFirst, Terms: "Printed in Academic Medicine; ask its publisher. Open answers and lists.",
	},
	{
		Key: "lmx7", Name: "LMX-7", Source: "Graen and Uhl-Bien 1995", Measures: "quality of the pair: respect, trust, obligation",
		Items: 7, Low: 1, High: 5, Combine: Sum, Scales: []ScaleDef{{Name: "quality", Items: span(1, 7)}},
		Bands:   []Band{{7, "very low"}, {15, "low"}, {20, "moderate"}, {25, "high"}, {30, "very high"}},
		Licence: AskFirst, Terms: "Widely used; who may permit it is unclear, so permission is to be shown.",
	},
	{
		Key: "lmxmdm", Name: "LMX-MDM", Source: "Liden and Maslyn 1998", Measures: "affect, loyalty, contribution, professional respect",
		Items: 12, Low: 1, High: 7, Combine: Mean,
		Scales:  []ScaleDef{{Name: "affect", Items: span(1, 3)}, {Name: "loyalty", Items: span(4, 6)}, {Name: "contribution", Items: span(7, 9)}, {Name: "professional respect", Items: span(10, 12)}},
		Licence: AskFirst, Terms: "Copyright of the publisher.",
	},
	{
		Key: "memeq", Name: "MEMeQ", Source: "Schäfer et al. 2015", Measures: "satisfaction with what the mentee finds important",
		Low: 1, High: 5, Combine: Weighted, Scales: []ScaleDef{{Name: "weighted satisfaction"}},
		Licence: OpenWithCredit, Terms: "BMC, open access; check the licence line before typing the areas.",
	},
	{
		Key: "dual", Name: "Dual-purpose mentoring questionnaire", Source: "Heeneman and de Grave 2019", Measures: "preferred against actual mentoring",
		Low: 1, High: 5, Combine: Gap, Scales: named("reflection", "presence", "personal issues", "behaviour change", "professional identity"),
		Licence: OpenWithCredit, Terms: "BMC, open access; check the licence line before typing the items. Forms for mentor and mentee.",
	},
	{
		Key: "acs6", Name: "Affective Commitment Scale, 6 items", Source: "Meyer and Allen", Measures: "attachment to the organisation",
		Items: 6, Low: 1, High: 7, Combine: Mean, Scales: []ScaleDef{{Name: "commitment", Items: span(1, 6), Reverse: []int{3, 4, 5}}},
		Licence: AskFirst, Terms: "Copyright University of Western Ontario; no reproduction without written permission; there is an academic licence.",
	},
	{
		Key: "acs8", Name: "Affective Commitment Scale, 8 items", Source: "Allen and Meyer 1990", Measures: "attachment to the organisation",
		Items: 8, Low: 1, High: 7, Combine: Mean, Scales: []ScaleDef{{Name: "commitment", Items: span(1, 8), Reverse: []int{4, 5, 6, 8}}},
		Licence: AskFirst, Terms: "Copyright University of Western Ontario; as for the form of 6 items.",
	},
	{
		Key: "gse", Name: "General Self-Efficacy Scale", Source: "Schwarzer and Jerusalem", Measures: "belief in coping",
		Items: 10, Low: 1, High: 4, Combine: Sum, Scales: []ScaleDef{{Name: "self-efficacy", Items: span(1, 10)}},
		Licence: OpenWithCredit, Terms: "No formal permission needed; name the source.",
	},
	{
		Key: "careersat", Name: "Career Satisfaction Scale", Source: "Greenhaus et al. 1990", Measures: "satisfaction with one's career",
		Items: 5, Low: 1, High: 5, Combine: Mean, Scales: []ScaleDef{{Name: "career satisfaction", Items: span(1, 5)}},
		NotBy:   []ItemID{Gender},
		Licence: AskFirst, Terms: "Ask the authors. Do not compare sexes: the scale does not mean the same for both.",
	},
	{
		Key: "who5", Name: "WHO-5 Well-Being Index", Source: "World Health Organization", Measures: "well-being in the last two weeks",
		Items: 5, Low: 0, High: 5, Combine: Sum, Scales: []ScaleDef{{Name: "well-being", Items: span(1, 5), Factor: 4}},
		Bands: []Band{{0, "low"}, {51, "not low"}}, Matters: 10, Wellness: true,
		Licence: OpenWithCredit, Terms: "Free with credit; newer terms of the WHO may exclude commercial use.",
	},
	{
		Key: "miniz", Name: "Mini-Z 2.0", Source: "Linzer et al.", Measures: "joy at work, supportive surroundings, pace and records",
		Items: 10, Low: 1, High: 5, Combine: Sum, Wellness: true,
		Scales:  []ScaleDef{{Name: "joy", Items: span(1, 10)}, {Name: "supportive surroundings", Items: span(1, 5)}, {Name: "pace and records", Items: span(6, 10)}},
		Licence: AskFirst, Terms: "Commercial use needs the owner's leave. Score every item so that 5 is best. There is a form for residents.",
	},
	{
		Key: "wbi", Name: "Well-Being Index", Source: "Mayo Clinic", Measures: "distress", Combine: Unscored, Wellness: true,
		Licence: LinkOnly, Terms: "A licensed service run by its vendor.",
	},
	{
		Key: "cipp", Name: "CIPP mentoring surveys", Source: "Fatima et al. 2026", Measures: "context, input, process and product of a program",
		Low: 1, High: 6, Combine: Mean, Scales: named("context", "input", "process", "product"),
		Licence: AskFirst, Terms: "From an article; ask its authors. Misses what nobody planned for: keep the log of emergent outcomes beside it.",
	},
}

// skills are the six competencies of the Mentoring Competency Assessment.
var skills = []string{"communication", "expectations", "understanding", "independence", "diversity", "development"}

var mca26 = []ScaleDef{
	{Name: skills[0], Items: span(1, 6)}, {Name: skills[1], Items: span(7, 11)}, {Name: skills[2], Items: span(12, 14)},
	{Name: skills[3], Items: span(15, 19)}, {Name: skills[4], Items: span(20, 21)}, {Name: skills[5], Items: span(22, 26)},
}

// span lists the item numbers from first to last.
func span(first, last int) []int {
	items := make([]int, 0, last-first+1)
	for i := first; i <= last; i++ {
		items = append(items, i)
	}
	return items
}

// named makes scales whose items the program sorts.
func named(names ...string) []ScaleDef {
	scales := make([]ScaleDef, len(names))
	for i, name := range names {
		scales[i].Name = name
	}
	return scales
}
