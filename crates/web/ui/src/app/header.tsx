// The header: whose service this is, the menu, who is signed in. On a phone the menu is behind one button, so that the page
// begins at the top of the screen.
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useMe, type Me } from '../me'
import { areaOf, areas } from './areas'
import { forgetWhatIsKept } from './leaving'

export function Header() {
  const me = useMe()
  const [here] = useLocation()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => setOpen(false), [here])
  const closeAtEscape = (key: string) => {
    if (key !== 'Escape' || !open) return
    setOpen(false)
    button.current?.focus()
  }
  return (
    <header className="nhsuk-header ctac-header" role="banner" onKeyDown={(event) => closeAtEscape(event.key)}>
      <div className="nhsuk-width-container ctac-header__row">
        <Link className="nhsuk-header__service-name ctac-header__name" href="/">Cyber Technical Advice Cell</Link>
        <button ref={button} type="button" className="ctac-menu-button" aria-expanded={open} aria-controls="menu" onClick={() => setOpen(!open)}>Menu</button>
      </div>
      <div className="ctac-menu" id="menu" data-open={open || undefined}>
        <div className="nhsuk-width-container">
          <Areas me={me} here={here} />
          {me && <Who me={me} />}
        </div>
      </div>
    </header>
  )
}

function Areas({ me, here }: { me: Me | undefined; here: string }) {
  const current = areaOf(here)
  const mine = areas.filter((area) => !area.for || area.for.some((role) => me?.roles.includes(role)))
  return (
    <nav aria-label="Menu">
      <ul>
        {mine.map((area) => (
          <li key={area.path}>
            <Link href={area.path} aria-current={area === current ? (here === area.path ? 'page' : 'true') : undefined}>{area.name}</Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Signing out is a form, as on the pages without script; what this browser keeps of the service goes first. */
function Who({ me }: { me: Me }) {
  return (
    <div className="ctac-who">
      <Link href="/me">{me.name ?? 'Signed in'}</Link>
      <form method="post" action="/sign-out" onSubmit={() => void forgetWhatIsKept()}>
        <button>Sign out</button>
      </form>
    </div>
  )
}
