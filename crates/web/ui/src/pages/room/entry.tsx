// One entry of the timeline: its number, what it says, who wrote it for which organisation, when it happened and was recorded, its
// marking, what became of it. Struck text stays readable.
import { memo, useState } from 'react'
import { instantOf, lengthOf, secondsOf } from '../../parts/instants'
import { Tlp } from '../../parts/marks'
import { happenedAt } from '../../room/shown'
import type { Entry as RoomEntry, Marked, Room } from '../../room/use-room'
import type { Names } from './around'
import { AskOriginator, Correct } from './entry-acts'

/** Milliseconds beyond which what happened and what was recorded are two times. */
const APART = 1_000

interface Props {
  entry: RoomEntry
  reference: string
  names: Names
  marked: Marked | undefined
  /** It was recorded after the reader was last here. */
  fresh: boolean
  room: Pick<Room, 'post' | 'you'>
  /** Place among all that are shown, from 1. */
  at: number
  /** How many are shown. */
  of: number
}

/** `/app/incidents/CTAC-2026-0001#entry-142`, which other documents may cite. */
export const linkTo = (reference: string, seq: number) => `/app/incidents/${reference}#entry-${seq}`

export const Entry = memo(function Entry({ entry, reference, names, marked, fresh, room, at, of }: Props) {
  const { label, lines, about } = names.told(entry)
  const struck = marked?.struck_by ?? null
  const withheld = entry.type === 'withheld'
  const id = `entry-${entry.seq}`
  return (
    <article className={classOf(entry, struck !== null, fresh)} id={id} tabIndex={-1} aria-labelledby={`${id}-label`}
      aria-posinset={at} aria-setsize={of}>
      <header className="ctac-entry__head">
        <h3 className="ctac-entry__label" id={`${id}-label`}>
          <a className="ctac-entry__number" href={linkTo(reference, entry.seq)} aria-label={`Entry ${entry.seq}`}>#{entry.seq}</a>
          {' '}{withheld ? 'Withheld from you' : label}
        </h3>
        <Tlp marking={entry.marking.toUpperCase().replace('-', '+')} />
      </header>
      <p className="ctac-entry__who">
        {!withheld && <span>{names.author(entry)}</span>}
        {entry.organisation && <span>{names.organisation(entry.organisation)}</span>}
        <Times entry={entry} />
      </p>
      <Said entry={entry} lines={lines.filter((line) => line.label !== '' || line.text !== names.author(entry))} struck={struck !== null} names={names} />
      {struck !== null && <p className="ctac-entry__note">Struck through by <a href={linkTo(reference, struck)}>entry #{struck}</a></p>}
      {about !== undefined && <p className="ctac-entry__note">About <a href={linkTo(reference, about)}>entry #{about}</a></p>}
      {withheld && <AskOriginator seq={entry.seq} room={room} />}
      {!withheld && <More entry={entry} reference={reference} correctable={isCorrectable(entry, struck, room.you)} room={room} />}
    </article>
  )
})

function classOf(entry: RoomEntry, struck: boolean, fresh: boolean): string {
  const kind = entry.type === 'withheld' ? 'withheld' : entry.kind.replace(/[._]/g, '-')
  return ['ctac-entry', `ctac-entry--${kind}`, struck && 'ctac-entry--struck', fresh && 'ctac-entry--fresh'].filter(Boolean).join(' ')
}

const CORRECTABLE = ['entry.note', 'entry.decision', 'action.set', 'entry.corrected']

function isCorrectable(entry: RoomEntry, struck: number | null, you: Room['you']): boolean {
  return entry.type === 'entry' && entry.body !== null && struck === null && you?.may_post === true && CORRECTABLE.includes(entry.kind)
}

/** When it was recorded; and when it happened, if that is another time. */
function Times({ entry }: { entry: RoomEntry }) {
  const recorded = new Date(entry.recorded_at)
  const happened = new Date(happenedAt(entry))
  const apart = recorded.getTime() - happened.getTime()
  const time = (at: Date) => <time dateTime={at.toISOString()} title={`${instantOf(at)} · ${at.toISOString()}`}>{stamp(at)}</time>
  if (Math.abs(apart) <= APART) return <span>{time(recorded)}</span>
  return <span>Happened {time(happened)}, recorded {time(recorded)} ({lengthOf(apart)} later)</span>
}

/** `03:07:09 GMT`, with its day before today's. */
function stamp(at: Date): string {
  const old = Date.now() - at.getTime() > 20 * 3_600_000
  return old ? `${instantOf(at).split(', ')[0]}, ${secondsOf(at)}` : secondsOf(at)
}

function Said({ entry, lines, struck, names }: { entry: RoomEntry; lines: { label: string; text: string }[]; struck: boolean; names: Names }) {
  if (entry.type === 'withheld') {
    return <p className="ctac-entry__text">Its marking keeps this entry from you. It stands here, and its place is proved by the ledger.</p>
  }
  if (entry.absent) return <p className="ctac-entry__text">TLP:RED is not kept on this device. Its text comes when you are connected.</p>
  if (entry.body === null) return <p className="ctac-entry__text">The text of this entry is erased.</p>
  const late = entry.body['late_reason']
  const Text = struck ? 's' : 'span'
  return (
    <div className="ctac-entry__text">
      {lines.map((line, at) => (
        <p key={at}>
          {line.label && <b>{line.label}: </b>}
          <Text>{line.text}</Text>
        </p>
      ))}
      {typeof late === 'string' && <p className="ctac-entry__note">Entered late: {late}</p>}
      {entry.named && entry.named.length > 0 && <p className="ctac-entry__note">For {entry.named.map((id) => names.person(id)).join(', ')}</p>}
    </div>
  )
}

/** What is seldom needed of an entry, closed until asked for. */
function More({ entry, reference, correctable, room }: {
  entry: RoomEntry & { type: 'entry' }; reference: string; correctable: boolean; room: Pick<Room, 'post'>
}) {
  const [open, setOpen] = useState(false)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(location.origin + linkTo(reference, entry.seq)).then(() => setCopied(true), () => setCopied(false))
  }
  return (
    <details className="ctac-entry__more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><span className="nhsuk-u-visually-hidden">Entry {entry.seq}: </span>More</summary>
      {open && (
        <>
          <p>
            <button type="button" className="ctac-quiet" onClick={() => void copy()}>Copy the reference</button>
            <span role="status">{copied && ' Copied.'}</span>
          </p>
          <p className="ctac-entry__note">{entry.kind}, entry {entry.position} of the ledger, proved by <code>{entry.commitment}</code></p>
          {correctable && <Correct seq={entry.seq} room={room} />}
        </>
      )}
    </details>
  )
}
