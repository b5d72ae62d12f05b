// What the entries of a run's life say: what was begun, done, passed over, answered, asked for and came of it; its clocks and
// situation reports. A step is called by its title.
import { isId } from '../../parts/ids'
import { ids, list, number, part, text, told, type Around, type Body, type Told } from './told'

type Fact = (fact: Body, step: string, around: Around, run: string) => Told

const because = (label: string): Fact => (fact, step) => told(label, [step, ['Because', text(fact['reason'])]])
const only = (label: string): Fact => (_, step) => told(label, [step])
const whole = (label: string): Fact => (fact, _, __, run) => told(label, [run, ['Because', text(fact['reason'])]])
const to = (label: string): Fact => (fact, _, around) => told(label, [around.whose(text(fact['to']))])
const inner = (words: string): Fact => (_, step, __, run) => told('Run', [`${words}: ${step || run}`])

/** What somebody wrote; an id of the service's own says nothing to a reader. */
const written = (value: unknown): string => (isId(text(value)) ? '' : text(value))

function done(fact: Body, step: string): Told {
  const it = part(fact['done'])
  const found = Object.entries(part(it['outputs'])).map(([name, value]): [string, string] => ['Found', `${name}: ${text(value)}`])
  const evidence = list(it['evidence']).map((one): [string, string] => ['Evidence', `${text(one['label'])}: ${text(one['value'])}`])
  return told('Step done', [step, ['Answer', text(it['answer'])], ['Said', written(it['reason'])], ...found, ...evidence])
}

/** What a runbook asks of the cell. */
function asked(what: Body): string {
  switch (text(what['do'])) {
    case 'page':
    case 'call-out':
      return text(what['message'])
    case 'clock':
      return `${what['stop'] ? 'Stop' : 'Start'} the clock ${text(what['clock'])}`
    case 'sitrep':
      return `A situation report (${text(what['template'])})`
    case 'invite':
      return `Bring in ${text(what['organisation'])}`
    case 'severity':
      return `Severity ${text(what['severity'])}`
    case 'http':
      return `${text(what['method'])} ${text(what['url'])}`
    default:
      return text(what['message'])
  }
}

function came(label: string): Fact {
  return (fact, step) => {
    const outcome = part(fact['outcome'])
    const words = outcome['is'] === 'done' ? `Done. ${written(outcome['reference'])}`.trim()
      : outcome['is'] === 'failed' ? `Not done: ${text(outcome['reason'])}.` : 'Nobody knows.'
    return told(label, [step, words])
  }
}

const facts: Record<string, Fact> = {
  'run.started': (fact, _, around, run) =>
    told(fact['mode'] === 'exercise' ? 'Runbook begun, as an exercise' : 'Runbook begun', [run, ['Led by', around.whose(text(fact['lead']))]]),
  'run.activated': (fact, step, around) => told('Step to be done', [step, ['By', fact['due'] ? around.time(text(fact['due'])) : '']]),
  'run.claimed': only('Step taken'),
  'run.released': only('Step given back'),
  'run.assigned': (fact, step, around) =>
    told('Step given to somebody', [`${step} to ${around.whose(text(fact['to']))}`, ['Because', text(fact['reason'])]]),
  'run.done': (fact, step) => done(fact, step),
  'run.failed': because('Step cannot be done'),
  'run.skipped': because('Step passed over'),
  'run.skip_asked': because('Asks to pass over a step'),
  'run.override_asked': because('Asks to override an approval'),
  'run.approved': only('Approved'),
  'run.refused': because('Not approved'),
  'run.overdue': (fact, step, around) => told('Step is overdue', [step, ['Was due', around.time(text(fact['due']))]]),
  'run.retargeted': (fact, step, around) =>
    told('Step has another time', [step, ['Because', text(fact['reason'])], ['By', around.time(text(fact['due']))]]),
  'run.requested': (fact, step) => {
    const request = part(fact['request'])
    return told('Asked for by a runbook', [`${step}${request['exercise'] ? ' (exercise)' : ''}`, ['What', asked(part(request['what']))]])
  },
  'run.answered': came('What came of it'),
  'run.answered_late': came('What came of it, too late'),
  'run.by_hand': because('Step is to be done by hand'),
  'run.outcome_unknown': only('Done or not: a person is to say'),
  'run.went_on': because('Went on without a step'),
  'run.judgement_needed': because('A person is to say whether it goes on'),
  'run.judged': because('Said whether it goes on'),
  'run.reopened': because('Step reopened'),
  'run.withdrawn': only('Step no longer to be done'),
  'run.recheck': only('Step to be looked at again'),
  'run.confirmed': only('Step stands'),
  'run.step_added': (fact) => told('Step added', [text(fact['title'])]),
  'run.handover_offered': to('Run offered'),
  'run.handed_over': to('Run handed over'),
  'run.paused': whole('Run paused'),
  'run.resumed': whole('Run resumed'),
  'run.migrated': whole('Run follows another version'),
  'run.noted': (fact) => told('Run', [text(fact['text'])]),
  'run.cancelled': whole('Run given up'),
  'run.finished': whole('Run finished'),
  'run.frame_opened': inner('Steps were opened'),
  'run.frame_closed': inner('Steps are done'),
  'run.frame_cancelled': inner('Steps are no longer to be done'),
  'run.frame_kept': inner('Steps stay as they are'),
  'run.approval_withdrawn': only('Approval taken back'),
  'run.approvals_void': only('Approvals no longer count: what they approved has changed'),
  'run.recorded': (fact) => told('Recorded', [`${text(fact['name'])}: ${text(fact['value'])}`]),
  'run.try_again': (fact, step, around) => told('Will be tried again', [step, ['At', around.time(text(fact['at']))]]),
  'run.retried': only('Tried again'),
  'run.gave_up_waiting': only('Waited for long enough'),
  'run.waits_until': (fact, step, around) => told('Waits', [step, ['Until', fact['until'] ? around.time(text(fact['until'])) : '']]),
}

type Say = (body: Body, around: Around, kind: string) => Told

const fact: Say = (body, around, kind) => {
  const event = part(part(body['fact'])['event'])
  const run = around.run(text(body['run'])) ?? 'A runbook'
  // An effect is `{act: [step, time]}`, `{override: step}`, and the like.
  const effect = Object.values(part(event['effect']))[0]
  const instance = event['instance'] ?? (Array.isArray(effect) ? (effect[0] as unknown) : effect)
  const step = typeof instance === 'number' ? (around.step(text(body['run']), instance) ?? `step ${instance}`) : ''
  return (facts[kind] ?? inner(kind))(event, step, around, run)
}

const clock = (around: Around, body: Body) => around.clock(text(body['clock'])) ?? 'A clock'

export const run: Record<string, Say> = {
  ...Object.fromEntries(Object.keys(facts).map((kind) => [kind, fact])),
  'run_call.started': (body, around) => {
    // Its effect is `{act: [instance, attempt]}`, as in a run's own facts.
    const [instance] = Array.isArray(part(body['effect'])['act']) ? (part(body['effect'])['act'] as unknown[]) : []
    return told('An interface is called', [around.step(text(body['run']), number(instance)) ?? around.run(text(body['run'])) ?? ''])
  },
  'run_players.set': (body, around) =>
    told('Exercise: only these are sent anything', [ids(body['players']).map((id) => around.person(id)).join(', ')]),
  'run_roles.set': (body, around) => {
    const holders = ids(body['people']).map((id) => around.person(id)).join(', ')
    return told('Role in a run', [['Held by', `${text(body['role'])}: ${holders || 'whoever has it by the rota or in the room'}`]])
  },
  'clock.started': (body, around) => {
    const it = part(body['clock'])
    const whose = it['organisation'] ? ` of ${text(it['organisation'])}` : ''
    return told(it['exercise'] ? 'Clock started (exercise)' : 'Clock started', [
      `${text(it['name'])}${whose}`,
      ['Counts from', around.time(text(it['since']))],
      ['Runs out', around.time(text(it['deadline']))],
      ['Answers for it', it['owner'] ? around.whose(text(it['owner'])) : ''],
    ])
  },
  'clock.stopped': (body, around) =>
    told('Clock stopped', [clock(around, body), ['Reference', text(body['reference'])], ['Because', text(body['reason'])]]),
  'clock.voided': (body, around) => told('Clock void: it should not have been started', [clock(around, body), ['Because', text(body['reason'])]]),
  'clock.owned': (body, around) => told('Clock has an owner', [clock(around, body), ['Answers for it', around.whose(text(body['owner']))]]),
  'sitrep.drafted': (body) => {
    const draft = part(body['draft'])
    const steps = ids(draft['steps']).join('; ')
    const clocks = list(draft['clocks']).map((it) => text(it['name'])).join(', ')
    const actions = list(draft['actions']).map((it) => text(it['text'])).join('; ')
    return told('Situation report drafted, not sent', [text(draft['template']), ['Steps', steps], ['Actions', actions], ['Clocks', clocks]])
  },
  'sitrep.sent': (body) => told('Situation report', text(body['text']).split('\n')),
}
