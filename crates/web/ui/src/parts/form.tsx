// A form that saves: what was typed stays on a refusal, which is shown beside the button; and where somebody else saved
// meanwhile, theirs is shown before one's own goes over it.
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Problem } from '../api/problem'
import { Refused } from './refused'

interface Props<Latest extends { version: number }> {
  children: ReactNode
  /** The button's words: a verb. */
  does: string
  /** Saves over the version given; a refusal is thrown. */
  save: (version: number) => Promise<unknown>
  saved?: () => void
  /** Leaves the form. */
  leave?: () => void
  /** Of something with an `ETag`. */
  edits?: Edits<Latest>
}

interface Edits<Latest> {
  /** The version that is edited. */
  version: number
  /** As it stands now. */
  latest: () => Promise<Latest>
  /** Shows what stands now, to compare. */
  show: (latest: Latest) => ReactNode
  /** Takes it into the form: what was typed goes. */
  take: (latest: Latest) => void
}

export function Form<Latest extends { version: number }>({ children, does, save, saved, leave, edits }: Props<Latest>) {
  const [theirs, setTheirs] = useState<Latest>()
  const act = useMutation({
    mutationFn: async (version: number) => {
      try {
        await save(version)
      } catch (error) {
        if (edits && error instanceof Problem && error.status === 412) setTheirs(await edits.latest())
        else throw error
        return false
      }
      setTheirs(undefined)
      return true
    },
    onSuccess: (done) => { if (done) saved?.() },
  })
  const go = (version: number) => { if (!act.isPending) act.mutate(version) }
  return (
    <form className="ctac-form" noValidate onSubmit={(event) => { event.preventDefault(); go(edits?.version ?? 0) }}>
      {children}
      {act.isError && <Refused error={act.error} />}
      {theirs && edits && (
        <div className="nhsuk-error-summary" role="alert">
          <h2 className="nhsuk-error-summary__title">Somebody else saved version {theirs.version} while you edited</h2>
          <p>Nothing of yours was saved, and all of it is still above. This is what stands now:</p>
          {edits.show(theirs)}
          <div className="nhsuk-button-group">
            <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => go(theirs.version)}>Save mine over version {theirs.version}</button>
            <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => { edits.take(theirs); setTheirs(undefined) }}>Take theirs, drop mine</button>
          </div>
        </div>
      )}
      <div className="nhsuk-button-group">
        <button type="submit" className="nhsuk-button" aria-disabled={act.isPending || undefined}>{does}</button>
        {leave && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={leave}>Go back</button>}
      </div>
      <span className="nhsuk-u-visually-hidden" role="status">{act.isPending ? 'Under way' : ''}</span>
    </form>
  )
}
