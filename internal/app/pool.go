package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"evenly/internal/fault"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/survey/urn"
	"evenly/internal/tenant"
)

// The pool of small waves waits, for years perhaps, until it is about five people. After its first wave it may be one
// person's answers. So it is sealed like a ballot, to keys of its own, and opened for counting only; when it is shown, its
// keys are destroyed, and no backup from before tells what it held then.

// poolKeys names a pool's keys.
func poolKeys(in tenant.InstitutionID, id string) urn.Wave {
	return urn.Wave{Institution: string(in), ID: "pool-" + id}
}

// count counts a wave together with the pool and carries the pool on. It gives the id of a pool that is shown thereby.
func (a *App) count(ctx context.Context, tx *store.Tx, w store.Wave, answers []survey.Answers, chance *rand.Rand) (r survey.Release, shown *string, err error) {
	sealed, err := tx.Pool(ctx, w.Audience)
	if err != nil {
		return r, nil, err
	}
	pool, err := a.openPool(tx.Who().Institution, sealed)
	if err != nil {
		return r, nil, err
	}
	r, next := w.Questionnaire.Count(answers, pool, chance)
	switch {
	case r.Pooled > 0 && sealed.ID != "":
		return r, &sealed.ID, tx.DropPool(ctx, w.Audience)
	case next.Waves == pool.Waves: // nobody answered, or enough by themselves
		return r, nil, nil
	}
	sealed, err = a.sealPool(ctx, tx, sealed, next)
	if err != nil {
		return r, nil, err
	}
	return r, nil, tx.SetPool(ctx, w.Audience, sealed)
}

// openPool opens a pool. One whose keys are lost is lost with them, and a new one begins.
func (a *App) openPool(in tenant.InstitutionID, sealed store.SealedPool) (p survey.Pool, err error) {
	if sealed.ID == "" {
		return p, nil
	}
	keys, err := a.keys.Load(poolKeys(in, sealed.ID))
	if fault.Is(err, fault.NotFound) {
		a.logger.Warn("the keys of a pool of small surveys are lost, and its answers with them", "pool", sealed.ID)
		return p, nil
	}
	if err != nil {
		return p, err
	}
	text, err := keys.Open(urn.BallotID{}, 0, sealed.Sealed)
	if err != nil {
		return p, fmt.Errorf("open the pool of small surveys: %w", err)
	}
	return p, json.Unmarshal(text, &p)
}

// poolStep is what sizes of pools are rounded up to, so that they do not tell how much was written.
const poolStep = 16 << 10

// sealPool seals a pool, to the keys it has or to new ones.
func (a *App) sealPool(ctx context.Context, tx *store.Tx, before store.SealedPool, p survey.Pool) (store.SealedPool, error) {
	out := store.SealedPool{ID: before.ID}
	if out.ID == "" {
		var err error
		if out.ID, err = tx.NewID(ctx); err != nil {
			return out, err
		}
	}
	keys, err := a.keys.Create(poolKeys(tx.Who().Institution, out.ID))
	if err != nil {
		return out, err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return out, err
	}
	text = append(text, bytes.Repeat([]byte(" "), poolStep-len(text)%poolStep)...)
	out.Sealed, err = keys.Public().Seal(urn.BallotID{}, 0, text)
	return out, err
}
