package app

import (
	"bytes"
	"context"

	"evenly/internal/access"
	"evenly/internal/sheet"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// List is a list as it leaves for a spreadsheet: the same columns, order and filter as on the page.
type List struct {
	Name    string
	Columns []ListColumn
	Rows    [][]string
	ReadMe  [][2]string // what the file is, which filter made it, and when
}

// ListColumn is the head of one column.
type ListColumn struct {
	Text   string
	Number bool
}

// Export is a file that a person takes out: what it needs to be allowed, and what the audit log calls it.
type Export struct {
	Needs access.Act
	Act   string // "pairs.export"
}

// The files around readings and the match.
var (
	PairsExport     = Export{access.PairsExport, "pairs.export"}
	EquityExport    = Export{access.PairsExport, "equity.export"}
	InputExport     = Export{access.PairsExport, "equity.input"}
	StepsExport     = Export{access.StepSee, "steps.export"}
	DecisionsExport = Export{access.DecisionSee, "decisions.export"}
	GMEExport       = Export{access.GMESee, "gme.export"}
	RunExport       = Export{access.MatchSee, "match.export"}
)

// Workbook writes lists as the sheets of one workbook and notes in the audit log that it was taken out, and how many rows.
func (a *App) Workbook(ctx context.Context, who tenant.Scope, e Export, first List, more ...List) ([]byte, error) {
	rows := len(first.Rows)
	tables := make([]sheet.Table, len(more))
	for i, l := range more {
		rows += len(l.Rows)
		tables[i] = l.table()
	}
	if err := a.noteExport(ctx, who, e, rows); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := sheet.WriteXLSX(&b, first.table(), tables...)
	return b.Bytes(), err
}

func (a *App) noteExport(ctx context.Context, who tenant.Scope, e Export, rows int) error {
	if err := access.Check(who, e.Needs); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		return tx.Audit(ctx, e.Act, "", map[string]any{"rows": rows})
	})
}

func (l List) table() sheet.Table {
	t := sheet.Table{Name: l.Name, Rows: l.Rows}
	for _, c := range l.Columns {
		h := sheet.Heading{Text: c.Text}
		if c.Number {
			h.Kind = sheet.Number
		}
		t.Headings = append(t.Headings, h)
	}
	for _, r := range l.ReadMe {
		t.ReadMe = append(t.ReadMe, sheet.Line{Label: r[0], Value: r[1]})
	}
	return t
}
