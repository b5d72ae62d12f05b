// A button that does something at the service: says that it is under way, does it once, and shows a refusal beside itself.
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Refused } from './refused'

interface Props {
  children: ReactNode
  /** What it does; a refusal is thrown. */
  does: () => Promise<unknown>
  /** Told when it is done. */
  done?: () => void
  kind?: 'primary' | 'secondary' | 'warning'
  small?: boolean
  disabled?: boolean
}

export function Act({ children, does, done, kind = 'primary', small, disabled }: Props) {
  const act = useMutation({ mutationFn: does, onSuccess: () => done?.() })
  const classes = ['nhsuk-button', kind !== 'primary' && `nhsuk-button--${kind}`, small && 'nhsuk-button--small']
  return (
    <div className="ctac-act">
      <button type="button" className={classes.filter(Boolean).join(' ')} aria-disabled={act.isPending || undefined} disabled={disabled}
        onClick={() => { if (!act.isPending) act.mutate() }}>
        {children}
      </button>
      <span className="nhsuk-u-visually-hidden" role="status">{act.isPending ? 'Under way' : act.isSuccess ? 'Done' : ''}</span>
      {act.isError && <Refused error={act.error} />}
    </div>
  )
}
