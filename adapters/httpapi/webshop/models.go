package webshop

// The types in this file are never decoded or encoded: they describe bodies in
// the dialect's document.

type forgotBody struct {
	ProjectID int64  `json:"project_id" doc:"The shop." example:"1"`
	Email     string `json:"email" format:"email" maxLength:"191" doc:"Where the link goes." example:"jane@example.com"`
}

type resetBody struct {
	ProjectID    int64  `json:"project_id" doc:"The shop." example:"1"`
	Email        string `json:"email" format:"email" maxLength:"191" doc:"The address the link was mailed to." example:"jane@example.com"`
	Token        string `json:"token" doc:"The token from the link, or the code from the mail." example:"3V9K0QJ4T1B8ZP6M2X7RCD5HNE"`
	Password     string `json:"password" minLength:"8" maxLength:"191" doc:"The new password." example:"a brand new phrase"`
	Confirmation string `json:"password_confirmation" maxLength:"191" doc:"The new password again." example:"a brand new phrase"`
}

type loginBody struct {
	ProjectID int64  `json:"project_id" doc:"The shop." example:"1"`
	Email     string `json:"email" format:"email" maxLength:"191" doc:"The customer's address." example:"jane@example.com"`
	Password  string `json:"password" doc:"The customer's password." example:"correct horse battery"`
}

type messageAnswer struct {
	Error   bool     `json:"error" doc:"Whether the call failed."`
	Message string   `json:"message" doc:"What happened, for people."`
	Data    []string `json:"data" nullable:"false" doc:"Always empty."`
}

type loginAnswer struct {
	Error   bool      `json:"error" doc:"Whether the call failed."`
	Message string    `json:"message" doc:"What happened, for people."`
	Data    loginData `json:"data"`
}

type loginData struct {
	Customer customer `json:"customer"`
}

type customer struct {
	ID            string `json:"id" doc:"Names the account." example:"65f1c0ffee65f1c0ffee65f1"`
	Email         string `json:"email" doc:"The account's address as it is stored."`
	EmailVerified bool   `json:"email_verified" doc:"Whether the customer has shown to read mail sent there."`
}

type validationAnswer struct {
	Message string              `json:"message" doc:"The first text, and how many more there are."`
	Errors  map[string][]string `json:"errors" doc:"What is wrong with each field that was refused."`
}

type limitedAnswer struct {
	Error   bool   `json:"error"`
	Message string `json:"message"`
}

// sharedModels are the answers that every operation can give.
var sharedModels = map[int]any{
	404: messageAnswer{}, 405: messageAnswer{}, 408: messageAnswer{}, 413: messageAnswer{}, 415: messageAnswer{},
	422: validationAnswer{}, 429: limitedAnswer{}, 500: messageAnswer{}, 503: messageAnswer{},
}
