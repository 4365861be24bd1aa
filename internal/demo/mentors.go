package demo

// mentorData is one invented faculty member: who they are and what their profile says.
type mentorData struct {
	given, family, specialty, site string
	askMe                          string
	background, academic, personal string
	meets                          string
	domains, languages             []string
	video                          bool
	places                         int
}

const (
	career   = "Career"
	research = "Research"
	clinical = "Clinical"
	life     = "Life in training"
	well     = "Wellbeing"
	teaching = "Teaching"
)

// mentorsIM are the 26 mentors of Internal Medicine. No real persons.
var mentorsIM = []mentorData{
	{"Amara", "Okafor", "Cardiology", "Main hospital", "Ask me about fellowship applications and how to say no to a project.",
		"Residency here, cardiology in Baltimore, back since 2014. I run the heart failure clinic.", "Heart failure in people without insurance; quality of discharge letters.",
		"Choir, two teenagers, bad at chess.", "In my office with the door closed, or by video when you are on nights.", []string{career, clinical, life}, []string{"English", "Igbo"}, true, 2},
	{"Sten", "Lindqvist", "Hospital medicine", "Main hospital", "Ask me how to hand over well at 7 in the morning.",
		"Trained in Uppsala and Minneapolis. Hospitalist for eleven years.", "Handover, early warning scores, alarms that nobody hears.",
		"Cross-country skiing, bread.", "A walk around the park after rounds.", []string{clinical, well, career}, []string{"English", "Swedish"}, true, 2},
	{"Camila", "Reyes", "Infectious diseases", "Main hospital", "Two children born in residency. Happy to talk schedules, boards and daycare.",
		"Medical school in Bogotá, residency in Miami.", "Antibiotic stewardship; tuberculosis in shelters.", "Salsa, gardening on a balcony.",
		"Short and often: half an hour with tea.", []string{life, clinical, well}, []string{"English", "Spanish"}, true, 2},
	{"Anil", "Chandra", "Nephrology", "Main hospital", "Clinical trials, statistics, and how to read a rejection letter.",
		"MD and MPH. Leads the kidney trials unit.", "Pragmatic trials, missing data, dialysis access.", "Cricket on Sundays, crosswords.",
		"Bring a draft; we mark it up together.", []string{research}, []string{"English", "Hindi", "Tamil"}, true, 1},
	{"Ruth", "Hollis", "Palliative care", "Main hospital", "Hard conversations, burnout, and staying kind. I meet over a walk.",
		"General practice first, palliative care since 2009.", "Family meetings; teaching communication.", "Pottery and a very old dog.",
		"Walking, phones off.", []string{well, life}, []string{"English"}, false, 2},
	{"Reza", "Abadi", "Gastroenterology", "Main hospital", "Matched as an IMG. I know the visa paperwork better than I would like.",
		"Medical school in Shiraz, residency in Cleveland.", "Colon cancer screening in immigrant communities.", "Cooking for twelve, backgammon.",
		"In clinic between lists; bring questions.", []string{career, life}, []string{"English", "Persian"}, false, 1},
	{"Miriam", "Stern", "General medicine", "Clinic East", "Thirty years of clinic. Career choices, teaching, and what I would do again.",
		"Founded the resident clinic in 1998.", "Diagnosis over time; continuity of care.", "String quartet, crosswords in pen.",
		"Clinic East, Thursdays after four.", []string{teaching, well, career}, []string{"English", "Hebrew"}, false, 3},
	{"Piotr", "Kowalski", "Pulmonary and critical care", "Main hospital", "Ask me about the ICU year and about sleep.",
		"Residency in Chicago, fellowship in Denver.", "Ventilator weaning; sleep of people who work nights.", "Long-distance cycling.",
		"After ICU rounds, standing up.", []string{clinical, career}, []string{"English", "Polish"}, true, 2},
	{"Ken", "Fujimoto", "Oncology", "Cancer center", "Lab and bedside. I take one resident so that they get my time.",
		"MD-PhD. Half a week in the laboratory.", "Resistance to targeted drugs; tumour boards that decide.", "Go, ramen, trains.",
		"A fixed hour every other week.", []string{research, career}, []string{"English", "Japanese"}, true, 1},
	{"Greta", "Brandt", "Rheumatology", "Main hospital", "Ask me about part-time training and going back after a break.",
		"Trained half-time with twins.", "Early arthritis clinics; patient-reported outcomes.", "Swimming in cold water.",
		"Coffee downstairs, or by video in the evening.", []string{life, clinical, well}, []string{"English", "German"}, true, 2},
	{"Kwame", "Osei", "General medicine", "Clinic East", "Community clinics, advocacy, and how to talk to a legislator.",
		"Residency here; public health in Atlanta.", "Hypertension in barbershops; community boards.", "Jollof debates, coaching youth soccer.",
		"Wherever you are, I come by.", []string{career, teaching, life}, []string{"English", "Twi"}, true, 2},
	{"Laura", "Vance", "Endocrinology", "Main hospital", "Ask me about teaching well with ten minutes to spare.",
		"Associate clerkship director for six years.", "Diabetes technology; bedside teaching.", "Quilts, trail running.",
		"After morning report.", []string{teaching, clinical}, []string{"English"}, true, 2},
	{"Dimitri", "Petrov", "Cardiology", "Main hospital", "Imaging, abstracts, and how to finish what you start.",
		"Residency in Boston, imaging fellowship in Rotterdam.", "Echo registries; reproducible reading.", "Chess, properly.",
		"Monthly, with a to-do list.", []string{research, career}, []string{"English", "Bulgarian", "Russian"}, true, 2},
	{"Ngozi", "Nwosu", "Hematology", "Cancer center", "Ask me about sickle cell, mentors who are not like you, and finding your voice.",
		"Medical school in Lagos, residency in Detroit.", "Sickle cell pain in the emergency room.", "Afrobeat, tax law of all things.",
		"Lunch, on me the first time and in the cafeteria always.", []string{career, clinical, well}, []string{"English", "Igbo"}, false, 2},
	{"Mateo", "Salgado", "Hospital medicine", "Main hospital", "Quality projects that fit into a rotation.",
		"Chief resident here in 2016.", "Falls, catheters, small tests of change.", "Climbing gym, daughter’s robot club.",
		"In the team room after sign-out.", []string{research, clinical, teaching}, []string{"English", "Spanish"}, true, 2},
	{"Fiona", "Whelan", "Geriatrics", "Clinic East", "Ask me about slow medicine and fast days.",
		"Dublin, then Rochester.", "Delirium; medicines that can stop.", "Sea swimming, choirs, bad puns.",
		"A home visit together, then talk.", []string{clinical, well, teaching}, []string{"English", "Irish"}, false, 2},
	{"Priyanka", "Iyer", "General medicine", "Clinic East", "Women’s health, leadership, and negotiating a first contract.",
		"Medical director of Clinic East.", "Access to contraception; clinic flow.", "Carnatic music, marathons.",
		"Video at 6:30 am or 8 pm, you choose.", []string{career, life}, []string{"English", "Tamil"}, true, 2},
	{"Elena", "Castellanos", "Infectious diseases", "Main hospital", "Ask me about global health that lasts longer than a trip.",
		"Ten years between here and Guatemala.", "Typhoid vaccines; partnership with health posts.", "Birdwatching at dawn.",
		"By phone on my drive, honest and short.", []string{research, career, life}, []string{"English", "Spanish"}, true, 1},
	{"Henri", "Moreau", "Pulmonary and critical care", "Main hospital", "Procedures, simulation, and staying calm.",
		"Directs the simulation center.", "Airway training; debriefing.", "Baking, jazz bass.",
		"In the simulation room after hours.", []string{clinical, teaching}, []string{"English", "French"}, true, 2},
	{"Chantal", "Tremblay", "Neurology", "Main hospital", "Changing your mind about a specialty, twice.",
		"Surgery for two years, then neurology.", "Stroke pathways in small hospitals.", "Curling, really.",
		"Tea in the neurology library.", []string{career, life, well}, []string{"English", "French"}, true, 1},
	{"Jonas", "Haas", "Nephrology", "Main hospital", "Ask me about coding, data and medicine in one week.",
		"Informatics fellowship in Basel.", "Predicting kidney injury; fair algorithms.", "Synthesizers, sourdough.",
		"Screen share or whiteboard.", []string{research, teaching}, []string{"English", "German"}, true, 2},
	{"Giulia", "Bianchi", "Gastroenterology", "Main hospital", "Being the only woman in the endoscopy suite, and changing that.",
		"Padua, then San Francisco.", "Ergonomics of endoscopy; training curves.", "Opera, motorbikes.",
		"Between lists, standing, espresso.", []string{clinical, career}, []string{"English", "Italian"}, false, 1},
	{"Samuel", "Quist", "Emergency medicine", "Main hospital", "Nights, shifts and a life around them.",
		"Double-boarded, emergency and internal medicine.", "Crowding; people who come back within 72 hours.", "Night sky photography.",
		"Breakfast after nights.", []string{well, life, clinical}, []string{"English", "Danish"}, true, 2},
	{"Leyla", "Rahimi", "Oncology", "Cancer center", "Writing: abstracts, personal statements, condolences.",
		"Edits a residents’ journal.", "Survivorship; narrative medicine.", "Poetry in two languages.",
		"Send pages first, then we talk for half an hour.", []string{teaching, research, well}, []string{"English", "Dari"}, true, 2},
	{"Thomas", "Adair", "General medicine", "Clinic East", "Rural practice, loan repayment, and keeping a marriage.",
		"Ten years as the only doctor in a valley.", "Telehealth that patients like.", "Sheep. Eleven of them.",
		"By phone from the barn.", []string{life, career}, []string{"English"}, true, 2},
	{"Soo-ah", "Park", "Endocrinology", "Main hospital", "First-generation physicians: the rules nobody writes down.",
		"First in my family to finish school.", "Thyroid cancer overtreatment.", "Karaoke with conviction.",
		"Bubble tea across the street.", []string{career, life, teaching}, []string{"English", "Korean"}, true, 2},
}

// residentsIM are the 39 residents, 13 in each training year.
var residentsIM = [3][13]string{
	{"Priya Nair", "Mateo Alvarez", "Grace Oyelaran", "Tom Whitfield", "Yuki Tanaka", "Hannah Weiss", "Samuel Boateng", "Leila Farahani", "Connor Doyle", "Mei-Ling Chou", "Aisha Rahman", "Daniel Novak", "Sofia Marchetti"},
	{"Jonah Adler", "Fatima Zahra", "Erik Sandvik", "Nkechi Umeh", "Ravi Menon", "Clara Dubois", "Ibrahim Sow", "Olivia Hart", "Kenji Mori", "Ana Pereira", "Luke Brennan", "Zainab Qureshi", "Pavel Dvorak"},
	{"Maya Goldberg", "Tariq Aziz", "Isabel Cruz", "Noah Fischer", "Thandi Mokoena", "Arjun Patel", "Emma Larsson", "Diego Fuentes", "Rachel Kim", "Owen Price", "Salma Haddad", "Viktor Ivanov", "Chloe Bennett"},
}

// mentorsPeds are the mentors of Pediatrics, whose residents are ranking.
var mentorsPeds = []mentorData{
	{"Ingrid", "Solberg", "General pediatrics", "Children’s pavilion", "Ask me about the first month and the last one.", "Residency here, clinic since 2010.", "School absences; asthma plans.", "Knitting, fjord rowing.", "Lunch on Wednesdays.", []string{clinical, life}, []string{"English", "Norwegian"}, true, 3},
	{"Marcus", "Bell", "Neonatology", "Children’s pavilion", "Small patients, large decisions.", "Fellowship in Philadelphia.", "Feeding protocols; parents at rounds.", "Gospel piano.", "In the unit at 6 pm.", []string{clinical, research}, []string{"English"}, true, 3},
	{"Rosa", "Delgado", "Adolescent medicine", "Clinic East", "Talking with teenagers, and about them.", "Trained in San Antonio.", "Confidential care; eating disorders.", "Roller derby.", "A walk, a taco.", []string{well, life, teaching}, []string{"English", "Spanish"}, true, 3},
	{"Hamid", "Karimi", "Pediatric cardiology", "Children’s pavilion", "Research for people with no time.", "Tehran, Toronto, here.", "Registry of fetal hearts.", "Calligraphy.", "A fixed hour a month.", []string{research, career}, []string{"English", "Persian"}, false, 2},
	{"Beth", "Nguyen", "Hospital pediatrics", "Children’s pavilion", "Ask me how to run a family-centered round.", "Chief resident in 2018.", "Discharge by noon, or not.", "Board games.", "After rounds.", []string{clinical, teaching}, []string{"English", "Vietnamese"}, true, 3},
	{"Owen", "Farrell", "Child neurology", "Children’s pavilion", "Changing specialty, part-time paths, and a hearing aid in the OR.", "Came to medicine at thirty.", "First seizure clinics.", "Fly fishing.", "Video in the evening.", []string{career, life}, []string{"English"}, true, 3},
	{"Adaeze", "Eze", "General pediatrics", "Clinic East", "Community work that counts for promotion.", "Runs the mobile clinic.", "Vaccines and trust.", "Afro-Caribbean dance.", "On the bus of the mobile clinic.", []string{career, teaching}, []string{"English", "Igbo"}, true, 3},
	{"Lena", "Hofmann", "Pediatric oncology", "Children’s pavilion", "Hope, honesty, and going home on time.", "Heidelberg, then here.", "Symptom diaries.", "Beekeeping.", "Tea, slowly.", []string{well, research}, []string{"English", "German"}, false, 1},
}

// residentsPeds are the residents of Pediatrics, by training year.
var residentsPeds = [3][6]string{
	{"Nadia Karam", "Ben Ostrowski", "Lucia Romero", "Felix Wong", "Amina Diallo", "Jack Thornton"},
	{"Keiko Sato", "Omar Haddad", "Julia Lindholm", "Marcus Webb", "Tanvi Shah", "Elif Kaya"},
	{"Sean Murphy", "Camille Laurent", "David Cohen", "Rosalind Achebe", "Hugo Meyer", "Ines Carvalho"},
}
