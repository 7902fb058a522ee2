package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"latchkey/app"
	"latchkey/domain"
)

// forgotView is the page that asks for a link.
type forgotView struct {
	frame
	Action     string
	Email      string // as typed, to be corrected
	EmailError string
	Alert      *notice
}

// chooseProject answers GET /forgot.
func (p *Pages) chooseProject(r *http.Request) answer {
	only, ok, err := p.projects.Only(r.Context())
	if err != nil {
		return p.page(*p.failed(r, err))
	}
	if ok {
		return answer{status: http.StatusSeeOther, location: requestURL(only)}
	}
	return p.message(http.StatusOK, noticeView{notice: whichShop})
}

// showForgot answers GET /forgot/{project}.
func (p *Pages) showForgot(r *http.Request) answer {
	project, failed := p.project(r)
	if failed != nil {
		return p.page(*failed)
	}
	return p.forgotForm(http.StatusOK, project, forgotView{})
}

// request answers POST /forgot/{project}, the same for every address.
func (p *Pages) request(r *http.Request, fields url.Values) answer {
	project, failed := p.project(r)
	if failed != nil {
		return p.page(*failed)
	}
	typed := strings.Trim(fields.Get("email"), " \t\r\n\f\v")
	email, err := domain.ParseEmail(typed)
	if err != nil {
		return p.forgotForm(http.StatusUnprocessableEntity, project, forgotView{
			Email: typed, EmailError: addressWords(domain.ReasonOf(err)),
		})
	}
	ask := app.ResetAsk{Project: project.ID, Email: email, Channel: domain.ViaPage}
	if err := p.resets.Request(r.Context(), ask); err != nil {
		failed := p.failed(r, err)
		if failed.status < http.StatusInternalServerError {
			return p.page(*failed)
		}
		a := p.forgotForm(failed.status, project, forgotView{Email: typed, Alert: &failed.notice})
		a.retryAfter = failed.retryAfter
		return a
	}
	return p.message(http.StatusOK, noticeView{notice: linkRequested, Shop: shopOf(project)})
}

func (p *Pages) forgotForm(status int, project domain.Project, v forgotView) answer {
	v.frame = p.frame("Forgot your password?", shopOf(project))
	v.Page = "forgot"
	v.Action = requestURL(project)
	return answer{status: status, view: "forgot", data: v}
}

func (p *Pages) project(r *http.Request) (domain.Project, *failure) {
	id, ok := projectID(r.PathValue("project"))
	if !ok {
		return domain.Project{}, &notFound
	}
	project, err := p.projects.Find(r.Context(), id)
	if err != nil {
		return domain.Project{}, p.failed(r, err)
	}
	return project, nil
}

func requestURL(project domain.Project) string { return "/forgot/" + project.ID.String() }

// projectID reads an id in the one spelling this package writes.
func projectID(text string) (domain.ProjectID, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	id := domain.ProjectID(n)
	return id, err == nil && n > 0 && id.String() == text
}
