// How one wants to hear of one's own duty: how long before a handoff, by which channel, in which zone.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, whole, type Schema } from '../../api/client'
import { Checkbox, SelectField, TextField } from '../../parts/field'
import { Refused } from '../../parts/refused'
import { useMay } from './data'
import { useDraft } from './draft'

type Chosen = Schema<'DutyPreferences'>

const NOTICES: [number, string][] = [
  [604_800, 'A week before'], [172_800, 'Two days before'], [86_400, 'A day before'], [43_200, '12 hours before'], [3_600, 'An hour before'],
  [900, '15 minutes before'], [0, 'At the handoff'],
]
const CHANNELS: [string, string][] = [['', 'As I am paged'], ['sms', 'Text'], ['voice', 'Call'], ['push', 'Push'], ['email', 'Email']]

export function Preferences() {
  const { me } = useMay()
  const path = { params: { path: { id: me } } }
  const found = useQuery({ queryKey: ['preferences', me], queryFn: () => whole(api.GET('/api/v1/people/{id}/preferences', path)) })
  return (
    <section>
      <h2 className="nhsuk-heading-m">How I hear of my duty</h2>
      {found.error && <Refused error={found.error} />}
      {found.data && <Form was={found.data} />}
    </section>
  )
}

function Form({ was }: { was: Chosen }) {
  const { me } = useMay()
  const queries = useQueryClient()
  const [chosen, choose, forget] = useDraft<Chosen>('preferences', was)
  const save = useMutation({
    mutationFn: () => whole(api.PUT('/api/v1/people/{id}/preferences', { params: { path: { id: me } }, body: chosen })),
    onSuccess: (saved) => { queries.setQueryData(['preferences', me], saved); forget() },
  })
  const others = chosen.handoff_notices.filter((it) => !NOTICES.some(([seconds]) => seconds === it)).map((it): [number, string] => [it, `${Math.round(it / 60)} minutes before`])
  const tick = (seconds: number, on: boolean) => choose({ ...chosen, handoff_notices: on ? [...chosen.handoff_notices, seconds] : chosen.handoff_notices.filter((it) => it !== seconds) })
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
      <fieldset className="nhsuk-fieldset nhsuk-u-margin-bottom-4">
        <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Tell me before I come on call (at most four)</legend>
        <div className="nhsuk-checkboxes nhsuk-checkboxes--small ctac-two">
          {[...NOTICES, ...others].map(([seconds, words]) => <Checkbox key={seconds} label={words} checked={chosen.handoff_notices.includes(seconds)} change={(on) => tick(seconds, on)} />)}
        </div>
      </fieldset>
      <SelectField label="By" value={chosen.notice_channel ?? ''} change={(channel) => choose({ ...chosen, notice_channel: (channel || null) as Chosen['notice_channel'] })} options={CHANNELS} />
      <TextField label="The time zone I live in" hint="Such as Europe/London; empty: the rota’s. Nights are counted by it" value={chosen.time_zone ?? ''} change={(zone) => choose({ ...chosen, time_zone: zone || null })} width={20} />
      {save.error && <Refused error={save.error} />}
      <button type="submit" className="nhsuk-button nhsuk-button--secondary" aria-disabled={save.isPending || undefined}>Save how I hear of it</button>
      <span role="status">{save.isSuccess && ' Saved.'}</span>
    </form>
  )
}
