// The question before something grave: says what will happen, and gives the focus back to where it was.
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { Refused } from './refused'

interface Props {
  /** The button that asks. */
  button: string
  /** What of, for those who cannot see where the button stands. */
  of?: string
  title: string
  /** What will happen, and fields where some are needed. */
  children: ReactNode
  /** The button that does it, a verb. */
  does: string
  act: () => Promise<unknown>
  done?: () => void
  kind?: 'primary' | 'secondary' | 'warning'
  small?: boolean
}

export function Confirm({ button, of, title, children, does, act, done, kind = 'secondary', small }: Props) {
  const [open, setOpen] = useState(false)
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (open) dialog.current?.showModal()
  }, [open])
  const go = async () => {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      await act()
      dialog.current?.close()
      done?.()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button type="button" className={`nhsuk-button nhsuk-button--${kind}${small ? ' nhsuk-button--small' : ''}`} onClick={() => setOpen(true)}>{button}{of && <span className="nhsuk-u-visually-hidden"> {of}</span>}</button>
      {open && (
        <dialog ref={dialog} className="ctac-dialog" aria-labelledby={id} onClose={() => { setOpen(false); setError(undefined) }}>
          <h2 className="nhsuk-heading-m" id={id}>{title}</h2>
          {children}
          {error !== undefined && <Refused error={error} />}
          <div className="ctac-dialog__acts">
            <button type="button" className={`nhsuk-button${kind === 'warning' ? ' nhsuk-button--warning' : ''}`} aria-disabled={busy || undefined} onClick={() => void go()}>{does}</button>
            <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => dialog.current?.close()}>Go back</button>
          </div>
        </dialog>
      )}
    </>
  )
}
