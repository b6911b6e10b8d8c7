// Runs before the first paint, so that a dark screen never flashes white. Kept outside index.html because the page's
// content security policy allows no inline script. Reads what shared/session/preferences.store.ts wrote.
;(function () {
  var theme = 'system'
  try {
    theme = JSON.parse(localStorage.getItem('mh.preferences') || '{}').theme || theme
  } catch {
    // A blocked or broken storage means the system's own setting.
  }
  var dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', dark)
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
})()
