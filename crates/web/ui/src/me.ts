// Who is signed in; every page needs it, so it is asked once and kept.
import { useQuery } from '@tanstack/react-query'
import { api, whole, type Schema } from './api/client'

/** Who is signed in. */
export type Me = Schema<'Me'>

export const meQuery = { queryKey: ['me'], queryFn: () => whole(api.GET('/api/v1/me')), staleTime: 60_000 }

/** The person signed in; undefined until known. */
export function useMe(): Me | undefined {
  return useQuery(meQuery).data
}

/** Whether they have one of the roles. */
export function hasRole(me: Me | undefined, ...roles: Me['roles']): boolean {
  return roles.some((role) => me?.roles.includes(role))
}
