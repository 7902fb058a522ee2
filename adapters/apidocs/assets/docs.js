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
  });
})();
