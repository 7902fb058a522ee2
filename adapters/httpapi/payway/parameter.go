package payway

import (
	"context"
	"net/netip"
	"unicode/utf8"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// invalidParameter is what is wrong with one parameter: the first one of the
// operation's own order at which something is.
type invalidParameter struct{ field, text string }

// Error names the kind of error only.
func (invalidParameter) Error() string { return "a parameter was refused" }

func invalid(field, text string) error { return invalidParameter{field: field, text: text} }

// parameters reads the fields of one body, in the operation's own order, up to
// the first that is wrong.
type parameters struct {
	object httpapi.Object
	prefix string             // of the names in errors, for an object in an object
	syntax domain.EmailSyntax // of the project's addresses
	err    error
}

// reading returns the step that reads a body of these fields, and no others.
func reading(known []httpapi.Field) func(body []byte) (parameters, error) {
	return func(body []byte) (parameters, error) { return readParameters(body, known) }
}

func readParameters(body []byte, known []httpapi.Field) (parameters, error) {
	object, err := httpapi.ReadClosedObject(body, known)
	return parameters{object: object}, err
}

// withSyntax lets handle know which addresses the client's project takes.
func (d *dialect) withSyntax(handle func(context.Context, *httpapi.Call, parameters) (httpapi.Answer, error)) func(context.Context, *httpapi.Call, parameters) (httpapi.Answer, error) {
	return func(ctx context.Context, call *httpapi.Call, p parameters) (httpapi.Answer, error) {
		project, err := d.Projects.Find(ctx, call.Client().ProjectID)
		if err != nil {
			return httpapi.Answer{}, err
		}
		p.syntax = project.EmailSyntax
		return handle(ctx, call, p)
	}
}

func (p *parameters) refuse(name, text string) {
	if p.err == nil {
		p.err = invalid(p.prefix+name, text)
	}
}

// optional returns the text of a string; given is false if there is none.
func (p *parameters) optional(name string) (text string, given bool) {
	switch v := p.object.Get(name); v.Kind {
	case 0, 'n':
		return "", false
	case '"':
		return v.Text, true
	}
	p.refuse(name, textNoString)
	return "", false
}

// required is optional, but that nothing is refused, too. Given is false if
// the parameter was refused.
func (p *parameters) required(name string) (text string, given bool) {
	text, given = p.optional(name)
	if !given {
		p.refuse(name, textRequired) // unless it was refused already
	}
	return text, given
}

func (p *parameters) email() domain.Email {
	text, given := p.required("email")
	if !given {
		return domain.Email{}
	}
	email, err := address(text, p.syntax)
	if err != nil && p.err == nil {
		p.err = err
	}
	return email
}

func (p *parameters) webURL(name string, read func(string) (string, bool)) domain.WebURL {
	text, given := read(name)
	if !given {
		return domain.WebURL{}
	}
	u, err := domain.ParseWebURL(text)
	if err != nil {
		p.refuse(name, textNoURL)
	}
	return u
}

// maxUserAgent is how much of a user agent is kept, in bytes.
const maxUserAgent = 1024

// device reads what is only kept for the record. A user agent is published
// without a limit, so a long one is cut off and not refused.
func (p *parameters) device() domain.Device {
	v := p.object.Get("device_info")
	switch v.Kind {
	case 0, 'n':
		return domain.Device{}
	case '{':
	default:
		p.refuse("device_info", textNoObject)
		return domain.Device{}
	}
	inside := parameters{object: v.Members, prefix: "device_info.", err: p.err}
	var d domain.Device
	if text, given := inside.optional("ip_address"); given {
		ip, err := netip.ParseAddr(text)
		if err != nil || ip.Zone() != "" {
			inside.refuse("ip_address", textNoIP)
		}
		d.IPAddress = ip.String()
	}
	text, _ := inside.optional("user_agent")
	d.UserAgent = cut(text)
	p.err = inside.err
	return d
}

// cut returns the whole characters of text that fit in maxUserAgent.
func cut(text string) string {
	if len(text) <= maxUserAgent {
		return text
	}
	end := maxUserAgent
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
