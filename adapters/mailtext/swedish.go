package mailtext

import (
	"strconv"
	"time"

	"latchkey/domain"
)

// swedish says "du", as everybody in Sweden does.
type swedish struct{ leftToRight }

func (swedish) tag() domain.Language { return domain.Swedish }

func (swedish) moment(t time.Time) string {
	t = t.UTC()
	month := [...]string{
		"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
	}[t.Month()-1]
	return strconv.Itoa(t.Day()) + fixed + month + " kl." + fixed + t.Format("15:04") + " (UTC)"
}

func (swedish) minutes(n int) string {
	if n == 1 {
		return "1 minut"
	}
	return strconv.Itoa(n) + " minuter"
}

func (swedish) help() string { return "Har du frågor? Skriv till" }

func (swedish) reference(reference string) string {
	return "Uppge " + reference + " om du har frågor om det här mejlet."
}

func (swedish) resetSubject(shop string) string { return "Återställ ditt lösenord hos " + shop }

func (swedish) resetPreview(minutes string) string {
	return "Länken fungerar en gång och gäller i " + minutes + "."
}

func (swedish) resetHeading() string { return "Välj ett nytt lösenord" }

func (swedish) resetLead(shop string) string {
	return "Vi har fått en begäran om ett nytt lösenord till ditt konto hos " + shop + ". Följ länken och välj ett, så är du snart inne igen."
}

func (swedish) resetButton() string { return "Välj ett nytt lösenord" }

func (swedish) validity(minutes, until string) string {
	return "Länken fungerar en gång och gäller i " + minutes + ", till den " + until + "."
}

func (swedish) linkNote() string {
	return "Händer inget när du trycker på knappen? Kopiera den här adressen till din webbläsare:"
}

func (swedish) codeNote(page string) string {
	if page == "" {
		return "Kan du inte använda länken? Ange den här koden i stället:"
	}
	return "Kan du inte använda länken? Gå till " + page + " och ange den här koden:"
}

func (swedish) context(software domain.Software, at string) string {
	system := "på " + software.System
	if isDevice(software.System) {
		system = "på en " + software.System
	}
	switch {
	case software == domain.Software{}:
		return "Begärt den " + at + "."
	case software.Browser == "":
		return "Begärt " + system + " den " + at + "."
	case software.System == "":
		return "Begärt med " + software.Browser + " den " + at + "."
	}
	return "Begärt med " + software.Browser + " " + system + " den " + at + "."
}

func (swedish) asked(times int) string {
	return "Begärt " + strconv.Itoa(times) + " gånger den senaste timmen."
}

func (swedish) resetNotYou(hours int) string {
	return "Var det inte du? Ditt lösenord är oförändrat och ingen har kommit in på ditt konto. Du kan bortse från det här mejlet. " +
		"Vill du spärra länken direkt och slippa nya i " + strconv.Itoa(hours) + " timmar? Meddela oss:"
}

func (swedish) notMe() string { return "Det var inte jag" }

func (swedish) changedSubject(shop string) string {
	return "Ditt lösenord hos " + shop + " har ändrats"
}

func (swedish) changedPreview() string { return "Om det var du behöver du inte göra något." }

func (swedish) changedHeading() string { return "Ditt lösenord har ändrats" }

func (swedish) changedLead(shop, at string) string {
	return "Lösenordet till ditt konto hos " + shop + " ändrades den " + at + ". Om det var du behöver du inte göra något."
}

func (swedish) changedNotYou(shop, shopURL string) string {
	return "Var det inte du? Då kan någon annan ha kommit in på ditt konto. Gå genast till " + shopURL +
		" och begär ett nytt lösenord, välj ett som du inte använder någon annanstans och kontakta " + shop + "."
}

func (swedish) changedButton(shop string) string { return "Till " + shop }

func (swedish) testSubject(shop string) string { return "Testmejl för " + shop }

func (swedish) testHeading() string { return "Mejlservern fungerar" }

func (swedish) testLead(shop string) string {
	return "Det här är ett testmejl som latchkey har skickat för " + shop + ". Mejlservern tog emot det och du läser det nu, så mejl från den här butiken kommer fram."
}

func (swedish) testDetails(project, sender, at string) string {
	return "Projekt " + project + ", skickat från " + sender + " den " + at + "."
}

func (swedish) testNote() string {
	return "Du behöver inte göra något. Mejlet innehåller inget hemligt."
}
