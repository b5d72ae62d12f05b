// The footer: what the record is, and the colours of the page.
import { useState } from 'react'
import { chooseTheme, chosenTheme, themes, type Theme } from './theme'

const words: Record<Theme, string> = { system: 'as this device', light: 'light', dark: 'dark' }

export function Footer() {
  const [theme, setTheme] = useState(chosenTheme)
  const choose = (value: string) => {
    const chosen = themes.find((known) => known === value) ?? 'system'
    chooseTheme(chosen)
    setTheme(chosen)
  }
  return (
    <footer className="nhsuk-footer" role="contentinfo">
      <div className="nhsuk-width-container">
        <p>Entries of a timeline are never edited: later ones correct them. <a href="/">Pages without script</a></p>
        <div className="ctac-theme">
          <label htmlFor="theme">Colours</label>
          <select id="theme" className="nhsuk-select" value={theme} onChange={(event) => choose(event.target.value)}>
            {themes.map((known) => <option key={known} value={known}>{words[known]}</option>)}
          </select>
        </div>
      </div>
    </footer>
  )
}
