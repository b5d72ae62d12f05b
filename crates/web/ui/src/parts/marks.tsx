// Severity and marking: words first, colour second. A marking is a black box, as TLP 2.0 draws it.
import { markingWords, severityWords, type Severity } from './choices'

const colours = { S1: 'red', S2: 'orange', S3: 'yellow', S4: 'blue' } as const

export type { Severity } from './choices'

export function SeverityTag({ severity }: { severity: Severity }) {
  return <strong className={`nhsuk-tag nhsuk-tag--${colours[severity]}`}>{severityWords(severity)}</strong>
}

export function Tlp({ marking }: { marking: string }) {
  const value = marking.toLowerCase().replace('+', '-')
  return <strong className={`ctac-tlp ctac-tlp--${value}`}>{markingWords(value)}</strong>
}
