package pages

var english = words{
	Language:  "English",
	Direction: "ltr",

	OtherLanguages: "Other languages",
	Support:        "Need help? Write to {}.",
	BackTo:         "Back to {}",
	SignInAt:       "Sign in at {}",
	SignInThere:    "Go back to the shop and sign in.",
	OpenAgain:      "Open the page again",

	Forgot: text{"Forgot your password?", []string{
		"Tell us the email address of your account, and we will send you a link to choose a new one.",
	}},
	EmailLabel:   "Email address",
	EmailExample: "name@example.com",
	SendLink:     "Send me a link",
	HaveCode:     "I already have a code",
	NoAddress:    "This does not look like an email address. It should look like name@example.com.",
	LongAddress:  "This address is too long to be an email address.",
	Requested: text{"Check your mail", []string{
		"If there is an account with this address, we have sent it a link.",
		"It can take a minute or two. If nothing comes, look in the spam folder, and check that you gave the address you shop with. The link works for 60 minutes.",
	}},
	OtherAddress: "Try another address",
	WhichShop: text{"Which shop is it?", []string{
		"Please go back to the shop you want to sign in to, and ask for a reset link there.",
	}},

	Choose:        "Choose a new password",
	Checking:      "Checking your link…",
	TimeLeft:      "Your link works for another {}.",
	CodeLabel:     "Code from the mail",
	CodeHint:      "The 26 letters and digits in it. Spaces and hyphens do not matter.",
	NoCode:        "Enter the code from your mail: 26 letters and digits.",
	WrongCode:     "We do not know this code. Compare it with the one in your mail.",
	WrongCodeWay:  "It does not work? {}.",
	WrongCodeShop: "It does not work? Go back to the shop and ask for a new link there.",
	NewPassword:   "New password",
	PasswordHint:  "At least 8 characters. A few unrelated words make a good one.",
	OnceMore:      "New password, once more",
	Mismatch:      "The two passwords are not the same. Type both once more.",
	ShowPasswords: "Show passwords",
	Save:          "Save new password",
	Saving:        "Saving…",
	Strength: strengthWords{
		Label:    "Strength: {}.",
		Levels:   [5]string{"very weak", "weak", "fair", "good", "strong"},
		Short:    "It needs at least 8 characters.",
		Personal: "It contains your address or the shop’s name, which are easily guessed.",
		Repeated: "Repeated characters and sequences such as 1234 add little.",
		Longer:   "One more word makes it stronger.",
	},
	Refused: refusedWords{
		TooShort:   "This password is too short. Use at least 8 characters.",
		TooLong:    "This password is too long. Use fewer than 1,000 characters.",
		TooCommon:  "Many people use this password, so it is easily guessed. Choose another one.",
		TooObvious: "This password is your address or the shop’s name. Choose one that nobody can guess.",
		Otherwise:  "This password cannot be used. Choose another one.",
	},
	Done: text{"Your password is changed", []string{
		"You can sign in now. Every reset link sent before has stopped working.",
	}},

	Expired: text{"This link has expired", []string{
		"A reset link works for 60 minutes, and this one is older. Your password has not been changed.",
	}},
	Spent: text{"This link has been used", []string{
		"Each link sets a password once. If that was you, your new password works: go ahead and sign in.",
		"If it was not you, ask for a new link now and choose another password.",
	}},
	Revoked: text{"This link no longer works", []string{
		"Since it was sent, the account has changed or somebody said “This wasn’t me”. So the link was switched off to keep the account safe.",
		"If you still cannot sign in, ask for a new one.",
	}},
	Unknown: text{"We do not know this link", []string{
		"Perhaps only a part of it was copied. Open it from the mail once more, or ask for a new one.",
	}},
	Trouble: text{"We cannot check your link right now", []string{
		"Nothing is lost: your link stays as it is. Check that you are online, then try again.",
	}},
	Wait: text{"Too many tries", []string{
		"Nothing is lost: your link stays as it is.",
	}},
	WorksIn:   "It works again in {}.",
	NewLink:   "Send me a new link",
	AskAnew:   "Ask for a new link",
	AskThere:  "Go back to the shop you want to sign in to, and ask for a new link there.",
	TypeCode:  "Type the code from the mail instead",
	EnterCode: "Enter the code from the mail",
	TryAgain:  "Try again",
	Again: text{"Check your mail", []string{
		"A new link is on its way if the account can still be reset.",
		"It can take a minute or two. If nothing comes, look in the spam folder. The link works for 60 minutes.",
	}},

	Disown: text{"Wasn’t this you?", []string{
		"Somebody asked for a link to choose a new password for this account.",
		"If it was not you, press the button: every link sent so far stops working, and for 24 hours we send no new one. Your password stays as it is.",
	}},
	DisownCode:   "Type the code from the mail. The next page shows which account it is about. Nothing changes before you press the button there.",
	Continue:     "Continue",
	ShopLabel:    "Shop",
	AccountLabel: "Account",
	DisownButton: "This wasn’t me",
	Disowned: text{"The links are switched off", []string{
		"Every link sent so far has stopped working. For 24 hours we send no new one to this address, whoever asks.",
		"Your password has not been changed: you can sign in with it as before.",
		"Should you need a link yourself, allow links again.",
	}},
	AlreadyMuted: text{"Links are switched off", []string{
		"Somebody who can read your mail said that they had not asked for a link. So for 24 hours we send none to this address.",
		"Should you need one yourself, allow links again.",
	}},
	LiftButton: "Allow links again",
	Lifted: text{"Links are allowed again", []string{
		"If you ask for a reset link now, you get it as usual. The links from before stay switched off.",
	}},
	SomebodyElses: "I did not ask for this link",

	NotFound: text{"There is no page here", []string{
		"The address may be incomplete. Open the link from your mail once more, or ask for a new one.",
	}},
	WrongMethod: text{"That does not work here", []string{
		"This page cannot be used that way. Open the link from your mail once more, or ask for a new one.",
	}},
	CrossSite: text{"This came from another site", []string{
		"To keep you safe, nothing was done. Open the link from your mail, or our own page, and fill in the form there.",
	}},
	Unreadable: text{"We could not read that", []string{
		"Something got garbled on the way, and nothing was changed. Open the link from your mail once more.",
	}},
	TooLarge: text{"That is too much for this form", []string{
		"Nothing was changed. Go back and use a shorter password; a few words are enough.",
	}},
	TooOften: text{"Too many tries", []string{
		"Please wait: it works again in {}.",
		"Nothing is lost. After that, go back or open the link from your mail once more.",
	}},
	Busy: text{"We are very busy right now", []string{
		"Nothing was changed. Please try again in {}.",
	}},
	Broken: text{"Something went wrong on our side", []string{
		"It is not your fault. Please try again in a moment.",
	}},
	PerhapsDone: text{"Something went wrong on our side", []string{
		"Please try once more. If the link has been used by then, your new password already works.",
	}},

	Second: unit{One: "{} second", Many: "{} seconds"},
	Minute: unit{One: "{} minute", Many: "{} minutes"},
}
