package pages

import "latchkey/domain"

// Catalogue lets tests read all the words of a language.
func Catalogue(language domain.Language) any { return *catalogue(language) }
