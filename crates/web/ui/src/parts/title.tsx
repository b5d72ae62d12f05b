// A page's heading, which is also the window's title.
import { useEffect, type ReactNode } from 'react'

export function Title({ children, caption }: { children: ReactNode; caption?: string }) {
  const words = typeof children === 'string' ? children : undefined
  useEffect(() => {
    if (words) document.title = `${words} – Cyber Technical Advice Cell`
  }, [words])
  return (
    <h1 className="nhsuk-heading-l">
      {caption && <span className="nhsuk-caption-l">{caption}</span>}
      {children}
    </h1>
  )
}
