// The words of every kind of entry. A kind of a newer service is still shown, by its name.
import { paging } from './paging'
import { run } from './run'
import { capital, categoryOf, ids, number, severityOf, statusOf, text, told, type Around, type Body, type Told } from './told'

export type { Around, Told } from './told'

type Say = (body: Body, around: Around, kind: string) => Told

const because = (body: Body): [string, string] => ['Because', text(body['reason'])]

const posts: Record<string, Say> = {
  'entry.note': (body) => told('Note', [text(body['text'])]),
  'entry.decision': (body) => told('Decision', [['Decided', text(body['decision'])], because(body)]),
  'action.set': (body, around) => told('Action', [
    ['To do', text(body['text'])],
    ['Owner', around.whose(text(body['owner']))],
    ['Due', body['due'] ? around.time(text(body['due'])) : ''],
  ]),
  'action.done': (body, around) => {
    const action = around.action(text(body['action']))
    return told('Action done', [['Done', action?.text ?? ''], ['Outcome', text(body['outcome'])]], action?.seq)
  },
  'entry.corrected': (body) =>
    told('Correction', [`Entry ${number(body['seq'])} is struck through`, ['It should say', text(body['text'])], because(body)], number(body['seq'])),
  'entry.asked': (body) => told('Question to the originator', [`Asks to be shown entry ${number(body['seq'])}`, because(body)], number(body['seq'])),
  'incident.severity_changed': (body) => told('Severity changed', [`${severityOf(body['from'])} to ${severityOf(body['to'])}`, because(body)]),
  'incident.category_changed': (body) => told('Category changed', [`${categoryOf(body['from']) || 'None'} to ${categoryOf(body['to'])}`, because(body)]),
  'incident.status_changed': (body) => told('Status changed', [`${statusOf(body['from'])} to ${statusOf(body['to'])}`, because(body)]),
  'incident.lead_changed': (body, around) => {
    const from = body['from'] ? around.person(text(body['from'])) : 'Nobody'
    return told('Lead changed', [`${from} to ${around.person(text(body['to']))}`, because(body)])
  },
}

const service: Record<string, Say> = {
  'incident.declared': (body) => told('Incident declared', [
    `${text(body['reference'])}: ${text(body['title'])}`,
    ['Severity', severityOf(body['severity'])],
    ['Marking', `TLP:${text(body['marking']).toUpperCase()}`],
  ]),
  'alert.linked': () => told('Alert belongs to this incident'),
  'membership.granted': (body, around) => told(body['break_glass'] ? 'Glass broken: reads without being a member' : 'Member', [
    `${around.whose(text(body['person']))}, as ${text(body['role'])}`,
    ['Until', body['until'] ? around.time(text(body['until'])) : ''],
    because(body),
  ]),
  'membership.revoked': (body, around) => told('No longer a member', [around.person(text(body['person'])), because(body)]),
  'room.joined': (body, around) => told('Opened the room', [around.person(text(body['person']))]),
  'room.left': (body, around) => told('Left the room', [around.person(text(body['person']))]),
  'erasure.requested': (body, around) => told('Erasure asked for', [
    `${around.person(text(body['by']))} asks that the text of entry ${number(body['seq'])} be erased`, because(body),
  ], number(body['seq'])),
  'entry.erased': (body, around) => told('Text erased', [
    `The text of entry ${number(body['seq'])} is erased, approved by ${ids(body['approvers']).map((id) => around.person(id)).join(', ')}`, because(body),
  ], number(body['seq'])),
  'incident.exported': (body, around) =>
    told('Timeline exported', [`By ${around.person(text(body['person']))}, up to entry ${number(body['through'])}`]),
}

const all: Record<string, Say> = { ...posts, ...service, ...paging, ...run }

/** Whether a kind has words of its own. */
export const hasWords = (kind: string): boolean => Object.hasOwn(all, kind)

/** What an entry says. An erased one, or one whose text is not on this device, has only its label. */
export function wordsOf(kind: string, body: Body | null, around: Around): Told {
  const say = Object.hasOwn(all, kind) ? all[kind] : undefined
  if (body === null) return told(say ? labelOf(kind, around) : named(kind))
  return say ? say(body, around, kind) : told(named(kind), Object.entries(body).map(([name, value]) => [capital(name), text(value)]))
}

function labelOf(kind: string, around: Around): string {
  return all[kind]?.({}, around, kind).label ?? named(kind)
}

/** `rota.on_call_changed` → `Rota: on call changed`. */
function named(kind: string): string {
  return capital(kind.replace('.', ': ').replaceAll('_', ' '))
}
