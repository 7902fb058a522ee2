package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"latchkey/app"
)

// countedReader counts what is read through it.
type countedReader struct {
	in    io.Reader
	bytes int64
}

// Read implements io.Reader.
func (r *countedReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	r.bytes += int64(n)
	return n, err
}

// importProgress draws how far an import has come, if a person is watching.
type importProgress struct {
	out     io.Writer // nil: nobody is watching
	read    *countedReader
	size    int64 // of the file; 0 if not known
	now     func() time.Time
	began   time.Time
	drawnAt time.Time
}

// drawEvery is as often as a person can follow.
const drawEvery = 100 * time.Millisecond

func newImportProgress(stderr io.Writer, read *countedReader, size int64) *importProgress {
	p := &importProgress{read: read, size: size, now: time.Now, began: time.Now()}
	if isScreen(stderr) {
		p.out = stderr
	}
	return p
}

// isScreen reports whether a person sees what is written.
func isScreen(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (p *importProgress) show(done app.ImportDone) {
	now := p.now()
	if p.out == nil || now.Sub(p.drawnAt) < drawEvery {
		return
	}
	p.drawnAt = now
	rate := float64(done.Rows()) / max(now.Sub(p.began).Seconds(), 0.001)
	fmt.Fprintf(p.out, "\r\x1b[K%s%d rows  %.0f rows/s", p.bar(), done.Rows(), rate)
}

// barWidth is how many characters stand for the whole file.
const barWidth = 30

func (p *importProgress) bar() string {
	if p.size <= 0 {
		return ""
	}
	share := min(float64(p.read.bytes)/float64(p.size), 1)
	full := int(share * barWidth)
	return fmt.Sprintf("[%s%s] %3.0f %%  ", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), share*100)
}

// end leaves the line as it was.
func (p *importProgress) end() {
	if p.out != nil && !p.drawnAt.IsZero() {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
