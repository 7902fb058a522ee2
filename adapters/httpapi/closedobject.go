package httpapi

import "strings"

// UnknownName is the error for a name that an object may not have. Path leads
// to it, its parts joined by dots. It holds what a caller wrote, so it is "" or
// the path of the object around it if the name is not one that is safe to show:
// letters, digits, "_" and "-", 64 of them at most.
type UnknownName struct{ Path string }

// Error does not name the name: it is the caller's text.
func (UnknownName) Error() string { return "a name is not known" }

// ReadClosedObject is [ReadObject] for bodies that may hold known names only.
// If there is another one, the first as the body is read is an UnknownName,
// unless the body has a BodyError.
func ReadClosedObject(body []byte, known []Field) (Object, error) {
	object, err := readObject(body, known, true)
	if err != nil {
		return nil, err
	}
	if path, found := object.stranger(""); found {
		return nil, UnknownName{Path: path}
	}
	return object, nil
}

// stranger returns the path of the first member that is not known.
func (o Object) stranger(above string) (path string, found bool) {
	for i := range o {
		if !o[i].Known {
			return below(above, o[i].Name), true
		}
		if path, found := o[i].Value.Members.stranger(below(above, o[i].Name)); found {
			return path, true
		}
	}
	return "", false
}

func below(above, name string) string {
	if !isShowable(name) {
		return above
	}
	if above == "" {
		return name
	}
	return strings.Join([]string{above, name}, ".")
}

func isShowable(name string) bool {
	for i := range len(name) {
		if !isAlphanumeric(name[i]) && name[i] != '_' && name[i] != '-' {
			return false
		}
	}
	return name != "" && len(name) <= 64
}
