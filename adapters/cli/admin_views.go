package cli

import (
	"latchkey/app"
	"latchkey/domain"
)

// requestDoc is a request in JSON.
type requestDoc struct {
	ID          domain.RequestID `json:"id,omitzero"` // 0 for a mail that answers no request
	Project     domain.ProjectID `json:"project_id"`
	Email       string           `json:"email"`
	Channel     domain.Channel   `json:"channel,omitempty"`
	RequestedAt instant          `json:"requested_at,omitzero"`
	State       app.Standing     `json:"state"`
	Note        string           `json:"note,omitempty"`
	Reference   domain.Reference `json:"reference,omitempty"`
	MailID      string           `json:"mail_id,omitempty"`
	LastWords   string           `json:"last_words,omitempty"`
	ClientID    string           `json:"client_id,omitempty"`
	ReturnURL   string           `json:"return_url,omitempty"`
	ResetPage   string           `json:"reset_page,omitempty"`
	Language    domain.Language  `json:"language,omitempty"`
	Software    string           `json:"software,omitempty"`
	Device      *deviceDoc       `json:"device,omitempty"`
	Steps       []stepDoc        `json:"steps,omitempty"`
}

type deviceDoc struct {
	IPAddress string `json:"ip_address,omitempty"`
	UserAgent string `json:"user_agent,omitempty"`
}

type stepDoc struct {
	At    instant `json:"at,omitzero"`
	Text  string  `json:"text"`
	Words string  `json:"words,omitempty"`
}

// docOfRequest returns what a list tells of a request.
func docOfRequest(v app.RequestView) requestDoc {
	r := v.Request
	doc := requestDoc{
		ID: r.ID, Project: r.ProjectID, Email: r.Email.Address(), Channel: r.Channel, RequestedAt: instant{r.RequestedAt},
		State: v.State, Note: v.Note,
	}
	if mail := v.Delivery; mail != nil {
		doc.Reference, doc.MailID, doc.LastWords = mail.Reference(), mail.Delivery.ID.String(), mail.LastWords
		if r.ID == 0 {
			doc.Project, doc.Email = mail.Delivery.ProjectID, mail.To.Address()
		}
	}
	return doc
}

// wholeDocOfRequest returns everything about a request.
func wholeDocOfRequest(v app.RequestView) requestDoc {
	r, doc := v.Request, docOfRequest(v)
	if r.ClientID != (domain.ClientID{}) {
		doc.ClientID = r.ClientID.String()
	}
	doc.ReturnURL, doc.ResetPage = r.ReturnURL.String(), r.ResetPage.String()
	doc.Language, doc.Software = r.Language, r.Software.String()
	if r.Device != (domain.Device{}) {
		doc.Device = &deviceDoc{IPAddress: r.Device.IPAddress, UserAgent: r.Device.UserAgent}
	}
	doc.Steps = docsOfSteps(v.Steps)
	return doc
}

func docsOfRequests(views []app.RequestView) []requestDoc {
	docs := []requestDoc{}
	for _, view := range views {
		docs = append(docs, docOfRequest(view))
	}
	return docs
}

func docsOfSteps(steps []app.Step) []stepDoc {
	docs := []stepDoc{}
	for _, step := range steps {
		docs = append(docs, stepDoc{At: instant{step.At}, Text: step.Text, Words: step.Words})
	}
	return docs
}

// mailDoc is a mail in JSON.
type mailDoc struct {
	ID            domain.DeliveryID   `json:"id"`
	Reference     domain.Reference    `json:"reference"`
	Kind          domain.DeliveryKind `json:"kind"`
	Project       domain.ProjectID    `json:"project_id"`
	To            string              `json:"to"`
	RequestID     domain.RequestID    `json:"request_id,omitzero"`
	State         app.Standing        `json:"state"`
	Note          string              `json:"note,omitempty"`
	MadeAt        instant             `json:"made_at"`
	NextAttemptAt instant             `json:"next_attempt_at,omitzero"`
	SettledAt     instant             `json:"settled_at,omitzero"`
	Attempts      int                 `json:"attempts"`
	Sending       bool                `json:"sending"`
	LastWords     string              `json:"last_words,omitempty"`
	LastFault     domain.FaultClass   `json:"last_fault,omitempty"`
	Steps         []stepDoc           `json:"steps"`
}

func docOfMail(v app.DeliveryView) mailDoc {
	d := v.Delivery
	doc := mailDoc{
		ID: d.ID, Reference: v.Reference(), Kind: d.Kind, Project: d.ProjectID, To: v.To.Address(), RequestID: d.RequestID,
		State: v.State, Note: v.Note, MadeAt: instant{d.MadeAt}, SettledAt: instant{v.SettledAt},
		Attempts: d.Attempts, Sending: v.Sending, LastWords: v.LastWords, LastFault: v.LastFault, Steps: docsOfSteps(v.Steps),
	}
	if v.State == app.StandsWaiting {
		doc.NextAttemptAt = instant{d.DueAt}
	}
	return doc
}

func docsOfMails(views []app.DeliveryView) []mailDoc {
	docs := []mailDoc{}
	for _, view := range views {
		docs = append(docs, docOfMail(view))
	}
	return docs
}
