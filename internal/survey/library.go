package survey

// The library. Structure and scoring are facts about the published instruments; none of their sentences is here.
//
// What could be compared with public documentation says with which (Checked). What could not is not remembered but asked for:
// where High is 0 the program types the answers as its form has them, and where ScaleDef.Items is nil it says, form in hand,
// which items belong to a scale and which of them are scored from the other end.
const (
	formInHand = "Its article describes the whole. Which item belongs where, and which is turned round, is taken from the form as you type it."
	ownNumbers = "Answers are numbered from 1 here, as many as the form has; the parts of the score’s distribution do not depend on that."
)

var library = []Instrument{
	{
		Key: "met", Name: "Mentor Evaluation Tool", Source: "Yukawa et al. 2020", Measures: "overall effectiveness of a mentor",
		Items: 13, Low: 1, Combine: Mean, Scales: []ScaleDef{{Name: "effectiveness", Items: span(1, 13)}},
		Checked: "Its article (PLoS ONE 15(6):e0234345): 13 items, one factor, mean. " + ownNumbers,
		Licence: OpenWithCredit, Terms: "Published in PLoS ONE under CC BY. Ratings crowd at the top: it did not tell award-winning mentors from others.",
	},
	{
		Key: "mca21", Name: "Mentoring Competency Assessment, 21 items", Source: "Hyun et al. 2022", Measures: "six skills of a mentor",
		Items: 21, Low: 1, High: 7, Combine: Mean, Scales: named(skills...),
		Checked: "Its article (doi 10.1017/cts.2022.381): 21 items on six competencies. " + formInHand,
		Licence: OpenWithCredit, Terms: "Open-access article; check its licence line before typing the items. Supersedes the 26-item form.",
	},
	{
		Key: "mca26", Name: "Mentoring Competency Assessment, 26 items", Source: "Fleming et al. 2013", Measures: "six skills of a mentor",
		Items: 26, Low: 1, High: 7, Combine: Mean, Scales: named(skills...),
		Checked: "Its article (PMID 23702534): 26 items on six competencies. " + formInHand,
		Licence: AskFirst, Terms: "Copyright Wolters Kluwer and the Association of American Medical Colleges.",
	},
	{
		Key: "mes", Name: "Mentorship Effectiveness Scale", Source: "Berk et al. 2005", Measures: "a mentor's behaviour",
		Items: 12, Low: 1, High: 6, Combine: Mean, Scales: []ScaleDef{{Name: "effectiveness", Items: span(1, 12)}},
		Checked: "Its article (Acad Med 2005;80:66-71): 12 items, six answers from disagreement to agreement. " + ownNumbers,
		Licence: AskFirst, Terms: "Printed in Academic Medicine; ask its publisher. Its authors warn of halo and of weak reliability.",
	},
	{
		Key: "mpq", Name: "Mentorship Profile Questionnaire", Source: "Berk et al. 2005", Measures: "what the relationship is and what came of it",
		Checked: "Its article (Acad Med 2005;80:66-71). There is no score.",
		Combine: Unscored, Licence: AskFirst, Terms: "Printed in Academic Medicine; ask its publisher. Open answers and lists.",
	},
	{
		Key: "lmx7", Name: "LMX-7", Source: "Graen and Uhl-Bien 1995", Measures: "quality of the pair: respect, trust, obligation",
		Items: 7, Low: 1, High: 5, Combine: Sum, Scales: []ScaleDef{{Name: "quality", Items: span(1, 7)}},
		Bands:   []Band{{7, "very low"}, {15, "low"}, {20, "moderate"}, {25, "high"}, {30, "very high"}},
		Checked: "The project’s list of instruments: seven items, sum 7 to 35, textbook bands from 15, 20, 25 and 30. Compare the bands with your source.",
		Licence: AskFirst, Terms: "Widely used; who may permit it is unclear, so permission is to be shown.",
	},
	{
		Key: "lmxmdm", Name: "LMX-MDM", Source: "Liden and Maslyn 1998", Measures: "affect, loyalty, contribution, professional respect",
		Items: 12, Low: 1, High: 7, Combine: Mean, Scales: named("affect", "loyalty", "contribution", "professional respect"),
		Checked: "Its article (J Manage 1998;24:43-72): four dimensions. " + formInHand,
		Licence: AskFirst, Terms: "Copyright of the publisher.",
	},
	{
		Key: "memeq", Name: "MEMeQ", Source: "Schäfer et al. 2015", Measures: "satisfaction with what the mentee finds important",
		Low: 1, Combine: Weighted, Scales: []ScaleDef{{Name: "weighted satisfaction"}},
		Checked: "Its article (doi 10.1186/s12909-015-0469-0): areas, their importance, satisfaction weighted by it. " + ownNumbers,
		Licence: OpenWithCredit, Terms: "BMC, open access; check the licence line before typing the areas.",
	},
	{
		Key: "dual", Name: "Dual-purpose mentoring questionnaire", Source: "Heeneman and de Grave 2019", Measures: "preferred against actual mentoring",
		Low: 1, Combine: Gap, Scales: named("reflection", "presence", "personal issues", "behaviour change", "professional identity"),
		Checked: "Its article (doi 10.1186/s12909-019-1574-2, table 1): five scales, one of their items turned round. " + formInHand,
		Licence: OpenWithCredit, Terms: "BMC, open access; check the licence line before typing the items. Forms for mentor and mentee.",
	},
	{
		Key: "acs6", Name: "Affective Commitment Scale, 6 items", Source: "Meyer and Allen", Measures: "attachment to the organisation",
		Items: 6, Low: 1, High: 7, Combine: Mean, Scales: named("commitment"),
		Checked: "Its users’ guide (University of Western Ontario, 2004): original and revised form. " + formInHand,
		Licence: AskFirst, Terms: "Copyright University of Western Ontario; no reproduction without written permission; there is an academic licence.",
	},
	{
		Key: "acs8", Name: "Affective Commitment Scale, 8 items", Source: "Allen and Meyer 1990", Measures: "attachment to the organisation",
		Items: 8, Low: 1, High: 7, Combine: Mean, Scales: named("commitment"),
		Checked: "Its users’ guide (University of Western Ontario, 2004): original and revised form. " + formInHand,
		Licence: AskFirst, Terms: "Copyright University of Western Ontario; as for the form of 6 items.",
	},
	{
		Key: "gse", Name: "General Self-Efficacy Scale", Source: "Schwarzer and Jerusalem", Measures: "belief in coping",
		Items: 10, Low: 1, High: 4, Combine: Sum, Scales: []ScaleDef{{Name: "self-efficacy", Items: span(1, 10)}},
		Checked: "The project’s list of instruments: ten items, four answers, sum 10 to 40.",
		Licence: OpenWithCredit, Terms: "No formal permission needed; name the source.",
	},
	{
		Key: "careersat", Name: "Career Satisfaction Scale", Source: "Greenhaus et al. 1990", Measures: "satisfaction with one's career",
		Items: 5, Low: 1, High: 5, Combine: Mean, Scales: []ScaleDef{{Name: "career satisfaction", Items: span(1, 5)}},
		NotBy:   []ItemID{Gender},
		Checked: "The project’s list of instruments: five items, five answers, mean.",
		Licence: AskFirst, Terms: "Ask the authors. Do not compare sexes: the scale does not mean the same for both.",
	},
	{
		Key: "who5", Name: "WHO-5 Well-Being Index", Source: "World Health Organization", Measures: "well-being in the last two weeks",
		Items: 5, Low: 0, High: 5, Combine: Sum, Scales: []ScaleDef{{Name: "well-being", Items: span(1, 5), Factor: 4}},
		Bands: []Band{{0, "low"}, {51, "not low"}}, Matters: 10, Wellness: true,
		Checked: "Published scoring sheets: five answers of 0 to 5, their sum times 4; a sum below 13 is low, a change of 10 matters.",
		Licence: OpenWithCredit, Terms: "Free with credit; newer terms of the WHO may exclude commercial use.",
	},
	{
		Key: "miniz", Name: "Mini-Z 2.0", Source: "Linzer et al.", Measures: "joy at work, supportive surroundings, pace and records",
		Items: 10, Low: 1, High: 5, Combine: Sum, Wellness: true,
		Scales:  []ScaleDef{{Name: "joy", Items: span(1, 10)}, {Name: "supportive surroundings"}, {Name: "pace and records"}},
		Checked: "The abstract of its validation: ten items, a joy score of all of them, two scales of five. Which five is taken from the form as you type it.",
		Licence: AskFirst, Terms: "Commercial use needs the owner's leave. Type every item’s answers so that the last is the best. There is a form for residents.",
	},
	{
		Key: "wbi", Name: "Well-Being Index", Source: "Mayo Clinic", Measures: "distress", Combine: Unscored, Wellness: true,
		Checked: "Not scored here.",
		Licence: LinkOnly, Terms: "A licensed service run by its vendor.",
	},
	{
		Key: "cipp", Name: "CIPP mentoring surveys", Source: "Fatima et al. 2026", Measures: "context, input, process and product of a program",
		Low: 1, High: 6, Combine: Mean, Scales: named("context", "input", "process", "product"),
		Checked: "The project’s list of instruments: six answers. " + formInHand,
		Licence: AskFirst, Terms: "From an article; ask its authors. Misses what nobody planned for: keep the log of emergent outcomes beside it.",
	},
}

// skills are the six competencies of the Mentoring Competency Assessment.
var skills = []string{"communication", "expectations", "understanding", "independence", "diversity", "development"}

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
