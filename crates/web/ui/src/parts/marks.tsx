// Severity and marking: words first, colour second. A marking is a black box, as TLP 2.0 draws it.
const colours = { S1: 'red', S2: 'orange', S3: 'yellow', S4: 'blue' } as const
const meanings = { S1: 'critical', S2: 'high', S3: 'medium', S4: 'low' } as const

export type Severity = keyof typeof colours

export function SeverityTag({ severity }: { severity: Severity }) {
  return <strong className={`nhsuk-tag nhsuk-tag--${colours[severity]}`}>{severity} {meanings[severity]}</strong>
}

export function Tlp({ marking }: { marking: string }) {
  return <strong className={`ctac-tlp ctac-tlp--${marking.toLowerCase().replace('+', '-')}`}>TLP:{marking}</strong>
}
