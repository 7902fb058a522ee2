package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// proxyProgram is a reverse proxy that the README has a snippet for.
type proxyProgram struct {
	name     string   // as the README calls it
	programs []string // by which of these names it may be installed
	debian   string   // how to install it
	http2    bool     // whether it speaks HTTP/2 as set up here
	// configure writes the configuration around the snippet: ports, certificate
	// and logs of a test. It returns the program's arguments.
	configure func(p *proxied, snippet string) []string
}

var proxyPrograms = []proxyProgram{
	{"Caddy", []string{"caddy"}, "apt-get install --no-install-recommends caddy", true, configureCaddy},
	{"nginx", []string{"nginx", "/usr/sbin/nginx"}, "apt-get install --no-install-recommends nginx", true, configureNginx},
	{"Apache", []string{"apache2", "/usr/sbin/apache2"}, "apt-get install --no-install-recommends apache2-bin", true, configureApache},
	{"Traefik", []string{"traefik"}, "it is not in Debian", true, configureTraefik},
}

// behindEach runs a test behind each of the proxies.
func behindEach(t *testing.T, test func(*testing.T, proxyProgram)) {
	if testing.Short() {
		t.Skip("proxies take their time")
	}
	for _, program := range proxyPrograms {
		t.Run(program.name, func(t *testing.T) {
			t.Parallel()
			test(t, program)
		})
	}
}

func (p proxyProgram) find(t *testing.T) string {
	t.Helper()
	for _, name := range p.programs {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("%s is not installed, so its snippet in the README was not tried: %s", p.name, p.debian)
	return ""
}

// snippet is what the README says to write, for a base URL with a path prefix
// if there is one.
func (p proxyProgram) snippet(t *testing.T, prefix string) string {
	t.Helper()
	text := inReadme(t, `(?s)<details><summary>`+p.name+"</summary>\n\n```[a-z]*\n(.*?)```\n</details>")
	if prefix == "" {
		return text
	}
	old := inReadme(t, `(?m)^\| `+p.name+" \\| ``? ?(.*?) ?``? \\|")
	with := inReadme(t, `(?m)^\| `+p.name+" \\| .* \\| ``? ?(.*?) ?``? \\|$")
	return strings.ReplaceAll(swap(t, text, old, strings.ReplaceAll(with, "reset-service", prefix)), "reset.shop.example", "shop.example")
}

// swap replaces what must be there exactly once.
func swap(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if n := strings.Count(text, pairs[i]); n != 1 {
			t.Fatalf("%q is there %d times, want once, in\n%s", pairs[i], n, text)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

var certificatePath = regexp.MustCompile(`/etc/ssl/[a-z.]*\.(pem|key)`)

// own replaces the snippet's certificate by that of the test.
func (p *proxied) own(snippet string) string {
	return certificatePath.ReplaceAllStringFunc(snippet, func(path string) string {
		if strings.HasSuffix(path, ".key") {
			return p.path("key.pem")
		}
		return p.path("cert.pem")
	})
}

// configureCaddy gives Caddy a certificate of the test's, where it would fetch
// one, and an access log in its own format.
func configureCaddy(p *proxied, snippet string) []string {
	site, rest, _ := strings.Cut(snippet, "{\n")
	p.write("Caddyfile", fmt.Sprintf(`{
	admin off
	auto_https disable_redirects
	default_bind 127.0.0.1
	https_port %s
}
%s{
	tls %s %s
	log {
		output file %s
	}
%s`, p.port(), site, p.path("cert.pem"), p.path("key.pem"), p.path("access.log"), rest))
	return []string{"run", "--config", p.path("Caddyfile"), "--adapter", "caddyfile"}
}

// configureNginx keeps nginx out of the system's folders. Its logs have the
// format that it has by itself.
func configureNginx(p *proxied, snippet string) []string {
	listen := regexp.MustCompile(`listen (\[::\]:)?443 ssl;`).FindAllString(snippet, -1)
	for i, line := range listen {
		own := ""
		if i == 0 {
			own = "listen " + p.address + " ssl http2;"
		}
		snippet = swap(p.t, snippet, line, own)
	}
	user := ""
	if os.Getuid() == 0 {
		user = "user root;"
	}
	p.write("nginx.conf", fmt.Sprintf(`daemon off;
worker_processes 1;
%[1]s
pid %[2]s/pid;
error_log %[2]s/error.log;
events {}
http {
	access_log %[2]s/access.log;
	client_body_temp_path %[2]s/body;
	proxy_temp_path %[2]s/proxy;
	fastcgi_temp_path %[2]s/fastcgi;
	uwsgi_temp_path %[2]s/uwsgi;
	scgi_temp_path %[2]s/scgi;
%[3]s}
`, user, p.folder, p.own(snippet)))
	return []string{"-p", p.folder, "-c", p.path("nginx.conf"), "-e", p.path("error.log")}
}

// configureApache loads the modules that the README names, those that every
// Apache of Debian's has, and that for HTTP/2.
func configureApache(p *proxied, snippet string) []string {
	modules := append(strings.Fields(inReadme(p.t, "`a2enmod ([a-z0-9_ ]+)`")), "mpm_event", "authz_core", "socache_shmcb", "http2")
	var text strings.Builder
	for _, name := range modules {
		fmt.Fprintf(&text, "LoadModule %[1]s_module /usr/lib/apache2/modules/mod_%[1]s.so\n", name)
	}
	fmt.Fprintf(&text, `ServerRoot %[1]s
DefaultRuntimeDir %[1]s
PidFile %[1]s/pid
ServerName localhost
Listen %[2]s
Protocols h2 http/1.1
ErrorLog %[1]s/error.log
LogFormat "%%h %%l %%u %%t \"%%r\" %%>s %%O \"%%{Referer}i\" \"%%{User-Agent}i\"" combined
CustomLog %[1]s/access.log combined
`, p.folder, p.address)
	if os.Getuid() == 0 {
		text.WriteString("User www-data\nGroup www-data\n")
	}
	text.WriteString(swap(p.t, p.own(snippet), "<VirtualHost *:443>", "<VirtualHost "+p.address+">"))
	p.write("apache.conf", text.String())
	return []string{"-D", "FOREGROUND", "-f", p.path("apache.conf")}
}

// configureTraefik gives Traefik an access log, which it has not by itself.
func configureTraefik(p *proxied, snippet string) []string {
	p.write("latchkey.yml", snippet+fmt.Sprintf("tls:\n  certificates:\n    - certFile: %s\n      keyFile: %s\n", p.path("cert.pem"), p.path("key.pem")))
	return []string{"--entryPoints.websecure.address=" + p.address, "--providers.file.filename=" + p.path("latchkey.yml"),
		"--accessLog=true", "--accessLog.filePath=" + p.path("access.log"), "--log.level=DEBUG"}
}
