package mailtext

import (
	"strconv"
	"time"

	"latchkey/domain"
)

// german says "Sie".
type german struct{ leftToRight }

func (german) tag() domain.Language { return domain.German }

func (german) moment(t time.Time) string {
	t = t.UTC()
	month := [...]string{
		"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
	}[t.Month()-1]
	return strconv.Itoa(t.Day()) + "." + fixed + month + " um " + t.Format("15:04") + fixed + "Uhr (UTC)"
}

func (german) minutes(n int) string {
	if n == 1 {
		return "1 Minute"
	}
	return strconv.Itoa(n) + " Minuten"
}

func (german) help() string { return "Haben Sie Fragen? Schreiben Sie an" }

func (german) reference(reference string) string {
	return "Bei Fragen zu dieser E-Mail nennen Sie bitte " + reference + "."
}

func (german) resetSubject(shop string) string { return "Neues Passwort für " + shop + " wählen" }

func (german) resetPreview(minutes string) string {
	return "Der Link funktioniert nur einmal und ist " + minutes + " gültig."
}

func (german) resetHeading() string { return "Wählen Sie ein neues Passwort" }

func (german) resetLead(shop string) string {
	return "Für Ihr Konto bei " + shop + " wurde ein neues Passwort angefordert. Folgen Sie dem Link und wählen Sie eines. Danach können Sie sich wieder anmelden."
}

func (german) resetButton() string { return "Neues Passwort wählen" }

func (german) validity(minutes, until string) string {
	return "Der Link funktioniert nur einmal und ist " + minutes + " gültig, bis zum " + until + "."
}

func (german) linkNote() string {
	return "Falls die Schaltfläche nicht reagiert, kopieren Sie diese Adresse in Ihren Browser:"
}

func (german) codeNote(page string) string {
	if page == "" {
		return "Falls Sie den Link nicht verwenden können, geben Sie stattdessen diesen Code ein:"
	}
	return "Falls Sie den Link nicht verwenden können, öffnen Sie " + page + " und geben Sie diesen Code ein:"
}

func (german) context(software domain.Software, at string) string {
	system := "unter " + software.System
	if isDevice(software.System) {
		system = "auf einem " + software.System
	}
	switch {
	case software == domain.Software{}:
		return "Angefordert am " + at + "."
	case software.Browser == "":
		return "Angefordert " + system + " am " + at + "."
	case software.System == "":
		return "Angefordert mit " + software.Browser + " am " + at + "."
	}
	return "Angefordert mit " + software.Browser + " " + system + " am " + at + "."
}

func (german) asked(times int) string {
	return "In der letzten Stunde " + strconv.Itoa(times) + "-mal angefordert."
}

func (german) resetNotYou(hours int) string {
	return "Das waren Sie nicht? Ihr Passwort ist unverändert, und niemand hat Zugang zu Ihrem Konto erhalten. Sie können diese E-Mail ignorieren. " +
		"Möchten Sie den Link sofort sperren und " + strconv.Itoa(hours) + " Stunden lang keine weiteren erhalten? Sagen Sie uns Bescheid:"
}

func (german) notMe() string { return "Das war ich nicht" }

func (german) changedSubject(shop string) string {
	return "Ihr Passwort bei " + shop + " wurde geändert"
}

func (german) changedPreview() string { return "Falls Sie das waren, müssen Sie nichts weiter tun." }

func (german) changedHeading() string { return "Ihr Passwort wurde geändert" }

func (german) changedLead(shop, at string) string {
	return "Das Passwort Ihres Kontos bei " + shop + " wurde am " + at + " geändert. Falls Sie das waren, müssen Sie nichts weiter tun."
}

func (german) changedNotYou(shop, shopURL string) string {
	return "Falls Sie das nicht waren, hat möglicherweise jemand anderes Zugang zu Ihrem Konto. Fordern Sie sofort unter " + shopURL +
		" ein neues Passwort an, wählen Sie eines, das Sie sonst nirgends verwenden, und informieren Sie " + shop + "."
}

func (german) changedButton(shop string) string { return "Weiter zu " + shop }

func (german) testSubject(shop string) string { return "Test-E-Mail für " + shop }

func (german) testHeading() string { return "Der Mailserver funktioniert" }

func (german) testLead(shop string) string {
	return "Dies ist eine Test-E-Mail, die latchkey für " + shop + " verschickt hat. Der Mailserver hat sie angenommen, und Sie lesen sie gerade: E-Mails dieses Shops kommen also an."
}

func (german) testDetails(project, sender, at string) string {
	return "Projekt " + project + ", gesendet von " + sender + " am " + at + "."
}

func (german) testNote() string {
	return "Sie müssen nichts tun. Diese E-Mail enthält nichts Geheimes."
}
