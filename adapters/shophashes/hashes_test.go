package shophashes_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/shophashes"
	"latchkey/domain"
	"latchkey/ports"
	"latchkey/ports/porttest"
)

const (
	horse = "correct horse"
	bcy   = "$2y$04$km5rl0QTV.dKDyZm8hx8penhptPBzMfuqA5uhnJjl7x6ESeKQ9V5K"
	wp    = "$wp$2y$04$SGyn1lKe5jC/udxMRjpP4e0i6FjwTB4qpRbCQlnFI/G3cxjvpk2aK"
	phpP  = "$P$Bwsa9ujDLGZMFAJChR1ornVrVK9TaU/"
	phpH  = "$H$5v0dm9A97wpaDVAwZc4ZEn29.3Knwp/"
	dj    = "pbkdf2_sha256$1000$saltsalt$qQDPSZa3Ormyy9oK1Pu0ZLLwP2Svzmx3yu8OvDdq/J0="
	salt  = "abcdefghijklmnopqrstuvwxyz012345"
	m1    = "7ad9faf34f4578659c9482f5518e7be9:Qz"
	m2    = "865cda65109328d0dfdc99127133488b68b47a7dd1118136653c8c3ecc3311cf:" + salt + ":1"
	m2a   = "260110b7bde255aced9ab0091804868b90a73bef246c00a1e58a11a5286dc5f6:" + salt
	m2s   = "f354b8aa92827e9f72f15944a844cde6367d19f2953643d4a42770950648db56:short:3_32_3_8388608"
)

// vectors were made by PHP 8.2, passlib 1.7.4 and Django 3.2, save the public
// one of phpass.
func vectors() []porttest.ForeignHash {
	return []porttest.ForeignHash{
		{Name: "bcrypt 2y, PHP", Hash: bcy, Password: horse},
		{Name: "bcrypt 2y, not ASCII", Hash: "$2y$04$5ElfQfwNRp8aX5Vp7u/fB.FnXvCvypz8.VOsAI5CjRwD7x04WsBoS", Password: "pässwörd"},
		{Name: "bcrypt 2a, passlib", Hash: "$2a$04$/2AtCEuqvpXfmi4CXglvm.dnDtGuSK.FR9ZhbwRTZqLIubmFstpLm", Password: horse},
		{Name: "bcrypt 2b, passlib", Hash: "$2b$04$XTTf84N2HAaOQ2g7OunQVeZNUIwo1sQd.TdOn8/LM8ukT6coGbO6G", Password: horse},
		{Name: "WordPress 6.8", Hash: wp, Password: horse},
		{Name: "phpass P, passlib", Hash: phpP, Password: horse},
		{Name: "phpass H, passlib", Hash: phpH, Password: horse},
		{Name: "phpass, public vector", Hash: "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", Password: "test12345"},
		{Name: "Django", Hash: dj, Password: horse},
		{Name: "Django, passlib", Hash: "pbkdf2_sha256$1000$II2zHAPKdSbB$NOM+ipkWbTXCUgnX986FHAt8biJ+Nj+IhYI5CVYLjRg=", Password: horse},
		{Name: "Magento 1", Hash: m1, Password: horse},
		{Name: "Magento 1 without salt", Hash: "3cb4e732631f47e6eb961f34554b7cde", Password: horse},
		{Name: "Magento 1 sha256", Hash: strings.TrimSuffix(m2, ":1"), Password: horse},
		{Name: "Magento 2 sha256", Hash: m2, Password: horse},
		{Name: "Magento 2 argon2id", Hash: m2a + ":2", Password: horse},
		{Name: "Magento 2 argon2id with parameters", Hash: m2a + ":3_32_2_67108864", Password: horse},
		{Name: "Magento 2 short salt", Hash: m2s, Password: horse},
		{Name: "Magento 2 md5 made sha256", Hash: "38db2f71a32a2995e81efec04117af419642d7230c59ef182fe396b759d5cca7:" + salt + ":0:1", Password: horse},
		{Name: "Magento 2 sha256 made argon2id", Hash: "82c6e9ef35a1b2cfdb1db66071e6b0c53b5997d520469ab756a56d62c07d63e7:" + salt + ":1:2", Password: horse},
	}
}

func TestForeignHashes(t *testing.T) {
	porttest.ForeignHashes(t, shophashes.Hashes{}, vectors())
}

func TestFormats(t *testing.T) {
	for hash, want := range map[string]ports.HashFormat{
		bcy:                                 {Name: "bcrypt", Cost: 3200 * time.Microsecond},
		strings.Replace(bcy, "04", "12", 1): {Name: "bcrypt", Cost: 819200 * time.Microsecond},
		wp:                                  {Name: "WordPress bcrypt", Cost: 3200 * time.Microsecond},
		phpP:                                {Name: "phpass", Cost: time.Millisecond + 81920*time.Microsecond},
		dj:                                  {Name: "Django pbkdf2_sha256", Cost: 1600 * time.Microsecond},
		m1:                                  {Name: "Magento", Cost: time.Millisecond},
		m2a + ":2":                          {Name: "Magento", Cost: time.Millisecond + 262144*time.Microsecond},
	} {
		if got, err := (shophashes.Hashes{}).Read(domain.PasswordHash(hash)); got != want || err != nil {
			t.Errorf("Read(%q) = %+v, %v, want %+v", hash, got, err, want)
		}
	}
}

// What another program takes for the same password, or for another one.
func TestPasswordsAsTheirMakersReadThem(t *testing.T) {
	long := strings.Repeat("x", 72)
	const ofLong = "$2y$04$LFXCQmz0FrazfNskfIeiJew7PsVV6vyeBA552X6IikuGOi9N/f5pO" // PHP, of long+"tail"
	for _, c := range []struct {
		name, password, hash string
		want                 bool
	}{
		{"bcrypt counts 72 bytes", long, ofLong, true},
		{"bcrypt takes no notice of more", long + "other", ofLong, true},
		{"bcrypt counts all of 72", long[:71] + "y", ofLong, false},
		{"bcrypt ends at NUL", horse + "\x00more", bcy, true},
		{"bcrypt keeps spaces", horse + " ", bcy, false},
		{"WordPress trims", "\t " + horse + "\r\n\v\x00", wp, true},
		{"WordPress trims no other space", horse + "\u00a0", wp, false},
		{"older WordPress trims", " " + horse + " ", phpP, true},
		{"phpBB does not", " " + horse, phpH, false},
		{"Django counts spaces", horse + " ", dj, false},
		{"Magento counts spaces", horse + " ", m1, false},
		{"Magento counts NUL", horse + "\x00", m2, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := domain.AnyPassword(c.password)
			if got := (shophashes.Hashes{}).Verify(p, domain.PasswordHash(c.hash)); got != c.want {
				t.Errorf("Verify = %v, want %v", got, c.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	with := func(text, old, new string) string {
		t.Helper()
		if !strings.Contains(text, old) {
			t.Fatalf("%q has no %q", text, old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for _, c := range []struct {
		name, hash string
		want       error
	}{
		{"bcrypt 2x", with(bcy, "2y", "2x"), ports.ErrHashUnknown},
		{"bcrypt cost 16", with(bcy, "$04$", "$16$"), ports.ErrHashTooCostly},
		{"bcrypt cost 31", with(bcy, "$04$", "$31$"), ports.ErrHashTooCostly},
		{"bcrypt cost 3", with(bcy, "$04$", "$03$"), ports.ErrHashMalformed},
		{"bcrypt cost 99", with(bcy, "$04$", "$99$"), ports.ErrHashMalformed},
		{"bcrypt cut off", bcy[:59], ports.ErrHashMalformed},
		{"bcrypt with more", bcy + "x", ports.ErrHashMalformed},
		{"bcrypt, letters of another alphabet", with(bcy, "V", "+"), ports.ErrHashMalformed},
		{"bcrypt in capitals", strings.ToUpper(bcy), ports.ErrHashUnknown},
		{"WordPress cost 16", with(wp, "$04$", "$16$"), ports.ErrHashTooCostly},
		{"WordPress without bcrypt", "$wp$", ports.ErrHashMalformed},
		{"WordPress twice", "$wp" + wp, ports.ErrHashMalformed},
		{"phpass 2^17", with(phpP, "$B", "$F"), ports.ErrHashTooCostly},
		{"phpass 2^31", with(phpP, "$B", "$T"), ports.ErrHashMalformed},
		{"phpass 2^6", with(phpP, "$B", "$4"), ports.ErrHashMalformed},
		{"phpass cut off", phpP[:33], ports.ErrHashMalformed},
		{"Django, many iterations", with(dj, "1000", "2400001"), ports.ErrHashTooCostly},
		{"Django, iterations overflow", with(dj, "1000", "99999999999999999999"), ports.ErrHashMalformed},
		{"Django, no iterations", with(dj, "1000", "0"), ports.ErrHashMalformed},
		{"Django, leading zero", with(dj, "1000", "01000"), ports.ErrHashMalformed},
		{"Django, sign", with(dj, "1000", "+1000"), ports.ErrHashMalformed},
		{"Django, no salt", with(dj, "saltsalt", ""), ports.ErrHashMalformed},
		{"Django, no padding", strings.TrimSuffix(dj, "="), ports.ErrHashMalformed},
		{"Django, trailing bits", with(dj, "J0=", "J1="), ports.ErrHashMalformed},
		{"Django, line break", with(dj, "qQ", "q\nQ"), ports.ErrHashMalformed},
		{"Django sha1", with(dj, "sha256", "sha1"), ports.ErrHashUnknown},
		{"Django, no password", "!AbCdEf", ports.ErrHashUnknown},
		{"Magento, empty salt", with(m1, "Qz", ""), ports.ErrHashMalformed},
		{"Magento, version unknown", with(m2, ":1", ":4"), ports.ErrHashMalformed},
		{"Magento, version of another length", with(m2, ":1", ":0"), ports.ErrHashMalformed},
		{"Magento, much memory", with(m2s, "8388608", "67109888"), ports.ErrHashTooCostly},
		{"Magento, many passes", with(m2s, "_3_", "_11_"), ports.ErrHashTooCostly},
		{"Magento, long key", with(m2s, "3_32", "3_1000000"), ports.ErrHashMalformed},
		{"Magento, no passes", with(m2s, "_3_", "_0_"), ports.ErrHashMalformed},
		{"Magento, many steps", m2 + ":1:1:1", ports.ErrHashMalformed},
		{"Magento, capitals", strings.ToUpper(m1), ports.ErrHashUnknown},
		{"Magento, space", with(m1, "Qz", "Q z"), ports.ErrHashMalformed},
		{"sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", ports.ErrHashUnknown},
		{"much text", strings.Repeat("a", 1<<20), ports.ErrHashUnknown},
		{"plain password", "hunter2", ports.ErrHashUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := (shophashes.Hashes{}).Read(domain.PasswordHash(c.hash)); !errors.Is(err, c.want) {
				t.Errorf("Read = %v, want %v", err, c.want)
			}
			if (shophashes.Hashes{}).Verify(domain.Password{}, domain.PasswordHash(c.hash)) {
				t.Error("the empty password is behind it")
			}
		})
	}
}

// FuzzRead looks for text that Read takes and that means something else than
// it says, or costs more than is allowed.
func FuzzRead(f *testing.F) {
	for _, v := range vectors() {
		f.Add(v.Hash)
	}
	f.Fuzz(func(t *testing.T, text string) {
		format, err := shophashes.Hashes{}.Read(domain.PasswordHash(text))
		if err != nil {
			if format != (ports.HashFormat{}) {
				t.Errorf("Read(%q) = %+v with %v", text, format, err)
			}
			return
		}
		if format.Name == "" || format.Cost <= 0 || format.Cost > 7*time.Second {
			t.Errorf("Read(%q) = %+v", text, format)
		}
		for _, c := range []byte(text) {
			if c <= ' ' || c > '~' {
				t.Errorf("Read(%q) takes the byte %q", text, c)
			}
		}
		if format.Cost < 20*time.Millisecond { // and the work is what it seems
			shophashes.Hashes{}.Verify(domain.Password{}, domain.PasswordHash(text))
		}
	})
}

// BenchmarkVerify tells what the formats cost here, beside what they are
// reckoned to cost.
func BenchmarkVerify(b *testing.B) {
	for _, c := range []struct{ name, hash string }{
		{"bcrypt-10", strings.Replace(bcy, "$04$", "$10$", 1)},
		{"phpass-13", phpP},
		{"django-600k", strings.Replace(dj, "1000", "600000", 1)},
		{"magento-argon2id", m2a + ":2"},
	} {
		b.Run(c.name, func(b *testing.B) {
			p, _ := domain.AnyPassword(strings.Repeat("x ", 500) + " ")
			format, err := shophashes.Hashes{}.Read(domain.PasswordHash(c.hash))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				shophashes.Hashes{}.Verify(p, domain.PasswordHash(c.hash))
			}
			b.ReportMetric(float64(format.Cost.Nanoseconds()), "ns-reckoned")
		})
	}
}
