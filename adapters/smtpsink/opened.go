package smtpsink

import "net/url"

// The faces of a mail, and the widths its HTML is shown in.
const (
	htmlFace    = "html"
	textFace    = "text"
	headersFace = "headers"
	sourceFace  = "source"

	fitWidth     = "fit" // as wide as there is room
	desktopWidth = "desktop"
	phoneWidth   = "phone"
)

const maxSource = 1 << 20 // bytes of source on a page

// openMail is the mail that the page shows, with one of its faces.
type openMail struct {
	*mail
	Content
	Face   string
	Width  string
	Faces  []choice
	Widths []choice
	Source string // "" unless that is the face
}

// choice is one of several links of which one is current.
type choice struct {
	Label, Path string
	Current     bool
}

// open takes m apart and chooses the face that query asks for; a mail with HTML shows that first. Unless a mail was
// picked, the newest of the list is opened.
func (v *inboxView) open(m *mail, query url.Values) {
	if !v.Picked && len(v.Mails) > 0 {
		m = v.Mails[0]
	}
	if m == nil {
		return
	}
	o := &openMail{mail: m, Content: ParseMail(m.raw), Face: textFace, Width: fitWidth}
	if o.HTML != "" {
		o.Face = htmlFace
	}
	switch asked := query.Get("view"); asked {
	case textFace, headersFace, sourceFace:
		o.Face = asked
	}
	switch asked := query.Get("width"); asked {
	case desktopWidth, phoneWidth:
		o.Width = asked
	}
	for _, f := range [][2]string{{"HTML", htmlFace}, {"Text", textFace}, {"Headers", headersFace}, {"Source", sourceFace}} {
		if f[1] != htmlFace || o.HTML != "" {
			o.Faces = append(o.Faces, choice{Label: f[0], Path: v.path(m, f[1], ""), Current: o.Face == f[1]})
		}
	}
	for _, w := range [][2]string{{"Fit", fitWidth}, {"Desktop", desktopWidth}, {"Phone", phoneWidth}} {
		o.Widths = append(o.Widths, choice{Label: w[0], Path: v.path(m, htmlFace, w[1]), Current: o.Width == w[1]})
	}
	if o.Face == sourceFace {
		o.Source = clip(readable(string(m.raw)), maxSource)
	}
	v.Open = o
}

// Author is the decoded From header, or the envelope's sender.
func (m *mail) Author() string {
	if m.author != "" {
		return m.author
	}
	return m.From
}
