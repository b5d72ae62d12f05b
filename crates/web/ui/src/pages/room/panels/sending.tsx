// What a form that posts to the timeline shows below its fields: the button, that it waits, or why it was refused.
import type { Posting } from './use-post'

interface Props {
  posting: Posting
  live: boolean
  children: string
  disabled?: boolean
}

export function Sending({ posting, live, children, disabled }: Props) {
  return (
    <>
      {posting.refused && (
        <div className="nhsuk-error-summary" role="alert">
          <h3 className="nhsuk-error-summary__title">{posting.refused.title}</h3>
          {posting.refused.detail && <p>{posting.refused.detail}</p>}
        </div>
      )}
      <button className="nhsuk-button nhsuk-button--small" disabled={disabled} aria-disabled={posting.waits || undefined}>{children}</button>
      <p className="ctac-faint" role="status">{posting.waits && (live ? 'Being recorded …' : 'Waiting: it is sent when there is a connection.')}</p>
    </>
  )
}
