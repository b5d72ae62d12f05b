// What stands around every page: skip link, header with who is signed in, menu, the state of the connection, the page, footer.
import { useEffect, type ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { signedOut } from '../api/client'
import { useMe } from '../me'
import { areas } from './areas'

export function Shell({ children }: { children: ReactNode }) {
  useSignInWhenNeeded()
  return (
    <>
      <a className="nhsuk-skip-link" href="#main">Skip to main content</a>
      <Header />
      <div className="nhsuk-width-container">
        <main className="nhsuk-main-wrapper ctac-main" id="main" tabIndex={-1}>{children}</main>
      </div>
      <footer className="nhsuk-footer" role="contentinfo">
        <div className="nhsuk-width-container"><p>Entries of a timeline are never edited: later ones correct them.</p></div>
      </footer>
    </>
  )
}

function Header() {
  const me = useMe()
  const [here] = useLocation()
  const mine = areas.filter((area) => !area.for || area.for.some((role) => me?.roles.includes(role)))
  return (
    <header className="nhsuk-header" role="banner">
      <div className="nhsuk-header__container nhsuk-width-container">
        <div className="nhsuk-header__service">
          <Link className="nhsuk-header__service-name" href="/">Cyber Technical Advice Cell</Link>
        </div>
        {me && <p className="ctac-who">{me.name}</p>}
      </div>
      <nav className="nhsuk-header__navigation" aria-label="Menu">
        <div className="nhsuk-header__navigation-container nhsuk-width-container">
          <ul className="nhsuk-header__navigation-list">
            {mine.map((area) => (
              <li className="nhsuk-header__navigation-item" key={area.path}>
                <Link className="nhsuk-header__navigation-link" href={area.path} aria-current={isIn(here, area.path) ? 'page' : undefined}>
                  {area.name}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      </nav>
    </header>
  )
}

function isIn(here: string, area: string): boolean {
  return area === '/' ? here === '/' : here === area || here.startsWith(`${area}/`)
}

/** Signing in is a page without script: it comes back to where one was. */
function useSignInWhenNeeded() {
  const queries = useQueryClient()
  useEffect(() => {
    const leave = () => {
      queries.clear()
      location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
    }
    signedOut.addEventListener('signed-out', leave)
    return () => signedOut.removeEventListener('signed-out', leave)
  }, [queries])
}
