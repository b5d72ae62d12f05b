// Saying that an alert is over, where its source never does: what was raised by hand, or a source that has gone.
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { Confirm } from '../../parts/confirm'

export function Close({ id }: { id: string }) {
  const queries = useQueryClient()
  const close = () => api.POST('/api/v1/alerts/{id}/close', { params: { path: { id } } })
  return (
    <Confirm button="Close it" title="Close this alert" does="Close it" act={close} done={() => void queries.invalidateQueries()}>
      <p>It is over, and stays on record. If its source signals it again, that is a new alert. While people are being paged for it, take its page first.</p>
    </Confirm>
  )
}
