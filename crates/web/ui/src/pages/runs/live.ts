// A run as it is now: asked for every few seconds while it goes on and the page is looked at; one's own acts are shown at once.
import { useCallback, useRef } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, whole } from '../../api/client'
import { Problem } from '../../api/problem'
import type { Command } from './acts'
import type { Run } from './words'

/** How often a run that goes on is asked for. */
const EVERY_MS = 4_000

export const runKey = (id: string) => ['run', id]

export function useRun(id: string) {
  return useQuery({
    queryKey: runKey(id), queryFn: () => whole(api.GET('/api/v1/runs/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => (['finished', 'cancelled'].includes(query.state.data?.run.status ?? '') ? false : EVERY_MS), staleTime: 1_000,
  })
}

/** Sends commands. One of which no answer came is sent again under the same id: done once, however often it is pressed. */
export function useSend(id: string, took: (now: Run) => void): (command: Command) => Promise<Run> {
  const queries = useQueryClient()
  const unanswered = useRef<{ text: string; id: string }>(undefined)
  return useCallback(async (command) => {
    const text = JSON.stringify(command)
    const known = unanswered.current?.text === text ? unanswered.current.id : crypto.randomUUID()
    unanswered.current = { text, id: known }
    try {
      const now = await whole(api.POST('/api/v1/runs/{id}/commands', { params: { path: { id } }, body: { id: known, command } }))
      unanswered.current = undefined
      queries.setQueryData(runKey(id), now)
      took(now)
      return now
    } catch (error) {
      if (error instanceof Problem && error.status < 500) unanswered.current = undefined
      throw error
    }
  }, [id, queries, took])
}
