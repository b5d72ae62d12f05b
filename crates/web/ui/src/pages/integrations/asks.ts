// What the pages of integrations ask for.
import { useQuery } from '@tanstack/react-query'
import { api, whole } from '../../api/client'
import { policiesQuery } from '../policies/asks'

export const integrationsQuery = { queryKey: ['integrations'], queryFn: async () => (await whole(api.GET('/api/v1/integrations'))).items, staleTime: 15_000 }
export const integrationQuery = (id: string) => ({ queryKey: ['integration', id], queryFn: () => whole(api.GET('/api/v1/integrations/{id}', { params: { path: { id } } })) })

/** How policies are called. */
export function usePolicyNames(): (id: string) => string {
  const policies = useQuery(policiesQuery).data
  return (id) => policies?.find((it) => it.id === id)?.name ?? 'a policy'
}
