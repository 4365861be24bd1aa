package demo

// Persona is somebody of the demonstration to sign in as, with what there is to do for them.
type Persona struct{ Group, Email, Name, Role, Hint, Next string }

// Personas lists who the demonstration offers to be, grouped by program.
func Personas() []Persona {
	im, peds := "/"+hospital+"/"+medicine, "/"+hospital+"/"+children
	med, ped, hosp := "Internal Medicine: week 42 of the year", "Pediatrics: ranking is open", "The hospital"
	return []Persona{
		{med, email("Helen Marsh"), "Dr. Helen Marsh", "program director", "See which pairs need a look.", im},
		{med, email("Victor Oduya"), "Dr. Victor Oduya", "associate director", "The same, and flags about the director’s own pairs.", im},
		{med, email("Carmen Ruiz"), "Carmen Ruiz", "coordinator", "People, settings, time away, next year.", im},
		{med, email("Amara Okafor"), "Dr. Amara Okafor", "mentor", "Log a meeting in two taps.", im},
		{med, email("Miriam Stern"), "Dr. Miriam Stern", "mentor and facilitator", "Two roles, one sign-in.", im},
		{med, email("Leila Farahani"), "Leila Farahani", "resident, PGY-1", "Met her mentor once since July.", im},
		{med, email("Clara Dubois"), "Clara Dubois", "resident, PGY-2", "Monthly dinners and study sessions.", im},
		{med, email("Joy Abiodun"), "Joy Abiodun", "chief resident", "Sees names of pairs only.", im},
		{ped, email("Nadia Karam"), "Nadia Karam", "resident, PGY-1", "Rank three mentors, on a phone too.", peds + "/ranking"},
		{ped, email("Ingrid Solberg"), "Dr. Ingrid Solberg", "mentor", "Edit the profile and places.", peds},
		{ped, email("Leo Marchand"), "Leo Marchand", "coordinator", "Close ranking, run the match, announce it.", peds},
		{ped, email("Simone Baptiste"), "Dr. Simone Baptiste", "program director", "The director’s view before a year begins.", peds},
		{hosp, email("Ruth Adeyemi"), "Ruth Adeyemi", "ombudsperson", "Outside every program.", "/"},
		{hosp, email("Paul Okonkwo"), "Dr. Paul Okonkwo", "DIO", "Across programs.", "/"},
	}
}
