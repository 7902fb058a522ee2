package payway

import (
	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
)

// The types in this file are never decoded or encoded: they describe bodies in
// the dialect's document. Fields that they do not have are refused in calls,
// unless they say otherwise. The patterns are those of the published API in the
// dialect of JSON Schema; \w and \d mean ASCII there.

type requestBody struct {
	Email     string  `json:"email" maxLength:"1024" pattern:"^[\\w+\\-.]+@[A-Za-z\\d\\-]+(\\.[A-Za-z]+)*\\.[A-Za-z]+$" doc:"Names the account, by its e-mail address." example:"jane@example.com"`
	ReturnURL string  `json:"return_url,omitempty" format:"uri" maxLength:"2048" doc:"Where the back button of the hosted pages leads: an absolute http or https URI in printable ASCII, without user info. Projects may list the origins that it may have." example:"http://www.google.com"`
	Device    *device `json:"device_info,omitempty"`
}

type device struct {
	IPAddress ipAddress `json:"ip_address,omitempty"`
	UserAgent string    `json:"user_agent,omitempty" doc:"How its browser calls itself. The first 1024 bytes are kept." example:"Mozilla/5.0"`
}

// TransformSchema describes the object itself: where it is used there is a
// reference, beside which OpenAPI 3.0 allows nothing.
func (device) TransformSchema(_ huma.Registry, schema *huma.Schema) *huma.Schema {
	schema.Description = "The device that the account's holder uses, for the record only."
	return schema
}

// ipAddress is of either kind, which huma has no tag for.
type ipAddress string

// Schema is what the document says of it.
func (ipAddress) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Description: "Its IPv4 or IPv6 address, without a zone.", Examples: []any{"192.0.2.7"},
		AnyOf: []*huma.Schema{{Type: huma.TypeString, Format: "ipv4"}, {Type: huma.TypeString, Format: "ipv6"}},
	}
}

type customBody struct {
	Email     string `json:"email" maxLength:"1024" pattern:"^[\\w+\\-.]+@[A-Za-z\\d\\-]+(\\.[A-Za-z]+)*\\.[A-Za-z]+$" doc:"Names the account, by its e-mail address." example:"jane@example.com"`
	ResetURL  string `json:"reset_password_url" format:"uri" maxLength:"2048" doc:"Your page, which the link in the mail leads to: an absolute http or https URI of one of the project's origins." example:"https://shop.example/new-password"`
	ReturnURL string `json:"return_url" format:"uri" maxLength:"2048" doc:"Handed to your page, to lead back from there: an absolute http or https URI. Projects may list the origins that it may have." example:"https://shop.example/account"`
}

type createBody struct {
	Email string `json:"email" maxLength:"1024" pattern:"^[\\w+\\-.]+@[A-Za-z\\d\\-]+(\\.[A-Za-z]+)*\\.[A-Za-z]+$" doc:"Names the account, by its e-mail address." example:"jane@example.com"`
}

type completeBody struct {
	ID       string `json:"id" pattern:"^[A-Fa-f\\d]{24}$" doc:"Names the account." example:"65f1c0ffee65f1c0ffee65f1"`
	Code     string `json:"confirmation_code" minLength:"36" maxLength:"36" pattern:"^[a-f\\d]{8}(-[a-f\\d]{4}){3}-[a-f\\d]{12}$" doc:"What the link in the mail carries, or what was handed out instead of a mail." example:"3b241101-e2bb-4255-8caf-4136c566a962"`
	Password string `json:"new_password" minLength:"8" maxLength:"1024" format:"password" doc:"The new password, of 1024 bytes at most. It is taken as it is, white space included." example:"a brand new phrase"`
}

type tokenForm struct {
	_            struct{} `json:"-" additionalProperties:"true"`
	GrantType    string   `json:"grant_type" enum:"none,client_credentials" doc:"That no person is signed in. Both mean the same." example:"none"`
	ClientID     string   `json:"client_id,omitempty" doc:"Names the client, unless HTTP Basic does." example:"YOUR_CLIENT_ID"`
	ClientSecret string   `json:"client_secret,omitempty" format:"password" doc:"The client's secret, unless HTTP Basic has it." example:"YOUR_CLIENT_SECRET"`
	Scope        string   `json:"scope,omitempty" doc:"What the token is for, separated by spaces. All that the client may do if left out." example:"/external/account/w"`
}

type emptyAnswer struct{}

type completedAnswer struct {
	ID string `json:"id" pattern:"^[a-f\\d]{24}$" doc:"Names the account." example:"65f1c0ffee65f1c0ffee65f1"`
}

type createdAnswer struct {
	Item createdItem `json:"item"`
}

type createdItem struct {
	AccountID string `json:"account_id" pattern:"^[a-f\\d]{24}$" doc:"Names the account." example:"65f1c0ffee65f1c0ffee65f1"`
	Code      string `json:"confirmation_code" minLength:"36" maxLength:"36" doc:"Sets a new password, once." example:"3b241101-e2bb-4255-8caf-4136c566a962"`
}

type tokenAnswer struct {
	AccessToken string `json:"access_token" doc:"To be sent as a bearer token."`
	TokenType   string `json:"token_type" enum:"Bearer" doc:"How the token is sent."`
	ExpiresIn   int    `json:"expires_in" doc:"For how many seconds the token works." example:"7200"`
	Scope       string `json:"scope" doc:"What the token is for." example:"/external/account/w"`
}

type errorAnswer struct {
	Code    string `json:"code" doc:"What went wrong, for programs." example:"invalid_parameter"`
	Field   string `json:"field,omitempty" doc:"The parameter at fault, with a dot for each level it is below the first." example:"email"`
	Message string `json:"message" doc:"What went wrong, for people."`
}

type grantError struct {
	Error       string `json:"error" doc:"What went wrong, as RFC 6749 names it." example:"invalid_client"`
	Description string `json:"error_description" doc:"What went wrong, for people."`
}

// sharedModels are the answers that every operation can give.
var sharedModels = map[int]any{
	400: errorAnswer{}, 401: errorAnswer{}, 403: errorAnswer{}, 404: errorAnswer{}, 405: errorAnswer{}, 408: errorAnswer{},
	413: errorAnswer{}, 429: errorAnswer{}, 500: errorAnswer{}, 503: errorAnswer{},
}

// grantModels are those of the token endpoint. Of a path that leads nowhere it
// is not known that it was meant to be this one.
var grantModels = map[int]any{
	200: tokenAnswer{}, 400: grantError{}, 401: grantError{}, 403: httpapi.Never{}, 405: grantError{}, 408: grantError{}, 413: grantError{},
	429: grantError{}, 500: grantError{}, 503: grantError{},
}
