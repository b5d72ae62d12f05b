// What went wrong, in the service's own words, with what to do.
import { words } from '../api/problem'

export function Refused({ error, again }: { error: unknown; again?: () => void }) {
  const { title, detail } = words(error)
  return (
    <div className="nhsuk-error-summary" role="alert">
      <h2 className="nhsuk-error-summary__title">{title}</h2>
      {detail && <p>{detail}</p>}
      {again && <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={again}>Try again</button>}
    </div>
  )
}
