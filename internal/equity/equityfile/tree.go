package equityfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// node is one value of a JSON text. encoding/json decodes into structs too, but stops at the first mistake and lets
// a key stand twice; a person correcting a file of a thousand lines wants the whole list.
type node struct {
	value any // nil, bool, string, json.Number, []node or []field
}

type field struct {
	key   string
	value node
}

// maxDepth is above the four levels the format has; deeper texts are not read, so that none exhausts the stack.
const maxDepth = 16

var (
	errDeep = errors.New("is nested too deep")
	errUTF8 = errors.New("is not UTF-8 text")
)

// byteOrderMark is what some programs write before UTF-8 text.
var byteOrderMark = []byte("\uFEFF")

// parse reads one JSON value that fills the text. Its errors say where the text stops being JSON.
func parse(text []byte) (node, error) {
	text = bytes.TrimPrefix(text, byteOrderMark)
	if !utf8.Valid(text) {
		return node{}, errUTF8
	}
	if err := json.Unmarshal(text, new(json.RawMessage)); err != nil {
		return node{}, locate(err, text)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return parseValue(dec, 0)
}

// locate adds line and column to a syntax error.
func locate(err error, text []byte) error {
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return err
	}
	before := text[:max(0, min(int(syntax.Offset)-1, len(text)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Errorf("%w (line %d, column %d)", err, line, column)
}

func parseValue(dec *json.Decoder, depth int) (node, error) {
	token, err := dec.Token()
	if err != nil {
		return node{}, err
	}
	if depth > maxDepth {
		return node{}, errDeep
	}
	switch token {
	case json.Delim('{'):
		return parseObject(dec, depth)
	case json.Delim('['):
		return parseArray(dec, depth)
	}
	return node{token}, nil
}

func parseObject(dec *json.Decoder, depth int) (node, error) {
	fields := []field{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return node{}, err
		}
		value, err := parseValue(dec, depth+1)
		if err != nil {
			return node{}, err
		}
		fields = append(fields, field{key.(string), value})
	}
	_, err := dec.Token()
	return node{fields}, err
}

func parseArray(dec *json.Decoder, depth int) (node, error) {
	nodes := []node{}
	for dec.More() {
		value, err := parseValue(dec, depth+1)
		if err != nil {
			return node{}, err
		}
		nodes = append(nodes, value)
	}
	_, err := dec.Token()
	return node{nodes}, err
}
