// The composer's fields: the words first; who sees it and when it happened one step further.
import { Radios, SelectField, TextArea, TextField } from '../../parts/field'
import type { Composed, Draft } from '../../room/drafts'
import type { Marking, Room } from '../../room/use-room'
import { WhenField } from '../../parts/when'
import { instantsOf } from '../../room/zoned'
import { secondsOf } from '../../parts/instants'
import type { Names } from './around'
import { audience, markingWords } from './audience'
import { LATE, instantOf, type Wrong } from './compose'

interface Props {
  kind: Composed
  draft: Draft
  change: (part: Partial<Draft>) => void
  room: Room
  names: Names
  error: Wrong | undefined
}

const texts: Record<Composed, string> = { note: 'What happened', decision: 'What was decided', action: 'What is to be done' }

export function Fields({ kind, draft, change, room, names, error }: Props) {
  const wrong = (field: keyof Draft) => (error?.field === field ? error.words : undefined)
  const members = [...room.members].map(([id]): [string, string] => [id, names.whose(id)]).sort((a, b) => a[1].localeCompare(b[1]))
  const me = room.you?.person ?? ''
  return (
    <div className="ctac-fields">
      {draft.instead && <p className="ctac-fields__instead">A new version of what was refused; the old one goes when you post this.</p>}
      <TextArea label={texts[kind]} rows={2} maxLength={8_192} value={draft.text} change={(text) => change({ text })} error={wrong('text')} />
      {kind === 'decision' && <TextArea label="Why" rows={2} maxLength={8_192} value={draft.reason} change={(reason) => change({ reason })} error={wrong('reason')} />}
      {kind === 'action' && (
        <div className="ctac-fields__pair">
          <SelectField label="Who is to do it" value={draft.owner || me} change={(owner) => change({ owner })} options={members} error={wrong('owner')} />
          <Moment label="By when" hint="UK time; leave it empty if there is no time" value={draft.due} change={(due) => change({ due })} error={wrong('due')} />
        </div>
      )}
      <details className="ctac-fields__more" open={error?.field === 'named' || error?.field === 'happened' || error?.field === 'lateReason' || undefined}>
        <summary>{`Seen by: ${audience(room, names, draft.marking || undefined, draft.named)}. Happened: ${draft.happened ? 'at another time' : 'now'}`}</summary>
        <Marked draft={draft} change={change} room={room} names={names} members={members} error={wrong('named')} />
        <Happened draft={draft} change={change} error={wrong('happened')} late={wrong('lateReason')} />
      </details>
    </div>
  )
}

function Marked({ draft, change, room, names, members, error }: Pick<Props, 'draft' | 'change' | 'room' | 'names'> & { members: [string, string][]; error: string | undefined }) {
  const own = room.incident?.marking ?? 'amber'
  const options: [string, string][] = [
    ['', `As the incident: TLP:${markingWords[own]}`],
    ...(Object.keys(markingWords) as Marking[]).map((it): [string, string] => [it, `TLP:${markingWords[it]} – ${audience(room, names, it, draft.named)}`]),
  ]
  return (
    <>
      <SelectField label="Marking: who will see it" value={draft.marking} change={(marking) => change({ marking: marking as Marking | '' })} options={options} />
      {draft.marking === 'red' && (
        <fieldset className={`nhsuk-form-group${error ? ' nhsuk-form-group--error' : ''}`}>
          <legend className="nhsuk-label">Whom it is for; nobody else will ever read it</legend>
          {error && <span className="nhsuk-error-message">{error}</span>}
          {members.map(([id, words]) => (
            <label className="ctac-tick" key={id}>
              <input type="checkbox" checked={draft.named.includes(id)}
                onChange={(event) => change({ named: event.target.checked ? [...draft.named, id] : draft.named.filter((it) => it !== id) })} /> {words}
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
}

function Happened({ draft, change, error, late }: Pick<Props, 'draft' | 'change'> & { error: string | undefined; late: string | undefined }) {
  const at = instantOf(draft.happened)
  const isLate = at !== undefined && Date.now() - at.getTime() > LATE
  return (
    <>
      <Moment label="When it happened" hint="UK time; leave it empty for now" value={draft.happened} change={(happened) => change({ happened })} error={error} />
      {isLate && <TextField label="Why it is entered late" maxLength={500} value={draft.lateReason} change={(lateReason) => change({ lateReason })} error={late} />}
    </>
  )
}

/** A day and a time of the UK's clocks; asks which, where the clock shows it twice. */
function Moment({ label, hint, value, change, error }: { label: string; hint: string; value: string; change: (value: string) => void; error: string | undefined }) {
  const [wall = '', nth = '0'] = value.split('#')
  const both = wall ? instantsOf(wall) : []
  return (
    <>
      <WhenField label={label} hint={hint} error={error} value={wall} change={change} />
      {both.length > 1 && (
        <Radios label="The clock shows that time twice. Which is it?" value={nth} change={(which) => change(`${wall}#${which}`)} inline
          options={both.map((at, which) => ({ value: String(which), words: secondsOf(at) }))} />
      )}
    </>
  )
}
