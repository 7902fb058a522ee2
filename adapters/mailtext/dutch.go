package mailtext

import (
	"strconv"
	"time"

	"latchkey/domain"
)

// dutch says "je", as shops in the Netherlands and Flanders do.
type dutch struct{ leftToRight }

func (dutch) tag() domain.Language { return domain.Dutch }

func (dutch) moment(t time.Time) string {
	t = t.UTC()
	month := [...]string{
		"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
	}[t.Month()-1]
	return strconv.Itoa(t.Day()) + fixed + month + " om " + t.Format("15:04") + fixed + "uur (UTC)"
}

func (dutch) minutes(n int) string {
	if n == 1 {
		return "1 minuut"
	}
	return strconv.Itoa(n) + " minuten"
}

func (dutch) help() string { return "Vragen? Schrijf naar" }

func (dutch) reference(reference string) string {
	return "Heb je een vraag over deze mail? Vermeld dan " + reference + "."
}

func (dutch) resetSubject(shop string) string { return "Kies een nieuw wachtwoord voor " + shop }

func (dutch) resetPreview(minutes string) string {
	return "De link werkt één keer en is " + minutes + " geldig."
}

func (dutch) resetHeading() string { return "Kies een nieuw wachtwoord" }

func (dutch) resetLead(shop string) string {
	return "Voor je account bij " + shop + " is een nieuw wachtwoord aangevraagd. Volg de link om er een te kiezen, en je bent weer binnen."
}

func (dutch) resetButton() string { return "Nieuw wachtwoord kiezen" }

func (dutch) validity(minutes, until string) string {
	return "De link werkt één keer en is " + minutes + " geldig, tot " + until + "."
}

func (dutch) linkNote() string { return "Doet de knop niets? Kopieer dan dit adres naar je browser:" }

func (dutch) codeNote(page string) string {
	if page == "" {
		return "Kun je de link niet gebruiken? Vul dan deze code in:"
	}
	return "Kun je de link niet gebruiken? Ga dan naar " + page + " en vul deze code in:"
}

func (dutch) context(software domain.Software, at string) string {
	system := "op " + software.System
	if isDevice(software.System) {
		system = "op een " + software.System
	}
	switch {
	case software == domain.Software{}:
		return "Aangevraagd op " + at + "."
	case software.Browser == "":
		return "Aangevraagd " + system + ", " + at + "."
	case software.System == "":
		return "Aangevraagd met " + software.Browser + ", " + at + "."
	}
	return "Aangevraagd met " + software.Browser + " " + system + ", " + at + "."
}

func (dutch) asked(times int) string {
	return "In het afgelopen uur " + strconv.Itoa(times) + " keer aangevraagd."
}

func (dutch) resetNotYou(hours int) string {
	return "Was jij dit niet? Je wachtwoord is niet veranderd en niemand heeft toegang tot je account gekregen. Je kunt deze mail negeren. " +
		"Wil je de link meteen laten vervallen en " + strconv.Itoa(hours) + " uur lang geen nieuwe krijgen? Laat het ons weten:"
}

func (dutch) notMe() string { return "Dit was ik niet" }

func (dutch) changedSubject(shop string) string {
	return "Je wachtwoord voor " + shop + " is gewijzigd"
}

func (dutch) changedPreview() string { return "Heb je dit zelf gedaan? Dan hoef je niets te doen." }

func (dutch) changedHeading() string { return "Je wachtwoord is gewijzigd" }

func (dutch) changedLead(shop, at string) string {
	return "Het wachtwoord van je account bij " + shop + " is gewijzigd op " + at + ". Heb je dit zelf gedaan? Dan hoef je niets te doen."
}

func (dutch) changedNotYou(shop, shopURL string) string {
	return "Was jij dit niet? Dan heeft misschien iemand anders toegang tot je account. Ga meteen naar " + shopURL +
		" en vraag een nieuw wachtwoord aan, kies er een dat je nergens anders gebruikt en laat het " + shop + " weten."
}

func (dutch) changedButton(shop string) string { return "Naar " + shop }

func (dutch) testSubject(shop string) string { return "Testmail voor " + shop }

func (dutch) testHeading() string { return "De mailserver werkt" }

func (dutch) testLead(shop string) string {
	return "Dit is een testmail die latchkey voor " + shop + " heeft verstuurd. De mailserver heeft hem aangenomen en je leest hem nu: mails van deze winkel komen dus aan."
}

func (dutch) testDetails(project, sender, at string) string {
	return "Project " + project + ", verstuurd vanaf " + sender + " op " + at + "."
}

func (dutch) testNote() string { return "Je hoeft niets te doen. Deze mail bevat niets geheims." }
