package webshop

import "github.com/danielgtaylor/huma/v2"

// The types in this file are never decoded or encoded: they describe bodies in
// the dialect's document. Fields that they do not have are ignored in calls.

type forgotBody struct {
	_         struct{} `json:"-" additionalProperties:"true"`
	ProjectID int64    `json:"project_id" doc:"The shop the customer belongs to." example:"1"`
	Email     string   `json:"email" format:"email" maxLength:"191" doc:"The address to mail the link to. White space around it is cut off." example:"jane@example.com"`
}

type resetBody struct {
	_            struct{} `json:"-" additionalProperties:"true"`
	ProjectID    int64    `json:"project_id" doc:"The shop the customer belongs to." example:"1"`
	Email        string   `json:"email" format:"email" maxLength:"191" doc:"The address the link was mailed to." example:"jane@example.com"`
	Token        string   `json:"token" minLength:"1" doc:"What stands behind the # of the mailed link; the mail has it as a code, too." example:"3V9K0QJ4T1B8ZP6M2X7RCD5HNE"`
	Password     string   `json:"password" minLength:"8" maxLength:"191" format:"password" doc:"The new password. It is taken as it is, white space included." example:"a brand new phrase"`
	Confirmation string   `json:"password_confirmation" minLength:"1" maxLength:"191" format:"password" doc:"The new password once more." example:"a brand new phrase"`
}

type loginBody struct {
	_         struct{} `json:"-" additionalProperties:"true"`
	ProjectID int64    `json:"project_id" doc:"The shop the customer belongs to." example:"1"`
	Email     string   `json:"email" format:"email" maxLength:"191" doc:"The customer's address." example:"jane@example.com"`
	Password  string   `json:"password" minLength:"1" format:"password" doc:"The customer's password." example:"correct horse battery"`
}

type messageAnswer struct {
	Error   bool     `json:"error" doc:"Whether the call failed."`
	Message string   `json:"message" doc:"What happened, in one sentence for people."`
	Data    []string `json:"data" nullable:"false" doc:"Always empty here."`
}

type loginAnswer struct {
	Error   bool      `json:"error" doc:"Whether the call failed."`
	Message string    `json:"message" doc:"What happened, in one sentence for people."`
	Data    loginData `json:"data"`
}

type loginData struct {
	Customer customer `json:"customer"`
}

type customer struct {
	ID            string `json:"id" pattern:"^[0-9a-f]{24}$" doc:"Names the account."`
	Email         string `json:"email" format:"email" doc:"The account's address as it is stored."`
	EmailVerified bool   `json:"email_verified" doc:"Whether the customer has shown to read mail sent there."`
}

type validationAnswer struct {
	Message string     `json:"message" doc:"The first text of all, and how many more there are."`
	Errors  fieldTexts `json:"errors"`
}

// fieldTexts is a map with lists that are never null, which huma has no tag for.
type fieldTexts map[string][]string

// Schema is what the document says of it.
func (fieldTexts) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type:        huma.TypeObject,
		Description: "Every field that was refused, with one text for each rule that it broke. What is wrong with the body as a whole is under `body`.",
		AdditionalProperties: &huma.Schema{
			Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString},
		},
	}
}

type limitedAnswer struct {
	Error   bool   `json:"error" doc:"Always true."`
	Message string `json:"message" doc:"What happened, in one sentence for people."`
}

// sharedModels are the answers that every operation can give.
var sharedModels = map[int]any{
	404: messageAnswer{}, 405: messageAnswer{}, 408: messageAnswer{}, 413: messageAnswer{}, 415: messageAnswer{},
	422: validationAnswer{}, 429: limitedAnswer{}, 500: messageAnswer{}, 503: messageAnswer{},
}
