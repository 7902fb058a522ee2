package mailtext

import (
	"strconv"
	"time"

	"latchkey/domain"
)

// french says "vous". What French sets off with a space has a narrow one before it.
type french struct{ leftToRight }

func (french) tag() domain.Language { return domain.French }

func (french) moment(t time.Time) string {
	t = t.UTC()
	day := strconv.Itoa(t.Day())
	if day == "1" {
		day = "1er"
	}
	month := [...]string{
		"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
	}[t.Month()-1]
	return day + fixed + month + " à " + t.Format("15"+fixed+"h"+fixed+"04") + " (UTC)"
}

func (french) minutes(n int) string {
	if n < 2 {
		return strconv.Itoa(n) + fixed + "minute"
	}
	return strconv.Itoa(n) + fixed + "minutes"
}

func (french) help() string { return "Des questions" + narrow + "? Écrivez à" }

func (french) reference(reference string) string {
	return "Pour toute question, mentionnez «" + narrow + reference + narrow + "»."
}

func (french) resetSubject(shop string) string { return "Réinitialisez votre mot de passe " + shop }

func (french) resetPreview(minutes string) string {
	return "Le lien fonctionne une seule fois, pendant " + minutes + "."
}

func (french) resetHeading() string { return "Choisissez un nouveau mot de passe" }

func (french) resetLead(shop string) string {
	return "Un nouveau mot de passe a été demandé pour votre compte " + shop + ". Suivez le lien pour en choisir un et retrouver l’accès à votre compte."
}

func (french) resetButton() string { return "Choisir un nouveau mot de passe" }

func (french) validity(minutes, until string) string {
	return "Le lien fonctionne une seule fois et reste valable " + minutes + ", jusqu’au " + until + "."
}

func (french) linkNote() string {
	return "Si le bouton ne réagit pas, copiez cette adresse dans votre navigateur" + narrow + ":"
}

func (french) codeNote(page string) string {
	if page == "" {
		return "Si vous ne pouvez pas utiliser le lien, saisissez plutôt ce code" + narrow + ":"
	}
	return "Si vous ne pouvez pas utiliser le lien, ouvrez " + page + " et saisissez ce code" + narrow + ":"
}

func (french) context(software domain.Software, at string) string {
	system := "sous " + software.System
	if isDevice(software.System) {
		system = "sur un " + software.System
	}
	switch {
	case software == domain.Software{}:
		return "Demandé le " + at + "."
	case software.Browser == "":
		return "Demandé " + system + " le " + at + "."
	case software.System == "":
		return "Demandé avec " + software.Browser + " le " + at + "."
	}
	return "Demandé avec " + software.Browser + " " + system + " le " + at + "."
}

func (french) asked(times int) string {
	return "Demandé " + strconv.Itoa(times) + fixed + "fois au cours de la dernière heure."
}

func (french) resetNotYou(hours int) string {
	return "Ce n’était pas vous" + narrow + "? Votre mot de passe reste inchangé et personne n’a eu accès à votre compte. Vous pouvez ignorer cet e-mail. " +
		"Pour désactiver le lien immédiatement et ne pas en recevoir d’autres pendant " + strconv.Itoa(hours) + fixed + "heures, dites-le-nous" + narrow + ":"
}

func (french) notMe() string { return "Ce n’était pas moi" }

func (french) changedSubject(shop string) string {
	return "Votre mot de passe " + shop + " a été modifié"
}

func (french) changedPreview() string { return "Si c’était vous, vous n’avez rien à faire." }

func (french) changedHeading() string { return "Votre mot de passe a été modifié" }

func (french) changedLead(shop, at string) string {
	return "Le mot de passe de votre compte " + shop + " a été modifié le " + at + ". Si c’était vous, vous n’avez rien à faire."
}

func (french) changedNotYou(shop, shopURL string) string {
	return "Si ce n’était pas vous, quelqu’un d’autre a peut-être accès à votre compte. Rendez-vous sans attendre sur " + shopURL +
		" pour demander un nouveau mot de passe, choisissez-en un que vous n’utilisez nulle part ailleurs et prévenez " + shop + "."
}

func (french) changedButton(shop string) string { return "Accéder à " + shop }

func (french) testSubject(shop string) string { return "E-mail de test pour " + shop }

func (french) testHeading() string { return "Le serveur d’envoi fonctionne" }

func (french) testLead(shop string) string {
	return "Ceci est un e-mail de test envoyé par latchkey pour " + shop + ". Le serveur d’envoi l’a accepté et vous êtes en train de le lire" + narrow +
		": les e-mails de cette boutique arrivent donc à destination."
}

func (french) testDetails(project, sender, at string) string {
	return "Projet" + fixed + project + ", envoyé depuis " + sender + " le " + at + "."
}

func (french) testNote() string {
	return "Vous n’avez rien à faire. Cet e-mail ne contient rien de secret."
}
