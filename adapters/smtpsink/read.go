package smtpsink

import (
	"bytes"
	"io"
	"strings"

	"github.com/emersion/go-message"
)

const (
	maxParts   = 100
	maxDepth   = 10
	maxDecoded = 1 << 20 // bytes of text, and of HTML, after decoding
	maxName    = 200     // bytes of a file name
)

// Content is what a person can see of a mail: valid UTF-8 throughout, at most 1 MiB of text and of HTML, 100 parts to a
// depth of 10, 200 header lines and 50 links. Notes say in plain words what was left out or broken.
type Content struct {
	Headers []Header
	Text    string
	HTML    string
	Links   []string
	Files   []File
	Notes   []string

	pictures []picture // those that HTML can show by their Content-ID
}

// File tells about a part that is neither text nor HTML; its bytes are not handed out.
type File struct{ Name, Type string }

// ParseMail reads any bytes as a mail, as far as they are one, in time and memory bounded by their number; what is no
// mail comes back as text.
func ParseMail(raw []byte) Content {
	w := walk{}
	root := openBlock(raw)
	w.Headers = root.fields()
	w.visit(root, 0)
	if w.Text == "" && w.HTML == "" && len(w.Files) == 0 && len(bytes.TrimSpace(root.body)) > 0 {
		w.note("This mail could not be taken apart, so its source is shown.")
		w.Text = clip(readable(string(root.body)), maxDecoded)
	}
	w.Links = findLinks(w.Text, w.HTML)
	return w.Content
}

// walk collects the Content of one mail, part by part.
type walk struct {
	Content
	parts int
}

func (w *walk) visit(b block, depth int) {
	w.parts++
	if b.cut {
		w.note("A head with more than 200 lines or 64 KiB is shown in part.")
	}
	kind, params := mediaType(b.head)
	if !strings.HasPrefix(kind, "multipart/") {
		w.leaf(b, kind, params)
		return
	}
	if depth == maxDepth {
		w.note("Parts nested deeper than 10 are not shown.")
		return
	}
	for part := range splitParts(b.body, params["boundary"]) {
		if w.parts >= maxParts {
			w.note("Only the first 100 parts are shown.")
			return
		}
		w.visit(openBlock(part), depth+1)
	}
}

func (w *walk) leaf(b block, kind string, params map[string]string) {
	disposition, more, _ := b.head.ContentDisposition()
	isText, isHTML := kind == "text/plain", kind == "text/html"
	if strings.EqualFold(disposition, "attachment") || !isText && !isHTML {
		name := more["filename"]
		if name == "" {
			name = params["name"]
		}
		w.Files = append(w.Files, File{Name: clip(oneLine(name), maxName), Type: clip(oneLine(kind), maxName)})
		if id := strings.Trim(b.head.Get("Content-Id"), " <>"); id != "" {
			w.pictures = append(w.pictures, picture{id: id, part: b})
		}
		return
	}
	text := w.decode(b)
	switch {
	case isHTML && w.HTML == "":
		w.HTML = text
	case isText && w.Text == "":
		w.Text = text
	case isText:
		w.Text = clip(w.Text+"\n\n"+text, maxDecoded)
	default:
		w.Files = append(w.Files, File{Name: "another HTML part", Type: kind})
	}
}

// decode undoes transfer encoding and charset; when that fails, what was readable until then is shown, else the source.
func (w *walk) decode(b block) string {
	entity, err := message.New(b.head, bytes.NewReader(b.body))
	if err != nil {
		w.note("A part has an unknown encoding or charset and is shown as it came.")
	}
	decoded, err := io.ReadAll(io.LimitReader(entity.Body, maxDecoded+1))
	if err != nil {
		w.note("A part is damaged and shown as far as it could be read.")
		if len(decoded) == 0 {
			decoded = b.body
		}
	}
	return clip(readable(string(decoded)), maxDecoded)
}

func (w *walk) note(text string) {
	for _, known := range w.Notes {
		if known == text {
			return
		}
	}
	w.Notes = append(w.Notes, text)
}

// mediaType returns the type in lower case, without the remains of parameters that could not be read; what is no type
// is plain text.
func mediaType(h message.Header) (string, map[string]string) {
	kind, params, _ := h.ContentType()
	kind, _, _ = strings.Cut(kind, ";")
	if !strings.Contains(kind, "/") {
		return "text/plain", params
	}
	return strings.ToLower(strings.TrimSpace(kind)), params
}

// readable returns s as valid UTF-8 with LF line ends and without NUL.
func readable(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD").Replace(strings.ToValidUTF8(s, "\uFFFD"))
}

// oneLine is readable without line ends, which an encoded word can bring into a header.
func oneLine(s string) string {
	return strings.ReplaceAll(readable(s), "\n", " ")
}
