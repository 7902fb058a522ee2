package pages

var spanish = words{
	Language:  "Español",
	Direction: "ltr",

	OtherLanguages: "Otros idiomas",
	Support:        "¿Necesitas ayuda? Escribe a {}.",
	BackTo:         "Volver a {}",
	SignInAt:       "Iniciar sesión en {}",
	SignInThere:    "Vuelve a la tienda e inicia sesión.",
	OpenAgain:      "Abrir la página otra vez",

	Forgot: text{"¿Has olvidado tu contraseña?", []string{
		"Indica la dirección de correo de tu cuenta y te enviaremos un enlace para elegir una nueva.",
	}},
	EmailLabel:   "Correo electrónico",
	EmailExample: "nombre@ejemplo.es",
	SendLink:     "Enviarme un enlace",
	HaveCode:     "Ya tengo un código",
	NoAddress:    "Esto no parece una dirección de correo. Debe ser como nombre@ejemplo.es.",
	LongAddress:  "Esto es demasiado largo para ser una dirección de correo.",
	Requested: text{"Revisa tu correo", []string{
		"Si existe una cuenta con esa dirección, se ha enviado un enlace.",
		"Puede tardar un par de minutos. Si no llega nada, mira en la carpeta de correo no deseado y comprueba que es la dirección con la que compras. El enlace funciona durante 60 minutos.",
	}},
	OtherAddress: "Probar con otra dirección",
	WhichShop: text{"¿De qué tienda se trata?", []string{
		"Vuelve a la tienda en la que quieres iniciar sesión y pide allí un enlace.",
	}},

	Choose:        "Elige una contraseña nueva",
	Checking:      "Comprobando tu enlace…",
	TimeLeft:      "Tu enlace funcionará {} más.",
	CodeLabel:     "Código del correo",
	CodeHint:      "Las 26 letras y cifras que contiene. Los espacios y los guiones no importan.",
	NoCode:        "Introduce el código de tu correo: 26 letras y cifras.",
	WrongCode:     "No reconocemos este código. Compáralo con el de tu correo.",
	WrongCodeWay:  "¿No funciona? {}.",
	WrongCodeShop: "¿No funciona? Vuelve a la tienda y pide allí un enlace nuevo.",
	NewPassword:   "Contraseña nueva",
	PasswordHint:  "Al menos 8 caracteres. Unas cuantas palabras sin relación son una buena opción.",
	OnceMore:      "Repite la contraseña nueva",
	Mismatch:      "Las dos contraseñas no son iguales. Escribe las dos otra vez.",
	ShowPasswords: "Mostrar las contraseñas",
	Save:          "Guardar la contraseña",
	Saving:        "Guardando…",
	Strength: strengthWords{
		Label:    "Seguridad: {}.",
		Levels:   [5]string{"muy baja", "baja", "media", "buena", "alta"},
		Short:    "Necesita al menos 8 caracteres.",
		Personal: "Contiene tu dirección o el nombre de la tienda, que son fáciles de adivinar.",
		Repeated: "Las repeticiones y las series como 1234 apenas ayudan.",
		Longer:   "Con una palabra más será más segura.",
	},
	Refused: refusedWords{
		TooShort:   "Esta contraseña es demasiado corta. Usa al menos 8 caracteres.",
		TooLong:    "Esta contraseña es demasiado larga. Usa menos de 1000 caracteres.",
		TooCommon:  "Mucha gente usa esta contraseña, así que es fácil de adivinar. Elige otra.",
		TooObvious: "Esta contraseña es tu dirección o el nombre de la tienda. Elige una que nadie pueda adivinar.",
		Otherwise:  "Esta contraseña no se puede usar. Elige otra.",
	},
	Done: text{"Se ha cambiado tu contraseña", []string{
		"Ya puedes iniciar sesión. Los enlaces enviados anteriormente han dejado de funcionar.",
	}},

	Expired: text{"Este enlace ha caducado", []string{
		"Un enlace funciona durante 60 minutos, y este es más antiguo. Tu contraseña no ha cambiado.",
	}},
	Spent: text{"Este enlace ya se ha usado", []string{
		"Cada enlace sirve una sola vez. Si has sido tú, tu contraseña nueva funciona: inicia sesión con ella.",
		"Si no has sido tú, pide ahora un enlace nuevo y elige otra contraseña.",
	}},
	Revoked: text{"Este enlace ya no funciona", []string{
		"Desde que se envió el enlace, la cuenta ha cambiado o alguien ha indicado «No he sido yo». Por seguridad, el enlace se desactivó.",
		"Si todavía no puedes iniciar sesión, pide uno nuevo.",
	}},
	Unknown: text{"No reconocemos este enlace", []string{
		"Quizá solo se copió una parte. Ábrelo otra vez desde el correo o pide uno nuevo.",
	}},
	Trouble: text{"Ahora mismo no podemos comprobar tu enlace", []string{
		"No se ha perdido nada: tu enlace sigue como estaba. Comprueba que tienes conexión e inténtalo otra vez.",
	}},
	Wait: text{"Han sido demasiados intentos", []string{
		"No se ha perdido nada: tu enlace sigue como estaba.",
	}},
	WorksIn:   "Volverá a funcionar dentro de {}.",
	NewLink:   "Enviarme un enlace nuevo",
	AskAnew:   "Pedir un enlace nuevo",
	AskThere:  "Vuelve a la tienda en la que quieres iniciar sesión y pide allí un enlace nuevo.",
	TypeCode:  "Introducir mejor el código del correo",
	EnterCode: "Introducir el código del correo",
	TryAgain:  "Intentar otra vez",
	Again: text{"Revisa tu correo", []string{
		"Un enlace nuevo está en camino si la cuenta todavía puede recibir una contraseña nueva.",
		"Puede tardar un par de minutos. Si no llega nada, mira en la carpeta de correo no deseado. El enlace funciona durante 60 minutos.",
	}},

	Disown: text{"¿No has sido tú?", []string{
		"Alguien ha pedido un enlace para elegir una contraseña nueva para esta cuenta.",
		"Si no has sido tú, pulsa el botón: todos los enlaces enviados hasta ahora dejan de funcionar y durante 24 horas no enviamos ninguno nuevo. Tu contraseña sigue igual.",
	}},
	DisownCode:   "Introduce el código del correo. La página siguiente muestra de qué cuenta se trata. No cambia nada hasta que pulses allí el botón.",
	Continue:     "Continuar",
	ShopLabel:    "Tienda",
	AccountLabel: "Cuenta",
	DisownButton: "No he sido yo",
	Disowned: text{"Los enlaces están desactivados", []string{
		"Todos los enlaces enviados hasta ahora han dejado de funcionar. Durante 24 horas no enviamos ninguno nuevo a esta dirección, lo pida quien lo pida.",
		"Tu contraseña no ha cambiado: puedes iniciar sesión con ella como antes.",
		"Si necesitas tú un enlace, vuelve a permitirlos.",
	}},
	AlreadyMuted: text{"Los enlaces están desactivados por ahora", []string{
		"Alguien que puede leer tu correo indicó que no había pedido ningún enlace. Por eso durante 24 horas no enviamos ninguno a esta dirección.",
		"Si necesitas uno, vuelve a permitirlos.",
	}},
	LiftButton: "Permitir enlaces otra vez",
	Lifted: text{"Los enlaces vuelven a estar permitidos", []string{
		"Si pides un enlace ahora, lo recibirás como siempre. Los enlaces de antes siguen desactivados.",
	}},
	SomebodyElses: "Yo no he pedido este enlace",

	NotFound: text{"Aquí no hay ninguna página", []string{
		"Quizá la dirección esté incompleta. Abre otra vez el enlace de tu correo o pide uno nuevo.",
	}},
	WrongMethod: text{"Eso no funciona aquí", []string{
		"Esta página no se puede usar así. Abre otra vez el enlace de tu correo o pide uno nuevo.",
	}},
	CrossSite: text{"Esto venía de otro sitio web", []string{
		"Por tu seguridad, no se ha hecho nada. Abre el enlace de tu correo, o nuestra propia página, y rellena allí el formulario.",
	}},
	Unreadable: text{"No hemos podido leerlo", []string{
		"Algo se estropeó por el camino y no ha cambiado nada. Abre otra vez el enlace de tu correo.",
	}},
	TooLarge: text{"Es demasiado para este formulario", []string{
		"No ha cambiado nada. Vuelve atrás y usa una contraseña más corta; bastan unas cuantas palabras.",
	}},
	TooOften: text{"Han sido demasiados intentos", []string{
		"Espera un poco: volverá a funcionar dentro de {}.",
		"No se ha perdido nada. Después vuelve atrás o abre otra vez el enlace de tu correo.",
	}},
	Busy: text{"Ahora mismo hay mucha actividad", []string{
		"No ha cambiado nada. Inténtalo otra vez dentro de {}.",
	}},
	Broken: text{"Algo ha fallado por nuestra parte", []string{
		"No es culpa tuya. Inténtalo otra vez dentro de un momento.",
	}},
	PerhapsDone: text{"Algo ha fallado por nuestra parte", []string{
		"Inténtalo una vez más. Si el enlace ya se ha usado, tu contraseña nueva ya funciona.",
	}},

	Second: unit{One: "{} segundo", Many: "{} segundos"},
	Minute: unit{One: "{} minuto", Many: "{} minutos"},
}
