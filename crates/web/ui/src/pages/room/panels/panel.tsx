// The frame of a panel: a heading with how much there is, that opens and closes, and stays as it was left.
import { useId, useState, type ReactNode } from 'react'

interface Props {
  /** Its place in the index: `#panel-people`. */
  id: string
  title: string
  /** How much there is, in a few words. */
  count?: ReactNode
  /** Whether the count wants somebody to look. */
  wants?: boolean
  /** Whether it is open at first: on a wide window, or always. */
  open?: boolean | 'always'
  children: ReactNode
}

const ROOMY = '(min-width: 1024px)'

export function Panel({ id, title, count, wants, open = true, children }: Props) {
  // On a phone the headings are the index: what wants somebody is open, the rest is a tap away.
  const [shown, setShown] = useState(() => remembered(id) ?? (wants || open === 'always' || (open && matchMedia(ROOMY).matches)))
  return (
    <details className="ctac-panel" id={`panel-${id}`} open={shown}
      onToggle={(event) => {
        if (event.target !== event.currentTarget) return
        setShown(event.currentTarget.open)
        remember(id, event.currentTarget.open)
      }}>
      <summary className="ctac-panel__summary">
        <h2 className="ctac-panel__title">{title}</h2>
        {count !== undefined && <span className={`ctac-panel__count${wants ? ' ctac-panel__count--wants' : ''}`}>{count}</span>}
      </summary>
      <div className="ctac-panel__body">{children}</div>
    </details>
  )
}

const key = (id: string) => `ctac.panel.${id}`

function remembered(id: string): boolean | undefined {
  try {
    const kept = sessionStorage.getItem(key(id))
    return kept === null ? undefined : kept === 'open'
  } catch {
    return undefined
  }
}

function remember(id: string, open: boolean) {
  try {
    sessionStorage.setItem(key(id), open ? 'open' : 'shut')
  } catch {
    // A browser that keeps nothing still opens and shuts.
  }
}

/** A form or a further list inside a panel, shut at first. */
export function Fold({ label, children, open }: { label: string; children: ReactNode; open?: boolean }) {
  const id = useId()
  return (
    <details className="nhsuk-details ctac-fold" open={open}>
      <summary className="nhsuk-details__summary" id={id}><span className="nhsuk-details__summary-text">{label}</span></summary>
      <div className="nhsuk-details__text">{children}</div>
    </details>
  )
}
