// Said after something was done: announced politely, and it stays until the next.
import type { ReactNode } from 'react'

/** A region that is always there, so that what appears in it is announced. */
export function Notice({ children }: { children?: ReactNode }) {
  return <div role="status" className="ctac-notice">{children && <p>{children}</p>}</div>
}
