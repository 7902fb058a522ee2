package pages

var german = words{
	Language:  "Deutsch",
	Direction: "ltr",

	OtherLanguages: "Andere Sprachen",
	Support:        "Brauchen Sie Hilfe? Schreiben Sie an {}.",
	BackTo:         "Zurück zu {}",
	SignInAt:       "Anmelden bei {}",
	SignInThere:    "Gehen Sie zurück zum Shop und melden Sie sich an.",
	OpenAgain:      "Seite noch einmal öffnen",

	Forgot: text{"Passwort vergessen?", []string{
		"Geben Sie die E-Mail-Adresse Ihres Kontos an. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort wählen.",
	}},
	EmailLabel:   "E-Mail-Adresse",
	EmailExample: "name@beispiel.de",
	SendLink:     "Link senden",
	HaveCode:     "Ich habe schon einen Code",
	NoAddress:    "Das sieht nicht wie eine E-Mail-Adresse aus. Sie sollte so aussehen: name@beispiel.de.",
	LongAddress:  "Das ist zu lang für eine E-Mail-Adresse.",
	Requested: text{"Sehen Sie in Ihre E-Mails", []string{
		"Falls es zu dieser E-Mail-Adresse ein Konto gibt, wurde ein Link gesendet.",
		"Das kann ein paar Minuten dauern. Wenn nichts kommt, sehen Sie im Spam-Ordner nach und prüfen Sie, ob es die Adresse ist, mit der Sie einkaufen. Der Link gilt 60 Minuten.",
	}},
	OtherAddress: "Andere Adresse versuchen",
	WhichShop: text{"Um welchen Shop geht es?", []string{
		"Bitte gehen Sie zurück zu dem Shop, bei dem Sie sich anmelden möchten, und fordern Sie dort einen Link an.",
	}},

	Choose:        "Neues Passwort wählen",
	Checking:      "Ihr Link wird geprüft …",
	TimeLeft:      "Ihr Link gilt noch {}.",
	CodeLabel:     "Code aus der E-Mail",
	CodeHint:      "Die 26 Buchstaben und Ziffern darin. Leerzeichen und Bindestriche spielen keine Rolle.",
	NoCode:        "Geben Sie den Code aus Ihrer E-Mail ein: 26 Buchstaben und Ziffern.",
	WrongCode:     "Wir kennen diesen Code nicht. Vergleichen Sie ihn mit dem in Ihrer E-Mail.",
	WrongCodeWay:  "Klappt es nicht? {}.",
	WrongCodeShop: "Klappt es nicht? Gehen Sie zurück zum Shop und fordern Sie dort einen neuen Link an.",
	NewPassword:   "Neues Passwort",
	PasswordHint:  "Mindestens 8 Zeichen. Ein paar Wörter ohne Zusammenhang sind eine gute Wahl.",
	OnceMore:      "Neues Passwort, noch einmal",
	Mismatch:      "Die beiden Passwörter sind nicht gleich. Geben Sie beide noch einmal ein.",
	ShowPasswords: "Passwörter anzeigen",
	Save:          "Neues Passwort speichern",
	Saving:        "Wird gespeichert …",
	Strength: strengthWords{
		Label:    "Stärke: {}.",
		Levels:   [5]string{"sehr schwach", "schwach", "mittel", "gut", "stark"},
		Short:    "Es braucht mindestens 8 Zeichen.",
		Personal: "Es enthält Ihre Adresse oder den Namen des Shops, und die sind leicht zu erraten.",
		Repeated: "Wiederholungen und Folgen wie 1234 bringen wenig.",
		Longer:   "Noch ein Wort macht es stärker.",
	},
	Refused: refusedWords{
		TooShort:   "Dieses Passwort ist zu kurz. Verwenden Sie mindestens 8 Zeichen.",
		TooLong:    "Dieses Passwort ist zu lang. Verwenden Sie weniger als 1.000 Zeichen.",
		TooCommon:  "Viele Menschen verwenden dieses Passwort, deshalb ist es leicht zu erraten. Wählen Sie ein anderes.",
		TooObvious: "Dieses Passwort ist Ihre Adresse oder der Name des Shops. Wählen Sie eines, das niemand erraten kann.",
		Otherwise:  "Dieses Passwort können Sie nicht verwenden. Wählen Sie ein anderes.",
	},
	Done: text{"Ihr Passwort wurde geändert", []string{
		"Sie können sich jetzt anmelden. Alle vorher gesendeten Links gelten nicht mehr.",
	}},

	Expired: text{"Dieser Link ist abgelaufen", []string{
		"Ein Link gilt 60 Minuten, und dieser ist älter. Ihr Passwort wurde nicht geändert.",
	}},
	Spent: text{"Dieser Link wurde schon benutzt", []string{
		"Mit jedem Link lässt sich einmal ein Passwort setzen. Wenn Sie das waren, gilt Ihr neues Passwort: Melden Sie sich damit an.",
		"Wenn Sie es nicht waren, fordern Sie jetzt einen neuen Link an und wählen Sie ein anderes Passwort.",
	}},
	Revoked: text{"Dieser Link gilt nicht mehr", []string{
		"Seit der Link gesendet wurde, hat sich das Konto geändert oder jemand hat „Das war ich nicht“ angegeben. Darum wurde der Link zur Sicherheit abgeschaltet.",
		"Wenn Sie sich noch immer nicht anmelden können, fordern Sie einen neuen an.",
	}},
	Unknown: text{"Wir kennen diesen Link nicht", []string{
		"Vielleicht wurde nur ein Teil davon kopiert. Öffnen Sie ihn noch einmal aus der E-Mail oder fordern Sie einen neuen an.",
	}},
	Trouble: text{"Wir können Ihren Link gerade nicht prüfen", []string{
		"Es geht nichts verloren: Ihr Link bleibt, wie er ist. Prüfen Sie, ob Sie online sind, und versuchen Sie es noch einmal.",
	}},
	Wait: text{"Das war etwas zu oft", []string{
		"Es geht nichts verloren: Ihr Link bleibt, wie er ist.",
	}},
	WorksIn:   "In {} geht es wieder.",
	NewLink:   "Neuen Link senden",
	AskAnew:   "Neuen Link anfordern",
	AskThere:  "Gehen Sie zurück zu dem Shop, bei dem Sie sich anmelden möchten, und fordern Sie dort einen neuen Link an.",
	TypeCode:  "Stattdessen den Code aus der E-Mail eingeben",
	EnterCode: "Code aus der E-Mail eingeben",
	TryAgain:  "Noch einmal versuchen",
	Again: text{"Sehen Sie in Ihre E-Mails", []string{
		"Ein neuer Link ist unterwegs, wenn das Konto noch ein neues Passwort bekommen kann.",
		"Das kann ein paar Minuten dauern. Wenn nichts kommt, sehen Sie im Spam-Ordner nach. Der Link gilt 60 Minuten.",
	}},

	Disown: text{"Das waren Sie nicht?", []string{
		"Jemand hat einen Link angefordert, um für dieses Konto ein neues Passwort zu wählen.",
		"Wenn Sie das nicht waren, drücken Sie die Schaltfläche: Alle bisherigen Links gelten dann nicht mehr, und wir senden 24 Stunden lang keinen neuen. Ihr Passwort bleibt, wie es ist.",
	}},
	DisownCode:   "Geben Sie den Code aus der E-Mail ein. Die nächste Seite zeigt, um welches Konto es geht. Es ändert sich nichts, solange Sie dort nicht die Schaltfläche drücken.",
	Continue:     "Weiter",
	ShopLabel:    "Shop",
	AccountLabel: "Konto",
	DisownButton: "Das war ich nicht",
	Disowned: text{"Die Links sind abgeschaltet", []string{
		"Alle bisherigen Links gelten nicht mehr. Wir senden 24 Stunden lang keinen neuen an diese Adresse, egal, wer darum bittet.",
		"Ihr Passwort wurde nicht geändert: Sie können sich damit anmelden wie zuvor.",
		"Wenn Sie selbst einen Link brauchen, lassen Sie Links wieder zu.",
	}},
	AlreadyMuted: text{"Links sind abgeschaltet", []string{
		"Jemand, der Ihre E-Mails lesen kann, hat angegeben, keinen Link angefordert zu haben. Darum senden wir 24 Stunden lang keinen an diese Adresse.",
		"Wenn Sie selbst einen brauchen, lassen Sie Links wieder zu.",
	}},
	LiftButton: "Links wieder zulassen",
	Lifted: text{"Links sind wieder zugelassen", []string{
		"Wenn Sie jetzt einen Link anfordern, bekommen Sie ihn wie gewohnt. Die Links von vorher bleiben abgeschaltet.",
	}},
	SomebodyElses: "Ich habe diesen Link nicht angefordert",

	NotFound: text{"Hier gibt es keine Seite", []string{
		"Vielleicht ist die Adresse unvollständig. Öffnen Sie den Link aus Ihrer E-Mail noch einmal oder fordern Sie einen neuen an.",
	}},
	WrongMethod: text{"Das geht hier nicht", []string{
		"So lässt sich diese Seite nicht benutzen. Öffnen Sie den Link aus Ihrer E-Mail noch einmal oder fordern Sie einen neuen an.",
	}},
	CrossSite: text{"Das kam von einer anderen Website", []string{
		"Zu Ihrer Sicherheit wurde nichts geändert. Öffnen Sie den Link aus Ihrer E-Mail oder unsere eigene Seite und füllen Sie das Formular dort aus.",
	}},
	Unreadable: text{"Das konnten wir nicht lesen", []string{
		"Unterwegs ist etwas durcheinandergeraten. Es wurde nichts geändert. Öffnen Sie den Link aus Ihrer E-Mail noch einmal.",
	}},
	TooLarge: text{"Das ist zu viel für dieses Formular", []string{
		"Es wurde nichts geändert. Gehen Sie zurück und verwenden Sie ein kürzeres Passwort; ein paar Wörter genügen.",
	}},
	TooOften: text{"Das war etwas zu oft", []string{
		"Bitte warten Sie: In {} geht es wieder.",
		"Es geht nichts verloren. Gehen Sie dann zurück oder öffnen Sie den Link aus Ihrer E-Mail noch einmal.",
	}},
	Busy: text{"Gerade ist sehr viel los", []string{
		"Es wurde nichts geändert. Bitte versuchen Sie es in {} noch einmal.",
	}},
	Broken: text{"Bei uns ist etwas schiefgegangen", []string{
		"Es liegt nicht an Ihnen. Bitte versuchen Sie es gleich noch einmal.",
	}},
	PerhapsDone: text{"Bei uns ist etwas schiefgegangen", []string{
		"Bitte versuchen Sie es noch einmal. Falls der Link dann schon benutzt ist, gilt Ihr neues Passwort bereits.",
	}},

	Second: unit{One: "{} Sekunde", Many: "{} Sekunden"},
	Minute: unit{One: "{} Minute", Many: "{} Minuten"},
}
