// People and organisations by id: asked once, kept, and named everywhere from here.
import { useQuery } from '@tanstack/react-query'
import { api, whole, type Schema } from '../api/client'

/** A person as the directory shows them. */
export type PersonView = Schema<'PersonView'>
/** A member organisation. */
export type OrganisationView = Schema<'OrganisationView'>

export const peopleQuery = {
  queryKey: ['people'],
  queryFn: async () => (await whole(api.GET('/api/v1/people'))).items,
  staleTime: 60_000,
}

export const organisationsQuery = {
  queryKey: ['organisations'],
  queryFn: async () => (await whole(api.GET('/api/v1/organisations'))).items,
  staleTime: 60_000,
}

const none: never[] = []

/** Everybody in the directory; empty until known. */
export function usePeople(): PersonView[] {
  return useQuery(peopleQuery).data ?? none
}

/** Every organisation; empty until known. */
export function useOrganisations(): OrganisationView[] {
  return useQuery(organisationsQuery).data ?? none
}

/** A name for an id; what stands for somebody whose name is not known (any more) says so. */
export function nameOf(people: PersonView[], id: string): string {
  return people.find((person) => person.id === id)?.name ?? `somebody (${id.slice(0, 8)})`
}

/** A person's name; with their organisation where `whose` is asked for. */
export function Person({ id, whose }: { id: string; whose?: boolean }) {
  const people = usePeople()
  const organisation = people.find((person) => person.id === id)?.organisation
  return (
    <span className="ctac-person">
      {nameOf(people, id)}
      {whose && organisation && <span className="ctac-whose"> (<Organisation id={organisation} />)</span>}
    </span>
  )
}

export function Organisation({ id }: { id: string }) {
  return <>{useOrganisations().find((organisation) => organisation.id === id)?.name ?? 'an organisation'}</>
}
