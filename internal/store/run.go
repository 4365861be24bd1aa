package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// Run is one run of the match: an immutable snapshot of what it was made from and, once solved, its result. Both are JSON in
// the file format of the command line, with pseudonymous ids; IDs maps those back to persons.
type Run struct {
	ID           mentorship.RunID
	CycleID      mentorship.CycleID
	Number       int
	Name         string // in words: "Nobody left behind", "One more place with Dr. Okafor"
	Preset       string
	Purpose      mentorship.RunPurpose
	Kind         string // of the pairs: primary, or a further mentor
	Scenario     json.RawMessage
	Instance     []byte
	Result       []byte // nil while waiting
	IDs          map[string]string
	InputsHash   []byte
	State        mentorship.RunState
	ParentID     *mentorship.RunID
	TaskID       *string
	CreatedBy    *tenant.PersonID
	CreatedAt    time.Time
	ChosenBy     *tenant.PersonID
	ChosenAt     *time.Time
	AnswersUntil *time.Time
	HoldUntil    *time.Time
	AnnouncedAt  *time.Time
	ChoiceReason string // why it was chosen although its order of aims is not the published one
}

const runColumns = `id, cycle_id, number, name, preset, purpose, kind, scenario, instance, result, ids, inputs_hash, state,
	parent_id, task_id, created_by, created_at, chosen_by, chosen_at, answers_until, hold_until, announced_at, choice_reason`

const noRun = "There is no such run of the match."

// Run reads one run, or fault.NotFound.
func (tx *Tx) Run(ctx context.Context, id mentorship.RunID) (Run, error) {
	return one[Run](ctx, tx, noRun, `
		SELECT `+runColumns+` FROM match_run WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": known(string(id))})
}

// LockRun reads one run and keeps others from changing it, its proposals' answers included, until the transaction ends.
func (tx *Tx) LockRun(ctx context.Context, id mentorship.RunID) (Run, error) {
	return one[Run](ctx, tx, noRun, `
		SELECT `+runColumns+` FROM match_run WHERE program_id = @program AND id = @id FOR UPDATE`, pgx.StrictNamedArgs{"id": known(string(id))})
}

// Runs lists the runs of a cycle for one purpose and kind that were not dropped, oldest first.
func (tx *Tx) Runs(ctx context.Context, cycle mentorship.CycleID, purpose mentorship.RunPurpose, kind string) ([]Run, error) {
	return many[Run](ctx, tx, `
		SELECT `+runColumns+` FROM match_run
		WHERE program_id = @program AND cycle_id = @cycle AND purpose = @purpose AND kind = @kind AND state <> 'dropped'
		ORDER BY number`, pgx.StrictNamedArgs{"cycle": cycle, "purpose": string(purpose), "kind": kind})
}

// RunsOfTask lists what a task has to solve, oldest first.
func (tx *Tx) RunsOfTask(ctx context.Context, task string) ([]Run, error) {
	return many[Run](ctx, tx, `
		SELECT `+runColumns+` FROM match_run WHERE program_id = @program AND task_id = @task ORDER BY number`, pgx.StrictNamedArgs{"task": task})
}

// OpenRuns lists the runs of a cycle that were chosen and are not announced, whatever their purpose.
func (tx *Tx) OpenRuns(ctx context.Context, cycle mentorship.CycleID) ([]Run, error) {
	return many[Run](ctx, tx, `
		SELECT `+runColumns+` FROM match_run
		WHERE program_id = @program AND cycle_id = @cycle AND state IN ('chosen', 'answering') ORDER BY number`,
		pgx.StrictNamedArgs{"cycle": cycle})
}

// LockCycle keeps others from starting, choosing or announcing a run of the cycle until the transaction ends.
func (tx *Tx) LockCycle(ctx context.Context, cycle mentorship.CycleID) error {
	_, err := tx.exec(ctx, `SELECT FROM cycle WHERE program_id = @program AND id = @cycle FOR UPDATE`, pgx.StrictNamedArgs{"cycle": cycle})
	return err
}

// AddRun stores a run that waits to be solved and returns its id ("" in r: a new one). Its number is the next of the cycle.
func (tx *Tx) AddRun(ctx context.Context, r Run) (id mentorship.RunID, err error) {
	ids, err := json.Marshal(r.IDs)
	if err != nil {
		return "", fmt.Errorf("add a run: %w", err)
	}
	err = tx.row(ctx, `
		INSERT INTO match_run (institution_id, id, program_id, cycle_id, number, name, preset, purpose, kind, scenario, instance, ids,
		                       inputs_hash, state, parent_id, task_id, choice_reason, created_by, created_at)
		SELECT @institution, coalesce(nullif(@id, '')::uuid, gen_random_uuid()), @program, @cycle, coalesce(max(r.number), 0) + 1, @name, @preset,
		       @purpose, @kind, @scenario, @instance, @ids, @hash, 'waiting', @parent, @task, @reason, nullif(@person, '')::uuid, @now
		FROM (SELECT number FROM match_run WHERE program_id = @program AND cycle_id = @cycle) r
		RETURNING id`,
		pgx.StrictNamedArgs{"id": string(r.ID), "cycle": r.CycleID, "name": r.Name, "preset": r.Preset, "purpose": string(r.Purpose), "kind": r.Kind,
			"scenario": r.Scenario, "instance": r.Instance, "ids": ids, "hash": r.InputsHash, "parent": r.ParentID, "task": r.TaskID, "reason": r.ChoiceReason,
			"person": string(tx.who.Person)}).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("add a run: %w", err)
	}
	return id, nil
}

// SolveRun stores the result of a run that waits. One that was dropped meanwhile stays as it is.
func (tx *Tx) SolveRun(ctx context.Context, id mentorship.RunID, state mentorship.RunState, result []byte) error {
	_, err := tx.exec(ctx, `
		UPDATE match_run SET state = @state, result = @result WHERE program_id = @program AND id = @id AND state = 'waiting'`,
		pgx.StrictNamedArgs{"id": id, "state": string(state), "result": result})
	return err
}

// SetRunState moves a run from one state to another, or is fault.Conflict when it stands elsewhere.
func (tx *Tx) SetRunState(ctx context.Context, id mentorship.RunID, from, to mentorship.RunState) error {
	tag, err := tx.exec(ctx, `
		UPDATE match_run SET state = @to,
		       chosen_by = CASE WHEN @to = 'chosen' THEN nullif(@person, '')::uuid ELSE chosen_by END,
		       chosen_at = CASE WHEN @to = 'chosen' THEN @now::timestamptz ELSE chosen_at END,
		       announced_at = CASE WHEN @to = 'announced' THEN @now::timestamptz ELSE announced_at END
		WHERE program_id = @program AND id = @id AND state = @from`,
		pgx.StrictNamedArgs{"id": id, "from": string(from), "to": string(to), "person": string(tx.who.Person)})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "Someone moved this run on meanwhile. Look at where it stands now.")
	}
	return err
}

// SetChoiceReason stores why a run was chosen by another order of aims than the published one.
func (tx *Tx) SetChoiceReason(ctx context.Context, id mentorship.RunID, reason string) error {
	_, err := tx.exec(ctx, `
		UPDATE match_run SET choice_reason = @reason WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": id, "reason": reason})
	return err
}

// SetAnswersUntil stores when the window for answers ends.
func (tx *Tx) SetAnswersUntil(ctx context.Context, id mentorship.RunID, until time.Time) error {
	_, err := tx.exec(ctx, `
		UPDATE match_run SET answers_until = @until WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": id, "until": until})
	return err
}

// SetHold stores until when an announcement can be stopped, and the task that makes it; nil: none is under way.
func (tx *Tx) SetHold(ctx context.Context, id mentorship.RunID, until *time.Time, task *string) error {
	_, err := tx.exec(ctx, `
		UPDATE match_run SET hold_until = @until, task_id = coalesce(@task::uuid, task_id)
		WHERE program_id = @program AND id = @id`, pgx.StrictNamedArgs{"id": id, "until": until, "task": task})
	return err
}

// DropRuns drops the runs of a purpose and kind that were neither chosen nor announced.
func (tx *Tx) DropRuns(ctx context.Context, cycle mentorship.CycleID, purpose mentorship.RunPurpose, kind string) error {
	_, err := tx.exec(ctx, `
		UPDATE match_run SET state = 'dropped'
		WHERE program_id = @program AND cycle_id = @cycle AND purpose = @purpose AND kind = @kind
		  AND state IN ('waiting', 'solved', 'infeasible', 'failed')`,
		pgx.StrictNamedArgs{"cycle": cycle, "purpose": string(purpose), "kind": kind})
	return err
}

// DropTaskRuns drops what a task has not solved yet.
func (tx *Tx) DropTaskRuns(ctx context.Context, task string) error {
	_, err := tx.exec(ctx, `
		UPDATE match_run SET state = 'dropped' WHERE program_id = @program AND task_id = @task AND state = 'waiting'`,
		pgx.StrictNamedArgs{"task": task})
	return err
}

// Adjustment is a pair pinned or forbidden by hand, with its reason.
type Adjustment struct {
	ID                                     string
	Kind                                   string // pin, forbid
	ResidentID                             mentorship.ResidentID
	MentorID                               mentorship.MentorID
	Reason                                 string
	ResidentGiven, ResidentFamily          string
	MentorTitle, MentorGiven, MentorFamily string
	ByTitle, ByGiven, ByFamily             string
	CreatedAt                              time.Time
}

// Resident is the resident's name, Mentor the mentor's, By who set it.
func (a Adjustment) Resident() mentorship.Name {
	return mentorship.Name{Given: a.ResidentGiven, Family: a.ResidentFamily}
}

// Mentor is the mentor's name.
func (a Adjustment) Mentor() mentorship.Name {
	return mentorship.Name{Title: a.MentorTitle, Given: a.MentorGiven, Family: a.MentorFamily}
}

// By is who set it.
func (a Adjustment) By() mentorship.Name {
	return mentorship.Name{Title: a.ByTitle, Given: a.ByGiven, Family: a.ByFamily}
}

// Adjustments lists the hand changes of a cycle that are in force, oldest first.
func (tx *Tx) Adjustments(ctx context.Context, cycle mentorship.CycleID) ([]Adjustment, error) {
	return many[Adjustment](ctx, tx, `
		SELECT a.id, a.kind, a.resident_id, a.mentor_id, a.reason, r.given_name AS resident_given, r.family_name AS resident_family,
		       m.title AS mentor_title, m.given_name AS mentor_given, m.family_name AS mentor_family,
		       b.title AS by_title, b.given_name AS by_given, b.family_name AS by_family, a.created_at
		FROM match_adjustment a
		JOIN person r ON r.institution_id = a.institution_id AND r.id = a.resident_id
		JOIN person m ON m.institution_id = a.institution_id AND m.id = a.mentor_id
		JOIN person b ON b.institution_id = a.institution_id AND b.id = a.created_by
		WHERE a.program_id = @program AND a.cycle_id = @cycle AND a.removed_at IS NULL
		ORDER BY a.created_at, a.id`, pgx.StrictNamedArgs{"cycle": cycle})
}

// AddAdjustment pins or forbids a pair. What was set by hand for the same pair before, and another pin of the same
// resident, is taken back.
func (tx *Tx) AddAdjustment(ctx context.Context, cycle mentorship.CycleID, a Adjustment) (id string, err error) {
	args := pgx.StrictNamedArgs{"cycle": cycle, "kind": a.Kind, "resident": known(string(a.ResidentID)), "mentor": known(string(a.MentorID))}
	if _, err := tx.exec(ctx, `
		UPDATE match_adjustment SET removed_at = @now
		WHERE program_id = @program AND cycle_id = @cycle AND resident_id = @resident AND removed_at IS NULL
		  AND (mentor_id = @mentor OR kind = 'pin' AND @kind = 'pin')`, args); err != nil {
		return "", err
	}
	args["reason"] = a.Reason
	err = tx.row(ctx, `
		INSERT INTO match_adjustment (institution_id, program_id, cycle_id, kind, resident_id, mentor_id, reason, created_by, created_at)
		VALUES (@institution, @program, @cycle, @kind, @resident, @mentor, @reason, @me, @now)
		RETURNING id`, args).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("add a hand change: %w", err)
	}
	return id, nil
}

// RemoveAdjustment takes a hand change back, or is fault.NotFound.
func (tx *Tx) RemoveAdjustment(ctx context.Context, id string) error {
	tag, err := tx.exec(ctx, `
		UPDATE match_adjustment SET removed_at = @now WHERE program_id = @program AND id = @id AND removed_at IS NULL`,
		pgx.StrictNamedArgs{"id": known(id)})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.NotFound, "There is no such change.")
	}
	return err
}

// ReduceMentorPlaces closes places of a mentor, and lowers the least number with them.
func (tx *Tx) ReduceMentorPlaces(ctx context.Context, mentor mentorship.MentorID, by int) error {
	_, err := tx.exec(ctx, `
		UPDATE mentor SET places = greatest(places - @by, 0), min_places = least(min_places, greatest(places - @by, 0)), version = version + 1
		WHERE program_id = @program AND person_id = @mentor`, pgx.StrictNamedArgs{"mentor": mentor, "by": by})
	return err
}

// PersonNames finds how people are called, by id.
func (tx *Tx) PersonNames(ctx context.Context, ids []string) (map[string]mentorship.Name, error) {
	rows, err := many[struct{ ID, Title, Given, Family string }](ctx, tx, `
		SELECT id, title, given_name AS given, family_name AS family FROM person WHERE id::text = ANY (@ids)`, pgx.StrictNamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	out := make(map[string]mentorship.Name, len(rows))
	for _, r := range rows {
		out[r.ID] = mentorship.Name{Title: r.Title, Given: r.Given, Family: r.Family}
	}
	return out, nil
}
