// Call-outs: who was asked, what they said and when they are there, what is still needed; and asking.
import { api } from '../../../api/client'
import { Confirm } from '../../../parts/confirm'
import { Person } from '../../../parts/people'
import { Time, Until } from '../../../parts/time'
import { counted, howWords } from '../../../parts/choices'
import type { Role } from '../../../api/objects'
import { channelOf, rolesOf } from '../../../parts/words'
import type { CallOut, CallOutPerson } from '../../../room/use-room'
import type { Beside } from '../../../room/beside'
import { calledInOrder, callOutsInOrder, thereAt } from './in-order'
import type { May } from './may'
import { Fold, Panel } from './panel'
import { StartCallOut } from './start-call-out'

export function CallOuts({ room, may }: { room: Beside; may: May }) {
  const all = callOutsInOrder(room.callOuts)
  const running = all.filter((it) => it.status.is === 'running').length
  if (all.length === 0 && !may.callOut) return null
  return (
    <Panel id="call-outs" title="Call-outs" wants={running > 0} count={running > 0 ? `${running} asking` : all.length} open={running > 0}>
      {all.length === 0 && <p className="ctac-empty">Nobody has been called out.</p>}
      {all.map((it, at) => at === 0 || it.status.is === 'running'
        ? <OneCallOut key={it.id} callOut={it} may={may} />
        : <Fold key={it.id} label={`Earlier: ${it.reason ?? stands(it)}`}><OneCallOut callOut={it} may={may} /></Fold>)}
      {may.callOut && room.incident && <StartCallOut incident={room.incident.id} joins={may.steer} />}
    </Panel>
  )
}

function stands({ status }: CallOut): string {
  if (status.is === 'running') return 'People are being asked'
  return { filled: 'Enough people are coming', 'timed-out': 'Its time is over', stopped: 'It was stopped' }[status.why ?? 'stopped']
}

function OneCallOut({ callOut, may }: { callOut: CallOut; may: May }) {
  const runs = callOut.status.is === 'running'
  return (
    <article className={`ctac-call-out${runs ? ' ctac-call-out--runs' : ''}`}>
      <p><strong>{stands(callOut)}{callOut.reason && `: ${callOut.reason}`}</strong></p>
      <p className="ctac-faint">
        <Person id={callOut.by} /> asked <Time at={callOut.raised_at} />, to attend within {callOut.within_min} min.{' '}
        {runs && <>Asks <Until at={callOut.until} over="no longer, over for" /> more{callOut.again_at && <>; who has not answered is asked again <Until at={callOut.again_at} over="now, late by" /></>}.</>}
        {!runs && callOut.status.at && <>Ended <Time at={callOut.status.at} />.</>}
      </p>
      <Needs callOut={callOut} />
      <Answers callOut={callOut} />
      {runs && may.callOut && (
        <Confirm button="Stop: ask nobody more" title="Stop this call-out" does="Stop" small act={() => api.POST('/api/v1/call-outs/{id}/stop', { params: { path: { id: callOut.id } } })}>
          <p>Nobody more is asked. Those who said yes still come; who is asked already can still answer.</p>
        </Confirm>
      )}
    </article>
  )
}

function Needs({ callOut }: { callOut: CallOut }) {
  if (callOut.needs.length === 0) return null
  return (
    <ul className="ctac-needs">
      {callOut.needs.map((it) => {
        const met = it.people.length >= it.count
        return (
          <li key={it.role} className={met ? 'ctac-need ctac-need--met' : 'ctac-need'}>
            <strong className="ctac-need__number">{it.people.length} of {it.count}</strong> {rolesOf(it.role as Role).toLowerCase()}
            <span>{met ? ' – enough' : callOut.status.is === 'running' ? ' – still needed' : ' – not found'}</span>
          </li>
        )
      })}
    </ul>
  )
}

function Answer({ called }: { called: CallOutPerson }) {
  const there = thereAt(called)
  if (there) return <><strong className="ctac-yes">Yes, in {called.answer?.can.minutes} min</strong>, there <Time at={there} plain />{called.answer?.late && ', said too late'}</>
  return called.answer ? <>Cannot</> : <span className="ctac-faint">No answer</span>
}

function reached(it: CallOutPerson): string {
  if (it.reach === 'unreachable') return 'cannot be reached'
  const by = it.channel ? channelOf(it.channel).toLowerCase() : ''
  if (it.reach === 'failed') return `${by} failed`
  return it.reach === 'not-sent' ? 'not sent yet' : `${by}${it.asked > 1 ? `, asked ${counted(it.asked, 'time')}` : ''}`
}

function Answers({ callOut }: { callOut: CallOut }) {
  const yes = callOut.people.filter((it) => it.answer?.can.is === 'yes').length
  const no = callOut.people.filter((it) => it.answer?.can.is === 'no').length
  const lost = callOut.people.filter((it) => !it.answer && it.reach === 'unreachable').length
  return (
    <>
      <p><strong>{yes}</strong> can, <strong>{no}</strong> cannot, <strong>{callOut.people.length - yes - no - lost}</strong> have not answered{lost > 0 && <>, <strong>{lost}</strong> cannot be reached</>}</p>
      <table className="ctac-answers">
        <caption className="nhsuk-u-visually-hidden">Who can attend</caption>
        <thead><tr><th scope="col">Who</th><th scope="col">Answer</th></tr></thead>
        <tbody>
          {calledInOrder(callOut.people).map((it) => (
            <tr key={it.person}>
              <td><Person id={it.person} whose /></td>
              <td><Answer called={it} /><div className="ctac-faint">{it.answer ? howWords(it.answer.how) : reached(it)}</div></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
