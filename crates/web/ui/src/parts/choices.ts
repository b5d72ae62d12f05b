// What somebody chooses about an incident, with what each choice means: the words of the pages without script
// (crates/server/src/pages/words.rs).
import type { Schema } from '../api/client'

/** One choice of a form: what is sent, what is read, and what that means. */
export interface Choice<Value extends string> {
  value: Value
  words: string
  hint: string
}

export type Severity = Schema<'SeverityWord'>
export type Status = Schema<'IncidentStatusWord'>
export type MarkingWord = Schema<'MarkingWord'>
export type RoomRole = Schema<'RoomRoleWord'>

const choice = <Value extends string>(value: Value, words: string, hint: string): Choice<Value> => ({ value, words, hint })

export const severities: Choice<Severity>[] = [
  choice('S1', 'S1 critical', 'Care is or will be harmed, or several organisations are affected'),
  choice('S2', 'S2 serious', 'A service that care depends on is lost or at risk'),
  choice('S3', 'S3 limited', 'Contained to one organisation, no harm to care'),
  choice('S4', 'S4 watch', 'To be watched'),
]

/** Categories of the NCSC's, the worst first. */
export const levels: Choice<string>[] = [
  choice('C1', 'C1 national emergency', ''),
  choice('C2', 'C2 highly significant', ''),
  choice('C3', 'C3 significant', ''),
  choice('C4', 'C4 substantial', ''),
  choice('C5', 'C5 moderate', ''),
  choice('C6', 'C6 localised', ''),
]

export const certainties: Choice<string>[] = [
  choice('indicative', 'Indicative', 'The cell takes it to be this'),
  choice('confirmed', 'Confirmed', 'The NCSC has said so'),
]

export const statuses: Choice<Status>[] = [
  choice('open', 'Open', 'Under way'),
  choice('contained', 'Contained', 'It spreads no further'),
  choice('recovering', 'Recovering', 'Services are being brought back'),
  choice('stood-down', 'Stood down', 'The cell has stood down'),
  choice('closed', 'Closed', 'Over; the timeline takes corrections and late entries only'),
]

/** Who may read an entry. */
export const markings: Choice<MarkingWord>[] = [
  choice('clear', 'TLP:CLEAR', 'Every member of the cell; may leave it'),
  choice('green', 'TLP:GREEN', 'Every member of the cell'),
  choice('amber', 'TLP:AMBER', 'Members of the incident'),
  choice('amber-strict', 'TLP:AMBER+STRICT', 'Members of the incident from your organisation'),
  choice('red', 'TLP:RED', 'Only the people you name'),
]

/** Who learns that an incident exists, and how its entries are marked unless said. */
export const incidentMarkings: Choice<MarkingWord>[] = [
  choice('clear', 'TLP:CLEAR', 'Everybody who works in the cell may know of it, and say so outside'),
  choice('green', 'TLP:GREEN', 'Everybody who works in the cell may know of it'),
  choice('amber', 'TLP:AMBER', 'Only its members know of it'),
  choice('amber-strict', 'TLP:AMBER+STRICT', 'Only its members know of it; entries are for their author’s organisation unless marked otherwise'),
  choice('red', 'TLP:RED', 'Only its members know of it; entries are for the people they name unless marked otherwise'),
]

/** What somebody can be in a room. A lead is brought in only while there is none. */
export const roomRoles: Choice<RoomRole>[] = [
  choice('lead', 'Lead', 'Runs it'),
  choice('responder', 'Responder', 'Works in it'),
  choice('loggist', 'Loggist', 'Writes the log for others'),
  choice('communications', 'Communications', 'Speaks for it'),
  choice('observer', 'Observer', 'Reads only'),
]

const found = <Value extends string>(choices: Choice<Value>[], value: string) =>
  choices.find((it) => it.value === value)?.words ?? value

export const severityWords = (value: string): string => found(severities, value)
export const levelWords = (value: string): string => found(levels, value)
export const certaintyWords = (value: string): string => found(certainties, value)
export const statusWords = (value: string): string => found(statuses, value)
export const markingWords = (value: string): string => found(markings, value)
export const roomRoleWords = (value: string): string => found(roomRoles, value)
/** How somebody answered. */
export function howWords(how: string | undefined): string {
  const words: Record<string, string> = {
    sms: 'by text message', dtmf: 'in a call', link: 'by the link', api: 'signed in', source: 'at the alert’s source',
  }
  return (how && words[how]) ?? ''
}

/** `1 entry`, `2 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}
