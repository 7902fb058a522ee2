package apidocs

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

const (
	inboxTag  = "Inbox"
	healthTag = "Health"
)

// Extras is the document of what latchkey serves besides the published APIs:
// what it added to these, two addresses for whoever watches over a server and,
// if inbox, those of a demo's inbox, for scripts. The latter are written by hand
// because neither is a dialect; the stories of the command line hold them
// against the program.
func Extras(inbox bool, published ...*huma.OpenAPI) *huma.OpenAPI {
	b := &extras{
		schemas:  huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
		security: map[string]*huma.SecurityScheme{},
	}
	document := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "latchkey", Version: "1",
			Description: "What latchkey has of its own, beside the APIs that others published. What it adds to one of these is there as well.\n\n" +
				"Whoever watches over a server, such as a load balancer, asks whether it is **alive** and whether it is **ready** for requests.",
		},
		Servers: []*huma.Server{{URL: "/", Description: "This server"}},
		Tags:    []*huma.Tag{{Name: healthTag, Description: "For supervisors and load balancers."}},
		Paths: map[string]*huma.PathItem{
			"/healthz": {Get: b.finish(b.alive(), "GET, HEAD", useGet)},
			"/readyz":  {Get: b.finish(b.ready(), "GET, HEAD", useGet)},
		},
	}
	if inbox {
		b.addInbox(document)
	}
	for _, api := range published {
		b.addAdditions(document, api)
	}
	document.Components = &huma.Components{Schemas: b.schemas, SecuritySchemes: b.security}
	return document
}

func (b *extras) addInbox(document *huma.OpenAPI) {
	document.Info.Description += "\n\nA **demo** catches every mail it sends and keeps the newest ones in memory. People read them under [/inbox](/inbox), " +
		"scripts with the calls below. No mail leaves the machine, and nobody needs a credential to read them: a server that is not a demo has no inbox."
	document.Tags = append([]*huma.Tag{{Name: inboxTag, Description: "Mails that a demo caught."}}, document.Tags...)
	const all, one = "DELETE, GET, HEAD", "GET, HEAD"
	document.Paths["/inbox/api/messages"] = &huma.PathItem{Get: b.finish(b.list(), all, otherMethod), Delete: b.finish(b.empty(), all, otherMethod)}
	document.Paths["/inbox/api/messages/{id}"] = &huma.PathItem{Get: b.finish(b.show(), one, otherMethod)}
}

func (b *extras) alive() *huma.Operation {
	return &huma.Operation{
		OperationID: "isAlive", Summary: "Is the server alive?", Tags: []string{healthTag}, Security: []map[string][]string{},
		Description: "Answers as long as the program runs, whatever else is wrong. A server that does not answer should be started anew.",
		Responses: map[string]*huma.Response{
			"200": b.answer("It is alive.", standing{}, map[string]*huma.Example{"alive": {Summary: "Alive", Value: json.RawMessage(`{"status":"ok"}`)}}),
		},
	}
}

func (b *extras) ready() *huma.Operation {
	return &huma.Operation{
		OperationID: "isReady", Summary: "Is the server ready?", Tags: []string{healthTag}, Security: []map[string][]string{},
		Description: "Tells whether requests should come here. A mail relay in trouble is no reason to stay away: requests are accepted, and their mails keep.",
		Responses: map[string]*huma.Response{
			"200": b.answer("Requests are welcome.", standing{}, map[string]*huma.Example{"ready": {Summary: "Ready", Value: json.RawMessage(`{"status":"ready"}`)}}),
			"503": b.answer("Requests should go elsewhere, or wait.", standing{}, map[string]*huma.Example{
				"not_ready": {Summary: "The database cannot be used", Value: json.RawMessage(`{"status":"not ready"}`)},
				"stopping":  {Summary: "The server is about to end", Value: json.RawMessage(`{"status":"stopping"}`)},
			}),
		},
	}
}

type extras struct {
	schemas  huma.Registry
	security map[string]*huma.SecurityScheme
}

func (b *extras) list() *huma.Operation {
	return &huma.Operation{
		OperationID: "listMails", Summary: "List mails", Tags: []string{inboxTag}, Security: []map[string][]string{},
		Description: "Tells which mails there are, newest first, without their content. The oldest ones leave when the inbox is full.",
		Responses: map[string]*huma.Response{
			"200": b.answer("The mails that are kept.", mailList{}, map[string]*huma.Example{
				"empty":    {Summary: "No mail yet", Value: json.RawMessage(emptyInbox)},
				"one_mail": {Summary: "A reset link was sent", Value: json.RawMessage(`{"messages":[` + exampleSummary + `}]}`)},
			}),
		},
	}
}

func (b *extras) show() *huma.Operation {
	return &huma.Operation{
		OperationID: "showMail", Summary: "Read a mail", Tags: []string{inboxTag}, Security: []map[string][]string{},
		Description: "Returns one mail with its text, its HTML and its headers. A header that was sent several times has a line for each.",
		Parameters: []*huma.Param{{
			Name: "id", In: "path", Required: true, Description: "The mail's id, from the list.", Example: "1",
			Schema: &huma.Schema{Type: huma.TypeString},
		}},
		Responses: map[string]*huma.Response{
			"200": b.answer("The mail.", mail{}, map[string]*huma.Example{"reset_link": {Summary: "A reset link", Value: json.RawMessage(exampleMail)}}),
			"404": b.answer("There is no mail with this id, or not any more.", inboxError{}, map[string]*huma.Example{
				"no_such_mail": {Summary: "Unknown id", Value: json.RawMessage(noSuchMail)},
			}),
		},
	}
}

func (b *extras) empty() *huma.Operation {
	return &huma.Operation{
		OperationID: "deleteMails", Summary: "Empty the inbox", Tags: []string{inboxTag}, Security: []map[string][]string{},
		Description: "Forgets all mails. Ids are not used again. Pages of other web origins may not do this.",
		Responses: map[string]*huma.Response{
			"204": {Description: "The inbox is empty."},
			"403": {Description: "The call came from a page of another web origin."},
		},
	}
}

// finish documents what all of these operations answer alike: which methods the
// path takes, and how the call is called in the log.
func (b *extras) finish(op *huma.Operation, allow, refusal string) *huma.Operation {
	wrong := b.answer("The path takes another method.", inboxError{}, map[string]*huma.Example{
		"wrong_method": {Summary: "Another method", Value: json.RawMessage(refusal)},
	})
	wrong.Headers = map[string]*huma.Param{"Allow": headerOf("The methods that are taken.", allow)}
	op.Responses["405"] = wrong
	for _, answer := range op.Responses {
		if answer.Headers == nil {
			answer.Headers = map[string]*huma.Param{}
		}
		answer.Headers["X-Request-Id"] = headerOf("Names this call in the server's log.", "5f0c8b1d2e3a4f596877")
	}
	return op
}

func headerOf(text, example string) *huma.Param {
	return &huma.Param{Description: text, Required: true, Schema: &huma.Schema{Type: huma.TypeString}, Example: example}
}

func (b *extras) answer(text string, model any, examples map[string]*huma.Example) *huma.Response {
	return &huma.Response{Description: text, Content: map[string]*huma.MediaType{
		kindJSON: {Schema: b.schemas.Schema(reflect.TypeOf(model), true, ""), Examples: examples},
	}}
}

// The bodies of the inbox, as documented: nothing is decoded into these.
type (
	mailList struct {
		Messages []mailSummary `json:"messages" nullable:"false" doc:"Newest first."`
	}

	mailSummary struct {
		ID         string   `json:"id" doc:"Names the mail in this inbox."`
		From       string   `json:"from" doc:"The sender, from the envelope."`
		To         []string `json:"to" nullable:"false" doc:"The recipients, from the envelope."`
		Subject    string   `json:"subject" doc:"Decoded; cut at 1 KiB."`
		ReceivedAt string   `json:"received_at" format:"date-time" doc:"When it arrived, in UTC."`
	}

	// mail spells out what mailSummary has: huma leaves out an embedded struct
	// whose name is not exported.
	mail struct {
		ID         string            `json:"id" doc:"Names the mail in this inbox."`
		From       string            `json:"from" doc:"The sender, from the envelope."`
		To         []string          `json:"to" nullable:"false" doc:"The recipients, from the envelope."`
		Subject    string            `json:"subject" doc:"Decoded; cut at 1 KiB."`
		ReceivedAt string            `json:"received_at" format:"date-time" doc:"When it arrived, in UTC."`
		Text       string            `json:"text" doc:"The plain text part, decoded."`
		HTML       string            `json:"html" doc:"The HTML part, decoded."`
		Headers    map[string]string `json:"headers" doc:"All headers, decoded."`
	}

	standing struct {
		Status string `json:"status" enum:"ok,ready,not ready,stopping" doc:"How things stand."`
	}

	inboxError struct {
		Error string `json:"error" doc:"What is wrong, in one sentence for people."`
	}
)

const (
	emptyInbox = `{"messages":[]}`
	noSuchMail = `{"error":"There is no mail with this id."}`

	otherMethod = `{"error":"This path does not take this method."}`
	useGet      = `{"error":"Use GET."}`

	exampleSummary = `{"id":"1","from":"no-reply@demo-shop.example","to":["jane@example.com"],"subject":"Reset your Demo Shop password · ref 7K2M","received_at":"2026-11-22T10:00:00.25Z"`

	exampleMail = exampleSummary + `,"text":"Hello,\n\nsomeone asked for a new password for your account at Demo Shop. …\n",` +
		`"html":"<!doctype html> …","headers":{"From":"Demo Shop <no-reply@demo-shop.example>","To":"jane@example.com","Subject":"Reset your Demo Shop password · ref 7K2M"}}`
)
