package accountfile

import "strings"

// splitCSV appends the fields of a line to fields. The reason is "" unless the
// line breaks the rules of RFC 4180.
func splitCSV(line string, fields []string) (_ []string, reason string) {
	for {
		var field string
		field, line, reason = cutField(line)
		if reason != "" {
			return fields, reason
		}
		fields = append(fields, field)
		if line == "" {
			return fields, ""
		}
		line = line[1:] // the comma
	}
}

// cutField returns the first field of a line and what comes after it: nothing,
// or a comma and more.
func cutField(line string) (field, rest, reason string) {
	if !strings.HasPrefix(line, `"`) {
		end := strings.IndexByte(line, ',')
		if end < 0 {
			end = len(line)
		}
		if strings.Contains(line[:end], `"`) {
			return "", "", "a quote is inside of a field that does not begin with one"
		}
		return line[:end], line[end:], ""
	}
	var text strings.Builder
	for line = line[1:]; ; {
		part, after, closed := strings.Cut(line, `"`)
		if !closed {
			return "", "", "a quoted field does not end in its line"
		}
		text.WriteString(part)
		if !strings.HasPrefix(after, `"`) {
			return text.String(), after, afterQuote(after)
		}
		text.WriteByte('"') // two stand for one
		line = after[1:]
	}
}

func afterQuote(after string) (reason string) {
	if after != "" && after[0] != ',' {
		return "something other than a comma follows a quoted field"
	}
	return ""
}
