package payway

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

// accessToken is where clients get the token they call the API with: RFC 6749
// §4.4, and the publisher's own grant type "none", which is the same thing.
func (d *dialect) accessToken() httpapi.Operation[form] {
	return httpapi.Operation[form]{
		Operation: huma.Operation{
			OperationID: "createAccessToken", Method: http.MethodPost, Path: tokenPath,
			Summary: "Get an access token", Description: "Exchanges a client's id and secret for a token that works for two hours. They are sent as form fields, or with HTTP Basic, but not in both ways at once. Form fields with other names are ignored.",
			Tags:     []string{authorizationTag},
			Security: []map[string][]string{{}, {basicScheme: {}}},
		},
		Request: tokenForm{},
		Media:   httpapi.FormMedia,
		Models:  grantModels,
		Docs:    grantDocs,
		Open:    true,
		Render:  renderGrant,
		Parse:   readForm,
		Handle:  d.grant,
	}
}

func (d *dialect) grant(ctx context.Context, call *httpapi.Call, f form) (httpapi.Answer, error) {
	switch f.get("grant_type") {
	case "none", "client_credentials":
	case "":
		return httpapi.Answer{}, invalidRequest(textNoGrantType)
	default:
		return httpapi.Answer{}, otherGrantType
	}
	ask, basic, err := clientOf(call, f)
	if err != nil {
		return httpapi.Answer{}, err
	}
	ask.Scope = f.get("scope")
	granted, err := d.Clients.IssueToken(ctx, ask)
	if errors.Is(err, domain.Unauthenticated) {
		return httpapi.Answer{}, invalidClient(basic)
	}
	if err != nil {
		return httpapi.Answer{}, err
	}
	body := httpapi.AppendText([]byte(`{"access_token":`), granted.Token.Reveal())
	body = append(body, `,"token_type":"Bearer","expires_in":`...)
	body = strconv.AppendInt(body, int64(granted.Lifetime/time.Second), 10)
	body = httpapi.AppendText(append(body, `,"scope":`...), granted.Scopes.String())
	return httpapi.Answer{Status: http.StatusOK, Body: append(body, '}'), Header: neverCached}, nil
}

// clientOf returns what the client shows of itself, in the Authorization header
// or in the form; basic reports which.
func clientOf(call *httpapi.Call, f form) (ask app.TokenAsk, basic bool, err error) {
	ask = app.TokenAsk{ClientID: f.get("client_id"), ClientSecret: f.get("client_secret")}
	credentials, given := call.Credentials("Basic")
	if !given {
		return ask, false, nil
	}
	if ask != (app.TokenAsk{}) {
		return ask, true, invalidRequest(textTwoWays)
	}
	id, secret, ok := readBasic(credentials)
	if !ok {
		return ask, true, invalidClient(true)
	}
	return app.TokenAsk{ClientID: id, ClientSecret: secret}, true, nil
}
