// Runs before Stoplight Elements, which reads all of this when it starts.
(() => {
  'use strict';
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => {
    const mode = dark.matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = mode;
    // Elements colours code by what it believes the page's colours to be.
    keep('mosaic-theme', { mode, version: 0, state: { mode, colorValues: { light: !dark.matches } } });
  };
  // A browser that keeps nothing still shows everything.
  const keep = (name, value) => {
    try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* see above */ }
  };
  const kept = (name) => {
    try { return JSON.parse(localStorage.getItem(name)) ?? {}; } catch { return {}; }
  };
  paint();
  dark.addEventListener('change', paint);
  addEventListener('DOMContentLoaded', () => {
    const tokens = document.body.dataset.tokens;
    if (tokens) {
      const name = 'TryIt_securitySchemeValues';
      keep(name, { ...kept(name), ...JSON.parse(tokens) });
    }
    // All of the body: the menu of narrow windows is not within Elements.
    new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  });

  // What Elements opens and closes takes clicks only: let the keyboard do it,
  // too. Groups of operations start out closed: open them once.
  const groups = 'div[title].sl-select-none:not([id])';
  const objects = '.sl-elements div.sl--ml-8[role="button"]'; // whose fields they hide and show
  const seen = new WeakSet();
  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const mendButton = (button) => {
    const open = button.querySelector('[data-icon="chevron-down"]') !== null;
    set(button, 'role', 'button');
    set(button, 'tabindex', '0');
    set(button, 'aria-expanded', String(open));
    return open;
  };
  const mendGroup = (group) => {
    const open = mendButton(group);
    if (!seen.has(group)) {
      seen.add(group);
      if (!open) group.click();
    }
  };
  const names = {
    'textarea': 'Body to send', 'button:has([data-icon="copy"])': 'Copy', 'button:has([data-icon="bars"])': 'Operations',
    '.sl-drawer': 'Operations', '.sl-drawer button': 'Close',
    [objects]: 'Fields',
  };
  const mend = () => {
    document.querySelectorAll(groups).forEach(mendGroup);
    document.querySelectorAll(objects).forEach(mendButton);
    for (const [what, name] of Object.entries(names)) {
      document.querySelectorAll(what + ':not([aria-label])').forEach((element) => set(element, 'aria-label', name));
    }
  };
  // Before Elements hears of it: its field for the body keeps Tab for itself.
  addEventListener('keydown', (event) => {
    const on = event.target;
    if (event.key === 'Tab' && on.matches('textarea')) event.stopPropagation();
    if ((event.key === 'Enter' || event.key === ' ') && on.matches(groups + ', ' + objects)) {
      event.preventDefault();
      on.click();
    }
  }, true);
})();
