// What the pages of policies ask for, and how things are called there.
import { useQuery } from '@tanstack/react-query'
import { api, whole } from '../../api/client'
import { nameOf, usePeople } from '../../parts/people'
import type { Names } from './say'

export const policiesQuery = { queryKey: ['policies'], queryFn: async () => (await whole(api.GET('/api/v1/policies'))).items, staleTime: 30_000 }
export const rotasQuery = { queryKey: ['rotas'], queryFn: async () => (await whole(api.GET('/api/v1/rotas'))).items, staleTime: 30_000 }
export const teamsQuery = { queryKey: ['teams'], queryFn: async () => (await whole(api.GET('/api/v1/teams'))).items, staleTime: 30_000 }

export const policyQuery = (id: string) => ({ queryKey: ['policy', id], queryFn: () => whole(api.GET('/api/v1/policies/{id}', { params: { path: { id } } })) })

/** How people, rotas and teams are called. */
export function useNames(): Names {
  const people = usePeople()
  const rotas = useQuery(rotasQuery).data
  const teams = useQuery(teamsQuery).data
  return {
    person: (id) => nameOf(people, id),
    rota: (id) => rotas?.find((it) => it.id === id)?.name ?? 'a rota',
    team: (id) => teams?.find((it) => it.id === id)?.name ?? 'a team',
  }
}
