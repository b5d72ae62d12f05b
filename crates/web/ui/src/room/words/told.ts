// What an entry says, in lines of words, as the server's own pages say it (crates/server/src/pages/timeline/told). No markup.

/** A line, with what it is where that needs saying. */
export interface Line {
  label: string
  text: string
}

/** What an entry says. */
export interface Told {
  label: string
  lines: Line[]
  /** The entry it is about. */
  about?: number
}

/** What the words need to know beside the entry. */
export interface Around {
  person(id: string): string
  /** With their organisation. */
  whose(id: string): string
  organisation(id: string): string
  time(at: string): string
  action(id: string): { text: string; seq: number } | undefined
  /** A message of a page or a call-out: whose, and how. */
  message(id: string): { person: string; channel: string } | undefined
  run(id: string): string | undefined
  step(run: string, instance: number): string | undefined
  clock(id: string): string | undefined
}

/** An entry's body, or a part of one: anything that the wire may hold. */
export type Body = Record<string, unknown>

export const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
export const list = (value: unknown): Body[] => (Array.isArray(value) ? (value as Body[]) : [])
export const ids = (value: unknown): string[] => (Array.isArray(value) ? value.filter((it): it is string => typeof it === 'string') : [])
export const part = (value: unknown): Body => (typeof value === 'object' && value !== null ? (value as Body) : {})

/** Lines that have something to say: `['label', text]`; empty ones are left out. */
export function told(label: string, lines: (string | [label: string, text: string])[] = [], about?: number): Told {
  const whole = lines.map((line) => (typeof line === 'string' ? { label: '', text: line } : { label: line[0], text: line[1] }))
  return { label, lines: whole.filter((line) => line.text !== ''), about }
}

const severities: Record<string, string> = { S1: 'S1 critical', S2: 'S2 serious', S3: 'S3 limited', S4: 'S4 watch' }
const statuses: Record<string, string> = {
  open: 'Open', contained: 'Contained', recovering: 'Recovering', 'stood-down': 'Stood down', closed: 'Closed',
}
const levels: Record<string, string> = {
  C1: 'C1 national emergency', C2: 'C2 highly significant', C3: 'C3 significant', C4: 'C4 substantial', C5: 'C5 moderate', C6: 'C6 localised',
}
const channels: Record<string, string> = { sms: 'Text message', voice: 'Call', push: 'Push notification', email: 'Email' }
const hows: Record<string, string> = {
  sms: 'by text message', dtmf: 'in a call', link: 'by the link', api: 'signed in', source: "at the alert's source",
}
const roles: Record<string, string> = {
  responder: 'responders', 'incident-lead': 'incident leads', loggist: 'loggists', communications: 'communications',
  'organisation-admin': 'organisation administrators', 'cell-admin': 'cell administrators', auditor: 'auditors', observer: 'observers', intake: 'intake',
}
const said = (words: Record<string, string>) => (value: unknown) => words[text(value)] ?? text(value)

export const severityOf = said(severities)
export const statusOf = said(statuses)
export const channelOf = said(channels)
export const howOf = said(hows)
export const rolesOf = said(roles)

export const minutesOf = (minutes: unknown): string => (minutes === 1 ? '1 minute' : `${number(minutes)} minutes`)
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** A category of the NCSC's: `C3 significant, indicative`. */
export function categoryOf(value: unknown): string {
  const { level, certainty } = part(value)
  return level ? `${levels[text(level)] ?? text(level)}, ${text(certainty)}` : ''
}
