// Who will see an entry, in words: never more than may read the incident.
import type { Marking, Room } from '../../room/use-room'
import type { Names } from './around'

export const markingWords: Record<Marking, string> = { clear: 'CLEAR', green: 'GREEN', amber: 'AMBER', 'amber-strict': 'AMBER+STRICT', red: 'RED' }

/** Who would read an entry so marked; without a marking it is marked as the incident is. */
export function audience({ incident, members, you }: Pick<Room, 'incident' | 'members' | 'you'>, names: Pick<Names, 'person' | 'organisation'>, marking: Marking | undefined, named: readonly string[]): string {
  const ceiling = incident?.marking ?? 'amber'
  const everybody = `the ${members.size} members of this incident`
  switch (marking ?? ceiling) {
    case 'clear':
    case 'green':
      // Nobody learns of an entry whose incident they may not read.
      return ceiling === 'clear' || ceiling === 'green' ? 'everybody in the cell' : everybody
    case 'amber':
      return everybody
    case 'amber-strict': {
      const home = you?.organisation ?? ''
      const own = [...members.values()].filter((it) => it.organisation === home).length
      return `the ${own} members from ${names.organisation(home)}`
    }
    case 'red':
      if (marking === undefined) return `the ${members.size} members who are here now, by name`
      return named.length === 0 ? 'only you and the people you name' : `only you and ${named.map((id) => names.person(id)).join(', ')}`
  }
}
