package equityfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

var errDeep = errors.New("is nested too deep")

// parse reads one JSON value that fills the text. Its errors say where the text stops being JSON.
func parse(text []byte) (node, error) {
	if !utf8.Valid(text) {
		return node{}, errors.New("is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	n, err := parseValue(dec, 0)
	if err == nil {
		if _, err = dec.Token(); err == io.EOF {
			return n, nil
		}
		if err == nil {
			err = errors.New("has more after its end")
		}
	}
	return node{}, locate(err, text, dec.InputOffset())
}

// locate adds line and column to an error.
func locate(err error, text []byte, offset int64) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = max(0, syntax.Offset-1)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("ends too early")
		offset = int64(len(text))
	}
	before := text[:min(int(offset), len(text))]
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
