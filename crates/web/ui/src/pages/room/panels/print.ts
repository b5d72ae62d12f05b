// Prints one part of a room alone, with what incident it is of; the style sheet leaves the rest out.
import type { Incident } from '../../../room/use-room'

/** Prints the part of the page that `_room-panels.scss` knows by this word. */
export function printOnly(part: string, incident: Incident | null) {
  const title = document.title
  if (incident) document.title = `${incident.reference} ${part}`
  document.documentElement.dataset['print'] = part
  const after = () => {
    delete document.documentElement.dataset['print']
    document.title = title
    removeEventListener('afterprint', after)
  }
  addEventListener('afterprint', after)
  print()
}
