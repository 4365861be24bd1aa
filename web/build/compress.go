package main

import (
	"bytes"
	"compress/gzip"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// twins returns the brotli and gzip forms of a file of text. Fonts are compressed inside already.
func twins(f file) []file {
	if filepath.Ext(f.name) == ".woff2" {
		return nil
	}
	return []file{{f.name + ".br", brotliBytes(f.data)}, {f.name + ".gz", gzipBytes(f.data)}}
}

// Writing into a bytes.Buffer cannot fail, so neither can these.

func brotliBytes(data []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func gzipBytes(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}
