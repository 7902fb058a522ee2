package smtpsink

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/emersion/go-message"
)

const (
	maxPicture  = 512 << 10 // bytes of one picture
	maxPictures = 4 << 20   // bytes that all pictures add to a page, each as often as it is shown
)

// picture is a part that HTML shows by its Content-ID, as "cid:…".
type picture struct {
	id   string
	part block
}

// withPictures returns the HTML part with its own pictures in it as data, so that its sealed document shows them and
// asks nobody. A reference to anything else stays as it is, and leads nowhere.
func (c Content) withPictures() string {
	if len(c.pictures) == 0 {
		return c.HTML
	}
	data := make(map[string]string, len(c.pictures))
	for _, p := range c.pictures {
		if _, known := data[p.id]; !known {
			data[p.id] = p.dataURL()
		}
	}
	var page strings.Builder
	markup, lower, room := c.HTML, lowerASCII(c.HTML), maxPictures
	for {
		at := strings.Index(lower, "cid:")
		if at < 0 {
			page.WriteString(markup)
			return page.String()
		}
		id := markup[at+len("cid:"):]
		if end := strings.IndexAny(id, " \t\n\"'<>()&"); end >= 0 {
			id = id[:end]
		}
		past := at + len("cid:") + len(id)
		if url := data[unescaped(id)]; url != "" && len(url) <= room {
			page.WriteString(markup[:at] + url)
			room -= len(url)
		} else {
			page.WriteString(markup[:past])
		}
		markup, lower = markup[past:], lower[past:]
	}
}

// unescaped undoes the escapes that a Content-ID needs in a URL (RFC 2392).
func unescaped(id string) string {
	if plain, err := url.PathUnescape(id); err == nil {
		return plain
	}
	return id
}

// dataURL returns the picture as a data: URL, or "" if its bytes are none of the usual bitmaps: what the mail says
// about their type is not believed, and SVG is a document rather than a picture.
func (p picture) dataURL() string {
	entity, err := message.New(p.part.head, bytes.NewReader(p.part.body))
	if err != nil {
		return ""
	}
	octets, err := io.ReadAll(io.LimitReader(entity.Body, maxPicture+1))
	if err != nil || len(octets) > maxPicture {
		return ""
	}
	kind := http.DetectContentType(octets)
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(octets)
	}
	return ""
}
