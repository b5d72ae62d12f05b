// Legal deadlines by organisation, and situation reports, as the runs of the incident made them. Not shown where there is none.
import { useMemo } from 'react'
import { Link } from 'wouter'
import { useNow } from '../../../parts/now'
import { Person } from '../../../parts/people'
import { Time, Until } from '../../../parts/time'
import type { Beside } from '../../../room/beside'
import { ClockActs } from './clock-acts'
import { EntryLink } from './entry-link'
import type { May } from './may'
import { Fold, Panel } from './panel'
import { SitrepDraft } from './sitrep-draft'
import { clocks, sitreps, type Clock, type Sitrep } from './told'

export function Clocks({ room, may }: { room: Beside; may: May }) {
  const { entries, marked } = room
  const all = useMemo(() => clocks(entries, marked), [entries, marked])
  const running = all.filter((it) => it.stands.is === 'running')
  const now = useNow(10, running.map((it) => Date.parse(it.deadline) + 1))
  if (all.length === 0) return null
  const over = running.filter((it) => new Date(it.deadline).getTime() < now).length
  return (
    <Panel id="clocks" title="Clocks" wants={over > 0} count={<>{running.length} running{over > 0 && `, ${over} over`}</>}>
      <ul className="ctac-room-cards">{all.map((it) => <li key={it.id} className="ctac-room-card"><OneClock clock={it} />{it.stands.is === 'running' && (may.steer || it.owner === room.you?.person) && <ClockActs room={room} clock={it} />}</li>)}</ul>
    </Panel>
  )
}

function OneClock({ clock }: { clock: Clock }) {
  return (
    <>
      <p><strong>{clock.exercise && 'EXERCISE: '}{clock.name}</strong>{clock.organisation && <>, {clock.organisation}</>} <EntryLink seq={clock.seq} /></p>
      {clock.stands.is === 'running' ? (
        <p className="ctac-deadline"><Until at={clock.deadline} over="over by" /> <span className="ctac-faint">until <Time at={clock.deadline} plain />, since <Time at={clock.since} plain /></span></p>
      ) : (
        <p className="ctac-faint">{clock.stands.is === 'stopped' ? 'Stopped' : 'Should not have been started; taken back'} <Time at={clock.stands.at} />{clock.stands.why && `: ${clock.stands.why}`}</p>
      )}
      <p className="ctac-faint">{clock.owner ? <><Person id={clock.owner} whose /> answers for it</> : <strong className="ctac-warning">Nobody answers for it</strong>}. <Link href={`/runs/${clock.run}`}>Its runbook</Link></p>
    </>
  )
}

export function Sitreps({ room, may }: { room: Beside; may: May }) {
  const { entries, marked } = room
  const all = useMemo(() => sitreps(entries, marked), [entries, marked])
  if (all.length === 0) return null
  const drafts = all.filter((it) => it.sent === null).length
  return (
    <Panel id="sitreps" title="Situation reports" wants={drafts > 0} count={<>{all.length - drafts} sent{drafts > 0 && `, ${drafts} to send`}</>}>
      <ul className="ctac-room-cards">{all.map((it) => <li key={it.id} className="ctac-room-card"><OneSitrep sitrep={it} />{!it.sent && may.post && <SitrepDraft sitrep={it} />}</li>)}</ul>
    </Panel>
  )
}

function OneSitrep({ sitrep: { number, template, exercise, sent, drafted, run } }: { sitrep: Sitrep }) {
  return (
    <>
      <p><strong>{exercise && 'EXERCISE: '}Situation report {number}</strong> ({template}) <EntryLink seq={(sent ?? drafted).seq} /></p>
      {sent ? (
        <>
          <p className="ctac-faint">Sent <Time at={sent.at} />{sent.by && <> by <Person id={sent.by} /></>}</p>
          <Fold label="What it says"><p className="ctac-words">{sent.text}</p></Fold>
        </>
      ) : (
        <p>Drafted <Time at={drafted.at} />, not sent. <Link href={`/runs/${run}`}>Its runbook</Link></p>
      )}
    </>
  )
}
