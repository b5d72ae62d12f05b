// Putting an alert off, always with an end: its page stops now, and begins again if it is open then.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client'
import { Confirm } from '../../parts/confirm'
import { Radios } from '../../parts/field'
import { timeOf } from '../../parts/instants'

const lengths: [minutes: string, words: string][] = [['30', '30 minutes'], ['60', '1 hour'], ['240', '4 hours'], ['480', '8 hours'], ['1440', '24 hours']]

const end = (minutes: string) => new Date(Date.now() + Number(minutes) * 60_000)

export function Snooze({ id }: { id: string }) {
  const queries = useQueryClient()
  const [minutes, setMinutes] = useState('30')
  const put = () => api.POST('/api/v1/alerts/{id}/snooze', { params: { path: { id } }, body: { until: end(minutes).toISOString() } })
  return (
    <Confirm button="Put it off" title="Put this alert off" does="Put it off" act={put} done={() => void queries.invalidateQueries()}>
      <p>Nobody is paged for it until then. If it is open then, it pages again from the first step.</p>
      <Radios label="For how long" value={minutes} change={setMinutes}
        options={lengths.map(([value, words]) => ({ value, words: `${words}, until ${timeOf(end(value))}` }))} />
    </Confirm>
  )
}
