// What stands around every page: skip link, bands, header, the page, footer. And the way to sign in when the session is over.
import { useEffect, type ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { signedOut } from '../api/client'
import { Bands } from './bands'
import { Footer } from './footer'
import { Header } from './header'
import { forgetWhatIsKept } from './leaving'
import { Notices } from './notices'

export function Shell({ children }: { children: ReactNode }) {
  useSignInWhenNeeded()
  return (
    <>
      <a className="nhsuk-skip-link" href="#main">Skip to main content</a>
      <Bands />
      <Header />
      <Notices />
      <div className="nhsuk-width-container">
        <main className="nhsuk-main-wrapper ctac-main" id="main" tabIndex={-1}>{children}</main>
      </div>
      <Footer />
    </>
  )
}

/** Signing in, and choosing a password of one's own first, are pages without script: they come back to where one was. */
function useSignInWhenNeeded() {
  const queries = useQueryClient()
  useEffect(() => {
    const by = (page: string) => location.assign(`${page}?next=${encodeURIComponent(location.pathname + location.search)}`)
    const leave = () => {
      queries.clear()
      void forgetWhatIsKept().then(() => by('/sign-in'))
    }
    const choose = () => by('/me/password')
    signedOut.addEventListener('signed-out', leave)
    signedOut.addEventListener('first-password', choose)
    return () => {
      signedOut.removeEventListener('signed-out', leave)
      signedOut.removeEventListener('first-password', choose)
    }
  }, [queries])
}
