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

// PairsWorkbook writes the list of pairs as a workbook and notes in the audit log that it was taken out, and how many rows.
func (a *App) PairsWorkbook(ctx context.Context, who tenant.Scope, l List) ([]byte, error) {
	if err := access.Check(who, access.PairsExport); err != nil {
		return nil, err
	}
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		return tx.Audit(ctx, "pairs.export", "", map[string]any{"rows": len(l.Rows)})
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = sheet.WriteXLSX(&b, l.table())
	return b.Bytes(), err
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
