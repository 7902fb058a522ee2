package pages

import (
	"errors"
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
	Path       string // of this page
	Email      string // as typed, to be corrected
	EmailError string
	Alert      *noticeView
}

// chooseProject answers GET /forgot and /.well-known/change-password: it leads
// to the request page of the only project, or of the one that ?project= names.
func (p *Pages) chooseProject(v visit) answer {
	project, ok, err := p.projects.Only(v.Context())
	if query := v.URL.Query(); query.Has("project") {
		var id domain.ProjectID
		if id, ok = projectID(query.Get("project")); ok {
			project, err = p.projects.Find(v.Context(), id)
			ok = err == nil
		}
	}
	if err != nil && !errors.Is(err, domain.NotFound) {
		return p.page(v, *p.failed(v, err))
	}
	s := p.speech(v, domain.Project{})
	if ok {
		return answer{status: http.StatusSeeOther, location: s.URL(requestPath(project))}
	}
	return p.message(http.StatusOK, noticeView{speech: s, notice: whichShop})
}

// showForgot answers GET /forgot/{project}.
func (p *Pages) showForgot(v visit) answer {
	project, failed := p.project(v)
	if failed != nil {
		return p.page(v, *failed)
	}
	return p.forgotForm(http.StatusOK, p.speech(v, project), project, forgotView{})
}

// request answers POST /forgot/{project}, the same for every address.
func (p *Pages) request(v visit, fields url.Values) answer {
	project, failed := p.project(v)
	if failed != nil {
		return p.page(v, *failed)
	}
	s := p.speech(v, project)
	typed := strings.Trim(fields.Get("email"), " \t\r\n\f\v")
	email, err := domain.ParseEmail(typed)
	if err != nil {
		return p.forgotForm(http.StatusUnprocessableEntity, s, project, forgotView{
			Email: typed, EmailError: s.W.address(domain.ReasonOf(err)),
		})
	}
	ask := app.ResetAsk{
		Project: project.ID, Email: email, Channel: domain.ViaPage, Language: v.customers(), Software: v.software(),
	}
	if err := p.resets.Request(v.Context(), ask); err != nil {
		failed := p.failed(v, err)
		if failed.status < http.StatusInternalServerError {
			return p.page(v, *failed)
		}
		alert := p.alert(s, *failed)
		a := p.forgotForm(failed.status, s, project, forgotView{Email: typed, Alert: &alert})
		a.retryAfter = failed.retryAfter
		return a
	}
	return p.message(http.StatusOK, noticeView{
		speech: s, notice: linkRequested, Shop: p.shopOf(project), RequestURL: s.URL(requestPath(project)),
	})
}

func (p *Pages) forgotForm(status int, s speech, project domain.Project, view forgotView) answer {
	view.frame = p.frame(s, s.W.Forgot.Title, p.shopOf(project))
	view.Page, view.Path, view.Here = "forgot", requestPath(project), requestPath(project)
	return answer{status: status, view: "forgot", data: view}
}

// project finds the project that the path names.
func (p *Pages) project(v visit) (domain.Project, *failure) {
	id, ok := projectID(v.PathValue("project"))
	if !ok {
		return domain.Project{}, &notFound
	}
	project, err := p.projects.Find(v.Context(), id)
	if err != nil {
		return domain.Project{}, p.failed(v, err)
	}
	return project, nil
}

func requestPath(project domain.Project) string { return "/forgot/" + project.ID.String() }

// projectID reads an id in the one spelling this package writes.
func projectID(text string) (domain.ProjectID, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	id := domain.ProjectID(n)
	return id, err == nil && n > 0 && id.String() == text
}
