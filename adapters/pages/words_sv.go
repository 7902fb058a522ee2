package pages

var swedish = words{
	Language:  "Svenska",
	Direction: "ltr",

	OtherLanguages: "Andra språk",
	Support:        "Behöver du hjälp? Skriv till {}.",
	BackTo:         "Tillbaka till {}",
	SignInAt:       "Logga in hos {}",
	SignInThere:    "Gå tillbaka till butiken och logga in.",
	OpenAgain:      "Öppna sidan igen",

	Forgot: text{"Har du glömt ditt lösenord?", []string{
		"Ange e-postadressen till ditt konto, så skickar vi en länk där du väljer ett nytt.",
	}},
	EmailLabel:   "E-postadress",
	EmailExample: "namn@exempel.se",
	SendLink:     "Skicka en länk",
	HaveCode:     "Jag har redan en kod",
	NoAddress:    "Det här ser inte ut som en e-postadress. Den ska se ut som namn@exempel.se.",
	LongAddress:  "Det här är för långt för att vara en e-postadress.",
	Requested: text{"Titta i din e-post", []string{
		"Om det finns ett konto med den e-postadressen har en länk skickats.",
		"Det kan ta någon minut. Om inget kommer, titta i skräpposten och kontrollera att det är adressen du handlar med. Länken fungerar i 60 minuter.",
	}},
	OtherAddress: "Prova en annan adress",
	WhichShop: text{"Vilken butik gäller det?", []string{
		"Gå tillbaka till butiken där du vill logga in och be om en länk där.",
	}},

	Choose:        "Välj ett nytt lösenord",
	Checking:      "Länken kontrolleras …",
	TimeLeft:      "Länken fungerar i {} till.",
	CodeLabel:     "Koden från mejlet",
	CodeHint:      "De 26 bokstäverna och siffrorna i mejlet. Mellanslag och bindestreck spelar ingen roll.",
	NoCode:        "Ange koden från mejlet: 26 bokstäver och siffror.",
	WrongCode:     "Vi känner inte igen koden. Jämför den med den i mejlet.",
	WrongCodeWay:  "Fungerar det inte? {}.",
	WrongCodeShop: "Fungerar det inte? Gå tillbaka till butiken och be om en ny länk där.",
	NewPassword:   "Nytt lösenord",
	PasswordHint:  "Minst 8 tecken. Några ord som inte hör ihop är ett bra val.",
	OnceMore:      "Nytt lösenord, en gång till",
	Mismatch:      "De två lösenorden är inte lika. Skriv båda en gång till.",
	ShowPasswords: "Visa lösenorden",
	Save:          "Spara nytt lösenord",
	Saving:        "Sparar …",
	Strength: strengthWords{
		Label:    "Lösenordet är {}.",
		Levels:   [5]string{"mycket svagt", "svagt", "godtagbart", "bra", "starkt"},
		Short:    "Det måste vara minst 8 tecken långt.",
		Personal: "Det innehåller din adress eller butikens namn, som är lätta att gissa.",
		Repeated: "Upprepningar och följder som 1234 hjälper knappt.",
		Longer:   "Ett ord till gör det starkare.",
	},
	Refused: refusedWords{
		TooShort:   "Lösenordet är för kort. Använd minst 8 tecken.",
		TooLong:    "Lösenordet är för långt. Använd färre än 1 000 tecken.",
		TooCommon:  "Många använder det här lösenordet, så det är lätt att gissa. Välj ett annat.",
		TooObvious: "Lösenordet är din adress eller butikens namn. Välj ett som ingen kan gissa.",
		Otherwise:  "Det lösenordet går inte att använda. Välj ett annat.",
	},
	Done: text{"Ditt lösenord har ändrats", []string{
		"Du kan logga in nu. Alla länkar som skickats tidigare har slutat fungera.",
	}},

	Expired: text{"Länken har gått ut", []string{
		"En länk fungerar i 60 minuter och den här är äldre. Ditt lösenord har inte ändrats.",
	}},
	Spent: text{"Länken har redan använts", []string{
		"Varje länk fungerar för ett lösenordsbyte. Om det var du fungerar ditt nya lösenord: logga in med det.",
		"Om det inte var du, be om en ny länk nu och välj ett annat lösenord.",
	}},
	Revoked: text{"Länken fungerar inte längre", []string{
		"Sedan länken skickades har kontot ändrats eller någon svarat ”Det var inte jag”. Därför stängdes länken av för säkerhets skull.",
		"Om du fortfarande inte kan logga in, be om en ny.",
	}},
	Unknown: text{"Vi känner inte igen länken", []string{
		"Kanske kopierades bara en del av den. Öppna den från mejlet igen eller be om en ny.",
	}},
	Trouble: text{"Vi kan inte kontrollera länken just nu", []string{
		"Inget har gått förlorat: länken är kvar som den var. Kontrollera att du är uppkopplad och försök igen.",
	}},
	Wait: text{"Det blev lite för många försök", []string{
		"Inget har gått förlorat: länken är kvar som den var.",
	}},
	WorksIn:   "Det fungerar igen om {}.",
	NewLink:   "Skicka en ny länk",
	AskAnew:   "Be om en ny länk",
	AskThere:  "Gå tillbaka till butiken där du vill logga in och be om en ny länk där.",
	TypeCode:  "Ange koden från mejlet i stället",
	EnterCode: "Ange koden från mejlet",
	TryAgain:  "Försök igen",
	Again: text{"Titta i din e-post", []string{
		"En ny länk är på väg om kontot fortfarande kan få ett nytt lösenord.",
		"Det kan ta någon minut. Om inget kommer, titta i skräpposten. Länken fungerar i 60 minuter.",
	}},

	Disown: text{"Var det inte du?", []string{
		"Någon har bett om en länk för att välja ett nytt lösenord till det här kontot.",
		"Om det inte var du, tryck på knappen: alla länkar som har skickats slutar fungera och vi skickar ingen ny på 24 timmar. Ditt lösenord förblir som det är.",
	}},
	DisownCode:   "Ange koden från mejlet. Nästa sida visar vilket konto det gäller. Inget ändras förrän du trycker på knappen där.",
	Continue:     "Fortsätt",
	ShopLabel:    "Butik",
	AccountLabel: "Konto",
	DisownButton: "Det var inte jag",
	Disowned: text{"Länkarna är avstängda", []string{
		"Alla länkar som har skickats har slutat fungera. Vi skickar ingen ny till den här adressen på 24 timmar, vem som än ber om det.",
		"Ditt lösenord har inte ändrats: du kan logga in med det som vanligt.",
		"Om du själv behöver en länk, tillåt länkar igen.",
	}},
	AlreadyMuted: text{"Länkar är avstängda", []string{
		"Någon som kan läsa din e-post har svarat ”Det var inte jag” på en länk. Därför skickar vi inga länkar till den här adressen på 24 timmar.",
		"Om du själv behöver en, tillåt länkar igen.",
	}},
	LiftButton: "Tillåt länkar igen",
	Lifted: text{"Länkar är tillåtna igen", []string{
		"Om du ber om en länk nu får du den som vanligt. De tidigare länkarna förblir avstängda.",
	}},
	SomebodyElses: "Jag har inte bett om den här länken",

	NotFound: text{"Här finns ingen sida", []string{
		"Adressen kan vara ofullständig. Öppna länken från mejlet igen eller be om en ny.",
	}},
	WrongMethod: text{"Det går inte här", []string{
		"Sidan kan inte användas på det sättet. Öppna länken från mejlet igen eller be om en ny.",
	}},
	CrossSite: text{"Det här kom från en annan webbplats", []string{
		"För din säkerhet gjordes ingenting. Öppna länken från mejlet, eller vår egen sida, och fyll i formuläret där.",
	}},
	Unreadable: text{"Vi kunde inte läsa det", []string{
		"Något blev fel på vägen och inget har ändrats. Öppna länken från mejlet igen.",
	}},
	TooLarge: text{"Det är för mycket för formuläret", []string{
		"Inget har ändrats. Gå tillbaka och använd ett kortare lösenord; några ord räcker.",
	}},
	TooOften: text{"Det blev lite för många försök", []string{
		"Vänta lite: det fungerar igen om {}.",
		"Inget har gått förlorat. Gå sedan tillbaka eller öppna länken från mejlet igen.",
	}},
	Busy: text{"Vi har mycket att göra just nu", []string{
		"Inget har ändrats. Försök igen om {}.",
	}},
	Broken: text{"Något gick fel hos oss", []string{
		"Det är inte ditt fel. Försök igen om en liten stund.",
	}},
	PerhapsDone: text{"Något gick fel hos oss", []string{
		"Försök en gång till. Om länken då redan har använts fungerar ditt nya lösenord.",
	}},

	Second: unit{One: "{} sekund", Many: "{} sekunder"},
	Minute: unit{One: "{} minut", Many: "{} minuter"},
}
