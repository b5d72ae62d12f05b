// How severe an alert is, in a word.
import { alertColour, alertSeverityWords } from './words'

export function AlertTag({ severity }: { severity: string }) {
  return <strong className={`nhsuk-tag nhsuk-tag--${alertColour(severity)}`}>{alertSeverityWords(severity)}</strong>
}
