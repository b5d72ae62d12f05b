// Light, dark, or as the device says: a choice of this browser, kept in it.
const KEY = 'ctac-theme'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What was chosen here; as the device says where nothing was. */
export function chosenTheme(): Theme {
  const kept = read()
  return themes.find((theme) => theme === kept) ?? 'system'
}

/** Shows a theme and keeps the choice. */
export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // A browser that keeps nothing still shows it.
  }
  show(theme)
}

/** Shows what was chosen, before anything is drawn. */
export function showChosenTheme(): void {
  show(chosenTheme())
}

function show(theme: Theme) {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
