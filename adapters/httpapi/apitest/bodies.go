package apitest

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// oddValues are given to any field now and then.
var oddValues = []string{
	"null", "true", "false", "0", "-1", "1.5", "1e400", `""`, `" "`, `"\u0000"`, `"x"`, "[]", "{}", `["a@x.nl"]`, `{"a":1}`,
	`"\ud800"`, "\"\xff\"", `"` + strings.Repeat("ü", 200) + `"`,
}

// body makes an object of the operation's fields, mostly good ones, and now
// and then something that is none.
func (a Agreement) body(r *rand.Rand) string {
	var members []string
	for _, field := range slices.Sorted(maps.Keys(a.Values)) {
		switch r.IntN(24) {
		case 0: // left out
		case 1:
			members = append(members, strconv.Quote(field)+":"+pick(r, oddValues))
		case 2:
			members = append(members, strconv.Quote(strings.ToUpper(field[:1])+field[1:])+":"+a.value(r, field))
		default:
			members = append(members, strconv.Quote(field)+":"+a.value(r, field))
		}
	}
	if r.IntN(8) == 0 {
		members = append(members, a.extra(r))
	}
	r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	whole := "{" + strings.Join(members, ",") + "}"
	switch r.IntN(40) {
	case 0:
		return whole[:r.IntN(len(whole))]
	case 1:
		return pick(r, []string{whole + "x", whole + whole, "[" + whole + "]", "null", `""`, " \n" + whole + "\t"})
	}
	return whole
}

// value prefers what comes first: half of the time it is that.
func (a Agreement) value(r *rand.Rand, field string) string {
	values := a.Values[field]
	if r.IntN(2) == 0 {
		return values[0]
	}
	return pick(r, values)
}

// extra is a member that no operation asks for, or asks for once.
func (a Agreement) extra(r *rand.Rand) string {
	field := pick(r, slices.Sorted(maps.Keys(a.Values)))
	return pick(r, []string{
		`"x":1`, `"x":1,"x":2`, `"x":1,"X":2`, strconv.Quote(field) + ":" + a.value(r, field), `"":{"a":[1,2]}`, `"x":"\u0000"`, `"x":"\ud800"`,
		`"x":` + strings.Repeat("[", 9) + strings.Repeat("]", 9), manyNames(33),
	})
}

func manyNames(count int) string {
	names := make([]string, count)
	for i := range names {
		names[i] = `"n` + strconv.Itoa(i) + `":0`
	}
	return strings.Join(names, ",")
}

func pick(r *rand.Rand, choices []string) string { return choices[r.IntN(len(choices))] }
