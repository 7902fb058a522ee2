package payway_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// Where things are in the document.
const (
	inRequest    = "paths " + requestPath + " post "
	inCustom     = "paths " + customPath + " post "
	inCreate     = "paths " + createPath + " post "
	inComplete   = "paths " + completePath + " post "
	inToken      = "paths " + tokenPath + " post "
	inSchemas    = "components schemas "
	inBody       = inSchemas + "RequestBody "
	jsonBody     = " content application/json schema $ref"
	inErrors     = inRequest + "responses 400 content application/json examples "
	inSecurity   = "components securitySchemes "
	isAddition   = " x-latchkey-addition"
	emailPattern = `"^[\\w+\\-.]+@[A-Za-z\\d\\-]+(\\.[A-Za-z]+)*\\.[A-Za-z]+$"`
)

// publishedRows has a row for each fact of the published page.
var publishedRows = [][2]string{
	// where it is
	{"info title", `"Account API"`}, {inRequest + "summary", `"Request password reset"`},
	{"servers 0 url", `"/"`}, {"servers 1 url", `"https://backend.worldoftulo.com"`}, {"servers 1 description", `"Production, as published"`},
	{"servers 2 url", `"https://payway-api.stage.adeprimo.se"`}, {"servers 2 description", `"Stage, as published"`},
	// what it requires
	{inRequest + "security", `[{"client_token":[]},{"client_credentials":["/external/account/w"]}]`}, {inSecurity + "client_token scheme", `"bearer"`},
	{inSecurity + "client_credentials flows clientCredentials tokenUrl", `"/api/authorization/access_token"`},
	{inSecurity + "client_credentials flows clientCredentials scopes /external/account/w", `"Ask for password resets, and complete them."`},
	// its parameters
	{inRequest + "requestBody required", "true"}, {inRequest + "requestBody content application/json schema $ref", `"#/components/schemas/RequestBody"`},
	{inRequest + "requestBody content application/json examples email_only value", `{"email":"jane@example.com"}`},
	{inBody + "required", `["email"]`}, {inBody + "additionalProperties", "false"},
	{inBody + "properties email type", `"string"`}, {inBody + "properties email maxLength", "1024"}, {inBody + "properties email minLength", "null"},
	{inBody + "properties email pattern", emailPattern},
	{inBody + "properties return_url type", `"string"`}, {inBody + "properties return_url format", `"uri"`},
	{inBody + "properties return_url examples", `["http://www.google.com"]`},
	{inBody + "properties device_info $ref", `"#/components/schemas/Device"`}, {inSchemas + "Device type", `"object"`},
	{inSchemas + "Device required", "null"}, {inSchemas + "Device additionalProperties", "false"},
	{inSchemas + "Device properties ip_address anyOf 0 format", `"ipv4"`}, {inSchemas + "Device properties ip_address anyOf 1 format", `"ipv6"`},
	{inSchemas + "Device properties ip_address type", `"string"`}, {inSchemas + "Device properties user_agent type", `"string"`},
	// its answers
	{inRequest + "responses 204 content", "null"}, {inRequest + "responses 200", "null"},
	{inRequest + "responses 400" + jsonBody, `"#/components/schemas/ErrorAnswer"`}, {inRequest + "responses 404" + jsonBody, `"#/components/schemas/ErrorAnswer"`},
	{inRequest + "responses 500" + jsonBody, `"#/components/schemas/ErrorAnswer"`},
	{inSchemas + "ErrorAnswer properties code type", `"string"`}, {inSchemas + "ErrorAnswer properties field type", `"string"`},
	{inSchemas + "ErrorAnswer properties message type", `"string"`},
	{inErrors + "invalid_email value code", `"invalid_parameter"`}, {inErrors + "invalid_email value field", `"email"`},
	{inErrors + "invalid_email value message", `"Parameter must match format (?i-mx:\\\\A[\\\\w+\\\\-.]+@[a-z\\\\d\\\\-]+(\\\\.[a-z]+)*\\\\.[a-z]+\\\\z)"`},
	{inErrors + "no_json value code", `"json_parser_error"`}, {inErrors + "wrong_type value code", `"invalid_content_type_error"`},
	{inErrors + "unknown_field value code", `"unknown_parameter"`}, {inErrors + "missing_email value message", `"Parameter is required"`},
	{inRequest + "responses 404 content application/json examples no_account value", `{"code":"not_found","field":"email","message":"email could not be found"}`},
	{inRequest + "responses 500 content application/json examples broken value code", `"internal_server_error"`},
	{inRequest + "responses 204" + isAddition, "null"}, {inRequest + "responses 400" + isAddition, "null"}, {inRequest + "responses 404" + isAddition, "null"},
	{inRequest + "responses 500" + isAddition, "null"}, {inRequest + isAddition, "null"},
}

// siblingRows are the facts of its sibling pages, and what is on no page.
var siblingRows = [][2]string{
	{inCustom + "responses 200 content application/json examples accepted value", "{}"}, {inCustom + isAddition, "null"},
	{inSchemas + "CustomBody required", `["email","reset_password_url","return_url"]`}, {inSchemas + "CustomBody properties email pattern", emailPattern},
	{inSchemas + "CustomBody properties reset_password_url format", `"uri"`}, {inSchemas + "CustomBody properties return_url format", `"uri"`},
	{inSchemas + "CreateBody required", `["email"]`}, {inSchemas + "CreateBody properties email pattern", emailPattern}, {inCreate + isAddition, "null"},
	{inCreate + "responses 200 content application/json examples minted value item", `{"account_id":"` + exampleAccount + `","confirmation_code":"` + exampleCode + `"}`},
	{inCreate + "responses 404 content application/json examples no_account value code", `"not_found"`}, {inCreate + "responses 404" + isAddition, "null"},
	{inSchemas + "CompleteBody required", `["id","confirmation_code","new_password"]`}, {inSchemas + "CompleteBody properties id pattern", `"^[A-Fa-f\\d]{24}$"`},
	{inSchemas + "CompleteBody properties confirmation_code minLength", "36"}, {inSchemas + "CompleteBody properties confirmation_code maxLength", "36"},
	{inSchemas + "CompleteBody properties new_password minLength", "8"}, {inSchemas + "CompleteBody properties new_password maxLength", "1024"},
	{inComplete + "responses 200 content application/json examples done value", `{"id":"` + exampleAccount + `"}`}, {inComplete + isAddition, "null"},
	{inToken + "requestBody content application/x-www-form-urlencoded schema $ref", `"#/components/schemas/TokenForm"`},
	{inSchemas + "TokenForm required", `["grant_type"]`}, {inSchemas + "TokenForm properties grant_type enum", `["none","client_credentials"]`},
	{inToken + "security", `[{},{"client_secret":[]}]`}, {inSecurity + "client_secret scheme", `"basic"`},
	{inSchemas + "TokenAnswer required", `["access_token","token_type","expires_in","scope"]`},
	{inSchemas + "GrantError required", `["error","error_description"]`}, {inToken + "responses 401" + jsonBody, `"#/components/schemas/GrantError"`},
	{inToken + "responses 403", "null"}, {inToken + "responses 401" + isAddition, "null"}, {inToken + isAddition, "null"},
	// what is not published says so
	{inRequest + "responses 401" + isAddition, "true"}, {inRequest + "responses 403" + isAddition, "true"}, {inRequest + "responses 405" + isAddition, "true"},
	{inRequest + "responses 408" + isAddition, "true"}, {inRequest + "responses 413" + isAddition, "true"}, {inRequest + "responses 429" + isAddition, "true"},
	{inRequest + "responses 503" + isAddition, "true"}, {inCreate + "responses 403" + isAddition, "true"}, {inComplete + "responses 404" + isAddition, "true"},
	{inToken + "responses 429" + isAddition, "true"}, {inToken + "responses 503" + isAddition, "true"}, {inToken + "responses 405" + isAddition, "true"},
	{inRequest + "responses 204 headers X-Request-Id" + isAddition, "true"}, {inRequest + "responses 429 headers Retry-After schema type", `"integer"`},
	{inRequest + "responses 503 headers Retry-After schema type", `"integer"`}, {inRequest + "responses 401 headers WWW-Authenticate schema type", `"string"`},
	{inRequest + "responses 403 headers WWW-Authenticate schema type", `"string"`}, {inToken + "responses 401 headers WWW-Authenticate schema type", `"string"`},
}

// TestDocumentHasWhatIsPublished looks each fact up in the document: where it
// is, and its value as JSON.
func TestDocumentHasWhatIsPublished(t *testing.T) {
	document := asMap(t)
	for _, row := range slices.Concat(publishedRows, siblingRows) {
		got, err := json.Marshal(lookUp(document, strings.Fields(row[0])))
		if err != nil || string(got) != row[1] {
			t.Errorf("%s: got %s, want %s", row[0], got, row[1])
		}
	}
}

func asMap(t *testing.T) any {
	t.Helper()
	text, err := json.Marshal(documentOf())
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// lookUp follows names and indexes; what is not there is nil.
func lookUp(value any, steps []string) any {
	for _, step := range steps {
		switch inner := value.(type) {
		case map[string]any:
			value = inner[step]
		case []any:
			value = nil
			if i := int(step[0] - '0'); i < len(inner) {
				value = inner[i]
			}
		default:
			return nil
		}
	}
	return value
}
