// What the entries of a page's and a call-out's life say.
import { channelOf, howOf, ids, list, minutesOf, number, part, rolesOf, severityOf, text, told, type Around, type Body, type Told } from './told'

type Say = (body: Body, around: Around) => Told

const people = (around: Around, all: unknown) => [...new Set(ids(all))].map((id) => around.person(id)).join(', ')
const told_ = (around: Around, body: Body) => people(around, list(body['notifications']).map((it) => it['person']))

function message(around: Around, id: unknown): string {
  const it = around.message(text(id))
  return it ? `${channelOf(it.channel)} to ${around.person(it.person)}` : 'A message'
}

function messages(around: Around, body: Body): string {
  return [...new Set(list(body['notifications']).map((it) => message(around, it['notification'])))].join(', ')
}

function outcome(what: string, body: Body): Told {
  const out = part(body['outcome'])
  const by = `${what}, by ${text(out['provider'])}`
  if (out['is'] === 'sent') {
    const after = list(out['after']).map((it) => `${text(it['provider'])}: ${text(it['reason'])}`).join('; ')
    return told('Sent', [by, ['After', after]])
  }
  if (out['is'] === 'failed') return told('Not sent', [by, ['Because', text(out['reason'])]])
  return told('Sent or not: no answer came', [what])
}

function delivery(body: Body, around: Around): Told {
  const it = part(body['delivery'])
  const what = `${message(around, body['notification'])}, by ${text(body['provider'])}`
  const next = body['again_at'] ? 'It is sent again by another way' : ''
  return it['is'] === 'delivered' ? told('Delivered', [what]) : told('Not delivered', [what, ['Because', text(it['reason'])], ['Next', next]])
}

const attempt: Say = (body, around) => told('Sending', [message(around, body['notification'])])
const finished: Say = (body, around) => outcome(message(around, body['notification']), body)

function answered(body: Body, around: Around): Told {
  const can = part(body['can'])
  const minutes = minutesOf(can['minutes'])
  const yes = body['late'] ? `offered, too late, to attend in ${minutes}` : `can attend in ${minutes}`
  const says = can['is'] === 'yes' ? yes : 'cannot attend'
  return told('Answer to the call-out', [`${around.person(text(body['person']))} ${says}, ${howOf(body['how'])}`])
}

const ends: Record<string, string> = { filled: 'Enough people are coming', 'timed-out': 'Its time is over', stopped: 'It was stopped' }

export const paging: Record<string, Say> = {
  'page.raised': (body) => told('Somebody is paged', [`${severityOf(body['severity'])}, by the policy ${text(part(body['policy'])['name'])}`]),
  'page.step_started': (body, around) => {
    const again = number(body['round']) > 0 ? `, time ${number(body['round']) + 1}` : ''
    return told('Paging step', [
      `Step ${number(body['step']) + 1}${again}: ${told_(around, body) || 'nobody can be reached'}`,
      ['Cannot be reached', people(around, body['unreachable'])],
      ['Next step', around.time(text(body['escalates_at']))],
    ])
  },
  'page.attempt_started': attempt,
  'page.attempt_finished': finished,
  'page.delivery': delivery,
  'page.delivery_asked': (body, around) => told('Provider asked what became of it', [message(around, body['notification'])]),
  'page.folded': (body, around) => told("Sent with another page's message", [messages(around, body)]),
  'page.folded_finished': (body, around) => outcome(messages(around, body), body),
  'contact.limited': (body, around) => {
    const instead = Array.isArray(body['instead']) ? `It goes at once by ${channelOf(body['instead'][1]).toLowerCase()}` : ''
    const why = 'The networks take no more texts to this number within the hour'
    return told('Not sent as a text', [messages(around, body), ['Because', why], instead || `It waits until ${around.time(text(body['due']))}`])
  },
  'page.acknowledged': (body, around) => told('Page acknowledged', [`${body['by'] ? around.whose(text(body['by'])) : 'The source'}, ${howOf(body['how'])}`]),
  'page.declined': (body, around) => told('Cannot attend', [around.whose(text(body['by']))]),
  'page.exhausted': () => told('Nobody answered the page', ["Everybody was asked. The cell's administrators are paged."]),
  'page.cancelled': () => told('Page no longer needed'),
  'call_out.started': (body, around) => {
    const terms = part(body['terms'])
    const needs = list(terms['needs']).map((need) => `${number(need['count'])} ${rolesOf(need['role'])}`).join(', ')
    const asks = `${around.person(text(terms['by']))} asks ${ids(terms['people']).length} people to attend within ${minutesOf(terms['within_min'])}`
    return told('Call-out', [asks, ['Needed', needs], ['For', text(terms['reason'])]])
  },
  'call_out.asked': (body, around) => told('Asked to attend', [
    told_(around, body),
    ['Cannot be reached', people(around, body['unreachable'])],
    ['Asked again', body['again_at'] ? around.time(text(body['again_at'])) : ''],
  ]),
  'call_out.attempt_started': attempt,
  'call_out.attempt_finished': finished,
  'call_out.delivery': delivery,
  'call_out.answered': answered,
  'call_out.ended': (body) => told('Call-out ended', [ends[text(body['why'])] ?? text(body['why'])]),
  'notice.raised': (body, around) => {
    const label = part(body['about'])['kind'] === 'call-out-over' ? 'Told that they need not come' : 'Notice'
    return told(label, [around.person(text(body['person']))])
  },
  'notice.attempt_started': attempt,
  'notice.attempt_finished': finished,
  'notice.delivery': delivery,
  'notice.lapsed': () => told('Notice came too late and was not sent'),
}
