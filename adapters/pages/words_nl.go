package pages

var dutch = words{
	Language:  "Nederlands",
	Direction: "ltr",

	OtherLanguages: "Andere talen",
	Support:        "Hulp nodig? Schrijf naar {}.",
	BackTo:         "Terug naar {}",
	SignInAt:       "Inloggen bij {}",
	SignInThere:    "Ga terug naar de winkel en log in.",
	OpenAgain:      "Pagina opnieuw openen",

	Forgot: text{"Wachtwoord vergeten?", []string{
		"Geef het e-mailadres van je account op, dan sturen we je een link waarmee je een nieuw wachtwoord kunt kiezen.",
	}},
	EmailLabel:   "E-mailadres",
	EmailExample: "naam@voorbeeld.nl",
	SendLink:     "Stuur mij een link",
	HaveCode:     "Ik heb al een code",
	NoAddress:    "Dit lijkt geen e-mailadres te zijn. Het moet eruitzien als naam@voorbeeld.nl.",
	LongAddress:  "Dit is te lang voor een e-mailadres.",
	Requested: text{"Kijk in je mail", []string{
		"Als er een account bij dit e-mailadres hoort, is er een link verstuurd.",
		"Het kan een paar minuten duren. Komt er niets, kijk dan in de map met ongewenste mail, en controleer of dit het adres is waarmee je bestelt. De link werkt 60 minuten.",
	}},
	OtherAddress: "Een ander adres proberen",
	WhichShop: text{"Welke winkel is het?", []string{
		"Ga terug naar de winkel waar je wilt inloggen en vraag daar een link aan.",
	}},

	Choose:        "Kies een nieuw wachtwoord",
	Checking:      "Je link wordt gecontroleerd…",
	TimeLeft:      "Je link werkt nog {}.",
	CodeLabel:     "Code uit de mail",
	CodeHint:      "De 26 letters en cijfers in de mail. Spaties en streepjes maken niet uit.",
	NoCode:        "Vul de code uit je mail in: 26 letters en cijfers.",
	WrongCode:     "We herkennen deze code niet. Vergelijk hem met de code in je mail.",
	WrongCodeWay:  "Lukt het niet? {}.",
	WrongCodeShop: "Lukt het niet? Ga terug naar de winkel en vraag daar een nieuwe link aan.",
	NewPassword:   "Nieuw wachtwoord",
	PasswordHint:  "Minstens 8 tekens. Een paar losse woorden zijn een goede keus.",
	OnceMore:      "Nieuw wachtwoord, nog een keer",
	Mismatch:      "De twee wachtwoorden zijn niet gelijk. Typ ze allebei nog een keer.",
	ShowPasswords: "Wachtwoorden tonen",
	Save:          "Nieuw wachtwoord opslaan",
	Saving:        "Bezig met opslaan…",
	Strength: strengthWords{
		Label:    "Sterkte: {}.",
		Levels:   [5]string{"heel zwak", "zwak", "redelijk", "goed", "sterk"},
		Short:    "Het moet minstens 8 tekens hebben.",
		Personal: "Je adres of de naam van de winkel staat erin, en die zijn makkelijk te raden.",
		Repeated: "Herhalingen en reeksen zoals 1234 helpen nauwelijks.",
		Longer:   "Met nog een woord wordt het sterker.",
	},
	Refused: refusedWords{
		TooShort:   "Dit wachtwoord is te kort. Gebruik minstens 8 tekens.",
		TooLong:    "Dit wachtwoord is te lang. Gebruik minder dan 1.000 tekens.",
		TooCommon:  "Veel mensen gebruiken dit wachtwoord, dus is het makkelijk te raden. Kies een ander.",
		TooObvious: "Dit wachtwoord is je adres of de naam van de winkel. Kies er een dat niemand kan raden.",
		Otherwise:  "Dit wachtwoord kun je niet gebruiken. Kies een ander.",
	},
	Done: text{"Je wachtwoord is gewijzigd", []string{
		"Je kunt nu inloggen. Alle eerder verstuurde links werken niet meer.",
	}},

	Expired: text{"Deze link is verlopen", []string{
		"Een link werkt 60 minuten en deze is ouder. Je wachtwoord is niet gewijzigd.",
	}},
	Spent: text{"Deze link is al gebruikt", []string{
		"Met elke link kies je één keer een wachtwoord. Was jij dat, dan werkt je nieuwe wachtwoord: log er gewoon mee in.",
		"Was jij het niet, vraag dan nu een nieuwe link aan en kies een ander wachtwoord.",
	}},
	Revoked: text{"Deze link werkt niet meer", []string{
		"Nadat de link was verstuurd, is het account veranderd of heeft iemand op “Dit was ik niet” gedrukt. Daarom is de link voor de veiligheid uitgezet.",
		"Kun je nog steeds niet inloggen, vraag dan een nieuwe aan.",
	}},
	Unknown: text{"We herkennen deze link niet", []string{
		"Misschien is maar een deel ervan gekopieerd. Open de link nog een keer vanuit de mail of vraag een nieuwe aan.",
	}},
	Trouble: text{"We kunnen je link nu niet controleren", []string{
		"Er is niets verloren gegaan: je link blijft zoals hij is. Controleer of je online bent en probeer het opnieuw.",
	}},
	Wait: text{"Dat was iets te vaak", []string{
		"Er is niets verloren gegaan: je link blijft zoals hij is.",
	}},
	WorksIn:   "Over {} werkt het weer.",
	NewLink:   "Stuur mij een nieuwe link",
	AskAnew:   "Nieuwe link aanvragen",
	AskThere:  "Ga terug naar de winkel waar je wilt inloggen en vraag daar een nieuwe link aan.",
	TypeCode:  "Liever de code uit de mail invullen",
	EnterCode: "Code uit de mail invullen",
	TryAgain:  "Opnieuw proberen",
	Again: text{"Kijk in je mail", []string{
		"Er is een nieuwe link onderweg als dit account nog een nieuw wachtwoord kan krijgen.",
		"Het kan een paar minuten duren. Komt er niets, kijk dan in de map met ongewenste mail. De link werkt 60 minuten.",
	}},

	Disown: text{"Was jij dit niet?", []string{
		"Iemand heeft een link aangevraagd om een nieuw wachtwoord voor dit account te kiezen.",
		"Was jij dat niet, druk dan op de knop: alle links tot nu toe werken dan niet meer en we sturen 24 uur lang geen nieuwe. Je wachtwoord blijft zoals het is.",
	}},
	DisownCode:   "Vul de code uit de mail in. De volgende pagina laat zien om welk account het gaat. Er verandert niets tot je daar op de knop drukt.",
	Continue:     "Verder",
	ShopLabel:    "Winkel",
	AccountLabel: "Account",
	DisownButton: "Dit was ik niet",
	Disowned: text{"De links zijn uitgezet", []string{
		"Alle links tot nu toe werken niet meer. We sturen 24 uur lang geen nieuwe naar dit adres, wie er ook om vraagt.",
		"Je wachtwoord is niet gewijzigd: je kunt er gewoon mee inloggen.",
		"Heb je zelf een link nodig, sta resetlinks dan weer toe.",
	}},
	AlreadyMuted: text{"Resetlinks staan uit", []string{
		"Iemand die je mail kan lezen, gaf aan geen link te hebben aangevraagd. Daarom sturen we er 24 uur lang geen naar dit adres.",
		"Heb je er zelf een nodig, sta resetlinks dan weer toe.",
	}},
	LiftButton: "Resetlinks weer toestaan",
	Lifted: text{"Resetlinks zijn weer toegestaan", []string{
		"Als je nu een link aanvraagt, krijg je hem gewoon. De eerdere links blijven uit.",
	}},
	SomebodyElses: "Ik heb deze link niet aangevraagd",

	NotFound: text{"Hier is geen pagina", []string{
		"Misschien is het adres niet volledig. Open de link uit je mail nog een keer of vraag een nieuwe aan.",
	}},
	WrongMethod: text{"Dat werkt hier niet", []string{
		"Deze pagina is zo niet te gebruiken. Open de link uit je mail nog een keer of vraag een nieuwe aan.",
	}},
	CrossSite: text{"Dit kwam van een andere site", []string{
		"Voor je veiligheid is er niets gedaan. Open de link uit je mail of onze eigen pagina en vul het formulier daar in.",
	}},
	Unreadable: text{"Dat konden we niet lezen", []string{
		"Er ging onderweg iets mis en er is niets gewijzigd. Open de link uit je mail nog een keer.",
	}},
	TooLarge: text{"Dat is te veel voor dit formulier", []string{
		"Er is niets gewijzigd. Ga terug en gebruik een korter wachtwoord; een paar woorden zijn genoeg.",
	}},
	TooOften: text{"Dat was iets te vaak", []string{
		"Even wachten: over {} werkt het weer.",
		"Er is niets verloren gegaan. Ga daarna terug of open de link uit je mail nog een keer.",
	}},
	Busy: text{"Het is nu erg druk", []string{
		"Er is niets gewijzigd. Probeer het over {} opnieuw.",
	}},
	Broken: text{"Er ging bij ons iets mis", []string{
		"Het ligt niet aan jou. Probeer het zo meteen opnieuw.",
	}},
	PerhapsDone: text{"Er ging bij ons iets mis", []string{
		"Probeer het nog een keer. Is de link dan al gebruikt, dan werkt je nieuwe wachtwoord.",
	}},

	Second: unit{One: "{} seconde", Many: "{} seconden"},
	Minute: unit{One: "{} minuut", Many: "{} minuten"},
}
