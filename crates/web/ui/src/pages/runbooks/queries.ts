// What the pages of the library ask the service.
import { api, whole } from '../../api/client'
import type { Procedure } from './tree'

export const runbooksQuery = { queryKey: ['runbooks'], queryFn: async () => (await whole(api.GET('/api/v1/runbooks'))).items }

export const runbookQuery = (id: string) => ({
  queryKey: ['runbook', id], queryFn: () => whole(api.GET('/api/v1/runbooks/{id}', { params: { path: { id } } })),
})

/** A version never changes: once read it is kept. */
export const procedureQuery = (id: string, version: string) => ({
  queryKey: ['procedure', version], staleTime: Infinity, enabled: version !== '',
  queryFn: () => whole(api.GET('/api/v1/runbooks/{id}/versions/{version}/procedure', { params: { path: { id, version } } })),
})

/** The version that stands for a runbook: the one that is followed, else the one that came last. */
export const shownOf = (it: { in_force?: string | null; latest: string } | undefined): string => it?.in_force ?? it?.latest ?? ''

/** Enough of a version's name to tell it from others. */
export const short = (version: string): string => version.slice(0, 12)

/** What a value must be and what stands unless it is given; nothing of plain text, which says itself. */
export function hintOf(input: Procedure['inputs'][number]): string | undefined {
  const unless = input.value == null ? undefined : `${input.value} unless you say otherwise`
  return [input.expected === 'text' ? undefined : input.expected, unless].filter(Boolean).join('; ') || undefined
}
