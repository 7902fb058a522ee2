package mailtext

import (
	"strconv"
	"time"

	"latchkey/domain"
)

// spanish says "tú", as most shops do.
type spanish struct{ leftToRight }

func (spanish) tag() domain.Language { return domain.Spanish }

func (spanish) moment(t time.Time) string {
	t = t.UTC()
	month := [...]string{
		"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	}[t.Month()-1]
	at := " a las "
	if t.Hour() == 1 {
		at = " a la "
	}
	return strconv.Itoa(t.Day()) + " de " + month + at + t.Format("15:04") + " (UTC)"
}

func (spanish) minutes(n int) string {
	if n == 1 {
		return "1 minuto"
	}
	return strconv.Itoa(n) + " minutos"
}

func (spanish) help() string { return "¿Tienes alguna pregunta? Escribe a" }

func (spanish) reference(reference string) string {
	return "Si preguntas por este correo, menciona " + reference + "."
}

func (spanish) resetSubject(shop string) string { return "Restablece tu contraseña de " + shop }

func (spanish) resetPreview(minutes string) string {
	return "El enlace funciona una sola vez, durante " + minutes + "."
}

func (spanish) resetHeading() string { return "Elige una contraseña nueva" }

func (spanish) resetLead(shop string) string {
	return "Se ha solicitado una contraseña nueva para tu cuenta de " + shop + ". Sigue el enlace para elegirla y vuelve a entrar en tu cuenta."
}

func (spanish) resetButton() string { return "Elegir una contraseña nueva" }

func (spanish) validity(minutes, until string) string {
	return "El enlace funciona una sola vez y es válido durante " + minutes + ", hasta el " + until + "."
}

func (spanish) linkNote() string {
	return "Si el botón no responde, copia esta dirección en tu navegador:"
}

func (spanish) codeNote(page string) string {
	if page == "" {
		return "Si no puedes usar el enlace, introduce este código en su lugar:"
	}
	return "Si no puedes usar el enlace, abre " + page + " e introduce este código:"
}

func (spanish) context(software domain.Software, at string) string {
	system := "desde " + software.System
	if isDevice(software.System) {
		system = "desde un " + software.System
	}
	switch {
	case software == domain.Software{}:
		return "Solicitada el " + at + "."
	case software.Browser == "":
		return "Solicitada " + system + " el " + at + "."
	case software.System == "":
		return "Solicitada con " + software.Browser + " el " + at + "."
	}
	return "Solicitada con " + software.Browser + " " + system + " el " + at + "."
}

func (spanish) asked(times int) string {
	return "Solicitada " + strconv.Itoa(times) + " veces en la última hora."
}

func (spanish) resetNotYou(hours int) string {
	return "¿No has sido tú? Tu contraseña no ha cambiado y nadie ha entrado en tu cuenta. Puedes ignorar este correo. " +
		"Si quieres anular el enlace ahora mismo y no recibir otros durante " + strconv.Itoa(hours) + " horas, avísanos:"
}

func (spanish) notMe() string { return "No he sido yo" }

func (spanish) changedSubject(shop string) string {
	return "Se ha cambiado tu contraseña de " + shop
}

func (spanish) changedPreview() string { return "Si has sido tú, no tienes que hacer nada." }

func (spanish) changedHeading() string { return "Se ha cambiado tu contraseña" }

func (spanish) changedLead(shop, at string) string {
	return "La contraseña de tu cuenta de " + shop + " se cambió el " + at + ". Si has sido tú, no tienes que hacer nada."
}

func (spanish) changedNotYou(shop, shopURL string) string {
	return "Si no has sido tú, puede que otra persona tenga acceso a tu cuenta. Ve enseguida a " + shopURL +
		" y pide una contraseña nueva, elige una que no uses en ningún otro sitio y avisa a " + shop + "."
}

func (spanish) changedButton(shop string) string { return "Ir a " + shop }

func (spanish) testSubject(shop string) string { return "Correo de prueba para " + shop }

func (spanish) testHeading() string { return "El servidor de correo funciona" }

func (spanish) testLead(shop string) string {
	return "Este es un correo de prueba que latchkey ha enviado para " + shop + ". El servidor de correo lo ha aceptado y lo estás leyendo, así que los correos de esta tienda llegan."
}

func (spanish) testDetails(project, sender, at string) string {
	return "Proyecto " + project + ", enviado desde " + sender + " el " + at + "."
}

func (spanish) testNote() string {
	return "No tienes que hacer nada. Este correo no contiene nada secreto."
}
