package app

import (
	"context"
	"crypto/sha256"
	"strings"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
)

// Answering has two halves that never meet. IssueToken knows the person and learns nothing of the token it signs; the
// functions after it know a token, or the code of a slip, and take no scope: no person is in reach of them.

// IssueToken signs the blinded token of a person who is asked. The same one again gets the same signature, so that a lost
// reply costs nothing; another one is fault.Conflict. Neither the moment nor the person is noted beyond the fact itself.
func (a *App) IssueToken(ctx context.Context, who tenant.Scope, id mentorship.WaveID, blinded []byte) (signature []byte, err error) {
	if err := access.Check(who, access.SurveySee); err != nil {
		return nil, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		w, err := tx.Wave(ctx, id)
		if err != nil {
			return err
		}
		if err := mayAnswer(ctx, tx, w); err != nil {
			return err
		}
		keys, err := a.trueKeys(who.Institution, w.ID, urn.Public{Signing: w.Signing, Sealing: w.Sealing})
		if err != nil {
			return err
		}
		if signature, err = keys.BlindSign(blinded); err != nil {
			return err
		}
		return tx.Issue(ctx, w.ID, blinded)
	})
	return signature, err
}

func mayAnswer(ctx context.Context, tx *store.Tx, w store.Wave) error {
	if !tx.Who().Is(audienceRole[w.Audience]) {
		return fault.New(fault.Forbidden, "This survey asks %s.", w.Audience)
	}
	today, err := todayOf(ctx, tx)
	if err == nil && !answerable(tx.Who(), w, today) {
		return errSurveyClosed
	}
	return err
}

var errSurveyClosed = fault.New(fault.Closed, "This survey has closed.")

// Poll is a survey as anybody may see it.
type Poll struct {
	store.Poll
	Institution store.Institution
	Open        bool
	Used        bool // answers came with this slip already
}

// Keys are its public keys, the same for everybody.
func (p Poll) Keys() urn.Public { return urn.Public{Signing: p.Signing, Sealing: p.Sealing} }

// trueKeys reads the private keys of an open wave and holds the public ones that the database shows against them. Whoever can
// write to the database could put keys of their own there, and read what is sealed to them.
func (a *App) trueKeys(in tenant.InstitutionID, id mentorship.WaveID, shown urn.Public) (*urn.Keys, error) {
	keys, err := a.loadKeys(in, id)
	if err != nil {
		return nil, err
	}
	if keys.Public().Fingerprint() != shown.Fingerprint() {
		a.logger.Error("the database shows keys of a survey that are not those in the folder: somebody changed them", "survey", id)
		return nil, fault.New(fault.Unavailable, "The keys of this survey are not those it was opened with. Don’t answer it, and tell the ombudsperson.")
	}
	return keys, nil
}

// PollKeys are the public keys of an open survey, the same for everybody. One past its last day is fault.Closed.
func (a *App) PollKeys(ctx context.Context, institution string, id mentorship.WaveID) (urn.Public, error) {
	p, err := a.Poll(ctx, institution, id)
	if err != nil {
		return urn.Public{}, err
	}
	if !p.Open {
		return urn.Public{}, errSurveyClosed
	}
	_, err = a.trueKeys(p.Institution.ID, p.ID, p.Keys())
	return p.Keys(), err
}

// Poll reads a survey, as nobody.
func (a *App) Poll(ctx context.Context, institution string, id mentorship.WaveID) (p Poll, err error) {
	err = a.asNobody(ctx, institution, func(in store.Institution, n *store.Nobody) error {
		p, err = pollOf(ctx, in, n, id)
		return err
	})
	return p, err
}

func pollOf(ctx context.Context, in store.Institution, n *store.Nobody, id mentorship.WaveID) (Poll, error) {
	found, err := n.Poll(ctx, id)
	return asPoll(in, n, found), err
}

// asPoll says whether a wave still takes answers: until the end of its last day where the program is.
func asPoll(in store.Institution, n *store.Nobody, found store.Poll) Poll {
	today := mentorship.DateOf(n.Now(), mentorship.Zone(found.TimeZone))
	return Poll{Poll: found, Institution: in, Open: found.State == mentorship.WaveOpen && !today.After(found.ClosesOn)}
}

func (a *App) asNobody(ctx context.Context, institution string, fn func(store.Institution, *store.Nobody) error) error {
	in, err := a.store.InstitutionBySlug(ctx, institution)
	if err != nil {
		return err
	}
	return a.store.Anonymous(ctx, in.ID, func(n *store.Nobody) error { return fn(in, n) })
}

// PutBallot puts a sealed ballot in. When it returns nil the ballot is in to stay. A token that does not belong to this
// survey, or a ballot of another size, is fault.Invalid; other content under the same revision fault.Conflict; after the
// last day fault.Closed.
func (a *App) PutBallot(ctx context.Context, institution string, id mentorship.WaveID, b SealedBallot) error {
	return a.asNobody(ctx, institution, func(in store.Institution, n *store.Nobody) error {
		p, err := pollOf(ctx, in, n, id)
		if err != nil {
			return err
		}
		if !p.Open {
			return errSurveyClosed
		}
		token, err := urn.ParseToken(b.Token)
		if err != nil {
			return err
		}
		ballot, err := p.Keys().Verify(token)
		if err != nil {
			return err
		}
		return put(ctx, n, p, ballot, b.Revision, b.Sealed)
	})
}

// SealedBallot is a ballot as a browser sends it.
type SealedBallot struct {
	Token    []byte
	Revision uint32
	Sealed   []byte
}

const mostRevisions = 100 // of one ballot

func put(ctx context.Context, n *store.Nobody, p Poll, id urn.BallotID, revision uint32, sealed []byte) error {
	if revision >= mostRevisions || len(sealed) != urn.SealedSize(p.Questionnaire.BallotSize()) {
		return fault.New(fault.Invalid, "This does not fit the survey.")
	}
	print := sha256.Sum256(sealed)
	return n.PutBallot(ctx, p.ID, store.Ballot{ID: id[:], Revision: int(revision), Sealed: sealed, Print: print[:]})
}

// PollOfSlip finds the open survey that a slip's code belongs to, or fault.Invalid.
func (a *App) PollOfSlip(ctx context.Context, institution, code string) (p Poll, err error) {
	err = a.asNobody(ctx, institution, func(in store.Institution, n *store.Nobody) error {
		p, _, err = findSlip(ctx, in, n, code)
		return err
	})
	return p, err
}

func findSlip(ctx context.Context, in store.Institution, n *store.Nobody, code string) (Poll, urn.BallotID, error) {
	slip, err := urn.ParseSlip(code)
	if err != nil {
		return Poll{}, urn.BallotID{}, fieldProblem("code", "A code has 20 letters and digits, in five groups of four. Check the slip.")
	}
	all, err := n.OpenPolls(ctx)
	if err != nil {
		return Poll{}, urn.BallotID{}, err
	}
	if len(all) == 0 {
		return Poll{}, urn.BallotID{}, errSurveyClosed
	}
	for _, found := range all {
		p := asPoll(in, n, found)
		id := slip.ID(p.Keys())
		has, used, err := n.HasSlip(ctx, p.ID, id[:])
		switch {
		case err != nil:
			return Poll{}, id, err
		case has && !p.Open:
			return Poll{}, id, errSurveyClosed
		case has:
			p.Used = used
			return p, id, nil
		}
	}
	return Poll{}, urn.BallotID{}, fieldProblem("code", "No open survey has this code. Check the letters, and the last day on the slip.")
}

// PutBySlip seals answers that came without scripts, on receipt, and puts them in. It may be done again until the survey
// closes; the last time counts. Answers that do not fit come back as fault.Invalid by question.
func (a *App) PutBySlip(ctx context.Context, institution, code string, answers survey.Answers) error {
	return a.asNobody(ctx, institution, func(in store.Institution, n *store.Nobody) error {
		p, id, err := findSlip(ctx, in, n, code)
		if err != nil {
			return err
		}
		for item, text := range answers.Text {
			answers.Text[item] = survey.Tidy(strings.ReplaceAll(text, "\r\n", "\n"))
		}
		ballot, err := p.Questionnaire.Pack(answers)
		if err != nil {
			return err
		}
		if _, err := a.trueKeys(in.ID, p.ID, p.Keys()); err != nil {
			return err
		}
		for revision := range uint32(mostRevisions) {
			sealed, err := p.Keys().Seal(id, revision, ballot)
			if err != nil {
				return err
			}
			if err = put(ctx, n, p, id, revision, sealed); !fault.Is(err, fault.Conflict) {
				return err
			}
		}
		return fault.New(fault.TooMany, "This slip was used %d times. Its last answer counts.", mostRevisions)
	})
}
