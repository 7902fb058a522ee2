package mailtext

import (
	"strings"
	"sync"

	"latchkey/domain"
)

// stationery is what all mails of one look have in common.
type stationery struct {
	paint       paint
	hasForms    bool
	plain, rich form
}

// look is what decides over a mail's stationery.
type look struct {
	kind                           domain.DeliveryKind
	language                       string
	color                          domain.Color
	logo                           bool
	name, shopURL, support, footer string
	filled                         [varyings]bool // which of page.varying there are
}

func lookOf(letter domain.Letter, p *page) look {
	l := look{
		kind: letter.Kind, language: p.Language, color: letter.Project.Brand.Color, logo: p.Logo,
		name: p.Shop, shopURL: p.ShopURL, support: p.Support, footer: p.Footer,
	}
	for i, value := range p.varying() {
		l.filled[i] = *value != ""
	}
	return l
}

// print makes the stationery for a look, of which p is a page. Who says the
// mark of a gap about himself gets no forms.
func (t templates) print(l look, p page) (*stationery, error) {
	made := &stationery{paint: paintWith(l.color)}
	if strings.Contains(l.name+" "+l.shopURL+" "+l.support+" "+l.footer, gapMark) {
		return made, nil
	}
	p.Paint = made.paint
	p.markGaps()
	plain, err := t.plain(l.kind, p)
	if err != nil {
		return nil, err
	}
	rich, err := t.rich(l.kind, p)
	if err != nil {
		return nil, err
	}
	made.hasForms, made.plain, made.rich = true, newForm(plain), newForm(rich)
	return made, nil
}

// maxLooks bounds what a drawer keeps, at some 10 KiB each.
const maxLooks = 1024

// drawer keeps the stationery that has been used. When it is full it is
// emptied: what is still wanted is soon printed again.
type drawer struct {
	mu    sync.RWMutex
	looks map[look]*stationery
}

// find returns the stationery for a look, or nil.
func (d *drawer) find(l look) *stationery {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.looks[l]
}

func (d *drawer) keep(l look, made *stationery) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.looks == nil || len(d.looks) >= maxLooks {
		d.looks = map[look]*stationery{}
	}
	d.looks[l] = made
}
