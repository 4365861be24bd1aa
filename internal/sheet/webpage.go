package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// readWebPage reads the tables of a web page, one sheet each. Hospital systems export such pages under the name .xls, and
// Excel opens them as if they were workbooks. A table inside a table is read as part of the outer one.
func readWebPage(data []byte, l Limits) ([]Sheet, error) {
	p := page{tokens: html.NewTokenizer(strings.NewReader(decodeText(data))), limits: l}
	if err := p.read(); err != nil {
		return nil, err
	}
	if len(p.sheets) == 0 {
		return nil, bad("This is a web page without a table that holds anything.%s", whatWorks)
	}
	return p.sheets, nil
}

type page struct {
	tokens *html.Tokenizer
	limits Limits
	sheets []Sheet
	tables int

	depth int // tables we are inside of
	grid  grid
	row   Row
	cell  *bytes.Buffer // nil outside cells
}

func (p *page) read() error {
	p.tokens.SetMaxBuf(p.limits.Text)
	for {
		switch p.tokens.Next() {
		case html.ErrorToken:
			if err := p.tokens.Err(); err != io.EOF {
				return bad("The web page cannot be read.%s", whatWorks)
			}
			return p.endTable()
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := p.tokens.TagName()
			if err := p.start(string(name)); err != nil {
				return err
			}
		case html.EndTagToken:
			name, _ := p.tokens.TagName()
			if err := p.end(string(name)); err != nil {
				return err
			}
		case html.TextToken:
			p.text(p.tokens.Text())
		}
	}
}

func (p *page) start(tag string) error {
	switch tag {
	case "table":
		if p.depth++; p.depth == 1 {
			p.grid, p.row, p.cell = grid{limits: p.limits}, Row{}, nil
		}
	case "tr":
		return p.endRow()
	case "td", "th":
		p.endCell()
		if p.depth > 0 {
			p.cell = new(bytes.Buffer)
		}
	case "br":
		p.text([]byte("\n"))
	}
	return nil
}

func (p *page) end(tag string) error {
	switch tag {
	case "table":
		if p.depth--; p.depth <= 0 {
			return p.endTable()
		}
	case "tr":
		return p.endRow()
	case "td", "th":
		p.endCell()
	}
	return nil
}

func (p *page) text(text []byte) {
	if p.cell != nil {
		p.cell.Write(text)
	}
}

func (p *page) endCell() {
	if p.cell != nil && len(p.row.Cells) <= p.limits.Columns {
		p.row.Cells = append(p.row.Cells, strings.Join(strings.Fields(p.cell.String()), " "))
	}
	p.cell = nil
}

func (p *page) endRow() error {
	p.endCell()
	if p.row.Cells == nil {
		return nil
	}
	p.row.Number++
	cells := p.row.Cells
	p.row.Cells = nil
	return p.grid.add(Row{Number: p.row.Number, Cells: cells})
}

func (p *page) endTable() error {
	if err := p.endRow(); err != nil {
		return err
	}
	p.depth = 0
	if len(p.grid.rows) == 0 {
		return nil
	}
	p.tables++
	p.sheets = append(p.sheets, p.grid.sheet(fmt.Sprintf("Table %d", p.tables)))
	p.grid = grid{limits: p.limits}
	return nil
}
