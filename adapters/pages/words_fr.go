package pages

var french = words{
	Language:  "Français",
	Direction: "ltr",

	OtherLanguages: "Autres langues",
	Support:        "Besoin d’aide ? Écrivez à {}.",
	BackTo:         "Retour à {}",
	SignInAt:       "Se connecter chez {}",
	SignInThere:    "Retournez à la boutique et connectez-vous.",
	OpenAgain:      "Rouvrir la page",

	Forgot: text{"Mot de passe oublié ?", []string{
		"Indiquez l’adresse e-mail de votre compte : nous vous enverrons un lien pour choisir un nouveau mot de passe.",
	}},
	EmailLabel:   "Adresse e-mail",
	EmailExample: "nom@exemple.fr",
	SendLink:     "Recevoir un lien",
	HaveCode:     "J’ai déjà un code",
	NoAddress:    "Cela ne ressemble pas à une adresse e-mail. Elle doit ressembler à nom@exemple.fr.",
	LongAddress:  "C’est trop long pour une adresse e-mail.",
	Requested: text{"Consultez vos e-mails", []string{
		"Si un compte existe pour cette adresse, un lien a été envoyé.",
		"Cela peut prendre une minute ou deux. Si rien n’arrive, regardez dans vos courriers indésirables et vérifiez que l’adresse indiquée est bien celle de vos achats. Le lien est valable 60 minutes.",
	}},
	OtherAddress: "Essayer une autre adresse",
	WhichShop: text{"De quelle boutique s’agit-il ?", []string{
		"Retournez à la boutique où vous voulez vous connecter et demandez-y un lien.",
	}},

	Choose:        "Choisissez un nouveau mot de passe",
	Checking:      "Vérification de votre lien…",
	TimeLeft:      "Votre lien est encore valable {}.",
	CodeLabel:     "Code reçu par e-mail",
	CodeHint:      "Les 26 lettres et chiffres de l’e-mail. Les espaces et les tirets ne comptent pas.",
	NoCode:        "Saisissez le code reçu par e-mail : 26 lettres et chiffres.",
	WrongCode:     "Nous ne reconnaissons pas ce code. Comparez-le avec celui de votre e-mail.",
	WrongCodeWay:  "Cela ne fonctionne pas ? {}.",
	WrongCodeShop: "Cela ne fonctionne pas ? Retournez à la boutique et demandez-y un nouveau lien.",
	NewPassword:   "Nouveau mot de passe",
	PasswordHint:  "Au moins 8 caractères. Quelques mots sans rapport entre eux sont un bon choix.",
	OnceMore:      "Confirmez le nouveau mot de passe",
	Mismatch:      "Les deux mots de passe ne sont pas identiques. Saisissez-les de nouveau.",
	ShowPasswords: "Afficher les mots de passe",
	Save:          "Enregistrer le mot de passe",
	Saving:        "Enregistrement…",
	Strength: strengthWords{
		Label:    "Robustesse : {}.",
		Levels:   [5]string{"très faible", "faible", "moyenne", "bonne", "élevée"},
		Short:    "Il faut au moins 8 caractères.",
		Personal: "Il contient votre adresse ou le nom de la boutique, faciles à deviner.",
		Repeated: "Les répétitions et les suites comme 1234 n’apportent presque rien.",
		Longer:   "Un mot de plus le rend plus robuste.",
	},
	Refused: refusedWords{
		TooShort:   "Ce mot de passe est trop court. Utilisez au moins 8 caractères.",
		TooLong:    "Ce mot de passe est trop long. Utilisez moins de 1 000 caractères.",
		TooCommon:  "Beaucoup de gens utilisent ce mot de passe : il est facile à deviner. Choisissez-en un autre.",
		TooObvious: "Ce mot de passe est votre adresse ou le nom de la boutique. Choisissez-en un que personne ne peut deviner.",
		Otherwise:  "Ce mot de passe ne convient pas. Choisissez-en un autre.",
	},
	Done: text{"Votre mot de passe a été modifié", []string{
		"Vous pouvez vous connecter maintenant. Les liens envoyés auparavant ne fonctionnent plus.",
	}},

	Expired: text{"Ce lien a expiré", []string{
		"Un lien est valable 60 minutes, et celui-ci est plus ancien. Votre mot de passe n’a pas été modifié.",
	}},
	Spent: text{"Ce lien a déjà servi", []string{
		"Chaque lien sert une seule fois. Si c’était vous, votre nouveau mot de passe fonctionne : connectez-vous.",
		"Si ce n’était pas vous, demandez tout de suite un nouveau lien et choisissez un autre mot de passe.",
	}},
	Revoked: text{"Ce lien ne fonctionne plus", []string{
		"Depuis l’envoi du lien, le compte a changé ou quelqu’un a répondu « Ce n’était pas moi ». Le lien a donc été désactivé par sécurité.",
		"Si vous ne pouvez toujours pas vous connecter, demandez-en un nouveau.",
	}},
	Unknown: text{"Nous ne reconnaissons pas ce lien", []string{
		"Il n’a peut-être été copié qu’en partie. Rouvrez-le depuis l’e-mail ou demandez-en un nouveau.",
	}},
	Trouble: text{"Impossible de vérifier votre lien pour le moment", []string{
		"Rien n’est perdu : votre lien reste tel quel. Vérifiez que vous êtes en ligne, puis réessayez.",
	}},
	Wait: text{"Trop de tentatives en peu de temps", []string{
		"Rien n’est perdu : votre lien reste tel quel.",
	}},
	WorksIn:   "Cela fonctionnera de nouveau dans {}.",
	NewLink:   "Recevoir un nouveau lien",
	AskAnew:   "Demander un nouveau lien",
	AskThere:  "Retournez à la boutique où vous voulez vous connecter et demandez-y un nouveau lien.",
	TypeCode:  "Saisir plutôt le code reçu par e-mail",
	EnterCode: "Saisir le code reçu par e-mail",
	TryAgain:  "Réessayer",
	Again: text{"Consultez vos e-mails", []string{
		"Un nouveau lien arrive si le compte peut encore recevoir un nouveau mot de passe.",
		"Cela peut prendre une minute ou deux. Si rien n’arrive, regardez dans vos courriers indésirables. Le lien est valable 60 minutes.",
	}},

	Disown: text{"Ce n’était pas vous ?", []string{
		"Quelqu’un a demandé un lien pour choisir un nouveau mot de passe pour ce compte.",
		"Si ce n’était pas vous, appuyez sur le bouton : tous les liens envoyés jusqu’ici cessent de fonctionner, et nous n’en envoyons pas d’autre pendant 24 heures. Votre mot de passe reste le même.",
	}},
	DisownCode:   "Saisissez le code reçu par e-mail. La page suivante montre de quel compte il s’agit. Rien ne change tant que vous n’y avez pas appuyé sur le bouton.",
	Continue:     "Continuer",
	ShopLabel:    "Boutique",
	AccountLabel: "Compte",
	DisownButton: "Ce n’était pas moi",
	Disowned: text{"Les liens sont désactivés", []string{
		"Tous les liens envoyés jusqu’ici ont cessé de fonctionner. Pendant 24 heures, nous n’en envoyons pas d’autre à cette adresse, quelle que soit la personne qui le demande.",
		"Votre mot de passe n’a pas été modifié : vous pouvez vous connecter comme avant.",
		"Si vous avez vous-même besoin d’un lien, autorisez-les de nouveau.",
	}},
	AlreadyMuted: text{"Les liens sont désactivés pour le moment", []string{
		"Quelqu’un qui peut lire vos e-mails a indiqué ne pas avoir demandé de lien. Nous n’en envoyons donc aucun à cette adresse pendant 24 heures.",
		"Si vous en avez vous-même besoin, autorisez-les de nouveau.",
	}},
	LiftButton: "Autoriser de nouveau les liens",
	Lifted: text{"Les liens sont de nouveau autorisés", []string{
		"Si vous demandez un lien maintenant, vous le recevez comme d’habitude. Les liens précédents restent désactivés.",
	}},
	SomebodyElses: "Je n’ai pas demandé ce lien",

	NotFound: text{"Cette page n’existe pas", []string{
		"L’adresse est peut-être incomplète. Rouvrez le lien depuis votre e-mail ou demandez-en un nouveau.",
	}},
	WrongMethod: text{"Cela ne fonctionne pas ici", []string{
		"Cette page ne s’utilise pas ainsi. Rouvrez le lien depuis votre e-mail ou demandez-en un nouveau.",
	}},
	CrossSite: text{"Cela venait d’un autre site", []string{
		"Pour votre sécurité, rien n’a été fait. Ouvrez le lien reçu par e-mail, ou notre propre page, et remplissez-y le formulaire.",
	}},
	Unreadable: text{"Nous n’avons pas pu lire cela", []string{
		"Des données ont été altérées en route, et rien n’a été modifié. Rouvrez le lien depuis votre e-mail.",
	}},
	TooLarge: text{"C’est trop long pour ce formulaire", []string{
		"Rien n’a été modifié. Revenez en arrière et utilisez un mot de passe plus court ; quelques mots suffisent.",
	}},
	TooOften: text{"Trop de tentatives en peu de temps", []string{
		"Veuillez patienter : cela fonctionnera de nouveau dans {}.",
		"Rien n’est perdu. Revenez ensuite en arrière ou rouvrez le lien depuis votre e-mail.",
	}},
	Busy: text{"Il y a beaucoup de monde en ce moment", []string{
		"Rien n’a été modifié. Veuillez réessayer dans {}.",
	}},
	Broken: text{"Une erreur s’est produite de notre côté", []string{
		"Ce n’est pas votre faute. Veuillez réessayer dans un instant.",
	}},
	PerhapsDone: text{"Une erreur s’est produite de notre côté", []string{
		"Essayez encore une fois. Si le lien a déjà servi, votre nouveau mot de passe fonctionne déjà.",
	}},

	Second: unit{One: "{} seconde", Many: "{} secondes"},
	Minute: unit{One: "{} minute", Many: "{} minutes"},
}
