package smtpsink

import "strings"

const maxQuery = 200 // bytes

// search finds mails by words, whatever their case; the zero search finds every mail.
type search struct {
	text  string // as asked
	words []string
}

func newSearch(asked string) search {
	text := strings.TrimSpace(clip(oneLine(asked), maxQuery))
	return search{text: text, words: strings.Fields(strings.ToLower(text))}
}

// finds tells whether every word is in the sender, a recipient, the subject or the text of m.
func (s search) finds(m *mail) bool {
	head := strings.ToLower(strings.Join(append([]string{m.From, m.author, m.Subject}, m.To...), "\n"))
	left := s.words[:0:0]
	for _, word := range s.words {
		if !strings.Contains(head, word) {
			left = append(left, word)
		}
	}
	if len(left) == 0 {
		return true // without taking the mail apart
	}
	text := strings.ToLower(ParseMail(m.raw).Text)
	for _, word := range left {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
